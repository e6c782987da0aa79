"""What ships, and what the parts may import."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SETUPTOOLS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["setuptools"]


def packages() -> set[str]:
    """Every folder of modules that ships, as a package's name."""
    modules = [path for part in ("cli", "engine", "data", "sample_boms") for path in (ROOT / part).rglob("*.py")]
    return {f"critmin.{'.'.join(path.parent.relative_to(ROOT).parts)}" for path in modules}


def imported(folder: str) -> set[str]:
    """The top-level packages that the modules of a folder import, wherever in the module."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                found |= {alias.name.partition(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom) and not node.level:
                found.add(str(node.module).partition(".")[0])
    return found


def test_every_package_ships() -> None:
    assert set(SETUPTOOLS["packages"]) == packages()
    assert set(SETUPTOOLS["package-dir"]) == packages()


def test_every_package_ships_from_its_folder() -> None:
    for name, folder in SETUPTOOLS["package-dir"].items():
        assert name == f"critmin.{folder.replace('/', '.')}"
        assert (ROOT / folder / "__init__.py").is_file()


@pytest.mark.parametrize(
    ("folder", "stays"), [("cli", ()), ("data", ()), ("sample_boms", ("README.md", "outcomes.toml"))]
)
def test_the_files_of_a_folder_ship(folder: str, stays: tuple[str, ...]) -> None:
    patterns = SETUPTOOLS["package-data"][f"critmin.{folder}"]
    files = {path for path in (ROOT / folder).rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    shipped = {path for pattern in patterns for path in (ROOT / folder).glob(pattern)}
    assert files - shipped == {ROOT / folder / name for name in stays}


def test_the_engine_knows_nothing_of_terminals_and_tables() -> None:
    assert "msgspec" in imported("engine")
    assert not imported("engine") & {"typer", "rich", "pandas", "click", "openpyxl", "jinja2", "plotly", "critmin"}


@pytest.mark.parametrize("module", ["critmin.cli.app", "critmin.engine.questions.check"])
def test_a_start_loads_nothing_heavy(module: str) -> None:
    heavy = {"pandas", "numpy", "openpyxl", "plotly", "jinja2", "pycountry", "rapidfuzz"}
    program = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    loaded = {name.partition(".")[0] for name in done.stdout.split()}
    assert "critmin" in loaded
    assert not loaded & heavy
