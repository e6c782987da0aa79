"""What every command that judges many files does with its options: `critmin check` and `critmin macr`."""

from collections.abc import Callable
from typing import Annotated

import msgspec
import typer

from ..engine.entities.designations import DesignatedList
from ..engine.model.sheet_sets import SheetSet
from ..engine.questions.batch.sources import WHOLE
from ..engine.regimes.regime import Question
from ..engine.report.withheld import Scope
from .baseline import check_places
from .choices import DOCUMENTS, Color, Format
from .document import write_document
from .inputs import find_boms, list_files, without_lists, without_others
from .messages import used
from .options import HowRead, offered, part_of, sdn_list
from .run import RunOptions, run
from .targets import check_document
from .waiver_options import WaiverOptions

Boms = Annotated[
    list[str],
    typer.Argument(metavar="BOM...", help="Workbooks, CSV files, folders, patterns, or - for standard input."),
]
FormatName = Annotated[
    Format,
    typer.Option(
        "-f", "--format", metavar="FORMAT", help="text, json, csv, markdown, html, xlsx, memo, sarif, junit or github."
    ),
]
Redact = Annotated[
    Scope | None,
    typer.Option("--redact", metavar="WHAT", help="Withhold prices, names or all, for a report to pass on."),
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", metavar="N", help="Number of processes. Default: one per processor.", min=1)
]


def check_files(
    context: typer.Context,
    boms: list[str],
    sheets: SheetSet,
    asked_of: Callable[[DesignatedList | None], Question],
    *,
    format_: Format,
    output: str | None,
    read: HowRead,
    sdn: str | None,
    sdn_date: str | None,
    pfe_list: str | None = None,
    options: RunOptions,
    waiving: WaiverOptions,
    shard: str | None,
    jobs: int | None,
    scheduler: str | None,
    quiet: bool,
    color: Color,
    redact: Scope | None = None,
) -> int:
    """Checks the files under the question, which `asked_of` makes with the list of `--sdn`; the exit status.

    `sheets` are those that the question is about: in a folder, a file without them is skipped.

    Raises:
        typer.BadParameter: an option is invalid, or two do not go together.
    """
    lists = list_files(sdn, pfe_list)
    options.check_summary(format_)
    if jobs is not None and scheduler is not None:
        raise typer.BadParameter("give --jobs N or --scheduler ADDRESS, not both: a cluster has its own processes")
    if format_ in DOCUMENTS:
        check_document(format_, output)
    settings = msgspec.structs.replace(read.settings(), sheets=sheets)
    paths = without_others(without_lists(find_boms(boms), boms, lists), boms, settings, quiet=quiet)
    options.check_targets(context, paths, output)
    if shard is not None and options.baseline is not None:
        raise typer.BadParameter(
            "--baseline compares a whole run, but --shard checks only a part: give --baseline to `critmin merge`"
        )
    if redact is not None:
        _check_redactable(options, shard)
    if format_ in DOCUMENTS:
        _check_single(format_, paths, options, shard)
    outputs = options.outputs(format_, output, color, quiet=quiet)
    if outputs.look.baseline is not None:
        check_places(paths)
    asked = msgspec.structs.replace(asked_of(sdn_list(sdn, sdn_date)), waivers=waiving.load(context))
    if redact is not None:
        offered(asked, "disclosure")
    if format_ in DOCUMENTS:
        return write_document(
            paths[0],
            asked,
            settings,
            format_,
            output,
            strict=options.strict,
            quiet=quiet,
            configuration=used(context),
            redact=redact,
        )
    return run(
        paths,
        asked,
        settings,
        outputs,
        part=part_of(shard) if shard is not None else WHOLE,
        jobs=jobs,
        scheduler=scheduler,
        configuration=used(context),
        redact=redact,
    )


def _check_redactable(options: RunOptions, shard: str | None) -> None:
    """Refuses a redacted report that another run would have to be matched with by its names.

    Raises:
        typer.BadParameter: it is such.
    """
    if options.baseline is not None:
        raise typer.BadParameter(
            "--baseline identifies bills of materials by their names, which --redact may withhold: compare first, and "
            "make the report to pass on in another run"
        )
    if shard is not None:
        raise typer.BadParameter(
            "--redact gives each run its own pseudonyms, so the parts of --shard would not fit together: "
            "check all bills of materials in one run (--jobs, --scheduler)"
        )


def _check_single(format_: Format, paths: list[str], options: RunOptions, shard: str | None) -> None:
    """Refuses, for a document on one bill of materials, several of them and outputs of a run.

    Raises:
        typer.BadParameter: there are such.
    """
    alone = {"--table": options.table, "--pages": options.pages, "--baseline": options.baseline, "--shard": shard}
    for option, given in alone.items():
        if given is not None:
            raise typer.BadParameter(
                f"{option} cannot be used with -f {format_}, {DOCUMENTS[format_]} one bill of materials: "
                "choose another format"
            )
    if len(paths) > 1:
        raise typer.BadParameter(
            f"-f {format_} writes {DOCUMENTS[format_]} one bill of materials, but {len(paths)} are given: "
            "give them one at a time, or choose another format"
        )
