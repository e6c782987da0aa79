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
from ..pack_pages import PackFile
from ..sections import Column, Exact, Table, Text, Tone, Word, usd
from ..words import COUNTS, FILE_CHECKS, document_kind, some, status_word
from .feoc import country, held

MISSING, SUPPLIERS, CHAINS, COMPONENTS, EVIDENCE = ("missing", "suppliers", "chains", "component list", "evidence")
_MOST = 40
"""The lines, reasons and cells of a row; the others are counted."""
_NARROW, _MEDIUM, _WIDE, _HASH = 11, 18, 44, 68


def missing(rows: Iterable[tuple[Word, str, Sequence[str]]]) -> Table:
    """What cannot be attested, and what to complete or confirm: each with its cells."""
    columns = [Column("status", width=_MEDIUM), Column("what is missing", width=110), Column("cells", width=_WIDE)]
    return _sheet(MISSING, columns, [[what, text, some(cells, _MOST)] for what, text, cells in rows])


def suppliers(found: Iterable[PackSupplier]) -> Table:
    """Every supplier, with its FEOC status and the support of that status."""
    columns = [
        Column("supplier", width=34),
        Column("FEOC status", width=_MEDIUM),
        Column("supplies", width=28),
        Column("lines or components", width=24),
        Column("steps and countries", width=34),
        Column("organized in", width=_MEDIUM),
        Column("headquarters", width=_MEDIUM),
        Column("governments' share", width=26),
        Column("support", width=_WIDE),
        Column("evidence dated", width=14),
        Column("document and sha256", width=_HASH),
        Column("adverse facts", width=_WIDE),
        Column("missing", width=_WIDE),
        Column("cells", width=28),
    ]
    return _sheet(SUPPLIERS, columns, map(_supplier, found))


def _supplier(one: PackSupplier) -> list[Text]:
    return [
        one.name,
        status_word(one.status),
        some(one.supplies, _MOST),
        some(one.lines, _MOST),
        some((f"{step}: {country(code)}" for step, code in one.places), _MOST),
        country(one.country) if one.country else "not stated",
        country(one.headquarters) if one.headquarters else "not stated",
        held(one.government),
        _joined(one.support[:_MOST]),
        _joined(document.dated or "no date" for document in one.evidence[:_MOST]),
        _joined(map(_file, one.evidence[:_MOST])),
        _joined(one.against[:_MOST]),
        _joined(one.missing[:_MOST]),
        some(one.cells, _MOST),
    ]


def _file(document: PackDocument) -> str:
    """`c1.pdf, 0123abcd...: agrees with the stated sha256`."""
    check = FILE_CHECKS[document.check].text
    if document.file is None:
        return check
    return f"{document.file}, {document.sha256}: {check}" if document.sha256 else f"{document.file}: {check}"


def chains(found: Iterable[PackChain]) -> Table:
    """The data sheet of procurement chains. The quantity is blank, since no column of a bill of materials states it."""
    columns = [
        Column("line", width=_NARROW),
        Column("component", width=22),
        Column("material", width=24),
        Column("mineral", width=_MEDIUM),
        Column("mass kg", right=True, width=14),
        Column("quantity (fill in)", right=True, width=12),
        Column("value USD", right=True, width=16),
        *(Column(f"{step}: {what}", width=w) for step in Step for what, w in (("country", 20), ("supplier", 36))),
        Column("FEOC status", width=_MEDIUM),
    ]
    return _sheet(CHAINS, columns, map(_chain, found))


def _chain(one: PackChain) -> list[Text]:
    places: list[Text] = []
    for step in Step:
        sites = [site for site in one.sites if site.step == step]
        places += [_joined(country(site.country) for site in sites), _joined(map(_who, sites))]
    names = [one.line, one.component or "", one.material or "", one.mineral]
    return [*names, _amount(one.mass_kg), "", _amount(one.value_usd, "$"), *places, status_word(one.status)]


def components(found: Iterable[PackComponent]) -> Table:
    """The data sheet of battery components. What one adds is its value less that of its parts."""
    columns = [
        Column("component", width=34),
        Column("part of", width=28),
        Column("value USD", right=True, width=16),
        Column("adds USD, lowest", right=True, width=16),
        Column("adds USD, highest", right=True, width=16),
        Column("made in North America", width=16),
        Column("country of manufacture or assembly", width=26),
        Column("supplier", width=34),
        Column("FEOC status", width=24),
    ]
    return _sheet(COMPONENTS, columns, map(_component, found))


def _component(one: PackComponent) -> list[Text]:
    share, place, who = one.share, country(one.site.country), _who(one.site)
    names: list[Text] = [share.component, share.part_of or "", _amount(one.value_usd, "$")]
    if share.excluded is not None:
        return [*names, "", "", f"excluded: {share.excluded}", place, who, status_word(one.site.status)]
    low, high = share.incremental_low_usd, share.incremental_high_usd
    ends = [usd(low), usd(high) if high is not None else "no upper limit"]
    return [*names, *ends, COUNTS[share.counts], place, who, status_word(one.site.status)]


def evidence(found: Iterable[PackDocument]) -> Table:
    """Every attestation and certificate, and whether its file is there."""
    columns = [
        Column("reference", width=24),
        Column("kind", width=_MEDIUM),
        Column("supplier", width=30),
        Column("dated", width=13),
        Column("valid from", width=13),
        Column("valid until", width=13),
        Column("in hand", width=_NARROW),
        Column("why not", width=40),
        Column("supports", width=34),
        Column("file", width=30),
        Column("file check", width=30),
        Column("sha256 of the file", width=_HASH),
        Column("sha256 stated", width=_HASH),
        Column("cells", width=28),
    ]
    return _sheet(EVIDENCE, columns, map(_document, found))


def _document(one: PackDocument) -> list[Text]:
    kind = document_kind(one.kind, certificate=one.certificate)
    dates = [one.dated or "", one.valid_from or "", one.valid_until or ""]
    in_hand = Word(COUNTS[one.in_hand], Tone.GOOD if one.in_hand else Tone.BAD)
    serves = some(one.serves, _MOST) if one.serves else "no cell refers to it"
    file: list[Text] = [one.file or "", FILE_CHECKS[one.check], one.sha256 or "", one.stated_sha256 or ""]
    return [one.reference, kind, one.supplier or "", *dates, in_hand, one.why, serves, *file, some(one.cells, _MOST)]


def documents(found: Iterable[PackDocument]) -> list[PackFile]:
    """The files that certificates name, with the hash of each that is there."""
    return [
        PackFile(f"document of {one.reference}", one.file.replace("\\", "/"), one.sha256, FILE_CHECKS[one.check].text)
        for one in found
        if one.file is not None
    ]


def _sheet(name: str, columns: Sequence[Column], rows: Iterable[Sequence[Text]]) -> Table:
    return Table(columns, list(rows), sheet=name)


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
