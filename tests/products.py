"""Products by direct material from short tables, and what `critmin macr` answers to one.

A table is a list of rows, a row its cells by column name.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from random_boms import columns_of

Row = dict[str, str]
Tables = dict[str, list[Row]]
SOLD = {"class": "battery-component", "sold": "2026-06-30", "taxable_year_begins": "2026-01-01"}
"""A battery component sold in 2026: the threshold is 60 percent."""


@dataclass(frozen=True)
class Assessed:
    """The first report of a run of `critmin macr`."""

    exit_code: int
    report: dict[str, Any]
    stderr: str

    @property
    def status(self) -> str:
        return str(self.report["verdict"]["status"])

    @property
    def ratio(self) -> dict[str, Any]:
        """The section on material assistance."""
        return dict(self.report["material_assistance"])

    @property
    def span(self) -> tuple[str, str]:
        """The low and the high end of the ratio, as fractions."""
        return self.ratio["low"], self.ratio["high"]

    @property
    def items(self) -> list[dict[str, Any]]:
        return list(self.ratio["items"])

    @property
    def item(self) -> dict[str, Any]:
        """The only item."""
        (only,) = self.items
        return dict(only)

    @property
    def share(self) -> tuple[str | None, str | None]:
        """The share of the first item that is not a prohibited foreign entity's."""
        return self.items[0]["non_pfe_low"], self.items[0]["non_pfe_high"]

    @property
    def codes(self) -> set[str]:
        return {finding["code"] for finding in self.report["findings"]}

    def finding(self, code: str) -> dict[str, Any]:
        """The only finding of that code."""
        (found,) = [f for f in self.report["findings"] if f["code"] == code]
        return dict(found)


Assess = Callable[..., Assessed]
AssessEach = Callable[..., list[Assessed]]


def item(cost: str = "100", by: str = "Acme", at: str = "KR", **cells: str) -> Row:
    """An item made by a company in a country."""
    return {"item": "Part", "cost_usd": cost, "producer": by, "country": at} | cells


def company(name: str = "Acme", country: str = "KR", **cells: str) -> Row:
    """A company of one country of which all is known; outside a covered nation it is no prohibited foreign entity."""
    row = {"entity": name, "country": country, "headquarters_country": country}
    return row | {"sfe_appoints_officer": "no", "sfe_debt_pct": "0", "sfe_total_pct": "0"} | cells


CLEAN, CHINESE = company(), company("Sinocell", "CN")
"""A company that is shown to be no prohibited foreign entity, and one that is."""


def certificate(name: str = "C-1", of: str = "Acme", kind: str = "not-pfe", **cells: str) -> Row:
    """A certificate with every element that its kind needs; the cost is stated by the cells."""
    row = {"certificate": name, "supplier": of, "kind": kind, "signed_on": "2026-01-15"}
    row |= {"identification_number": "12-3456789", "perjury": "yes"}
    return row | ({"knows_of_none_upstream": "yes"} if kind == "not-pfe" else {}) | cells


def product(
    *items: Row,
    entities: tuple[Row, ...] = (CLEAN, CHINESE),
    certificates: tuple[Row, ...] = (),
    holdings: tuple[Row, ...] = (),
    **facts: str,
) -> Tables:
    """A product of items; `facts` are those of the sheet Product, besides those of `SOLD`."""
    stated = {field: value for field, value in (SOLD | facts).items() if value}
    sheets = {"Entities": [*entities], "Ownership": [*holdings], "Certificates": [*certificates]}
    rows = [{"field": field, "value": value} for field, value in stated.items()]
    return {"Materials": [*items], "Product": rows} | {name: rows for name, rows in sheets.items() if rows}


def storage(*items: Row, begins: str = "2026-06-30", **facts: Any) -> Tables:
    """Energy storage whose construction begins in 2026: the threshold is 55 percent."""
    facts = {"class": "energy-storage", "sold": "", "taxable_year_begins": ""} | facts
    return product(*items, construction_begins=begins, **facts)


def write_product(tables: Tables, folder: Path, name: str = "product") -> Path:
    """The tables as a CSV of the items, with its companions."""
    for sheet, rows in tables.items():
        suffix = "csv" if sheet == "Materials" else f"{sheet.lower()}.csv"
        with (folder / f"{name}.{suffix}").open("w", newline="", encoding="utf-8") as file:
            columns = columns_of(rows)
            writer = csv.writer(file)
            writer.writerow(columns)
            writer.writerows([row.get(column, "") for column in columns] for row in rows)
    return folder / f"{name}.csv"
