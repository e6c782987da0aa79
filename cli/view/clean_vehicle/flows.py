"""Where the value goes: by country, by procurement chain, and drawn from mineral to outcome."""

from collections.abc import Iterator

from ....engine.model.battery import Step
from ....engine.model.numbers import Fraction
from ....engine.model.statuses import Outcome
from ....engine.regimes.clean_vehicle.sections import ChainShare, CriticalMinerals
from ....engine.report.disclosure import WITHHELD
from ....engine.vocabulary.countries import country_name
from ..sections import (
    Block,
    Cells,
    Column,
    Entry,
    Exact,
    Field,
    Flow,
    Inline,
    Key,
    Number,
    Paragraph,
    Recomputed,
    Ribbon,
    Section,
    Table,
    Text,
    Tone,
    Word,
    dollars,
    figure,
    left,
    percent,
    right,
    sheet_of,
    usd,
)
from ..words import COUNTS, lines
from .percentage import TESTS

_OUTCOMES = {
    Outcome.COUNTS: Word("counts", Tone.GOOD),
    Outcome.UNKNOWN: Word("unknown", Tone.OPEN),
    Outcome.DOES_NOT: Word("does not count", Tone.BAD),
}
_NO_EXTRACTION = "no extraction step"


def origins(m: CriticalMinerals) -> Section:
    """Each mineral's value by step and country; values that repeat the row above are omitted."""
    columns = left("mineral", "step", "country") + right("value", "share") + left("counts")
    rows: list[list[Text]] = []
    before = ("", "")
    for o in m.origins:
        names = ["" if o.mineral == before[0] else o.mineral, "" if (o.mineral, o.step) == before else o.step]
        before = (o.mineral, o.step)
        outcome = _OUTCOMES[{True: Outcome.COUNTS, False: Outcome.DOES_NOT, None: Outcome.UNKNOWN}[o.counts]]
        rows.append([*names, o.country_name, usd(o.value_usd), percent(o.share_percentage), outcome])
    title = "Value by step and country"
    caption = f"{title}, and whether that step counts there; a line counts by its best step"
    return Section(title, [Table(columns, rows, "origins", caption, folded=title)], "places", title)


def chains(m: CriticalMinerals) -> Section:
    """Each line with the share of each step that counts, and the greatest of them."""
    columns = left("line", "mineral") + right("value", *Step, "share")
    rows: list[list[Text]] = [[c.line, c.mineral, usd(c.value_usd), *_shares(c, "..")] for c in m.chains]
    return Section("Procurement chains: the share of each step that counts", [Table(columns, rows)])


def _shares(chain: ChainShare, to: str) -> Iterator[str]:
    """Of each step and of the line: `3/4`, `0..1`, or a dash where the step does not occur."""
    for step in (*Step, "share"):
        low, high = getattr(chain, f"{step}_low"), getattr(chain, f"{step}_high")
        yield "-" if low is None else low if low == high else f"{low}{to}{high}"


def chain_table(m: CriticalMinerals) -> Section:
    """Every line, with the countries, the cells and the share of each step that occurs in any."""
    steps = [step for step in Step if any(getattr(c, f"{step}_low") is not None for c in m.chains)]
    columns = left("line", "mineral", "material", "component") + right("value", breaks=True)
    columns += left(*steps, "the line", breaks=True)
    rows: list[list[Text | Entry]] = []
    for c in m.chains:
        value = Entry(
            [usd(c.value_usd), " ", Cells([c.cells.value])],
            number=c.value_usd if figure(c.value_usd) is not None else "",
        )
        row: list[Text | Entry] = [c.line, c.mineral, c.material or "", c.component or "", value]
        for step in steps:
            low, high = getattr(c, f"{step}_low"), getattr(c, f"{step}_high")
            if low is None:
                row.append(Entry(Word("no step", Tone.ABSENT), sort=""))
                continue
            places = [country_name(code) if code is not None else "not known" for code in getattr(c.countries, step)]
            text: list[Inline] = [", ".join(dict.fromkeys(places)), " ", Cells(getattr(c.cells, step))]
            row.append(Entry(text, sort=", ".join(places), below=_share(low, high)))
        rows.append([*row, Entry(_share(c.share_low, c.share_high), number=c.share_low)])
    caption = "Every line of the percentage: where each step takes place, and the share of it that counts"
    table = Table(columns, rows, "lines", f"{caption}. A line counts by its best step", filters="lines")
    return Section("Procurement chains", [table], "chains", "Procurement chains", on_page=True)


def _share(low: str, high: str) -> Word:
    if low != high:
        return Word(f"{low} to {high} counts", Tone.OPEN)
    if low in ("0", "1"):
        return _OUTCOMES[Outcome.COUNTS if low == "1" else Outcome.DOES_NOT]
    return Word(f"{low} counts", Tone.PART)


def drawn(m: CriticalMinerals) -> Section:
    """The value drawn from mineral to outcome, and as a table."""
    blocks: list[Block] = [Paragraph("No line has a price, so there is no value to draw.")]
    if any(flow.value_usd == WITHHELD for flow in m.flows):
        blocks = [Paragraph("The values are withheld, and so is the drawing."), _flow_table(m)]
    if any(figure(flow.value_usd) for flow in m.flows):
        blocks = [_flow(m), _flow_table(m)]
    return Section("Where the value goes", blocks, "flows", "Where the value goes", on_page=True)


def _flow(m: CriticalMinerals) -> Flow:
    ribbons = []
    for f in m.flows:
        then = f.processing if f.step == Step.PROCESSING else f"{f.processing} ({f.step})"
        extraction = f.extraction or _NO_EXTRACTION
        outcome = _OUTCOMES[f.outcome]
        stops = [(f.mineral, f.mineral), (f.extraction or "", extraction), (f"{f.step} {f.processing}", then)]
        about = f"{f.mineral}, {dollars(f.value_usd)}: {extraction}, then {f.step} {f.processing}; {outcome.text}"
        ribbons.append(Ribbon([*stops, (f.outcome, outcome.text)], f.value_usd, outcome.tone, about))
    caption: list[Inline] = [
        "Each band is as wide as its value. Plain ",
        Key(Tone.GOOD),
        " counts, striped ",
        Key(Tone.OPEN),
    ]
    caption += [" is unknown, dotted ", Key(Tone.BAD)]
    caption.append(f" does not count, in the {TESTS[m.test]}; a line that counts in part is divided. ")
    caption += [Word("Several"), ": the step has sites in several countries."]
    for x in m.minerals:
        if x.unpriced_lines:
            caption.append(f" Not drawn, because it has no price: {x.mineral} of {lines(x.unpriced_lines)}.")
    return Flow(
        "Value from mineral through extraction and processing or recycling to whether it counts",
        ["mineral", "extraction", "processing, recycling", "outcome"],
        ribbons,
        caption,
    )


def _flow_table(m: CriticalMinerals) -> Table:
    columns = left("mineral", "extraction", "then", "where", "outcome") + right("value")
    rows: list[list[Text]] = [
        [
            *(f.mineral, f.extraction or "does not occur", f.step, f.processing),
            *(_OUTCOMES[f.outcome], usd(f.value_usd)),
        ]
        for f in m.flows
    ]
    return Table(
        columns,
        rows,
        "flows-table",
        "Value by mineral, places and outcome",
        folded="The drawing as a table",
    )


def line_sheet(m: CriticalMinerals) -> Table:
    """Every line in numbers, and the percentage recomputed from them."""
    columns = [Column("line", width=14), Column("mineral", width=14), Column("material", width=36)]
    columns += [Column("component", width=22), Column("value USD", right=True, width=16)]
    columns += [Column(f"share that counts, {end}", right=True, width=18) for end in ("lowest", "highest")]
    columns += [Column("share that counts, exact", right=True, width=24)]
    columns += [Column(f"{step}, {end}", right=True, width=12) for step in Step for end in ("lowest", "highest")]
    columns += [Column("screened for FEOCs", width=14)]
    columns += [Column(f"{what}: cells", width=28) for what in ("value", *Step)]
    rows: list[list[Text]] = []
    for c in m.chains:
        names: list[Text] = [c.line, c.mineral, c.material or "", c.component or "", Exact(c.value_exact, "$")]
        exactly = c.counts_low if c.counts_low == c.counts_high else f"{c.counts_low} to {c.counts_high}"
        ends = [getattr(c, f"{step}_{end}") for step in Step for end in ("low", "high")]
        shares = [Exact(c.counts_low), Exact(c.counts_high), exactly, *(Exact(end) if end else "" for end in ends)]
        cells = [Cells(at) for at in ([c.cells.value], c.cells.extraction, c.cells.processing, c.cells.recycling)]
        rows.append([*names, *shares, COUNTS[c.screened], *cells])
    return Table(columns, rows, sheet="lines", recomputed=list(_recomputed(m)))


def _recomputed(m: CriticalMinerals) -> Iterator[Recomputed]:
    """The percentage recomputed from the lines with a value; a line without one moves it toward its own share."""
    priced = [chain for chain in m.chains if chain.value_exact is not None]
    value = sum((figure(chain.value_exact) or Fraction(0) for chain in priced), Fraction(0))
    if not value or m.low is None or m.high is None:
        return
    counts = sum((Fraction(chain.value_exact or "0") * Fraction(chain.counts_low) for chain in priced), Fraction(0))
    yield Recomputed("value", "SUM({4})", Exact(str(value), "$"))
    yield Recomputed(
        "value that counts" + ", lowest possible" * (m.low != m.high), "SUMPRODUCT({4},{5})", Exact(str(counts), "$")
    )
    low, high = "SUMPRODUCT({4},{5})/SUM({4})", "SUMPRODUCT({4},{6})/SUM({4})"
    if len(priced) < len(m.chains):
        low = f"MIN({low},1-SUMPRODUCT(MAX((1-{{5}})*(1-ISNUMBER({{4}})))))"
        high = f"MAX({high},SUMPRODUCT(MAX({{6}}*(1-ISNUMBER({{4}})))))"
    if m.low == m.high:
        yield Recomputed("percentage", f"100*{low}", Exact(str(100 * Fraction(m.low)), "%"))
        return
    yield Recomputed("percentage, lowest possible", f"100*{low}", Exact(str(100 * Fraction(m.low)), "%"))
    yield Recomputed("percentage, highest possible", f"100*{high}", Exact(str(100 * Fraction(m.high)), "%"))


def origin_sheet(m: CriticalMinerals) -> Table:
    fields = (
        Field("mineral", 16, lambda o: o.mineral),
        Field("step", 14, lambda o: o.step),
        Field("code", 8, lambda o: o.country or ""),
        Field("country", 30, lambda o: o.country_name),
        Field("value USD", 16, lambda o: Number(o.value_usd), right=True),
        Field("share, percent", 16, lambda o: Number(o.share_percentage), right=True),
        Field("counts", 12, lambda o: COUNTS[o.counts]),
    )
    return sheet_of("origins", fields, m.origins)
