"""The exit statuses of a run. In a separate module because the command line needs them before the engine."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses. Where several apply: 70, then 2, 1, 3, 0."""

    PASS = 0
    FAIL = 1
    UNREADABLE = 2
    INCOMPLETE = 3
    DEFECT = 70
    INTERRUPTED = 130
