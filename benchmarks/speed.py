"""The speed figures of docs/speed.md: ratios of times measured side by side in one run.

    uv run --group dev python benchmarks/speed.py            all of them, some minutes
    uv run --group dev python benchmarks/speed.py start      one part: start, commands, many, table, single, circle,
                                                             or formulas

start     a check of a 50-line workbook, the whole process, against a pandas script that only reads it and sums by
          mineral: as the packages are installed (uv leaves them to be compiled at the first run that may write), and
          all compiled; `critmin --help` against a Python that only imports typer and rich
commands  `critmin levers` and `critmin horizon` against `critmin check`, for 1,000 lines
many      400 workbooks of 50 lines with every column filled, in one process, against a loop of pandas over calamine
          that sums two columns, by processor time, all compiled; one process against two; 10,000 workbooks against
          1,000
table     1,000,000 lines of 20,000 bills of materials in one CSV against 250,000; memory
single    one bill of materials of 100,000 lines, with few columns and with every column filled; memory
circle    a check with a circle of 1,000 owners, each held by ten of the others, against one without it
formulas  a check of 1,000 lines against LibreOffice recalculating the percentage as a workbook of formulas

Each time is the least of several, taken in turn, so that a busy machine disturbs both sides alike. Processor time is
that of a command and all its processes.
"""

import shutil
import sys
import tempfile
from pathlib import Path

from inputs import (
    write_circle,
    write_csv,
    write_formulas,
    write_long_table,
    write_rich_csv,
    write_workbook,
    write_workbooks,
)
from measuring import memory, processor_seconds, ratio

_PANDAS = """
import pandas, sys
frame = pandas.read_excel(sys.argv[1])
print(frame.groupby("mineral")["value_usd"].sum(), frame["mass_kg"].sum())
"""
_PANDAS_LOOP = """
import pandas, pathlib, sys
for path in sorted(pathlib.Path(sys.argv[1]).iterdir()):
    frame = pandas.read_excel(path, engine="calamine")
    frame.groupby("mineral")["value_usd"].sum(), frame["mass_kg"].sum()
"""
_CRITMIN = str(Path(sys.executable).with_name("critmin"))


def main() -> None:
    """Measures and prints the parts that are asked for."""
    parts = {part.__name__: part for part in (start, commands, many, table, single, circle, formulas)}
    for name in sys.argv[1:] or parts:
        with tempfile.TemporaryDirectory() as folder:
            parts[name](Path(folder))


def start(folder: Path) -> None:
    """One small file, where starting is most of the time."""
    workbook = folder / "50.xlsx"
    write_workbook(workbook, 50)
    cold = {"PYTHONDONTWRITEBYTECODE": "1"}
    compiled = _compiled(folder)
    what = "check of a 50-line workbook / pandas script that sums it"
    check, pandas = _check(folder, workbook), [sys.executable, "-c", _PANDAS, str(workbook)]
    for state, environment in (("as installed", cold), ("compiled", compiled)):
        ratio(f"{what}, {state}", check, pandas, rounds=7, environment=environment)
    ratio(f"{what}, compiled, processor time", check, pandas, rounds=7, environment=compiled, measure=processor_seconds)
    typer = [sys.executable, "-c", "import typer, rich"]
    ratio("critmin --help / import of typer and rich", [_CRITMIN, "--help"], typer, rounds=7, environment=compiled)


def commands(folder: Path) -> None:
    """The commands that judge again and again."""
    thousand = folder / "1000.csv"
    write_csv(thousand, 1_000)
    for command in ("levers", "horizon"):
        ours = [_CRITMIN, command, str(thousand), *(["-y", "2026"] if command == "levers" else [])]
        ratio(f"{command} of 1,000 lines / check of them", ours, _check(folder, thousand), rounds=5)


def many(folder: Path) -> None:
    """Many workbooks of 50 lines."""
    sets = {count: folder / f"{count} workbooks" for count in (400, 1_000, 10_000)}
    for count, workbooks in sets.items():
        write_workbooks(workbooks, count)
    loop = [sys.executable, "-c", _PANDAS_LOOP, str(sets[400])]
    one = _check(folder, sets[400], "--jobs", "1")
    what, environment = "400 workbooks, one process / a loop of pandas, compiled", _compiled(folder)
    ratio(what, one, loop, rounds=5, environment=environment, measure=processor_seconds)
    one, two = (_check(folder, sets[1_000], "--jobs", jobs) for jobs in ("1", "2"))
    ratio("1,000 workbooks, one process / two", one, two, rounds=3)
    ratio("10,000 workbooks / 1,000", _check(folder, sets[10_000]), _check(folder, sets[1_000]), rounds=1)
    for count in (1_000, 10_000):
        memory(f"memory, {count:,} workbooks", _check(folder, sets[count]))


def table(folder: Path) -> None:
    """A long table of bills of materials of 50 lines."""
    large, small = folder / "1000000.csv", folder / "250000.csv"
    for path in (large, small):
        write_long_table(path, int(path.stem), 50)
    ratio("1,000,000 lines of 20,000 BOMs / 250,000 of 5,000", _check(folder, large), _check(folder, small), rounds=1)
    memory("memory, 1,000,000 lines of 20,000 BOMs", _check(folder, large))


def single(folder: Path) -> None:
    """One bill of materials that is very long."""
    for columns, write in (("eleven columns", write_csv), ("every column", write_rich_csv)):
        large, small = folder / "100000.csv", folder / "25000.csv"
        for path in (large, small):
            write(path, int(path.stem))
        long, short = _check(folder, large), _check(folder, small)
        ratio(f"one BOM of 100,000 lines of {columns} / of 25,000", long, short, rounds=1)
        memory(f"memory, one BOM of 100,000 lines of {columns}", long)


def circle(folder: Path) -> None:
    """Owners that all hold one another, solved exactly."""
    held, alone = folder / "held.csv", folder / "alone.csv"
    for path in (held, alone):
        write_csv(path, 1_000)
    write_circle(held, 1_000, 10)
    ratio("check with a circle of 1,000 owners / without", _check(folder, held), _check(folder, alone), rounds=3)


def formulas(folder: Path) -> None:
    """A spreadsheet program that computes the percentage alone."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        print("LibreOffice is not installed: not compared with it")
        return
    workbook, ours = folder / "formulas.xlsx", folder / "1000.xlsx"
    write_formulas(workbook, 1_000)
    write_workbook(ours, 1_000)
    profile = f"-env:UserInstallation=file://{folder}/profile"
    out = str(folder / "recalculated")
    recalculate = [office, profile, "--headless", "--convert-to", "xlsx", "--outdir", out, str(workbook)]
    ratio("check of 1,000 lines / LibreOffice recalculating them", _check(folder, ours), recalculate, rounds=3)


def _compiled(folder: Path) -> dict[str, str]:
    """The environment of commands whose modules are compiled at the first round."""
    return {"PYTHONDONTWRITEBYTECODE": "", "PYTHONPYCACHEPREFIX": str(folder / "compiled")}


def _check(folder: Path, boms: Path, *options: str) -> list[str]:
    output = str(folder / "report.csv.part")
    return [_CRITMIN, "check", str(boms), "-y", "2025", "-q", "-f", "csv", "-o", output, *options]


if __name__ == "__main__":
    main()
