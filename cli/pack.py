"""`critmin pack`: the manufacturer's file on one bill of materials, written into a new folder."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path, PurePath

import typer

from ..engine.entities.list_file import files_beside
from ..engine.intake.files.paths import is_url, local_path, without_secrets
from ..engine.regimes.regime import Check
from ..engine.report.run import Run
from . import output as out
from .render.json import indented
from .sums import sums
from .view.pack import LETTER, files_table, letter, summary
from .view.pack_pages import PackFile, PackPages
from .view.report import provenance

WORKBOOK, ATTESTATION, REPORT = "manufacturers_file.xlsx", "attestation.docx", "report.json"
OWN_SUMS, INPUT_SUMS = "SHA256SUMS", "inputs.sha256"
_ELSEWHERE = "not within reach of the folder of the bill of materials: compare its hash by hand"


class Inputs:
    """The files that a run read: their paths from the folder of the bill of materials, as far as both lie together."""

    def __init__(self, bom: str, columns: str | None, sdn: str | None) -> None:
        self._bom, self._columns, self._sdn = bom, columns, sdn
        self._folder = None if is_url(bom) else Path(os.path.abspath(local_path(bom))).parent  # noqa: PTH100

    def all(self, checked: Check, run: Run) -> Iterator[PackFile]:
        """Every input, the bill of materials first."""
        bom, settings, sdn = checked.report.bom, checked.report.asked, checked.case.question.sdn
        yield self._file("bill of materials", self._bom, bom.sha256)
        for companion in bom.beside:
            name = PurePath(companion.path).name
            yield self._file("sheet of the bill of materials", _sibling(self._bom, name), companion.sha256)
        if self._columns is not None and settings.columns is not None:
            yield self._file("columns file", self._columns, settings.columns.sha256)
        if self._sdn is not None and sdn is not None:
            yield self._file("list of designated entities", self._sdn, sdn.sha256)
            beside = {file.name: str(file) for file in files_beside(self._sdn).values()}
            for other in sdn.beside:
                yield self._file("part of that list", beside.get(other.path, other.path), other.sha256)
        if run.configuration is not None and run.configuration.path is not None:
            yield self._file("configuration", run.configuration.path, run.configuration.sha256)

    def _file(self, about: str, path: str, sha256: str | None) -> PackFile:
        if is_url(path):
            return PackFile(about, without_secrets(path), sha256, _ELSEWHERE)
        beside = self._beside(Path(os.path.abspath(local_path(path))))  # noqa: PTH100 - links stay as they are named
        name, note = (PurePath(path).name, _ELSEWHERE) if beside is None else (beside, "")
        return PackFile(about, name, sha256, note)

    def _beside(self, file: Path) -> str | None:
        """The path from the folder of the bill of materials; None where that would name folders above this one."""
        if self._folder is None:
            return None
        here = Path.cwd()
        if file.is_relative_to(self._folder) or (file.is_relative_to(here) and self._folder.is_relative_to(here)):
            return PurePath(os.path.relpath(file, self._folder)).as_posix()
        return None


def _sibling(path: str, name: str) -> str:
    return f"{path.rpartition('/')[0]}/{name}" if is_url(path) else str(Path(local_path(path)).with_name(name))


def write_pack(folder: str, checked: Check, run: Run, pages: PackPages, inputs: list[PackFile]) -> None:
    """Writes the folder, complete or not at all.

    Raises:
        typer.BadParameter: it cannot be written.
    """
    files = _contents(checked, run, pages, inputs)
    try:
        with out.new_folder(Path(folder)) as temporary:
            for name, content in files.items():
                (temporary / name).write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"-o {folder} cannot be written: {error.strerror}") from None


def _contents(checked: Check, run: Run, pages: PackPages, inputs: list[PackFile]) -> dict[str, bytes]:
    """The files by name."""
    from .render.word import word_document
    from .render.workbook import render_tables

    report = checked.report
    every = [*inputs, *pages.documents]
    tables = [*pages.tables, files_table(every)]
    workbook = render_tables(pages.mark, summary(report, pages), provenance(run, report), tables)
    files = {WORKBOOK: workbook, REPORT: (indented(run) + "\n").encode(), INPUT_SUMS: _input_sums(every)}
    written = [PackFile(name, name, _sha256(content)) for name, content in files.items()]
    files[ATTESTATION] = word_document(LETTER, letter(run, report, pages, written), pages.mark)
    return files | {OWN_SUMS: sums({name: _sha256(content) for name, content in sorted(files.items())})}


def _input_sums(files: list[PackFile]) -> bytes:
    """The hashes of the files that lie beside the bill of materials; the others are comments."""
    here = {file.path: file.sha256 for file in files if file.sha256 is not None and file.note != _ELSEWHERE}
    comments = [f"In the folder of the bill of materials: sha256sum -c PATH/{INPUT_SUMS}"]
    for file in files:
        if file.note:
            comments.append(f"{file.path} ({file.about}): {file.note}{f', {file.sha256}' if file.sha256 else ''}")
    return sums(here, comments)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
