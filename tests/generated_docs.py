"""What in docs/ is written by the program: the command reference, and tables between `<!-- table: NAME -->` marks."""

import re
import tomllib
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from critmin.cli.app import app
from critmin.cli.lazy_commands import COMMANDS, load_command
from critmin.cli.option_sources import options_of
from critmin.engine.model.findings import load_findings
from critmin.engine.regimes.clean_vehicle.rulebook import load_rulebook
from critmin.engine.regimes.clean_vehicle.rules_view import view_rules
from critmin.engine.regimes.material_assistance.rulebook import load_rulebook as load_macr_rulebook
from critmin.engine.regimes.material_assistance.rules_view import view_rules as view_macr_rules
from doc_pages import ROOT, section
from typer.main import get_command

Table = list[list[str]]
_MARKED = re.compile(r"(<!-- table: ([\w-]+) -->\n\n)((?:\|.*\n)*)(\n?<!-- end of table -->)")


def with_tables(page: str) -> str:
    """The page with its marked tables as the program's data give them."""
    assert len(_MARKED.findall(page)) == len(re.findall("^<!-- table: ", page, re.MULTILINE)), "a mark without its end"
    return _MARKED.sub(lambda found: f"{found[1]}{_markdown(TABLES[found[2]]())}\n<!-- end of table -->", page)


def _markdown(rows: Table) -> str:
    head, *body = ([cell.replace("|", "\\|") for cell in row] for row in rows)
    return "".join("| " + " | ".join(row) + " |\n" for row in [head, ["---"] * len(head), *body])


def _toml(path: str) -> Any:
    return tomllib.loads((ROOT / path).read_text("utf-8"))


# Tables --------------------------------------------------------------------------------------------------------------


def _samples() -> Table:
    rows = [["sample, and its options", "what it shows", "outcome", "whole credit", "exit status"]]
    for sample in _toml("sample_boms/outcomes.toml")["sample"]:
        if "command" in sample:
            continue
        outcome = sample["verdict"].replace("_", " ")
        if (percentage := sample.get("percentage")) is not None:
            high = f" to {_cut(Fraction(sample['high']))}%" if "high" in sample else ""
            outcome += f", {percentage}%{high}, {sample['test'].replace('_', '-')} test"
        options = f" `{' '.join(sample['arguments'])}`" if sample["arguments"] else ""
        credit = _credit(sample["usd"]) if "usd" in sample else ""
        rows.append([f"`{sample['file']}`{options}", sample["shows"], outcome, credit, str(sample["exit_status"])])
    return rows


def _product_samples() -> Table:
    rows = [["sample", "what it shows", "outcome", "exit status"]]
    for sample in _toml("sample_boms/outcomes.toml")["sample"]:
        if sample.get("command") == "macr":
            high = f" to {_cut(Fraction(sample['high']))}%" if "high" in sample else ""
            verdict = sample["verdict"].replace("_", " ")
            outcome = f"{verdict}, {sample['percentage']}%{high}, threshold {sample['threshold']}%"
            rows.append([f"`{sample['file']}`", sample["shows"], outcome, str(sample["exit_status"])])
    return rows


def _macr_thresholds() -> Table:
    rows = [["class", "by", "from", "to", "threshold", "authority"]]
    for row in view_macr_rules(load_macr_rulebook(), None).thresholds:
        day = row.basis.replace("_", " ")
        rows.append([row.class_, day, row.first, row.last or "", f"{row.percent}%", row.citation])
    return rows


def _credit(usd: list[str]) -> str:
    """`$7,500`, `$3,750 to $7,500`, `at most $3,750`: of each half, both, and the most possible, `?` if undecided."""
    *halves, total, most = usd
    if total != "?":
        return f"${int(total):,}"
    least = sum(int(half) for half in halves if half != "?")
    return f"${least:,} to ${int(most):,}" if least else f"at most ${int(most):,}"


def _cut(share: Fraction) -> str:
    hundredths = int(share * 1_000_000)
    return f"{hundredths // 10_000}.{hundredths % 10_000:04d}"


def _readings(regime: str = "clean_vehicle") -> Table:
    rows = [["id", "default", "alternative"]]
    for reading in _toml(f"data/regimes/{regime}/readings.toml")["reading"]:
        rows.append(
            [
                f"`{reading['id']}`",
                f"`{reading['default']}`: {reading['default_text']}",
                f"`{reading['other']}`: {reading['other_text']}",
            ]
        )
    return rows


def _rules() -> Any:
    return view_rules(load_rulebook(), None)


def _percentages(half: str = "critical minerals") -> Table:
    rows = [["placed in service from", "to", "required", "authority"]]
    for row in _rules().percentages:
        if row.half == half:
            rows.append([str(row.first), str(row.last or ""), f"{row.percent}%", row.citation])
    return rows


def _partners() -> Table:
    agreements: dict[str, list[str]] = {}
    for row in _rules().partners:
        agreements.setdefault(row.agreement, []).append(row.name)
    return [["country", "agreement"], *([", ".join(names), agreement] for agreement, names in agreements.items())]


def _never_waived() -> Table:
    codes: dict[str, list[str]] = {}
    for code, rule in load_findings().items():
        if rule.never_waived:
            codes.setdefault(rule.never_waived, []).append(f"[{code}](findings.md#{code.lower()})")
    return [["never waived", "because"], *([", ".join(named), why] for why, named in codes.items())]


def _scenarios() -> Table:
    return [["scenario", "supposes"], *([f"`{row.name}`", row.description] for row in _rules().scenarios)]


TABLES: dict[str, Callable[[], Table]] = {
    "samples": _samples,
    "macr-samples": _product_samples,
    "macr-thresholds": _macr_thresholds,
    "macr-readings": lambda: _readings("material_assistance"),
    "readings": _readings,
    "percentages": _percentages,
    "component-percentages": lambda: _percentages("battery components"),
    "partners": _partners,
    "scenarios": _scenarios,
    "never-waived": _never_waived,
    "commands": lambda: [
        ["command", "what it does"],
        *([f"[`critmin {name}`](commands.md#critmin-{name})", text] for name, text in COMMANDS.items()),
    ],
}


# The command reference -----------------------------------------------------------------------------------------------

_OPENING = """# Command reference

This page is generated from the program; `critmin COMMAND --help` prints the same. Each option of a command can also be
set in the environment (`--year` as `CRITMIN_YEAR`) or in `critmin.toml`: see [configuration](configuration.md).
"""


def command_reference(readme: str) -> str:
    """The page `commands.md`: every command with its arguments and options."""
    program = get_command(app)
    pieces = [_OPENING, _markdown(_options(program.params)), _commands_overview(), _exit_statuses(readme)]
    pieces += [_command(name) for name in COMMANDS]
    return "\n".join(pieces)


def _commands_overview() -> str:
    rows = [[f"[`critmin {name}`](#critmin-{name})", text] for name, text in COMMANDS.items()]
    return "## Commands\n\n" + _markdown([["command", "what it does"], *rows])


def _exit_statuses(readme: str) -> str:
    return "## Exit statuses\n" + section(readme, "Exit statuses").rstrip() + "\n"


def _command(name: str) -> str:
    command = load_command(name)
    options = list(options_of(command).values())
    arguments = [parameter for parameter in command.params if parameter not in options]
    words = [f"[{a.metavar}]" if not a.required else str(a.metavar) for a in arguments]
    pieces = [f"## critmin {name}\n", (command.help or "").replace("\n", " ").replace("  ", "\n\n") + "\n"]
    pieces.append(f"Usage: `{' '.join(['critmin', name, '[OPTIONS]', *words])}`\n")
    if arguments:
        rows = [[f"`{argument.metavar}`", _help(argument)] for argument in arguments]
        pieces.append(_markdown([["argument", "meaning"], *rows]))
    if options:
        pieces.append(_markdown(_options(options)))
    return "\n".join(pieces)


def _options(parameters: list[Any]) -> Table:
    rows = [["option", "meaning"]]
    for option in parameters:
        names = ", ".join(f"`{name}`" for name in option.opts)
        value = f" `{option.metavar}`" if option.metavar else ""
        rows.append([names + value, _help(option)])
    return rows


def _help(parameter: Any) -> str:
    text = str(parameter.help or "").replace("\n", " ")
    default = parameter.default
    if isinstance(default, str) and str(default):
        text += f" Default: `{default.value if hasattr(default, 'value') else default}`."
    return text
