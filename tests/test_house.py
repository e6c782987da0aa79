"""The rooms of the engine: what may import what, read from the source (docs/ARCHITECTURE.md has the drawing). And that
each field of a report says whether it may be passed on."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest
from disclosed import RULE, undeclared_of

ROOT = Path(__file__).parents[1]
TOWER = ["questions", "regimes", "intake", "entities", "report", "rules", "vocabulary", "model"]
"""The engine's rooms from the top: each may import from those below it."""
CLI = ["commands", "render", "view"]
INTAKE = ["facts", "tables", "files"]
REGIMES = ["registry", "clean_vehicle", "material_assistance", "threshold"]
"""`regime.py` stands below them all: it knows none."""
HEAVY = {"asyncio", "concurrent", "dask", "distributed", "fsspec", "markupsafe", "multiprocessing"}
HEAVY |= {"cryptography", "docx", "openpyxl", "pandas", "pyarrow", "securesystemslib"}
"""What a plain check does without: imported in the function that needs it."""


class Import(NamedTuple):
    """An import of one of our files by another; `level` 0 stands at the top of the file."""

    importer: str
    line: int
    imported: str
    name: str
    in_function: bool


def module_of(path: Path) -> str:
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


FILES = {module_of(path): path for top in ("engine", "cli", "data") for path in sorted((ROOT / top).rglob("*.py"))}


@cache
def imports() -> list[Import]:
    """Every import of one of our files by another: read when the first test asks, by one of the processes."""
    return list(_imports())


def _imports() -> Iterator[Import]:
    for module, path in FILES.items():
        tree = ast.parse(path.read_text("utf-8"))
        package = module.split(".") if path.name == "__init__.py" else module.split(".")[:-1]
        top = {id(node) for node in tree.body}
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and node.level:
                base = package[: len(package) - node.level + 1]
                target = ".".join([*base, *(node.module or "").split(".")]).strip(".")
                for alias in node.names:
                    whole = f"{target}.{alias.name}".strip(".")
                    imported = whole if whole in FILES else target
                    yield Import(module, node.lineno, imported, alias.name, id(node) not in top)


def room_of(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def where(one: Import) -> str:
    return f"{one.importer}:{one.line} imports {one.imported}.{one.name}"


def rank(module: str) -> tuple[int, int]:
    """How high a module of the engine stands: its room's floor, and its floor in a room of several."""
    parts = [*module.split("."), "", ""]
    if parts[0] == "data":
        return 0, 0
    floor = len(TOWER) - TOWER.index(parts[1])
    within = {"intake": INTAKE, "regimes": REGIMES}.get(parts[1], [])
    return floor, len(within) - within.index(parts[2]) if parts[2] in within else 0


def test_every_file_of_the_engine_stands_in_a_room():
    known = {*TOWER, ""}
    assert [module for module in FILES if module.startswith("engine") and room_of(module) not in known] == []


def test_nothing_imports_upward():
    up = [
        where(one)
        for one in imports()
        if one.importer.startswith("engine.")
        and (
            one.imported.startswith("cli")
            or (one.imported.startswith("engine.") and rank(one.imported) > rank(one.importer))
        )
    ]
    assert up == []


def test_no_circle_between_files():
    after: dict[str, set[str]] = {}
    for one in imports():
        if one.imported in FILES and one.imported != one.importer:
            after.setdefault(one.importer, set()).add(one.imported)
    # A file that is reached from itself stands in a circle.
    circles = []
    for start in after:
        seen: set[str] = set()
        ahead = list(after[start])
        while ahead:
            module = ahead.pop()
            if module not in seen:
                seen.add(module)
                ahead += after.get(module, ())
        if start in seen:
            circles.append(start)
    assert circles == []


def test_only_a_regimes_own_files_name_it():
    """Questions, batches and renderers ask the registry: another regime changes none of them."""
    folders = ("engine.regimes.clean_vehicle", "cli.view.clean_vehicle")
    own = (*folders, "cli.commands.", "cli.options", "cli.laws")
    rows = {"engine.regimes.registry", "cli.view"}
    named = [
        where(one)
        for one in imports()
        if one.imported.startswith(folders) and not one.importer.startswith(own) and one.importer not in rows
    ]
    assert named == []


def test_what_reads_a_sheet_reads_no_regimes_law():
    """Words are vocabulary; what only the law knows, the regime gives."""
    rooms = ("engine.intake", "engine.entities", "engine.vocabulary")
    texts = [
        f"{module}:{node.lineno} {node.value}"
        for module, path in FILES.items()
        if module.startswith(rooms)
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "regimes/" in node.value
    ]
    assert texts == []


def test_no_room_takes_another_rooms_private_names():
    private = [
        where(one)
        for one in imports()
        if one.name.startswith("_") and one.importer.rpartition(".")[0] != one.imported.rpartition(".")[0]
    ]
    assert private == []


def test_the_command_lines_rooms_import_downward():
    up = []
    for one in imports():
        here, there = room_of(one.importer), room_of(one.imported)
        ours = one.importer.startswith("cli.") and one.imported.startswith("cli.") and {here, there} <= {*CLI}
        if ours and CLI.index(there) < CLI.index(here):
            up.append(where(one))
    assert up == []


def heavy(module: str) -> set[str]:
    """What a file imports at its top of the libraries that a plain check does without."""
    tree = ast.parse(FILES[module].read_text("utf-8"))
    names = [node.module or "" for node in tree.body if isinstance(node, ast.ImportFrom) and not node.level]
    names += [alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names]
    return {name.partition(".")[0] for name in names} & HEAVY


def test_imports_stand_at_the_top():
    """A file of ours is imported in a function only where it loads what a plain check does without."""
    assert [where(one) for one in imports() if one.in_function and not heavy(one.imported)] == []


@pytest.mark.parametrize("regime", ["clean-vehicle", "material-assistance"])
def test_every_field_of_a_report_says_whether_it_may_be_passed_on(regime: str) -> None:
    assert not (found := undeclared_of(regime)), "\n".join([*found, RULE])
