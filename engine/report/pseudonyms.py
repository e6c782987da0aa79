"""Pseudonyms of a run: the same name has the same pseudonym in every bill of materials, whatever process checks it."""

import base64
import hmac
import re
import secrets
from typing import Any

import msgspec

from .disclosure import Treatment
from .withheld import Scope

_BYTES, _LETTERS = 5, 8
_FORM = {
    Treatment.ENTITY: "Entity ",
    Treatment.LINE: "L-",
    Treatment.ITEM: "Item ",
    Treatment.CERTIFICATE: "Certificate ",
    Treatment.MODEL: "Model ",
    Treatment.SCENARIO: "scenario-",
    Treatment.SHEET: "Sheet_",
}
"""How a pseudonym begins; that of a sheet needs no quotation marks in an address."""
_PSEUDONYM = re.compile(rf"(?:{'|'.join(map(re.escape, _FORM.values()))})[A-Z2-7]{{{_LETTERS}}}")


class Redaction(msgspec.Struct, frozen=True):
    """What a run withholds, and its secret, without which nobody can test whether a pseudonym is a certain name's."""

    scope: Scope
    secret: bytes = msgspec.field(default_factory=lambda: secrets.token_bytes(32))

    def pseudonym(self, kind: Treatment, key: str) -> str:
        """The pseudonym of a name: `Entity 4KTQZ2MA`. A component has the same letters where it is named as a line."""
        of = Treatment.ITEM if kind is Treatment.LINE else kind
        digest = hmac.digest(self.secret, f"{of}\0{key}".encode(errors="surrogatepass"), "sha256")
        return _FORM[kind] + base64.b32encode(digest[:_BYTES]).decode()


def is_pseudonym(text: str) -> bool:
    """Whether a text has the form of a pseudonym."""
    return _PSEUDONYM.fullmatch(text) is not None


def rename(document: Any, like: Any) -> Any:
    """A JSON document with its pseudonyms replaced by those of another in the order in which each first uses them.

    Two redactions of the same report are then equal, though each run has its own pseudonyms.
    """
    ours, theirs = _pseudonyms(document), _pseudonyms(like)
    to: dict[str, str] = {}
    for form in _FORM.values():
        own = [name for name in ours if name.startswith(form)]
        to.update(zip(own, (name for name in theirs if name.startswith(form)), strict=False))
    text = _PSEUDONYM.sub(lambda found: to.get(found[0], found[0]), msgspec.json.encode(document).decode())
    return msgspec.json.decode(text)


def mask(document: Any) -> Any:
    """A JSON document in which a pseudonym tells nothing but its kind."""
    text = msgspec.json.encode(document).decode()
    return msgspec.json.decode(_PSEUDONYM.sub(lambda found: found[0][:-_LETTERS], text))


def _pseudonyms(document: Any) -> list[str]:
    return list(dict.fromkeys(_PSEUDONYM.findall(msgspec.json.encode(document, order="sorted").decode())))
