"""Loads a scenario by name or from a file, checked and with uniform names."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import msgspec

from ....data import load
from ...model.battery import Step, key
from ...model.numbers import NotANumber, parse_number, plain
from ...model.quoting import quoted, suggestion
from ...model.sources import Strict
from ...vocabulary.countries import find_country, nearest_countries
from ...vocabulary.minerals import Mineral, find_mineral, nearest_minerals
from ...vocabulary.names import nearest
from .rulebook import CleanVehicleRulebook
from .scenario import (
    PARTS,
    AgreementNarrowed,
    CleanVehicleScenario,
    ComponentChange,
    CoveredNation,
    Origin,
    Partner,
    Price,
)

_LONGEST_NAME = 60


class BadScenario(ValueError):
    """A scenario that cannot be applied; the text states what is wrong and where."""


class _File(Strict, frozen=True):
    scenario: list[CleanVehicleScenario]


@cache
def built_in() -> dict[str, CleanVehicleScenario]:
    file = load("regimes/clean_vehicle/scenarios.toml", _File)
    return {scenario.name: scenario for scenario in file.scenario}


def load_scenario(name_or_file: str, rulebook: CleanVehicleRulebook) -> CleanVehicleScenario:
    """The built-in scenario of that name, or the one that a TOML file holds, checked and with its names made uniform.

    Raises:
        BadScenario: it does not exist, or it names something not recognized.
    """
    known = built_in()
    if name_or_file in known:
        return checked(known[name_or_file], rulebook)
    path = Path(name_or_file)
    if path.suffix.lower() != ".toml" and not path.exists():
        hint = _nearest(name_or_file, known)
        raise BadScenario(
            f"{quoted(name_or_file)} is neither a scenario nor a file{hint}; known scenarios: {', '.join(known)}"
        )
    try:
        given = msgspec.toml.decode(path.read_bytes().decode("utf-8-sig"), type=CleanVehicleScenario)
    except OSError as error:
        raise BadScenario(f"{name_or_file}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError:
        raise BadScenario(f"{name_or_file} is not a text file: expected TOML") from None
    except msgspec.ValidationError as error:
        raise BadScenario(f"{name_or_file}: {_in_words(str(error))}") from None
    except (msgspec.DecodeError, RecursionError) as error:
        raise BadScenario(f"{name_or_file} is not valid TOML: {error}") from None
    if given.name in known:
        raise BadScenario(f"{name_or_file}: {given.name} is the name of a built-in scenario: choose another name")
    try:
        return checked(given, rulebook)
    except BadScenario as error:
        raise BadScenario(f"{name_or_file}: {error}") from None


def checked(given: CleanVehicleScenario, rulebook: CleanVehicleRulebook) -> CleanVehicleScenario:
    """The scenario with countries as codes, minerals by their ids and numbers in their shortest text.

    Raises:
        BadScenario: it names something not recognized, states something twice, or changes nothing.
    """
    for what, text in (("name", given.name), ("description", given.description)):
        if not text.strip() or not text.isprintable() or (what == "name" and len(text) > _LONGEST_NAME):
            raise BadScenario(f"the {what} is {quoted(text)}: expected a text on one line")
    if not any(getattr(given, part) for part in PARTS):
        raise BadScenario(f"it changes nothing: expected one of {', '.join(f'[[{part}]]' for part in PARTS)}")
    _once("agreement_ends", (end.agreement for end in given.agreement_ends))
    _once("agreement_narrowed", (narrowed.agreement for narrowed in given.agreement_narrowed))
    prices = [_price(price) for price in given.price]
    _once("price", (price.mineral for price in prices))
    partners = [_partner(partner) for partner in given.partner]
    for end in given.agreement_ends:
        _agreement("agreement_ends", end.agreement, rulebook)
    return msgspec.structs.replace(
        given,
        partner=partners,
        agreement_narrowed=[_narrowed(narrowed, rulebook) for narrowed in given.agreement_narrowed],
        covered_nation=[CoveredNation(_country("covered_nation", nation.country)) for nation in given.covered_nation],
        price=prices,
        origin=[_origin(origin) for origin in given.origin],
        component=[_component(change) for change in given.component],
    )


def _partner(given: Partner) -> Partner:
    if not given.countries:
        raise BadScenario("[[partner]] does not name a country")
    if given.until is not None and given.until < given.from_:
        raise BadScenario(f"[[partner]] until {given.until} is before from {given.from_}")
    return msgspec.structs.replace(
        given,
        countries=[_country("partner", country) for country in given.countries],
        minerals=None if given.minerals is None else _minerals("partner", given.minerals),
    )


def _narrowed(given: AgreementNarrowed, rulebook: CleanVehicleRulebook) -> AgreementNarrowed:
    _agreement("agreement_narrowed", given.agreement, rulebook)
    minerals = _minerals("agreement_narrowed", given.minerals)
    for agreement in rulebook.partners.agreement:
        named = [value.value.minerals for value in agreement.values if value.value.minerals is not None]
        more = [mineral for mineral in minerals if any(mineral not in covered for covered in named)]
        if agreement.id == given.agreement and more:
            raise BadScenario(f"[[agreement_narrowed]] {agreement.id} does not cover {more[0]}, so it is not narrowed")
    return msgspec.structs.replace(given, minerals=minerals)


def _price(given: Price) -> Price:
    mineral = _mineral("price", given.mineral)
    if (given.factor is None) == (given.price_usd_per_kg is None):
        raise BadScenario(f"[[price]] {mineral}: expected one of factor and price_usd_per_kg")
    number = _number(f"[[price]] {mineral}", given.factor or given.price_usd_per_kg or "")
    return Price(mineral, number, None) if given.factor else Price(mineral, None, number)


def _number(what: str, text: str, *, or_zero: bool = False) -> str:
    try:
        number = parse_number(text)
    except NotANumber as error:
        raise BadScenario(f"{what} is {quoted(text)}: {error}") from None
    if number < 0 or (number == 0 and not or_zero):
        raise BadScenario(f"{what} is {quoted(text)}: expected {'0 or more' if or_zero else 'more than 0'}")
    return plain(number)


def _origin(given: Origin) -> Origin:
    line = None if given.line is None else str(given.line)
    if not (line or given.entity):
        raise BadScenario("[[origin]] names neither a line nor an entity")
    if not (given.new_country or given.new_entity):
        raise BadScenario(f"[[origin]] {line or given.entity}: expected new_country or new_entity")
    step = None if given.step is None else given.step.casefold()
    if step is not None and step not in list(Step):
        raise BadScenario(f"[[origin]] {quoted(given.step)} is not a step{_nearest(step, list(Step))}")
    country = None if given.new_country is None else _country("origin", given.new_country)
    return Origin(line, given.entity, step, country, given.new_entity)


def _component(given: ComponentChange) -> ComponentChange:
    if not (given.component or given.entity):
        raise BadScenario("[[component]] names neither a component nor an entity")
    what = f"[[component]] {given.component or given.entity}"
    if given.new_value_usd is not None and given.factor is not None:
        raise BadScenario(f"{what}: expected new_value_usd or factor, not both")
    if not (given.new_country or given.new_entity or given.new_value_usd or given.factor):
        raise BadScenario(f"{what}: expected new_country, new_entity, new_value_usd or factor")
    country = None if given.new_country is None else _country("component", given.new_country)
    value = (
        None if given.new_value_usd is None else _number(f"{what}: new_value_usd", given.new_value_usd, or_zero=True)
    )
    factor = None if given.factor is None else _number(f"{what}: factor", given.factor)
    return ComponentChange(given.component, given.entity, country, given.new_entity, value, factor)


def _country(part: str, text: str) -> str:
    code = find_country(text)
    if code is None:
        raise BadScenario(f"[[{part}]] {quoted(text)} is not a country{suggestion(nearest_countries(text))}")
    return code


def _minerals(part: str, texts: list[str]) -> list[str]:
    if not texts:
        raise BadScenario(f"[[{part}]] minerals is empty: omit it to include all minerals")
    return [_mineral(part, text) for text in texts]


def _mineral(part: str, text: str) -> str:
    mineral = find_mineral(text)
    if not isinstance(mineral, Mineral):
        hint = suggestion(nearest_minerals(text) if mineral is None else [])
        raise BadScenario(f"[[{part}]] {quoted(text)} is not an applicable critical mineral{hint}")
    return mineral.id


def _agreement(part: str, text: str, rulebook: CleanVehicleRulebook) -> None:
    known = [agreement.id for agreement in rulebook.partners.agreement]
    if text not in known:
        raise BadScenario(f"[[{part}]] {quoted(text)} is not an agreement{_nearest(text, known)}")


def _once(part: str, names: Iterable[str]) -> None:
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise BadScenario(f"[[{part}]] names {name} twice")
        seen.add(name)


def _nearest(text: str, known: Iterable[str]) -> str:
    return suggestion(nearest(key(text), [(key(name), name) for name in known], 1))


def _in_words(error: str) -> str:
    """msgspec's message with its location in TOML syntax, and the nearest known key for an unknown one."""
    message, _, place = error.partition(" - at `$")
    found = re.match(r"\.(\w+)(?:\[[^\]]*\])?(?:\.(\w+))?", place)
    table, field = found.groups() if found else (None, None)
    unknown = re.search(r"unknown field `(.*)`", message)
    if unknown:
        known = [known.encode_name for known in msgspec.structs.fields(PARTS.get(table or "", CleanVehicleScenario))]
        hint = _nearest(unknown[1], known) or f"; known keys: {', '.join(known)}"
        message = f"{quoted(unknown[1])} is not a key{hint}"
    where = f"[[{table}]] " if table in PARTS else f"{table}: " if table else ""
    return f"{where}{f'{field}: ' if field else ''}{message}"
