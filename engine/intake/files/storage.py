"""Access to the files of bills of materials: on disk, by URL, or carried along with the work; and
to documents beside them, compared with the SHA-256 that is stated for each.
"""

import hashlib
import os
import re
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from enum import StrEnum
from functools import lru_cache
from itertools import takewhile
from pathlib import Path, PurePath, PurePosixPath

import msgspec

from ...model.findings import refuse
from ...model.quoting import suggestion
from ...model.settings import MB, Settings
from ...vocabulary.names import nearest_names
from .file_kinds import SUFFIXES
from .paths import CannotRead, is_url, local_path, names_beside_url, read_url, without_secrets

_SETTLED_NS = 2 * 10**9
_NEAR = 75  # percent

Carried = Mapping[str, bytes | str]
"""What files hold by their paths, or why one cannot be read."""

_carried: ContextVar[Carried | None] = ContextVar("carried", default=None)
_lacking: ContextVar[list[str] | None] = ContextVar("lacking", default=None)
_SHA256 = re.compile(r"[0-9a-f]{64}")


def read(path: str, most: int) -> bytes:
    """The content of a file, or its first `most` bytes: a device may be endless.

    Raises:
        CannotRead: it is missing or cannot be read.
    """
    if is_url(path):
        return read_url(path, most)
    carried = _carried.get()
    if carried is not None:
        found = carried.get(path, "No such file or directory")
        if isinstance(found, str):
            raise CannotRead(found)
        return found
    try:
        with Path(local_path(path)).open("rb") as file:
            return file.read(most)
    except FileNotFoundError as error:
        raise CannotRead(f"{error.strerror}{_hint(Path(local_path(path)))}") from None
    except OSError as error:
        raise CannotRead(error.strerror or "cannot be read") from None


def _hint(missing: Path) -> str:
    """The spreadsheet in the folder whose name is nearest, for the end of a message."""
    try:
        names = [name for _, name in _names_in(missing.parent) if name.lower().endswith(SUFFIXES)]
    except CannotRead:
        return ""
    by_stem = {PurePath(name).stem: name for name in names}
    near = nearest_names(missing.stem, list(by_stem), _NEAR)
    return suggestion([by_stem[near]] if near is not None else [])


def read_file(path: str, shown: str, settings: Settings) -> bytes:
    """The content of a file, or one byte more than the limit.

    Raises:
        Unreadable: it is missing or cannot be read.
    """
    try:
        return read(path, settings.max_mb * MB + 1)
    except CannotRead as error:
        raise refuse("FILE-MISSING", f"{without_secrets(shown) if is_url(shown) else shown}: {error}") from None


def names_beside(path: str, start: str, without: str | None = None) -> list[str]:
    """The names of the files in the folder of `path` that begin with `start`, in any case; sorted.

    On disk, names that contain `without`, in any case, are skipped.

    Raises:
        CannotRead: the folder cannot be listed.
    """
    if is_url(path):
        return names_beside_url(path, start)
    folder, start = Path(local_path(path)).parent, start.casefold()
    carried = _carried.get()
    if carried is not None:
        names = {PurePath(name).name for name in carried if PurePath(name).parent == folder}
        return sorted(name for name in names if name.casefold().startswith(start))
    there = _names_in(folder)
    after = (there[at] for at in range(bisect_left(there, (start, "")), len(there)))
    found = takewhile(lambda pair: pair[0].startswith(start), after)
    return sorted(name for key, name in found if (without is None or without not in key) and (folder / name).is_file())


def _names_in(folder: Path) -> list[tuple[str, str]]:
    """The names in a folder, as compared and as written, sorted; listed again after a change."""
    try:
        changed = folder.stat().st_mtime_ns
        # A folder that changed just now may change again within the same clock tick.
        is_settled = time.time_ns() - changed > _SETTLED_NS
        return (_listed if is_settled else _listed.__wrapped__)(folder.absolute(), changed)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except OSError as error:
        raise CannotRead(error.strerror or "the folder cannot be read") from None


@lru_cache(maxsize=1)
def _listed(folder: Path, changed: int) -> list[tuple[str, str]]:
    return sorted((name.casefold(), name) for name in os.listdir(folder))  # noqa: PTH208 - only names are needed


def sha256_beside(path: str, name: str, most: int) -> str | None:
    """The SHA-256 of a document in the folder of `path`, or in a subfolder; None where it is missing.

    Always None for a remote file.

    Raises:
        CannotRead: the name leads out of the folder, or the document is not a file, too large or unreadable.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] in ("/", "~") or ".." in parts or ":" in parts[0] or "\0" in name:
        raise CannotRead("the document must be in the folder of the bill of materials or below it")
    if is_url(path):
        return None
    if (lacking := _lacking.get()) is not None:
        lacking.append(name)
        raise CannotRead("documents are not sent to the worker")
    folder = Path(local_path(path)).parent.resolve()
    try:
        document = folder.joinpath(*parts).resolve()
        if not document.is_relative_to(folder):
            raise CannotRead("it is a link to a place outside the folder")
        if not document.exists():
            return None
        if not document.is_file():
            raise CannotRead("it is not a file")
        if document.stat().st_size > most:
            raise CannotRead(f"it is larger than {most // 10**6:,} MB")
        with document.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except (OSError, ValueError, RuntimeError) as error:
        cause = error.strerror if isinstance(error, OSError) else None
        raise CannotRead(cause or "it cannot be read") from None


@contextmanager
def carrying(files: Carried) -> Iterator[list[str]]:
    """A context in which only these files exist. Yields the names of documents asked for and missing."""
    lacking: list[str] = []
    token, other = _carried.set(files), _lacking.set(lacking)
    try:
        yield lacking
    finally:
        _carried.reset(token)
        _lacking.reset(other)


class FileCheck(StrEnum):
    """The document that a certificate names, compared with the hash that its row states."""

    AGREES = "agrees"
    PRESENT = "present"
    DIFFERS = "differs"
    MISSING = "missing"
    NOT_READ = "not_read"
    NOT_NAMED = "not_named"


class ComparedFile(msgspec.Struct, frozen=True):
    """The comparison, the hash of the file where it could be read, and why it could not."""

    check: FileCheck
    sha256: str | None = None
    why: str = ""


def is_sha256(text: str) -> bool:
    """Whether a text, in small letters, is such a hash."""
    return _SHA256.fullmatch(text) is not None


def compare_file(path: str, name: str | None, stated: str | None, most: int) -> ComparedFile:
    """The comparison of a document with the hash stated for it.

    `name` is its path from the folder of the bill of materials `path`; `most` is the largest file to read, in bytes.
    """
    if name is None:
        return ComparedFile(FileCheck.NOT_NAMED)
    try:
        actual = sha256_beside(path, name, most)
    except CannotRead as error:
        return ComparedFile(FileCheck.NOT_READ, why=str(error))
    if actual is None:
        return ComparedFile(FileCheck.MISSING)
    if stated is None:
        return ComparedFile(FileCheck.PRESENT, actual)
    return ComparedFile(FileCheck.AGREES if actual == stated else FileCheck.DIFFERS, actual)
