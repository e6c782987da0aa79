"""What the manufacturer's file of one bill of materials holds, as texts and numbers ready to be written."""

from enum import StrEnum

import msgspec

from ....intake.files.storage import FileCheck
from ....model.statuses import Status
from ..sections import CleanVehicleReport, ComponentShare, GovernmentShare

NOT_SCREENED = "not_applicable"
"""The status of a site, a supplier or a line that the FEOC screen does not cover on the date."""


class PackSite(msgspec.Struct, frozen=True):
    """Where a step of a line takes place, who does it, and the status of that site."""

    step: str
    country: str | None
    entity: str | None
    status: str
    cells: list[str]


class PackChain(msgspec.Struct, frozen=True):
    """A procurement chain: kilograms and US dollars as exact fractions, None if not stated.

    The status is the worst of its sites'; `mass_cell` and `value_cell` are where the amounts belong.
    """

    line: str
    component: str | None
    material: str | None
    mineral: str
    mass_kg: str | None
    value_usd: str | None
    status: str
    sites: list[PackSite]
    mass_cell: str
    value_cell: str


class PackComponent(msgspec.Struct, frozen=True):
    """A row of the sheet `Components`: what it adds, as the report has it, and the site where it is made.

    `value_usd` is an exact fraction.
    """

    share: ComponentShare
    value_usd: str | None
    site: PackSite


class PackDocument(msgspec.Struct, frozen=True, kw_only=True):
    """An attestation or certificate: `serves` are the lines, components and suppliers whose cells refer to it.

    `sha256` is that of the file, where it could be read; `stated_sha256` that of the row. `why`: why it is not in hand,
    or why its file could not be read.
    """

    reference: str
    certificate: bool
    kind: str | None = None
    supplier: str | None = None
    dated: str | None = None
    valid_from: str | None = None
    valid_until: str | None = None
    in_hand: bool
    why: str
    serves: list[str]
    file: str | None = None
    check: FileCheck = FileCheck.NOT_NAMED
    sha256: str | None = None
    stated_sha256: str | None = None
    cells: list[str]


class PackSupplier(msgspec.Struct, frozen=True):
    """A supplier, or a site whose supplier is not named: what it supplies, its status and what supports it.

    `supplies` are minerals and battery components, `places` its steps with the code of each country. `support`,
    `against` and `missing` are reasons, each once; `evidence` are the documents that clear its sites.
    """

    entity: str | None
    name: str
    status: str
    supplies: list[str]
    lines: list[str]
    places: list[tuple[str, str | None]]
    country: str | None
    headquarters: str | None
    government: list[GovernmentShare]
    support: list[str]
    evidence: list[PackDocument]
    against: list[str]
    missing: list[str]
    cells: list[str]


class Subject(StrEnum):
    """What a statement of the attestation is about."""

    NAMES = "names"
    MINERALS = "minerals"
    COMPONENTS = "components"
    PERCENTAGE = "percentage"
    COMPONENTS_PERCENTAGE = "components_percentage"
    VEHICLE = "vehicle"
    DATA_SHEET = "data_sheet"
    DOCUMENTS = "documents"


class Support(StrEnum):
    """Whether the file supports a statement; `contradicted`: a fact in it says otherwise."""

    SUPPORTED = "supported"
    OPEN = "open"
    CONTRADICTED = "contradicted"
    NOT_ASKED = "not_asked"


class Gap(msgspec.Struct, frozen=True):
    """A reason why a statement cannot be attested, with the cells; `adverse`: a fact contradicts it."""

    text: str
    cells: list[str]
    adverse: bool = False


class Statement(msgspec.Struct, frozen=True):
    """A statement of the attestation, whether the file supports it, and if not, every reason, adverse facts first."""

    subject: Subject
    support: Support
    gaps: list[Gap]


class Pack(msgspec.Struct, frozen=True):
    """The manufacturer's file on one report. `status` is the worst of the halves asked for.

    `components` is None if the file has no sheet of them; `excluded` counts the lines that are not procurement chains;
    `asked_for` is what the law asks for, `authority` its citation.
    """

    report: CleanVehicleReport
    status: Status
    suppliers: list[PackSupplier]
    chains: list[PackChain]
    components: list[PackComponent] | None
    documents: list[PackDocument]
    statements: list[Statement]
    excluded: int
    asked_for: list[str]
    authority: str

    @property
    def unsupported(self) -> list[Statement]:
        """The statements that cannot be attested, those that a fact contradicts first."""
        by_support = (Support.CONTRADICTED, Support.OPEN)
        return [one for support in by_support for one in self.statements if one.support is support]
