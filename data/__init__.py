"""The law and the words as data: dated and cited TOML files, and the one function that reads them.

`vocabulary/` turns words into things, `regimes/` holds each regime's law, `findings/` what a report may say, and
`sources.toml` every authority. Files are named by their path below this folder: `vocabulary/minerals.toml`.
"""

import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import msgspec
import tomli

FOLDER = Path(__file__).parent

T = TypeVar("T")


def read(name: str) -> bytes:
    """The bytes of one data file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return (FOLDER / name).read_bytes()


@cache
def names() -> tuple[str, ...]:
    """Every data file's name, sorted."""
    files = (path for path in FOLDER.rglob("*") if path.suffix in (".toml", ".json"))
    return tuple(sorted(path.relative_to(FOLDER).as_posix() for path in files))


def _load(name: str, type_: type[T]) -> T:
    """The content of one data file; read once, so that nobody may change it.

    Raises:
        FileNotFoundError: there is no such file.
        msgspec.ValidationError: it has a key or a type that is not expected.
    """
    if name.endswith(".json"):
        return msgspec.json.decode(read(name), type=type_)
    # Compiled: a third of the time of the standard library's reader.
    return msgspec.convert(tomli.loads(read(name).decode()), type_, builtin_types=(datetime.date,), str_keys=True)


if TYPE_CHECKING:
    load = _load
else:
    load = cache(_load)
