"""The waivers of a file, checked: `[[waiver]]` in `critmin.toml` or in the file of `--waivers`.

[[waiver]]
code = "FEOC-NOT-SHOWN"
bom = "boms/*.xlsx"
supplier = "Northern Cathode Inc."       # or cells = ["BOM!K7", "BOM!L*"], or neither
reason = "attestation requested on 2026-11-02"
by = "Trade compliance"
until = 2026-12-31
"""

import datetime
from typing import Any

import msgspec

from ..model.findings import load_findings
from ..model.quoting import quoted, suggestion
from ..model.toml_file import BadToml, read_toml
from ..model.waivers import Waiver, Waivers, latest
from ..vocabulary.names import nearest
from .waiving import why_never

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
