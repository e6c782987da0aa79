"""Where the files of bills of materials lie: on disk, elsewhere by a URL, or carried here with the work to be done."""

import hashlib
import os
import time
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import takewhile
from pathlib import Path, PurePath, PurePosixPath

from ...model.findings import refuse
from ...model.settings import MB, Settings

STANDARD_INPUT = "-"
_LOCAL = ("file://", "local://")
_SETTLED_NS = 2 * 10**9


class CannotRead(Exception):
    """A file that cannot be read, or looked for; the text is the cause, without the file's name."""


Carried = Mapping[str, bytes | str]
"""What files hold by their paths, or why one cannot be read."""

_carried: ContextVar[Carried | None] = ContextVar("carried", default=None)
_lacking: ContextVar[list[str] | None] = ContextVar("lacking", default=None)


def is_url(path: str) -> bool:
    """Whether it names a file elsewhere."""
    return "://" in path and not path.startswith(_LOCAL)


def local_path(path: str) -> str:
    """The path without the `file://` of a file on this machine."""
    return path.partition("://")[2] if path.startswith(_LOCAL) else path


def shown_url(url: str) -> str:
    """A URL as it may be shown to anyone: without a password and a query."""
    from .remote import without_secrets

    return without_secrets(url)


def shown_path(path: str) -> str:
    """The path as a report names it: relative where it can be, never an absolute path of a machine.

    Of a file elsewhere, its URL without secrets.
    """
    if is_url(path):
        return shown_url(path)
    path = local_path(path)
    # A name that is no UTF-8 has to be written somehow.
    pure = PurePath(path.encode(errors="backslashreplace").decode())
    if not pure.is_absolute():
        return pure.as_posix()
    try:
        return pure.relative_to(Path.cwd()).as_posix()
    except ValueError:
        return pure.name


def sibling(path: str, name: str) -> str:
    """The path of another file in the same folder."""
    return f"{path.rpartition('/')[0]}/{name}" if is_url(path) else str(PurePath(path).with_name(name))


def read(path: str, most: int) -> bytes:
    """What a file holds, or the first `most` bytes of it: a device may never end.

    Raises:
        CannotRead: it is not there, or cannot be read.
    """
    if is_url(path):
        from .remote import read_url

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
    except OSError as error:
        raise CannotRead(error.strerror or "cannot be read") from None


def read_file(path: str, shown: str, settings: Settings) -> bytes:
    """The content of a file, or one byte more than is allowed: a device may never end.

    Raises:
        Unreadable: it is not there or cannot be read.
    """
    try:
        return read(path, settings.max_mb * MB + 1)
    except CannotRead as error:
        raise refuse("FILE-MISSING", f"{shown_url(shown) if is_url(shown) else shown}: {error}") from None


def names_beside(path: str, start: str, without: str | None = None) -> list[str]:
    """The names of the files in the folder of `path` that begin with `start`, in any case; sorted.

    On this machine those with the text `without` in them are passed over, in any case, and not looked at.

    Raises:
        CannotRead: the folder cannot be looked into.
    """
    if is_url(path):
        from .remote import names_beside_url

        return names_beside_url(path, start)
    folder = Path(local_path(path)).parent
    carried = _carried.get()
    if carried is not None:
        names = {PurePath(name).name for name in carried if PurePath(name).parent == folder}
        return sorted(name for name in names if name.casefold().startswith(start.casefold()))
    keys, names_there = _listing(folder)
    first = bisect_left(keys, start.casefold())
    found = takewhile(lambda at: keys[at].startswith(start.casefold()), range(first, len(keys)))
    names_found = (names_there[at] for at in found if without is None or without not in keys[at])
    return sorted(name for name in names_found if (folder / name).is_file())


_listings: dict[Path, tuple[int, list[str], list[str]]] = {}


def _listing(folder: Path) -> tuple[list[str], list[str]]:
    """The names in a folder, as they are compared and as written; listed again where the folder has changed since."""
    try:
        changed = folder.stat().st_mtime_ns
        kept = _listings.get(folder.absolute())
        if kept is not None and kept[0] == changed:
            return kept[1], kept[2]
        pairs = sorted((name.casefold(), name) for name in os.listdir(folder))  # noqa: PTH208 - names alone
    except (FileNotFoundError, NotADirectoryError):
        return [], []
    except OSError as error:
        raise CannotRead(error.strerror or "the folder cannot be looked into") from None
    keys, names = [key for key, _ in pairs], [name for _, name in pairs]
    # What changed just now may change again within the same tick of the file system's clock.
    if time.time_ns() - changed > _SETTLED_NS:
        _listings.clear()
        _listings[folder.absolute()] = changed, keys, names
    return keys, names


def sha256_beside(path: str, name: str, most: int) -> str | None:
    """The SHA-256 of a document in the folder of `path`, or in one within it; None where it is not there.

    Beside a file elsewhere nothing is looked for.

    Raises:
        CannotRead: the name leads out of the folder, or the document is no file, too large or not to be read.
    """
    parts = PurePosixPath(name.replace("\\", "/")).parts
    if not parts or parts[0] in ("/", "~") or ".." in parts or ":" in parts[0] or "\0" in name:
        raise CannotRead("only a document in the folder of the bill of materials, or below it, is looked at")
    if is_url(path):
        return None
    if (lacking := _lacking.get()) is not None:
        lacking.append(name)
        raise CannotRead("documents are not carried along")
    folder = Path(local_path(path)).parent.resolve()
    try:
        document = folder.joinpath(*parts).resolve()
        if not document.is_relative_to(folder):
            raise CannotRead("it is a link that leads out of the folder")
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
    """Within it there are no files on disk but these. Yields the documents that are asked for and lacking, by name."""
    lacking: list[str] = []
    token, other = _carried.set(files), _lacking.set(lacking)
    try:
        yield lacking
    finally:
        _carried.reset(token)
        _lacking.reset(other)
