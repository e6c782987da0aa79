"""What a finding, an open reading, a rule or an authority means: the same texts that the reports print."""

import msgspec
from rapidfuzz import fuzz, process

from ..model.findings import load_findings
from ..rules.rulebook import Rulebook, load_rulebook
from ..vocabulary.countries import country_name
from .rules_view import PercentageRow, in_force, minerals_named, view_rules

ALL = "all"


class Explanation(msgspec.Struct, frozen=True):
    """A code with its meaning, what to do, and the authority with how it is known.

    `kind` is a finding's severity, or open reading, percentage, rule, source. `unreadable`: while it stands, no bill of
    materials can be judged. `see` are codes that belong to it.
    """

    code: str
    kind: str
    group: str
    title: str
    meaning: str
    remedy: str | None
    citation: str
    authority: str
    known: str
    unreadable: bool = False
    see: list[str] = []


def explain(code: str) -> list[Explanation]:
    """The explanation of one code, of every code in groups for `all`, and none for a code that is not known."""
    known = _all()
    if code.strip().casefold() == ALL:
        return list(known.values())
    found = known.get(code.strip().casefold())
    return [found] if found is not None else []


def nearest_codes(code: str, limit: int = 3) -> list[str]:
    """The codes that may have been meant."""
    known = {name: explanation.code for name, explanation in _all().items()}
    near = process.extract(code.strip().casefold(), list(known), scorer=fuzz.WRatio, limit=limit)
    return [known[name] for name, _, _ in near]


def _all() -> dict[str, Explanation]:
    rulebook = load_rulebook()
    rules = _rules(rulebook)
    rows = [*_findings(rulebook), *_readings(rulebook, rules), *rules]
    return {row.code.casefold(): row for row in [*rows, *_sources(rulebook, rows)]}


_FINDINGS = {
    "error": "Errors: they stand against the verdict, or are to be mended",
    "warning": "Warnings: to be looked at",
    "note": "Notes: good to know",
}
_UNREADABLE = "Errors that leave no bill of materials to judge"
_AGREEMENTS = "Agreements: where extraction and processing count"


def _findings(rulebook: Rulebook) -> list[Explanation]:
    """Every finding, those that leave nothing to judge first, then by severity."""
    groups: dict[str, list[Explanation]] = {group: [] for group in (_UNREADABLE, *_FINDINGS.values())}
    for code, rule in load_findings().items():
        group = _UNREADABLE if rule.unreadable else _FINDINGS[rule.severity]
        row = _explanation(rulebook, rule.source, code, rule.severity, group, rule.title, rule.meaning, rule.remedy)
        groups[group].append(msgspec.structs.replace(row, unreadable=rule.unreadable))
    return [row for rows in groups.values() for row in rows]


def _readings(rulebook: Rulebook, rules: list[Explanation]) -> list[Explanation]:
    group = "Open readings of the law: what is applied"
    rows = []
    for r in rulebook.readings:
        meaning = f"{r.default}: {r.default_text}. {r.other}: {r.other_text}."
        remedy = f"--reading {r.id}={r.other} takes the other choice; every report says whether it decides."
        see = [rule.code for rule in rules if r.id in rule.see]
        rows.append(
            _explanation(rulebook, r.source, r.id, "open reading", group, r.default_text, meaning, remedy, see=see)
        )
    return rows


def _rules(rulebook: Rulebook) -> list[Explanation]:
    """What `critmin rules` shows: the title is the rule itself, the meaning what its authority says."""
    view = view_rules(rulebook, None)
    rows = [("percentage", "Applicable percentages", p.id, _in_words(p), p.source, p.reading) for p in view.percentages]
    rows += [
        ("rule", "Dates, amounts and limits", r.id, f"{r.rule} {r.value}", r.source, r.reading) for r in view.rules
    ]
    for rule in rulebook.partners.agreement:
        value, minerals = rule.values[0], minerals_named(rule)
        naming = f", naming {', '.join(minerals)}" if minerals else ""
        partners = ", ".join(map(country_name, value.value.countries))
        title = f"{rule.label}: {partners}, in force {in_force(value)}{naming}"
        rows.append(("agreement", _AGREEMENTS, rule.id, title, value.source, value.reading))
    says = {id_: source.says for id_, source in rulebook.sources.items()}
    return [
        _explanation(rulebook, source, id_, kind, group, title, says[source], see=[reading] if reading else [])
        for kind, group, id_, title, source, reading in rows
    ]


def _in_words(p: PercentageRow) -> str:
    return f"{p.percent} percent for {p.half}, placed in service from {p.first}{f' to {p.last}' if p.last else ''}"


def _sources(rulebook: Rulebook, rows: list[Explanation]) -> list[Explanation]:
    """Every authority, with what rests on it; by its id, unless that is another code but for case."""
    resting: dict[str, list[str]] = {}
    for row in rows:
        resting.setdefault(row.citation, []).append(row.code)
    taken = {row.code.casefold() for row in rows}
    names = {id_: f"source.{id_}" if id_.casefold() in taken else id_ for id_ in rulebook.sources}
    return [
        _explanation(rulebook, id_, names[id_], "source", "Sources", by.cite, by.says, see=resting.get(by.cite))
        for id_, by in rulebook.sources.items()
    ]


def _explanation(
    rulebook: Rulebook,
    source: str,
    code: str,
    kind: str,
    group: str,
    title: str,
    meaning: str,
    remedy: str | None = None,
    see: list[str] | None = None,
) -> Explanation:
    by = rulebook.sources[source]
    return Explanation(code, kind, group, title, meaning, remedy, by.cite, by.says, by.known, see=see or [])
