"""Signs the statement on a report, and checks a signature (DSSE, Ed25519), with keys in PEM files.

Same key, same report: same bytes.
"""

import hashlib
from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec import UNSET

from ..intake.files.paths import shown_path
from ..model.quoting import quoted
from ..report.report import InputFile, Inquiry, InquiryList
from .run_file import BadReport
from .verify.stated import Stated, StatedBom

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

_MAKE_KEY = "openssl genpkey -algorithm ed25519 -out key.pem"
_MAKE_PUBLIC = "openssl pkey -in key.pem -pubout -out public.pem"
_LARGEST_KEY = 100_000
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
            return file.read(_LARGEST_KEY)
    except OSError as error:
        raise BadKey(f"{path}: {error.strerror or 'cannot be read'}") from None


def _loaded(path: str, load: Callable[..., Any], *arguments: object, encrypted: bool = False) -> Any:
    from cryptography.exceptions import UnsupportedAlgorithm

    try:
        return load(*arguments)
    except (ValueError, TypeError, UnsupportedAlgorithm):
        wrong = "cannot be opened with this passphrase" if encrypted else "does not hold a key in PEM form"
        raise BadKey(f"{path} {wrong}") from None


_TYPE = "https://in-toto.io/Statement/v1"
_PREDICATE = "https://in-toto.io/attestation/link/v0.3"
"""The predicate that names the inputs of a step, as `materials`; the subject is its product."""


class Resource(msgspec.Struct, frozen=True):
    """A file by its name and its hash."""

    name: str
    digest: dict[str, str]


class Link(msgspec.Struct, frozen=True):
    """The step that made the report, and what it read."""

    name: str
    command: list[str]
    materials: list[Resource]
    environment: dict[str, str]


class Statement(msgspec.Struct, frozen=True):
    """The statement on a report, the only subject."""

    type_: str = msgspec.field(name="_type")
    subject: list[Resource]
    predicate_type: str = msgspec.field(name="predicateType")
    predicate: Link


def _statement_on(path: str, content: bytes, run: Stated) -> Statement:
    """The statement on the report of these bytes, which were read as this run.

    Raises:
        BadReport: it names a file with two hashes.
    """
    subject = _resource(PurePath(path).name, hashlib.sha256(content).hexdigest())
    materials: dict[str, str] = {}
    for file in _inputs(run):
        if materials.setdefault(file.path, file.sha256) != file.sha256:
            raise BadReport(f"the report names {quoted(file.path)} with two hashes: sign the report of each run alone")
    editions = ", ".join(dict.fromkeys(used.edition for used in run.rulebooks.values()))
    link = Link(
        name=run.tool.name,
        command=[],
        materials=[_resource(name, sha256) for name, sha256 in materials.items()],
        environment={"version": run.tool.version, "rulebook": editions},
    )
    return Statement(_TYPE, [subject], _PREDICATE, link)


def _resource(name: str, sha256: str) -> Resource:
    return Resource(name, {"sha256": sha256})


def _inputs(run: Stated) -> Iterator[InputFile]:
    """Everything that the report says it was made from, with a hash."""
    for name, rulebook in run.rulebooks.items():
        yield InputFile(name, rulebook.sha256)
    yield from run.papers
    for report in run.boms:
        if report.bom.sha256 is not None:
            yield InputFile(report.bom.path, report.bom.sha256)
        yield from report.bom.beside
        yield from _files_asked(report)
    for option in ("configuration", "baseline"):
        used: Any = run.document.get(option)
        if isinstance(used, dict) and isinstance(used.get("sha256"), str):
            yield InputFile(f"{option} {used.get('path')}", used["sha256"])


def _files_asked(report: StatedBom) -> Iterator[InputFile]:
    """The files of the question: they have no name in a report, only a hash."""
    asked: Inquiry[Any] | None = report.asked
    if asked is None:
        return
    if asked.columns is not None:
        yield InputFile("columns", asked.columns.sha256)
    if asked.waivers is not UNSET:
        yield InputFile("waivers", asked.waivers.sha256)
    for name in asked.__struct_fields__:
        list_ = getattr(asked, name)
        if isinstance(list_, InquiryList):
            yield InputFile(name, list_.sha256)
            yield from (InputFile(f"{name} {file.path}", file.sha256) for file in list_.beside)


if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

SUFFIX = ".dsse"
"""The ending of an envelope's file, after the name of the report."""
_PAYLOAD_TYPE = "application/vnd.in-toto+json"
_LARGEST = 50_000_000


class _Signature(msgspec.Struct):
    keyid: str
    sig: str


class _Envelope(msgspec.Struct):
    payload: str
    payloadType: str  # noqa: N815 - as the format has it
    signatures: list[_Signature]


class BadEnvelope(ValueError):
    """The file is not an envelope; the text says why."""


class NotSigned(ValueError):
    """The signature does not hold; the text says why."""


class Signed(msgspec.Struct, frozen=True):
    """A signature on a report that holds: its envelope, the key's id, and how many inputs have their hashes signed."""

    envelope: str
    keyid: str
    inputs: int


def sign(path: str, content: bytes, run: Stated, key: "Ed25519PrivateKey") -> tuple[dict[str, Any], str]:
    """The envelope with the statement on a report, as JSON, and the id of the key.

    Raises:
        BadReport: the report names a file with two hashes.
    """
    from securesystemslib.dsse import Envelope
    from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]  # re-exported

    payload = msgspec.json.encode(_statement_on(path, content, run))
    envelope = Envelope(payload, _PAYLOAD_TYPE, {})
    signature = envelope.sign(CryptoSigner(key))
    return envelope.to_dict(), signature.keyid


class Seal(msgspec.Struct, frozen=True):
    """A signature that holds on the report of these bytes, before the report is read."""

    path: str
    content: bytes
    envelope: str
    keyid: str
    statement: Statement

    def on(self, run: Stated) -> Signed:
        """The signature on the report, which was read as this run.

        Raises:
            BadReport: the report names a file with two hashes.
            NotSigned: the signed inputs are not those that the report names.
        """
        expected = _statement_on(self.path, self.content, run).predicate
        if self.statement.predicate != expected:
            raise NotSigned(f"the signed inputs in {quoted(self.envelope)} are not those that the report names")
        return Signed(shown_path(self.envelope), self.keyid, len(expected.materials))


def open_seal(path: str, content: bytes, envelope: str, key: "Ed25519PublicKey") -> Seal:
    """The signature in an envelope's file, on the report of these bytes.

    Raises:
        BadEnvelope: the file cannot be read, or is not an envelope.
        NotSigned: this key did not sign it, it was altered, or it is not on this report.
    """
    try:
        with Path(envelope).open("rb") as file:
            sealed = file.read(_LARGEST)
    except OSError as error:
        raise BadEnvelope(f"the signature {quoted(envelope)}: {error.strerror or 'cannot be read'}") from None
    statement, keyid = _statement(quoted(envelope), sealed, key)
    if [one.digest for one in statement.subject] != [{"sha256": hashlib.sha256(content).hexdigest()}]:
        raise NotSigned(
            f"the signature in {quoted(envelope)} is on another report: {quoted(path)} was altered, or the signature "
            "belongs to another file"
        )
    return Seal(path, content, envelope, keyid, statement)


def _statement(named: str, sealed: bytes, key: "Ed25519PublicKey") -> tuple[Statement, str]:
    """The statement in an envelope, once its signature holds, and the id of the key."""
    from securesystemslib.dsse import Envelope
    from securesystemslib.exceptions import VerificationError
    from securesystemslib.signer import SSlibKey  # type: ignore[attr-defined]  # re-exported

    try:
        parts = msgspec.json.decode(sealed, type=_Envelope)
        opened = Envelope.from_dict(msgspec.to_builtins(parts))
    except (msgspec.MsgspecError, UnicodeDecodeError, ValueError, KeyError, TypeError) as error:
        raise BadEnvelope(f"the signature {named} is not a DSSE envelope: {error}") from None
    if opened.payload_type != _PAYLOAD_TYPE:
        raise NotSigned(f"{named} holds {quoted(opened.payload_type)}, not an in-toto statement ({_PAYLOAD_TYPE})")
    public = SSlibKey.from_crypto(key)
    if public.keyid not in opened.signatures:
        raise NotSigned(f"{named} has no signature by this key ({public.keyid[:12]}): another key signed it")
    try:
        opened.verify([public], 1)
    except VerificationError:
        raise NotSigned(f"the signature in {named} does not match its content: the envelope was altered") from None
    try:
        statement = msgspec.json.decode(opened.payload, type=Statement)
    except (msgspec.MsgspecError, UnicodeDecodeError):
        statement = None
    if statement is None or (statement.type_, statement.predicate_type) != (_TYPE, _PREDICATE):
        raise NotSigned(f"{named} is signed, but does not hold a statement of `critmin sign`")
    return statement, public.keyid
