"""What-ifs: what each part of a scenario changes, that every report says so, and what a scenario cannot say."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Judge, Row, Tables, bom, by, recycled, supplier, vehicle, virgin
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.scenario_file import BadScenario, built_in, load_scenario
from random_boms import write_csv

EARLY, LATE = ("-d", "2024-06-30"), ("-d", "2025-06-30")  # without and with the FEOC screen of minerals
HEAD = 'name = "mine"\ndescription = "What if."\n'


@pytest.fixture
def under(judge: Judge, tmp_path: Path) -> Callable[..., Any]:
    """Judges tables under the scenario of a TOML text."""

    def call(given: Tables, text: str, *arguments: str) -> Any:
        file = tmp_path / "mine.toml"
        file.write_text(HEAD + text, encoding="utf-8")
        return judge(given, "--scenario", str(file), *arguments)

    return call


# What each part changes ----------------------------------------------------------------------------------------------

PARTNER = '[[partner]]\ncountries = ["Norway"]\nfrom = 2024-06-01\nuntil = 2024-06-30\nminerals = ["nickel"]'
FROM_JUNE = '[[partner]]\ncountries = ["Norway"]\nfrom = 2024-06-01'
BUT_FOR_APRIL = (
    '[[partner]]\ncountries = ["Norway"]\nfrom = 2024-01-01\nuntil = 2024-03-31\n'
    '[[partner]]\ncountries = ["Norway"]\nfrom = 2024-05-01'
)
ENDS = '[[agreement_ends]]\nagreement = "us-japan"\non = 2024-06-30'
NARROWED = '[[agreement_narrowed]]\nagreement = "us-japan"\nminerals = ["Co", "Ni"]\nfrom = 2024-06-30'
NARROWED_IN_YEAR = NARROWED + "\n" + ENDS.replace("2024-06-30", "2025-01-31")
NARROWED_ON_ITS_LAST_DAY = NARROWED + "\n" + ENDS
NARROWED_AFTER_ITS_END = NARROWED.replace("2024-06-30", "2025-01-01") + "\n" + ENDS


@pytest.mark.parametrize(
    ("scenario", "country", "mineral", "placed", "counts"),
    [
        # a partner, for its minerals, from its first to its last day
        (PARTNER, "NO", "nickel", ("-d", "2024-05-31"), False),
        (PARTNER, "NO", "nickel", ("-d", "2024-06-01"), True),
        (PARTNER, "NO", "nickel", ("-d", "2024-06-30"), True),
        (PARTNER, "NO", "nickel", ("-d", "2024-07-01"), False),
        (PARTNER, "NO", "lithium", ("-d", "2024-06-30"), False),
        (PARTNER, "NO", "nickel", ("-y", "2024"), False),
        # in a year it must count on every day
        (FROM_JUNE, "NO", "nickel", ("-y", "2024"), False),
        (FROM_JUNE, "NO", "nickel", ("-y", "2025"), True),
        (BUT_FOR_APRIL, "NO", "nickel", ("-y", "2024"), False),
        (BUT_FOR_APRIL, "NO", "nickel", ("-d", "2024-05-01"), True),
        # a partner for some minerals takes nothing from a country that counts for all
        (PARTNER.replace("Norway", "Chile"), "CL", "lithium", ("-d", "2024-06-30"), True),
        # an agreement that ends counts on its last day
        (ENDS, "JP", "nickel", ("-d", "2024-06-30"), True),
        (ENDS, "JP", "nickel", ("-d", "2024-07-01"), False),
        (ENDS, "JP", "nickel", ("-y", "2024"), False),
        (ENDS, "KR", "nickel", ("-d", "2024-07-01"), True),
        # one that is narrowed counts for its minerals alone, whatever the reading
        (NARROWED, "JP", "lithium", ("-d", "2024-06-29"), True),
        (NARROWED, "JP", "lithium", ("-d", "2024-06-30"), False),
        (NARROWED, "JP", "nickel", ("-d", "2024-06-30"), True),
        # in any day of a year it counts for what it covers on every day
        (NARROWED, "JP", "nickel", ("-y", "2024"), True),
        (NARROWED, "JP", "lithium", ("-y", "2024"), False),
        (NARROWED_IN_YEAR, "JP", "nickel", ("-d", "2025-01-31"), True),
        (NARROWED_IN_YEAR, "JP", "nickel", ("-d", "2025-02-01"), False),
        (NARROWED_ON_ITS_LAST_DAY, "JP", "nickel", ("-d", "2024-06-30"), True),
        (NARROWED_ON_ITS_LAST_DAY, "JP", "lithium", ("-d", "2024-06-30"), False),
        (NARROWED_ON_ITS_LAST_DAY, "JP", "nickel", ("-d", "2024-07-01"), False),
        (NARROWED_AFTER_ITS_END, "JP", "lithium", ("-d", "2024-06-30"), True),
        (NARROWED_AFTER_ITS_END, "JP", "lithium", ("-d", "2024-07-01"), False),
        (NARROWED_AFTER_ITS_END, "JP", "nickel", ("-d", "2025-01-01"), False),
        # built-in ones
        ("eu-partner", "FI", "lithium", EARLY, True),
        ("eu-partner", "NC", "nickel", EARLY, False),
        ("uk-partner", "GB", "lithium", EARLY, True),
        ("indonesia-partner", "ID", "nickel", EARLY, True),
        ("japan-agreement-ends", "JP", "nickel", ("-d", "2025-03-28"), True),
        ("japan-agreement-ends", "JP", "nickel", ("-d", "2025-03-29"), False),
    ],
)
def test_where_it_counts(
    judge: Judge,
    under: Callable[..., Any],
    scenario: str,
    country: str,
    mineral: str,
    placed: tuple[str, str],
    counts: bool,
) -> None:
    given = bom(virgin(mineral, at=country))
    built = scenario in built_in()
    got = judge(given, "--scenario", scenario, *placed) if built else under(given, scenario, *placed)
    assert got.span == (("1", "1") if counts else ("0", "0"))


def test_the_eu_has_27_members() -> None:
    (partner,) = built_in()["eu-partner"].partner
    assert len(set(partner.countries)) == 27


def test_recycling_still_counts_in_north_america_alone(judge: Judge) -> None:
    assert judge(bom(recycled(at="FI")), "--scenario", "eu-partner", *EARLY).span == ("0", "0")


def test_a_reading_stands_under_a_scenario(under: Callable[..., Any]) -> None:
    """What the scenario does not touch stays as the reading has it: Japan's agreement before it is narrowed."""
    got = under(
        bom(virgin("titanium", at="JP")), NARROWED, "-d", "2024-06-29", "--reading", "japan-minerals=five-minerals"
    )
    assert got.span == ("0", "0")


def test_a_covered_nation(judge: Judge, under: Callable[..., Any]) -> None:
    given = bom(virgin(at="NO", feoc_attestation=""), virgin(value="900"))
    assert judge(given, *LATE).feoc == "incomplete"
    got = under(given, '[[covered_nation]]\ncountry = "Norway"', *LATE)
    assert got.feoc == "fail"
    assert "FEOC-PLACE" in got.codes


TWO = bom(virgin(value="100", mass_kg="4"), virgin("nickel", "300", "NO", mass_kg="10"))


@pytest.mark.parametrize(
    ("price", "values"),
    [
        ('mineral = "Ni"\nfactor = "1.5"', ["100.00", "450.00"]),
        ('mineral = "nickel"\nfactor = "0.1"', ["100.00", "30.00"]),
        ('mineral = "nickel"\nprice_usd_per_kg = "20.5"', ["100.00", "205.00"]),
        ('mineral = "cobalt"\nfactor = "2"', ["100.00", "300.00"]),  # a mineral that no line has
    ],
)
def test_a_price(under: Callable[..., Any], price: str, values: list[str]) -> None:
    got = under(TWO, f"[[price]]\n{price}", *EARLY)
    assert [chain["value_usd"] for chain in got.minerals["chains"]] == values


def test_a_price_is_exact(under: Callable[..., Any]) -> None:
    got = under(TWO, '[[price]]\nmineral = "nickel"\nfactor = "0.1"', *EARLY)
    assert got.span == ("10/13", "10/13")


def test_a_price_leaves_the_parts_of_the_steps(under: Callable[..., Any]) -> None:
    site = {"processing_country_2": "NO", "processing_value_added_usd": "30", "processing_value_added_usd_2": "10"}
    line = virgin("nickel", extraction_country="NO", **site)
    got = under(bom(line), '[[price]]\nmineral = "nickel"\nfactor = "0.01"', *EARLY)
    assert got.span == ("3/4", "3/4")
    assert "VALUE-ADDED-ABOVE-VALUE" not in got.codes


MOVE = '[[origin]]\nline = "1"\nstep = "processing"\nnew_country = "Chile"\n'


@pytest.mark.parametrize(
    ("line", "origin", "span"),
    [
        (virgin(at="NO"), MOVE, ("1", "1")),
        (virgin(extraction_country="NO", processing_country=""), MOVE, ("1", "1")),  # a step that is not named
        (virgin(extraction_country="NO", processing_country="none"), MOVE, ("1", "1")),  # or said not to occur
        (virgin(at="NO"), MOVE.replace("Chile", "Finland"), ("0", "0")),
        (by("Acme", "NO"), '[[origin]]\nentity = "ACME"\nnew_country = "CL"', ("1", "1")),
        (by("Acme", "NO"), '[[origin]]\nentity = "Acme"\nstep = "extraction"\nnew_country = "CL"', ("1", "1")),
        (by("Acme", "NO"), '[[origin]]\nline = "1"\nentity = "Acme"\nnew_country = "CL"', ("1", "1")),
        (recycled(at="FI"), '[[origin]]\nline = "1"\nstep = "recycling"\nnew_country = "US"', ("1", "1")),
        # of two that speak of one site the later wins
        (virgin(at="NO"), MOVE + MOVE.replace("Chile", "Finland"), ("0", "0")),
    ],
)
def test_an_origin(under: Callable[..., Any], line: Row, origin: str, span: tuple[str, str]) -> None:
    assert under(bom(line), origin, *EARLY).span == span


def test_each_origin_speaks_of_the_sites_as_they_are(under: Callable[..., Any]) -> None:
    """What the first one makes Beta's is not moved on by the second."""
    origins = '[[origin]]\nentity = "Acme"\nnew_entity = "Beta"\n[[origin]]\nentity = "Beta"\nnew_country = "CL"'
    assert under(bom(by("Acme", "NO"), by("Beta", "NO")), origins, *EARLY).span == ("1/2", "1/2")


def test_the_attestation_of_a_line_does_not_speak_of_a_site_that_is_supposed(under: Callable[..., Any]) -> None:
    """The other sites keep it; the new one is clean by its own facts, or not known."""
    move = '[[origin]]\nline = "1"\nstep = "processing"\nnew_entity = "Acme"'
    line = bom(virgin())
    assert under(line, move, *LATE).status == "incomplete"
    assert under(line, move, *LATE, "--screening").status == "pass"
    assert under(line | {"Entities": [supplier("Acme")]}, move, *LATE).status == "pass"
    assert under(line | {"Entities": [supplier("Acme", "CN")]}, move, *LATE).status == "fail"


# Battery components: a module of 100 with a cell of 60, whose separator of unknown value is Korean


def parts(**cells: str) -> Tables:
    rows = [
        {"component": "Module", "value_usd": "100", "assembly_country": "US", "entity": "Acme"},
        {"component": "cell", "value_usd": "60", "part_of": "module", "assembly_country": "KR", "entity": "Acme"},
        {"component": "separator", "part_of": "cell", "assembly_country": "KR", "entity": "Beta"},
    ]
    attested = [row | {"feoc_attestation": "ATT-1"} for row in rows]
    return bom(virgin(), Components=[attested[0], attested[1] | cells, attested[2]])


@pytest.mark.parametrize(
    ("change", "span", "told"),
    [
        ('component = "CELL"\nnew_country = "Mexico"', ("2/5", "1"), 'component "CELL" is made in Mexico: cell'),
        ('entity = "Beta"\nnew_country = "US"', ("2/5", "1"), "every component by Beta is made in United States"),
        (
            'entity = "ACME"\nnew_country = "KR"',
            ("0", "0"),
            "by ACME is made in South Korea: Module, cell",
        ),
        ('component = "cell"\nentity = "Acme"\nnew_country = "US"', ("2/5", "1"), 'component "cell" by Acme is made'),
        (
            'component = "separator"\nnew_value_usd = "45"',
            ("2/5", "2/5"),
            'component "separator" has a value of $45: separator',
        ),
        ('component = "cell"\nnew_value_usd = "0"', ("1", "1"), 'component "cell" has a value of $0'),
        ('component = "cell"\nfactor = "0.5"', ("7/10", "7/10"), 'component "cell" has its value multiplied by 0.5'),
        (
            'component = "cell"\nnew_country = "US"\nnew_entity = "Gamma"\nfactor = "1.5"',
            ("1/10", "1"),
            'component "cell" is made in United States by Gamma and has its value multiplied by 1.5',
        ),
        (
            'component = "cell"\nnew_country = "NO"\n[[component]]\ncomponent = "cell"\nnew_country = "CA"',
            ("2/5", "1"),
            'component "cell" is made in Norway',
        ),
    ],
)
def test_a_component(under: Callable[..., Any], change: str, span: tuple[str, str], told: str) -> None:
    got = under(parts(), f"[[component]]\n{change}", *EARLY)
    section = got.report["battery_components"]
    assert (section["low"], section["high"]) == span
    assert any(told in text for text in got.report["scenario"]["changes"])
    assert (got.report["credit"], got.span) == (None, ("1", "1"))


@pytest.mark.parametrize(
    ("entities", "arguments", "status"),
    [
        ([], (), "incomplete"),  # the attestation does not cover what the scenario moves
        ([], ("--screening",), "pass"),
        ([supplier("Gamma")], (), "pass"),
        ([supplier("Gamma", "CN")], (), "fail"),
    ],
)
def test_the_screen_sees_the_component_where_the_scenario_moves_it(
    under: Callable[..., Any], entities: list[Row], arguments: tuple[str, ...], status: str
) -> None:
    move = '[[component]]\ncomponent = "cell"\nnew_entity = "Gamma"'
    assert under(parts() | {"Entities": entities}, move, *EARLY, *arguments).feoc == status


def test_a_country_that_cannot_be_read_is_replaced(under: Callable[..., Any]) -> None:
    tables = parts(assembly_country="Nowhereland") | {"Entities": [supplier("Acme"), supplier("Beta")]}
    assert under(tables, '[[component]]\ncomponent = "cell"\nfactor = "1"', *EARLY).feoc == "incomplete"
    got = under(tables, '[[component]]\ncomponent = "cell"\nnew_country = "US"', *EARLY)
    assert [row["counts"] for row in got.report["battery_components"]["components"]] == [True, True, False]
    assert got.feoc == "pass"


def test_two_changes_of_a_component_each_speak_of_it_as_it_is(under: Callable[..., Any]) -> None:
    """50 of the cell's 60, not of the 20 that the first leaves: 50 of 100 are then the module's."""
    change = '[[component]]\ncomponent = "cell"\nnew_value_usd = "20"\n[[component]]\nentity = "acme"\nfactor = "0.5"'
    section = under(parts(), change, *EARLY).report["battery_components"]
    assert [row["value_usd"] for row in section["components"]] == ["50.00", "30.00", None]


def test_a_part_outside_the_battery_has_no_parts_above_it(under: Callable[..., Any]) -> None:
    """The housing is read as if absent: its own value limits nothing."""
    housing = {"component": "housing", "value_usd": "1", "assembly_country": "US"}
    inside = {"component": "cell", "value_usd": "60", "part_of": "housing", "assembly_country": "US"}
    got = under(bom(virgin(), Components=[housing, inside]), '[[component]]\ncomponent = "cell"\nfactor = "2"', *EARLY)
    assert got.report["battery_components"]["total_value_usd"] == "120.00"


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ('component = "cel"\nnew_country = "US"', 'no component has the name "cel"; did you mean "cell"?'),
        ('entity = "Acmee"\nnew_country = "US"', 'no component has the entity "Acmee"; did you mean "Acme"?'),
        ('component = "cell"\nentity = "Beta"\nnew_country = "US"', "this entity does not make the component"),
        ('component = "separator"\nfactor = "2"', 'but "separator" has no value'),
    ],
)
def test_components_without_what_the_scenario_speaks_of(under: Callable[..., Any], change: str, told: str) -> None:
    got = under(parts(), f"[[component]]\n{change}", *EARLY)
    assert (got.exit_code, got.status) == (2, "unreadable")
    assert told in got.finding("SCENARIO-NOT-HERE")["message"]


def test_parts_do_not_exceed_their_whole_under_a_scenario(under: Callable[..., Any]) -> None:
    got = under(parts(), '[[component]]\ncomponent = "cell"\nnew_value_usd = "100.01"', *EARLY)
    found = got.finding("COMPONENT-PARTS-ABOVE-WHOLE")
    assert (got.exit_code, found["cells"]) == (2, ["Components!B2"])
    said = 'under the scenario the parts of "Module" would add up to $100.01, more than its value, $100'
    assert found["message"] == said


def test_a_scenario_of_components_needs_the_sheet(under: Callable[..., Any]) -> None:
    got = under(bom(virgin()), '[[component]]\ncomponent = "cell"\nnew_country = "US"', *EARLY)
    assert (got.exit_code, got.status) == (2, "unreadable")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ('[[origin]]\nline = "CA-1"\nstep = "processing"\nnew_country = "US"', 'line "CA-1"; did you mean "CA-01"?'),
        ('[[origin]]\nentity = "Acmee"\nnew_country = "US"', 'entity "Acmee"; did you mean "Acme"?'),
        ('[[origin]]\nline = "CA-01"\nstep = "recycling"\nnew_country = "US"', "does not have this step"),
        ('[[origin]]\nline = "CA-01"\nentity = "Beta"\nnew_country = "US"', "this entity does not do it"),
        ('[[price]]\nmineral = "lithium"\nprice_usd_per_kg = "2"', "line CA-01 has no mass"),
    ],
)
def test_a_bom_without_what_the_scenario_speaks_of_is_not_judged(
    under: Callable[..., Any], text: str, told: str
) -> None:
    got = under(bom(by("Acme", line="CA-01"), by("Beta", line="CA-02", mass_kg="1")), text, *EARLY)
    assert (got.exit_code, got.status) == (2, "unreadable")
    assert told in got.finding("SCENARIO-NOT-HERE")["message"]
    assert got.report["scenario"]["name"] == "mine"


# How it is marked ----------------------------------------------------------------------------------------------------


def test_the_report_says_what_is_supposed(under: Callable[..., Any]) -> None:
    got = under(TWO, ENDS + '\n[[price]]\nmineral = "nickel"\nfactor = "1.50"', *EARLY)
    scenario = got.report["scenario"]
    assert (scenario["name"], scenario["description"], len(scenario["sha256"])) == ("mine", "What if.", 64)
    assert scenario["changes"] == [
        "the Agreement between the United States and Japan on critical minerals (us-japan) is in effect through "
        "2024-06-30",
        "the price of nickel is multiplied by 1.5: line 2",
    ]
    verdict = got.report["verdict"]
    assert verdict["headline"].startswith("SCENARIO mine: ")
    assert verdict["conditions"][0] == "SCENARIO mine: What if."
    assert "SCENARIO mine" in got.finding("SCENARIO")["message"]
    assert got.stderr.startswith("SCENARIO mine: 1 BOM")


def test_no_amount_is_claimed(judge: Judge) -> None:
    passing = bom(virgin())
    assert judge(passing, *EARLY).report["verdict"]["amount_usd"] == 3750
    assert judge(passing, *EARLY, "--scenario", "uk-partner").report["verdict"]["amount_usd"] is None


def test_with_strict_a_scenario_is_no_clean_pass(judge: Judge) -> None:
    passing = bom(virgin(component="cathode electrode"), Vehicle=vehicle(acquired="2024-06-01"))
    assert judge(passing, *EARLY, "--strict").exit_code == 0
    assert judge(passing, *EARLY, "--scenario", "uk-partner").exit_code == 0
    assert judge(passing, *EARLY, "--scenario", "uk-partner", "--strict").exit_code == 1


def test_the_hash_is_of_what_is_supposed_and_not_of_how_it_is_written(under: Callable[..., Any]) -> None:
    def hash_of(text: str) -> str:
        return str(under(TWO, text, *EARLY).report["scenario"]["sha256"])

    price = '[[price]]\nmineral = "nickel"\nfactor = "1.5"'
    assert hash_of(price) == hash_of('# nickel\n[[price]]\nfactor = "1.50"\nmineral = "Ni"\n')
    assert hash_of(price) != hash_of(price.replace("1.5", "1.6"))


def test_the_rulebook_of_the_program_stays(judge: Judge) -> None:
    given = bom(virgin(at="GB"))
    judge(given, *EARLY, "--scenario", "uk-partner")
    assert judge(given, *EARLY).span == ("0", "0")
    assert "scenario" in judge(given, *EARLY).report and judge(given, *EARLY).report["scenario"] is None


@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_a_trace_says_so_too(critmin: Callable[..., Any], tmp_path: Path, format_: str) -> None:
    path = write_csv(bom(virgin(at="FI")), tmp_path, "bom")
    got = critmin("trace", str(path), *EARLY, "--scenario", "eu-partner", "-f", format_)
    assert got.exit_code == 0
    if format_ == "json":
        shown = json.loads(got.stdout)
        assert shown["scenario"]["name"] == "eu-partner"
        assert [origin["counts"] for origin in shown["origins"]] == [True, True]
    else:
        assert "SCENARIO eu-partner" in got.stdout


def test_two_scenarios_never_mix(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = write_csv(bom(virgin()), tmp_path, "bom")
    got = critmin("check", str(path), *EARLY, "--scenario", "eu-partner", "--scenario", "uk-partner")
    assert (got.exit_code, got.stdout) == (2, "")
    assert "only one scenario applies" in got.stderr


def test_a_scenario_file_is_not_written_over(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path, file = write_csv(bom(virgin()), tmp_path, "bom"), tmp_path / "mine.toml"
    file.write_text(HEAD + ENDS)
    assert critmin("check", str(path), *EARLY, "--scenario", str(file), "-o", str(file)).exit_code == 2
    assert file.read_text() == HEAD + ENDS


# What it cannot say --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD, "it changes nothing"),
        (HEAD + "[[partners]]", '"partners" is not a key; did you mean partner?'),
        (
            HEAD + '[[partner]]\ncountries = ["NO"]\nfrm = 2024-01-01',
            '[[partner]] "frm" is not a key; did you mean from?',
        ),
        (HEAD + '[[partner]]\ncountries = ["NO"]', "[[partner]] Object missing required field `from`"),
        (HEAD + '[[partner]]\ncountries = "NO"\nfrom = 2024-01-01', "[[partner]] countries: Expected `array`"),
        (HEAD + "[[partner]]\ncountries = []\nfrom = 2024-01-01", "[[partner]] does not name a country"),
        (HEAD + PARTNER.replace("Norway", "Norwai"), '"Norwai" is not a country; did you mean Norway'),
        (
            HEAD + PARTNER.replace('["nickel"]', '["nickle"]'),
            "is not an applicable critical mineral; did you mean nickel",
        ),
        (HEAD + PARTNER.replace('["nickel"]', '["copper"]'), '"copper" is not an applicable critical mineral'),
        (HEAD + PARTNER.replace('["nickel"]', "[]"), "minerals is empty"),
        (HEAD + PARTNER.replace("2024-06-30", "2024-05-31"), "until 2024-05-31 is before from 2024-06-01"),
        (HEAD + ENDS.replace("us-japan", "japan"), '"japan" is not an agreement; did you mean us-japan?'),
        (HEAD + ENDS + "\n" + ENDS, "names us-japan twice"),
        (HEAD + NARROWED.replace('"Co"', '"titanium"'), "us-japan does not cover titanium"),
        (HEAD + '[[covered_nation]]\ncountry = "Chna"', '"Chna" is not a country; did you mean China'),
        (HEAD + '[[price]]\nmineral = "nickel"', "expected one of factor and price_usd_per_kg"),
        (HEAD + '[[price]]\nmineral = "nickel"\nfactor = "2"\nprice_usd_per_kg = "2"', "one of factor and"),
        (HEAD + '[[price]]\nmineral = "nickel"\nfactor = 1.5', "[[price]] factor: Expected `str | null`, got `float`"),
        (HEAD + '[[price]]\nmineral = "nickel"\nfactor = "half"', "expected a plain number with a decimal point"),
        (HEAD + '[[price]]\nmineral = "nickel"\nfactor = "0"', "expected more than 0"),
        (HEAD + '[[price]]\nmineral = "Ni"\nfactor = "2"\n[[price]]\nmineral = "nickel"\nfactor = "2"', "nickel twice"),
        (HEAD + '[[origin]]\nnew_country = "US"', "neither a line nor an entity"),
        (HEAD + '[[origin]]\nline = "1"', "expected new_country or new_entity"),
        (HEAD + '[[component]]\nnew_country = "US"', "[[component]] names neither a component nor an entity"),
        (HEAD + '[[component]]\ncomponent = "cell"', "expected new_country, new_entity, new_value_usd or factor"),
        (
            HEAD + '[[component]]\ncomponent = "cell"\nnew_value_usd = "2"\nfactor = "2"',
            "[[component]] cell: expected new_value_usd or factor, not both",
        ),
        (HEAD + '[[component]]\ncomponent = "cell"\nnew_value_usd = "-1"', "new_value_usd is"),
        (HEAD + '[[component]]\ncomponent = "cell"\nfactor = "0"', 'factor is "0": expected more than 0'),
        (HEAD + '[[component]]\nentity = "Acme"\nfactor = "x"', '[[component]] Acme: factor is "x": expected a plain'),
        (HEAD + '[[component]]\ncomponent = "cell"\nnew_country = "Mexoco"', '[[component]] "Mexoco" is not a country'),
        (HEAD + MOVE.replace("processing", "procesing"), "is not a step; did you mean processing?"),
        (HEAD + MOVE.replace("Chile", "Chilli"), '"Chilli" is not a country; did you mean Chile?'),
        (HEAD.replace("mine", "eu-partner") + ENDS, "eu-partner is the name of a built-in scenario"),
        (HEAD.replace("mine", "a\\nPASS forged") + ENDS, "expected a text on one line"),
        (HEAD.replace("mine", "") + ENDS, "expected a text on one line"),
        (ENDS, "missing required field `name`"),
        ("name = ", "is not valid TOML"),
    ],
)
def test_what_cannot_be_followed_is_refused_in_one_line(
    critmin: Callable[..., Any], tmp_path: Path, text: str, told: str
) -> None:
    file = tmp_path / "mine.toml"
    file.write_text(text, encoding="utf-8")
    path = write_csv(bom(virgin()), tmp_path, "bom")
    got = critmin("check", str(path), *EARLY, "--scenario", str(file))
    assert (got.exit_code, got.stdout) == (2, "")
    assert got.stderr.count("\n") == 1
    assert told in got.stderr


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("eu-partnr", "did you mean eu-partner?"),
        ("missing.toml", "No such file"),
        (".", "Is a directory"),
    ],
)
def test_a_name_that_is_none(name: str, told: str) -> None:
    with pytest.raises(BadScenario, match=told):
        load_scenario(name, load_rulebook())


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    (tmp_path / "mine.toml").write_bytes(b'name = "\xff"')
    with pytest.raises(BadScenario, match="is not a text file: expected TOML"):
        load_scenario(str(tmp_path / "mine.toml"), load_rulebook())


def test_built_in_scenarios_say_what_they_rest_on() -> None:
    for name, scenario in built_in().items():
        assert scenario.description.endswith(".") and scenario.basis.endswith(".")
        assert load_scenario(name, load_rulebook()) == scenario
