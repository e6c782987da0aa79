"""Random cases in blocks, of which a quick run takes the first."""

from typing import Any

import pytest


def blocks(count: int) -> list[Any]:
    """The numbers of the blocks; all but the first are marked `thorough`."""
    return [0, *(pytest.param(number, marks=pytest.mark.thorough) for number in range(1, count))]
