"""What `critmin check` and `critmin macr` do with their options."""

import datetime
from collections.abc import Callable

import msgspec
import typer

from ..engine.intake.files.storage import read_file
from ..engine.model.findings import Unreadable
from ..engine.model.settings import Settings, SheetSet
from ..engine.model.waivers import Waivers
from ..engine.questions.batch.run_head import run_head
from ..engine.questions.check import check, open_case, redact_check, redact_part
from ..engine.questions.waiving import BadWaivers, check_waivers, load_waivers
from ..engine.regimes.regime import Question
from ..engine.regimes.registry import regime_of
from ..engine.report.redaction import Redaction
from ..engine.report.run import AppliedConfiguration
from . import output as out
from .choices import DOCUMENTS, Format
from .configuration import WAIVER, Configuration
from .escaping import one_line
from .inputs import boms_of, list_files, standard_input, without_others
from .laws import offered
from .option_sources import FILE, Source, source_of
from .options import Options, day_of
from .run import check_places, check_summary, check_targets, look_of, run
from .sources import say_configuration, used
from .targets import check_document
from .view.run import summary_line, waiver_lines


def check_files(
    context: typer.Context,
    boms: list[str],
    sheets: SheetSet,
    question: Callable[[typer.Context, Options], Question],
    given: Options,
) -> int:
    """Checks the files under a question; the exit status.

    `sheets` are those that the question is about: in a folder, a file without them is skipped.

    Raises:
        typer.BadParameter: an option is invalid, or two do not go together.
    """
    lists = list_files(given.sdn, given.pfe_list)
    check_summary(given)
    if given.jobs is not None and given.scheduler is not None:
        raise typer.BadParameter("give --jobs N or --scheduler ADDRESS, not both: a cluster has its own processes")
    if given.format_ in DOCUMENTS:
        check_document(given.format_, given.output)
    settings = msgspec.structs.replace(given.settings(), sheets=sheets)
    paths = without_others(boms_of(boms, lists, quiet=given.quiet), boms, settings, quiet=given.quiet)
    check_targets(context, given, paths)
    if given.shard is not None and given.baseline is not None:
        raise typer.BadParameter(
            "--baseline compares a whole run, but --shard checks only a part: give --baseline to `critmin merge`"
        )
    if given.redact is not None:
        _check_redactable(given)
    if given.format_ in DOCUMENTS:
        _check_single(given, paths)
    look = look_of(given)
    if look.baseline is not None:
        check_places(paths)
    asked = msgspec.structs.replace(question(context, given), waivers=_waivers(context, given))
    if given.redact is not None:
        offered(asked, "disclosure")
    if given.format_ in DOCUMENTS:
        return write_document(paths[0], asked, settings, given, used(context))
    return run(paths, asked, settings, look, given, used(context))


def _waivers(context: typer.Context, given: Options) -> Waivers | None:
    """The waivers of the file, or those of the configuration; None if there are none, or they are ignored."""
    if given.no_waivers and given.waivers is not None:
        raise typer.BadParameter("give --waivers FILE or --no-waivers, not both")
    day = day_of(given.waivers_on, "--waivers-on")
    file: Configuration | None = context.meta[FILE]
    tables = None if file is None else file.values.get(WAIVER)
    if given.no_waivers or (given.waivers is None and tables is None):
        if day is not None and not given.no_waivers and source_of(context, "waivers_on") is Source.COMMANDLINE:
            raise typer.BadParameter("--waivers-on is the day for waivers, but there are none: give --waivers FILE")
        return None
    on = day or datetime.datetime.now(datetime.UTC).date()
    try:
        if given.waivers is not None:
            return load_waivers(given.waivers, on)
        assert file is not None
        return check_waivers(file.path, tables, file.sha256, on)
    except BadWaivers as error:
        named = "--waivers " if given.waivers is not None else ""
        raise typer.BadParameter(one_line(f"{named}{error}")) from None


def _check_redactable(given: Options) -> None:
    """Refuses a redacted report that another run would have to be matched with by its names."""
    if given.baseline is not None:
        raise typer.BadParameter(
            "--baseline identifies bills of materials by their names, which --redact may withhold: compare first, and "
            "make the report to pass on in another run"
        )
    if given.shard is not None:
        raise typer.BadParameter(
            "--redact gives each run its own pseudonyms, so the parts of --shard would not fit together: "
            "check all bills of materials in one run (--jobs, --scheduler)"
        )


def _check_single(given: Options, paths: list[str]) -> None:
    """Refuses, for a document on one bill of materials, several of them and outputs of a run."""
    what = DOCUMENTS[given.format_]
    for option in ("table", "pages", "baseline", "shard"):
        if getattr(given, option) is not None:
            raise typer.BadParameter(
                f"--{option} cannot be used with -f {given.format_}, {what} one bill of materials: "
                "choose another format"
            )
    if len(paths) > 1:
        raise typer.BadParameter(
            f"-f {given.format_} writes {what} one bill of materials, but {len(paths)} are given: "
            "give them one at a time, or choose another format"
        )


# A workbook or a memo -------------------------------------------------------------------------------------------------


def write_document(
    path: str, asked: Question, settings: Settings, given: Options, configuration: AppliedConfiguration | None
) -> int:
    """Checks a file, writes its memo or its copy with the report, and returns the exit status."""
    rulebook, settings = regime_of(asked).rulebook(), regime_of(asked).settings(settings)
    content = standard_input(path, settings.max_mb)
    content = _file_content(path, settings) if content is None else content
    checked = check(open_case(path, content, asked, rulebook, settings))
    report, waivers = checked.report, asked.waivers
    if given.redact is not None:
        redaction = Redaction(given.redact)
        report, configuration = redact_check(checked, redaction, 1), redact_part(configuration, redaction)
    head = run_head(
        [regime_of(asked).outline(report)],
        rulebook,
        strict=given.strict,
        configuration=configuration,
        waivers=waivers,
    )
    run = head.holding([report])
    if given.format_ is Format.MEMO:
        from .render.word import render_memo

        out.write(render_memo(run), given.output)
    else:
        from .render.workbook import render_workbook
        from .render.workbook_source import Source

        workbook = render_workbook(run, Source(path, content, settings))
        if workbook.lost is not None:
            out.say(workbook.lost, quiet=given.quiet)
        out.write(workbook.content, given.output)
    say_configuration(configuration, quiet=given.quiet)
    for line in waiver_lines(head.waivers):
        out.say(f"critmin: {line}", quiet=given.quiet)
    out.say(summary_line(head), quiet=given.quiet)
    return head.summary.exit_status


def _file_content(path: str, settings: Settings) -> bytes | None:
    """The content of a file, read once so that the copy matches the report; None where `check` reports the problem."""
    try:
        return read_file(path, path, settings)
    except Unreadable:
        return None
