"""Texts and amounts that stand nowhere else, and a search for them in every byte of a file, unpacked."""

from __future__ import annotations

import base64
import binascii
import html
import io
import itertools
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_to_bytes

from hostile_boms import HOSTILE

_ENCODED = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
_HOSTILE = [text for text in HOSTILE.values() if len(text) < 100 and not re.search(r"[\x00-\x1f]", text)]


class Canaries:
    """Hands out names and amounts, each once, and keeps them."""

    def __init__(self, *, hostile: bool = False) -> None:
        self.names: set[str] = set()
        self.amounts: set[str] = set()
        self._numbers = itertools.count(1)
        self._hostile = itertools.cycle(_HOSTILE) if hostile else itertools.repeat("")

    def name(self, form: str = "{}") -> str:
        """A name with a word that stands nowhere else."""
        return self.file(form) + next(self._hostile)

    def file(self, form: str = "{}") -> str:
        """The name of a file or a sheet, which cannot be of any characters."""
        word = f"zq{next(self._numbers):04}kx"
        self.names.add(word)
        return form.format(word)

    def amount(self, least: int = 40_000) -> str:
        """An amount with digits that stand nowhere else."""
        number = next(self._numbers)
        text = f"{least + 1013 * number}.{11 + number % 88}"
        self.amounts |= {text, text.partition(".")[0]}
        return text

    def of(self, scope: str) -> set[str]:
        """What a redacted report must not hold."""
        return {"prices": self.amounts, "names": self.names, "all": self.names | self.amounts}[scope]


def found_in(places: Iterable[Path], secrets: Iterable[str]) -> set[str]:
    """The secrets that files hold, or the files in them: plain, grouped, escaped, encoded, in any case."""
    wanted = {form: secret for secret in secrets for form in _forms(secret)}
    either = re.compile("|".join(map(re.escape, sorted(wanted, key=len, reverse=True))).encode())
    found: set[str] = set()
    for place in places:
        for content in set(_contents(place.name.encode() + b"\n" + place.read_bytes(), place.read_bytes())):
            found |= {wanted[match.decode()] for match in either.findall(content.lower())}
    return found


def _forms(secret: str) -> Iterator[str]:
    yield secret.lower()
    whole, point, cents = secret.partition(".")
    if whole.isdigit():
        yield f"{int(whole):,}{point}{cents}"


def _contents(text: bytes, packed: bytes) -> Iterator[bytes]:
    yield text
    yield unquote_to_bytes(text)
    yield html.unescape(text.decode(errors="replace")).encode()
    yield text.decode("utf-16-le", errors="ignore").encode()
    for run in _ENCODED.findall(text):
        try:
            yield base64.b64decode(run + b"=" * (-len(run) % 4))
        except binascii.Error:
            continue
    if zipfile.is_zipfile(io.BytesIO(packed)):
        with zipfile.ZipFile(io.BytesIO(packed)) as archive:
            for name in archive.namelist():
                yield from _contents(name.encode() + b"\n" + archive.read(name), archive.read(name))
    if packed.startswith(b"PAR1"):
        import pyarrow.parquet

        yield str(pyarrow.parquet.read_table(io.BytesIO(packed)).to_pylist()).encode()
