"""The sheets `Entities` and `Ownership` in short, and the statuses of their entities for material assistance.

An entity is a row of cells by column; a holding is `Z 60 H`: equity and votes, or `Z 60/0 H`: equity and votes apart,
`?` for one that is not stated; `13d` or `no13d` behind it says whether it is reported.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from fractions import Fraction

from critmin.engine.entities.designations import DesignatedList
from critmin.engine.model.battery import Entity, EntityKind, ForeignFacts, Holding, Measure, Row, Table
from critmin.engine.model.numbers import Fraction as Exact
from critmin.engine.regimes.material_assistance.entity_status import EntityStatus, EntityStatuses
from critmin.engine.regimes.material_assistance.law import Law
from critmin.engine.regimes.material_assistance.rulebook import ProductClass, load_rulebook
from critmin.engine.rules.rule import Period
from critmin.engine.vocabulary.company_names import Names

Cells = Mapping[str, object]
CLEAN: Cells = {"country": "KR", "headquarters": "KR", "sfe_appoints_officer": False, "sfe_debt": 0}
"""The facts of a company that is no prohibited foreign entity if its holders are none."""
CHINESE: Cells = {"country": "CN", "headquarters": "CN"}
PERSON: Cells = {"kind": EntityKind.PERSON, "citizen_of": "KR"}
"""A holder of whom nothing more needs to be known."""
LISTED: Cells = CLEAN | {"lists": ("1260H",), "sfe_total": 0}
"""A company that is on a list, but that no covered nation controls."""

_FACTS = set(ForeignFacts.__struct_fields__)
_SHARES = {"sfe_largest", "sfe_total", "sfe_debt"}


class Sheets:
    """Entities by name, and holdings."""

    def __init__(self, entities: Mapping[str, Cells], holdings: Iterable[str | Holding] = ()) -> None:
        self.holdings = [holding(text, at) if isinstance(text, str) else text for at, text in enumerate(holdings, 2)]
        names = Names()
        names.add(entities)
        names.add(name for held in self.holdings for name in (held.owner, held.owned))
        self._names = names
        self.entities = {
            names.identity(name): entity(name, cells, at) for at, (name, cells) in enumerate(entities.items(), 2)
        }

    def identity(self, name: str) -> str:
        return self._names.identity(name)


def entity(name: str, cells: Cells, row: int = 2) -> Entity:
    """The row of an entity; shares are percentages."""
    known = {key: value for key, value in cells.items() if value is not None}
    facts = {key: _share(value) if key in _SHARES else value for key, value in known.items() if key in _FACTS}
    if "citizen_of" in facts:
        facts["citizen_of"] = tuple(str(facts["citizen_of"]).split())
    own = {key: value for key, value in known.items() if key not in _FACTS}
    if "government" in own:
        own["government"] = {measure: _share(share) for measure, share in own["government"].items()}  # type: ignore[attr-defined]
    return Entity(Row(Table("Entities", {"entity": "A"}), row), name, foreign=ForeignFacts(**facts), **own)  # type: ignore[arg-type]


def holding(text: str, row: int = 2) -> Holding:
    """The holding that a text such as `Z 60/0 H 13d` says."""
    owner, shares, owned, *reports = text.split(" ")
    value, _, votes = shares.partition("/")
    stated = {Measure.EQUITY: value, Measure.VOTES: votes or value}
    table = Table("Ownership", {"owner": "A", "owned": "B", "equity_pct": "C", "votes_pct": "D", "reports_13d": "E"})
    return Holding(
        Row(table, row),
        owner.replace("_", " "),
        owned.replace("_", " "),
        {measure: _share(share) for measure, share in stated.items() if share != "?"},
        {"13d": True, "no13d": False}[reports[0]] if reports else None,
    )


def _share(percentage: object) -> Exact:
    share = Fraction(str(percentage)) / 100
    return Exact(share.numerator, share.denominator)


def law(**readings: str) -> Law:
    """The law in 2026 with these readings: `control_together="one-holder"`."""
    rulebook = load_rulebook()
    chosen = rulebook.defaults().choose((name.replace("_", "-"), choice) for name, choice in readings.items())
    day = datetime.date(2026, 6, 30)
    return Law(rulebook, ProductClass.BATTERY_COMPONENT, Period.day(day), chosen)


def statuses(
    entities: Mapping[str, Cells],
    holdings: Iterable[str | Holding] = (),
    *,
    sdn: DesignatedList | None = None,
    taxpayer: str | None = None,
    **readings: str,
) -> EntityStatuses:
    return EntityStatuses(Sheets(entities, holdings), law(**readings), sdn, taxpayer)


def status(
    name: str, entities: Mapping[str, Cells], holdings: Iterable[str | Holding] = (), **readings: str
) -> EntityStatus:
    return statuses(entities, holdings, **readings).status(name)
