"""Rebuild every sample bill of materials beside this file: `python sample_boms/build.py`.

The same bytes come out on every run: workbooks carry fixed dates, inside and in their zip container.

Every supplier is fictitious. Masses and prices follow from these public figures:

- Nickel, cobalt, manganese and graphite, kg per kWh: BatPaC 5.1 (Argonne National Laboratory), as tabulated in
  pmbusch/Critical-Minerals-EV (MIT). LMO blend: the mean of its NMC532 and LMO rows.
- Cathode active material, kg per kWh: BatPaC's nickel (phosphorus for LFP, manganese for LMO) over the element's molar
  share. Lithium and the aluminum of NCA: molar shares of that mass.
- Aluminum foil, LiPF6 and PVDF per kg of cathode active material: 0.0792, 0.0592 and 0.0263, from the NMC811 cell of
  Dai et al. 2019, Batteries 5(2) 48, as inventoried in polca/premise (BSD-3).
- Fluorine is 75.04 percent of LiPF6, 59.34 of PVDF and 17.92 of fluoroethylene carbonate; lithium 4.57 of LiPF6;
  aluminum 44.98 of boehmite (molar masses).
- Coatings and dopants of the audit sample: aluminum 0.2, zirconium 0.3 and magnesium 0.1 percent of the cathode powder,
  fluoroethylene carbonate 5 percent of the electrolyte: assumptions. Copper foil: BatPaC 5.1, as above.
- Prices: EverBatt 2023 (Argonne National Laboratory), USD per kg: nickel 16.85, cobalt 50.35, manganese 3.15,
  Li2CO3 17.14, graphite 10, PVDF 15, LiPF6 electrolyte 8.33, aluminum foil 4.94, copper foil 13.39. A kg of lithium is
  in 5.323 kg of Li2CO3. Fluorine is valued by mass, at the price of the material that holds it. Parts of the pack:
  BatPaC, as tabulated in jbaars/Batt_Sust_Model. Dopants and ceramic coatings: round assumptions.
- Products for `critmin macr`: invented costs, round numbers to work out by hand. The assigned percentages of
  the storage installation come from no authority.
- Assumptions of ours: the value that each step adds, the value of a battery component, and who supplies whom.
"""

import csv
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from critmin.cli.render.xlsx_file import content_of
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

HERE = Path(__file__).parent
STAMP = datetime(2025, 1, 1)  # noqa: DTZ001  (a workbook's dates have no time zone)

# kg per kWh of pack
PER_KWH = {
    "NMC811": {
        "lithium": "0.0973",
        "nickel": "0.658",
        "cobalt": "0.0826",
        "manganese": "0.0770",
        "graphite": "0.924",
        "foil": "0.108",
        "LiPF6": "0.0807",
        "PVDF": "0.0359",
    },
    "NMC622": {
        "lithium": "0.1076",
        "nickel": "0.546",
        "cobalt": "0.183",
        "manganese": "0.170",
        "graphite": "0.910",
        "foil": "0.119",
        "LiPF6": "0.0890",
        "PVDF": "0.0395",
    },
    "NCA": {
        "lithium": "0.1050",
        "nickel": "0.710",
        "cobalt": "0.134",
        "aluminum": "0.0203",
        "graphite": "0.930",
        "foil": "0.115",
        "LiPF6": "0.0860",
        "PVDF": "0.0382",
    },
    "LFP": {"lithium": "0.0877", "graphite": "0.985", "foil": "0.158", "LiPF6": "0.118", "PVDF": "0.0525"},
    "NMC532/LMO": {
        "lithium": "0.0988",
        "nickel": "0.2325",
        "cobalt": "0.0933",
        "manganese": "0.801",
        "graphite": "0.877",
        "foil": "0.150",
        "LiPF6": "0.112",
        "PVDF": "0.0497",
    },
}

# USD per kg of the contained mineral at the constituent material
PRICE = {
    "lithium": "91.24",  # 17.14 x 5.323
    "nickel": "16.85",
    "cobalt": "50.35",
    "manganese": "3.15",
    "graphite": "10",
    "foil": "4.94",
    "fluorine in LiPF6": "8.33",
    "fluorine in PVDF": "15",
    "aluminum in cathode": "5",  # assumption
    "aluminum in ceramic": "6",  # assumption
    "zirconium": "30",  # assumption
    "magnesium": "4",  # assumption
}

FLUORINE_IN_LIPF6, LITHIUM_IN_LIPF6, FLUORINE_IN_PVDF = "0.7504", "0.0457", "0.5934"

COUNTRY = {
    "AR": "Argentina",
    "AU": "Australia",
    "BH": "Bahrain",
    "CA": "Canada",
    "CD": "Democratic Republic of the Congo",
    "CL": "Chile",
    "CN": "China",
    "DE": "Germany",
    "FI": "Finland",
    "FR": "France",
    "GN": "Guinea",
    "ID": "Indonesia",
    "IN": "India",
    "JP": "Japan",
    "KR": "South Korea",
    "MA": "Morocco",
    "MN": "Mongolia",
    "MX": "Mexico",
    "MZ": "Mozambique",
    "PH": "Philippines",
    "SG": "Singapore",
    "US": "United States",
    "ZA": "South Africa",
}

# The fictitious suppliers: where each is organized and headquartered, and has its plant unless a line says otherwise.
SUPPLIERS = {
    # lithium
    "Wirrabee Ridge Lithium Pty Ltd": "AU",
    "Salar Quebrada Norte SpA": "CL",
    "Puna Brillante Litio S.A.": "AR",
    "Toquima Flats Lithium LLC": "US",
    "Sabine Pass Lithium Hydroxide LLC": "US",
    "Hanbit Lithium Refining Co., Ltd.": "KR",
    "Example Jade Peak Lithium Salts Co., Ltd.": "CN",
    # nickel
    "Yilgarn Crest Nickel Pty Ltd": "AU",
    "Baie Carcajou Nickel Inc.": "CA",
    "PT Teluk Laterit Perkasa": "ID",
    "PT Tanjung Kelapa Hydromet": "ID",
    "Surigao Highlands Nickel Corp.": "PH",
    "Gwangsan Nickel Sulphate Co., Ltd.": "KR",
    # cobalt
    "Lualaba Est Cobalt SARL": "CD",
    "Merikallio Cobalt Oy": "FI",
    "Atlas Occidental Cobalt SA": "MA",
    "Temiscouata Cobalt Refining Inc.": "CA",
    # manganese
    "Kalahari Verge Manganese (Pty) Ltd": "ZA",
    "Carpentaria Verge Manganese Pty Ltd": "AU",
    "Onsan High Purity Manganese Co., Ltd.": "KR",
    # cathode powder
    "Hwarang Cathode Materials Co., Ltd.": "KR",
    "Tennessee Bend Cathode LLC": "US",
    "Setouchi Cathode K.K.": "JP",
    "Example Thumb LFP Materials LLC": "US",
    # graphite
    "Lac Perdrix Graphite Inc.": "CA",
    "Cabo Ligonha Grafite Lda": "MZ",
    "Bayou Anode Materials LLC": "US",
    "Chattahoochee Synthetic Graphite LLC": "US",
    "Yeongil Anode Co., Ltd.": "KR",
    "Pohjola Anode Oy": "FI",
    "Example Black Willow Graphite Co., Ltd.": "CN",
    "Example North Steppe Carbon Co., Ltd.": "CN",
    # aluminum
    "Darling Scarp Alumina Pty Ltd": "AU",
    "Boke Plateau Bauxite SA": "GN",
    "Saguenay Bend Aluminium Inc.": "CA",
    "Gulf Pearl Aluminium B.S.C.": "BH",
    "Hanul Foil Co., Ltd.": "KR",
    "Ohio Bend Foil LLC": "US",
    "Rheinufer Boehmit GmbH": "DE",
    # fluorine
    "Fluorita Sierra Mesa S.A. de C.V.": "MX",
    "Golfo Acido Fluorhidrico S.A. de C.V.": "MX",
    "Dornod Fluorspar LLC": "MN",
    "Witrand Fluorspar (Pty) Ltd": "ZA",
    "Gujarat Coast Fluorides Ltd": "IN",
    "Taehwa Electrolyte Salts Co., Ltd.": "KR",
    "Kii Fluorochemical K.K.": "JP",
    "Loire Fluoropolymeres SAS": "FR",
    # dopants
    "Eucla Basin Zircon Pty Ltd": "AU",
    "Chubu Zirconia K.K.": "JP",
    "Bonneville Flats Magnesium LLC": "US",
    # recycling
    "Carson Basin Battery Recycling LLC": "US",
    "Kingston Mills Black Mass Inc.": "CA",
    # battery components
    "Lake Erie Cell Works LLC": "US",
    "Gangwon Separator Co., Ltd.": "KR",
    "Wabash Electrode LLC": "US",
    "Jinju Cell Co., Ltd.": "KR",
    "Coahuila Modulos S.A. de C.V.": "MX",
    "Midoriyama Electrode K.K.": "JP",
}

COMPONENT = {
    "cathode_active": "cathode electrode",
    "anode_active": "anode electrode",
    "foil": "cathode electrode",
    "electrode_binder": "cathode electrode",
    "electrolyte_salt": "electrolyte",
    "electrolyte_additive": "electrolyte",
}


@dataclass
class Sample:
    """One file of the set: the sheets, each a list of rows (column -> value)."""

    name: str
    title: str
    bom: list
    vehicle: dict = field(default_factory=dict)
    components: list = field(default_factory=list)
    ownership: list = field(default_factory=list)
    steps: list = field(default_factory=list)
    facts: dict = field(default_factory=dict)  # supplier -> what its Entities row says otherwise
    codes: bool = False  # countries as ISO codes instead of names
    banner: bool = False  # a title above the table, as many companies' templates have


class Site(NamedTuple):
    country: str
    entity: str | None = None
    value_added_usd: str | None = None


def at(supplier, added=None):
    """A site at the supplier's own plant."""
    return Site(SUPPLIERS[supplier], supplier, added)


def kg(*factors):
    mass = Decimal(1)
    for factor in factors:
        mass *= Decimal(factor)
    return str(mass.quantize(Decimal("0.001")))


def chain(role, material, mineral, mass, price, extraction=(), processing=(), recycling=(), **more):
    """One BOM line. Each step is a site, or its stages in order. `more` names any other column, or replaces one."""
    row = {
        "component": COMPONENT.get(role),
        "material": material,
        "role": role,
        "mineral": mineral,
        "mass_kg": mass,
        "price_usd_per_kg": price,
    }
    for step, sites in (("extraction", extraction), ("processing", processing), ("recycling", recycling)):
        for number, site in enumerate([sites] if isinstance(sites, Site) else sites, 1):
            suffix = "" if number == 1 else f"_{number}"
            row |= {f"{step}_{what}{suffix}": value for what, value in site._asdict().items()}
    return row | more


class Pack:
    """Lines of a pack of one chemistry and size, masses filled in."""

    def __init__(self, chemistry, kwh):
        self.kg_of = {what: kg(each, str(kwh)) for what, each in PER_KWH[chemistry].items()}
        self.powder = f"{chemistry} powder"

    def cathode(self, mineral, extraction=(), processing=(), recycling=(), part="1", **more):
        price = PRICE["aluminum in cathode" if mineral == "aluminum" else mineral]
        mass = kg(self.kg_of[mineral], part)
        return chain("cathode_active", self.powder, mineral, mass, price, extraction, processing, recycling, **more)

    def anode(self, material, extraction, processing, part="1", **more):
        mass = kg(self.kg_of["graphite"], part)
        return chain("anode_active", material, "graphite", mass, PRICE["graphite"], extraction, processing, **more)

    def foil(self, extraction, processing, part="1", **more):
        mass = kg(self.kg_of["foil"], part)
        return chain("foil", "aluminum foil", "aluminum", mass, PRICE["foil"], extraction, processing, **more)

    def salt(self, mineral, extraction, processing, part="1", **more):
        content, price = {
            "fluorspar": (FLUORINE_IN_LIPF6, PRICE["fluorine in LiPF6"]),
            "lithium": (LITHIUM_IN_LIPF6, PRICE["lithium"]),
        }[mineral]
        mass = kg(self.kg_of["LiPF6"], content, part)
        return chain("electrolyte_salt", "LiPF6", mineral, mass, price, extraction, processing, **more)

    def binder(self, extraction, processing, **more):
        mass = kg(self.kg_of["PVDF"], FLUORINE_IN_PVDF)
        price = PRICE["fluorine in PVDF"]
        return chain("electrode_binder", "PVDF binder", "fluorspar", mass, price, extraction, processing, **more)


def named(prefix, *lines):
    """The lines with a `line` name each, in front."""
    return [{"line": f"{prefix}-{number:02}"} | row for number, row in enumerate(lines, 1)]


# Chains that several samples share
AU_KR_LITHIUM = (
    at("Wirrabee Ridge Lithium Pty Ltd"),
    (at("Hanbit Lithium Refining Co., Ltd."), at("Hwarang Cathode Materials Co., Ltd.")),
)
CL_US_LITHIUM = (
    at("Salar Quebrada Norte SpA"),
    (at("Sabine Pass Lithium Hydroxide LLC"), at("Tennessee Bend Cathode LLC")),
)
AU_KR_NICKEL = (
    at("Yilgarn Crest Nickel Pty Ltd"),
    (at("Gwangsan Nickel Sulphate Co., Ltd."), at("Hwarang Cathode Materials Co., Ltd.")),
)
CA_US_NICKEL = (at("Baie Carcajou Nickel Inc."), (at("Baie Carcajou Nickel Inc."), at("Tennessee Bend Cathode LLC")))
ZA_KR_MANGANESE = (
    at("Kalahari Verge Manganese (Pty) Ltd"),
    (at("Onsan High Purity Manganese Co., Ltd."), at("Hwarang Cathode Materials Co., Ltd.")),
)
AU_CA_FOIL = (at("Darling Scarp Alumina Pty Ltd"), (at("Saguenay Bend Aluminium Inc."), at("Ohio Bend Foil LLC")))
GN_KR_FOIL = (at("Boke Plateau Bauxite SA"), (at("Gulf Pearl Aluminium B.S.C."), at("Hanul Foil Co., Ltd.")))
MX_KR_SALT = (
    at("Fluorita Sierra Mesa S.A. de C.V."),
    (at("Golfo Acido Fluorhidrico S.A. de C.V."), at("Taehwa Electrolyte Salts Co., Ltd.")),
)
CL_KR_SALT = (
    at("Salar Quebrada Norte SpA"),
    (at("Hanbit Lithium Refining Co., Ltd."), at("Taehwa Electrolyte Salts Co., Ltd.")),
)
MX_JP_BINDER = (
    at("Fluorita Sierra Mesa S.A. de C.V."),
    (at("Golfo Acido Fluorhidrico S.A. de C.V."), at("Kii Fluorochemical K.K.")),
)
CN_GRAPHITE = (at("Example Black Willow Graphite Co., Ltd."), at("Example Black Willow Graphite Co., Ltd."))
MN_FR_BINDER = (at("Dornod Fluorspar LLC"), at("Loire Fluoropolymeres SAS"))
MZ_FI_GRAPHITE = (at("Cabo Ligonha Grafite Lda"), at("Pohjola Anode Oy"))
CA_US_GRAPHITE = (at("Lac Perdrix Graphite Inc."), at("Bayou Anode Materials LLC"))
NO_EXTRACTION = Site("none")
US_SYNTHETIC = (NO_EXTRACTION, at("Chattahoochee Synthetic Graphite LLC"))

US_CELL_COMPONENTS = [
    {
        "component": "battery module",
        "value_usd": "5200",
        "assembly_country": "US",
        "entity": "Lake Erie Cell Works LLC",
    },
    {
        "component": "battery cell",
        "value_usd": "3900",
        "part_of": "battery module",
        "assembly_country": "US",
        "entity": "Lake Erie Cell Works LLC",
    },
    {
        "component": "separator",
        "value_usd": "310",
        "part_of": "battery cell",
        "assembly_country": "KR",
        "entity": "Gangwon Separator Co., Ltd.",
    },
]


LAKE_ERIE, WABASH, JINJU = "Lake Erie Cell Works LLC", "Wabash Electrode LLC", "Jinju Cell Co., Ltd."
TAEHWA, GANGWON = "Taehwa Electrolyte Salts Co., Ltd.", "Gangwon Separator Co., Ltd."


def module(values, makers, name=""):
    """A module of one kind of cells, with the cells' four parts: the value and the maker of each, in this order."""
    module, cell = f"battery module{name}", f"battery cell{name}"
    parts = [f"{part}{name}" for part in ("cathode electrode", "anode electrode", "separator", "electrolyte")]
    names = {module: None, cell: module} | dict.fromkeys(parts, cell)
    return [
        {"component": part, "value_usd": value, "part_of": whole, "assembly_country": SUPPLIERS[by], "entity": by}
        for (part, whole), value, by in zip(names.items(), values, makers, strict=True)
    ]


def vehicle(model, placed, acquired, kwh, **more):
    return {
        "model": model,
        "model_year": placed[:4],
        "placed_in_service": placed,
        "acquired": acquired,
        "final_assembly_country": "US",
        "vehicle_class": "suv",
        "msrp_usd": "52900",
        "battery_kwh": kwh,
        "gvwr_lb": "6100",
    } | more


def cobalt_via_finland(finland, korea):
    """Cobalt of the Congo, refined in Finland, made into cathode powder in Korea."""
    return (
        at("Lualaba Est Cobalt SARL"),
        (at("Merikallio Cobalt Oy", finland), at("Hwarang Cathode Materials Co., Ltd.", korea)),
    )


def indonesian_nickel(hydroxide, sulphate, powder):
    """Laterite and mixed hydroxide of Indonesia, sulphate and cathode powder of Korea."""
    return (
        at("PT Teluk Laterit Perkasa"),
        (
            at("PT Tanjung Kelapa Hydromet", hydroxide),
            at("Gwangsan Nickel Sulphate Co., Ltd.", sulphate),
            at("Hwarang Cathode Materials Co., Ltd.", powder),
        ),
    )


def nmc811_2024_pass():
    pack = Pack("NMC811", 75)
    lines = named(
        "A",
        pack.cathode("lithium", *AU_KR_LITHIUM),
        pack.cathode("nickel", *AU_KR_NICKEL, part="0.6"),
        pack.cathode("nickel", *indonesian_nickel("120", "60", "40"), part="0.4"),
        pack.cathode("cobalt", *cobalt_via_finland("75", "50")),
        pack.cathode("manganese", *ZA_KR_MANGANESE),
        pack.anode("natural graphite, coated spherical", *CN_GRAPHITE),
        pack.foil(*GN_KR_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MN_FR_BINDER),
    )
    return Sample("nmc811_2024_pass.xlsx", "NMC811, 75 kWh", lines)


def nmc811_2025_pass():
    pack = Pack("NMC811", 82)
    lines = named(
        "B",
        pack.cathode("lithium", *CL_US_LITHIUM),
        pack.cathode("nickel", *CA_US_NICKEL),
        pack.cathode("cobalt", *cobalt_via_finland("100", "80")),
        pack.cathode("manganese", *ZA_KR_MANGANESE),
        pack.anode("natural graphite, coated spherical", *CA_US_GRAPHITE, part="0.5"),
        pack.anode("natural graphite, coated spherical", *MZ_FI_GRAPHITE, part="0.5"),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MX_JP_BINDER),
    )
    return Sample(
        "nmc811_2025_pass.xlsx",
        "NMC811, 82 kWh",
        lines,
        vehicle("Example Crossover AWD", "2025-05-15", "2025-05-02", "82"),
        US_CELL_COMPONENTS,
    )


def nmc811_2025_fail_by_a_hair():
    """Values stated as such, in a battery worth 2,500 USD of listed minerals: 1,499.90 of them qualify."""
    pack = Pack("NMC811", 70)
    lines = [
        pack.cathode("lithium", *AU_KR_LITHIUM, value_usd="650.00"),
        pack.cathode("nickel", *AU_KR_NICKEL, part="0.5", value_usd="388.00"),
        pack.cathode("nickel", *indonesian_nickel("110", "50", "40"), part="0.5", value_usd="388.00"),
        pack.cathode("cobalt", *cobalt_via_finland("69.95", "75.65"), value_usd="291.20"),
        pack.cathode("manganese", *ZA_KR_MANGANESE, value_usd="17.00"),
        pack.anode(
            "natural graphite, coated spherical",
            *MZ_FI_GRAPHITE,
            value_usd="646.80",
        ),
        pack.foil(*AU_CA_FOIL, value_usd="37.40"),
        pack.salt("fluorspar", *MX_KR_SALT, value_usd="35.30"),
        pack.salt("lithium", *CL_KR_SALT, value_usd="23.90"),
        pack.binder(*MX_JP_BINDER, value_usd="22.40"),
    ]
    for line in lines:
        line["price_usd_per_kg"] = None
    return Sample(
        "nmc811_2025_fail_by_a_hair.xlsx",
        "NMC811, 70 kWh",
        named("C", *lines),
        vehicle("Example Sedan", "2025-03-31", "2025-03-20", "70", vehicle_class="other", msrp_usd="46400"),
        codes=True,
    )


def lfp_2025_fail_china():
    """The refiner has no state shareholder at all: where it works decides."""
    pack = Pack("LFP", 60)
    lines = named(
        "D",
        pack.cathode(
            "lithium",
            at("Wirrabee Ridge Lithium Pty Ltd"),
            (at("Example Jade Peak Lithium Salts Co., Ltd.", "190"), at("Example Thumb LFP Materials LLC", "110")),
        ),
        pack.anode("synthetic graphite", *US_SYNTHETIC),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MX_JP_BINDER),
        {
            "component": "anode electrode",
            "material": "copper foil",
            "role": "foil",
            "mineral": "copper",
            "mass_kg": "33.06",
            "price_usd_per_kg": "13.39",
        },
    )
    return Sample(
        "lfp_2025_fail_china.csv",
        "LFP, 60 kWh",
        lines,
        vehicle("Example Compact", "2025-02-14", "2025-02-10", "60", vehicle_class="other", msrp_usd="33990"),
        codes=True,
    )


def nmc622_2025_fail_ownership():
    """A fund of a Chinese province: 25 percent of a Singapore company, which holds half of a Korean venture."""
    pack = Pack("NMC622", 68)
    fund, holding = "Example Qinshan Province State Capital Fund", "Example Straits Meridian Resources Pte. Ltd."
    venture, partner = "Example Saebyeok Nickel Sulphate Co., Ltd.", "Marina Quay Family Office Pte. Ltd."
    lines = named(
        "E",
        pack.cathode("lithium", *AU_KR_LITHIUM),
        pack.cathode(
            "nickel",
            at("PT Teluk Laterit Perkasa"),
            (Site("KR", venture), at("Hwarang Cathode Materials Co., Ltd.")),
        ),
        pack.cathode("cobalt", at("Atlas Occidental Cobalt SA"), at("Hwarang Cathode Materials Co., Ltd.")),
        pack.cathode("manganese", *ZA_KR_MANGANESE),
        pack.anode("natural graphite, coated spherical", *MZ_FI_GRAPHITE),
        pack.foil(*GN_KR_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MX_JP_BINDER),
    )

    def holds(owner, owned, pct):
        return {"owner": owner, "owned": owned, "equity_pct": pct, "votes_pct": pct, "board_pct": pct}

    return Sample(
        "nmc622_2025_fail_ownership.xlsx",
        "NMC622, 68 kWh",
        lines,
        vehicle("Example Estate", "2025-06-20", "2025-06-12", "68"),
        ownership=[
            holds(fund, holding, "25"),
            holds(partner, holding, "75"),
            holds(holding, venture, "50"),
            holds("Gwangsan Nickel Sulphate Co., Ltd.", venture, "50"),
        ],
        facts={
            fund: {"country": "CN", "headquarters_country": "CN", "government_of": "CN"} | NOT_STATED,
            holding: {"country": "SG", "headquarters_country": "SG"} | NOT_STATED,
            partner: {"country": "SG", "headquarters_country": "SG"},
            venture: {"country": "KR", "headquarters_country": "KR"} | NOT_STATED,
        },
    )


def lfp_2025_fail_license():
    """A plant in Michigan that may not change output or let anyone else service its kilns: control by contract."""
    pack = Pack("LFP", 66)
    licensor = "Example Coral Coast LFP Technology Co., Ltd."
    lines = named(
        "F",
        pack.cathode(
            "lithium",
            at("Toquima Flats Lithium LLC"),
            (at("Toquima Flats Lithium LLC"), at("Example Thumb LFP Materials LLC")),
        ),
        pack.anode("synthetic graphite", *US_SYNTHETIC),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MN_FR_BINDER),
    )
    return Sample(
        "lfp_2025_fail_license.xlsx",
        "LFP, 66 kWh",
        lines,
        vehicle("Example Pickup", "2025-08-08", "2025-07-30", "66", vehicle_class="pickup", gvwr_lb="6900"),
        facts={
            "Example Thumb LFP Materials LLC": {"effective_control_by": licensor, "rights_reserved": "no"},
            licensor: {"country": "CN", "headquarters_country": "CN"},
        },
    )


def nmc622_2025_incomplete_attestation():
    """Two suppliers whose seat is not known: one attested on its line, one whose attestation was only requested."""
    pack = Pack("NMC622", 77)
    unknown_seat = {"headquarters_country": None} | NOT_STATED
    lines = named(
        "G",
        pack.cathode("lithium", *AU_KR_LITHIUM),
        pack.cathode("nickel", *AU_KR_NICKEL, feoc_attestation="NI-2025-014, 2025-01-20"),
        pack.cathode("cobalt", *cobalt_via_finland("270", "210")),
        pack.cathode("manganese", *ZA_KR_MANGANESE, feoc_attestation="requested"),
        pack.anode("synthetic graphite", *US_SYNTHETIC),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MX_JP_BINDER),
    )
    return Sample(
        "nmc622_2025_incomplete_attestation.xlsx",
        "NMC622, 77 kWh",
        lines,
        facts={
            "Gwangsan Nickel Sulphate Co., Ltd.": unknown_seat,
            "Onsan High Purity Manganese Co., Ltd.": unknown_seat,
        },
    )


def lmo_blend_2024_incomplete_price():
    pack = Pack("NMC532/LMO", 40)
    lines = named(
        "H",
        pack.cathode("lithium", *CL_US_LITHIUM),
        pack.cathode("nickel", *AU_KR_NICKEL),
        pack.cathode("cobalt", *cobalt_via_finland("66", "54"), price_usd_per_kg="TBD"),
        pack.cathode("manganese", at("Kalahari Verge Manganese (Pty) Ltd"), at("Setouchi Cathode K.K.")),
        pack.anode("natural graphite, coated spherical", *CN_GRAPHITE),
        pack.foil(*GN_KR_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MX_JP_BINDER),
    )
    return Sample("lmo_blend_2024_incomplete_price.csv", "NMC532/LMO blend, 40 kWh", lines, codes=True)


def nmc811_2026_not_available():
    pack = Pack("NMC811", 78)
    lines = named(
        "I",
        pack.cathode("lithium", *CL_US_LITHIUM),
        pack.cathode("nickel", *CA_US_NICKEL),
        pack.cathode("cobalt", *cobalt_via_finland("120", "90")),
        pack.cathode("manganese", *ZA_KR_MANGANESE),
        pack.anode("synthetic graphite", *US_SYNTHETIC),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MX_JP_BINDER),
    )
    return Sample(
        "nmc811_2026_not_available.xlsx",
        "NMC811, 78 kWh",
        lines,
        vehicle("Example Crossover", "2026-01-09", "2025-10-15", "78"),
    )


def nmc811_2025_recycled_pass():
    """Black mass of Nevada and Ontario. Cathode powder made of it in Korea is a stage of the recycling, outside
    North America; made in Tennessee it counts."""
    pack = Pack("NMC811", 80)
    carson, kingston = "Carson Basin Battery Recycling LLC", "Kingston Mills Black Mass Inc."
    korea, tennessee = "Hwarang Cathode Materials Co., Ltd.", "Tennessee Bend Cathode LLC"
    lines = named(
        "J",
        pack.cathode("lithium", *AU_KR_LITHIUM, part="0.7"),
        pack.cathode("lithium", (), at(korea, "70"), at(carson, "130"), part="0.3"),
        pack.cathode("nickel", *indonesian_nickel("150", "90", "60"), part="0.5"),
        pack.cathode("nickel", (), at(korea, "80"), at(carson, "170"), part="0.3"),
        pack.cathode("nickel", (), at(tennessee), (at(kingston), at(carson)), part="0.2"),
        pack.cathode("cobalt", (), at(korea, "100"), at(carson, "150"), part="0.8"),
        pack.cathode("cobalt", *cobalt_via_finland("20", "15"), part="0.2"),
        pack.cathode("manganese", *ZA_KR_MANGANESE),
        pack.anode("natural graphite, coated spherical", at("Cabo Ligonha Grafite Lda"), at("Yeongil Anode Co., Ltd.")),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MX_JP_BINDER),
    )
    return Sample(
        "nmc811_2025_recycled_pass.xlsx",
        "NMC811, 80 kWh",
        lines,
        vehicle("Example Crossover", "2025-07-01", "2025-06-28", "80"),
        US_CELL_COMPONENTS,
    )


def nmc811_2026_relief_pass():
    pack = Pack("NMC811", 85)
    relief = {"impracticable_to_trace": "yes"}
    lines = named(
        "K",
        pack.cathode("lithium", *AU_KR_LITHIUM),
        pack.cathode("nickel", *CA_US_NICKEL),
        pack.cathode("cobalt", at("Temiscouata Cobalt Refining Inc."), at("Tennessee Bend Cathode LLC")),
        pack.cathode("manganese", at("Carpentaria Verge Manganese Pty Ltd"), at("Hwarang Cathode Materials Co., Ltd.")),
        pack.anode("natural graphite, coated spherical", *CN_GRAPHITE, **relief),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT, **relief),
        pack.salt("lithium", *CL_KR_SALT, **relief),
        pack.binder(*MN_FR_BINDER, **relief),
    )
    return Sample(
        "nmc811_2026_relief_pass.xlsx",
        "NMC811, 85 kWh",
        lines,
        vehicle("Example Crossover", "2026-02-10", "2025-09-12", "85", transition_report="yes"),
    )


def nca_2024_value_added_pass():
    """The sites of the stages are on the sheet Steps."""
    pack = Pack("NCA", 80)
    korea = "Hwarang Cathode Materials Co., Ltd."
    lines = named(
        "L",
        pack.cathode("lithium", at("Puna Brillante Litio S.A.")),
        pack.cathode("nickel", at("Surigao Highlands Nickel Corp.")),
        pack.cathode("cobalt", at("Lualaba Est Cobalt SARL")),
        pack.cathode("aluminum", at("Boke Plateau Bauxite SA"), at("Setouchi Cathode K.K.")),
        pack.anode("natural graphite, coated spherical", *CN_GRAPHITE),
        pack.foil(*GN_KR_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MN_FR_BINDER),
    )

    def stage(line, supplier, added):
        return {"line": line, "step": "processing"} | at(supplier, added)._asdict()

    return Sample(
        "nca_2024_value_added_pass.xlsx",
        "NCA, 80 kWh",
        lines,
        steps=[
            stage("L-01", "Puna Brillante Litio S.A.", "170"),
            stage("L-01", "Hanbit Lithium Refining Co., Ltd.", "80"),
            stage("L-01", korea, "110"),
            stage("L-02", "PT Tanjung Kelapa Hydromet", "230"),
            stage("L-02", "Gwangsan Nickel Sulphate Co., Ltd.", "140"),
            stage("L-02", korea, "130"),
            stage("L-03", "Merikallio Cobalt Oy", "90"),
            stage("L-03", korea, "60"),
        ],
    )


def lfp_2026_synthetic_graphite_pass():
    pack = Pack("LFP", 62)
    lines = named(
        "M",
        pack.cathode(
            "lithium",
            at("Toquima Flats Lithium LLC"),
            (at("Toquima Flats Lithium LLC"), at("Example Thumb LFP Materials LLC")),
        ),
        pack.anode("synthetic graphite", *US_SYNTHETIC),
        pack.foil(*AU_CA_FOIL),
        pack.salt("fluorspar", *MX_KR_SALT),
        pack.salt("lithium", *CL_KR_SALT),
        pack.binder(*MN_FR_BINDER),
    )
    return Sample(
        "lfp_2026_synthetic_graphite_pass.xlsx",
        "LFP, 62 kWh",
        lines,
        vehicle("Example Van", "2026-01-20", "2025-08-29", "62", vehicle_class="van", msrp_usd="49800"),
        US_CELL_COMPONENTS,
    )


def nmc622_2026_audit():
    """A whole pack, as an auditor would get it: 33 lines, two open questions."""
    pack = Pack("NMC622", 90)
    hwarang, tennessee = "Hwarang Cathode Materials Co., Ltd.", "Tennessee Bend Cathode LLC"
    hanbit, taehwa = "Hanbit Lithium Refining Co., Ltd.", "Taehwa Electrolyte Salts Co., Ltd."
    gwangsan, matte = "Gwangsan Nickel Sulphate Co., Ltd.", "PT Pesisir Timur Smelting"
    golfo, hanul = "Golfo Acido Fluorhidrico S.A. de C.V.", "Hanul Foil Co., Ltd."
    wirrabee, salar = at("Wirrabee Ridge Lithium Pty Ltd"), at("Salar Quebrada Norte SpA")
    laterite = at("PT Teluk Laterit Perkasa")
    sabine, mexico = at("Sabine Pass Lithium Hydroxide LLC"), at("Fluorita Sierra Mesa S.A. de C.V.")
    darling, saguenay = at("Darling Scarp Alumina Pty Ltd"), at("Saguenay Bend Aluminium Inc.")
    boke, kalahari = at("Boke Plateau Bauxite SA"), at("Kalahari Verge Manganese (Pty) Ltd")
    onsan, atlas = at("Onsan High Purity Manganese Co., Ltd."), at("Atlas Occidental Cobalt SA")
    temiscouata = at("Temiscouata Cobalt Refining Inc.")
    crabapple = "Example Crabapple Fluorochemical Co., Ltd."
    relief = {"impracticable_to_trace": "yes"}
    natural, synthetic = "natural graphite, coated spherical", "synthetic graphite"

    def outside(component, material, mineral, mass, price, **more):
        return {
            "component": component,
            "material": material,
            "role": "other",
            "mineral": mineral,
            "mass_kg": mass,
            "price_usd_per_kg": price,
        } | more

    cathode = named(
        "CA",
        pack.cathode("lithium", wirrabee, (at(hanbit), at(hwarang)), part="0.55"),
        pack.cathode("lithium", salar, (at(hanbit), at(hwarang)), part="0.25"),
        pack.cathode("lithium", salar, (sabine, at(tennessee)), part="0.20"),
        pack.cathode(
            "nickel",
            laterite,
            (at("PT Tanjung Kelapa Hydromet", "110"), at(gwangsan, "85"), at(hwarang, "55")),
            part="0.45",
        ),
        pack.cathode("nickel", laterite, (Site("ID", matte, "48"), at(gwangsan, "22"), at(hwarang, "30")), part="0.20"),
        pack.cathode("nickel", at("Yilgarn Crest Nickel Pty Ltd"), (at(gwangsan), at(hwarang)), part="0.25"),
        pack.cathode("nickel", *CA_US_NICKEL, part="0.10"),
        pack.cathode("cobalt", *cobalt_via_finland("150", "90"), part="0.50"),
        pack.cathode("cobalt", atlas, (atlas, at(hwarang)), part="0.30"),
        pack.cathode("cobalt", temiscouata, (temiscouata, at(tennessee)), part="0.20"),
        pack.cathode("manganese", kalahari, (onsan, at(hwarang)), part="0.80"),
        pack.cathode("manganese", at("Carpentaria Verge Manganese Pty Ltd"), (onsan, at(tennessee)), part="0.20"),
        chain(
            "cathode_active",
            "NMC622 powder, alumina coating",
            "aluminum",
            "0.270",
            PRICE["aluminum in cathode"],
            darling,
            (darling, at(hwarang)),
        ),
        chain(
            "cathode_active",
            "NMC622 powder, zirconium dopant",
            "zirconium",
            "0.406",
            PRICE["zirconium"],
            at("Eucla Basin Zircon Pty Ltd"),
            (at("Chubu Zirconia K.K."), at(hwarang)),
        ),
        chain(
            "cathode_active",
            "NMC622 powder, magnesium dopant",
            "magnesium",
            "0.135",
            PRICE["magnesium"],
            at("Bonneville Flats Magnesium LLC"),
            (at("Bonneville Flats Magnesium LLC"), at(tennessee)),
        ),
        pack.foil(darling, (darling, saguenay, at("Ohio Bend Foil LLC")), part="0.40"),
        pack.foil(
            boke,
            (at("Boke Plateau Bauxite SA", "5"), at("Gulf Pearl Aluminium B.S.C.", "8"), at(hanul, "7")),
            part="0.60",
        ),
        pack.binder(mexico, (at(golfo), at("Kii Fluorochemical K.K."))),
    )
    anode = named(
        "AN",
        pack.anode(natural, *CN_GRAPHITE, part="0.30", **relief),
        pack.anode(
            synthetic,
            NO_EXTRACTION,
            at("Example North Steppe Carbon Co., Ltd."),
            part="0.20",
            **relief,
        ),
        pack.anode(natural, *CA_US_GRAPHITE, part="0.15"),
        pack.anode(synthetic, *US_SYNTHETIC, part="0.35"),
        outside("anode electrode", "copper foil", "copper", "34.95", "13.39", role="foil"),
    )
    electrolyte = named(
        "EL",
        pack.salt("fluorspar", mexico, (at(golfo), at(taehwa)), part="0.75"),
        pack.salt(
            "fluorspar",
            at("Dornod Fluorspar LLC"),
            (Site("CN", crabapple, "4"), at(taehwa, "6")),
            part="0.25",
            **relief,
        ),
        pack.salt("lithium", salar, (at(hanbit), at(taehwa))),
        chain(
            "electrolyte_additive",
            "fluoroethylene carbonate (FEC)",
            "fluorspar",
            "0.569",
            None,
            at("Witrand Fluorspar (Pty) Ltd"),
            (at("Gujarat Coast Fluorides Ltd", "3"), at(taehwa, "2")),
        ),
        chain(
            "electrolyte_additive",
            "lithium difluorophosphate (LiPO2F2)",
            "lithium",
            "0.036",
            PRICE["lithium"],
            wirrabee,
            (at(hanbit), at(taehwa)),
        ),
    )
    separator = named(
        "SE",
        chain(
            "other",
            "alumina ceramic coating",
            "aluminum",
            "0.850",
            PRICE["aluminum in ceramic"],
            darling,
            at("Gangwon Separator Co., Ltd."),
            component="separator",
        ),
        # claimed, but a separator coating is not on the list: no relief, and none is needed
        chain(
            "other",
            "boehmite ceramic coating",
            "aluminum",
            "0.590",
            PRICE["aluminum in ceramic"],
            boke,
            at("Rheinufer Boehmit GmbH"),
            component="separator",
            **relief,
        ),
    )
    parts = named(
        "PK",
        outside("pack housing", "aluminum extrusions and castings", "aluminum", "31.20", "2.81"),
        outside("cooling plate", "aluminum, brazed", "aluminum", "9.40", "2.80"),
        outside("busbar", "copper", "copper", "3.10", "8.68"),
    )

    def holds(owner, owned, equity, votes, board):
        return {"owner": owner, "owned": owned, "equity_pct": equity, "votes_pct": votes, "board_pct": board}

    fund, trading = "Example Qinshan Provincial Mining Group", "Straits Lantern Trading Pte. Ltd."
    family, park = "Keluarga Wiratama Holdings PT", "PT Kawasan Tanjung Kelapa"
    return Sample(
        "nmc622_2026_audit.xlsx",
        "Example Motors, high-voltage battery 90 kWh NMC622: critical minerals by procurement chain",
        cathode + anode + electrolyte + separator + parts,
        vehicle(
            "Example Grand Tourer SUV",
            "2026-03-18",
            "2025-08-21",
            "90",
            report_date="2026-03-02",
            msrp_usd="71250",
            transition_report="yes",
        ),
        [
            *US_CELL_COMPONENTS,
            {
                "component": "cathode electrode",
                "value_usd": "1480",
                "part_of": "battery cell",
                "assembly_country": "US",
                "entity": "Lake Erie Cell Works LLC",
            },
            {
                "component": "anode electrode",
                "value_usd": "720",
                "part_of": "battery cell",
                "assembly_country": "US",
                "entity": "Lake Erie Cell Works LLC",
            },
            {
                "component": "electrolyte",
                "value_usd": "440",
                "part_of": "battery cell",
                "assembly_country": "KR",
                "entity": taehwa,
            },
        ],
        # Tanjung Kelapa: the group's 24 percent through the trading company's 40 is 9.6, the rest is a family's: clean.
        # Pesisir Timur: 30 percent of it belongs to nobody the supplier has named.
        ownership=[
            holds(fund, trading, "24", "24", "20"),
            holds(family, trading, "76", "76", "80"),
            holds(trading, "PT Tanjung Kelapa Hydromet", "40", "40", "40"),
            holds(park, "PT Tanjung Kelapa Hydromet", "60", "60", "60"),
            holds(trading, matte, "30", "30", "40"),
            holds(family, matte, "40", "40", "40"),
            holds(family, park, "100", "100", "100"),
        ],
        facts={
            fund: {"country": "CN", "headquarters_country": "CN", "government_of": "CN"} | NOT_STATED,
            trading: {"country": "SG", "headquarters_country": "SG"} | NOT_STATED,
            family: {"country": "ID", "headquarters_country": "ID"},
            park: {"country": "ID", "headquarters_country": "ID"} | NOT_STATED,
            "PT Tanjung Kelapa Hydromet": NOT_STATED,
            matte: {"country": "ID", "headquarters_country": "ID"} | NOT_STATED,
            crabapple: {"country": "CN", "headquarters_country": "CN"} | NOT_STATED,
            "Example Black Willow Graphite Co., Ltd.": NOT_STATED,
            "Example North Steppe Carbon Co., Ltd.": NOT_STATED,
            "Atlas Occidental Cobalt SA": {
                "government_equity_pct": "4.2",
                "government_votes_pct": "4.2",
                "government_board_pct": "0",
            },
            "Lualaba Est Cobalt SARL": {
                "attestation": "CO-2025-031, 2025-11-28",
            }
            | NOT_STATED,
        },
        banner=True,
    )


def nmc811_2025_credit_7500():
    """Both halves: of 5,600 USD of components the separator and the electrolyte do not count, 320 and 450."""
    return replace(
        nmc811_2025_pass(),
        name="nmc811_2025_credit_7500.xlsx",
        components=module(
            ("5600", "4200", "1650", "780", "320", "450"), (LAKE_ERIE, LAKE_ERIE, WABASH, WABASH, GANGWON, TAEHWA)
        ),
    )


def nmc811_2025_credit_3750_minerals():
    """Cells of Korea in modules of Ohio: of 5,600 USD count 1,400 added by the module and an anode of 780."""
    return replace(
        nmc811_2025_pass(),
        name="nmc811_2025_credit_3750_minerals.xlsx",
        components=module(
            ("5600", "4200", "1650", "780", "320", "450"), (LAKE_ERIE, JINJU, JINJU, WABASH, GANGWON, TAEHWA)
        ),
    )


def nmc811_2025_credit_3750_components():
    """The minerals of the sample that fails by a hair; of 5,000 USD of components 3,000 count, exactly 60 percent."""
    return replace(
        nmc811_2025_fail_by_a_hair(),
        name="nmc811_2025_credit_3750_components.xlsx",
        components=module(
            ("5000", "3800", "1500", "800", "300", "200"), (LAKE_ERIE, LAKE_ERIE, JINJU, WABASH, GANGWON, TAEHWA)
        ),
    )


def nmc811_2025_credit_0():
    """Neither half: the same minerals, and of 5,000 USD of components only what a module of Mexico adds, 1,200."""
    return replace(
        nmc811_2025_fail_by_a_hair(),
        name="nmc811_2025_credit_0.xlsx",
        components=module(
            ("5000", "3800", "1500", "800", "300", "200"),
            ("Coahuila Modulos S.A. de C.V.", JINJU, JINJU, JINJU, GANGWON, TAEHWA),
        ),
    )


def nmc811_2025_credit_open():
    """Three kinds of modules in 20 rows. The center module divides 1,670 USD with its cell and that cell's anode, whose
    values are missing; two rows are outside the battery, and their value stays in the front module."""
    front = module(
        ("2900", "2200", "880", "400", "170", "240"),
        (LAKE_ERIE, LAKE_ERIE, WABASH, WABASH, GANGWON, TAEHWA),
        ", front",
    )
    outside = [
        {
            "component": "module housing",
            "value_usd": "150",
            "part_of": "battery module, front",
            "assembly_country": "DE",
        },
        {"component": "cooling plate", "value_usd": "60", "part_of": "module housing", "assembly_country": "CN"},
    ]
    center = module(
        ("3000", None, "900", None, "180", "250"),
        (LAKE_ERIE, JINJU, WABASH, "Midoriyama Electrode K.K.", GANGWON, TAEHWA),
        ", center",
    )
    rear = module(
        ("2900", "2200", "880", "400", "170", "240"),
        (LAKE_ERIE, JINJU, JINJU, WABASH, GANGWON, TAEHWA),
        ", rear",
    )
    return replace(
        nmc811_2025_pass(), name="nmc811_2025_credit_open.xlsx", components=[*front, *outside, *center, *rear]
    )


NOT_STATED = {"government_equity_pct": None, "government_votes_pct": None, "government_board_pct": None}

SAMPLES = [
    nmc811_2024_pass,
    nca_2024_value_added_pass,
    lmo_blend_2024_incomplete_price,
    nmc811_2025_pass,
    nmc811_2025_recycled_pass,
    nmc811_2025_fail_by_a_hair,
    lfp_2025_fail_china,
    lfp_2025_fail_license,
    nmc622_2025_fail_ownership,
    nmc622_2025_incomplete_attestation,
    lfp_2026_synthetic_graphite_pass,
    nmc811_2026_relief_pass,
    nmc622_2026_audit,
    nmc811_2026_not_available,
    nmc811_2025_credit_7500,
    nmc811_2025_credit_3750_minerals,
    nmc811_2025_credit_3750_components,
    nmc811_2025_credit_0,
    nmc811_2025_credit_open,
]

BOM_COLUMNS = [
    "line",
    "component",
    "material",
    "role",
    "mineral",
    "value_usd",
    "mass_kg",
    "price_usd_per_kg",
    *(
        f"{step}_{what}{number}"
        for step in ("extraction", "processing", "recycling")
        for number in ("", "_2", "_3")
        for what in ("country", "entity", "value_added_usd")
    ),
    "impracticable_to_trace",
    "feoc_attestation",
]
ENTITY_COLUMNS = [
    "entity",
    "country",
    "headquarters_country",
    "government_of",
    *NOT_STATED,
    "effective_control_by",
    "rights_reserved",
    "designation",
    "attestation",
]
ALWAYS = {"entity", "country", "headquarters_country", "owner", "owned", *NOT_STATED}
COLUMNS = {
    "BOM": BOM_COLUMNS,
    "Entities": ENTITY_COLUMNS,
    "Ownership": ["owner", "owned", "equity_pct", "votes_pct", "board_pct"],
    "Steps": ["line", "step", "country", "entity", "value_added_usd"],
    "Components": ["component", "value_usd", "part_of", "assembly_country", "entity", "feoc_attestation"],
    "Vehicle": ["field", "value"],
}


def suppliers_of(sample):
    """Every supplier named anywhere in the sample, in order of appearance, with what is known of it."""
    names = [row[column] for row in sample.bom for column in BOM_COLUMNS if "_entity" in column and row.get(column)]
    names += [row["entity"] for row in sample.steps + sample.components if "entity" in row]
    names += [row[side] for row in sample.ownership for side in ("owned", "owner")]
    names += sample.facts
    rows = []
    for name in dict.fromkeys(names):
        home = SUPPLIERS.get(name)
        row = {"entity": name, "country": home, "headquarters_country": home} | dict.fromkeys(NOT_STATED, "0")
        rows.append(row | sample.facts.get(name, {}))
    return rows


def sheets(sample):
    """Sheet name -> (columns in use, rows), countries written in the sample's way."""
    tables = {
        "BOM": sample.bom,
        "Entities": suppliers_of(sample),
        "Ownership": sample.ownership,
        "Steps": sample.steps,
        "Components": sample.components,
        "Vehicle": [{"field": name, "value": value} for name, value in sample.vehicle.items()],
    }
    for name, rows in tables.items():
        if rows:
            used = {column for row in rows for column, value in row.items() if value is not None} | ALWAYS
            columns = [column for column in COLUMNS[name] if column in used]
            yield name, columns, [{c: written(sample, c, row) for c in columns} for row in rows]


def written(sample, column, row):
    value = row.get(column)
    is_country = "country" in column or column == "government_of" or row.get("field") == "final_assembly_country"
    return COUNTRY.get(value, value) if is_country and not sample.codes else value


def write_csv(sample):
    path = HERE / sample.name
    for name, columns, rows in sheets(sample):
        target = path if name == "BOM" else path.with_suffix(f".{name.lower()}.csv")
        with target.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)


HEADER = PatternFill("solid", fgColor="1F3864")
WIDTH = {
    "line": 9,
    "component": 19,
    "material": 36,
    "role": 20,
    "mineral": 13,
    "field": 26,
    "value": 28,
    "owned": 40,
    "item": 34,
    "producer": 40,
}


def cell_value(column, text):
    """Numbers as numbers, dates as dates, everything else as text."""
    numeric = column.removesuffix("_2").removesuffix("_3").endswith(("_usd", "_kg", "_pct"))
    if text is None or not (numeric or column in ("value", "signed_on", "contract_date")):
        return text
    if len(text) == len("2025-01-01") and text[4] == text[7] == "-":
        return date.fromisoformat(text)
    try:
        number = Decimal(text)
    except ArithmeticError:
        return text
    return int(number) if number == number.to_integral_value() and "." not in text else float(text)


def number_format(column, text):
    if "_usd" in column:
        return "#,##0.00"
    if "_pct" in column:
        return "0.0"
    return "0" if text is None or "." not in text else "0.000"


def write_sheet(sheet, columns, rows, title=None):
    top = 1
    if title:
        sheet["A1"] = title
        sheet["A1"].font = Font(bold=True, size=14)
        sheet["A2"] = "One row per procurement chain; values at the constituent material, arm's length, 2026-02-27"
        sheet["A2"].font = Font(italic=True, color="595959")
        top = 4
    for number, column in enumerate(columns, 1):
        head = sheet.cell(top, number, column)
        head.font, head.fill = Font(bold=True, color="FFFFFF"), HEADER
        head.alignment = Alignment(wrap_text=True, vertical="center")
        width = WIDTH.get(column, 40 if column in ("entity", "owner") or "_entity" in column else 17)
        sheet.column_dimensions[get_column_letter(number)].width = width
        for below, row in enumerate(rows, top + 1):
            value = cell_value(column, row[column])
            cell = sheet.cell(below, number, value)
            if isinstance(value, date):
                cell.number_format, cell.alignment = "yyyy-mm-dd", Alignment(horizontal="right")
            elif isinstance(value, int | float):
                cell.number_format = number_format(column, row[column])
    sheet.row_dimensions[top].height = 32
    sheet.freeze_panes = sheet.cell(top + 1, 2)
    sheet.auto_filter.ref = f"A{top}:{get_column_letter(len(columns))}{top + len(rows)}"


def write_workbook(sample):
    book = Workbook()
    book.remove(book.active)
    for name, columns, rows in sheets(sample):
        title = sample.title if sample.banner and name == "BOM" else None
        write_sheet(book.create_sheet(name), columns, rows, title)
    save(book, sample.name, sample.title)


def save(book, name, title):
    """The workbook without a trace of when it was written."""
    book.properties.title = title
    book.properties.creator = "Example Motors"
    (HERE / name).write_bytes(content_of(book, created=STAMP, modified=STAMP, is_bom=True))


SUPPLIER_HEADINGS = {
    "line": "Item no.",
    "component": "Component",
    "material": "Material",
    "role": "Function",
    "mineral": "Critical mineral",
    "mass_kg": "Net weight [g]",
    "price_usd_per_kg": "Unit price (USD/kg)",
    "extraction_country": "Country of origin",
}
STAGE_HEADINGS = {"country": "Country", "entity": "Company", "value_added_usd": "Value added (USD)"}


def write_supplier_layout():
    """The lines of nmc811_2024_pass.xlsx in a supplier's layout: no name or place is that of the documentation.

    A title, a header of two rows with merged cells, grams, prices as text, the mine in brackets after its country,
    a subtotal and a total, the header again, a footnote, a hidden row, a hidden sheet.
    """
    lines = nmc811_2024_pass().bom
    book = Workbook()
    sheet = book.active
    sheet.title = "Pack A rev 3"
    sheet["B1"], sheet["B2"] = "Pack A: where the critical minerals come from", "Weights per pack; prices of 2024-03-01"
    sheet["B1"].font, sheet["B2"].font = Font(bold=True, size=14), Font(italic=True, color="595959")
    sheet.merge_cells("B1:H1")
    stages = [f"_{stage}" if stage > 1 else "" for stage in (1, 2, 3)]
    row = write_supplier_header(sheet, 4, stages)
    weight = Decimal(0)
    for number, line in enumerate(lines, 1):
        for column, value in enumerate(supplier_cells(line, stages), 2):
            sheet.cell(row, column, value)
        weight += Decimal(line["mass_kg"]) * 1000
        row += 1
        if number == 5:
            sheet.cell(row, 3, "Subtotal cathode powder").font = Font(bold=True)
            sheet.cell(row, 7, float(weight))
            row = write_supplier_header(sheet, row + 2, stages)
    sheet.cell(row, 3, "TOTAL").font = Font(bold=True)
    sheet.cell(row, 7, float(weight))
    sheet.cell(row + 2, 2, "* Country of origin: where the ore or brine is won, with the operator in brackets.")
    sheet.row_dimensions[8].hidden = True
    sheet.freeze_panes = "C6"
    for number, width in enumerate([3, 9, 19, 34, 20, 16, 16, 18, 52, *[16, 40, 16] * 3], 1):
        sheet.column_dimensions[get_column_letter(number)].width = width
    lists = book.create_sheet("Lists")
    lists.append(["Country"])
    for country in sorted(set(COUNTRY.values())):
        lists.append([country])
    lists.sheet_state = "hidden"
    save(book, "supplier_layout_2024.xlsx", "Pack A: where the critical minerals come from")


def write_supplier_header(sheet, top, stages):
    """The two rows of headings; the steps stand merged over their columns. The number of the row below."""
    for column, heading in enumerate(SUPPLIER_HEADINGS.values(), 2):
        group = "Mining" if heading == "Country of origin" else heading
        sheet.cell(top, column, group)
        if group == heading:
            sheet.merge_cells(start_row=top, end_row=top + 1, start_column=column, end_column=column)
        else:
            sheet.cell(top + 1, column, heading)
    for number, _ in enumerate(stages, 1):
        left = 2 + len(SUPPLIER_HEADINGS) + 3 * (number - 1)
        sheet.cell(top, left, f"Refining {number}" if number > 1 else "Refining")
        sheet.merge_cells(start_row=top, end_row=top, start_column=left, end_column=left + 2)
        for column, heading in enumerate(STAGE_HEADINGS.values(), left):
            sheet.cell(top + 1, column, heading)
    for cells in sheet.iter_rows(min_row=top, max_row=top + 1, min_col=2):
        for cell in cells:
            cell.font, cell.fill = Font(bold=True, color="FFFFFF"), HEADER
            cell.alignment = Alignment(wrap_text=True, vertical="center")
    return top + 2


def supplier_cells(line, stages):
    """One line's cells in the order of the supplier's columns."""
    plain = [line[column] for column in ("line", "component", "material", "role", "mineral")]
    mine = f"{COUNTRY[line['extraction_country']]} ({line['extraction_entity']})"
    weight = float(Decimal(line["mass_kg"]) * 1000)
    cells = [*plain, weight, f"${Decimal(line['price_usd_per_kg']):,.2f}", mine]
    for stage in stages:
        country, entity, added = (line.get(f"processing_{name}{stage}") for name in STAGE_HEADINGS)
        cells += [COUNTRY.get(country, country), entity, None if added is None else float(added)]
    return cells


def write_materials():
    """A supplier's parts list that names materials and no minerals: it cannot be judged, but it can be prepared."""
    rows = [
        ["Pos.", "Component", "Material", "Net weight kg", "Price per kg (USD)"],
        ["10", "cathode electrode", "NMC811 powder", "102.5", "26.00"],
        ["20", "anode electrode", "graphite (synthetic)", "69.3", "10.00"],
        ["30", "cathode electrode", "PVDF", "2.69", "15.00"],
        ["40", "electrolyte", "LiPF6", "6.05", "8.33"],
        ["50", "cathode electrode", "aluminum foil", "8.1", "4.94"],
        ["60", "anode electrode", "copper foil", "14.2", "13.39"],
    ]
    with (HERE / "supplier_materials.csv").open("w", encoding="utf-8", newline="") as stream:
        csv.writer(stream, lineterminator="\r\n").writerows(rows)


FLEET = {
    "crossover": nmc811_2025_pass,
    "sedan": nmc811_2025_fail_by_a_hair,
    "compact": lfp_2025_fail_china,
}


def write_fleet():
    """Three of the samples in one table, which the column `bom` tells apart; the other sheets likewise."""
    whole = {}
    for bom, make in FLEET.items():
        for name, columns, rows in sheets(make()):
            used, all_rows = whole.setdefault(name, ({"bom": None}, []))
            used.update(dict.fromkeys(columns))
            all_rows += [{"bom": bom} | row for row in rows]
    for name, (columns, rows) in whole.items():
        ordered = ["bom", *(column for column in COLUMNS[name] if column in columns)]
        target = HERE / ("fleet_2025.csv" if name == "BOM" else f"fleet_2025.{name.lower()}.csv")
        with target.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, ordered, restval="", lineterminator="\r\n")
            writer.writeheader()
            writer.writerows(rows)


# Products, for `critmin macr` -----------------------------------------------------------------------------------------

CLEARED = {"sfe_appoints_officer": "no", "sfe_total_pct": "0", "sfe_debt_pct": "0"}
"""What is known of a company that no specified foreign entity has a part in."""

MAKERS = {
    "Lake Erie Cell Works LLC": "US",
    "Huron Shore Cells LLC": "US",
    "Tennessee Bend Cathode LLC": "US",
    "Example Thumb LFP Materials LLC": "US",
    "Sabine Pass Lithium Hydroxide LLC": "US",
    "Ohio Bend Foil LLC": "US",
    "Cuyahoga Deep Drawing LLC": "US",
    "Kanawha Power Conversion LLC": "US",
    "Pecos Enclosure Works LLC": "US",
    "Maumee Battery Controls LLC": "US",
    "Bayou Anode Materials LLC": "US",
    "Gangwon Separator Co., Ltd.": "KR",
    "Baekdam Precursor Co., Ltd.": "KR",
    "Kii Fluorochemical K.K.": "JP",
    "Chubu Thermal K.K.": "JP",
    "Rheinufer Boehmit GmbH": "DE",
    "Lech Transformatoren GmbH": "DE",
    "Example Merlion Gate Materials Pte. Ltd.": "SG",
    "Example Skerry Quay Chemicals Oy": "FI",
    "Example Jade Peak Lithium Salts Co., Ltd.": "CN",
    "Example Black Willow Graphite Co., Ltd.": "CN",
    "Example Copper Lantern Foil Co., Ltd.": "CN",
    "Example Grey Heron Cell Co., Ltd.": "CN",
}
"""The fictitious makers, and where each is organized and headquartered."""


@dataclass
class Product:
    """One file for `critmin macr`: its items, and what the other sheets hold."""

    name: str
    title: str
    items: list
    product: dict
    facts: dict = field(default_factory=dict)  # maker -> what its Entities row says; otherwise it is cleared
    ownership: list = field(default_factory=list)
    certificates: list = field(default_factory=list)


def sold(day, taxpayer="Lake Erie Cell Works LLC"):
    """The facts of a battery component."""
    facts = {"class": "battery-component", "sold": day, "taxable_year_begins": "2026-01-01"}
    return facts | {"taxpayer": taxpayer, "cost_basis": "direct"}


def made(item, cost, producer, **more):
    """An item that its producer makes at home."""
    return {"item": item, "cost_usd": cost, "producer": producer, "country": MAKERS[producer]} | more


def certified(name, supplier, **more):
    """A direct supplier's certificate that no prohibited foreign entity made the item; `more` replaces columns."""
    row = {"certificate": name, "supplier": supplier, "kind": "not-pfe", "signed_on": "2026-01-15"}
    row |= {"signed_by": "Head of compliance", "identification_number": "00-0000001"}
    return row | {"perjury": "yes", "knows_of_none_upstream": "yes"} | more


def holding(owner, owned, share):
    return {"owner": owner, "owned": owned, "equity_pct": share, "votes_pct": share}


def macr_cell_2026_pass():
    return Product(
        "macr_cell_2026_pass.xlsx",
        "Lot of cells, sold 2026",
        [
            made("cathode powder", "4200", "Tennessee Bend Cathode LLC"),
            made("graphite powder", "1300", "Example Black Willow Graphite Co., Ltd."),
            made("separator", "1100", "Gangwon Separator Co., Ltd.", certificate="C-2026-01"),
            made("electrolyte", "900", "Kii Fluorochemical K.K."),
            made("copper foil", "1000", "Example Copper Lantern Foil Co., Ltd."),
            made("aluminum foil", "300", "Ohio Bend Foil LLC"),
            made("cell can and lid", "1200", "Cuyahoga Deep Drawing LLC"),
        ],
        sold("2026-06-30"),
        facts={"Gangwon Separator Co., Ltd.": {}},
        certificates=[certified("C-2026-01", "Gangwon Separator Co., Ltd.")],
    )


def macr_electrode_2026_fail_ownership():
    return Product(
        "macr_electrode_2026_fail_ownership.xlsx",
        "Lot of cathode active material, sold 2026",
        [
            made("nickel manganese cobalt hydroxide", "5200", "Baekdam Precursor Co., Ltd."),
            made("lithium hydroxide", "3100", "Sabine Pass Lithium Hydroxide LLC"),
            made("alumina coating", "500", "Rheinufer Boehmit GmbH"),
        ],
        sold("2026-06-30", "Tennessee Bend Cathode LLC"),
        facts={
            "Baekdam Precursor Co., Ltd.": {"sfe_appoints_officer": "no"},
            "Example Merlion Gate Materials Pte. Ltd.": {},
            "Example Skerry Quay Chemicals Oy": {},
        },
        ownership=[
            holding("Example Jade Peak Lithium Salts Co., Ltd.", "Example Merlion Gate Materials Pte. Ltd.", "80"),
            holding("Example Merlion Gate Materials Pte. Ltd.", "Example Skerry Quay Chemicals Oy", "70"),
            holding("Example Skerry Quay Chemicals Oy", "Baekdam Precursor Co., Ltd.", "45"),
        ],
    )


def macr_module_2026_incomplete_certificates():
    return Product(
        "macr_module_2026_incomplete_certificates.xlsx",
        "Lot of modules, sold 2026",
        [
            made("battery cells", "4500", "Huron Shore Cells LLC"),
            made("battery cells, second source", "3000", "Example Grey Heron Cell Co., Ltd."),
            made("battery management system", "1300", "Maumee Battery Controls LLC", certificate="C-2026-11"),
            made("cooling plate", "1200", "Chubu Thermal K.K.", certificate="C-2026-12"),
        ],
        sold("2026-09-30"),
        facts={"Maumee Battery Controls LLC": {}, "Chubu Thermal K.K.": {}},
        certificates=[
            certified("C-2026-11", "Maumee Battery Controls LLC", perjury=None),
            certified("C-2026-12", "Chubu Thermal K.K.", signed_on=None, signed_by=None),
        ],
    )


def macr_storage_2026_pass_assigned_costs():
    facts = {"class": "energy-storage", "construction_begins": "2026-06-30", "placed_in_service": "2027-05-31"}
    facts |= {"taxable_year_begins": "2027-01-01"}
    return Product(
        "macr_storage_2026_pass_assigned_costs.xlsx",
        "Storage installation, construction begun 2026",
        [
            made("battery cells", "45.0", "Example Grey Heron Cell Co., Ltd."),
            made("battery packs", "9.5", "Huron Shore Cells LLC"),
            made("battery management system", "5.5", "Maumee Battery Controls LLC"),
            made("thermal management", "6.0", "Chubu Thermal K.K."),
            made("container", "10.0", "Pecos Enclosure Works LLC"),
            made("inverter", "15.0", "Kanawha Power Conversion LLC"),
            made("transformer", "9.0", "Lech Transformatoren GmbH"),
        ],
        facts | {"taxpayer": "Pecos Enclosure Works LLC", "cost_basis": "assigned"},
    )


def macr_cell_2026_fail_license():
    return Product(
        "macr_cell_2026_fail_license.xlsx",
        "Lot of LFP cells, sold 2026",
        [
            made("LFP cathode powder", "4500", "Example Thumb LFP Materials LLC"),
            made("graphite powder", "1200", "Example Black Willow Graphite Co., Ltd."),
            made("separator", "1300", "Gangwon Separator Co., Ltd."),
            made("electrolyte", "1000", "Kii Fluorochemical K.K."),
            made("foils", "800", "Ohio Bend Foil LLC"),
            made("cell can and lid", "1200", "Cuyahoga Deep Drawing LLC"),
        ],
        sold("2026-06-30"),
        facts={
            "Example Thumb LFP Materials LLC": CLEARED | {"effective_control_by": "Example Grey Heron Cell Co., Ltd."}
        },
    )


def macr_cell_2026_pass_contract():
    return Product(
        "macr_cell_2026_pass_contract.xlsx",
        "Lot of cells, sold 2026, with a contract from before",
        [
            made(
                "graphite powder",
                "4200",
                "Example Black Willow Graphite Co., Ltd.",
                contract_date="2025-03-14",
                existing_contract="yes",
            ),
            made("copper foil", "1300", "Example Copper Lantern Foil Co., Ltd."),
            made("cathode powder", "3000", "Tennessee Bend Cathode LLC"),
            made("separator", "1500", "Gangwon Separator Co., Ltd."),
        ],
        sold("2026-10-15"),
    )


def macr_cell_2026_not_available():
    return Product(
        "macr_cell_2026_not_available.xlsx",
        "Lot of cells, sold 2026, by a taxpayer with a foreign holder",
        [
            made("cathode powder", "4500", "Tennessee Bend Cathode LLC"),
            made("graphite powder", "1500", "Bayou Anode Materials LLC"),
            made("separator", "1200", "Gangwon Separator Co., Ltd."),
            made("electrolyte", "1000", "Kii Fluorochemical K.K."),
        ],
        sold("2026-06-30", "Huron Shore Cells LLC"),
        facts={"Huron Shore Cells LLC": {}},
        ownership=[holding("Example Grey Heron Cell Co., Ltd.", "Huron Shore Cells LLC", "25")],
    )


PRODUCTS = [
    macr_cell_2026_pass,
    macr_electrode_2026_fail_ownership,
    macr_module_2026_incomplete_certificates,
    macr_storage_2026_pass_assigned_costs,
    macr_cell_2026_fail_license,
    macr_cell_2026_pass_contract,
    macr_cell_2026_not_available,
]

PRODUCT_COLUMNS = {
    "Materials": [
        "item",
        "cost_usd",
        "producer",
        "country",
        "certificate",
        "contract_date",
        "existing_contract",
    ],
    "Product": ["field", "value"],
    "Entities": ["entity", "country", "headquarters_country", *CLEARED, "effective_control_by"],
    "Ownership": ["owner", "owned", "equity_pct", "votes_pct"],
    "Certificates": [
        "certificate",
        "supplier",
        "kind",
        "signed_on",
        "signed_by",
        "identification_number",
        "perjury",
        "knows_of_none_upstream",
    ],
}


def makers_of(product):
    """Every company named anywhere in the product, in order of appearance, with what is known of it."""
    names = [row["producer"] for row in product.items] + [product.product["taxpayer"]]
    names += [row[side] for row in product.ownership for side in ("owned", "owner")]
    names += [known["effective_control_by"] for known in product.facts.values() if "effective_control_by" in known]
    for name in dict.fromkeys(names):
        home = MAKERS[name]
        known = {} if home == "CN" else product.facts.get(name, CLEARED)
        yield {"entity": name, "country": home, "headquarters_country": home} | known


def product_sheets(product):
    """Sheet name -> (columns in use, rows)."""
    tables = {
        "Materials": product.items,
        "Product": [{"field": name, "value": value} for name, value in product.product.items()],
        "Entities": list(makers_of(product)),
        "Ownership": product.ownership,
        "Certificates": product.certificates,
    }
    for name, rows in tables.items():
        if rows:
            columns = [column for column in PRODUCT_COLUMNS[name] if any(row.get(column) for row in rows)]
            yield name, columns, [{c: written_country(c, row.get(c)) for c in columns} for row in rows]


def written_country(column, value):
    return COUNTRY.get(value, value) if "country" in column else value


def write_product(product):
    book = Workbook()
    book.remove(book.active)
    for name, columns, rows in product_sheets(product):
        write_sheet(book.create_sheet(name), columns, rows)
    save(book, product.name, product.title)


def main():
    for make in SAMPLES:
        sample = make()
        write_csv(sample) if sample.name.endswith(".csv") else write_workbook(sample)
        print(sample.name, len(sample.bom), "lines")
    write_supplier_layout()
    write_materials()
    write_fleet()
    for make in PRODUCTS:
        write_product(make())


if __name__ == "__main__":
    main()
