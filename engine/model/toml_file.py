"""A TOML file that a user wrote, with the reason why it cannot be read."""

from pathlib import Path
from typing import Any


class BadToml(ValueError):
    """A file that is not TOML; the text names the file and the cause."""


def read_toml(path: str) -> tuple[dict[str, Any], str]:
    """The values of a file, and the SHA-256 of its bytes.

    Raises:
        BadToml: it cannot be read.
    """
    import hashlib
    import tomllib

    try:
        content = Path(path).read_bytes()
        return tomllib.loads(content.decode("utf-8-sig")), hashlib.sha256(content).hexdigest()
    except OSError as error:
        raise BadToml(f"{path}: {error.strerror or 'cannot be read'}") from None
    except UnicodeDecodeError:
        raise BadToml(f"{path} is not a UTF-8 text file: expected TOML") from None
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise BadToml(f"{path} is not valid TOML: {error}") from None
