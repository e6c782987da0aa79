"""The kinds of sections that reports are made of. A view lists them; a renderer draws each kind and knows no regime.

Text in them is unescaped: the user's words or ours. Each renderer escapes all of it.
"""

from collections.abc import Callable, Iterable, Sequence
from decimal import Decimal
from enum import StrEnum, auto
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from ...engine.model.findings import Finding, Severity
from ...engine.model.numbers import Fraction, money
from ...engine.report.disclosure import WITHHELD


class Tone(StrEnum):
    """The meaning of a word, for which a renderer adds a color or a sign."""

    PLAIN = auto()
    STRONG = auto()
    GOOD = auto()
    BAD = auto()
    OPEN = auto()
    PART = auto()
    WARNING = auto()
    NOTE = auto()
    NONE = auto()
    ABSENT = auto()


class Word(msgspec.Struct, frozen=True, gc=False):
    """A word of ours with its tone; `bold`: a verdict, to be seen first."""

    text: str
    tone: Tone = Tone.STRONG
    bold: bool = False


class Codes(msgspec.Struct, frozen=True, gc=False):
    """Codes, hashes or names of choices."""

    texts: Sequence[str]


class Cells(msgspec.Struct, frozen=True, gc=False):
    """Addresses of cells."""

    addresses: Sequence[str]


class Number(msgspec.Struct, frozen=True, gc=False):
    """A decimal number by its digits, or a text if it is not a number; None is not known. `unit`: `$`, `%` or none."""

    digits: str | None
    unit: str = ""


def usd(digits: str | None) -> Number:
    """An amount in dollars."""
    return Number(digits, "$")


def dollars(amount: str) -> str:
    """`1234567.896` as `$1,234,567.89`: cut to the cent; a withheld amount as it is."""
    return amount if amount == WITHHELD else f"${Decimal(money(Fraction(amount))):,}"


def figure(amount: str | None) -> Fraction | None:
    """An amount of a report to compute with; None if it is not stated, or withheld."""
    return None if amount is None or amount == WITHHELD else Fraction(amount)


def percent(digits: str | None) -> Number:
    """A percentage."""
    return Number(digits, "%")


class Exact(msgspec.Struct, frozen=True, gc=False):
    """A number by its exact fraction, `5/11`, which a spreadsheet shows as a decimal; None is not known."""

    fraction: str | None
    unit: str = ""


class Key(msgspec.Struct, frozen=True, gc=False):
    """The swatch of a legend."""

    tone: Tone


class Link(msgspec.Struct, frozen=True, gc=False):
    """A text that leads to another page."""

    text: str
    target: str


Inline = str | Word | Codes | Cells | Number | Exact | Key | Link
Text = Inline | list[Inline] | None
"""One text, or several in sequence; None is not known."""


class Fact(msgspec.Struct, frozen=True):
    """A label and its value; `wide`: the value is long."""

    label: str
    value: Text
    wide: bool = False


class Facts(msgspec.Struct, frozen=True):
    """Labels and values; `brief` states the main ones in a line; `of` is their subject."""

    facts: Sequence[Fact]
    brief: str = ""
    of: str = ""


class Bar(msgspec.Struct, frozen=True):
    """A percentage, or its lowest and highest, against the requirement; the value that counts, in words.

    `id` sets it apart from another bar of the same report.
    """

    low: str
    high: str
    required: str
    gap: str | None = None
    counted: str | None = None
    id: str = "bar"


class Period(msgspec.Struct, frozen=True):
    """One column of a chart: a percentage, or its lowest and highest, against the requirement, if any."""

    title: str
    low: str
    high: str
    required: str | None
    result: str
    about: str


class Chart(msgspec.Struct, frozen=True):
    """Percentages period by period."""

    periods: Sequence[Period]


class Column(msgspec.Struct, frozen=True):
    """`right`: numbers. `wide`: long texts. `breaks`: source text is broken before it. `width`: in characters."""

    title: str
    right: bool = False
    wide: bool = False
    breaks: bool = False
    width: float = 20


def left(*titles: str, breaks: bool = False) -> list[Column]:
    """Columns of texts."""
    return [Column(title, breaks=breaks) for title in titles]


def right(*titles: str, breaks: bool = False) -> list[Column]:
    """Columns of numbers."""
    return [Column(title, right=True, breaks=breaks) for title in titles]


class Group(msgspec.Struct, frozen=True):
    """Items under a lead."""

    lead: Text
    items: Sequence[Text]


class Groups(msgspec.Struct, frozen=True):
    groups: Sequence[Group]


class Entry(msgspec.Struct, frozen=True):
    """A table's cell that is sorted by a number or a text of its own, with more below.

    `level` is its depth in a tree, from 0; `parent` the name of the row that contains it.
    """

    text: "Text | Groups"
    number: str | None = None
    sort: str | None = None
    below: Inline | None = None
    level: int = 0
    parent: str = ""


def plain(text: "Text | Entry | Groups") -> str:
    """The words of a text, without styling."""
    match text:
        case None | Number(None) | Exact(None):
            return "not known"
        case Word() | Link():
            return text.text
        case Codes():
            return ", ".join(text.texts)
        case Cells():
            return ", ".join(text.addresses)
        case Number():
            if text.digits == WITHHELD:
                return WITHHELD
            return dollars(str(text.digits)) if text.unit == "$" else f"{text.digits}{text.unit}"
        case Exact():
            return str(text.fraction)
        case list():
            return "".join(map(plain, text))
        case Entry():
            return plain(text.text)
        case Groups():
            return ". ".join(f"{plain(group.lead)}: {'; '.join(map(plain, group.items))}" for group in text.groups)
        case Key():
            return ""
    return text


class Recomputed(msgspec.Struct, frozen=True):
    """A figure that a spreadsheet computes from a table: a formula in which `{4}` are the cells of its fifth column."""

    label: str
    formula: str
    result: Exact


class Table(msgspec.Struct, frozen=True):
    """Columns and rows. `total`: a last row. `folded`: closed under this title. `filters`: search terms offered.

    `name_at`: the place of the cell that names its row. `sheet`: the name of its own sheet in a workbook. `least`: the
    rows that stay if space is short; `more`: the number omitted. `recomputed`: the figures that a spreadsheet computes.
    """

    columns: Sequence[Column]
    rows: "Sequence[Sequence[Text | Entry]]"
    id: str = ""
    caption: str = ""
    total: Sequence[Text] | None = None
    folded: str = ""
    filters: str = ""
    name_at: int = 0
    sheet: str = ""
    least: int = 0
    more: int = 0
    recomputed: Sequence[Recomputed] = ()


class Field(NamedTuple):
    """A column of a sheet in a workbook, and its cell of a row."""

    title: str
    width: float
    of: Callable[[Any], "Text | Entry"]
    right: bool = False


def sheet_of(name: str, fields: Sequence[Field], rows: Iterable[Any]) -> Table:
    """A sheet of its own in a workbook, with a line for each of the rows."""
    columns = [Column(field.title, right=field.right, width=field.width) for field in fields]
    return Table(columns, [[field.of(row) for field in fields] for row in rows], sheet=name)


class Line(msgspec.Struct, frozen=True):
    """A line by itself."""

    text: Text


class Paragraph(msgspec.Struct, frozen=True):
    text: Text
    tone: Tone = Tone.PLAIN


class Bullets(msgspec.Struct, frozen=True):
    """Items; `least` of them stay if space is short, `more` are omitted."""

    items: Sequence[Text]
    least: int = 0
    more: int = 0


class Code(msgspec.Struct, frozen=True):
    """Lines to copy as they are: never broken or indented."""

    lines: Sequence[str]


class Ribbon(msgspec.Struct, frozen=True):
    """Value that flows through stops, each a key and a label, its outcome, and all of this in words."""

    stops: Sequence[tuple[str, str]]
    usd: str
    tone: Tone
    about: str


class Flow(msgspec.Struct, frozen=True):
    """Value flowing from column to column, four of them, the last for its outcome."""

    title: str
    columns: Sequence[str]
    ribbons: Sequence[Ribbon]
    caption: list[Inline]


class Part(msgspec.Struct, frozen=True):
    """A part of a whole: its name, its status and its amount in words, and in percent of the whole what of it counts,
    is open and does not count.
    """

    name: str
    status: Word
    amount: str
    counts: str = "0"
    open: str = "0"
    lost: str = "0"


class Parts(msgspec.Struct, frozen=True):
    """The parts of a whole against a requirement in percent: what counts first, then what is open, then the rest.

    `outside`: those that are no part of it, or of no known amount.
    """

    title: str
    parts: Sequence[Part]
    outside: Sequence[Part]
    required: str
    caption: list[Inline]


class Node(msgspec.Struct, frozen=True):
    """Somebody in a graph, with what it is in words, and what it holds of others: each by its place, and the share."""

    name: str
    status: Word
    about: str
    holds: Sequence[tuple[int, str]] = ()


class Graph(msgspec.Struct, frozen=True):
    """Who holds what of whom. The first node is held by the others; each stands below those that it holds, unless its
    holding closes a circle. `more` is the number of holders that are not drawn.
    """

    id: str
    title: str
    nodes: Sequence[Node]
    more: int = 0


def holdings_in_words(graph: Graph) -> list[str]:
    """Each node with its status and what it holds: `H (PFE, controlled): 60% of X`."""
    texts = []
    for node in graph.nodes:
        what = node.status.text + (f", {node.about}" if node.about else "")
        held = "; ".join(f"{share} of {graph.nodes[of].name}" for of, share in node.holds)
        texts.append(f"{node.name} ({what})" + (f": {held}" if held else ""))
    if graph.more:
        texts.append(f"and {graph.more:,} more holders")
    return texts


def in_words(drawing: "Chart | Flow | Parts | Graph") -> "list[Paragraph | Bullets]":
    """A drawing for a format that does not draw."""
    match drawing:
        case Chart():
            return [Bullets([period.about for period in drawing.periods])]
        case Flow():
            return [Bullets([ribbon.about for ribbon in drawing.ribbons])]
        case Parts():
            every = (*drawing.parts, *drawing.outside)
            return [Bullets([f"{part.name}: {part.status.text}, {part.amount}" for part in every])]
    return [Paragraph(drawing.title, Tone.STRONG), Bullets(holdings_in_words(drawing))]


class Found(msgspec.Struct, frozen=True):
    """The findings of one code: each message once, and all their cells. `remedy`: None if no action is needed.

    `waived`: the waiver of all of them, empty if there is none.
    """

    code: str
    severity: Severity
    messages: Sequence[str]
    remedy: str | None
    citation: str
    cells: Sequence[str]
    waived: str = ""


class Findings(msgspec.Struct, frozen=True):
    """Findings in order, each code once, and the text shown if there are none."""

    found: Sequence[Found]
    none: str = ""


def remedy_of(found: Finding) -> str | None:
    """What to do; None for a note."""
    return None if found.severity is Severity.NOTE else found.remedy


def waiver_of(found: Finding) -> str:
    """`waived until 2026-12-31 by Trade compliance: attestation requested`; empty without a waiver."""
    waiver = found.waived
    return "" if waiver is UNSET else f"waived until {waiver.until} by {waiver.by}: {waiver.reason}"


def folded(findings: Iterable[Finding], none: str = "") -> Findings:
    """The findings with each code, and each waiver of it, once, in the order of first occurrence."""
    by_code: dict[tuple[str, str], list[Finding]] = {}
    for finding in findings:
        by_code.setdefault((finding.code, waiver_of(finding)), []).append(finding)
    found = []
    for (code, waived), several in by_code.items():
        first = several[0]
        messages = list(dict.fromkeys(finding.message for finding in several))
        cells = list(dict.fromkeys(cell for finding in several for cell in finding.cells))
        remedy = max(map(remedy_of, several), key=lambda text: len(text or ""))  # some contain more than others
        found.append(Found(code, first.severity, messages, remedy, first.citation, cells, waived))
    return Findings(found, none)


Block = Line | Paragraph | Bullets | Code | Facts | Bar | Table | Groups | Chart | Flow | Parts | Graph | Findings


class Section(msgspec.Struct, frozen=True):
    """Blocks under a title. `id` is its anchor, `nav` its title in a table of contents.

    `on_page`: for sorting, filtering or viewing, which only a page offers.
    """

    title: Text
    blocks: Sequence[Block]
    id: str = ""
    nav: str = ""
    on_page: bool = False


class Banner(msgspec.Struct, frozen=True):
    """What must not be overlooked: a word, a sentence, and its effect."""

    word: str
    text: str
    changes: Sequence[str] = ()


class Head(msgspec.Struct, frozen=True):
    """The top of a report: the verdict, its subject, the reasons, and the banners. `mark` precedes the verdict.

    `causes` are the facts that decide it, `reasons` the codes of their findings.
    """

    mark: str
    verdict: Word
    status: str
    title: str
    headline: str
    banners: Sequence[Banner]
    facts: Facts | None
    causes: Bullets
    reasons: Sequence[str]
    assumptions: int
