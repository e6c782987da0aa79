"""The order of questions: is there a credit at all, is the percentage reached, is every site shown to be clean."""

import msgspec

from .content import TestName, TestResult, run_tests
from .feoc import check_listed, screen
from .gates import Gates, check_gates
from .intake.battery import Intake
from .intake.countries import country_name
from .model import Battery, Step
from .numbers import cut_percent, exact, lift, money, plain
from .report import (
    Bom,
    ChainCells,
    ChainShare,
    CriticalMinerals,
    FeocScreen,
    Finding,
    Findings,
    Mineral,
    Origin,
    ReadingUsed,
    Report,
    ScreenStatus,
    Severity,
    Status,
    Test,
    VehicleFacts,
    Verdict,
    finding,
    refuse,
)
from .rulebook import Date, Law, OutsideKnownDates, Period, Rulebook, percent
from .tracing import ZERO, Interval, OriginValue, Traced, origins, trace

_ORDER = list(Severity)


class Question(msgspec.Struct, frozen=True):
    """What is asked of a bill of materials. A date that is not given is taken from its sheet `Vehicle`.

    `test` is the one test to use, or None for any that is available; `others` are the readings for which the other
    choice is taken; `screening` takes a supplier without an adverse fact as attested.
    """

    placed: Period | None = None
    acquired: Date | None = None
    test: TestName | None = None
    screening: bool = False
    others: frozenset[str] = frozenset()


class _Answer(msgspec.Struct, frozen=True):
    """A verdict under one law, before it is put into words. `tests` is empty where no percentage applies."""

    status: Status
    minerals: Status
    tests: list[TestResult]
    chosen: TestResult | None
    traced: list[Traced]
    screen: FeocScreen
    decisive: list[Finding]


def assess(bom: Bom, intake: Intake, question: Question, rulebook: Rulebook) -> Report:
    """The whole report on one bill of materials.

    Raises:
        Unreadable: no date placed in service, or acquired after it.
    """
    battery = intake.battery
    vehicle = battery.vehicle
    placed = question.placed or (Period.day(vehicle.placed_in_service) if vehicle.placed_in_service else None)
    acquired = question.acquired or vehicle.acquired
    if placed is None:
        raise refuse(
            "DATE-MISSING",
            "when the vehicle is placed in service is stated neither by an option nor by the sheet Vehicle",
        )
    if acquired is not None and acquired > placed.last:
        cells = [vehicle.cells[name] for name in ("acquired", "placed_in_service") if name in vehicle.cells]
        raise refuse("DATES-REVERSED", f"acquired {acquired} is later than placed in service {placed.text}", *cells)
    law = Law(rulebook, placed, vehicle.report_date, question.others)
    found = Findings()
    gates = check_gates(vehicle, acquired, law)
    answer = _answer(battery, law, question, gates, found)
    if answer.chosen is not None and law.required().reading and law.can_be_met():
        reading = law.required().reading
        found.add(
            "CM-AFTER-REPEAL",
            f"{law.required().percent} percent is applied after 2026, an open reading of the law ({reading})",
        )
    if law.screens_minerals() or battery.entities:
        check_listed(battery, answer.traced, found)
    conditions = list(gates.conditions)
    if law.screens_components() and battery.components is None:
        cite = rulebook.cite(rulebook.feoc.components.source)
        conditions.append(f"no battery component was manufactured or assembled by a FEOC ({cite})")
    reasons = _reasons(answer, law, question)
    # The reason for the verdict stands first: a FEOC before a percentage that is reached.
    decisive = gates.closed + sorted(reasons + answer.decisive, key=lambda f: _ORDER.index(f.severity))
    findings = decisive + gates.warnings + found.all() + intake.findings
    return Report(
        bom=bom,
        verdict=Verdict(
            status=answer.status,
            headline=_headline(answer, gates, law),
            amount_usd=_amount(answer.status, gates, rulebook),
            conditions=conditions,
            findings=list(dict.fromkeys(f.code for f in decisive)),
        ),
        findings=sorted(findings, key=lambda f: _ORDER.index(f.severity)),
        vehicle=_vehicle_facts(battery, placed, acquired),
        screening=question.screening,
        critical_minerals=_critical_minerals(answer, law),
        feoc=answer.screen,
        readings=_readings(battery, law, question, gates, answer.status),
    )


def _answer(battery: Battery, law: Law, question: Question, gates: Gates, found: Findings) -> _Answer:
    traced = trace(battery.chains, law, found)
    screened, decisive = screen(battery, traced, law, screening=question.screening, found=found)
    try:
        tests = run_tests(traced, law)
    except OutsideKnownDates:
        return _Answer(Status.NOT_AVAILABLE, Status.NOT_AVAILABLE, [], None, traced, screened, decisive)
    asked = [t for t in tests if question.test in (None, t.test)]
    usable = [t for t in asked if t.available]
    order = [Status.PASS, Status.INCOMPLETE, Status.FAIL]
    minerals = min((t.status for t in usable), key=order.index, default=Status.FAIL)
    chosen = next((t for t in usable if t.status is Status.PASS), asked[0])
    if gates.closed:
        status = Status.NOT_AVAILABLE
    elif screened.status is ScreenStatus.FAIL or minerals is Status.FAIL:
        status = Status.FAIL
    elif screened.status is ScreenStatus.INCOMPLETE or minerals is Status.INCOMPLETE:
        status = Status.INCOMPLETE
    else:
        status = Status.PASS
    return _Answer(status, minerals, tests, chosen, traced, screened, decisive)


def _readings(battery: Battery, law: Law, question: Question, gates: Gates, status: Status) -> list[ReadingUsed]:
    """Each open reading, and whether the other choice would change the verdict: computed by taking it."""
    rows = []
    for reading in law.rulebook.readings:
        otherwise = status
        if not gates.closed and _could_matter(reading.id, battery, law):
            otherwise = _answer(battery, law.with_other(reading.id), question, gates, Findings()).status
        texts = [(reading.default, reading.default_text), (reading.other, reading.other_text)]
        if reading.id in law.others:
            texts.reverse()
        (chosen, text), (other, _) = texts
        rows.append(ReadingUsed(reading.id, chosen, other, otherwise is not status, text, otherwise))
    return rows


def _could_matter(reading: str, battery: Battery, law: Law) -> bool:
    """False where the other choice gives every look-up of this battery the same answer; saves taking it."""
    other = law.with_other(reading)
    if law.differs(other):
        countries = {s.country for chain in battery.chains for sites in chain.sites.values() for s in sites}
        countries |= {e.country for e in battery.entities.values()}
        countries |= {e.headquarters for e in battery.entities.values()}
        countries |= {e.government_of for e in battery.entities.values()}
        countries |= {e.controller_country for e in battery.entities.values()}
        countries |= {c.site.country for c in battery.components or []}
        return law.differs(other, countries)
    return any(chain.synthetic for chain in battery.chains) or any(e.controller for e in battery.entities.values())


# In words --------------------------------------------------------------------------------------------------------


def _headline(answer: _Answer, gates: Gates, law: Law) -> str:
    amount = f"${law.rulebook.vehicle.amount.critical_minerals_usd:,}"
    if answer.status is Status.NOT_AVAILABLE:
        return "no credit is available to this vehicle"
    if answer.status is Status.PASS:
        condition = f" if {gates.if_acquired}" if gates.if_acquired else ""
        return f"meets the critical minerals requirement: {amount}{condition}"
    if answer.screen.status is ScreenStatus.FAIL:
        return "a foreign entity of concern is in the chain: the whole credit is gone, both halves"
    if answer.minerals is Status.FAIL:
        return f"does not meet the critical minerals requirement: no {amount}"
    open_ = []
    if answer.minerals is Status.INCOMPLETE:
        open_.append("the percentage")
    if answer.screen.status is ScreenStatus.INCOMPLETE:
        open_.append("the FEOC screen")
    return f"cannot be decided from the facts given: {' and '.join(open_)} could turn out either way"


def _amount(status: Status, gates: Gates, rulebook: Rulebook) -> int | None:
    if status is Status.PASS:
        return None if gates.if_acquired else rulebook.vehicle.amount.critical_minerals_usd
    return None if status is Status.INCOMPLETE else 0


def _reasons(answer: _Answer, law: Law, question: Question) -> list[Finding]:
    """Why the percentage is reached, is not, or is open."""
    if answer.chosen is None:
        return []
    required = law.required()
    need = f"{required.percent} percent is required ({law.rulebook.cite(required.source)})"
    asked = [t for t in answer.tests if question.test in (None, t.test)]
    usable = [t for t in asked if t.available]
    told = "; ".join(f"{_name(t)}: {_span(t.share)} percent" for t in usable)
    if not usable:
        told = f"{_name(asked[0])}: can no longer be used on the date"
    if answer.minerals is Status.PASS:
        return [finding("CM-MET", f"{_name(answer.chosen)}: {_span(answer.chosen.share)} percent, {need}")]
    if answer.minerals is Status.INCOMPLETE:
        return [finding("CM-UNDECIDED", f"{told}; {need}")]
    if not law.can_be_met():
        return [
            finding("CM-NO-PERCENTAGE", f"{told}; under the reading {required.reading} nothing can be required or met")
        ]
    return [finding("CM-NOT-MET", f"{told}; {need}")]


def _name(test: TestResult) -> str:
    return "traced qualifying value test" if test.test is TestName.TRACED else "50 percent value-added test"


def _span(share: Interval) -> str:
    low, high = cut_percent(share.low), cut_percent(share.high)
    return low if share.exact is not None else f"{low} to {high}"


# In the report's texts ---------------------------------------------------------------------------------------------


def _vehicle_facts(battery: Battery, placed: Period, acquired: Date | None) -> VehicleFacts:
    v = battery.vehicle
    return VehicleFacts(
        placed_in_service=placed.text,
        acquired=acquired.isoformat() if acquired else None,
        report_date=v.report_date.isoformat() if v.report_date else None,
        model=v.model,
        model_year=v.model_year,
        final_assembly_country=v.final_assembly_country,
        vehicle_class=v.vehicle_class,
        msrp_usd=None if v.msrp_usd is None else plain(v.msrp_usd),
        battery_kwh=None if v.battery_kwh is None else plain(v.battery_kwh),
        gvwr_lb=None if v.gvwr_lb is None else plain(v.gvwr_lb),
        transition_report=v.transition_report,
        qualified_manufacturer=v.qualified_manufacturer,
        rechargeable_from_outside=v.rechargeable_from_outside,
    )


def _critical_minerals(answer: _Answer, law: Law) -> CriticalMinerals:
    chosen = answer.chosen
    if chosen is None:
        return CriticalMinerals(
            answer.minerals, TestName.TRACED, None, None, None, None, None, None, None, None, None, None,
            chains=[_chain(one, screened=answer.screen.minerals_screened) for one in answer.traced],
        )  # fmt: skip
    required = law.required()
    gap = chosen.share.low - percent(required.percent)
    return CriticalMinerals(
        status=answer.minerals,
        test=chosen.test,
        required_percentage=str(required.percent),
        requirement_citation=law.rulebook.cite(required.source),
        percentage=cut_percent(chosen.share.low),
        exact=None if chosen.share.exact is None else exact(chosen.share.exact),
        low=exact(chosen.share.low),
        high=exact(chosen.share.high),
        high_percentage=cut_percent(chosen.share.high),
        # What is over is cut off and what is missing is lifted: neither looks better than it is.
        gap_points=cut_percent(gap) if gap >= 0 else f"-{lift(-gap * 100, 4)}",
        total_value_usd=None if chosen.value is None else money(chosen.value),
        qualifying_value_usd=None if chosen.qualifying is None else money(chosen.qualifying),
        tests=[_test(t) for t in answer.tests],
        minerals=_minerals(answer, chosen),
        origins=_origins(answer, chosen, law),
        chains=[_chain(one, screened=answer.screen.minerals_screened) for one in answer.traced],
    )


def _test(test: TestResult) -> Test:
    share = test.share
    return Test(
        test=test.test,
        available=test.available,
        status=test.status if test.available else Status.NOT_AVAILABLE,
        percentage=cut_percent(share.low),
        exact=None if share.exact is None else exact(share.exact),
        low=exact(share.low),
        high=exact(share.high),
        high_percentage=cut_percent(share.high),
    )


def _minerals(answer: _Answer, chosen: TestResult) -> list[Mineral]:
    """Each mineral's value, its share of all value, and what of it counts at the low end; greatest value first."""
    names = dict.fromkeys(one.chain.mineral for one in answer.traced)
    value = dict.fromkeys(names, ZERO)
    counts = dict.fromkeys(names, ZERO)
    priced: set[str] = set()
    unpriced: dict[str, list[str]] = {name: [] for name in names}
    for one, share in zip(answer.traced, chosen.shares, strict=True):
        chain = one.chain
        if chain.value is None:
            unpriced[chain.mineral].append(chain.line)
            continue
        priced.add(chain.mineral)
        value[chain.mineral] += chain.value
        counts[chain.mineral] += chain.value * share.low
    return [
        Mineral(
            mineral=name,
            value_usd=money(value[name]) if name in priced else None,
            share_percentage=cut_percent(value[name] / chosen.value) if name in priced and chosen.value else None,
            qualifying_value_usd=money(counts[name]) if name in priced else None,
            unpriced_lines=unpriced[name],
        )
        for name in sorted(names, key=lambda name: (-value[name], name))
    ]


def _origins(answer: _Answer, chosen: TestResult, law: Law) -> list[Origin]:
    return [
        Origin(
            mineral=row.mineral,
            step=row.step,
            country=row.country,
            country_name=_place(row),
            value_usd=None if row.value is None else money(row.value),
            share_percentage=cut_percent(row.value / chosen.value) if row.value is not None and chosen.value else None,
            counts=row.counts,
        )
        for row in origins(answer.traced, law)
    ]


def _place(row: OriginValue) -> str:
    if row.undivided:
        return "several, not divided"
    return "not known" if row.country is None else country_name(row.country)


def _chain(one: Traced, *, screened: bool) -> ChainShare:
    chain = one.chain
    steps: dict[str, str | None] = {}
    cells: dict[str, list[str]] = {}
    for step in Step:
        share = one.shares.get(step)
        exactly = share.exact if share else None
        steps[step] = None if exactly is None else exact(exactly)
        steps[f"{step}_low"] = exact(share.low) if share else None
        steps[f"{step}_high"] = exact(share.high) if share else None
        cells[step] = [site.country_cell for site in one.steps.get(step, ())]
    return ChainShare(
        line=chain.line,
        mineral=chain.mineral,
        material=chain.material,
        component=chain.component,
        value_usd=None if chain.value is None else money(chain.value),
        share=None if one.share.exact is None else exact(one.share.exact),
        share_low=exact(one.share.low),
        share_high=exact(one.share.high),
        screened=screened,
        cells=ChainCells(chain.value_cell, **cells),
        **steps,
    )
