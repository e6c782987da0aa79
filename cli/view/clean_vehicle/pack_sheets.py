"""The sheets of the manufacturer's file: what is missing, suppliers, procurement chains, components and evidence."""

from collections.abc import Iterable, Iterator, Sequence

from ....engine.model.battery import Step
from ....engine.regimes.clean_vehicle.pack.contents import (
    PackChain,
    PackComponent,
    PackDocument,
    PackSite,
    PackSupplier,
)
from ....engine.regimes.clean_vehicle.sections import ComponentShare
from ..regime import PackFile
from ..sections import Exact, Field, Table, Text, Tone, Word, sheet_of, usd
from ..words import COUNTS, FILE_CHECKS, document_kind, some, status_word
from .feoc import country, held

MISSING, SUPPLIERS, CHAINS, COMPONENTS, EVIDENCE = ("missing", "suppliers", "chains", "component list", "evidence")
_MOST = 40
"""The lines, reasons and cells of a row; the others are counted."""
_NARROW, _MEDIUM, _WIDE, _HASH = 11, 18, 44, 68


def missing(rows: Iterable[tuple[Word, str, Sequence[str]]]) -> Table:
    """What cannot be attested, and what to complete or confirm: each with its cells."""
    fields = (
        Field("status", _MEDIUM, lambda one: one[0]),
        Field("what is missing", 110, lambda one: one[1]),
        Field("cells", _WIDE, lambda one: some(one[2], _MOST)),
    )
    return sheet_of(MISSING, fields, rows)


_SUPPLIERS = (
    Field("supplier", 34, lambda one: one.name),
    Field("FEOC status", _MEDIUM, lambda one: status_word(one.status)),
    Field("supplies", 28, lambda one: some(one.supplies, _MOST)),
    Field("lines or components", 24, lambda one: some(one.lines, _MOST)),
    Field("steps and countries", 34, lambda one: some((f"{step}: {country(at)}" for step, at in one.places), _MOST)),
    Field("organized in", _MEDIUM, lambda one: country(one.country) if one.country else "not stated"),
    Field("headquarters", _MEDIUM, lambda one: country(one.headquarters) if one.headquarters else "not stated"),
    Field("governments' share", 26, lambda one: held(one.government)),
    Field("support", _WIDE, lambda one: _joined(one.support[:_MOST])),
    Field("evidence dated", 14, lambda one: _joined(paper.dated or "no date" for paper in one.evidence[:_MOST])),
    Field("document and sha256", _HASH, lambda one: _joined(map(_file, one.evidence[:_MOST]))),
    Field("adverse facts", _WIDE, lambda one: _joined(one.against[:_MOST])),
    Field("missing", _WIDE, lambda one: _joined(one.missing[:_MOST])),
    Field("cells", 28, lambda one: some(one.cells, _MOST)),
)


def suppliers(found: Iterable[PackSupplier]) -> Table:
    """Every supplier, with its FEOC status and the support of that status."""
    return sheet_of(SUPPLIERS, _SUPPLIERS, found)


def _file(document: PackDocument) -> str:
    """`c1.pdf, 0123abcd...: agrees with the stated sha256`."""
    check = FILE_CHECKS[document.check].text
    if document.file is None:
        return check
    return f"{document.file}, {document.sha256}: {check}" if document.sha256 else f"{document.file}: {check}"


def _places(step: Step) -> Iterator[Field]:
    """Where a step of a procurement chain takes place, and whose work it is."""

    def at(one: PackChain) -> list[PackSite]:
        return [site for site in one.sites if site.step == step]

    yield Field(f"{step}: country", 20, lambda one: _joined(country(site.country) for site in at(one)))
    yield Field(f"{step}: supplier", 36, lambda one: _joined(map(_who, at(one))))


_CHAINS = (
    Field("line", _NARROW, lambda one: one.line),
    Field("component", 22, lambda one: one.component or ""),
    Field("material", 24, lambda one: one.material or ""),
    Field("mineral", _MEDIUM, lambda one: one.mineral),
    Field("mass kg", 14, lambda one: _amount(one.mass_kg), right=True),
    Field("quantity (fill in)", 12, lambda _: "", right=True),
    Field("value USD", 16, lambda one: _amount(one.value_usd, "$"), right=True),
    *(field for step in Step for field in _places(step)),
    Field("FEOC status", _MEDIUM, lambda one: status_word(one.status)),
)


def chains(found: Iterable[PackChain]) -> Table:
    """The data sheet of procurement chains. The quantity is blank, since no column of a bill of materials states it."""
    return sheet_of(CHAINS, _CHAINS, found)


_COMPONENTS = (
    Field("component", 34, lambda one: one.share.component),
    Field("part of", 28, lambda one: one.share.part_of or ""),
    Field("value USD", 16, lambda one: _amount(one.value_usd, "$"), right=True),
    Field("adds USD, lowest", 16, lambda one: _adds(one.share)[0], right=True),
    Field("adds USD, highest", 16, lambda one: _adds(one.share)[1], right=True),
    Field("made in North America", 16, lambda one: _counts(one.share)),
    Field("country of manufacture or assembly", 26, lambda one: country(one.site.country)),
    Field("supplier", 34, lambda one: _who(one.site)),
    Field("FEOC status", 24, lambda one: status_word(one.site.status)),
)


def components(found: Iterable[PackComponent]) -> Table:
    """The data sheet of battery components. What one adds is its value less that of its parts."""
    return sheet_of(COMPONENTS, _COMPONENTS, found)


def _adds(share: ComponentShare) -> tuple[Text, Text]:
    """The lowest and the highest that it adds."""
    if share.excluded is not None:
        return "", ""
    high = share.incremental_high_usd
    return usd(share.incremental_low_usd), usd(high) if high is not None else "no upper limit"


def _counts(share: ComponentShare) -> str:
    return COUNTS[share.counts] if share.excluded is None else f"excluded: {share.excluded}"


_EVIDENCE = (
    Field("reference", 24, lambda one: one.reference),
    Field("kind", _MEDIUM, lambda one: document_kind(one.kind, certificate=one.certificate)),
    Field("supplier", 30, lambda one: one.supplier or ""),
    Field("dated", 13, lambda one: one.dated or ""),
    Field("valid from", 13, lambda one: one.valid_from or ""),
    Field("valid until", 13, lambda one: one.valid_until or ""),
    Field("in hand", _NARROW, lambda one: Word(COUNTS[one.in_hand], Tone.GOOD if one.in_hand else Tone.BAD)),
    Field("why not", 40, lambda one: one.why),
    Field("supports", 34, lambda one: some(one.serves, _MOST) if one.serves else "no cell refers to it"),
    Field("file", 30, lambda one: one.file or ""),
    Field("file check", 30, lambda one: FILE_CHECKS[one.check]),
    Field("sha256 of the file", _HASH, lambda one: one.sha256 or ""),
    Field("sha256 stated", _HASH, lambda one: one.stated_sha256 or ""),
    Field("cells", 28, lambda one: some(one.cells, _MOST)),
)


def evidence(found: Iterable[PackDocument]) -> Table:
    """Every attestation and certificate, and whether its file is there."""
    return sheet_of(EVIDENCE, _EVIDENCE, found)


def documents(found: Iterable[PackDocument]) -> list[PackFile]:
    """The files that certificates name, with the hash of each that is there."""
    return [
        PackFile(f"document of {one.reference}", one.file.replace("\\", "/"), one.sha256, FILE_CHECKS[one.check].text)
        for one in found
        if one.file is not None
    ]


def _amount(exact: str | None, unit: str = "") -> Text:
    return Word("not stated", Tone.OPEN) if exact is None else Exact(exact, unit)


def _joined(texts: Iterable[str]) -> str:
    return "; ".join(texts)


def _who(site: PackSite) -> str:
    return site.entity or "not named"


def some_of(texts: Sequence[str], most: int, where: str) -> Iterator[str]:
    """The first texts, then the number of others and where they are."""
    yield from texts[:most]
    if len(texts) > most:
        yield f"and {len(texts) - most} more: see the sheet {where}"
