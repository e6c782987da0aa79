"""`critmin check`: a pass/fail report on each bill of materials."""

from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from .. import output as out
from ..option_sources import sheet_first, used
from ..options import (
    Acquired,
    Chosen,
    Color,
    ColorWhen,
    ColumnsName,
    DecimalMark,
    Format,
    Fx,
    MaxMb,
    Output,
    Placed,
    Quiet,
    ScenarioName,
    Screening,
    SdnDate,
    SdnFile,
    SheetName,
    TestChoice,
    Year,
    question,
    sdn_list,
    settings,
)

if TYPE_CHECKING:
    from ...engine.intake.settings import Settings


def check(
    context: typer.Context,
    boms: Annotated[list[str], typer.Argument(metavar="BOM...", help="Workbooks, CSV files, folders, globs, or -.")],
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    test: Annotated[
        TestChoice,
        typer.Option("--test", metavar="TEST", help="any, traced or value-added: the test that must be met."),
    ] = TestChoice.ANY,
    screening: Screening = False,
    format_: Annotated[
        Format,
        typer.Option(
            "-f",
            "--format",
            metavar="FORMAT",
            help="text, json, csv, markdown, html, xlsx, sarif, junit or github.",
        ),
    ] = Format.TEXT,
    output: Output = None,
    sheet: SheetName = None,
    columns: ColumnsName = None,
    decimal: DecimalMark = None,
    fx: Fx = None,
    max_mb: MaxMb = None,
    sdn: SdnFile = None,
    sdn_date: SdnDate = None,
    reading: Chosen = None,
    scenario: ScenarioName = None,
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as a failure of the run.")] = False,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Check bills of materials against the critical minerals requirement."""
    from ...engine.content import TestName
    from ...engine.judging import judge, make_run
    from ...engine.rulebook import load_rulebook
    from ..inputs import find_boms, list_files, standard_input, without_lists
    from ..render.formats import render

    rulebook = load_rulebook()
    chosen = None if test is TestChoice.ANY else TestName(test.replace("-", "_"))
    lists = list_files(sdn)
    if format_ is Format.XLSX:
        out.check_workbook(output)
    paths = without_lists(find_boms(boms), boms, lists)
    how = settings(sheet, columns, decimal, fx, max_mb)
    out.check_target(output, [*paths, *lists, *(scenario or []), *([columns] if columns else [])])
    if format_ is Format.XLSX and len(paths) > 1:
        raise typer.BadParameter(
            f"-f xlsx writes into a copy of one bill of materials, and there are {len(paths)}: "
            "give them one at a time, or choose another format"
        )
    designated = sdn_list(sdn, sdn_date)
    asked = question(
        rulebook,
        placed_in_service,
        year,
        acquired,
        reading,
        test=chosen,
        screening=screening,
        sdn=designated,
        scenarios=scenario,
        sheet_first=sheet_first(context),
    )
    reports = []
    source = None
    for path in paths:
        content = standard_input(path, how.max_mb)
        if format_ is Format.XLSX:
            from ..render.workbook_source import Source

            content = _file_content(path, how) if content is None else content
            source = Source(path, content, how)
        reports.append(judge(path, content, asked, rulebook, how))
    run = make_run(reports, rulebook, strict=strict, configuration=used(context))
    rendered = render(
        run,
        format_,
        width=out.width(output),
        color=out.in_color(color, output),
        source=source,
        say=partial(out.say, quiet=quiet),
    )
    out.write(rendered, output)
    if format_ is not Format.TEXT or output is not None or len(reports) > 1:
        from ..render.summary import summary_line

        if format_ is not Format.TEXT:
            out.say_configuration(run.configuration, quiet=quiet)
        out.say(summary_line(run), quiet=quiet)
    raise typer.Exit(run.summary.exit_status)


def _file_content(path: str, how: "Settings") -> bytes | None:
    """What a file holds, read once so that what is judged is what is copied; None where `judge` will say why not."""
    from ...engine.intake.workbook import read_file
    from ...engine.report import Unreadable

    try:
        return read_file(path, path, how)
    except Unreadable:
        return None
