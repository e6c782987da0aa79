"""The rules of material assistance for `critmin rules` and `critmin explain`."""

from collections.abc import Iterator

import msgspec

from ...report.rules_view import RulesView, RuleText, applying, common, rule_rows, rule_texts
from ...rules.rule import Date, rules_of
from .rulebook import MaterialAssistanceRulebook


class ThresholdRow(msgspec.Struct, frozen=True):
    """A threshold percentage of a class of products, by the day of its basis."""

    id: str
    class_: str = msgspec.field(name="class")
    basis: str
    first: str
    last: str | None
    percent: int
    source: str
    citation: str


class MaterialAssistanceRules(RulesView, frozen=True):
    """The content of `critmin rules` for material assistance."""

    thresholds: list[ThresholdRow]


def view_rules(rulebook: MaterialAssistanceRulebook, on: Date | None) -> MaterialAssistanceRules:
    """The rules of all dates, or those in force on one; before 2026 there is no threshold."""
    apart = {*rules_of(rulebook.thresholds)}
    dated = [rule for rule in rulebook.rules() if rule.values and rule not in apart]
    shown = [rule for rule in dated if on is None or any(value.covers(on) for value in rule.values)]
    view = common(rulebook, on)
    cited = {value.source for rule in rulebook.rules() for value in rule.values}
    cited |= {reading.source for reading in rulebook.readings}
    return MaterialAssistanceRules(
        **(view | {"sources": [row for row in view["sources"] if row.id in cited]}),
        rules=rule_rows(rulebook, shown, on),
        thresholds=list(_thresholds(rulebook, on)),
    )


def _thresholds(rulebook: MaterialAssistanceRulebook, on: Date | None) -> Iterator[ThresholdRow]:
    takes = rulebook.defaults().takes
    for rule in rulebook.thresholds.threshold:
        for value in applying(rule, on, takes):
            assert value.from_ is not None, rule.id
            yield ThresholdRow(
                id=f"{rule.id}-{value.from_.year}",
                class_=rule.class_,
                basis=rule.basis,
                first=value.from_.isoformat(),
                last=value.to.isoformat() if value.to else None,
                percent=value.value,
                source=value.source,
                citation=rulebook.cite(value.source),
            )


def explain_rules(rulebook: MaterialAssistanceRulebook) -> Iterator[RuleText]:
    """The explanations of thresholds, and of dates, amounts and limits for `critmin explain`."""
    view = view_rules(rulebook, None)
    for row in view.thresholds:
        days = f"{row.basis.replace('_', ' ')} from {row.first}{f' to {row.last}' if row.last else ''}"
        title = f"{row.percent}% for {row.class_}, {days}"
        yield RuleText("threshold", "Threshold percentages", row.id, title, row.source, None)
    yield from rule_texts(view.rules)
