"""The limits of the entity tests, as shares, and the readings that choose among them."""

import msgspec

from ...model.numbers import Fraction
from ...rules.rule import percent
from .law import Law


class Limits(msgspec.Struct, frozen=True):
    """The limits, from 0 to 1: `control` and `debt_traded` must be exceeded, the others are reached by equality."""

    control: Fraction
    attribution: Fraction
    single: Fraction
    together: Fraction
    debt: Fraction
    debt_traded: Fraction
    chain: bool
    added_up: bool
    by_votes: bool

    @classmethod
    def of(cls, law: Law) -> "Limits":
        """The limits on the days of the question, under its readings."""
        rules = law.rulebook.entities
        names = ("control", "attribution", "single", "together", "debt", "debt_traded")
        return cls(
            **{name: percent(law.rule(getattr(rules, name)).value) for name in names},
            chain=law.takes("controlled-chain", "chain"),
            added_up=law.takes("control-together", "together"),
            by_votes=law.takes("ownership-measure", "either"),
        )
