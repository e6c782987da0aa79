"""Whatever stands in a bill of materials: a request has it as text, and comes back from any spreadsheet program."""

import re
import subprocess
from pathlib import Path

import pytest
from boms import bom, by, virgin, write_xlsx
from hostile_boms import HOSTILE, TOGETHER
from libreoffice import SOFFICE, convert
from products import company, item, product
from random_boms import write_csv
from requests_returned import FACTS, IN_2025, LINE, Critmin, ask, fill, form_of
from workbooks import unpacked


@pytest.mark.parametrize("names", TOGETHER)
def test_a_hostile_name_is_text(critmin: Critmin, tmp_path: Path, names: list[str]) -> None:
    texts = [HOSTILE[name] for name in names]
    lines = [virgin(feoc_attestation="", extraction_entity=t, line=t, material=t, component=t) for t in texts]
    path = write_csv(bom(*lines), tmp_path, "hostile")
    got = critmin("request", path, *IN_2025, "-o", tmp_path / "out")
    assert (got.exit_code, "internal error" in got.stderr) == (0, False), got.stderr
    files = sorted((tmp_path / "out").rglob("*.xlsx"))
    assert all(file.stem.isprintable() and len(file.name) < 100 for file in files)
    for file in files:
        sheets = [content for part, content in unpacked(file.read_bytes()).items() if part.startswith("xl/worksheets/")]
        assert sheets and not any(re.search(rb"<f[ >]", content) for content in sheets), "a formula"
    assert {form_of(file).supplier for file in files if file.parent.name == "send"} <= {text.strip() for text in texts}


def test_any_name_has_a_file(critmin: Critmin, tmp_path: Path) -> None:
    names = ["CON", "a/b\\c", "..", "Ünïcode GmbH", "北方金属有限公司", "x" * 300]
    found = ask(critmin, tmp_path / "out", write_xlsx(bom(*map(by, names)), tmp_path / "asked.xlsx"), *IN_2025)
    assert {*found} == {*names}
    assert {file.parent for file in found.values()} == {tmp_path / "out" / "send"}


def test_names_that_differ_only_in_signs_have_files_of_their_own(critmin: Critmin, tmp_path: Path) -> None:
    path = write_xlsx(bom(by("Plant 1-1"), by("Plant 11"), by("plant 1.1 LLC")), tmp_path / "asked.xlsx")
    found = ask(critmin, tmp_path / "out", path, *IN_2025)
    assert len({file.name.casefold() for file in found.values()}) == len(found) > 1


@pytest.mark.libreoffice
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice is not installed")
@pytest.mark.parametrize("ending", ["xlsx", "ods"])
def test_libreoffice_returns_it(critmin: Critmin, tmp_path: Path, ending: str) -> None:
    tables = product(item(by="Hanil", at=""), entities=(company("Hanil", sfe_debt_pct=""),))
    path = write_xlsx(tables, tmp_path / "asked.xlsx")
    (request,) = ask(critmin, tmp_path / "out", path).values()
    filled = fill(request, FACTS | LINE)
    if ending == "xlsx":
        convert(tmp_path, filled)
    else:
        profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
        command = ["soffice", profile, "--headless", "--convert-to", "ods", "--outdir", tmp_path / "theirs", filled]
        subprocess.run(command, check=True, capture_output=True, timeout=600)
    returned = tmp_path / "theirs" / f"Hanil.{ending}"
    got = critmin("answers", path, returned, "-o", tmp_path / "copy.xlsx")
    assert got.exit_code == 0, got.stdout
    assert ask(critmin, tmp_path / "again", tmp_path / "copy.xlsx") == {}
