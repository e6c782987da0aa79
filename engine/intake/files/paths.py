"""Paths and URLs of files: which is which, and how a report names them."""

import re
from pathlib import Path, PurePath

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
