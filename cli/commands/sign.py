"""`critmin sign`: a detached signature on a JSON report."""

import os
from typing import Annotated

import typer

from ...engine.model.settings import LARGEST_MB
from ...engine.questions.run_file import BadReport
from ...engine.questions.signing.envelope import SUFFIX
from ...engine.questions.signing.envelope import sign as signed
from ...engine.questions.signing.keys import BadKey, load_private_key
from ...engine.questions.verify.stated import read_run, report_content
from .. import output as out
from ..escaping import one_line
from ..options import Quiet
from ..render.json import indented
from ..targets import check_target

PASSPHRASE = "CRITMIN_PASSPHRASE"
"""The environment variable with the passphrase of an encrypted key: an option would be visible to other users."""


def sign(
    context: typer.Context,
    report: Annotated[str, typer.Argument(metavar="REPORT", help="A report of `critmin check` or `macr`, -f json.")],
    *,
    key: Annotated[str, typer.Option("--key", metavar="FILE", help="The private key: Ed25519 in PEM form (PKCS #8).")],
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="The envelope to write. Default: REPORT.dsse."),
    ] = None,
    max_mb: Annotated[
        int | None, typer.Option("--max-mb", metavar="MB", help="The largest report to read. Default: 150 MB.", min=1)
    ] = None,
    quiet: Quiet = False,
) -> None:
    """Sign a JSON report and the hashes of its inputs with an Ed25519 key.

    The signature is a file of its own: an in-toto statement in a DSSE envelope, which `critmin verify --signed-by`
    checks. The passphrase of an encrypted key is taken from the environment (CRITMIN_PASSPHRASE).
    """
    envelope = f"{report}{SUFFIX}" if output is None else output
    largest = max_mb or LARGEST_MB
    check_target(context, envelope, [report])
    try:
        content = report_content(report, None, largest)
        run = read_run(report, content, largest)
        private = load_private_key(key, os.environ.get(PASSPHRASE), PASSPHRASE)
        document, keyid = signed(report, content, run, private)
    except (BadReport, BadKey) as error:
        raise typer.BadParameter(one_line(str(error))) from None
    out.write(f"{indented(document)}\n", envelope, "json")
    out.say(one_line(f"{report}: signed with the key {keyid[:12]}; the signature is {envelope}"), quiet=quiet)
