"""One bill of materials through the command line, and its report."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from boms import Judge, Judged, JudgeEach, Tables
from one_run import reports_of
from random_boms import write_csv


@pytest.fixture
def judge(critmin: Callable[..., Any], tmp_path: Path) -> Judge:
    """Runs `critmin check FILE -f json ARGUMENTS...` on a file, or on tables written as a CSV with its companions."""
    names = (f"bom{number}" for number in count(1))

    def call(given: Tables | Path, *arguments: str) -> Judged:
        path = given if isinstance(given, Path) else write_csv(given, tmp_path, next(names))
        return reports_of(critmin, "check", [path], arguments, Judged)[0]

    return call


@pytest.fixture(scope="session")
def judge_each(critmin: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> JudgeEach:
    """Runs `critmin check FILES -f json ARGUMENTS...` once on many tables; the exit status is that of the run."""

    def call(given: list[Tables], *arguments: str) -> list[Judged]:
        folder = tmp_path_factory.mktemp("each")
        paths = [write_csv(tables, folder, f"each{number:04}") for number, tables in enumerate(given)]
        return reports_of(critmin, "check", paths, arguments, Judged)

    return call
