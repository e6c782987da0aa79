"""What a row of `Entities` says for material assistance, and what `critmin check` takes from it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from boms import Judge, bom, by, supplier, virgin, write_xlsx
from critmin.engine.intake.facts.battery import Intake, read_battery
from critmin.engine.intake.tables.sheets import open_book
from critmin.engine.model.battery import Entity, EntityKind, ForeignFacts, Holding, Measure

SCREENED = ("-d", "2025-06-30", "-a", "2025-06-01")
ACME = supplier("Acme")


def intake(folder: Path, entity: dict[str, str], *holdings: dict[str, str]) -> Intake:
    sheets = {"Entities": [{"entity": "Acme"} | entity], "Ownership": list(holdings)}
    path = write_xlsx(bom(virgin(), **{name: rows for name, rows in sheets.items() if rows}), folder / "bom.xlsx")
    return read_battery(open_book(str(path), path.read_bytes()))


def read(folder: Path, **cells: str) -> tuple[Entity, list[tuple[str, list[str]]]]:
    """The entity, and the codes and cells of what is reported at its row."""
    result = intake(folder, cells)
    (entity,) = result.battery.entities.values()
    told = [(found.code, found.cells) for found in result.findings if any("Entities" in cell for cell in found.cells)]
    return entity, [(code, at) for code, at in told if code != "ENTITY-UNUSED"]


# Cells ----------------------------------------------------------------------------------------------------------------


def test_nothing_stated_is_a_company_of_which_nothing_is_known(tmp_path: Path) -> None:
    entity, found = read(tmp_path, country="KR")
    assert (entity.foreign, found) == (ForeignFacts(), [])
    assert (entity.foreign.kind, entity.foreign.lists) == (EntityKind.COMPANY, ())


def test_every_column_is_a_fact(tmp_path: Path) -> None:
    cells = {
        "kind": "Partnership",
        "pfe_list": "SDN; UFLPA",
        "publicly_traded": "yes",
        "listed_parent_80": "no",
        "sfe_appoints_officer": "no",
        "sfe_largest_pct": "12.5",
        "sfe_total_pct": "25%",
        "sfe_debt_pct": "0",
    }
    entity, found = read(tmp_path, **cells)
    assert found == []
    assert entity.foreign == ForeignFacts(
        kind=EntityKind.PARTNERSHIP,
        lists=("SDN", "UFLPA"),
        publicly_traded=True,
        listed_parent=False,
        sfe_appoints_officer=False,
        sfe_largest=Fraction(1, 8),
        sfe_total=Fraction(1, 4),
        sfe_debt=Fraction(0),
    )


def test_a_sole_holder_and_the_government_of_norway_contradict_nothing(tmp_path: Path) -> None:
    entity, found = read(tmp_path, sfe_largest_pct="30", sfe_total_pct="30")
    assert (entity.foreign.sfe_largest, entity.foreign.sfe_total, found) == (Fraction(3, 10), Fraction(3, 10), [])
    entity, found = read(tmp_path, kind="government", government_of="NO")
    assert (entity.government_of, [code for code, _ in found]) == ("NO", [])


@pytest.mark.parametrize(
    ("written", "lists"),
    [
        ("FTO", ("FTO",)),
        ("OFAC SDN", ("SDN",)),
        ("conviction", ("conviction",)),
        ("Commerce", ("Commerce",)),
        ("section 1260H", ("1260H",)),
        ("Chinese military company", ("1260H",)),
        ("UFLPA list", ("UFLPA",)),
        ("NDAA section 154(b)", ("154(b)",)),
        ("SDN, 1260H", ("SDN", "1260H")),
        ("1260H / 154b", ("1260H", "154(b)")),
        ("UFLPA and SDN and UFLPA", ("UFLPA", "SDN")),
        ("SDN、1260H", ("SDN", "1260H")),
        *[
            (none, ())
            for none in ("", "none", "no", "not listed", "no list", "no such listing", "unlisted", "n/a", "-")
        ],
    ],
)
def test_lists(tmp_path: Path, written: str, lists: tuple[str, ...]) -> None:
    entity, found = read(tmp_path, pfe_list=written)
    assert (entity.foreign.lists, entity.unclear, found) == (lists, {}, [])


@pytest.mark.parametrize(
    ("written", "lists"),
    [
        *[(text, ()) for text in ("yes", "Entity List", "DOE", ";", "not checked")],
        *[(text, ()) for text in ("no (tbc)", "no - pending", "no answer", "no reply", "no idea")],
        ("SDN; perhaps UFLPA", ("SDN",)),
    ],
)
def test_a_list_that_is_not_recognized(tmp_path: Path, written: str, lists: tuple[str, ...]) -> None:
    entity, found = read(tmp_path, pfe_list=written)
    assert (entity.foreign.lists, entity.unclear) == (lists, {"pfe_list": written})
    assert found == [("PFE-LIST-UNKNOWN", ["Entities!B2"])]


@pytest.mark.parametrize(
    ("cells", "kind", "citizen_of"),
    [
        ({"kind": "person", "citizen_of": "Chinese"}, "person", "CN"),
        ({"kind": "individual", "citizen_of": "Canada"}, "person", "CA"),
        ({"citizen_of": "CN"}, "person", "CN"),
        ({"citizen_of": "unknown"}, "company", ""),
        ({"kind": "自然人"}, "person", ""),
        ({"kind": "Personengesellschaft"}, "partnership", ""),
        ({"kind": "government body", "country": "KR"}, "government", ""),
        # two citizenships
        ({"citizen_of": "Germany; China"}, "person", "DE CN"),
        ({"citizen_of": "Germany, Chinese"}, "person", "DE CN"),
        ({"citizen_of": "DE/CN"}, "person", "DE CN"),
        ({"citizen_of": "Germany and Russian and Iranian"}, "person", "DE RU IR"),
        ({"citizen_of": "Germany; Germany"}, "person", "DE"),
        ({"citizen_of": "中国、德国"}, "person", "CN DE"),
        # one, of several words
        ({"citizen_of": "Korea, Republic of"}, "person", "KR"),
        ({"citizen_of": "Bosnia and Herzegovina"}, "person", "BA"),
        ({"citizen_of": "Hong Kong, China"}, "person", "HK"),
        ({"citizen_of": "Taiwan, China"}, "person", "TW"),
    ],
)
def test_kind_and_citizenship(tmp_path: Path, cells: dict[str, str], kind: str, citizen_of: str) -> None:
    entity, found = read(tmp_path, **cells)
    assert (entity.foreign.kind, entity.foreign.citizen_of, found) == (kind, tuple(citizen_of.split()), [])


@pytest.mark.parametrize(
    ("cells", "code", "at"),
    [
        ({"kind": "LLC"}, "KIND-UNKNOWN", ["B2"]),
        ({"kind": "company", "citizen_of": "CN"}, "KIND-CONTRADICTED", ["B2", "C2"]),
        ({"kind": "government", "country": "CN", "government_of": "none"}, "KIND-CONTRADICTED", ["B2", "D2"]),
        ({"entity": "Acme Co., Ltd.", "citizen_of": "CN"}, "KIND-CONTRADICTED", ["A2", "B2"]),
        ({"kind": "company", "citizen_of": "Atlantis"}, "KIND-CONTRADICTED", ["B2", "C2"]),
        ({"us_person": "maybe"}, "FLAG-UNCLEAR", ["B2"]),
        ({"sfe_largest_pct": "30", "sfe_total_pct": "29.99"}, "SFE-SHARES-CONFLICT", ["B2", "C2"]),
        ({"government_equity_pct": "26", "sfe_total_pct": "25.99"}, "SFE-SHARES-CONFLICT", ["B2", "C2"]),
        ({"government_votes_pct": "26", "sfe_largest_pct": "0"}, "SFE-SHARES-CONFLICT", ["B2", "C2"]),
        ({"sfe_debt_pct": "101"}, "SHARE-OUT-OF-RANGE", ["B2"]),
        ({"sfe_total_pct": "some"}, "NUMBER-UNREADABLE", ["B2"]),
        ({"sfe_largest_pct": "0.3"}, "SHARE-SMALL", ["B2"]),
    ],
)
def test_what_is_reported_at_its_cells(tmp_path: Path, cells: dict[str, str], code: str, at: list[str]) -> None:
    _, found = read(tmp_path, **cells)
    assert (code, [f"Entities!{cell}" for cell in at]) in found


def test_what_is_not_recognized_is_kept(tmp_path: Path) -> None:
    entity, _ = read(tmp_path, kind="LLC", citizen_of="Atlantis")
    assert (entity.unclear, entity.foreign.citizen_of) == ({"kind": "LLC", "citizen_of": "Atlantis"}, ())


def test_the_citizenship_that_is_recognized_is_kept_beside_what_is_not(tmp_path: Path) -> None:
    entity, found = read(tmp_path, citizen_of="China; Atlantis")
    assert (entity.foreign.citizen_of, entity.unclear) == (("CN",), {"citizen_of": "China; Atlantis"})
    assert found


US_PERSONS = [
    # citizen_of, us_person, whether it is a US person
    ("China", "", None),
    ("China; United States", "", True),
    ("China; United States", "no", False),
    ("China", "yes", True),
]


@pytest.mark.parametrize(("citizen_of", "us_person", "expected"), US_PERSONS)
def test_a_citizen_of_the_united_states_is_a_us_person(
    tmp_path: Path, citizen_of: str, us_person: str, expected: bool | None
) -> None:
    entity, _ = read(tmp_path, citizen_of=citizen_of, us_person=us_person)
    assert entity.foreign.us_person is expected


def test_a_company_with_a_citizenship_stays_one(tmp_path: Path) -> None:
    entity, _ = read(tmp_path, entity="Acme Co., Ltd.", citizen_of="CN")
    assert (entity.foreign.kind, entity.foreign.citizen_of) == (EntityKind.COMPANY, ("CN",))


@pytest.mark.parametrize(
    ("cells", "government_of", "unread", "none"),
    [
        ({"kind": "government", "country": "CN"}, "CN", None, False),
        ({"kind": "government", "country": "CN", "government_of": "KR"}, "KR", None, False),
        ({"kind": "government", "country": "CN", "government_of": "none"}, "CN", None, False),
        ({"kind": "government"}, None, "empty, but kind is government", False),
        ({"kind": "government", "country": "CN", "government_of": "various"}, None, "various", False),
        ({"kind": "company", "country": "CN"}, None, None, False),
        ({"kind": "company", "country": "CN", "government_of": "none"}, None, None, True),
    ],
)
def test_the_government_of_its_country(
    tmp_path: Path, cells: dict[str, str], government_of: str | None, unread: str | None, none: bool
) -> None:
    entity, _ = read(tmp_path, **cells)
    assert (entity.government_of, entity.unclear.get("government_of"), entity.no_government) == (
        government_of,
        unread,
        none,
    )


def test_a_holding_keeps_what_is_stated_and_no_more(tmp_path: Path) -> None:
    rows = [
        {"owner": "Fund", "owned": "Acme", "equity_pct": "30", "votes_pct": "", "reports_13d": "yes"},
        {"owner": "Other", "owned": "Acme", "equity_pct": "", "votes_pct": "0", "reports_13d": "no"},
        {"owner": "Third", "owned": "Acme", "equity_pct": "1", "votes_pct": "", "reports_13d": ""},
    ]
    holdings: list[Holding] = intake(tmp_path, {}, *rows).battery.holdings
    assert [(dict(h.shares), h.reports_13d) for h in holdings] == [
        ({Measure.EQUITY: Fraction(3, 10)}, True),
        ({Measure.VOTES: Fraction(0)}, False),
        ({Measure.EQUITY: Fraction(1, 100)}, None),
    ]


# `critmin check` ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written", "feoc", "limb"),
    [
        ("FTO", "fail", "(A)"),
        ("SDN", "fail", "(B)"),
        ("conviction", "fail", "(D)"),
        ("1260H; SDN", "fail", "(B)"),
        ("1260H", "pass", ""),
        ("UFLPA", "pass", ""),
        ("Commerce", "pass", ""),
        ("154(b)", "pass", ""),
        ("none", "pass", ""),
        ("some list", "incomplete", ""),
    ],
)
@pytest.mark.parametrize("attestation", ["", "ATT-1"])
def test_a_list_of_section_30d_designates_and_another_is_told(
    judge: Judge, written: str, feoc: str, limb: str, attestation: str
) -> None:
    got = judge(bom(by("Acme", feoc_attestation=attestation), Entities=[ACME | {"pfe_list": written}]), *SCREENED)
    assert got.feoc == feoc
    designated = [found for found in got.report["findings"] if found["code"] == "FEOC-DESIGNATION"]
    assert ["Entities!G2" in found["cells"] for found in designated] == [True] * (feoc == "fail")
    assert all(f"subparagraph {limb}" in found["message"] for found in designated)
    told = {"1260H", "UFLPA", "Commerce", "154(b)", "1260H; SDN"}
    assert ("LIST-NOT-FEOC" in got.codes) == (written in told)


def test_a_list_in_the_column_of_designations_is_led_to_its_own(judge: Judge) -> None:
    got = judge(bom(by("Acme"), Entities=[ACME | {"designation": "UFLPA"}]), *SCREENED)
    assert (got.feoc, got.finding("DESIGNATION-UNKNOWN")["message"]) == (
        "incomplete",
        'the designation is "UFLPA": expected one of FTO, SDN, conviction, DOE; write UFLPA in the column pfe_list',
    )


@pytest.mark.parametrize(
    ("kind", "country", "feoc"),
    [
        ("government", "CN", "fail"),
        ("company", "CN", "pass"),
        ("government", "NO", "pass"),
        ("government", "", "incomplete"),
    ],
)
def test_what_a_body_of_a_government_holds(judge: Judge, kind: str, country: str, feoc: str) -> None:
    fund = supplier("Golden Fund", country, kind=kind)
    held: dict[str, Any] = dict.fromkeys(("equity_pct", "votes_pct", "board_pct"), "25")
    rest = dict.fromkeys(held, "75")
    holdings = [{"owner": "Golden Fund", "owned": "Acme"} | held, {"owner": "Miners", "owned": "Acme"} | rest]
    owned = {"entity": "Acme", "country": "US", "headquarters_country": "US"}
    got = judge(bom(by("Acme"), Entities=[owned, fund, supplier("Miners")], Ownership=holdings), *SCREENED)
    assert got.feoc == feoc


@pytest.mark.parametrize(
    ("cells", "feoc"),
    [
        ({"citizen_of": "CN"}, "incomplete"),
        ({"citizen_of": "Chinese", "us_person": "no"}, "incomplete"),
        ({"citizen_of": "CN", "us_person": "yes"}, "pass"),
        ({"citizen_of": "KR"}, "pass"),
    ],
)
def test_a_citizen_of_a_covered_nation_is_not_cleared(judge: Judge, cells: dict[str, str], feoc: str) -> None:
    got = judge(bom(by("Acme", feoc_attestation="ATT-1"), Entities=[ACME | cells]), *SCREENED)
    assert got.feoc == feoc


def test_the_other_columns_change_nothing_in_the_screen(judge: Judge) -> None:
    cells = {
        "kind": "partnership",
        "publicly_traded": "yes",
        "listed_parent_80": "yes",
        "sfe_appoints_officer": "yes",
        "sfe_largest_pct": "60",
        "sfe_total_pct": "90",
        "sfe_debt_pct": "100",
    }
    holding = {"owner": "Jane Doe", "owned": "Acme", "equity_pct": "10", "votes_pct": "10", "board_pct": "10"}
    plain = judge(bom(by("Acme"), Entities=[ACME], Ownership=[holding]), *SCREENED).report
    told = judge(bom(by("Acme"), Entities=[ACME | cells], Ownership=[holding | {"reports_13d": "yes"}]), *SCREENED)
    assert (told.feoc, told.report["feoc"], told.report["findings"]) == ("pass", plain["feoc"], plain["findings"])


@pytest.mark.parametrize("heading", ["PFE", "UFLPA", "1260H", "Prohibited foreign entity", "SFE / FEOC"])
def test_a_column_that_answers_for_one_list_is_still_not_lost(judge: Judge, heading: str) -> None:
    got = judge(bom(by("Acme"), Entities=[ACME | {heading: "yes"}]), *SCREENED)
    assert (got.exit_code, "COLUMN-ADVERSE" in got.codes) == (2, True)


def test_a_list_above_the_header_is_not_lost(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "pack.csv").write_text("mineral,value_usd,extraction_country,extraction_entity\nLi,1,US,Acme\n")
    (tmp_path / "pack.entities.csv").write_text("Acme,US,SDN\nentity,country,pfe_list\nOther,US,\n")
    got = judge(tmp_path / "pack.csv", *SCREENED)
    assert (got.exit_code, got.finding("ROW-ABOVE-HEADER")["cells"][0][:8]) == (2, "Entities")
