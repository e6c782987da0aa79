"""What a run says to the shell. A module of its own: the command line needs it before it needs the engine."""

from enum import IntEnum


class ExitStatus(IntEnum):
    """The exit statuses. Where several apply: 70, then 2, 1, 3, 0."""

    PASS = 0
    FAIL = 1
    UNREADABLE = 2
    INCOMPLETE = 3
    DEFECT = 70
    INTERRUPTED = 130
