"""The tables of the Markdown report: value, origins, the screen, what is missing, the lists."""

from collections.abc import Iterator

from ...engine.model.statuses import ScreenStatus
from ...engine.report.report import CriticalMinerals, Deciding, EntityScreened, FeocScreen, ListScreened
from .markdown_parts import code, heading, inline, joined, table
from .phrases import TESTS, fact_text, span, words
from .tables import grouped, some

_COUNTS = {True: "yes", False: "no", None: "not known"}


def test_table(m: CriticalMinerals) -> str:
    rows: list[list[str]] = []
    for test in m.tests:
        used = " (the figures here)" if test.test == m.test else ""
        figures = [span(test.percentage, test.high_percentage), words(test.status)]
        rows.append(
            [TESTS[test.test] + used, *(figures if test.available else ["", "no longer available on the date"])]
        )
    return table([("test", "left"), ("percentage", "right"), ("answer", "left")], rows)


def mineral_table(m: CriticalMinerals) -> str:
    columns = [("mineral", "left"), ("value USD", "right"), ("share %", "right"), ("counts USD", "right")]
    rows: list[list[str | None]] = [
        [x.mineral, _money(x.value_usd), x.share_percentage, _money(x.qualifying_value_usd)] for x in m.minerals
    ]
    if any(mineral.unpriced_lines for mineral in m.minerals):
        columns.append(("lines without a price", "left"))
        rows = [[*row, some(mineral.unpriced_lines)] for row, mineral in zip(rows, m.minerals, strict=True)]
    return table(columns, rows)


def origin_table(m: CriticalMinerals) -> str:
    columns = [("mineral", "left"), ("step", "left"), ("country", "left")]
    columns += [("value USD", "right"), ("share %", "right"), ("counts", "left")]
    return table(
        columns,
        [
            [o.mineral, o.step, o.country_name, _money(o.value_usd), o.share_percentage, _COUNTS[o.counts]]
            for o in m.origins
        ],
    )


def screen_blocks(feoc: FeocScreen) -> Iterator[str]:
    if feoc.status is ScreenStatus.NOT_APPLICABLE:
        yield heading(3, "FEOC screen: does not apply")
        return
    what = [name for name, on in (("minerals", feoc.minerals_screened), ("components", feoc.components_screened)) if on]
    yield heading(3, f"FEOC screen of {' and '.join(what)}: {feoc.status}")
    rows = [_supplier(entity) for entity in feoc.entities if entity.status in ("feoc", "unknown")]
    if rows:
        yield table([("supplier", "left"), ("status", "left"), ("lines", "left"), ("finding", "left")], rows)
    for status, told in (("clean", "Shown to be clean"), ("relieved", "Out of the screen by the relief")):
        names = [entity.entity or "not named" for entity in feoc.entities if entity.status == status]
        if names:
            yield inline(f"{told} ({len(names)}): {'; '.join(names)}")


def _supplier(entity: EntityScreened) -> list[str]:
    sites = [site for site in entity.sites if site.status == entity.status]
    lines = some(site.line for site in sites)
    if entity.status != "feoc":
        return [entity.entity or "not named", "not known", lines, "see what is missing"]
    codes = dict.fromkeys(code for site in sites for code in site.codes)
    return [entity.entity or "not named", "FEOC", lines, joined(", ", map(code, codes))]


def deciding_table(deciding: Deciding) -> str:
    columns = [("not known", "left"), ("cells", "left"), ("low end if best", "right"), ("high end if worst", "right")]
    rows = [
        [fact_text(fact), some(fact.cells), fact.low_if_best_percentage, fact.high_if_worst_percentage]
        for fact in deciding.facts
    ]
    return table(columns, rows)


def missing_table(feoc: FeocScreen) -> str:
    rows = [[request.supplier, some(request.lines), "; ".join(request.missing)] for request in feoc.requests]
    return table([("supplier", "left"), ("lines", "left"), ("missing", "left")], rows)


def list_blocks(screened: ListScreened) -> Iterator[str]:
    yield heading(3, f"{screened.name}, {screened.edition or 'undated'}: {screened.entries:,} entries")
    read = some(file.path for file in screened.beside)
    beside = f"with {read}" if read else "other names of the entries (alt.csv) were not given"
    yield inline(f"sha256 {screened.sha256}; {beside}")
    yield inline(f"{screened.names_screened} names looked up. A name that is not found is not shown to be clean.")
    rows = [
        [
            match.entity,
            match.kind,
            str(match.entry),
            match.name if match.alias_of is None else f"{match.name} ({match.alias_of})",
            match.entry_kind,
            ", ".join(match.programs),
        ]
        for match in screened.matches
    ]
    if rows:
        titles = ("named here", "match", "entry", "listed as", "kind", "programme")
        yield table([(title, "left") for title in titles], rows)


def _money(value: str | None) -> str | None:
    return None if value is None else grouped(value)
