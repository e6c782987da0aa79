"""Waivers: the file of them is read, and the findings that they cover are marked.

The verdict, its figures and the findings stay as they are.
"""

import datetime
from collections.abc import Iterable
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType

from ..model.findings import AppliedWaiver, Finding, Severity, load_findings
from ..model.quoting import quoted, suggestion
from ..model.toml_file import BadToml, read_toml
from ..model.waivers import Waiver, Waivers, latest
from ..report.decision import is_waived
from ..vocabulary.company_names import identity
from ..vocabulary.names import nearest


def waived(report: Any, waivers: Waivers | UnsetType) -> Any:
    """The report with the marks that the waivers give it, and no others."""
    given, bom = [] if waivers is UNSET else waivers.in_force(), report.bom
    own = [(number, one) for number, one in given if one.concerns(bom.path, bom.title)]
    findings = [_marked(found, own) for found in report.findings]
    verdict = report.verdict
    passes = UNSET if waivers is UNSET else is_waived(verdict.status, verdict.findings, findings)
    return msgspec.structs.replace(report, findings=findings, verdict=msgspec.structs.replace(verdict, waived=passes))


def _marked(found: Finding, waivers: Iterable[tuple[int, Waiver]]) -> Finding:
    """The finding with the first waiver that covers it."""
    mark = next(
        (AppliedWaiver(number, one.reason, one.by, one.until) for number, one in waivers if _covers(one, found)), UNSET
    )
    return found if mark == found.waived else msgspec.structs.replace(found, waived=mark)


def _covers(waiver: Waiver, found: Finding) -> bool:
    if waiver.code != found.code or why_never(found.code) or not waiver.covers(found.cells):
        return False
    if waiver.supplier is None:
        return True
    return found.supplier is not UNSET and identity(found.supplier) == identity(waiver.supplier)


def why_never(code: str) -> str:
    """Why a finding of this code cannot be waived; empty if it can."""
    rule = load_findings()[code]
    if rule.never_waived:
        return rule.never_waived
    if rule.unreadable:
        return "the file cannot be judged"
    return "a note fails no run" if rule.severity == Severity.NOTE else ""


TABLE = "waiver"
_NEEDED = ("code", "bom", "reason", "by", "until")
_KEYS = (*_NEEDED, "cells", "supplier")
_FOUND = 3


class BadWaivers(ValueError):
    """An unusable waiver; the text says which, and what is wrong with it."""


def load_waivers(path: str, on: datetime.date) -> Waivers:
    """The waivers in a file, for a day.

    Raises:
        BadWaivers: it cannot be read, or a waiver is not valid.
    """
    try:
        values, sha256 = read_toml(path)
    except BadToml as error:
        raise BadWaivers(str(error)) from None
    if unknown := [key for key in values if key != TABLE]:
        raise BadWaivers(f"{path}: {quoted(unknown[0])} is not a key of a file of waivers: expected only [[{TABLE}]]")
    return check_waivers(path, values.get(TABLE, []), sha256, on)


def check_waivers(path: str, tables: Any, sha256: str, on: datetime.date) -> Waivers:
    """The waivers of these tables; `path` is the name of their file in a message, `sha256` its hash.

    Raises:
        BadWaivers: one is not valid.
    """
    if not isinstance(tables, list):
        raise BadWaivers(f"{path}: {TABLE} is not a list of tables: write [[{TABLE}]]")
    waivers = []
    for number, table in enumerate(tables, 1):
        try:
            waivers.append(_waiver(table, on))
        except BadWaivers as error:
            raise BadWaivers(f"{path}: [[{TABLE}]] {number}: {error}") from None
    return Waivers(on, sha256, waivers)


def _waiver(table: Any, on: datetime.date) -> Waiver:
    if not isinstance(table, dict):
        raise BadWaivers(f"expected a table with {', '.join(_NEEDED)}")
    for key in table:
        if key not in _KEYS:
            hint = suggestion(nearest(key.casefold(), [(name, name) for name in _KEYS], 1))
            raise BadWaivers(f"{quoted(key)} is not a key{hint or '; the keys are ' + ', '.join(_KEYS)}")
    for key in _NEEDED:
        if key not in table:
            raise BadWaivers(f"{key} is missing: a waiver needs {', '.join(_NEEDED)}")
    try:
        waiver = msgspec.convert(table, Waiver)
    except msgspec.ValidationError as error:
        raise BadWaivers(_in_words(str(error))) from None
    texts = [(key, getattr(waiver, key)) for key in ("code", "bom", "reason", "by", "supplier")]
    for key, text in [*texts, *(("cells", cell) for cell in waiver.cells)]:
        if text is not None and (not text.strip() or not text.isprintable()):
            raise BadWaivers(f"{key} is {quoted(text)}: expected a text on one line")
    _check_code(waiver.code)
    if "cells" in table and (waiver.supplier is not None or not waiver.cells):
        raise BadWaivers("cells lists addresses such as BOM!K7; for a supplier, or for all, leave it out")
    if waiver.until > latest(on):
        raise BadWaivers(f"until is {waiver.until}: a waiver ends within a year, by {latest(on)} if it is used on {on}")
    return waiver


def _check_code(code: str) -> None:
    known = load_findings()
    if code not in known:
        hint = suggestion(nearest(code.upper(), [(name, name) for name in known], _FOUND))
        raise BadWaivers(f"code is {quoted(code)}, which is not the code of a finding{hint}")
    if why := why_never(code):
        raise BadWaivers(f"code is {code} ({known[code].title}), which cannot be waived: {why}")


def _in_words(error: str) -> str:
    """msgspec's message after the key that it is about: `$.until` is until."""
    message, _, place = error.partition(" - at `$.")
    return f"{place.rstrip('`')}: {message}"
