"""Random products by direct material, and what the program makes of one, in this process."""

from __future__ import annotations

import datetime
import random
from collections.abc import Mapping
from dataclasses import dataclass

from critmin.engine.model.battery import Attestation, Certificate, Row, Table, key
from critmin.engine.model.findings import Findings, Unreadable
from critmin.engine.model.materials import Item, Materials, Product
from critmin.engine.model.missing import MissingFact, texts
from critmin.engine.model.numbers import Fraction
from critmin.engine.regimes.material_assistance.entity_status import PfeStatus
from critmin.engine.regimes.material_assistance.law import Law
from critmin.engine.regimes.material_assistance.question import MaterialAssistanceQuestion, subject_of
from critmin.engine.regimes.material_assistance.rulebook import load_rulebook
from critmin.engine.regimes.material_assistance.verdict import Answer, answer_under
from products import Tables, certificate, company

RULEBOOK = load_rulebook()
STATUSES = {"Acme": "not_pfe", "Bora": "not_pfe", "Sinocell": "pfe", "Murk": "unknown", "Dim": "unknown"}
"""The status of each company; one of another name has no row, and is unknown."""
ENTITIES = {
    "not_pfe": lambda name: company(name),
    "pfe": lambda name: company(name, "CN"),
    "unknown": lambda name: {"entity": name, "country": "KR"},
}
"""A row of the sheet Entities for each status."""
SOLD = ["2025-07-04", "2025-07-05", "2025-12-31", "2026-01-01", "2026-06-30", "2026-12-31", "2027-01-01", "2028-02-29",
        "2029-12-31", "2030-01-01", "2031-12-31", "2032-12-31", "2033-01-01", "2034-05-05"]  # fmt: skip
BEGINS = [
    "2025-08-01",
    "2025-12-31",
    "2026-01-01",
    "2026-06-30",
    "2027-12-31",
    "2028-01-01",
    "2030-01-01",
    "2035-01-01",
]


def random_product(seed: int) -> Tables:
    """A product with every kind of item and certificate; each seed always gives the same."""
    rng = random.Random(f"product {seed}")
    certificates = [_certificate(rng, f"C-{n}") for n in range(1, rng.choice([1, 2, 3, 4]))]
    ids = [row["certificate"] for row in certificates]
    items = [_item(rng, number, ids) for number in range(1, rng.randint(2, 6))]
    class_ = rng.choice(
        ["battery-component", "battery-component", "critical-mineral", "energy-storage", "qualified-facility"]
    )
    sold = class_ in ("battery-component", "critical-mineral")
    usual = rng.random() < 0.6
    date = ("2026-06-30" if usual else rng.choice(SOLD)) if sold else "2026-06-30" if usual else rng.choice(BEGINS)
    facts = {
        "class": class_,
        "sold" if sold else "construction_begins": date,
        "taxable_year_begins": rng.choice(["", "", "", "2025-07-04", "2025-07-05", "2026-01-01", "2026-07-01"]),
        "taxpayer": rng.choice(["", "", "", "", "Acme", "Murk", "Sinocell"]),
    }
    entities = [ENTITIES[status](name) for name, status in STATUSES.items()]
    return {
        "Materials": items,
        "Product": [{"field": name, "value": value} for name, value in facts.items() if value],
        "Entities": entities,
        **({"Certificates": certificates} if certificates else {}),
    }


def _item(rng: random.Random, number: int, certificates: list[str]) -> dict[str, str]:
    """An item; six in ten have a certificate if there is any."""
    return {
        "item": f"Part {number}",
        "cost_usd": rng.choice(["", "0", "1", "2.5", "10", "40", "60", "100", "100", "1000000"]),
        "producer": rng.choice(["", "Acme", "Acme", "Acme", "Bora", "Sinocell", "Murk", "Murk", "Dim", "Somebody Ltd"]),
        "country": rng.choice(["", "KR", "KR", "US", "US", "TW", "JP", "HK", "CN"]),
        "supplier": rng.choice(["", "", "", "Acme", "Reseller Inc", "Sinocell"]),
        "earlier_producers": rng.choice(["", "", "", "", "Bora", "Murk; Sinocell"]),
        "certificate": rng.choice(certificates) if certificates and rng.random() < 0.6 else "",
        "known_pfe": rng.choice(["", "", "", "", "", "", "no", "yes"]),
        "existing_contract": "yes" if rng.random() < 0.12 else rng.choice(["", "", "no"]),
        "contract_date": rng.choice(["", "2025-06-15", "2025-06-15", "2025-06-16"]),
    }


def _certificate(rng: random.Random, name: str) -> dict[str, str]:
    """A certificate; half have a fault."""
    kind = rng.choice(["not-pfe", "cost", "cost"])
    row = certificate(name, rng.choice(["Acme", "Acme", "Murk", "Murk", "Dim", "Reseller Inc", "Sinocell"]), kind)
    if kind == "cost" or rng.random() < 0.05:
        row["non_pfe_cost_usd"] = rng.choice(["", "0", "1", "5", "30", "60", "100"])
        row["non_pfe_pct"] = rng.choice(["", "", "0", "50", "99.9", "100"])
    row["valid_from"] = rng.choice(["", "", "2026-01-01"])
    row["valid_until"] = rng.choice(["", "", "2026-12-31", "2040-12-31"])
    if rng.random() < 0.5:
        column, value = rng.choice(
            [("signed_on", ""), ("signed_on", "2027-06-30"), ("signed_on", "2027-07-01"), ("supplier", ""),
             ("identification_number", ""), ("perjury", ""), ("knows_of_none_upstream", ""), ("kind", "feoc"),
             ("valid_from", "2026-07-01"), ("valid_from", "2026-06-30"), ("valid_until", "2026-06-29"),
             ("valid_until", "2026-06-30")]
        )  # fmt: skip
        row[column] = value
    return row


# The program, in memory ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Known:
    """A company's status, as the program answers it."""

    status: PfeStatus
    limbs: tuple[str, ...] = ()
    why: tuple[str, ...] = ("it is on a list",)
    lacking: tuple[MissingFact, ...] = (MissingFact("who owns it"),)
    cells: tuple[str, ...] = ()
    barred: bool = False

    @property
    def missing(self) -> list[str]:
        return texts(self.lacking)


class Statuses:
    """The status of each company as given."""

    def __init__(self, statuses: Mapping[str, str]) -> None:
        self._statuses = statuses

    def status(self, name: str) -> Known:
        return Known(PfeStatus(self._statuses.get(name, "unknown")))


def answered(
    tables: Tables,
    statuses: Mapping[str, str] = STATUSES,
    readings: Mapping[str, str] | None = None,
    year: int | None = None,
) -> Answer | None:
    """What the program answers about the product, without reading or writing a file; None if it cannot be judged."""
    materials = facts(tables)
    question = MaterialAssistanceQuestion(
        year=year, readings=RULEBOOK.defaults().choose((readings or {}).items()), scenario=None, sdn=None
    )
    try:
        subject = subject_of(question, materials.product, RULEBOOK)
        law = Law(RULEBOOK, subject.class_, subject.days, question.readings)
        return answer_under(law, materials, subject, Findings(), Statuses(statuses))
    except Unreadable:
        return None


def facts(tables: Tables) -> Materials:
    """The facts of tables whose cells need no reading."""
    product = {row["field"]: row["value"] for row in tables["Product"]}
    certificates = {key(row["certificate"]): _read(row, at) for at, row in enumerate(tables.get("Certificates", []), 2)}
    items = [_read_item(row, at, certificates) for at, row in enumerate(tables["Materials"], 2)]
    names = {name for row in items for name in (row.producer, row.supplier) if name}
    names |= {row.supplier for row in certificates.values() if row.supplier}
    return Materials(
        sheet="Materials",
        items=items,
        product=Product(
            class_=product["class"],
            sold=_day(product.get("sold")),
            construction_begins=_day(product.get("construction_begins")),
            taxable_year_begins=_day(product.get("taxable_year_begins")),
            taxpayer=product.get("taxpayer"),
        ),
        certificates=certificates,
        identities={name: name for name in names},
    )


_TABLE = {name: Table(name, {"item": "A"}) for name in ("Materials", "Certificates")}


def _read_item(row: Mapping[str, str], at: int, certificates: Mapping[str, Certificate]) -> Item:
    cell = row.get("certificate", "")
    named = key(cell) if cell and key(cell) in certificates else None
    return Item(
        row=Row(_TABLE["Materials"], at),
        name=row["item"],
        cost=_number(row.get("cost_usd")),
        producer=row.get("producer") or None,
        country=row.get("country") or None,
        supplier=row.get("supplier") or None,
        earlier_producers=tuple(name for name in row.get("earlier_producers", "").split("; ") if name),
        certificate=Attestation(cell, Row(_TABLE["Materials"], at), "certificate", certificate=named)
        if named
        else None,
        known_pfe=_answer(row.get("known_pfe")),
        contract_date=_day(row.get("contract_date")),
        existing_contract=_answer(row.get("existing_contract")),
    )


def _read(row: Mapping[str, str], at: int) -> Certificate:
    percentage = _number(row.get("non_pfe_pct"))
    return Certificate(
        row=Row(_TABLE["Certificates"], at),
        name=row["certificate"],
        supplier=row["supplier"] or None,
        kind=row["kind"],
        signed_on=_day(row["signed_on"]),
        valid_from=_day(row.get("valid_from")),
        valid_until=_day(row.get("valid_until")),
        identification_number=row["identification_number"] or None,
        perjury=_answer(row["perjury"]),
        knows_of_none_upstream=_answer(row.get("knows_of_none_upstream")),
        non_pfe_cost=_number(row.get("non_pfe_cost_usd")),
        non_pfe_share=None if percentage is None else percentage / 100,
        faults={} if row["signed_on"] else {"signed_on": "it is not signed"},
    )


def _number(text: str | None) -> Fraction | None:
    return Fraction(text) if text else None


def _answer(text: str | None) -> bool | None:
    return {"yes": True, "no": False}.get(text or "")


def _day(text: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(text) if text else None
