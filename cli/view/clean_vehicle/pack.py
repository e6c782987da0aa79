"""The manufacturer's file under section 30D: what cannot be attested comes first, in the workbook and in the letter."""

from collections.abc import Iterator, Sequence

from ....engine.intake.files.storage import FileCheck
from ....engine.intake.tables.own_sheets import OWN
from ....engine.model.statuses import Status
from ....engine.regimes.clean_vehicle.pack.contents import Gap, Pack, Statement, Subject, Support
from ....engine.regimes.clean_vehicle.sections import COMPONENTS_ASSUMED
from ..regime import FILES, PackPages
from ..sections import Banner, Bullets, Paragraph, Section, Table, Tone, Word, left
from ..words import clauses, counted, lines, some, verdict_word
from . import components, credit, deciding
from . import pack_sheets as sheets
from .percentage import TESTS

_MOST = 6
"""The reasons that a page shows for each statement; the sheet has all."""
_LONGEST = 400  # characters of a reason on a page
_NOT_READY, _DRAFT = "NOT READY TO SIGN", "DRAFT: COMPLETE AND CONFIRM BEFORE SIGNING"
_STATED = {
    Subject.NAMES: "the report of suppliers names every supplier that the FEOC screen covers on the date",
    Subject.MINERALS: "no applicable critical mineral in the battery was extracted, processed or recycled by a foreign "
    "entity of concern",
    Subject.COMPONENTS: "no battery component was manufactured or assembled by a foreign entity of concern",
    Subject.VEHICLE: "the vehicle meets the conditions of the credit that the file states",
    Subject.DATA_SHEET: "the data sheet states the mass and the value of every procurement chain",
    Subject.DOCUMENTS: "the documents that the sheet Certificates names are in the folder of the bill of materials and "
    "agree with each SHA-256 that it states",
}
_CONTRADICTED, _OPEN = Word("contradicted", Tone.BAD), Word("not supported", Tone.OPEN)
_COMPLETE, _CONFIRM = Word("complete", Tone.NOTE), Word("confirm", Tone.NOTE)
_DILIGENCE = (
    "the manufacturer traced the supply chain to the standard of the industry with reasonable certainty, and has no "
    "reason to know that an attestation relied on is wrong"
)


def pages(pack: Pack) -> PackPages:
    """The parts of the file."""
    tables = [
        sheets.missing(_missing(pack)),
        sheets.suppliers(pack.suppliers),
        sheets.chains(pack.chains),
        *([sheets.components(pack.components)] if pack.components is not None else []),
        sheets.evidence(pack.documents),
    ]
    return PackPages(
        mark=_mark(pack),
        banner=_banner(pack),
        missing=list(_before_signing(pack)),
        result=list(credit.sections(pack.report)),
        letter=[_text(pack), _signature(pack)],
        contents=_contents(pack),
        basis=_basis(pack),
        tables=tables,
        documents=sheets.documents(pack.documents),
    )


def is_ready(pack: Pack) -> bool:
    """Whether every statement is supported. What is to be completed and confirmed remains."""
    return pack.status is Status.PASS and not pack.unsupported


def _mark(pack: Pack) -> str:
    banner = _banner(pack)
    return banner.word if is_ready(pack) else f"{banner.word}: {banner.text}"


def _banner(pack: Pack) -> Banner:
    if is_ready(pack):
        text = "the file supports each statement below, once what it does not state is completed and confirmed"
        return Banner(_DRAFT, text)
    asked = [one for one in pack.statements if one.support is not Support.NOT_ASKED]
    verdict = verdict_word(pack.status)
    cannot = f"{len(pack.unsupported)} of {counted(len(asked), 'statement')} cannot be attested"
    return Banner(_NOT_READY, f"verdict {verdict}, {cannot}")


# What is missing ----------------------------------------------------------------------------------------------------


def _before_signing(pack: Pack) -> Iterator[Section]:
    """What cannot be attested, with the reasons; then what remains to be completed and confirmed."""
    if pack.unsupported:
        blocks: list[Paragraph | Bullets] = []
        for one in pack.unsupported:
            status = _CONTRADICTED if one.support is Support.CONTRADICTED else _OPEN
            blocks.append(Paragraph(f"{status.text.capitalize()}: that {_stated(one, pack)}"))
            gaps = [clauses(gap.text, _LONGEST) for gap in _gaps(one, pack)]
            blocks.append(Bullets(list(sheets.some_of(gaps, _MOST, OWN + sheets.MISSING))))
        yield Section("Cannot be attested yet", blocks)
    items = [clauses(text, _LONGEST) for _, text, _ in _to_do(pack)]
    yield Section("To complete and confirm before signing", [Bullets(items)])


def _missing(pack: Pack) -> Iterator[tuple[Word, str, Sequence[str]]]:
    for one in pack.unsupported:
        for gap in _gaps(one, pack):
            yield _CONTRADICTED if gap.adverse else _OPEN, f"that {_stated(one, pack)}: {gap.text}", gap.cells
    yield from _to_do(pack)


def _gaps(one: Statement, pack: Pack) -> Iterator[Gap]:
    """Why it cannot be attested, and for an open percentage each missing fact."""
    yield from one.gaps
    if one.subject is Subject.PERCENTAGE and pack.report.deciding is not None:
        for fact in pack.report.deciding.facts:
            yield Gap(f"missing: {deciding.named(fact)}", fact.cells)
    if one.subject is Subject.COMPONENTS_PERCENTAGE and (listed := pack.report.battery_components) is not None:
        for text, cell in components.missing(listed):
            yield Gap(f"missing: {text}", [cell])


def _to_do(pack: Pack) -> Iterator[tuple[Word, str, Sequence[str]]]:
    """What no bill of materials states, and what critmin does not check."""
    sheet = f"the sheet {OWN}{sheets.CHAINS}"
    quantity = "the quantity of each procurement chain: a bill of materials has no column for a number of units, so it"
    yield _COMPLETE, f"{quantity} is blank in {sheet}", []
    yield _COMPLETE, "the manufacturer, and the name, title, signature and date of the signer", []
    unseen = [one for one in pack.documents if one.serves and one.in_hand and one.check is FileCheck.NOT_NAMED]
    if unseen:
        names = some(one.reference for one in unseen)
        cells = [cell for one in unseen for cell in one.cells]
        yield (
            _CONFIRM,
            f"that the documents of these attestations, which name no file, are held: {names}",
            cells,
        )
    for condition in pack.report.verdict.conditions:
        if not condition.startswith(COMPONENTS_ASSUMED):
            yield _CONFIRM, f"assumed, since the file does not state it: {condition}", []
    for screened in pack.report.lists:
        for match in screened.matches:
            if match.kind != "exact":
                text = f"that {match.entity} is not the entry {match.entry} of the {screened.name}, {match.name}"
                yield _CONFIRM, f"{text}: the names are similar", match.cells
    for reading in pack.report.readings:
        if reading.decides:
            yield _CONFIRM, f"the position on an unsettled legal question decides the verdict: {reading.text}", []
    yield _CONFIRM, f"due diligence, which critmin does not check: that {_DILIGENCE}", []


# The text -----------------------------------------------------------------------------------------------------------


def _text(pack: Pack) -> Section:
    """The statements that the file supports; a draft while any other is open."""
    title = "Text of the attestation" if is_ready(pack) else "Draft text: not to be signed while any point is open"
    lead = (
        "On behalf of the manufacturer named below, for the vehicle and the battery described above, the signer "
        "attests to the best of the signer's knowledge that"
    )
    items = [_stated(one, pack) for one in pack.statements if one.support is Support.SUPPORTED]
    blocks: list[Paragraph | Bullets] = [Paragraph(f"{lead}:"), Bullets([*items, _DILIGENCE])]
    if exempt := [chain.line for chain in pack.chains if chain.status == "relieved"]:
        rule = "exempt from the FEOC screen of minerals under the transition rule for impracticable-to-trace materials"
        blocks.append(Paragraph(f"Not covered: {lines(exempt)}, {rule}."))
    return Section(title, blocks)


def _stated(one: Statement, pack: Pack) -> str:
    report, supported = pack.report, one.support is Support.SUPPORTED
    if one.subject is Subject.PERCENTAGE and (m := report.critical_minerals) is not None:
        share = f" ({m.percentage}% by the {TESTS[m.test]})" if supported else ""
        return (
            f"at least {m.required_percentage}% of the value of the applicable critical minerals in the battery was "
            "extracted or processed in the United States or a country with a free trade agreement, or recycled in "
            f"North America{share}"
        )
    if one.subject is Subject.COMPONENTS_PERCENTAGE:
        c = report.battery_components
        required = c.required_percentage if c is not None else None
        share = f" ({c.percentage}%)" if c is not None and supported else ""
        least = f"at least {required}%" if required is not None else "the required percentage"
        return f"{least} of the value of the battery components was manufactured or assembled in North America{share}"
    return _STATED[one.subject]


def _signature(pack: Pack) -> Section:
    blank = [[label, ""] for label in ("Manufacturer", "Name", "Title", "Signature", "Date")]
    title = "Signature" if is_ready(pack) else "Signature: leave blank, not ready to sign"
    return Section(title, [Table(left("", "to be filled in by the signer"), blank)])


def _contents(pack: Pack) -> Section:
    sheet = {
        sheets.MISSING: "everything that is missing, with its cells",
        sheets.SUPPLIERS: "every supplier with its FEOC status and support",
        sheets.CHAINS: "mass, quantity and value of each procurement chain, with its steps",
        sheets.COMPONENTS: "every battery component" if pack.components is not None else "",
        sheets.EVIDENCE: "every attestation and certificate, and whether its file is there and unchanged",
        FILES: "the hashes of all inputs and documents",
    }
    items: list[str] = [f"{OWN}{name}: {text}" for name, text in sheet.items() if text]
    if pack.excluded:
        why = "outside the battery, or without an applicable critical mineral"
        items.append(f"not listed: {counted(pack.excluded, 'line')} {why}")
    return Section("Sheets", [Bullets(items)])


def _basis(pack: Pack) -> Section:
    """What the file follows, and that no official form was at hand."""
    items = [
        f"No official template was at hand. As summaries by official pages and professional firms have it, "
        f"{pack.authority} ask for {'; '.join(pack.asked_for)}. Compare this file with the official texts before you "
        "submit anything.",
        "The text of the attestation is a draft in critmin's words, not an official form.",
        "Each FEOC status follows from the facts and the evidence that the bill of materials states. critmin does not "
        "read the documents; it compares their SHA-256.",
        "Not part of this file: allocation by mass, serial numbers, and the compliant-battery ledger.",
    ]
    return Section("What this file rests on", [Bullets(items)])
