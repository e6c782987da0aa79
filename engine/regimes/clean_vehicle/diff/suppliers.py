"""The suppliers whose FEOC status changed."""

from ....model.statuses import ScreenStatus
from ....vocabulary.company_names import identity
from ..screened_suppliers import SiteStatus
from ..sections import CleanVehicleReport, ScreenedEntity
from .difference import SupplierChanged
from .states import State

_ADVERSE = (SiteStatus.FEOC, SiteStatus.UNKNOWN)


def changed_suppliers(old: CleanVehicleReport, new: CleanVehicleReport, states: list[State]) -> list[SupplierChanged]:
    """Each supplier, or site without a named one, that is not screened alike on both sides.

    Where a side is not screened at all, only those against whom something stands on the other.
    """
    first, last = states[0].lines, states[-1].lines
    like = {now.chain.line: first[n].chain.line if n in first else f"+{now.chain.line}" for n, now in last.items()}
    then = {_known_by(one, {}): one for one in old.feoc.entities} if old.feoc is not None else {}
    now = {_known_by(one, like): one for one in new.feoc.entities} if new.feoc is not None else {}
    screened = all(r.feoc is not None and r.feoc.status is not ScreenStatus.NOT_APPLICABLE for r in (old, new))
    rows = []
    for known in then | now:
        before, after = then.get(known), now.get(known)
        one = after or before
        assert one is not None
        if before is not None and after is not None and before.status == after.status:
            continue
        if screened or one.status in _ADVERSE:
            rows.append(_row(before, after, one))
    return rows


def _known_by(one: ScreenedEntity, like: dict[str, str]) -> tuple[str, ...]:
    """By the name; a site without one by its step and line, a line of the new side by its like in the old."""
    if one.entity is not None:
        return (identity(one.entity),)
    site = one.sites[0]
    return (site.step, like.get(site.line, site.line))


def _row(before: ScreenedEntity | None, after: ScreenedEntity | None, one: ScreenedEntity) -> SupplierChanged:
    site = next(site for site in one.sites if site.status == one.status)
    return SupplierChanged(
        supplier=one.entity or f"not named ({site.step}, line {site.line})",
        old=before.status if before is not None else None,
        new=after.status if after is not None else None,
        why=site.why,
        lines=list(dict.fromkeys(site.line for site in one.sites)),
    )
