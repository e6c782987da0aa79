"""`critmin answers`: returned request workbooks, merged into a copy of a bill of materials."""

import hashlib
import os
import shutil
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Annotated, NamedTuple

import msgspec
import typer
from msgspec.structs import replace

from ...engine.intake.files.file_kinds import WORKBOOKS
from ...engine.intake.files.paths import STANDARD_INPUT, is_url, local_path, shown_path
from ...engine.intake.tables.companions import companions_of, sheet_beside
from ...engine.model.findings import Unreadable, finding
from ...engine.model.settings import Settings
from ...engine.questions.answers.answering import Answered, folder_of, merge_answers, sorted_findings
from ...engine.questions.answers.merge import CannotCopy, Document, Merge
from ...engine.questions.answers.reading_back import check_copy
from .. import output as out
from ..choices import Format
from ..inputs import find_boms, other_files
from ..messages import unreadable, write_shown
from ..options import READ, Options, takes
from ..output import say
from ..render.answered_tables import TableFormat
from ..sources import say_configuration, used
from ..targets import check_new_file
from ..view.answers import headline, sections


@takes(
    *("copy", "edited", "sent", "format_", *READ, "quiet", "color"), formats=[Format.TEXT, Format.JSON, Format.MARKDOWN]
)
def answers(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="The workbook or CSV file that was asked about.")],
    answer: Annotated[
        list[str], typer.Argument(metavar="ANSWER...", help="The request workbooks that came back, or folders of them.")
    ],
    given: Options,
    copy: Annotated[
        str, typer.Option("-o", "--output", metavar="NEW", help="The copy to write, a new file; always needed.")
    ],
    edited: Annotated[
        bool, typer.Option("--edited", help="BOM is a later edition of the file that the requests were written for.")
    ] = False,
    sent: Annotated[
        str | None,
        typer.Option(
            "--sent", metavar="FOLDER", help="The folder that `critmin request` wrote: no other form is taken."
        ),
    ] = None,
) -> None:
    """Merge the request workbooks that came back into a copy of a bill of materials.

    Exit status: 0 the copy is written, 2 an answer or the bill of materials cannot be used, and nothing is written.
    """
    settings = given.settings()
    returned = find_boms(answer)
    check_new_file(context, copy, _ending_of_copy(bom), [bom, *returned])
    _check_beside(copy)
    say_configuration(used(context), quiet=given.quiet)
    try:
        answered = merge_answers(bom, copy, returned, settings, edited=edited, sent=_workbooks_in(sent))
    except Unreadable as error:
        raise unreadable(error, given.color) from None
    written = _copy_of(answered, bom, copy, settings)
    unused = other_files(answer, [*returned, *answered.sources.values()])
    merge = replace(written.merge, not_read=list(map(shown_path, unused)))
    if not merge.refused:
        _write_copy(written, copy, answered.sources)
    write_shown(merge, sections(merge), given)
    if given.format_ is not Format.TEXT:
        say(headline(merge), quiet=given.quiet)
    raise typer.Exit(merge.exit_status)


# The files of the copy ------------------------------------------------------------------------------------------------


_COPIED = {".xlsx": ".xlsx", ".xlsm": ".xlsx", ".csv": ".csv", ".tsv": ".tsv"}
"""The endings of the bills of materials that can be copied, and those of their copies."""


class _Copy(NamedTuple):
    """The merge with what the copy showed, and the files of the copy by path."""

    merge: Merge
    files: dict[str, bytes]


def _ending_of_copy(bom: str) -> str:
    """The ending that a copy of a bill of materials must have.

    Raises:
        typer.BadParameter: it cannot be copied.
    """
    if bom == STANDARD_INPUT or is_url(bom):
        raise typer.BadParameter("answers are merged into a copy of a file on this machine: save it here first")
    suffix = Path(local_path(bom)).suffix.lower()
    if suffix not in _COPIED:
        of = "a workbook of this format" if suffix in WORKBOOKS else f"a file that ends in {suffix or 'nothing'}"
        raise typer.BadParameter(
            f"{bom}: {of} cannot be copied with its formats: save it as .xlsx, and merge into that"
        )
    return _COPIED[suffix]


def _check_beside(copy: str) -> None:
    """Refuses a copy whose folder has files that would be read as its sheets or documents."""
    target = Path(copy)
    if os.path.lexists(folder := target.with_name(folder_of(copy))):
        raise typer.BadParameter(f"{folder} exists, where the documents of {copy} belong: name another file")
    for name in sorted(os.listdir(target.parent)):  # noqa: PTH208 - only names are needed
        if (kind := sheet_beside(target.name, name)) is not None:
            raise typer.BadParameter(f"{name} would be read as the sheet {kind} of {copy}: name another file")


def _workbooks_in(folder: str | None) -> list[str] | None:
    """The workbooks in a folder and below it; None without a folder.

    Raises:
        typer.BadParameter: it is not a folder.
    """
    if folder is None:
        return None
    if not Path(folder).is_dir():
        raise typer.BadParameter(f"--sent {folder} is not a folder: name the one that `critmin request` wrote")
    return sorted(map(str, Path(folder).rglob("*.xlsx")))


def _copy_of(answered: Answered, bom: str, copy: str, settings: Settings) -> _Copy:
    """The copy; its merge has the findings of reading it, and no files where it may not be written."""
    merge, target, changes, _ = answered
    if merge.refused:
        return _Copy(merge, {})
    original = Path(local_path(bom)).read_bytes()
    stale, lost = frozenset[tuple[str, str]](), list[str]()
    try:
        if hashlib.sha256(original).hexdigest() != merge.sha256:
            raise CannotCopy("the bill of materials was changed while it was read: merge again")
        is_elsewhere = Path(local_path(bom)).resolve().parent != Path(copy).resolve().parent
        if is_elsewhere and _names_documents(answered):
            raise CannotCopy("its certificates name documents beside it: write the copy into the same folder")
        if target.is_text:
            files = _tables(answered, bom, copy, original, settings)
        else:
            from ..render.answered_workbook import answered_workbook

            written = answered_workbook(original, changes.writes)
            files, stale, lost = {copy: written.content}, written.stale, written.lost
    except CannotCopy as error:
        found = [finding("ANSWER-COPY", f"{shown_path(bom)}: {error}")]
    else:
        found = check_copy(target, changes, copy, files, stale, original)
    merge = msgspec.structs.replace(merge, findings=sorted_findings([*merge.findings, *found]), lost=lost)
    return _Copy(merge, {} if merge.refused else files)


def _names_documents(answered: Answered) -> bool:
    """Whether the register of the bill of materials names documents, by their paths from its folder."""
    table = answered.target.tables.get("certificates")
    return table is not None and any(str(line.get("file")).strip() for line in table.lines.values())


def _tables(answered: Answered, bom: str, copy: str, original: bytes, settings: Settings) -> dict[str, bytes]:
    """The text table and the files of its other sheets, by path."""
    target, changes = answered.target, answered.changes
    beside: dict[str, Path] = {}
    for book, of_set in target.books:
        beside |= {book.set.main: Path(local_path(bom))} | companions_of(bom, of_set.sheets)
    decimals = settings.decimals or settings.columns.decimals
    files = {}
    for kind in dict.fromkeys([*beside, *(one.kind for one in changes.writes)]):
        file = beside.get(kind)
        content = b"" if file is None else original if file == Path(local_path(bom)) else file.read_bytes()
        table = target.tables.get(kind)
        delimiter = (table.sheet if table is not None else target.book.bom).delimiter
        writes = [one for one in changes.writes if one.kind == kind]
        new = Path(copy)
        if kind != target.book.set.main:
            new = new.with_name(f"{new.stem}.{kind}{new.suffix if file is None else file.suffix}")
        format_ = TableFormat(delimiter, settings.encoding, decimals)
        files[str(new)] = format_.answered(shown_path(str(file or new)), content, writes) if writes else content
    return {copy: files.pop(str(Path(copy)))} | files


def _write_copy(copy: _Copy, path: str, sources: Mapping[str, str]) -> None:
    """Writes the documents, which lie at `sources`, and the files, all of them or none.

    Raises:
        typer.BadParameter: one cannot be written, or a document has changed since it was hashed.
    """
    with ExitStack() as undo:
        if copy.merge.documents:
            folder = Path(path).with_name(folder_of(path))
            _write_documents(folder, copy.merge.documents, sources)
            undo.callback(shutil.rmtree, folder, ignore_errors=True)
        *others, main = reversed(copy.files.items())
        for name, content in [*others, main]:
            out.write_new(content, name)
            undo.callback(Path(name).unlink)
        undo.pop_all()


def _write_documents(folder: Path, documents: list[Document], sources: Mapping[str, str]) -> None:
    with out.new_folder(folder, str(folder)) as temporary:
        for document in documents:
            content = Path(sources[document.file]).read_bytes()
            if hashlib.sha256(content).hexdigest() != document.sha256:
                raise typer.BadParameter(f"{document.source} was changed while it was read: merge again")
            (temporary / Path(document.file).name).write_bytes(content)
