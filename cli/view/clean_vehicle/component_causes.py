"""Why the battery components half is not a pass, and what to do."""

from heapq import nlargest

from ....engine.model.numbers import Fraction
from ....engine.regimes.clean_vehicle.sections import BatteryComponents, ComponentShare, ComponentsStatus
from ..sections import Text, figure
from ..words import counted
from . import components, deciding, feoc, percentage

_LEVERS = (
    "Source more incremental value from North America: `critmin levers --half components` lists the fewest components"
)
_MOST = 12


def causes(c: BatteryComponents) -> list[Text]:
    """The percentage against the requirement and the components that lose most, or what is not stated."""
    if c.status is ComponentsStatus.INCOMPLETE:
        return [f"{components.requirement(c)}: {components.not_stated(c, components.MOST_IN_BRIEF)}"]
    if c.status is not ComponentsStatus.FAIL or percentage.is_never_met(c):
        return []
    texts: list[Text] = [f"{components.requirement(c)}: {percentage.gap(c)}"]
    lost = [
        share for share in c.components if share.excluded is None and share.counts is not True and _most(share) != 0
    ]
    texts += map(_loss, nlargest(_MOST, lost, key=lambda share: _most(share) or Fraction(0)))
    if len(lost) > _MOST:
        texts.append(f"{counted(len(lost) - _MOST, 'more component')} that may not count")
    return texts


def steps(c: BatteryComponents, *, is_reason: bool) -> list[Text]:
    """What would change it: other sources if the percentage is a reason of the answer, or the facts that decide it."""
    if c.status is ComponentsStatus.FAIL:
        return [_LEVERS] if is_reason else []
    if c.deciding is None:
        return []
    facts = c.deciding.to_pass or c.deciding.facts
    texts: list[Text] = [f"State {deciding.with_cells(fact)}" for fact in facts[:_MOST]]
    if len(facts) > _MOST:
        texts.append(f"State {counted(len(facts) - _MOST, 'more fact')}: see what would decide the components")
    return texts


def _most(share: ComponentShare) -> Fraction | None:
    """The most that it may add, in US dollars; without an upper limit the least; None if it is withheld."""
    return figure(share.incremental_high_usd or share.incremental_low_usd or "0")


def _loss(share: ComponentShare) -> str:
    counts = "does not count" if share.counts is False else "may not count"
    place = feoc.country(share.assembly_country)
    return f"{share.component} adds {components.adds(share)}, which {counts}: {place} ({share.country_cell})"
