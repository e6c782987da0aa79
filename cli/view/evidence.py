"""The register of evidence: the passes that rest on what has lapsed, the bills of materials, and every document."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from ...engine.model.statuses import Status
from ...engine.questions.register.register import (
    DocumentStatus,
    Register,
    RegisteredBom,
    RegisteredDocument,
    Rests,
    fails,
)
from ...engine.regimes.registry import REGIMES
from .sections import (
    Banner,
    Bullets,
    Column,
    Entry,
    Fact,
    Facts,
    Field,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
    Word,
    folded,
    left,
    sheet_of,
)
from .words import FILE_CHECKS, counted, document_kind, lines, some, verdict, words

SHEET = "register"
"""The sheet with every document in a workbook, and the anchor of the table on a page."""
_MOST = 40
"""The lines and cells of a row; the others are counted."""
_TONES = {
    DocumentStatus.ALTERED: Tone.BAD,
    DocumentStatus.CONTRADICTED: Tone.BAD,
    DocumentStatus.NOT_ACCEPTED: Tone.BAD,
    DocumentStatus.LAPSED: Tone.BAD,
    DocumentStatus.MISSING: Tone.OPEN,
    DocumentStatus.NOT_YET_VALID: Tone.OPEN,
    DocumentStatus.LAPSES: Tone.WARNING,
    DocumentStatus.FILE_MISSING: Tone.WARNING,
    DocumentStatus.IN_HAND: Tone.GOOD,
}
_ORDER = list(DocumentStatus)
_RESTS = {Rests.YES: "yes", Rests.TOGETHER: "with others", Rests.NO: "no", None: ""}


def status_word(status: DocumentStatus, register: Register) -> Word:
    """The status in words, with its tone."""
    text = f"lapses within {register.within}" if status is DocumentStatus.LAPSES else words(status)
    return Word(text, _TONES[status])


def command_of(regime: str) -> str:
    """The command that judges under a regime."""
    return f"critmin {REGIMES[regime].sheets.command}"


def page_table(register: Register) -> Table:
    """Every document, to sort and filter."""
    columns = left("status", "document", "supplier", "signed", "valid")
    columns += [Column("why", wide=True), *left("file", "BOM")]
    rows = [_on_page(one, register) for one in _by_status(register)]
    caption = "Every attestation and certificate, and what suppliers are asked for"
    return Table(columns, rows, id=SHEET, caption=caption, filters="documents", name_at=1)


def of_status(found: Sequence[RegisteredDocument], *, alone: bool) -> Table:
    """The documents of one status; columns that are empty in all rows are left out."""
    columns = left("document", "kind", "supplier", "lines", "signed by", "signed", "valid from", "valid until", "file")
    columns += left("a pass rests on it", "why", "bill of materials")
    rows: list[list[Text]] = [
        [
            _name(one),
            _kind(one),
            one.supplier or "",
            some(one.lines, _MOST),
            *(text or "" for text in (one.signed_by, one.signed_on, one.valid_from, one.valid_until)),
            f"{one.file}: {_check(one).text}" if one.file is not None else "",
            _RESTS[one.rests],
            one.why,
            "" if alone else one.bom,
        ]
        for one in found
    ]
    filled = [at for at in range(len(columns)) if any(row[at] for row in rows)]
    return Table([columns[at] for at in filled], [[row[at] for at in filled] for row in rows])


def sheets(register: Register) -> list[Table]:
    """The tables of a workbook."""
    fields = (
        Field("document", 24, _name),
        Field("status", 22, lambda one: status_word(one.status, register)),
        Field("a pass rests on it", 14, lambda one: _RESTS[one.rests]),
        Field("why", 60, lambda one: one.why),
        Field("supplier", 30, lambda one: one.supplier or ""),
        Field("lines", 20, lambda one: some(one.lines, _MOST)),
        Field("valid from", 14, lambda one: one.valid_from or ""),
        Field("valid until", 14, lambda one: one.valid_until or ""),
        Field("kind", 22, _kind),
        Field("signed by", 24, lambda one: one.signed_by or ""),
        Field("signed", 14, lambda one: one.signed_on or ""),
        Field("file", 30, lambda one: one.file if one.file is not None else ""),
        Field("file check", 30, lambda one: FILE_CHECKS[one.file_check] if one.file is not None else ""),
        Field("sha256 of the file", 68, lambda one: one.sha256 or ""),
        Field("sha256 stated", 68, lambda one: one.stated_sha256 or ""),
        Field("bill of materials", 36, lambda one: one.bom),
        Field("judged by", 14, lambda one: command_of(one.regime)),
        Field("cells", 28, lambda one: some(one.cells, _MOST)),
    )
    return [sheet_of(SHEET, fields, _by_status(register))]


def table(register: Register) -> Table:
    """The rows of the register for a script."""
    columns: dict[str, Callable[[RegisteredDocument], Text]] = {
        "bom": lambda one: one.bom,
        "regime": lambda one: one.regime,
        "supplier": lambda one: one.supplier,
        "kind": lambda one: one.kind,
        "document": lambda one: one.document,
        "status": lambda one: one.status,
        "pass_rests": lambda one: one.rests,
        "why": lambda one: one.why,
        "lines": lambda one: "; ".join(one.lines),
        "signed_by": lambda one: one.signed_by,
        "signed_on": lambda one: one.signed_on,
        "valid_from": lambda one: one.valid_from,
        "valid_until": lambda one: one.valid_until,
        "file": lambda one: one.file,
        "file_check": lambda one: one.file_check,
        "sha256": lambda one: one.sha256,
        "stated_sha256": lambda one: one.stated_sha256,
        "cells": lambda one: "; ".join(one.cells),
    }
    return Table(left(*columns), [[of(one) for of in columns.values()] for one in register.documents])


def _on_page(one: RegisteredDocument, register: Register) -> list[Text | Entry]:
    valid = [f"{word} {day}" for word, day in (("from", one.valid_from), ("to", one.valid_until)) if day is not None]
    return [
        Entry(status_word(one.status, register), number=str(_ORDER.index(one.status)), below=_relied_on(one)),
        Entry(_name(one), below=_kind(one) or None),
        Entry(one.supplier or "", below=lines(one.lines) if one.lines else None),
        Entry(one.signed_on or "", below=one.signed_by),
        Entry(" ".join(valid), sort=one.valid_until or ""),
        one.why,
        Entry(one.file or "", below=_check(one) if one.file is not None else None),
        one.bom,
    ]


def _relied_on(one: RegisteredDocument) -> str | None:
    """Whether a pass rests on it, in a sentence."""
    if one.rests in (None, Rests.NO):
        return None
    return f"a pass rests on it{', with others' if one.rests is Rests.TOGETHER else ''}"


def _by_status(register: Register) -> list[RegisteredDocument]:
    """Every document: first those that fail a pass, then those that need action."""
    return sorted(register.documents, key=lambda one: (not fails(one), _ORDER.index(one.status)))


def _name(one: RegisteredDocument) -> str:
    """The id or reference; the cell of a text that is accepted as neither."""
    return one.document or some(one.cells)


def _kind(one: RegisteredDocument) -> str:
    return document_kind(one.kind, certificate=one.certificate) if one.document is not None else ""


def _check(one: RegisteredDocument) -> Word:
    """The comparison of the file in a word."""
    return Word(words(one.file_check), FILE_CHECKS[one.file_check].tone)


TITLE = "Register of evidence"


def says(register: Register) -> str:
    """Whether a pass rests on a document that fails, in one sentence."""
    failing, unread = sum(map(fails, register.documents)), _unread(register)
    texts = [f"{counted(len(unread), 'BOM')} cannot be read"] if unread else []
    if failing > 1:
        texts.append(f"passes rest on {failing:,} documents that have lapsed, are contradicted or are altered")
    else:
        which = "a pass rests on 1 document" if failing else "no pass rests on a document"
        texts.append(f"{which} that has lapsed, is contradicted or is altered")
    return "; ".join(texts)


def counts(register: Register) -> str:
    """The number of rows of each status."""
    found = Counter(one.status for one in register.documents)
    texts = [f"{found[status]:,} {status_word(status, register).text}" for status in DocumentStatus if found[status]]
    return ", ".join(texts) or "no attestation and no certificate, and none is asked for"


def status_of(register: Register) -> str:
    """The status by which a page is colored."""
    return "unreadable" if _unread(register) else "fail" if any(map(fails, register.documents)) else "pass"


def sections(register: Register) -> Iterator[Line | Paragraph | Section]:
    """The answer, then every document by its status, those that need action first."""
    tone = Tone.GOOD if status_of(register) == "pass" else Tone.BAD
    yield Line([Word("EVIDENCE"), "  ", Word(says(register), tone, bold=True)])
    yield Paragraph(counts(register))
    yield from summary(register)
    alone = len({document.bom for document in register.documents}) == 1
    for status in DocumentStatus:
        if found := [one for one in register.documents if one.status is status]:
            yield Section(status_word(status, register), [of_status(found, alone=alone)])


def page_sections(register: Register) -> Iterator[Section]:
    """The parts of a page: those of the summary, and one table of all documents, to sort and filter."""
    yield from summary(register)
    yield Section("Every document", [page_table(register)], id="documents")


def summary(register: Register) -> Iterator[Section]:
    """The documents that fail and on which a pass rests, every bill of materials, and why some cannot be read."""
    if failing := [one for one in register.documents if fails(one)]:
        yield Section("What passes rest on", [Bullets([_failing(one, register) for one in failing])], id="failing")
    columns = left("bill of materials", "judged by", "verdict", "for", "evidence on")
    rows = [_bom(one) for one in register.boms]
    yield Section("Bills of materials", [Table(columns, rows, id="boms", caption="Each with its verdict")], id="boms")
    for number, one in enumerate(_unread(register), 1):
        yield Section(f"{one.bom.title} cannot be read", [folded(one.findings)], id=f"unread-{number}")


def banner(register: Register) -> Banner:
    """The answer, for the top of a page or a workbook."""
    return Banner("EVIDENCE", f"{says(register)}. {counts(register)}")


def provenance(register: Register) -> Section:
    """The program, and the hash of every bill of materials."""
    boms = {one.bom.title: one.bom.sha256 or "not read" for one in register.boms}
    facts = [Fact("program", f"{register.tool.name} {register.tool.version}")]
    return Section("Files and hashes", [Facts([*facts, *(Fact(title, sha256) for title, sha256 in boms.items())])])


def _unread(register: Register) -> list[RegisteredBom]:
    return [one for one in register.boms if one.status is Status.UNREADABLE]


def _failing(one: RegisteredDocument, register: Register) -> Text:
    together = " (with others)" if one.rests is Rests.TOGETHER else ""
    who = f" of {one.supplier}" if one.supplier else ""
    return [status_word(one.status, register), f": {one.document}{who} in {one.bom}{together}: {one.why}"]


def _bom(one: RegisteredBom) -> list[Text]:
    would = ": would pass with its lapsed and altered documents in hand" if one.would_pass else ""
    return [one.bom.title, command_of(one.regime), [verdict(one.status), would], one.days or "", one.on or ""]
