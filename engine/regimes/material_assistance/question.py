"""A question about a product's material assistance, and its record in a report."""

from collections.abc import Iterator
from enum import StrEnum
from typing import Annotated, Any, ClassVar, TypeAlias, TypeVar

import msgspec

from ...entities.pfe_list import PfeList
from ...model.dates import months_after
from ...model.findings import refuse
from ...model.materials import Product
from ...model.quoting import quoted
from ...report.disclosure import Count, Day, words
from ...report.report import Inquiry, InquiryList
from ...rules.rule import Date, Period
from ...rules.rulebook import Scenario
from ..regime import CannotAsk, Question, differing, restored
from .rulebook import Basis, MaterialAssistanceRulebook, ProductClass, load_rulebook

ClassText: TypeAlias = Annotated[str, words(*ProductClass)]
T = TypeVar("T")
E = TypeVar("E", bound=StrEnum)


class MaterialAssistanceQuestion(Question, frozen=True, kw_only=True):
    """A question about one product. The sheet `Product` supplies what is not given.

    `sold` and `construction_begins` are dates, of which the class needs one; `year` stands for any day of it.
    `pfe_list` are the other lists of prohibited foreign entities, against which every name is checked.
    """

    regime: ClassVar[str] = "material-assistance"
    class_: ProductClass | None = None
    sold: Date | None = None
    construction_begins: Date | None = None
    year: int | None = None
    taxable_year_begins: Date | None = None
    pfe_list: PfeList | None = None

    def replaced(self, facts: Any) -> Iterator[str]:
        product: Product = facts.materials.product
        subject = subject_of(self, product, load_rulebook())
        day, year = str(subject.basis), "taxable_year_begins"
        begins = _first(self.taxable_year_begins, product.taxable_year_begins, sheet_first=year in self.sheet_first)
        used = {"class": str(subject.class_), day: subject.days.text, year: None if begins is None else str(begins)}
        stated = {"class": product.class_, day: getattr(product, day), year: product.taxable_year_begins}
        yield from differing(used, stated)


class Subject(msgspec.Struct, frozen=True):
    """What is judged: a class of products, on days of its basis, in a taxable year (None if not stated).

    `ended_year`: the first day of a stated taxable year that ended too early to be that of the credit.
    """

    class_: ProductClass
    basis: Basis
    days: Period
    taxable_year_begins: Date | None
    ended_year: Date | None = None


def subject_of(
    question: MaterialAssistanceQuestion,
    product: Product,
    rulebook: MaterialAssistanceRulebook,
    days: Period | None = None,
) -> Subject:
    """The class and the days of the question, or else of the product; `days`, if given, replace both days.

    Raises:
        Unreadable: the class or its date is stated nowhere, or the taxable year begins after the sale.
    """
    stated = ProductClass(product.class_) if product.class_ is not None else None
    class_ = _first(question.class_, stated, sheet_first="class" in question.sheet_first)
    if class_ is None:
        known = ", ".join(ProductClass)
        message = f"the class of the product is stated neither by --class nor in the sheet Product: one of {known}"
        raise refuse("PRODUCT-CLASS-MISSING", message)
    basis = rulebook.thresholds.of(class_).basis
    days = days if days is not None else _days(question, product, basis)
    if days is None:
        option = f"--{basis.replace('_', '-')}"
        message = (
            f"a product of the class {class_} needs the date {basis}: give {option}, or {basis} in the sheet Product"
        )
        raise refuse("PRODUCT-DATE-MISSING", message)
    begins = _first(
        question.taxable_year_begins,
        product.taxable_year_begins,
        sheet_first="taxable_year_begins" in question.sheet_first,
    )
    if basis is Basis.SOLD and begins is not None and begins > days.last:
        message = f"the taxable year begins {begins}, after the sale ({days.text})"
        raise refuse("PRODUCT-DATES-REVERSED", message, *product.cells_of("taxable_year_begins", "sold"))
    # A day of the taxable year of the credit: the last one sold, or of a facility when it is placed in service.
    placed, longest = product.placed_in_service, rulebook.credit.taxable_year.values[0].value
    claimed = days.last if basis is Basis.SOLD or placed is None else max(days.first, placed)
    if begins is not None and claimed >= months_after(begins, longest):
        return Subject(class_, basis, days, None, begins)
    return Subject(class_, basis, days, begins)


def _days(question: MaterialAssistanceQuestion, product: Product, basis: Basis) -> Period | None:
    """The days of the basis for which the verdict must hold."""
    asked, stated = getattr(question, basis), getattr(product, basis)
    given = Period.day(asked) if asked is not None else None
    if given is None and question.year is not None:
        given = Period.year(question.year, Date.min)
    on_sheet = Period.day(stated) if stated is not None else None
    return _first(given, on_sheet, sheet_first=basis in question.sheet_first)


def _first(asked: T | None, stated: T | None, *, sheet_first: bool) -> T | None:
    both = (stated, asked) if sheet_first else (asked, stated)
    return next((one for one in both if one is not None), None)


class MaterialAssistanceInquiry(Inquiry[Scenario], frozen=True, kw_only=True):
    """The recorded question on material assistance.

    The class and the dates are None if the file must state them, and those named in `sheet_first` apply only if the
    file does not.
    """

    class_: ClassText | None = msgspec.field(default=None, name="class")
    sold: Day | None = None
    construction_begins: Day | None = None
    year: Count | None = None
    taxable_year_begins: Day | None = None
    pfe_list: InquiryList | None = None
    sheet_first: list[Annotated[str, words("class", "sold", "construction_begins", "taxable_year_begins")]] = (
        msgspec.field(default_factory=list)
    )


def record(question: MaterialAssistanceQuestion, common: dict[str, Any]) -> MaterialAssistanceInquiry:
    return MaterialAssistanceInquiry(
        class_=question.class_,
        sold=question.sold,
        construction_begins=question.construction_begins,
        year=question.year,
        taxable_year_begins=question.taxable_year_begins,
        pfe_list=question.pfe_list.record if question.pfe_list is not None else None,
        sheet_first=sorted(question.sheet_first),
        **common,
    )


def restore(
    asked: MaterialAssistanceInquiry, rulebook: MaterialAssistanceRulebook, common: dict[str, Any]
) -> MaterialAssistanceQuestion:
    """The question of a record.

    Raises:
        CannotAsk: the class or the year is not valid, or it has a scenario.
    """
    if asked.scenario is not None:
        raise CannotAsk(f"the scenario {quoted(asked.scenario.name)}")
    year = asked.year
    if year is not None and not Date.min.year <= year <= Date.max.year:
        raise CannotAsk(f"the year {year}")
    return MaterialAssistanceQuestion(
        class_=restored("class", asked.class_, ProductClass),
        sold=asked.sold,
        construction_begins=asked.construction_begins,
        year=year,
        taxable_year_begins=asked.taxable_year_begins,
        sheet_first=frozenset(asked.sheet_first),
        **common,
    )
