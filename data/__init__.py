"""The law as data: dated and cited TOML files, and the one function that reads them."""

from pathlib import Path

_FOLDER = Path(__file__).parent


def read(name: str) -> bytes:
    """The bytes of one data file.

    Raises:
        FileNotFoundError: there is no such file.
    """
    return (_FOLDER / name).read_bytes()


def names() -> list[str]:
    """Every data file's name, sorted."""
    return sorted(path.name for path in _FOLDER.glob("*.toml"))
