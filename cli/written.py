"""Which spreadsheets are this program's own output, so that none in a folder is read as a bill of materials.

A workbook has a custom property, a table its first columns. Copies with answers and templates are bills of materials.
"""

import zipfile
from pathlib import Path

from ..engine.intake.files.file_kinds import TABLES
from ..engine.regimes.registry import REGIMES

OUTPUT = "critmin output"
"""The custom property of a workbook that is not a bill of materials."""
_ENOUGH = 4
"""Columns: no bill of materials begins with the same ones."""
_OTHERS = [
    ("place", "supplier", "workbook", "asked_for"),  # the list of requests
    ("bom", "regime", "supplier", "kind"),  # the register of evidence
    ("mineral", "step", "country", "country_name"),  # a trace
]
_START = 4096
_PROPERTIES = "docProps/custom.xml"


def is_written(path: str) -> bool:
    """Whether this program wrote a file as a report, a register, a list or a form; not if it cannot be read."""
    suffix = Path(path).suffix.lower()
    tables = {*_OTHERS, *(tuple(one.name for one in of.columns.report[:_ENOUGH]) for of in REGIMES.values())}
    try:
        return _first_columns(path, suffix) in tables if suffix in TABLES else _is_marked(path)
    except (OSError, ValueError, zipfile.BadZipFile, NotImplementedError, RuntimeError):
        return False


def _is_marked(path: str) -> bool:
    if not zipfile.is_zipfile(path):
        return False
    with zipfile.ZipFile(path) as file:
        return _PROPERTIES in file.namelist() and f'name="{OUTPUT}"'.encode() in file.read(_PROPERTIES)


def _first_columns(path: str, suffix: str) -> tuple[str, ...]:
    if suffix == ".parquet":
        from pyarrow.parquet import read_schema

        return tuple(read_schema(path).names[:_ENOUGH])
    with Path(path).open("rb") as file:
        head = file.read(_START).decode("utf-8-sig", "replace").partition("\n")[0]
    for mark in ";\t":  # as a spreadsheet program may save it
        head = head.replace(mark, ",")
    return tuple(name.strip('" \r') for name in head.split(",")[:_ENOUGH])
