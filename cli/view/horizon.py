"""The verdict period by period."""

from collections.abc import Iterator

from ...engine.questions.horizon import Horizon
from ...engine.regimes.regime import PeriodVerdict
from .regime import RegimeView
from .sections import (
    Banner,
    Chart,
    Entry,
    Findings,
    Line,
    Medium,
    Paragraph,
    Section,
    Table,
    Text,
    Word,
    left,
)
from .words import banners, scenario_prefix, verdict


def says(view: Horizon, regime: RegimeView) -> str:
    """When it passes, in one sentence."""
    which = f"{regime.dated[1]} {regime.dated[0]}"
    if view.stops is not None:
        return f"stops passing for {which} from {view.stops}"
    if view.passes_from is not None:
        return f"passes for {which} from {view.passes_from}, with no end in sight"
    return "passes in no period"


def sections(view: Horizon, regime: RegimeView) -> Iterator[Line | Paragraph | Section | Banner]:
    """A row for each period, and why it stops passing."""
    yield Line([Word(scenario_prefix(view.scenario)), Word("HORIZON"), "  ", Word(view.bom.title)])
    yield Paragraph(says(view, regime))
    yield from banners(view.scenario, screening=view.screening)
    yield Section(f"By the date {regime.dated[0]}", [periods(view, regime, Medium.TERMINAL)])
    for condition in dict.fromkeys(period.only_if for period in view.periods if period.only_if):
        yield Paragraph(f"* only if {condition}")
    if view.why:
        yield Section(f"Why it stops on {view.stops}", [Findings(view.why)])


def periods(view: Horizon, regime: RegimeView, medium: Medium) -> Table:
    """What holds in each period. Within one nothing in the law changes."""
    if medium is Medium.PAGE:
        columns = [*left(regime.dated[0]), *left("verdict", breaks=True), *regime.periods, *left("why", breaks=True)]
        caption = "Within a period nothing in the law changes, so that the verdict holds on each of its days"
        return Table(columns, [_on_page(period, regime) for period in view.periods], "periods-table", caption)
    rows = [[period.first, *regime.period(period, medium), _verdict(period)] for period in view.periods]
    return Table([*left("from"), *regime.periods, *left("verdict")], rows)


def _verdict(period: PeriodVerdict) -> Word:
    word = verdict(period.status)
    return Word(f"{word.text}{' *' if period.only_if else ''}", word.tone, bold=True)


def _on_page(period: PeriodVerdict, regime: RegimeView) -> list[Text | Entry]:
    return [
        f"{period.first} {f'to {period.last}' if period.last else 'and later'}",
        Entry(verdict(period.status), condition=f"only if {period.only_if}" if period.only_if else ""),
        *regime.period(period, Medium.PAGE),
        ", ".join(dict.fromkeys(reason.code for reason in period.reasons)),
    ]


def chart(view: Horizon, regime: RegimeView) -> Chart:
    """The percentage of each period against what is required in it."""
    return Chart([regime.bar(period) for period in view.periods])
