"""Ed25519 keys in PEM files."""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MAKE_KEY = "openssl genpkey -algorithm ed25519 -out key.pem"
_MAKE_PUBLIC = "openssl pkey -in key.pem -pubout -out public.pem"
_LARGEST = 100_000
"""Bytes of a file with a key; theirs have some hundred."""
_PRIVATE, _PUBLIC = b"PRIVATE KEY-----", b"PUBLIC KEY-----"


class BadKey(ValueError):
    """An unusable key; the text says what is wrong and what to do."""


def load_private_key(path: str, passphrase: str | None, variable: str) -> "Ed25519PrivateKey":
    """The private key in a file. `passphrase` opens an encrypted one; `variable` is where it comes from.

    Raises:
        BadKey: it is not such a key, or the passphrase is missing or wrong.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    content = _content(path)
    if _PRIVATE not in content and _PUBLIC in content:
        raise BadKey(f"{path} holds a public key: sign with the private key")
    encrypted = b"ENCRYPTED" in content
    if encrypted and not passphrase:
        raise BadKey(f"{path} is encrypted: put its passphrase into the environment variable {variable}")
    opened = passphrase.encode() if encrypted and passphrase else None
    key = _loaded(path, load_pem_private_key, content, opened, encrypted=encrypted)
    if not isinstance(key, Ed25519PrivateKey):
        raise BadKey(f"{path} holds a key of another kind: make an Ed25519 key ({_MAKE_KEY})")
    return key


def load_public_key(path: str) -> "Ed25519PublicKey":
    """The public key in a file.

    Raises:
        BadKey: it is not such a key.
    """
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
    from cryptography.hazmat.primitives.serialization import load_pem_public_key

    content = _content(path)
    if _PRIVATE in content:
        raise BadKey(
            f"{path} holds a private key, which belongs to the signer alone: give its public key ({_MAKE_PUBLIC})"
        )
    key = _loaded(path, load_pem_public_key, content)
    if not isinstance(key, Ed25519PublicKey):
        raise BadKey(f"{path} holds a key of another kind: expected an Ed25519 public key")
    return key


def _content(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return file.read(_LARGEST)
    except OSError as error:
        raise BadKey(f"{path}: {error.strerror or 'cannot be read'}") from None


def _loaded(path: str, load: Callable[..., Any], *arguments: object, encrypted: bool = False) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return load(*arguments)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        wrong = "cannot be opened with this passphrase" if encrypted else "does not hold a key in PEM form"
        raise BadKey(f"{path} {wrong}") from None
