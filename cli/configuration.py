"""`critmin.toml`: the options not given on the command line or in the environment."""

import datetime
import json
import os
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from typer.core import TyperOption

from ..engine.model.toml_file import BadToml, read_toml
from ..engine.vocabulary.names import nearest

NAME = "critmin.toml"
WRITTEN = frozenset({"output", "save", "table", "pages"})
"""A file that lies above the current folder may be anyone's: it does not say where to write."""

NOT_IN_FILE = {
    "shard": "differs on each machine",
    "waivers_on": "in a file would keep waivers from expiring",
    "key": "names a private key",
    "signed_by": "says whom to trust",
}
"""Options that a file does not set, and why."""

FILES = ("FILE", "BOM", "NAME_OR_FILE")
"""What options that name files show for their values."""

WAIVER = "waiver"
"""The key of the waivers, which are no option: the commands that take them check them."""
_LONGEST = 60

Options = dict[str, TyperOption]
"""A command's options by their keys, the long names with underscores."""


class BadConfiguration(ValueError):
    """An unusable configuration file; the text says what is wrong and where."""


@dataclass(frozen=True)
class Configuration:
    """A checked file: its path as found or given, and its values by key."""

    path: str
    sha256: str
    values: dict[str, object]

    def defaults(self, options: Options) -> dict[str, object]:
        """The file's defaults for a command, by parameter, without choices that only another command has."""
        taken = {key: _taken(option, self.values[key]) for key, option in options.items() if key in self.values}
        return {
            options[key].name: self._from_here(options[key], value) for key, value in taken.items() if value is not None
        }

    def _from_here(self, option: TyperOption, value: object) -> object:
        """The value with file names relative to the configuration."""
        if option.metavar in ("FILE", "BOM"):
            return str(Path(self.path).parent / str(value))
        if option.metavar == "NAME_OR_FILE" and isinstance(value, list):
            return [str(Path(self.path).parent / text) if text.endswith(".toml") else text for text in value]
        return value


def find() -> str | None:
    """The nearest `critmin.toml` in the current folder or above it, as a relative path."""
    try:
        here = Path.cwd()
    except OSError:  # the folder was deleted
        return None
    for steps, folder in enumerate((here, *here.parents)):
        if os.path.isfile(folder / NAME):  # noqa: PTH113 - Path.is_file raises where a folder is not accessible
            return "../" * steps + NAME
    return None


def load(path: str, commands: Iterable[Options]) -> Configuration:
    """The configuration file at a path, checked against the options of the commands, the running one first.

    Raises:
        BadConfiguration: it cannot be read, is not TOML, or a key or value is unknown.
    """
    try:
        values, sha256 = read_toml(path)
    except BadToml as error:
        raise BadConfiguration(str(error)) from None
    known: dict[str, list[TyperOption]] = {}
    for options in commands:
        for key, option in options.items():
            known.setdefault(key, []).append(option)
        if all(
            key == WAIVER or any(_taken(option, value) is not None for option in known.get(key, ()))
            for key, value in values.items()
        ):
            break  # other commands need not be loaded
    for key, value in values.items():
        if key in WRITTEN:
            raise BadConfiguration(f"{path}: {key} names a file to write: give it on the command line")
        if key in NOT_IN_FILE:
            variable = f"CRITMIN_{key.upper()}"
            raise BadConfiguration(f"{path}: {key} {NOT_IN_FILE[key]}: give it on the command line or as {variable}")
        if key == WAIVER:
            continue
        if key not in known:
            raise BadConfiguration(f"{path}: {key!r} is not an option{_nearest(key, known)}")
        if all(_taken(option, value) is None for option in known[key]):
            expected = " or ".join(dict.fromkeys(map(_expected, known[key])))
            raise BadConfiguration(f"{path}: {key} is {_shown(value)}: use {expected}")
    return Configuration(path, sha256, values)


def _taken(option: TyperOption, value: object) -> object | None:
    """The value as the option accepts it; None where it does not."""
    if option.is_flag:
        return value if isinstance(value, bool) else None
    if option.multiple:
        if isinstance(value, str):
            value = [value]
        if isinstance(value, dict):
            value = [f"{name}={text}" if isinstance(text, str) else text for name, text in value.items()]
        return value if isinstance(value, list) and all(isinstance(text, str) for text in value) else None
    if option.type_descriptor.annotation is int:
        return value if type(value) is int else None
    if option.metavar == "DATE" and type(value) is datetime.date:
        return value.isoformat()
    choices = option.type_descriptor.choices
    if not isinstance(value, str) or not value.strip() or (choices is not None and value not in choices):
        return None
    return value


def _expected(option: TyperOption) -> str:
    if option.is_flag:
        return "true or false"
    if option.multiple:
        return f"a list of texts {option.metavar}"
    if option.type_descriptor.annotation is int:
        return "a whole number"
    choices = option.type_descriptor.choices
    if choices is not None:
        return "one of " + ", ".join(choices)
    return "a date such as 2025-01-31" if option.metavar == "DATE" else "a text"


def _nearest(key: str, known: Iterable[str]) -> str:
    names = [WAIVER, *(name for name in known if name not in WRITTEN and name not in NOT_IN_FILE)]
    near = nearest(key.casefold().replace("-", "_"), [(name, name) for name in names], 1)
    return f"; did you mean {near[0]}?" if near else f"; use one of: {', '.join(sorted(known))}"


def _shown(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)  # TOML and JSON write it almost the same
    return text if len(text) <= _LONGEST else text[:_LONGEST] + "..."
