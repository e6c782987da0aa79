"""What a finding or an open reading means: the same texts that the reports print."""

import msgspec

from .rulebook import load_findings, load_rulebook


class Explanation(msgspec.Struct, frozen=True):
    """A code with its meaning, what to do, and the authority with how it is known."""

    code: str
    kind: str
    title: str
    meaning: str
    remedy: str
    citation: str
    authority: str
    known: str


def explain(code: str) -> list[Explanation]:
    """The explanation of one code, of every code for `all`, and none for a code that is not known."""
    known = _all()
    if code.casefold() == "all":
        return list(known.values())
    found = known.get(code.casefold())
    return [found] if found is not None else []


def nearest_codes(code: str, limit: int = 3) -> list[str]:
    """The codes that may have been meant."""
    from rapidfuzz import fuzz, process

    known = {name: explanation.code for name, explanation in _all().items()}
    return [known[name] for name, _, _ in process.extract(code.casefold(), list(known), scorer=fuzz.ratio, limit=limit)]


def _all() -> dict[str, Explanation]:
    rulebook = load_rulebook()
    rows = []
    for code, rule in load_findings().items():
        source = rulebook.sources[rule.source]
        rows.append(
            Explanation(
                code, rule.severity, rule.title, rule.meaning, rule.remedy, source.cite, source.says, source.known
            )
        )
    for reading in rulebook.readings:
        source = rulebook.sources[reading.source]
        meaning = f"{reading.default}: {reading.default_text}. {reading.other}: {reading.other_text}."
        remedy = f"--reading {reading.id}={reading.other} takes the other choice; every report says whether it decides."
        rows.append(
            Explanation(
                reading.id,
                "open reading",
                f"{reading.default} is applied",
                meaning,
                remedy,
                source.cite,
                source.says,
                source.known,
            )
        )
    return {row.code.casefold(): row for row in rows}
