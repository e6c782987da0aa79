"""The report as a self-contained web page: no network, no other file, no script needed to read it."""

import base64
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from ...engine.questions.batch.baseline import Baseline
from ...engine.questions.batch.run_head import RunHead
from ...engine.questions.horizon import Horizon
from ...engine.report.outline import Outline
from ...engine.report.report import Report, Tool
from ..escaping import one_line
from ..view import VIEWS
from ..view import horizon as horizon_view
from ..view import report as view
from ..view import run as run_view
from ..view import sections as kinds
from ..view.regime import RegimeView
from ..view.sections import Entry, Text, Tone
from ..view.words import SEVERITY, banners, configuration_line, mark, scenario_prefix, verdict
from .drawing import SIGNS, columns, draw
from .formats import Look, Rendered
from .graph import draw_graph, stack

if TYPE_CHECKING:
    from jinja2 import Environment

_KINDS = {
    Tone.GOOD: "good",
    Tone.BAD: "bad",
    Tone.OPEN: "open",
    Tone.WARNING: "open",
    Tone.PART: "part",
    Tone.NOTE: "none",
    Tone.NONE: "none",
}
_KEYS = {Tone.GOOD: "counts", Tone.OPEN: "open", Tone.BAD: "lost"}
_LONGEST = 60
_LONG_WORD, _AFTER = re.compile(r"\S{20}"), re.compile(r"(?<=[/_])(?=[^\s/_])")
_DATE = re.compile(r"\b[0-9]{4}-[0-9]{2}-[0-9]{2}\b")
_COMMAND = re.compile(r"`(critmin [^`]+)`")
_NOT_IN_A_NAME = re.compile("[^a-z0-9]+")


def piece(_: Look | None, number: int, report: Report) -> str:
    """A report as a part of a page, with its number as the anchor."""
    head, sections = view.head(report), list(view.sections(report))
    return environment().get_template("report.html").render(head=head, sections=sections, b=f"b{number}")


def whole(_: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """A page of every report of the run, with links to each if there are several."""
    return page(run, reports.outlines(), reports.pieces())


def page_piece(_: int, report: Report) -> bytes:
    """A report for a page of its own."""
    return piece(None, 1, report).encode()


def page(run: RunHead, outlines: Iterable[Outline], pieces: Iterable[str]) -> Iterator[str]:
    """A page of these reports, part by part."""
    title = run_view.summary_line(run)
    if run.only is not None:
        answer = verdict(run.only.answer.status).text
        title = f"{mark(run.scenario, screening=run.screening, redacted=run.redacted)}{answer}: {run.only.bom.title}"
    about = _about(run) | {"title": title, "alone": not run.has_more_to_say}
    template = environment().get_template("page.html")
    return template.generate(about, outlines=outlines, pieces=map(Markup, pieces))


def index(run: RunHead, outlines: Iterable[tuple[Outline, str]], baseline: Baseline | None) -> Iterator[str]:
    """The page of a whole run: a table of all reports, each with the name of its own page, then the run summary."""
    table = run_view.index(outlines, baseline, VIEWS[run.regime])
    return environment().get_template("index.html").generate(_about(run), alone=False, all=table)


def horizon(found: Horizon, regime: RegimeView) -> str:
    """The verdict by period: the day it stops passing, a chart, every period, and why."""
    return (
        environment()
        .get_template("horizon.html")
        .render(
            view=found,
            regime=regime,
            says=horizon_view.says(found, regime),
            why_title=horizon_view.why_title(found),
            banners=banners(found.scenario, screening=found.screening),
            mark=scenario_prefix(found.scenario),
            charts=horizon_view.charts(found, regime),
            periods=horizon_view.periods(found, regime),
            sections=regime.period_sections(found.periods),
            why=kinds.folded(found.why),
        )
    )


def sections_page(
    title: str, says: str, about: str, status: str, sections: Iterable[kinds.Section], tool: Tool, exit_status: int
) -> str:
    """A page of sections under its answer, in the color of a status."""
    facts = {"title": title, "says": says, "about": about, "status": status, "tool": tool, "exit_status": exit_status}
    return environment().get_template("sections.html").render(facts, sections=list(sections))


def page_name(number: int, outline: Outline, all_: int) -> str:
    """The file of a report's page: its number, and the letters and digits of its title."""
    title = unicodedata.normalize("NFKD", outline.bom.title).lower()
    slug = _NOT_IN_A_NAME.sub("-", title)[-_LONGEST:].strip("-")
    return "-".join([f"{number:0{len(str(all_))}}", *([slug] if slug else [])]) + ".html"


def _about(run: RunHead) -> dict[str, object]:
    """The facts about the whole run for the templates."""
    return {
        "run": run,
        "regime": VIEWS[run.regime],
        "banners": banners(run.scenario, screening=run.screening, redacted=run.redacted),
        "summary": run_view.summary_line(run),
        "tables": [section.blocks[0] for section in run_view.sections(run)],
        "notes": run_view.notes(run),
    }


@cache
def environment() -> "Environment":
    """The templates with their functions."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    loader = PackageLoader(__package__, "templates")
    templates = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    templates.filters |= {"inline": inline, "row": _row, "kind": _kind, "draw": draw, "columns": columns}
    templates.filters |= {"stacked": stack, "drawn": draw_graph, "in_words": kinds.holdings_in_words}
    templates.filters |= {"verdict": verdict, "severity": _severity, "cells": kinds.Cells}
    templates.filters["configuration_line"] = configuration_line
    for name in ("style.css", "script.js"):
        text = loader.get_source(templates, name)[0]
        templates.globals[name.partition(".")[0]] = {"text": Markup(text), "hash": _hash(text)}
    return templates


def _shown(value: object) -> object:
    """A text of the user's without control characters; our own markup is kept."""
    return one_line(value) if type(value) is str else value


def _hash(text: str) -> str:
    """The hash with which the page's policy allows exactly this style or script."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _kind(block: kinds.Block) -> str:
    """The name of the macro that draws a block."""
    return type(block).__name__.lower()


def _severity(severity: str) -> kinds.Word:
    return kinds.Word(severity, next(tone for name, tone in SEVERITY.items() if name == severity))


def inline(text: Text) -> Markup:
    """A text in a line, with a sign before each toned word: color is never the only cue."""
    return Markup(_inline(text))


def _row(table: kinds.Table, cells: "Sequence[Text | Entry]") -> Markup:
    """The cells of a row, one of them its heading."""
    parts = []
    total = cells is table.total
    for number, (column, cell) in enumerate(zip(table.columns, cells, strict=True)):
        tag = "th" if number == table.name_at else "td"
        is_number = column.right and not (total and cell == "")
        attributes = ' scope="row"' if tag == "th" else ' class="number"' if is_number else ""
        if isinstance(cell, Entry):
            if cell.number is not None:
                attributes += f' data-number="{_safe(cell.number)}"'
            if cell.sort is not None:
                attributes += f' data-text="{_safe(cell.sort)}"'
            if cell.level:
                attributes += f' data-level="{cell.level}"'
            content = _groups(cell.text) if isinstance(cell.text, kinds.Groups) else _inline(cell.text)
            content += f'<span class="unseen">, in {_safe(cell.parent)}</span>' if cell.parent else ""
            content += "" if cell.below is None else f" <div>{_inline(cell.below)}</div>"
        else:
            content = _inline(cell)
        parts.append("\n" * (column.breaks and not total) + f"<{tag}{attributes}>{content}</{tag}>")
    return Markup("".join(parts))


# Strings of HTML, in which all user text went through `_safe` -------------------------------------------------


def _safe(text: str) -> str:
    return str(escape(one_line(text)))


def _inline(text: Text) -> str:
    match text:
        case list():
            return "".join(map(_inline, text))
        case kinds.Word(tone=Tone.STRONG):
            return f"<em>{_safe(text.text)}</em>"
        case kinds.Word(tone=Tone.ABSENT):
            return f"– <small>{_safe(text.text)}</small>"
        case kinds.Word():
            sign = f'<span aria-hidden="true">{SIGNS[text.tone]}</span>'
            return f'<span class="mark {_KINDS[text.tone]}">{sign} {_safe(text.text)}</span>'
        case kinds.Codes(texts) | kinds.Cells(texts):
            return ", ".join(f"<code>{_safe(each)}</code>" for each in texts)
        case kinds.Link():
            return f'<a href="{_safe(text.target)}">{_broken(text.text)}</a>'
        case kinds.Key():
            return f'<span class="key {_KEYS[text.tone]}"></span>'
    return _broken(kinds.plain(text))


def _broken(text: str) -> str:
    """The text with breaks: never within a date, within a long path or name only after a slash or underscore.

    A command in backticks is code, whole in a line that is long enough.
    """
    safe = _AFTER.sub("<wbr>", _safe(text)) if _LONG_WORD.search(text) else _safe(text)
    safe = _COMMAND.sub(r'<code class="command">\1</code>', safe)
    return _DATE.sub(r'<span class="date">\g<0></span>', safe)


def _groups(groups: kinds.Groups) -> str:
    parts = ["\n"]
    for group in groups.groups:
        items = "".join(f"<li>{_inline(item)}</li>\n" for item in group.items)
        parts.append(f"<p>{_inline(group.lead)}</p>\n<ul>\n{items}</ul>\n")
    return "".join(parts)
