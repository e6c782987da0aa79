"""A sample's report in a format, and what JSON says of the same file."""

import contextlib
import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from kept_samples import OUTCOMES, SAMPLES


@pytest.fixture(scope="session")
def sample_as(critmin: Callable[..., Any]) -> Callable[[str, str], str]:
    """The report on a sample in a format, written once; its exit status is the one stated, whatever the format."""

    @cache
    def call(sample: str, format_: str) -> str:
        with contextlib.chdir(SAMPLES):
            got = critmin("check", sample, *OUTCOMES[sample]["arguments"], "-f", format_)
        assert got.exit_code == OUTCOMES[sample]["exit_status"], got.stderr
        return str(got.stdout)

    return call


@pytest.fixture
def in_json(critmin: Callable[..., Any]) -> Callable[..., dict[str, Any]]:
    """The JSON report on the same files."""

    def call(*arguments: str | Path) -> dict[str, Any]:
        return dict(json.loads(critmin("check", *map(str, arguments), "-f", "json").stdout))

    return call
