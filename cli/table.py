"""`--table`: the run as a file with a row for each bill of materials, beside its report."""

from collections.abc import Sequence
from pathlib import Path

import typer

from ..engine.questions.batch.spool import Spool
from ..engine.report.columns import Column
from . import output as out
from .render.table_file import WRITERS, TooLarge, frames
from .targets import check_target

_NEEDS_PYARROW = 'needs pyarrow, which is not installed: pip install "critmin[parquet]"'


def check_table(context: typer.Context, table: str | None, boms: list[str], output: str | None) -> None:
    """Refuses a file that is not a new table in a format at hand, before any check."""
    if table is None:
        return
    from importlib.util import find_spec

    ending = Path(table).suffix.lower()
    if ending not in WRITERS:
        raise typer.BadParameter(f"--table {table}: use a file name that ends in {', '.join(WRITERS)}")
    if ending == ".parquet" and find_spec("pyarrow") is None:
        raise typer.BadParameter(f"--table {table} {_NEEDS_PYARROW}")
    check_target(context, table, boms, "--table")
    if output is not None and Path(output).resolve() == Path(table).resolve():
        raise typer.BadParameter(f"-o already writes the report to --table {table}: name another file")


def write_table(table: str, results: Spool, columns: Sequence[Column]) -> None:
    """Writes the table, complete or not at all.

    Raises:
        typer.BadParameter: the file cannot be written, or cannot hold the table.
    """
    target = Path(table)
    try:
        with out.replacing(target) as file:
            WRITERS[target.suffix.lower()](frames(results.outlines(), columns), columns, file)
    except OSError as error:
        raise typer.BadParameter(f"--table {table} cannot be written: {error.strerror}") from None
    except TooLarge as error:
        raise typer.BadParameter(f"--table {table}: {error}") from None
