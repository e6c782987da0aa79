"""`critmin check`: a pass/fail report on each bill of materials."""

import sys
from typing import Annotated

import typer

from .. import output as out
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
    SdnDate,
    SdnFile,
    SheetName,
    TestChoice,
    Year,
    question,
    sdn_list,
    settings,
)


def check(
    boms: Annotated[list[str], typer.Argument(metavar="BOM...", help="Workbooks, CSV files, folders, globs, or -.")],
    placed_in_service: Placed = None,
    year: Year = None,
    acquired: Acquired = None,
    test: Annotated[
        TestChoice,
        typer.Option("--test", metavar="TEST", help="any, traced or value-added: the test that must be met."),
    ] = TestChoice.ANY,
    screening: Annotated[
        bool, typer.Option("--screening", help="Take a supplier without an adverse fact as attested.")
    ] = False,
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
    strict: Annotated[bool, typer.Option("--strict", help="Warnings count as a failure of the run.")] = False,
    quiet: Quiet = False,
    color: ColorWhen = Color.AUTO,
) -> None:
    """Check bills of materials against the critical minerals requirement."""
    from ...engine.content import TestName
    from ...engine.intake.workbook import STANDARD_INPUT
    from ...engine.judging import judge, make_run
    from ...engine.rulebook import load_rulebook
    from ..inputs import find_boms, list_files, without_lists
    from ..render.formats import render

    rulebook = load_rulebook()
    chosen = None if test is TestChoice.ANY else TestName(test.replace("-", "_"))
    lists = list_files(sdn)
    paths = without_lists(find_boms(boms), boms, lists)
    how = settings(sheet, columns, decimal, fx, max_mb)
    out.check_target(output, [*paths, *lists])
    designated = sdn_list(sdn, sdn_date)
    asked = question(
        rulebook, placed_in_service, year, acquired, reading, test=chosen, screening=screening, sdn=designated
    )
    reports = []
    for path in paths:
        content = sys.stdin.buffer.read() if path == STANDARD_INPUT else None
        reports.append(judge(path, content, asked, rulebook, how))
    run = make_run(reports, rulebook, strict=strict)
    rendered = render(run, format_, width=out.width(output), color=out.in_color(color, output), source=content)
    out.write(rendered, output)
    if format_ is not Format.TEXT or output is not None or len(reports) > 1:
        from ..render.summary import summary_line

        out.say(summary_line(run), quiet=quiet)
    raise typer.Exit(run.summary.exit_status)
