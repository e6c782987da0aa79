"""Writes the requests to suppliers into a new folder: a workbook for each supplier, and the list of all."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from pathlib import Path

import typer

from ..engine.questions.requests.plan import SupplierRequest
from . import output as out
from .render.table_file import frames, write_csv, write_xlsx
from .view.requests import LIST, LIST_WIDTHS, Listed, cover

CSV, XLSX = "requests.csv", "requests.xlsx"
TO_SEND = "send"
"""The folder of the workbooks, apart from the list, which names all suppliers."""
_LONGEST = 60
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)", re.IGNORECASE)


def write_requests(
    folder: str, requests: Sequence[SupplierRequest], asker: str | None, reply_by: str | None
) -> list[Listed]:
    """Writes the folder, complete or not at all; returns the list.

    Raises:
        typer.BadParameter: it cannot be written.
    """
    from .render.request_workbook import render_request

    listed = [Listed(place, request, file) for place, (request, file) in enumerate(_named(requests), 1)]
    try:
        with out.new_folder(Path(folder)) as temporary:
            (temporary / CSV).write_bytes(_list(listed, workbook=False))
            (temporary / XLSX).write_bytes(_list(listed, workbook=True))
            if any(row.file for row in listed):
                (temporary / TO_SEND).mkdir()
            for row in listed:
                if row.file:
                    content = render_request(row.request, cover(row.request, asker, reply_by))
                    (temporary / row.file).write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"-o {folder} cannot be written: {error.strerror}") from None
    return listed


def _named(requests: Sequence[SupplierRequest]) -> Iterator[tuple[SupplierRequest, str]]:
    """Each request with its workbook, empty for one that nobody can answer."""
    taken: set[str] = set()
    for request in requests:
        if not request.is_askable:
            yield request, ""
            continue
        name = _file_name(request.supplier)
        number, unique = 1, name
        while unique.casefold() in taken:
            number += 1
            unique = f"{name}-{number}"
        taken.add(unique.casefold())
        yield request, f"{TO_SEND}/{unique}.xlsx"


def _file_name(supplier: str) -> str:
    """The supplier's name as the name of a file on any system."""
    name = re.sub(r"[^\w]+", "-", supplier).strip("-_")[:_LONGEST].strip("-_") or "supplier"
    return f"supplier-{name}" if _RESERVED.fullmatch(name) else name


def _list(listed: Sequence[Listed], *, workbook: bool) -> bytes:
    content = BytesIO()
    if workbook:
        write_xlsx(frames(listed, LIST), LIST, content, "Requests", LIST_WIDTHS)
    else:
        if not listed:
            content.write((",".join(column.name for column in LIST) + "\n").encode())
        write_csv(frames(listed, LIST), LIST, content)
    return content.getvalue()
