"""The sheet `Components`: values, what contains what, and rows that are not battery components."""

from __future__ import annotations

from typing import Any

import pytest
from boms import Judge, Judged, Row, bom, virgin
from critmin.engine.intake.facts.components import is_constituent, may_hold_minerals

EARLY = ("-d", "2024-06-30")  # components are screened, minerals are not
LATE = ("-d", "2025-06-30")


def row(component: str, value: str = "", part_of: str = "", country: str = "US", **cells: str) -> Row:
    """A row whose cells are A component, B value_usd, C part_of, D assembly_country, E entity, F feoc_attestation."""
    named = {"component": component, "value_usd": value, "part_of": part_of, "assembly_country": country}
    return named | {"entity": "", "feoc_attestation": "ATT-1"} | cells


def judged(judge: Judge, *rows: Row, arguments: tuple[str, ...] = EARLY) -> Judged:
    return judge(bom(virgin(), Components=list(rows)), *arguments)


# Errors at the cells ------------------------------------------------------------------------------------------------

MODULE = row("module", "1000")


@pytest.mark.parametrize(
    ("rows", "code", "cells", "says"),
    [
        # the value, as any other number
        ([row("module", "five")], "NUMBER-UNREADABLE", ["Components!B2"], 'value_usd is "five"'),
        ([row("module", "-1")], "NUMBER-NEGATIVE", ["Components!B2"], 'value_usd is "-1": expected 0 or more'),
        ([row("module", "1.234,50")], "NUMBER-UNREADABLE", ["Components!B2"], "1.234,50"),
        ([row("module", "1.234")], "NUMBER-UNREADABLE", ["Components!B2"], "it could be 1.234 with --decimal point"),
        ([row("module", "1e31")], "NUMBER-UNREADABLE", ["Components!B2"], "exponent between -30 and 30"),
        ([row("module", "nan")], "NUMBER-UNREADABLE", ["Components!B2"], '"nan"'),
        ([row("module", "5 kg")], "UNIT-UNKNOWN", ["Components!B2"], "kg"),
        ([row("module", "€5")], "UNIT-CONFLICT", ["Components!B1", "Components!B2"], "EUR"),
        ([row("housing", "-1"), MODULE], "NUMBER-NEGATIVE", ["Components!B2"], "-1"),
        # the component around it
        (
            [MODULE, row("cell", "1", "stack")],
            "COMPONENT-PARENT-MISSING",
            ["Components!C3"],
            'part_of is "stack", but no row',
        ),
        (
            [MODULE, row("cell", "1", "modul")],
            "COMPONENT-PARENT-MISSING",
            ["Components!C3"],
            'mean "module" (Components!A2)?',
        ),
        ([MODULE, row("cell", "1", "battery")], "COMPONENT-PARENT-MISSING", ["Components!C3"], "no row has that name"),
        ([MODULE, row("can", "1", "pack")], "COMPONENT-PARENT-MISSING", ["Components!C3"], "no row has that name"),
        ([MODULE, row("cell", "1", "row 9")], "COMPONENT-PARENT-MISSING", ["Components!C3"], "no row has that name"),
        (
            [MODULE, row("Module ", "1"), row("cell", "1", "MODULE")],
            "COMPONENT-PARENT-TWICE",
            ["Components!A2", "Components!A3", "Components!C4"],
            'part_of is "MODULE", but 2 rows have that name',
        ),
        *(
            ([MODULE, row("cell", "1", text)], "COMPONENT-PARENT-UNKNOWN", ["Components!C3"], "is not stated")
            for text in ("unknown", "TBD", "?", "various", "不明")
        ),
        # circles
        ([row("cell", "1", "Cell")], "COMPONENT-CIRCLE", ["Components!C2"], 'the last is part of the first: "cell"'),
        (
            [
                row("module", "1", "cell"),
                row("cell", "1", "anode"),
                row("anode", "1", "module"),
                row("foil", "1", "cell"),
            ],
            "COMPONENT-CIRCLE",
            ["Components!C2", "Components!C3", "Components!C4"],
            'of the first: "module", "cell", "anode"',
        ),
        (
            [row("housing", "1", "can"), row("can", "1", "housing"), MODULE],
            "COMPONENT-CIRCLE",
            ["Components!C2", "Components!C3"],
            "",
        ),
        # parts with more value than their whole
        (
            [MODULE, row("cell", "600", "module"), row("separator", "400.01", "module")],
            "COMPONENT-PARTS-ABOVE-WHOLE",
            ["Components!B2", "Components!B3", "Components!B4"],
            'the parts of "module" add up to $1,000.01, more than its own value, $1,000',
        ),
        (
            [MODULE, row("cell", "", "module"), row("anode", "900", "cell"), row("cathode", "101", "cell")],
            "COMPONENT-PARTS-ABOVE-WHOLE",
            ["Components!B2", "Components!B4", "Components!B5"],
            "add up to $1,001",
        ),
        (
            [MODULE, row("housing", "", "module"), row("cell", "1001", "housing")],
            "COMPONENT-PARTS-ABOVE-WHOLE",
            ["Components!B2", "Components!B4"],
            "add up to $1,001",
        ),
    ],
)
def test_errors_at_the_cells(judge: Judge, rows: list[Row], code: str, cells: list[str], says: str) -> None:
    got = judged(judge, *rows)
    found = got.finding(code)
    assert (got.exit_code, got.status, found["cells"]) == (2, "unreadable", cells)
    assert says in found["message"]
    assert (got.report["battery_components"], got.report["credit"]) == (None, None)


def test_every_error_is_reported_at_once(judge: Judge) -> None:
    rows = [
        row("A cell", "1", "B cell"),
        row("B cell", "1", "A cell"),
        row("C cell", "x"),
        row("D cell", "1", "E cell?"),
    ]
    assert {"COMPONENT-CIRCLE", "NUMBER-UNREADABLE", "COMPONENT-PARENT-MISSING"} <= judged(judge, *rows).codes


def test_the_rows_of_one_missing_component_are_one_finding(judge: Judge) -> None:
    found = judged(judge, MODULE, row("cell", "1", "stack"), row("anode", "1", "stack")).finding(
        "COMPONENT-PARENT-MISSING"
    )
    assert found["cells"] == ["Components!C3", "Components!C4"]


def test_of_many_missing_components_the_first_have_suggestions(judge: Judge) -> None:
    rows = [row(f"module {at}", "1", f"modul {at}") for at in range(40)]
    found = [f["message"] for f in judged(judge, *rows).report["findings"] if f["code"] == "COMPONENT-PARENT-MISSING"]
    assert len(found) == 40 and sum("did you mean" in message for message in found) == 20


def test_a_long_circle_is_cut(judge: Judge) -> None:
    rows = [row(f"cell {at}", "1", f"cell {(at + 1) % 20}") for at in range(20)]
    found = judged(judge, *rows).finding("COMPONENT-CIRCLE")
    assert found["message"].endswith('"cell 7" and 12 more') and len(found["cells"]) == 20


# What is read -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("part_of", "read"),
    [
        ("module", "module"),
        ("  MODULE ", "MODULE"),
        ("m\u00a0odule", None),
        ("Ｍodule", "Ｍodule"),
        ("", ""),
        ("-", ""),
        ("—", ""),
        ("none", ""),
        ("None", ""),
        ("n/a", ""),
        ("NA", ""),
        ("no", ""),
        ("not applicable", ""),
        ("keine", ""),
        ("无", ""),
    ],
)
def test_the_component_around_it(judge: Judge, part_of: str, read: str | None) -> None:
    got = judged(judge, MODULE, row("cell", "400", part_of, "KR"))
    if read is None:
        assert got.exit_code == 2
        return
    found = got.report["battery_components"]
    assert found["components"][1]["part_of"] == (read or None)
    assert found["total_value_usd"] == ("1000.00" if read else "1400.00")


def test_a_name_that_is_also_a_word_for_none_is_a_name(judge: Judge) -> None:
    found = judged(judge, row("N", "1000"), row("cell", "400", "n", "KR")).report["battery_components"]
    assert found["total_value_usd"] == "1000.00"


def test_a_name_that_contains_nothing_may_stand_twice(judge: Judge) -> None:
    got = judged(judge, MODULE, row("cell", "300", "module"), row("cell", "200", "module", "KR"))
    assert got.report["battery_components"]["exact"] == "4/5"


def test_a_row_without_a_name(judge: Judge) -> None:
    got = judged(judge, MODULE, row("", "300", "module", "KR"), row("anode", "100", "row 3", "KR"))
    found = got.report["battery_components"]
    assert [one["component"] for one in found["components"]] == ["module", "row 3", "anode"]
    assert found["exact"] == "7/10"
    assert got.finding("COMPONENT-UNKNOWN")["cells"] == ["Components!A3"]


@pytest.mark.parametrize("text", ["unknown", "TBD", "?", "various"])
def test_a_name_that_is_not_known_is_pointed_out(judge: Judge, text: str) -> None:
    found = judged(judge, MODULE, row(text, "300", "module", "KR")).finding("COMPONENT-UNKNOWN")
    assert (found["severity"], found["cells"]) == ("warning", ["Components!A3"])
    assert found["message"] == "the component is not named: it counts as a battery component"


@pytest.mark.parametrize(
    ("heading", "cell", "cells", "arguments", "usd"),
    [
        ("value_usd", "1,234.50", {}, (), "1234.50"),
        ("value_usd", "1.234,50", {}, ("--decimal", "comma"), "1234.50"),
        ("Value (kUSD)", "2", {}, (), "2000.00"),
        ("Value (EUR)", "100", {}, ("--fx", "EUR=1.08@2024-06-28"), "108.00"),
        ("Value", "100", {"currency": "EUR"}, ("--fx", "EUR=1.08@2024-06-28"), "108.00"),
        ("Cost", "€100", {}, ("--fx", "EUR=1.08@2024-06-28"), "108.00"),
        ("Value", "100", {}, (), "100.00"),
    ],
)
def test_amounts(judge: Judge, heading: str, cell: str, cells: Row, arguments: tuple[str, ...], usd: str) -> None:
    given = {"component": "module", heading: cell, "assembly_country": "US", "feoc_attestation": "ATT-1"} | cells
    got = judge(bom(virgin(), Components=[given]), *EARLY, *arguments)
    assert got.report["battery_components"]["total_value_usd"] == usd


@pytest.mark.parametrize(
    ("name", "value", "warned"),
    [("cell", "0", True), ("cell", "0.00", True), ("cell", "", False), ("housing", "0", False)],
)
def test_a_value_of_0(judge: Judge, name: str, value: str, warned: bool) -> None:
    """Some programs write 0 for a missing price; the Korean cell then has no effect."""
    got = judged(judge, MODULE, row(name, value, "module", "KR"))
    assert ("VALUE-ZERO" in got.codes) is warned
    assert not warned or got.finding("VALUE-ZERO")["cells"] == ["Components!B3"]


def test_a_currency_without_a_rate(judge: Judge) -> None:
    given = row("module", "100", currency="EUR")
    assert judged(judge, given).exit_code == 2


@pytest.mark.parametrize("rows", [[], [row("housing", "1")], [row("PVDF binder", "1")]])
def test_a_sheet_without_a_battery_component(judge: Judge, rows: list[Row]) -> None:
    """Its components are not screened, which is a condition as without the sheet."""
    got = judged(judge, *rows)
    found = got.report["battery_components"]
    assert (found and found["status"], got.report["feoc"]["status"]) == (
        "not_stated" if rows else None,
        "not_applicable",
    )
    assert [text for text in got.report["verdict"]["conditions"] if "no battery component" in text]


@pytest.mark.parametrize(
    "cell",
    ["US/China", "Mexico / Canada", "US 60% / KR 40%", "US 60% / KR", "US, KR 40%", "US?", "USA*", "US (TBC)", "US: 1"],
)
def test_a_country_cell_with_more_than_one_country(judge: Judge, cell: str) -> None:
    """What the message asks for is accepted: no shares, which other sheets have."""
    got = judged(judge, row("module", "1000", country=cell))
    found = [f for f in got.report["findings"] if f["cells"] == ["Components!D2"] and f["severity"] == "error"]
    assert [f["code"] for f in found] == ["COUNTRY-UNKNOWN"]
    assert found[0]["message"] == f'assembly_country is "{cell}": expected one country and nothing else'
    assert (got.report["battery_components"]["low"], got.report["battery_components"]["high"]) == ("0", "1")


# Constituent materials ----------------------------------------------------------------------------------------------

CONSTITUENTS = """
    NMC811 powder | NMC811 | NMC 811 (single crystal) | NMC811 (cathode powder) | LiPF6 | PVDF binder | binder
    copper foil | Aluminum foil | anode foil
    cathode active material | anode active material | CAM | current collector | electrolyte salt | electrolyte additive
    conductive additive | carbon black | graphite | synthetic graphite | lithium metal | LLZO
    battery foil | foil for cells
    powder of cathode active material | Part 7, copper foil | poudre de cathode | matière active de cathode
    feuille d'aluminium | sel d'électrolyte | Kathodenpulver | Elektrolytsalz | Stromableiter | Bindemittel
    正极材料 | 正极粉 | 铜箔 | 粘结剂 | 添加剂 | 음극재 | バインダー | polvo de cátodo | solvent
"""
COMPONENTS = """
    battery module | battery cell | cell | cathode electrode | anode | NMC811 cathode | graphite anode | LFP cell
    lithium metal anode | solid metal electrode | separator | coated separator | electrolyte | LiPF6 electrolyte
    solid electrolyte | LFP battery pack | foil pouch cell | cell with aluminum foil
    cathode (NMC811 powder) | jelly roll
    cathode coating | cellule de batterie | celda | Zelle | Kathode | 正极 | 電池セル | 셀 | 电解液
    part 7 | A | B | Al | row 5 | electrode without binder | Lithium-ion cell
    Separatorfolie | coated anode foil | electrode foil | laminated cell | powdered part
"""


# A foil with its coating is an electrode. In 2024, when only components are screened, it must not go unscreened.
COATED = """
    coated cathode foil | anode foil, coated | anode foil (coated) | anode foil with coating
    cathode foil (coated electrode) | foil, coated, for the anode | separator foil, ceramic coated
    Kathodenfolie, beschichtete Kathode | 正极箔（涂布）
    graphite-coated copper foil | aluminum foil coated with NMC811 | coated copper foil | beschichtete Kupferfolie
"""


def names(text: str) -> list[str]:
    return [name.strip() for line in text.strip().splitlines() for name in line.split("|")]


@pytest.mark.parametrize("name", names(CONSTITUENTS))
def test_a_constituent_material(name: str) -> None:
    assert is_constituent(name)


@pytest.mark.parametrize("name", [*names(COMPONENTS), *names(COATED), "", "-", "()", "x" * 300 + " foil"])
def test_no_constituent_material(name: str) -> None:
    assert not is_constituent(name)


@pytest.mark.parametrize(
    "name",
    ["carbon-coated aluminum foil", "copper foil, primer coated", "涂碳铝箔", "coated graphite powder for the anode"],
)
def test_a_coated_material_is_a_material(name: str) -> None:
    assert is_constituent(name)


# Names that are not recognized --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("battery module, front", None),
        ("module A", None),
        ("Pouch Cell 3", None),
        ("pouch cells", None),
        ("separator (coated)", None),
        ("cell with aluminum foil", None),
        ("电芯", None),
        ("housing", "COMPONENT-OUTSIDE-BATTERY"),
        ("copper foil", "COMPONENT-MATERIAL"),
        # another part outside the battery, or perhaps
        ("Housings", "COMPONENT-UNKNOWN"),
        ("module housing, upper", "COMPONENT-UNKNOWN"),
        ("module housing and cells", "COMPONENT-UNKNOWN"),
        ("cell with cooling fins", "COMPONENT-UNKNOWN"),
        ("gasket", "COMPONENT-UNKNOWN"),
        # an electrode, or perhaps its foil
        ("anode foil, coated", "COMPONENT-UNKNOWN"),
    ],
)
def test_what_the_names_of_components_are_read_as(judge: Judge, name: str, code: str | None) -> None:
    got = judged(judge, MODULE, row(name, "400", "module", "KR"))
    kinds = ("COMPONENT-OUTSIDE-BATTERY", "COMPONENT-MATERIAL", "COMPONENT-UNKNOWN")
    assert [(f["code"], f["cells"]) for f in got.report["findings"] if f["code"] in kinds] == (
        [(code, ["Components!A3"])] if code else []
    )
    counts = code in (None, "COMPONENT-UNKNOWN")
    assert got.report["battery_components"]["exact"] == ("3/5" if counts else "1")


# Totals -------------------------------------------------------------------------------------------------------------


def total(name: str, value: str, **cells: str) -> Row:
    return row(name, value, country="", feoc_attestation="") | cells


PARTS = [MODULE, row("cell", "400", "module", "KR")]


@pytest.mark.parametrize(
    ("name", "value", "code", "cells"),
    [
        ("Total", "1000", "ROW-TOTAL", ["Components!A4"]),
        ("TOTAL:", "1,000.00", "ROW-TOTAL", ["Components!A4"]),
        ("Total battery", "1000", "ROW-TOTAL", ["Components!A4"]),
        ("battery total", "1000", "ROW-TOTAL", ["Components!A4"]),
        ("Sum of all components", "1400", "ROW-TOTAL", ["Components!A4"]),
        ("合计", "", "ROW-TOTAL", ["Components!A4"]),
        ("Total", "1300", "TOTAL-DIFFERS", ["Components!B4"]),
    ],
)
def test_a_total_is_not_a_component(judge: Judge, name: str, value: str, code: str, cells: list[str]) -> None:
    got = judged(judge, *PARTS, total(name, value))
    found = got.report["battery_components"]
    assert (len(found["components"]), found["exact"], got.finding(code)["cells"]) == (2, "3/5", cells)
    assert ("TOTAL-DIFFERS" in got.codes) is (code == "TOTAL-DIFFERS")


def test_a_subtotal_is_that_of_the_rows_above_it(judge: Judge) -> None:
    rows = [*PARTS, total("Subtotal", "1000"), row("module B", "600"), total("Subtotal", "600"), total("Total", "1600")]
    got = judged(judge, *rows)
    assert got.report["battery_components"]["exact"] == "3/4" and "TOTAL-DIFFERS" not in got.codes


def test_totals_in_a_table_of_several_bills_of_materials(judge: Judge) -> None:
    rows = [MODULE | {"bom": "A"}, total("Total", "1000", bom="A"), total("Grand total", "9000", bom="")]
    tables = bom(virgin(bom="A"), Components=rows)
    got = judge(tables, *EARLY)
    assert got.report["battery_components"]["exact"] == "1" and "TOTAL-DIFFERS" not in got.codes
    rows[1]["value_usd"] = "1200"
    assert judge(tables, *EARLY).finding("TOTAL-DIFFERS")["cells"] == ["Components!B3"]


@pytest.mark.parametrize(
    "cells",
    [
        {"assembly_country": "US"},
        {"part_of": "module"},
        {"entity": "Acme"},
        {"feoc_attestation": "ATT-1"},
    ],
)
def test_a_total_that_states_facts_of_a_component_is_an_error(judge: Judge, cells: Row) -> None:
    got = judged(judge, *PARTS, total("Total battery", "1000", **cells))
    assert (got.exit_code, got.finding("TOTAL-UNCLEAR")["cells"]) == (2, ["Components!A4"])


def test_a_company_may_be_called_total(judge: Judge) -> None:
    got = judged(judge, MODULE | {"entity": "Total SE"})
    assert got.report["battery_components"]["exact"] == "1"


# Columns that are not read ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("heading", "says"),
    [
        ("quantity", "check that it is not that of a single piece"),
        ("Qty per pack", "check that it is not that of a single piece"),
        ("number of cells", "check that it is not that of a single piece"),
        ("North American?", "compare the two"),
        ("Assembled in North America (Y/N)", "compare the two"),
        ("USMCA origin", "compare the two"),
        ("owner", "write a holding in a row of the sheet Ownership"),
        ("parent company", "write a holding in a row of the sheet Ownership"),
        ("sanction list", "write a designation"),
        ("Part number", None),
        ("serial number", None),
        ("description", None),
    ],
)
def test_a_column_beside_the_values(judge: Judge, heading: str, says: str | None) -> None:
    got = judged(judge, MODULE | {heading: ""})
    if says is None:
        assert "COLUMN-FACT-UNUSED" not in got.codes
    else:
        found = got.finding("COLUMN-FACT-UNUSED")
        assert (found["severity"], found["cells"]) == ("warning", ["Components!G1"]) and says in found["message"]


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("copper foil", False),
        ("Super P", False),
        ("carbon black", False),
        ("CMC binder", False),
        ("NMC811 powder", True),
        ("aluminum foil", True),
        ("PVDF", True),
        ("LiPF6", True),
        # of unknown content
        ("binder", True),
        ("foil", True),
        ("current collector", True),
        ("copper foil, nickel plated", True),
    ],
)
def test_what_may_hold_a_listed_mineral(name: str, may: bool) -> None:
    assert may_hold_minerals(name) is may


def test_a_constituent_material_is_read_as_if_absent(judge: Judge) -> None:
    got = judged(judge, MODULE, row("NMC811 powder", "900", "module", "KR"), row("foil", "5", "NMC811 powder", "KR"))
    found = got.report["battery_components"]
    assert (found["status"], found["exact"], found["total_value_usd"]) == ("pass", "1", "1000.00")
    assert [one["excluded"] for one in found["components"]] == [None, "constituent material", "constituent material"]
    warnings = [(f["severity"], f["cells"]) for f in got.report["findings"] if f["code"] == "COMPONENT-MATERIAL"]
    assert warnings == [("warning", ["Components!A3"]), ("warning", ["Components!A4"])]


@pytest.mark.parametrize(
    ("name", "is_part"), [("NMC811", True), ("LFP", True), ("LFP (graphite)", True), ("foil", False)]
)
def test_a_cell_named_by_its_chemistry_is_a_component(judge: Judge, name: str, is_part: bool) -> None:
    """In 2024 a Chinese cell fails the screen and its value counts, whatever it is called; a material has no parts."""
    cell = row(name, "900", "module", "CN")
    got = judged(judge, MODULE, cell, row("cathode electrode", "300", name, "US"), arguments=EARLY)
    found = got.report["battery_components"]
    assert (got.feoc, found["exact"]) == (("fail", "2/5") if is_part else ("pass", "1"))
    assert [f["code"] for f in got.report["findings"] if f["cells"] == ["Components!A3"]] == [
        "COMPONENT-UNKNOWN" if is_part else "COMPONENT-MATERIAL"
    ]


@pytest.mark.parametrize(
    ("material", "cells", "arguments", "feoc"),
    [
        # minerals are not screened yet
        ("NMC811 powder", {"country": "CN"}, EARLY, "pass"),
        ("NMC811 powder", {"country": "CN"}, LATE, "fail"),
        ("NMC811 powder", {"country": ""}, LATE, "pass"),
        ("NMC811 powder", {"country": "", "feoc_attestation": ""}, LATE, "incomplete"),
        ("binder", {"country": "CN"}, LATE, "fail"),
        # known to contain no applicable critical mineral
        ("copper foil", {"country": "CN"}, LATE, "pass"),
        ("carbon black", {"country": "CN"}, LATE, "pass"),
        ("housing", {"country": "CN"}, LATE, "pass"),
    ],
)
def test_the_screen_of_a_constituent_material(
    judge: Judge, material: str, cells: dict[str, Any], arguments: tuple[str, ...], feoc: str
) -> None:
    got = judged(judge, MODULE, row(material, "", "module", **cells), arguments=arguments)
    assert got.feoc == feoc
    steps = [(site["line"], site["step"]) for one in got.report["feoc"]["entities"] for site in one["sites"]]
    screened = arguments == LATE and material not in ("copper foil", "carbon black", "housing")
    assert ((material, "processing") in steps) is screened
    assert ("module", "manufacture or assembly") in steps
