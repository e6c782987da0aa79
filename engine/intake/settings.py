"""How a file is to be read, where it does not say so itself."""

import msgspec

LARGEST_MB = 150
"""The largest file read unless `Settings.max_mb` says otherwise, in millions of bytes."""


class Settings(msgspec.Struct, frozen=True):
    """What the command line and the configuration say of reading.

    `sheet` is the sheet with the bill of materials; `max_mb` the largest file to read, in millions of bytes.
    """

    sheet: str | None = None
    max_mb: int = LARGEST_MB


AS_IT_IS = Settings()
"""Nothing is said."""
