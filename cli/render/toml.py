"""A columns file as TOML."""

import msgspec
import tomli_w

from ...engine.model.settings import ColumnsFile


def columns_file(file: ColumnsFile) -> str:
    """The file that `--columns` reads."""
    return tomli_w.dumps(msgspec.to_builtins(file))
