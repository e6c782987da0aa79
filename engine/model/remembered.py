"""A cache for the meaning of cell texts: most of them occur in many lines."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
_MOST = 4096
# Longer texts are not kept.
_LONGEST = 200


def remembered(read: Callable[[str], T]) -> Callable[[str], T]:
    """The function with a cache for recent short texts; its result must depend only on the text."""
    kept = lru_cache(_MOST)(read)

    @wraps(read)
    def answer(text: str) -> T:
        return kept(text) if len(text) <= _LONGEST else read(text)

    return answer
