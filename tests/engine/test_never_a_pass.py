"""Slips of the pen that could hide a fact. None of them may end in a pass."""

import io

import openpyxl
import pytest
from boms import Judge, Tables, bom, by, supplier, virgin
from critmin.engine.model.statuses import Status

PLACED = ("-d", "2025-06-30")
ACME = supplier("Acme")
ATTESTED = {"attestation": "ATT-1"}


def entity(**facts: str) -> Tables:
    return bom(by("Acme"), Entities=[ACME | facts])


def owners(*rows: tuple[str, str], also: tuple[dict[str, str], ...] = ()) -> Tables:
    """Acme, of which nothing is stated but what the listed owners hold, in all three measures."""
    blank = {key: value for key, value in ACME.items() if not key.startswith("government")}
    listed = [{"owner": owner, "owned": "Acme", "equity_pct": p, "votes_pct": p, "board_pct": p} for owner, p in rows]
    return bom(by("Acme"), Entities=[blank, *also], Ownership=listed)


STATED_AND_UNNAMED = bom(
    by("Acme"),
    Entities=[ACME],
    Ownership=[{"owner": "unknown", "owned": "Acme", "equity_pct": "60", "votes_pct": "60", "board_pct": "60"}],
)
QUARTER = {
    "entity": "Holding",
    "government_equity_pct": "25",
    "government_votes_pct": "25",
    "government_board_pct": "25",
}

SLIPS = {
    "a city for a country, and an attestation": bom(virgin(processing_country="Shanghai, China")),
    "a misspelt country, and an attestation": bom(virgin(processing_country="Chian")),
    "a supplier's country misspelt": entity(country="Chian", **ATTESTED),
    "a supplier's headquarters in a city": entity(headquarters_country="Shenzhen, China", **ATTESTED),
    "a government misspelt": entity(government_of="Peoples Rep China", **ATTESTED),
    "government_of No, with a share of 60": entity(government_of="No", government_equity_pct="60"),
    "government_of NO, with a share of 60": entity(government_of="NO", government_equity_pct="60"),
    "an owner that is not named": STATED_AND_UNNAMED,
    "a holding on two rows": owners(
        ("Holding", "25"), ("Holding", "25"), ("Private", "50"), also=(QUARTER, supplier("Private"))
    ),
    "a covered nation as an owner, without a row": owners(
        ("China", "60"), ("Private", "40"), also=(supplier("Private"),)
    ),
    "recycling not known, extraction in a covered nation": bom(
        virgin("cobalt", extraction_country="CN", recycling_country="unknown")
    ),
    "recycled? No": bom(virgin("cobalt", extraction_country="CN", recycling_country="No")),
    "a mineral none that is a cathode": bom(virgin(), virgin("none", material="NMC811 powder", at="CN")),
    "a mineral with another one behind it": bom(virgin(), virgin("silicon (graphite blend)", at="CN")),
    "a column of a step with a slip in its name": bom(virgin(procesing_country_2="CN")),
    "a column of a step with its number in brackets": bom(virgin(**{"processing_country (2)": "CN"})),
    "a controller whose name is a country's code": bom(
        by("Acme"), Entities=[ACME | {"effective_control_by": "CHE"}, supplier("CHE", "CN")]
    ),
    "a name with a mark that nobody sees": bom(by("Acme\u200b"), Entities=[supplier("Acme", "CN")]),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_never_a_pass(judge: Judge, slip: str) -> None:
    got = judge(SLIPS[slip], *PLACED)
    assert got.exit_code != 0
    assert got.status != Status.PASS


@pytest.mark.parametrize(
    "written",
    [
        *("NA", "n.a", "n / a", "—", ".", "/", "no!", "no.", "no (see mail)", "Supplier: no", "non", "nope", "nothing"),
        *("to be provided", "waiting", "to follow", "due 2025-08", "declines", "applied for", "under review"),
        *(
            "in process",
            "will send",
            "asked supplier",
            "req'd",
            "void",
            "cancelled",
            "superseded",
            "expires 2024-01-01",
        ),
    ],
)
def test_what_is_no_attestation_in_hand(judge: Judge, written: str) -> None:
    assert judge(bom(by("", feoc_attestation=written)), *PLACED).status == Status.INCOMPLETE


@pytest.mark.parametrize("written", ["ATT-2025-014", "2025-03-01", "Att. No. 12", "yes", "on file"])
def test_what_is_an_attestation_in_hand(judge: Judge, written: str) -> None:
    assert judge(bom(by("", feoc_attestation=written)), *PLACED).status == Status.PASS


def test_a_share_shown_in_percent_is_what_it_shows(judge: Judge, tmp_path) -> None:
    """A cell that shows 49% holds 0.49."""
    book = openpyxl.Workbook()
    for name, rows in entity().items():
        sheet = book.create_sheet(name)
        columns = list(dict.fromkeys(column for row in rows for column in row))
        sheet.append(columns)
        for row in rows:
            sheet.append([row.get(column, "") for column in columns])
    sheet = book["Entities"]
    column = next(cell.column for cell in sheet[1] if cell.value == "government_equity_pct")
    sheet.cell(2, column, 0.49).number_format = "0%"
    content = io.BytesIO()
    book.save(content)
    path = tmp_path / "bom.xlsx"
    path.write_bytes(content.getvalue())
    got = judge(path, *PLACED)
    assert got.status == Status.FAIL
    assert "49.0000% of the equity" in got.finding("FEOC-OWNERSHIP")["message"]


def test_a_damaged_archive_is_one_unreadable_file(judge: Judge, tmp_path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["mineral"])
    content = io.BytesIO()
    book.save(content)
    damaged = bytearray(content.getvalue())
    at = damaged.find(b"xl/worksheets/sheet1.xml") + 40
    damaged[at : at + 60] = bytes(60)
    path = tmp_path / "bom.xlsx"
    path.write_bytes(bytes(damaged))
    assert judge(path, *PLACED).exit_code == 2


def test_strict_minds_an_error_too(judge: Judge) -> None:
    tables = bom(virgin(extraction_country="Atlantis"))
    assert judge(tables, "-d", "2024-06-30").exit_code == 0
    assert judge(tables, "-d", "2024-06-30", "--strict").exit_code == 1


def test_a_covered_territory_as_an_owner_shows_that_the_reading_decides(judge: Judge) -> None:
    """`Hong Kong` owns 60 percent, without a row of its own."""
    got = judge(owners(("Hong Kong", "60"), ("Private", "40"), also=(supplier("Private"),)), *PLACED)
    (reading,) = [r for r in got.report["readings"] if r["id"] == "hong-kong-macau"]
    assert (got.status, reading["decides"]) == (Status.FAIL, True)
