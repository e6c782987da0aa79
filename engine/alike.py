"""The lines that no law can tell apart, as one line: the same verdict, found sooner."""

import msgspec

from .model import Battery, Chain, Site, Step
from .numbers import total


def condensed(battery: Battery) -> Battery:
    """The battery with one line for all that are alike, worth what they are worth together.

    Its verdict is that of the battery under every law; its lines' names, cells and materials are those of the first.
    """
    gathered: dict[tuple[object, ...], list[Chain]] = {}
    for chain in battery.chains:
        gathered.setdefault(_facts(chain), []).append(chain)
    return msgspec.structs.replace(battery, chains=[_together(chains) for chains in gathered.values()])


def _facts(chain: Chain) -> tuple[object, ...]:
    """Everything that a verdict asks of a line but how much it is worth."""
    steps = chain.sites
    # What one site of a step adds divides nothing.
    divided = Step.RECYCLING in steps or any(len(sites) > 1 for sites in steps.values())
    return (
        chain.mineral,
        chain.synthetic,
        chain.value is None,
        chain.attestation is None,
        chain.claims_relief and (chain.role, chain.claims_relief),
        *chain.denied,
        *((step, *(_site(site, divided=divided) for site in sites)) for step, sites in steps.items()),
    )


def _site(site: Site, *, divided: bool) -> tuple[object, ...]:
    return site.country, site.entity, site.unread, site.supposed, site.value_added if divided else None


def _together(chains: list[Chain]) -> Chain:
    first = chains[0]
    if len(chains) == 1 or first.value is None:
        return first
    return msgspec.structs.replace(first, value=total(chain.value for chain in chains if chain.value is not None))
