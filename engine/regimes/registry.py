"""All regimes. To add one, add it here, its file to `cli/view/` and its command to `cli/app.py`."""

from typing import Any, TypeAlias, Union

import msgspec

from ..report.run import Run
from .clean_vehicle.regime import CLEAN_VEHICLE
from .material_assistance.regime import MATERIAL_ASSISTANCE
from .regime import Question, Regime

AnyRegime: TypeAlias = Regime[Any, Any, Any, Any]

REGIMES: dict[str, AnyRegime] = {regime.id: regime for regime in (CLEAN_VEHICLE, MATERIAL_ASSISTANCE)}
"""By id."""

FIRST_REGIME = CLEAN_VEHICLE.id
"""The regime of an older report, which does not name one."""


def report_type() -> Any:
    """The type of a report of any regime, to be decoded."""
    return Union[tuple(regime.report_type for regime in REGIMES.values())]  # noqa: UP007 - built at run time


def run_type() -> type[msgspec.Struct]:
    """The type of a run with reports of any regime, to be decoded or described by its schema."""
    reports = report_type()
    return msgspec.defstruct("Run", [("reports", list[reports])], bases=(Run,), namespace={"__doc__": Run.__doc__})  # type: ignore[valid-type]


def regime_of(question: Question) -> AnyRegime:
    return REGIMES[question.regime]
