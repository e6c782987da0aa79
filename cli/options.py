"""The options that commands share, each declared once; a command says which it takes, and gets them as `Options`."""

import datetime
import inspect
import re
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass, field, fields
from enum import StrEnum
from functools import cached_property, wraps
from types import MappingProxyType
from typing import Annotated, Any, cast, get_type_hints

import typer

from ..engine.entities.designations import DesignatedList
from ..engine.entities.list_file import BadList, load_list
from ..engine.intake.files.paths import without_secrets
from ..engine.intake.files.text_table import encodings, find_encoding
from ..engine.intake.tables.columns_file import BadColumnsFile, load_columns_file
from ..engine.model.dates import read_date
from ..engine.model.settings import LARGEST_MB, ColumnsFile, Decimals, Settings
from ..engine.regimes.clean_vehicle.question import Half
from ..engine.regimes.registry import REGIMES
from ..engine.report.disclosure import Scope
from ..engine.vocabulary.amounts import parse_rate
from .choices import Color, DecimalChoice, For, Format, Laws, TestChoice

_FIRST_YEAR = 1000  # a year has four digits: `-y 24` is a mistake, not the year 24

Bom = Annotated[str, typer.Argument(metavar="BOM", help="A workbook, a CSV file, or - for standard input.")]
Boms = Annotated[
    list[str],
    typer.Argument(metavar="BOM...", help="Workbooks, CSV files, folders, patterns, or - for standard input."),
]

READ = ("sheet", "bom_name", "columns", "decimal", "fx", "max_mb", "encoding")
"""How files are read."""
PRODUCT = ("class_", "sold", "construction_begins", "taxable_year_begins", "pfe_list")
"""What the question on a product depends on, besides the year."""
RUN = ("strict", "baseline", "summary", "full", "table", "pages")
"""The outputs of a run besides its report, and what counts as a failure."""
WAIVING = ("waivers", "no_waivers", "waivers_on")


def _on_this_machine(output: str | None) -> str | None:
    if output is not None and "://" in output:
        raise typer.BadParameter(f"{without_secrets(output)} is a URL: use the path of a file on this machine")
    return output


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


CLASSES = "battery-component or critical-mineral (45X), energy-storage or qualified-facility (45Y, 48E)"


def _option(names: str, metavar: str | None, about: str, default: Any = None, **more: Any) -> Any:
    """A field for an option by its names, such as `-y --year`."""
    option = typer.Option(*names.split(), metavar=metavar, help=about, **more)
    return field(default=default, metadata={"option": option})


def _flag(names: str, about: str) -> Any:
    return _option(names, None, about, default=False)


@dataclass(frozen=True)
class Options:
    """What a command was given; an option that it does not take has its default."""

    regime: str | None = _option("--regime", "REGIME", f"The law to apply: {', '.join(REGIMES)}.")
    for_: For = _option("--for", "COMMAND", "The command whose question is meant: check or macr.", default=For.CHECK)
    laws: Laws = _option(
        "--for",
        "LAW",
        "30d (as `critmin check`), macr (as `critmin macr`), or both, by a file's sheets.",
        default=Laws.BOTH,
    )
    placed_in_service: str | None = _option(
        "-d --placed-in-service", "DATE", "The date the vehicle is placed in service."
    )
    year: int | None = _option("-y --year", "YEAR", "Any day of this year, instead of -d.")
    acquired: str | None = _option(
        "-a --acquired", "DATE", "The date the vehicle was acquired (binding contract and payment)."
    )
    test: TestChoice = _option(
        "--test", "TEST", "The test that must be met: any, traced or value-added.", default=TestChoice.ANY
    )
    half: Half = _option(
        "--half",
        "HALF",
        "The half of the credit that decides the exit status: minerals, components or both.",
        default=Half.MINERALS,
    )
    screening: bool = _flag("--screening", "Treat suppliers without an adverse fact as attested.")
    class_: str | None = _option("--class", "CLASS", f"The class of the product: {CLASSES}.")
    sold: str | None = _option("--sold", "DATE", "The date the product is sold (45X).")
    construction_begins: str | None = _option(
        "--construction-begins", "DATE", "The date construction begins (45Y, 48E)."
    )
    taxable_year_begins: str | None = _option(
        "--taxable-year-begins", "DATE", "The first day of the taxpayer's taxable year."
    )
    reading: list[str] | None = _option(
        "--reading", "ID=CHOICE", "The reading of an unsettled legal question; see `critmin rules`."
    )
    scenario: list[str] | None = _option(
        "--scenario", "NAME_OR_FILE", "A what-if, marked on every output; see `critmin rules`."
    )
    sdn: str | None = _option(
        "--sdn", "FILE", "OFAC's list sdn.csv, with alt.csv and add.csv beside it, to screen names against."
    )
    sdn_date: str | None = _option("--sdn-date", "DATE", "The date of that list, if the file name does not give it.")
    pfe_list: str | None = _option(
        "--pfe-list", "FILE", "A CSV with the columns name, list, from, to: the other lists to screen names against."
    )
    sheet: str | None = _option("--sheet", "NAME", "The sheet with the bill of materials, if not BOM.")
    bom_name: str | None = _option("--bom", "NAME", "The BOM to use, if the column bom names several.")
    columns: str | None = _option("--columns", "FILE", "The columns file to use; `critmin columns --save` writes one.")
    decimal: DecimalChoice | None = _option(
        "--decimal", "MARK", "point or comma: the decimal mark in numbers saved as text."
    )
    fx: list[str] | None = _option(
        "--fx", "CODE=RATE@DATE", "US dollars per unit of a currency, with the date: EUR=1.08@2024-06-30."
    )
    max_mb: int | None = _option("--max-mb", "MB", "The largest file to read. Default: 150 MB.", min=1)
    encoding: str | None = _option(
        "--encoding", "NAME", "The encoding of text tables, if not UTF-8: windows-1252, gb18030 ..."
    )
    format_: Format = _option("-f --format", "FORMAT", "", default=Format.TEXT)
    output: str | None = _option(
        "-o --output",
        "FILE",
        "Write the report to this file; its ending selects the format.",
        callback=_on_this_machine,
    )
    folder: str | None = _option(
        "-o --output", "FOLDER", "The new or empty folder to write; always needed.", callback=_on_this_machine
    )
    strict: bool = _flag("--strict", "Warnings fail the run (exit status 1).")
    baseline: str | None = _option(
        "--baseline", "FILE", "An earlier -f json report; only what got worse fails the run."
    )
    summary: bool = _flag("--summary", "Only the run summary, without the reports; with -f text or markdown.")
    full: bool = _flag("--full", "All sections of each report, with -f text. Other formats have them.")
    table: str | None = _option("--table", "FILE", "Also write one row per BOM to a new .csv, .parquet or .xlsx.")
    pages: str | None = _option("--pages", "FOLDER", "Also write a web page per BOM and an index to a new folder.")
    waivers: str | None = _option("--waivers", "FILE", "A file of waivers, instead of those in critmin.toml.")
    no_waivers: bool = _flag("--no-waivers", "Ignore all waivers.")
    waivers_on: str | None = _option(
        "--waivers-on", "DATE", "The day on which waivers must be in force. Default: today."
    )
    shard: str | None = _option(
        "--shard",
        "I/N",
        "Check only part I of N: BOMs I, I+N, I+2N ... `critmin merge` combines the parts.",
        callback=_part,
    )
    jobs: int | None = _option("--jobs", "N", "Number of processes. Default: one per processor.", min=1)
    scheduler: str | None = _option(
        "--scheduler", "ADDRESS", "Run on the Dask cluster at this address, such as tcp://10.0.0.5:8786."
    )
    redact: Scope | None = _option("--redact", "WHAT", "Withhold prices, names or all, for a report to pass on.")
    quiet: bool = _flag("-q --quiet", "No summary line on standard error.")
    color: Color = _option("--color", "WHEN", "Color: auto, always or never.", default=Color.AUTO)

    def settings(self) -> Settings:
        """How files are read.

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
            max_mb=self.largest_mb,
            columns_sha256=sha256,
            bom=self.bom_name.strip() if self.bom_name is not None else None,
            encoding=_encoding(self.encoding) if self.encoding is not None else None,
        )

    @property
    def largest_mb(self) -> int:
        return self.max_mb or LARGEST_MB

    @cached_property
    def designated(self) -> DesignatedList | None:
        """The list of `--sdn`; None where it names none.

        Raises:
            typer.BadParameter: the file is not such a list, or a date is given without a list.
        """
        if self.sdn is None:
            if self.sdn_date is not None:
                raise typer.BadParameter("--sdn-date is the date of the list of --sdn: give --sdn FILE too")
            return None
        try:
            return load_list(self.sdn, day_of(self.sdn_date, "--sdn-date"))
        except BadList as error:
            raise typer.BadParameter(f"--sdn {error}") from None


def takes(
    *names: str, formats: Sequence[Format] = (), helps: Mapping[str, str] = MappingProxyType({})
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Gives a command these options in this order, as its parameter of the type `Options`.

    A name may also be of a parameter of its own; those that are not named come first. `formats` are the choices of the
    option `format_`; `helps` says what an option means to this command.
    """

    def with_options(function: Callable[..., None]) -> Callable[..., None]:
        hints = get_type_hints(function, include_extras=True)
        own = {
            name: parameter.replace(annotation=hints[name], kind=inspect.Parameter.KEYWORD_ONLY)
            for name, parameter in inspect.signature(function).parameters.items()
        }
        given_as = next(name for name, hint in hints.items() if hint is Options)
        del own[given_as]
        shared = {name: parameter for name, parameter in _parameters(formats, helps).items() if name not in own}
        every = [*(own[name] for name in own if name not in names), *((own | shared)[name] for name in names)]

        @wraps(function)
        def command(**values: Any) -> None:
            taken = {name: values.pop(name) for name in names if name in shared}
            if "format_" in taken:
                taken["format_"] = Format(taken["format_"])
            function(**values, **{given_as: Options(**taken)})

        del command.__wrapped__
        command.__signature__ = inspect.Signature(every)  # type: ignore[attr-defined]
        command.__annotations__ = {parameter.name: parameter.annotation for parameter in every}
        return command

    return with_options


def _parameters(formats: Sequence[Format], helps: Mapping[str, str]) -> dict[str, inspect.Parameter]:
    """Every shared option as typer reads it, with these formats and texts."""
    found, hints = {}, get_type_hints(Options)
    if formats:
        *others, last = formats
        helps = {"format_": f"{', '.join(others)} or {last}.", **helps}
        hints["format_"] = StrEnum("Format", {each.name: each.value for each in formats})
    for one in fields(Options):
        option = copy(one.metadata["option"])
        option.help = helps.get(one.name, option.help)
        default = hints[one.name](one.default) if one.name == "format_" else one.default
        kind = cast(Any, Annotated)[hints[one.name], option]
        found[one.name] = inspect.Parameter(one.name, inspect.Parameter.KEYWORD_ONLY, default=default, annotation=kind)
    return found


def _encoding(name: str) -> str:
    found = find_encoding(name)
    if found is None:
        known = ", ".join(known.name for known in encodings())
        raise typer.BadParameter(f"--encoding {name!r} is not recognized; choose one of: {known}")
    return found.name


def date(text: str, option: str) -> datetime.date:
    """A date written as 2025-01-31.

    Raises:
        typer.BadParameter: any other text.
    """
    try:
        return read_date(text)
    except ValueError as error:
        raise typer.BadParameter(f"{option} is {text!r}: {error}") from None


def day_of(text: str | None, option: str) -> datetime.date | None:
    """The date of an option; None where it is not given."""
    return None if text is None else date(text, option)


def checked_year(year: int | None) -> int | None:
    """The year, which has four digits.

    Raises:
        typer.BadParameter: it has not.
    """
    if year is not None and not _FIRST_YEAR <= year <= datetime.MAXYEAR:
        raise typer.BadParameter(f"-y is {year}: use a year such as 2025")
    return year
