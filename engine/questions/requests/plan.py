"""What each supplier is asked about all bills of materials together, those whose answers decide most first."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import PurePath

import msgspec
from msgspec.structs import replace

from ...intake.files.file_kinds import TABLES
from ...intake.files.paths import is_url, shown_path
from ...intake.tables.bom_rows import book_of
from ...intake.tables.book import Book
from ...intake.tables.other_sheets import only_reader_of
from ...model.settings import Settings
from ...model.statuses import Status
from ...regimes.asks import ATTESTATION, Ask, AskedLine
from ...regimes.regime import Check, Question
from ...regimes.registry import regime_of
from ...report.report import Report
from ...vocabulary.company_names import Names
from ...vocabulary.entity_words import names_elsewhere
from ..batch.tasks import Sources, Task
from ..check import check, open_case, open_file
from .discretion import Cells, Discretion, amounts_in, names_in, rows_of
from .form import AskedCell, bom_id, hash_beside, row_hash

_IDENTIFYING = ("bom", "line", "item", "component", "material", "mineral", "role", "step")
"""The columns by which an asked row is known, besides those about the supplier's own work."""


class AskedBom(msgspec.Struct, frozen=True):
    """A bill of materials under one regime: its asks, and the rows that they are about, by kind of sheet and number.

    `names` are all names of companies in it, `entities` those of its sheet `Entities`, `amounts` as of `amounts_in`;
    `kinds` are those of its sheets, `beside` is the hash of the files beside it, `replaced` what the question states
    instead of the file.
    """

    title: str
    sha256: str
    regime: str
    status: Status
    asks: list[Ask]
    rows: Mapping[str, Mapping[int, Cells]]
    kinds: Mapping[str, str]
    names: frozenset[str]
    amounts: frozenset[str]
    entities: tuple[str, ...]
    beside: str
    replaced: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        return bom_id(self.sha256)


class RequestedLine(msgspec.Struct, frozen=True):
    """A row as the request shows it, and the cells of the bill of materials that answers go to, by what is asked."""

    bom: AskedBom
    line: AskedLine
    cells: Mapping[str, AskedCell]
    name: str
    component: str
    material: str
    now: str


class RequestPart(msgspec.Struct, frozen=True):
    """What one supplier is asked about one bill of materials; `name` is its name there."""

    bom: AskedBom
    ask: Ask

    @property
    def name(self) -> str:
        return self.ask.supplier or ""


class SupplierRequest(msgspec.Struct, frozen=True):
    """What one supplier is asked about all bills of materials; `others` says what it may be shown."""

    supplier: str
    parts: list[RequestPart]
    others: Discretion

    @property
    def regimes(self) -> list[str]:
        return list(dict.fromkeys(part.bom.regime for part in self.parts))

    @property
    def beside(self) -> dict[str, str]:
        """The hash of the files beside each of the bills of materials, by that of its own, if there are any."""
        return {part.bom.sha256: part.bom.beside for part in self.parts if part.bom.beside}

    @property
    def is_askable(self) -> bool:
        if self.names_several or any(names_elsewhere(part.name) for part in self.parts):
            return False
        return any(part.ask.is_askable for part in self.parts)

    @property
    def names_several(self) -> bool:
        """Whether its name is that of several companies, so that a request to one would name another."""
        return any(part.ask.supplier is not None and self.others.names_several(part.name) for part in self.parts)

    @property
    def facts(self) -> list[str]:
        """The columns of its row in `Entities` that are asked."""
        return list(dict.fromkeys(fact for part in self.parts for fact in part.ask.facts))

    @property
    def owners(self) -> bool:
        return any(part.ask.owners for part in self.parts)

    @property
    def kinds(self) -> dict[str, list[str]]:
        """The kinds of certificates that are asked, with the columns that each needs."""
        return {kind: list(needs) for part in self.parts for kind, needs in part.ask.kinds.items()}

    @property
    def instead(self) -> bool:
        """Whether a certificate takes the place of all facts and owners that are asked."""
        asked = [part.ask for part in self.parts if {*part.ask.facts} - {ATTESTATION} or part.ask.owners]
        return bool(asked) and all(ask.instead for ask in asked)

    def lines(self) -> Iterator[RequestedLine]:
        """Its rows, as they may be shown."""
        for part in self.parts:
            for line in part.ask.lines:
                yield self._line(part.bom, line)

    def _line(self, bom: AskedBom, line: AskedLine) -> RequestedLine:
        kind, number = bom.kinds[line.row.table.sheet], line.row.number
        cells, show = bom.rows[kind][number], self.others.shown
        own = [line.entity, *line.columns.values()]
        digested = tuple(
            column
            for column in dict.fromkeys([*_IDENTIFYING, *own])
            if column not in cells or column in own or self.others.shows(cells[column])
        )
        asked = {
            what: AskedCell("", bom.sha256, kind, show(line.name), number, column, digested, row_hash(cells, digested))
            for what, column in line.columns.items()
        }
        component = show(cells.get("component") or cells.get("item"))
        now = show(cells.get(line.columns.get("country", "")))
        return RequestedLine(bom, line, asked, show(line.name), component, show(line.material), now)

    def fact_cells(self, fact: str) -> Iterator[AskedCell]:
        """The cells of the bills of materials that a fact of the supplier goes to."""
        for part in self.parts:
            if fact not in part.ask.facts:
                continue
            row, bom = part.ask.row, part.bom
            if row is None:
                yield AskedCell("", bom.sha256, "entities", part.name, None, fact)
                continue
            cells = bom.rows["entities"][row.number]
            digested = ("entity", fact)
            yield AskedCell(
                "", bom.sha256, "entities", part.name, row.number, fact, digested, row_hash(cells, digested)
            )


def asked_bom(checked: Check, book: Book, settings: Settings) -> AskedBom:
    """What each supplier is asked about one bill of materials that has a verdict."""
    regime, bom = regime_of(checked.case.question), checked.report.bom
    asks: list[Ask] = regime.offered("asks")(checked.result)
    kinds = {sheet.name: kind for kind, sheet in book.sheets().items()}
    rows = rows_of(book, settings)
    about = {(kinds[line.row.table.sheet], line.row.number) for ask in asks for line in ask.lines}
    about |= {("entities", ask.row.number) for ask in asks if ask.row is not None}
    asked: dict[str, dict[int, Cells]] = {}
    for kind, number in about:
        asked.setdefault(kind, {})[number] = rows[kind].get(number, {})
    return AskedBom(
        title=bom.title,
        sha256=bom.sha256 or "",
        regime=regime.id,
        status=checked.report.verdict.status,
        asks=asks,
        rows=asked,
        kinds=kinds,
        names=frozenset(names_in(rows)),
        amounts=frozenset(amounts_in(rows)),
        entities=tuple(cells["entity"] for cells in rows.get("entities", {}).values() if "entity" in cells),
        beside=hash_beside(file.sha256 for file in book.companions),
        replaced=tuple(checked.case.question.replaced(checked.case.facts)),
    )


def requests_of(boms: Sequence[AskedBom]) -> list[SupplierRequest]:
    """The requests by supplier: those whose answers suffice for most verdicts, then help most, are about most lines."""
    names, every = Names(), {name for bom in boms for name in bom.names}
    names.add(name for bom in boms for name in bom.entities)
    amounts = {amount for bom in boms for amount in bom.amounts}
    parts: dict[str, list[RequestPart]] = {}
    for number, bom in enumerate(boms):
        for ask in bom.asks:
            at = f"by {names.identity(ask.supplier)}" if ask.supplier is not None else f"in {number}: {ask.title}"
            parts.setdefault(at, []).append(RequestPart(bom, ask))
    found = []
    for at, of in parts.items():
        spelled = {part.name for part in of}

        def own(name: str, at: str = at, spelled: set[str] = spelled) -> bool:
            return name in spelled or f"by {names.identity(name)}" == at

        found.append(SupplierRequest(of[0].ask.title, of, Discretion(own, every, amounts)))
    return sorted(found, key=_order)


def _order(request: SupplierRequest) -> tuple[int, int, int, str]:
    asks = [part.ask for part in request.parts]
    alone, helps = sum(ask.alone for ask in asks), sum(ask.helps for ask in asks)
    return -alone, -helps, -sum(len(ask.lines) for ask in asks), request.supplier


_NO_SHEET = "SHEET-MISSING"


def ask_of_file(path: str, questions: Sequence[Question], settings: Settings) -> Iterator[AskedBom | Report]:
    """What each bill of materials of a file asks; the report of one that cannot be read.

    A question about sheets that the file does not have, or that only another one can read, is not asked if another one
    is. If none can be, the first reports why.
    """
    about = [question for question in questions if _is_about(path, question, settings)] or questions[:1]
    found = [(question, [*_asked(path, question, settings)]) for question in about]
    readable = [question for question, of in found if any(isinstance(one, AskedBom) for one in of)]
    if not readable:
        yield from found[0][1]
        return
    read = {_main_sheet(path, question, settings) for question in readable} if len(readable) < len(found) else set()
    for question, of in found:
        if question in readable or not (_has_no_sheet(of) or _main_sheet(path, question, settings) in read):
            yield from of


def _is_about(path: str, question: Question, settings: Settings) -> bool:
    """Whether a file may have the sheets that a question is about."""
    return is_url(path) or only_reader_of(path, regime_of(question).settings(settings)) is None


def _has_no_sheet(of: Sequence[AskedBom | Report]) -> bool:
    return all(not isinstance(one, AskedBom) and any(f.code == _NO_SHEET for f in one.findings) for one in of)


def _main_sheet(path: str, question: Question, settings: Settings) -> str:
    """The sheet that is read as the main one; empty for a table, which is one sheet."""
    if PurePath(path).suffix.lower() in TABLES:
        return ""
    return open_file(path, None, regime_of(question).settings(settings)).bom.name


def _asked(path: str, question: Question, settings: Settings) -> Iterator[AskedBom | Report]:
    settings = regime_of(question).settings(settings)
    for task in Sources([path], settings, lambda _: None):
        yield _judged(task, question, settings)


def _judged(task: Task, question: Question, settings: Settings) -> AskedBom | Report:
    part, path = task.part, task.path
    checked = check(open_case(path, None, question, regime_of(question).rulebook(), settings, part=part))
    report: Report = checked.report
    if report.verdict.status is Status.UNREADABLE:
        return report
    if part is None:
        return asked_bom(checked, open_file(path, None, settings), settings)
    settings = replace(settings, bom=part.name)
    return asked_bom(checked, book_of(part, path, shown_path(path), settings), settings)
