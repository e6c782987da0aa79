"""The report as one web page that needs nothing else: no network, no other file, no script to be read."""

import base64
import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from ...engine.model.battery import Measure, Step
from ...engine.report.outline import Outline
from ...engine.report.report import EntityScreened, Report
from ...engine.report.run_head import RunHead
from ...engine.vocabulary.countries import country_name
from .blocks import run_blocks, run_notes
from .escaping import one_line
from .phrases import SCREENING, TESTS, citations, deciding_sentences, fact_text, span, verdict_word, words
from .sankey import WIDTH, draw
from .summary import configuration_line, scenario_mark, summary_line
from .tables import grouped

if TYPE_CHECKING:
    from jinja2 import Environment

_WORST_FIRST = ("feoc", "unknown", "relieved", "clean")


def html_piece(number: int, report: Report) -> str:
    """One report, as the part of a page that its number names."""
    return environment().get_template("bom.html").render(report=report, b=f"b{number}")


def html_whole(run: RunHead, outlines: Iterable[Outline], pieces: Iterable[str]) -> Iterator[str]:
    """A page of every report of the run, with links to each where there are several."""
    from markupsafe import Markup

    page = environment().get_template("page.html")
    return page.generate(whole_told(run), alone=not run.has_more_to_say, outlines=outlines, pieces=map(Markup, pieces))


def whole_told(run: RunHead) -> dict[str, object]:
    """What the templates are told of the run as a whole."""
    return {"run": run, "summary": summary_line(run), "blocks": run_blocks(run), "notes": run_notes(run)}


@cache
def environment() -> "Environment":
    """The templates, with what they may call."""
    from jinja2 import Environment, PackageLoader, StrictUndefined
    from markupsafe import Markup

    loader = PackageLoader(__package__, "templates")
    made = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    made.filters |= {"money": _money, "country": _country, "screened": _screened, "words": words}
    made.filters |= {"fact_text": fact_text, "deciding_sentences": deciding_sentences}
    made.filters |= {"verdict_word": verdict_word, "scenario_mark": scenario_mark}
    made.filters["configuration_line"] = configuration_line
    made.globals |= {"measures": list(Measure), "steps": list(Step), "tests": TESTS, "screening_text": SCREENING}
    made.globals |= {"draw": draw, "drawing_width": WIDTH, "law_of": citations, "span": span}
    for name in ("style.css", "script.js"):
        text = loader.get_source(made, name)[0]
        made.globals[name.partition(".")[0]] = {"text": Markup(text), "hash": _hash(text)}
    return made


def _shown(value: object) -> object:
    """What other people wrote, without the control characters that could turn a line around; markup is ours."""
    return one_line(value) if type(value) is str else value


def _hash(text: str) -> str:
    """The name by which the page's policy lets exactly this style or script run."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


def _money(usd: str | None) -> str:
    return "not known" if usd is None else grouped(usd)


def _country(code: str | None) -> str:
    return "not known" if code is None else country_name(code)


def _screened(entities: Iterable[EntityScreened]) -> list[EntityScreened]:
    """The suppliers, those against whom something stands first."""
    return sorted(entities, key=lambda entity: _WORST_FIRST.index(entity.status))
