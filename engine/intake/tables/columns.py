"""`vocabulary/columns.toml` and `vocabulary/components.toml`: the known columns, and the parts of a battery."""

import re
import unicodedata
from functools import cache, lru_cache

import msgspec

from ....data import load
from ...model.battery import Step
from ...vocabulary.names import nearest_names


class SheetColumns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The known columns of a sheet, the required ones, and the alternatives to a required one.

    `lines`: its rows are lines, which add up. `totals`: they are not lines, but a row may be their total.
    `step_columns` stand for each step, and for each of its stages.
    `known_by` are the columns by which a sheet of another name is recognized, with one of `known_with` where there are
    any, or with `known_alone` and nothing else; None: by its name alone. A text in one of `names` makes a row a line.
    """

    needed: list[str]
    columns: list[str]
    step_columns: list[str] = []
    instead: list[str] = []
    known_by: list[str] | None = None
    known_with: list[str] = []
    known_alone: list[str] = []
    names: list[str] = []
    lines: bool = False
    totals: bool = False


class Columns(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `vocabulary/columns.toml`. `shared` are columns that every sheet may have."""

    shared: list[str]
    sheets: dict[str, SheetColumns]
    contents: dict[str, list[str]]
    roles: dict[str, list[str]]


class ConstituentWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The words of materials, of parts made from them, of coated foils, and those before which a name ends."""

    words: tuple[str, ...]
    parts: tuple[str, ...]
    foils: tuple[str, ...]
    coated: tuple[str, ...]
    primers: tuple[str, ...]
    without: tuple[str, ...]


class BatteryParts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All of `vocabulary/components.toml`."""

    source: str
    battery: frozenset[str]
    outside: frozenset[str]
    thermal: frozenset[str]
    pouch: frozenset[str]
    constituent: ConstituentWords


def load_columns() -> Columns:
    return load("vocabulary/columns.toml", Columns)


def load_parts() -> BatteryParts:
    return load("vocabulary/components.toml", BatteryParts)


def normalised(text: str) -> str:
    """A column name without case, spaces, underscores and hyphens."""
    return re.sub(r"[\s_\-]+", "", unicodedata.normalize("NFKC", text)).casefold()


@lru_cache(maxsize=4096)
def phrase(text: str) -> str:
    """A name in lower case with single spaces between words, without underscores or hyphens."""
    return " ".join(unicodedata.normalize("NFKC", text).translate(_SPACES).casefold().split())


_SPACES = dict.fromkeys(map(ord, "_-/"), " ")
_STAGE = re.compile(r"(.+?)([0-9]{1,2})")  # 2022 is a year, not a stage


class KnownColumns:
    """The columns that a kind of sheet may have: `own`, in order, excludes step columns."""

    def __init__(self, sheet: SheetColumns, shared: list[str]) -> None:
        self.own = sheet.columns
        self.needed = sheet.needed
        self.instead = sheet.instead
        self.has_lines = sheet.lines
        self._plain = {normalised(name): name for name in [*shared, *sheet.columns]}
        of_steps = [f"{step}_{column}" for step in Step for column in sheet.step_columns]
        self._staged = {normalised(name): name for name in of_steps}

    def find(self, header: str) -> str | None:
        """The canonical name of a column, or None; a later stage's keeps its number: `processing_country_2`."""
        wanted = normalised(header)
        known = self._plain.get(wanted) or self._staged.get(wanted)
        if known is None and (stage := _STAGE.fullmatch(wanted)) and stage[1] in self._staged:
            number = int(stage[2])
            suffix = "" if number == 1 else f"_{number}"
            known = self._staged[stage[1]] + suffix if number else None
        return known

    def is_like_step(self, header: str) -> bool:
        """Whether an unknown name is near that of a step column: `procesing_country_2`, `processing_country (2)`."""
        bare = re.sub(r"[^a-z]+", "", normalised(header[:100]))
        return nearest_names(bare, list(self._staged), 85) is not None

    @property
    def has_steps(self) -> bool:
        return bool(self._staged)

    def is_of_step(self, name: str) -> bool:
        """Whether a canonical name is that of a step column, of any stage."""
        return (re.sub(r"_[0-9]+$", "", name)) in self._staged.values()

    def names(self) -> list[str]:
        return [*self._plain.values(), *self._staged.values()]


@cache
def known_columns(sheet: str) -> KnownColumns:
    return KnownColumns(load_columns().sheets[sheet], load_columns().shared)


@lru_cache(maxsize=4096)
def content_of(column: str) -> str:
    """The kind of content of a column, by its canonical name; empty where it is any text."""
    bare = re.sub(rf"^(?:{'|'.join(Step)})_|_[0-9]+$", "", column)
    return next((content for content, names in load_columns().contents.items() if bare in names), "")


def is_amount(column: str) -> bool:
    """Whether the column's numbers add up or are shares, so that a number merged over several rows is unusable."""
    return content_of(column) == "number" and column != "price_usd_per_kg"
