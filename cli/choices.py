"""The formats and other choices that options have, and the endings of files."""

from enum import StrEnum


class Color(StrEnum):
    """When terminal output is in color."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Format(StrEnum):
    """The formats of output; `critmin check` has them all."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"
    XLSX = "xlsx"
    MEMO = "memo"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


DOCUMENTS = {Format.XLSX: "a copy of", Format.MEMO: "a memo on"}
"""The formats of which each file is of one bill of materials."""

ENDINGS: dict[str, tuple[str, ...]] = {
    ".txt": ("text", "github"),
    ".log": ("text", "github"),
    ".sarif.json": ("sarif",),
    ".json": ("json", "sarif"),
    ".csv": ("csv",),
    ".md": ("markdown",),
    ".markdown": ("markdown",),
    ".html": ("html",),
    ".htm": ("html",),
    ".xlsx": ("xlsx",),
    ".docx": ("memo",),
    ".sarif": ("sarif",),
    ".xml": ("junit",),
    # Never written: a text under such a name would be read as a bill of materials, or opened by no program.
    **dict.fromkeys((".xlsm", ".xls", ".xlsb", ".ods", ".tsv", ".parquet"), ()),
    **dict.fromkeys((".pdf", ".doc", ".rtf", ".odt", ".ppt", ".pptx", ".odp", ".pages", ".numbers", ".key"), ()),
    **dict.fromkeys((".jsonl", ".ndjson", ".yaml", ".yml", ".tex", ".svg", ".png", ".jpg", ".jpeg"), ()),
    **dict.fromkeys((".zip", ".gz", ".7z", ".db", ".sqlite", ".eml", ".msg"), ()),
}
"""The formats that a file with the ending may have, the usual one first."""


def ending_of(file: str) -> str | None:
    """The known ending of a file's name; None for any other."""
    return next((ending for ending in ENDINGS if file.lower().endswith(ending)), None)


class DecimalChoice(StrEnum):
    POINT = "point"
    COMMA = "comma"


class TestChoice(StrEnum):
    ANY = "any"
    TRACED = "traced"
    VALUE_ADDED = "value-added"


class For(StrEnum):
    """The commands that judge a file."""

    CHECK = "check"
    MACR = "macr"


class Laws(StrEnum):
    """The laws that a file is asked under."""

    VEHICLE = "30d"
    PRODUCT = "macr"
    BOTH = "both"
