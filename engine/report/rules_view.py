"""The rulebook as it is shown: whole, or what is in force on one date."""

import msgspec

from ..rules.law import percentage_on
from ..rules.rulebook import Agreement, Date, Percentage, Rulebook
from ..rules.scenario_file import built_in
from ..vocabulary.countries import country_name
from ..vocabulary.minerals import all_minerals


class PercentageRow(msgspec.Struct, frozen=True):
    """An applicable percentage; `reading` is the open reading that it rests on."""

    id: str
    half: str
    first: str
    last: str | None
    percent: int
    source: str
    citation: str
    reading: str | None


class PartnerRow(msgspec.Struct, frozen=True):
    country: str
    name: str
    agreement: str
    in_force: str
    minerals: list[str] | None
    citation: str
    agreement_id: str | None = None


class RuleRow(msgspec.Struct, frozen=True):
    """A date, an amount or a limit: what it is, its value (the two make one sentence), and its authority.

    `source` is the authority's id, `reading` the open reading that the rule rests on.
    """

    id: str
    rule: str
    value: str
    source: str
    citation: str
    reading: str | None


class MineralRow(msgspec.Struct, frozen=True):
    mineral: str
    symbol: str
    qualifying_form: str


class ReadingRow(msgspec.Struct, frozen=True):
    id: str
    default: str
    default_text: str
    other: str
    other_text: str
    citation: str


class ScenarioRow(msgspec.Struct, frozen=True):
    """A what-if that ships; no law."""

    name: str
    description: str
    basis: str


class SourceRow(msgspec.Struct, frozen=True):
    id: str
    cite: str
    says: str
    known: str


class RulesView(msgspec.Struct, frozen=True):
    """Everything `critmin rules` shows; `on` is the date asked for, or None for all dates."""

    on: str | None
    edition: str
    covers: str
    sha256: str
    percentages: list[PercentageRow]
    rules: list[RuleRow]
    partners: list[PartnerRow]
    not_partners: list[str]
    recycling: list[str]
    covered_nations: list[str]
    minerals: list[MineralRow]
    readings: list[ReadingRow]
    scenarios: list[ScenarioRow]
    sources: list[SourceRow]


def view_rules(rulebook: Rulebook, on: Date | None) -> RulesView:
    """The rules of all dates, or those in force on one.

    Raises:
        OutsideKnownDates: no percentage is known on the date.
    """
    agreements = [a for a in rulebook.partners.agreement if on is None or a.in_effect(on)]
    home = rulebook.partners.home
    partners = [
        PartnerRow(
            home.country, country_name(home.country), "the United States itself", "", None, _cite(rulebook, home)
        ),
        *(
            PartnerRow(t, country_name(t), "counts with the United States", "", None, _cite(rulebook, home))
            for t in home.territories
        ),
        *(_partner(country, agreement, rulebook) for agreement in agreements for country in agreement.countries),
    ]
    return RulesView(
        on=on.isoformat() if on else None,
        edition=rulebook.edition.isoformat(),
        covers=rulebook.covers,
        sha256=rulebook.sha256,
        percentages=_percentages(rulebook, on),
        rules=_rules(rulebook),
        partners=partners,
        not_partners=rulebook.partners.not_partners.names,
        recycling=[country_name(c) for c in rulebook.partners.recycling.countries],
        covered_nations=[
            country_name(n.country)
            + (f" (with {' and '.join(country_name(t) for t in n.territories)})" if n.territories else "")
            for n in rulebook.covered.nation
        ],
        minerals=[MineralRow(m.id, m.symbol, m.qualifying_form) for m in all_minerals()],
        readings=[
            ReadingRow(r.id, r.default, r.default_text, r.other, r.other_text, _cite(rulebook, r))
            for r in rulebook.readings
        ],
        scenarios=[ScenarioRow(s.name, s.description, s.basis) for s in built_in().values()],
        sources=[SourceRow(id_, s.cite, s.says, s.known) for id_, s in rulebook.sources.items()],
    )


def _cite(rulebook: Rulebook, rule: object) -> str:
    return rulebook.cite(str(rule.source))  # type: ignore[attr-defined]


def _percentages(rulebook: Rulebook, on: Date | None) -> list[PercentageRow]:
    shown = []
    for half, rows in (
        ("critical minerals", rulebook.percentages.critical_minerals),
        ("battery components", rulebook.percentages.battery_components),
    ):
        chosen: list[Percentage] = (
            rows if on is None else [percentage_on(rows, on, f"applicable percentage for {half}")]
        )
        shown += [
            PercentageRow(
                f"{half.replace(' ', '-')}-{r.from_.year}",
                half,
                r.from_.isoformat(),
                r.to.isoformat() if r.to else None,
                r.percent,
                r.source,
                _cite(rulebook, r),
                r.reading,
            )
            for r in chosen
        ]
    return shown


def _partner(country: str, agreement: Agreement, rulebook: Rulebook) -> PartnerRow:
    start = f"from {agreement.in_force}" if agreement.in_force else f"before {agreement.in_force_before}"
    ended = f" to {agreement.ended}" if agreement.ended else ""
    return PartnerRow(
        country,
        country_name(country),
        agreement.name,
        start + ended,
        agreement.minerals,
        _cite(rulebook, agreement),
        agreement.id,
    )


def _rules(rulebook: Rulebook) -> list[RuleRow]:
    """Each named by where it stands in `data/`; a designation by its own id."""
    v, f, test = rulebook.vehicle, rulebook.feoc, rulebook.percentages.value_added_test
    prices = v.msrp_usd
    large = f"suggested retail price, {', '.join(prices.large_classes)}: at most"
    relieved = ", ".join(f"{m.role}{f' ({m.mineral})' if m.mineral else ''}" for m in f.relief.material)
    rows: list[tuple[str, str, object, object]] = [
        ("vehicle.amount", "critical minerals portion of the credit", f"${v.amount.critical_minerals_usd:,}", v.amount),
        ("vehicle.start", "requirement applies: placed in service from", v.start.date, v.start),
        ("vehicle.end", "no credit: acquired after", v.end.date, v.end),
        ("value-added.usable", "50 percent value-added test: usable before", test.usable_before, test),
        ("value-added.percent", "50 percent value-added test: a chain counts from", f"{test.percent} percent", test),
        ("feoc.components", "FEOC screen of components: placed in service from", f.components.placed_in_service_from,
         f.components),
        ("feoc.minerals", "FEOC screen of minerals: placed in service from", f.minerals.placed_in_service_from,
         f.minerals),
        ("feoc.ownership.share", "FEOC by government ownership from", f"{f.ownership.feoc_percent} percent",
         f.ownership),
        ("feoc.ownership.whole", "owner and owned are one from", f"{f.ownership.whole_percent} percent", f.ownership),
        ("feoc.control.rights", "no effective control by contract where others keep all of",
         "; ".join(f.control.rights), f.control),
        *((d.id, f"FEOC by limb {d.limb}: whoever is", d.text, d) for d in f.designation),
        ("feoc.relief.usable", "relief for impracticable-to-trace materials: usable before", f.relief.usable_before,
         f.relief),
        ("feoc.relief.materials", "impracticable to trace, by the role in the cell:", relieved, f.relief),
        ("vehicle.final-assembly", "final assembly in", ", ".join(country_name(c) for c in v.final_assembly.countries),
         v.final_assembly),
        ("vehicle.battery-kwh", "battery of at least", f"{v.battery_kwh.at_least} kWh", v.battery_kwh),
        ("vehicle.rechargeable", "battery rechargeable from", "an external source", v.rechargeable),
        ("vehicle.gvwr-lb", "gross vehicle weight rating under", f"{v.gvwr_lb.under:,} lb", v.gvwr_lb),
        ("vehicle.manufacturer", "made by", "a qualified manufacturer", v.qualified_manufacturer),
        ("vehicle.msrp-usd.large", large, f"${prices.at_most_large:,}", prices),
        ("vehicle.msrp-usd.other", "suggested retail price, other: at most", f"${prices.at_most_other:,}", prices),
    ]  # fmt: skip
    return [
        RuleRow(id_, rule, str(value), str(said.source), _cite(rulebook, said), getattr(said, "reading", None))  # type: ignore[attr-defined]
        for id_, rule, value, said in rows
    ]
