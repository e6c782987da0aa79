"""`--half`: which half of the credit a run answers for, in the exit status and in what CI servers are given.

A report is put together from the status of each percentage, the FEOC screen and the gates, so that every combination is
here; `tests/cli/test_half.py` asks the command line about real bills of materials.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from itertools import product
from typing import Any, NamedTuple
from xml.etree import ElementTree as ET

import msgspec
import pytest
from critmin.cli.choices import Format
from critmin.cli.render.formats import Look
from critmin.engine.model.findings import finding
from critmin.engine.model.statuses import ScreenStatus, Status
from critmin.engine.questions.batch.run_head import RunHead, run_head
from critmin.engine.questions.batch.tasks import Done, Spool
from critmin.engine.regimes.clean_vehicle.halves import BATTERY_COMPONENTS, CRITICAL_MINERALS, StatedCleanVehicle
from critmin.engine.regimes.clean_vehicle.question import Half
from critmin.engine.regimes.clean_vehicle.regime import outline_of
from critmin.engine.regimes.clean_vehicle.report import credit_headline
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.sections import (
    BatteryComponents,
    CleanVehicleInquiry,
    CleanVehicleReport,
    ComponentsStatus,
    FeocScreen,
)
from critmin.engine.regimes.clean_vehicle.verdict import combined
from critmin.engine.report.report import Bom, Verdict

DATE = load_rulebook().start
MINERALS = ("pass", "fail", "incomplete")
COMPONENTS = ("pass", "fail", "incomplete", "not_stated", None)
GATES = ("met", "closed", "unread")
REASON = {"pass": "MET", "fail": "NOT-MET", "incomplete": "UNDECIDED", "not_stated": "NOT-STATED"}
EXIT = {0: "pass", 1: "fail", 3: "incomplete"}


class Case(NamedTuple):
    """The status of each percentage (None: no sheet Components), the FEOC screen, and the gates."""

    minerals: str
    components: str | None
    screen: ScreenStatus
    gate: str


CASES = [Case(*case) for case in product(MINERALS, COMPONENTS, ScreenStatus, GATES)]


def report(case: Case, half: Half, *others: str) -> CleanVehicleReport:
    """A report of these statuses, with the findings that give them and others."""
    status = combined(Status(case.minerals), case.screen, closed=case.gate == "closed", unread=case.gate == "unread")
    codes = [f"CM-{REASON[case.minerals]}", *others]
    codes += {"met": [], "closed": ["GATE"], "unread": ["GATE-UNREAD"]}[case.gate]
    codes += {ScreenStatus.FAIL: ["FEOC-PLACE"], ScreenStatus.INCOMPLETE: ["FEOC-NOT-SHOWN"]}.get(case.screen, [])
    decisive = list(codes)
    if half is not Half.MINERALS and case.components is not None:
        codes.append(f"BC-{REASON[case.components]}")
    share = None if case.components is None else _share(case.components)
    return CleanVehicleReport(
        Bom("pack.xlsx", "0" * 64, "BOM", 1),
        Verdict(
            status,
            "the headline",
            findings=[
                code for code in decisive if code not in others and (code != "GATE-UNREAD" or status == "incomplete")
            ],
        ),
        [finding(code, f"message of {code}") for code in codes],
        battery_components=share,
        feoc=FeocScreen(case.screen, minerals_screened=True, components_screened=True),
        asked=CleanVehicleInquiry(half=half),
    )


def _share(status: str) -> BatteryComponents:
    return BatteryComponents(ComponentsStatus(status), *[None] * 10)


def head(*reports: CleanVehicleReport, strict: bool = False) -> RunHead:
    return run_head(map(outline_of, reports), load_rulebook(), strict=strict)


def expected(case: Case, half: Half) -> int:
    """The rule as it is written: 1, 3, or else 0."""
    named = {Half.MINERALS: [case.minerals], Half.COMPONENTS: [case.components]}.get(
        half, [case.minerals, case.components]
    )
    if case.gate == "closed" or case.screen == "fail" or "fail" in named:
        return 1
    if case.gate == "unread" or case.screen == "incomplete" or set(named) - {"pass"}:
        return 3
    return 0


@pytest.mark.parametrize("half", Half)
def test_exit_status(half: Half) -> None:
    wrong = [
        (case, got, expected(case, half))
        for case in CASES
        if (got := int(head(report(case, half)).summary.exit_status)) != expected(case, half)
    ]
    assert wrong == []


@pytest.mark.parametrize("half", Half)
def test_the_verdict_and_the_counts_stay_those_of_critical_minerals(half: Half) -> None:
    for case in CASES:
        asked, plain = (head(report(case, of)).summary for of in (half, Half.MINERALS))
        assert msgspec.structs.replace(asked, exit_status=0, half="") == msgspec.structs.replace(
            plain, exit_status=0, half=""
        )
        assert asked.half == half


def rendered(format_: Format, made: CleanVehicleReport, *, strict: bool = False) -> str:
    look, short = Look(format_, strict=strict, alone=True), outline_of(made)
    with Spool() as results:
        results.add(Done(short, [look.piece(1, made)]).packed())
        return "".join(look.whole(run_head([short], load_rulebook(), strict=strict), results))


def red(made: CleanVehicleReport, *, strict: bool = False) -> dict[str, str | None]:
    """The test cases by name, each with what it is in red: failure, error or None."""
    suite = ET.fromstring(rendered(Format.JUNIT, made, strict=strict))
    cases = {
        str(case.get("name")): next((child.tag for child in case if child.tag != "system-out"), None)
        for case in suite.iter("testcase")
    }
    counted = {"failures": "failure", "errors": "error"}
    assert {key: int(suite.get(key, "")) for key in counted} == {
        key: list(cases.values()).count(tag) for key, tag in counted.items()
    }
    assert int(suite.get("tests", "")) == len(cases)
    return cases


NAMES = {
    Half.MINERALS: ["pack.xlsx"],
    Half.COMPONENTS: ["pack.xlsx: battery components"],
    Half.BOTH: ["pack.xlsx: critical minerals", "pack.xlsx: battery components"],
}


@pytest.mark.parametrize("half", Half)
def test_junit_has_a_case_for_each_half(half: Half) -> None:
    for case in CASES:
        cases = red(report(case, half))
        assert list(cases) == NAMES[half]
        halves = [Half.MINERALS, Half.COMPONENTS] if half is Half.BOTH else [half]
        assert list(cases.values()) == [{0: None, 1: "failure", 3: "error"}[expected(case, of)] for of in halves]


@pytest.mark.parametrize("half", Half)
def test_sarif_and_github(half: Half) -> None:
    """The exit status in SARIF, annotations in GitHub, and notes for the reasons of a half that is not asked for."""
    for case in CASES:
        made = report(case, half)
        (run,) = json.loads(rendered(Format.SARIF, made))["runs"]
        assert run["invocations"][0]["exitCode"] == expected(case, half)
        levels = {result["ruleId"]: result["level"] for result in run["results"]}
        lines = rendered(Format.GITHUB, made).splitlines()
        kinds = dict(_annotations(lines))
        for found in made.findings:
            aside = half is Half.COMPONENTS and found.code.startswith("CM-")
            assert levels[found.code] == ("note" if aside else found.severity)
            assert kinds[found.code] == ("notice" if aside or found.severity == "note" else found.severity)
        halves = [Half.MINERALS, Half.COMPONENTS] if half is Half.BOTH else [half]
        kind = {0: "notice", 1: "error", 3: "warning"}
        assert [line.split(" ")[0].strip(":") for line in lines[: len(halves)]] == [
            kind[expected(case, of)] for of in halves
        ]


def _annotations(lines: list[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        command, _, rest = line.removeprefix("::").partition(" ")
        yield rest.partition("title=")[2].partition("::")[0], command


SCREENED = ScreenStatus.PASS
# The findings beside the reasons; the half; whether a strict run of two passes fails.
STRICT = [
    ("the other half fails", "fail", "pass", Half.COMPONENTS, (), 0),
    ("the other half is undecided", "incomplete", "pass", Half.COMPONENTS, (), 0),
    ("the half asked for is met", "pass", "pass", Half.COMPONENTS, (), 0),
    ("a warning of no half", "pass", "pass", Half.COMPONENTS, ("ENTITY-UNUSED",), 1),
    ("a warning of no half beside the other half's reason", "fail", "pass", Half.COMPONENTS, ("ENTITY-UNUSED",), 1),
    ("a note", "fail", "pass", Half.COMPONENTS, ("CM-AFTER-REPEAL",), 0),
    ("components fail, minerals asked for", "pass", "fail", Half.MINERALS, (), 0),
    ("both are met", "pass", "pass", Half.BOTH, (), 0),
    ("an undecided half of both", "pass", "incomplete", Half.BOTH, (), 1),
]


@pytest.mark.parametrize(("minerals", "components", "half", "others", "status"), [row[1:] for row in STRICT])
def test_strict(minerals: str, components: str, half: Half, others: tuple[str, ...], status: int) -> None:
    made = report(Case(minerals, components, SCREENED, "met"), half, *others)
    assert head(made, strict=True).summary.exit_status == status
    assert any(red(made, strict=True).values()) == (status == 1)


def test_strict_fails_only_the_test_case_of_the_half_that_has_the_warning() -> None:
    made = report(Case("pass", "incomplete", SCREENED, "met"), Half.BOTH)
    assert list(red(made, strict=True).values()) == [None, "error"]


def test_a_failed_half_names_its_own_reasons() -> None:
    made = report(Case("fail", "fail", SCREENED, "met"), Half.BOTH)
    suite = ET.fromstring(rendered(Format.JUNIT, made))
    texts = [str(failure.text) for failure in suite.iter("failure")]
    assert [("CM-NOT-MET" in text, "BC-NOT-MET" in text) for text in texts] == [(True, False), (False, True)]


# Read back from JSON ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("half", Half)
def test_decisions_are_read_back_from_json(half: Half) -> None:
    """As a baseline and `verify` need them: from this version's JSON, and from that of a version without halves."""
    for case in CASES:
        made = report(case, half)
        content = json.loads(msgspec.json.encode(made))
        stated = msgspec.convert(content, StatedCleanVehicle)
        asked = [(decision.of, decision.status, decision.is_warned) for decision in outline_of(made).asked]
        assert [(decision.of, decision.status, decision.is_warned) for decision in stated.decisions()] == asked
        assert {**stated.statuses()} == {
            None: made.verdict.status,
            CRITICAL_MINERALS: made.verdict.status,
            BATTERY_COMPONENTS: outline_of(report(case, Half.COMPONENTS)).answer.status,
        }


def test_a_report_of_a_version_without_halves_decides_the_critical_minerals_alone() -> None:
    content = json.loads(msgspec.json.encode(report(Case("pass", "fail", SCREENED, "met"), Half.MINERALS)))
    for key in ("battery_components", "credit"):
        del content[key]
    del content["asked"]["half"]
    stated = msgspec.convert(content, StatedCleanVehicle)
    assert stated.statuses() == {None: "pass", CRITICAL_MINERALS: "pass"}
    assert [(decision.of, decision.status) for decision in stated.decisions()] == [(None, "pass")]


# The headline -------------------------------------------------------------------------------------------------------

IF = "acquired by 2025-09-30"
HEADLINES = [
    ("pass", "pass", {}, "$7,500 of $7,500 (critical minerals yes, battery components yes)"),
    ("pass", "fail", {}, "$3,750 of $7,500 (critical minerals yes, battery components no)"),
    ("fail", "pass", {}, "$3,750 of $7,500 (critical minerals no, battery components yes)"),
    ("fail", "fail", {}, "$0 of $7,500 (critical minerals no, battery components no)"),
    ("pass", "incomplete", {}, "$3,750 to $7,500 (critical minerals yes, battery components undecided)"),
    ("incomplete", "fail", {}, "at most $3,750 of $7,500 (critical minerals undecided, battery components no)"),
    (
        "incomplete",
        "pass",
        {"screen": ScreenStatus.INCOMPLETE, "unread": True},
        "at most $7,500 (critical minerals undecided, battery components undecided; undecided: the FEOC "
        "screen and a vehicle fact)",
    ),
    ("fail", None, {}, "at most $3,750 of $7,500 (critical minerals no, battery components not stated)"),
    ("pass", "not_stated", {}, "$3,750 to $7,500 (critical minerals yes, battery components not stated)"),
    ("fail", "pass", {"screen": ScreenStatus.FAIL}, "$0 of $7,500 (fails the FEOC screen)"),
    ("not_available", "pass", {}, "$0 of $7,500 (no credit is available for this vehicle)"),
    ("fail", "pass", {"if_acquired": IF}, f"$3,750 of $7,500 (critical minerals no, battery components yes) if {IF}"),
    ("fail", "fail", {"if_acquired": IF}, "$0 of $7,500 (critical minerals no, battery components no)"),
    ("pass", "fail", {"supposed": True}, "critical minerals yes, battery components no"),
    ("not_available", "pass", {"supposed": True}, "no credit is available for this vehicle"),
]


@pytest.mark.parametrize(("minerals", "components", "given", "text"), HEADLINES)
def test_headline(minerals: str, components: str | None, given: dict[str, Any], text: str) -> None:
    assert credit_of(minerals, components, **given) == f"credit: {text}"


def test_headline_before_the_requirement() -> None:
    text = credit_of("not_available", "not_available", before=DATE)
    assert text == f"not decided: earlier rules applied before {DATE}, and critmin does not compute them"


def credit_of(minerals: str, components: str | None, screen: ScreenStatus = SCREENED, **given: Any) -> str:
    plain = {"unread": False, "before": None, "if_acquired": None, "supposed": False}
    own = None if components is None else ComponentsStatus(components)
    return credit_headline(Status(minerals), own, screen, (3750, 3750), **plain | given)
