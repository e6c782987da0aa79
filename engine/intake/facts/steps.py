"""The sheet `Steps`: the later stages of the lines, a site a row."""

import msgspec

from ...model.battery import NOTHING_DENIED, Denied, Site, Step
from ...model.quoting import quoted
from ..tables.table import Lines
from .cells import Cells


class StepRows(msgspec.Struct):
    """What the sheet `Steps` says of one line: sites, steps said not to occur, and the cells that name the line."""

    sites: list[tuple[Step, Site]]
    denied: Denied
    cells: list[str]


_COLUMNS = ("country", "entity", "value_added_usd")
NO_STEPS = StepRows([], NOTHING_DENIED, [])


def read_steps(steps: Lines, cells: Cells) -> dict[str, StepRows]:
    """What each line, by its name, has there."""
    added: dict[str, StepRows] = {}
    for line in steps:
        name = cells.text(line, "line")
        step = cells.shown(line, "step").casefold()
        if name is None:
            cells.report("STEP-OF-NO-LINE", "the step does not name a line", line, "line")
            continue
        if step not in list(Step):
            expected = ", ".join(Step)
            message = f"the step is {quoted(step)}: expected one of {expected}"
            cells.report("STEP-UNKNOWN", message, line, "step")
            continue
        stage = cells.sites(line, Step(step), _COLUMNS)
        rows = added.setdefault(name, StepRows([], NOTHING_DENIED, []))
        rows.cells.append(line.row.cell("line"))
        if len(stage.sites) > 1:
            message = "the country is split: state the shares in the sheet of the lines, not in Steps"
            cells.report("ORIGIN-SPLIT-TWICE", message, line, "country")
        rows.sites.extend((Step(step), site) for _, site in stage.sites)
        if stage.denied is not None:
            rows.denied = msgspec.structs.replace(rows.denied, **{step: stage.denied})
    return added
