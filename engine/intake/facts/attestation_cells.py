"""A cell for an attestation -> an attestation that may be in hand, with the certificate that it names."""

import datetime

from ...model.battery import Attestation
from ...model.quoting import quoted
from ...vocabulary.attestations import read_attestation, stands_beside_a_date
from ...vocabulary.document_ids import are_known, parts_of
from ...vocabulary.evidence_words import accepted, load_evidence
from ..files.format_code import hidden_of_a_date, words_shown
from ..tables.line import Line
from .cells import Cells


def attestation_of(cells: Cells, line: Line, column: str) -> Attestation | None:
    """The attestation of a cell, which may be in hand on some date; None, and reported, where it is in hand on none."""
    text = cells.text(line, column)
    if text is None:
        return None
    register, cell = cells.register, line.row.cell(column)

    def refuse(reason: str) -> None:
        cells.found.add(
            "ATTESTATION-NOT-IN-HAND", f"{reason}, so it is not accepted as an attestation. {accepted()}", cell
        )

    if (code := line.any_format(column)) and (hidden := hidden_by(code, line.get(column))):
        refuse(f"{column} contains {quoted(text)}, and {hidden}")
        return None
    stated = f"{column} is {quoted(text)}"
    read = read_attestation(text)
    named = register.find(text, read) if register.certificates else []
    if len(named) > 1 or (read.against and not named):
        refuse(f"{stated}: {read.against or 'it matches the ids of several certificates'}")
        return None
    by_itself = read.reference if not named else None
    meant = register.meant(by_itself) if by_itself is not None else None
    if meant is not None:
        listed = register.certificates[meant]
        message = f"{stated}, which is nearly the id {quoted(listed.name)}: it is read as that certificate"
        cells.found.add("CERTIFICATE-NEAR", message, cell, listed.cell)
        return Attestation(text, line.row, column, read.dated, meant)
    if by_itself is not None and read.unfamiliar and not are_known(read.unfamiliar, _parts_beside(cells, line)):
        words = " and ".join(map(quoted, read.unfamiliar))
        refuse(f"{stated}: {words} is not a word for a document, or a name on the row or in the sheet Certificates")
        return None
    if by_itself is not None and register.certificates:
        near = register.nearest(by_itself)
        hint = f"; did you mean {quoted(near)}?" if near is not None else ""
        message = f"{stated}: no row of the sheet Certificates has this id{hint}"
        cells.found.add("CERTIFICATE-NOT-LISTED", message, cell)
    return Attestation(text, line.row, column, read.dated, named[0] if named else None)


def hidden_by(code: str, value: object) -> str:
    """The text that a number format shows beside the value of an evidence cell; empty where it shows none."""
    if isinstance(value, datetime.date | datetime.datetime) and hidden_of_a_date(code):
        return f"its number format {quoted(code)} does not show a full date"
    strange = next((word for word in words_shown(code) if not stands_beside_a_date(word)), None)
    return f"its number format shows {quoted(strange)}" if strange is not None else ""


def _parts_beside(cells: Cells, line: Line) -> frozenset[str]:
    """The words of the names on a row and in the sheet Certificates."""
    columns = line.named_by(tuple(load_evidence().named_by))
    return parts_of(str(line.get(column)) for column in columns) | cells.register.parts
