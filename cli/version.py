"""`critmin --version`: the program and its rulebook."""

from importlib.metadata import version

from ..engine.regimes.registry import REGIMES
from .output import write


def print_version() -> None:
    """Writes the version and the rulebook of each regime on a single line."""
    every = {name: regime.rulebook() for name, regime in REGIMES.items()}
    rulebooks = "".join(f", {name} rulebook {of.edition} ({of.sha256[:12]})" for name, of in every.items())
    write(f"critmin {version('critmin')}{rulebooks}\n", None)
