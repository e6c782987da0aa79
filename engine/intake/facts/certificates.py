"""The sheet `Certificates`: one row per document, by which a supplier certifies what it supplies."""

import datetime
import re
from collections.abc import Callable, Iterable
from functools import cached_property

from ...model.battery import Certificate, key
from ...model.findings import Findings
from ...model.quoting import quoted
from ...vocabulary.names import nearest
from ...vocabulary.near_names import TWO_LETTERS_FROM
from ..files.storage import CannotRead
from ..tables.columns import phrase
from ..tables.line import Line
from .attestations import (
    AttestationRead,
    bare_runs,
    load_evidence,
    loosened,
    names_a_signatory,
    parts_of,
    read_date,
    runs_of,
)
from .cells import Cells

Digest = Callable[[str], str | None]
"""The SHA-256 of a document beside the workbook, by its relative path; None where it is not there.

Raises:
    CannotRead: the path leads elsewhere, or the document cannot be read.
"""

_ONE_LETTER_FROM = 3
"""How many letters an id must have for one to be a likely typo; its numbers tell it from others."""
_SHA256 = re.compile(r"[0-9a-f]{64}")


class Register:
    """The certificates of one file, by `key(name)`."""

    def __init__(self) -> None:
        self.certificates: dict[str, Certificate] = {}
        self._loosened: dict[str, list[str]] = {}
        self._bare: dict[tuple[str, ...], list[str]] = {}
        self._named: set[str] = set()
        self._meant: dict[str, str | None] = {}

    def add(self, certificate: Certificate) -> None:
        self.certificates[key(certificate.name)] = certificate
        self._loosened.setdefault(loosened(certificate.name), []).append(key(certificate.name))
        self._bare.setdefault(bare_runs(certificate.name), []).append(key(certificate.name))

    @cached_property
    def parts(self) -> frozenset[str]:
        """The words of the ids and of the suppliers' names."""
        return parts_of(name for one in self.certificates.values() for name in (one.name, one.supplier) if name)

    def find(self, text: str, read: AttestationRead) -> list[str]:
        """The certificates that a cell names: one, several that only what people vary tells apart, or none.

        What is no reference by itself names one by its very id only.
        """
        said = [written for written in (text, read.reference, read.number) if written is not None]
        found = next(([key(one)] for one in said if key(one) in self.certificates), None)
        if found is None:
            found = next((self._loosened[at] for one in said if (at := loosened(one)) in self._loosened), None)
        if found is None and not read.against:
            bare = (runs for one in said if (runs := bare_runs(one)))
            found = next((self._bare[runs] for runs in bare if runs in self._bare), None)
        found = found or []
        self._named.update(found)
        return found

    def meant(self, reference: str) -> str | None:
        """The one certificate whose id is within a letter or two of a reference, a part of it, or longer by one."""
        if reference not in self._meant:
            near = [at for at, one in self.certificates.items() if _near(reference, one.name)]
            self._meant[reference] = near[0] if len(near) == 1 else None
        meant = self._meant[reference]
        if meant is not None:
            self._named.add(meant)
        return meant

    def nearest(self, reference: str) -> str | None:
        """The id that is most like one that is not there."""
        near = nearest(key(reference), [(at, one.name) for at, one in self.certificates.items()], 1)
        return near[0] if near else None

    def report_unused(self, found: Findings) -> None:
        """Notes each certificate about FEOCs that no cell names."""
        for at, certificate in self.certificates.items():
            if at not in self._named and certificate.kind == "feoc":
                message = f"no attestation cell names the certificate {quoted(certificate.name)}"
                found.add("CERTIFICATE-UNUSED", message, certificate.cell)


def _near(one: str, other: str) -> bool:
    """Whether two ids have the same numbers and nearly the same letters, or one is a part of the other."""
    from rapidfuzz.distance import OSA

    runs, others = runs_of(one), runs_of(other)
    letters, other_letters = ("".join(run for run in side if not run.isdigit()) for side in (runs, others))
    if [run for run in runs if run.isdigit()] == [run for run in others if run.isdigit()]:
        longest = max(len(letters), len(other_letters))
        most = 2 if longest >= TWO_LETTERS_FROM else 1 if longest >= _ONE_LETTER_FROM else 0
        if OSA.distance(letters, other_letters) <= most:
            return True
    short, long = sorted((runs, others), key=len)
    return any(map(str.isdigit, short)) and any(
        long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1)
    )


def read_certificates(lines: Iterable[Line], cells: Cells, digest: Digest) -> Register:
    """Every certificate, with what keeps it from being in hand whatever the date."""
    register = Register()
    for line in lines:
        name = cells.text(line, "certificate")
        if name is None:
            message = "the row has no id, so no attestation cell can name it"
            cells.found.add("CERTIFICATE-UNNAMED", message, line.row.cell("certificate"))
            continue
        if (first := register.certificates.get(key(name))) is not None:
            message = f"the certificate {quoted(name)} has two rows"
            cells.found.add("CERTIFICATE-TWICE", message, first.cell, line.row.cell("certificate"))
            continue
        register.add(_Reader(line, cells).certificate(name, digest))
    return register


class _Reader:
    """Reads one row; `faults` are the columns that keep it from being in hand, with why."""

    def __init__(self, line: Line, cells: Cells) -> None:
        self._line = line
        self._cells = cells
        self._faults: dict[str, str] = {}

    def certificate(self, name: str, digest: Digest) -> Certificate:
        supplier = self._supplier()
        kind = self._kind()
        signed_on = self._signed_on()
        for column in ("perjury", "knows_of_none_upstream"):
            if self._cells.flag(self._line, column, column) is False:
                self._faults[column] = f"{column} is {quoted(self._saved(column))}: the supplier does not stand by it"
        valid_from, valid_until = self._date("valid_from"), self._date("valid_until")
        self._document(name, digest)
        row = self._line.row
        return Certificate(row, name, supplier, kind, signed_on, valid_from, valid_until, self._faults)

    def _saved(self, column: str) -> str:
        return self._cells.saved(self._line, column)

    def _supplier(self) -> str | None:
        text = self._saved("supplier")
        if text and self._cells.unknown(text):
            self._faults["supplier"] = f"supplier is {quoted(text)}, which names nobody"
            return None
        return text or None

    def _kind(self) -> str | None:
        text, kinds = self._saved("kind"), load_evidence().kinds
        kind = next((kind for kind, names in kinds.items() if phrase(text) in (phrase(kind), *names)), None)
        if kind is None:
            stated = f"kind is {quoted(text)}" if text else "kind is empty"
            self._faults["kind"] = f"{stated}: one of {', '.join(kinds)} was expected"
        return kind

    def _signed_on(self) -> datetime.date | None:
        day = self._date("signed_on")
        earliest = load_evidence().earliest
        if day is not None and day < earliest:
            self._faults["signed_on"] = f"signed_on is {day}, before {earliest}"
        elif day is None and "signed_on" not in self._faults:
            self._faults["signed_on"] = "it is not signed: signed_on is empty"
        by = self._saved("signed_by")
        if by and not names_a_signatory(by):
            self._faults["signed_by"] = f"signed_by is {quoted(by)}, which names no signatory"
        return day

    def _date(self, column: str) -> datetime.date | None:
        text = self._saved(column)
        if not text:
            return None
        if (code := self._line.any_format(column)) and (hidden := self._cells.hidden_by(code, self._line.get(column))):
            self._faults[column] = f"{column} holds {quoted(text)}, and {hidden}"
            return None
        read = read_date(text)
        if read is None or len(read.days) != 1:
            days = " or ".join(map(str, read.days)) if read is not None else ""
            which = f"could be {days}" if days else "is not a date"
            self._faults[column] = f"{column} is {quoted(text)}, which {which}; write it as 2025-01-31"
            return None
        return read.days[0]

    def _document(self, name: str, digest: Digest) -> None:
        """Compares the document beside the workbook, where it is there, with the hash that the row gives."""
        file, stated = self._saved("file"), self._saved("sha256").casefold()
        if not file or not stated:
            return
        cell = self._line.row.cell("file")
        if _SHA256.fullmatch(stated) is None:
            self._faults["sha256"] = "sha256 is not a SHA-256 hash of 64 hexadecimal digits"
            return
        try:
            actual = digest(file)
        except CannotRead as error:
            self._faults["file"] = f"{quoted(file)} was not compared with its sha256: {error}"
            return
        if actual is None:
            message = f"{quoted(file)}, the document of the certificate {quoted(name)}, is not beside the workbook"
            self._cells.found.add("CERTIFICATE-FILE-MISSING", f"{message}: its sha256 was not compared", cell)
        elif actual != stated:
            self._faults["sha256"] = f"the document {quoted(file)} has another sha256 ({actual[:12]}...)"
