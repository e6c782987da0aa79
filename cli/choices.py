"""The formats and other choices that options have, and the endings of files."""

from enum import StrEnum


class Color(StrEnum):
    """When the terminal is written to in colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Format(StrEnum):
    """How a report of `critmin check` looks."""

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


class MergeFormat(StrEnum):
    """How a report of `critmin merge` looks: not as a workbook or a memo, which are of one bill of materials."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"
    HTML = "html"
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


class TraceFormat(StrEnum):
    """How `critmin trace` looks."""

    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class TextOrJson(StrEnum):
    TEXT = "text"
    JSON = "json"


class ExplainFormat(StrEnum):
    """How `critmin explain` looks."""

    TEXT = "text"
    JSON = "json"
    MARKDOWN = "markdown"


class HorizonFormat(StrEnum):
    """How `critmin horizon` looks."""

    TEXT = "text"
    JSON = "json"
    HTML = "html"


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
    # Nothing is written so: a text under such a name would be taken for a bill of materials, or opened by no program.
    **dict.fromkeys((".xlsm", ".xls", ".xlsb", ".ods", ".tsv", ".parquet"), ()),
    **dict.fromkeys((".pdf", ".doc", ".rtf", ".odt", ".ppt", ".pptx", ".odp", ".pages", ".numbers", ".key"), ()),
    **dict.fromkeys((".jsonl", ".ndjson", ".yaml", ".yml", ".tex", ".svg", ".png", ".jpg", ".jpeg"), ()),
    **dict.fromkeys((".zip", ".gz", ".7z", ".db", ".sqlite", ".eml", ".msg"), ()),
}
"""The formats that a file with the ending may have, the usual one first."""


def ending_of(file: str) -> str | None:
    """Which of the endings a file's name has; None for another one, which says nothing."""
    return next((ending for ending in ENDINGS if file.lower().endswith(ending)), None)


class DecimalChoice(StrEnum):
    POINT = "point"
    COMMA = "comma"


class TestChoice(StrEnum):
    ANY = "any"
    TRACED = "traced"
    VALUE_ADDED = "value-added"
