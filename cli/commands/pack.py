"""`critmin pack`: what a manufacturer holds on one bill of materials, in a folder."""

import hashlib
import os
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path, PurePath
from typing import Annotated

import typer

from ...engine.entities.list_file import files_beside
from ...engine.intake.files.paths import STANDARD_INPUT, is_url, local_path, sibling, without_secrets
from ...engine.model.findings import Unreadable
from ...engine.model.settings import MB
from ...engine.model.statuses import Status
from ...engine.questions.batch.run_head import run_head
from ...engine.questions.check import check, open_case
from ...engine.regimes.regime import Check
from ...engine.regimes.registry import regime_of
from ...engine.report.run import Run
from ..escaping import one_line
from ..laws import offered, vehicle_question
from ..messages import unreadable
from ..options import READ, Options, takes
from ..output import new_folder, say
from ..render.json import indented
from ..sources import say_configuration, used
from ..targets import check_unread_folder
from ..view import VIEWS
from ..view.pack import LETTER, files_table, letter, summary
from ..view.regime import PackFile, PackPages
from ..view.report import provenance
from ..view.run import summary_line

_ACTUAL = "a manufacturer's file rests on actual law, facts and evidence: remove it, or use `critmin check`"


@takes(
    *("folder", "placed_in_service", "year", "acquired", "test", "half", *READ, "sdn", "sdn_date", "reading"),
    *("screening", "scenario", "quiet", "color"),
    helps={
        "screening": "Not accepted: a manufacturer's file rests on evidence in hand.",
        "scenario": "Not accepted: a manufacturer's file rests on actual law and facts.",
    },
)
def pack(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="A workbook or a CSV file.")],
    given: Options,
) -> None:
    """Write the manufacturer's file: suppliers, data sheet, attestation to sign, report and hashes.

    What is missing comes first in it, and nothing is signed or filled in. No official template was at hand: it follows
    summaries of 26 CFR 1.30D-6 and Rev. Proc. 2024-26. The exit status is that of `critmin check`.
    """
    for option, value in (("--screening", given.screening), ("--scenario", given.scenario)):
        if value:
            raise typer.BadParameter(f"{option} cannot be used here: {_ACTUAL}")
    if given.folder is None:
        raise typer.BadParameter("-o FOLDER is needed: name a new or empty folder")
    if bom == STANDARD_INPUT:
        raise typer.BadParameter("standard input has no name to refer to: save the bill of materials as a file first")
    check_unread_folder(context, given.folder, [bom])
    settings = given.settings()
    asked = vehicle_question(context, given)
    packed, rulebook = offered(asked, "pack"), regime_of(asked).rulebook()
    checked = check(open_case(bom, None, asked, rulebook, settings))
    if checked.report.verdict.status is Status.UNREADABLE:
        raise unreadable(Unreadable(checked.report.findings), given.color)
    configuration = used(context)
    head = run_head([regime_of(asked).outline(checked.report)], rulebook, configuration=configuration)
    run = head.holding([checked.report])
    pages_of = VIEWS[asked.regime].pack
    assert pages_of is not None
    pages = pages_of(packed(checked, bom, settings.max_mb * MB))
    _write_pack(given.folder, checked, run, pages, list(_Inputs(bom, given.columns, given.sdn).all(checked, run)))
    say_configuration(configuration, quiet=given.quiet)
    say(f"{one_line(given.folder)}: {pages.mark}", quiet=given.quiet)
    say(summary_line(head), quiet=given.quiet)
    raise typer.Exit(head.summary.exit_status)


# The files of the folder ----------------------------------------------------------------------------------------------


WORKBOOK, ATTESTATION, REPORT = "manufacturers_file.xlsx", "attestation.docx", "report.json"
OWN_SUMS, INPUT_SUMS = "SHA256SUMS", "inputs.sha256"
_ELSEWHERE = "not within reach of the folder of the bill of materials: compare its hash by hand"


class _Inputs:
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
            yield self._file("sheet of the bill of materials", sibling(local_path(self._bom), name), companion.sha256)
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


def _write_pack(folder: str, checked: Check, run: Run, pages: PackPages, inputs: list[PackFile]) -> None:
    """Writes the folder, complete or not at all.

    Raises:
        typer.BadParameter: it cannot be written.
    """
    files = _contents(checked, run, pages, inputs)
    with new_folder(Path(folder), f"-o {folder}") as temporary:
        for name, content in files.items():
            (temporary / name).write_bytes(content)


def _contents(checked: Check, run: Run, pages: PackPages, inputs: list[PackFile]) -> dict[str, bytes]:
    """The files by name."""
    from ..render.word import word_document
    from ..render.workbook import render_tables

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


def sums(hashes: Mapping[str, str], comments: Iterable[str] = ()) -> bytes:
    """The hashes by path, and lines that `sha256sum` skips."""
    lines = [f"# {one_line(comment)}" for comment in comments]
    lines += [_sum_line(path, sha256) for path, sha256 in hashes.items()]
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def _sum_line(path: str, sha256: str) -> str:
    """A line of `sha256sum`: a backslash before the hash says that the name is escaped."""
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{sha256}  {escaped}"
