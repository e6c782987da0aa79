"""The types of a report's fields, by what a redacted report may say of them: `Cell` is a text that names a cell."""

import datetime
from typing import Annotated, Any, TypeAlias, get_args

import msgspec

from ..report.disclosure import Declared, Fields, Treatment, words

Cell: TypeAlias = Annotated[str, Treatment.CELL]
CertificateName: TypeAlias = Annotated[str, Treatment.CERTIFICATE]
Citation: TypeAlias = Annotated[str, Treatment.LAW]
Code: TypeAlias = Annotated[str, Treatment.CODE]
Count: TypeAlias = Annotated[int, Treatment.COUNT]
Country: TypeAlias = Annotated[str, Treatment.COUNTRY]
Day: TypeAlias = Annotated[datetime.date, Treatment.DATE]
DayText: TypeAlias = Annotated[str, Treatment.DATE]
EntityName: TypeAlias = Annotated[str, Treatment.ENTITY]
Identifying: TypeAlias = Annotated[str, Treatment.IDENTIFYING]
ItemName: TypeAlias = Annotated[str, Treatment.ITEM]
LineName: TypeAlias = Annotated[str, Treatment.LINE]
MineralName: TypeAlias = Annotated[str, Treatment.MINERAL]
Model: TypeAlias = Annotated[str, Treatment.MODEL]
Money: TypeAlias = Annotated[str, Treatment.MONEY]
Percentage: TypeAlias = Annotated[str, Treatment.PERCENTAGE]
Place: TypeAlias = Annotated[str, Treatment.PLACE]
Share: TypeAlias = Annotated[str, Treatment.FRACTION]
Text: TypeAlias = Annotated[str, Treatment.TEXT]
ValueShare: TypeAlias = Annotated[str, Treatment.VALUE_SHARE]
Relation: TypeAlias = Annotated[str, words("at_most", "at_least", "below", "above")]
"""How an amount stands to a limit that decides."""


def declared_in(report: type[msgspec.Struct]) -> Fields:
    """The treatments with which the fields of a report, and of its parts, are annotated."""
    found: dict[type[msgspec.Struct], dict[str, Declared]] = {}
    waiting: list[Any] = [report]
    while waiting:
        of = waiting.pop()
        waiting += get_args(of)
        if isinstance(of, type) and issubclass(of, msgspec.Struct) and of not in found:
            types = {field.name: field.type for field in msgspec.structs.fields(of)}
            found[of] = {name: how for name, type_ in types.items() if (how := _treatment(type_)) is not None}
            waiting += types.values()
    return {of: treated for of, treated in found.items() if treated}


def _treatment(of: Any) -> Declared | None:
    if annotated := getattr(of, "__metadata__", None):
        declared: Declared = annotated[0]
        return declared
    return next((how for part in get_args(of) if (how := _treatment(part)) is not None), None)
