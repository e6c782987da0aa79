"""The options that several commands share, and the meaning of their texts."""

import datetime
import re
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from ..engine.entities.designations import DesignatedList
from ..engine.entities.list_file import BadList, load_list
from ..engine.entities.pfe_list import PfeList
from ..engine.entities.pfe_list_file import load_pfe_list
from ..engine.intake.files.encodings import encodings, find_encoding
from ..engine.intake.files.paths import without_secrets
from ..engine.intake.tables.columns_file import BadColumnsFile, load_columns_file
from ..engine.model.dates import read_date
from ..engine.model.quoting import quoted
from ..engine.model.settings import LARGEST_MB, ColumnsFile, Decimals, Settings
from ..engine.regimes.clean_vehicle.content import TestName
from ..engine.regimes.clean_vehicle.question import CleanVehicleQuestion, Half
from ..engine.regimes.clean_vehicle.rulebook import CleanVehicleRulebook
from ..engine.regimes.clean_vehicle.scenario import CleanVehicleScenario
from ..engine.regimes.clean_vehicle.scenario_file import BadScenario, load_scenario
from ..engine.regimes.regime import NotOffered, Question
from ..engine.regimes.registry import REGIMES, AnyRegime, regime_of
from ..engine.rules.readings import Readings, UnknownReading
from ..engine.rules.rule import Period
from ..engine.rules.rulebook import Rulebook
from ..engine.vocabulary.amounts import parse_rate
from .choices import Color, DecimalChoice

_FIRST_YEAR = 1000  # a year has four digits: `-y 24` is a mistake, not the year 24


RegimeName = Annotated[
    str | None, typer.Option("--regime", metavar="REGIME", help=f"The law to apply: {', '.join(REGIMES)}.")
]
Placed = Annotated[
    str | None,
    typer.Option("-d", "--placed-in-service", metavar="DATE", help="The date the vehicle is placed in service."),
]
Year = Annotated[int | None, typer.Option("-y", "--year", metavar="YEAR", help="Any day of this year, instead of -d.")]
Acquired = Annotated[
    str | None,
    typer.Option(
        "-a", "--acquired", metavar="DATE", help="The date the vehicle was acquired (binding contract and payment)."
    ),
]
Chosen = Annotated[
    list[str] | None,
    typer.Option(
        "--reading", metavar="ID=CHOICE", help="The reading of an unsettled legal question; see `critmin rules`."
    ),
]
ScenarioName = Annotated[
    list[str] | None,
    typer.Option("--scenario", metavar="NAME_OR_FILE", help="A what-if, marked on every output; see `critmin rules`."),
]
HalfChoice = Annotated[
    Half,
    typer.Option(
        "--half",
        metavar="HALF",
        help="The half of the credit that decides the exit status: minerals, components or both.",
    ),
]
Screening = Annotated[bool, typer.Option("--screening", help="Treat suppliers without an adverse fact as attested.")]
SheetName = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="The sheet with the bill of materials, if not BOM.")
]
ColumnsName = Annotated[
    str | None,
    typer.Option("--columns", metavar="FILE", help="The columns file to use; `critmin columns --save` writes one."),
]
DecimalMark = Annotated[
    DecimalChoice | None,
    typer.Option("--decimal", metavar="MARK", help="point or comma: the decimal mark in numbers saved as text."),
]
Fx = Annotated[
    list[str] | None,
    typer.Option(
        "--fx", metavar="CODE=RATE@DATE", help="US dollars per unit of a currency, with the date: EUR=1.08@2024-06-30."
    ),
]
MaxMb = Annotated[
    int | None, typer.Option("--max-mb", metavar="MB", help="The largest file to read. Default: 150 MB.", min=1)
]
EncodingName = Annotated[
    str | None,
    typer.Option(
        "--encoding", metavar="NAME", help="The encoding of text tables, if not UTF-8: windows-1252, gb18030 ..."
    ),
]
BomName = Annotated[
    str | None, typer.Option("--bom", metavar="NAME", help="The BOM to use, if the column bom names several.")
]
SdnFile = Annotated[
    str | None,
    typer.Option(
        "--sdn",
        metavar="FILE",
        help="OFAC's list sdn.csv, with alt.csv and add.csv beside it, to screen names against.",
    ),
]
SdnDate = Annotated[
    str | None,
    typer.Option("--sdn-date", metavar="DATE", help="The date of that list, if the file name does not give it."),
]

PfeListFile = Annotated[
    str | None,
    typer.Option(
        "--pfe-list",
        metavar="FILE",
        help="A CSV with the columns name, list, from, to: the other lists to screen names against.",
    ),
]


def _on_this_machine(output: str | None) -> str | None:
    if output is not None and "://" in output:
        raise typer.BadParameter(f"{without_secrets(output)} is a URL: use the path of a file on this machine")
    return output


Output = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FILE",
        help="Write the report to this file; its ending selects the format.",
        callback=_on_this_machine,
    ),
]
OutputFolder = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--output",
        metavar="FOLDER",
        help="The new or empty folder to write; always needed.",
        callback=_on_this_machine,
    ),
]
Scheduler = Annotated[
    str | None,
    typer.Option(
        "--scheduler", metavar="ADDRESS", help="Run on the Dask cluster at this address, such as tcp://10.0.0.5:8786."
    ),
]


def _part(text: str | None) -> str | None:
    if text is not None:
        part_of(text)
    return text


def part_of(text: str) -> tuple[int, int]:
    """The part I of N that a text such as 2/4 names.

    Raises:
        typer.BadParameter: it is another text, or the part does not exist.
    """
    found = re.fullmatch("([1-9][0-9]{0,8})/([1-9][0-9]{0,8})", text)
    number, of = map(int, found.groups()) if found is not None else (0, 0)
    if not 1 <= number <= of:
        raise typer.BadParameter(f"{text!r}: use I/N, part I of N parts counted from 1, such as 2/4")
    return number, of


ShardOf = Annotated[
    str | None,
    typer.Option(
        "--shard",
        metavar="I/N",
        help="Check only part I of N: BOMs I, I+N, I+2N ... `critmin merge` combines the parts.",
        callback=_part,
    ),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No summary line on standard error.")]
ColorWhen = Annotated[Color, typer.Option("--color", metavar="WHEN", help="Color: auto, always or never.")]


@dataclass(frozen=True)
class HowRead:
    """The options for reading files."""

    sheet: SheetName = None
    bom_name: BomName = None
    columns: ColumnsName = None
    decimal: DecimalMark = None
    fx: Fx = None
    max_mb: MaxMb = None
    encoding: EncodingName = None

    def settings(self) -> Settings:
        """The settings from all options.

        Raises:
            typer.BadParameter: an option or the columns file is invalid.
        """
        try:
            file, sha256 = load_columns_file(self.columns) if self.columns is not None else (ColumnsFile(), None)
        except BadColumnsFile as error:
            raise typer.BadParameter(f"--columns {error}") from None
        decimals = Decimals(self.decimal.value) if self.decimal is not None else None
        rates = {}
        for text in self.fx or []:
            try:
                rate = parse_rate(text, decimals or file.decimals)
            except ValueError as error:
                raise typer.BadParameter(f"--fx {text!r}: {error}") from None
            if rate.currency in rates:
                raise typer.BadParameter(f"--fx names {rate.currency} twice")
            rates[rate.currency] = rate
        return Settings(
            sheet=self.sheet,
            columns=file,
            decimals=decimals,
            rates=rates,
            max_mb=self.max_mb or LARGEST_MB,
            columns_sha256=sha256,
            bom=self.bom_name.strip() if self.bom_name is not None else None,
            encoding=_encoding(self.encoding) if self.encoding is not None else None,
        )


def _encoding(name: str) -> str:

    found = find_encoding(name)
    if found is None:
        known = ", ".join(known.name for known in encodings())
        raise typer.BadParameter(f"--encoding {name!r} is not recognized; choose one of: {known}")
    return found.name


def question(
    rulebook: CleanVehicleRulebook,
    placed: str | None,
    year: int | None,
    acquired: str | None,
    readings: list[str] | None,
    *,
    test: TestName | None = None,
    half: Half = Half.MINERALS,
    screening: bool = False,
    sdn: DesignatedList | None = None,
    scenarios: list[str] | None = None,
    sheet_first: frozenset[str] = frozenset(),
) -> CleanVehicleQuestion:
    """The question from the options.

    Raises:
        typer.BadParameter: an option is invalid.
    """

    if placed is not None and year is not None:
        raise typer.BadParameter("give -d DATE or -y YEAR, not both")
    period = Period.day(date(placed, "-d")) if placed is not None else None
    if year is not None:
        period = Period.year(checked_year(year), rulebook.start)
    return CleanVehicleQuestion(
        placed=period,
        acquired=date(acquired, "-a") if acquired is not None else None,
        test=test,
        half=half,
        screening=screening,
        readings=readings_of(rulebook, readings or []),
        sdn=sdn,
        scenario=scenario(rulebook, scenarios or []),
        sheet_first=sheet_first,
    )


def regimes_of(name: str | None) -> list[AnyRegime]:
    """The regime of that name; all where none is given.

    Raises:
        typer.BadParameter: the name is unknown.
    """
    if name is not None and name not in REGIMES:
        raise typer.BadParameter(f"--regime {quoted(name)} is not recognized; choose one of: {', '.join(REGIMES)}")
    return list(REGIMES.values()) if name is None else [REGIMES[name]]


def offered(asked: Question, name: str) -> Any:
    """The function that the regime of a question offers under a name.

    Raises:
        typer.BadParameter: the regime does not offer it.
    """
    try:
        return regime_of(asked).offered(name)
    except NotOffered as error:
        raise typer.BadParameter(str(error)) from None


def scenario(
    rulebook: CleanVehicleRulebook, given: list[str], option: str = "--scenario"
) -> CleanVehicleScenario | None:
    """The scenario that the option names; None where it names none.

    Raises:
        typer.BadParameter: several, or one that is unknown or unusable.
    """
    if not given:
        return None
    if len(given) > 1:
        raise typer.BadParameter(f"{option} is given {len(given)} times: only one scenario applies at a time")

    try:
        return load_scenario(given[0], rulebook)
    except BadScenario as error:
        raise typer.BadParameter(f"{option} {error}") from None


def sdn_list(file: str | None, day: str | None) -> DesignatedList | None:
    """The list that the options name; None where they name none.

    Raises:
        typer.BadParameter: the file is not such a list, or a date is given without a list.
    """
    if file is None:
        if day is not None:
            raise typer.BadParameter("--sdn-date is the date of the list of --sdn: give --sdn FILE too")
        return None

    try:
        return load_list(file, date(day, "--sdn-date") if day is not None else None)
    except BadList as error:
        raise typer.BadParameter(f"--sdn {error}") from None


def pfe_list(file: str | None) -> PfeList | None:
    """The list of prohibited foreign entities that the option names; None where it names none.

    Raises:
        typer.BadParameter: the file is not such a list.
    """
    try:
        return load_pfe_list(file) if file is not None else None
    except BadList as error:
        raise typer.BadParameter(f"--pfe-list {error}") from None


def date(text: str, option: str) -> datetime.date:
    """A date written as 2025-01-31.

    Raises:
        typer.BadParameter: any other text.
    """

    try:
        return read_date(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} is {text!r}: {error}") from None


def checked_year(year: int) -> int:
    """The year, which has four digits.

    Raises:
        typer.BadParameter: it has not.
    """
    if not _FIRST_YEAR <= year <= datetime.MAXYEAR:
        raise typer.BadParameter(f"-y is {year}: use a year such as 2025")
    return year


def readings_of(rulebook: Rulebook, given: list[str]) -> Readings:
    """The readings of the rulebook with the choices given as ID=CHOICE.

    Raises:
        typer.BadParameter: there is no such reading or choice.
    """
    readings = rulebook.defaults()
    for text in given:
        name, _, choice = text.partition("=")
        try:
            readings = readings.choose([(name.strip(), choice.strip())])
        except UnknownReading as error:
            raise typer.BadParameter(f"--reading {text!r}: {error}") from None
    return readings
