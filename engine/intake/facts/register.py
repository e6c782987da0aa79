"""The certificates of one file, and which of them a cell names."""

from collections.abc import Container
from functools import cached_property

from ...model.battery import Certificate, key
from ...model.findings import Findings
from ...model.quoting import quoted
from ...model.remembered import remembered
from ...vocabulary.attestations import AttestationRead
from ...vocabulary.evidence_words import bare_runs, loosened, parts_of, runs_of
from ...vocabulary.names import nearest
from ...vocabulary.near_names import TWO_LETTERS_FROM

_ONE_LETTER_FROM = 3
"""How many letters an id must have for one to be a likely typo; its numbers tell it from others."""


class Register:
    """The certificates of one file, by `key(name)`."""

    def __init__(self) -> None:
        self.certificates: dict[str, Certificate] = {}
        self._loosened: dict[str, list[str]] = {}
        self._bare: dict[tuple[str, ...], list[str]] = {}
        self._named: set[str] = set()
        # Asked for once all certificates are added.
        self._near = remembered(lambda ref: [at for at, one in self.certificates.items() if _near(ref, one.name)])

    def add(self, certificate: Certificate) -> None:
        self.certificates[key(certificate.name)] = certificate
        self._loosened.setdefault(loosened(certificate.name), []).append(key(certificate.name))
        self._bare.setdefault(bare_runs(certificate.name), []).append(key(certificate.name))

    @cached_property
    def parts(self) -> frozenset[str]:
        """The words of the ids and of the suppliers' names."""
        papers = self.certificates.values()
        return parts_of(name for paper in papers for name in (paper.name, paper.supplier) if name)

    def find(self, text: str, read: AttestationRead) -> list[str]:
        """The certificates that a cell names: one, none, or several whose ids differ only in spelling.

        A text that does not look like a reference, or has a question mark, must match an id exactly.
        """
        spellings = [written for written in (text, read.reference, read.number) if written is not None]
        found = next(([key(spelling)] for spelling in spellings if key(spelling) in self.certificates), None)
        if found is None and "?" in text:
            return []
        if found is None:
            loose = map(loosened, spellings)
            found = next((self._loosened[at] for at in loose if at in self._loosened), None)
        if found is None and not read.against:
            bare = (runs for spelling in spellings if (runs := bare_runs(spelling)))
            found = next((self._bare[runs] for runs in bare if runs in self._bare), None)
        found = found or []
        self._named.update(found)
        return found

    def meant(self, reference: str) -> str | None:
        """The only certificate whose id is within a letter or two of a reference, part of it, or an extension of it."""
        near = self._near(reference)
        if len(near) != 1:
            return None
        self._named.add(near[0])
        return near[0]

    def nearest(self, reference: str) -> str | None:
        """The id nearest to one that does not exist."""
        near = nearest(key(reference), [(at, certificate.name) for at, certificate in self.certificates.items()], 1)
        return near[0] if near else None

    def report_unused(self, found: Findings, kinds: Container[str]) -> None:
        """Notes each certificate of these kinds that no cell names."""
        for at, certificate in self.certificates.items():
            if at not in self._named and certificate.kind in kinds:
                message = f"no cell refers to the certificate {quoted(certificate.name)}"
                found.add("CERTIFICATE-UNUSED", message, certificate.cell)


def _near(reference: str, other: str) -> bool:
    """Whether two ids have the same numbers and nearly the same letters, or one is part of the other."""
    from rapidfuzz.distance import OSA

    runs, others = runs_of(reference), runs_of(other)
    letters, other_letters = ("".join(run for run in side if not run.isdigit()) for side in (runs, others))
    if [run for run in runs if run.isdigit()] == [run for run in others if run.isdigit()]:
        longest = max(len(letters), len(other_letters))
        most = 2 if longest >= TWO_LETTERS_FROM else 1 if longest >= _ONE_LETTER_FROM else 0
        if OSA.distance(letters, other_letters) <= most:
            return True
    short, long = sorted((runs, others), key=len)
    return any(map(str.isdigit, short)) and any(
        long[at : at + len(short)] == short for at in range(len(long) - len(short) + 1)
    )
