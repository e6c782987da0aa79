"""The columns of `Entities` for prohibited foreign entities (26 USC 7701(a)(51))."""

import re
from collections.abc import Callable, Mapping

from ...model.battery import EntityKind, ForeignFacts, Measure
from ...model.numbers import Fraction, plain
from ...model.quoting import quoted
from ...vocabulary.company_names import name_of
from ...vocabulary.countries import find_country
from ...vocabulary.foreign_entities import find_id, ids_of, says_not_listed
from ...vocabulary.governments import names_of_countries
from ...vocabulary.names import words
from ..tables.columns import phrase
from ..tables.line import Line
from .cells import Cells

_COUNTED = (Measure.EQUITY, Measure.VOTES)  # the board is no measure of control or influence
_US = "US"
_PARTED = re.compile(r"[;,/+&|\n、，；]|\band\b", re.IGNORECASE)


def read_foreign_facts(
    line: Line, name: str, government: Mapping[Measure, Fraction], cells: Cells, unclear: dict[str, str | None]
) -> ForeignFacts:
    """The facts of an entity's row of `Entities`; cells that contradict each other are reported, and all are kept.

    `government` is what the row states that a covered nation's government holds directly; `unclear` takes in the texts
    of cells that are not recognized, or that say that the fact is not known, by column.
    """
    citizen_of, of_no_country = _citizenship(line, cells)
    kind, unclear["kind"] = _kind(line, name, cells, is_citizen=bool(citizen_of) or of_no_country is not None)
    unclear["citizen_of"] = of_no_country or cells.not_known(line, "citizen_of")
    us_person = cells.flag(line, "us_person", "us_person")
    lists, unclear["pfe_list"] = _lists(line, cells)
    listed_parent = cells.flag(line, "listed_parent_80", "listed_parent_80")
    unclear["listed_parent_80"] = cells.stated(line, "listed_parent_80") if listed_parent is None else None
    return ForeignFacts(
        kind=kind,
        citizen_of=citizen_of,
        us_person=_US in citizen_of or None if us_person is None else us_person,
        lists=lists,
        on_no_list=lists == () and unclear["pfe_list"] is None and cells.text(line, "pfe_list") is not None,
        publicly_traded=cells.flag(line, "publicly_traded", "publicly_traded"),
        listed_parent=listed_parent,
        sfe_appoints_officer=cells.flag(line, "sfe_appoints_officer", "sfe_appoints_officer"),
        **_shares(line, government, cells),
    )


def says_none(text: str, cells: Cells) -> bool:
    """Whether a name cell says that there is none: `none`, `no`, `nobody`, `no license`."""
    known = cells.words
    answer = phrase(text)
    no, *rest = answer.split() or [""]
    return answer in known.none | known.negative | known.nobody or (no == "no" and known.no_such.issuperset(rest))


def _kind(line: Line, name: str, cells: Cells, *, is_citizen: bool) -> tuple[EntityKind, str | None]:
    """The kind, and the text of a cell that is not recognized.

    Without a kind, a citizenship makes a person, unless the name has a legal form.
    """
    text = cells.text(line, "kind")
    found = find_id("kinds", phrase(text)) if text is not None else None
    if text is not None and found is None:
        cells.refuse("KIND-UNKNOWN", line, "kind", f"expected one of {', '.join(ids_of('kinds'))}")
        return EntityKind.COMPANY, text
    if (not_known := cells.not_known(line, "kind")) is not None:
        return EntityKind.COMPANY, not_known
    is_person = found is None and is_citizen and not name_of(name).forms
    kind = EntityKind(found) if found is not None else EntityKind.PERSON if is_person else EntityKind.COMPANY
    of = cells.shown(line, "government_of")
    for column, conflicts in (
        ("citizen_of", is_citizen and kind is not EntityKind.PERSON),
        ("government_of", kind is EntityKind.GOVERNMENT and of != "NO" and says_none(of, cells)),
    ):
        if conflicts:
            message = f"{quoted(name)} is a {kind}, but {column} is {quoted(cells.shown(line, column))}"
            cells.report("KIND-CONTRADICTED", message, line, "kind" if text else "entity", column)
    return kind, None


def _citizenship(line: Line, cells: Cells) -> tuple[tuple[str, ...], str | None]:
    """The countries of which it is a citizen, and the text of a cell of which a part is not recognized."""
    text = cells.shown(line, "citizen_of")
    countries, is_whole = _each(text, _nation)
    if countries and is_whole:
        return countries, None
    country, unclear = cells.country(line, "citizen_of")
    return countries or ((country,) if country is not None else ()), unclear


def _nation(text: str) -> str | None:
    """The country that a text is, also by its adjective (`Chinese`)."""
    return names_of_countries().get(words(text)) or find_country(text)


def _lists(line: Line, cells: Cells) -> tuple[tuple[str, ...], str | None]:
    """The ids of the lists that a cell names, and its text where a part of it is not recognized."""
    text = cells.text(line, "pfe_list")
    if text is None or says_none(text, cells) or says_not_listed(phrase(text)):
        return (), cells.not_known(line, "pfe_list")
    lists, is_whole = _each(text, lambda name: find_id("pfe_lists", phrase(name)))
    if lists and is_whole:
        return lists, None
    cells.refuse("PFE-LIST-UNKNOWN", line, "pfe_list", f"expected one or several of {', '.join(ids_of('pfe_lists'))}")
    return lists, text


def _each(text: str, find: Callable[[str], str | None]) -> tuple[tuple[str, ...], bool]:
    """What a text is, or else its parts are, each once; and whether every part is something."""
    whole = find(text)
    parts = (part.strip() for part in _PARTED.split(text))
    found = [whole] if whole is not None else [find(part) for part in parts if part]
    return tuple(dict.fromkeys(one for one in found if one is not None)), None not in found


def _shares(line: Line, government: Mapping[Measure, Fraction], cells: Cells) -> dict[str, Fraction | None]:
    """What specified foreign entities hold, as stated."""
    shares = {f"sfe_{what}": cells.share(line, f"sfe_{what}_pct") for what in ("largest", "total", "debt")}
    largest, total = shares["sfe_largest"], shares["sfe_total"]
    limit = "sfe_total_pct"
    if total is None and largest == 0:  # a largest of 0 is a total of 0
        total, limit = largest, "sfe_largest_pct"
    held = {f"government_{measure}_pct": government.get(measure) for measure in _COUNTED}
    for column, share in {"sfe_largest_pct": largest, **held}.items():
        if total is not None and share is not None and share > total:
            message = f"{column} is {plain(share * 100)}, but {limit} is only {plain(total * 100)}"
            cells.report("SFE-SHARES-CONFLICT", message, line, column, limit)
    return shares
