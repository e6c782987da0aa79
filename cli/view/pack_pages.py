"""What a regime's view says of a manufacturer's file; `pack` puts it into a workbook and a letter."""

from collections.abc import Sequence

import msgspec

from .sections import Banner, Section, Table

FILES = "files"
"""The sheet with the hashes of all inputs and documents."""


class PackFile(msgspec.Struct, frozen=True):
    """A file by its path beside the bill of materials, or its name elsewhere: `about` is what it is.

    `sha256` is None if it is not there; `note` is what else there is to know of it.
    """

    about: str
    path: str
    sha256: str | None
    note: str = ""


class PackPages(msgspec.Struct, frozen=True):
    """The parts of a manufacturer's file. `mark` stands on each printed page, `banner` before everything else.

    `missing` comes first, `result` goes with the verdict, `letter` is the text to sign, `contents` lists the sheets,
    `basis` says what it rests on.
    Each of `tables` has a sheet of its own; `documents` are the evidence.
    """

    mark: str
    banner: Banner
    missing: Sequence[Section]
    result: Sequence[Section]
    letter: Sequence[Section]
    contents: Section
    basis: Section
    tables: Sequence[Table]
    documents: Sequence[PackFile]
