"""What is asked, as a report records it, and back again."""

from typing import TYPE_CHECKING

from ..intake.files.encodings import find_encoding
from ..intake.tables.columns_file import BadColumnsFile, check_columns
from ..model.numbers import plain
from ..model.quoting import quoted
from ..model.settings import LARGEST_MB, ColumnsFile, Decimals, Rate, Settings
from ..regimes.clean_vehicle.content import TestName
from ..regimes.clean_vehicle.verdict import Question
from ..report.report import Asked, ColumnsAsked, ListAsked
from ..rules.law import Period
from ..rules.rulebook import Date, Rulebook
from ..rules.scenario import Scenario
from ..vocabulary.amounts import parse_rate

if TYPE_CHECKING:
    from ..entities.designations import DesignatedList


class CannotAsk(ValueError):
    """A record that asks for what this program cannot do; the text says what."""


def recorded(question: Question, settings: Settings, rulebook: Rulebook) -> Asked:
    """The record of a question and of how the file was to be read."""
    sdn, columns = question.sdn, settings.columns_sha256
    return Asked(
        placed_in_service=question.placed.text if question.placed else None,
        acquired=question.acquired,
        sheet_first=sorted(question.sheet_first),
        test=question.test,
        screening=question.screening,
        readings={r.id: r.other if r.id in question.others else r.default for r in rulebook.readings},
        sdn=ListAsked(sdn.sha256, sdn.edition.text if sdn.edition else None, sdn.beside) if sdn is not None else None,
        sheet=settings.sheet,
        columns=ColumnsAsked(columns, settings.columns) if columns is not None else None,
        decimal=settings.decimals,
        fx=[_rate_text(rate) for rate in settings.rates.values()],
        max_mb=settings.max_mb,
        scenario=question.scenario,
        encoding=settings.encoding,
    )


def question_of(asked: Asked, rulebook: Rulebook, sdn: "DesignatedList | None") -> Question:
    """The question that a record holds.

    Raises:
        CannotAsk: a date, a test or a reading that is none, or a scenario that cannot be followed.
    """
    return Question(
        placed=_period(asked.placed_in_service, rulebook) if asked.placed_in_service is not None else None,
        acquired=asked.acquired,
        sheet_first=frozenset(asked.sheet_first),
        test=_test(asked.test) if asked.test is not None else None,
        screening=asked.screening,
        others=_others(asked.readings, rulebook),
        sdn=sdn,
        scenario=_scenario(asked.scenario, rulebook) if asked.scenario is not None else None,
    )


def settings_of(asked: Asked) -> Settings:
    """How a record says that the file was to be read.

    Raises:
        CannotAsk: a decimal mark, a rate, a limit, an encoding or a columns file that is none.
    """
    columns = asked.columns
    try:
        if columns is not None:
            check_columns("the columns file", columns.says)
        rates = {rate.currency: rate for rate in (parse_rate(text, Decimals.POINT) for text in asked.fx)}
        decimals = Decimals(asked.decimal) if asked.decimal is not None else None
    except BadColumnsFile as error:
        raise CannotAsk(str(error)) from None
    except ValueError:
        raise CannotAsk(f"decimal {quoted(str(asked.decimal))} or fx {quoted(', '.join(asked.fx))}") from None
    if asked.max_mb is not None and asked.max_mb < 1:
        raise CannotAsk(f"max_mb {asked.max_mb}")
    if asked.encoding is not None and find_encoding(asked.encoding) is None:
        raise CannotAsk(f"encoding {quoted(asked.encoding)}")
    return Settings(
        sheet=asked.sheet,
        columns=columns.says if columns is not None else ColumnsFile(),
        decimals=decimals,
        rates=rates,
        max_mb=asked.max_mb or LARGEST_MB,
        columns_sha256=columns.sha256 if columns is not None else None,
        encoding=asked.encoding,
    )


def _rate_text(rate: Rate) -> str:
    """The rate as `--fx` takes it."""
    return f"{rate.currency}={plain(rate.usd)}" + (f"@{rate.on}" if rate.on else "")


def _period(text: str, rulebook: Rulebook) -> Period:
    try:
        if len(text) == len("2025"):
            return Period.year(int(text), rulebook)
        return Period.day(Date.fromisoformat(text))
    except ValueError:
        raise CannotAsk(f"placed_in_service {quoted(text)}") from None


def _test(text: str) -> TestName:
    try:
        return TestName(text)
    except ValueError:
        raise CannotAsk(f"test {quoted(text)}") from None


def _scenario(said: Scenario, rulebook: Rulebook) -> Scenario:
    from ..rules.scenario_file import BadScenario, checked

    try:
        return checked(said, rulebook)
    except BadScenario as error:
        raise CannotAsk(f"the scenario {quoted(said.name)}: {error}") from None


def _others(chosen: dict[str, str], rulebook: Rulebook) -> frozenset[str]:
    known = {reading.id: reading for reading in rulebook.readings}
    for name, choice in chosen.items():
        if name not in known or choice not in (known[name].default, known[name].other):
            raise CannotAsk(f"the reading {quoted(f'{name}={choice}')}")
    return frozenset(name for name, choice in chosen.items() if choice == known[name].other)
