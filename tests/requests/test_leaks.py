"""No request names another supplier, states an amount that is not its supplier's, or shows a path: in no byte of it."""

import html
import re
import zipfile
from pathlib import Path

import pytest
from boms import Tables, bom, supplier, vehicle, virgin
from products import certificate, company, item, product
from requests_returned import IN_2025, Critmin, ask, form_of, texts, written

SUPPLIERS = ["Tianhe Lithium Co., Ltd.", "Salar Norte SpA", "Baie Nickel Inc.", "북방금속", "Kalt AG", "BYX"]
OWNERS = ["Aurora Holding", "Guangming Fund", "M. Q. Vandersteen"]
AMOUNTS = ["7391.55", "8217.25", "6644.75", "913.3755", "41.0625", "5521.5"]
"""Values, prices, masses and costs, all of which are the buyer's."""
SECRETS = ["PROJECT-FALCON", "tianhe", "salar norte"]
"""What stands in names of files, lines, items, certificates and materials."""


def battery() -> Tables:
    tianhe, salar, baie, north, kalt, _ = SUPPLIERS
    lines = [
        {
            "line": "TIANHE-01",
            "material": f"LiOH from {tianhe}",
            "extraction_entity": salar,
            "processing_entity": tianhe,
        },
        {"line": "2", "material": "NMC811 powder (Salar Norte)", "mineral": "nickel", "extraction_entity": baie},
        {"line": "3", "material": "graphite, 41.0625 USD/kg", "mineral": "graphite", "processing_entity": north},
        {"line": "4", "component": "cathode electrode by Tianhe Lithium", "processing_entity": "KALT ag"},
        {"line": "5", "processing_entity": "BYX", "extraction_entity": "Baie Nickel", "extraction_country": "Kalt AG"},
    ]
    rows = [
        virgin(at="AU", feoc_attestation="", value="", mass_kg=AMOUNTS[3], price_usd_per_kg=AMOUNTS[4]) | line
        for line in lines
    ]
    rows[1]["value_usd"] = AMOUNTS[0]
    return bom(
        *rows,
        Entities=[
            supplier(salar, "CL", ""),
            supplier(baie, "CA", "", effective_control_by=tianhe, rights_reserved="yes"),
        ],
        Ownership=[{"owner": OWNERS[0], "owned": salar, "equity_pct": "30"}, {"owner": OWNERS[1], "owned": tianhe}],
        Components=[{"component": "battery cell", "value_usd": AMOUNTS[1], "entity": kalt, "assembly_country": ""}],
        Certificates=[{"certificate": "TIANHE-9", "supplier": tianhe, "kind": "feoc", "signed_by": OWNERS[2]}],
        Vehicle=vehicle(placed_in_service="2025-06-30", acquired="2025-06-01", msrp_usd=AMOUNTS[5]),
    )


def storage() -> Tables:
    tianhe, salar, baie, north, kalt, _ = SUPPLIERS
    items = [
        item(AMOUNTS[2], tianhe, "", item="cell A", supplier=kalt, earlier_producers=f"{salar}; {baie}"),
        item("", "BYX", item="Salar Norte tray", quantity="2", unit_cost_usd=AMOUNTS[4], certificate="TIANHE-9"),
        item(AMOUNTS[0], north, item="cell B"),
    ]
    papers = (certificate("TIANHE-9", of=tianhe), certificate("C-2", of=salar, kind="cost", non_pfe_cost_usd="41.0625"))
    return product(*items, entities=(company(kalt, sfe_debt_pct=""),), certificates=papers)


@pytest.fixture(scope="module")
def sent(critmin: Critmin, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The requests about four files, whose names tell what no supplier may know."""
    here = tmp_path_factory.mktemp("leaks")
    folder = here / "PROJECT-FALCON"
    folder.mkdir()
    paths = [
        written(battery(), folder, "Tianhe Lithium.xlsx"),
        written(storage(), folder, "Salar Norte.xlsx"),
        written(battery(), folder, "tianhe_pack.csv"),
        written(storage(), folder, "salar norte_pack.csv"),
    ]
    return ask(critmin, here / "out", *paths, "--from", "Nordwind Motors")


def unpacked(path: Path) -> list[tuple[str, str]]:
    """Every part of a workbook as text, with its name, and the record as it is read."""
    with zipfile.ZipFile(path) as file:
        parts = [(name, html.unescape(file.read(name).decode("utf-8"))) for name in file.namelist()]
    return [*parts, ("the names", " ".join(name for name, _ in parts)), ("the record", repr(form_of(path)))]


def plain(text: str) -> str:
    return re.sub(r"[\W_]+", " ", text).casefold()


def test_every_supplier_is_asked(sent: dict[str, Path]) -> None:
    assert {plain(name) for name in sent} == {plain(name) for name in SUPPLIERS}


@pytest.mark.parametrize("name", SUPPLIERS)
def test_a_request_names_no_other_supplier_and_no_owner(sent: dict[str, Path], name: str) -> None:
    path = next(path for asked, path in sent.items() if plain(asked) == plain(name))
    others = [other for other in SUPPLIERS + OWNERS if other != name] + SECRETS
    words = {re.sub(r" (co ltd|spa|inc|ag)$", "", plain(other).strip()) for other in others}
    if name.startswith(("Tianhe", "Salar")):
        words -= {plain(name).split()[0], " ".join(plain(name).split()[:2])}
    for part, text in unpacked(path):
        found = [word for word in words if f" {word} " in f" {plain(text)} "]
        assert found == [], part
    assert not any(plain(word) in plain(path.stem) for word in words)


@pytest.mark.parametrize("name", SUPPLIERS)
def test_a_request_states_no_amount_and_no_path(sent: dict[str, Path], name: str) -> None:
    path = next(path for asked, path in sent.items() if plain(asked) == plain(name))
    for part, text in unpacked(path):
        assert [amount for amount in AMOUNTS if amount in text] == [], part
        assert [word for word in (str(path.parents[2]), ".csv", "leaks") if word in text] == [], part


def test_what_may_not_be_shown_is_left_out_and_the_rest_is_there(sent: dict[str, Path]) -> None:
    baie = list(texts(sent["Baie Nickel Inc."]))
    assert "nickel" in baie
    assert "2" in baie
    north = list(texts(sent["북방금속"]))
    assert "graphite" in north
    tianhe = list(texts(sent["Tianhe Lithium Co., Ltd."]))
    assert "TIANHE-01" in tianhe


NAMES_OF_LINES = [
    # the name of a line, another supplier, and whether the line is named to its own
    ("price 7,391.55", "Kalt AG", False),
    ("at 7391,55", "Kalt AG", False),
    ("rev 7.39", "Kalt AG", True),
    ("7391", "Kalt AG", True),  # a number without a mark is the name of a line
    ("4 赣锋", "赣锋锂业", False),
    ("북방 4", "북방금속", False),
    ("4 锂", "赣锋锂业", True),
]


@pytest.fixture(scope="module")
def of_hanil(critmin: Critmin, tmp_path_factory: pytest.TempPathFactory) -> str:
    """Every part of the request to Hanil about lines of these names, beside lines of the other suppliers."""
    folder = tmp_path_factory.mktemp("lines")
    line = virgin(value=AMOUNTS[0], feoc_attestation="")
    lines = [line | {"line": name, "extraction_entity": "Hanil"} for name, _, _ in NAMES_OF_LINES]
    lines += [line | {"extraction_entity": other} for other in sorted({other for _, other, _ in NAMES_OF_LINES})]
    path = written(bom(*lines), folder, "pack.xlsx")
    return "\n".join(text for _, text in unpacked(ask(critmin, folder / "out", path, *IN_2025)["Hanil"]))


@pytest.mark.parametrize(("line", "other", "shown"), NAMES_OF_LINES)
def test_a_line_is_shown_unless_its_name_tells(of_hanil: str, line: str, other: str, shown: bool) -> None:
    assert (line in of_hanil) is shown


def test_the_list_names_everybody(sent: dict[str, Path]) -> None:
    folder = sent["Baie Nickel Inc."].parents[1]
    shown = (folder / "requests.csv").read_text("utf-8")
    assert all(plain(name) in plain(shown) for name in SUPPLIERS)
