"""A manufacturer's file: the first sheet of its workbook, its list of files, and the letter to sign."""

from collections.abc import Iterable, Iterator, Sequence

from ...engine.report.report import Report
from ...engine.report.run import Run
from .regime import FILES, PackFile, PackPages
from .report import head, provenance, view_of
from .sections import Banner, Codes, Column, Fact, Facts, Head, Section, Table

Part = Banner | Head | Section
LETTER = "Manufacturer's attestation (draft)"


def summary(report: Report, pages: PackPages) -> list[Part]:
    """The first sheet: whether it can be signed, the verdict, what is missing, and what the file holds and rests on."""
    return [pages.banner, head(report), *pages.missing, *pages.result, pages.contents, pages.basis]


def letter(run: Run, report: Report, pages: PackPages, written: Iterable[PackFile]) -> Iterator[Part]:
    """The letter, with what is missing before its text; `written` are the files that it belongs to."""
    yield pages.banner
    yield from pages.missing
    if (facts := view_of(report).facts(report)) is not None:
        yield Section("Vehicle and battery", [facts])
    yield head(report)
    yield from pages.result
    yield from pages.letter
    yield pages.basis
    hashes = [Fact(f"sha256 of {file.path}", Codes([file.sha256 or ""])) for file in written]
    yield Section("The file that this letter belongs to", [Facts(hashes)])
    yield provenance(run, report)


def files_table(files: Sequence[PackFile]) -> Table:
    """Every input and document with its hash."""
    columns = [Column("what", width=34), Column("file", width=50), Column("sha256", width=68), Column("note", width=44)]
    rows = [[file.about, file.path, file.sha256 or "none", file.note] for file in files]
    return Table(columns, rows, sheet=FILES)
