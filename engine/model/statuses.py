"""The possible results: for a bill of materials, a screen, a value."""

from enum import StrEnum


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
