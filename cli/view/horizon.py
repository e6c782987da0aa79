"""The verdict period by period."""

from collections.abc import Iterator

from ...engine.model.statuses import Status
from ...engine.questions.horizon import Horizon
from ...engine.regimes.regime import PeriodVerdict
from .regime import RegimeView
from .sections import (
    Banner,
    Block,
    Bullets,
    Chart,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    Word,
    folded,
    left,
)
from .words import banners, reasons, scenario_prefix, uncited, verdict

_SURE = (Status.FAIL, Status.NOT_AVAILABLE)


def says(view: Horizon, regime: RegimeView) -> str:
    """When it passes, and on what condition, in one sentence."""
    given = next((one for one in view.periods if one.status is Status.PASS and one.only_if), None)
    condition = f"; from {given.first} only if {uncited(given.only_if)}" if given and given.only_if else ""
    return _says(view, regime) + condition


def _says(view: Horizon, regime: RegimeView) -> str:
    which = f"{regime.dated[1]} {regime.dated[0]}"
    if (stop := _stop(view)) is not None:
        fails = next((one.first for one in view.periods if one.first > stop.first and one.status in _SURE), None)
        if stop.status is not Status.INCOMPLETE:
            return f"stops passing for {which} from {stop.first}"
        return f"no longer a certain pass for {which} from {stop.first}" + (
            f"; stops passing from {fails}" if fails else ""
        )
    if view.passes_from is not None:
        return f"passes for {which} from {view.passes_from}, with no known end"
    return "passes in no period"


def sections(view: Horizon, regime: RegimeView) -> Iterator[Line | Paragraph | Section | Banner]:
    """A row for each period, and the reason it stops passing."""
    yield Line([Word(scenario_prefix(view.scenario)), Word("HORIZON"), "  ", Word(view.bom.title)])
    yield Paragraph(says(view, regime))
    yield from banners(view.scenario, screening=view.screening)
    yield Section(f"By the date {regime.dated[0]}", list(periods(view, regime)))
    yield from regime.period_sections(view.periods)
    if view.why:
        yield Section(why_title(view), [folded(view.why)])


def why_title(view: Horizon) -> str:
    """`Why it stops passing on 2025-01-01`."""
    stop = _stop(view)
    certain = stop is None or stop.status is not Status.INCOMPLETE
    return f"Why it {'stops passing' if certain else 'is no longer a certain pass'} on {view.stops}"


def _stop(view: Horizon) -> PeriodVerdict | None:
    """The period in which it first no longer passes."""
    return next((one for one in view.periods if one.first == view.stops), None)


def periods(view: Horizon, regime: RegimeView) -> Iterator[Block]:
    """The verdict in each period (no change of law within it), its condition, and why it is not a pass."""
    rows: list[list[Text]] = [[period.first, _verdict(period), *regime.period(period)] for period in view.periods]
    caption = "Within a period nothing in the law changes: the verdict holds on each of its days"
    yield Table([*left("from", "verdict"), *regime.periods], rows, "periods-table", caption)
    conditions = dict.fromkeys(f"* only if {period.only_if}" for period in view.periods if period.only_if)
    why = [f"{code}: {', '.join(spans)}" for code, spans in _spans(view.periods).items()]
    if notes := [*regime.period_notes(view.periods), *conditions, *why]:
        yield Bullets(notes)


def _spans(periods: list[PeriodVerdict]) -> dict[str, list[str]]:
    """Each code that blocks a pass, with its first and last day."""
    spans: dict[str, list[str]] = {}
    before: list[str] = []
    for number, period in enumerate(periods):
        codes = _codes(period)
        for code in codes:
            if code in before:
                continue
            ends = next((one for one in periods[number:] if code not in _codes(one)), None)
            last = periods[periods.index(ends) - 1].last if ends is not None else None
            spans.setdefault(code, []).append(f"from {period.first}" + (f" to {last}" if last else ""))
        before = codes
    return spans


def _codes(period: PeriodVerdict) -> list[str]:
    """The codes that block a pass."""
    if period.status is Status.PASS:
        return []
    return reasons(period.status, dict.fromkeys(reason.code for reason in period.reasons))


def _verdict(period: PeriodVerdict) -> Word:
    word = verdict(period.status)
    return Word(f"{word.text}{' *' if period.only_if else ''}", word.tone, bold=True)


def charts(view: Horizon, regime: RegimeView) -> dict[str, Chart]:
    """The percentages of each period against their requirements, by the title of the chart."""
    bars = [regime.bars(period) for period in view.periods]
    return {title: Chart([of[title] for of in bars]) for title in bars[0]}
