"""A cache for the meaning of cell texts: most of them occur in many lines."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any, ParamSpec, TypeVar, cast

P = ParamSpec("P")
T = TypeVar("T")
_MOST = 4096
# Longer texts are not kept.
_LONGEST = 200


def remembered(read: Callable[P, T]) -> Callable[P, T]:
    """The function with a cache for recent short texts; its result must depend only on the arguments."""
    fresh: Callable[..., T] = read
    kept = lru_cache(_MOST)(fresh)

    @wraps(read)
    def answer(*texts: Any) -> T:
        for text in texts:
            if text.__class__ is str and len(text) > _LONGEST:
                return fresh(*texts)
        return kept(*texts)

    return cast("Callable[P, T]", answer)
