"""The sheets `BOM` and `Steps` -> procurement chains."""

import re

import msgspec

from ...model.battery import NOTHING_DENIED, Chain, Denied, Site, Sites, Step, Table, unnamed_site
from ...model.numbers import Fraction, cut, plain
from ...model.quoting import quoted
from ...vocabulary.materials import find_form, mineral_share
from ...vocabulary.minerals import NOT_STATED, Mineral, is_synthetic_graphite
from ...vocabulary.names import plain as plain_name
from ..tables.columns import load_columns, phrase
from ..tables.line import Line
from ..tables.table import Lines
from .cells import Cells
from .certificates import attestation_of
from .subjects import Subject, Subjects
from .sums import Amounts, check_sums, lines_of
from .uses import known_roles

# Prices and masses are rounded where they are written down.
_SLACK = Fraction(1, 100)
_AMOUNTS = ("value_usd", "mass_kg", "price_usd_per_kg")


def read_chains(bom: Lines, steps: Lines | None, cells: Cells) -> tuple[list[Chain], list[Chain], int]:
    """The chains in the order of their lines, the excluded ones, and the number of lines."""
    found = cells.found
    reader, quiet, subjects = _Reader(bom, cells), _Reader(bom, cells.quiet()), Subjects(cells)
    added = _read_steps(steps, cells) if steps is not None else {}
    chains: list[Chain] = []
    excluded: list[Chain] = []
    named: dict[str, int] = {}
    twice: set[str] = set()
    amounts: list[Amounts] = []
    for line in lines_of(bom, cells, "line", "lines for one bill of materials", "bills of materials"):
        own_name = cells.text(line, "line")
        name = own_name or str(line.number)
        if (earlier := named.setdefault(name, line.number)) != line.number:
            twice.add(name)
            both = bom.table.cell("line", earlier), line.row.cell("line")
            found.add("LINE-TWICE", f"two lines are named {quoted(name)}", *both)
        subject = subjects.of(line)
        value, mass = reader.amounts(line, subject)
        amounts.append(Amounts(subject.mineral.id if subject.mineral is not None else None, value, mass))
        rows = added.get(name, _NO_STEPS)
        reads, into = (reader, chains) if subject.exclusion is None else (quiet, excluded)
        into += reads.chains(line, name, subject, value, mass, rows, named=own_name is not None)
    for name, rows in added.items():
        if name not in named:
            found.add("STEP-OF-NO-LINE", f"the sheet {bom.table.sheet} has no line named {quoted(name)}", *rows.cells)
        elif name in twice:
            found.add(
                "STEP-OF-TWO-LINES", f"two lines are named {quoted(name)}: the step could belong to either", *rows.cells
            )
    subjects.check_unlisted()
    check_sums(bom, amounts, cells.quiet(), found)
    if not amounts:
        lines = "one for each procurement chain of each applicable critical mineral"
        found.add("NO-LINES", f"the sheet {bom.table.sheet} has a header but no lines: expected {lines}")
    elif not chains and not found.unreadable:
        message = f"no line of the sheet {bom.table.sheet} has an applicable critical mineral in the battery"
        found.add("NO-LINE-COUNTS", message)
    return chains, excluded, len(amounts)


class StepRows(msgspec.Struct):
    """The rows of the sheet `Steps` for a line: sites, steps that do not occur, and the cells that name the line."""

    sites: list[tuple[Step, Site]]
    denied: Denied
    cells: list[str]


_STEP_COLUMNS = ("country", "entity", "value_added_usd")
_NO_STEPS = StepRows([], NOTHING_DENIED, [])


def _read_steps(steps: Lines, cells: Cells) -> dict[str, StepRows]:
    """The step rows of each line, by the line's name."""
    added: dict[str, StepRows] = {}
    for line in steps:
        name = cells.text(line, "line")
        step = cells.shown(line, "step").casefold()
        if name is None:
            cells.report("STEP-OF-NO-LINE", "the step does not name a line", line, "line")
            continue
        if step not in list(Step):
            message = f"the step is {quoted(step)}: expected one of {', '.join(Step)}"
            cells.report("STEP-UNKNOWN", message, line, "step")
            continue
        stage = cells.sites(line, Step(step), _STEP_COLUMNS)
        rows = added.setdefault(name, StepRows([], NOTHING_DENIED, []))
        rows.cells.append(line.row.cell("line"))
        if len(stage.sites) > 1:
            message = "the country is split: state the shares in the sheet of the lines, not in Steps"
            cells.report("ORIGIN-SPLIT-TWICE", message, line, "country")
        rows.sites.extend((Step(step), site) for _, site in stage.sites)
        if stage.denied is not None:
            rows.denied = msgspec.structs.replace(rows.denied, **{step: stage.denied})
    return added


class _Reader:
    """Reads the lines of a table whose columns are settled once."""

    def __init__(self, bom: Lines, cells: Cells) -> None:
        self.cells = cells
        self.found = cells.found
        self._stages = [(step, columns) for step in Step for columns in _stages(bom.table, step)]
        self._amounts = [column for column in _AMOUNTS if column in bom.columns]
        # Of the value, or of the price that would give it.
        of_value = (column for column in ("value_usd", "price_usd_per_kg") if column in bom.columns)
        self._value_column = next(of_value, "value_usd")
        self._states_forms = "form" in bom.columns or "price_form" in bom.columns
        self._claims = "impracticable_to_trace" in bom.columns
        self._quiet = cells.quiet()

    def amounts(self, line: Line, subject: Subject) -> tuple[Fraction | None, Fraction | None]:
        """The line's value (or mass times price) and its mass."""
        cells = self.cells if subject.exclusion is None else self._quiet
        stated = {column: cells.number(line, column) for column in self._amounts}
        value, mass, price = map(stated.get, _AMOUNTS)
        by_price = None if mass is None or price is None else mass * price
        if value is None:
            value = by_price
        elif by_price is not None and abs(value - by_price) > _SLACK * max(value, by_price):
            message = f"value_usd is {plain(value)}, but mass times price is {plain(by_price)}: value_usd is used"
            self.cells.report("VALUE-DIFFERS", message, line, "value_usd", "price_usd_per_kg")
        return value, mass

    def chains(
        self,
        line: Line,
        name: str,
        subject: Subject,
        value: Fraction | None,
        mass: Fraction | None,
        added: StepRows,
        *,
        named: bool,
    ) -> list[Chain]:
        """The chains of a line: several where a cell is split, none where its mineral cannot be read."""
        cells, mineral, denied = self.cells, subject.mineral, added.denied
        # The sites of each part of the line; a split cell makes a part for each of its places.
        whole: list[tuple[Step, Site]] = []
        parts: list[tuple[Fraction, Step, Site]] = []
        for step, columns in self._stages:
            stage = cells.sites(line, step, columns)
            if stage.denied is not None:
                denied = msgspec.structs.replace(denied, **{step: stage.denied})
            if len(stage.sites) == 1:
                whole.append((step, stage.sites[0][1]))
            elif parts and stage.sites:
                both = parts[0][2], stage.sites[0][1]
                message = f"{' and '.join(site.columns[0] for site in both)} are both split among countries"
                self.found.add("ORIGIN-SPLIT-TWICE", message, *(site.country_cell for site in both))
            elif stage.sites:
                parts = [(share, step, site) for share, site in stage.sites]
        whole += added.sites
        if mineral is NOT_STATED:
            value = None  # any part of the stated amounts may belong to a listed mineral
        elif value is None and not cells.cannot_read(line, _AMOUNTS):
            message = "the line has neither a value nor a mass and a price"
            cells.report("VALUE-UNKNOWN", message, line, self._value_column)
        elif value is not None and not value:
            message = "the value of the line is 0, so it has no effect on the percentage"
            cells.report("VALUE-ZERO", message, line, self._value_column)
        if self._states_forms and mineral is not None and value is not None:
            _check_forms(line, mineral, cells)
        role = self._role(line)
        attestation = attestation_of(cells, line, "feoc_attestation")
        claims_relief = self._claims and cells.flag(line, "impracticable_to_trace", "impracticable_to_trace") is True
        claims_relief = claims_relief and subject.agrees
        steps = {step for step, _ in whole} | {step for _, step, _ in parts}
        synthetic = self._synthetic(line, subject) if Step.RECYCLING not in steps else False
        if synthetic is None and Step.EXTRACTION in steps and denied.extraction is None:
            whole.append((Step.EXTRACTION, unnamed_site(line.row, Step.EXTRACTION)))
        if mineral is None and subject.exclusion is None:
            return []  # last, so that the line's other problems are reported too
        chain = Chain(
            row=line.row,
            line=name,
            component=subject.component,
            material=subject.material,
            role=role,
            mineral=subject.substance,
            synthetic=bool(synthetic),
            value=value,
            mass=mass,
            sites=_by_step(whole),
            denied=denied,
            value_column=self._value_column,
            attestation=attestation,
            claims_relief=claims_relief,
            named=named,
            exclusion=subject.exclusion,
        )
        return self._split(chain, whole, parts) if parts else [chain]

    def _synthetic(self, line: Line, subject: Subject) -> bool | None:
        """Whether the line is synthetic graphite; None where unclear (then reported)."""
        if subject.mineral is None or subject.mineral.id != "graphite":
            return False
        synthetic = is_synthetic_graphite(self.cells.shown(line, "mineral"), subject.material)
        if synthetic is None:
            message = "it is unclear whether the graphite is synthetic: one extraction site is treated as unknown"
            shown = self.cells.shown
            doubtful = [c for c in ("mineral", "material") if is_synthetic_graphite(shown(line, c), None) is not False]
            self.cells.report("SYNTHETIC-UNCLEAR", message, line, *doubtful)
        return synthetic

    def _split(
        self, chain: Chain, whole: list[tuple[Step, Site]], parts: list[tuple[Fraction, Step, Site]]
    ) -> list[Chain]:
        """One chain for each part of a line, with its share of the line's value and mass."""
        shares = enumerate((share for share, _, _ in parts), 1)
        parts_text = ", ".join(f"{chain.line}/{number} ({plain(share * 100)}%)" for number, share in shares)
        site = parts[0][2]
        self.found.add("ORIGIN-SPLIT", f"{site.columns[0]} splits the line into {parts_text}", site.country_cell)
        return [
            msgspec.structs.replace(
                chain,
                line=f"{chain.line}/{number}",
                value=None if chain.value is None else chain.value * share,
                mass=None if chain.mass is None else chain.mass * share,
                sites=_by_step([(of, one.scaled(share)) for of, one in whole], (step, site)),
            )
            for number, (share, step, site) in enumerate(parts, 1)
        ]

    def _role(self, line: Line) -> str | None:
        text = self.cells.text(line, "role")
        if text is None:
            return None
        role = known_roles().get(phrase(text))
        if role is None:
            expected = f"expected one of {', '.join(load_columns().roles)}"
            self.cells.refuse("ROLE-UNKNOWN", line, "role", expected, "the role")
        return role


def _by_step(sites: list[tuple[Step, Site]], *more: tuple[Step, Site]) -> Sites:
    found: dict[str, tuple[Site, ...]] = {}
    for step, site in (*sites, *more):
        found[step] = (*found.get(step, ()), site)
    return Sites(**found)


def _stages(table: Table, step: Step) -> list[tuple[str, str, str]]:
    """The columns of a step in this table for country, entity and value added, by stage."""
    stages = {found[1] for column in table.letters if (found := re.fullmatch(rf"{step}_.*?(_[0-9]+)?", column))}
    suffixes = sorted((stage or "" for stage in stages), key=lambda suffix: int(suffix[1:] or 1))
    return [(f"{step}_country{at}", f"{step}_entity{at}", f"{step}_value_added_usd{at}") for at in suffixes]


def _check_forms(line: Line, mineral: Mineral, cells: Cells) -> None:
    """Reports `form` and `price_form` that differ, where the value is mass times price; converts nothing."""
    found = cells.found
    if cells.text(line, "value_usd") is not None:
        return
    of_mass, of_price = cells.text(line, "form"), cells.text(line, "price_form")
    if of_mass is None or of_price is None:
        if of_mass or of_price:
            stated, missing = ("form", "price_form") if of_price is None else ("price_form", "form")
            message = (
                f"{stated} is {quoted(of_mass or of_price or '')} and {missing} is empty: one form is assumed for both"
            )
            found.add("FORM-HALF", message, line.row.cell(stated))
        return
    if plain_name(of_mass) == plain_name(of_price):
        return
    where = (line.row.cell("form"), line.row.cell("price_form"))
    both = f"mass_kg is stated for {quoted(of_mass)} and the price for {quoted(of_price)}"
    forms = [find_form(text, mineral) for text in (of_mass, of_price)]
    unknown = [quoted(text) for text, form in zip((of_mass, of_price), forms, strict=True) if form is None]
    if unknown:
        are = "is" if len(unknown) == 1 else "are"
        found.add("FORM-UNKNOWN", f"{both}; {' and '.join(unknown)} {are} not recognized", *where)
        return
    shares = [mineral_share(form, mineral) for form in forms if form is not None]
    for text, share, cell in zip((of_mass, of_price), shares, where, strict=True):
        if share == 0:
            found.add("FORM-WITHOUT-MINERAL", f"{quoted(text)} does not contain {mineral.id}", cell)
    if forms[0] != forms[1] and all(shares):
        factor = cut(shares[0] / shares[1], 4)
        message = f"{both}: 1 kg of the former contains as much {mineral.id} as {factor} kg of the latter"
        found.add("FORM-DIFFERS", message, *where)
