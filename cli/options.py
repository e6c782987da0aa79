"""The options that several commands share, and what their texts mean."""

import datetime
import re
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..engine.entities.designations import DesignatedList
    from ..engine.model.settings import Settings
    from ..engine.regimes.clean_vehicle.content import TestName
    from ..engine.regimes.clean_vehicle.question import CleanVehicleQuestion
    from ..engine.rules.rulebook import Rulebook
    from ..engine.rules.scenario import Scenario


_FIRST_YEAR = 1000  # a year has four digits: `-y 24` is a slip, not the year 24


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
    SARIF = "sarif"
    JUNIT = "junit"
    GITHUB = "github"


class MergeFormat(StrEnum):
    """How a report of `critmin merge` looks: not as a workbook, which is a copy of one bill of materials."""

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
    ".sarif": ("sarif",),
    ".xml": ("junit",),
    # Nothing is written so: a text under such a name would be taken for a bill of materials, or opened by no program.
    **dict.fromkeys((".xlsm", ".xls", ".xlsb", ".ods", ".tsv", ".parquet"), ()),
    **dict.fromkeys(
        (".pdf", ".doc", ".docx", ".rtf", ".odt", ".ppt", ".pptx", ".odp", ".pages", ".numbers", ".key"), ()
    ),
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


Placed = Annotated[
    str | None,
    typer.Option("-d", "--placed-in-service", metavar="DATE", help="The date the vehicle is placed in service."),
]
Year = Annotated[int | None, typer.Option("-y", "--year", metavar="YEAR", help="Any day of this year instead of -d.")]
Acquired = Annotated[
    str | None,
    typer.Option(
        "-a", "--acquired", metavar="DATE", help="The date the vehicle was acquired: binding contract and payment."
    ),
]
Chosen = Annotated[
    list[str] | None,
    typer.Option("--reading", metavar="ID=CHOICE", help="How an open question is read; see `critmin rules`."),
]
ScenarioName = Annotated[
    list[str] | None,
    typer.Option(
        "--scenario", metavar="NAME_OR_FILE", help="One what-if, marked on every output; `critmin rules` has the names."
    ),
]
Screening = Annotated[bool, typer.Option("--screening", help="Take a supplier without an adverse fact as attested.")]
SheetName = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="The sheet with the bill of materials, if not BOM.")
]
ColumnsName = Annotated[
    str | None,
    typer.Option("--columns", metavar="FILE", help="Which heading is which column: `critmin columns --save`."),
]
DecimalMark = Annotated[
    DecimalChoice | None,
    typer.Option("--decimal", metavar="MARK", help="point or comma: the decimal mark of numbers saved as text."),
]
Fx = Annotated[
    list[str] | None,
    typer.Option("--fx", metavar="CODE=RATE@DATE", help="US dollars for one unit of a currency: EUR=1.08@2024-06-30."),
]
MaxMb = Annotated[
    int | None, typer.Option("--max-mb", metavar="MB", help="The largest file to read, if not 150 MB.", min=1)
]
EncodingName = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="The encoding of text tables, if not UTF-8: windows-1252, gb18030 ..."
    ),
]
BomName = Annotated[
    str | None, typer.Option("--bom", metavar="NAME", help="The one to take, where the column bom names several.")
]
SdnFile = Annotated[
    str | None,
    typer.Option(
        "--sdn", metavar="FILE", help="OFAC's sdn.csv, with alt.csv and add.csv beside it: whom it names is a FEOC."
    ),
]
SdnDate = Annotated[
    str | None, typer.Option("--sdn-date", metavar="DATE", help="The day of that list, if its name does not say it.")
]


def _on_this_machine(output: str | None) -> str | None:
    if output is not None and "://" in output:
        from ..engine.intake.files.storage import shown_url

        raise typer.BadParameter(f"{shown_url(output)} is a URL: the path of a file on this machine was expected")
    return output


Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write the report to this file, whole or not at all; its ending says in which format.",
        callback=_on_this_machine,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Have it done by the Dask cluster there, such as tcp://10.0.0.5:8786."
    ),
]


def _part(text: str | None) -> str | None:
    if text is not None:
        part_of(text)
    return text


def part_of(text: str) -> tuple[int, int]:
    """The part I of N that a text such as 2/4 names.

    Raises:
        typer.BadParameter: it is another text, or there is no such part.
    """
    found = re.fullmatch("([1-9][0-9]{0,8})/([1-9][0-9]{0,8})", text)
    number, of = map(int, found.groups()) if found is not None else (0, 0)
    if not 1 <= number <= of:
        raise typer.BadParameter(f"{text!r}: I/N was expected, part I of N parts counted from 1, such as 2/4")
    return number, of


ShardOf = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Check only part I of N: the BOMs I, I+N, I+2N ... of the run. `critmin merge` puts the parts together.",
        callback=_part,
    ),
]
Strict = Annotated[bool, typer.Option("--strict", help="Warnings count as a failure of the run.")]
BaselineFile = Annotated[
    str | None,
    typer.Option("--baseline", metavar="FILE", help="An earlier -f json report: only what got worse is a failure."),
]
SummaryAlone = Annotated[
    bool, typer.Option("--summary", help="What the run says as a whole alone; with -f text or markdown.")
]
TableFile = Annotated[
    str | None,
    typer.Option("--table", metavar="FILE", help="One row for each BOM too: a new .csv, .parquet or .xlsx."),
]
PagesFolder = Annotated[
    str | None,
    typer.Option("--pages", metavar="FOLDER", help="A page for each BOM too, and one with all: a new folder."),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No summary on standard error.")]
ColorWhen = Annotated[Color, typer.Option("--color", metavar="WHEN", help="Colour: auto, always or never.")]


def settings(
    sheet: str | None,
    columns: str | None,
    decimal: DecimalChoice | None,
    fx: list[str] | None,
    max_mb: int | None,
    bom: str | None = None,
    encoding: str | None = None,
) -> "Settings":
    """How the options say that files are to be read.

    Raises:
        typer.BadParameter: an option, or the columns file, says nothing that is known.
    """
    from ..engine.intake.tables.columns_file import BadColumnsFile, load_columns_file
    from ..engine.model.settings import LARGEST_MB, ColumnsFile, Decimals, Settings
    from ..engine.vocabulary.amounts import parse_rate

    try:
        file, sha256 = load_columns_file(columns) if columns is not None else (ColumnsFile(), None)
    except BadColumnsFile as error:
        raise typer.BadParameter(f"--columns {error}") from None
    decimals = Decimals(decimal.value) if decimal is not None else None
    rates = {}
    for text in fx or []:
        try:
            rate = parse_rate(text, decimals or file.decimals)
        except ValueError as error:
            raise typer.BadParameter(f"--fx {text!r}: {error}") from None
        if rate.currency in rates:
            raise typer.BadParameter(f"--fx names {rate.currency} twice")
        rates[rate.currency] = rate
    return Settings(
        sheet=sheet,
        columns=file,
        decimals=decimals,
        rates=rates,
        max_mb=max_mb or LARGEST_MB,
        columns_sha256=sha256,
        bom=bom.strip() if bom is not None else None,
        encoding=_encoding(encoding) if encoding is not None else None,
    )


def _encoding(name: str) -> str:
    from ..engine.intake.files.encodings import encodings, find_encoding

    found = find_encoding(name)
    if found is None:
        known = ", ".join(known.name for known in encodings())
        raise typer.BadParameter(f"--encoding {name!r} is not known; known are: {known}")
    return found.name


def question(
    rulebook: "Rulebook",
    placed: str | None,
    year: int | None,
    acquired: str | None,
    readings: list[str] | None,
    *,
    test: "TestName | None" = None,
    screening: bool = False,
    sdn: "DesignatedList | None" = None,
    scenarios: list[str] | None = None,
    sheet_first: frozenset[str] = frozenset(),
) -> "CleanVehicleQuestion":
    """The question that the options ask.

    Raises:
        typer.BadParameter: an option says nothing that is known.
    """
    from ..engine.regimes.clean_vehicle.question import CleanVehicleQuestion
    from ..engine.rules.law import Period

    if placed is not None and year is not None:
        raise typer.BadParameter("give -d DATE or -y YEAR, not both")
    period = Period.day(date(placed, "-d")) if placed is not None else None
    if year is not None:
        if not _FIRST_YEAR <= year <= datetime.MAXYEAR:
            raise typer.BadParameter(f"-y is {year}: a year such as 2025 was expected")
        period = Period.year(year, rulebook)
    return CleanVehicleQuestion(
        placed=period,
        acquired=date(acquired, "-a") if acquired is not None else None,
        test=test,
        screening=screening,
        others=_others(rulebook, readings or []),
        sdn=sdn,
        scenario=scenario(rulebook, scenarios or []),
        sheet_first=sheet_first,
    )


def scenario(rulebook: "Rulebook", given: list[str], option: str = "--scenario") -> "Scenario | None":
    """The one scenario that the option names; nothing is loaded where it names none.

    Raises:
        typer.BadParameter: several, or one that is not known or cannot be followed.
    """
    if not given:
        return None
    if len(given) > 1:
        raise typer.BadParameter(f"{option} is given {len(given)} times: two scenarios never mix")
    from ..engine.rules.scenario_file import BadScenario, load_scenario

    try:
        return load_scenario(given[0], rulebook)
    except BadScenario as error:
        raise typer.BadParameter(f"{option} {error}") from None


def sdn_list(file: str | None, day: str | None) -> "DesignatedList | None":
    """The list that the options name; nothing is loaded where they name none.

    Raises:
        typer.BadParameter: a file that is no such list, or a date without a list.
    """
    if file is None:
        if day is not None:
            raise typer.BadParameter("--sdn-date says of which day the list of --sdn is: give --sdn FILE too")
        return None
    from ..engine.entities.designations import BadList, load_list

    try:
        return load_list(file, date(day, "--sdn-date") if day is not None else None)
    except BadList as error:
        raise typer.BadParameter(f"--sdn {error}") from None


def date(text: str, option: str) -> datetime.date:
    """A date written as 2025-01-31.

    Raises:
        typer.BadParameter: any other text.
    """
    from ..engine.model.dates import read_date

    try:
        return read_date(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} is {text!r}: {error}") from None


def _others(rulebook: "Rulebook", chosen: list[str]) -> frozenset[str]:
    known = {reading.id: reading for reading in rulebook.readings}
    others = set()
    for text in chosen:
        name, _, choice = text.partition("=")
        reading = known.get(name.strip())
        if reading is None:
            raise typer.BadParameter(f"--reading {text!r}: the readings are {', '.join(known)}")
        if choice.strip() not in (reading.default, reading.other):
            raise typer.BadParameter(f"--reading {text!r}: {reading.id} is {reading.default} or {reading.other}")
        others.discard(reading.id)
        if choice.strip() == reading.other:
            others.add(reading.id)
    return frozenset(others)
