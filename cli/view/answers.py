"""Shows the merge of answers: what changes in the copy, what is left open, and why nothing is written."""

from collections.abc import Iterator, Sequence

from ...engine.model.findings import Finding, Severity
from ...engine.model.settings import sheet_title
from ...engine.questions.answers.merge import Change, Merge, NewColumn, OpenCell
from ..escaping import one_line
from .sections import (
    Bullets,
    Cells,
    Codes,
    Column,
    Findings,
    Found,
    Group,
    Groups,
    Line,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
    Word,
    remedy_of,
)
from .words import counted

_LEFT_EMPTY = "Not all of it may be needed: `critmin request` on the copy asks for what still is."
_NOT_READ = "In the folder, and not used here: look whether it answers or qualifies something."


def headline(merge: Merge) -> str:
    """The merge in one line."""
    if merge.refused:
        errors = sum(found.severity is Severity.ERROR for found in merge.findings)
        return one_line(
            f"nothing is written: {counted(errors, 'error')} in the answers (exit status {merge.exit_status})"
        )
    cells, files = counted(len(merge.changes), "cell"), counted(len(merge.returned), "returned workbook")
    asked = f"; {counted(len(merge.unanswered), 'cell')} came back unanswered" if merge.unanswered else ""
    return one_line(f"{merge.copy} written: {cells} of {merge.bom} from {files}{asked}")


def sections(merge: Merge) -> Iterator[Line | Paragraph | Section]:
    """The answer, then the findings first where they refuse the merge, else the changes."""
    tone = Tone.BAD if merge.refused else Tone.STRONG
    yield Line([Word("ANSWERS"), "  ", Word(headline(merge), tone, bold=True)])
    if merge.lost and not merge.refused:
        yield Paragraph(f"Not in the copy, because openpyxl cannot keep it: {', '.join(merge.lost)}")
    if merge.refused:
        yield _findings(merge.findings)
    if merge.changes:
        title = "Changes that the answers would make" if merge.refused else "Changes"
        new = [Bullets(list(_new_columns(merge.new_columns)))] if merge.new_columns else []
        yield Section(title, [*new, _changes(merge.changes)])
    if merge.documents and not merge.refused:
        items: list[Text] = [[document.file, "  SHA-256 ", Codes([document.sha256])] for document in merge.documents]
        yield Section("Documents of certificates", [Bullets(items)])
    if merge.unanswered:
        yield Section("Left empty", [Paragraph(_LEFT_EMPTY), _open(merge.unanswered)])
    if merge.awaited:
        yield Section("Not back yet", [Bullets([[supplier] for supplier in merge.awaited])])
    if merge.others:
        of: list[Text] = [[f"{file.path} of {file.supplier}"] for file in merge.others]
        yield Section("About other bills of materials: not used here", [Bullets(of)])
    if merge.not_read:
        yield Section("Not read", [Paragraph(_NOT_READ), Bullets([[file] for file in merge.not_read])])
    if merge.findings and not merge.refused:
        yield _findings(merge.findings)


def _findings(findings: Sequence[Finding]) -> Section:
    """Each finding by itself, as its cells belong to its message alone; what to do is said below the last of a code."""
    last = {one.code: at for at, one in enumerate(findings)}
    each = [
        Found(
            one.code,
            one.severity,
            [one.message],
            remedy_of(one) if at == last[one.code] else None,
            one.citation,
            one.cells,
        )
        for at, one in enumerate(findings)
    ]
    return Section("Findings", [Findings(each)])


def _changes(changes: Sequence[Change]) -> Table:
    columns = [Column(title) for title in ("cell", "column", "change", "answer")]
    rows: list[list[Text]] = [
        [Cells([one.cell]), one.column, f"{one.before or '(empty)'} -> {one.after}", Cells([one.answer])]
        for one in changes
    ]
    return Table(columns, rows)


def _new_columns(columns: Sequence[NewColumn]) -> Iterator[Text]:
    """Each new sheet with its headings, and each new heading of a sheet that is there."""
    of_sheets: dict[str, list[str]] = {}
    for one in columns:
        if one.new_sheet:
            of_sheets.setdefault(one.sheet, []).append(one.column)
        else:
            yield [f"new heading {one.column}  ", Cells([one.cell])]
    for sheet, headings in of_sheets.items():
        yield [f"new sheet {sheet_title(sheet)} with the headings {', '.join(headings)}"]


def _open(unanswered: Sequence[OpenCell]) -> Groups:
    """What came back without an answer, by supplier."""
    items: dict[str, list[Text]] = {}
    for one in unanswered:
        what = f"{one.column} of {one.row or 'a row without a name'}" if one.column else "no row"
        items.setdefault(one.supplier, []).append([f"{sheet_title(one.sheet)}: {what}  ", Cells([one.cell])])
    return Groups([Group(supplier, of) for supplier, of in items.items()])
