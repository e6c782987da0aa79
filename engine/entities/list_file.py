"""OFAC's `sdn.csv`, with `alt.csv` and `add.csv` beside it -> the list of designated entities."""

import csv
import datetime
import hashlib
import io
import re
from collections.abc import Iterator
from pathlib import Path

import msgspec

from ...data import load
from ..model.quoting import quoted
from ..report.report import InputFile
from .designations import DesignatedList, Edition, Entry, Kind, ListedName, listed_names

_COLUMNS = {"sdn": 12, "alt": 5, "add": 6}
_EMPTY = ("-0-", "")
_BINARY = {b"PK\x03\x04": "a workbook or an archive", b"\xd0\xcf\x11\xe0": "an old workbook", b"%PDF": "a PDF"}
_WEAK_ALIAS = re.compile(r"\b[afn]\.k\.a\. '(.+?)'(?=[.;,]|$)")
_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)(?:([-_.])(\d\d)(?:\2(\d\d))?|(\d\d)(\d\d))(?!\d)")


class BadList(Exception):
    """An invalid list file; the text names the file, what was found and what was expected."""


def load_list(path: str, edition: datetime.date | None = None) -> DesignatedList:
    """The list in OFAC's `sdn.csv`, with `alt.csv` and `add.csv` beside it if present.

    `edition` is the day of the list, the date in the file's name unless it is given.

    Raises:
        BadList: a file cannot be read, or is not such a list.
    """
    file = Path(path)
    content = content_of(file, _expected("sdn"))
    beside = files_beside(path)
    read = {part: content_of(other, _expected("sdn")) for part, other in beside.items()}
    aliases: dict[int, list[tuple[str, bool]]] = {}
    countries: dict[int, list[str]] = {}
    if "alt" in read:
        for number, (_, _, alias, remarks) in _rows(beside["alt"].name, "alt", read["alt"]):
            aliases.setdefault(number, []).append((alias, "weak" in remarks.casefold()))
    if "add" in read:
        for number, (_, _, _, country, _) in _rows(beside["add"].name, "add", read["add"]):
            countries.setdefault(number, []).append(country)
    listed: list[ListedName] = []
    entries, of_sdn = 0, 0
    known = load("vocabulary/sdn_programs.toml", _Programs)
    for number, row in _rows(file.name, "sdn", content):
        entries += 1
        name, kind, program, remarks = row[0], row[1].casefold(), row[2], row[10]
        if not name or kind not in ("", *Kind):
            found = f"the type {quoted(row[1])}" if name else "no name"
            raise BadList(f"{file.name}: entry {number} has {found}: {_expected('sdn')}")
        programs = tuple(text for part in program.split("]") if (text := part.strip(" [")))
        if known.is_another_lists(programs, remarks):
            raise BadList(
                f"{file.name}: entry {number} is on another OFAC list (program {', '.join(programs)}): "
                f"{_expected('sdn')}; entries on the other lists are not specially designated nationals"
            )
        of_sdn += not known.sdn.isdisjoint(programs)
        entry = Entry(
            number=number,
            name=name,
            kind=Kind(kind) if kind else Kind.ENTITY,
            programs=programs,
            countries=tuple(dict.fromkeys(country for country in countries.get(number, ()) if country)),
        )
        weak = [(alias, True) for alias in _WEAK_ALIAS.findall(remarks)]
        for text, is_weak in [(name, False), *aliases.get(number, ()), *weak]:
            listed += listed_names(entry, text, weak=is_weak)
    if 2 * of_sdn < entries:
        raise BadList(
            f"{file.name}: {entries - of_sdn} of {entries} entries do not name a known program of the SDN list: "
            f"{_expected('sdn')}"
        )
    return DesignatedList(
        hashlib.sha256(content).hexdigest(),
        Edition.day(edition) if edition is not None else edition_in(file.name),
        entries,
        listed,
        [InputFile(other.name, hashlib.sha256(read[part]).hexdigest()) for part, other in beside.items()],
    )


class _Programs(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """`vocabulary/sdn_programs.toml`."""

    sdn: frozenset[str]
    other: frozenset[str]
    other_starts: tuple[str, ...]
    directive_programs: frozenset[str]
    directive: str

    def is_another_lists(self, programs: tuple[str, ...], remarks: str) -> bool:
        """Whether an entry with these programs belongs to a list other than the SDN list."""
        if not programs:
            return False
        if all(program in self.other or program.startswith(self.other_starts) for program in programs):
            return True
        return self.directive_programs.issuperset(programs) and self.directive in remarks.casefold()


def files_beside(path: str) -> dict[str, Path]:
    """The files `alt` and `add` of a list: in its folder, with its name except for `sdn`, in any case."""
    file = Path(path)
    wanted = names_beside_list(path)
    if not file.parent.is_dir():
        return {}
    found: dict[str, Path] = {}
    for other in sorted(file.parent.iterdir()):
        part = wanted.get(other.name.casefold())
        if part is not None and other.is_file():
            found.setdefault(part, other)
    return {part: found[part] for part in wanted.values() if part in found}


def names_beside_list(path: str) -> dict[str, str]:
    """The names of the files `alt` and `add` of a list, in any case, present or not."""
    name = Path(path).name.casefold()
    return {name.replace("sdn", part): part for part in ("alt", "add")} if "sdn" in name else {}


def edition_in(name: str) -> Edition | None:
    """The only date in a file's name: 2022-01, 2022-01-31 or 20220131; None where there is none, or several."""
    found = set()
    for year, _, month, day, run_month, run_day in _DATE_IN_NAME.findall(name):
        try:
            first = datetime.date(int(year), int(month or run_month), int(day or run_day or 1))
        except ValueError:
            continue
        if day or run_day:
            found.add(Edition.day(first))
        else:
            last = (first.replace(day=28) + datetime.timedelta(days=4)).replace(day=1) - datetime.timedelta(days=1)
            found.add(Edition(first, last, f"{first:%Y-%m}"))
    return found.pop() if len(found) == 1 else None


def content_of(file: Path, expected: str) -> bytes:
    """The content of a file.

    Raises:
        BadList: it cannot be read; the text ends with what is `expected`.
    """
    try:
        return file.read_bytes()
    except OSError as error:
        raise BadList(f"{file.name}: {error.strerror or 'cannot be read'}: {expected}") from None


def _rows(name: str, part: str, content: bytes) -> Iterator[tuple[int, list[str]]]:
    """The rows of one of the three files: the entry's number and the other cells; `-0-` becomes empty text."""
    for start, what in _BINARY.items():
        if content.startswith(start):
            raise BadList(f"{name} is {what}: {_expected(part)}")
    text = _decoded(content).strip("\x1a \r\n\t")
    if not text:
        raise BadList(f"{name} is empty: {_expected(part)}")
    if text.startswith("<"):
        raise BadList(f"{name} is a web page or XML: {_expected(part)}")
    if "\0" in text:
        raise BadList(f"{name} is not a text table: {_expected(part)}")
    # Strict: an unclosed quoted cell is a truncated entry.
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        for row in reader:
            if not row:
                continue
            if len(row) != _COLUMNS[part]:
                many = "1 column" if len(row) == 1 else f"{len(row)} columns"
                raise BadList(f"{name}: line {reader.line_num} has {many}: {_expected(part)}")
            cells = ["" if (cell := raw.strip()) in _EMPTY else cell for raw in row]
            if not re.fullmatch(r"[0-9]{1,18}", cells[0]):
                first = f"starts with {quoted(row[0])}, not an entry number"
                raise BadList(f"{name}: line {reader.line_num} {first}: {_expected(part)}")
            yield int(cells[0]), cells[1:]
        if not _ends_whole(content, text):
            line = reader.line_num
            raise BadList(
                f"{name} ends in the middle of an entry, on line {line}: {_expected(part)}; download the file again"
            )
    except csv.Error as error:
        found = f"line {reader.line_num} cannot be read, or the file ends in the middle of it: {error}"
        raise BadList(f"{name}: {found}: {_expected(part)}") from None


def _ends_whole(content: bytes, text: str) -> bool:
    """Whether the last cell is complete: followed by a line break or end mark, quoted, or `-0-`."""
    return content.rstrip(b" ").endswith((b"\n", b"\r", b"\x1a")) or text.endswith(('"', *filter(None, _EMPTY)))


def _decoded(content: bytes) -> str:
    """The text in UTF-8, or else the Windows encoding that OFAC has used, or Latin-1."""
    for encoding in ("utf-8-sig", "cp1252"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    return content.decode("latin-1")


def _expected(part: str) -> str:
    return f"expected OFAC's {part}.csv with {_COLUMNS[part]} columns and no header"
