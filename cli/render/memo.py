"""A memo on a report, as a Word document; the same bytes for the same input."""

from ...engine.report.run import Run
from ..view.report import memo
from ..view.words import mark
from .word import word_document


def render_memo(run: Run) -> bytes:
    """The memo on the run's first report."""
    report = run.reports[0]
    marks = mark(None, screening=False, redacted=report.redacted).removesuffix(": ")
    return word_document("Memorandum for the file", memo(run, report), marks)
