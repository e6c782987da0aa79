"""Which renderer makes which format of `critmin check`: a piece of each report where it is judged, then the whole."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import msgspec

from ...engine.questions.batch.baseline import Baseline
from ..choices import Format

if TYPE_CHECKING:
    from ...engine.questions.batch.spool import Spool
    from ...engine.report.report import Report
    from ...engine.report.run_head import RunHead


class Look(msgspec.Struct, frozen=True):
    """How an output is to look: its format, the width and colour of text, and whether warnings are failures.

    `summary`: what the run says as a whole, without its reports. `baseline`: an earlier run, what of it is unchanged is
    no failure.
    """

    format: Format
    width: int = 80
    color: bool = False
    strict: bool = False
    summary: bool = False
    baseline: Baseline | None = None

    def of_one(self) -> "Look":
        """The look of a run of one bill of materials: its report is never left out."""
        return msgspec.structs.replace(self, summary=False)

    def piece(self, number: int, report: "Report") -> bytes:
        """What the format makes of one report, the run's `number`th."""
        return b"" if self.summary else self._piece(number, report).encode()

    def _piece(self, number: int, report: "Report") -> str:
        match self.format:
            case Format.TEXT:
                from .text import text_piece

                return text_piece(report, width=self.width, color=self.color)
            case Format.JSON:
                from .json import json_piece

                return json_piece(report)
            case Format.CSV:
                from .csv import csv_piece

                return csv_piece(report, self.baseline)
            case Format.MARKDOWN:
                from .markdown import markdown_piece

                return markdown_piece(report)
            case Format.HTML:
                from .html import html_piece

                return html_piece(number, report)
            case Format.SARIF:
                from .sarif import sarif_piece

                return sarif_piece(report)
            case Format.JUNIT:
                from .junit import junit_piece

                return junit_piece(report, self.baseline, strict=self.strict)
            case Format.GITHUB:
                from .github import github_piece

                return github_piece(report, self.baseline)
            case Format.XLSX:
                raise NotImplementedError("a workbook is made of one report and its source: `render_workbook`")

    def whole(self, run: "RunHead", results: "Spool", which: int = 0) -> Iterator[str]:
        """The run in the format, made of the pieces, a part at a time."""

        def pieces() -> Iterator[str]:
            return (piece.decode() for piece in results.pieces(which))

        match self.format:
            case Format.TEXT if self.summary:
                from .text_run import text_summary

                return text_summary(run, width=self.width, color=self.color)
            case Format.MARKDOWN if self.summary:
                from .markdown import markdown_summary

                return markdown_summary(run)
            case Format.TEXT:
                from .text import text_whole

                return text_whole(run, pieces(), width=self.width, color=self.color)
            case Format.JSON:
                from .json import json_whole

                return json_whole(run, pieces())
            case Format.CSV:
                from .csv import csv_whole

                return csv_whole(run, pieces())
            case Format.MARKDOWN:
                from .markdown import markdown_whole

                return markdown_whole(run, pieces())
            case Format.HTML:
                from .html import html_whole

                return html_whole(run, results.outlines(), pieces())
            case Format.SARIF:
                from .sarif import sarif_whole

                return sarif_whole(run, pieces())
            case Format.JUNIT:
                from .junit import junit_whole

                return junit_whole(run, results.outlines(), pieces(), self.baseline)
            case Format.GITHUB:
                from .github import github_whole

                return github_whole(pieces)
            case Format.XLSX:
                raise NotImplementedError("a workbook is made of one report and its source: `render_workbook`")
