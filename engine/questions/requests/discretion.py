"""The rows that a request is about, and what it may show: no name of another supplier, and no amount of money."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping

from ...intake.facts.sites import is_unknown
from ...intake.files.sheet import one_line
from ...intake.tables.book import Book
from ...intake.tables.columns import content_of, load_parts, phrase
from ...intake.tables.line import Line
from ...intake.tables.table import read_table
from ...model.findings import Findings, Unreadable
from ...model.settings import Settings
from ...vocabulary.company_names import name_of, words_of
from ...vocabulary.materials import find_material
from ...vocabulary.minerals import find_mineral

Cells = dict[str, str]
"""The texts of a row's cells by canonical column; an empty cell is not there."""


def rows_of(book: Book, settings: Settings) -> dict[str, dict[int, Cells]]:
    """The rows of every sheet that is read: by kind of sheet, then by their number in the spreadsheet."""
    rows: dict[str, dict[int, Cells]] = {}
    for kind, sheet in book.sheets().items():
        try:
            lines = read_table(sheet, kind, Findings(), settings.columns.of(kind))
            rows[kind] = {line.number: cells_of(line) for line in lines}
        except Unreadable:
            rows[kind] = {}  # a sheet left empty; what else cannot be read has no verdict
    return rows


def cells_of(line: Line) -> Cells:
    """The texts of one row."""
    texts = {column: one_line(line.get(column)) for column in line.columns.index}
    return {column: text for column, text in texts.items() if text}


_NAMES = re.compile(
    r"(?:.+_)?entity(?:_[0-9]+)?|(?:earlier_)?producers?|supplier|own(?:er|ed)|effective_control_by|signed_by"
)
_MONEY = re.compile(r"[$€£¥₩￥]|\b(?:usd|eur|gbp|jpy|cny|rmb|krw|aud|cad|chf)\b", re.IGNORECASE)
_BETWEEN = re.compile(r"[;/|&+,()]|\b(?:and|und|et|y|e)\b", re.IGNORECASE)
_SHORT = 5
"""A name of fewer letters is found only as a word of its own."""
_CALLED = 4
"""A first word of so many letters is what a company is called by: `TIANHE-01` names Tianhe Lithium."""
_CALLED_WITHOUT_SPACES = re.compile(r"[\u3400-\u9fff\uac00-\ud7af]{2}(?=[\u3400-\u9fff\uac00-\ud7af])")
"""What a company whose name has no spaces is called by: its first two characters."""
_NUMBER = re.compile(r"\d+(?:[.,' ]\d+)+")


def names_in(rows: Mapping[str, Mapping[int, Cells]]) -> set[str]:
    """Every name of a company in the columns for them, as written."""
    names: set[str] = set()
    for cells in (cells for sheet in rows.values() for cells in sheet.values()):
        for column, text in cells.items():
            if _NAMES.fullmatch(column) and not is_unknown(text):
                names.add(text)
    return names


def amounts_in(rows: Mapping[str, Mapping[int, Cells]]) -> set[str]:
    """The digits of every value, price and mass that is written with a decimal or thousands mark."""
    texts = {
        text
        for sheet in rows.values()
        for cells in sheet.values()
        for column, text in cells.items()
        if content_of(column) == "number" and "_pct" not in column
    }
    return {_digits(found) for text in texts for found in _NUMBER.findall(text)}


class Discretion:
    """What may be shown to one supplier."""

    def __init__(self, own: Callable[[str], bool], names: Iterable[str], amounts: Iterable[str] = ()) -> None:
        """`own` says whether a name is the supplier's; `names` and `amounts` are all in the bills of materials."""
        names, self._amounts = set(names), frozenset(amounts)
        mine = {word for name in names if own(name) for word in words_of(name)}
        alone = {name for name in names if not own(name)}
        parts = {part.strip() for name in alone for part in re.split("[;/|]", name)}
        others = [name for name in alone | parts if sum(map(str.isalnum, name)) > 1]
        self._alone = {name_of(name).words for name in alone}
        self._first = {words[0] for name in others if (words := words_of(name)) and len(words[0]) >= _CALLED} - mine
        self._texts = {_plain(name) for name in others if len(name) >= _SHORT or not name.isascii()}
        called = {found[0] for name in others if (found := _CALLED_WITHOUT_SPACES.match(name))}
        self._texts |= {text for text in called if not any(text in name for name in names if own(name))}
        self._together = {joined for name in others if len(joined := name_of(name).run_together) >= _SHORT}
        self._words = {tuple(words_of(name)) for name in others} | {name_of(name).words for name in others}
        self._shows: dict[str, bool] = {}

    def names_several(self, name: str) -> bool:
        """Whether the supplier's own name is that of several companies, one of which is another in the files."""
        parts = [part for part in _BETWEEN.split(name) if part.strip()]
        return len(parts) > 1 and any(name_of(part).words in self._alone for part in parts)

    def shows(self, text: str) -> bool:
        """Whether a text names no other supplier and no amount of money."""
        if text not in self._shows:
            self._shows[text] = not self._states_amount(text) and not self._names_other(text)
        return self._shows[text]

    def _states_amount(self, text: str) -> bool:
        return bool(_MONEY.search(text)) or any(_digits(found) in self._amounts for found in _NUMBER.findall(text))

    def _names_other(self, text: str) -> bool:
        words, joined, plain = words_of(text), name_of(text).run_together, _plain(text)
        if any(other in plain for other in self._texts) or any(other in joined for other in self._together):
            return True
        runs = {tuple(words[at:end]) for at in range(len(words)) for end in range(at + 1, len(words) + 1)}
        return bool(runs & self._words) or not (self._first.isdisjoint(words) or _is_common(text))

    def shown(self, text: str | None) -> str:
        """The text, or nothing if it may not be shown."""
        return text if text is not None and self.shows(text) else ""


def _is_common(text: str) -> bool:
    """Whether a text is the name of a mineral, a material or a part of a battery, and nothing else."""
    return bool(find_mineral(text) or find_material(text)) or phrase(text) in load_parts().battery


def _digits(text: str) -> str:
    return re.sub(r"\D", "", text).strip("0")


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
