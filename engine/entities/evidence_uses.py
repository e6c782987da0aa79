"""The cells that may hold an attestation, and what each is about."""

import msgspec

from ..model.battery import Attestation, key


class EvidenceUse(msgspec.Struct, frozen=True):
    """A cell for an attestation. It is empty, or not accepted, if `attestation` is None.

    `about` is the line, component or supplier of its row; `suppliers` do the attested work; `lines` are the lines and
    components that it serves.
    """

    cell: str
    attestation: Attestation | None
    about: str
    suppliers: tuple[str, ...]
    lines: tuple[str, ...]

    @property
    def document(self) -> str | None:
        """The key of the document of its attestation: a certificate, or a reference of these suppliers."""
        if self.attestation is None:
            return None
        listed = self.attestation.certificate
        if listed is not None:
            return certificate_document(listed)
        return "\n".join(["reference", key(self.attestation.reference), *self.suppliers])


def certificate_document(at: str) -> str:
    """The key of the document of the certificate with this key."""
    return f"certificate\n{at}"
