"""A memo on a report, as a Word document; the same bytes for the same input."""

from ...engine.report.run import Run
from ..view.report import memo
from .word import word_document


def render_memo(run: Run) -> bytes:
    """The memo on the run's first report."""
    return word_document("Memorandum for the file", memo(run, run.reports[0]))
