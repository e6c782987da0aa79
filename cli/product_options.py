"""The options on a product that its material assistance depends on."""

from typing import Annotated

import typer

from ..engine.entities.designations import DesignatedList
from ..engine.intake.tables.fact_fields import find_class
from ..engine.model.quoting import quoted
from ..engine.regimes.material_assistance.question import MaterialAssistanceQuestion
from ..engine.regimes.material_assistance.rulebook import Basis, MaterialAssistanceRulebook, ProductClass
from .options import checked_year, date, pfe_list, readings_of

_CLASSES = "battery-component or critical-mineral (45X), energy-storage or qualified-facility (45Y, 48E)"
ClassName = Annotated[
    str | None, typer.Option("--class", metavar="CLASS", help=f"The class of the product: {_CLASSES}.")
]
Sold = Annotated[str | None, typer.Option("--sold", metavar="DATE", help="The date the product is sold (45X).")]
ConstructionBegins = Annotated[
    str | None,
    typer.Option("--construction-begins", metavar="DATE", help="The date construction begins (45Y, 48E)."),
]
SaleYear = Annotated[
    int | None, typer.Option("-y", "--year", metavar="YEAR", help="Any day of this year, instead of either date.")
]
TaxableYear = Annotated[
    str | None,
    typer.Option("--taxable-year-begins", metavar="DATE", help="The first day of the taxpayer's taxable year."),
]


def product_question(
    rulebook: MaterialAssistanceRulebook,
    class_: str | None,
    sold: str | None,
    construction_begins: str | None,
    year: int | None,
    taxable_year_begins: str | None,
    readings: list[str] | None,
    *,
    sdn: DesignatedList | None = None,
    pfe: str | None = None,
    sheet_first: frozenset[str] = frozenset(),
) -> MaterialAssistanceQuestion:
    """The question from the options; `pfe` is the file of `--pfe-list`.

    Raises:
        typer.BadParameter: an option is invalid, or two do not go together.
    """
    dates = {"--sold": sold, "--construction-begins": construction_begins, "-y": year}
    given = [option for option, value in dates.items() if value is not None]
    if len(given) > 1:
        raise typer.BadParameter(f"give one of {', '.join(dates)}, not {' and '.join(given)}")
    known = _class(class_) if class_ is not None else None
    if known is not None and given and given != ["-y"]:
        basis = rulebook.thresholds.of(known).basis
        needed = "--sold" if basis is Basis.SOLD else "--construction-begins"
        if given != [needed]:
            raise typer.BadParameter(f"the class {known} needs {needed}, not {given[0]}")
    return MaterialAssistanceQuestion(
        class_=known,
        sold=date(sold, "--sold") if sold is not None else None,
        construction_begins=(
            date(construction_begins, "--construction-begins") if construction_begins is not None else None
        ),
        year=checked_year(year) if year is not None else None,
        taxable_year_begins=(
            date(taxable_year_begins, "--taxable-year-begins") if taxable_year_begins is not None else None
        ),
        readings=readings_of(rulebook, readings or []),
        sdn=sdn,
        pfe_list=pfe_list(pfe),
        sheet_first=sheet_first,
    )


def _class(text: str) -> ProductClass:
    found = find_class(text, "product")
    if found is None:
        raise typer.BadParameter(f"--class {quoted(text)} is not a class: write {_CLASSES}")
    return ProductClass(found)
