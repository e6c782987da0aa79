"""The question of each law from the options, and which options concern the question of one law alone."""

from collections.abc import Mapping
from typing import Any

import typer
from typer.core import TyperCommand

from ..engine.entities.list_file import BadList
from ..engine.entities.pfe_list import PfeList, load_pfe_list
from ..engine.intake.tables.fact_fields import find_class
from ..engine.model.quoting import quoted
from ..engine.model.settings import SHEET_SETS, SheetSet
from ..engine.regimes.clean_vehicle.question import CleanVehicleQuestion
from ..engine.regimes.clean_vehicle.rulebook import load_rulebook as load_vehicle_rulebook
from ..engine.regimes.clean_vehicle.scenario_file import BadScenario, load_scenario
from ..engine.regimes.clean_vehicle.tracing import TestName
from ..engine.regimes.material_assistance.question import MaterialAssistanceQuestion
from ..engine.regimes.material_assistance.rulebook import Basis, ProductClass
from ..engine.regimes.material_assistance.rulebook import load_rulebook as load_product_rulebook
from ..engine.regimes.regime import NotOffered, Question
from ..engine.regimes.registry import REGIMES, AnyRegime, regime_of
from ..engine.rules.readings import Readings, UnknownReading
from ..engine.rules.rule import Period
from ..engine.rules.rulebook import Rulebook
from .choices import For, Laws, TestChoice
from .option_sources import Source, options_of, sheet_first, source_of
from .options import CLASSES, Options, checked_year, date, day_of

COMMANDS = {Laws.VEHICLE: For.CHECK, Laws.PRODUCT: For.MACR}
"""The command whose question each law is."""
_SHEETS = {sheets.command: sheets for sheets in SHEET_SETS}
_OWN = {
    For.CHECK: (
        "placed_in_service",
        "acquired",
        "new_acquired",
        "test",
        "half",
        "screening",
        "scenario",
        "new_scenario",
    ),
    For.MACR: ("class_", "sold", "construction_begins", "taxable_year_begins", "pfe_list"),
}
"""The options that concern the question of one command alone."""


def sheets_of(for_: For) -> SheetSet:
    """The sheets that a command reads."""
    return _SHEETS[for_]


def refuse_others(context: typer.Context, for_: For, named: Mapping[For, str] | None = None) -> None:
    """Refuses options on the command line that concern the question of another command.

    `named` are the choices of `--for`, where they are not the names of the commands.
    """
    assert isinstance(context.command, TyperCommand)
    options = {option.name: f"--{key.replace('_', '-')}" for key, option in options_of(context.command).items()}
    for other, names in _OWN.items():
        for name in names if other is not for_ else ():
            if name in options and source_of(context, name) is Source.COMMANDLINE:
                raise typer.BadParameter(
                    f"{options[name]} is about the question of `critmin {other}`: "
                    f"give --for {other if named is None else named[other]}"
                )


def check_laws(context: typer.Context, laws: Laws) -> None:
    """Refuses options on the command line that concern the question of the other law alone."""
    if laws in COMMANDS:
        refuse_others(context, COMMANDS[laws], {command: law.value for law, command in COMMANDS.items()})


def implied_law(context: typer.Context, laws: Laws) -> Laws:
    """The law meant where a sheet may be of either: that of `--for`, else the only one whose own options are given."""
    stated = [
        law
        for law, command in COMMANDS.items()
        if any(source_of(context, name) is Source.COMMANDLINE for name in _OWN[command])
    ]
    return stated[0] if laws is Laws.BOTH and len(stated) == 1 else laws


def question_for(context: typer.Context, given: Options) -> Question:
    """The question of the command that `--for` names.

    Raises:
        typer.BadParameter: an option is invalid, or concerns the question of another command.
    """
    refuse_others(context, given.for_)
    return product_question(context, given) if given.for_ is For.MACR else vehicle_question(context, given)


def questions_under(context: typer.Context, given: Options) -> list[Question]:
    """The question under each of the laws of `--for`, that of the law meant first.

    Raises:
        typer.BadParameter: an option is invalid.
    """
    vehicle, product, laws = load_vehicle_rulebook(), load_product_rulebook(), given.laws
    questions: list[Question] = []
    if laws is not Laws.PRODUCT:
        questions.append(vehicle_question(context, given, _own_readings(given, vehicle, product)))
    if laws is not Laws.VEHICLE:
        questions.append(product_question(context, given, _own_readings(given, product, vehicle)))
    return questions[::-1] if implied_law(context, laws) is Laws.PRODUCT else questions


def _own_readings(given: Options, own: Rulebook, other: Rulebook) -> list[str]:
    """The readings given, under both laws without those that only the other has."""
    readings = given.reading or []
    if given.laws is not Laws.BOTH:
        return readings
    others = other.defaults().all().keys() - own.defaults().all().keys()
    return [text for text in readings if text.partition("=")[0].strip() not in others]


def vehicle_question(context: typer.Context, given: Options, readings: list[str] | None = None) -> CleanVehicleQuestion:
    """The question on a vehicle; `readings` are those of its law, if not all given.

    Raises:
        typer.BadParameter: an option is invalid.
    """
    rulebook, designated = load_vehicle_rulebook(), given.designated
    if given.placed_in_service is not None and given.year is not None:
        raise typer.BadParameter("give -d DATE or -y YEAR, not both")
    placed = Period.day(date(given.placed_in_service, "-d")) if given.placed_in_service is not None else None
    if (year := checked_year(given.year)) is not None:
        placed = Period.year(year, rulebook.start)
    scenarios = given.scenario or []
    if len(scenarios) > 1:
        raise typer.BadParameter(f"--scenario is given {len(scenarios)} times: only one scenario applies at a time")
    try:
        return CleanVehicleQuestion(
            placed=placed,
            acquired=day_of(given.acquired, "-a"),
            test=None if given.test is TestChoice.ANY else TestName(given.test.replace("-", "_")),
            half=given.half,
            screening=given.screening,
            readings=_readings(rulebook, given.reading if readings is None else readings),
            sdn=designated,
            scenario=load_scenario(scenarios[0], rulebook) if scenarios else None,
            sheet_first=sheet_first(context),
        )
    except BadScenario as error:
        raise typer.BadParameter(f"--scenario {error}") from None


def product_question(
    context: typer.Context, given: Options, readings: list[str] | None = None
) -> MaterialAssistanceQuestion:
    """The question on a product; `readings` are those of its law, if not all given.

    Raises:
        typer.BadParameter: an option is invalid, or two do not go together.
    """
    rulebook, designated = load_product_rulebook(), given.designated
    dates = {"--sold": given.sold, "--construction-begins": given.construction_begins, "-y": given.year}
    stated = [option for option, value in dates.items() if value is not None]
    if len(stated) > 1:
        raise typer.BadParameter(f"give one of {', '.join(dates)}, not {' and '.join(stated)}")
    known = _class(given.class_) if given.class_ is not None else None
    if known is not None and stated and stated != ["-y"]:
        basis = rulebook.thresholds.of(known).basis
        needed = "--sold" if basis is Basis.SOLD else "--construction-begins"
        if stated != [needed]:
            raise typer.BadParameter(f"the class {known} needs {needed}, not {stated[0]}")
    return MaterialAssistanceQuestion(
        class_=known,
        sold=day_of(given.sold, "--sold"),
        construction_begins=day_of(given.construction_begins, "--construction-begins"),
        year=checked_year(given.year),
        taxable_year_begins=day_of(given.taxable_year_begins, "--taxable-year-begins"),
        readings=_readings(rulebook, given.reading if readings is None else readings),
        sdn=designated,
        pfe_list=pfe_list(given.pfe_list),
        sheet_first=sheet_first(context),
    )


def _class(text: str) -> ProductClass:
    found = find_class(text, "product")
    if found is None:
        raise typer.BadParameter(f"--class {quoted(text)} is not a class: write {CLASSES}")
    return ProductClass(found)


def pfe_list(file: str | None) -> PfeList | None:
    """The list of prohibited foreign entities that the option names; None where it names none.

    Raises:
        typer.BadParameter: the file is not such a list.
    """
    try:
        return load_pfe_list(file) if file is not None else None
    except BadList as error:
        raise typer.BadParameter(f"--pfe-list {error}") from None


def _readings(rulebook: Rulebook, given: list[str] | None) -> Readings:
    """The readings of the rulebook with the choices given as ID=CHOICE."""
    readings = rulebook.defaults()
    for text in given or []:
        name, _, choice = text.partition("=")
        try:
            readings = readings.choose([(name.strip(), choice.strip())])
        except UnknownReading as error:
            raise typer.BadParameter(f"--reading {text!r}: {error}") from None
    return readings


def regimes_of(name: str | None) -> list[AnyRegime]:
    """The regime of that name; all where none is given.

    Raises:
        typer.BadParameter: the name is unknown.
    """
    if name is not None and name not in REGIMES:
        raise typer.BadParameter(f"--regime {quoted(name)} is not recognized; choose one of: {', '.join(REGIMES)}")
    return list(REGIMES.values()) if name is None else [REGIMES[name]]


def offered(asked: Question, name: str) -> Any:
    """The function that the regime of a question offers under a name.

    Raises:
        typer.BadParameter: the regime does not offer it.
    """
    try:
        return regime_of(asked).offered(name)
    except NotOffered as error:
        raise typer.BadParameter(str(error)) from None
