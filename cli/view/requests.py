"""The words of a request to a supplier: its cover, what each sheet is for, and the list of all requests."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from ...engine.model.sources import Strict
from ...engine.questions.requests.plan import RequestPart, SupplierRequest
from ...engine.report.outline import Column, Kind
from . import VIEWS
from .words import counted

COVER, LINES, COMPANY, OWNERS, CERTIFICATES = "Request", "Lines", "Company", "Owners", "Certificates"
"""The sheets of a request workbook."""
LINE_HEADINGS = ("No.", "Bill of materials", "Line", "Component", "Material", "Mineral", "Work", "Country now")
"""What a row of the sheet Lines shows; what is asked follows."""
NOTHING_ASKED = "The work for which your company is named. Nothing is asked in this sheet."


class Wording(Strict, frozen=True):
    """All of `requests.toml`: what each sheet is for, the headings in it by column, and how to answer."""

    about: dict[str, str]
    certificate_kinds: dict[str, str]
    holding: dict[str, list[str]]
    holder: dict[str, list[str]]
    line_kinds: dict[str, str]
    headings: dict[str, dict[str, str]]
    says: dict[str, dict[str, str]]

    def how(self, sheet: str, column: str, otherwise: str) -> str:
        """How to answer: for a supplier, or else as the note for an analyst has it."""
        return self.says[sheet].get(column, otherwise)


@cache
def wording() -> Wording:
    return msgspec.toml.decode(Path(__file__).with_name("requests.toml").read_bytes(), type=Wording)


class Step(NamedTuple):
    """What to do, and the sheet where."""

    sheet: str
    says: str


class Cover(NamedTuple):
    """The first sheet: its title, facts by label, what to do, and paragraphs under headings."""

    title: str
    facts: list[tuple[str, str]]
    parts: list[tuple[str, list[str]]]
    steps: list[Step]


def cover(request: SupplierRequest, asker: str | None, reply_by: str | None) -> Cover:
    """The cover of one request."""
    lines = len({(part.bom.sha256, line.name) for part in request.parts for line in part.ask.lines})
    boms = list(dict.fromkeys(part.bom.id for part in request.parts))
    about = f"{counted(lines, 'line')} of {counted(len(boms), 'bill')} of materials ({', '.join(boms)})"
    laws = [text for regime in request.regimes for text in VIEWS[regime].request_law()]
    facts = [("To", request.supplier), ("From", asker), ("Reply by", reply_by), ("About", about)]
    return Cover(
        title="Request for information about your supplies",
        facts=[(label, text) for label, text in facts if text],
        parts=[
            ("What this is", _WHAT),
            ("By which law", laws),
            ("What happens with your answers", _THEN),
        ],
        steps=[*_steps(request)],
    )


_WHAT = [
    "Before a United States tax credit can be claimed for our product, we must show facts about each company whose "
    "work is in it, and evidence of them. Your company is named for the work in the sheet Lines. This workbook asks "
    "only for what is still missing. It names no other supplier and gives no price."
]
_THEN = [
    "Each answer goes into our bill of materials as you give it, and we look at every change before we use it. What is "
    "not answered stays open and may be asked again. A certificate is filed with its document. An answer that "
    "contradicts another fact is taken up with you, never changed.",
    "The hidden sheets of this workbook hold the drop-down lists, and the record of which question each cell answers. "
    "Please leave them, and the order of rows and columns, as they are.",
]


INSTEAD_OF_FACTS = "A signed statement in Certificates is enough instead of everything asked in Company and Owners."
ENOUGH = "Not needed if you give a signed statement in Certificates."
"""What is enough, beside each fact."""
ENOUGH_OWNERS = "A complete list in Owners is enough too."


def _steps(request: SupplierRequest) -> Iterator[Step]:
    if any(line.columns for part in request.parts for line in part.ask.lines):
        yield Step(LINES, "State what is asked about each line of work, in the yellow cells.")
    if request.facts:
        yield Step(COMPANY, "State the facts about your company.")
    if request.owners:
        yield Step(OWNERS, "List the owners of your company, and their owners, or state the shares in Company.")
    if request.kinds:
        yield Step(
            CERTIFICATES, "List each signed statement that you give, and return its document with this workbook."
        )
    if request.instead:
        yield Step("", INSTEAD_OF_FACTS)
    yield Step("", "Leave a cell empty where you do not know. Do not guess: a guess may be read as a fact.")
    yield Step("", "Save this workbook and return it, with the documents, to the address from which it came.")


def elements(kinds: dict[str, list[str]]) -> list[str]:
    """What a certificate of each kind must have, in sentences."""
    return [f"{kind}: {wording().certificate_kinds[kind]}" for kind in kinds]


# The list of all requests -------------------------------------------------------------------------------------------


class Listed(NamedTuple):
    """A request in the list: its place by what it decides, and its workbook; empty if there is none."""

    place: int
    request: SupplierRequest
    file: str

    def each(self, of: Callable[[RequestPart], Iterable[str]]) -> list[str]:
        """What the parts of the request have, each once."""
        return list(dict.fromkeys(text for part in self.request.parts for text in of(part)))


def _ours(row: Listed) -> list[str]:
    if row.request.names_several:
        return ["who does the work: the name is that of several companies, one of which is named alone elsewhere"]
    return row.each(lambda part: part.ask.ours if row.file else part.ask.missing)


LIST: Sequence[Column] = (
    Column("place", Kind.COUNT, lambda row: row.place),
    Column("supplier", Kind.TEXT, lambda row: row.request.supplier),
    Column("workbook", Kind.TEXT, lambda row: row.file),
    Column("asked_for", Kind.TEXTS, lambda row: row.request.regimes),
    Column("boms", Kind.TEXTS, lambda row: row.each(lambda part: [part.bom.title])),
    Column("bom_ids", Kind.TEXTS, lambda row: row.each(lambda part: [part.bom.id])),
    Column("lines", Kind.TEXTS, lambda row: row.each(lambda part: [line.name for line in part.ask.lines])),
    Column("missing", Kind.TEXTS, lambda row: row.each(lambda part: part.ask.missing)),
    Column("to_find_out_yourself", Kind.TEXTS, _ours),
    Column(
        "settles",
        Kind.TEXTS,
        lambda row: [f"{part.bom.title}: {part.ask.settles}" for part in row.request.parts if part.ask.settles],
    ),
    Column("verdicts_settled_alone", Kind.COUNT, lambda row: sum(part.ask.alone for part in row.request.parts)),
    Column(
        "asked_with",
        Kind.TEXTS,
        lambda row: row.each(lambda part: [f"{part.bom.title}: {text}" for text in part.bom.replaced]),
    ),
)
"""The columns of the list of all requests."""
LIST_WIDTHS = {
    "supplier": 26,
    "workbook": 30,
    "asked_for": 14,
    "boms": 40,
    "bom_ids": 12,
    "lines": 16,
    "missing": 48,
    "to_find_out_yourself": 28,
    "settles": 40,
    "asked_with": 28,
}
"""Their widths in its workbook, as far as their headings do not say."""


def summary(rows: Sequence[Listed], boms: int) -> str:
    """The requests in one line."""
    sent = [row for row in rows if row.file]
    written, without = len(sent), len(rows) - len(sent)
    if not rows:
        return f"nothing is missing from any supplier in {counted(boms, 'bill')} of materials: no request is needed"
    text = f"{counted(written, 'request')} written, about {counted(boms, 'bill')} of materials"
    if moot := sum(all(part.ask.moot for part in row.request.parts) for row in sent):
        text += f"; {counted(moot, 'request')} cannot change the verdict"
    return f"{text}; {without} without a workbook: nobody to ask, or only you can find it out" if without else text
