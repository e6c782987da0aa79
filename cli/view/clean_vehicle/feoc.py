"""The screen for foreign entities of concern (FEOC): each supplier's status, and why."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby

from ....engine.model.statuses import ScreenStatus
from ....engine.regimes.clean_vehicle.sections import (
    COMPONENTS_ASSUMED,
    CleanVehicleReport,
    FeocScreen,
    GovernmentShare,
    ScreenedEntity,
    ScreenedSite,
)
from ....engine.vocabulary.countries import country_name
from ..sections import Block, Cells, Column, Entry, Group, Groups, Inline, Paragraph, Section, Table, Text, left
from ..words import some, span, status_word

_COUNTED = {
    "feoc": "failing",
    "unknown": "not cleared (evidence missing)",
    "relieved": "exempt",
    "clean": "cleared",
}
_CAPTION = "Suppliers that fail or are not cleared, and what governments of covered nations hold of each"
NAMELESS = "not named"


def section(report: CleanVehicleReport, feoc: FeocScreen) -> Section:
    """What was screened, then every supplier: those that fail or are not cleared, and closed the others."""
    blocks: list[Block] = list(_summary(report, feoc))
    entities = sorted(feoc.entities, key=lambda entity: list(_COUNTED).index(entity.status))
    adverse = [entity for entity in entities if entity.status in ("feoc", "unknown")]
    others = [entity for entity in entities if entity not in adverse]
    if adverse:
        blocks.append(_adverse(adverse))
    if others:
        blocks.append(_others(others))
    return Section(title_of(feoc), blocks, "feoc", "FEOC screen")


def brief(report: CleanVehicleReport, feoc: FeocScreen) -> Section:
    """The screen in a line or three."""
    return Section(title_of(feoc), list(_summary(report, feoc)))


def title_of(feoc: FeocScreen) -> Text:
    """`FEOC screen of minerals and components: fail`."""
    what = (("minerals", feoc.minerals_screened), ("components", feoc.components_screened))
    screened = " and ".join(name for name, on in what if on)
    if not screened:
        return "FEOC screen"
    return [f"FEOC screen of {screened}: ", status_word(feoc.status)]


def components_not_checked(report: CleanVehicleReport) -> bool:
    """Whether the law screens battery components on the date, and the file lists none."""
    return any(condition.startswith(COMPONENTS_ASSUMED) for condition in report.verdict.conditions)


def name_of(entity: ScreenedEntity) -> str:
    return entity.entity or NAMELESS


def place(site: ScreenedSite) -> str:
    """`processing, China`."""
    return f"{site.step}, {country(site.country)}"


def country(code: str | None) -> str:
    """The country's name."""
    return country_name(code) if code else "country not stated"


def _summary(report: CleanVehicleReport, feoc: FeocScreen) -> Iterator[Block]:
    counts = Counter(entity.status for entity in feoc.entities)
    if counts:
        shown = (f"{counts[status]} {words}" for status, words in _COUNTED.items() if counts[status])
        yield Paragraph(f"Suppliers: {', '.join(shown)}")
    not_checked = components_not_checked(report)
    if not_checked:
        yield Paragraph("Components: NOT CHECKED, because no battery components are listed")
    if feoc.status is ScreenStatus.NOT_APPLICABLE:
        what = "Minerals:" if not_checked else "Minerals and components:"
        yield Paragraph(f"{what} not yet subject to the screen on this date")


def _adverse(entities: Sequence[ScreenedEntity]) -> Table:
    columns = left("supplier", "status", "governments' share")
    columns.append(Column("why, and at which sites", wide=True, breaks=True))
    rows: list[list[Text | Entry]] = [
        [name_of(entity), status_word(entity.status), held(entity.government), Entry(Groups(_reasons(entity)))]
        for entity in entities
    ]
    return Table(columns, rows, "suppliers", _CAPTION, filters="suppliers")


def _others(entities: Sequence[ScreenedEntity]) -> Table:
    rows: list[list[Text]] = [
        [
            name_of(entity),
            some(site.line for site in entity.sites),
            held(entity.government),
            "; ".join(dict.fromkeys(site.why for site in entity.sites)),
        ]
        for entity in entities
    ]
    title = "Cleared or exempt suppliers"
    columns = left("supplier", "lines", "governments' share", "why")
    return Table(columns, rows, "cleared", title, folded=title, filters="suppliers")


def held(shares: Sequence[GovernmentShare]) -> str:
    """What governments of covered nations hold: `equity 7.2000% to 37.2000%, votes not stated`."""
    if not shares:
        return "not stated"
    stated = {share.measure: span(share.low, share.high) for share in shares}
    texts = {measure: "not stated" if text == "0.0000% to 100.0000%" else text for measure, text in stated.items()}
    if len(set(texts.values())) == 1:
        text = next(iter(texts.values()))
        return {"0.0000%": "none", "not stated": text}.get(text, f"{text} of each measure")
    return ", ".join(f"{measure} {text}" for measure, text in texts.items())


def _reasons(entity: ScreenedEntity) -> list[Group]:
    """Each reason once, with its sites."""

    def why(site: ScreenedSite) -> str:
        return site.why.lower()

    return [_reason(list(sites), entity.status) for _, sites in groupby(sorted(entity.sites, key=why), why)]


def _reason(sites: list[ScreenedSite], status: str) -> Group:
    first = sites[0]
    lead: list[Inline] = [first.why + (f" ({', '.join(first.codes)})" if first.codes else "")]
    if first.status != status:
        lead = [status_word(first.status), ": ", *lead]
    if first.status == "unknown":
        lead = ["missing: ", *lead]
    stated = first.why.startswith(f"{first.step} in ")
    return Group(
        lead, [[f"{site.line if stated else f'{site.line}, {place(site)}'} ", Cells(site.cells)] for site in sites]
    )
