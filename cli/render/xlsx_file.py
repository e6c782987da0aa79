"""Workbooks by openpyxl: without the time of writing, and with user text always as text."""

import datetime
import io
import re
import zipfile
from collections.abc import Callable
from decimal import ROUND_FLOOR, Context, Decimal
from textwrap import wrap
from typing import TYPE_CHECKING, cast

from ...engine.model.numbers import Fraction, cut
from ...engine.regimes.registry import REGIMES
from ..escaping import spreadsheet_text
from ..view.sections import Tone
from ..written import OUTPUT

if TYPE_CHECKING:
    from openpyxl import Workbook
    from openpyxl.cell import Cell, MergedCell
    from openpyxl.comments import Comment
    from openpyxl.worksheet.worksheet import Worksheet

AUTHOR = "critmin"
COLORS = {
    Tone.GOOD: ("C6EFCE", "006100"),
    Tone.BAD: ("FFC7CE", "9C0006"),
    Tone.OPEN: ("FFEB9C", "7F6000"),
    Tone.WARNING: ("FFEB9C", "7F6000"),
    Tone.NOTE: ("DDEBF7", "1F4E78"),
}
"""The colors of the ground and of the text."""
FONT = "Calibri"
ROW = 15
"""The height of a line of text, in points."""
EXACTLY = {"": "General", "$": '"$"#,##0.00####', "%": '0.0000########"%"'}
"""Number formats of exact numbers, by their unit."""
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
_OLDEST = (1980, 1, 1, 0, 0, 0)  # the earliest time in an archive
_LONGEST = 32_767  # characters that a cell or a comment holds
_PAGE = 200  # characters across a landscape page that can still be read
_NOTE_WIDTH, _NOTE_LINE, _NOTE_CHARACTERS, _NOTE_HEIGHT = 340, 20, 44, 600  # pixels, pixels, characters, pixels
_DOUBLE = Context(prec=15, rounding=ROUND_FLOOR)
_PLACES = 12  # of a percentage by `EXACTLY`
_MARGIN = 3  # characters beside a number
_WIDEST = 255  # characters that a column can have
_NOT_IN_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def content_of(
    book: "Workbook",
    created: datetime.datetime | None = None,
    modified: datetime.datetime | None = None,
    rework: Callable[[str, bytes], bytes] | None = None,
    *,
    is_bom: bool = False,
) -> bytes:
    """The workbook as a file, with these times: always the same bytes.

    The default is the day of the newest rulebook. `rework` receives each part's name and content, and
    returns the content to write. Unless it `is_bom`, it is marked as output, which is not read in a folder.
    """
    _mark(book, is_output=not is_bom)
    edition = newest_edition()
    modified = modified or edition
    book.properties.created = created or edition
    raw = io.BytesIO()
    book.save(raw)

    def fixed(name: str, content: bytes) -> bytes:
        if name == "docProps/core.xml":  # openpyxl writes the time of saving
            content = _with_time(content, b"<dcterms:modified", modified)
        return content if rework is None else rework(name, content)

    return repacked(raw.getvalue(), modified, fixed)


def _mark(book: "Workbook", *, is_output: bool) -> None:
    from openpyxl.packaging.custom import StringProperty

    properties = book.custom_doc_props  # type: ignore[attr-defined]  # the stubs lack it
    if OUTPUT in properties.names:
        del properties[OUTPUT]
    if is_output:
        properties.append(StringProperty(name=OUTPUT, value="not a bill of materials"))


def newest_edition() -> datetime.datetime:
    """The day of the newest rulebook, used as the time of writing."""
    newest = max(regime.rulebook().edition for regime in REGIMES.values())
    return datetime.datetime.combine(newest, datetime.time())


def repacked(raw: bytes, modified: datetime.datetime, rework: Callable[[str, bytes], bytes]) -> bytes:
    """A package with its parts in order, reworked, and with a single time."""
    fixed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(raw)) as source, zipfile.ZipFile(fixed, "w") as target:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, date_time=max(_OLDEST, modified.timetuple()[:6]))
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, rework(name, source.read(name)))
    return fixed.getvalue()


def _with_time(xml: bytes, tag: bytes, stamp: datetime.datetime) -> bytes:
    start = xml.index(b">", xml.index(tag)) + 1
    return xml[:start] + stamp.strftime("%Y-%m-%dT%H:%M:%SZ").encode() + xml[xml.index(b"<", start) :]


def printable(text: str) -> str:
    """The text without invalid characters, cut to the length of a cell."""
    text = _NOT_IN_XML.sub("\N{REPLACEMENT CHARACTER}", text)
    return text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"


def write_text(cell: "Cell | MergedCell", text: str) -> None:
    """Writes a text as text, never as a formula, a number or a date."""
    if not text:
        return
    cell.value = printable(text)
    cell.data_type = "s"
    # Otherwise the spreadsheet program would interpret it again when the cell is edited.
    if spreadsheet_text(text) != text:
        cell.quotePrefix = True


def write_number(cell: "Cell | MergedCell", digits: str) -> None:
    """Writes a number by its digits; openpyxl would cut it to 16."""
    cell.value = digits
    cell.data_type = "n"


def decimal(fraction: str) -> str:
    """The decimal digits of a fraction such as `5/11`, as many as a spreadsheet shows, cut off."""
    digits = format(_DOUBLE.create_decimal(cut(Fraction(fraction), _PLACES)), "f")
    return digits.rstrip("0").rstrip(".") if "." in digits else digits


def widen(cell: "Cell | MergedCell", digits: str) -> None:
    """Widens the column where a number of these digits, with all places of its format, would show as ###."""
    form = cell.number_format.replace('"', "")
    room = len(f"{int(Decimal(digits)):,}") + form.count("$") + len(form.partition("0")[2]) + _MARGIN
    column = cast("Worksheet", cell.parent).column_dimensions[cell.coordinate.rstrip("0123456789")]
    column.width = max(column.width, min(room, _WIDEST))


def write_formula(cell: "Cell | MergedCell", formula: str) -> None:
    """Writes one of our own formulas."""
    cell.value = f"={formula}"
    cell.data_type = "f"


def lines_of(text: str, characters: int) -> int:
    """The number of lines of a text at this width in characters; a path is broken after its slashes."""
    paragraphs = text.replace("/", "/ ").split("\n")
    return sum(max(1, len(wrap(paragraph, characters))) for paragraph in paragraphs)


def note(text: str, author: str = AUTHOR) -> "Comment":
    """A comment sized for its text."""
    from openpyxl.comments import Comment

    text = printable(text)
    height = min(_NOTE_HEIGHT, _NOTE_LINE * (lines_of(text, _NOTE_CHARACTERS) + 1))
    return Comment(text, author, width=_NOTE_WIDTH, height=height)


def for_paper(sheet: "Worksheet", repeat: int = 1) -> None:
    """Sets up printing: as few pages across as are readable, with the header row on each."""
    from openpyxl.worksheet.properties import PageSetupProperties

    sheet.page_setup.orientation = "landscape"
    width = sum(column.width for column in sheet.column_dimensions.values())
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = max(1, round(width / _PAGE)), 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{repeat}:{repeat}"
    sheet.print_title_cols = "A:A"


def mark_pages(book: "Workbook", mark: str) -> None:
    """Puts the mark at the top of each printed page, and its number below."""
    for sheet in book.worksheets:
        top, bottom = sheet.HeaderFooter.oddHeader, sheet.HeaderFooter.oddFooter
        assert top is not None and bottom is not None
        top.center.text, bottom.center.text = f"&B{mark}", "&P of &N"
