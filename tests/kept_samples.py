"""The samples whose report is kept for each format: a pass, a FEOC, an interval with facts missing, and no answer."""

import tomllib
from operator import itemgetter
from pathlib import Path
from typing import Any

from thorough import one_of_each

SAMPLES = Path(__file__).parents[1] / "sample_boms"
KEPT = (
    "nmc811_2025_pass.xlsx",
    "lfp_2025_fail_china.csv",
    "nmc622_2026_audit.xlsx",
    "supplier_materials.csv",
)
_ALL: list[dict[str, Any]] = tomllib.loads((SAMPLES / "outcomes.toml").read_text("utf-8"))["sample"]
OUTCOMES = {sample["file"]: sample for sample in _ALL if "command" not in sample}
EACH = one_of_each(OUTCOMES.values(), lambda s: (s["verdict"], Path(s["file"]).suffix), itemgetter("file"))
"""The samples, of each verdict and file format one for a quick run."""
PRODUCTS = {sample["file"]: sample for sample in _ALL if sample.get("command") == "macr"}
