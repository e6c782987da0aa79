"""The screen for foreign entities of concern (FEOC): each supplier's status, and what to ask for."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ....engine.model.battery import Measure
from ....engine.model.statuses import ScreenStatus
from ....engine.regimes.clean_vehicle.sections import FeocScreen, ScreenedEntity, ScreenedSite
from ....engine.vocabulary.countries import country_name
from ..sections import (
    Block,
    Cells,
    Codes,
    Column,
    Entry,
    Fact,
    Facts,
    Group,
    Groups,
    Inline,
    Medium,
    Paragraph,
    Section,
    Table,
    Text,
    Tone,
    Word,
    left,
    right,
)
from ..words import some, span, status_word, words

_IN_A_SHEET = {"clean": "clean", "relieved": "out of the screen by the relief"}
_WORST_FIRST = ("feoc", "unknown", "relieved", "clean")
_NAMELESS = "not named"
_ASK = "ask each supplier for an attestation, or for the facts named"


def sections(feoc: FeocScreen, medium: Medium) -> Iterator[Section]:
    """The screen, and what is missing."""
    applies = feoc.status is not ScreenStatus.NOT_APPLICABLE
    match medium:
        case Medium.SHEET:
            yield Section("FEOC screen", [Facts(list(_facts(feoc)))])
            asked = [] if feoc.status is ScreenStatus.NOT_APPLICABLE else feoc.requests
            missing = [Fact(f"{r.supplier}\nlines {', '.join(r.lines)}", "\n".join(r.missing)) for r in asked]
            yield Section("Missing: ask for it", [Facts(missing)])
        case Medium.PAGE:
            title: list[Inline] = ["Screen for foreign entities of concern (FEOC): ", status_word(feoc.status)]
            none = Paragraph("On the date neither minerals nor the components given are screened.")
            yield Section(title, list(_on_page(feoc)) if applies else [none], "feoc", "FEOC screen")
            if feoc.requests:
                groups = [Group(_asked(r.supplier, r.lines, ", ".join(r.lines)), r.missing) for r in feoc.requests]
                intro = Paragraph(f"{_ASK[0].upper()}{_ASK[1:]}.")
                yield Section("What is missing", [intro, Groups(groups)], "missing", "What is missing")
        case _:
            yield _screen(feoc) if applies else Section("FEOC screen: does not apply", [])
            if feoc.requests:
                yield Section(f"What is missing: {_ASK}", [_missing(feoc, medium)])


def _what(feoc: FeocScreen) -> str:
    what = (("minerals", feoc.minerals_screened), ("components", feoc.components_screened))
    return " and ".join(name for name, on in what if on)


def _screen(feoc: FeocScreen) -> Section:
    """The suppliers that are FEOCs or may be, then the names of the others."""
    blocks: list[Block] = []
    rows: list[list[Text]] = []
    for entity in feoc.entities:
        if entity.status not in ("feoc", "unknown"):
            continue
        sites = [site for site in entity.sites if site.status == entity.status]
        codes = dict.fromkeys(code for site in sites for code in site.codes)
        why: Text = Codes(list(codes)) if entity.status == "feoc" else "see what is missing"
        lines = some(site.line for site in sites)
        rows.append([entity.entity or _NAMELESS, status_word(entity.status), lines, why])
    if rows:
        blocks.append(Table(left("supplier", "status", "lines", "finding"), rows))
    for status, title in (("clean", "Shown to be clean"), ("relieved", "Out of the screen by the relief")):
        names = [entity.entity or _NAMELESS for entity in feoc.entities if entity.status == status]
        if names:
            blocks.append(Paragraph(f"{title} ({len(names)}): {'; '.join(names)}"))
    return Section(f"FEOC screen of {_what(feoc)}: {feoc.status}", blocks)


def _missing(feoc: FeocScreen, medium: Medium) -> Block:
    if medium is Medium.TERMINAL:
        return Groups([Group(_asked(r.supplier, r.lines, some(r.lines)), r.missing) for r in feoc.requests])
    rows = [[r.supplier, some(r.lines), "; ".join(r.missing)] for r in feoc.requests]
    return Table(left("supplier", "lines", "missing"), rows)


def _asked(supplier: str, lines: Sequence[str], shown: str) -> str:
    return f"{supplier} (line{'s' * (len(lines) > 1)} {shown})"


def _on_page(feoc: FeocScreen) -> Iterator[Block]:
    """Every supplier, those against whom something stands first."""
    yield Paragraph(
        f"Screened: {_what(feoc)}.",
        then=[
            Word(
                "A supplier is a FEOC where covered nations' governments hold 25 percent or more in any measure, "
                "among other limbs.",
                Tone.PLAIN,
            ),
            "Relieved: out of the screen, as it is impracticable to trace.",
        ],
    )
    columns = left("supplier", "status") + right(*(f"{measure} %" for measure in Measure), breaks=True)
    columns.append(Column("why, and at which sites", wide=True, breaks=True))
    caption = (
        "Each supplier, what covered nations' governments hold of it in percent, directly or through others, "
        "and its sites with the reason for each"
    )
    rows = [_supplier(entity) for entity in sorted(feoc.entities, key=lambda e: _WORST_FIRST.index(e.status))]
    yield Table(columns, rows, "suppliers", caption, filters="suppliers")


def _supplier(entity: ScreenedEntity) -> list[Text | Entry]:
    row: list[Text | Entry] = [entity.entity or _NAMELESS, status_word(entity.status)]
    for measure in Measure:
        held = next((share for share in entity.government if share.measure == measure), None)
        row.append(Entry(span(held.low, held.high), number=held.high) if held else Entry("not known", number=""))

    def why(site: ScreenedSite) -> str:
        return site.why.lower()

    groups = []
    for _, sites in groupby(sorted(entity.sites, key=why), why):
        groups.append(_reason(list(sites), entity.status))
    return [*row, Entry(Groups(groups))]


def _reason(sites: list[ScreenedSite], status: str) -> Group:
    first = sites[0]
    lead: list[Inline] = [first.why + (f" ({', '.join(first.codes)})" if first.codes else "")]
    if first.status != status:
        lead = [status_word(first.status), ": ", *lead]
    items: list[Text] = [
        [f"{site.line}, {site.step}, {country_name(site.country) if site.country else 'not known'} ", Cells(site.cells)]
        for site in sites
    ]
    return Group(lead, items)


def _facts(feoc: FeocScreen) -> Iterator[Fact]:
    yield Fact("answer", words(feoc.status) if _applies(feoc) else "does not apply")
    if not _applies(feoc):
        return
    yield Fact("of", _what(feoc))
    for entity in feoc.entities:
        lines = ", ".join(dict.fromkeys(site.line for site in entity.sites))
        codes = dict.fromkeys(code for site in entity.sites for code in site.codes)
        status = _IN_A_SHEET.get(entity.status) or status_word(entity.status).text
        about = [f"{status}{': ' * bool(codes)}{', '.join(codes)}"]
        if lines:
            about.append(f"lines {lines}")
        if any(share.high.strip("0.") for share in entity.government):
            held = (f"{share.measure} {span(share.low, share.high)}" for share in entity.government)
            about.append(f"held by governments of covered nations, percent: {', '.join(held)}")
        yield Fact(entity.entity or _NAMELESS, "\n".join(about))


def _applies(feoc: FeocScreen) -> bool:
    return feoc.status is not ScreenStatus.NOT_APPLICABLE
