"""Whether a JSON report still holds."""

from collections.abc import Iterator

import msgspec
from msgspec import UNSET
from rich.console import RenderableType
from rich.text import Text

from ...engine.questions.verify.comparing import Difference
from ...engine.questions.verify.verifying import Group, Outcome, Verification
from ..choices import TextOrJson
from .terminal import bullets, heading, paragraph, plain_text, printed

_OUTCOME = {
    Outcome.HOLDS: ("HOLDS", "bold green"),
    Outcome.DIFFERS: ("DOES NOT HOLD", "bold red"),
    Outcome.FROM_OTHERS: ("SAME RESULT, NOT FROM THE SAME", "bold yellow"),
}
# So many differences are shown in all, and of each part at least so many.
_MOST, _LEAST = 20, 2
_LONGEST = 120


def render_verification(found: Verification, format_: TextOrJson, *, width: int, color: bool) -> str:
    """What came of it; as text some twenty differences, as JSON all of them."""
    if format_ is TextOrJson.JSON:
        return msgspec.json.format(msgspec.json.encode(found), indent=1).decode() + "\n"
    return printed(_parts(found), width=width, color=color)


def _parts(found: Verification) -> Iterator[RenderableType]:
    word, style = _OUTCOME[found.outcome]
    yield Text.assemble((word, style), "  ", plain_text(found.bom, "bold"))
    yield paragraph(found.headline)
    yield heading("Made from")
    yield bullets(_made_from(found))
    if found.groups:
        yield heading(f"What differs (JSON pointers within {found.report})")
    most = max(_LEAST, _MOST // max(1, len(found.groups)))
    for group in found.groups:
        yield from _group(group, found.report, most)


def _made_from(found: Verification) -> Iterator[str]:
    same = [row.what for row in found.made_from if row.same]
    if same:
        yield f"the same: {'; '.join(same)}"
    for row in found.made_from:
        if not row.same:
            yield f"another {row.what}: in the report {row.reported or 'none'}, now {row.now or 'none'}"
    if found.not_used:
        yield f"not used, as the report was made without: {', '.join(found.not_used)}"


def _group(group: Group, report: str, most: int) -> Iterator[RenderableType]:
    yield paragraph(group.part, "bold")
    shown = [_told(difference, report) for difference in group.differences[:most]]
    more = len(group.differences) - len(shown)
    yield bullets([*shown, f"and {more} more"] if more else shown)


def _told(difference: Difference, report: str) -> str:
    of = f" ({difference.of})" if difference.of else ""
    at = difference.pointer.removeprefix(report)
    return f"{at}{of}: report {_value(difference.reported)}, recomputed {_value(difference.recomputed)}"


def _value(value: object) -> str:
    """A value as JSON writes it, cut where it is long."""
    if value is UNSET:
        return "nothing"
    text = msgspec.json.encode(value).decode()
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "…"
