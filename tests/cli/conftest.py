"""Formats are compared with the copies kept in `__snapshots__`; `uv run pytest --snapshot-update` renews them."""

from collections.abc import Callable

import pytest
from critmin.engine.regimes.registry import REGIMES
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode


class _AsText(SingleFileSnapshotExtension):
    _write_mode = WriteMode.TEXT


@pytest.fixture
def same_as_kept(snapshot: SnapshotAssertion) -> Callable[[str, str], None]:
    """Compares a text with the one kept under the test's name, a file that ends in the suffix given.

    The hash of a rulebook is masked: it changes with every change of `data/`.
    """

    def compare(text: str, suffix: str) -> None:
        extension = type("AsText", (_AsText,), {"file_extension": suffix})
        for regime in REGIMES.values():
            sha256 = regime.rulebook().sha256
            text = text.replace(sha256, "0" * 64).replace(sha256[:12], "0" * 12)
        assert text == snapshot.use_extension(extension)

    return compare
