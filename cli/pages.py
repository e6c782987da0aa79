"""`--pages`: a folder of web pages, one for each report and an index with a table."""

from collections.abc import Iterable
from pathlib import Path

import typer

from ..engine.questions.batch.baseline import Baseline
from ..engine.questions.batch.run_head import RunHead, head_of_one
from ..engine.questions.batch.spool import Spool
from . import output as out
from .targets import check_new_folder


def check_pages(pages: str | None, others: Iterable[str | None]) -> None:
    """Refuses a folder that is not empty, or that contains another output."""
    if pages is None:
        return
    target = Path(pages)
    check_new_folder(pages, "--pages")
    for other in others:
        if other is not None and Path(other).resolve().is_relative_to(target.resolve()):
            raise typer.BadParameter(f"--pages {pages} is the folder that {other} would be written into: name another")


def write_pages(pages: str, run: RunHead, results: Spool, which: int, baseline: Baseline | None) -> None:
    """Writes the pages, complete or not at all, from the pieces of `page_piece`.

    Raises:
        typer.BadParameter: the folder cannot be written.
    """
    try:
        with out.new_folder(Path(pages)) as folder:
            _fill(folder, run, results, which, baseline)
    except OSError as error:
        raise typer.BadParameter(f"--pages {pages} cannot be written: {error.strerror}") from None


def _fill(folder: Path, run: RunHead, results: Spool, which: int, baseline: Baseline | None) -> None:
    from .render.html import index, page, page_name

    reports = folder / "reports"
    reports.mkdir()
    rows = []
    for number, done in enumerate(results, 1):
        rows.append((done.outline, page_name(number, done.outline, len(results))))
        single = head_of_one(run, done.outline)
        _write(reports / rows[-1][1], page(single, [done.outline], [done.pieces[which].decode()]))
    _write(folder / "index.html", index(run, rows, baseline))


def _write(file: Path, parts: Iterable[str]) -> None:
    with file.open("w", encoding="utf-8", newline="\n") as target:
        target.writelines(parts)
