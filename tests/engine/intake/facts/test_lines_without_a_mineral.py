"""Lines whose mineral is `none` or `n/a`: left out beside a material that holds none, else open, never unreadable."""

import pytest
from boms import Judge, bom, by, recycled, vehicle, virgin
from thorough import crossed

PLACED = ("-d", "2025-06-30")


HOLDING_NONE = [
    "EC", "DMC", "EMC", "DEC", "PC", "ethylene carbonate", "EC/DMC/EMC", "EC:EMC 3:7 v/v", "EC + DMC solvent",
    "EC/DEC (1:1 wt)", "Lösungsmittel Ethylencarbonat", "碳酸乙烯酯", "copper foil", "Kupfer", "PE separator",
    "PP/PE/PP trilayer separator, 16 µm", "polyolefin separator", "Separator (Polyethylen)", "CMC", "SBR binder",
    "CMC + SBR", "PE separator 9um", "copper current collector", "carbon black", "Super P",
]  # fmt: skip


@pytest.mark.parametrize(
    ("mineral", "material"),
    crossed(
        ["none", "n/a", "N/A", "NA", "", "keine", "aucun", "ninguno", "无", "なし", "없음"],
        HOLDING_NONE,
    ),
)
def test_a_material_that_holds_none_is_left_out(judge: Judge, mineral: str, material: str) -> None:
    got = judge(bom(virgin(), by("Red", "CN", mineral=mineral, material=material)), *PLACED)
    assert (got.exit_code, got.minerals["total_value_usd"]) == (0, "100.00")
    assert got.finding("LINE-NOT-LISTED")["severity"] == "note"


@pytest.mark.parametrize(
    ("mineral", "material", "at"),
    crossed(
        ["none", "n/a", "NA", "not applicable", "sans objet", "不适用"],
        [
            "",
            "powder",
            "X-17",
            "conductive carbon",
            "ceramic coated PE separator",
            "EC with LiPF6",
            "FEC/EC",
            "electrolyte",
        ],
        ["US", "CN", ""],
    ),
)
def test_beside_another_material_the_verdict_is_open(judge: Judge, mineral: str, material: str, at: str) -> None:
    line = virgin(mineral, "1", at, material=material, feoc_attestation="ATT-1" if at == "US" else "")
    got = judge(bom(virgin(value="1000000"), line), *PLACED)
    assert (got.exit_code, got.status, got.span) == (3, "incomplete", ("0", "1"))
    assert got.feoc == ("pass" if at == "US" else "incomplete")
    perhaps = got.finding("LINE-PERHAPS-NONE")
    assert (perhaps["severity"], perhaps["cells"]) == ("warning", ["BOM!B3"])
    assert "VALUE-UNKNOWN" not in got.codes


def test_what_the_line_holds_does_not_decide_what_is_failed_anyway(judge: Judge) -> None:
    tables = bom(virgin(at="CN"), virgin("none", "1", material="powder"))
    assert judge(tables, *PLACED).status == "fail"


def test_a_recycled_line_and_one_that_claims_the_relief(judge: Judge) -> None:
    assert judge(bom(virgin(), recycled("n/a", material="powder")), *PLACED).span == ("0", "1")
    claimed = by("Red", "CN", mineral="n/a", role="anode_active", impracticable_to_trace="yes")
    got = judge(bom(virgin(), claimed, Vehicle=vehicle(transition_report="yes")), *PLACED)
    assert (got.status, got.feoc) == ("incomplete", "incomplete")


def test_no_line_of_a_listed_mineral_beside_it(judge: Judge) -> None:
    assert judge(bom(virgin("none", material="powder")), *PLACED).status == "incomplete"


@pytest.mark.parametrize(
    ("mineral", "material", "code"),
    [
        ("none", "NMC811 powder", "MATERIAL-NO-MINERAL"),
        ("n/a", "LiPF6", "MATERIAL-NO-MINERAL"),
        ("none", "graphite", "LINE-SAYS-NONE"),
        ("n/a", "aluminum foil", "LINE-SAYS-NONE"),
        ("", "powder", "MINERAL-MISSING"),
        ("unknown", "powder", "MINERAL-MISSING"),
        ("TBD", "powder", "MINERAL-MISSING"),
        ("?", "powder", "MINERAL-MISSING"),
        ("kryptonite", "powder", "MINERAL-UNKNOWN"),
        ("na", "powder", "MINERAL-UNKNOWN"),
    ],
)
def test_what_stays_unreadable(judge: Judge, mineral: str, material: str, code: str) -> None:
    got = judge(bom(virgin(), virgin(mineral, material=material)), *PLACED)
    assert (got.exit_code, got.status) == (2, "unreadable")
    assert code in got.codes


def test_a_form_beside_it_is_nobodys(judge: Judge) -> None:
    line = virgin("none", "", material="powder", mass_kg="1", price_usd_per_kg="2", form="Li2CO3", price_form="LCE")
    assert judge(bom(virgin(), line), *PLACED).status == "incomplete"


# Beside a material that holds listed minerals -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mineral", "material", "listed"),
    [
        ("copper", "copper-nickel alloy", "nickel"),
        ("copper", "copper coated with graphite", "graphite"),
        ("Cu", "Ni plated Cu foil", "nickel"),
        ("sodium", "NFM", "nickel manganese"),
        ("sodium", "Na0.67NiMnO2", "nickel manganese"),
        ("sodium", "sodium nickel manganese oxide", "nickel manganese"),
        ("iron", "iron nickel", "nickel"),
        ("silicon", "Si/graphite", "graphite"),
        ("silicon", "silicon/graphite", "graphite"),
        ("iron", "LFP", "lithium"),
        ("phosphorus", "LFP", "lithium"),
        ("iron", "LMFP", "lithium manganese"),
        ("phosphorus", "LiPF6", "lithium fluorspar"),
        ("sulfur", "LiFSI", "lithium fluorspar"),
        ("boron", "LiBOB", "lithium"),
    ],
)
def test_what_is_not_listed_is_left_out_where_the_rest_of_its_material_has_lines(
    judge: Judge, mineral: str, material: str, listed: str
) -> None:
    rest = [virgin(one, "100", material=material) for one in listed.split()]
    line = virgin(mineral, "1", "CN", material=material, feoc_attestation="")
    for lines in ([*rest, line], [line, *rest]):
        got = judge(bom(*lines), *PLACED)
        assert (got.exit_code, got.feoc) == (0, "pass")
        assert got.finding("LINE-NOT-LISTED")["cells"] == [f"BOM!B{lines.index(line) + 2}"]
    for left in (rest[1:], [virgin(one["mineral"], "100", material="another") for one in rest]):
        got = judge(bom(virgin("cobalt"), *left, line), *PLACED)
        assert got.exit_code == 2
        assert len(got.finding("MINERAL-CONTRADICTED")["cells"]) == 2


@pytest.mark.parametrize(
    ("mineral", "material", "listed"),
    [("iron", "NMC811", "lithium nickel manganese cobalt"), ("copper", "natural graphite", "graphite"),
     ("silicon", "LFP", "lithium"), ("sulfur", "LiPF6", "lithium fluorspar"), ("iron", "Si/graphite", "graphite")],
)  # fmt: skip
def test_what_is_not_listed_and_not_in_the_material(judge: Judge, mineral: str, material: str, listed: str) -> None:
    rest = [virgin(one, material=material) for one in listed.split()]
    got = judge(bom(*rest, virgin(mineral, material=material)), *PLACED)
    assert got.exit_code == 2 and "MINERAL-CONTRADICTED" in got.codes


@pytest.mark.parametrize(
    ("mineral", "material"),
    [
        ("copper", "copper foil for graphite anodes"),
        ("copper", "lithium-ion battery copper foil"),
        ("copper", "Cu foil, 6 µm"),
        ("copper", "锂电铜箔"),
        ("Kupfer", "Kupferfolie für Lithium-Ionen-Zellen"),
        ("copper", "X-17 by Foo Co"),
        ("steel", "No 7 steel As delivered"),
        ("silicon", "SiOx"),
        ("polypropylene", "PP separator film"),
        ("phosphorus", "phosphoric acid"),
        ("copper", ""),
    ],
)
def test_a_material_of_nothing_listed_beside_it(judge: Judge, mineral: str, material: str) -> None:
    got = judge(bom(virgin(), virgin(mineral, "1", "CN", material=material, feoc_attestation="")), *PLACED)
    assert (got.exit_code, got.minerals["total_value_usd"]) == (0, "100.00")
