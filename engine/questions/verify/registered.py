"""Recomputes a register of evidence from its bills of materials and lists the differences."""

from collections.abc import Container, Iterable, Mapping
from typing import Any

import msgspec

from ...intake.files.paths import shown_path
from ...model.dates import read_span
from ...model.quoting import quoted
from ...model.settings import MB
from ...regimes.registry import REGIMES
from ...report.report import Bom
from ...report.run import this_tool, used_rulebook
from ..asking import settings_of
from ..register.assembling import Asked, Listing, assemble, list_documents
from ..run_file import BadReport
from .comparing import differences
from .stated import StatedRegister, called
from .verifying import (
    Given,
    Group,
    Outcome,
    Provenance,
    Verification,
    check_again,
    files_of,
    headline_of,
    inputs_of,
    makers_of,
    sha256_of,
)

_PARTS = {"boms": "bills of materials", "documents": "documents", "exit_status": "exit status"}
_KNOWN_BY = {"boms": ("regime",), "documents": ("bom", "regime", "document", "supplier")}


def verify_register(register: StatedRegister, name: str, paths: Iterable[str], given: Given) -> Verification:
    """Recomputes the register called `name` on the bills of materials at these paths, each of which it must list.

    Raises:
        BadReport: a file cannot be read, is not in the register or is missing, or a question cannot be asked again.
    """
    files = {path: sha256_of(path, None) for path in paths}
    listings, made_from, used = list[Listing](), list[Provenance](), list[Provenance]()
    opened = set[str]()
    for stated in register.boms:
        path = _file_of(stated.bom, files, opened)
        opened.add(path)
        checked = check_again(stated, path, None, given, stated.bom.name, stated.bom.path)
        listings.append(list_documents(checked, path, _asked(register, settings_of(stated.asked).max_mb)))
        made_from += inputs_of(stated, checked.report, f" {stated.bom.path}")
        used += files_of(stated, checked.report)
    if others := [path for path in files if path not in opened]:
        raise BadReport(f"the register does not list {quoted(others[0])}, by its content or by its path")
    now = assemble(listings, _asked(register, 1))
    rulebooks = {called(regime): used_rulebook(REGIMES[regime].rulebook()) for regime in register.registered}
    made_from = list(dict.fromkeys([*made_from, *makers_of(register, rulebooks), *used]))
    earlier = register.tool.version != this_tool().version
    then, found = _result(register.document), _result(msgspec.to_builtins(now, enc_hook=list))
    groups = [
        Group(part, of)
        for key, part in _PARTS.items()
        if (of := list(differences(then.get(key), found[key], f"/{key}", _KNOWN_BY, may_lack_keys=earlier)))
    ]
    is_same = all(one.same for one in made_from)
    outcome = Outcome.DIFFERS if groups else Outcome.HOLDS if is_same else Outcome.FROM_OTHERS
    count = sum(len(group.differences) for group in groups)
    reported, recomputed = (f"exit status {int(of)}" for of in (register.exit_status, now.exit_status))
    return Verification(
        outcome=outcome,
        headline=headline_of(outcome, reported, recomputed, count, made_from, "register"),
        bom=name,
        report="",
        verdict_reported=reported,
        verdict_recomputed=recomputed,
        made_from=made_from,
        not_used=given.not_used(register.boms),
        differs=count,
        groups=groups,
    )


def _file_of(bom: Bom, files: Mapping[str, str], opened: Container[str]) -> str:
    """The path of the file that a bill of materials was read from, by its content or else by its path.

    Of several of that content, one that no other was read from.

    Raises:
        BadReport: it is not given.
    """
    of_path = [path for path in files if shown_path(path) == bom.path]
    of_content = [path for path, sha256 in files.items() if sha256 == bom.sha256]
    both = [path for path in of_path if path in of_content]
    if not (found := both or of_content or of_path):
        raise BadReport(f"the register lists {quoted(bom.path)}, and no file of that content or path is given")
    return next((path for path in found if path not in opened), found[0])


def _asked(register: StatedRegister, max_mb: int) -> Asked:
    """What was asked of every bill of materials.

    Raises:
        BadReport: the span is not one.
    """
    number, _, unit = register.within.partition(" ")
    try:
        return Asked(register.on, read_span(f"{number}{unit[:1]}"), max_mb * MB)
    except ValueError:
        raise BadReport(f"the register's span is {quoted(register.within)}, which this version does not have") from None


def _result(register: dict[str, Any]) -> dict[str, Any]:
    """The register without its inputs, which are compared separately."""
    inputs = ("path", "sha256", "beside")
    boms = [
        {key: value for key, value in one.items() if key not in ("asked", "bom")}
        | {"bom": {key: value for key, value in one["bom"].items() if key not in inputs}}
        for one in register["boms"]
    ]
    return register | {"boms": boms}
