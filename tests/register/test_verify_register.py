"""`critmin verify` and `critmin sign` on a register of evidence."""

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from boms import bom, by, supplier, virgin
from products import item, storage, write_product
from random_boms import write_csv
from registered import SIGNED

Critmin = Callable[..., Any]
ASKED = ("-d", "2025-06-30", "-a", "2025-06-01")
PAPER = {"certificate": "C-1", "supplier": "Acme", "kind": "feoc", "signed_by": "CFO", "signed_on": "2025-01-31"}
PAPER |= {"valid_until": "2025-07-31", "file": "signed.pdf"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, critmin: Critmin) -> Path:
    """A folder with bills of materials of both laws and the register about them."""
    monkeypatch.chdir(tmp_path)
    Path("signed.pdf").write_bytes(SIGNED)
    pack = bom(by("Acme", feoc_attestation="C-1"), Entities=[supplier("Acme") | {"country": ""}], Certificates=[PAPER])
    write_csv(pack, tmp_path, "pack")
    write_csv(bom(virgin(bom="A"), virgin(bom="B")), tmp_path, "fleet")
    write_product(storage(item()), tmp_path, "module")
    Path("register.json").write_text(critmin("evidence", *BOMS, *ASKED, "--within", "3m", "-f", "json").stdout, "utf-8")
    return tmp_path


BOMS = ("pack.csv", "fleet.csv", "module.csv")


def verified(critmin: Critmin, *arguments: str) -> dict[str, Any]:
    got = critmin("verify", *arguments, "-f", "json")
    assert got.stdout, got.stderr
    return {"exit_code": got.exit_code, **json.loads(got.stdout)}


def replaced(file: str, old: str, new: str) -> None:
    text = Path(file).read_text("utf-8")
    assert old in text
    Path(file).write_text(text.replace(old, new), "utf-8")


def test_a_register_is_reproduced_from_the_same_files(critmin: Critmin, here: Path) -> None:
    found = verified(critmin, "register.json", *BOMS[::-1])
    assert (found["exit_code"], found["outcome"], found["differs"]) == (0, "holds", 0)
    made_from = {row["what"] for row in found["made_from"]}
    rulebooks = {"clean-vehicle rulebook", "material-assistance rulebook"}
    assert {"input pack.csv", "input fleet.csv", "input module.csv", "program", *rulebooks} <= made_from


def test_of_files_with_one_content_a_renamed_one_is_found(critmin: Critmin, here: Path) -> None:
    for name in ("a.csv", "b.csv"):
        Path(name).write_text(
            "line,mineral,value_usd,extraction_country,processing_country\n1,lithium,9,US,US\n", "utf-8"
        )
    placed = ("-d", "2025-06-30", "-a", "2025-06-01", "--on", "2025-06-30")
    Path("two.json").write_text(critmin("evidence", "a.csv", "b.csv", *placed, "-f", "json").stdout, "utf-8")
    Path("b.csv").rename("c.csv")
    assert verified(critmin, "two.json", "a.csv", "c.csv")["outcome"] == "holds"


CHANGES: dict[str, tuple[Callable[[], object], int, set[str]]] = {
    "a status": (lambda: replaced("register.json", '"lapses_within"', '"in_hand"'), 1, {"documents"}),
    "the document": (lambda: Path("signed.pdf").write_bytes(b"other"), 1, {"documents"}),
    "the last day": (
        lambda: replaced("pack.certificates.csv", "2025-07-31", "2025-06-01"),
        1,
        {"documents", "bills", "exit"},
    ),
    "a verdict": (lambda: replaced("register.json", '"status": "pass"', '"status": "fail"'), 1, {"bills"}),
    "the exit status": (lambda: replaced("register.json", '"exit_status": 0', '"exit_status": 1'), 1, {"exit"}),
    "the span": (lambda: replaced("register.json", '"3 months"', '"1 month"'), 1, {"documents"}),
    "the day": (lambda: replaced("register.json", '"on": null', '"on": "2025-01-01"'), 1, {"documents", "bills"}),
    "nothing that counts": (lambda: replaced("pack.csv", "Acme", "acme"), 3, set()),
    "the rulebook": (lambda: replaced("register.json", "2025-07-04", "2024-07-04"), 3, set()),
}


@pytest.mark.parametrize(("change", "status", "parts"), CHANGES.values(), ids=CHANGES)
def test_what_differs_is_named(
    critmin: Critmin, here: Path, change: Callable[[], object], status: int, parts: set[str]
) -> None:
    change()
    found = verified(critmin, "register.json", *BOMS)
    assert (found["exit_code"], {group["part"].split()[0] for group in found["groups"]}) == (status, parts), found


@pytest.mark.parametrize(
    ("change", "boms", "says"),
    [
        (None, BOMS[1:], 'lists "pack.csv", and no file'),
        (None, (*BOMS, "signed.pdf"), 'does not list "signed.pdf"'),
        (("3 months", "soon"), BOMS, 'span is "soon"'),
        (("rulebooks", "laws"), BOMS, "create it again"),
        (('"on": null', '"on": "soon"'), BOMS, "expected a register of `critmin evidence -f json`"),
        (('"clean-vehicle": {', '"tiny": {'), BOMS, "are not those"),
        (('"clean-vehicle"', '"tiny"'), BOMS, 'of the regime "tiny"'),
        (("japan-minerals", "japan"), BOMS, "options that this version"),
    ],
)
def test_what_cannot_be_recomputed_is_refused(
    critmin: Critmin, here: Path, change: tuple[str, str] | None, boms: tuple[str, ...], says: str
) -> None:
    if change is not None:
        replaced("register.json", *change)
    got = critmin("verify", "register.json", *boms)
    assert (got.exit_code, says in " ".join(got.stderr.split())) == (2, True), got.stderr


def test_a_report_is_of_one_bill_of_materials_and_a_register_of_all(critmin: Critmin, here: Path) -> None:
    critmin("check", "pack.csv", *ASKED, "-f", "json", "-o", "report.json")
    assert critmin("verify", "report.json", *BOMS).exit_code == 2
    assert critmin("verify", "register.json", *BOMS, "--bom", "A").exit_code == 2


def test_a_register_is_signed_with_its_documents(critmin: Critmin, here: Path) -> None:
    subprocess.run(["openssl", "genpkey", "-algorithm", "ed25519", "-out", "key.pem"], check=True)
    subprocess.run(["openssl", "pkey", "-in", "key.pem", "-pubout", "-out", "public.pem"], check=True)
    assert critmin("sign", "register.json", "--key", "key.pem").exit_code == 0
    found = verified(critmin, "register.json", *BOMS, "--signed-by", "public.pem")
    inputs = 2 + len(BOMS) + len([*here.glob("pack.*.csv"), *here.glob("module.*.csv")]) + 1
    assert (found["exit_code"], found["signature"]["inputs"]) == (0, inputs)
    replaced("register.json", '"lapses_within"', '"in_hand"')
    assert verified(critmin, "register.json", *BOMS, "--signed-by", "public.pem")["outcome"] == "not_signed"
