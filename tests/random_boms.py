"""Small random bills of materials, the same for the same seed, full of the awkward cases and of boundary values."""

from __future__ import annotations

import csv
import random
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

Tables = dict[str, list[dict[str, str]]]

BOUNDARY_DATES = [
    "2023-04-17",
    "2023-04-18",
    "2023-12-31",
    "2024-01-01",
    "2024-12-31",
    "2025-01-01",
    "2025-09-30",
    "2025-10-01",
    "2025-12-31",
    "2026-01-01",
    "2026-12-31",
    "2027-01-01",
    "2027-12-31",
    "2028-01-01",
    "2029-01-01",
]
UNKNOWN_WORDS = ["", "unknown", "various", "TBD", "n/a", "?"]
GOOD_ATTESTATIONS = ["ATT-2025-014", "2023-03-01", "Att. No. 7"]
BAD_ATTESTATIONS = ["no", "none", "pending", "requested", "refused", "expired", "", "unknown"]
QUALIFYING = ["US", "CA", "MX", "AU", "CL", "JP", "KR", "PE", "SG", "MA", "PR"]
OTHERS = ["NA", "TW", "ID", "AR", "NO", "DE", "CD", "NC", "GL", "PH", "FI"]
COVERED = ["CN", "RU", "HK", "MO", "KP", "IR"]
COUNTED = ["lithium", "nickel", "cobalt", "manganese", "graphite", "aluminum", "fluorspar", "titanium"]
NOT_COUNTED = ["copper", "silicon", "iron"]
PARTS = ["cathode electrode", "anode electrode", "electrolyte", "separator", ""]
OUTSIDE = ["housing", "can", "pouch", "cooling plate", "busbar"]
ROLES = [
    "cathode_active",
    "anode_active",
    "foil",
    "electrode_binder",
    "electrolyte_salt",
    "electrolyte_additive",
    "electrolyte_other",
    "other",
    "",
]
PARTS_OF = {
    "anode_active": "anode electrode",
    "electrolyte_salt": "electrolyte",
    "electrode_binder": "cathode electrode",
    "cathode_active": "cathode electrode",
}
# 0.0001 feeds a circle slowly; a circle of 99.9999 hands on nearly all that it takes.
HELD = ["0.0001", "10", "15", "20", "24", "25", "30", "40", "49", "49.99", "50", "60", "99.9999", "100"]
HELD_IN_ONE_MEASURE = ["0", "0.0001", "10", "25", "49", "50"]
AMOUNTS = ["0", "1", "10", "12.5", "30", "45", "60", "99.99", "100", "300"]


def random_bom(seed: int) -> Tables:
    rng = random.Random(seed)
    # Most BOMs are tidy in some respect: where everything is unknown or foreign, every answer is the same.
    tidy = max(rng.random(), rng.random())
    names = [f"E{n}" for n in range(1, rng.randint(0, 6) + 1)]
    tables: Tables = {"BOM": _lines(rng, names, tidy)}
    if names:
        tables["Entities"] = [_entity(rng, name, names, tidy) for name in names]
    holdings = _holdings(rng, names, tables.get("Entities", []), tidy) if names and rng.random() < 0.7 else []
    if holdings:
        tables["Ownership"] = holdings
    steps = _steps(rng, names, tables["BOM"], tidy) if rng.random() < 0.3 else []
    if steps:
        tables["Steps"] = steps
    if rng.random() < 0.5:
        tables["Components"] = _components(rng, names, tidy)
    tables["Vehicle"] = _vehicle(rng, tidy)
    return tables


def _country(rng: random.Random, tidy: float) -> str:
    draw = rng.random()
    if draw < 0.5 + 0.4 * tidy:
        return rng.choice(QUALIFYING)
    if draw < 0.8 + 0.17 * tidy:
        return rng.choice(OTHERS)
    if draw < 0.9 + 0.085 * tidy:
        return rng.choice(UNKNOWN_WORDS)
    return rng.choice(COVERED)


def _attestation(rng: random.Random, tidy: float) -> str:
    return rng.choice(GOOD_ATTESTATIONS if rng.random() < 0.25 + 0.65 * tidy else BAD_ATTESTATIONS)


def _supplier(rng: random.Random, names: list[str]) -> str:
    draw = rng.random()
    if names and draw < 0.75:
        return rng.choice(names)
    return "Stranger" if draw < 0.85 else rng.choice(UNKNOWN_WORDS)


def _amount(rng: random.Random, unknown: float) -> str:
    return rng.choice(UNKNOWN_WORDS) if rng.random() < unknown else rng.choice(AMOUNTS)


def _site(rng: random.Random, names: list[str], step: str, suffix: str, tidy: float) -> dict[str, str]:
    return {
        f"{step}_country{suffix}": _country(rng, tidy),
        f"{step}_entity{suffix}": _supplier(rng, names),
        f"{step}_value_added_usd{suffix}": _amount(rng, 0.5 if suffix == "" and rng.random() < 0.3 else 0.1),
    }


def _lines(rng: random.Random, names: list[str], tidy: float) -> list[dict[str, str]]:
    lines = []
    named = rng.random() < 0.8
    for index in range(rng.randint(1, 8)):
        row = {
            "line": f"L{index + 1}" if named else "",
            "component": rng.choice(OUTSIDE) if rng.random() < 0.08 else rng.choice(PARTS),
            "material": "powder",
            "role": rng.choice(ROLES),
            "mineral": rng.choice(NOT_COUNTED) if index and rng.random() < 0.1 else rng.choice(COUNTED),
            "value_usd": rng.choice(AMOUNTS[1:]),
            "mass_kg": "",
            "price_usd_per_kg": "",
        }
        draw = rng.random()
        if draw < 0.15:
            row |= {"value_usd": "", "mass_kg": rng.choice(AMOUNTS[1:]), "price_usd_per_kg": rng.choice(AMOUNTS[1:])}
        elif draw < 0.2:
            row["value_usd"] = rng.choice(UNKNOWN_WORDS)
        elif draw < 0.22:
            row["value_usd"] = "0"
        synthetic = row["mineral"] == "graphite" and rng.random() < 0.5
        if synthetic:
            row["material"] = rng.choice(["synthetic graphite powder", "artificial graphite", "powder"])
            if row["material"] == "powder":
                row["mineral"] = "synthetic graphite"
        steps = ["extraction", "processing"]
        if rng.random() < 0.2:
            steps = rng.choice([["recycling"], ["recycling", "processing"], ["extraction", "processing", "recycling"]])
        for step in steps:
            if step == "extraction" and synthetic and rng.random() < 0.7:
                row["extraction_country"] = rng.choice(["", "none"])
                continue
            if rng.random() < 0.06 and step != "recycling":
                continue  # a step of a virgin chain that the line says nothing about
            row |= _site(rng, names, step, "", tidy)
            if rng.random() < 0.3:
                row |= _site(rng, names, step, "_2", tidy)
                if rng.random() < 0.3:
                    row |= _site(rng, names, step, "_3", tidy)
            if step != "recycling" and rng.random() < 0.01:
                row[f"{step}_country"] = "none"
        if rng.random() < 0.25:
            row["impracticable_to_trace"] = rng.choice(["yes", "yes", "no", ""])
            row["role"] = rng.choice(["anode_active", "electrolyte_salt", "electrode_binder", "cathode_active"])
            if rng.random() < 0.7:  # a claim is mostly consistent
                row["component"] = PARTS_OF[row["role"]]
        row["feoc_attestation"] = _attestation(rng, tidy)
        lines.append(row)
    return lines


def _entity(rng: random.Random, name: str, names: list[str], tidy: float) -> dict[str, str]:
    row = {
        "entity": name,
        "country": _country(rng, tidy),
        "headquarters_country": _country(rng, tidy),
        "government_of": "",
        "attestation": rng.choice(GOOD_ATTESTATIONS) if rng.random() < 0.1 else rng.choice(BAD_ATTESTATIONS),
    }
    stated = rng.random() < 0.5
    for measure in ("equity", "votes", "board"):
        levels = ["0", "0", "0", "10", "24.99", "25", "50"] if rng.random() > tidy else ["0", "0", "0", "10"]
        row[f"government_{measure}_pct"] = rng.choice(levels) if stated and rng.random() < 0.95 else ""
    draw = rng.random()
    if draw < 0.25:
        row["government_of"] = rng.choice(["CN", "CN", "RU", "HK", "NO", "US"])
        for measure in ("equity", "votes", "board"):
            row[f"government_{measure}_pct"] = ""
    elif draw < 0.31:
        row["effective_control_by"] = rng.choice([*names, "CN", "HK", "NO", "Stranger", "none"])
        row["rights_reserved"] = rng.choice(["yes", "yes", "no", ""])
    elif draw < 0.34:
        row["designation"] = rng.choice(["SDN", "FTO", "DOE", "conviction", "none", "none"])
    elif draw < 0.36:
        row["pfe_list"] = rng.choice(["SDN", "FTO; 1260H", "conviction", "1260H", "UFLPA", "none"])
    return row


def _holdings(
    rng: random.Random, names: list[str], entities: list[dict[str, str]], tidy: float
) -> list[dict[str, str]]:
    governments = {r["entity"] for r in entities if r["government_of"]}
    # What a stated government part leaves is what the other owners can hold.
    left = {
        (r["entity"], m): 100 - Decimal(r[f"government_{m}_pct"] or 0)
        for r in entities
        for m in ("equity", "votes", "board")
    }
    circles = rng.random() < 0.5
    rows: list[dict[str, str]] = []
    pairs = set()
    for _ in range(rng.randint(1, 16)):
        if len(rows) == 8:
            break
        owned = rng.choice(names)
        owner = rng.choice([*names, "Outsider"] if rng.random() < 0.2 else names)
        forwards = owner == "Outsider" or owner < owned
        if owned in governments or (owner, owned) in pairs or not (forwards or circles):
            continue
        pairs.add((owner, owned))
        row = {"owner": owner, "owned": owned}
        base = rng.choice(HELD)
        for measure in ("equity", "votes", "board"):
            level = Decimal(base if rng.random() < 0.8 else rng.choice(HELD_IN_ONE_MEASURE))
            level = min(level, left[owned, measure])
            left[owned, measure] -= level
            row[f"{measure}_pct"] = str(level) if rng.random() < 0.97 else ""
        rows.append(row)
    return rows


def _steps(rng: random.Random, names: list[str], lines: list[dict[str, str]], tidy: float) -> list[dict[str, str]]:
    rows = []
    for _ in range(rng.randint(1, 3)):
        index = rng.randrange(len(lines))
        if not lines[index]["line"]:
            continue
        country, entity, added = _site(rng, names, "x", "", tidy).values()
        if not country and not entity and not added:
            continue
        step = "recycling" if rng.random() < 0.1 else rng.choice(["extraction", "processing", "processing"])
        rows.append(
            {"line": lines[index]["line"], "step": step, "country": country, "entity": entity, "value_added_usd": added}
        )
    return rows


def _components(rng: random.Random, names: list[str], tidy: float) -> list[dict[str, str]]:
    parts = rng.sample(["cathode electrode", "anode electrode", "separator", "cell", "module"], rng.randint(1, 3))
    return [
        {
            "component": part,
            "value_usd": "100",
            "part_of": "",
            "assembly_country": _country(rng, tidy),
            "entity": _supplier(rng, names),
            "feoc_attestation": _attestation(rng, tidy),
        }
        for part in parts
    ]


def _vehicle(rng: random.Random, tidy: float) -> list[dict[str, str]]:
    if rng.random() < 0.5:
        placed = rng.choice(BOUNDARY_DATES)
    else:
        placed = f"{rng.randint(2024, 2029)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    values = {"placed_in_service": placed}
    bought = rng.choice(["", "", "2023-04-18", "2024-05-05", "2025-09-30", "2025-09-30", "2025-10-01"])
    if bought and bought <= placed:
        values["acquired"] = bought
    if rng.random() < 0.2:
        values["report_date"] = rng.choice(["2026-12-31", "2027-01-01", "2025-01-01"])
    fields = {
        "final_assembly_country": ["US", "CA", "MX", "unknown", ""] + ([] if rng.random() < 0.9 else ["JP", "CN"]),
        "battery_kwh": ["7", "75", ""] + ([] if rng.random() < 0.9 else ["6.99"]),
        "gvwr_lb": ["13999", "5000", ""] + ([] if rng.random() < 0.9 else ["14000"]),
        "vehicle_class": ["van", "suv", "pickup", ""],
        "msrp_usd": ["80000", "55000", "54999.99", ""] + ([] if rng.random() < 0.9 else ["80000.01"]),
        "transition_report": ["yes", "yes", "yes", "no", ""],
    }
    for field, choices in fields.items():
        if rng.random() < 0.6:
            values[field] = rng.choice(choices)
    if rng.random() < 0.1:
        values |= {"vehicle_class": "other", "msrp_usd": rng.choice(["55000", "55000.01", "54000"])}
    return [{"field": field, "value": value} for field, value in values.items()]


def columns_of(rows: list[dict[str, str]]) -> list[str]:
    """Every column of a table, each once, in the order in which the rows first name them."""
    return list(dict.fromkeys(column for row in rows for column in row))


def write_csv(tables: Mapping[str, list[dict[str, str]]], folder: Path, name: str) -> Path:
    """Write the BOM as NAME.csv with its other sheets beside it as NAME.entities.csv and so on."""
    for sheet, rows in tables.items():
        path = folder / (f"{name}.csv" if sheet == "BOM" else f"{name}.{sheet.lower()}.csv")
        with path.open("w", newline="", encoding="utf-8") as handle:
            writer = csv.DictWriter(handle, columns_of(rows), restval="")
            writer.writeheader()
            writer.writerows(rows)
    return folder / f"{name}.csv"


def as_text(tables: Mapping[str, list[dict[str, str]]]) -> str:
    """The tables for a person to read: only the cells that hold something."""
    out = []
    for sheet, rows in tables.items():
        out.append(f"[{sheet}]")
        out += ["  " + "  ".join(f"{k}={v}" for k, v in row.items() if v) for row in rows]
    return "\n".join(out)
