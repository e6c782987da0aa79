"""A columns file as TOML."""

from collections.abc import Iterable, Iterator

from ...engine.model.settings import KINDS, NO_MAPPING, ColumnsFile
from ...engine.questions.unmapped import Unmapped, in_file, key
from ..view.columns import reason


def columns_file(file: ColumnsFile, unmapped: Iterable[Unmapped]) -> str:
    """The file that `--columns` reads; unmapped headings are numbered comments."""
    blocks = [f"decimals = {key(file.decimals)}\n"] if file.decimals is not None else []
    rows = list(enumerate(unmapped, 1))
    blocks += [f"# {number}. {reason(row)}\n# {row.line}\n" for number, row in rows if not row.kind]
    for kind in KINDS:
        blocks += _sheet(kind, file, [(number, row) for number, row in rows if row.kind == kind])
    return "\n".join(blocks)


def _sheet(kind: str, file: ColumnsFile, unmapped: list[tuple[int, Unmapped]]) -> Iterator[str]:
    sheets = [(number, row) for number, row in unmapped if row.table == f"[{kind}]"]
    for number, row in sheets:
        yield f"# {number}. {reason(row)}\n# {row.table}\n# {row.line}\n"
    mapping = file.of(kind)
    if mapping == NO_MAPPING:
        return
    stated = [f"sheet = {key(mapping.sheet)}\n"] if mapping.sheet is not None else []
    stated += [f"header = {mapping.header}\n"] if mapping.header is not None else []
    if stated:
        yield "".join([f"[{kind}]\n", *stated])
    lines = [f"{key(written)} = {in_file(entry)}\n" for written, entry in mapping.columns.items()]
    if unmapped:
        lines.append("\n# Not mapped. To use a line, take the # before it away.\n")
        lines += [f"# {number}. {reason(column)}\n# {column.line}\n" for number, column in unmapped]
    yield "".join([f"[{kind}.columns]\n", *lines])
