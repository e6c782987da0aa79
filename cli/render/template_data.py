"""`vocabulary/template.toml`: the template's notes and drop-down lists."""

from collections.abc import Callable, Mapping

import msgspec

from ...data import load
from ...engine.intake.tables.columns import load_columns
from ...engine.intake.tables.fact_fields import load_fields
from ...engine.model.battery import Step
from ...engine.regimes.registry import FIRST_REGIME
from ...engine.vocabulary.countries import country_name
from ...engine.vocabulary.evidence_words import load_evidence
from ...engine.vocabulary.foreign_entities import designations, kinds, pfe_lists
from ...engine.vocabulary.minerals import all_minerals
from ..view import VIEWS


class _Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    pass


class Kind(_Strict, frozen=True):
    """The kind of a column: its width in characters, number format, drop-down list, and the entry for unknown."""

    width: int
    format: str
    unknown: str
    list: str | None = None


class Choice(_Strict, frozen=True):
    """A drop-down list and the message for an entry that is not on it.

    It is `values`, or the names in `column` of `sheet`, or a list of the program's data, with `first` in front
    and some replaced by `instead`. With `over` and `most` it is not a list but the
    numbers accepted without question, and 0.
    """

    otherwise: str
    values: tuple[str, ...] = ()
    first: tuple[str, ...] = ()
    instead: dict[str, str] = {}
    sheet: str | None = None
    column: str | None = None
    over: int | None = None
    most: int | None = None


class Entry(_Strict, frozen=True):
    """One column or field: its kind and the text of its note."""

    kind: str
    says: str
    unknown: str | None = None


class Start(_Strict, frozen=True):
    """A step, and the sheet for it, if any."""

    says: str
    sheet: str = ""


class Template(_Strict, frozen=True):
    """All of `vocabulary/template.toml`; columns and fields are in the order of the template."""

    asked_first: int
    kinds: dict[str, Kind]
    lists: dict[str, Choice]
    bom: dict[str, Entry]
    steps: dict[str, Entry]
    entities: dict[str, Entry]
    ownership: dict[str, Entry]
    components: dict[str, Entry]
    certificates: dict[str, Entry]
    vehicle: dict[str, Entry]
    vehicle_fields: dict[str, Entry]
    start: tuple[Start, ...]
    example: tuple[dict[str, str], ...]

    def columns(self, sheet: str) -> dict[str, Entry]:
        """The columns of one kind of sheet, such as `bom`."""
        columns: dict[str, Entry] = getattr(self, sheet)
        return columns

    def kind(self, entry: Entry) -> Kind:
        return self.kinds[entry.kind]

    def note(self, entry: Entry, *, needed: bool) -> str:
        """The text of the note on a heading."""
        unknown = entry.unknown or self.kind(entry).unknown
        return f"{'Needed. ' if needed else ''}{entry.says}\n{unknown}"


_CAPITALS = {
    "usd": "USD",
    "feoc": "FEOC",
    "pfe": "PFE",
    "sfe": "SFE",
    "us": "US",
    "13d": "13D",
    "msrp": "MSRP",
    "gvwr": "GVWR",
    "kwh": "kWh",
    "sha256": "SHA256",
}


def heading_of(name: str) -> str:
    """A column's name as a friendly heading, which is read as that name: `Price USD per kg`."""
    first, *others = (_CAPITALS.get(word, word) for word in name.split("_"))
    return " ".join([first[0].upper() + first[1:], *others])


def load_template() -> Template:
    """The texts and lists of the template.

    Raises:
        msgspec.ValidationError: the file has a key or a type that is not expected.
    """
    return load("vocabulary/template.toml", Template)


def fixed_lists() -> dict[str, list[str]]:
    """The entries of each drop-down list by name, except those of the analyst's own names."""
    return {
        name: list(choice.values) or _in_order(choice, _FROM_DATA[name]())
        for name, choice in load_template().lists.items()
        if choice.sheet is None and choice.over is None
    }


def _in_order(choice: Choice, listed: list[str]) -> list[str]:
    return [choice.instead.get(text, text) for text in dict.fromkeys([*choice.first, *listed])]


def _countries() -> list[str]:
    """The regime's countries, then all countries by name, without duplicates."""
    import pycountry

    every = {country.alpha_2 for country in pycountry.countries} | {"XK"}  # Kosovo
    return [
        *VIEWS[FIRST_REGIME].first_countries(),
        *sorted(map(country_name, every)),
    ]


_FROM_DATA: Mapping[str, Callable[[], list[str]]] = {
    "countries": _countries,
    "minerals": lambda: [mineral.id for mineral in all_minerals()],
    "roles": lambda: list(load_columns().roles),
    "steps": lambda: [step.value for step in Step],
    "designations": designations,
    "pfe_lists": pfe_lists,
    "entity_kinds": kinds,
    "certificate_kinds": lambda: list(load_evidence().kinds),
    "vehicle_classes": lambda: list(load_fields("vehicle").class_names),
}
