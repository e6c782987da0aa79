"""`critmin check -f xlsx` and `-f memo`: the report on one bill of materials as a document."""

import msgspec

from ..engine.intake.files.storage import read_file
from ..engine.model.findings import Unreadable
from ..engine.model.settings import Settings
from ..engine.questions.batch.run_head import run_head
from ..engine.questions.check import check, open_case
from ..engine.questions.redacting import redact_check, redact_part
from ..engine.regimes.regime import Question
from ..engine.regimes.registry import regime_of
from ..engine.report.pseudonyms import Redaction
from ..engine.report.run import AppliedConfiguration
from . import output as out
from .choices import Format
from .inputs import standard_input
from .messages import say_configuration
from .options import Options
from .view.run import summary_line, waiver_lines


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
    run = msgspec.structs.replace(head, reports=[report])
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
