"""Merges returned request workbooks into a copy of a bill of materials; nothing is written if anything is unclear."""

import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Set
from functools import partial
from pathlib import PurePath, PurePosixPath
from typing import NamedTuple

import msgspec

from ...intake.files.paths import CannotRead, local_path, shown_path
from ...intake.files.storage import read_file, sha256_beside
from ...model.battery import key
from ...model.findings import Finding, Findings, Unreadable
from ...model.quoting import quoted
from ...model.settings import MB, Settings
from ...regimes.registry import REGIMES
from ...vocabulary.attestations import read_attestation
from ..requests.form import bom_id
from .answer import Answer, AnswerReader, Place
from .merge import Document, Merge, OpenCell, ReturnedFile
from .merging import Changes
from .reading import PAPERS
from .returned import Returned, SentForms
from .target import Target, readings_of

_SHEET, _FILE, _HASH = "certificates", "file", "sha256"


def folder_of(copy: str) -> str:
    """The folder beside the copy that takes its documents: `pack_answered.documents`."""
    return f"{PurePath(copy).stem}.documents"


class Documents:
    """The documents that answers name; each is copied into the folder of the copy's documents."""

    def __init__(self, copy: str, settings: Settings, found: Findings) -> None:
        self._folder, self._found = folder_of(copy), found
        self._most = settings.max_mb * MB
        self._taken: dict[str, Document] = {}
        self.sources: dict[str, str] = {}
        """The path of each document, by its file in the copy."""

    def all(self) -> list[Document]:
        return list(self._taken.values())

    def entered(self, answers: Iterable[Answer], path: str) -> Iterator[Answer]:
        """The answers of the workbook `path`, those that name a document with its place and hash in the copy."""
        for answer in answers:
            if answer.place.sheet != _SHEET or answer.column != _FILE:
                yield answer
                continue
            document = self._find(answer, path)
            if document is None:
                yield answer
                continue
            change = partial(msgspec.structs.replace, answer)
            yield change(fact=document.file, text=document.file)
            yield change(column=_HASH, fact=document.sha256, text=document.sha256)

    def _find(self, answer: Answer, path: str) -> Document | None:
        named = quoted(answer.text)
        try:
            sha256 = sha256_beside(path, answer.text, self._most)
        except CannotRead as error:
            self._found.add("ANSWER-UNREADABLE", f"file is {named}: {error}", answer.cell)
            return None
        if sha256 is None:
            message = f"{named} is not beside the returned workbook: the certificate is entered without its hash"
            self._found.add("ANSWER-DOCUMENT-MISSING", message, answer.cell)
            return None
        inside = PurePosixPath(answer.text.replace("\\", "/"))
        name = inside.name
        file = f"{self._folder}/{name}"
        if file in self._taken and self._taken[file].sha256 != sha256:
            file = f"{self._folder}/{sha256[:8]}-{name}"
        source = str(PurePath(local_path(path)).parent / inside)
        self.sources.setdefault(file, source)
        return self._taken.setdefault(file, Document(shown_path(source), file, sha256))


class Answered(NamedTuple):
    """The merge, the bill of materials, what is written into its copy, and the paths of the documents."""

    merge: Merge
    target: Target
    changes: Changes
    sources: Mapping[str, str]


def merge_answers(
    path: str,
    copy: str,
    returned: Iterable[str],
    settings: Settings,
    *,
    edited: bool = False,
    sent: Iterable[str] | None = None,
) -> Answered:
    """The changes that returned workbooks make to a bill of materials; `copy` is the path of the copy.

    `edited`: the bill of materials may be a later edition of the one that was asked about. `sent` are the workbooks as
    they were sent, if the returned ones are to be compared with them.

    Raises:
        Unreadable: the bill of materials cannot be read.
    """
    content = read_file(path, shown_path(path), settings)
    files, refused = _open(returned, settings)
    found, others, awaited = Findings(), list[Returned](), list[str]()
    if sent is not None:
        forms, sha256 = SentForms(sent, settings), hashlib.sha256(content).hexdigest()
        forms.check(files, found)
        others, awaited = forms.of_others(files, sha256), forms.awaited(files, sha256)
        files = [file for file in files if file not in others]
    regimes = dict.fromkeys(name for file in files for name in file.form.regimes if name in REGIMES) or REGIMES
    target = Target(path, content, readings_of(path, settings, [REGIMES[name].sheets for name in regimes]))
    changes, documents, unanswered = Changes(target, found), Documents(copy, settings, found), list[OpenCell]()
    answers, certificates = list[Answer](), set[str]()
    for file in files:
        if file.report_edited(found):
            continue
        file.report_unasked(found)
        bom = _asked_about(file, target, found, edited=edited)
        if bom is not None:
            reader = AnswerReader(file, target, bom, found, edited=edited)
            answers += documents.entered(reader.answers(), file.path)
            unanswered += reader.open
            certificates |= reader.certificates
    changes.add(answers)
    _report_papers(changes, target, certificates, found)
    _report_without_document(answers, found)
    if not changes.writes and not refused and not found.all():
        found.add(
            "ANSWER-NONE", "the returned workbooks answer nothing that the bill of materials does not state already"
        )
    merge = Merge(
        bom=shown_path(path),
        sha256=target.book.sha256,
        copy=shown_path(copy),
        returned=[_named(file) for file in files],
        others=[_named(file) for file in others],
        awaited=awaited,
        changes=changes.changes,
        new_columns=changes.new_columns,
        documents=documents.all(),
        unanswered=list(dict.fromkeys(unanswered)),
        findings=sorted_findings([*refused, *found.all()]),
    )
    return Answered(merge, target, changes, documents.sources)


def _named(file: Returned) -> ReturnedFile:
    return ReturnedFile(file.shown, file.sha256, file.form.supplier)


def _report_papers(changes: Changes, target: Target, certificates: Set[str], found: Findings) -> None:
    """Reports each answer that names no certificate of the register, or a certificate that is not there yet.

    What an analyst may write of an attestation in hand (yes, a date, a reference) is no evidence from a supplier.
    `certificates` are the ids that the returned workbooks list, also in a row that cannot be used.
    """
    table = target.tables.get("certificates")
    listed = {key(str(line.get("certificate"))) for line in table.lines.values()} if table is not None else set()
    for (kind, _, column), answer in changes.answers.items():
        if column in PAPERS and kind != "certificates" and key(answer.text) not in listed | certificates:
            message = f"{column} is {quoted(answer.text)}: the sheet Certificates has no row of this id; add the row"
            found.add("ANSWER-UNREADABLE", message, answer.cell)
        if (kind, column) == ("certificates", "certificate") and read_attestation(answer.text).refused:
            message = (
                f"the id {quoted(answer.text)} says that there is no certificate yet: write its number or its name"
            )
            found.add("ANSWER-UNREADABLE", message, answer.cell)


def _report_without_document(answers: Iterable[Answer], found: Findings) -> None:
    """Reports each certificate that names no document."""
    places: dict[Place, Answer] = {}
    named = set()
    for answer in answers:
        if answer.place.sheet == "certificates" and answer.place.number is None:
            places.setdefault(answer.place, answer)
            if answer.column == "file":
                named.add(answer.place)
    for place, answer in places.items():
        if place not in named:
            message = f"the certificate {quoted(answer.row)} names no document: it is entered without file and hash"
            found.add("ANSWER-DOCUMENT-MISSING", message, answer.cell)


def sorted_findings(found: Iterable[Finding]) -> list[Finding]:
    """The findings, errors first."""
    return Unreadable(list(found)).findings


def _open(paths: Iterable[str], settings: Settings) -> tuple[list[Returned], list[Finding]]:
    """The returned workbooks, each content once, and why others cannot be used."""
    files: dict[str, Returned] = {}
    refused: list[Finding] = []
    for path in paths:
        shown = shown_path(path)
        if (others := sum(file.shown.partition(" (")[0] == shown for file in files.values())) > 0:
            shown = f"{shown} ({others + 1})"
        try:
            file = Returned(path, settings, shown)
        except Unreadable as error:
            refused += error.findings
            continue
        files.setdefault(file.sha256, file)
    return list(files.values()), refused


def _asked_about(file: Returned, target: Target, found: Findings, *, edited: bool) -> str | None:
    """The SHA-256 by which the form knows the bill of materials; None, and reported, where it is about another."""
    form, sha256 = file.form, target.book.sha256
    asked = form.boms
    if sha256 in asked:
        return sha256
    other, this = ", ".join(map(bom_id, asked)), f"{shown_path(target.path)} is {bom_id(sha256)}"
    what = f"{file.shown} of {quoted(form.supplier)} was written for another file ({other}; {this})"
    if not edited:
        found.add("ANSWER-OTHER-BOM", what)
        return None
    here = Counter[str]()
    for cell in form.cells:
        table = target.tables.get(cell.sheet)
        if cell.number is not None and table is not None and table.find(cell, moved=True):
            here[cell.bom] += 1
    (first, most), (_, second) = [*here.most_common(2), ("", 0), ("", 0)][:2]
    if most > second or len(asked) == 1:
        return first or asked[0]
    why = "rows of several of its bills of materials are here" if most else "none of the rows asked about is here"
    found.add("ANSWER-OTHER-BOM", f"{what}: {why}")
    return None
