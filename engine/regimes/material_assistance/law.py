"""Material assistance on the days of one question. A look-up outside the known dates raises."""

import msgspec

from ...model.numbers import Fraction
from ...rules.readings import Readings
from ...rules.rule import Period, Value, percent
from ..asked_law import PeriodLaw, look_up
from .rulebook import MaterialAssistanceRulebook, ProductClass, Threshold


class Law(PeriodLaw[MaterialAssistanceRulebook]):
    """The rulebook for a class of products on the days on which it is sold, or on which construction begins.

    Args:
        readings: the choices; the defaults if not given.
    """

    def __init__(
        self,
        rulebook: MaterialAssistanceRulebook,
        class_: ProductClass,
        days: Period,
        readings: Readings | None = None,
    ) -> None:
        super().__init__(rulebook, days, rulebook.covered_nations.nation, readings)
        self.class_ = class_

    def under(self, readings: Readings) -> "Law":
        return Law(self.rulebook, self.class_, self.days, readings)

    @property
    def threshold_rule(self) -> Threshold:
        return self.rulebook.thresholds.of(self.class_)

    @look_up
    def threshold(self) -> Value[int] | None:
        """The threshold percentage, the highest of the period; None if some day of it has none."""
        rule = self.threshold_rule
        values = [rule.on(day, self.readings.takes) for day in self._days_of(rule)]
        known = [value for value in values if value is not None]
        return max(known, key=lambda value: value.value) if len(known) == len(values) else None


class Limits(msgspec.Struct, frozen=True):
    """The limits, from 0 to 1: `control` and `debt_traded` must be exceeded, the others are reached by equality.

    The choices are asked of the law where they matter: a look-up that is not recorded needs no second verdict.
    """

    law: Law
    control: Fraction
    attribution: Fraction
    single: Fraction
    together: Fraction
    debt: Fraction
    debt_traded: Fraction

    @classmethod
    def of(cls, law: Law) -> "Limits":
        """The limits on the days of the question, under its readings."""
        rules = law.rulebook.entities
        names = ("control", "attribution", "single", "together", "debt", "debt_traded")
        return cls(law, **{name: percent(law.rule(getattr(rules, name)).value) for name in names})

    @property
    def chain(self) -> bool:
        return self.law.takes("controlled-chain", "chain")

    @property
    def added_up(self) -> bool:
        return self.law.takes("control-together", "together")

    @property
    def by_votes(self) -> bool:
        return self.law.takes("ownership-measure", "either")
