"""What a redacted report may say: the treatments of its fields, and the sentences of the program.

A field is annotated with its treatment (`treated.py`); one that is not is refused.
"""

from collections.abc import Mapping
from enum import StrEnum, auto
from types import MappingProxyType
from typing import NamedTuple, TypeAlias


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


def words(*texts: str) -> frozenset[str]:
    """A field of which only these words are passed on."""
    return frozenset(texts)


class Disclosure(NamedTuple):
    """The sentences that a regime writes, which its redacted report may say.

    In a sentence, `{date}`, `{number}`, `{percent}`, `{usd}`, `{law}` and `{place}` stand for what they name,
    `{hidden}` for a text that is withheld, and any other name for a pattern in `patterns`.
    """

    sentences: tuple[str, ...] = ()
    patterns: Mapping[str, str] = MappingProxyType({})


SENTENCES = (
    "cannot be read",
    "cannot be checked",
    "it is not signed: signed_on is empty",
    "it is valid from {date}, but the verdict is for {date}",
    "it is valid until {date}, but the verdict is for {date}",
)
"""Texts of the program in every regime's report."""
