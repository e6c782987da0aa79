"""Unsettled legal questions, and the reading chosen for each."""

from collections.abc import Iterable

import msgspec

from ..model.sources import Strict


class Reading(Strict, frozen=True):
    """A question the law leaves open, with the default answer and the alternative."""

    id: str
    default: str
    default_text: str
    other: str
    other_text: str
    source: str


class UnknownReading(ValueError):
    """The reading or choice does not exist; the text lists those that do."""


class Readings(msgspec.Struct, frozen=True):
    """The choice for each reading: `chosen` names those that differ from the default."""

    known: tuple[Reading, ...]
    chosen: dict[str, str] = {}

    def __hash__(self) -> int:
        return hash(frozenset(self.chosen.items()))

    def choose(self, pairs: Iterable[tuple[str, str]]) -> "Readings":
        """The readings with these choices; the last one applies if a reading is named twice.

        Raises:
            UnknownReading: there is no such reading or choice.
        """
        chosen = dict(self.chosen)
        for name, choice in pairs:
            reading = next((reading for reading in self.known if reading.id == name), None)
            if reading is None:
                raise UnknownReading(f"the readings are {', '.join(reading.id for reading in self.known)}")
            if choice not in (reading.default, reading.other):
                raise UnknownReading(f"{reading.id} is {reading.default} or {reading.other}")
            chosen.pop(name, None)
            if choice != reading.default:
                chosen[name] = choice
        return Readings(self.known, chosen)

    def takes(self, reading: str, choice: str) -> bool:
        """Whether this choice of the reading applies.

        Raises:
            UnknownReading: there is no such reading or choice.
        """
        known = self._find(reading)
        if choice not in (known.default, known.other):
            raise UnknownReading(f"{reading} is {known.default} or {known.other}, not {choice}")
        return self.choice(reading) == choice

    def choice(self, reading: str) -> str:
        return self.chosen.get(reading) or self._find(reading).default

    def other(self, reading: str) -> str:
        known = self._find(reading)
        return known.default if self.choice(reading) == known.other else known.other

    def text(self, reading: str) -> str:
        known = self._find(reading)
        return known.other_text if self.choice(reading) == known.other else known.default_text

    def with_other(self, reading: str) -> "Readings":
        return self.choose([(reading, self.other(reading))])

    def all(self) -> dict[str, str]:
        """Every reading with its choice, in the order of the rulebook."""
        return {reading.id: self.choice(reading.id) for reading in self.known}

    def _find(self, name: str) -> Reading:
        found = next((reading for reading in self.known if reading.id == name), None)
        if found is None:
            raise UnknownReading(f"{name} is not a reading of the rulebook")
        return found
