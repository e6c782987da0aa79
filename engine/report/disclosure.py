"""What a redacted report may say: a treatment for each field of a report, by its type. What is not declared is refused.

A regime annotates the fields of its own types.
"""

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType
from typing import NamedTuple, TypeAlias

import msgspec

from ..model.findings import AppliedWaiver, Finding
from ..model.waivers import Waivers
from .report import (
    AppliedReading,
    AppliedScenario,
    Bom,
    CertificateStatus,
    InputFile,
    Inquiry,
    InquiryColumns,
    InquiryList,
    ListMatch,
    Request,
    ScreenedList,
    Verdict,
)
from .run import AppliedConfiguration


class Treatment(StrEnum):
    """What becomes of a text or a number of a report.

    The first group stays, if it is what it claims to be: a value that is not is withheld. Of the second group,
    `FRACTION` is cut to the four decimals of its percentage: uncut, it states amounts. The third has a pseudonym for
    each name. Of the last, `TEXT` keeps the sentences that the program itself writes.
    """

    LAW = auto()  # verbatim in the data of the law: a citation, a reading, its choices
    CODE = auto()
    COUNTRY = auto()
    PLACE = auto()  # a country's name, or that it is not known
    MINERAL = auto()
    PERCENTAGE = auto()
    DATE = auto()
    HASH = auto()
    COUNT = auto()
    SETTING = auto()  # an option of the run: an exchange rate, an encoding, a limit
    VARIABLE = auto()

    MONEY = auto()
    FRACTION = auto()
    VALUE_SHARE = auto()  # a percentage that gives one value if another is known

    ENTITY = auto()
    LINE = auto()
    ITEM = auto()
    CERTIFICATE = auto()
    MODEL = auto()
    SCENARIO = auto()
    CELL = auto()  # its sheet is a name
    SHEET = auto()
    FILE = auto()  # by its place in the run
    IDENTIFYING = auto()  # says whom it is about, though it is no name

    TEXT = auto()
    CATALOG = auto()  # replaced by the title or the remedy that the catalog has for the finding
    DROPPED = auto()


PRICES = frozenset({Treatment.MONEY, Treatment.FRACTION, Treatment.VALUE_SHARE})
NAMES = frozenset(
    {
        Treatment.ENTITY,
        Treatment.LINE,
        Treatment.ITEM,
        Treatment.CERTIFICATE,
        Treatment.MODEL,
        Treatment.SCENARIO,
        Treatment.CELL,
        Treatment.SHEET,
        Treatment.FILE,
        Treatment.IDENTIFYING,
    }
)

Declared: TypeAlias = Treatment | frozenset[str]
"""A treatment, or the only words that the field may hold."""
Fields: TypeAlias = Mapping[type[msgspec.Struct], Mapping[str, Declared]]


def words(*texts: str) -> frozenset[str]:
    """A field of which only these words are passed on."""
    return frozenset(texts)


class Disclosure(NamedTuple):
    """What a regime's redacted report may say: the fields of its own types, and the sentences that it writes.

    In a sentence, `{date}`, `{number}`, `{percent}`, `{usd}`, `{law}` and `{place}` stand for what they name,
    `{hidden}` for a text that is withheld, and any other name for a pattern in `patterns`.
    """

    fields: Fields
    sentences: tuple[str, ...] = ()
    patterns: Mapping[str, str] = MappingProxyType({})


T = Treatment
SHARED: Fields = {
    Bom: {
        "path": T.FILE,
        "sha256": T.HASH,
        "sheet": T.SHEET,
        "lines": T.COUNT,
        "name": T.FILE,
    },
    InputFile: {"path": T.FILE, "sha256": T.HASH},
    Verdict: {
        "headline": T.TEXT,
        "amount_usd": T.COUNT,  # the credit, which is the law's
        "only_if": T.TEXT,
        "conditions": T.TEXT,
        "findings": T.CODE,
    },
    Finding: {
        "code": T.CODE,
        "message": T.CATALOG,
        "remedy": T.CATALOG,
        "citation": T.LAW,
        "cells": T.CELL,
        "supplier": T.ENTITY,
    },
    AppliedWaiver: {"number": T.COUNT, "reason": T.TEXT, "by": T.IDENTIFYING, "until": T.DATE},
    Waivers: {"on": T.DATE, "sha256": T.HASH, "waivers": T.DROPPED},
    Request: {"supplier": T.ENTITY, "lines": T.LINE, "missing": T.TEXT},
    CertificateStatus: {
        "certificate": T.CERTIFICATE,
        "supplier": T.ENTITY,
        "kind": words("feoc", "not-pfe", "cost"),
        "status": words("in_hand", "not_in_hand"),
        "why": T.TEXT,
        "cells": T.CELL,
    },
    ListMatch: {
        "entity": T.ENTITY,
        "cells": T.CELL,
        "entry": T.IDENTIFYING,
        "name": T.IDENTIFYING,
        "alias_of": T.IDENTIFYING,
        "entry_kind": words("entity", "individual", "vessel", "aircraft"),
        "programs": T.IDENTIFYING,
        "countries": T.IDENTIFYING,
        "kind": words("exact", "near"),
        "from_": T.IDENTIFYING,
        "to": T.IDENTIFYING,
    },
    ScreenedList: {
        "name": words("OFAC SDN list", "list of prohibited foreign entities"),
        "edition": T.DATE,
        "sha256": T.HASH,
        "entries": T.COUNT,
        "names_screened": T.COUNT,
    },
    AppliedReading: {
        "id": T.LAW,
        "chosen": T.LAW,
        "other": T.LAW,
        "text": T.LAW,
        "decisions_otherwise": words("critical minerals", "battery components"),
    },
    AppliedScenario: {"name": T.SCENARIO, "description": T.TEXT, "sha256": T.HASH, "changes": T.TEXT},
    InquiryList: {"sha256": T.HASH, "edition": T.DATE},
    InquiryColumns: {"sha256": T.HASH, "says": T.IDENTIFYING},
    Inquiry: {
        "readings": T.LAW,
        "sheet": T.SHEET,
        "decimal": words("point", "comma"),
        "fx": T.SETTING,
        "max_mb": T.COUNT,
        "scenario": T.DROPPED,
        "encoding": T.SETTING,
    },
    AppliedConfiguration: {"path": T.IDENTIFYING, "sha256": T.HASH, "environment": T.VARIABLE},
}
"""The types that every regime's report has; a subclass has the treatments of its bases."""

SENTENCES = (
    "cannot be read",
    "cannot be checked",
    "it is not signed: signed_on is empty",
    "it is valid from {date}, but the verdict is for {date}",
    "it is valid until {date}, but the verdict is for {date}",
)
"""Texts of the program in every regime's report."""
