"""One run of a command over files, and its reports."""

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


def reports_of(
    critmin: Callable[..., Any], command: str, paths: Iterable[Path], arguments: Iterable[str], kind: Callable[..., T]
) -> list[T]:
    """Each report of `critmin COMMAND PATHS -f json ARGUMENTS`, with the exit status and messages of the run."""
    result = critmin(command, *map(str, paths), "-f", "json", *arguments)
    assert result.stdout, f"exit {result.exit_code}: {result.stderr}"
    return [kind(result.exit_code, report, result.stderr) for report in json.loads(result.stdout)["reports"]]
