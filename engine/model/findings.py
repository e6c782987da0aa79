"""Findings: the catalog, a finding, a collection of them, and the exception that ends reading."""

import datetime
from enum import StrEnum
from functools import cache

import msgspec
from msgspec import UNSET, UnsetType

from ...data import load, names
from .sources import Strict, load_sources


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


class FindingRule(Strict, frozen=True):
    """What a finding means, what to do, and the authority.

    `unreadable`: the bill of materials cannot be judged; `first`: it may be why others of its severity are there;
    `minor`: a warning that could hardly turn a pass into another verdict; `besides`: what else some lines can do.
    `never_waived`: why no waiver may name it, empty if one may.
    """

    title: str
    severity: str
    meaning: str
    remedy: str
    source: str
    unreadable: bool = False
    first: bool = False
    minor: bool = False
    besides: str = ""
    never_waived: str = ""


FINDINGS = ("entities", "lines", "cells", "sheets", "files", "scenarios", "tables", "answers", "failures")
"""The files of `data/findings/`, in the order in which their findings are explained; each regime has its own before."""


@cache
def load_findings(regimes: tuple[str, ...] | None = None) -> dict[str, FindingRule]:
    """Every finding's rule by its code; only those in these regime folders if given."""
    own = [name for name in names() if name.startswith("regimes/") and name.endswith("/findings.toml")]
    files = [name for name in own if regimes is None or name.split("/")[1] in regimes]
    files += [f"findings/{name}.toml" for name in FINDINGS]
    return {code: rule for name in files for code, rule in load(name, dict[str, FindingRule]).items()}


class AppliedWaiver(msgspec.Struct, frozen=True):
    """A waiver by its number in its file: why the finding does not fail the run, by whom, and until which day."""

    number: int
    reason: str
    by: str
    until: datetime.date


class Finding(msgspec.Struct, frozen=True):
    """A finding: what was found and expected, its remedy, its authority, and its cells.

    `supplier` is the supplier that it is about, if it is about one; `waived` the waiver that applies to it.
    """

    code: str
    severity: Severity
    message: str
    remedy: str
    citation: str
    cells: list[str] = []
    supplier: str | UnsetType = UNSET
    waived: AppliedWaiver | UnsetType = UNSET


def finding(code: str, message: str, *cells: str, supplier: str | None = None) -> Finding:
    """A finding of the catalog in `data/`, with the severity, remedy and citation of its rule."""
    rule = load_findings()[code]
    cite = load_sources()[rule.source].cite
    at = list(dict.fromkeys(cells))
    return Finding(
        code, Severity(rule.severity), message, rule.remedy, cite, at, UNSET if supplier is None else supplier
    )


def rank(found: Finding) -> tuple[int, bool]:
    """Where a finding stands among others: errors before warnings before notes, and causes before what they cause."""
    return list(Severity).index(found.severity), not load_findings()[found.code].first


class Findings:
    """Collects findings; the same message at several cells becomes one finding with all of them."""

    def __init__(self) -> None:
        self._cells: dict[tuple[str, str], list[str]] = {}

    def add(self, code: str, message: str, *cells: str) -> None:
        self._cells.setdefault((code, message), []).extend(cells)

    def all(self) -> list[Finding]:
        return [finding(code, message, *cells) for (code, message), cells in self._cells.items()]

    @property
    def unreadable(self) -> bool:
        """Whether one of them makes the bill of materials unreadable."""
        rules = load_findings()
        return any(rules[code].unreadable for code, _ in self._cells)


class Unreadable(Exception):
    """A bill of materials that cannot be judged; the findings say why and where, errors first.

    `bom_sheet`: the only sheet that could hold it, where none is chosen.
    """

    def __init__(self, findings: list[Finding], bom_sheet: str = "") -> None:
        super().__init__(findings[0].message if findings else "")
        self.bom_sheet = bom_sheet
        self.findings = sorted(findings, key=rank)

    @property
    def causes(self) -> list[str]:
        """The distinct codes of the errors; warnings and notes are not causes."""
        return list(dict.fromkeys(found.code for found in self.findings if found.severity is Severity.ERROR))


def refuse(code: str, message: str, *cells: str) -> Unreadable:
    """The exception for a file that cannot be read further."""
    return Unreadable([finding(code, message, *cells)])
