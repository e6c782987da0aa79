"""The verdict period by period."""

from collections.abc import Iterator

from ...engine.questions.horizon import Horizon
from ...engine.regimes.clean_vehicle.horizon import CleanVehiclePeriod
from .sections import (
    Banner,
    Chart,
    Column,
    Entry,
    Findings,
    Line,
    Medium,
    Paragraph,
    Period,
    Section,
    Table,
    Text,
    Word,
)
from .words import banners, scenario_prefix, span, verdict, verdict_word


def says(view: Horizon) -> str:
    """When it passes, in one sentence."""
    if view.stops is not None:
        return f"stops passing for vehicles placed in service from {view.stops}"
    if view.passes_from is not None:
        return f"passes for vehicles placed in service from {view.passes_from}, with no end in sight"
    return "passes in no period"


def sections(view: Horizon) -> Iterator[Line | Paragraph | Section | Banner]:
    """A row for each period, and why it stops passing."""
    yield Line([Word(scenario_prefix(view.scenario)), Word("HORIZON"), "  ", Word(view.bom.title)])
    yield Paragraph(says(view))
    yield from banners(view.scenario, screening=view.screening)
    yield Section("By the date placed in service", [periods(view, Medium.TERMINAL)])
    for condition in dict.fromkeys(period.only_if for period in view.periods if period.only_if):
        yield Paragraph(f"* only if {condition}")
    if view.why:
        yield Section(f"Why it stops on {view.stops}", [Findings(view.why)])


def periods(view: Horizon, medium: Medium) -> Table:
    """What holds in each period. Within one nothing in the law changes."""
    if medium is Medium.PAGE:
        columns = [Column("placed in service"), Column("verdict", breaks=True)]
        columns += [Column(title, right=True, breaks=True) for title in ("required", "percentage")]
        columns += [Column(title, breaks=True) for title in ("tests", "FEOC screen", "relief", "why")]
        caption = "Within a period nothing in the law changes, so that the verdict holds on each of its days"
        return Table(columns, [_on_page(period) for period in _periods(view)], "periods-table", caption)
    columns = [Column("from"), Column("required", right=True), Column("percentage", right=True)]
    columns += [Column(title) for title in ("tests", "FEOC screen", "relief", "verdict")]
    return Table(columns, [_row(period) for period in _periods(view)])


def _periods(view: Horizon) -> list[CleanVehiclePeriod]:
    return [period for period in view.periods if isinstance(period, CleanVehiclePeriod)]


def _row(period: CleanVehiclePeriod) -> list[Text]:
    word = verdict(period.status)
    low, high = period.percentage, period.high_percentage
    shown = Word(f"{word.text}{' *' if period.only_if else ''}", word.tone, bold=True)
    return [period.first, period.required_percentage, low if low == high else f"{low} to {high}", *_law(period), shown]


def _on_page(period: CleanVehiclePeriod) -> list[Text | Entry]:
    return [
        f"{period.first} {f'to {period.last}' if period.last else 'and later'}",
        Entry(verdict(period.status), condition=f"only if {period.only_if}" if period.only_if else ""),
        period.required_percentage or "none",
        span(period.percentage, period.high_percentage),
        *_law(period),
        ", ".join(dict.fromkeys(reason.code for reason in period.reasons)),
    ]


def _law(period: CleanVehiclePeriod) -> list[Text]:
    """The tests that are available, what is screened, and whether the relief is open."""
    screened = (("components", period.components_screened), ("minerals", period.minerals_screened))
    return [
        "both" if period.value_added_test else "traced",
        ", ".join(name for name, on in screened if on) or "none",
        "open" if period.relief else "gone",
    ]


def chart(view: Horizon) -> Chart:
    """The percentage of each period against what is required in it."""
    return Chart([_period(period) for period in _periods(view)])


def _period(period: CleanVehiclePeriod) -> Period:
    percentage, required = period.percentage or "no percentage", period.required_percentage or "none"
    word = verdict_word(period.status)
    return Period(
        title=f"from {period.first}",
        low=period.percentage or "0",
        high=period.high_percentage or "0",
        required=period.required_percentage,
        result=f"{word}{' *' if period.only_if else ''}",
        about=f"From {period.first}: {percentage} percent, {required} required, {word}.",
    )
