"""Which renderer makes which format of `critmin check`."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from ...engine.report import Run
from ..options import Format

if TYPE_CHECKING:
    from .workbook_source import Source


def render(
    run: Run, format_: Format, *, width: int, color: bool, source: "Source | None", say: Callable[[str], None]
) -> str | bytes:
    """The run in one format. `source` is the bill of materials as it was read, where the format copies it.

    `say` is told, in one line, what the format cannot hold.
    """
    match format_:
        case Format.TEXT:
            from .text import render_text

            return render_text(run, width=width, color=color)
        case Format.JSON:
            from .json import render_json

            return render_json(run)
        case Format.CSV:
            from .csv import render_csv

            return render_csv(run)
        case Format.MARKDOWN:
            from .markdown import render_markdown

            return render_markdown(run)
        case Format.HTML:
            from .html import render_html

            return render_html(run)
        case Format.XLSX:
            from .workbook import render_workbook

            assert source is not None
            workbook = render_workbook(run, source)
            if workbook.lost is not None:
                say(workbook.lost)
            return workbook.content
        case Format.SARIF:
            from .sarif import render_sarif

            return render_sarif(run)
        case Format.JUNIT:
            from .junit import render_junit

            return render_junit(run)
        case Format.GITHUB:
            from .github import render_github

            return render_github(run)
