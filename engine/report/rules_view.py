"""The view of a rulebook: whole, or as in force on a date."""

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

import msgspec

from ..rules.rule import Date, Rule, Takes, Value
from ..rules.rulebook import Rulebook
from ..vocabulary.countries import country_name

T = TypeVar("T")


class RuleRow(msgspec.Struct, frozen=True):
    """A date, an amount or a limit: its label and value, which form one sentence, and its authority.

    `source` is the authority's id, `reading` the open reading on which the rule depends.
    """

    id: str
    rule: str
    value: str
    source: str
    citation: str
    reading: str | None


class ReadingRow(msgspec.Struct, frozen=True):
    id: str
    default: str
    default_text: str
    other: str
    other_text: str
    citation: str


class SourceRow(msgspec.Struct, frozen=True):
    id: str
    cite: str
    says: str
    known: str


class RulesView(msgspec.Struct, frozen=True):
    """The content of `critmin rules` for every regime; `on` is the requested date, or None for all dates."""

    on: str | None
    edition: str
    covers: str
    sha256: str
    rules: list[RuleRow]
    readings: list[ReadingRow]
    sources: list[SourceRow]


class RuleText(NamedTuple):
    """A rule in `critmin explain`: `kind` and `group` classify it, `code` and `title` identify it."""

    kind: str
    group: str
    code: str
    title: str
    source: str
    reading: str | None


def view_rules(rulebook: Rulebook, on: Date | None) -> RulesView:
    return RulesView(**common(rulebook, on), rules=rule_rows(rulebook, rulebook.rules(), on))


def rule_texts(rows: Iterable[RuleRow]) -> list[RuleText]:
    group = "Dates, amounts and limits"
    return [RuleText("rule", group, row.id, f"{row.rule} {row.value}", row.source, row.reading) for row in rows]


def explain_rules(rulebook: Rulebook) -> list[RuleText]:
    """The explanation of every rule, for all dates."""
    return rule_texts(rule_rows(rulebook, rulebook.rules(), None))


def common(rulebook: Rulebook, on: Date | None) -> dict[str, Any]:
    """The parts of every rulebook's view other than its rules."""
    return {
        "on": on.isoformat() if on else None,
        "edition": rulebook.edition.isoformat(),
        "covers": rulebook.covers,
        "sha256": rulebook.sha256,
        "readings": [
            ReadingRow(r.id, r.default, r.default_text, r.other, r.other_text, rulebook.cite(r.source))
            for r in rulebook.readings
        ],
        "sources": [SourceRow(id_, s.cite, s.says, s.known) for id_, s in rulebook.sources.items()],
    }


def rule_rows(rulebook: Rulebook, rules: Iterable[Rule[Any]], on: Date | None) -> list[RuleRow]:
    """The rows of rules with their values on all dates, or on one.

    Raises:
        OutsideKnownDates: a rule has no value on the date.
    """
    takes, rows = rulebook.defaults().takes, []
    for rule in rules:
        values = applying(rule, on, takes) or [rule.known_on(on or Date.max, takes)]
        dated = [_shown(row.value, rule.unit) + (f" from {row.start}" if len(values) > 1 else "") for row in values]
        source, reading = values[-1].source, values[-1].reading
        rows.append(RuleRow(rule.id, rule.label, "; ".join(dated), source, rulebook.cite(source), reading))
    return rows


def applying(rule: Rule[T], on: Date | None, takes: Takes) -> list[Value[T]]:
    """A rule's values under the chosen readings, on all dates or on one."""
    return [value for value in rule.values if value.is_taken(takes) and (on is None or value.covers(on))]


def _shown(value: Any, unit: str) -> str:
    """A value with its unit, as it follows the rule's label."""
    match unit:
        case "USD":
            return f"${value:,}"
        case "percent" | "kWh" | "lb":
            return f"{value:,} {unit}"
        case "places":
            return ", ".join(map(country_name, value.countries))
        case "countries":
            return ", ".join(map(country_name, value))
        case "sentences" | "names":
            return "; ".join(value)
        case "materials":
            return ", ".join(f"{m.role}{f' ({m.mineral})' if m.mineral else ''}" for m in value)
        case _:
            return str(value)
