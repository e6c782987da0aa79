"""The whole credit: what each half gives, and why."""

from collections.abc import Iterator

from ....engine.model.statuses import ScreenStatus, Status
from ....engine.regimes.clean_vehicle.question import Half
from ....engine.regimes.clean_vehicle.sections import (
    BatteryComponents,
    CleanVehicleReport,
    ComponentsStatus,
    Credit,
    CriticalMinerals,
)
from ..sections import Section, Table, Text, Tone, Word, left
from ..words import reasons, sentence, span, status_word
from . import components, percentage

_RESULTS = {
    "pass": "meets the requirement",
    "fail": "does not meet the requirement",
    "incomplete": "undecided",
    "not_available": "the requirement did not apply",
}
_NO_SHEET = "no sheet Components"
_NO_VALUE = "no value in sheet Components"


def sections(report: CleanVehicleReport) -> Iterator[Section]:
    """What each half gives and why, and the whole; nothing under a scenario, or before the requirement applied."""
    credit, m = report.credit, report.critical_minerals
    if credit is None or m is None or m.required_percentage is None:
        return
    rows: list[list[Text]] = [
        ["critical minerals", _half(credit.critical_minerals_usd), "; ".join(_minerals(report, credit))],
        ["battery components", _half(credit.battery_components_usd), "; ".join(_components(report, credit))],
    ]
    amount = _usd(credit.total_usd) if credit.total_usd is not None else whole(credit)
    total: list[Text] = ["whole credit", amount, f"of {_usd(credit.of_usd)}"]
    table = Table(left("half", "credit", "why"), rows, "credit-table", "What each half of the credit gives", total)
    yield Section(f"The credit: {whole(credit)}", [table], "credit", "The credit")


def line(report: CleanVehicleReport, asked: Half) -> Section | None:
    """The half that is not asked for in a line, with the whole credit; None where there is no credit to decide.

    Asked for both, only what is not stated.
    """
    c, m, credit = report.battery_components, report.critical_minerals, report.credit
    total = f". Whole credit: {whole(credit)}" if credit is not None else ""
    if m is None or m.required_percentage is None:
        return None
    if asked is Half.COMPONENTS:
        return _other(percentage.requirement(m), m.status, total)
    if c is None or c.status is ComponentsStatus.NOT_STATED:
        if credit is None or not credit.at_most_usd or (c is not None and asked is Half.BOTH):
            return None
        return Section(f"Battery components: {_NO_SHEET if c is None else _NO_VALUE}{total}", [])
    return _other(components.requirement(c), c.status, total) if asked is Half.MINERALS else None


def _other(requirement: str, status: str, total: str) -> Section:
    return Section([f"{sentence(requirement)}: ", status_word(status), total], [])


def whole(credit: Credit) -> str:
    """`$7,500`, `$3,750 of $7,500`, `$3,750 to $7,500`, `at most $3,750`."""
    if credit.total_usd is None:
        known = [half for half in (credit.critical_minerals_usd, credit.battery_components_usd) if half is not None]
        return undecided(sum(known), credit.at_most_usd)
    of = f" of {_usd(credit.of_usd)}" if credit.total_usd != credit.of_usd else ""
    return f"{_usd(credit.total_usd)}{of}"


def undecided(least: int, most: int) -> str:
    """`$3,750 to $7,500`, `at most $3,750`."""
    return f"{_usd(least)} to {_usd(most)}" if least else f"at most {_usd(most)}"


def _usd(amount: int) -> str:
    return f"${amount:,}"


def _half(amount: int | None) -> Word:
    if amount is None:
        return Word("undecided", Tone.OPEN)
    return Word(_usd(amount), Tone.GOOD if amount else Tone.BAD)


def _minerals(report: CleanVehicleReport, credit: Credit) -> Iterator[str]:
    """Why the critical minerals half gives what it gives."""
    m = report.critical_minerals
    if (lost := _lost(report)) is not None:
        yield lost
    elif m is not None:
        yield _result(m)
        if credit.critical_minerals_usd is None:
            yield from _open(report)


def _components(report: CleanVehicleReport, credit: Credit) -> Iterator[str]:
    """Why the battery components half gives what it gives."""
    c = report.battery_components
    if (lost := _lost(report)) is not None:
        yield lost
    elif c is None:
        yield f"not stated: {_NO_SHEET}"
    elif c.status is ComponentsStatus.NOT_STATED:
        yield f"not stated: {_NO_VALUE}"
    else:
        yield _result(c)
        if credit.battery_components_usd is None:
            yield from _open(report)


def _lost(report: CleanVehicleReport) -> str | None:
    """Why there is no credit at all, whatever the percentages are."""
    if report.verdict.status is Status.NOT_AVAILABLE:
        codes = reasons(report.verdict.status, report.verdict.findings)
        closed = [found.message for found in report.findings if found.code in codes]
        return "; ".join(dict.fromkeys(closed)) or report.verdict.headline
    if report.feoc is not None and report.feoc.status is ScreenStatus.FAIL:
        return "fails the FEOC screen: no section 30D credit"
    return None


def _result(share: CriticalMinerals | BatteryComponents) -> str:
    """`62.5000%, 60% required: meets the requirement`."""
    ends = span(share.percentage, share.high_percentage)
    required = share.required_percentage
    if percentage.is_never_met(share):
        return f"{ends}: under the chosen reading there is no percentage to meet"
    return f"{ends}{f', {required}% required' if required is not None else ''}: {_RESULTS[share.status]}"


def _open(report: CleanVehicleReport) -> Iterator[str]:
    """What leaves a half undecided, whatever its percentage is."""
    if report.feoc is not None and report.feoc.status is ScreenStatus.INCOMPLETE:
        yield "FEOC screen: suppliers not cleared, evidence missing"
    if (condition := acquired(report)) is not None:
        yield f"only if {condition}"
    if any(found.code == "GATE-UNREAD" for found in report.findings):
        yield "a vehicle fact cannot be read"


def acquired(report: CleanVehicleReport) -> str | None:
    """The condition that the vehicle was acquired in time, if the date is needed and not stated."""
    return next((text for text in report.verdict.conditions if text.startswith("acquired by ")), None)
