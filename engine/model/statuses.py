"""The possible results: of the program, for a bill of materials, a screen, a value."""

from enum import IntEnum, StrEnum


class ExitStatus(IntEnum):
    """The exit statuses. Where several apply: 70, then 2, 1, 3, 0."""

    PASS = 0
    FAIL = 1
    UNREADABLE = 2
    INCOMPLETE = 3
    DEFECT = 70
    INTERRUPTED = 130


class Status(StrEnum):
    """The verdict on a bill of materials; `unreadable` where there is none."""

    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    NOT_AVAILABLE = "not_available"
    UNREADABLE = "unreadable"


class ScreenStatus(StrEnum):
    PASS = "pass"
    FAIL = "fail"
    INCOMPLETE = "incomplete"
    NOT_APPLICABLE = "not_applicable"


class Outcome(StrEnum):
    """How value counts in the percentage; `unknown` where missing facts decide it."""

    COUNTS = "counts"
    UNKNOWN = "unknown"
    DOES_NOT = "does_not"
