"""The material assistance cost ratio of all items (26 USC 7701(a)(52)(D))."""

from collections.abc import Sequence

import msgspec

from ...model.numbers import ZERO, Fraction, Interval, total
from ...model.statuses import Status
from ...rules.rule import percent
from ..threshold.balance import status_of, weigh
from .items import JudgedItem


class Ratio(msgspec.Struct, frozen=True):
    """The ratio between its bounds; None if no cost is in it. The amounts are US dollars of known costs.

    `total` is what is in the ratio, `not_pfe` what counts at the low end, `certified` the part of it that counts by
    certificate; `excluded` is what the election leaves out. `unpriced` items are in the ratio with an unknown cost.
    """

    share: Interval | None
    total: Fraction
    not_pfe: Fraction
    certified: Fraction
    excluded: Fraction
    unpriced: int

    @property
    def by_facts(self) -> Fraction:
        """The cost that counts by the facts of its producer."""
        return self.not_pfe - self.certified

    def status(self, threshold: int) -> Status:
        """The status against a threshold in percent: nothing in the ratio decides nothing."""
        return Status.INCOMPLETE if self.share is None else status_of(self.share, percent(threshold))

    def needed(self, threshold: int) -> Fraction | None:
        """The cost that must change from a prohibited foreign entity's to reach a threshold, at the low end.

        None if a cost is unknown, or none is in the ratio.
        """
        if self.share is None or self.unpriced:
            return None
        return max(ZERO, self.total * percent(threshold) - self.not_pfe)


def ratio_of(items: Sequence[JudgedItem]) -> Ratio:
    within = [(one, one.share) for one in items if one.share is not None]
    weighed = weigh((one.item.cost, share) for one, share in within)
    unpriced = sum(one.item.cost is None for one, _ in within)
    return Ratio(
        share=weighed.share if weighed.value or unpriced else None,
        total=weighed.value or ZERO,
        not_pfe=weighed.qualifying or ZERO,
        certified=total(
            one.item.cost * share.low
            for one, share in within
            if one.item.cost is not None and one.certificate is not None
        ),
        excluded=total(one.item.cost for one in items if one.share is None and one.item.cost is not None),
        unpriced=unpriced,
    )
