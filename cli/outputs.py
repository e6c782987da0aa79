"""What a run writes beside its report: `--table`, a row for each bill of materials; `--pages`, a web page for each."""

from collections.abc import Iterable, Sequence
from importlib.util import find_spec
from pathlib import Path

import typer

from ..engine.questions.batch.baseline import Baseline
from ..engine.questions.batch.run_head import RunHead, run_head
from ..engine.questions.batch.tasks import Spool
from ..engine.report.outline import Column
from ..engine.rules.rulebook import Rulebook
from . import output as out
from .render.table_file import WRITERS, TooLarge, frames
from .targets import check_new_folder, check_target

_NEEDS_PYARROW = 'needs pyarrow, which is not installed: pip install "critmin[parquet]"'


def check_table(context: typer.Context, table: str | None, boms: list[str], output: str | None) -> None:
    """Refuses a file that is not a new table in a format at hand, before any check."""
    if table is None:
        return
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
        with out.replacing(target, f"--table {table}") as file:
            WRITERS[target.suffix.lower()](frames(results.outlines(), columns), columns, file)
    except TooLarge as error:
        raise typer.BadParameter(f"--table {table}: {error}") from None


def check_pages(pages: str | None, others: Iterable[str | None]) -> None:
    """Refuses a folder that is not empty, or that contains another output."""
    if pages is None:
        return
    target = Path(pages)
    check_new_folder(pages, "--pages")
    for other in others:
        if other is not None and Path(other).resolve().is_relative_to(target.resolve()):
            raise typer.BadParameter(f"--pages {pages} is the folder that {other} would be written into: name another")


def write_pages(pages: str, run: RunHead, rulebook: Rulebook, results: Spool, baseline: Baseline | None) -> None:
    """Writes the pages, complete or not at all, from the pieces of `page_piece`, the second of each report.

    Raises:
        typer.BadParameter: the folder cannot be written.
    """
    from .render.html import index, page, page_name

    rows = []
    with out.new_folder(Path(pages), f"--pages {pages}") as folder:
        (folder / "reports").mkdir()
        for number, done in enumerate(results, 1):
            rows.append((done.outline, page_name(number, done.outline, len(results))))
            single = run_head([done.outline], rulebook, strict=run.summary.strict, configuration=run.configuration)
            _write(folder / "reports" / rows[-1][1], page(single, [done.outline], [done.pieces[1].decode()]))
        _write(folder / "index.html", index(run, rows, baseline))


def _write(file: Path, parts: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(parts)
