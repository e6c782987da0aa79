"""The JSON report, and its schema. Same input, same bytes."""

from collections.abc import Iterator
from typing import Any

import msgspec

from ...engine.questions.batch.run_head import RunHead
from ...engine.regimes.registry import run_type
from ...engine.report.report import Report, Rows
from .formats import Look, Rendered

_REPORTS = '"reports": []'
_TOGETHER = 500


def indented(value: Any) -> str:
    """A command's result as indented JSON."""
    return msgspec.json.format(msgspec.json.encode(value, enc_hook=list), indent=1).decode()


def piece(_: Look, __: int, report: Report) -> Iterator[str]:
    """A report as an item of a run's list."""
    return parts(report, "\n  ")


def parts(value: object, line: str = "\n") -> Iterator[str]:
    """The text of `indented`, part by part if long, with each new line beginning with `line`."""
    if not _is_long(value):
        yield indented(value).replace("\n", line)  # JSON strings contain no raw line breaks
    elif isinstance(value, msgspec.Struct | dict):
        for number, (name, field) in enumerate(_fields(value).items()):
            yield f'{"," if number else "{"}{line} "{name}": '
            yield from parts(field, line + " ")
        yield line + "}"
    elif isinstance(value, list | Rows):
        for at in range(0, len(value), _TOGETHER):
            together = value[at : at + _TOGETHER]
            if not any(map(_is_long, together)):
                yield ("," if at else "[") + indented(together)[1:-2].replace("\n", line)
                continue
            for number, item in enumerate(together, at):
                yield f"{',' if number else '['}{line} "
                yield from parts(item, line + " ")
        yield line + "]"


def _is_long(value: object) -> bool:
    """Whether it contains a long list, which may be larger than its source."""
    if value is None or isinstance(value, str):  # most are
        return False
    if isinstance(value, list | Rows):
        return len(value) > _TOGETHER or any(map(_is_long, value))
    if isinstance(value, msgspec.Struct):
        return any(_is_long(getattr(value, name)) for name in value.__struct_fields__)
    return isinstance(value, dict) and any(map(_is_long, value.values()))


def _fields(value: msgspec.Struct | dict[str, Any]) -> dict[str, Any]:
    if isinstance(value, dict):
        return value
    config = value.__struct_config__
    names = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
    tag = {} if config.tag_field is None else {config.tag_field: config.tag}
    found = {name: getattr(value, field) for name, field in names}
    return tag | {name: field for name, field in found.items() if field is not msgspec.UNSET}


def whole(_: Look, run: RunHead, reports: Rendered) -> Iterator[str]:
    """The whole run as indented JSON."""
    before, _reports, after = indented(run.holding([])).partition(_REPORTS)
    yield before + '"reports": ['
    for number, parts in enumerate(reports.in_parts()):
        yield ",\n  " if number else "\n  "
        yield from parts
    yield f"\n ]{after}\n"


def schema() -> str:
    """The JSON Schema of the report."""
    return indented(msgspec.json.schema(run_type())) + "\n"
