"""Word documents from sections; the same bytes for the same input."""

import io
from collections.abc import Iterable, Sequence

import docx
from docx.document import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from ...engine.report.run import Run
from ..escaping import one_line
from ..view import sections as kinds
from ..view.report import memo
from ..view.sections import Text, Tone
from ..view.words import mark
from .xlsx_file import AUTHOR, COLORS, FONT, newest_edition, printable, repacked

_SIZE, _SMALL, _LARGE = 9.5, 8, 15  # points
_MARGIN, _TO_SIGN, _LEVEL = 2, 0.9, 0.4  # centimeters: margins, a row to be filled in, a level of a tree
_PAGE = 17  # centimeters: the width of a table
_NARROW, _WIDE = 16, 30  # letters of a column, at least and at most
_LONG = 60  # characters of a fact: hashes are small
_HEADINGS = "1F3864"

Part = kinds.Banner | kinds.Head | kinds.Section | kinds.Block


def word_document(title: str, parts: Iterable[Part], mark: str = "") -> bytes:
    """A document of these parts under a title, dated to the newest rulebook. `mark` stands at the top of each page."""
    document = docx.Document()
    _lay_out(document)
    if mark:
        _mark_pages(document, mark)
    document.add_heading(title, 0)
    writer = _Writer(document)
    for part in parts:
        writer.add(part)
    edition = newest_edition()
    properties = document.core_properties
    properties.author = properties.last_modified_by = AUTHOR
    properties.title, properties.comments = title, ""
    properties.created = properties.modified = edition
    raw = io.BytesIO()
    document.save(raw)
    return repacked(raw.getvalue(), edition, lambda _, content: content)


def render_memo(run: Run) -> bytes:
    """A memo on the run's first report."""
    report = run.reports[0]
    marks = mark(None, screening=False, redacted=report.redacted).removesuffix(": ")
    return word_document("Memorandum for the file", memo(run, report), marks)


def _lay_out(document: Document) -> None:
    page = document.sections[0]
    page.left_margin = page.right_margin = page.top_margin = page.bottom_margin = Cm(_MARGIN)
    sizes = {"Normal": _SIZE, "Title": _LARGE, "Heading 1": _SIZE + 1.5, "List Bullet": _SIZE, "Table Grid": _SIZE}
    for name, size in sizes.items():
        style = document.styles[name]
        style.font.size, style.font.name = Pt(size), FONT
        if name in ("Title", "Heading 1"):
            style.font.color.rgb = RGBColor.from_string(_HEADINGS)
            fonts = style.element.rPr.rFonts
            for kind in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
                fonts.attrib.pop(qn(f"w:{kind}"), None)
        space = style.paragraph_format
        space.space_before = Pt(7 if name == "Heading 1" else 0)
        space.space_after = Pt(1.5)


def _mark_pages(document: Document, mark: str) -> None:
    paragraph = document.sections[0].header.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(_plain(mark))
    run.bold, run.font.color.rgb = True, RGBColor.from_string(COLORS[Tone.BAD][1])


class _Writer:
    """Adds parts to a document, below each other."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.style_ids = {name: document.styles[name].style_id for name in ("Heading 1", "List Bullet")}

    def add(self, part: Part) -> None:
        match part:
            case kinds.Head():
                self._styled("Verdict", "Heading 1")
                meaning = part.headline.removeprefix("Incomplete: ")  # the verdict says so
                self._text([part.mark, part.verdict, f": {meaning}"], part.verdict.tone, bold=True)
                self._text(f"Bill of materials: {part.title}")
                for banner in part.banners:
                    self.add(banner)
            case kinds.Banner():
                self._text(f"{part.word}: {part.text}", Tone.OPEN, bold=True)
                self._bullets(part.changes)
            case kinds.Section():
                self._styled(part.title, "Heading 1")
                for block in part.blocks:
                    self.add(block)
            case kinds.Facts():
                for fact in part.facts:
                    self._text(f"{fact.label}: {kinds.plain(fact.value)}", small=len(_plain(fact.value)) > _LONG)
            case kinds.Bullets():
                more = [f"and {part.more} more: see the full report"] if part.more else []
                self._bullets([*part.items, *more])
            case kinds.Bar():
                ends = part.low if part.low == part.high else f"{part.low}% to {part.high}"
                facts = [f"{ends}% against {part.required}% required", part.gap, part.counted]
                self._text("; ".join(fact for fact in facts if fact))
            case kinds.Table():
                self._table(part)
            case kinds.Paragraph() | kinds.Line():
                self._text(part.text)

    def _text(self, text: Text, tone: Tone = Tone.PLAIN, *, bold: bool = False, small: bool = False) -> Paragraph:
        paragraph = self.document.add_paragraph()
        run = paragraph.add_run(_plain(text))
        run.bold = bold
        if tone in COLORS:
            run.font.color.rgb = RGBColor.from_string(COLORS[tone][1])
        if small:
            run.font.size = Pt(_SMALL)
        return paragraph

    def _bullets(self, items: Iterable[Text]) -> None:
        for item in items:
            self._styled(item, "List Bullet")

    def _styled(self, text: Text, style: str) -> None:
        """Adds a paragraph of a style. docx looks through all styles for each that is named; this one by its id."""
        self.document.add_paragraph(_plain(text))._p.style = self.style_ids[style]

    def _table(self, table: kinds.Table) -> None:
        rows: list[Sequence[Text | kinds.Entry]] = [[column.title for column in table.columns], *table.rows]
        if table.total is not None:
            rows.append(table.total)
        drawn = self.document.add_table(len(rows), len(table.columns), "Table Grid")
        drawn.autofit = False
        letters = [
            min(_WIDE, max(_NARROW, *(len(_plain(text)) for text in texts))) for texts in zip(*rows, strict=True)
        ]
        widths = [Cm(_PAGE * number / sum(letters)) for number in letters]
        for drawn_column, width in zip(drawn.columns, widths, strict=True):
            drawn_column.width = width
        for number, (row, texts) in enumerate(zip(drawn.rows, rows, strict=True)):
            if not any(texts[1:]):
                row.height = Cm(_TO_SIGN)
            for cell, text, column, width in zip(row.cells, texts, table.columns, widths, strict=True):
                cell.width = width
                paragraph = cell.paragraphs[0]
                paragraph.add_run(_plain(text)).bold = number == 0
                if column.right:
                    paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
                if isinstance(text, kinds.Entry) and text.level:
                    paragraph.paragraph_format.left_indent = Cm(_LEVEL * text.level)
        if table.more:
            self._text(f"and {table.more:,} more: see the full report")


def _plain(text: "Text | kinds.Entry") -> str:
    """The words of a text on a single line, without characters that a document cannot contain."""
    return printable(one_line(kinds.plain(text)))
