"""Graphite that may be synthetic: its extraction is a site that is not known, in the share and in the screen."""

import pytest
from boms import Judge, Judged, bom, by, recycled, supplier, vehicle, virgin
from thorough import crossed

SCREENED = ("-d", "2025-06-30")
PROCESSED = {"processing_country": "Korea", "processing_entity": "K", "extraction_country": "", "extraction_entity": ""}


def graphite(judge: Judge, material: str, **cells: str) -> Judged:
    """A battery whose graphite is processed in Korea by a supplier that its facts clear."""
    line = virgin("graphite", "10", feoc_attestation="") | PROCESSED | {"material": material} | cells
    return judge(bom(virgin(), line, Entities=[supplier("K", "Korea")]), *SCREENED)


DOUBTFUL = [
    "synthetic?", "synthetic (tbc)", "maybe synthetic", "synthetic or natural", "assumed synthetic",
    "partly synthetic", "70% synthetic, 30% flake", "vermutlich synthetisch", "synthétique ?", "可能是人造石墨",
    "人造黒鉛（推定）", "인조흑연 또는 천연흑연", "posiblemente sintético", "SPG/synthetic", "synthetic in 2026",
    "synthetic graphite from ore", "人造石墨矿石",
]  # fmt: skip


@pytest.mark.parametrize(
    ("material", "extraction"),
    crossed(
        DOUBTFUL,
        ["", "none", "Korea"],
    ),
)
def test_doubt_is_an_unknown_site(judge: Judge, material: str, extraction: str) -> None:
    entity = "K" if extraction == "Korea" else ""
    got = graphite(judge, material, extraction_country=extraction, extraction_entity=entity)
    assert (got.exit_code, got.status, got.feoc) == (3, "incomplete", "incomplete")
    unclear = got.finding("SYNTHETIC-UNCLEAR")
    assert (unclear["severity"], unclear["cells"]) == ("warning", ["BOM!I3"])


@pytest.mark.parametrize(
    "material",
    ["graphite ore", "vein graphite", "mined graphite", "CSPG", "SPG", "amorphous graphite", "crystalline graphite",
     "Graphiterz", "minerai de graphite", "mineral de grafito", "石墨矿", "鉱石", "광석", "natural", "flake"],
)  # fmt: skip
def test_a_synthetic_mineral_of_a_natural_material(judge: Judge, material: str) -> None:
    got = graphite(judge, material, mineral="synthetic graphite")
    assert (got.exit_code, got.feoc) == (3, "incomplete")
    assert got.finding("SYNTHETIC-UNCLEAR")["cells"] == ["BOM!B3"]


@pytest.mark.parametrize("material", ["", "AAM", "X-17 powder", "spherical, 2000 mesh", "anode active material AG-360"])
def test_a_synthetic_mineral_of_a_material_that_agrees(judge: Judge, material: str) -> None:
    got = graphite(judge, material, mineral="synthetic graphite")
    assert (got.exit_code, got.feoc) == (0, "pass")


def test_doubt_widens_the_share_of_what_is_processed_elsewhere(judge: Judge) -> None:
    """Synthetic: only the processing counts. Natural: the extraction may."""
    line = virgin("graphite", at="NO", extraction_country="US", material="synthetic?")
    assert judge(bom(line), "-d", "2024-06-30").span == ("0", "1")


@pytest.mark.parametrize(
    "material", ["synthetic graphite", "artificial graphite AG-360", "人造石墨", "graphite, 99.9% synthetic"]
)
def test_what_is_synthetic_has_no_extraction(judge: Judge, material: str) -> None:
    got = graphite(judge, material)
    assert (got.exit_code, got.feoc) == (0, "pass")
    assert "SYNTHETIC-UNCLEAR" not in got.codes


@pytest.mark.parametrize("material", ["natural graphite", "anode powder?", "natural graphite, synthetic coating"])
def test_natural_graphite_is_a_chain_as_any(judge: Judge, material: str) -> None:
    got = graphite(judge, material, extraction_country="Korea", extraction_entity="K")
    assert (got.exit_code, got.feoc) == (0, "pass")
    assert "SYNTHETIC-UNCLEAR" not in got.codes


def test_where_recycled_graphite_came_from_takes_no_part(judge: Judge) -> None:
    got = judge(bom(virgin(), recycled("graphite", "10", material="synthetic?")), *SCREENED)
    assert (got.exit_code, got.codes & {"SYNTHETIC-UNCLEAR", "RECYCLED-EXTRACTION"}) == (0, set())


def test_the_relief_takes_doubtful_graphite_out_of_the_screen_too(judge: Judge) -> None:
    line = by("Red", "CN", mineral="graphite", value_usd="10", material="synthetic?", role="anode_active")
    tables = bom(virgin(), line | {"impracticable_to_trace": "yes"}, Vehicle=vehicle(transition_report="yes"))
    assert judge(tables, *SCREENED).feoc == "pass"
