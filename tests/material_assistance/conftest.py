"""One product through the command line, and its report."""

from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from one_run import reports_of
from products import Assess, AssessEach, Assessed, Tables, write_product


@pytest.fixture
def assess(critmin: Callable[..., Any], tmp_path: Path) -> Assess:
    """Runs `critmin macr FILE -f json ARGUMENTS...` on a file, or on tables written as a CSV with its companions."""
    names = (f"product{number}" for number in count(1))

    def call(given: Tables | Path, *arguments: str) -> Assessed:
        path = given if isinstance(given, Path) else write_product(given, tmp_path, next(names))
        return reports_of(critmin, "macr", [path], arguments, Assessed)[0]

    return call


@pytest.fixture(scope="session")
def assess_each(critmin: Callable[..., Any], tmp_path_factory: pytest.TempPathFactory) -> AssessEach:
    """Runs `critmin macr FILES -f json ARGUMENTS...` once on many tables; the exit status is that of the run."""

    def call(given: list[Tables], *arguments: str) -> list[Assessed]:
        folder = tmp_path_factory.mktemp("each")
        paths = [write_product(tables, folder, f"each{number:04}") for number, tables in enumerate(given)]
        return reports_of(critmin, "macr", paths, arguments, Assessed)

    return call
