"""Converts between a question and the record of it in a report."""

from collections.abc import Mapping
from typing import Any

import msgspec

from ..entities.designations import DesignatedList
from ..intake.files.text_table import find_encoding
from ..intake.tables.columns_file import BadColumnsFile, check_columns
from ..model.numbers import plain
from ..model.quoting import quoted
from ..model.settings import LARGEST_MB, ColumnsFile, Decimals, Rate, Settings
from ..model.waivers import Waivers
from ..regimes.regime import CannotAsk, Question
from ..regimes.registry import AnyRegime, regime_of
from ..report.report import Inquiry, InquiryColumns
from ..rules.readings import Readings, UnknownReading
from ..rules.rulebook import Rulebook
from ..vocabulary.amounts import parse_rate
from .waiving import BadWaivers, check_waivers


def record(question: Question, settings: Settings, rulebook: Rulebook) -> Inquiry[Any]:
    regime, sdn, columns = regime_of(question), question.sdn, settings.columns_sha256
    common = {
        "screening": question.screening,
        "readings": (question.readings or rulebook.defaults()).all(),
        "sdn": sdn.record if sdn is not None else None,
        "sheet": settings.sheet,
        "columns": InquiryColumns(columns, settings.columns) if columns is not None else None,
        "decimal": settings.decimals,
        "fx": [_rate_text(rate) for rate in settings.rates.values()],
        "max_mb": settings.max_mb,
        "scenario": question.scenario,
        "encoding": settings.encoding,
        "waivers": msgspec.UNSET if question.waivers is None else question.waivers,
    }
    return regime.record(question, common)


def question_of(
    asked: Inquiry[Any], regime: AnyRegime, rulebook: Rulebook, lists: Mapping[str, DesignatedList | None]
) -> Question:
    """The question that a report records. `lists` are those in hand, by the field of the record.

    Raises:
        CannotAsk: a date, choice, reading or waiver is not valid, or a scenario cannot be applied.
    """
    common = {
        "screening": asked.screening,
        "readings": _readings(asked.readings, rulebook.defaults()),
        **lists,
        "waivers": None if asked.waivers is msgspec.UNSET else checked(asked.waivers),
    }
    question: Question = regime.restore(asked, rulebook, common)
    return question


def settings_of(asked: Inquiry[Any]) -> Settings:
    """The reading settings that a report records.

    Raises:
        CannotAsk: a decimal mark, rate, limit, encoding or columns file is not valid.
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


def checked(waivers: Waivers) -> Waivers:
    """The waivers that a report records.

    Raises:
        CannotAsk: one is not valid.
    """
    try:
        return check_waivers("its waivers", msgspec.to_builtins(waivers.waivers), waivers.sha256, waivers.on)
    except BadWaivers as error:
        raise CannotAsk(str(error)) from None


def _rate_text(rate: Rate) -> str:
    """The rate as `--fx` takes it."""
    return f"{rate.currency}={plain(rate.usd)}" + (f"@{rate.on}" if rate.on else "")


def _readings(chosen: dict[str, str], readings: Readings) -> Readings:
    for name, choice in chosen.items():
        try:
            readings = readings.choose([(name, choice)])
        except UnknownReading:
            raise CannotAsk(f"the reading {quoted(f'{name}={choice}')}") from None
    return readings
