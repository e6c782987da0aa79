"""The status of a document on a day: each date at its edge, and every status."""

import datetime
import hashlib

import pytest
from boms import Row, Tables, bom, by, supplier, virgin
from critmin.engine.model.dates import Span, read_span
from products import certificate, company, item, product
from registered import SIGNED, Register

DAY = ("-d", "2025-04-01")
HASH = hashlib.sha256(SIGNED).hexdigest()
PAPER = {"certificate": "C-7", "kind": "feoc", "signed_on": "2025-01-10", "supplier": "Acme"}
OPEN = company("Openco", sfe_total_pct="", sfe_debt_pct="")


def paper(**cells: str) -> Tables:
    """A line by Acme, whose only evidence is the certificate C-7."""
    return bom(by("Acme", feoc_attestation="C-7"), Certificates=[PAPER | cells])


EDGES = [
    # valid from, valid until, the day, the span; the status and the exit status
    ("2025-03-01", "2025-06-30", "2025-02-28", "90d", "not_yet_valid", 0),
    ("2025-03-01", "2025-06-30", "2025-03-01", "90d", "in_hand", 0),
    ("2025-03-01", "2025-06-30", "2025-03-02", "90d", "in_hand", 0),
    ("2025-03-01", "2025-06-30", "2025-03-31", "90d", "in_hand", 0),
    ("2025-03-01", "2025-06-30", "2025-04-01", "90d", "lapses_within", 0),
    ("2025-03-01", "2025-06-30", "2025-04-02", "90d", "lapses_within", 0),
    ("2025-03-01", "2025-06-30", "2025-06-29", "90d", "lapses_within", 0),
    ("2025-03-01", "2025-06-30", "2025-06-30", "90d", "lapses_within", 0),
    ("2025-03-01", "2025-06-30", "2025-07-01", "90d", "lapsed", 1),
    ("2025-03-01", "2025-06-30", "2025-06-28", "1d", "in_hand", 0),
    ("2025-03-01", "2025-06-30", "2025-06-29", "1d", "lapses_within", 0),
    ("2025-03-01", "2025-06-30", "2025-04-06", "12w", "in_hand", 0),
    ("2025-03-01", "2025-06-30", "2025-04-07", "12w", "lapses_within", 0),
    ("2025-03-01", "2025-06-30", "2025-03-29", "3m", "in_hand", 0),
    ("2025-03-01", "2025-06-30", "2025-03-30", "3m", "lapses_within", 0),
    ("2025-03-01", "2025-06-30", "2025-03-31", "3m", "lapses_within", 0),
    ("", "2026-03-01", "2025-02-28", "1y", "in_hand", 0),
    ("", "2026-03-01", "2025-03-01", "1y", "lapses_within", 0),
    ("", "", "2099-12-31", "90d", "in_hand", 0),
    ("", "9999-12-31", "9999-12-30", "99999y", "lapses_within", 0),
]


@pytest.mark.parametrize(("since", "until", "on", "within", "status", "code"), EDGES)
def test_a_certificate_on_a_day(
    register: Register, since: str, until: str, on: str, within: str, status: str, code: int
) -> None:
    got = register(paper(valid_from=since, valid_until=until), *DAY, "--on", on, "--within", within)
    assert (got.document["status"], got.document["rests"], got.exit_code) == (status, "yes", code)


def test_without_a_day_it_is_that_of_the_verdict(register: Register) -> None:
    got = register(paper(valid_until="2025-04-30"), *DAY)
    assert (got.document["status"], got.document["why"]) == ("lapses_within", "its last day is in 29 days")
    assert [(one["days"], one["on"]) for one in got.register["boms"]] == [("2025-04-01", "2025-04-01")]


YEARS = [
    # of a verdict for every day of 2025, a certificate must cover each
    ("2025-01-01", "2025-12-31", "lapses_within"),
    ("2025-01-02", "2025-12-31", "not_yet_valid"),
    ("2025-01-01", "2025-12-30", "lapsed"),
]


@pytest.mark.parametrize(("since", "until", "status"), YEARS)
def test_a_year(register: Register, since: str, until: str, status: str) -> None:
    got = register(paper(valid_from=since, valid_until=until), "-y", "2025")
    assert (got.row("C-7")["status"], got.register["boms"][0]["on"]) == (status, "2025")


DATED = [("2026-04-01", "in_hand"), ("2026-04-02", "not_yet_valid"), ("2022-01-01", "in_hand")]


@pytest.mark.parametrize(("dated", "status"), DATED)
def test_a_document_dated_ahead(register: Register, dated: str, status: str) -> None:
    """As in a verdict, a document may be dated at most a year after the day."""
    alone = register(bom(by("Acme", feoc_attestation=f"signed {dated}")), *DAY)
    listed = register(paper(signed_on=dated), *DAY)
    assert [got.documents[0]["status"] for got in (alone, listed)] == [status, status]
    assert ("more than a year after 2025-04-01" in alone.documents[0]["why"]) == (status != "in_hand")


FILES = [
    # file, stated hash; the comparison, the status
    ("", "", "not_named", "in_hand"),
    ("signed.pdf", "", "present", "in_hand"),
    ("signed.pdf", HASH, "agrees", "in_hand"),
    ("signed.pdf", HASH.upper(), "agrees", "in_hand"),
    ("signed.pdf", "f" * 64, "differs", "file_altered"),
    ("signed.pdf", "abc", "differs", "not_accepted"),
    ("absent.pdf", HASH, "missing", "file_missing"),
    ("absent.pdf", "", "missing", "file_missing"),
    ("../signed.pdf", "", "not_read", "file_missing"),
    ("../signed.pdf", HASH, "not_read", "not_accepted"),
]


@pytest.mark.parametrize(("file", "sha256", "check", "status"), FILES)
def test_the_file_of_a_certificate(register: Register, file: str, sha256: str, check: str, status: str) -> None:
    row = register(paper(file=file, sha256=sha256), *DAY).row("C-7")
    assert (row["file_check"], row["status"]) == (check, status)
    assert row["sha256"] == (HASH if file == "signed.pdf" else None)


NOT_ACCEPTED = [
    ({"kind": "cost"}, "its kind is cost, but section 30D needs feoc"),
    ({"signed_on": ""}, "it is not signed"),
    ({"signed_on": "2021-12-31"}, "before 2022-01-01"),
    ({"signed_by": "nobody"}, "does not name a signatory"),
    ({"valid_until": "Q3"}, "is not a date"),
    ({"supplier": "Other Mining"}, 'it belongs to "Other Mining"'),
    ({"kind": "cost", "valid_until": "2025-03-31"}, "its last day was 2025-03-31"),
]


@pytest.mark.parametrize(("cells", "why"), NOT_ACCEPTED)
def test_a_certificate_that_is_not_accepted(register: Register, cells: Row, why: str) -> None:
    got = register(paper(**cells), *DAY)
    row = got.row("C-7")
    assert (row["status"], row["rests"], why in row["why"], got.exit_code) == ("not_accepted", "no", True, 0)


def test_a_cell_that_is_not_accepted(register: Register) -> None:
    got = register(bom(by("Acme", feoc_attestation="requested 2025-01-31")), *DAY)
    refused, missing = got.documents
    assert (refused["document"], refused["status"], refused["supplier"]) == (None, "not_accepted", "Acme")
    assert (refused["lines"], refused["cells"], refused["rests"]) == (["1"], ["BOM!F2"], None)
    assert refused["why"].endswith("so it is not accepted as an attestation.")
    assert (missing["status"], missing["supplier"], missing["lines"]) == ("missing", "Acme", ["1"])


def test_a_certificate_without_an_id(register: Register) -> None:
    got = register(bom(virgin(), Certificates=[PAPER | {"certificate": ""}]), *DAY)
    row = got.row(None)
    assert (row["status"], row["cells"]) == ("not_accepted", ["Certificates!A2"])


def test_a_reference_that_is_not_listed_is_in_hand(register: Register) -> None:
    got = register(bom(virgin(), Certificates=[PAPER]), *DAY)
    assert got.statuses == [("C-7", "in_hand", "no"), ("ATT-1", "in_hand", "yes")]
    assert "no cell refers to the certificate" in got.row("C-7")["why"]
    assert "no row of the sheet Certificates has this id" in got.row("ATT-1")["why"]


def test_one_word_of_two_suppliers_is_two_documents(register: Register) -> None:
    got = register(bom(by("Acme", feoc_attestation="yes"), by("Bolt", feoc_attestation="yes")), *DAY)
    assert [(row["document"], row["supplier"], row["lines"]) for row in got.documents] == [
        ("yes", "Acme", ["1"]),
        ("yes", "Bolt", ["2"]),
    ]


def test_the_lines_that_a_suppliers_attestation_serves(register: Register) -> None:
    part = {"component": "cell", "assembly_country": "US", "entity": "ACME", "value_usd": "10"}
    entities = [{"entity": "Acme", "attestation": "C-7"}]
    lines = by("Acme"), by("Acme"), virgin()
    row = register(bom(*lines, Entities=entities, Components=[part], Certificates=[PAPER]), *DAY).row("C-7")
    assert (row["lines"], row["cells"]) == (["1", "2", "cell"], ["Certificates!A2", "Entities!B2"])


def test_a_fact_against_an_attestation(register: Register) -> None:
    line = virgin(at="CN", feoc_attestation="ATT-1", extraction_entity="Acme", processing_entity="Acme")
    got = register(bom(line), *DAY)
    assert (got.document["status"], got.document["rests"], got.exit_code) == ("contradicted", "no", 0)
    assert got.document["why"].startswith("a fact contradicts it: ")


def test_a_fact_against_a_certificate_on_which_a_pass_rests(register: Register) -> None:
    """It is used for two items, one of which is shown to be a prohibited foreign entity's."""
    items = item("10", by="Openco", at="CN", certificate="C-1"), item("90", by="Openco", certificate="C-1")
    given = product(*items, entities=(OPEN,), certificates=(certificate(of="Openco"),))
    row = register(given, "--for", "macr").row("C-1")
    assert row["status"] == "contradicted"
    assert "it is made in China" in row["why"]


def test_a_signer_and_the_dates_of_a_row(register: Register) -> None:
    cells = {"signed_by": "The CFO", "valid_from": "2025-01-10", "valid_until": "2027-01-09"}
    row = register(paper(**cells), *DAY).document
    assert (row["kind"], row["supplier"], row["lines"], row["certificate"]) == ("feoc", "Acme", ["1"], True)
    assert [row[name] for name in ("signed_by", "signed_on", "valid_from", "valid_until")] == [
        "The CFO",
        "2025-01-10",
        "2025-01-10",
        "2027-01-09",
    ]


def test_what_a_supplier_is_asked_for(register: Register) -> None:
    got = register(bom(by("Acme"), Entities=[supplier("Acme", government_equity_pct="")]), *DAY)
    row = got.document
    assert (row["status"], row["supplier"], row["lines"], row["rests"]) == ("missing", "Acme", ["1"], None)
    assert "equity" in row["why"]


def test_a_certificate_that_shows_nothing_says_so(register: Register) -> None:
    given = product(
        item(by="Openco", certificate="C-1"), entities=(OPEN,), certificates=(certificate(of="Openco", kind="cost"),)
    )
    assert "states neither" in register(given).row("C-1")["why"]


SPANS = [("90d", 90, "d"), ("1w", 1, "w"), (" 12M ", 12, "m"), ("3y", 3, "y")]


@pytest.mark.parametrize(("text", "number", "unit"), SPANS)
def test_a_span(text: str, number: int, unit: str) -> None:
    assert read_span(text) == Span(number, unit)


@pytest.mark.parametrize("text", ["", "90", "d", "0d", "-1d", "1.5m", "90 days", "100000d", "9h", "٣d"])
def test_another_text_is_no_span(text: str) -> None:
    with pytest.raises(ValueError, match="such as 90d"):
        read_span(text)


AFTER = [
    ("1d", "2025-12-31", "2026-01-01", "1 day"),
    ("2w", "2024-02-20", "2024-03-05", "2 weeks"),
    ("1m", "2025-01-31", "2025-02-28", "1 month"),
    ("1m", "2024-01-31", "2024-02-29", "1 month"),
    ("1m", "2025-12-31", "2026-01-31", "1 month"),
    ("12m", "2024-02-29", "2025-02-28", "12 months"),
    ("1y", "2024-02-29", "2025-02-28", "1 year"),
    ("99999d", "9999-01-01", "9999-12-31", "99999 days"),
    ("99999m", "9999-01-01", "9999-12-31", "99999 months"),
]


@pytest.mark.parametrize(("text", "day", "last", "words"), AFTER)
def test_the_last_day_of_a_span(text: str, day: str, last: str, words: str) -> None:
    span = read_span(text)
    assert (str(span.after(datetime.date.fromisoformat(day))), span.text) == (last, words)
