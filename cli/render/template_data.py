"""`vocabulary/template.toml`: the template's notes and drop-down lists."""

from collections.abc import Callable, Mapping

import msgspec

from ...data import load
from ...engine.intake.tables.columns import load_columns
from ...engine.intake.tables.fact_fields import load_fields
from ...engine.model.battery import Step
from ...engine.model.settings import BOM_SHEETS, SheetSet
from ...engine.regimes.registry import FIRST_REGIME
from ...engine.vocabulary.countries import country_name
from ...engine.vocabulary.evidence_words import load_evidence
from ...engine.vocabulary.foreign_entities import ids_of
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


class _Wording(_Strict, frozen=True):
    """What replaces parts of an entry in the workbook for one command."""

    kind: str | None = None
    says: str | None = None
    unknown: str | None = None


class Layout(_Strict, frozen=True):
    """What the workbook for one command has of its own.

    `fill` says which sheets to fill in, `complete` what to add to `lines` that are there. The first `asked_first`
    columns of a sheet are in a darker shade, by default all; `columns` are those of a sheet where they are not all.
    """

    title: str
    fill: str
    complete: str
    lines: str
    asked_first: dict[str, int]
    start: tuple[Start, ...]
    example: tuple[dict[str, str], ...]
    columns: dict[str, tuple[str, ...]] = {}
    instead: dict[str, dict[str, _Wording]] = {}


class _File(_Strict, frozen=True):
    """All of `vocabulary/template.toml`."""

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
    materials: dict[str, Entry]
    product: dict[str, Entry]
    product_fields: dict[str, Entry]
    templates: dict[str, Layout]


class Template(msgspec.Struct, frozen=True):
    """The texts and lists of the workbook for one command; columns and fields are in its order."""

    sheets: SheetSet
    layout: Layout
    kinds: dict[str, Kind]
    lists: dict[str, Choice]
    by_sheet: dict[str, dict[str, Entry]]
    fields: dict[str, Entry]

    def columns(self, sheet: str) -> dict[str, Entry]:
        """The columns of one kind of sheet, such as `bom`."""
        return self.by_sheet[sheet]

    def is_behind(self, sheet: str, number: int) -> bool:
        """Whether a column, counted from 1, may wait until those in front are filled."""
        return number > self.layout.asked_first.get(sheet, number)

    def kind(self, entry: Entry) -> Kind:
        return self.kinds[entry.kind]

    def note(self, entry: Entry, *, needed: bool) -> str:
        """The text of the note on a heading."""
        unknown = entry.unknown or self.kind(entry).unknown
        return f"{'Needed. ' if needed else ''}{entry.says}\n{unknown}"

    def fixed_lists(self) -> dict[str, list[str]]:
        """The entries of each drop-down list by name, except those of the analyst's own names."""
        return {
            name: list(choice.values)
            or [choice.instead.get(text, text) for text in dict.fromkeys([*choice.first, *_FROM_DATA[name]()])]
            for name, choice in self.lists.items()
            if choice.sheet is None and choice.over is None
        }


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


def load_template(sheets: SheetSet = BOM_SHEETS) -> Template:
    """The texts and lists of the workbook with these sheets.

    Raises:
        msgspec.ValidationError: the file has a key or a type that is not expected.
    """
    file = load("vocabulary/template.toml", _File)
    layout = file.templates[sheets.command]
    by_sheet = {kind: _columns(getattr(file, kind), layout, kind) for kind in sheets.kinds}
    fields: dict[str, Entry] = getattr(file, f"{sheets.facts}_fields")
    entries = [entry for columns in (*by_sheet.values(), fields) for entry in columns.values()]
    kinds = {name: kind for name, kind in file.kinds.items() if name in {entry.kind for entry in entries}}
    lists = {kind.list for kind in kinds.values()}
    chosen = {name: choice for name, choice in file.lists.items() if name in lists}
    return Template(sheets, layout, kinds, chosen, by_sheet, fields)


def _columns(known: dict[str, Entry], layout: Layout, kind: str) -> dict[str, Entry]:
    """The columns of a sheet of a layout, in its order and words."""
    columns = {name: known[name] for name in layout.columns.get(kind, tuple(known))}
    for name, wording in layout.instead.get(kind, {}).items():
        changed = {part: text for part, text in msgspec.structs.asdict(wording).items() if text is not None}
        columns[name] = msgspec.structs.replace(columns[name], **changed)
    return columns


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
    "designations": lambda: ids_of("designations"),
    "pfe_lists": lambda: ids_of("pfe_lists"),
    "entity_kinds": lambda: ids_of("kinds"),
    "certificate_kinds": lambda: list(load_evidence().kinds),
    "vehicle_classes": lambda: list(load_fields("vehicle").class_names),
    "product_classes": lambda: list(load_fields("product").class_names),
}
