"""Why the verdict is not a pass and what to do, by supplier, and the figures for one screen."""

from collections.abc import Iterator
from heapq import nlargest

from ....engine.model.battery import Step
from ....engine.model.numbers import Fraction, cut_percent
from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.question import Half
from ....engine.regimes.clean_vehicle.sections import (
    BatteryComponents,
    ChainShare,
    CleanVehicleReport,
    ComponentShare,
    ComponentsStatus,
    CriticalMinerals,
    Deciding,
    FeocScreen,
    ScreenedEntity,
    ScreenedSite,
)
from ..sections import Section, Text, dollars, figure
from ..words import counted, disclosed, lines, shortened, some
from . import components, credit, deciding, feoc, percentage

STATED = frozenset(
    {"CM-MET", "CM-NOT-MET", "CM-UNDECIDED", "BC-MET", "BC-NOT-MET", "BC-UNDECIDED", "FEOC-NOT-SHOWN"}
    | {f"FEOC-{limb}" for limb in ("PLACE", "JURISDICTION", "OWNERSHIP", "CONTROL", "DESIGNATION")}
)
"""The codes of the findings that the causes and the steps state."""
_MOST = 12
_COMPONENT_LEVERS = (
    "Source more incremental value from North America: `critmin levers --half components` lists the fewest components"
)


def causes(report: CleanVehicleReport) -> list[Text]:
    """Suppliers that fail the screen, then of each half asked for the percentage and what loses most, or is missing."""
    m, c, screened = report.critical_minerals, report.battery_components, report.feoc
    if screened is None or m is None or report.verdict.status is Status.NOT_AVAILABLE:
        return []
    asked, failing = _asked(report), _named(screened, "feoc")
    shown: tuple[str, ...] = (Status.FAIL,) if failing else (Status.FAIL, Status.INCOMPLETE)
    halves: list[list[Text]] = []
    if asked is not Half.COMPONENTS and m.status in shown:
        halves.append(_minerals(m, report.deciding, named=asked is Half.BOTH))
    if asked is not Half.MINERALS and c is not None and c.status in shown:
        halves.append(_component_causes(c))
    texts = [*failing, *(half[0] for half in halves if half), *(text for half in halves for text in half[1:])]
    is_settled = failing or (asked is Half.MINERALS and report.verdict.status is Status.FAIL)
    return texts if is_settled else [*texts, *_named(screened, "unknown")]


def _minerals(m: CriticalMinerals, facts: Deciding | None, *, named: bool) -> list[Text]:
    """The percentage against the requirement, with the lines that lose most or the reason why it is open."""
    title = percentage.requirement(m)
    title = title if named else title.partition(": ")[2]
    if m.status is Status.FAIL:
        return [f"{title}: {percentage.gap(m)}", *_losses(m)]
    return [f"{title}: {because}" if (because := percentage.because(m, facts)) else title]


def steps(report: CleanVehicleReport) -> list[Text]:
    """What would change the verdict, by supplier: replace, ask, or price."""
    m, screened, asked = report.critical_minerals, report.feoc, _asked(report)
    texts: list[Text] = []
    remedies = {found.code: found.remedy for found in report.findings}
    for entity in screened.entities if screened is not None else ():
        if entity.status == "feoc":
            sites = [site for site in entity.sites if site.status == "feoc"]
            remedy = next((_remedy(report, site) for site in sites if site.codes), "Replace it.")
            texts.append(f"{_name(entity)} ({lines((site.line for site in sites), 4)}): {remedy}")
    if asked is not Half.COMPONENTS and m is not None and m.status is Status.FAIL and "CM-NOT-MET" in remedies:
        texts.append("Source more value from countries that count: `critmin levers` lists the fewest lines to change")
    if asked is not Half.COMPONENTS and report.deciding is not None:
        facts = report.deciding.to_pass or report.deciding.facts
        texts += deciding.WORDING.steps("State", facts, "the percentage")
    if asked is not Half.MINERALS and report.battery_components is not None:
        texts += _component_steps(report.battery_components, is_reason="BC-NOT-MET" in remedies)
    for request in screened.requests if screened is not None else ():
        missing = disclosed(request.missing)
        nameless = request.supplier.startswith(feoc.NAMELESS)  # it names the line itself
        who = request.supplier if nameless else f"{request.supplier} ({lines(request.lines, 4)})"
        texts.append(f"{who}: ask for an attestation, or for {missing}")
    return texts


def _asked(report: CleanVehicleReport) -> Half:
    """The half of the credit that the question is about, or both."""
    return Half(report.asked.half) if report.asked is not None else Half.MINERALS


def _remedy(report: CleanVehicleReport, site: ScreenedSite) -> str:
    """The remedy of the finding against a site, matched by cells and code."""
    against = [found for found in report.findings if found.code in site.codes]
    of_site = [found for found in against if not set(site.cells).isdisjoint(found.cells)]
    return next((found.remedy for found in [*of_site, *against]), "Replace it.")


def sections(report: CleanVehicleReport) -> Iterator[Section]:
    """The figures of each half asked for, the other half in a line, and the FEOC screen."""
    asked, c = _asked(report), report.battery_components
    if asked is not Half.COMPONENTS:
        yield from _percentage(report, alone=asked is Half.MINERALS)
    if asked is not Half.MINERALS and c is not None:
        yield components.brief(c, is_screen=True)
    if (other := credit.line(report, asked)) is not None:
        yield other
    yield from _screen(report)


def memo(report: CleanVehicleReport) -> Iterator[Section]:
    """What each half gives and why, both percentages, and the FEOC screen."""
    yield from credit.sections(report)
    yield from _percentage(report, alone=True)
    if report.battery_components is not None:
        yield components.brief(report.battery_components, is_screen=False)
    yield from _screen(report)


def _percentage(report: CleanVehicleReport, *, alone: bool) -> Iterator[Section]:
    m = report.critical_minerals
    if m is not None and m.required_percentage is not None:
        yield percentage.brief(m, report.deciding, alone=alone)


def _screen(report: CleanVehicleReport) -> Iterator[Section]:
    if report.feoc is not None:
        yield feoc.brief(report, report.feoc)


def _named(screened: FeocScreen, status: str) -> list[Text]:
    """The suppliers of a status with a step, its country and cells, and why; those of most sites first."""
    texts: list[Text] = []
    for entity in sorted(screened.entities, key=lambda entity: -len(entity.sites)):
        if entity.status == status:
            first, *others = (site for site in entity.sites if site.status == status)
            more = f" and {len(others)} more" if others else ""
            why = first.why if status == "feoc" else "not cleared: evidence missing"
            at = f"({some(first.cells, 2)}){more}"
            where = "" if why.startswith(f"{first.step} in ") else f": {feoc.place(first)}"
            texts.append(f"{_name(entity)}{where} {at}: {why}")
    return texts


def _losses(m: CriticalMinerals) -> list[Text]:
    """The lines whose value counts least."""
    lost = [chain for chain in m.chains if chain.share_high != "1" and chain.value_usd is not None]
    texts: list[Text] = [
        *map(_loss, nlargest(_MOST, lost, key=lambda c: (1 - Fraction(c.share_high)) * (figure(c.value_usd) or 0)))
    ]
    if len(lost) > _MOST:
        texts.append(f"{counted(len(lost) - _MOST, 'more line')} whose value does not count, or only in part")
    return texts


def _loss(chain: ChainShare) -> Text:
    share = Fraction(chain.share_high)
    counts = f"of which {cut_percent(share)}% counts" if share else "does not count"
    steps = (
        f"{step} {some(feoc.country(code) for code in codes)}"
        for step in Step
        if (codes := getattr(chain.countries, step))
    )
    at = f"{', '.join(steps)} ({chain.cells.value})"
    return f"Line {chain.line}, {chain.mineral}: {dollars(chain.value_usd or '0')} {counts}: {at}"


def _name(entity: ScreenedEntity) -> str:
    return shortened(feoc.name_of(entity))


# The battery components -----------------------------------------------------------------------------------------------


def _component_causes(c: BatteryComponents) -> list[Text]:
    """The percentage against the requirement and the components that lose most, or what is not stated."""
    if c.status is ComponentsStatus.INCOMPLETE:
        return [f"{components.requirement(c)}: {components.not_stated(c, components.MOST_IN_BRIEF)}"]
    if c.status is not ComponentsStatus.FAIL or percentage.is_never_met(c):
        return []
    texts: list[Text] = [f"{components.requirement(c)}: {percentage.gap(c)}"]
    lost = [
        share
        for share in c.components
        if share.excluded is None and share.counts is not True and _most_added(share) != 0
    ]
    texts += map(_component_loss, nlargest(_MOST, lost, key=lambda share: _most_added(share) or Fraction(0)))
    if len(lost) > _MOST:
        texts.append(f"{counted(len(lost) - _MOST, 'more component')} that may not count")
    return texts


def _component_steps(c: BatteryComponents, *, is_reason: bool) -> list[Text]:
    """What would change it: other sources if the percentage is a reason of the answer, or the facts that decide it."""
    if c.status is ComponentsStatus.FAIL:
        return [_COMPONENT_LEVERS] if is_reason else []
    if c.deciding is None:
        return []
    facts = c.deciding.to_pass or c.deciding.facts
    return deciding.WORDING.steps("State", facts, "the components")


def _most_added(share: ComponentShare) -> Fraction | None:
    """The most that it may add, in US dollars; without an upper limit the least; None if it is withheld."""
    return figure(share.incremental_high_usd or share.incremental_low_usd or "0")


def _component_loss(share: ComponentShare) -> str:
    counts = "does not count" if share.counts is False else "may not count"
    place = feoc.country(share.assembly_country)
    return f"{share.component} adds {components.adds(share)}, which {counts}: {place} ({share.country_cell})"
