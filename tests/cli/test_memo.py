"""`critmin check -f memo`: a Word document of one or two pages for the file."""

import re
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import kept_samples
import pytest
from boms import bom, virgin
from critmin.cli.render.xlsx_file import newest_edition
from random_boms import write_csv
from word_file import texts_of

SAMPLES = kept_samples.SAMPLES
EVERY = [*kept_samples.OUTCOMES.values()]
ONE_OF = {"fleet_2025.csv": ("--bom", "sedan")}
HEADINGS = [
    "Question",
    "Facts",
    "Verdict",
    "Cause",
    "Assumptions (not checked)",
    "Unsettled legal questions and positions taken",
    "Authorities",
    "Signatures",
    "Files and hashes",
]

Critmin = Callable[..., Any]
Memo = Callable[..., Path]


@pytest.fixture
def memo(critmin: Callable[..., Any], tmp_path: Path) -> Memo:
    """The memo on a file; the exit status must be the one given."""
    number = iter(range(100))

    def call(path: Path, *options: str, exit_code: int) -> Path:
        target = tmp_path / f"memo-{next(number)}.docx"
        got = critmin("check", path, *options, "-f", "memo", "-o", target)
        assert (got.exit_code, got.stdout) == (exit_code, ""), got.stderr
        return target

    return call


@pytest.fixture(scope="session")
def of_sample(critmin: Critmin, tmp_path_factory: pytest.TempPathFactory) -> Callable[[dict[str, Any]], Path]:
    """The memo on a sample, written once."""
    folder = tmp_path_factory.mktemp("memos")

    def call(sample: dict[str, Any]) -> Path:
        target = folder / f"{sample['file']}.docx"
        if not target.exists():
            options = (*sample["arguments"], *ONE_OF.get(sample["file"], ()))
            got = critmin("check", SAMPLES / sample["file"], *options, "-f", "memo", "-o", target)
            assert (got.exit_code, got.stdout) == (sample["exit_status"], ""), got.stderr
        return target

    return call


@pytest.mark.parametrize("sample", kept_samples.EACH)
def test_what_a_memo_says_and_in_which_order(
    of_sample: Callable[[dict[str, Any]], Path], sample: dict[str, Any]
) -> None:
    path = of_sample(sample)
    headings = [p.text for p in docx.Document(str(path)).paragraphs if p.style.name == "Heading 1"]
    wanted = [name for name in HEADINGS if name != "Cause" or sample["verdict"] != "pass"]
    if sample["verdict"] == "unreadable":
        wanted = ["Question", "Verdict", "Cause", "Signatures", "Files and hashes"]
    assert [heading for heading in headings if heading in wanted] == wanted
    texts = texts_of(path.read_bytes())
    verdict = texts[texts.index("Verdict") + 1]
    assert verdict.startswith(sample["verdict"].upper().replace("_", " ")) and "INCOMPLETE: Incomplete" not in verdict
    assert any(re.fullmatch("sha256: [0-9a-f]{64}", text) for text in texts)
    assert any(text.startswith("sha256 of the rulebook: ") for text in texts)
    assert {"Prepared by", "Reviewed by", "signature", "date"} <= set(texts)
    if "percentage" in sample:
        assert any(sample["percentage"] in text for text in texts)


def test_the_cause_names_the_supplier_the_step_the_country_and_the_cell(memo: Memo) -> None:
    texts = texts_of(memo(SAMPLES / "lfp_2025_fail_china.csv", exit_code=1).read_bytes())
    cause = texts[texts.index("Cause") + 1]
    assert all(said in cause for said in ("Example Jade Peak Lithium Salts Co., Ltd.", "processing in China", "BOM!J2"))


def test_a_position_that_decides_stands_first(memo: Memo) -> None:
    path = SAMPLES / "nmc811_2026_relief_pass.xlsx"
    texts = texts_of(memo(path, exit_code=0).read_bytes())
    positions = texts[texts.index(HEADINGS[5]) + 1 : texts.index("Authorities")]
    decisive = [text.startswith("decides") for text in positions]
    assert decisive == sorted(decisive, reverse=True) and len(positions) > 1


def test_the_same_bytes_without_a_clock(memo: Memo) -> None:
    path = SAMPLES / "nmc811_2025_pass.xlsx"
    once, again = (memo(path, exit_code=0) for _ in range(2))
    assert once.read_bytes() == again.read_bytes()
    with zipfile.ZipFile(once) as file:
        assert {entry.date_time for entry in file.infolist()} == {newest_edition().timetuple()[:6]}
    properties = docx.Document(str(once)).core_properties
    assert (properties.author, properties.created, properties.modified) == (
        "critmin",
        *[newest_edition().replace(tzinfo=properties.created.tzinfo)] * 2,
    )


@pytest.mark.parametrize(
    "text", ["@SUM(A1)", "[/red]", "<w:p/>&amp;", "\x07\x1b[2J", "a\u202eb", "\ufffe", "A " * 5_000]
)
def test_hostile_cells_are_text(memo: Memo, tmp_path: Path, text: str) -> None:
    path = write_csv(bom(virgin(processing_country="CN", processing_entity=text, material=text)), tmp_path, "pack")
    texts = texts_of(memo(path, "-d", "2025-06-30", exit_code=1).read_bytes())
    assert all(len(line) < 2000 for line in texts)
    if text.isprintable() and len(text) < 50:
        assert any(text in line for line in texts)


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["a.csv", "-o", "memo.txt"], "-f memo does not match -o memo.txt"),
        (["a.csv", "-o", "memo"], "use a file name that ends in .docx"),
        (["a.csv", "b.csv", "-o", "memo.docx"], "-f memo writes a memo on one bill of materials, but 2 are given"),
        (["a.csv", "-o", "memo.docx", "--table", "t.csv"], "--table cannot be used with -f memo"),
        (["a.csv", "-o", "memo.docx", "--baseline", "run.json"], "--baseline cannot be used with -f memo"),
    ],
)
def test_what_is_refused(
    critmin: Callable[..., Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], says: str
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("a", "b"):
        write_csv(bom(virgin()), tmp_path, name)
    got = critmin("check", *arguments, "-f", "memo", "-y", "2024")
    assert (got.exit_code, got.stdout) == (2, "")
    assert says in got.stderr
    assert not list(tmp_path.glob("memo*"))


def test_the_ending_says_the_format(critmin: Callable[..., Any], tmp_path: Path) -> None:
    target = tmp_path / "memo.docx"
    assert critmin("check", SAMPLES / "nmc811_2025_pass.xlsx", "-o", target).exit_code == 0
    assert "Memorandum for the file" in texts_of(target.read_bytes())


WRITER = shutil.which("soffice") is not None and any(Path("/usr/lib/libreoffice/program").glob("libsw*"))


@pytest.mark.libreoffice
@pytest.mark.skipif(not WRITER, reason="LibreOffice Writer is not installed")
def test_every_sample_is_one_page_or_two(of_sample: Callable[[dict[str, Any]], Path], tmp_path: Path) -> None:
    files = [of_sample(sample) for sample in EVERY]
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path / "pdf"]
    subprocess.run([*convert, *files], check=True, capture_output=True, timeout=240)
    pages = [len(re.findall(rb"/Type ?/Page[^s]", path.read_bytes())) for path in sorted((tmp_path / "pdf").iterdir())]
    assert len(pages) == len(files)
    assert set(pages) <= {1, 2}
