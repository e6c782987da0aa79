"""Recomputes a JSON report from its bill of materials and lists the differences."""

import hashlib
from collections.abc import Iterable, Mapping
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Any, NamedTuple

import msgspec
from msgspec import UNSET

from ...entities.designations import DesignatedList
from ...entities.list_file import edition_in
from ...intake.files.paths import STANDARD_INPUT, shown_path
from ...intake.tables.long_table import open_long_table
from ...model.quoting import quoted
from ...model.settings import AS_IT_IS, ColumnsFile
from ...regimes.regime import CannotAsk, Check
from ...regimes.registry import REGIMES, AnyRegime
from ...report.disclosure import Scope
from ...report.redaction import Redaction, is_pseudonym, rename
from ...report.report import AppliedRulebook, InputFile, Inquiry, InquiryList, Report
from ...report.run import Tally, this_tool, used_rulebook
from ..asking import question_of, settings_of
from ..check import check, open_case, redact_check
from ..run_file import BadReport
from ..signing import Signed
from .comparing import Difference, differences
from .stated import Stated, StatedBom, StatedReport, StatedRun, find_report


class Outcome(StrEnum):
    """HOLDS: same inputs, same result. FROM_OTHERS: same result, but from different inputs."""

    HOLDS = "holds"
    DIFFERS = "differs"
    FROM_OTHERS = "same_from_others"


class Provenance(msgspec.Struct, frozen=True):
    """One input of the report, as reported and as it is now; None if missing."""

    what: str
    reported: str | None
    now: str | None
    same: bool


class Group(msgspec.Struct, frozen=True):
    """The differences in one part of the report."""

    part: str
    differences: list[Difference]


class Verification(msgspec.Struct, frozen=True):
    """The result of recomputing one report; `bom` is its path in the report, `report` a JSON pointer to it.

    `not_used` are files that were given but that the report was made without; `not_compared` are the parts that an
    earlier version's report does not have; `signature` is omitted unless it was to be checked.
    """

    outcome: Outcome
    headline: str
    bom: str
    report: str
    verdict_reported: str
    verdict_recomputed: str
    made_from: list[Provenance]
    not_used: list[str]
    differs: int
    groups: list[Group]
    not_compared: list[str] = []
    signature: Signed | msgspec.UnsetType = msgspec.UNSET


SUMMARY = "summary of the run"
_LISTS = {
    "sdn": ("--sdn", "list of designated entities"),
    "pfe_list": ("--pfe-list", "list of prohibited foreign entities"),
}
"""The options of the lists, and what they are called, by their field in a report's question."""


def _lists_of(asked: Inquiry[Any]) -> dict[str, InquiryList | None]:
    """The lists of a question by their fields, None for those that it was asked without."""
    return {field: getattr(asked, field) for field in _LISTS if field in asked.__struct_fields__}


class Given(NamedTuple):
    """The files that are given to ask a question again: lists by its fields, and a columns file with its hash."""

    lists: Mapping[str, DesignatedList | None]
    columns: tuple[ColumnsFile, str] | None

    def asked(self, stated: StatedBom) -> Inquiry[Any]:
        """The question to ask again, with the files that the report was made with.

        Raises:
            BadReport: the report does not record its question, or was made with a list that is not given.
        """
        asked: Inquiry[Any] | None = stated.asked
        if asked is None:
            raise BadReport("the report does not record its options (`asked`), as later versions do: create it again")
        for field, made_with in _lists_of(asked).items():
            if made_with is None:
                continue
            option, what = _LISTS[field]
            given = self.lists.get(field)
            if given is None:
                edition = f" of {made_with.edition or 'unknown date'}" if field == "sdn" else ""
                raise BadReport(
                    f"the report was made with a {what}{edition} (sha256 {made_with.sha256}): provide it with "
                    f"{option} FILE"
                )
            # The file may have been renamed, and the date of the list was in its name.
            given.edition = edition_in(made_with.edition or "")
        if self.columns is None or asked.columns is None:
            return asked
        says, sha256 = self.columns
        return msgspec.structs.replace(asked, columns=msgspec.structs.replace(asked.columns, says=says, sha256=sha256))

    def not_used(self, boms: Iterable[StatedBom]) -> list[str]:
        """The options of the files that no question was asked with."""
        needed = {field for bom in boms for field, made_with in _lists_of(bom.asked).items() if made_with is not None}
        lists = [option for field, (option, _) in _LISTS.items() if self.lists.get(field) and field not in needed]
        is_unused = self.columns is not None and all(bom.asked.columns is None for bom in boms)
        return [*lists, *(["--columns"] if is_unused else [])]


NOTHING = Given({}, None)


def verify(
    run: StatedRun,
    path: str,
    content: bytes | None,
    given: Given = NOTHING,
    *,
    name: str | None = None,
) -> Verification:
    """Recomputes the report on the bill of materials at a path, or on its `content` if already read.

    `name` selects one, if the file contains several. Each list of the report is required in what is `given`; a columns
    file replaces that of the report. None of them is used if the report was made without one.

    Raises:
        BadReport: the file cannot be read, the run has no report on it, or its question cannot be asked again.
    """
    number = find_report(run, sha256_of(path, content), shown_path(path), name, lambda: _names_in(path, content))
    stated = run.reports[number]
    scope = stated.redacted
    if scope is not None:
        _check_repeatable(stated, scope, given.columns)
    regime = REGIMES[stated.regime]
    hides = scope is not None and scope.names
    checked = check_again(
        stated, path, content, given, *((name, None) if hides else (stated.bom.name, stated.bom.path))
    )
    report = checked.report if scope is None else redact_check(checked, Redaction(scope), number + 1)
    tool = this_tool()
    raw = run.document["reports"][number]
    lacking = [regime.parts[f"/{section}"] for section in sorted(regime.added - raw.keys())]
    try:
        found = _groups(run, number, report, regime, earlier=bool(lacking) or run.tool.version != tool.version)
    except RecursionError:
        raise BadReport("the report is nested too deeply to be compared") from None
    law = {"rulebook": used_rulebook(regime.rulebook())}
    made_from = [*inputs_of(stated, report), *makers_of(run, law), *files_of(stated, report)]
    outcome = Outcome.DIFFERS if found else Outcome.HOLDS
    if not found and (lacking or not all(one.same for one in made_from)):
        outcome = Outcome.FROM_OTHERS
    count = sum(len(group.differences) for group in found)
    then, verdict = stated.verdict.status, report.verdict.status
    return Verification(
        outcome=outcome,
        headline=headline_of(outcome, then.replace("_", " "), verdict.replace("_", " "), count, made_from),
        bom=stated.bom.title,
        report=f"/reports/{number}",
        verdict_reported=then,
        verdict_recomputed=verdict,
        made_from=made_from,
        not_used=given.not_used([stated]),
        differs=count,
        groups=found,
        not_compared=lacking,
    )


def sha256_of(path: str, content: bytes | None) -> str:
    if content is not None:
        return hashlib.sha256(content).hexdigest()
    file = Path(path)
    if file.exists() and not file.is_file():
        raise BadReport(f"{quoted(path)} is not a file: expected a bill of materials, or {STANDARD_INPUT}")
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as error:
        raise BadReport(f"{quoted(path)}: {error.strerror or 'cannot be read'}") from None


def check_again(
    stated: StatedBom, path: str, content: bytes | None, given: Given, name: str | None, shown: str | None
) -> Check:
    """The check of a bill of materials under the question that was asked; `shown` is its path in the report.

    Raises:
        BadReport: the question cannot be asked again.
    """
    asked, regime = given.asked(stated), REGIMES[stated.regime]
    rulebook = regime.rulebook()
    try:
        used = {field: given.lists.get(field) if of is not None else None for field, of in _lists_of(asked).items()}
        question = question_of(asked, regime, rulebook, used)
        settings = msgspec.structs.replace(settings_of(asked), bom=name)
    except CannotAsk as error:
        raise BadReport(f"the report uses options that this version or its rulebook does not have: {error}") from None
    return check(open_case(path, content, question, rulebook, settings, shown))


# What differs ----------------------------------------------------------------------------------------------------


def _groups(run: StatedRun, number: int, report: Report, regime: AnyRegime, *, earlier: bool) -> list[Group]:
    """The differences of the result by part; `earlier`: a report of another version, which may lack new keys."""
    parts: dict[str, list[Difference]] = {part: [] for part in regime.parts.values()}
    reported, recomputed = run.document["reports"][number], msgspec.to_builtins(report, enc_hook=list)
    if run.reports[number].redacted is not None:
        recomputed = rename(recomputed, reported)
    for difference in differences(
        _result(reported),
        _result(recomputed),
        f"/reports/{number}",
        regime.known_by,
        may_lack_keys=earlier,
    ):
        parts[part_of(difference, number, regime.parts)].append(difference)
    parts[SUMMARY] = _summary_differences(run, number, report, regime, earlier=earlier)
    return [Group(part, found) for part, found in parts.items() if found]


def part_of(difference: Difference, number: int, parts: Mapping[str, str]) -> str:
    """The name of the part of a report in which a difference is."""
    below = difference.pointer.removeprefix(f"/reports/{number}")
    return parts[max((at for at in parts if below == at or below.startswith(f"{at}/")), key=len)]


def _result(report: dict[str, Any]) -> dict[str, Any]:
    """The report without its inputs, which are compared separately."""
    result = {key: value for key, value in report.items() if key not in ("asked", "regime")}
    if isinstance(bom := report.get("bom"), dict):
        result["bom"] = {key: value for key, value in bom.items() if key not in ("path", "sha256", "beside")}
    if isinstance(lists := report.get("lists"), list):
        result["lists"] = [
            {key: value for key, value in one.items() if key not in ("sha256", "edition", "beside")}
            if isinstance(one, dict)
            else one
            for one in lists
        ]
    return result


def _summary_differences(
    run: StatedRun, number: int, now: Report, regime: AnyRegime, *, earlier: bool
) -> list[Difference]:
    """The differences between the run's summary and its reports, with the recomputed one in its place."""
    outline = regime.outline(now)
    tally = Tally()
    tally.add(outline.status, outline.asked, outline.half)
    for at, stated in enumerate(run.decided):
        if at != number:
            tally.add(stated.verdict.status, stated.decisions())
    expected = tally.summary(strict=run.summary.get("strict") is True)
    summary = msgspec.to_builtins(expected)
    return list(differences(run.summary, summary, "/summary", {}, may_lack_keys=earlier))


def inputs_of(stated: StatedBom, report: Report, of: str = "") -> list[Provenance]:
    """The file of a bill of materials and those beside it, compared; `of` names it among several."""
    then, now = stated.bom, report.bom
    return [
        row_of(f"input{of}", then.sha256, now.sha256),
        *_files(f"next to the input{of}: ", then.beside, now.beside),
    ]


def makers_of(run: Stated, rulebooks: Mapping[str, AppliedRulebook]) -> list[Provenance]:
    """The rulebooks and the program, compared; `rulebooks` are those of this version."""
    rows = []
    for name, then in run.rulebooks.items():
        now = rulebooks[name]
        rows += [row_of(f"{name} edition", then.edition, now.edition), row_of(name, then.sha256, now.sha256)]
    tool = this_tool()
    return [*rows, row_of("program", f"{run.tool.name} {run.tool.version}", f"{tool.name} {tool.version}")]


def files_of(stated: StatedBom, report: Report) -> list[Provenance]:
    """The files of a question, compared."""
    rows, asked = list[Provenance](), report.asked
    assert stated.asked is not None and asked is not None
    if stated.asked.columns is not None and asked.columns is not None:
        rows.append(row_of("columns file", stated.asked.columns.sha256, asked.columns.sha256))
    made_now = _lists_of(asked)
    for field, made_with in _lists_of(stated.asked).items():
        given = made_now[field]
        if made_with is not None and given is not None:
            rows.append(row_of(_LISTS[field][1], made_with.sha256, given.sha256))
            rows += _files("next to that list: ", made_with.beside, given.beside)
    return rows


def row_of(what: str, reported: str | None, now: str | None) -> Provenance:
    """One input, compared; if the report does not state it, it is not the same."""
    return Provenance(what, reported, now, same=reported is not None and reported == now)


def _files(what: str, reported: list[InputFile], now: list[InputFile]) -> list[Provenance]:
    then = {PurePath(file.path).name: file.sha256 for file in reported}
    found = {PurePath(file.path).name: file.sha256 for file in now}
    return [row_of(what + name, then.get(name), found.get(name)) for name in dict.fromkeys([*then, *found])]


def headline_of(
    outcome: Outcome, then: str, now: str, count: int, made_from: list[Provenance], of: str = "report"
) -> str:
    """The result in one line; `then` and `now` are what the report or the register comes to."""
    if outcome is Outcome.HOLDS:
        return f"reproduced: same inputs, same result ({now})"
    if outcome is Outcome.FROM_OTHERS and all(one.same for one in made_from):
        return f"same result ({now}), as far as the report of an earlier version goes"
    if outcome is Outcome.FROM_OTHERS:
        return f"same result ({now}), but from different inputs"
    places = f"{count} place{'s' * (count != 1)} differ{'s' * (count == 1)}"
    if then == now:
        same = f"verdict ({now})" if of == "report" else now
        return f"same {same}, but {places}"
    return f"the {of} says {then}, but recomputing it gives {now}; {places}"


# A redacted report ----------------------------------------------------------------------------------------------------


def _names_in(path: str, content: bytes | None) -> list[str | None]:
    """The bills of materials in a file, in the order in which a run checks them; a file with one has no name for it."""
    table = open_long_table(path, AS_IT_IS) if content is None else None
    return [None] if table is None else [*table.names, *table.lineless]


def _check_repeatable(stated: StatedReport, scope: Scope, columns: tuple[ColumnsFile, str] | None) -> None:
    """Refuses a redacted report that withholds a part of its own question.

    Raises:
        BadReport: it does.
    """
    asked: Inquiry[Any] | None = stated.asked
    lacks = None
    if stated.scenario is not None:
        lacks = "the scenario"
    elif asked is not None and asked.waivers is not UNSET:
        lacks = "the waivers"
    elif asked is not None and scope.names and is_pseudonym(asked.sheet or ""):
        lacks = "the name of the sheet"
    elif asked is not None and scope.names and asked.columns is not None and columns is None:
        raise BadReport(
            f"the report withholds the columns file that it was made with (sha256 {asked.columns.sha256}): "
            "provide it with --columns FILE"
        )
    if lacks is not None:
        raise BadReport(
            f"the report withholds {lacks} that it was made with, so it cannot be recomputed: verify the report that "
            "withholds nothing, and give that report instead of the bill of materials to confirm that it is the same"
        )
