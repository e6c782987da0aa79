"""The taxable year of the taxpayer: which law it stands in, and whether it can be that of the credit."""

import pytest
from products import Assess, company, item, product, storage

COMPONENTS = "26 USC 45X; P.L. 119-21, section 70514"
FACILITIES = "26 USC 45Y, 48E; P.L. 119-21, sections 70512 and 70513"
CLASSES = [
    ("battery-component", COMPONENTS),
    ("critical-mineral", COMPONENTS),
    ("energy-storage", FACILITIES),
    ("qualified-facility", FACILITIES),
]


@pytest.mark.parametrize(("class_", "citation"), CLASSES)
def test_the_conditions_cite_the_law_of_the_class(assess: Assess, class_: str, citation: str) -> None:
    facts = {"class": class_, "sold": "2026-06-30", "construction_begins": "2026-06-30", "taxable_year_begins": ""}
    for taxpayer, said in (("", "the taxpayer is not"), ("Openco", 'the taxpayer "Openco" is not')):
        tables = product(item(), entities=(company(), company("Openco", sfe_total_pct="")), taxpayer=taxpayer, **facts)
        conditions = assess(tables).report["verdict"]["conditions"]
        assert f"the taxable year begins after 2025-07-04 ({citation})" in conditions
        assert [text for text in conditions if text.startswith(said) and text.endswith(f"({citation})")]


@pytest.mark.parametrize(("class_", "citation"), CLASSES)
def test_a_barred_taxpayer_is_by_the_law_of_the_class(assess: Assess, class_: str, citation: str) -> None:
    facts = {"class": class_, "sold": "2026-06-30", "construction_begins": "2026-06-30"}
    asked = assess(product(item(), taxpayer="Sinocell", **facts))
    assert asked.status == "not_available"
    assert asked.finding("TAXPAYER-PFE")["message"].endswith(f"({citation})")


YEARS = [
    # the first day of the taxable year, arguments, whether it can be that of the sale on 2026-06-30
    ("2026-06-30", (), True),
    ("2025-07-01", (), True),
    ("2025-06-30", (), False),
    ("2024-01-01", (), False),
    ("2026-01-01", ("--sold", "2026-12-31"), True),
    ("2026-01-01", ("--sold", "2027-01-01"), False),
    ("2026-01-01", ("-y", "2026"), True),
    ("2025-10-01", ("-y", "2026"), False),
]


@pytest.mark.parametrize(("begins", "arguments", "fits"), YEARS)
def test_a_taxable_year_has_at_most_twelve_months(
    assess: Assess, begins: str, arguments: tuple[str, ...], fits: bool
) -> None:
    asked = assess(product(item(), taxable_year_begins=begins), *arguments)
    assumed = any(text.startswith("the taxable year begins after") for text in asked.report["verdict"]["conditions"])
    assert ("PRODUCT-YEAR-ENDED" in asked.codes, assumed) == (not fits, not fits)
    if not fits:
        assert asked.status == "pass"
        assert f"begins {begins}" in asked.finding("PRODUCT-YEAR-ENDED")["message"]


BARRED = [
    # the first day of the taxable year, placed in service, whether a prohibited foreign entity is the taxpayer in vain
    ("2025-07-04", "", False),
    ("2025-06-30", "", True),
    ("2025-07-04", "2026-07-03", False),
    ("2025-07-04", "2026-07-04", True),
    ("2026-01-01", "2028-01-01", True),
]


@pytest.mark.parametrize(("begins", "placed", "is_barred"), BARRED)
def test_a_year_that_ended_does_not_exempt_the_taxpayer_of_a_facility(
    assess: Assess, begins: str, placed: str, is_barred: bool
) -> None:
    """Construction begins on 2026-06-30; a taxable year that begins by 2025-07-04 would be before the law."""
    facts = {"taxpayer": "Sinocell", "taxable_year_begins": begins, "placed_in_service": placed}
    asked = assess(storage(item(), **facts))
    assert ("TAXPAYER-PFE" in asked.codes) is is_barred
    assert asked.status == ("not_available" if is_barred else "pass")
