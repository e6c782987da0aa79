"""The results of a workbook's formulas: openpyxl writes formulas without results."""

import datetime
import io
import re
import warnings
from collections.abc import Callable, Container, Mapping
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from openpyxl import Workbook

# A cell with a formula as openpyxl writes it, with an empty value.
_FORMULA = re.compile(
    rb'<c r="(?P<at>[A-Z]+[0-9]+)"(?P<style>(?: s="[0-9]+")?)>'
    rb"(?P<formula><f(?: [^>]*)?(?:/>|>[^<]*</f>))<v(?: ?/>|></v>)</c>"
)


def put_results(book: "Workbook", results: Mapping[tuple[str, str], str], name: str, xml: bytes) -> bytes:
    """A part of the saved workbook with the results of our own formulas, for viewers that do not compute."""
    title = next((sheet.title for sheet in book.worksheets if sheet.path == f"/{name}"), "")

    def with_result(found: "re.Match[bytes]") -> bytes:
        result = results.get((title, found["at"].decode()))
        if result is None:
            return found[0]
        return b'<c r="%b"%b>%b<v>%b</v></c>' % (found["at"], found["style"], found["formula"], result.encode())

    return _FORMULA.sub(with_result, xml) if any(of == title for of, _ in results) else xml


class SavedValues:
    """The saved values of one workbook, loaded when the first formula is met."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    @cached_property
    def _book(self) -> "Workbook":
        from openpyxl import load_workbook

        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # they were reported when the formulas were loaded
            return load_workbook(io.BytesIO(self._content), data_only=True)

    def put_into(self, book: "Workbook", stale: Container[tuple[str, str]] = ()) -> Callable[[str, bytes], bytes]:
        """A function that adds the values to the parts of the saved `book`, except those of `stale` cells."""

        def rework(name: str, xml: bytes) -> bytes:
            title = next((s.title for s in book.worksheets if s.path == f"/{name}"), None)
            if title is None or not _FORMULA.search(xml) or title not in self._book.sheetnames:
                return xml

            def with_value(found: "re.Match[bytes]") -> bytes:
                return found[0] if (title, found["at"].decode()) in stale else self._with_value(title, found)

            return _FORMULA.sub(with_value, xml)

        return rework

    def _with_value(self, title: str, found: "re.Match[bytes]") -> bytes:
        kind, text = self._stored(title, found["at"].decode())
        if text is None:
            return found[0]
        return b'<c r="%b"%b%b>%b<v>%b</v></c>' % (found["at"], found["style"], kind, found["formula"], text.encode())

    def _stored(self, title: str, at: str) -> tuple[bytes, str | None]:
        """The type attribute and the text of the value; None where nothing was saved."""
        from openpyxl.utils.datetime import to_excel

        cell = self._book[title][at]
        value = cell.value
        if value is None:
            return b"", None
        if isinstance(value, bool):
            return b' t="b"', str(int(value))
        if isinstance(value, str):
            return (b' t="e"' if cell.data_type == "e" else b' t="str"'), escape(value, quote=False)
        if isinstance(value, datetime.date | datetime.time | datetime.timedelta):
            value = to_excel(value, self._book.epoch)  # type: ignore[no-untyped-call]
        return b"", repr(value)
