"""What a cell's text means, remembered: most texts of a bill of materials stand in many of its lines."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
_MOST = 4096
# A megabyte in a cell is not kept.
_LONGEST = 200


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """Keeps the answers to the short texts that were met last; they must not depend on anything but the text."""
    kept = lru_cache(_MOST)(read)

    @wraps(read)
    def answer(text: str) -> T:
        return kept(text) if len(text) <= _LONGEST else read(text)

    return answer
