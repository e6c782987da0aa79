"""Finds the places where two JSON reports differ."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

Json: TypeAlias = Any

KnownBy: TypeAlias = Mapping[str, tuple[str, ...]]
"""The keys that identify the items of a list, by the list's name; other lists are compared item by item."""


class Difference(msgspec.Struct, frozen=True):
    """One place: its JSON pointer, its item (a line, mineral or code), and the value on each side.

    A side without a value is omitted. The pointer is into the report or, if that has no value, into the recomputed
    report.
    """

    pointer: str
    of: str
    reported: Json | UnsetType = UNSET
    recomputed: Json | UnsetType = UNSET


def differences(
    reported: Json,
    recomputed: Json,
    pointer: str,
    known_by: KnownBy,
    of: str = "",
    *,
    may_lack_keys: bool = False,
) -> Iterator[Difference]:
    """Every place where two JSON values differ; list items are matched regardless of order.

    `may_lack_keys`: a key only on the recomputed side is not a difference.
    """
    if isinstance(reported, dict) and isinstance(recomputed, dict):
        for key in dict.fromkeys([*reported, *recomputed]):
            then, now = reported.get(key, UNSET), recomputed.get(key, UNSET)
            if then is UNSET and may_lack_keys:
                continue
            at = f"{pointer}/{str(key).replace('~', '~0').replace('/', '~1')}"
            yield from differences(then, now, at, known_by, of, may_lack_keys=may_lack_keys)
    elif _is_table(reported) and _is_table(recomputed):
        yield from _in_tables(reported, recomputed, pointer, known_by, of, may_lack_keys)
    elif reported is UNSET or recomputed is UNSET or _text(reported) != _text(recomputed):
        yield Difference(pointer, of, reported, recomputed)


def _in_tables(
    reported: list[Json], recomputed: list[Json], pointer: str, known_by: KnownBy, of: str, may_lack_keys: bool
) -> Iterator[Difference]:
    name = pointer.rpartition("/")[2]
    keys = known_by.get(name, ())
    pairs = _pairs(reported, recomputed, keys)
    found = False
    for then, now in pairs:
        item = reported[then] if then is not None else recomputed[now or 0]
        whose = ", ".join(part for part in (of, _whose(item, name, keys)) if part)
        at = f"{pointer}/{then if then is not None else now}"
        left = UNSET if then is None else reported[then]
        right = UNSET if now is None else recomputed[now]
        for difference in differences(left, right, at, known_by, whose, may_lack_keys=may_lack_keys):
            found = True
            yield difference
    order = [now for _, now in pairs if now is not None]
    if not found and order != sorted(order):
        yield Difference(pointer, of, "the same items", "in a different order")


def _pairs(
    reported: list[Json], recomputed: list[Json], known_by: tuple[str, ...]
) -> list[tuple[int | None, int | None]]:
    """Pairs of matching items: identical ones first, then those with the same `known_by`; None: no match."""
    like: dict[int, int] = {}
    left = list(range(len(reported)))
    right = list(range(len(recomputed)))
    keys: list[Callable[[Json], bytes]] = [_text, lambda item: _text([item.get(name) for name in known_by])]
    for key in keys:
        waiting: dict[bytes, list[int]] = {}
        for now in reversed(right):
            waiting.setdefault(key(recomputed[now]), []).append(now)
        for then in left:
            if same := waiting.get(key(reported[then])):
                like[then] = same.pop()
        taken = set(like.values())
        left = [then for then in left if then not in like]
        right = [now for now in right if now not in taken]
    return [(then, like.get(then)) for then in range(len(reported))] + [(None, now) for now in right]


def _whose(item: dict[str, Json], name: str, keys: tuple[str, ...]) -> str:
    known = [str(item[key]) for key in keys if item.get(key) is not None]
    return f"line {known[0]}" if name == "chains" and known else ", ".join(known)


def _is_table(value: Json) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _text(value: Json) -> bytes:
    """A value in its JSON form, so that `true` is not 1, regardless of the order of keys."""
    return msgspec.json.encode(value, order="sorted")
