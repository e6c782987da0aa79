"""Text tables with answers in their cells: every other cell stays, as do the delimiter and the encoding."""

import csv
import io
import re
from collections.abc import Iterable

from ...engine.intake.files.text_table import codec_of, utf8
from ...engine.model.settings import Decimals
from ...engine.questions.answers.merge import CannotCopy, Value, Write

_AMBIGUOUS = re.compile(r"[0-9]{1,3}\.[0-9]{3}")


class TableFormat:
    """How a text table is written: its delimiter, its encoding if it is not UTF-8, and its decimal mark."""

    def __init__(self, delimiter: str, encoding: str | None, decimals: Decimals | None) -> None:
        self._delimiter, self._encoding, self._decimals = delimiter, encoding, decimals

    def answered(self, shown: str, content: bytes, writes: Iterable[Write]) -> bytes:
        """The table `shown` with these cells; `content` is empty for a new one.

        Raises:
            CannotCopy: an answer has a character that the encoding lacks.
        """
        codec = codec_of(content, shown, self._encoding)
        text = utf8(content, shown, self._encoding).decode("utf-8-sig") if content else ""
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=self._delimiter, strict=True))
        were, full = [len(row) for row in rows], max(map(len, rows), default=0)
        for one in writes:
            rows += [[] for _ in range(one.row - len(rows))]
            row = rows[one.row - 1]
            row += [""] * (one.index + 1 - len(row))
            row[one.index] = self._text(one.value)
        width = max(map(len, rows), default=0)
        for row, were_there in zip(rows, [*were, *[full] * (len(rows) - len(were))], strict=True):
            if row and were_there == full:  # as many cells as a row has; others are as short as they were
                row += [""] * (width - len(row))
        file = io.StringIO(newline="")
        end = "\r\n" if "\r\n" in text else "\n"
        csv.writer(file, delimiter=self._delimiter, lineterminator=end).writerows(rows)
        try:
            if codec == "utf-8-sig" and not content.startswith(b"\xef\xbb\xbf"):
                codec = "utf-8"
            return file.getvalue().encode(codec)
        except UnicodeEncodeError as error:
            lacking = error.object[error.start]
            raise CannotCopy(f"the encoding of {shown} has no {lacking!r}: save it as UTF-8") from None

    def _text(self, value: Value) -> str:
        if not value.is_number:
            return value.text
        digits = f"{value.text}0" if _AMBIGUOUS.fullmatch(value.text) else value.text
        if self._decimals is Decimals.COMMA:
            digits = digits.replace(".", ",")
        return f"{digits}%" if value.percent else digits
