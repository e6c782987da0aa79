"""What the FEOC screen finds, supplier by supplier: each site's answer, what to ask for, and the facts against it."""

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from sys import intern

import msgspec

from ..model.battery import Attestation, Battery, Measure, Site
from ..model.findings import Finding, Findings, finding
from ..model.interval import Interval
from ..model.numbers import cut_percent
from ..model.quoting import quoted
from ..model.statuses import ScreenStatus
from ..report.report import EntityScreened, GovernmentShare, Request, ScreenedSite
from .evidence import Evidence
from .ownership import NOT_KNOWN, Ownership


class SiteStatus(StrEnum):
    """A site of a line: a FEOC's, shown to be clean, not known, or out of the screen by the relief."""

    FEOC = "feoc"
    UNKNOWN = "unknown"
    CLEAN = "clean"
    RELIEVED = "relieved"


_WORST_FIRST = list(SiteStatus)
PLACE = "FEOC-PLACE"
"""The finding's code for work in a covered nation: the fact stands in the site's own cell."""


class Adverse(msgspec.Struct, frozen=True):
    """A fact that makes a FEOC: the finding's code, the sentence, and where it stands besides the site's own cell."""

    code: str
    text: str
    cells: tuple[str, ...] = ()


class Doubt(msgspec.Struct, frozen=True):
    """What is not known of an entity, for which no attestation makes up, and where it stands."""

    text: str
    cells: tuple[str, ...] = ()


class Judged(msgspec.Struct, frozen=True, gc=False):
    """One site's answer: the facts against it, or what is missing to show it clean, or why it is clean.

    `cells` are those of what is missing, besides the site's own.
    """

    status: SiteStatus
    adverse: tuple[Adverse, ...] = ()
    missing: tuple[str, ...] = ()
    clean_by: str = ""
    cells: tuple[str, ...] = ()

    def why(self) -> str:
        if self.adverse:
            return "; ".join(fact.text for fact in self.adverse)
        return intern("; ".join(self.missing)) if self.missing else self.clean_by


class Suppliers:
    """Gathers the answers to the sites as they are screened."""

    def __init__(self, battery: Battery, evidence: Evidence, found: Findings) -> None:
        self._entities = battery.entities
        self._identity = battery.identity
        self._evidence = evidence
        self._found = found
        self._gathered: dict[str, _Supplier] = {}
        self._adverse: dict[tuple[str, str], tuple[list[str], list[str]]] = {}

    def add(self, line: str, step: str, site: Site, judged: Judged, attestation: Attestation | None) -> None:
        """One more site of a line."""
        at = self._identity(site.entity) if site.entity else f"\0{line} {step}"
        supplier = self._gathered.get(at)
        if supplier is None:
            otherwise = f"not named ({step}, line {line})"
            supplier = self._gathered[at] = _Supplier(site.entity, otherwise)
        supplier.add(line, step, site, judged)
        if judged.status is SiteStatus.FEOC:
            self._add_adverse(line, site, judged, attestation)

    def _add_adverse(self, line: str, site: Site, judged: Judged, attestation: Attestation | None) -> None:
        in_hand = attestation
        if in_hand is None and site.entity and (entity := self._entities.get(self._identity(site.entity))):
            in_hand = self._evidence.in_hand(entity.attestation, (entity.name,))
        for fact in judged.adverse:
            lines, cells = self._adverse.setdefault((fact.code, fact.text), ([], []))
            lines.append(line)
            cells.extend((site.country_cell if fact.code == PLACE else site.entity_cell, *fact.cells))
        if in_hand is not None:
            against = judged.adverse[0]
            self._found.add(
                "FEOC-ATTESTATION-CONTRADICTED",
                f"the attestation {quoted(in_hand.reference)} stands against a fact: {against.text}",
                *self._evidence.contradict(in_hand, against.text),
                site.country_cell if against.code == PLACE else site.entity_cell,
            )

    def status(self) -> ScreenStatus:
        statuses = {status for supplier in self._gathered.values() for status in supplier.statuses}
        if SiteStatus.FEOC in statuses:
            return ScreenStatus.FAIL
        return ScreenStatus.INCOMPLETE if SiteStatus.UNKNOWN in statuses else ScreenStatus.PASS

    def adverse_findings(self) -> list[Finding]:
        """One finding for each fact that makes a FEOC, with every line that it taints."""
        return [
            finding(code, f"{text} ({_lines(_unique(lines))})", *cells)
            for (code, text), (lines, cells) in self._adverse.items()
        ]

    def requests(self) -> list[Request]:
        """One list per supplier of what would show it clean, those that touch most lines first."""
        asked = [s.request() for s in self._gathered.values() if s.unknown]
        return sorted(asked, key=lambda request: -len(request.lines))

    def request_findings(self) -> list[Finding]:
        return [s.finding() for s in self._gathered.values() if s.unknown]

    def entities(self, ownership: Ownership) -> list[EntityScreened]:
        """Every supplier with its sites, FEOCs first, then the unknown."""
        rows = [s.screened(ownership) for s in self._gathered.values()]
        return sorted(rows, key=lambda row: _WORST_FIRST.index(SiteStatus(row.status)))


class _Supplier:
    """The sites of one supplier, or of one site whose supplier is not named, and what is missing of those not known."""

    def __init__(self, entity: str | None, otherwise: str) -> None:
        self.entity = entity
        self.name = entity or otherwise
        self.statuses: set[SiteStatus] = set()
        self._sites: list[ScreenedSite] = []
        self._missing: dict[str, None] = {}
        self._unknown_lines: list[str] = []
        self._unknown_cells: list[str] = []
        self._stands: set[str] = set()

    @property
    def unknown(self) -> bool:
        """Whether any of its sites is not known."""
        return SiteStatus.UNKNOWN in self.statuses

    def add(self, line: str, step: str, site: Site, judged: Judged) -> None:
        self.statuses.add(judged.status)
        country_cell, entity_cell = site.country_cell, site.entity_cell
        cells = (country_cell, entity_cell) if country_cell != entity_cell else (country_cell,)
        codes = tuple(_unique(fact.code for fact in judged.adverse))
        self._sites.append(ScreenedSite(line, step, site.country, judged.status, judged.why(), cells, codes))
        if judged.status is SiteStatus.UNKNOWN:
            self._unknown_lines.append(line)
            self._unknown_cells.append(entity_cell if site.entity else country_cell)
            if judged.cells and not self._stands.issuperset(judged.cells):
                self._unknown_cells.extend(cell for cell in judged.cells if cell not in self._stands)
                self._stands.update(judged.cells)
            self._missing.update(dict.fromkeys(judged.missing))

    def request(self) -> Request:
        return Request(self.name, _unique(self._unknown_lines), list(self._missing))

    def finding(self) -> Finding:
        request = self.request()
        message = (
            f"{self.name} is not shown to be clean ({_lines(request.lines)}): missing {'; '.join(request.missing)}"
        )
        return finding("FEOC-NOT-SHOWN", message, *self._unknown_cells)

    def screened(self, ownership: Ownership) -> EntityScreened:
        shares = [] if self.entity is None else _told(ownership.shares(self.entity))
        return EntityScreened(self.entity, min(self.statuses, key=_WORST_FIRST.index), shares, self._sites)


def _told(shares: Mapping[Measure, Interval]) -> list[GovernmentShare]:
    return _NOT_KNOWN if shares is NOT_KNOWN else _in_words(shares)


def _in_words(shares: Mapping[Measure, Interval]) -> list[GovernmentShare]:
    return [
        GovernmentShare(measure, cut_percent(share.low), cut_percent(share.high)) for measure, share in shares.items()
    ]


_NOT_KNOWN = _in_words(NOT_KNOWN)


def _lines(names: Sequence[str]) -> str:
    shown = ", ".join(names[:12]) + (f" and {len(names) - 12} more" if len(names) > 12 else "")
    return f"line {shown}" if len(names) == 1 else f"lines {shown}"


def _unique(texts: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(texts))
