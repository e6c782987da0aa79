"""The colours of verdicts and findings on a terminal; each also says its word."""

from ...engine.model.findings import Severity
from ...engine.model.statuses import Status

VERDICT = {
    Status.PASS: ("PASS", "bold green"),
    Status.FAIL: ("FAIL", "bold red"),
    Status.INCOMPLETE: ("INCOMPLETE", "bold yellow"),
    Status.NOT_AVAILABLE: ("NOT AVAILABLE", "bold red"),
    Status.UNREADABLE: ("UNREADABLE", "bold red"),
}
SEVERITY = {Severity.ERROR: "red", Severity.WARNING: "yellow", Severity.NOTE: ""}
OF_WORD = {word.lower(): style for word, style in VERDICT.values()} | {
    str(word): style for word, style in SEVERITY.items()
}
"""The colour of a verdict or a severity by the word that a table shows."""
