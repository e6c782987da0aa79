"""The verdict on material assistance on the days of one period of sale, or of beginning construction."""

import msgspec

from ...intake.facts.materials import MaterialsIntake
from ...model.numbers import cut_percent
from ...rules.rule import Date, Period
from ..regime import PeriodVerdict
from .question import MaterialAssistanceQuestion
from .report import decisive, findings
from .rulebook import MaterialAssistanceRulebook
from .verdict import judge_on


class MaterialAssistancePeriod(PeriodVerdict, frozen=True):
    """The threshold for a product sold, or whose construction begins, on these days, and the ratio."""

    basis: str
    threshold_percentage: str | None
    ratio: str | None
    high_percentage: str | None


def period(
    intake: MaterialsIntake,
    question: MaterialAssistanceQuestion,
    rulebook: MaterialAssistanceRulebook,
    first: Date,
    last: Date | None,
) -> MaterialAssistancePeriod:
    """The verdict for every day from the first to the last; the question's own dates are ignored.

    Raises:
        Unreadable: the class is stated nowhere, or a certificate states more than the cost.
    """
    product = msgspec.structs.replace(intake.materials.product, taxable_year_begins=None)
    materials = msgspec.structs.replace(intake.materials, product=product)
    question = msgspec.structs.replace(question, taxable_year_begins=None)
    # The end of an attestation, by a column that is not read, concerns the date of the question alone.
    intake = msgspec.structs.replace(intake, materials=materials, ends=[])
    result = judge_on(Period(first, last or first, first.isoformat()), intake, question, rulebook)
    answer, share = result.answer, result.answer.ratio.share
    codes = {found.code for found in decisive(result)}
    return MaterialAssistancePeriod(
        first=first.isoformat(),
        last=None if last is None else last.isoformat(),
        basis=result.subject.basis,
        threshold_percentage=None if answer.threshold is None else str(answer.threshold),
        ratio=None if share is None else cut_percent(share.low),
        high_percentage=None if share is None else cut_percent(share.high),
        status=answer.status,
        only_if=None,
        reasons=[found for found in findings(result) if found.code in codes],
    )
