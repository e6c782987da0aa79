"""Every text that a user can read from the data or from a message is plain American English."""

import ast
import re
from collections.abc import Iterator
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from critmin.data import load, names

ROOT = Path(__file__).parents[1]
WRITE_INSTEAD = {
    r"(?<!there )(?<!where there )\b(is|are) no\b(?! longer)": "is not a",
    r"\bnot known here\b": "not recognized",
    r"\bhas not\b$": "does not have",
    r"\b(is|are|be) told\b": "is stated, is reported",
    r"\btaken (for|to be|as)\b": "treated as, read as",
    r"\bof one name\b": "with the same name",
    r"\bstands? twice\b": "appears twice",
    r"\bon neither side\b": "excluded from numerator and denominator",
    r"\bbut for\b": "except for",
    r"\bcredit is gone\b": "no section 30D credit",
    r"\bpoints (too little|over)\b": "points below, points above",
    r"\bcomes to\b": "would reach",
    r"\bshown (to be )?clean\b": "cleared; not cleared: evidence missing",
    r"\bnot divided\b": "split not stated",
    r"\bout of the screen\b": "exempt: transition rule",
    r"\bopen readings? of the law\b": "unsettled legal questions",
    r"\bthe other choice\b": "the alternative reading",
    r"\bfrom the facts given\b": "facts are missing",
    r"\bthe (low|high) end\b": "lowest possible, highest possible",
    r"\bcould turn out\b|\bhowever the facts\b": "is undecided, whatever the missing facts are",
    r"\bhangs? on\b": "depends on",
    r"\bmust go\b": "to replace",
    r"\bdefect of the program\b": "internal error",
    r"\bto be (mended|looked at)\b|\bgood to know\b": "must be fixed, needs review, for information",
    r"\bslip of the pen\b": "a likely typo",
    r"\bfrom the same and the same\b": "same inputs, same result",
    r"\b(was|were) expected\b": "expected",
    r"\bspeaks? against\b|\bstands? against\b": "contradicts",
    r"(?<!-)\balike\b": "the same, similar",
    r"\blicence|\bprogramme|\bcolour|\blabelled\b": "license, program, color, labeled",
    r"known: 0\.0000 to 100\.0000": "not stated",
}
Texts = dict[str, list[str]]
"""The texts of each file."""
SHOWN = {
    "title", "meaning", "remedy", "says", "say", "label", "default_text", "other_text", "description", "basis", "is_",
    "is", "do", "lines", "unknown", "otherwise", "value",
}  # fmt: skip


def texts_of(value: Any, key: str = "") -> Iterator[str]:
    """Every text of a data file below a key whose texts are shown."""
    if isinstance(value, dict):
        yield from chain.from_iterable(texts_of(part, name) for name, part in value.items())
    elif isinstance(value, list):
        yield from chain.from_iterable(texts_of(part, key) for part in value)
    elif isinstance(value, str) and key in SHOWN:
        yield value


def literals_of(source: str) -> Iterator[str]:
    """Every text in a module but its docstrings; an expression within a text is left as {}."""
    nodes = list(ast.walk(ast.parse(source)))
    skipped = {id(node.value) for node in nodes if isinstance(node, ast.Expr)}
    joined = [node for node in nodes if isinstance(node, ast.JoinedStr)]
    skipped |= {id(part) for node in joined for part in node.values}
    for node in joined:
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    for node in nodes:
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in skipped:
            yield node.value


@pytest.fixture(scope="module")
def data() -> Texts:
    return {name: list(texts_of(load(name, dict[str, Any]))) for name in names()}


@pytest.fixture(scope="module")
def program() -> Texts:
    files = sorted(path for room in ("engine", "cli") for path in (ROOT / room).rglob("*.py"))
    return {str(path.relative_to(ROOT)): list(literals_of(path.read_text("utf-8"))) for path in files}


@pytest.mark.parametrize(("retired", "instead"), WRITE_INSTEAD.items())
def test_no_text_has_a_retired_phrase(data: Texts, program: Texts, retired: str, instead: str) -> None:
    pattern = re.compile(retired, re.IGNORECASE)
    found = [(file, text) for file, texts in (data | program).items() for text in texts if pattern.search(text)]
    assert not found, f"write: {instead}"


def test_the_texts_are_seen(data: Texts, program: Texts) -> None:
    """Nearly all of what a report may say is looked at: a walk that finds nothing would pass."""
    assert sum(map(len, data.values())) > 900
    assert sum(map(len, program.values())) > 3000
    assert any("{} is not a date" in text or "not cleared" in text for texts in program.values() for text in texts)


def test_a_finding_is_said_in_sentences() -> None:
    """A title is short and has no period; what it means and what to do are sentences."""
    for name in names():
        if not name.endswith("findings.toml") and not name.startswith("findings/"):
            continue
        for code, rule in load(name, dict[str, Any]).items():
            assert len(rule["title"]) <= 80 and not rule["title"].endswith("."), code
            for text in (rule["meaning"], rule["remedy"]):
                assert re.fullmatch(r"([A-Z`]|effective_control_by ).*[.?]", text), (code, text)
