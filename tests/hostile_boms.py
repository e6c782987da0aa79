"""What other people may write in their cells, and a bill of materials that has it everywhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from boms import bom, supplier, vehicle, virgin
from random_boms import write_csv

HOSTILE = {
    "formula": "=cmd|' /c calc'!A0",
    "plus": "+1+1",
    "at": "@SUM(1)",
    "closing tag": "[/red]",
    "tag": "[cyan]",
    "link": "[link=file:///etc]x[/link]",
    "script": "<script>alert(1)</script>",
    "template": "{{ 7*7 }} Ltd",
    "escape codes": "\x1b[2J\x1b[31mtitle\x07",
    "bell and backspace": "a\x07\x08b",
    "line breaks": "first\r\nPASS  forged",
    "right to left": "\u202egnp.exe",
    "quotes": "\"'`,;|",
    "percent": "%s%n{0}",
    "long": "A" * 2_000,
    "other alphabets": "李🔋ё",
    "very long": "A" * 20_000,
}
_NAMES = [name for name in HOSTILE if name != "very long"]
EACH = [*_NAMES, pytest.param("very long", marks=pytest.mark.thorough)]
"""Their names: the last takes as long as all others."""
TOGETHER = [
    *(pytest.param(_NAMES[at : at + 8], id=", ".join(_NAMES[at : at + 8])) for at in range(0, len(_NAMES), 8)),
    *(pytest.param([name], id=name, marks=pytest.mark.thorough) for name in HOSTILE),
]
"""The same by eights, to stand in one bill of materials: a thorough run takes each alone too."""
EVERYWHERE = ["line", "component", "material", "role", "extraction_entity", "extraction_country", "note"]


def hostile_bom(folder: Path, *texts: str) -> Path:
    """Each text in every cell that may hold any text, and in a column name."""
    lines, others = [], {name: [] for name in ("Entities", "Ownership", "Components")}
    sheet = vehicle(**dict.fromkeys(("model", "vehicle_class", "final_assembly_country"), texts[0]))
    for text in texts:
        line = virgin(**dict.fromkeys(EVERYWHERE, text), feoc_attestation=text, impracticable_to_trace=text)
        lines.append(line | {text[:1000]: "x"})
        others["Entities"].append(
            supplier(text, designation=text, effective_control_by=text, rights_reserved=text, pfe_list=text, kind=text)
        )
        others["Ownership"].append({"owner": text, "owned": "Acme", "equity_pct": "10"})
        whole = {"component": text, "assembly_country": text, "entity": text, "feoc_attestation": text}
        others["Components"] += [whole, {"component": "cell", "value_usd": "10", "part_of": text}]
        sheet.append({"field": text, "value": "x"})
    return write_csv(bom(*lines, **others, Vehicle=sheet), folder, "hostile")
