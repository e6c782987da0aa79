"""On which documents a pass rests, found by judging again without them."""

from collections.abc import Callable, Collection, Iterable, Mapping

from .register import Rests

Passes = Callable[[Collection[str]], bool]
"""Whether a bill of materials passes without the documents with these keys."""


def documents_relied_on(passes: Passes, documents: Iterable[str], failing: Collection[str]) -> Mapping[str, Rests]:
    """Whether a pass rests on each of these documents, for a bill of materials that passes with all of them.

    If it rests on none of those that fail alone, but on several of them together, as few as possible are named.
    """
    found = {at: Rests.NO if passes([at]) else Rests.YES for at in documents}
    out = [at for at in found if at in failing]
    if any(found[at] is Rests.YES for at in out) or passes(out):
        return found
    for at in list(out):
        rest = [other for other in out if other != at]
        if not passes(rest):
            out = rest
    return found | dict.fromkeys(out, Rests.TOGETHER)
