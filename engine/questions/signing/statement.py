"""What a signature on a report states: its hash, and those of all that it was made from (in-toto Statement v1)."""

import hashlib
from collections.abc import Iterator
from pathlib import PurePath
from typing import Any

import msgspec
from msgspec import UNSET

from ...model.quoting import quoted
from ...report.report import InputFile, Inquiry, InquiryList
from ..run_file import BadReport
from ..verify.stated import StatedReport, StatedRun

TYPE = "https://in-toto.io/Statement/v1"
PREDICATE = "https://in-toto.io/attestation/link/v0.3"
"""The predicate that names the inputs of a step, as `materials`; the subject is its product."""


class Resource(msgspec.Struct, frozen=True):
    """A file by its name and its hash."""

    name: str
    digest: dict[str, str]


class Link(msgspec.Struct, frozen=True):
    """The step that made the report, and what it read."""

    name: str
    command: list[str]
    materials: list[Resource]
    environment: dict[str, str]


class Statement(msgspec.Struct, frozen=True):
    """The statement on a report, the only subject."""

    type_: str = msgspec.field(name="_type")
    subject: list[Resource]
    predicate_type: str = msgspec.field(name="predicateType")
    predicate: Link


def statement_on(path: str, content: bytes, run: StatedRun) -> Statement:
    """The statement on the report of these bytes, which were read as this run.

    Raises:
        BadReport: it names a file with two hashes.
    """
    subject = _resource(PurePath(path).name, hashlib.sha256(content).hexdigest())
    materials: dict[str, str] = {}
    for file in _inputs(run):
        if materials.setdefault(file.path, file.sha256) != file.sha256:
            raise BadReport(f"the report names {quoted(file.path)} with two hashes: sign the report of each run alone")
    link = Link(
        name=run.tool.name,
        command=[],
        materials=[_resource(name, sha256) for name, sha256 in materials.items()],
        environment={"version": run.tool.version, "rulebook": run.rulebook.edition},
    )
    return Statement(TYPE, [subject], PREDICATE, link)


def _resource(name: str, sha256: str) -> Resource:
    return Resource(name, {"sha256": sha256})


def _inputs(run: StatedRun) -> Iterator[InputFile]:
    """Everything that the report says it was made from, with a hash."""
    yield InputFile("rulebook", run.rulebook.sha256)
    for report in run.reports:
        if report.bom.sha256 is not None:
            yield InputFile(report.bom.path, report.bom.sha256)
        yield from report.bom.beside
        yield from _asked(report)
    for option in ("configuration", "baseline"):
        used: Any = run.document.get(option)
        if isinstance(used, dict) and isinstance(used.get("sha256"), str):
            yield InputFile(f"{option} {used.get('path')}", used["sha256"])


def _asked(report: StatedReport) -> Iterator[InputFile]:
    """The files of the question: they have no name in a report, only a hash."""
    asked: Inquiry[Any] | None = report.asked
    if asked is None:
        return
    if asked.columns is not None:
        yield InputFile("columns", asked.columns.sha256)
    if asked.waivers is not UNSET:
        yield InputFile("waivers", asked.waivers.sha256)
    for name in asked.__struct_fields__:
        list_ = getattr(asked, name)
        if isinstance(list_, InquiryList):
            yield InputFile(name, list_.sha256)
            yield from (InputFile(f"{name} {file.path}", file.sha256) for file in list_.beside)
