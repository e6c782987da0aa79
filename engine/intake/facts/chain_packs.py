"""Chains as bytes and back: what many lines say alike is written once."""

import datetime
from collections.abc import Mapping
from fractions import Fraction
from functools import lru_cache
from types import MappingProxyType
from typing import Any

import msgspec

from ...model.battery import Attestation, Chain, Row, Site, Step, Table

_NOTHING_DENIED: Mapping[Step, str] = MappingProxyType({})

_Ratio = tuple[int, int]
_Place = tuple[Step, str | None, str | None, str, str, str, str | None, bool]
"""A site's step, country, entity, three columns, what is unread, and whether it is supposed."""


class _Common(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What many lines say alike; of a cell that denies a step its address but for the number of the row."""

    component: str | None
    material: str | None
    role: str | None
    mineral: str
    synthetic: bool
    value_column: str
    attestation_column: str | None
    claims_relief: bool
    named: bool
    denied: tuple[tuple[Step, str], ...]
    places: tuple[_Place, ...]


class _Own(msgspec.Struct, array_like=True, frozen=True, gc=False):
    """What is a line's own: which of the common it goes with, its row, name, value, mass, attestation, values added."""

    common: int
    number: int
    line: str
    value: _Ratio | None
    mass: _Ratio | None
    attestation: tuple[str, datetime.date | None, str | None] | None
    added: tuple[_Ratio | None, ...]


class _Pack(msgspec.Struct, array_like=True, frozen=True, gc=False):
    common: list[_Common]
    own: list[_Own]


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(_Pack)


def pack(rows: list[Chain], table: Table) -> bytes | None:
    """The chains packed; None where another table, a number of over 64 bits or a broken character has a part in one."""
    common: dict[tuple[Any, ...], int] = {}
    own: list[tuple[Any, ...]] = []
    for c in rows:
        row, attestation = c.row, c.attestation
        digits = str(row.number)
        places: list[tuple[Any, ...]] = []
        added: list[_Ratio | None] = []
        for step, sites in c.sites.items():
            for s in sites:
                if s.row is not row:
                    return None
                columns = s.country_column, s.entity_column, s.value_added_column
                places.append((step, s.country, s.entity, *columns, s.unread, s.supposed))
                added.append(_ratio(s.value_added))
        denied = [(step, cell.removesuffix(digits)) for step, cell in c.denied.items()]
        elsewhere = attestation is not None and attestation.row is not row
        if row.table is not table or elsewhere or any(cell + digits != c.denied[step] for step, cell in denied):
            return None
        subject = c.component, c.material, c.role, c.mineral, c.synthetic
        attested = None if attestation is None else attestation.column
        said = (*subject, c.value_column, attested, c.claims_relief, c.named, tuple(denied), tuple(places))
        at = common.setdefault(said, len(common))
        says = None if (a := attestation) is None else (a.reference, a.dated, a.certificate)
        own.append((at, row.number, c.line, _ratio(c.value), _ratio(c.mass), says, added))
    try:
        return _ENCODER.encode((list(common), own))
    except (OverflowError, UnicodeEncodeError):
        return None


def unpack(packed: bytes, table: Table) -> list[Chain]:
    """The chains as they were."""
    found = _DECODER.decode(packed)
    return [_chain(found.common[own.common], own, table) for own in found.own]


def _chain(common: _Common, own: _Own, table: Table) -> Chain:
    row = Row(table, own.number)
    sites: dict[Step, tuple[Site, ...]] = {}
    for place, added in zip(common.places, own.added):  # noqa: B905 - as many, by `pack`
        step, country, entity, by_country, by_entity, by_added, unread, supposed = place
        amount = None if added is None else _fraction(added)
        site = Site(row, country, entity, amount, by_country, by_entity, by_added, unread, supposed)
        sites[step] = (*sites[step], site) if step in sites else (site,)
    attestation = None
    if own.attestation is not None and common.attestation_column is not None:
        reference, dated, certificate = own.attestation
        attestation = Attestation(reference, row, common.attestation_column, dated, certificate)
    return Chain(
        row,
        own.line,
        common.component,
        common.material,
        common.role,
        common.mineral,
        common.synthetic,
        None if own.value is None else _fraction(own.value),
        None if own.mass is None else _fraction(own.mass),
        sites,
        {step: f"{cell}{own.number}" for step, cell in common.denied} if common.denied else _NOTHING_DENIED,
        common.value_column,
        attestation,
        common.claims_relief,
        common.named,
    )


def _ratio(number: Fraction | None) -> _Ratio | None:
    return None if number is None else number.as_integer_ratio()


@lru_cache(maxsize=4096)
def _fraction(ratio: _Ratio) -> Fraction:
    return Fraction(*ratio)
