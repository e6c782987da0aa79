"""The speed figures of the README: ratios of times measured side by side in one run.

    uv run python benchmarks/speed.py

1. A check of a 50-line workbook, the whole process, against a pandas script that only reads it and sums by mineral:
   as the packages are installed (uv leaves them to be compiled at the first run that may write), and all compiled.
2. `critmin --help` against a Python that only imports typer and rich.
3. `critmin levers` and `critmin horizon` against `critmin check`, for 1,000 lines.
4. A CSV of 200,000 lines against one of 50,000.

Each time is the least of several, taken in turn, so that a busy machine disturbs both sides alike.
"""

import csv
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import openpyxl

_HEADER = [
    "line",
    "component",
    "material",
    "role",
    "mineral",
    "value_usd",
    "extraction_country",
    "extraction_entity",
    "processing_country",
    "processing_entity",
    "feoc_attestation",
]
_CHAINS = [
    ("cathode electrode", "NMC811 powder", "cathode_active", "lithium", "400.25", "AU", "Mine A", "KR", "Refiner A"),
    ("cathode electrode", "NMC811 powder", "cathode_active", "nickel", "380.10", "ID", "Mine B", "KR", "Refiner B"),
    ("cathode electrode", "NMC811 powder", "cathode_active", "cobalt", "95.75", "CD", "Mine C", "FI", "Refiner C"),
    ("anode electrode", "graphite powder", "anode_active", "graphite", "210.40", "CA", "Mine D", "US", "Refiner D"),
    ("electrolyte", "LiPF6", "electrolyte_salt", "fluorspar", "33.05", "MX", "Mine E", "JP", "Refiner E"),
]
_PANDAS = "import pandas, sys; print(pandas.read_excel(sys.argv[1]).groupby('mineral')['value_usd'].sum())"


def main() -> None:
    """Measures and prints the ratios."""
    critmin = str(Path(sys.executable).with_name("critmin"))
    with tempfile.TemporaryDirectory() as folder:
        names = ("50.xlsx", "1000.csv", "50000.csv", "200000.csv")
        workbook, thousand, small, large = (Path(folder) / name for name in names)
        _write_workbook(workbook, 50)
        _write_csv(thousand, 1_000)
        _write_csv(small, 50_000)
        _write_csv(large, 200_000)
        check = [critmin, "check", "-y", "2025", "-q", "-f", "json", "-o", str(Path(folder) / "report.json")]
        cold = {"PYTHONDONTWRITEBYTECODE": "1"}
        warm = {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(Path(folder) / "compiled")}
        for state, environment in (("as installed", cold), ("compiled", warm)):
            _ratio(
                f"check of a 50-line workbook / pandas script that sums it, {state}",
                [*check, str(workbook)],
                [sys.executable, "-c", _PANDAS, str(workbook)],
                rounds=7,
                environment=environment,
            )
        _ratio(
            "critmin --help / import of typer and rich",
            [critmin, "--help"],
            [sys.executable, "-c", "import typer, rich"],
            rounds=7,
        )
        for command in ("levers", "horizon"):
            ours = [critmin, command, str(thousand), *(["-y", "2026"] if command == "levers" else [])]
            _ratio(f"{command} of 1,000 lines / check of them", ours, [*check, str(thousand)], rounds=5)
        _ratio("CSV of 200,000 lines / of 50,000 lines", [*check, str(large)], [*check, str(small)], rounds=3)


def _ratio(
    what: str, ours: list[str], theirs: list[str], *, rounds: int, environment: dict[str, str] | None = None
) -> None:
    best = [float("inf"), float("inf")]
    whole = {**os.environ, **(environment or {})}
    for _ in range(rounds):
        for side, command in enumerate((ours, theirs)):
            start = time.perf_counter()
            subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=whole)
            best[side] = min(best[side], time.perf_counter() - start)
    print(f"{what}: {best[0] / best[1]:.2f}  ({best[0]:.3f} s / {best[1]:.3f} s)")


def _rows(count: int) -> list[tuple[str, ...]]:
    return [(f"L{n}", *_CHAINS[n % len(_CHAINS)], f"attestation {n}") for n in range(count)]


def _write_csv(path: Path, count: int) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_HEADER)
        writer.writerows(_rows(count))


def _write_workbook(path: Path, count: int) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(_HEADER)
    value = _HEADER.index("value_usd")
    for row in _rows(count):
        sheet.append([float(cell) if column == value else cell for column, cell in enumerate(row)])
    book.save(path)


if __name__ == "__main__":
    main()
