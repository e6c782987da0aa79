"""Shows whether a JSON report was reproduced."""

from collections.abc import Iterator

import msgspec
from msgspec import UNSET

from ...engine.questions.verify.comparing import Difference
from ...engine.questions.verify.verifying import Group, Outcome, Verification
from .sections import Block, Bullets, Line, Paragraph, Section, Tone, Word

_OUTCOME = {
    Outcome.HOLDS: Word("REPRODUCED", Tone.GOOD, bold=True),
    Outcome.DIFFERS: Word("NOT REPRODUCED", Tone.BAD, bold=True),
    Outcome.FROM_OTHERS: Word("SAME RESULT, OTHER INPUTS", Tone.OPEN, bold=True),
}
_EARLIER = Word("SAME RESULT, EARLIER REPORT", Tone.OPEN, bold=True)
# The number of differences shown in all, and the minimum for each part.
_MOST, _LEAST = 20, 2
_LONGEST = 120


def sections(found: Verification) -> Iterator[Line | Paragraph | Section]:
    """The result, and about twenty differences."""
    earlier = found.outcome is Outcome.FROM_OTHERS and all(row.same for row in found.made_from)
    yield Line([_EARLIER if earlier else _OUTCOME[found.outcome], "  ", Word(found.bom)])
    yield Paragraph(found.headline)
    yield Section("Inputs", [Bullets(list(_made_from(found)))])
    most = max(_LEAST, _MOST // max(1, len(found.groups)))
    if found.groups:
        blocks = [block for group in found.groups for block in _group(group, found.report, most)]
        within = f" within {found.report}" if found.report else ""
        yield Section(f"What differs (JSON pointers{within})", blocks)


class Unsigned(msgspec.Struct, frozen=True):
    """A report whose signature does not hold, and why. It is not recomputed."""

    outcome: str
    headline: str
    report: str


def unsigned(report: str, why: str) -> Unsigned:
    return Unsigned("not_signed", why, report)


def unsigned_parts(found: Unsigned) -> Iterator[Line | Paragraph | Section]:
    """That the signature does not hold, and why."""
    yield Line([Word("NOT SIGNED", Tone.BAD, bold=True), "  ", Word(found.report)])
    yield Paragraph(found.headline)


def _made_from(found: Verification) -> Iterator[str]:
    same = [row.what for row in found.made_from if row.same]
    if same:
        yield f"the same: {'; '.join(same)}"
    for row in found.made_from:
        if not row.same:
            yield f"different {row.what}: in the report {row.reported or 'none'}, now {row.now or 'none'}"
    if found.signature is not UNSET:
        signed = f"{found.signature.inputs} hash{'es' * (found.signature.inputs != 1)}"
        yield f"signed: by the key {found.signature.keyid[:12]}, with {signed} of inputs ({found.signature.envelope})"
    if found.not_compared:
        yield f"not in the report, which an earlier version wrote, so not compared: {', '.join(found.not_compared)}"
    if found.not_used:
        yield f"not used, because the report was made without: {', '.join(found.not_used)}"


def _group(group: Group, report: str, most: int) -> list[Block]:
    shown = [_difference_line(difference, report) for difference in group.differences[:most]]
    more = len(group.differences) - len(shown)
    return [Paragraph(group.part, Tone.STRONG), Bullets([*shown, f"and {more} more"] if more else shown)]


def _difference_line(difference: Difference, report: str) -> str:
    of = f" ({difference.of})" if difference.of else ""
    at = difference.pointer.removeprefix(report)
    return f"{at}{of}: report {_value(difference.reported)}, recomputed {_value(difference.recomputed)}"


def _value(value: object) -> str:
    """A value as JSON, cut if long."""
    if value is UNSET:
        return "nothing"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
