"""The commands put together; exit statuses; every error one line."""

import gc
import signal
import sys
from importlib import import_module
from typing import Annotated

import typer

from ..engine.model.quoting import suggestion
from ..engine.model.statuses import ExitStatus
from .lazy_commands import LazyCommands, commands_with
from .output import say
from .streams import abandon, prepare_streams

app = typer.Typer(
    name="critmin",
    cls=LazyCommands,
    help="Decides from a battery bill of materials whether requirements of US tax credits are met: 30D, 45X, 45Y, 48E.",
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"]},
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        import_module(".version", __package__).print_version()
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_print_version, is_eager=True, help="Print the version and the rulebook edition."
        ),
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show the traceback of an internal error.")] = False,
    config: Annotated[
        str | None,
        typer.Option("--config", metavar="FILE", envvar="CRITMIN_CONFIG", help="Read options from this file."),
    ] = None,
    no_config: Annotated[
        bool, typer.Option("--no-config", envvar="CRITMIN_NO_CONFIG", help="Ignore critmin.toml.")
    ] = False,
) -> None:
    """Decides from a battery bill of materials whether requirements of US tax credits are met: 30D, 45X, 45Y, 48E.

    Exit status: 0 passes, 1 fails or no credit available, 2 cannot be read, 3 incomplete, 70 internal error.
    """


_program = typer.main.get_command(app)


def main() -> None:
    """Runs the program. Only an internal error exits with 70; tracebacks are shown only with `--debug`."""
    # A run makes no reference cycles (memory stays the same), and collecting them would take a quarter of
    # the time of a long table.
    gc.disable()
    prepare_streams()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # a cancelled CI job should leave nothing behind
    status = run(sys.argv[1:])
    gc.freeze()  # nor at the end, which would take a quarter of the time of a small file
    sys.exit(status)


_NO_OPTION = "No such option: "
_FEW = 4


def _usage(error: typer.TyperException, message: str) -> str:
    """` Usage: critmin verify [OPTIONS] {REPORT} {BOM}`, after a message that an argument is missing.

    After one that there is no such option: the commands that have it, or the nearest options of this one.
    """
    context = getattr(error, "ctx", None)
    if message.startswith(_NO_OPTION):
        having = commands_with(message.removeprefix(_NO_OPTION))
        named = " and ".join(f"`critmin {name}`" for name in having)
        if 0 < len(having) < _FEW:
            return f": it is an option of {named}"
        return suggestion(getattr(error, "possibilities", None) or [])
    if context is None or not message.startswith("Missing argument"):
        return ""
    return f" {context.command.get_usage(context)}"


def run(arguments: list[str]) -> int:
    """Runs one command line and returns its exit status."""
    try:
        status = _program(arguments, prog_name="critmin", standalone_mode=False)
        if status == ExitStatus.INTERRUPTED:
            say("critmin: interrupted")
        return status if isinstance(status, int) else ExitStatus.PASS
    except typer.TyperException as error:
        message = error.format_message().replace(": Value error, ", ": ", 1)  # typer's word for a choice
        if message.startswith(_NO_OPTION):
            message = error.message  # without the possible options, which are sorted by name
        is_help = message.startswith("Usage: ")  # without a command
        say(message if is_help else f"critmin: {message}{_usage(error, message)}")
        return ExitStatus.UNREADABLE
    except (KeyboardInterrupt, typer.Abort):
        say("critmin: interrupted")
        return ExitStatus.INTERRUPTED
    except BrokenPipeError:
        abandon(sys.stdout)  # the output was closed during a help page
        return ExitStatus.PASS
    except OSError as error:
        if error.filename is not None:
            return _defect(error, arguments)
        abandon(sys.stdout)  # no space on the disk for a help page or a temporary file
        say(f"critmin: the output cannot be written: {error.strerror}")
        return ExitStatus.UNREADABLE
    except Exception as error:  # noqa: BLE001 - any error ends in a single line
        return _defect(error, arguments)


def _defect(error: Exception, arguments: list[str]) -> int:
    if "--debug" in arguments:
        raise error
    say(f"critmin: internal error (please report): {type(error).__name__}: {error} (--debug shows the traceback)")
    return ExitStatus.DEFECT
