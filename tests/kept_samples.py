"""The samples whose report is kept for each format: a pass, a FEOC, an interval with facts missing, and no answer."""

import tomllib
from pathlib import Path
from typing import Any

SAMPLES = Path(__file__).parents[1] / "sample_boms"
KEPT = (
    "nmc811_2025_pass.xlsx",
    "lfp_2025_fail_china.csv",
    "nmc622_2026_audit.xlsx",
    "supplier_materials.csv",
)
_ALL: list[dict[str, Any]] = tomllib.loads((SAMPLES / "outcomes.toml").read_text("utf-8"))["sample"]
OUTCOMES = {sample["file"]: sample for sample in _ALL if "command" not in sample}
PRODUCTS = {sample["file"]: sample for sample in _ALL if sample.get("command") == "macr"}
