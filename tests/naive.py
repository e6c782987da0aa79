"""A second, deliberately plain implementation of the decision, to compare the program with.

It is written from the law's and the contract's sentences alone, slowly and in full, and shares no code with the
program: a mistake would have to be made twice, in two different shapes, to go unseen. It knows countries as ISO alpha-2
codes and minerals by their plain names, because recognising names is tested elsewhere.

A bill of materials is a plain dict of tables: sheet name -> list of rows, each row column name -> string.
"""

from __future__ import annotations

import datetime as dt
import itertools
from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

Row = Mapping[str, str]
Tables = Mapping[str, list[dict[str, str]]]
Interval = tuple[Fraction, Fraction]

ZERO = Fraction(0)
ONE = Fraction(1)
HALF = Fraction(1, 2)
QUARTER = Fraction(1, 4)
ANYWHERE: Interval = (ZERO, ONE)

READINGS = (
    "japan-minerals",
    "after-2026",
    "transition-window",
    "synthetic-graphite",
    "hong-kong-macau",
    "contract-counterparty",
)

# --- facts of the law -----------------------------------------------------------------------------------------------

START = dt.date(2023, 4, 18)
LAST_ACQUIRED = dt.date(2025, 9, 30)
WINDOW_END = dt.date(2027, 1, 1)  # the transition rules hold before this day
COMPONENT_SCREEN_FROM = dt.date(2024, 1, 1)
MINERAL_SCREEN_FROM = dt.date(2025, 1, 1)

UNITED_STATES = {"US", "PR"}
NORTH_AMERICA = {"US", "PR", "CA", "MX"}
PARTNER_CODES = "AU BH CA CL CO CR DO SV GT HN IL JO KR MX MA NI OM PA PE SG"
PARTNERS = set(PARTNER_CODES.split())
JAPAN_MINERALS = {"cobalt", "graphite", "lithium", "manganese", "nickel"}
COVERED = {"CN", "RU", "KP", "IR"}
PART_OF_CHINA = {"HK", "MO"}

MINERAL_NAMES = """
    aluminum antimony barite beryllium cerium cesium chromium cobalt dysprosium europium fluorspar gadolinium germanium
    graphite indium lithium manganese neodymium nickel niobium tellurium tin tungsten vanadium yttrium
    arsenic bismuth erbium gallium hafnium holmium iridium lanthanum lutetium magnesium palladium platinum praseodymium
    rhodium rubidium ruthenium samarium scandium tantalum terbium thulium titanium ytterbium zinc zirconium
"""
LISTED_MINERALS = set(MINERAL_NAMES.split())
OUTSIDE_PARTS = {"housing", "can", "pouch", "cooling plate", "busbar", "electronics"}

# What each part can hold, and which minerals each of the relieved materials and each part outside can.
ELECTRODE_ROLES = {"electrode_binder", "conductive_additive", "foil", "solid_electrode_metal", "electrolyte_other"}
ROLES_IN = {
    "cathode electrode": ELECTRODE_ROLES | {"cathode_active"},
    "anode electrode": ELECTRODE_ROLES | {"anode_active"},
    "electrolyte": {"electrolyte_salt", "electrolyte_additive", "electrolyte_other"},
    "separator": {"electrolyte_other"},
}
MINERALS_OF = {
    "electrolyte_salt": {"lithium", "fluorspar"},
    "electrolyte_additive": {"lithium", "fluorspar"},
    "electrode_binder": {"fluorspar"},
}
NEVER_OUTSIDE = {"lithium", "cobalt"}

NOT_KNOWN = {"", "unknown", "various", "tbd", "n/a", "?"}
NO_ATTESTATION = NOT_KNOWN | {"no", "none", "pending", "requested", "refused", "expired"}
DESIGNATIONS = {"fto", "sdn", "conviction", "doe"}
MEASURES = ("equity", "votes", "board")


def cell(row: Row, column: str) -> str:
    return row.get(column, "").strip()


def known(row: Row, column: str) -> str:
    """The cell's text, or "" where it says in whatever words that it is not known."""
    text = cell(row, column)
    return "" if text.lower() in NOT_KNOWN else text


def number(row: Row, column: str) -> Fraction | None:
    text = known(row, column)
    return Fraction(text) if text else None


def percent(row: Row, column: str) -> Fraction | None:
    value = number(row, column)
    return None if value is None else value / 100


def date(text: str) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def vehicle_of(tables: Tables) -> dict[str, str]:
    return {row["field"]: known(row, "value") for row in tables.get("Vehicle", [])}


def required_percentage(placed: dt.date, after_2026_other: bool) -> Fraction | None:
    """The share asked for; None where nothing asks for one, hence nothing can meet it."""
    if placed < START:
        return None
    if placed.year >= 2027 and after_2026_other:
        return None
    return Fraction({2023: 40, 2024: 50, 2025: 60, 2026: 70}.get(placed.year, 80), 100)


def gate_fails(vehicle: Mapping[str, str]) -> bool:
    """Whether a fact that is given rules the vehicle out; one that is not given never does."""
    assembly = vehicle.get("final_assembly_country", "")
    if assembly and assembly not in NORTH_AMERICA:
        return True
    if vehicle.get("battery_kwh") and Fraction(vehicle["battery_kwh"]) < 7:
        return True
    if vehicle.get("gvwr_lb") and Fraction(vehicle["gvwr_lb"]) >= 14000:
        return True
    if vehicle.get("msrp_usd"):
        price = Fraction(vehicle["msrp_usd"])
        kind = vehicle.get("vehicle_class", "").lower()
        # A vehicle of a class not stated is ruled out only by a price above both caps.
        cap = 55000 if kind == "other" else 80000
        return price > cap
    return False


# --- the fraction ---------------------------------------------------------------------------------------------------


def line_name(row: Row, index: int) -> str:
    """The row's own name, or its row number in a CSV whose first row is the header."""
    return cell(row, "line") or str(index + 2)


def plain_mineral(row: Row) -> str:
    text = cell(row, "mineral").lower()
    return "graphite" if "graphite" in text else text


def is_synthetic_graphite(row: Row) -> bool:
    words = (cell(row, "mineral") + " " + cell(row, "material")).lower()
    return plain_mineral(row) == "graphite" and ("synthetic" in words or "artificial" in words)


def role_of(row: Row) -> str:
    """The role; "" where it says nothing."""
    role = cell(row, "role").lower()
    return "" if role == "other" else role


def in_battery(row: Row) -> bool:
    """A part outside is out only where neither its role nor its mineral is one of a cell."""
    part, mineral = cell(row, "component").lower(), plain_mineral(row)
    hot = part == "cooling plate"
    says_cell = role_of(row) or mineral in NEVER_OUTSIDE or (mineral == "graphite" and not hot)
    return mineral in LISTED_MINERALS and (part not in OUTSIDE_PARTS or bool(says_cell))


def contradicts_itself(row: Row) -> bool:
    part, role = cell(row, "component").lower(), role_of(row)
    misplaced = part in ROLES_IN and role not in ROLES_IN[part] | {""}
    return misplaced or part in OUTSIDE_PARTS or plain_mineral(row) not in MINERALS_OF.get(role, LISTED_MINERALS)


SITE_COLUMNS = {
    step: [
        {column: f"{step}_{column}{suffix}" for column in ("country", "entity", "value_added_usd")}
        for suffix in ["", *[f"_{n}" for n in range(2, 10)]]
    ]
    for step in ("extraction", "processing", "recycling")
}


def sites_named(tables: Tables, row: Row, index: int, step: str) -> list[dict[str, str]]:
    """The sites that the line's own columns and the sheet Steps name for one step."""
    found = []
    for columns in SITE_COLUMNS[step]:
        site = {column: cell(row, name) for column, name in columns.items()}
        if is_site(site, step):
            found.append(site)
    for other in tables.get("Steps", []):
        if cell(other, "line") == line_name(row, index) and cell(other, "step").lower() == step:
            site = {c: cell(other, c) for c in ("country", "entity", "value_added_usd")}
            if is_site(site, step):
                found.append(site)
    return found


def is_site(site: Row, step: str) -> bool:
    """Whether three cells name a site: any that is filled does, but for a recycling that added 0, or is `NO`, alone."""
    country, entity, added = site["country"], site["entity"], site["value_added_usd"]
    if step == "recycling" and country in {"", "NO"} and not entity:
        return added.lower() not in {"", "0"}
    return any(site.values())


def place(site: Row) -> str:
    """The site's country, "" where not known. A `none` that was not accepted is not known either."""
    text = known(site, "country")
    return "" if text.lower() == "none" else text.upper()


UNKNOWN_SITE: dict[str, str] = {"country": "", "entity": "", "value_added_usd": ""}


def steps_of(tables: Tables, row: Row, index: int, readings: Mapping[str, str]) -> dict[str, list[dict[str, str]]]:
    """The steps that occur in the line's chain, each with its sites; these are also the sites to be screened."""
    named = {step: sites_named(tables, row, index, step) for step in ("extraction", "processing", "recycling")}
    if named["recycling"]:
        return {"recycling": named["recycling"] + named["processing"]}
    steps = {
        "extraction": named["extraction"] or [UNKNOWN_SITE],
        "processing": named["processing"] or [UNKNOWN_SITE],
    }
    if is_synthetic_graphite(row) and readings["synthetic-graphite"] == "default":
        del steps["extraction"]
    return steps


def aside(tables: Tables, row: Row, index: int, steps: Mapping[str, Any]) -> list[dict[str, str]]:
    """The extraction sites that a line of synthetic graphite names all the same: they are screened."""
    if "extraction" in steps or "recycling" in steps:
        return []
    sites = sites_named(tables, row, index, "extraction")
    nothing = {"", "0"}
    return [s for s in sites if s["country"] != "none" or s["entity"] or s["value_added_usd"] not in nothing]


def perhaps_virgin(tables: Tables, row: Row, index: int) -> list[dict[str, str]]:
    """The extraction sites of a line of which nothing shows that it is recycled, though cells say so."""
    recycling = sites_named(tables, row, index, "recycling")
    if not recycling or any(place(s) or known(s, "entity") for s in recycling):
        return []
    return sites_named(tables, row, index, "extraction")


def qualifies(country: str, step: str, mineral: str, readings: Mapping[str, str]) -> bool | None:
    if not country:
        return None
    if step == "recycling":
        return country in NORTH_AMERICA
    if country == "JP":
        return readings["japan-minerals"] == "default" or mineral in JAPAN_MINERALS
    return country in UNITED_STATES | PARTNERS


def step_share(sites: list[dict[str, str]], step: str, mineral: str, readings: Mapping[str, str]) -> Interval:
    """The share of a step's value added that was added where it counts."""
    answers = [qualifies(place(site), step, mineral, readings) for site in sites]
    if all(a is True for a in answers):
        return ONE, ONE
    if all(a is False for a in answers):
        return ZERO, ZERO
    if len(sites) == 1:
        return ANYWHERE
    added = [number(site, "value_added_usd") for site in sites]
    if any(v is None for v in added):
        return ANYWHERE
    values = [v for v in added if v is not None]
    total = sum(values, ZERO)
    if total == 0:
        return ANYWHERE
    sure = sum((v for v, a in zip(values, answers, strict=True) if a is True), ZERO)
    perhaps = sum((v for v, a in zip(values, answers, strict=True) if a is None), ZERO)
    return sure / total, (sure + perhaps) / total


def line_value(row: Row) -> Fraction | None:
    value = number(row, "value_usd")
    if value is not None:
        return value
    mass, price = number(row, "mass_kg"), number(row, "price_usd_per_kg")
    return None if mass is None or price is None else mass * price


def chains_of(tables: Tables, readings: Mapping[str, str]) -> list[dict[str, Any]]:
    chains = []
    for index, row in enumerate(tables["BOM"]):
        if not in_battery(row):
            continue
        mineral = plain_mineral(row)
        steps = steps_of(tables, row, index, readings)
        shares = {step: step_share(sites, step, mineral, readings) for step, sites in steps.items()}
        chains.append(
            {
                "line": line_name(row, index),
                "mineral": mineral,
                "value": line_value(row),
                "extraction": shares.get("extraction"),
                "processing": shares.get("processing"),
                "recycling": shares.get("recycling"),
                "low": max(s[0] for s in shares.values()),
                "high": max(s[1] for s in shares.values()),
                "row": row,
                "sites": [site for sites in steps.values() for site in sites] + aside(tables, row, index, steps),
                "perhaps_virgin": perhaps_virgin(tables, row, index),
            }
        )
    return chains


def weighted(parts: Iterable[tuple[Fraction | None, Fraction, Fraction]]) -> Interval:
    """The ends of the percentage over all values that an unpriced part may have."""
    parts = list(parts)
    priced = [(v, low, high) for v, low, high in parts if v is not None]
    total = sum((v for v, _, _ in priced), ZERO)
    lows = [low for v, low, _ in parts if v is None]
    highs = [high for v, _, high in parts if v is None]
    if total > 0:
        lows.append(sum((v * low for v, low, _ in priced), ZERO) / total)
        highs.append(sum((v * high for v, _, high in priced), ZERO) / total)
    if not lows:
        # Nothing that has a value: a share of nothing is not known to be anything.
        return ANYWHERE
    return min(lows), max(highs)


def traced_bounds(chains: list[dict[str, Any]]) -> Interval:
    return weighted((c["value"], c["low"], c["high"]) for c in chains)


def value_added_bounds(chains: list[dict[str, Any]]) -> Interval:
    def whole_or_nothing(share: Fraction) -> Fraction:
        return ONE if share >= HALF else ZERO

    return weighted((c["value"], whole_or_nothing(c["low"]), whole_or_nothing(c["high"])) for c in chains)


def compare(bounds: Interval, required: Fraction | None) -> str:
    if required is None or bounds[1] < required:
        return "fail"
    return "pass" if bounds[0] >= required else "incomplete"


# --- who owns whom --------------------------------------------------------------------------------------------------


def covered(country: str, readings: Mapping[str, str]) -> bool:
    country = country.upper()
    return country in COVERED or (country in PART_OF_CHINA and readings["hong-kong-macau"] == "default")


SHARES: dict[str, dict[str, dict[str, Interval]]] = {}
"""Answers of `government_shares`: the same owners are asked about again and again, under every reading."""


def government_shares(tables: Tables, readings: Mapping[str, str]) -> dict[str, dict[str, Interval]]:
    """For each entity and measure, the least and the greatest share of covered nations' governments."""
    asked = repr((tables.get("Entities"), tables.get("Ownership"), readings["hong-kong-macau"]))
    if asked not in SHARES:
        low = shares_at_end(tables, readings, high_end=False)
        high = shares_at_end(tables, readings, high_end=True)
        SHARES[asked] = {name: {m: (low[name][m], high[name][m]) for m in MEASURES} for name in low}
    return SHARES[asked]


def shares_at_end(tables: Tables, readings: Mapping[str, str], high_end: bool) -> dict[str, dict[str, Fraction]]:
    """The shares where every unknown is as small, or as great, as the listed facts allow.

    Every rule only ever raises an owned entity's share when an owner's share or a holding is raised, so taking all
    unknowns at one end gives that end of every share.
    """
    facts = {cell(r, "entity"): r for r in tables.get("Entities", [])}
    rows = tables.get("Ownership", [])
    names = sorted(set(facts) | {cell(r, k) for r in rows for k in ("owner", "owned")})

    fixed: dict[str, Fraction] = {}  # governments: the covered ones hold all of themselves, the others nothing
    for name in names:
        government = known(facts.get(name, {}), "government_of")
        if government:
            fixed[name] = ONE if covered(government, readings) else ZERO

    listed = {  # what listed owners are stated to hold
        (name, m): sum((percent(r, f"{m}_pct") or ZERO for r in rows if cell(r, "owned") == name), ZERO)
        for name in names
        for m in MEASURES
    }

    # A holding that is not stated in a measure is anything from nothing to what the stated ones leave. Where the
    # government's own part is not stated either, that remainder is counted once, as unexplained, below.
    weights: list[tuple[str, str, dict[str, Fraction]]] = []
    direct: list[tuple[str, str, dict[str, Fraction]]] = []
    for r in rows:
        owner, owned = cell(r, "owner"), cell(r, "owned")
        could_be, weight = [], {}
        for m in MEASURES:
            stated = percent(r, f"{m}_pct")
            left = max(ZERO, ONE - listed[owned, m]) if high_end else ZERO
            could_be.append(left if stated is None else stated)
            counted_below = percent(facts.get(owned, {}), f"government_{m}_pct") is None
            weight[m] = stated if stated is not None else ZERO if counted_below else left
        # A government's own holding that is not stated is within the share that is stated, or unexplained.
        direct.append((owner, owned, {m: percent(r, f"{m}_pct") or ZERO for m in MEASURES}))
        if max(could_be) >= HALF:
            weight = dict.fromkeys(MEASURES, ONE)  # owner and owned are one: the holding counts as the whole
        weights.append((owner, owned, weight))

    own: dict[tuple[str, str], Fraction] = {}  # direct share, with what nobody explains at the high end
    for name in names:
        for m in MEASURES:
            bodies = sum((w[m] for owner, owned, w in direct if owned == name and fixed.get(owner) == ONE), ZERO)
            stated = percent(facts.get(name, {}), f"government_{m}_pct")
            if stated is None:
                unexplained = max(ZERO, ONE - listed[name, m]) if high_end else ZERO
                own[name, m] = min(ONE, bodies + unexplained)
            else:
                own[name, m] = min(ONE, max(stated, bodies))

    # Where owners own one another, nobody else owns anything of them, and no government's part of any of them is
    # stated, nothing says who is behind them: at the high end a government is.
    for m in MEASURES if high_end else ():
        above: dict[str, set[str]] = {name: set() for name in names}
        for r in rows:
            if percent(r, f"{m}_pct") and cell(r, "owned") not in fixed:
                above[cell(r, "owned")].add(cell(r, "owner"))
        far = {name: set(owners) for name, owners in above.items()}
        for middle in names:
            for owners in far.values():
                if middle in owners:
                    owners |= far[middle]
        for name in names:
            circle = {other for other in far[name] if name in far[other]}
            closed = all(above[member] <= circle for member in circle)
            unstated = all(percent(facts.get(n, {}), f"government_{m}_pct") is None for n in circle)
            if circle and closed and unstated:
                own[name, m] = ONE

    # A state-owned owner's holdings are the government's. Whether an owner is state-owned depends on the shares, and
    # these on it, so the list grows until it is complete. It never shrinks: shares only rise as it grows.
    state_owned: set[str] = set()
    while True:
        result: dict[str, dict[str, Fraction]] = {name: {} for name in names}
        for m in MEASURES:
            links = []
            start = {name: fixed.get(name, own[name, m]) for name in names}
            for owner, owned, weight in weights:
                if owned in fixed or owner in fixed:
                    continue
                if owner in state_owned:
                    start[owned] += weight[m]
                else:
                    links.append((owner, owned, weight[m]))
            for name, share in least_fixed_point(start, links).items():
                result[name][m] = share
        grown = {n for n in names if n not in fixed and max(result[n].values()) >= HALF}
        if grown <= state_owned:
            return result
        state_owned |= grown


def apply(
    start: Mapping[str, Fraction], links: list[tuple[str, str, Fraction]], x: Mapping[str, Fraction]
) -> dict[str, Fraction]:
    result = dict(start)
    for owner, owned, weight in links:
        result[owned] += weight * x[owner]
    return {name: min(ONE, share) for name, share in result.items()}


def least_fixed_point(start: Mapping[str, Fraction], links: list[tuple[str, str, Fraction]]) -> dict[str, Fraction]:
    """The least x with x = min(1, start + sum of weight * x[owner]).

    Without a circle the rounds from nothing end by themselves, exactly. In a circle every way is tried in which some
    have nothing, some are whole and the others solve a linear system. The ways that come out as they were supposed are
    fixed points, the least is among them, and it is the one that is nowhere above another.
    """
    x: dict[str, Fraction] = dict.fromkeys(start, ZERO)
    for _ in range(len(start) + 1):
        new = apply(start, links, x)
        if new == x:
            return x
        x = new
    most = apply(start, links, dict.fromkeys(start, ONE))
    choices = [[None, *([ZERO] if not x[n] else []), *([ONE] if most[n] == ONE else [])] for n in start]
    found = []
    for choice in itertools.product(*choices):
        settled = {n: value for n, value in zip(start, choice, strict=True) if value is not None}
        exact = solve(start, links, settled)
        if exact is not None and min(exact.values()) >= 0 and apply(start, links, exact) == exact:
            found.append(exact)
    least = {n: min(x[n] for x in found) for n in start}
    assert least in found, f"no least fixed point: {start} {links}"
    return least


def solve(
    start: Mapping[str, Fraction], links: list[tuple[str, str, Fraction]], settled: Mapping[str, Fraction]
) -> dict[str, Fraction] | None:
    """x = start + sum of weight * x[owner] for the names not settled, by elimination; None where it has no answer."""
    free = [n for n in start if n not in settled]
    matrix = []
    for name in free:
        row = [ONE if other == name else ZERO for other in free] + [start[name]]
        for owner, owned, weight in links:
            if owned == name:
                if owner in settled:
                    row[-1] += weight * settled[owner]
                else:
                    row[free.index(owner)] -= weight
        matrix.append(row)
    for i in range(len(free)):
        pivot = next((k for k in range(i, len(free)) if matrix[k][i] != 0), None)
        if pivot is None:
            return None
        matrix[i], matrix[pivot] = matrix[pivot], matrix[i]
        matrix[i] = [v / matrix[i][i] for v in matrix[i]]
        for k in range(len(free)):
            if k != i:
                matrix[k] = [a - matrix[k][i] * b for a, b in zip(matrix[k], matrix[i], strict=True)]
    return dict(settled) | {name: matrix[i][-1] for i, name in enumerate(free)}


# --- the screen -----------------------------------------------------------------------------------------------------


def attested(text: str) -> bool:
    return text.strip().lower() not in NO_ATTESTATION


def entity_verdicts(tables: Tables, readings: Mapping[str, str]) -> dict[str, str]:
    """Each entity's own status, whatever the place of its work: `feoc`, `clean` or `not known`."""
    facts = {cell(r, "entity"): r for r in tables.get("Entities", [])}
    shares = government_shares(tables, readings)

    def is_government(name: str) -> str:
        """`yes`, `no` or `not known`: whether a contract's other side is a covered nation's government."""
        if name not in shares:
            if len(name) == 2:
                return "yes" if covered(name, readings) else "no"  # a country stands for its government
            return "not known"
        if any(low >= HALF for low, _ in shares[name].values()):
            return "yes"
        return "not known" if any(high >= HALF for _, high in shares[name].values()) else "no"

    status: dict[str, str] = {}
    for name, share in shares.items():
        row = facts.get(name, {})
        at = [known(row, "country"), known(row, "headquarters_country")]
        adverse = (
            any(covered(c, readings) for c in at)
            or any(low >= QUARTER for low, _ in share.values())
            or known(row, "designation").lower() in DESIGNATIONS
            or any(part.strip().lower() in DESIGNATIONS for part in known(row, "pfe_list").split(";"))
        )
        sure = all(at) and all(high < QUARTER for _, high in share.values())
        status[name] = "feoc" if adverse else "clean" if sure else "not known"

    # Contracts may follow one another, so the answers are gone through until nothing changes.
    changed = True
    while changed:
        changed = False
        for name, row in facts.items():
            by = known(row, "effective_control_by")
            if not by or by.lower() in {"no", "none"} or cell(row, "rights_reserved").lower() == "yes":
                continue
            other_side = is_government(by)
            if readings["contract-counterparty"] == "default":
                # The column holds a FEOC: whoever is named there is one, unless shown to be clean.
                cleared = by in facts and (attested(cell(facts[by], "attestation")) or status[by] == "clean")
                if status.get(by) == "feoc" or by in shares or len(by) > 2:
                    other_side = "no" if cleared and status[by] != "feoc" else "yes"
            new = {"yes": "feoc", "no": status[name], "not known": "not known"}[other_side]
            if status[name] != "feoc" and new != status[name]:
                status[name] = new
                changed = True
    return status


def site_status(
    country: str, entity: str, attestation: str, tables: Tables, entities: Mapping[str, str], o: Mapping[str, Any]
) -> str:
    if covered(country, o["readings"]) or entities.get(entity) == "feoc":
        return "feoc"
    rows = [r for r in tables.get("Entities", []) if cell(r, "entity") == entity]
    if attested(attestation) or any(attested(cell(r, "attestation")) for r in rows) or o["screening"]:
        return "clean"
    if country and entity and entities.get(entity) == "clean":
        return "clean"
    return "not known"


def worst(statuses: Iterable[str]) -> str:
    statuses = list(statuses)
    return "feoc" if "feoc" in statuses else "not known" if "not known" in statuses else "clean"


def line_status(
    chain: Mapping[str, Any], tables: Tables, entities: Mapping[str, str], window_open: bool, o: Mapping[str, Any]
) -> str:
    row = chain["row"]
    status = worst(
        site_status(place(s), known(s, "entity"), cell(row, "feoc_attestation"), tables, entities, o)
        for s in chain["sites"]
    )
    at_the_mine = worst(
        site_status(place(s), known(s, "entity"), cell(row, "feoc_attestation"), tables, entities, o)
        for s in chain["perhaps_virgin"]
    )
    if at_the_mine != "clean":
        status = worst([status, "not known"])
    role = cell(row, "role").lower()
    role_listed = role in {"electrolyte_salt", "electrode_binder", "electrolyte_additive"} or (
        role == "anode_active" and chain["mineral"] == "graphite"
    )
    claimed = cell(row, "impracticable_to_trace").lower() == "yes" and not contradicts_itself(row)
    if claimed and role_listed and window_open:
        report = vehicle_of(tables).get("transition_report", "").lower()
        if report == "yes":
            return "clean"
        if report == "" and status != "clean":
            return "not known"
    return status


def screen(
    tables: Tables, chains: list[dict[str, Any]], placed: dt.date, window_open: bool, o: Mapping[str, Any]
) -> str:
    components = tables.get("Components")
    statuses: list[str] = []
    applies = False
    entities = entity_verdicts(tables, o["readings"])
    if placed >= COMPONENT_SCREEN_FROM and components:
        applies = True
        for row in components:
            country = known(row, "assembly_country").upper()
            attestation = cell(row, "feoc_attestation")
            statuses.append(site_status(country, known(row, "entity"), attestation, tables, entities, o))
    if placed >= MINERAL_SCREEN_FROM:
        applies = True
        statuses += [line_status(c, tables, entities, window_open, o) for c in chains]
    if not applies:
        return "not_applicable"
    return {"feoc": "fail", "not known": "incomplete", "clean": "pass"}[worst(statuses)]


# --- the verdict ----------------------------------------------------------------------------------------------------


def decide(
    tables: Tables,
    *,
    placed_in_service: str = "",
    acquired: str = "",
    report_date: str = "",
    test: str = "any",
    screening: bool = False,
    readings: Mapping[str, str] | None = None,
) -> dict[str, Any]:
    """The answer for one bill of materials; an option given wins over the sheet Vehicle."""
    chosen = dict.fromkeys(READINGS, "default") | dict(readings or {})
    options = {"readings": chosen, "screening": screening}
    vehicle = vehicle_of(tables)
    placed = date(placed_in_service or vehicle.get("placed_in_service", ""))
    bought = date(acquired or vehicle.get("acquired", ""))
    reported = date(report_date or vehicle.get("report_date", ""))
    if placed is None or (bought is not None and bought > placed):
        return {"status": "unreadable"}

    window_date = placed if reported is None or chosen["transition-window"] == "other" else reported
    window_open = window_date < WINDOW_END

    required = required_percentage(placed, chosen["after-2026"] == "other")
    chains = chains_of(tables, chosen)
    bounds = {"traced": traced_bounds(chains), "value_added": value_added_bounds(chains)}
    available = {"traced": True, "value_added": window_open}
    tests = {
        name: {"available": available[name], "status": compare(b, required), "low": b[0], "high": b[1]}
        for name, b in bounds.items()
    }
    asked = [n for n in tests if available[n] and test in ("any", n.replace("_", "-"))]
    outcomes = [tests[n]["status"] for n in asked]
    content = "pass" if "pass" in outcomes else "incomplete" if "incomplete" in outcomes else "fail"
    feoc = screen(tables, chains, placed, window_open, options)

    if placed < START or (bought is not None and bought > LAST_ACQUIRED) or gate_fails(vehicle):
        status = "not_available"
    elif feoc == "fail" or content == "fail":
        status = "fail"
    elif feoc == "incomplete" or content == "incomplete":
        status = "incomplete"
    else:
        status = "pass"

    amount: int | None = 0
    if status == "pass":
        amount = None if bought is None and placed > LAST_ACQUIRED else 3750
    elif status == "incomplete" or placed < START:
        amount = None

    priced = [c["value"] for c in chains if c["value"] is not None]
    return {
        "status": status,
        "amount_usd": amount,
        "required": required,
        "content": content,
        "tests": tests,
        "chains": [{k: v for k, v in c.items() if k not in ("row", "sites", "perhaps_virgin")} for c in chains],
        "feoc": feoc,
        "entities": government_shares(tables, chosen),
        "total_value": sum(priced, ZERO) if priced else None,
        "exit": {"pass": 0, "fail": 1, "not_available": 1, "incomplete": 3}[status],
    }
