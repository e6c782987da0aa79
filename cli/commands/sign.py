"""`critmin sign`: a detached signature on a JSON report."""

import os
from typing import Annotated

import typer

from ...engine.questions.run_file import BadReport
from ...engine.questions.signing import SUFFIX, BadKey, load_private_key
from ...engine.questions.signing import sign as signed
from ...engine.questions.verify.stated import read_stated, report_content
from .. import output as out
from ..escaping import one_line
from ..options import Options, takes
from ..render.json import indented
from ..targets import check_target

PASSPHRASE = "CRITMIN_PASSPHRASE"
"""The environment variable with the passphrase of an encrypted key: an option would be visible to other users."""


@takes("key", "output", "max_mb", "quiet", helps={"max_mb": "The largest report to read. Default: 150 MB."})
def sign(
    context: typer.Context,
    report: Annotated[
        str,
        typer.Argument(
            metavar="REPORT", help="A report of `critmin check` or `macr`, or a register of `evidence`, -f json."
        ),
    ],
    given: Options,
    key: Annotated[str, typer.Option("--key", metavar="FILE", help="The private key: Ed25519 in PEM form (PKCS #8).")],
    output: Annotated[
        str | None,
        typer.Option("-o", "--output", metavar="FILE", help="The envelope to write. Default: REPORT.dsse."),
    ] = None,
) -> None:
    """Sign a JSON report and the hashes of its inputs with an Ed25519 key.

    The signature is a file of its own: an in-toto statement in a DSSE envelope, which `critmin verify --signed-by`
    checks. The passphrase of an encrypted key is taken from the environment (CRITMIN_PASSPHRASE).
    """
    envelope = f"{report}{SUFFIX}" if output is None else output
    check_target(context, envelope, [report])
    try:
        content = report_content(report, None, given.largest_mb)
        run = read_stated(report, content, given.largest_mb)
        private = load_private_key(key, os.environ.get(PASSPHRASE), PASSPHRASE)
        document, keyid = signed(report, content, run, private)
    except (BadReport, BadKey) as error:
        raise typer.BadParameter(one_line(str(error))) from None
    out.write(f"{indented(document)}\n", envelope, "json")
    out.say(one_line(f"{report}: signed with the key {keyid[:12]}; the signature is {envelope}"), quiet=given.quiet)
