"""`critmin diff`: what changed, whether the verdict did, and why the percentage moved, cause by cause."""

import json
import random
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from boms import Row, Tables, bom, by, supplier, vehicle, virgin
from critmin.engine.model.statuses import Status
from critmin.engine.questions.check import check, open_case
from critmin.engine.questions.diff import diff
from critmin.engine.regimes.clean_vehicle.diff.difference import Cause, CleanVehicleDiff
from critmin.engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.scenario_file import load_scenario
from random_boms import random_bom, write_csv

EARLY, LATE = ("-d", "2024-06-30"), ("-d", "2025-06-30")  # without and with the FEOC screen of minerals
RULEBOOK = load_rulebook()
PLAIN = CleanVehicleQuestion()
OTHERS = RULEBOOK.defaults().with_other("japan-minerals").with_other("synthetic-graphite")


class VerdictChange:
    """The JSON of a run of `critmin diff`."""

    def __init__(self, exit_code: int, said: dict[str, Any]) -> None:
        self.exit_code, self.said = exit_code, said

    @property
    def causes(self) -> dict[str, list[str]]:
        """The lines that belong to each cause."""
        return {cause["cause"]: cause["lines"] for cause in self.said["causes"]}

    @property
    def parts(self) -> dict[str, str]:
        """What each cause changes of the traced percentage at its low end."""
        return {cause["cause"]: cause["parts"][0]["low"]["exact"] for cause in self.said["causes"]}

    @property
    def facts(self) -> dict[str, list[tuple[str, str | None, str | None]]]:
        """What changed of each line that both have."""
        changed = self.said["lines"]["changed"]
        return {line["line"]: [(f["what"], f["old"], f["new"]) for f in line["changes"]] for line in changed}


@pytest.fixture
def compare(critmin: Callable[..., Any], tmp_path: Path) -> Callable[..., VerdictChange]:
    """Runs `critmin diff OLD [NEW] -f json ARGUMENTS...` on tables."""

    def call(old: Tables, new: Tables | None, *arguments: str) -> VerdictChange:
        paths = [write_csv(old, tmp_path, "old")] + ([] if new is None else [write_csv(new, tmp_path, "new")])
        got = critmin("diff", *map(str, paths), "-f", "json", *arguments)
        assert got.stdout, got.stderr
        return VerdictChange(got.exit_code, json.loads(got.stdout))

    return call


def changed(lines: Tables, **cells: str) -> Tables:
    """The tables with other cells in the first line."""
    first, *others = lines["BOM"]
    return lines | {"BOM": [first | cells, *others]}


def unnamed(tables: Tables) -> Tables:
    return tables | {"BOM": [{k: v for k, v in row.items() if k != "line"} for row in tables["BOM"]]}


# Why the percentage changed ------------------------------------------------------------------------------------------

# 100 from the United States counts, 300 from Norway does not.
FOUR = bom(virgin(mass_kg="4", role="cathode_active"), virgin("nickel", "300", "NO", material="sulfate"))


@pytest.mark.parametrize("name", [bom, unnamed], ids=["named", "not named"])
@pytest.mark.parametrize(
    ("cells", "cause", "part", "facts"),
    [
        ({"value_usd": "700"}, Cause.VALUES, "9/20", [("value USD", "100", "700")]),
        ({"value_usd": "unknown"}, Cause.VALUES, "-1/4", [("value USD", "100", "not known")]),
        (
            {"extraction_country": "NO", "processing_country": "NO"},
            Cause.ORIGINS,
            "-1/4",
            [
                ("extraction", "United States", "Norway"),
                ("processing", "United States", "Norway"),
                ("share that counts", "1", "0"),
            ],
        ),
        ({"extraction_country": "Chile"}, Cause.ORIGINS, "0", [("extraction", "United States", "Chile")]),
        (
            {"extraction_country": "NO", "processing_value_added_usd": "30", "processing_country_2": "NO",
             "processing_value_added_usd_2": "10"},
            Cause.ORIGINS,
            "-1/16",
            [
                ("extraction", "United States", "Norway"),
                ("processing", "United States", "United States, adds $30; Norway, adds $10"),
                ("processing entity", "not known (United States)", "not known (United States); not known (Norway)"),
                ("share that counts", "1", "3/4"),
            ],
        ),
        # what moves no percentage is told, and has no cause
        ({"mass_kg": "5"}, None, None, [("mass kg", "4", "5")]),
        (
            {"processing_entity": "Acme"},
            None,
            None,
            [("processing entity", "not known (United States)", "Acme (United States)")],
        ),
        ({"feoc_attestation": "no"}, None, None, [("attestation", "ATT-1", None)]),
        ({"impracticable_to_trace": "yes"}, None, None, [("impracticable to trace", "no", "yes")]),
        ({"role": "anode_active"}, None, None, [("role", "cathode_active", "anode_active")]),
        # and what does not matter is not told
        ({"note": "ours"}, None, None, []),
        ({"feoc_attestation": " ATT-1 "}, None, None, []),
    ],
)  # fmt: skip
def test_a_changed_cell_shows_under_its_cause(
    compare: Callable[..., VerdictChange],
    name: Callable[..., Tables],
    cells: Row,
    cause: Cause | None,
    part: str | None,
    facts: list[tuple[str, str | None, str | None]],
) -> None:
    old, new = FOUR, changed(FOUR, **cells)
    if name is unnamed:
        old, new = unnamed(old), unnamed(new)
    line = "2" if name is unnamed else "1"  # its row where it has no name
    got = compare(old, new, *EARLY)
    assert got.causes == ({cause: [line]} if cause else {})
    assert got.parts == ({cause: part} if cause else {})
    assert got.facts == ({line: facts} if facts else {})


@pytest.mark.parametrize(
    ("old", "new", "parts", "lines"),
    [
        # a line that is removed, and one that is added
        (bom(virgin(), virgin("nickel", "300", "NO")), bom(virgin()), {"removed": "3/4"}, {"removed": ["2"]}),
        (bom(virgin()), bom(virgin(), virgin("nickel", "300", "NO")), {"added": "-3/4"}, {"added": ["2"]}),
        # another mineral of a named line is its origin's change
        (bom(virgin()), bom(virgin("nickel")), {"origins": "0"}, {"origins": ["1"]}),
        # several, each from where the one before has left: 100/400, 100/100, 100/200, 300/400, 0/400
        (
            bom(virgin(), virgin("nickel", "300", "NO")),
            bom(virgin(value="300", at="NO"), virgin("cobalt", "100", "NO", line="new")),
            {"removed": "3/4", "added": "-1/2", "values": "1/4", "origins": "-3/4"},
            {"removed": ["2"], "added": ["new"], "values": ["1"], "origins": ["1"]},
        ),
    ],
)
def test_each_cause_after_the_one_before(
    compare: Callable[..., VerdictChange], old: Tables, new: Tables, parts: dict[str, str], lines: dict[str, list[str]]
) -> None:
    got = compare(old, new, *EARLY)
    assert (got.parts, got.causes) == (parts, lines)
    assert sum(map(Fraction, parts.values())) == Fraction(got.said["tests"][0]["low"]["exact"])


JAPAN = bom(virgin("titanium", at="JP"), virgin("nickel", "300", "NO"))
JAPAN_ENDS = ("--scenario", "japan-agreement-ends")
FINLAND = bom(virgin(at="FI"), virgin("nickel", "300", "GB"))


@pytest.mark.parametrize(
    ("given", "arguments", "parts"),
    [
        (JAPAN, (*EARLY, "--new-reading", "japan-minerals=five-minerals"), {"readings": "-1/4"}),
        (JAPAN, ("-d", "2025-03-28", "--new-date", "2025-03-29", *JAPAN_ENDS), {"date": "-1/4"}),
        (JAPAN, ("-y", "2024", "--new-year", "2025", *JAPAN_ENDS), {"date": "-1/4"}),
        (JAPAN, ("-d", "2025-06-30", "--new-scenario", "japan-agreement-ends"), {"scenario": "-1/4"}),
        (FINLAND, (*EARLY, "--new-scenario", "eu-partner"), {"scenario": "1/4"}),
        # of two scenarios the old one is lifted first: the state in between is the law as it is
        (
            FINLAND,
            (*EARLY, "--scenario", "eu-partner", "--new-scenario", "uk-partner"),
            {"scenario_lifted": "-1/4", "scenario": "3/4"},
        ),
        (FINLAND, (*EARLY, "--scenario", "eu-partner", "--new-date", "2024-07-01"), {}),
    ],
)  # fmt: skip
def test_what_the_law_changes(
    compare: Callable[..., VerdictChange], given: Tables, arguments: tuple[str, ...], parts: dict[str, str]
) -> None:
    got = compare(given, None, *arguments)
    assert got.parts == parts
    assert all(lines in (["1"], ["2"]) for lines in got.causes.values())


def test_a_scenario_of_prices_is_its_own_cause(compare: Callable[..., VerdictChange], tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    file.write_text('name = "dear"\ndescription = "Dear."\n[[price]]\nmineral = "nickel"\nfactor = "3"')
    got = compare(FOUR, changed(FOUR, value_usd="300"), *EARLY, "--new-scenario", str(file))
    assert got.parts == {"values": "1/4", "scenario": "-1/4"}
    assert got.causes == {"values": ["1"], "scenario": ["2"]}
    assert got.facts == {"1": [("value USD", "100", "300")], "2": [("value USD", "300", "900")]}
    both = compare(FOUR, changed(FOUR, value_usd="300"), *EARLY, "--scenario", str(file))
    assert both.parts == {"values": "3/20"}  # 100 of 1,000, and 300 of 1,200


def test_the_required_percentage_is_told_apart(compare: Callable[..., VerdictChange]) -> None:
    got = compare(FOUR, None, "-d", "2024-06-30", "--new-date", "2026-06-30", "-a", "2024-06-01")
    assert (got.said["old"]["required_percentage"], got.said["new"]["required_percentage"]) == ("50", "70")
    assert got.said["required_points"] == "+20"
    assert got.causes == {}


@pytest.mark.parametrize(
    ("date", "compared", "not_compared"),
    [
        ("2026-12-31", ["traced", "value_added"], []),
        ("2027-01-01", ["traced"], ["value_added"]),
        ("2023-04-17", [], ["traced", "value_added"]),
    ],
)
def test_only_tests_that_both_sides_have_are_compared(
    compare: Callable[..., VerdictChange], date: str, compared: list[str], not_compared: list[str]
) -> None:
    got = compare(FOUR, changed(FOUR, value_usd="200"), *EARLY, "--new-date", date)
    assert [test["test"] for test in got.said["tests"]] == compared
    assert got.said["tests_not_compared"] == not_compared
    assert got.causes["values"] == ["1"]


# What must hold of every two -----------------------------------------------------------------------------------------


def differ(
    old: Path,
    new: Path,
    then: CleanVehicleQuestion = PLAIN,
    now: CleanVehicleQuestion = PLAIN,
) -> CleanVehicleDiff:
    cases = [open_case(str(old), None, then, RULEBOOK), open_case(str(new), None, now, RULEBOOK)]
    found = diff(*map(check, cases), RULEBOOK)
    assert isinstance(found, CleanVehicleDiff)
    return found


def totals(found: CleanVehicleDiff) -> dict[str, tuple[Fraction, Fraction]]:
    return {t.test: (Fraction(t.low.exact), Fraction(t.high.exact)) for t in found.tests}


QUESTIONS = [
    (CleanVehicleQuestion(), CleanVehicleQuestion()),
    (CleanVehicleQuestion(), CleanVehicleQuestion(readings=OTHERS)),
    (CleanVehicleQuestion(), CleanVehicleQuestion(scenario=load_scenario("eu-partner", RULEBOOK))),
    (
        CleanVehicleQuestion(scenario=load_scenario("japan-agreement-ends", RULEBOOK)),
        CleanVehicleQuestion(scenario=load_scenario("indonesia-partner", RULEBOOK)),
    ),
]
SEEDS = range(80)


def folder_of(tmp_path: Path, seed: int) -> Path:
    folder = tmp_path / str(seed)
    folder.mkdir()
    return folder


@pytest.mark.thorough
def test_the_parts_add_up_exactly_and_the_way_back_is_the_opposite(tmp_path: Path) -> None:
    assert sum(adds_up(folder_of(tmp_path, seed), seed) for seed in SEEDS) >= 60


def adds_up(tmp_path: Path, seed: int) -> bool:
    """Whether the lines of both could be compared, in which case every part is looked at."""
    old = write_csv(random_bom(seed), tmp_path, "old")
    tables = random_bom(seed + 1000)
    if seed % 2:  # an heir of the old one: some lines stay, some change
        rng = random.Random(seed)
        tables |= {"BOM": [row if rng.random() < 0.4 else rng.choice(tables["BOM"]) for row in random_bom(seed)["BOM"]]}
        tables.pop("Steps", None)
    new = write_csv(tables, tmp_path, "new")
    then, now = QUESTIONS[seed % len(QUESTIONS)]
    there, back = differ(old, new, then, now), differ(new, old, now, then)
    if there.lines is None:
        return False
    for at, change in enumerate(there.tests):
        for end in ("low", "high"):
            parts = [Fraction(getattr(cause.parts[at], end).exact) for cause in there.causes]
            total = Fraction(getattr(change, end).exact)
            assert sum(parts) == total
            assert total == Fraction(getattr(change, f"new_{end}")) - Fraction(getattr(change, f"old_{end}"))
    assert totals(back) == {test: (-low, -high) for test, (low, high) in totals(there).items()}
    order = list(Cause)
    assert [cause.cause for cause in there.causes] == sorted((c.cause for c in there.causes), key=order.index)
    return bool(there.causes)


@pytest.mark.thorough
def test_a_bom_and_the_same_in_another_order_do_not_differ(tmp_path: Path) -> None:
    read = 0
    for seed in SEEDS:
        tables = random_bom(seed)
        rows = list(tables["BOM"])
        random.Random(seed).shuffle(rows)
        folder = folder_of(tmp_path, seed)
        old, new = write_csv(tables, folder, "old"), write_csv(tables | {"BOM": rows}, folder, "new")
        for found in (differ(old, old), differ(old, new)):
            if found.old.verdict.status is Status.UNREADABLE:
                continue
            read += 1
            assert found.lines is not None
            assert (found.lines.added, found.lines.removed, found.lines.changed) == ([], [], []), seed
            assert (found.causes, found.suppliers, found.flipped) == ([], [], False), seed
            assert set(totals(found).values()) <= {(0, 0)}, seed
    assert read >= 120


@pytest.mark.thorough
def test_one_changed_cell_of_any_bom_shows_under_its_cause(tmp_path: Path) -> None:
    assert sum(shows(folder_of(tmp_path, seed), seed) for seed in SEEDS) >= 60


def shows(tmp_path: Path, seed: int) -> bool:
    """Whether both are read and have the line, in which case its change is looked at."""
    rng = random.Random(seed)
    tables = random_bom(seed)
    at = rng.randrange(len(tables["BOM"]))
    row = tables["BOM"][at]
    column, cause = rng.choice([("value_usd", Cause.VALUES), ("processing_country", Cause.ORIGINS)])
    text = {"value_usd": "777", "processing_country": "PE" if row.get("processing_country") == "AU" else "AU"}[column]
    rows = [row | {column: text} if n == at else row for n, row in enumerate(tables["BOM"])]
    old, new = write_csv(tables, tmp_path, "old"), write_csv(tables | {"BOM": rows}, tmp_path, "new")
    found = differ(old, new)
    line = row["line"] or str(at + 2)
    report = open_case(str(old), None, CleanVehicleQuestion(), RULEBOOK).facts.battery
    if found.lines is None or report is None or line not in [chain.line for chain in report.chains]:
        return False
    assert {c.cause: c.lines for c in found.causes} == {cause: [line]}
    (only,) = found.lines.changed
    what = "value USD" if cause is Cause.VALUES else "processing"
    assert (only.line, what in [fact.what for fact in only.changes]) == (line, True)
    return True


@pytest.mark.parametrize("name", [bom, unnamed], ids=["named", "not named"])
def test_a_line_split_in_two_changes_nothing_in_all(
    compare: Callable[..., VerdictChange], name: Callable[..., Tables]
) -> None:
    first, second = FOUR["BOM"]
    new = FOUR | {"BOM": [first | {"value_usd": "30"}, first | {"line": "1b", "value_usd": "70"}, second]}
    old = FOUR
    if name is unnamed:
        old, new = unnamed(old), unnamed(new)
    got = compare(old, new, *EARLY)
    assert {test["low"]["exact"] for test in got.said["tests"]} == {"0"}
    assert sum(map(Fraction, got.parts.values())) == 0


def test_a_line_worth_nothing_changes_nothing(compare: Callable[..., VerdictChange]) -> None:
    new = FOUR | {"BOM": [*FOUR["BOM"], virgin(value="0", at="NO", line="3")]}
    assert compare(FOUR, new, *EARLY).parts == {"added": "0"}


# Which line is which -------------------------------------------------------------------------------------------------

POWDER = {"material": "NMC powder", "component": "cathode electrode"}


@pytest.mark.parametrize(
    ("old", "new", "added", "removed", "facts"),
    [
        # by its name, whatever else changes
        ([virgin(line="A")], [virgin("nickel", "5", "NO", line="A", **POWDER)], 0, 0, {"A"}),
        ([virgin(line="A")], [virgin(line="a")], 0, 0, set()),
        # another name is another line, though it says the same
        ([virgin(line="A")], [virgin(line="B")], 1, 1, set()),
        # without names by what the line says: the one that is the same before the one that is like it
        (
            [virgin(line="", value="1"), virgin(line="", value="2")],
            [virgin(line="", value="2"), virgin(line="", value="3")],
            0,
            0,
            {"2"},
        ),
        # by its material before another of the same mineral
        (
            [virgin(line="", value="1", **POWDER), virgin(line="", value="2", material="salt")],
            [virgin(line="", value="9", material="salt"), virgin(line="", value="8", **POWDER)],
            0,
            0,
            {"2", "3"},
        ),
        # never across minerals, nor where nothing but the mineral is alike
        ([virgin(line="")], [virgin("nickel", line="")], 1, 1, set()),
        ([virgin(line="", **POWDER)], [virgin(line="", at="NO", material="salt", component="anode")], 1, 1, set()),
        # a name on one side only does not stand in the way
        ([virgin(line="A", **POWDER)], [virgin(line="", value="5", **POWDER)], 0, 0, {"A"}),
        # two lines of one name are told apart by what they say
        (
            [virgin(line="A"), virgin("nickel", line="A")],
            [virgin("nickel", line="A"), virgin(line="A", value="7")],
            0,
            0,
            {"A"},
        ),
    ],
)  # fmt: skip
def test_which_line_is_which(
    compare: Callable[..., VerdictChange], old: list[Row], new: list[Row], added: int, removed: int, facts: set[str]
) -> None:
    got = compare({"BOM": old}, {"BOM": new}, *EARLY)
    assert (len(got.said["lines"]["added"]), len(got.said["lines"]["removed"])) == (added, removed)
    assert set(got.facts) == facts


# The verdicts and the suppliers --------------------------------------------------------------------------------------

PASS, FAIL, OPEN = bom(virgin()), bom(virgin(at="NO")), bom(virgin(at="?"))
GONE = bom(virgin(), Vehicle=vehicle(battery_kwh="6"))
UNREADABLE = bom(virgin("unobtainium"))


@pytest.mark.parametrize(
    ("old", "new", "exit_code", "flipped"),
    [
        (PASS, PASS, 0, False),
        (PASS, OPEN, 1, True),
        (PASS, FAIL, 1, True),
        (OPEN, FAIL, 1, True),
        (FAIL, GONE, 1, True),
        (GONE, FAIL, 0, True),
        (FAIL, OPEN, 0, True),
        (OPEN, PASS, 0, True),
        (FAIL, FAIL, 0, False),
        (PASS, UNREADABLE, 2, False),
        (UNREADABLE, PASS, 2, False),
    ],
)
def test_the_exit_status_says_whether_it_got_worse(
    compare: Callable[..., VerdictChange], old: Tables, new: Tables, exit_code: int, flipped: bool
) -> None:
    # The Vehicle sheet of one must not be left beside the other.
    got = compare({"Vehicle": vehicle(model="A")} | old, {"Vehicle": vehicle(model="A")} | new, *EARLY)
    assert (got.exit_code, got.said["exit_status"], got.said["flipped"]) == (exit_code, exit_code, flipped)


ACME = by("Acme")


@pytest.mark.parametrize(
    ("old", "new", "arguments", "changes"),
    [
        (
            bom(ACME, Entities=[supplier("Acme")]),
            bom(ACME, Entities=[supplier("Acme", government="25")]),
            LATE,
            [("Acme", "clean", "feoc")],
        ),
        (
            bom(ACME, Entities=[supplier("Acme")]),
            bom(by("Beta"), Entities=[supplier("Acme"), supplier("Beta", "")]),
            LATE,
            [("Acme", "clean", None), ("Beta", None, "unknown")],
        ),
        (bom(virgin()), bom(virgin(feoc_attestation="")), LATE, [
            ("not named (extraction, line 1)", "clean", "unknown"),
            ("not named (processing, line 1)", "clean", "unknown"),
        ]),
        # a side that is not screened: only what stands against one on the other
        (bom(ACME, virgin(), Entities=[supplier("Acme", "CN")]), None, (*EARLY, "--new-date", "2025-06-30"), [
            ("Acme", None, "feoc"),
        ]),
    ],
)  # fmt: skip
def test_suppliers_whose_status_changed(
    compare: Callable[..., VerdictChange],
    old: Tables,
    new: Tables | None,
    arguments: tuple[str, ...],
    changes: list[tuple[str, str | None, str | None]],
) -> None:
    got = compare(old, new, *arguments)
    assert [(s["supplier"], s["old"], s["new"]) for s in got.said["suppliers"]] == changes
    assert all(s["why"] and s["lines"] for s in got.said["suppliers"])


# The command ---------------------------------------------------------------------------------------------------------


@pytest.fixture
def boms(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    write_csv(FOUR, tmp_path, "old")
    write_csv(changed(FOUR, value_usd="700"), tmp_path, "new")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("old.csv", *EARLY), "give NEW, or what differs for NEW"),
        (("-", "-", *EARLY), "standard input (-) can be read only once"),
        (("old.csv", "--new-date", "2025-01-01", "--new-year", "2025"), "not both"),
        (("old.csv", "--new-date", "soon"), "expected a date such as 2025-01-31"),
        (("old.csv", "new.csv", "--new-reading", "japan=no"), "the readings are"),
        (("old.csv", "new.csv", "--new-scenario", "eu"), "is neither a scenario nor a file"),
        (("old.csv", "--new-scenario", "eu-partner", "--new-scenario", "uk-partner"), "only one scenario applies"),
        (("old.csv", "new.csv", *EARLY, "-o", "new.csv"), "this command does not write .csv"),
        (("old.csv", "what.json", *EARLY, "-o", "what.json"), "is an input"),
    ],
)
@pytest.mark.usefixtures("boms")
def test_what_cannot_be_asked(critmin: Callable[..., Any], arguments: tuple[str, ...], told: str) -> None:
    got = critmin("diff", *arguments)
    assert (got.exit_code, got.stdout) == (2, "")
    assert told in got.stderr
    assert got.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("old", "new", "sentences"),
    [
        (bom(virgin()), bom(virgin()), []),
        (
            bom(virgin(), virgin("nickel", "200", "NO")),
            bom(virgin()),
            ["Lines removed (2): traced qualifying value test rises by 66.6666 percentage points"],
        ),
        # no line stays: there is no percentage in between
        (
            bom(virgin(line="a")),
            bom(virgin("nickel", "200", "NO", line="b")),
            ["All lines replaced (old: a; new: b): traced qualifying value test falls by 100.0000 percentage points"],
        ),
        (
            bom(virgin(), virgin("nickel", "300", "NO")),
            bom(virgin(), virgin("nickel", "", "NO")),
            ["Values changed (2): traced qualifying value test: lowest possible falls by 25.0000 percentage points, "],
        ),
    ],
)
def test_each_cause_is_a_sentence(
    critmin: Callable[..., Any], tmp_path: Path, old: Tables, new: Tables, sentences: list[str]
) -> None:
    files = [write_csv(old, tmp_path, "one"), write_csv(new, tmp_path, "two")]
    text = " ".join(critmin("diff", *files, *EARLY).stdout.split())
    assert all(sentence in text for sentence in sentences)
    assert ("Why: " in text) == bool(sentences)


@pytest.mark.usefixtures("boms")
def test_the_text_tells_it_all(critmin: Callable[..., Any]) -> None:
    text = critmin("diff", "old.csv", "new.csv", *EARLY).stdout
    for told in ("changed from fail to pass (better)", "+45.0000", "$100.00   $700.00"):
        assert told in text
    assert "Values changed (1): traced qualifying value test rises by 45.0000 percentage points" in " ".join(
        text.split()
    )
    same = critmin("diff", "old.csv", "old.csv", *EARLY).stdout
    assert "same verdict" in same and "none added, removed or changed" in same


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"value_usd": "700"}, "value $100.00 $700.00"),
        ({"value_usd": "unknown"}, "value $100.00 not known"),
        ({"extraction_country": "NO", "processing_country": "NO"}, "share that counts 100.0000% 0.0000%"),
        (
            {"extraction_country": "NO", "processing_country": "unknown"},
            "share that counts 100.0000% 0.0000% to 100.0000%",
        ),
        ({"mass_kg": "5"}, "mass kg 4 5"),
        ({"feoc_attestation": "no"}, "attestation ATT-1 none"),
    ],
)
def test_the_text_shows_a_changed_fact(critmin: Callable[..., Any], tmp_path: Path, cells: Row, told: str) -> None:
    files = [write_csv(FOUR, tmp_path, "one"), write_csv(changed(FOUR, **cells), tmp_path, "two")]
    assert told in " ".join(critmin("diff", *files, *EARLY).stdout.split())


@pytest.mark.usefixtures("boms")
def test_the_new_options_are_for_the_new_side_only(critmin: Callable[..., Any]) -> None:
    arguments = (
        "--new-date",
        "2025-06-30",
        "--new-acquired",
        "2025-06-01",
        "--new-reading",
        "after-2026=no-percentage",
    )
    said = json.loads(critmin("diff", "old.csv", *EARLY, *arguments, "-f", "json").stdout)
    old, new = said["old"], said["new"]
    assert (old["vehicle"]["placed_in_service"], new["vehicle"]["placed_in_service"]) == ("2024-06-30", "2025-06-30")
    assert (old["vehicle"]["acquired"], new["vehicle"]["acquired"]) == (None, "2025-06-01")
    assert (old["readings"]["after-2026"], new["readings"]["after-2026"]) == ("eighty-percent", "no-percentage")


@pytest.mark.usefixtures("boms")
def test_scenario_and_screening_are_marked(critmin: Callable[..., Any]) -> None:
    arguments = ("old.csv", *EARLY, "--new-scenario", "eu-partner", "--screening")
    text = critmin("diff", *arguments).stdout
    assert "SCENARIO eu-partner: FAIL" in text and "SCREENING: a supplier" in text
    got = critmin("diff", *arguments, "-f", "json")
    assert "SCENARIO eu-partner: SCREENING: fail" in json.loads(got.stdout)["headline"]
    assert "SCENARIO eu-partner" in got.stderr


@pytest.mark.usefixtures("boms")
def test_the_same_input_gives_the_same_bytes(critmin: Callable[..., Any]) -> None:
    runs = {critmin("diff", "old.csv", "new.csv", *EARLY, "-f", "json").stdout for _ in range(2)}
    (only,) = runs
    assert json.loads(only)["schema_version"] == 1


@pytest.mark.parametrize("format_", ["text", "json"])
@pytest.mark.parametrize("text", ["=1+1", "[/red]", "[link=file:///etc]x[/link]", "a\x1b[2Jb", "first\r\nDIFF  forged"])
def test_hostile_cells(critmin: Callable[..., Any], tmp_path: Path, text: str, format_: str) -> None:
    names = dict.fromkeys(("material", "role", "extraction_entity", "processing_entity", "feoc_attestation"), text)
    names["feoc_attestation"] += " ATT-1"
    old, new = bom(virgin(line=text)), bom(virgin(line=text) | names, virgin(line="2" + text))
    paths = [str(write_csv(tables, tmp_path, name)) for name, tables in (("old", old), ("new", new))]
    got = critmin("diff", *paths, *LATE, "-f", format_)
    assert got.exit_code in (0, 1), got.stderr
    if format_ == "text":
        assert got.stdout.replace("\n", "").isprintable()
        assert "DIFF  forged" not in got.stdout.splitlines()
    else:
        assert json.loads(got.stdout)["lines"]["added"][0]["line"] == "2" + text
