"""What each supplier is asked for section 30D: the screen's evidence, and what the percentages lack of its sites."""

from functools import cached_property

from ...model.battery import Chain, Component, Site
from ...model.missing import MissingFact
from ...model.statuses import ScreenStatus, Status
from ..asks import ATTESTATION, Ask, AskedLine, Asking, Askings
from .deciding import decide
from .feoc import step_of
from .question import Half
from .screened_suppliers import SupplierSite
from .sections import ComponentsStatus, SiteStatus
from .tracing import Traced
from .verdict import Result

_COUNTRY = MissingFact("the country where the work is done", ("country",))
_ADDED = MissingFact("the value added at its site", ("value_added_usd",))


def asks(result: Result) -> list[Ask]:
    """What each supplier is asked; nothing if no credit is available whatever the answers are."""
    return _Asks(result).all() if result.answer.status is not Status.NOT_AVAILABLE else []


class _Asks:
    def __init__(self, result: Result) -> None:
        self._result = result
        battery = result.battery
        self._identity = battery.identity
        self._askings = Askings(battery.identity, battery.entities)
        self._chains = {one.chain.line: one.chain for one in result.answer.traced}
        listed = battery.components or []
        self._parts = {(part.row.table.sheet, part.row.number): part for part in listed}

    def all(self) -> list[Ask]:
        for supplier in self._result.answer.screen.suppliers:
            asking = self._askings.of(supplier.entity, supplier.name) if supplier.open else None
            if asking is None:
                continue
            for one in supplier.open:
                self._screened(asking, one)
            attestable = any(one.answer.attestable for one in supplier.open)
            asking.is_certifiable = all(one.answer.attestable for one in supplier.open)
            if supplier.entity is not None and attestable and supplier.status is not SiteStatus.FEOC:
                asking.kinds = self._result.answer.evidence.accepted
                asking.column(ATTESTATION)
        half = self._result.question.half
        if half is not Half.COMPONENTS and self._result.answer.minerals is Status.INCOMPLETE:
            for traced in self._result.answer.traced:
                self._shares(traced)
        components = self._result.components
        if half is not Half.MINERALS and components is not None and components.status is ComponentsStatus.INCOMPLETE:
            for part in self._result.battery.components or ():
                if part.in_battery and part.site.country is None:
                    self._of_site(part.name, step_of(part), part.site, _COUNTRY)
        return self._askings.all(self._settles)

    def _screened(self, asking: Asking, one: SupplierSite) -> None:
        """Adds what the screen lacks of one site."""
        self._line(asking, one.line, one.step, one.site)
        for fact in one.answer.missing:
            asking.fact(fact, self._identity)
            if fact.about is None:
                self._line(asking, one.line, one.step, one.site, fact.columns)

    def _shares(self, traced: Traced) -> None:
        """Adds what the percentage lacks of the sites of a line."""
        for step, share in traced.shares.items():
            sites = traced.steps.of(step)
            if share.exact is not None:
                continue
            for site in sites:
                if site.country is None:
                    self._of_site(traced.chain.line, step, site, _COUNTRY)
                if len(sites) > 1 and not site.value_added:
                    self._of_site(traced.chain.line, step, site, _ADDED)

    def _of_site(self, line: str, step: str, site: Site, fact: MissingFact) -> None:
        asking = self._askings.of(site.entity, f"not named ({step}, line {line})")
        asking.fact(fact, self._identity)
        self._line(asking, line, step, site, fact.columns)

    def _line(self, asking: Asking, line: str, step: str, site: Site, asked: tuple[str, ...] = ()) -> None:
        own = dict(zip(("country", "entity", "value_added_usd"), site.columns, strict=True))
        part: Component | None = self._parts.get((site.row.table.sheet, site.row.number))
        chain: Chain | None = None if part is not None else self._chains.get(line)
        asking.line(
            AskedLine(
                row=site.row,
                name=line,
                step=step,
                entity=own["entity"],
                columns={column: own[column] for column in asked},
                material=part.name if part is not None else chain.material if chain is not None else None,
                mineral=chain.mineral if chain is not None else None,
            )
        )

    # What it settles ------------------------------------------------------------------------------------------------

    def _settles(self, asking: Asking, ask: Ask) -> Ask:
        answer = self._result.answer
        if answer.status is Status.FAIL:
            return ask.settling("nothing: the verdict is a fail whatever the answer is", moot=True)
        screen, percentage = self._screen(ask), self._percentage(ask)
        texts = [text for text, _ in (screen, percentage) if text]
        alone = answer.status is Status.INCOMPLETE and all(whole for _, whole in (screen, percentage))
        return ask.settling("; ".join(texts), alone=alone, helps=bool(texts))

    def _screen(self, ask: Ask) -> tuple[str, bool]:
        """What its answer settles of the screen, and whether nothing of it is then open."""
        screen = self._result.answer.screen
        if screen.status is not ScreenStatus.INCOMPLETE:
            return "", True
        open_ = [one.name for one in screen.suppliers if one.open]
        if ask.title not in open_:
            return "", False
        if len(open_) == 1:
            return "the FEOC screen: no other supplier is open", True
        return f"1 of {len(open_)} suppliers that the FEOC screen has not cleared", False

    def _percentage(self, ask: Ask) -> tuple[str, bool]:
        """What its answer settles of the percentage of critical minerals."""
        wanted = self._wanted
        if wanted is None:
            return "", True
        own = {
            (line.name, line.step, kind)
            for line in ask.lines
            for kind, column in (("origin", "country"), ("value_added", "value_added_usd"))
            if column in line.columns
        }
        if wanted and wanted <= own:
            return "the percentage: its facts could meet the requirement", True
        return ("the percentage, in part" if wanted & own else ""), False

    @cached_property
    def _wanted(self) -> set[tuple[str, str | None, str]] | None:
        """The fewest facts that could produce the percentage, by line, step and kind; None if it is decided."""
        result = self._result
        deciding = decide(result.answer, result.law, result.question.test)
        return None if deciding is None else {(fact.line, fact.step, fact.kind) for fact in deciding.to_pass or []}
