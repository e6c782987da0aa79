"""Which renderer makes which format of `critmin check`."""

from ...engine.report import Run
from ..options import Format


def render(run: Run, format_: Format, *, width: int, color: bool, source: bytes | None) -> str | bytes:
    """The run in one format. `source` is the bill of materials as it was read, where the format copies it."""
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
            return render_workbook(run.reports[0], source)
        case Format.SARIF:
            from .sarif import render_sarif

            return render_sarif(run)
        case Format.JUNIT:
            from .junit import render_junit

            return render_junit(run)
        case Format.GITHUB:
            from .github import render_github

            return render_github(run)
