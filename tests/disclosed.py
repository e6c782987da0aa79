"""Which fields of a report nobody declared: whether a redacted report may pass them on."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, get_args

import msgspec
from critmin.engine.regimes.registry import REGIMES
from critmin.engine.report.disclosure import Disclosure
from critmin.engine.report.redaction import Undeclared, declarations
from critmin.engine.report.run import AppliedConfiguration

RULE = "declare it: see docs/CONTRIBUTING.md, Add a field to a report"


def disclosure_of(regime: str) -> Disclosure:
    disclosure = REGIMES[regime].disclosure
    assert disclosure is not None
    return disclosure


def undeclared_of(regime: str) -> list[str]:
    """What nobody declared of a regime's report, or of the configuration of a run."""
    seen: set[type] = set()
    types = (REGIMES[regime].report_type, AppliedConfiguration)
    found = [error for of in types for error in undeclared(of, seen)]
    assert len(seen) > 15
    return found


def undeclared(of: type[msgspec.Struct], seen: set[type]) -> Iterator[str]:
    """What nobody declared of a type, and of the parts that it is redacted by."""
    if of in seen:
        return
    seen.add(of)
    try:
        treated = declarations(of)
    except Undeclared as error:
        yield str(error)
        return
    for field in msgspec.structs.fields(of):
        for part in parts_in(field.type) if treated[field.name] is None else ():
            yield from undeclared(part, seen)


def parts_in(of: Any) -> Iterator[type[msgspec.Struct]]:
    """The structs that a field may hold."""
    for inner in get_args(of):
        yield from parts_in(inner)
    if isinstance(of, type) and issubclass(of, msgspec.Struct):
        yield of
