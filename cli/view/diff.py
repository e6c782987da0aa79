"""Shows the changes between two bills of materials: the verdicts first, then everything the regime compares."""

from collections.abc import Iterator

from ...engine.regimes.regime import Diff
from ..escaping import one_line
from .regime import RegimeView
from .sections import Block, Line, Section, Tone, Word


def headline(diff: Diff) -> str:
    """The difference in one line."""
    return one_line(f"{diff.headline} (exit status {diff.exit_status})")


def sections(diff: Diff, regime: RegimeView) -> Iterator[Block | Section]:
    """The headline, and what is different."""
    yield Line([Word("DIFF"), "  ", Word(diff.headline, Tone.BAD if diff.worse else Tone.STRONG, bold=True)])
    yield from regime.changes(diff)
