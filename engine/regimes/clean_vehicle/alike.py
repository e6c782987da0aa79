"""The lines that no law can tell apart, as one line: the same verdict, found sooner."""

import msgspec

from ...entities.evidence import in_time
from ...model.battery import Attestation, Battery, Chain, Site, Step
from ...model.numbers import Sum
from ...rules.rule import Period


def condensed(battery: Battery, placed: Period) -> Battery:
    """The battery with one line for all that are alike, worth what they are worth together.

    Its verdict on these days is that of the battery under every law; its lines' names, cells and materials are those of
    the first.
    """
    gathered: dict[tuple[object, ...], tuple[Chain, Sum]] = {}
    for chain in battery.chains:
        facts = _facts(chain, placed)
        alike = gathered.get(facts)
        if alike is None:
            alike = gathered[facts] = chain, Sum()
        if chain.value is not None:
            alike[1].add(chain.value)
    return msgspec.structs.replace(battery, chains=[_worth(*alike) for alike in gathered.values()])


def _facts(chain: Chain, placed: Period) -> tuple[object, ...]:
    """Everything that a verdict asks of a line but how much it is worth."""
    steps = chain.sites
    # What one site of a step adds divides nothing.
    divided = Step.RECYCLING in steps or any(len(sites) > 1 for sites in steps.values())
    return (
        chain.mineral,
        chain.synthetic,
        chain.value is None,
        _attested(chain.attestation, placed),
        chain.claims_relief and (chain.role, chain.claims_relief),
        *chain.denied,
        *((step, *(_site(site, divided=divided) for site in sites)) for step, sites in steps.items()),
    )


def _attested(attestation: Attestation | None, placed: Period) -> object:
    """What of an attestation decides whether it is in hand: the certificate that it names, or its date."""
    if attestation is None or attestation.certificate is not None:
        return attestation and attestation.certificate
    return in_time(attestation.dated, placed)


def _site(site: Site, *, divided: bool) -> tuple[object, ...]:
    return site.country, site.entity, site.unread, site.supposed, site.value_added if divided else None


def _worth(first: Chain, value: Sum) -> Chain:
    return first if first.value is None else msgspec.structs.replace(first, value=value.total())
