"""The documents of answered certificates: found beside the returned workbook, and hashed."""

from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import PurePath, PurePosixPath

import msgspec

from ...intake.files.paths import local_path, shown_path
from ...intake.files.remote import CannotRead
from ...intake.files.storage import sha256_beside
from ...model.findings import Findings
from ...model.quoting import quoted
from ...model.settings import MB, Settings
from .answer import Answer
from .merge import Document

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
