"""What a redacted report may say: the treatments of its fields, their types, and the sentences of the program.

A field is annotated with its treatment; one that is not is refused.
"""

import datetime
from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType
from typing import Annotated, Any, NamedTuple, TypeAlias, get_args

import msgspec

from ..model.findings import AppliedWaiver, Finding
from ..model.waivers import Waivers

WITHHELD = "redacted"
"""Stands for a text or an amount that is withheld. It is not null: an unknown fact is something else."""


class Scope(StrEnum):
    """What is withheld: amounts of money, names, or both. Free texts, which may hold either, are withheld always."""

    PRICES = "prices"
    NAMES = "names"
    ALL = "all"

    @property
    def prices(self) -> bool:
        return self is not Scope.NAMES

    @property
    def names(self) -> bool:
        return self is not Scope.PRICES


class Treatment(StrEnum):
    """What becomes of a text or a number of a report.

    The first group stays, if it is what it claims to be: a value that is not is withheld. Of the second group,
    `FRACTION` is cut to the four decimals of its percentage: uncut, it states amounts. The third has a pseudonym for
    each name. Of the last, `TEXT` keeps the sentences that the program itself writes.
    """

    LAW = auto()  # verbatim in the data of the law: a citation, a reading, its choices
    CODE = auto()
    COUNTRY = auto()
    PLACE = auto()  # a country's name, or that it is not known
    MINERAL = auto()
    PERCENTAGE = auto()
    DATE = auto()
    HASH = auto()
    COUNT = auto()
    SETTING = auto()  # an option of the run: an exchange rate, an encoding, a limit
    VARIABLE = auto()

    MONEY = auto()
    FRACTION = auto()
    VALUE_SHARE = auto()  # a percentage that gives one value if another is known

    ENTITY = auto()
    LINE = auto()
    ITEM = auto()
    CERTIFICATE = auto()
    MODEL = auto()
    SCENARIO = auto()
    CELL = auto()  # its sheet is a name
    SHEET = auto()
    FILE = auto()  # by its place in the run
    IDENTIFYING = auto()  # says whom it is about, though it is no name

    TEXT = auto()
    CATALOG = auto()  # replaced by the title or the remedy that the catalog has for the finding
    DROPPED = auto()


PRICES = frozenset({Treatment.MONEY, Treatment.FRACTION, Treatment.VALUE_SHARE})
NAMES = frozenset(
    {
        Treatment.ENTITY,
        Treatment.LINE,
        Treatment.ITEM,
        Treatment.CERTIFICATE,
        Treatment.MODEL,
        Treatment.SCENARIO,
        Treatment.CELL,
        Treatment.SHEET,
        Treatment.FILE,
        Treatment.IDENTIFYING,
    }
)

Declared: TypeAlias = Treatment | frozenset[str]
"""A treatment, or the only words that the field may hold."""


def words(*texts: str) -> frozenset[str]:
    """A field of which only these words are passed on."""
    return frozenset(texts)


class Disclosure(NamedTuple):
    """The sentences that a regime writes, which its redacted report may say.

    In a sentence, `{date}`, `{number}`, `{percent}`, `{usd}`, `{law}` and `{place}` stand for what they name,
    `{hidden}` for a text that is withheld, and any other name for a pattern in `patterns`.
    """

    sentences: tuple[str, ...] = ()
    patterns: Mapping[str, str] = MappingProxyType({})


SENTENCES = (
    "cannot be read",
    "cannot be checked",
    "it is not signed: signed_on is empty",
    "it is valid from {date}, but the verdict is for {date}",
    "it is valid until {date}, but the verdict is for {date}",
    "the country in which it is organized",
    "the country of its headquarters",
)
"""Texts of the program in every regime's report."""


Cell: TypeAlias = Annotated[str, Treatment.CELL]
CertificateName: TypeAlias = Annotated[str, Treatment.CERTIFICATE]
Citation: TypeAlias = Annotated[str, Treatment.LAW]
Code: TypeAlias = Annotated[str, Treatment.CODE]
Count: TypeAlias = Annotated[int, Treatment.COUNT]
Country: TypeAlias = Annotated[str, Treatment.COUNTRY]
Day: TypeAlias = Annotated[datetime.date, Treatment.DATE]
DayText: TypeAlias = Annotated[str, Treatment.DATE]
EntityName: TypeAlias = Annotated[str, Treatment.ENTITY]
FileName: TypeAlias = Annotated[str, Treatment.FILE]
Hash: TypeAlias = Annotated[str, Treatment.HASH]
Identifying: TypeAlias = Annotated[str, Treatment.IDENTIFYING]
IdentifyingDay: TypeAlias = Annotated[datetime.date, Treatment.IDENTIFYING]
ItemName: TypeAlias = Annotated[str, Treatment.ITEM]
LawText: TypeAlias = Annotated[str, Treatment.LAW]
LineName: TypeAlias = Annotated[str, Treatment.LINE]
MineralName: TypeAlias = Annotated[str, Treatment.MINERAL]
Model: TypeAlias = Annotated[str, Treatment.MODEL]
Money: TypeAlias = Annotated[str, Treatment.MONEY]
Percentage: TypeAlias = Annotated[str, Treatment.PERCENTAGE]
Place: TypeAlias = Annotated[str, Treatment.PLACE]
Share: TypeAlias = Annotated[str, Treatment.FRACTION]
ScenarioName: TypeAlias = Annotated[str, Treatment.SCENARIO]
Setting: TypeAlias = Annotated[str, Treatment.SETTING]
SheetName: TypeAlias = Annotated[str, Treatment.SHEET]
Text: TypeAlias = Annotated[str, Treatment.TEXT]
ValueShare: TypeAlias = Annotated[str, Treatment.VALUE_SHARE]
Variable: TypeAlias = Annotated[str, Treatment.VARIABLE]
Relation: TypeAlias = Annotated[str, words("at_most", "at_least", "below", "above")]
"""How an amount stands to a limit that decides."""

_OF_MODEL: Mapping[type[msgspec.Struct], Mapping[str, Treatment]] = {
    Finding: {
        "code": Treatment.CODE,
        "message": Treatment.CATALOG,
        "remedy": Treatment.CATALOG,
        "citation": Treatment.LAW,
        "cells": Treatment.CELL,
        "supplier": Treatment.ENTITY,
    },
    AppliedWaiver: {
        "number": Treatment.COUNT,
        "reason": Treatment.TEXT,
        "by": Treatment.IDENTIFYING,
        "until": Treatment.DATE,
    },
    Waivers: {"on": Treatment.DATE, "sha256": Treatment.HASH, "waivers": Treatment.DROPPED},
}
"""The fields of types that stand below reports, and know nothing of them."""


def treatments_of(of: type[msgspec.Struct]) -> dict[str, Declared]:
    """The treatment of each field of a type that has one."""
    below = _OF_MODEL.get(of, {})
    types = {field.name: field.type for field in msgspec.structs.fields(of)}
    found = {name: below.get(name) or _treatment(type_) for name, type_ in types.items()}
    return {name: how for name, how in found.items() if how is not None}


def _treatment(of: Any) -> Declared | None:
    for how in getattr(of, "__metadata__", ()):
        if isinstance(how, Treatment | frozenset):
            return how
    return next((how for part in get_args(of) if (how := _treatment(part)) is not None), None)
