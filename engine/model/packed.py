"""Sequences that may be a million long, in little memory: what is packed is made again when it is asked for."""

import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache
from hashlib import blake2b
from itertools import chain, islice
from typing import Any, Generic, TypeVar, overload

import msgspec

S = TypeVar("S")
T = TypeVar("T")
_QUICKLY = 1
_DIGEST, _NUMBER = 16, 5
_ENTRY = _DIGEST + _NUMBER


class Long(Sequence[T], Generic[T]):
    """A sequence whose items are made as they are asked for: the same each time, each time anew."""

    __slots__ = ()

    @overload
    def __getitem__(self, at: int) -> T: ...

    @overload
    def __getitem__(self, at: slice) -> Sequence[T]: ...

    def __getitem__(self, at: int | slice) -> T | Sequence[T]:
        if isinstance(at, slice):
            start, stop, step = at.indices(len(self))
            return list(islice(self, start, stop, step)) if step > 0 else list(self)[at]
        place = at + len(self) if at < 0 else at
        if not 0 <= place < len(self):
            raise IndexError(at)
        return self._item(place)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, (Long, list)):
            return NotImplemented
        return len(self) == len(other) and all(one == two for one, two in zip(self, other, strict=True))

    __hash__ = None  # type: ignore[assignment]

    def _item(self, place: int) -> T:
        raise NotImplementedError


class Made(Long[T], Generic[S, T]):
    """What is made of each item of another sequence."""

    __slots__ = ("_make", "_of")

    def __init__(self, of: Sequence[S], make: Callable[[S], T]) -> None:
        self._of = of
        self._make = make

    def __len__(self) -> int:
        return len(self._of)

    def __iter__(self) -> Iterator[T]:
        return map(self._make, self._of)

    def _item(self, place: int) -> T:
        return self._make(self._of[place])


class Packed(Long[T], Generic[T]):
    """Rows of one type, encoded and compressed by the hundred; the last of them are kept as they are."""

    __slots__ = ("_kind", "_last", "_packs")
    together = 256
    """So many rows are packed together: a list that is no longer is kept as it is."""

    def __init__(self, kind: type[T]) -> None:
        self._kind: type = kind
        self._packs: list[bytes | list[T]] = []
        self._last: list[T] = []

    def append(self, row: T) -> None:
        """One more row."""
        last = self._last
        last.append(row)
        if len(last) > self.together:
            self._packs.append(self._packed(last[:-1]))
            del last[:-1]

    def extend(self, rows: Iterable[T]) -> None:
        """More rows."""
        for row in rows:
            self.append(row)

    @property
    def is_long(self) -> bool:
        """Whether anything of it is packed."""
        return bool(self._packs)

    def short_as_list(self) -> Sequence[T]:
        """Itself, or a list where it is not long."""
        return self if self._packs else self._last

    def __len__(self) -> int:
        return len(self._packs) * self.together + len(self._last)

    def __iter__(self) -> Iterator[T]:
        return chain.from_iterable(chain(map(self._rows, self._packs), (self._last,)))

    def _item(self, place: int) -> T:
        pack, at = divmod(place, self.together)
        return (self._rows(self._packs[pack]) if pack < len(self._packs) else self._last)[at]

    def _rows(self, pack: bytes | list[T]) -> list[T]:
        return self._unpacked(pack) if isinstance(pack, bytes) else pack

    def _packed(self, rows: list[T]) -> bytes | list[T]:
        """The rows packed, or as they are where they cannot be."""
        try:
            return zlib.compress(_ENCODER.encode(rows), _QUICKLY)
        except UnicodeEncodeError:  # half of a character
            return rows

    def _unpacked(self, pack: bytes) -> list[T]:
        found: list[T] = _decoder(self._kind).decode(zlib.decompress(pack))
        return found


_ENCODER = msgspec.msgpack.Encoder()


@cache
def _decoder(kind: type) -> msgspec.msgpack.Decoder[Any]:
    return msgspec.msgpack.Decoder(list[kind])  # type: ignore[valid-type]


def in_full(value: object) -> object:
    """A long sequence as a list, for an encoder that knows lists alone."""
    if isinstance(value, Long):
        return list(value)
    raise NotImplementedError(f"no form is known of {type(value)}")


class Firsts:
    """The number with which each text came first, in some 30 bytes a text: the texts themselves are not kept."""

    def __init__(self) -> None:
        # By the first two bytes of a digest: the digests, each followed by its number.
        self._met: dict[bytes, bytearray] = {}

    def first(self, text: str, number: int) -> int:
        """The number with which the text came first: this one, where it has not come before."""
        digest = _digest(text)
        met = self._met.get(digest[:2])
        if met is None:
            met = self._met[digest[:2]] = bytearray()
        at = _place(met, digest)
        if at < 0:
            met += digest + number.to_bytes(_NUMBER, "big")
            return number
        return int.from_bytes(met[at + _DIGEST : at + _ENTRY], "big")

    def __contains__(self, text: str) -> bool:
        digest = _digest(text)
        return _place(self._met.get(digest[:2], bytearray()), digest) >= 0


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()


def _place(met: bytearray, digest: bytes) -> int:
    """Where a digest stands, or -1; what is found across two entries is none."""
    at = met.find(digest)
    while at > 0 and at % _ENTRY:
        at = met.find(digest, at + 1)
    return at


def once(texts: Sequence[str]) -> Sequence[str]:
    """Each text once, in the order in which they first come."""
    if not isinstance(texts, Packed) or not texts.is_long:
        return list(dict.fromkeys(texts))
    if _ascend(texts):
        return texts
    firsts, unique = Firsts(), Packed(str)
    for number, text in enumerate(texts):
        if firsts.first(text, number) == number:
            unique.append(text)
    return unique.short_as_list()


def _ascend(texts: Iterable[str]) -> bool:
    """Whether each is longer than the one before it, or later in the order of texts: as a column's addresses are."""
    before, length = "", -1
    for text in texts:
        if len(text) < length or (len(text) == length and text <= before):
            return False
        before, length = text, len(text)
    return True
