"""Files named by a URL (`s3://bucket/pack.xlsx`), through fsspec and the plug-in of the URL's protocol."""

import inspect
import logging
import re
from collections.abc import Callable
from glob import has_magic
from itertools import takewhile
from pathlib import PurePosixPath
from typing import IO, Any, Protocol, cast

from .storage import CannotRead

_WEB = ("http://", "https://")
_URL = re.compile(r"([a-zA-Z][\w+.-]*://)(?:([^/\s'\"]*)@)?([^\s'\"?]*)(\?[^\s'\",)\]}]*)?")
_LONGEST_CAUSE = 300
_NO_FSSPEC = 'files elsewhere need fsspec, which is not installed: pip install "critmin[remote]"'


class _Files(Protocol):
    """What is used of a file system of fsspec's."""

    def open(self, path: str, mode: str) -> IO[bytes]: ...
    def info(self, path: str) -> dict[str, Any]: ...
    def find(self, path: str, **options: Any) -> Any: ...
    def glob(self, path: str, **options: Any) -> Any: ...
    def ls(self, path: str, detail: bool = True) -> Any: ...


def without_secrets(text: str) -> str:
    """A text, its URLs without passwords (in a web address, without the user's name as well) and without queries."""

    def public(match: re.Match[str]) -> str:
        protocol, user, rest, _ = match.groups()
        secret = user is None or ":" in user or protocol in _WEB
        return f"{protocol}{'' if secret else user + '@'}{rest}"

    return _URL.sub(public, text)


def read_url(url: str, most: int) -> bytes:
    """What a file holds, or the first `most` bytes of it.

    Raises:
        CannotRead: it is not there, or cannot be read.
    """
    files, path = _opened(url)
    try:
        with files.open(path, "rb") as file:
            return file.read(most)
    except Exception as error:  # noqa: BLE001 - each plug-in has its own
        raise CannotRead(_told(error)) from None


def names_beside_url(url: str, start: str) -> list[str]:
    """The names of the files in the folder of `url` that begin with `start`, in any case where the store lists so.

    A web address names one file, and nobody knows what is beside it.

    Raises:
        CannotRead: the folder cannot be looked into.
    """
    if url.startswith(_WEB):
        return []
    files, path = _opened(url)
    folder = path.rpartition("/")[0]
    finder = getattr(type(files), "_find", None) or type(files).find
    try:
        # An object store lists them in one request, by the case of the prefix.
        by_prefix = "prefix" in inspect.signature(finder).parameters
        found = files.find(folder, prefix=start) if by_prefix else _files_in(files, folder)
        names = {PurePosixPath(str(name)).name for name in found}
    except FileNotFoundError:
        return []
    except Exception as error:  # noqa: BLE001 - each plug-in has its own
        raise CannotRead(_told(error)) from None
    return sorted(name for name in names if name.casefold().startswith(start.casefold()))


def _files_in(files: _Files, folder: str) -> list[str]:
    return [str(entry["name"]) for entry in files.ls(folder, detail=True) if entry["type"] == "file"]


def files_at(url: str) -> list[str] | None:
    """The URLs of all files in a folder, however deep, or of those that a pattern matches; None for a single file.

    Raises:
        CannotRead: there is no telling.
    """
    files, path = _opened(url)
    if "::" in url:  # a file in an archive, or in a cache
        return None
    kind = "directory" if url.endswith("/") else _kind(files, path)
    if kind == "file" or (kind is None and not has_magic(path)):
        return None
    try:
        look = files.find if kind is not None else files.glob
        found = cast("dict[str, dict[str, Any]]", look(path, detail=True))
    except FileNotFoundError:
        return []
    except Exception as error:  # noqa: BLE001 - each plug-in has its own
        raise CannotRead(_told(error)) from None
    whole = _whole_urls(url, path)
    return sorted(whole(name) for name, about in found.items() if about["type"] == "file")


def _whole_urls(url: str, path: str) -> Callable[[str], str]:
    """Makes a path of the file system a URL again: `bucket/a.csv` is `s3://bucket/a.csv`.

    What the URL has before the part that both share (the host, say) is not known to the file system.
    """
    url, path = url.rstrip("/"), path.rstrip("/")
    shared = len(list(takewhile(lambda pair: pair[0] == pair[1], zip(reversed(url), reversed(path), strict=False))))
    url_start, path_start = url[: len(url) - shared], path[: len(path) - shared]
    return lambda name: url_start + name.removeprefix(path_start)


def _kind(files: _Files, path: str) -> str | None:
    """Whether it is a file or a directory; None where nothing is there."""
    try:
        return str(files.info(path)["type"])
    except FileNotFoundError:
        return None
    except Exception as error:  # noqa: BLE001 - each plug-in has its own
        raise CannotRead(_told(error)) from None


def _opened(url: str) -> tuple[_Files, str]:
    """The file system of a URL, and the path in it."""
    try:
        from fsspec.core import url_to_fs
    except ImportError:
        raise CannotRead(_NO_FSSPEC) from None
    try:
        files, path = url_to_fs(url)
    except ImportError as error:
        raise CannotRead(f"the plug-in of {url.partition('://')[0]}:// is not installed: {_told(error)}") from None
    except Exception as error:  # noqa: BLE001 - each plug-in has its own
        raise CannotRead(_told(error)) from None
    logging.getLogger(type(files).__module__.partition(".")[0]).setLevel(logging.CRITICAL)  # the cause is told once
    return files, path


def _told(error: Exception) -> str:
    """The cause in one line."""
    cause = error.__cause__ if isinstance(error, FileNotFoundError) else None
    if isinstance(cause, OSError) or getattr(cause, "status", 404) != 404:
        assert cause is not None
        return _told(cast("Exception", cause))  # a web server's answer, or that there is none
    if isinstance(error, FileNotFoundError):
        return "no such file"
    lines = [line for line in str(error).splitlines() if line.strip()]
    text = f"permission denied: {error}" if isinstance(error, PermissionError) else (lines or [""])[0]
    shown = "".join(c if c.isprintable() else " " for c in without_secrets(text))
    return shown[:_LONGEST_CAUSE].strip(" :") or type(error).__name__
