"""The record in a request workbook: what is written is read, and what was changed is noticed."""

import io

import openpyxl
import pytest
from critmin.engine.questions.requests.form import SHEET, AskedCell, BadForm, Form, RowTable, read, row_hash, write
from python_calamine import CalamineWorkbook

ROW = {"line": "7", "material": "LiPF6", "value_usd": "1200.5"}
HOSTILE = [
    "=cmd|' /C calc'!A0",
    "a_x0041_b",
    "\ufffe",
    "中国 政府",
    "  two  spaces ",
    "tab\tand\nbreak",
    "\U0001f50b" * 9,
]


def form_of(supplier: str = "Acme Lithium", cells: int = 1) -> Form:
    digested = ("line", "material")
    asked = [
        AskedCell(f"Lines!F{n}", "ab" * 32, "bom", f"row {n}", n, "country", digested, row_hash(ROW, digested))
        for n in range(5, 5 + cells)
    ]
    owners = RowTable("Owners", 6, 25, "ab" * 32, "ownership", {"A": "owner"}, ("owner", "owned"), {"owned": supplier})
    return Form(supplier, ["clean-vehicle"], asked, [owners], {"Lines!A5": "1"})


@pytest.mark.parametrize("supplier", HOSTILE)
def test_the_record_survives_a_workbook(supplier):
    form = form_of(supplier, cells=300)
    book = openpyxl.Workbook()
    book.active.title = SHEET
    for text in write(form):
        book.active.append([text])
    file = io.BytesIO()
    book.save(file)
    file.seek(0)
    rows = CalamineWorkbook.from_filelike(file).get_sheet_by_name(SHEET).to_python()
    assert len(rows) > 2
    assert read(row[0] for row in rows) == form


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda texts: [], "does not begin"),
        (lambda texts: texts[1:], "does not begin"),
        (lambda texts: texts[:1], "was changed"),
        (lambda texts: [texts[0], texts[1].replace("F5", "F6")], "was changed"),
        (lambda texts: [texts[0].replace("form 1", "form 2"), texts[1]], "another version"),
    ],
)
def test_a_changed_record_is_refused(change, says):
    with pytest.raises(BadForm, match=says):
        read(change(write(form_of())))


@pytest.mark.parametrize(
    ("now", "same"),
    [
        ({}, True),
        ({"value_usd": "1300"}, True),
        ({"supplier": "Other"}, True),
        ({"material": "PVDF"}, False),
        ({"line": "8"}, False),
    ],
)
def test_a_row_is_known_by_the_cells_that_are_shown(now, same):
    digested = ("line", "material")
    assert (row_hash(ROW | now, digested) == row_hash(ROW, digested)) is same


def test_an_empty_cell_that_is_filled_is_a_change():
    digested = ("line", "material", "country")
    assert row_hash(ROW, digested) != row_hash(ROW | {"country": "Chile"}, digested)
