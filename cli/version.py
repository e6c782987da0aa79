"""`critmin --version`: the program and its rulebook."""

from importlib.metadata import version

from ..engine.rules.rulebook import load_rulebook
from .output import write


def print_version() -> None:
    """Writes both on one line."""
    rulebook = load_rulebook()
    write(f"critmin {version('critmin')}, rulebook {rulebook.edition} ({rulebook.sha256[:12]})\n", None)
