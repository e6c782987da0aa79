"""`critmin demo`: the samples to try the program on, and a tour of it."""

import contextlib
import os
from pathlib import Path
from typing import Annotated

import typer

from ...sample_boms import spreadsheets
from .. import output as out
from ..escaping import one_line

TOUR = {
    "critmin check nmc811_2025_pass.xlsx": "A battery that passes: the percentage, the FEOC screen, the assumptions.",
    "critmin check lfp_2025_fail_china.csv": "One that fails: which supplier, at which step, in which cell.",
    "critmin levers nmc811_2025_fail_by_a_hair.xlsx": "Just below 60%: the fewest changes that would make it pass.",
    "critmin check nmc622_2026_audit.xlsx -o audit.html": "Two open questions in a whole pack, as a web page.",
    "critmin columns supplier_layout_2024.xlsx": "A supplier's own layout: which heading is read as what.",
}
"""Each command, as typed in the folder of the samples, and what it shows."""


def demo(
    context: typer.Context,
    folder: Annotated[str, typer.Argument(metavar="FOLDER", help="The folder to write them to.")] = "critmin-demo",
) -> None:
    """Write sample bills of materials with a tour of five commands, and run the first.

    Existing files are never overwritten. Every supplier and vehicle in the samples is fictitious.
    """
    target = Path(folder)
    samples = {target / path.name: path.read_bytes() for path in spreadsheets()} | {target / "TOUR.txt": _tour()}
    if target.exists() and not target.is_dir():
        raise typer.BadParameter(f"{folder} is a file: name a folder")
    if there := [path.name for path in samples if os.path.lexists(path)]:
        more = f" and {len(there) - 1} more" if len(there) > 1 else ""
        raise typer.BadParameter(f"{folder} already holds {there[0]}{more}. Nothing was written. Name another folder.")
    try:
        target.mkdir(exist_ok=True)
    except OSError as error:
        raise typer.BadParameter(f"the folder {folder} cannot be made: {error.strerror}") from None
    for file, content in samples.items():
        out.write_new(content, str(file))

    name = f'"{one_line(folder)}"' if " " in folder else one_line(folder)
    out.mention(f"{len(samples) - 1} sample files and TOUR.txt written to {name}. Go there first:\n\n  cd {name}\n")
    out.mention(_tour().decode())
    first = next(iter(TOUR))
    out.mention(f"$ {first}\n")
    with contextlib.chdir(target):
        # Without an exit, the group returns the command's status.
        status = context.find_root().command(first.split()[1:], prog_name="critmin", standalone_mode=False)
    raise typer.Exit(status or 0)


def _tour() -> bytes:
    steps = [f"  {number}. {command}\n     {shows}\n" for number, (command, shows) in enumerate(TOUR.items(), 1)]
    own = "Your own: critmin template my_battery.xlsx writes a workbook to fill in and check.\n"
    return f"A tour in five commands, in this folder:\n\n{''.join(steps)}\n{own}".encode()
