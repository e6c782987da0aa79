"""Columns of a product's sheets that nothing reads, and that name a company or speak against a certificate."""

from collections.abc import Callable
from pathlib import Path

import pytest
from products import Assess, AssessEach, Tables, certificate, company, item, product
from said import CLEAR, HARMLESS, PASSING
from thorough import one_of_each


def of_items(heading: str, cell: str) -> Tables:
    return product(item() | {heading: cell})


def of_entities(heading: str, cell: str) -> Tables:
    return product(item(), entities=(company() | {heading: cell},))


def of_holdings(heading: str, cell: str) -> Tables:
    held = {"owner": "Jane Doe", "owned": "Acme", "equity_pct": "100", "votes_pct": "100"}
    return product(
        item(),
        entities=(company(), company("Jane Doe", "US", kind="person", citizen_of="US")),
        holdings=(held | {heading: cell},),
    )


NAMES = [
    # where, heading, cell, whether it is an error at the cell
    (of_entities, "parent company", "CATL", True),
    (of_entities, "Parent", "Contemporary Amperex Technology Co., Limited", True),
    (of_entities, "license from", "CATL", True),
    (of_entities, "Technology partner", "technology of Gotion (Hefei)", True),
    (of_entities, "OEM", "EVE Energy", True),
    (of_entities, "Gruppe", "BYD Europe B.V.", True),
    (of_entities, "母公司", "国轩高科", True),
    (of_entities, "Ultimate parent", "Envision Group", True),
    (of_entities, "Parent", "Chinese group", True),
    (of_entities, "Shareholder", "中国石化", True),
    (of_entities, "Ultimate owner", "Shenzhen Holdings Ltd.", True),
    (of_entities, "Group", "Russian Railways", True),
    (of_entities, "Parent", "not Chinese", False),
    (of_entities, "Parent", "Korea Zinc", False),
    (of_items, "cell maker", "HITHIUM", True),
    (of_items, "Brand", "byd", True),
    (of_items, "Remarks", "IP licensed by CATL since 2024", True),
    (of_items, "Source", "EVE", True),
    (of_items, "备注", "由宁德时代供货", True),
    (of_holdings, "held for", "比亚迪", True),
    (of_items, "Remarks", "replaced LGES, previously approved, by CATL", True),
    (of_items, "Remarks", "previously LGES now BYD", True),
    # says nothing of what is bought, or denies it
    (of_entities, "parent company", "Acme Holdings Inc.", False),
    (of_entities, "parent company", "none", False),
    (of_entities, "contact", "Eve Miller", False),
    (of_entities, "Main customer", "BYD", False),
    (of_items, "sold to", "CATL", False),
    (of_items, "Remarks", "not from CATL", False),
    (of_items, "Remarks", "previously sourced from CATL, replaced 2024", False),
    (of_items, "Bemerkung", "ursprünglich CATL, ersetzt 2024", False),
    (of_items, "Previous supplier", "CATL", False),
    (of_items, "Remarks", "Bydgoszcz plant", False),
    (of_items, "part number", "4711", False),
]  # fmt: skip


@pytest.mark.parametrize(("tables", "heading", "cell", "is_error"), NAMES)
def test_a_company_of_section_154_b_in_a_column_that_is_not_read(
    assess: Assess, tables: Callable[[str, str], Tables], heading: str, cell: str, is_error: bool
) -> None:
    asked = assess(tables(heading, cell))
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == ((2, True) if is_error else (0, False)), asked.codes
    if is_error:
        found = asked.finding("COLUMN-ADVERSE")
        assert (heading in found["message"], cell[:20] in found["message"], len(found["cells"])) == (True, True, 2)


def test_a_columns_file_excludes_it(assess: Assess, tmp_path: Path) -> None:
    (tmp_path / "columns.toml").write_text('[entities.columns]\n"parent company" = ""\n')
    asked = assess(of_entities("parent company", "CATL"), "--columns", str(tmp_path / "columns.toml"))
    assert (asked.exit_code, "COLUMN-EXCLUDED" in asked.codes) == (0, True)


FIELDS = [
    # field of the sheet Product, value, exit status
    ("parent company", "CATL", 2),
    ("license from", "Gotion High-Tech", 2),
    ("parent company", "Acme Holdings", 0),
    ("customer", "BYD", 0),
    ("notes", "not from CATL", 0),
    ("PFE", "yes", 2),
    ("SFE", "ja", 2),
    ("Is a prohibited foreign entity", "partly", 2),
    ("Chinese ownership", "30%", 2),
    ("State owned", "1", 2),
    ("制裁", "是", 2),
    ("45X eligible", "no", 2),
    ("PFE compliant", "to be checked", 2),
    ("Owner", "State Council of China", 2),
    ("Chinese content", "30%", 2),
    ("PFE compliant", "0", 2),
    ("Non-PFE %", "50", 2),
    ("PFE compliant", "1", 0),
    ("Non-PFE %", "100%", 0),
    ("PFE", "unknown", 2),
    ("Status", "prohibited", 2),
    ("Notes", "supplier is a PFE per legal", 2),
    ("Notes", "origin to be confirmed", 2),
    ("Notes", "see drawing", 0),
    ("PFE", "n/a", 0),
    ("PFE", "no", 0),
    ("PFE", "", 0),
    ("Chinese ownership", "0%", 0),
    ("45X eligible", "yes", 0),
    ("Government grant", "yes", 0),
    ("Owner", "Acme Holdings", 0),
    ("Material assistance cost ratio", "65", 0),
]


@pytest.mark.parametrize(("field", "value", "exit_code"), FIELDS)
def test_a_field_that_is_not_read_and_speaks_against_the_verdict(
    assess: Assess, field: str, value: str, exit_code: int
) -> None:
    asked = assess(product(item(), **{field: value}))
    assert (asked.exit_code, "FIELD-ADVERSE" in asked.codes) == (exit_code, exit_code == 2), asked.codes


REMARKS = [
    # cell, whether it speaks against the certificate
    ("revoked", True),
    ("Revoked by letter of 2026-03-01", True),
    ("draft", True),
    ("DRAFT - for discussion", True),
    ("not signed", True),
    ("unsigned", True),
    ("not yet countersigned", True),
    ("to be signed by CFO", True),
    ("expired", True),
    ("expires 2027-01-31", True),
    ("no longer valid", True),
    ("superseded by C-2", True),
    ("replaced by C-2", True),
    ("rescinded", True),
    ("retracted by the supplier", True),
    ("original missing", True),
    ("pending legal review", True),
    ("widerrufen am 1. März", True),
    ("Entwurf", True),
    ("nicht unterschrieben", True),
    ("révoqué", True),
    ("sin firmar", True),
    ("已撤销", True),
    ("草稿", True),
    ("期限切れ", True),
    ("철회됨", True),
    ("", False),
    ("ok", False),
    ("original in the safe", False),
    ("received from supplier 2026-01-15", False),
    ("signed by J. Smith, director", False),
    ("valid", False),
    ("never revoked", False),
    ("not expired", False),
    ("未撤销", False),
    ("avoidance clause in section 4", False),
]


SECOND = [
    # sheet, heading of another column of companies, its cell, finding
    (of_items, "Manufacturer", "Sinocell", "COLUMN-TWICE"),
    (of_items, "Hersteller", "Acme Korea", "COLUMN-TWICE"),
    (of_items, "Manufacturer", "Acme", "COLUMN-SECOND"),
    (of_items, "Manufacturer", "", "COLUMN-SECOND"),
    (of_holdings, "Shareholder", "Sinocell", "COLUMN-TWICE"),
    (of_holdings, "Shareholder", "Jane Doe", "COLUMN-SECOND"),
]


@pytest.mark.parametrize(("tables", "heading", "cell", "code"), SECOND)
def test_a_second_column_of_companies_that_names_another_is_refused(
    assess: Assess, tables: Callable[[str, str], Tables], heading: str, cell: str, code: str
) -> None:
    asked = assess(tables(heading, cell))
    assert (asked.exit_code, code in asked.codes) == (2 if code == "COLUMN-TWICE" else 0, True), asked.codes


ENDED = ["void", "Invalid", "Rejected", "disputed?", "Rescinded on", "ungültig", "storniert", "annulé", "anulado"]
ENDED += ["无效", "作废", "失効", "무효"]
NO_LONGER = [
    # heading of the sheet Certificates, cell, exit status
    *((heading, cell, 2) for heading in ENDED for cell in ("yes", "x", "2026-02-01")),
    ("void", "no", 0),
    ("void", "", 0),
    ("Rejected on", "none", 0),
    ("Replaced", "2031-01-01", 0),
    ("Terminal", "yes", 0),
    ("Requested on", "2026-01-10", 0),
]  # fmt: skip


@pytest.mark.parametrize(("heading", "cell", "exit_code"), NO_LONGER)
def test_a_heading_that_says_a_certificate_is_no_longer_in_force(
    assess: Assess, heading: str, cell: str, exit_code: int
) -> None:
    papers = (certificate() | {heading: cell},)
    asked = assess(product(item(certificate="C-1"), entities=(company(sfe_total_pct=""),), certificates=papers))
    assert (asked.exit_code, asked.status == "pass") == (exit_code, exit_code == 0), asked.codes


@pytest.mark.parametrize("heading", one_of_each(["Remarks", "Notes", "Bemerkungen", "备注", "Legal team"], str.isascii))
def test_remarks_on_a_certificate(assess_each: AssessEach, heading: str) -> None:
    papers = ((certificate() | {heading: cell},) for cell, _ in REMARKS)
    of = {"entities": (company(sfe_total_pct=""),)}
    asked = assess_each([product(item(certificate="C-1"), **of, certificates=paper) for paper in papers])
    got = [(cell, one.status, "COLUMN-ADVERSE" in one.codes) for (cell, _), one in zip(REMARKS, asked, strict=True)]
    assert got == [(cell, "unreadable" if is_error else "pass", is_error) for cell, is_error in REMARKS]


STATED = [
    # the table, heading, cell, exit status
    (of_entities, "parent company", "Sinocell", 2),
    (of_entities, "Ultimate owner", "Sinocell Co., Ltd.", 2),
    (of_entities, "Technology from", "SINOCELL", 2),
    (of_items, "actual maker", "Bora; Sinocell", 2),
    (of_items, "Remarks", "made under license of Sinocell since 2024", 2),
    (of_items, "备注", "由北方电池供货", 2),
    (of_items, "cell maker", "Child", 2),
    (of_holdings, "held for", "Sinocell", 2),
    (of_entities, "parent company", "Bora", 0),
    (of_entities, "parent company", "Sinocell Europe", 2),
    (of_entities, "parent company", "Sinocellar", 0),
    (of_items, "Remarks", "not from Sinocell", 0),
    (of_items, "Main customer", "Sinocell", 0),
]
"""Child is controlled by Sinocell; of Acme the sheets list no owner but Jane Doe."""
OTHERS = (company("Sinocell", "CN"), company("北方电池有限公司", "CN"), company("Child"), company("Bora"))
CHILD = {"owner": "Sinocell", "owned": "Child", "equity_pct": "60", "votes_pct": "60"}


def with_others(given: Tables) -> Tables:
    """The product with the rows of the other entities."""
    own = {row["entity"] for row in given["Entities"]}
    return given | {"Entities": [*given["Entities"], *(row for row in OTHERS if row["entity"] not in own)]}


@pytest.mark.parametrize(("tables", "heading", "cell", "exit_code"), STATED)
def test_an_entity_with_a_fact_against_it_in_a_column_that_is_not_read(
    assess: Assess, tables: Callable[[str, str], Tables], heading: str, cell: str, exit_code: int
) -> None:
    given = with_others(tables(heading, cell))
    given["Ownership"] = [*given.get("Ownership", []), CHILD]
    asked = assess(given)
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == (exit_code, exit_code == 2), asked.codes


def test_what_the_row_or_the_ownership_says_already_is_no_news(assess: Assess) -> None:
    given = with_others(of_entities("parent company", "Sinocell"))
    held = CHILD | {"owned": "Acme", "equity_pct": "10", "votes_pct": "10"}
    assert assess(given | {"Ownership": [held]}).exit_code == 0
    assert assess(given | {"Ownership": [held | {"owned": "Bora"}, held | {"owner": "Bora"}]}).exit_code == 0
    own = product(item("60"), item("40", "Sinocell", "CN") | {"cell maker": "Sinocell"})
    assert assess(own).exit_code == 0
    sold = with_others(product(item("60"), item("40", "Bora", supplier="Sinocell") | {"cell maker": "Sinocell"}))
    assert assess(sold).exit_code == 2


def test_a_field_that_is_not_read_is_about_the_taxpayer(assess: Assess) -> None:
    cells = company("Cells LLC", "US")
    given = product(item(), entities=(company(), cells, *OTHERS), taxpayer="Cells LLC", parent="Sinocell")
    assert "COLUMN-ADVERSE" in assess(given).codes
    held = CHILD | {"owned": "Cells LLC", "equity_pct": "10", "votes_pct": "10"}
    assert assess(given | {"Ownership": [held]}).exit_code == 0


def test_a_columns_file_excludes_a_column_with_such_a_name(assess: Assess, tmp_path: Path) -> None:
    (tmp_path / "columns.toml").write_text('[entities.columns]\n"parent company" = ""\n')
    given = with_others(of_entities("parent company", "Sinocell"))
    asked = assess(given, "--columns", str(tmp_path / "columns.toml"))
    assert (asked.exit_code, "COLUMN-EXCLUDED" in asked.codes) == (0, True)


ORIGIN_SHARES = [
    # heading beside the country, cell, exit status
    ("COO %", "60%", 2),
    ("COO (%)", "60", 2),
    ("% country of origin", "99.9", 2),
    ("Country %", "0.6", 2),
    ("COO %", "100%", 0),
    ("COO %", "100", 0),
    ("COO %", "1", 0),
    ("COO %", "", 0),
    ("COO %", "unknown", 0),
    ("yield %", "60", 0),
    ("% of total", "60", 0),
]


@pytest.mark.parametrize(("heading", "cell", "exit_code"), ORIGIN_SHARES)
def test_a_percentage_beside_a_country_leaves_the_rest_open(
    assess: Assess, heading: str, cell: str, exit_code: int
) -> None:
    asked = assess(of_items(heading, cell))
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == (exit_code, exit_code == 2), asked.codes
    assert ("COLUMN-FACT-UNUSED" in asked.codes) is ("COO" in heading or "ountry" in heading)


LISTED_OWNERS = [
    # heading, cell, exit status without the list and with it
    ("parent company", "Example Salts K.K.", 0, 2),
    ("Shareholder", "EXAMPLE SALTS", 0, 2),
    ("parent company", "Example Salts Holdings", 0, 0),
    ("parent company", "Lapsed Trading", 0, 0),
    ("customer group", "Example Salts K.K.", 0, 0),
    ("batch", "Example Salts K.K.", 0, 0),
]


@pytest.mark.parametrize(("heading", "cell", "without", "with_list"), LISTED_OWNERS)
def test_an_owner_on_a_list_in_a_column_that_is_not_read(
    assess: Assess, tmp_path: Path, heading: str, cell: str, without: int, with_list: int
) -> None:
    file = tmp_path / "pfe.csv"
    file.write_text(
        "name,list,from,to\nExample Salts K.K.,1260H,2024-01-31,\nLapsed Trading,UFLPA,2020-01-01,2021-01-01\n"
    )
    given = of_entities(heading, cell)
    assert assess(given).exit_code == without
    asked = assess(given, "--pfe-list", str(file))
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == (with_list, with_list == 2), asked.codes


@pytest.mark.parametrize("cell", [*CLEAR, "owned by CATL 30%", "held by a Chinese investor"])
def test_a_clear_statement_in_a_remark_is_refused(assess: Assess, cell: str) -> None:
    asked = assess(of_items("Remarks", cell))
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == (2, True)


@pytest.mark.parametrize("cell", PASSING)
def test_a_passing_remark_is_a_warning(assess: Assess, cell: str) -> None:
    asked = assess(of_items("Remarks", cell))
    assert (asked.exit_code, asked.finding("COLUMN-REMARK")["severity"]) == (0, "warning")


@pytest.mark.parametrize("cell", HARMLESS)
def test_any_other_remark_changes_nothing(assess: Assess, cell: str) -> None:
    asked = assess(of_items("Remarks", cell))
    assert (asked.exit_code, asked.codes & {"COLUMN-ADVERSE", "COLUMN-REMARK"}) == (0, set())


def of_certificates(heading: str, cell: str) -> Tables:
    papers = (certificate() | {heading: cell},)
    return product(item(certificate="C-1"), entities=(company(sfe_total_pct=""),), certificates=papers)


def of_facts(heading: str, cell: str) -> Tables:
    given = product(item())
    return given | {"Product": [given["Product"][0] | {heading: cell}, *given["Product"][1:]]}


STATUSES = [
    # heading, cell, exit status on every sheet
    ("Status", "PFE", 2),
    ("Status", "not cleared", 2),
    ("Screening result", "fail", 2),
    ("Screening result", "unknown", 2),
    ("SFE or FIE", "?", 2),
    ("PFE share", "40", 2),
    ("foreign content", "40%", 2),
    ("Flag", "FIE", 2),
    ("Screening result", "cleared", 0),
    ("Status", "approved", 0),
    ("PFE share", "0", 0),
    ("REACH", "no", 0),
]


@pytest.mark.parametrize("tables", [of_items, of_entities, of_holdings, of_certificates, of_facts])
@pytest.mark.parametrize(("heading", "cell", "exit_code"), STATUSES)
def test_a_status_on_every_sheet(
    assess: Assess, tables: Callable[[str, str], Tables], heading: str, cell: str, exit_code: int
) -> None:
    asked = assess(tables(heading, cell))
    assert (asked.exit_code, "COLUMN-ADVERSE" in asked.codes) == (exit_code, exit_code == 2), asked.codes
