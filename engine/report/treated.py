"""The types of a report's fields, by what a redacted report may say of them: `Cell` is a text that names a cell."""

import datetime
from collections.abc import Mapping
from typing import Annotated, Any, TypeAlias, get_args

import msgspec

from ..model.findings import AppliedWaiver, Finding
from ..model.waivers import Waivers
from .disclosure import Declared, Treatment, words

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
