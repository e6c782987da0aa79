"""The number formats of an OpenDocument spreadsheet's styles, written as those of the other formats are."""

import re
from functools import cache

from .number_formats import shown_by

_FORMATS = ("number:number-style", "number:currency-style", "number:percentage-style")
_NUMBERS = ("number:number", "number:scientific-number", "number:fraction")
_TEXT, _SYMBOL = "number:text", "number:currency-symbol"
_THOUSANDS = re.compile(r"1((?:000)+)(?:\.0*)?")
_MOST_PARENTS = 20


class OdsStyles:
    """The styles of cells, collected from the elements that state them."""

    def __init__(self) -> None:
        self._codes: dict[str, str] = {}
        self._of_cells: dict[str, tuple[str | None, str | None]] = {}
        self._format: str | None = None
        self._pieces: list[str] = []
        self._others: list[str] = []
        self._shown: list[str] | None = None
        self.code = cache(self._code)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name in _FORMATS:
            self._format = attributes.get("style:name", "")
            self._pieces, self._others = [], []
        elif name == "style:style" and attributes.get("style:family") == "table-cell":
            stated = attributes.get("style:data-style-name"), attributes.get("style:parent-style-name")
            self._of_cells[attributes.get("style:name", "")] = stated
        elif self._format is None:
            return
        elif name in (_TEXT, _SYMBOL):
            self._shown = []
        elif name in _NUMBERS:
            thousands = _THOUSANDS.fullmatch(attributes.get("number:display-factor", ""))
            self._pieces.append("0" + "," * (len(thousands[1]) // 3 if thousands else 0))
        elif name == "style:map":
            self._others.append(attributes.get("style:apply-style-name", ""))

    def text(self, text: str) -> None:
        if self._shown is not None:
            self._shown.append(text)

    def end(self, name: str) -> None:
        if self._shown is not None and name in (_TEXT, _SYMBOL):
            shown = "".join(self._shown)
            self._shown = None
            self._pieces.append(
                f"[${shown.replace(']', '')}]" if name == _SYMBOL else '"' + shown.replace('"', "") + '"'
            )
        elif self._format is not None and name in _FORMATS:
            own = "".join(self._pieces)
            # The other formats are for numbers of another sign; any of them may apply.
            others = [self._codes[other] for other in self._others if other in self._codes]
            self._codes[self._format] = ";[>=0]".join([own, *others])
            self._format = None

    def _code(self, style: str) -> str:
        """The number format of a cell's style where it shows a currency or a unit; otherwise empty."""
        name: str | None = style
        for _ in range(_MOST_PARENTS):
            if name is None or name not in self._of_cells:
                break
            data, name = self._of_cells[name]
            if data is not None:
                code = self._codes.get(data, "")
                return code if shown_by(code) else ""
        return ""
