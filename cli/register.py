"""A run of `critmin evidence`: which file is asked under which law, and the register in a format."""

from collections.abc import Iterable, Iterator, Sequence
from functools import partial

import msgspec
import typer

from ..engine.intake.files.paths import STANDARD_INPUT, is_url
from ..engine.intake.tables.other_sheets import sets_in
from ..engine.model.settings import Settings
from ..engine.model.sheet_sets import SheetSet
from ..engine.questions.batch.sources import Sources
from ..engine.questions.check import check, open_case
from ..engine.questions.register.assembling import assemble
from ..engine.questions.register.listing import Asked, Listing, list_documents
from ..engine.questions.register.register import Register
from ..engine.regimes.regime import Question
from ..engine.regimes.registry import regime_of
from .choices import Format, Laws
from .inputs import find_boms, standard_input, without_lists, without_others
from .laws import COMMANDS, sheets_of
from .messages import write_shown
from .options import Options
from .output import write
from .progress import counted
from .render.csv import table as csv_table
from .render.html import sections_page
from .view.evidence import TITLE, banner, counts, page_sections, provenance, says, sections, status_of, summary
from .view.evidence_tables import sheets, table

_SETS = {law: sheets_of(command) for law, command in COMMANDS.items()}

Case = tuple[str, list[SheetSet]]
"""A file, and the sheets as which it is read."""


def find_cases(boms: list[str], laws: Laws, settings: Settings, lists: list[str], *, quiet: bool) -> list[Case]:
    """Every file that the arguments name, with the laws it is asked under; not the files of lists.

    Raises:
        typer.BadParameter: there is no such file, or its law is not known before it is read.
    """
    paths = without_lists(find_boms(boms), boms, lists)
    if laws is not Laws.BOTH:
        settings = msgspec.structs.replace(settings, sheets=_SETS[laws])
        return [(path, [_SETS[laws]]) for path in without_others(paths, boms, settings, quiet=quiet)]
    closed = next((path for path in paths if path == STANDARD_INPUT or is_url(path)), None)
    if settings.sheet is not None or closed is not None:
        what = "standard input" if closed == STANDARD_INPUT else "a URL" if closed else f"--sheet {settings.sheet}"
        raise typer.BadParameter(f"{what} is read under one law: give --for {Laws.VEHICLE} or --for {Laws.PRODUCT}")
    return [(path, sets_in(path, settings, list(_SETS.values()))) for path in paths]


def list_register(
    cases: Sequence[Case], questions: Iterable[Question], settings: Settings, asked: Asked, *, quiet: bool
) -> Register:
    """The register of the files, each under the questions whose sheets it has."""
    by_sheets = {regime_of(question).sheets.main: question for question in questions}
    listings: list[Listing] = []
    for path, sets in counted(cases, len(cases), quiet=quiet):
        for one in sets:
            listings += _listings(path, by_sheets[one.main], settings, asked)
    return assemble(listings, asked.within)


def _listings(path: str, question: Question, settings: Settings, asked: Asked) -> Iterator[Listing]:
    """Each bill of materials of a file."""
    regime = regime_of(question)
    settings, rulebook = regime.settings(settings), regime.rulebook()
    for task in Sources([path], settings, partial(standard_input, max_mb=settings.max_mb)):
        case = open_case(task.path, task.content, question, rulebook, settings, part=task.part)
        yield list_documents(check(case), task.path, asked)


def write_register(register: Register, given: Options) -> None:
    """Writes the register in its format."""
    report: str | bytes
    if given.format_ is Format.CSV:
        report = csv_table(table(register))
    elif given.format_ is Format.HTML:
        answer = says(register), counts(register), status_of(register)
        report = sections_page(TITLE, *answer, page_sections(register), register.tool, int(register.exit_status))
    elif given.format_ is Format.XLSX:
        from .render.workbook import render_tables

        report = render_tables(TITLE, [banner(register), *summary(register)], provenance(register), sheets(register))
    else:
        write_shown(register, sections(register), given)
        return
    write(report, given.output, given.format_)
