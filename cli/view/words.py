"""Wordings shared by several views."""

import re
from bisect import bisect_right
from collections.abc import Iterable
from itertools import accumulate
from unicodedata import east_asian_width

from msgspec import UnsetType

from ...engine.intake.files.storage import FileCheck
from ...engine.model.findings import Severity, load_findings
from ...engine.model.numbers import Fraction
from ...engine.model.quoting import first_of
from ...engine.model.statuses import Status
from ...engine.report.disclosure import WITHHELD, Scope
from ...engine.report.report import AppliedScenario
from ...engine.report.run import AppliedConfiguration
from ...engine.rules.rule import Rule
from ...engine.rules.rulebook import Places
from ...engine.vocabulary.countries import country_name
from ..escaping import one_line
from .sections import Banner, Tone, Word

REDACTED = {
    scope: Banner("REDACTED", f"{what} are withheld, and texts that may state them; the verdict is unchanged")
    for scope, what in {Scope.PRICES: "prices", Scope.NAMES: "names", Scope.ALL: "names and prices"}.items()
}
SCREENING = Banner("SCREENING", "a supplier without an adverse fact is treated as attested")
COUNTS = {True: "yes", False: "no", None: "not known"}
SEVERITY = {Severity.ERROR: Tone.BAD, Severity.WARNING: Tone.WARNING, Severity.NOTE: Tone.NOTE}
FILE_CHECKS = {
    FileCheck.AGREES: Word("agrees with the stated sha256", Tone.GOOD),
    FileCheck.PRESENT: Word("present, no sha256 stated", Tone.GOOD),
    FileCheck.DIFFERS: Word("differs from the stated sha256", Tone.BAD),
    FileCheck.MISSING: Word("missing", Tone.BAD),
    FileCheck.NOT_READ: Word("could not be read", Tone.BAD),
    FileCheck.NOT_NAMED: Word("no file named", Tone.NONE),
}
_VERDICT = {Status.PASS: Tone.GOOD, Status.INCOMPLETE: Tone.OPEN}
_STATUS = {
    "pass": Word("pass", Tone.GOOD),
    "clean": Word("cleared", Tone.GOOD),
    "fail": Word("fail", Tone.BAD),
    "feoc": Word("fails", Tone.BAD),
    "incomplete": Word("incomplete", Tone.OPEN),
    "unknown": Word("not cleared", Tone.OPEN),
    "relieved": Word("exempt: transition rule", Tone.NONE),
    "not_applicable": Word("not screened", Tone.NONE),
}
_MOST = 8
_LONGEST_NAME = 48
_CLAUSE = re.compile(
    r"(?<!^)(; |: | \(|, (?=[a-z])|(?<!Co|td|nc|rp)\. (?=[A-Z])| (?=(?:and|or|nor|but|because|which|if) ))"
)


def words(status: str) -> str:
    """`not_available` as `not available`."""
    return status.replace("_", " ")


def sentence(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]


def disclosed(missing: Iterable[str]) -> str:
    """What is missing, in one text; what a redacted report withholds of it is said once."""
    return "; ".join(dict.fromkeys("what this report withholds" if one == WITHHELD else one for one in missing))


def gap_text(points: str, exact: str | None, required: str | None, of: str, *, is_interval: bool) -> str:
    """`0.0040 points below the requirement`, or that the share is exactly as required, if `exact` is not withheld."""
    if exact is not None and required is not None and 100 * Fraction(exact) == Fraction(required):
        return f"exactly at the {of}, which is enough"
    text = f"{points.lstrip('-')} points {'below' if points.startswith('-') else 'above'}"
    return f"lowest possible: {text}" if is_interval else f"{text} the {of}"


def verdict_word(status: Status) -> str:
    return words(status).upper()


def verdict(status: Status) -> Word:
    """The verdict in capitals, with its tone."""
    return Word(verdict_word(status), _VERDICT.get(status, Tone.BAD), bold=True)


def status_word(status: str) -> Word:
    """The status of a test, a screen or a supplier, with its tone."""
    return _STATUS.get(status) or Word(words(status), Tone.NONE)


def reasons(status: Status, codes: Iterable[str]) -> list[str]:
    """The codes behind a verdict that block a pass; for a pass, all codes."""
    rules = load_findings()
    if status is Status.PASS:
        return list(codes)
    blocking = (Severity.ERROR, Severity.WARNING) if status is Status.INCOMPLETE else (Severity.ERROR,)
    return [code for code in codes if rules[code].severity in blocking]


def document_kind(kind: str | None, *, certificate: bool) -> str:
    """`certificate, feoc`, or `attestation`."""
    return f"certificate, {kind or 'kind not stated'}" if certificate else "attestation"


def span(low: str | None, high: str | None) -> str:
    """`40.0000% to 74.2212%`, or a single percentage if both are the same."""
    if low is None or high is None:
        return "not stated"
    return f"{low}%" if low == high else f"{low}% to {high}%"


def some(names: Iterable[str], most: int = _MOST) -> str:
    """The first names, each once, and the number of others."""
    return first_of(list(dict.fromkeys(names)), most)


def lines(names: Iterable[str], most: int = _MOST) -> str:
    """`line 3`, `lines 3, 4`."""
    unique = list(dict.fromkeys(names))
    return f"line{'s' * (len(unique) != 1)} {some(unique, most)}"


def shortened(text: str, longest: int = _LONGEST_NAME) -> str:
    """The text, cut after a word if longer than this many characters; wide ones count twice."""
    cut = _start(text, longest)
    if cut == text:
        return text
    whole = cut.rpartition(" ")[0]
    return (whole if len(whole) > len(cut) // 2 else cut).rstrip(" ,;:(") + "…"


def clauses(text: str, longest: int) -> str:
    """The text, cut after a clause if longer: never within parentheses, so that all cells stay whole.

    A text without a suitable clause is cut after a word.
    """
    cut = _start(text, longest)
    if cut == text:
        return text
    whole = [found.start() for found in _CLAUSE.finditer(text, 0, len(cut) + 2) if _is_closed(text[: found.start()])]
    if whole and (whole[-1] > len(cut) // 3 or not _is_closed(cut)):
        return text[: whole[-1]] + "…"
    return shortened(text, longest)


def _start(text: str, longest: int) -> str:
    """As much of the text as fits, with room for the ellipsis; all of it if it fits."""
    ends = list(accumulate(1 + (east_asian_width(character) in "WF") for character in text))
    return text if not ends or ends[-1] <= longest else text[: bisect_right(ends, longest - 1)]


def _is_closed(text: str) -> bool:
    return text.count("(") == text.count(")") and text.count('"') % 2 == 0


def counted(number: int, what: str) -> str:
    """`1 BOM`, `2 BOMs`, `5,000 lines`."""
    return f"{number:,} {what}{'s' * (number != 1)}"


def scenario_mark(scenario: AppliedScenario) -> str:
    """`SCENARIO eu-partner`."""
    return f"SCENARIO {one_line(scenario.name)}"


def scenario_prefix(scenario: AppliedScenario | None) -> str:
    """`SCENARIO eu-partner: ` before a verdict, or nothing without a scenario."""
    return f"{scenario_mark(scenario)}: " if scenario is not None else ""


def uncited(condition: str) -> str:
    """A condition without its citation."""
    return condition.partition(" (")[0]


def mark(scenario: AppliedScenario | None, *, screening: bool, redacted: Scope | UnsetType | None = None) -> str:
    """`REDACTED: SCENARIO eu-partner: SCREENING: ` before a verdict, or nothing for a regular verdict."""
    marks = [banner.word for banner in redacted_banner(redacted)]
    return "".join(f"{word}: " for word in marks) + scenario_prefix(scenario) + f"{SCREENING.word}: " * screening


def banners(
    scenario: AppliedScenario | None, *, screening: bool, redacted: Scope | UnsetType | None = None
) -> list[Banner]:
    """The banners that set a report apart from a regular one."""
    marks = redacted_banner(redacted)
    if scenario is not None:
        marks.append(Banner(scenario_mark(scenario), scenario.description, scenario.changes))
    return marks + [SCREENING] * screening


def redacted_banner(redacted: Scope | UnsetType | None) -> list[Banner]:
    """What a report withholds; nothing for one that withholds nothing."""
    return [] if redacted is None or isinstance(redacted, UnsetType) else [REDACTED[redacted]]


def configuration_line(used: AppliedConfiguration) -> str:
    """`configuration: critmin.toml (sha256 0123456789ab), CRITMIN_YEAR`."""
    file = [f"{one_line(used.path)} (sha256 {used.sha256[:12]})"] if used.path and used.sha256 else []
    return f"configuration: {', '.join([*file, *used.environment])}"


def nations(rules: Iterable[Rule[Places]]) -> str:
    """The countries that the rules on covered nations name."""
    codes = dict.fromkeys(code for rule in rules for value in rule.values for code in value.value.countries)
    return ", ".join(map(country_name, codes))
