"""Paths and URLs of files: which is which, how a report names them, and files named by a URL (`s3://bucket/pack.xlsx`),
which fsspec reads with the plug-in of the protocol.
"""

import inspect
import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from glob import has_magic
from itertools import takewhile
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, cast

STANDARD_INPUT = "-"
WEB = ("http://", "https://")
_LOCAL = ("file://", "local://")
_URL = re.compile(r"([a-zA-Z][\w+.-]*://)(?:([^/\s'\"]*)@)?([^\s'\"?]*)(\?[^\s'\",)\]}]*)?")


def is_url(path: str) -> bool:
    """Whether the text is the URL of a remote file."""
    return "://" in path and not path.startswith(_LOCAL)


def local_path(path: str) -> str:
    """The path without a leading `file://`."""
    return path.partition("://")[2] if path.startswith(_LOCAL) else path


def without_secrets(text: str) -> str:
    """A text with its URLs stripped of passwords, queries and, in web addresses, user names."""

    def public(match: re.Match[str]) -> str:
        protocol, user, rest, _ = match.groups()
        secret = user is None or ":" in user or protocol in WEB
        return f"{protocol}{'' if secret else user + '@'}{rest}"

    return _URL.sub(public, text)


def shown_path(path: str) -> str:
    """The path as a report names it: relative where possible, never a machine's absolute path.

    For a remote file, its URL without secrets.
    """
    if is_url(path):
        return without_secrets(path)
    path = local_path(path)
    # A name that is not UTF-8 still needs a printable form.
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


_LONGEST_CAUSE = 300
_NO_FSSPEC = 'remote files need fsspec, which is not installed: pip install "critmin[remote]"'


class CannotRead(Exception):
    """A file that cannot be read or found; the text is the cause, without the file's name."""


def read_url(url: str, most: int) -> bytes:
    """The content of a file, or its first `most` bytes.

    Raises:
        CannotRead: it is missing or cannot be read.
    """
    system, path = _file_system(url)
    with _cause_named(), system.open(path, "rb") as file:
        content: bytes = file.read(most)
        return content


def names_beside_url(url: str, start: str) -> list[str]:
    """The names of the files in the folder of `url` that begin with `start`, in any case if the store allows.

    Empty for a web address, whose folder cannot be listed.

    Raises:
        CannotRead: the folder cannot be listed.
    """
    if url.startswith(WEB):
        return []
    system, path = _file_system(url)
    folder = path.rpartition("/")[0]
    finder = getattr(type(system), "_find", None) or type(system).find
    with _cause_named():
        try:
            # An object store lists them in a single request, for a prefix in its case.
            if "prefix" in inspect.signature(finder).parameters:
                found = list(system.find(folder, prefix=start))
            else:
                found = [entry["name"] for entry in system.ls(folder, detail=True) if entry["type"] == "file"]
        except FileNotFoundError:
            return []
    names = {PurePosixPath(str(name)).name for name in found}
    return sorted(name for name in names if name.casefold().startswith(start.casefold()))


def files_at(url: str) -> list[str] | None:
    """The URLs of all files in a folder, however deep, or of those that a pattern matches; None for a single file.

    Raises:
        CannotRead: that cannot be determined.
    """
    system, path = _file_system(url)
    if "::" in url:  # a file in an archive, or in a cache
        return None
    with _cause_named():
        try:
            kind = "directory" if url.endswith("/") else str(system.info(path)["type"])
        except FileNotFoundError:
            kind = None
        if kind == "file" or (kind is None and not has_magic(path)):
            return None
        try:
            look = system.find if kind is not None else system.glob
            found: dict[str, dict[str, Any]] = look(path, detail=True)
        except FileNotFoundError:
            return []
    # A file system path becomes a URL again with the URL's beginning.
    url, path = url.rstrip("/"), path.rstrip("/")
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(reversed(url), reversed(path), strict=False))))
    url_start, path_start = url[: len(url) - shared], path[: len(path) - shared]
    return sorted(url_start + name.removeprefix(path_start) for name, about in found.items() if about["type"] == "file")


def _file_system(url: str) -> tuple[Any, str]:
    """The file system of a URL, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise CannotRead(_NO_FSSPEC) from None
    with _cause_named():
        try:
            system, path = url_to_fs(url)
        except ImportError as error:
            raise CannotRead(
                f"the plug-in for {url.partition('://')[0]}:// is not installed: {_cause(error)}"
            ) from None
    logging.getLogger(type(system).__module__.partition(".")[0]).setLevel(logging.CRITICAL)  # it repeats the error
    return system, path


@contextmanager
def _cause_named() -> Iterator[None]:
    """Turns any exception of a plug-in into `CannotRead` with its cause."""
    try:
        yield
    except CannotRead:
        raise
    except Exception as error:  # noqa: BLE001 - each plug-in has its own
        raise CannotRead(_cause(error)) from None


def _cause(error: Exception) -> str:
    """The cause on a single line."""
    cause = error.__cause__ if isinstance(error, FileNotFoundError) else None
    if isinstance(cause, OSError) or getattr(cause, "status", 404) != 404:
        return _cause(cast("Exception", cause))  # a web server's answer, or the lack of one
    if isinstance(error, FileNotFoundError):
        return "no such file"
    lines = [line for line in str(error).splitlines() if line.strip()]
    text = f"permission denied: {error}" if isinstance(error, PermissionError) else (lines or [""])[0]
    shown = "".join(c if c.isprintable() else " " for c in without_secrets(text))
    return shown[:_LONGEST_CAUSE].strip(" :") or type(error).__name__
