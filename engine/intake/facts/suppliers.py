"""The sheets `Entities` and `Ownership`, and which names of a file are spellings of the same entity."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from ...model.battery import Certificate, Entity, EntityKind, Holding, Measure, Row
from ...model.findings import Findings
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from ...vocabulary.company_names import Names
from ...vocabulary.countries import find_country_of_owner
from ...vocabulary.foreign_entities import find_id, ids_of
from ...vocabulary.governments import find_government
from ...vocabulary.near_names import NearNames
from ..tables.columns import phrase
from ..tables.line import Line
from ..tables.table import Lines
from .cells import Cells
from .certificates import attestation_of
from .foreign_facts import read_foreign_facts, says_none


class NamedFacts(Protocol):
    """Facts about entities, which are found by `identity(name)`."""

    @property
    def entities(self) -> Mapping[str, Entity]: ...
    @property
    def holdings(self) -> Sequence[Holding]: ...
    @property
    def certificates(self) -> Mapping[str, Certificate]: ...
    def identity(self, name: str) -> str: ...


def read_entities(lines: Iterable[Line], cells: Cells) -> dict[str, Entity]:
    """Every supplier and owner by its identity."""
    found, names = cells.found, Names()
    entities: dict[str, Entity] = {}
    for line in lines:
        name = cells.text(line, "entity")
        if name is None:
            cells.report("ENTITY-UNNAMED", "the row does not name an entity and is not used", line, "entity")
            continue
        if same_as := names.same_as(name):
            first = entities[same_as[0]]
            also = "" if first.name == name else f", the other under {quoted(first.name)}"
            message = f"the entity {quoted(name)} has two rows{also}"
            found.add("ENTITY-TWICE", message, first.row.cell("entity"), line.row.cell("entity"))
            continue
        names.add([name])
        entities[names.identity(name)] = _entity(line, name, cells)
    return entities


def _entity(line: Line, name: str, cells: Cells) -> Entity:
    shares = _shares(line, "government_{}_pct", cells)
    unclear: dict[str, str | None] = {}
    foreign = read_foreign_facts(line, name, shares, cells, unclear)
    controller, unclear["effective_control_by"] = _controller(line, cells)
    country, unclear["country"] = cells.country(line, "country")
    headquarters, unclear["headquarters_country"] = cells.country(line, "headquarters_country")
    of = cells.shown(line, "government_of")
    # NO is Norway; No is an answer.
    nobody = of != "NO" and says_none(of, cells)
    government, unread = (None, None) if nobody else cells.country(line, "government_of")
    if not nobody:
        unread = cells.not_known(line, "government_of") or unread  # various, to be determined: it has an owner
    if foreign.kind is EntityKind.GOVERNMENT and government is None and unread is None:
        government, unread = country, None if country else f"{of or 'empty'}, but kind is government"
        nobody = False
    unclear["government_of"] = unread
    designation, unclear["designation"] = _designation(line, cells)
    return Entity(
        row=line.row,
        name=name,
        country=country,
        headquarters=headquarters,
        government_of=government,
        no_government=nobody,
        government=shares,
        controller=controller,
        controller_country=_country_of(controller) if controller is not None else None,
        rights_reserved=cells.flag(line, "rights_reserved", "rights_reserved"),
        designation=designation,
        unclear={column: text for column, text in unclear.items() if text is not None},
        attestation=attestation_of(cells, line, "attestation"),
        foreign=foreign,
    )


def _controller(line: Line, cells: Cells) -> tuple[str | None, str | None]:
    """The controller, or the text that says that there is, or may be, one without naming it (then reported)."""
    text = cells.shown(line, "effective_control_by")
    is_open = cells.not_known(line, "effective_control_by") is not None
    if says_none(text, cells) or (cells.unknown(text) and not is_open):
        return None, None
    if not is_open and phrase(text).rstrip(".!") not in cells.words.yes and any(c.isalnum() for c in text):
        return text, None
    cells.refuse("CONTROLLER-UNNAMED", line, "effective_control_by", "expected the name of the controller")
    return None, text


def _country_of(controller: str) -> str | None:
    """The country that a controller is, or whose government it is by its name."""
    country, government = find_country_of_owner(controller), find_government(controller)
    if country is None and government is not None and government.sure and len(government.countries) == 1:
        (country,) = government.countries
    return country


def _shares(line: Line, columns: str, cells: Cells) -> dict[Measure, Fraction]:
    found = {measure: cells.share(line, columns.format(measure)) for measure in Measure}
    return {measure: share for measure, share in found.items() if share is not None}


def _designation(line: Line, cells: Cells) -> tuple[str | None, str | None]:
    text = cells.text(line, "designation")
    if text is None or says_none(text, cells):
        return None, cells.not_known(line, "designation")
    if (designation := find_id("designations", phrase(text))) is not None:
        return designation, None
    expected = f"expected one of {', '.join(ids_of('designations'))}"
    if (listed := find_id("pfe_lists", phrase(text))) is not None:
        expected += f"; write {listed} in the column pfe_list"
    cells.refuse("DESIGNATION-UNKNOWN", line, "designation", expected, "the designation")
    return None, text


def read_holdings(lines: Iterable[Line], cells: Cells, entities: Mapping[str, Entity]) -> list[Holding]:
    """Every holding with a named owner; holdings in an entity of more than 100% in total are reported."""
    holdings: list[Holding] = []
    for line in lines:
        owned = cells.text(line, "owned")
        if owned is None:
            cells.report("HOLDING-OF-NOTHING", "the row does not name what is owned", line, "owned")
            continue
        shares = _shares(line, "{}_pct", cells)
        owner = cells.text(line, "owner")
        if owner is None:
            cells.report("OWNER-UNNAMED", "the row does not name the owner", line, "owner")
            owner = f"the unnamed owner in row {line.number}"
        reports = cells.flag(line, "reports_13d", "reports_13d")
        holdings.append(Holding(line.row, owner, owned, shares, reports))
    _check_sums(holdings, cells, names_of_sheets(entities, holdings))
    return holdings


def _check_sums(holdings: list[Holding], cells: Cells, names: Names) -> None:
    sums: dict[tuple[str, Measure], Fraction] = {}
    for holding in holdings:
        for measure, share in holding.shares.items():
            of = names.identity(holding.owned), measure
            whole = sums[of] = sums.get(of, Fraction(0)) + share
            if whole > 1:
                message = f"the holdings of {quoted(holding.owned)} in {measure} add up to {plain(whole * 100)} percent"
                cells.found.add("HOLDINGS-ABOVE-WHOLE", message, holding.row.cell(f"{measure}_pct"))


def report_unused(facts: NamedFacts, named: Mapping[str, str], shared: Mapping[str, Lines], found: Findings) -> None:
    """Reports rows of Entities and Ownership about companies that nothing else names: the name may be misspelled.

    `named` are the names that the other sheets mention, with a cell of each. `shared` are the tables that may have rows
    for several bills of materials: such rows are not reported.
    """
    if not facts.entities and not facts.holdings:
        return

    def is_own(kind: str, row: Row) -> bool:
        return kind not in shared or ((of := shared[kind].bom_rows) is not None and row.number not in of.shared)

    identity = facts.identity
    others = [entity.controller for entity in facts.entities.values()]
    others += [certificate.supplier for certificate in facts.certificates.values()]
    used = {identity(name) for name in (*named, *others) if name is not None}
    holdings = [(identity(holding.owner), identity(holding.owned)) for holding in facts.holdings]
    while more := {owner for owner, owned in holdings if owned in used} - used:
        used |= more
    held = used.union(*holdings)
    unlisted = {name: cell for name, cell in named.items() if identity(name) not in facts.entities}
    entities = [(entity.name, entity.row, "entity") for at, entity in facts.entities.items() if at not in held]
    owned = [(of.owned, of.row, "owned") for of in facts.holdings if identity(of.owned) not in used]
    for kind, rows, names, message in (
        ("entities", entities, unlisted, "no line, component or holding names"),
        ("ownership", owned, named, "the holding is not used: no line, component or holding in use names"),
    ):
        own = [(name, row.cell(column)) for name, row, column in rows if is_own(kind, row)]
        near = NearNames(names if own else ())
        for name, cell in own:
            found.add("ENTITY-UNUSED", f"{message} {quoted(name)}{near.suggestion(name, names)}", cell)


def names_of_sheets(entities: Mapping[str, Entity], holdings: Iterable[Holding]) -> Names:
    """The names about which a sheet states facts."""
    names = Names()
    for entity in entities.values():
        names.add([entity.name])
    names.add(name for holding in holdings for name in (holding.owner, holding.owned))
    return names


def names_with_facts(facts: NamedFacts, mentioned: Iterable[str]) -> Names:
    """The names about which a sheet states facts, and those mentioned if there are certificates."""
    names = names_of_sheets(facts.entities, facts.holdings)
    if facts.certificates:
        # A certificate of Acme Pty Ltd then belongs to Acme where no other company of that name is mentioned.
        names.add_mentioned([*mentioned, *_certified(facts)])
    return names


def identities_of(facts: NamedFacts, names: Names, mentioned: Iterable[str]) -> dict[str, str]:
    """The identity of every name of the sheets, and of those mentioned besides."""
    controllers = (entity.controller for entity in facts.entities.values() if entity.controller is not None)
    holders = (name for holding in facts.holdings for name in (holding.owner, holding.owned))
    own = (entity.name for entity in facts.entities.values())
    return {text: names.identity(text) for text in {*own, *controllers, *holders, *mentioned, *_certified(facts)}}


def _certified(facts: NamedFacts) -> list[str]:
    return [paper.supplier for paper in facts.certificates.values() if paper.supplier is not None]
