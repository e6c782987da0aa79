"""A document beside a bill of materials, compared with the SHA-256 that is stated for it."""

import re
from enum import StrEnum

import msgspec

from .remote import CannotRead
from .storage import sha256_beside

_SHA256 = re.compile(r"[0-9a-f]{64}")


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
