"""The sheet `Certificates`: one row per document, by which a supplier certifies what it supplies; and the cells for an
attestation, which may name one.
"""

import datetime
from collections.abc import Callable, Iterable

from ...model.battery import Attestation, Certificate, key
from ...model.quoting import quoted
from ...vocabulary.attestations import names_a_signatory, read_attestation, stands_beside_a_date
from ...vocabulary.evidence_words import accepted, are_known, days_of, load_evidence, parts_of
from ..files.number_formats import hidden_of_a_date, words_shown
from ..files.storage import ComparedFile, FileCheck, is_sha256
from ..tables.columns import phrase
from ..tables.line import Line
from .cells import Cells
from .register import Register

Compare = Callable[[str, str], ComparedFile]
"""The comparison of a document beside the workbook, by its relative path, with the SHA-256 that is stated for it."""


def attestation_of(cells: Cells, line: Line, column: str) -> Attestation | None:
    """The attestation of a cell, which may be in hand on some date; None, and reported, where it is in hand on none."""
    text = cells.text(line, column)
    if text is None:
        return None
    register = cells.register

    def refuse(reason: str) -> None:
        message = f"{reason}, so it is not accepted as an attestation. {accepted()}"
        cells.report("ATTESTATION-NOT-IN-HAND", message, line, column)

    if (code := line.any_format(column)) and (hidden := hidden_by(code, line.get(column))):
        refuse(f"{column} contains {quoted(text)}, and {hidden}")
        return None
    stated = f"{column} is {quoted(text)}"
    read = read_attestation(text)
    named = register.find(text, read) if register.certificates else []
    if len(named) > 1 or (read.against and not named):
        refuse(f"{stated}: {read.against or 'it matches the ids of several certificates'}")
        return None
    by_itself = read.reference if not named else None
    meant = register.meant(by_itself) if by_itself is not None else None
    if meant is not None:
        listed = register.certificates[meant]
        message = f"{stated}, which is nearly the id {quoted(listed.name)}: it is read as that certificate"
        cells.found.add("CERTIFICATE-NEAR", message, line.row.cell(column), listed.cell)
        return Attestation(text, line.row, column, read.dated, meant)
    if by_itself is not None and read.unfamiliar:
        names = parts_of(str(line.get(name)) for name in line.named_by(tuple(load_evidence().named_by)))
        if not are_known(read.unfamiliar, names | register.parts):
            words = " and ".join(map(quoted, read.unfamiliar))
            known = "a word for a document, or a name on the row or in the sheet Certificates"
            refuse(f"{stated}: {words} is not {known}")
            return None
    if by_itself is not None and register.certificates:
        near = register.nearest(by_itself)
        hint = f"; did you mean {quoted(near)}?" if near is not None else ""
        message = f"{stated}: no row of the sheet Certificates has this id{hint}"
        cells.report("CERTIFICATE-NOT-LISTED", message, line, column)
    return Attestation(text, line.row, column, read.dated, named[0] if named else None)


def hidden_by(code: str, value: object) -> str:
    """The text that a number format shows beside the value of an evidence cell; empty where it shows none."""
    if isinstance(value, datetime.date | datetime.datetime) and hidden_of_a_date(code):
        return f"its number format {quoted(code)} does not show a full date"
    strange = next((word for word in words_shown(code) if not stands_beside_a_date(word)), None)
    return f"its number format shows {quoted(strange)}" if strange is not None else ""


def read_certificates(lines: Iterable[Line], cells: Cells, compare: Compare) -> Register:
    """Every certificate, with the faults that keep it from being in hand on any date."""
    register = Register()
    for line in lines:
        name = cells.text(line, "certificate")
        if name is None:
            message = "the row has no id, so an attestation cell cannot refer to it"
            cells.found.add("CERTIFICATE-UNNAMED", message, line.row.cell("certificate"))
            continue
        if (first := register.certificates.get(key(name))) is not None:
            message = f"the certificate {quoted(name)} has two rows"
            cells.found.add("CERTIFICATE-TWICE", message, first.cell, line.row.cell("certificate"))
            continue
        register.add(_Reader(line, cells).certificate(name, compare))
    return register


class _Reader:
    """Reads a row; `faults` are the columns that keep the certificate from being in hand, each with the reason."""

    def __init__(self, line: Line, cells: Cells) -> None:
        self._line = line
        self._cells = cells
        self._faults: dict[str, str] = {}

    def certificate(self, name: str, compare: Compare) -> Certificate:
        supplier = self._supplier()
        kind = self._kind()
        signed_on = self._signed_on()
        perjury = self._confirmed("perjury")
        # A certificate of a part of the cost leaves out what is known of earlier producers.
        knows_of_none = self._confirmed("knows_of_none_upstream", fault=kind != "cost")
        valid_from, valid_until = self._date("valid_from"), self._date("valid_until")
        file, sha256 = self._shown("file"), self._shown("sha256").casefold()
        self._check_document(name, file, sha256, compare)
        if kind != "feoc":  # a certificate of a part that is not known shows nothing
            for column in ("non_pfe_cost_usd", "non_pfe_pct"):
                if (text := self._cells.not_known(self._line, column)) is not None:
                    self._faults[column] = f"{column} is {quoted(text)}"
        number = self._cells.text(self._line, "identification_number") or ""
        return Certificate(
            row=self._line.row,
            name=name,
            supplier=supplier,
            kind=kind,
            signed_by=self._shown("signed_by") or None,
            signed_on=signed_on,
            valid_from=valid_from,
            valid_until=valid_until,
            # Not `applied for`, or zeros alone.
            identification_number=number if any(char.isdigit() and char != "0" for char in number) else None,
            perjury=perjury,
            knows_of_none_upstream=knows_of_none,
            non_pfe_cost=self._cells.number(self._line, "non_pfe_cost_usd"),
            non_pfe_share=self._cells.share(self._line, "non_pfe_pct"),
            faults=self._faults,
            file=file if file and not self._cells.unknown(file) else None,
            sha256=sha256 or None,
        )

    def _shown(self, column: str) -> str:
        return self._cells.shown(self._line, column)

    def _supplier(self) -> str | None:
        text = self._shown("supplier")
        if text and self._cells.unknown(text):
            self._faults["supplier"] = f"supplier is {quoted(text)}, which is not a name"
            return None
        return text or None

    def _kind(self) -> str | None:
        text, kinds = self._shown("kind"), load_evidence().kinds
        kind = next((kind for kind, names in kinds.items() if phrase(text) in (phrase(kind), *names)), None)
        if kind is None:
            stated = f"kind is {quoted(text)}" if text else "kind is empty"
            self._faults["kind"] = f"{stated}: expected one of {', '.join(kinds)}"
        return kind

    def _signed_on(self) -> datetime.date | None:
        day = self._date("signed_on")
        earliest = load_evidence().earliest
        if day is not None and day < earliest:
            self._faults["signed_on"] = f"signed_on is {day}, before {earliest}"
        elif day is None and "signed_on" not in self._faults:
            self._faults["signed_on"] = "it is not signed: signed_on is empty"
        by = self._shown("signed_by")
        if by and not names_a_signatory(by):
            self._faults["signed_by"] = f"signed_by is {quoted(by)}, which does not name a signatory"
        return day

    def _confirmed(self, column: str, *, fault: bool = True) -> bool | None:
        """What the column answers; `fault`: any answer but yes keeps the certificate from being in hand."""
        flag = self._cells.flag(self._line, column, column)
        stated = self._cells.stated(self._line, column)
        if flag is not True and stated is not None and fault:
            self._faults[column] = f"{column} is {quoted(self._shown(column))}: the supplier does not confirm it"
        return flag

    def _date(self, column: str) -> datetime.date | None:
        text = self._shown(column)
        if not text:
            return None
        if (code := self._line.any_format(column)) and (hidden := hidden_by(code, self._line.get(column))):
            self._faults[column] = f"{column} contains {quoted(text)}, and {hidden}"
            return None
        days = days_of(text) or ()
        if len(days) != 1:
            which = f"could be {' or '.join(map(str, days))}" if days else "is not a date"
            self._faults[column] = f"{column} is {quoted(text)}, which {which}; write it as year-month-day"
            return None
        return days[0]

    def _check_document(self, name: str, file: str, stated: str, compare: Compare) -> None:
        if not file or not stated:
            return
        cell = self._line.row.cell("file")
        if not is_sha256(stated):
            self._faults["sha256"] = "sha256 is not a SHA-256 hash of 64 hexadecimal digits"
            return
        found = compare(file, stated)
        if found.check is FileCheck.NOT_READ:
            self._faults["file"] = f"could not compare {quoted(file)} with its sha256: {found.why}"
        elif found.check is FileCheck.MISSING:
            message = (
                f"{quoted(file)}, the document of certificate {quoted(name)}, is not in the folder of the workbook"
            )
            self._cells.found.add("CERTIFICATE-FILE-MISSING", f"{message}: its sha256 was not compared", cell)
        elif found.check is FileCheck.DIFFERS:
            self._faults["sha256"] = f"the document {quoted(file)} has another sha256 ({str(found.sha256)[:12]}...)"
