"""The options that several commands share, and what their texts mean."""

import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ..engine.content import TestName
    from ..engine.rulebook import Rulebook
    from ..engine.verdict import Question


_FIRST_YEAR = 1000  # a year has four digits: `-y 24` is a slip, not the year 24


class Color(StrEnum):
    """When the terminal is written to in colour."""

    AUTO = "auto"
    ALWAYS = "always"
    NEVER = "never"


class Format(StrEnum):
    TEXT = "text"
    JSON = "json"
    CSV = "csv"


class TextOrJson(StrEnum):
    TEXT = "text"
    JSON = "json"


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
SheetName = Annotated[
    str | None, typer.Option("--sheet", metavar="NAME", help="The sheet with the bill of materials, if not BOM.")
]
Output = Annotated[
    str | None,
    typer.Option("-o", "--output", metavar="FILE", help="Write the report to this file, whole or not at all."),
]
Quiet = Annotated[bool, typer.Option("-q", "--quiet", help="No summary on standard error.")]
ColorWhen = Annotated[Color, typer.Option("--color", metavar="WHEN", help="Colour: auto, always or never.")]


def question(
    rulebook: "Rulebook",
    placed: str | None,
    year: int | None,
    acquired: str | None,
    readings: list[str] | None,
    *,
    test: "TestName | None" = None,
    screening: bool = False,
) -> "Question":
    """The question that the options ask.

    Raises:
        typer.BadParameter: an option says nothing that is known.
    """
    from ..engine.law import Period
    from ..engine.verdict import Question

    if placed is not None and year is not None:
        raise typer.BadParameter("give -d DATE or -y YEAR, not both")
    period = Period.day(date(placed, "-d")) if placed is not None else None
    if year is not None:
        if not _FIRST_YEAR <= year <= datetime.MAXYEAR:
            raise typer.BadParameter(f"-y is {year}: a year such as 2025 was expected")
        period = Period.year(year, rulebook)
    return Question(
        placed=period,
        acquired=date(acquired, "-a") if acquired is not None else None,
        test=test,
        screening=screening,
        others=_others(rulebook, readings or []),
    )


def date(text: str, option: str) -> datetime.date:
    """A date written as 2025-01-31.

    Raises:
        typer.BadParameter: any other text.
    """
    try:
        return datetime.datetime.strptime(text.strip(), "%Y-%m-%d").date()  # noqa: DTZ007
    except ValueError:
        raise typer.BadParameter(f"{option} is {text!r}: a date such as 2025-01-31 was expected") from None


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
