"""The register of evidence: the passes that rest on what has lapsed, the bills of materials, and every document."""

from collections import Counter
from collections.abc import Iterator

from ...engine.model.statuses import Status
from ...engine.questions.register.register import (
    DocumentStatus,
    Register,
    RegisteredBom,
    RegisteredDocument,
    Rests,
    fails,
)
from .evidence_tables import command_of, of_status, page_table, status_word
from .sections import Banner, Bullets, Fact, Facts, Line, Paragraph, Section, Table, Text, Tone, Word, folded, left
from .words import counted, verdict

TITLE = "Register of evidence"


def says(register: Register) -> str:
    """Whether a pass rests on a document that fails, in one sentence."""
    failing, unread = sum(map(fails, register.documents)), _unread(register)
    texts = [f"{counted(len(unread), 'BOM')} cannot be read"] if unread else []
    if failing > 1:
        texts.append(f"passes rest on {failing:,} documents that have lapsed, are contradicted or are altered")
    else:
        which = "a pass rests on 1 document" if failing else "no pass rests on a document"
        texts.append(f"{which} that has lapsed, is contradicted or is altered")
    return "; ".join(texts)


def counts(register: Register) -> str:
    """The number of rows of each status."""
    found = Counter(one.status for one in register.documents)
    texts = [f"{found[status]:,} {status_word(status, register).text}" for status in DocumentStatus if found[status]]
    return ", ".join(texts) or "no attestation and no certificate, and none is asked for"


def status_of(register: Register) -> str:
    """The status by which a page is colored."""
    return "unreadable" if _unread(register) else "fail" if any(map(fails, register.documents)) else "pass"


def sections(register: Register) -> Iterator[Line | Paragraph | Section]:
    """The answer, then every document by its status, those that need action first."""
    yield Line([Word("EVIDENCE"), "  ", Word(says(register), _tone(register), bold=True)])
    yield Paragraph(counts(register))
    yield from summary(register)
    alone = len({document.bom for document in register.documents}) == 1
    for status in DocumentStatus:
        if found := [one for one in register.documents if one.status is status]:
            yield Section(status_word(status, register), [of_status(found, alone=alone)])


def page_sections(register: Register) -> Iterator[Section]:
    """The parts of a page: those of the summary, and one table of all documents, to sort and filter."""
    yield from summary(register)
    yield Section("Every document", [page_table(register)], id="documents")


def summary(register: Register) -> Iterator[Section]:
    """The documents that fail and on which a pass rests, every bill of materials, and why some cannot be read."""
    if failing := [one for one in register.documents if fails(one)]:
        yield Section("What passes rest on", [Bullets([_failing(one, register) for one in failing])], id="failing")
    columns = left("bill of materials", "judged by", "verdict", "for", "evidence on")
    rows = [_bom(one) for one in register.boms]
    yield Section("Bills of materials", [Table(columns, rows, id="boms", caption="Each with its verdict")], id="boms")
    for number, one in enumerate(_unread(register), 1):
        yield Section(f"{one.bom.title} cannot be read", [folded(one.findings)], id=f"unread-{number}")


def banner(register: Register) -> Banner:
    """The answer, for the top of a page or a workbook."""
    return Banner("EVIDENCE", f"{says(register)}. {counts(register)}")


def provenance(register: Register) -> Section:
    """The program, and the hash of every bill of materials."""
    boms = {one.bom.title: one.bom.sha256 or "not read" for one in register.boms}
    facts = [Fact("program", f"{register.tool.name} {register.tool.version}")]
    return Section("Files and hashes", [Facts([*facts, *(Fact(title, sha256) for title, sha256 in boms.items())])])


def _unread(register: Register) -> list[RegisteredBom]:
    return [one for one in register.boms if one.status is Status.UNREADABLE]


def _tone(register: Register) -> Tone:
    return Tone.GOOD if status_of(register) == "pass" else Tone.BAD


def _failing(one: RegisteredDocument, register: Register) -> Text:
    together = " (with others)" if one.rests is Rests.TOGETHER else ""
    who = f" of {one.supplier}" if one.supplier else ""
    return [status_word(one.status, register), f": {one.document}{who} in {one.bom}{together}: {one.why}"]


def _bom(one: RegisteredBom) -> list[Text]:
    would = ": would pass with its lapsed and altered documents in hand" if one.would_pass else ""
    return [one.bom.title, command_of(one.regime), [verdict(one.status), would], one.days or "", one.on or ""]
