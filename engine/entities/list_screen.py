"""Looks up every name of a bill of materials in a list of designated entities.

A listed entity that did the work is a matter for the FEOC screen; everything else is reported here and decides
nothing. A name that is not found is not thereby cleared.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from enum import StrEnum
from typing import TypeAlias

import msgspec

from ..model.battery import Battery, Entity, Holding
from ..model.findings import Findings
from ..model.quoting import quoted
from ..report.report import ListMatch, ScreenedList
from ..rules.rule import Period
from ..vocabulary.company_names import Likeness, identity
from .designations import LIST_NAME, DesignatedList, Kind, Match, described

_FAR = datetime.timedelta(days=366)


class Role(StrEnum):
    """The role in which the bill of materials names an entity."""

    NAMED = "named"  # a supplier, or a row of its own
    OWNER = "owner"
    CONTROLLER = "controller"


NamedAs: TypeAlias = tuple[Role, str, str]
"""A name with its role and its cell."""


class _Named(msgspec.Struct):
    name: str
    cells: dict[Role, list[str]]

    def all_cells(self) -> list[str]:
        return list(dict.fromkeys(cell for cells in self.cells.values() for cell in cells))


def screen_names(
    used: Iterable[NamedAs],
    identity_of: Callable[[str], str],
    listed: DesignatedList,
    judged: Set[str],
    found: Findings,
    *,
    days: Period | None = None,
    day_is: str = "",
    tested: Period | None = None,
) -> ScreenedList:
    """The matches of the names used in a list.

    `judged` are the identities of the entities that the screen has already decided by the list. The date of the list is
    compared with the `days` of the verdict, on which the product is `day_is`, such as `placed in service`. `tested` are
    the days on which an entry must be on its list to be reported as such; None for any.
    """
    names = _gather(used)
    matches: list[ListMatch] = []
    for named in names.values():
        may_be_person = bool(named.cells.keys() & {Role.OWNER, Role.CONTROLLER})
        answers = listed.find(named.name, persons=may_be_person)
        numbers = {match.entry.number for match in answers}
        answers = answers + [match for match in listed.among(named.name) if match.entry.number not in numbers]
        on_days = [match for match in answers if tested is None or match.entry.overlaps(tested)]
        _tell(named, on_days, listed.title, found, judged=identity_of(named.name) in judged)
        if tested is not None:
            _tell_other_days(named, [match for match in answers if match not in on_days], tested, found)
        cells = named.all_cells()
        matches += [
            ListMatch(
                entity=named.name,
                cells=cells,
                entry=match.entry.number,
                name=match.name,
                alias_of=match.entry.name if match.is_alias else None,
                entry_kind=match.entry.kind,
                programs=list(match.entry.programs),
                countries=list(match.entry.countries),
                kind=match.likeness,
                from_=match.entry.first,
                to=match.entry.last,
            )
            for match in answers
        ]
    if days is not None:
        _tell_day(listed, days, day_is, found)
    return ScreenedList(
        name=listed.name,
        edition=listed.edition.text if listed.edition is not None else None,
        sha256=listed.sha256,
        entries=listed.entries,
        names_screened=len(names),
        beside=listed.beside,
        matches=sorted(matches, key=lambda match: match.kind != Likeness.EXACT),
    )


def _tell(named: _Named, matches: list[Match], title: str, found: Findings, *, judged: bool) -> None:
    """Reports the findings on a name. `judged`: the screen has already found it a FEOC by the list."""
    who = quoted(named.name)
    exact = [match for match in matches if match.likeness is Likeness.EXACT]
    listed = [match for match in exact if match.entry.kind is Kind.ENTITY]
    persons = [match for match in exact if match.entry.kind is Kind.INDIVIDUAL]
    owns = [role for role in (Role.OWNER, Role.CONTROLLER) if role in named.cells]
    for role in owns:
        for match in listed + persons:
            found.add("LIST-OWNER", f"the {role} {who} is on the {title}: {described(match)}", *named.cells[role])
    for match in listed if not judged and Role.NAMED in named.cells else ():
        message = f"{who} is on the {title}: {described(match)}, but none of its work is screened"
        found.add("LIST-OUTSIDE-SCREEN", message, *named.cells[Role.NAMED])
    reported = listed + (persons if judged or owns else [])
    for match in (match for match in exact if match not in reported):
        message = f"{who} has the same name as an entry on the {title}: {described(match)}"
        found.add("LIST-KIND", message, *named.all_cells())
    near = [match for match in matches if match.likeness is Likeness.NEAR]
    if near:
        like = "; ".join(described(match) for match in near)
        found.add("LIST-NEAR", f"{who} is similar to a name on the {title}: {like}", *named.all_cells())


def _tell_other_days(named: _Named, matches: list[Match], days: Period, found: Findings) -> None:
    for match in matches:
        if match.likeness is Likeness.EXACT:
            message = f"{quoted(named.name)} is listed, but on no day on which its status may be tested, {days.text}"
            found.add("LIST-NOT-ON-DAYS", f"{message}: {described(match)}", *named.all_cells())


def _tell_day(sdn: DesignatedList, days: Period, day_is: str, found: Findings) -> None:
    edition = sdn.edition
    if edition is None:
        found.add("LIST-UNDATED", f"the {LIST_NAME} has no date, neither in its file name nor in --sdn-date")
    elif edition.last > days.first:
        message = f"the {LIST_NAME} is dated {edition.text}, after the date {day_is} ({days.text})"
        found.add("LIST-OTHER-DAY", message)
    elif days.last - edition.first > _FAR:
        message = f"the {LIST_NAME} is dated {edition.text}, more than a year before the date {day_is} ({days.text})"
        found.add("LIST-OTHER-DAY", message)


def _gather(used: Iterable[NamedAs]) -> dict[str, _Named]:
    names: dict[str, _Named] = {}
    for role, name, cell in used:
        named = names.setdefault(identity(name), _Named(name, {}))
        named.cells.setdefault(role, []).append(cell)
    return names


def battery_names(battery: Battery) -> Iterator[NamedAs]:
    """Every name of a bill of materials with its role and its cell."""
    for chain in battery.chains:
        for site in chain.sites.all():
            if site.entity is not None:
                yield Role.NAMED, site.entity, site.entity_cell
    for component in battery.components or []:
        if component.site.entity is not None:
            yield Role.NAMED, component.site.entity, component.site.entity_cell
    yield from supplier_names(battery.entities, battery.holdings)


def supplier_names(entities: Mapping[str, Entity], holdings: Iterable[Holding]) -> Iterator[NamedAs]:
    """Every name of the sheets `Entities` and `Ownership` with its role and its cell."""
    for entity in entities.values():
        yield Role.NAMED, entity.name, entity.row.cell("entity")
        if entity.controller is not None:
            yield Role.CONTROLLER, entity.controller, entity.row.cell("effective_control_by")
    for holding in holdings:
        yield Role.OWNER, holding.owner, holding.row.cell("owner")
        yield Role.NAMED, holding.owned, holding.row.cell("owned")
