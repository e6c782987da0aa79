"""`--sdn`: which names of a bill of materials a list of designated entities names, and what follows."""

import datetime
import io
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from boms import Judge, bom, by, supplier, vehicle, virgin
from critmin.engine.entities.designations import DesignatedList
from critmin.engine.entities.list_file import BadList, edition_in, load_list
from random_boms import write_csv
from thorough import crossed

FOLDER = Path(__file__).parents[2] / "ofac"
LATE = ("-d", "2025-06-30")
SDN = ("--sdn", str(FOLDER / "sdn.csv"), "--sdn-date", "2024-12-31")
MOA, COBALT, CIMEX, CIMEX_SA, ORE, PERSON = 3751, 3750, 535, 537, 900001, 900002


@pytest.fixture(scope="module")
def listed() -> DesignatedList:
    return load_list(str(FOLDER / "sdn.csv"))


# Names --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "entry", "likeness"),
    [
        # one name, however it is spelt
        ("MOA NICKEL SA", MOA, "exact"),
        ("Moa Nickel S.A.", MOA, "exact"),
        ("Moa Nickel S. A.", MOA, "exact"),
        ("Moa Nickel", MOA, "exact"),
        ("moa-nickel, s.a.", MOA, "exact"),
        ("MoaNickel SA", MOA, "exact"),
        ("Moa Níckel Sociedad Anónima", MOA, "exact"),
        ("Moa Nickel Sociedad Anonima", MOA, "exact"),
        ("Moa\u00a0Nickel\u200b SA", MOA, "exact"),
        ("ＭＯＡ ＮＩＣＫＥＬ ＳＡ", MOA, "exact"),
        ("Moa Nickel Co.", MOA, "exact"),
        ("International Cobalt Co. Inc.", COBALT, "exact"),
        ("INTERNATIONAL COBALT CO.INC", COBALT, "exact"),
        ("The International Cobalt Company, Incorporated", COBALT, "exact"),
        ("International Cobalt", COBALT, "exact"),
        ("Asia Energy General Trading L.L.C.", 15696, "exact"),
        ("Asia Energy General Trading Limited Liability Company", 15696, "exact"),
        ("JSC VAD", 23553, "exact"),
        ("Acex Oy", 27888, "exact"),
        ("Newco Metals (a.k.a. Moa Nickel S.A.)", MOA, "exact"),
        ("Moa Nickel S.A. (formerly Newco Metals)", MOA, "exact"),
        # other names of an entry
        ("Beispiel Erzhandel GmbH", ORE, "exact"),
        ("Former Ore House", ORE, "exact"),
        # legal forms that contradict each other
        ("Moa Nickel LLC", MOA, "near"),
        ("International Cobalt Corp.", COBALT, "near"),
        ("Cimex GmbH", CIMEX_SA, None),
        # slips, other orders, more words
        ("Moa Nikel SA", MOA, "near"),
        ("Moa Nickle", MOA, "near"),
        ("Nickel Moa", MOA, "near"),
        ("Moa Nickel SA Cuba Branch", MOA, "near"),
        ("Cuba Branch of Moa Nickel", MOA, "near"),
        ("Nacional de Cuba", 306, "near"),
        ("High-Quality Highways", 23553, "near"),
        # too short, or another name
        ("Moa", MOA, None),
        ("Moa Copper SA", MOA, None),
        ("Nickel", MOA, None),
        ("Cobalt Inc.", COBALT, None),
        ("BNC", 306, None),
        ("VAD LLC", 23553, None),
        ("VAD", 23553, "near"),
        ("Example Parent", ORE, None),
        ("Delta LLC", MOA, None),
        ("S.A.", MOA, None),
        ("???", MOA, None),
    ],
)
def test_a_name_and_an_entry(listed: DesignatedList, name: str, entry: int, likeness: str | None) -> None:
    found = {match.entry.number: str(match.likeness) for match in listed.find(name)}
    assert found.get(entry) == likeness


@pytest.mark.parametrize(
    ("listed_as", "name", "likeness"),
    [
        ("DELTA S.A.", "Delta LLC", "near"),
        ("DELTA S.A.", "Delta", "exact"),
        ("DELTA", "Delta LLC", "exact"),
        ("DELTA S.A.", "Delta S.A. de C.V.", "exact"),
        ("DELTA S.A.", "Delta S.A.S.", "near"),
        ("DELTA CO., LTD.", "Delta Company Limited", "exact"),
        ("DELTA CO., LTD.", "Delta Co.Ltd", "exact"),
        ("DELTA CO., LTD.", "Delta有限公司", "exact"),
        ("DELTA CO., LTD.", "Delta (Pty) Ltd", "exact"),
        ("DELTA PTE. LTD.", "Delta Pty Ltd", "near"),
        ("DELTA CO., LTD.", "株式会社Delta", "exact"),
        ("DELTA K.K.", "Delta Kabushiki Kaisha", "exact"),
        ("DELTA LTDA.", "Delta Limitada", "exact"),
        ("DELTA LTDA.", "Delta Ltd.", "near"),
        ("DELTA INC.", "Delta Incorporated", "exact"),
        ("DELTA CORP.", "Delta Corporation", "exact"),
        ("DELTA OAO", "Open Joint Stock Company Delta", "exact"),
        ("DELTA PJSC", "Delta JSC", "exact"),
        ("DELTA PJSC", "ZAO Delta", "near"),
        ("DELTA OOO", "Delta LLC", "exact"),
        ("PT DELTA", "Delta, PT", "exact"),
        ("DELTA SDN BHD", "Delta Sdn. Bhd.", "exact"),
        ("DELTA GMBH", "Délta G.m.b.H.", "exact"),
        ("DELTA & SONS SA", "Delta and Sons", "exact"),
        ("DELTA SPA", "Delta S.p.A.", "exact"),
        ("DELTA A/S", "Delta A.S.", "exact"),
        ("GRUPO A SA", "Grupo A S.A.", "exact"),
        ("ALPHA S.A.", "Beta S.A.", None),
        ("DELTA MINING SA", "Gamma Mining SA", None),
        ("COMPANY LIMITED", "Delta Company Limited", None),
        ("COMPANY LIMITED", "Limited", None),
    ],
)
def test_legal_forms(tmp_path: Path, listed_as: str, name: str, likeness: str | None) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(f'1,"{listed_as}",-0- ,CUBA{",-0- " * 8}\n', encoding="utf-8")
    found = [str(match.likeness) for match in load_list(str(path)).find(name)]
    assert found == ([] if likeness is None else [likeness])


@pytest.mark.parametrize(
    ("name", "persons", "entry", "likeness"),
    [
        ("Mar Azul Ltd", False, 4238, "exact"),
        ("Mar Asul", False, 4238, None),
        ("Example Owner", False, PERSON, "exact"),
        ("OWNER, Example", True, PERSON, "exact"),
        ("Exampel Owner", False, PERSON, None),
        ("Exampl Owner", True, PERSON, "near"),
    ],
)
def test_persons_and_vessels(
    listed: DesignatedList, name: str, persons: bool, entry: int, likeness: str | None
) -> None:
    found = {match.entry.number: str(match.likeness) for match in listed.find(name, persons=persons)}
    assert found.get(entry) == likeness
    # A person who works under the full name is on the list; a vessel, or a company of a person's name, is not.
    assert bool(listed.designated(name)) is (entry == PERSON and likeness == "exact")
    assert not listed.designated(f"{name} GmbH")


# The verdict --------------------------------------------------------------------------------------------------------


def test_a_listed_supplier_is_a_feoc(judge: Judge) -> None:
    tables = bom(by("Fine"), by("Moa Nickel S.A.", line="N"), Entities=[supplier("Fine"), supplier("Moa Nickel S.A.")])
    before = judge(tables, *LATE)
    assert (before.status, before.report["lists"]) == ("pass", [])
    got = judge(tables, *LATE, *SDN)
    assert (got.exit_code, got.status, got.feoc) == (1, "fail", "fail")
    found = got.finding("LIST-DESIGNATED")
    assert all(said in found["message"] for said in ("Moa Nickel S.A.", "3751", "MOA NICKEL SA", "CUBA", "2024-12-31"))
    assert found["cells"] == ["BOM!G3", "BOM!H3", "Entities!A3"] or len(found["cells"]) == 3
    assert got.report["verdict"]["findings"][0] == "LIST-DESIGNATED"
    (screened,) = got.report["lists"]
    (match,) = screened["matches"]
    assert (match["entry"], match["name"], match["alias_of"], match["kind"]) == (MOA, "MOA NICKEL SA", None, "exact")
    assert (match["programs"], match["countries"], match["entry_kind"]) == (["CUBA"], ["Cuba"], "entity")
    assert (screened["edition"], screened["entries"], screened["names_screened"]) == ("2024-12-31", 13, 2)
    assert [file["path"] for file in screened["beside"]] == ["alt.csv", "add.csv"]


def test_without_the_list_nothing_is_screened(judge: Judge) -> None:
    got = judge(bom(by("Moa Nickel S.A."), Entities=[supplier("Moa Nickel S.A.")]), *LATE)
    assert (got.status, got.report["lists"]) == ("pass", [])
    assert not {code for code in got.codes if code.startswith("LIST-")}


@pytest.mark.parametrize("arguments", [(), ("--screening",)])
def test_an_attestation_does_not_help(judge: Judge, arguments: tuple[str, ...]) -> None:
    got = judge(bom(by("Moa Nickel", feoc_attestation="ATT-1")), *LATE, *SDN, *arguments)
    assert (got.status, got.feoc) == ("fail", "fail")
    assert {"LIST-DESIGNATED", "FEOC-ATTESTATION-CONTRADICTED"} <= got.codes


def test_a_name_that_is_not_found_is_not_clean(judge: Judge) -> None:
    tables = bom(by("Nobody Knows Mining LLC"))
    before, got = judge(tables, *LATE), judge(tables, *LATE, *SDN)
    assert (before.status, got.status) == ("incomplete", "incomplete")
    assert got.report["lists"][0]["matches"] == []
    assert got.report["findings"] == before.report["findings"]


def test_a_near_name_decides_nothing(judge: Judge) -> None:
    tables = bom(by("Moa Nikel SA"), Entities=[supplier("Moa Nikel SA")])
    got = judge(tables, *LATE, *SDN)
    assert (got.exit_code, got.status, got.feoc) == (0, "pass", "pass")
    found = got.finding("LIST-NEAR")
    assert "3751" in found["message"] and "MOA NICKEL SA" in found["message"]
    assert {cell.partition("!")[0] for cell in found["cells"]} == {"BOM", "Entities"}
    assert judge(tables, *LATE, *SDN, "--strict").exit_code == 1


def test_an_alias_names_its_entry(judge: Judge) -> None:
    got = judge(bom(by("Beispiel Erzhandel")), *LATE, *SDN)
    (match,) = got.report["lists"][0]["matches"]
    assert (match["name"], match["alias_of"]) == ("BEISPIEL ERZHANDEL GMBH", "EXAMPLE ORE TRADING S.A.")
    assert match["programs"] == ["EXAMPLE", "CUBA"]
    assert "EXAMPLE ORE TRADING S.A." in got.finding("LIST-DESIGNATED")["message"]


@pytest.mark.parametrize(
    ("day", "status", "code"),
    [("2024-06-30", "fail", "LIST-DESIGNATED"), ("2023-06-30", "pass", "LIST-OUTSIDE-SCREEN")],
)
def test_a_component(judge: Judge, day: str, status: str, code: str) -> None:
    part = {"component": "cell", "assembly_country": "US", "entity": "Moa Nickel S.A.", "feoc_attestation": "ATT-1"}
    got = judge(bom(virgin(), Components=[part]), "-d", day, *SDN)
    assert (got.status, got.codes & {"LIST-DESIGNATED", "LIST-OUTSIDE-SCREEN"}) == (status, {code})


def test_minerals_before_their_screen(judge: Judge) -> None:
    got = judge(bom(by("Moa Nickel S.A.")), "-d", "2024-06-30", *SDN)
    assert (got.status, got.feoc) == ("pass", "not_applicable")
    assert got.finding("LIST-OUTSIDE-SCREEN")["severity"] == "warning"


def test_a_relieved_line(judge: Judge) -> None:
    line = by("Moa Nickel S.A.", mineral="graphite", role="anode_active", impracticable_to_trace="yes")
    got = judge(bom(line, Vehicle=vehicle(transition_report="yes")), *LATE, *SDN)
    assert got.feoc == "pass"
    assert "LIST-OUTSIDE-SCREEN" in got.codes and "LIST-DESIGNATED" not in got.codes


def test_an_owner_is_told_and_decides_nothing(judge: Judge) -> None:
    holdings = [
        {"owner": "Moa Nickel S.A.", "owned": "Fine", "equity_pct": "40"},
        {"owner": "Example Owner", "owned": "Fine", "equity_pct": "10"},
    ]
    tables = bom(by("Fine"), Entities=[supplier("Fine")], Ownership=holdings)
    before, got = judge(tables, *LATE), judge(tables, *LATE, *SDN)
    assert got.status == before.status
    told = [f for f in got.report["findings"] if f["code"] == "LIST-OWNER"]
    assert [f["cells"] for f in told] == [["Ownership!A2"], ["Ownership!A3"]]
    assert all("owner" in f["message"] for f in told)


def test_a_controller_on_the_list_is_no_clean_controller(judge: Judge) -> None:
    acme = supplier("Acme") | {"effective_control_by": "Moa Nickel S.A."}
    tables = bom(by("Acme"), Entities=[acme, supplier("Moa Nickel S.A.")])
    assert judge(tables, *LATE).status == "pass"
    got = judge(tables, *LATE, *SDN)
    assert got.status == "fail"
    assert {"FEOC-CONTROL", "LIST-OWNER", "LIST-OUTSIDE-SCREEN"} <= got.codes


def test_a_vessel_is_no_company(judge: Judge) -> None:
    got = judge(bom(by("Mar Azul Ltd"), Entities=[supplier("Mar Azul Ltd")]), *LATE, *SDN)
    assert got.status == "pass"
    assert "vessel" in got.finding("LIST-KIND")["message"]


def test_every_name_is_looked_up_once(judge: Judge) -> None:
    part = {"component": "cell", "assembly_country": "US", "entity": "Part Maker", "feoc_attestation": "ATT-1"}
    tables = bom(
        by("Acme", processing_entity_2="Stage Two"),
        by("ACME"),
        Entities=[supplier("Acme") | {"effective_control_by": "Licensor"}, supplier("Only Here")],
        Ownership=[{"owner": "Holder", "owned": "Held", "equity_pct": "10"}],
        Components=[part, part | {"entity": ""}],
    )
    assert judge(tables, *LATE, *SDN).report["lists"][0]["names_screened"] == 7


# A listed name beside other text -------------------------------------------------------------------------------------

BESIDE = [
    "{} - Plant 2",
    "{} \u2013 Plant 2",
    "{}\u2014Toronto",
    "{}: Toronto",
    "{} / Acme",
    "{}\nToronto",
    "{} | Acme",
    "{}_Toronto",
    "{} \u2022 Acme",
    "{}@Toronto",
    '"{}" Toronto',
    "\u00ab{}\u00bb Toronto",
    "Acme ({})",
    "Acme & {}",
    "c/o {}",
    "C/O {}, Toronto",
    "formerly {}",
    "Acme, formerly {}",
    "ex {}",
    "subsidiary of {}",
    "Acme, a subsidiary of {}",
    "Tochter der {}",
    "filiale de {}",
    "filial de {}",
    "via {}",
    "{} Plant 2",
    "{} Werk Nord 2, Toronto",
    "{} \u5de5\u5382",
]


@pytest.mark.parametrize(
    ("text", "name"),
    crossed(
        BESIDE,
        ["Moa Nickel SA", "MOA NICKEL", "M\u043ea Nickel S.A.", "MoaNickel", "Cimex", "Cimex S.A."],
    ),
)
def test_a_listed_name_beside_other_text_bars(listed: DesignatedList, text: str, name: str) -> None:
    found = {match.entry.number for match in listed.among(text.format(name))}
    assert found & ({MOA} if "oa" in name.casefold().replace("\u043e", "o") else {CIMEX, CIMEX_SA}), text.format(name)


@pytest.mark.parametrize(
    ("text", "entry"),
    [
        ("Moa Nickel Toronto Works Ltd", MOA),
        ("Greater Moa Nickel Refining", MOA),
        ("Toronto Cimex S.A. Works", CIMEX_SA),
        ("International Cobalt Company Incorporated Kokkola", COBALT),
    ],
)
def test_a_listed_name_among_words(listed: DesignatedList, text: str, entry: int) -> None:
    assert [match.entry.number for match in listed.among(text)] == [entry]


@pytest.mark.parametrize(
    "text",
    [
        "Cimex Metals",  # a short word of another name
        "Northern Cimex Refining",
        "Cimexa - Plant 2",
        "Moanickelo - Plant 2",
        "Moa Nickel LLC - Plant 2",  # another company: its form contradicts
        "Moa - Nickeline",
        "Nickel - Moa",
        "BNC Mining - Plant 2",
        "Mar Azul - Plant 2",  # a vessel
        "Acme - Plant 2",
        "- / : \u2013",
    ],
)
def test_other_text_bars_nothing(listed: DesignatedList, text: str) -> None:
    assert listed.among(text) == []


@pytest.mark.parametrize("text", ["Moa Nickel SA - Plant 2", "formerly Cimex", "c/o Moa Nickel"])
def test_no_attestation_clears_a_listed_name_beside_other_text(judge: Judge, text: str) -> None:
    for tables in (bom(by(text, feoc_attestation="ATT-1")), bom(by(text), Entities=[supplier(text)])):
        got = judge(tables, *LATE, *SDN)
        assert (got.status, got.exit_code) == ("incomplete", 3)
        assert text in got.finding("FEOC-NOT-SHOWN")["message"]
        assert text in got.finding("LIST-NEAR")["message"]


@pytest.mark.parametrize(
    ("listed_as", "name"),
    [
        ("HONG MINING COMPANY LIMITED", "Hong Mining Comp Ltd"),
        ("HONG MINING COMPANY LIMITED", "Hong Mining Coy Ltd."),
        ("HONG MINING COMPANY LIMITED", "Hong Mining Limited Company"),
        ("HONG MINING COMPANY LIMITED", "Hong Mining Compy. Lmtd."),
        ("HONG MINING COMPANY LIMITED", "Hong Mining Lt\u0435e"),
        ("HONG MINING CORPORATION", "Hong Mining Corpn"),
        ("HONG MINING CORPORATION", "Hong Mining Corpn."),
        ("HONG MINING INC.", "Hong Mining Incorp."),
        ("HONG MINING CO.", "Hong Mining Coy"),
        ("HONG MINING CO.", "Hong Mining & Cie"),
        ("HONG MINING CO.", "Hong Mining Compa\u00f1\u00eda"),
        ("HONG MINING GMBH", "Hong Mining Ges.m.b.H."),
        ("HONG MINING GMBH & CO. KG", "Hong Mining GmbH u. Co. KG"),
        ("HONG MINING S.A.", "Hong Mining Soc. An\u00f3nima"),
        ("HONG MINING K.K.", "Hong Mining \u682a\u5f0f\u6703\u793e"),
        ("HONG MINING K.K.", "\u3231Hong Mining"),
        ("HONG MINING K.K.", "Hong Mining \uc8fc\uc2dd \ud68c\uc0ac"),
        ("HONG MINING CO., LTD.", "Hong Mining \u6709\u9650\u4f1a\u793e"),
        ("HONG MINING LLC", "Hong Mining \u5408\u540c\u4f1a\u793e"),
    ],
)
def test_abbreviated_legal_forms(tmp_path: Path, listed_as: str, name: str) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(f'1,"{listed_as}",-0- ,CUBA{",-0- " * 8}\n', encoding="utf-8")
    assert [match.entry.number for match in load_list(str(path)).designated(name)] == [1]


# The list's day -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "edition"),
    [
        ("sdn_2022-01.csv", "2022-01"),
        ("sdn_2022-01-31.csv", "2022-01-31"),
        ("sdn20220131.csv", "2022-01-31"),
        ("2024_02_29 sdn.csv", "2024-02-29"),
        ("sdn.csv", None),
        ("sdn_2022.csv", None),
        ("sdn_2022-13.csv", None),
        ("sdn_20220231.csv", None),
        ("sdn_120220131.csv", None),
        ("sdn_2022-01_2023-01.csv", None),
    ],
)
def test_the_date_in_the_name(name: str, edition: str | None) -> None:
    found = edition_in(name)
    assert (found.text if found else None) == edition


def test_a_month_ends() -> None:
    found = edition_in("sdn_2024-02.csv")
    assert found is not None
    assert (found.first, found.last) == (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29))


@pytest.mark.parametrize(
    ("name", "arguments", "edition", "codes"),
    [
        ("sdn.csv", (), None, {"LIST-UNDATED"}),
        ("sdn.csv", ("--sdn-date", "2025-06-30"), "2025-06-30", set()),
        ("sdn.csv", ("--sdn-date", "2025-07-01"), "2025-07-01", {"LIST-OTHER-DAY"}),
        ("sdn.csv", ("--sdn-date", "2024-06-29"), "2024-06-29", set()),
        ("sdn.csv", ("--sdn-date", "2024-06-28"), "2024-06-28", {"LIST-OTHER-DAY"}),
        ("sdn_2025-06.csv", (), "2025-06", set()),
        ("sdn_2025-07.csv", (), "2025-07", {"LIST-OTHER-DAY"}),
        ("sdn_2022-01.csv", (), "2022-01", {"LIST-OTHER-DAY"}),
        ("sdn_2022-01.csv", ("--sdn-date", "2025-01-31"), "2025-01-31", set()),
    ],
)
def test_the_day_of_the_list(
    judge: Judge, tmp_path: Path, name: str, arguments: tuple[str, ...], edition: str | None, codes: set[str]
) -> None:
    shutil.copy(FOLDER / "sdn.csv", tmp_path / name)
    got = judge(bom(virgin()), *LATE, "--sdn", str(tmp_path / name), *arguments)
    assert got.status == "pass"
    assert got.report["lists"][0]["edition"] == edition
    assert {code for code in got.codes if code.startswith("LIST-")} == codes


# Files --------------------------------------------------------------------------------------------------------------

ROW = f"3751,MOA NICKEL SA,-0- ,CUBA{',-0- ' * 8}\r\n".encode()


OTHER = [
    "NS-PLC",
    "NS-XYZ",
    "CMIC-EO13959",
    "FSE-IR",
    "FSE-SY",
    "561-Related",
    "SSI",
    "NS-PLC] [FSE-SY",
]


@pytest.mark.parametrize("program", OTHER)
@pytest.mark.parametrize("beside", [b"", ROW, ROW * 5])
def test_a_list_of_others_than_sdns(critmin: Callable[..., Any], tmp_path: Path, program: str, beside: bytes) -> None:
    path = tmp_path / "cons_prim.csv"
    path.write_bytes(beside + ROW.replace(b"CUBA", program.encode()))
    got = critmin("check", str(write_csv(bom(virgin()), tmp_path, "pack")), *LATE, "--sdn", str(path))
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert "another OFAC list" in got.stderr and "entry 3751" in got.stderr


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (ROW.replace(b"CUBA", b"XYZ-EO15000"), 2),  # nothing shows that it is the list
        (ROW.replace(b"CUBA", b"-0- "), 2),
        (ROW + ROW.replace(b"CUBA", b"XYZ-EO15000") * 2, 2),
        (ROW + ROW.replace(b"CUBA", b"XYZ-EO15000"), 0),  # a new program on it
        (ROW.replace(b"CUBA", b"FSE-SY] [SYRIA"), 0),
        (ROW.replace(b"CUBA", b"UKRAINE-EO13662"), 0),
        (ROW.replace(b"CUBA", b"UKRAINE-EO13662")[:-6] + b"Subject to Directive 2.\r\n", 2),  # sectoral
        (ROW.replace(b"CUBA", b"UKRAINE-EO13662] [VENEZUELA")[:-6] + b"Subject to Directive 2.\r\n", 0),
    ],
)
def test_what_programs_make_the_list(critmin: Callable[..., Any], tmp_path: Path, rows: bytes, code: int) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(rows)
    got = critmin("check", str(write_csv(bom(virgin()), tmp_path, "pack")), *LATE, "--sdn", str(path))
    assert got.exit_code == code, got.stderr


QUOTED = b'3752,"MOA TWO",-0- ,"CUBA"' + b",-0- " * 7 + b",\"DOB 1970; a.k.a. 'X'.\""


@pytest.mark.parametrize("cut", range(1, len(QUOTED)))
def test_a_list_that_was_cut_off(tmp_path: Path, cut: int) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(ROW + QUOTED[:-cut])
    with pytest.raises(BadList, match=r"line [23]"):
        load_list(str(path))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n", b"\x1a", b"\r\n\x1a\r\n", b" "])
def test_a_list_that_is_whole(tmp_path: Path, end: bytes) -> None:
    for row in (QUOTED, ROW.rstrip()):
        path = tmp_path / "sdn.csv"
        path.write_bytes(ROW + row + end)
        assert load_list(str(path)).entries == 2
    path.write_bytes(ROW + ROW.rstrip()[:-3] + b"DOB 1970" + end)
    if not end.strip(b" "):
        with pytest.raises(BadList, match="middle of an entry"):
            load_list(str(path))


def workbook() -> bytes:
    content = io.BytesIO()
    openpyxl.Workbook().save(content)
    return content.getvalue()


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (None, "No such file"),
        (b"", "empty"),
        (b"\x1a\r\n", "empty"),
        (workbook(), "workbook"),
        (b"<!DOCTYPE html><html>,,,,,,,,,,,</html>", "web page"),
        (
            b"ent_num,SDN_Name,SDN_Type,Program,Title,Call_Sign,Vess_type,Tonnage,GRT,Vess_flag,Vess_owner,Remarks\n",
            "ent_num",
        ),
        (ROW + b"3752,MOA\r\n", "line 2 has 2 columns"),
        (ROW[:-10], "11 columns"),
        (b"MOA NICKEL SA\n", "1 column"),
        (b'3751,"MOA' + b" NICKEL SA" * 20_000, "line 1"),
        (ROW.replace(b"-0- ", b"starship", 1), "starship"),
        (ROW.replace(b"MOA NICKEL SA", b"-0- "), "no name"),
        (ROW.decode().encode("utf-16"), "not a text table"),
        (b"\0" * 50, "not a text table"),
    ],
)
def test_a_file_that_is_no_list(critmin: Callable[..., Any], tmp_path: Path, content: bytes | None, said: str) -> None:
    path = tmp_path / "list_sdn.csv"
    if content is not None:
        path.write_bytes(content)
    pack = write_csv(bom(virgin()), tmp_path, "pack")
    got = critmin("check", str(pack), *LATE, "--sdn", str(path))
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert all(text in got.stderr for text in ("list_sdn.csv", said, "12 columns and no header"))
    assert str(tmp_path) not in got.stderr


def test_a_list_in_a_folder_that_is_not_there(critmin: Callable[..., Any], tmp_path: Path) -> None:
    pack = write_csv(bom(virgin()), tmp_path, "pack")
    got = critmin("check", str(pack), *LATE, "--sdn", str(tmp_path / "nowhere" / "sdn.csv"))
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert "sdn.csv: No such file or directory" in got.stderr


@pytest.mark.parametrize(("name", "columns"), [("alt.csv", "5 columns"), ("add.csv", "6 columns")])
def test_a_file_beside_that_is_none(critmin: Callable[..., Any], tmp_path: Path, name: str, columns: str) -> None:
    shutil.copy(FOLDER / "sdn.csv", tmp_path)
    (tmp_path / name).write_text("3751,1\n")
    pack = write_csv(bom(virgin()), tmp_path, "pack")
    got = critmin("check", str(pack), *LATE, "--sdn", str(tmp_path / "sdn.csv"))
    assert (got.exit_code, got.stderr.count("\n")) == (2, 1)
    assert name in got.stderr and columns in got.stderr


def test_a_folder_with_the_name_of_a_file_beside_is_none(tmp_path: Path) -> None:
    shutil.copy(FOLDER / "sdn.csv", tmp_path)
    (tmp_path / "alt.csv").mkdir()
    assert load_list(str(tmp_path / "sdn.csv")).entries == 13


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (ROW + b"\x1a\r\n", "Moa Nickel"),
        (ROW + b"\x1a", "Moa Nickel"),
        (b"\xef\xbb\xbf" + ROW, "Moa Nickel"),
        (ROW.replace(b"MOA", b"MO\xc1"), "Moá Nickel"),
        (ROW.replace(b"MOA", b"MO\xc3\x81"), "Moá Nickel"),
        (ROW.replace(b"MOA", b"MOA\x81"), "Moa Nickel"),
        (b"\r\n" + ROW + b"\r\n", "Moa Nickel"),
    ],
)
def test_encodings_and_ends_of_files(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(content)
    read = load_list(str(path))
    assert read.entries == 1
    assert [str(match.likeness) for match in read.find(name)] == ["exact"]


def test_rows_that_are_empty_or_hold_no_word(tmp_path: Path) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(ROW + b"\r\n" + ROW.replace(b"MOA NICKEL SA", b"---") + ROW)
    read = load_list(str(path))
    assert (read.entries, read.find("???"), len(read.find("Moa Nickel"))) == (3, [], 1)


@pytest.mark.parametrize(
    ("sdn", "alt"), [("sdn.csv", "alt.csv"), ("SDN.CSV", "alt.csv"), ("ofac_sdn_2024.csv", "OFAC_ALT_2024.CSV")]
)
def test_aliases_beside_the_list(tmp_path: Path, sdn: str, alt: str) -> None:
    shutil.copy(FOLDER / "sdn.csv", tmp_path / sdn)
    assert load_list(str(tmp_path / sdn)).find("Beispiel Erzhandel") == []
    shutil.copy(FOLDER / "alt.csv", tmp_path / alt)
    assert len(load_list(str(tmp_path / sdn)).find("Beispiel Erzhandel")) == 1


@pytest.mark.parametrize("target", ["sdn.csv", "alt.csv"])
def test_the_list_is_never_written_over(critmin: Callable[..., Any], tmp_path: Path, target: str) -> None:
    folder = shutil.copytree(FOLDER, tmp_path / "ofac")
    pack = write_csv(bom(virgin()), tmp_path, "pack")
    before = (folder / target).read_bytes()
    got = critmin("check", str(pack), *LATE, "--sdn", str(folder / "sdn.csv"), "-o", str(folder / target))
    assert (got.exit_code, got.stderr.count("\n"), (folder / target).read_bytes()) == (2, 1, before)


def test_the_list_in_the_folder_of_the_bills_is_no_bill(critmin: Callable[..., Any], tmp_path: Path) -> None:
    for name in ("sdn.csv", "alt.csv", "add.csv"):
        shutil.copy(FOLDER / name, tmp_path)
    write_csv(bom(virgin()), tmp_path, "pack")
    got = critmin("check", str(tmp_path), *LATE, "--sdn", str(tmp_path / "sdn.csv"), "-f", "csv", "-q")
    assert (got.exit_code, got.stdout.count("\n")) == (0, 2)


def test_a_date_without_a_list(critmin: Callable[..., Any], tmp_path: Path) -> None:
    pack = write_csv(bom(virgin()), tmp_path, "pack")
    got = critmin("check", str(pack), *LATE, "--sdn-date", "2025-01-01")
    assert (got.exit_code, got.stderr.count("\n")) == (2, 1)
    assert "--sdn FILE" in got.stderr


# Runs and reports ---------------------------------------------------------------------------------------------------


def test_several_bills_read_the_list_once(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        write_csv(bom(by("Moa Nickel" if number else "Fine", feoc_attestation="A-1")), tmp_path, f"pack{number}")
    times: list[str] = []
    read = load_list
    monkeypatch.setattr("critmin.cli.options.load_list", lambda path, day: times.append(path) or read(path, day))
    got = critmin("check", str(tmp_path), *LATE, *SDN, "-f", "csv", "-q")
    assert len(times) == 1
    assert [row.split(",")[1] for row in got.stdout.splitlines()[1:]] == ["pass", "fail", "fail"]


def test_the_text_report(critmin: Callable[..., Any], tmp_path: Path) -> None:
    pack = write_csv(bom(by("Moa Nickel"), by("Moa Nikel")), tmp_path, "pack")
    text = " ".join(critmin("check", str(pack), *LATE, *SDN, "--full", "--color", "never").stdout.split())
    assert "OFAC SDN list, 2024-12-31: 2 matches" in text
    assert "alt.csv " in text and "add.csv " in text
    assert "2 names looked up in 13 entries" in text
    assert "Moa exact 3751" in text
    assert "Moa Nikel near 3751" in text
    alone = critmin("check", str(pack), *LATE, "--full").stdout
    assert "OFAC" not in alone


@pytest.mark.parametrize("hostile", ["[/red] Moa Nickel", "\x1b[2J Moa Nickel Trading", "=cmd Moa Nickel"])
@pytest.mark.parametrize("format_", ["text", "json", "csv"])
def test_hostile_names(critmin: Callable[..., Any], tmp_path: Path, hostile: str, format_: str) -> None:
    path = tmp_path / "sdn.csv"
    path.write_bytes(ROW.replace(b"MOA NICKEL SA", b"[/red] Moa \x1b[31mNickel"))
    pack = write_csv(bom(by(hostile)), tmp_path, "pack")
    got = critmin("check", str(pack), *LATE, "--sdn", str(path), "-f", format_)
    assert got.exit_code in (1, 3)
    assert "\x1b[" not in got.stdout


def test_a_megabyte_of_a_name(judge: Judge) -> None:
    got = judge(bom(by("Moa Nickel " * 100_000)), *LATE, *SDN)
    assert got.finding("LIST-NEAR")


# Names in scripts that do not part words, and forms that may be translations of one -----------------------------------


@pytest.mark.parametrize(
    ("listed_as", "text"),
    [
        ("北方金属有限公司", "北方金属有限公司上海分公司"),
        ("北方金属有限公司", "北方金属集团"),
        ("北方金属有限公司", "中国北方金属"),
        ("北方金属有限公司", "Acme (北方金属)"),
        ("동방금속", "동방금속 주식회사 부산지사"),
        ("東方電池株式会社", "東方電池グループ"),
        ("LLC KOLA TRADE", "Kola Trade Ltd"),
        ("KOLA TRADE LIMITED", "Kola Trade LLC"),
    ],
)
def test_what_may_be_a_listed_name_bars(judge: Judge, tmp_path: Path, listed_as: str, text: str) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(f'1,"{listed_as}",-0-,"CUBA",{",".join(["-0-"] * 8)}\r\n', encoding="utf-8")
    lines = bom(virgin(), by(text, feoc_attestation="ATT-1"))
    judged = judge(lines, *LATE, "--sdn", str(path))
    assert judged.status == "incomplete"
    assert "LIST-NEAR" in judged.codes
    other = judge(
        bom(virgin(), by("南方金属集团" if not text.isascii() else "Kola Trading Ltd", feoc_attestation="ATT-1")),
        *LATE,
        "--sdn",
        str(path),
    )
    assert other.status == "pass"


@pytest.mark.parametrize(
    ("listed_as", "text", "found"),
    [
        # a short name that is listed with a legal form stands there with one
        ("DELTA S.A.", "Delta & Sons", False),
        ("DELTA S.A.", "Delta S.A. & Sons", True),
        ("DELTA", "Delta & Sons", True),
        ("DELTA", "Delta Metals", False),
        # another company: the legal forms contradict each other
        ("LLC KOLA TRADE", "Kola Trade GmbH", False),
        ("LLC KOLA TRADE", "Kola Trade Ltd", True),
        # "and" is a word of a name too
        ("NORTH AND SOUTH METALS", "North & South Metals - Plant 2", True),
        ("NORTH AND SOUTH METALS", "North, South Metals - Plant 2", False),
    ],
)
def test_a_listed_name_within_a_text(tmp_path: Path, listed_as: str, text: str, found: bool) -> None:
    path = tmp_path / "sdn.csv"
    path.write_text(f'1,"{listed_as}",-0- ,CUBA{",-0- " * 8}\n', encoding="utf-8")
    assert [match.entry.number for match in load_list(str(path)).among(text)] == [1] * found


@pytest.mark.parametrize(
    ("kind", "remarks", "status"),
    [("-0-", "-0-", "incomplete"), ("individual", "-0-", "pass"), ("-0-", "a.k.a. '北方金属有限公司'.", "pass")],
)
def test_whose_name_stands_in_an_undivided_text(
    judge: Judge, tmp_path: Path, kind: str, remarks: str, status: str
) -> None:
    """A company's; neither a person's nor an alias that OFAC holds for weak."""
    name = "北方金属有限公司" if remarks == "-0-" else "KOLA TRADE"
    path = tmp_path / "sdn.csv"
    path.write_text(f'1,"{name}",{kind},"CUBA",{"-0-," * 7}"{remarks}"\r\n', encoding="utf-8")
    text = "北方金属有限公司上海分公司"
    assert judge(bom(by(text, feoc_attestation="ATT-1")), *LATE, "--sdn", str(path)).status == status
