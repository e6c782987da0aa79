"""The data sheet: mass and value of each procurement chain with its steps, and the battery components."""

from ....model.numbers import Fraction, exact
from ..sections import ComponentShare
from ..tracing import Traced
from ..verdict import Result
from .contents import PackChain, PackComponent
from .sites import Sites, worst


def chains(result: Result, sites: Sites) -> list[PackChain]:
    """Every procurement chain, in the order of its lines."""
    return [_chain(one, sites) for one in result.answer.traced]


def components(result: Result, sites: Sites, shares: list[ComponentShare]) -> list[PackComponent]:
    """Every row of the sheet `Components`, with its share of the report."""
    listed = zip(result.battery.components or (), shares, strict=True)
    return [PackComponent(share, _exact(part.value_usd), sites.of_component(part)) for part, share in listed]


def _chain(one: Traced, sites: Sites) -> PackChain:
    chain, of_chain = one.chain, sites.of_chain(one)
    return PackChain(
        line=chain.line,
        component=chain.component,
        material=chain.material,
        mineral=chain.mineral,
        mass_kg=_exact(chain.mass),
        value_usd=_exact(chain.value),
        status=worst(site.status for site in of_chain),
        sites=of_chain,
        mass_cell=chain.row.cell("mass_kg"),
        value_cell=chain.value_cell,
    )


def _exact(amount: Fraction | None) -> str | None:
    return None if amount is None else exact(amount)
