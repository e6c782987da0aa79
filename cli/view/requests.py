"""The words of a request to a supplier: its cover, what each sheet is for, and the list of all requests."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from ...engine.questions.requests.plan import RequestPart, SupplierRequest
from ...engine.report.outline import Column, Kind
from . import VIEWS
from .words import counted

COVER, LINES, COMPANY, OWNERS, CERTIFICATES = "Request", "Lines", "Company", "Owners", "Certificates"
"""The sheets of a request workbook."""
LINE_HEADINGS = ("No.", "Bill of materials", "Line", "Component", "Material", "Mineral", "Work", "Country now")
"""What a row of the sheet Lines shows; what is asked follows."""
ASKED = {
    "country": "Country where this was done",
    "value_added_usd": "Value that you added (USD)",
    "producer": "Who mined, produced or manufactured it",
    "certificate": "Certificate (its id in Certificates)",
}
"""The headings of what is asked about a line."""
LISTED = {
    "owner": "Owner",
    "owned": "Company that is owned",
    "equity_pct": "Percent of the equity (value)",
    "votes_pct": "Percent of the votes",
    "board_pct": "Percent of the board seats",
    "reports_13d": "Reports under Rule 13d-3",
    "country": "Owner organized in (country)",
    "headquarters_country": "Owner's headquarters in (country)",
    "government_of": "If a government body: of which country",
    "government_equity_pct": "Percent of the owner's equity held by governments of covered nations",
    "government_votes_pct": "Percent of the owner's votes held by them",
    "government_board_pct": "Percent of the owner's board seats held by them",
    "kind": "Kind of owner",
    "citizen_of": "If a person: citizen of",
    "us_person": "If a person: a United States person",
    "sfe_total_pct": "Percent of the owner held by specified foreign entities together",
}
"""The headings of the sheet Owners."""
FACTS = {
    "country": "Country in which your company is organized",
    "headquarters_country": "Country of its headquarters",
    "government_of": "If it is a government body: of which country",
    "government_equity_pct": "Percent of its equity that governments of covered nations hold",
    "government_votes_pct": "Percent of its votes that governments of covered nations hold",
    "government_board_pct": "Percent of its board seats that governments of covered nations hold",
    "effective_control_by": "Who controls your work by a license or contract",
    "rights_reserved": "Whether that contract leaves all five rights to others",
    "designation": "Designation by the United States, if any",
    "attestation": "Attestation (its id in Certificates)",
    "kind": "What your company is",
    "citizen_of": "If you are a person: citizen of",
    "us_person": "If you are a person: a United States person",
    "pfe_list": "List of the United States on which it is (no, if it is on none)",
    "publicly_traded": "Whether it is publicly traded",
    "listed_parent_80": "Whether a publicly traded company owns nearly all of it",
    "sfe_appoints_officer": "Whether a specified foreign entity may appoint a board member or executive",
    "sfe_largest_pct": "Largest percent that one specified foreign entity owns",
    "sfe_total_pct": "Percent that specified foreign entities own together",
    "sfe_debt_pct": "Percent of its debt issued to specified foreign entities",
}
"""What is asked of a company, by column of `Entities`."""
INSTEAD = {
    COMPANY: {
        "attestation": (
            "The id that you give, in the sheet Certificates, to your signed statement that no foreign entity of "
            "concern did the work. It covers all the work of your company."
        ),
        "effective_control_by": (
            "The company or government that decides what you produce, how much or when, by a license or another "
            "contract. Its name, not yes."
        ),
    },
    OWNERS: {
        "owner": "The name of the company, person or government body that owns a part.",
        "owned": "The name of the company of which it owns a part. Leave it empty if that is your company.",
        "kind": "company, partnership (an estate too), person or government.",
    },
    CERTIFICATES: {
        "certificate": "A name or number of your choice for the document, each once. The other sheets refer to it.",
        "supplier": "Your company.",
        "kind": "What the document states, as explained above.",
        "identification_number": "Your taxpayer or other identification number, as the document gives it.",
        "perjury": "Yes if it is signed under penalties of perjury. Otherwise it does not count.",
        "knows_of_none_upstream": (
            "Yes if the document says that you know of no prohibited foreign entity further up your supply chain."
        ),
        "file": "The name of the document's file. Return the file with this workbook.",
    },
}
"""How to answer, by sheet and column, where the words for an analyst do not fit a supplier."""
DOCUMENT = {
    "certificate": "Certificate (an id of your choice)",
    "supplier": "Supplier",
    "kind": "Kind",
    "signed_on": "Signed on (date)",
    "valid_from": "Valid from (date)",
    "valid_until": "Valid until (date)",
    "signed_by": "Signed by",
    "identification_number": "Identification number",
    "perjury": "Signed under penalties of perjury",
    "knows_of_none_upstream": "States that none is known further up the chain",
    "non_pfe_pct": "Percent of the cost not from a prohibited foreign entity",
    "non_pfe_cost_usd": "USD of the cost not from a prohibited foreign entity",
    "file": "Name of the document's file",
}
"""The headings of the sheet Certificates."""
NOTHING_ASKED = "The work for which your company is named. Nothing is asked in this sheet."
ABOUT = {
    LINES: "The work for which your company is named. Fill in the yellow cells; gray cells are not asked.",
    COMPANY: "Facts about your company. Fill in the yellow cells. The sheet Request explains the terms of the law.",
    OWNERS: (
        "Who owns your company, one row for each owner, and one for each owner of an owner as far as you know. Leave "
        "the second column empty for owners of your company. Shares are percentages from 0 to 100; list every owner, "
        "so that no share is left unexplained."
    ),
    CERTIFICATES: "One row for each document that you return with this workbook.",
}
"""What each sheet is for."""


class Step(NamedTuple):
    """What to do, and the sheet where."""

    sheet: str
    says: str


class Cover(NamedTuple):
    """The first sheet: its title, facts by label, what to do, and paragraphs under headings."""

    title: str
    facts: list[tuple[str, str]]
    parts: list[tuple[str, list[str]]]
    steps: list[Step]


def cover(request: SupplierRequest, asker: str | None, reply_by: str | None) -> Cover:
    """The cover of one request."""
    lines = len({(part.bom.sha256, line.name) for part in request.parts for line in part.ask.lines})
    boms = list(dict.fromkeys(part.bom.id for part in request.parts))
    about = f"{counted(lines, 'line')} of {counted(len(boms), 'bill')} of materials ({', '.join(boms)})"
    laws = [text for regime in request.regimes for text in VIEWS[regime].request_law()]
    facts = [("To", request.supplier), ("From", asker), ("Reply by", reply_by), ("About", about)]
    return Cover(
        title="Request for information about your supplies",
        facts=[(label, text) for label, text in facts if text],
        parts=[
            ("What this is", _WHAT),
            ("By which law", laws),
            ("What happens with your answers", _THEN),
        ],
        steps=[*_steps(request)],
    )


_WHAT = [
    "Before a United States tax credit can be claimed for our product, we must show facts about each company whose "
    "work is in it, and evidence of them. Your company is named for the work in the sheet Lines. This workbook asks "
    "only for what is still missing. It names no other supplier and gives no price."
]
_THEN = [
    "Each answer goes into our bill of materials as you give it, and we look at every change before we use it. What is "
    "not answered stays open and may be asked again. A certificate is filed with its document. An answer that "
    "contradicts another fact is taken up with you, never changed.",
    "The hidden sheets of this workbook hold the drop-down lists, and the record of which question each cell answers. "
    "Please leave them, and the order of rows and columns, as they are.",
]


INSTEAD_OF_FACTS = "A signed statement in Certificates is enough instead of everything asked in Company and Owners."
ENOUGH = "Not needed if you give a signed statement in Certificates."
"""What is enough, beside each fact."""
ENOUGH_OWNERS = "A complete list in Owners is enough too."


def _steps(request: SupplierRequest) -> Iterator[Step]:
    if any(line.columns for part in request.parts for line in part.ask.lines):
        yield Step(LINES, "State what is asked about each line of work, in the yellow cells.")
    if request.facts:
        yield Step(COMPANY, "State the facts about your company.")
    if request.owners:
        yield Step(OWNERS, "List the owners of your company, and their owners, or state the shares in Company.")
    if request.kinds:
        yield Step(
            CERTIFICATES, "List each signed statement that you give, and return its document with this workbook."
        )
    if request.instead:
        yield Step("", INSTEAD_OF_FACTS)
    yield Step("", "Leave a cell empty where you do not know. Do not guess: a guess may be read as a fact.")
    yield Step("", "Save this workbook and return it, with the documents, to the address from which it came.")


def elements(kinds: dict[str, list[str]]) -> list[str]:
    """What a certificate of each kind must have, in sentences."""
    return [f"{kind}: {_KINDS[kind]}" for kind in kinds]


_KINDS = {
    "feoc": (
        "your statement that no foreign entity of concern (FEOC) did any of the work for which your company is named, "
        "signed and dated, with the days for which it holds. Then give its id as the attestation in Company."
    ),
    "not-pfe": (
        "your statement, under penalties of perjury, that the item was not produced by a prohibited foreign entity, "
        "and that you know of none further up your chain, with your identification number. Then give its id in Lines."
    ),
    "cost": (
        "your statement, under penalties of perjury, of the part of the cost that is not from a prohibited foreign "
        "entity, with your identification number. Then give its id in Lines."
    ),
}


# The list of all requests -------------------------------------------------------------------------------------------


class Listed(NamedTuple):
    """A request in the list: its place by what it decides, and its workbook; empty if there is none."""

    place: int
    request: SupplierRequest
    file: str

    def each(self, of: Callable[[RequestPart], Iterable[str]]) -> list[str]:
        """What the parts of the request have, each once."""
        return list(dict.fromkeys(text for part in self.request.parts for text in of(part)))


def _ours(row: Listed) -> list[str]:
    if row.request.names_several:
        return ["who does the work: the name is that of several companies, one of which is named alone elsewhere"]
    return row.each(lambda part: part.ask.ours if row.file else part.ask.missing)


def _settles(part: RequestPart) -> list[str]:
    return [f"{part.bom.title}: {part.ask.settles}"] if part.ask.settles else []


def _replaced(part: RequestPart) -> list[str]:
    return [f"{part.bom.title}: {text}" for text in part.bom.replaced]


LIST: Sequence[Column] = (
    Column("place", Kind.COUNT, lambda row: row.place),
    Column("supplier", Kind.TEXT, lambda row: row.request.supplier),
    Column("workbook", Kind.TEXT, lambda row: row.file),
    Column("asked_for", Kind.TEXTS, lambda row: row.request.regimes),
    Column("boms", Kind.TEXTS, lambda row: row.each(lambda part: [part.bom.title])),
    Column("bom_ids", Kind.TEXTS, lambda row: row.each(lambda part: [part.bom.id])),
    Column("lines", Kind.TEXTS, lambda row: row.each(lambda part: [line.name for line in part.ask.lines])),
    Column("missing", Kind.TEXTS, lambda row: row.each(lambda part: part.ask.missing)),
    Column("to_find_out_yourself", Kind.TEXTS, _ours),
    Column("settles", Kind.TEXTS, lambda row: [text for part in row.request.parts for text in _settles(part)]),
    Column("verdicts_settled_alone", Kind.COUNT, lambda row: sum(part.ask.alone for part in row.request.parts)),
    Column("asked_with", Kind.TEXTS, lambda row: row.each(_replaced)),
)
"""The columns of the list of all requests."""
LIST_WIDTHS = {
    "supplier": 26,
    "workbook": 30,
    "asked_for": 14,
    "boms": 40,
    "bom_ids": 12,
    "lines": 16,
    "missing": 48,
    "to_find_out_yourself": 28,
    "settles": 40,
    "asked_with": 28,
}
"""Their widths in its workbook, as far as their headings do not say."""


def summary(rows: Sequence[Listed], boms: int) -> str:
    """The requests in one line."""
    sent = [row for row in rows if row.file]
    written, without = len(sent), len(rows) - len(sent)
    if not rows:
        return f"nothing is missing from any supplier in {counted(boms, 'bill')} of materials: no request is needed"
    text = f"{counted(written, 'request')} written, about {counted(boms, 'bill')} of materials"
    if moot := sum(all(part.ask.moot for part in row.request.parts) for row in sent):
        text += f"; {counted(moot, 'request')} cannot change the verdict"
    return f"{text}; {without} without a workbook: nobody to ask, or only you can find it out" if without else text
