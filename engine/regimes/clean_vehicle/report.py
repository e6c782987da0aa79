"""A result -> the report: the verdict and its reasons in words, and every section."""

from typing import Any

from ...model.findings import Finding, finding, rank
from ...model.statuses import ScreenStatus, Status
from ...report.report import Bom, Verdict
from ...rules.rule import Date
from ..asked_law import readings_of
from ..threshold.balance import span
from .components import reason
from .deciding import decide
from .figures import battery_components, critical_minerals, vehicle_facts
from .gates import Gates, not_available
from .halves import BATTERY_COMPONENTS, CRITICAL_MINERALS, REASONS, asked_status, credit, half_statuses, statuses_of
from .law import Law
from .question import CleanVehicleQuestion, Half
from .screened_suppliers import entities, requests
from .sections import CleanVehicleReport, ComponentsStatus, Credit, FeocScreen
from .tracing import TestName, TestResult
from .verdict import Answer, Result, under

_WORDS = {Status.PASS: "yes", Status.FAIL: "no", Status.INCOMPLETE: "undecided"}
_NOT_STATED = (None, ComponentsStatus.NOT_STATED)


def report(bom: Bom, result: Result) -> CleanVehicleReport:
    answer, gates, law = result.answer, result.gates, result.law
    components = None if result.components is None else result.components.status
    statuses = answer.status, answer.minerals, components, answer.screen.status
    text, amount = headline_of(result.question, law, gates, statuses, unread=bool(gates.unread))
    # Before the texts of the report use more memory.
    readings = readings_of(law, _statuses(result), lambda other: _statuses(under(result, other)))
    return CleanVehicleReport(
        bom=bom,
        verdict=Verdict(
            status=answer.status,
            headline=text,
            amount_usd=amount,
            only_if=gates.if_acquired if answer.status is Status.PASS else None,
            conditions=result.conditions,
            findings=list(dict.fromkeys(f.code for f in decisive(result))),
        ),
        findings=findings(result),
        vehicle=vehicle_facts(result.battery, result.placed, result.acquired),
        screening=result.question.screening,
        critical_minerals=critical_minerals(answer, law),
        battery_components=battery_components(result.battery.components, result.components, law),
        credit=credit_of(result),
        feoc=FeocScreen(
            answer.screen.status,
            answer.screen.minerals_screened,
            answer.screen.components_screened,
            entities(answer.screen.suppliers),
            requests(answer.screen.suppliers),
        ),
        deciding=decide(answer, law, result.question.test),
        readings=readings,
        lists=result.lists,
        certificates=answer.evidence.judged(),
    )


def amounts_of(law: Law) -> tuple[int, int]:
    """The largest amounts of the two halves, in US dollars."""
    rules = law.rulebook.credit
    return law.rule(rules.amount).value, law.rule(rules.components_amount).value


def headline_of(
    question: CleanVehicleQuestion,
    law: Law,
    gates: Gates,
    statuses: tuple[Status, Status, ComponentsStatus | None, ScreenStatus],
    *,
    unread: bool,
) -> tuple[str, int | None]:
    """The verdict in one sentence, or the whole credit where the question asks for the other half too; its amount.

    `statuses` are those of the verdict, the two percentages and the screen; that of the components is None without a
    sheet. `unread`: a fact of a gate cannot be read.
    """
    status, minerals, components, screen = statuses
    amounts, only_if = amounts_of(law), gates.if_acquired if status is Status.PASS else None
    how: dict[str, Any] = {"unread": unread, "before": gates.before, "supposed": question.scenario is not None}
    if question.half is Half.MINERALS:
        text = headline(status, minerals, screen, amounts[0], only_if=only_if, **how)
    else:
        text = credit_headline(status, components, screen, amounts, if_acquired=gates.if_acquired, **how)
    return text, amount_of(status, amounts[0], gates.before, only_if)


def decisive(result: Result) -> list[Finding]:
    """The findings that decide the verdict, its reason first: a FEOC before a percentage that is met.

    A gate whose fact cannot be read leaves a verdict open; it is no reason of one that is decided all the same.
    """
    answer, gates = result.answer, result.gates
    reasons = _reasons(answer, result.law, result.question.test) + answer.screen.decisive
    unread = gates.unread if answer.status is Status.INCOMPLETE else []
    return gates.closed + unread + sorted(reasons, key=rank)


def findings(result: Result) -> list[Finding]:
    every = decisive(result)
    every += [found for found in result.gates.unread if found not in every]
    if result.question.half is not Half.MINERALS:
        every += filter(None, [reason(result.battery.components, result.components, result.law)])
    every += result.gates.warnings + result.found.all() + result.intake.findings
    return sorted(every, key=rank)


def asked_reasons(result: Result) -> list[Finding]:
    """The findings that decide the half asked for, the errors first."""
    codes = {found.code for found in decisive(result)}
    if asked_status(result) is Status.INCOMPLETE:
        codes |= {found.code for found in result.gates.unread}
    minerals, components = REASONS[CRITICAL_MINERALS], REASONS[BATTERY_COMPONENTS]
    every = [found for found in findings(result) if found.code in codes or found.code.startswith(components)]
    if result.question.half is Half.COMPONENTS:
        return [found for found in every if not found.code.startswith(minerals)]
    return every


def _statuses(result: Result) -> dict[str | None, Status]:
    """The status of the verdict (None) and, if the file states battery components, of each half by its name."""
    stated = result.components is not None and result.components.status is not ComponentsStatus.NOT_STATED
    found: dict[str | None, Status] = {None: result.answer.status}
    found.update(statuses_of(result) if stated else {})
    return found


def credit_of(result: Result) -> Credit | None:
    """The amounts of both halves; None under a scenario, which grants no credit."""
    gates, law = result.gates, result.law
    if result.question.scenario is not None:
        return None
    return credit(statuses_of(result), amounts_of(law), conditional=gates.if_acquired is not None)


def headline(
    status: Status,
    minerals: Status,
    screen: ScreenStatus,
    amount: int,
    *,
    unread: bool,
    before: Date | None,
    only_if: str | None,
    supposed: bool,
) -> str:
    """The meaning of the verdict in one sentence; no amount under a scenario."""
    if status is Status.NOT_AVAILABLE:
        return not_available(before)
    if status is Status.PASS:
        condition = f" if {only_if}" if only_if else ""
        claim = "would meet the critical minerals requirement" if supposed else ""
        return f"{claim or f'meets the critical minerals requirement: ${amount:,}'}{condition}"
    if screen is ScreenStatus.FAIL:
        return "fails the FEOC screen: no section 30D credit"
    if minerals is Status.FAIL:
        return f"does not meet the critical minerals requirement: no ${amount:,}"
    open_ = []
    if minerals is Status.INCOMPLETE:
        open_.append("the percentage")
    if screen is ScreenStatus.INCOMPLETE:
        open_.append("the FEOC screen")
    if unread:
        open_.append("a vehicle fact")
    return f"incomplete: facts are missing; undecided: {' and '.join(open_)}"


def credit_headline(
    verdict: Status,
    components: ComponentsStatus | None,
    screen: ScreenStatus,
    amounts: tuple[int, int],
    *,
    unread: bool,
    before: Date | None,
    if_acquired: str | None,
    supposed: bool,
) -> str:
    """`credit: $3,750 of $7,500 (critical minerals yes, battery components no)`; without amounts under a scenario.

    `verdict` is that of the critical minerals half, `components` the status of the other percentage, None without a
    sheet; `amounts` are those of the two halves in US dollars. `if_acquired` is the condition of any credit.
    """
    if before is not None:
        return not_available(before)
    statuses = half_statuses(verdict, components, screen, unread=unread)
    if Status.NOT_AVAILABLE in statuses.values():
        why = not_available(None)
    elif screen is ScreenStatus.FAIL:
        why = "fails the FEOC screen"
    else:
        words = {of: _WORDS[status] for of, status in statuses.items()}
        if components in _NOT_STATED:
            words[BATTERY_COMPONENTS] = "not stated"
        why = ", ".join(f"{of} {word}" for of, word in words.items())
        undecided = ["the FEOC screen"] * (screen is ScreenStatus.INCOMPLETE) + ["a vehicle fact"] * unread
        why += f"; undecided: {' and '.join(undecided)}" if undecided else ""
    known = [amount for amount, status in zip(amounts, statuses.values(), strict=True) if status is Status.PASS]
    open_ = [amount for amount, status in zip(amounts, statuses.values(), strict=True) if status is Status.INCOMPLETE]
    condition = f" if {if_acquired}" if if_acquired is not None and known else ""
    if supposed:
        return f"credit: {why}{condition}"
    return f"credit: {_between(sum(known), sum(known + open_), sum(amounts))} ({why}){condition}"


def _between(low: int, high: int, whole: int) -> str:
    """`$3,750 of $7,500`, `at most $3,750 of $7,500`, or a range up to the whole: `$3,750 to $7,500`."""
    if low == high:
        return f"${high:,} of ${whole:,}"
    amount = f"${low:,} to ${high:,}" if low else f"at most ${high:,}"
    return amount if high == whole else f"{amount} of ${whole:,}"


def amount_of(status: Status, amount: int, before: Date | None, only_if: str | None) -> int | None:
    """The amount of the credit to show; None if it is undecided."""
    if status is Status.PASS:
        return None if only_if else amount
    return None if status is Status.INCOMPLETE or before is not None else 0


def _reasons(answer: Answer, law: Law, test: TestName | None) -> list[Finding]:
    """The reasons why the percentage is met, not met or undecided."""
    if answer.chosen is None:
        return []
    required = law.required()
    need = f"required: {required.value}% ({law.rulebook.cite(required.source)})"
    asked = [t for t in answer.tests if test in (None, t.test)]
    usable = [t for t in asked if t.available]
    results = "; ".join(f"{_name(t)}: {span(t.share)}" for t in usable)
    if not usable:
        results = f"{_name(asked[0])}: not available on the date"
    if answer.minerals is Status.PASS:
        return [finding("CM-MET", f"{_name(answer.chosen)}: {span(answer.chosen.share)}; {need}")]
    if answer.minerals is Status.INCOMPLETE:
        return [finding("CM-UNDECIDED", f"{results}; {need}")]
    if not law.can_be_met():
        return [
            finding(
                "CM-NO-PERCENTAGE",
                f"{results}; under the chosen reading {required.reading} there is no percentage to meet",
            )
        ]
    return [finding("CM-NOT-MET", f"{results}; {need}")]


def _name(test: TestResult) -> str:
    return "traced qualifying value test" if test.test is TestName.TRACED else "50 percent value-added test"
