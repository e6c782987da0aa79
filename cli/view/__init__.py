"""What is shown of each regime's reports: the regimes' own sections, by the regime's id."""

from .clean_vehicle.view import VIEW as _CLEAN_VEHICLE
from .material_assistance.view import VIEW as _MATERIAL_ASSISTANCE
from .regime import RegimeView

VIEWS: dict[str, RegimeView] = {"clean-vehicle": _CLEAN_VEHICLE, "material-assistance": _MATERIAL_ASSISTANCE}
