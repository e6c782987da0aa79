"""The register of evidence of bills of materials from short tables."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Tables
from registered import SIGNED, Register, Registered, write


@pytest.fixture
def register(critmin: Callable[..., Any], tmp_path: Path) -> Register:
    """Runs `critmin evidence ARGUMENTS... -f json` on tables, by the names of their files, beside `signed.pdf`."""

    def call(given: Tables | dict[str, Tables], *arguments: str) -> Registered:
        several = {"pack": given} if "BOM" in given or "Materials" in given else given
        (tmp_path / "signed.pdf").write_bytes(SIGNED)
        paths = [write(tables, tmp_path, name) for name, tables in several.items()]
        result = critmin("evidence", *paths, "-f", "json", *arguments)
        assert result.stdout, f"exit {result.exit_code}: {result.stderr}"
        found = json.loads(result.stdout)
        assert found["exit_status"] == result.exit_code
        return Registered(result.exit_code, found)

    return call
