"""Explains findings, unsettled questions, rules and authorities, in the same texts as the reports."""

import re
from collections.abc import Collection, Iterable, Iterator

import msgspec
from rapidfuzz import fuzz, process

from ..model.findings import load_findings
from ..model.sources import Source, load_sources
from ..regimes.registry import AnyRegime
from ..report.rules_view import RuleText
from ..rules.readings import Reading

ALL = "all"
_LONGEST, _SHORTEST, _NEAREST = 100, 4, 3
"""Characters searched of a text, the minimum for matching the beginning of a word, and the codes that are offered."""
_WORDS = re.compile(r"[^\W_]+")


class Explanation(msgspec.Struct, frozen=True):
    """A code with its meaning, what to do, and the authority with its source.

    `kind` is a finding's severity, or open reading, percentage, rule, source. `unreadable`: until it is fixed, no
    verdict is possible. `see` are related codes. `regime`: the folder of the law that has it, if it is of one law.
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
    regime: str | None = None


def explain(code: str, regimes: Collection[AnyRegime]) -> list[Explanation]:
    """The explanation of one code from each regime that has it; for `all`, of every code, in groups.

    A percentage without its year, such as `battery-components`, gives those of all years.
    """
    known, wanted = _all(regimes), code.strip().casefold()
    if wanted == ALL:
        return known
    years = [row for row in known if row.kind == "percentage" and row.code.rpartition("-")[0] == wanted]
    return [row for row in known if row.code.casefold() == wanted] or years


def nearest_codes(code: str, regimes: Collection[AnyRegime]) -> list[str]:
    known = {row.code.casefold(): row.code for row in _all(regimes)}
    near = process.extract(code.strip().casefold()[:_LONGEST], list(known), scorer=fuzz.WRatio, limit=_NEAREST)
    return [known[name] for name, _, _ in near]


def codes_about(text: str, regimes: Collection[AnyRegime]) -> list[str]:
    """The codes with all words in code, title or meaning, the best match first; if none, those with a longer word."""
    rows, wanted = _all(regimes), [word.removesuffix("s") for word in _WORDS.findall(text[:_LONGEST].casefold())]
    for words in [wanted, *([word] for word in wanted if " " in text.strip() and len(word) >= _SHORTEST)]:
        places = [[row.code, f"{row.code} {row.title}", f"{row.title} {row.meaning}"] for row in rows]
        if words and (
            found := [
                row.code
                for place in zip(*places, strict=True)
                for row, at in zip(rows, place, strict=True)
                if _says(at, words)
            ]
        ):
            return list(dict.fromkeys(found))
    return []


def _says(text: str, starts: list[str]) -> bool:
    words = _WORDS.findall(text.casefold())
    return all(
        any(word == start or (len(start) >= _SHORTEST and word.startswith(start)) for word in words) for start in starts
    )


def _all(regimes: Collection[AnyRegime]) -> list[Explanation]:
    rows: list[Explanation] = []
    law: list[Explanation] = []
    sources = dict(load_sources(tuple(regime.folder for regime in regimes)))
    for regime in regimes:
        rulebook = regime.rulebook()
        sources |= rulebook.sources
        of = f" ({regime.title})" if len(regimes) > 1 else ""
        rules = [_rule(rule, of, sources) for rule in regime.explain_rules(rulebook)]
        readings = [_reading(reading, of, rules, sources) for reading in rulebook.readings]
        law += [msgspec.structs.replace(rule, regime=regime.folder) for rule in rules]
        rows += [msgspec.structs.replace(reading, regime=regime.folder) for reading in readings]
    rows = [*_findings([regime.folder for regime in regimes], sources), *rows, *law]
    return [*rows, *_sources(sources, rows)]


_FINDINGS = {
    "error": "Errors: must be fixed, or decide the verdict against you",
    "warning": "Warnings: need review",
    "note": "Notes: for information",
}
_UNREADABLE = "Errors that block the verdict"


def _findings(folders: list[str], sources: dict[str, Source]) -> list[Explanation]:
    """Every finding, those that prevent any verdict first, then by severity."""
    order = [_UNREADABLE, *_FINDINGS.values()]
    rows = []
    for code, rule in load_findings(tuple(folders)).items():
        group = _UNREADABLE if rule.unreadable else _FINDINGS[rule.severity]
        words = rule.title, rule.meaning, f"{rule.remedy} {rule.besides}".rstrip()
        rows.append(Explanation(code, rule.severity, group, *words, *_authority(sources[rule.source]), rule.unreadable))
    return sorted(rows, key=lambda row: order.index(row.group))


def _reading(r: Reading, of: str, rules: Iterable[Explanation], sources: dict[str, Source]) -> Explanation:
    group = f"Unsettled legal questions: the reading applied{of}"
    meaning = f"{r.default}: {r.default_text}. {r.other}: {r.other_text}."
    applies = f"--reading {r.id}={r.other} applies the alternative reading."
    remedy = f"{applies} Every report says whether it changes the verdict."
    words, see = (r.default_text, meaning, remedy), [rule.code for rule in rules if r.id in rule.see]
    return Explanation(r.id, "open reading", group, *words, *_authority(sources[r.source]), see=see)


def _rule(rule: RuleText, of: str, sources: dict[str, Source]) -> Explanation:
    """A rule as in `critmin rules`: the title is the rule itself, the meaning is from its authority."""
    by, see = sources[rule.source], [rule.reading] if rule.reading else []
    return Explanation(rule.code, rule.kind, f"{rule.group}{of}", rule.title, by.says, None, *_authority(by), see=see)


def _sources(sources: dict[str, Source], rows: list[Explanation]) -> Iterator[Explanation]:
    """Every authority, with what depends on it; by its id, unless that equals another code except for case."""
    taken = {row.code.casefold() for row in rows}
    for id_, by in sources.items():
        code = f"source.{id_}" if id_.casefold() in taken else id_
        see = [row.code for row in rows if row.citation == by.cite]
        yield Explanation(code, "source", "Sources", by.cite, by.says, None, *_authority(by), see=see)


def _authority(by: Source) -> tuple[str, str, str]:
    return by.cite, by.says, by.known
