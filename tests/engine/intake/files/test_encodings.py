"""Text tables in other encodings than UTF-8: refused with those that fit, read with `--encoding`, never garbled."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import Judge

PLACED = ("-d", "2025-06-01")
SITES = "extraction_country,processing_country,extraction_entity,processing_entity"
HEAD = f"feoc_attestation,line,mineral,value_usd,{SITES}\n"
ROW = "ATT-1,1,lithium,100,AU,US,"
FIRST = len(HEAD + ROW) + 1
"""The first byte of the first name."""
NAMES = {
    "windows-1252": "Bär & Söhne – Côte",
    "gb18030": "宁德时代新能源",
    "shift_jis": "住友金属鉱山株式会社",
    "euc-kr": "포스코퓨처엠",
    "big5": "台塑鋰鐵科技",
    "euc-jp": "住友金属鉱山",
    "windows-1250": "Żółć Śląsk",
    "windows-1251": "Норникель",
    "iso-8859-15": "Œuvre à Liège",
    "utf-16-le": "Bär 宁德",
    "utf-16-be": "Bär 宁德",
}
CODECS = {"shift_jis": "cp932", "euc-kr": "cp949", "big5": "cp950"}


def table(encoding: str) -> bytes:
    name = NAMES[encoding]
    return f"{HEAD}{ROW}{name},{name}\n".encode(CODECS.get(encoding, encoding))


def entities(report: dict[str, Any]) -> set[str]:
    return {entity["entity"] for entity in report["feoc"]["entities"]}


def refusal(judge: Judge, path: Path, *arguments: str) -> str:
    got = judge(path, *PLACED, *arguments)
    assert (got.exit_code, got.codes) == (2, {"FILE-ENCODING"})
    return str(got.finding("FILE-ENCODING")["message"])


@pytest.mark.parametrize(
    "encoding", ["windows-1252", "gb18030", "shift_jis", "euc-kr", "big5", "utf-16-le", "utf-16-be"]
)
def test_what_fits_is_named_with_how_it_reads(judge: Judge, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(table(encoding))
    said = refusal(judge, path)
    assert f'{encoding} ("{NAMES[encoding]}")' in said and "--encoding" in said
    fits = said.partition("; it could be ")[2].partition(": state the")[0].count('("')
    assert (f"--encoding {encoding}" in said) == (fits == 1)


def test_one_that_fits_and_several_that_do(judge: Judge, tmp_path: Path) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(table("windows-1252"))
    assert refusal(judge, path).endswith("state the encoding with --encoding windows-1252")
    path.write_bytes(table("gb18030"))
    said = refusal(judge, path)
    assert said.index("windows-1252") < said.index("gb18030") and "after you check the text" in said


@pytest.mark.parametrize("encoding", NAMES)
def test_it_is_read_where_it_is_stated(judge: Judge, tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(table(encoding))
    got = judge(path, *PLACED, "--encoding", encoding)
    assert (got.exit_code, entities(got.report), got.report["asked"]["encoding"]) == (0, {NAMES[encoding]}, encoding)


@pytest.mark.parametrize(
    ("written", "encoding"),
    [
        ("cp1252", "windows-1252"),
        ("CP-1252", "windows-1252"),
        ("ansi", "windows-1252"),
        ("GBK", "gb18030"),
        ("gb2312", "gb18030"),
        ("Shift-JIS", "shift_jis"),
        ("cp932", "shift_jis"),
        ("x-sjis", "shift_jis"),
        ("EUC_KR", "euc-kr"),
        ("cp949", "euc-kr"),
        ("UTF16LE", "utf-16-le"),
    ],
)
def test_names_in_any_spelling(judge: Judge, tmp_path: Path, written: str, encoding: str) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(table(encoding))
    assert entities(judge(path, *PLACED, "--encoding", written).report) == {NAMES[encoding]}


@pytest.mark.parametrize("name", ["", "klingon", "rot13", "unicode_escape", "utf-7", "idna", "base64"])
def test_a_name_that_is_not_known(critmin: Callable[..., Any], tmp_path: Path, name: str) -> None:
    (tmp_path / "pack.csv").write_bytes(table("windows-1252"))
    got = critmin("check", str(tmp_path / "pack.csv"), *PLACED, "--encoding", name)
    assert (got.exit_code, got.stdout, got.stderr.count("\n")) == (2, "", 1)
    assert "windows-1252" in got.stderr


@pytest.mark.parametrize(
    ("content", "stated", "says"),
    [
        (table("windows-1252"), "utf-8", f"byte {FIRST + 1} is 0xe4"),
        (table("windows-1252"), "shift_jis", f"byte {FIRST + 12} is 0x96"),
        (table("gb18030"), "shift_jis", f"byte {FIRST + 1} is not a character"),
        (table("euc-kr"), "shift_jis", "byte 1"),
        (table("windows-1252")[:-1], "utf-16-le", "byte "),
        ((HEAD + ROW).encode() + b"A\x81,A\n", "windows-1252", f"byte {FIRST + 1} is 0x81"),
        (b"\xef\xbb\xbf" + (HEAD + ROW).encode() + b"A,A\n", "windows-1252", "a UTF-8 byte order mark"),
        ((HEAD + ROW + "A,A\n").encode("utf-16"), "gb18030", "a UTF-16 byte order mark"),
        ((HEAD + ROW + "Bär,Bär\n").encode(), "windows-1252", "is UTF-8 text"),
        ((HEAD + ROW + "宁德,A\n").encode(), "iso-8859-1", "is UTF-8 text"),
    ],
)
def test_one_that_does_not_fit(judge: Judge, tmp_path: Path, content: bytes, stated: str, says: str) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(content)
    assert says in refusal(judge, path, "--encoding", stated)


@pytest.mark.parametrize(
    ("content", "stated"),
    [
        ((HEAD + ROW).encode() + b"A,A\n", "windows-1252"),
        ((HEAD + ROW).encode() + b"A,A\n", "gb18030"),
        ((HEAD + ROW + "A,A\n").encode("utf-16"), "utf-16-le"),
        (b"\xef\xbb\xbf" + (HEAD + ROW).encode() + b"A,A\n", "utf-8"),
        ((HEAD + ROW).encode() + b'"A\x0b\x07B",A\n', "windows-1252"),
        ((HEAD + ROW).encode() + b"A\x0b\xe4,A\n", "windows-1252"),
    ],
)
def test_what_is_stated_without_need(judge: Judge, tmp_path: Path, content: bytes, stated: str) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(content)
    assert judge(path, *PLACED, "--encoding", stated).status == "pass"


def test_a_control_character_of_ascii_is_no_sign_of_another_encoding(judge: Judge, tmp_path: Path) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes((HEAD + ROW).encode() + b"B\xe4r\x0bAG,A\n")
    assert "windows-1252" in refusal(judge, path)


def test_random_bytes_fit_nothing(judge: Judge, tmp_path: Path) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(bytes(range(128, 256)) + b",\x81\x8d\n")
    assert "--encoding" not in refusal(judge, path)


def test_files_beside_it_are_in_the_same_encoding(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "pack.csv").write_bytes(table("windows-1252"))
    header = "entity,country,headquarters_country,attestation\n"
    beside = f"{header}{NAMES['windows-1252']},CN,CN,\n".encode("cp1252")
    (tmp_path / "pack.entities.csv").write_bytes(beside)
    got = judge(tmp_path / "pack.csv", *PLACED, "--encoding", "windows-1252")
    assert (got.exit_code, got.feoc) == (1, "fail")
    (tmp_path / "pack.csv").write_bytes((HEAD + ROW + "A,A\n").encode())
    assert "pack.entities.csv" in refusal(judge, tmp_path / "pack.csv")


def test_a_table_of_several(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "packs.csv"
    text = "bom," + HEAD + "".join(f"Päck {n},{ROW}Bär,Bär\n" for n in range(3))
    path.write_bytes(text.encode("cp1252"))
    run = json.loads(critmin("check", str(path), *PLACED, "-f", "json", "--encoding", "cp1252").stdout)
    assert [(one["bom"]["name"], entities(one)) for one in run["reports"]] == [(f"Päck {n}", {"Bär"}) for n in range(3)]
    one = json.loads(critmin("check", str(path), *PLACED, "-f", "json").stdout)["reports"]
    assert [report["verdict"]["findings"] for report in one] == [["FILE-ENCODING"]]
    path.write_bytes(text.replace("Bär", "宁德时代新能源科技股份有限公司").replace("ä", "a").encode("gb18030"))
    one = json.loads(critmin("check", str(path), *PLACED, "-f", "json", "--encoding", "cp932").stdout)["reports"]
    assert [report["verdict"]["findings"] for report in one] == [["FILE-ENCODING"]]
    path.write_text(text, encoding="utf-8")
    one = json.loads(critmin("check", str(path), *PLACED, "-f", "json", "--encoding", "cp1252").stdout)["reports"]
    assert [report["verdict"]["findings"] for report in one] == [["FILE-ENCODING"]]


@pytest.mark.parametrize(
    "line", ["trace", "horizon", "levers", "columns", "diff {} --new-year 2025", "template new.xlsx"]
)
def test_every_command_reads_it(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pack.csv").write_bytes(table("gb18030"))
    command, *rest = line.format("pack.csv").split()
    year = [] if command in ("horizon", "columns", "template") else ["-y", "2026"]
    bom = ["--from", "pack.csv"] if command == "template" else ["pack.csv"] * ("pack.csv" not in rest)
    assert critmin(command, *rest, *bom, *year).exit_code == 2
    assert critmin(command, *rest, *bom, *year, "--encoding", "gbk").exit_code == 0


def test_it_may_stand_in_the_environment_and_in_the_configuration(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("pack.csv").write_bytes(table("euc-kr"))
    Path("critmin.toml").write_text('encoding = "euc-kr"\n')
    assert critmin("check", "pack.csv", *PLACED).exit_code == 2
    monkeypatch.setenv("CRITMIN_ENCODING", "cp949")
    assert critmin("check", "pack.csv", *PLACED).exit_code == 0
    monkeypatch.delenv("CRITMIN_ENCODING")
    monkeypatch.delenv("CRITMIN_NO_CONFIG")
    assert critmin("check", "pack.csv", *PLACED).exit_code == 0


def test_a_report_is_recomputed_in_its_encoding(critmin: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "pack.csv"
    path.write_bytes(table("shift_jis"))
    report = tmp_path / "report.json"
    critmin("check", str(path), *PLACED, "--encoding", "sjis", "-o", str(report))
    assert critmin("verify", str(report), str(path)).exit_code == 0


END_SIGNS = ["\x1a", "\x1a\x1a\x1a", "\x1a\r\n", "\r\n\x1a\r\n\r\n", "\x1a,,,,,\n", "\x1a" * 128]


@pytest.mark.parametrize("sign", END_SIGNS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_an_old_sign_of_the_end_is_no_line(judge: Judge, tmp_path: Path, sign: str, encoding: str) -> None:
    (tmp_path / "pack.csv").write_bytes(f"{HEAD}{ROW}A,A\n{sign}".encode(encoding))
    (tmp_path / "pack.entities.csv").write_bytes(f"entity,country\nA,US\n{sign}".encode(encoding))
    got = judge(tmp_path / "pack.csv", *PLACED, *(["--encoding", encoding] if encoding == "cp1252" else []))
    assert (got.exit_code, got.report["bom"]["lines"]) == (0, 1)
    assert not {"ENTITY-NOT-LISTED", "MINERAL-MISSING"} & got.codes


@pytest.mark.parametrize("sign", END_SIGNS)
def test_nor_of_a_table_of_several(critmin: Callable[..., Any], tmp_path: Path, sign: str) -> None:
    path = tmp_path / "packs.csv"
    path.write_text(f"bom,{HEAD}P,{ROW}A,A\nQ,{ROW}A,A\n{sign}", newline="")
    run = json.loads(critmin("check", str(path), *PLACED, "-f", "json").stdout)
    assert [(one["bom"]["name"], one["bom"]["lines"], one["verdict"]["status"]) for one in run["reports"]] == [
        ("P", 1, "pass"),
        ("Q", 1, "pass"),
    ]


def test_a_sign_within_the_table_hides_no_line(judge: Judge, tmp_path: Path) -> None:
    (tmp_path / "pack.csv").write_text(f"{HEAD}{ROW}A,A\n\x1a\n,2,nickel,900,CN,CN,A,A\n")
    got = judge(tmp_path / "pack.csv", *PLACED)
    assert got.exit_code == 2 and "MINERAL-MISSING" in got.codes


@pytest.mark.parametrize(
    ("cell", "line"),
    [
        ('="0100"', "0100"),
        ('"=""0100"""', "0100"),
        (' ="0100" ', "0100"),
        ('"=""a """"b"""""""', 'a "b"'),
        ('="1,5"', None),
        ("0100", "0100"),
        ('="0100', '="0100'),
    ],
)
def test_a_formula_that_keeps_a_text_is_the_text(judge: Judge, tmp_path: Path, cell: str, line: str | None) -> None:
    (tmp_path / "pack.csv").write_text(f"{HEAD}ATT-1,{cell},lithium,100,AU,US,A,A\n")
    got = judge(tmp_path / "pack.csv", *PLACED)
    if line is None:
        assert got.exit_code == 2
    else:
        assert [chain["line"] for chain in got.minerals["chains"]] == [line]


def test_it_is_the_text_in_every_column_and_sheet(critmin: Callable[..., Any], judge: Judge, tmp_path: Path) -> None:
    row = ',="ATT-1",="1",="lithium",="100",="AU",="US",="A",="A"\n'
    (tmp_path / "pack.csv").write_text(HEAD + row[1:])
    (tmp_path / "pack.entities.csv").write_text('="entity",country\n="A",="CN"\n')
    got = judge(tmp_path / "pack.csv", *PLACED)
    assert (got.minerals["total_value_usd"], got.feoc) == ("100.00", "fail")
    (tmp_path / "packs.csv").write_text(f'bom,{HEAD}="007"{row}8{row}')
    run = json.loads(critmin("check", str(tmp_path / "packs.csv"), *PLACED, "-f", "json").stdout)
    assert [one["bom"]["name"] for one in run["reports"]] == ["007", "8"]
