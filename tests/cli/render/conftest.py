"""A sample's report in a format, and what JSON says of the same file."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from kept_samples import OUTCOMES, SAMPLES


@pytest.fixture
def sample_as(critmin: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], str]:
    """The report on a sample in a format; its exit status is the one stated, whatever the format."""

    def call(sample: str, format_: str) -> str:
        monkeypatch.chdir(SAMPLES)
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
