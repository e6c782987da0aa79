"""Nothing is passed on unless it is declared: a new field or a new text of a report is refused until it is."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Annotated, Any

import msgspec
import pytest
from critmin.engine.report.disclosure import WITHHELD, Disclosure, Scope, Treatment
from critmin.engine.report.redaction import Redaction, Redactor, Undeclared
from critmin.engine.report.run import Run
from critmin.engine.report.sentences import Sentences
from disclosed import RULE, disclosure_of
from kept_samples import KEPT, PRODUCTS, SAMPLES

OF_A_RUN = {
    "schema_version": "the program's",
    "tool": "the program's",
    "rulebook": "the law's",
    "summary": "counts",
    "reports": "each redacted",
    "configuration": "redacted",
    "overview": "made of redacted reports",
    "baseline": "--redact refuses it",
    "shard": "--redact refuses it",
    "waivers": "numbers, codes and dates",
    "redacted": "what is withheld",
    "unredacted_sha256": "a hash",
}
"""Why each field of a run may be passed on."""


def test_every_field_of_a_run_is_considered() -> None:
    assert set(Run.__struct_fields__) == set(OF_A_RUN), RULE


class Secretive(msgspec.Struct):
    """As a report might gain it."""

    name: str


class Outer(msgspec.Struct):
    parts: list[Secretive] = []


def test_a_field_that_nobody_declared_is_refused() -> None:
    redactor = Redactor(Redaction(Scope.ALL), Disclosure(), 1)
    with pytest.raises(Undeclared, match=r"Secretive \(name\): a redacted report cannot pass this on until"):
        redactor.struct(Outer([Secretive("Acme")]))


@pytest.mark.parametrize(
    ("treatment", "kept", "withheld"),
    [
        (Treatment.LAW, "26 USC 30D(e)(1)(B)", "26 USC Acme"),
        (Treatment.CODE, "CM-MET", "ACME-CORP"),
        (Treatment.COUNTRY, "CN", "Acme"),
        (Treatment.PLACE, "South Korea", "Acme"),
        (Treatment.MINERAL, "lithium", "Acme"),
        (Treatment.PERCENTAGE, "59.9960", "1499.90 USD"),
        (Treatment.DATE, "2025-06-30", "Acme 2025"),
        (Treatment.HASH, "0" * 64, "Acme"),
        (Treatment.SETTING, "EUR=1.08@2024-06-30", "Acme Corp."),
        (Treatment.VARIABLE, "CRITMIN_YEAR", "ACME"),
        (frozenset({"pass", "fail"}), "pass", "Acme"),
        (Treatment.TEXT, "cannot be read", "Acme cannot be read"),
    ],
)
def test_a_field_holds_what_it_is_declared_to_hold(treatment: Any, kept: str, withheld: str) -> None:
    """A code in which a name stands is withheld, whatever the scope."""
    declared = msgspec.defstruct("Declared", [("name", Annotated[str, treatment])])
    for scope in Scope:
        redactor = Redactor(Redaction(scope), Disclosure(), 1)
        assert redactor.struct(declared(kept)).name == kept
        assert redactor.struct(declared(withheld)).name == WITHHELD


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("it is Acme's", WITHHELD),
        ("the country of its headquarters; Acme", f"the country of its headquarters; {WITHHELD}"),
        ("Acme; Sino; Other", WITHHELD),
        ('attestation "Acme 7"', f'attestation "{WITHHELD}"'),
        ("Acme is organized in China, a covered nation", f"{WITHHELD} is organized in China, a covered nation"),
        ("Acme is organized in Acmeland, a covered nation", WITHHELD),
        ("a qualified manufacturer (26 USC 30D(d)(1)(C))", "a qualified manufacturer (26 USC 30D(d)(1)(C))"),
        ("a qualified manufacturer (Acme)", WITHHELD),
        ("extraction in China, a covered nation; Acme", f"extraction in China, a covered nation; {WITHHELD}"),
        ("", ""),
    ],
)
def test_of_a_text_only_what_the_program_writes_stays(text: str, said: str) -> None:
    assert Sentences(disclosure_of("clean-vehicle")).text(text) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("controlled, 60% (more than 50%): Acme 60% of Bolt", f"controlled, 60% (more than 50%): {WITHHELD}"),
        ("one specified foreign entity owns 33.3333% (25% or more)", ""),
        ("specified foreign entities together own 45% (40% or more), as stated", ""),
        (
            "specified foreign entities together own 45% (40% or more): also Acme 5% of Bolt",
            f"specified foreign entities together own 45% (40% or more): also {WITHHELD}",
        ),
        (
            "Bolt is controlled (more than 50%): Acme 60% of Bolt",
            f"{WITHHELD} is controlled (more than 50%): {WITHHELD}",
        ),
        (
            "Acme is organized and headquartered in China, a covered nation",
            f"{WITHHELD} is organized and headquartered in China, a covered nation",
        ),
        ("and 15 more", ""),
        ("specified foreign entities own 0%", ""),
        ("what specified foreign entities own is not stated", ""),
        ("one specified foreign entity owns 20% to 24%", ""),
    ],
)
def test_of_a_reason_about_ownership_only_the_names_are_withheld(text: str, said: str) -> None:
    assert Sentences(disclosure_of("material-assistance")).text(text) == (said or text)


def withheld_words(value: Any, key: str = "") -> set[tuple[str, str]]:
    """The keys of all texts that are withheld."""
    if isinstance(value, dict):
        return {found for name, item in value.items() for found in withheld_words(item, name)}
    if isinstance(value, list):
        return {found for item in value for found in withheld_words(item, key)}
    return {(key, value)} if isinstance(value, str) and WITHHELD in value else set()


@pytest.mark.parametrize(
    ("arguments", "names"),
    [
        (("check", "-y", "2025"), KEPT),
        (("macr", "--class", "battery-component", "-y", "2026"), PRODUCTS),
        pytest.param(("check", "-y", "2025"), ("",), marks=pytest.mark.thorough, id="all"),
    ],
)
def test_the_samples_lose_nothing_that_may_stay(
    critmin: Callable[..., Any], arguments: tuple[str, ...], names: Iterable[str]
) -> None:
    """Where nothing is withheld but texts, every code, status, headline, condition and law of the samples is there."""
    said = critmin(*arguments, *(SAMPLES / name for name in names), "-f", "json", "--redact", "prices")
    keys = {key for key, _ in withheld_words(json.loads(said.stdout)["reports"])}
    amounts = {key for key in keys if key == "usd" or key.endswith(("_usd", "_exact", "_percentage"))}
    assert amounts and keys - amounts == {"why", "exact", "mass_kg"} & keys
