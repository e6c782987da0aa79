"""`critmin answers`: returned request workbooks, merged into a copy of a bill of materials."""

from typing import Annotated

import typer
from msgspec.structs import replace

from ...engine.intake.files.paths import shown_path
from ...engine.model.findings import Unreadable
from ...engine.questions.answers.answering import merge_answers
from ..answers import check_beside, copy_of, ending_of_copy, workbooks_in, write_copy
from ..choices import Format
from ..inputs import find_boms, other_files
from ..messages import unreadable, write_shown
from ..options import READ, Options, takes
from ..output import say
from ..sources import say_configuration, used
from ..targets import check_new_file
from ..view.answers import headline, sections


@takes(
    *("copy", "edited", "sent", "format_", *READ, "quiet", "color"), formats=[Format.TEXT, Format.JSON, Format.MARKDOWN]
)
def answers(
    context: typer.Context,
    bom: Annotated[str, typer.Argument(metavar="BOM", help="The workbook or CSV file that was asked about.")],
    answer: Annotated[
        list[str], typer.Argument(metavar="ANSWER...", help="The request workbooks that came back, or folders of them.")
    ],
    given: Options,
    copy: Annotated[
        str, typer.Option("-o", "--output", metavar="NEW", help="The copy to write, a new file; always needed.")
    ],
    edited: Annotated[
        bool, typer.Option("--edited", help="BOM is a later edition of the file that the requests were written for.")
    ] = False,
    sent: Annotated[
        str | None,
        typer.Option(
            "--sent", metavar="FOLDER", help="The folder that `critmin request` wrote: no other form is taken."
        ),
    ] = None,
) -> None:
    """Merge the request workbooks that came back into a copy of a bill of materials.

    Exit status: 0 the copy is written, 2 an answer or the bill of materials cannot be used, and nothing is written.
    """
    settings = given.settings()
    returned = find_boms(answer)
    check_new_file(context, copy, ending_of_copy(bom), [bom, *returned])
    check_beside(copy)
    say_configuration(used(context), quiet=given.quiet)
    try:
        answered = merge_answers(bom, copy, returned, settings, edited=edited, sent=workbooks_in(sent))
    except Unreadable as error:
        raise unreadable(error, given.color) from None
    written = copy_of(answered, bom, copy, settings)
    unused = other_files(answer, [*returned, *answered.sources.values()])
    merge = replace(written.merge, not_read=list(map(shown_path, unused)))
    if not merge.refused:
        write_copy(written, copy, answered.sources)
    write_shown(merge, sections(merge), given)
    if given.format_ is not Format.TEXT:
        say(headline(merge), quiet=given.quiet)
    raise typer.Exit(merge.exit_status)
