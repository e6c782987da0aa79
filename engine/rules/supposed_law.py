"""A scenario's law -> a changed copy of the rulebook, and the changes in words."""

import datetime
from collections.abc import Iterator

import msgspec

from ..vocabulary.countries import country_name
from .rulebook import Agreement, CoveredNations, Nation, Rulebook
from .scenario import AgreementNarrowed, Scenario

_SOURCE = "scenario"
_ONE_DAY = datetime.timedelta(days=1)


def suppose_law(scenario: Scenario, rulebook: Rulebook) -> Rulebook:
    """The rulebook of the scenario; its hash stays that of the data that ships."""
    agreements = list(rulebook.partners.agreement)
    for end in scenario.agreement_ends:
        agreements = [
            msgspec.structs.replace(a, ended=min(end.on, a.ended or end.on)) if a.id == end.agreement else a
            for a in agreements
        ]
    for narrowed in scenario.agreement_narrowed:
        agreements = [
            part for a in agreements for part in (_narrowed(a, narrowed) if a.id == narrowed.agreement else [a])
        ]
    agreements += [
        Agreement(
            id=scenario.name,
            name=f"scenario {scenario.name}",
            countries=partner.countries,
            source=_SOURCE,
            in_force=partner.from_,
            ended=partner.until,
            minerals=partner.minerals,
        )
        for partner in scenario.partner
    ]
    nations = [Nation(nation.country, _SOURCE) for nation in scenario.covered_nation]
    return msgspec.structs.replace(
        rulebook,
        partners=msgspec.structs.replace(rulebook.partners, agreement=agreements),
        covered=CoveredNations([*rulebook.covered.nation, *nations]),
    )


def _narrowed(agreement: Agreement, narrowed: AgreementNarrowed) -> list[Agreement]:
    """The agreement until the day before, and from the day for these minerals alone, whatever a reading says."""
    if agreement.ended is not None and agreement.ended < narrowed.from_:
        return [agreement]
    after = msgspec.structs.replace(
        agreement,
        in_force=max(agreement.start, narrowed.from_),
        in_force_before=None,
        minerals=narrowed.minerals,
        reading=None,
        source=_SOURCE,
    )
    if agreement.start >= narrowed.from_:
        return [after]
    return [msgspec.structs.replace(agreement, ended=narrowed.from_ - _ONE_DAY), after]


def law_changes(scenario: Scenario, rulebook: Rulebook) -> Iterator[str]:
    """What the scenario changes of the law, a plain sentence each."""
    names = {agreement.id: agreement.name for agreement in rulebook.partners.agreement}
    for partner in scenario.partner:
        countries = ", ".join(country_name(country) for country in partner.countries)
        minerals = f" for {', '.join(partner.minerals)}" if partner.minerals else ""
        until = f" to {partner.until}" if partner.until else ""
        yield f"extraction and processing count from {partner.from_}{until}{minerals} in {countries}"
    for end in scenario.agreement_ends:
        yield f"the {names[end.agreement]} ({end.agreement}) is in effect to {end.on} and no longer"
    for narrowed in scenario.agreement_narrowed:
        minerals = ", ".join(narrowed.minerals)
        yield f"the {names[narrowed.agreement]} ({narrowed.agreement}) covers only {minerals} from {narrowed.from_}"
    for nation in scenario.covered_nation:
        yield f"{country_name(nation.country)} is a covered nation"
