"""Lists of SHA-256 hashes that `sha256sum -c` checks."""

from collections.abc import Iterable, Mapping

from .escaping import one_line


def sums(hashes: Mapping[str, str], comments: Iterable[str] = ()) -> bytes:
    """The hashes by path, and lines that `sha256sum` skips."""
    lines = [f"# {one_line(comment)}" for comment in comments]
    lines += [_line(path, sha256) for path, sha256 in hashes.items()]
    return "".join(f"{line}\n" for line in lines).encode(errors="surrogateescape")


def _line(path: str, sha256: str) -> str:
    """A line of `sha256sum`: a backslash before the hash says that the name is escaped."""
    escaped = path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r")
    return f"{'' if escaped == path else chr(92)}{sha256}  {escaped}"
