"""A report with prices or names withheld: nothing is passed on whose treatment is not declared."""

import base64
import datetime
import hmac
import os
import re
from collections.abc import Callable, Iterator, Mapping
from enum import Enum
from functools import cache
from types import NoneType
from typing import Any, get_args

import msgspec

from ..model.battery import UNKNOWN_MINERAL, key
from ..model.findings import Finding, load_findings
from ..model.numbers import Fraction, cut_percent, exact
from ..model.settings import SHEET_SETS, sheet_title
from ..vocabulary.company_names import identity
from ..vocabulary.minerals import all_minerals
from .disclosure import NAMES, PRICES, WITHHELD, Declared, Disclosure, Scope, Treatment, treatments_of
from .report import Bom, Rows
from .sentences import Sentences, is_ours, is_place

_BYTES, _LETTERS = 5, 8
_FORM = {
    Treatment.ENTITY: "Entity ",
    Treatment.LINE: "L-",
    Treatment.ITEM: "Item ",
    Treatment.CERTIFICATE: "Certificate ",
    Treatment.MODEL: "Model ",
    Treatment.SCENARIO: "scenario-",
    Treatment.SHEET: "Sheet_",
}
"""How a pseudonym begins; that of a sheet needs no quotation marks in an address."""
_PSEUDONYM = re.compile(rf"(?:{'|'.join(map(re.escape, _FORM.values()))})[A-Z2-7]{{{_LETTERS}}}")


class Redaction(msgspec.Struct, frozen=True):
    """What a run withholds, and its secret, without which nobody can test whether a pseudonym is a certain name's."""

    scope: Scope
    secret: bytes = msgspec.field(default_factory=lambda: os.urandom(32))

    def pseudonym(self, kind: Treatment, key: str) -> str:
        """The pseudonym of a name: `Entity 4KTQZ2MA`. A component has the same letters where it is named as a line."""
        of = Treatment.ITEM if kind is Treatment.LINE else kind
        digest = hmac.digest(self.secret, f"{of}\0{key}".encode(errors="surrogatepass"), "sha256")
        return _FORM[kind] + base64.b32encode(digest[:_BYTES]).decode()


def is_pseudonym(text: str) -> bool:
    """Whether a text has the form of a pseudonym."""
    return _PSEUDONYM.fullmatch(text) is not None


def rename(document: Any, like: Any) -> Any:
    """A JSON document with its pseudonyms replaced by those of another in the order in which each first uses them.

    Two redactions of the same report are then equal, though each run has its own pseudonyms.
    """
    ours, theirs = _pseudonyms(document), _pseudonyms(like)
    to: dict[str, str] = {}
    for form in _FORM.values():
        own = [name for name in ours if name.startswith(form)]
        to.update(zip(own, (name for name in theirs if name.startswith(form)), strict=False))
    text = _PSEUDONYM.sub(lambda found: to.get(found[0], found[0]), msgspec.json.encode(document).decode())
    return msgspec.json.decode(text)


def mask(document: Any) -> Any:
    """A JSON document in which a pseudonym tells nothing but its kind."""
    text = msgspec.json.encode(document).decode()
    return msgspec.json.decode(_PSEUDONYM.sub(lambda found: found[0][:-_LETTERS], text))


def _pseudonyms(document: Any) -> list[str]:
    return list(dict.fromkeys(_PSEUDONYM.findall(msgspec.json.encode(document, order="sorted").decode())))


_PATTERNS = {
    Treatment.COUNTRY: re.compile(r"[A-Z]{2}"),
    Treatment.PERCENTAGE: re.compile(r"-?[0-9]{1,5}(?:\.[0-9]{1,30})?"),
    Treatment.DATE: re.compile(r"[0-9]{4}(?:-[0-9]{2}){0,2}"),
    Treatment.HASH: re.compile(r"[0-9a-f]{64}"),
    Treatment.SETTING: re.compile(r"[A-Z]{3}=[0-9]+(?:\.[0-9]+)?(?:@[0-9-]{10})?|[a-z0-9_-]{1,20}"),
    Treatment.VARIABLE: re.compile(r"CRITMIN_[A-Z_]+"),
}
_ADDRESS = re.compile(r"(?P<sheet>.+)!(?P<cell>[A-Z]{1,3}[0-9]{1,7})", re.DOTALL)
_OUR_SHEETS = frozenset(sheet_title(kind) for sheets in SHEET_SETS for kind in sheets.kinds)
_NOT_NAMED = "not named"


class Undeclared(LookupError):
    """A report has a field of which no disclosure says whether it may be passed on."""


class Redactor:
    """Redacts what a run says of one bill of materials: the run's `number`th, from 1.

    `identities` are the keys of its names: spellings of the same entity share one.
    """

    def __init__(
        self,
        redaction: Redaction,
        disclosure: Disclosure,
        number: int,
        identities: Mapping[str, str] | None = None,
    ) -> None:
        self._redaction = redaction
        self._sentences = Sentences(disclosure)
        self._number = number
        self._identities = identities or {}
        self._active = {kind for kind in Treatment if _is_active(kind, redaction)}
        self._plans: dict[type, list[tuple[str, Declared | None]]] = {}
        self._texts: dict[Treatment, Callable[[str], str]] = {
            Treatment.LAW: _if(is_ours),
            Treatment.CODE: _if(load_findings().__contains__),
            Treatment.PLACE: _if(is_place),
            Treatment.MINERAL: _if(_minerals().__contains__),
            Treatment.FRACTION: _cut,
            Treatment.ENTITY: self._entity,
            Treatment.CELL: self._cell,
            Treatment.SHEET: self._sheet,
            Treatment.TEXT: self._sentences.text,
            **{kind: _if(pattern.fullmatch) for kind, pattern in _PATTERNS.items()},
        }

    def report(self, report: Any) -> Any:
        """The report without what the scope withholds, marked as redacted.

        Raises:
            Undeclared: a field is not declared.
        """
        redacted = self.struct(report)
        if report.scenario is not None:
            headline = report.verdict.headline.removeprefix(f"SCENARIO {report.scenario.name}: ")
            headline = f"SCENARIO {redacted.scenario.name}: {self._sentences.text(headline)}"
            verdict = msgspec.structs.replace(redacted.verdict, headline=headline)
            redacted = msgspec.structs.replace(redacted, verdict=verdict)
        return msgspec.structs.replace(redacted, redacted=self._redaction.scope)

    def struct(self, of: Any) -> Any:
        """A part of a report, without what the scope withholds.

        Raises:
            Undeclared: a field is not declared.
        """
        new = {name: self._value(how, getattr(of, name)) for name, how in self._plan(type(of))}
        if isinstance(of, Finding):
            rule = load_findings()[of.code]
            besides = f"{rule.remedy} {rule.besides}"
            new |= {"message": rule.title, "remedy": besides if of.remedy == besides else rule.remedy}
        if isinstance(of, Bom) and self._redaction.scope.names:
            new |= {"path": f"BOM {self._number}", "name": None}
        if self._redaction.scope.names and "beside" in new:
            named = f"BOM {self._number}" if isinstance(of, Bom) else f"list {of.sha256[:8]}"
            new["beside"] = [
                msgspec.structs.replace(file, path=f"{named}, file {at}") for at, file in enumerate(new["beside"], 1)
            ]
        return msgspec.structs.replace(of, **new)

    def _plan(self, of: type[msgspec.Struct]) -> list[tuple[str, Declared | None]]:
        """The fields that may change, each with its treatment; None for one whose parts are treated."""
        if of not in self._plans:
            plan = declarations(of)
            self._plans[of] = [
                (name, how) for name, how in plan.items() if not isinstance(how, Treatment) or how in self._active
            ]
        return self._plans[of]

    def _value(self, how: Declared | None, value: Any) -> Any:
        if value is None or isinstance(value, bool | Enum | msgspec.UnsetType):
            return value
        if isinstance(value, Rows):
            return Rows(value, lambda item: self._value(how, item))
        if how is Treatment.DROPPED:
            return [] if isinstance(value, list) else None
        if isinstance(value, list | tuple):
            return self._items(how, value)
        if isinstance(value, dict):
            return {self._value(how, key): self._value(how, item) for key, item in value.items()}
        if how is None:
            return self.struct(value)
        if isinstance(value, str):
            return self._text(how, value)
        if how is Treatment.IDENTIFYING:
            return None if isinstance(value, datetime.date) else type(value)()
        known = isinstance(value, int) and how is Treatment.COUNT
        if not known and not (isinstance(value, datetime.date) and how is Treatment.DATE):
            raise Undeclared(f"a {type(value).__name__} is not of the treatment {how}")
        return value

    def _items(self, how: Declared | None, values: list[Any] | tuple[Any, ...]) -> Any:
        kind = type(values)
        if how is Treatment.IDENTIFYING:
            return kind()
        items = [self._value(how, item) for item in values]
        return kind(dict.fromkeys(items) if how is Treatment.TEXT else items)

    # Texts -----------------------------------------------------------------------------------------------------------

    def _text(self, how: Declared, text: str) -> str:
        if not isinstance(how, Treatment):
            return text if text in how else WITHHELD
        if how in self._texts:
            return self._texts[how](text)
        if how in NAMES and how is not Treatment.IDENTIFYING and how is not Treatment.FILE:
            return self._redaction.pseudonym(how, key(text))
        return WITHHELD

    def _entity(self, name: str) -> str:
        if name.startswith(f"{_NOT_NAMED} ("):  # and the place, which names a line
            return _NOT_NAMED
        return self._redaction.pseudonym(Treatment.ENTITY, self._identities.get(name) or identity(name))

    def _cell(self, address: str) -> str:
        found = _ADDRESS.fullmatch(address)
        return WITHHELD if found is None else f"{self._sheet(found['sheet'])}!{found['cell']}"

    def _sheet(self, name: str) -> str:
        return name if name in _OUR_SHEETS else self._redaction.pseudonym(Treatment.SHEET, name)


@cache
def declarations(of: type[msgspec.Struct]) -> dict[str, Declared | None]:
    """The treatment of each field of a type; None for a field that holds nothing but parts with declared fields.

    Raises:
        Undeclared: a field is neither.
    """
    declared = treatments_of(of)
    fields = msgspec.structs.fields(of)
    if lacking := [
        one.name for one in fields if one.name not in declared and not all(map(_is_part, _leaves(one.type)))
    ]:
        raise Undeclared(
            f"{of.__module__.rpartition('.')[2]}.{of.__name__} ({', '.join(lacking)}): a redacted report cannot pass "
            "this on until its treatment is declared, by its type: see engine/report/disclosure.py"
        )
    return {field.name: declared.get(field.name) for field in fields}


def _leaves(of: Any) -> Iterator[Any]:
    """The types of the values that a value of a type holds."""
    inner = [part for part in get_args(of) if part is not Ellipsis]
    for part in inner:
        yield from _leaves(part)
    if not inner:
        yield of


def _is_part(of: Any) -> bool:
    """Whether a value of the type is a part with fields of its own, or can tell neither a name nor an amount."""
    return isinstance(of, type) and issubclass(of, msgspec.Struct | Enum | bool | NoneType | msgspec.UnsetType)


def _is_active(kind: Treatment, redaction: Redaction) -> bool:
    if kind in PRICES:
        return redaction.scope.prices
    return redaction.scope.names if kind in NAMES else True


def _if(holds: Callable[[str], Any]) -> Callable[[str], str]:
    """Keeps a text of which this holds."""
    return lambda text: text if holds(text) else WITHHELD


def _cut(fraction: str) -> str:
    """A share as the report states it in percent: its exact fraction may consist of amounts."""
    return exact(Fraction(cut_percent(Fraction(fraction))) / 100)


@cache
def _minerals() -> frozenset[str]:
    return frozenset([UNKNOWN_MINERAL, *(mineral.id for mineral in all_minerals())])
