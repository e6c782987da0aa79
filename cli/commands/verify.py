"""`critmin verify`: recompute a JSON report, and say whether it still holds."""

from typing import Annotated

import msgspec
import typer

from ...engine.entities.designations import DesignatedList
from ...engine.intake.files.paths import STANDARD_INPUT, shown_path
from ...engine.intake.tables.columns_file import BadColumnsFile, load_columns_file
from ...engine.model.statuses import ExitStatus
from ...engine.questions.run_file import BadReport
from ...engine.questions.signing import SUFFIX, BadEnvelope, BadKey, NotSigned, load_public_key, open_seal
from ...engine.questions.verify.registered import verify_register
from ...engine.questions.verify.stated import StatedRegister, StatedRun, read_stated, report_content
from ...engine.questions.verify.twin import read_twin, verify_twin
from ...engine.questions.verify.verifying import Given, Outcome, Verification
from ...engine.questions.verify.verifying import verify as verified
from ..choices import Format
from ..escaping import one_line
from ..inputs import standard_input
from ..laws import pfe_list
from ..messages import write_shown
from ..options import Options, takes
from ..view.verify import sections, unsigned, unsigned_parts

_STATUS = {
    Outcome.HOLDS: ExitStatus.PASS,
    Outcome.DIFFERS: ExitStatus.FAIL,
    Outcome.FROM_OTHERS: ExitStatus.INCOMPLETE,
}


@takes(
    *("format_", "sdn", "pfe_list", "columns", "bom_name", "signed_by", "signature", "max_mb", "color"),
    formats=[Format.TEXT, Format.JSON],
    helps={
        "sdn": "The sdn.csv that the report was made with, if any.",
        "pfe_list": "The --pfe-list of the report, if any.",
        "columns": "A columns file to use instead of the one in the report.",
        "max_mb": "The largest report to read. Default: 150 MB.",
    },
)
def verify(
    report: Annotated[
        str,
        typer.Argument(
            metavar="REPORT",
            help="A report of `critmin check` or `macr`, or a register of `critmin evidence`, -f json; - for standard "
            "input.",
        ),
    ],
    boms: Annotated[
        list[str],
        typer.Argument(
            metavar="BOM...",
            help="The bill of materials of the report, or - for standard input; all those of a register. Of a redacted "
            "report also the JSON report that withholds nothing.",
        ),
    ],
    given: Options,
    signed_by: Annotated[
        str | None,
        typer.Option("--signed-by", metavar="FILE", help="The public key that must have signed the report (PEM)."),
    ] = None,
    signature: Annotated[
        str | None,
        typer.Option("--signature", metavar="FILE", help="The envelope of `critmin sign`. Default: REPORT.dsse."),
    ] = None,
) -> None:
    """Recompute a JSON report or register from its bills of materials and compare the results.

    A redacted report is compared with what the same redaction gives now; pseudonyms may be others.

    Exit status: 0 same inputs and same result, 1 the result differs or the signature does not hold, 2 it cannot be
    recomputed or the signature cannot be read, 3 the same result from another input, rulebook or program version.
    """
    if STANDARD_INPUT in boms and report == STANDARD_INPUT:
        raise typer.BadParameter("standard input (-) can be read only once")
    envelope, largest = _envelope(report, signed_by, signature), given.largest_mb
    lists: dict[str, DesignatedList | None] = {"sdn": given.designated, "pfe_list": pfe_list(given.pfe_list)}
    try:
        stated = report_content(report, standard_input(report, largest), largest)
        seal = open_seal(report, stated, envelope, load_public_key(signed_by)) if signed_by is not None else None
        run = read_stated(report, stated, largest)
        signed = seal.on(run) if seal is not None else msgspec.UNSET
        given_files = Given(lists, load_columns_file(given.columns) if given.columns is not None else None)
        if isinstance(run, StatedRegister):
            if given.bom_name is not None:
                raise BadReport(
                    "--bom selects a report of a run: a register is recomputed with all its bills of materials"
                )
            found = verify_register(run, shown_path(report), boms, given_files)
        else:
            found = _verify_report(run, boms, given_files, given.bom_name, largest)
    except NotSigned as error:
        refused = unsigned(report, str(error))
        write_shown(refused, unsigned_parts(refused), given)
        raise typer.Exit(ExitStatus.FAIL) from None
    except (BadReport, BadColumnsFile, BadKey, BadEnvelope) as error:
        raise typer.BadParameter(one_line(str(error))) from None
    found = msgspec.structs.replace(found, signature=signed)
    write_shown(found, sections(found), given)
    raise typer.Exit(_STATUS[found.outcome])


def _verify_report(run: StatedRun, boms: list[str], given: Given, name: str | None, largest: int) -> Verification:
    """The result of recomputing the report on one bill of materials.

    Raises:
        BadReport: it cannot be recomputed.
    """
    if len(boms) > 1:
        raise BadReport(f"{len(boms)} bills of materials are given: a report is recomputed for one of them at a time")
    (bom,) = boms
    sizes = (report.asked.max_mb or 0 for report in run.reports if report.asked)
    content = standard_input(bom, max([largest, *sizes]))
    if (twin := read_twin(run, bom, content, largest)) is not None:
        return verify_twin(run, bom, twin)
    return verified(run, bom, content, given, name=name)


def _envelope(report: str, signed_by: str | None, signature: str | None) -> str:
    """The file of the signature.

    Raises:
        typer.BadParameter: it is not stated which key, or which envelope.
    """
    if signed_by is None and signature is not None:
        raise typer.BadParameter("--signature is checked with the public key of the signer: give --signed-by FILE")
    if signed_by is not None and signature is None and report == STANDARD_INPUT:
        raise typer.BadParameter("--signed-by with a report from standard input (-) needs --signature FILE")
    return f"{report}{SUFFIX}" if signature is None else signature
