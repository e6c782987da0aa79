"""`critmin --version`: the program and its rulebook."""

from importlib.metadata import version

from ..engine.regimes.registry import REGIMES
from .output import write


def print_version() -> None:
    """Writes the version and the rulebook of each regime on a single line."""
    every = [regime.rulebook() for regime in REGIMES.values()]
    rulebooks = "".join(f", rulebook {rulebook.edition} ({rulebook.sha256[:12]})" for rulebook in every)
    write(f"critmin {version('critmin')}{rulebooks}\n", None)
