"""The documents of a register as tables: by status, on a page, in a workbook, for a script."""

from collections.abc import Sequence

from ...engine.questions.register.register import DocumentStatus, Register, RegisteredDocument, Rests, fails
from ...engine.regimes.registry import REGIMES
from .sections import Column, Entry, Table, Text, Tone, Word, left
from .words import FILE_CHECKS, document_kind, lines, some, words

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
_CSV = (
    "bom",
    "regime",
    "supplier",
    "kind",
    "document",
    "status",
    "pass_rests",
    "why",
    "lines",
    "signed_by",
    "signed_on",
    "valid_from",
    "valid_until",
    "file",
    "file_check",
    "sha256",
    "stated_sha256",
    "cells",
)


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
            *_dates(one),
            ": ".join(_file_text(one)),
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
    widths = {"document": 24, "status": 22, "why": 60, "supplier": 30, "lines": 20, "kind": 22, "signed by": 24}
    widths |= {"file": 30, "file check": 30, "sha256 of the file": 68, "sha256 stated": 68, "cells": 28}
    titles = ["document", "status", "a pass rests on it", "why", "supplier", "lines", "valid from", "valid until"]
    titles += ["kind", "signed by", "signed", "file", "file check", "sha256 of the file", "sha256 stated"]
    titles += ["bill of materials", "judged by", "cells"]
    columns = [Column(title, width=widths.get(title, 36 if title == "bill of materials" else 14)) for title in titles]
    rows: list[list[Text]] = [
        [
            _name(one),
            status_word(one.status, register),
            _RESTS[one.rests],
            one.why,
            one.supplier or "",
            some(one.lines, _MOST),
            one.valid_from or "",
            one.valid_until or "",
            _kind(one),
            one.signed_by or "",
            one.signed_on or "",
            *([one.file, FILE_CHECKS[one.file_check]] if one.file is not None else ["", ""]),
            one.sha256 or "",
            one.stated_sha256 or "",
            one.bom,
            command_of(one.regime),
            some(one.cells, _MOST),
        ]
        for one in _by_status(register)
    ]
    return [Table(columns, rows, sheet=SHEET)]


def table(register: Register) -> Table:
    """The rows of the register for a script."""
    rows = [_for_script(one) for one in register.documents]
    return Table(left(*_CSV), rows)


def _for_script(one: RegisteredDocument) -> list[Text]:
    return [
        one.bom,
        one.regime,
        one.supplier,
        one.kind,
        one.document,
        one.status,
        one.rests,
        one.why,
        "; ".join(one.lines),
        one.signed_by,
        one.signed_on,
        one.valid_from,
        one.valid_until,
        one.file,
        one.file_check,
        one.sha256,
        one.stated_sha256,
        "; ".join(one.cells),
    ]


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


def _dates(one: RegisteredDocument) -> list[Text]:
    return [one.signed_by or "", one.signed_on or "", one.valid_from or "", one.valid_until or ""]


def _check(one: RegisteredDocument) -> Word:
    """The comparison of the file in a word."""
    return Word(words(one.file_check), FILE_CHECKS[one.file_check].tone)


def _file_text(one: RegisteredDocument) -> list[str]:
    return [one.file, _check(one).text] if one.file is not None else []
