"""Role, component, material and mineral are four statements about one thing: what they must agree on, and what not."""

import itertools

import pytest
from boms import Judge, Judged, bom, vehicle, virgin
from critmin.engine.intake.facts import uses
from critmin.engine.intake.tables.columns import load_columns, load_parts
from critmin.engine.vocabulary.materials import materials_file
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

SCREENED = ("-d", "2025-06-30")
RED = {"impracticable_to_trace": "yes", "feoc_attestation": ""}


def claimed(judge: Judge, component: str, material: str, role: str, mineral: str) -> Judged:
    """A line worked in China that claims the relief, beside a large one that qualifies. Its columns: G to I, B."""
    line = virgin(mineral, "1", "CN", component=component, material=material, role=role, **RED)
    return judge(bom(virgin(value="1000"), line, Vehicle=vehicle(transition_report="yes")), *SCREENED)


# Relief ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("component", "material", "role", "mineral"),
    [
        ("electrolyte", "LiPF6", "electrolyte_salt", "lithium"),
        ("electrolyte", "LiPF6", "electrolyte_salt", "fluorspar"),
        ("Electrolyte", "LiPF6 (battery grade)", "salt", "F"),
        ("electrolyte", "LiPF6 for anode-free NMC cells", "electrolyte_salt", "lithium"),
        ("electrolyte", "六氟磷酸锂", "electrolyte_salt", "锂"),
        ("liquid electrolyte", "LiFSI", "electrolyte_additive", "lithium"),
        ("electrolyte additive", "fluoroethylene carbonate (FEC)", "electrolyte_additive", "fluorspar"),
        ("electrolyte", "conductive salt LiPF6", "electrolyte_salt", "lithium"),
        ("Elektrolyt", "Leitsalz LiPF6", "electrolyte_salt", "Lithium"),
        ("cathode electrode", "PVDF binder", "electrode_binder", "fluorspar"),
        ("cathode electrode", "PVDF for NMC811 cathodes", "electrode_binder", "fluorspar"),
        ("anode electrode", "PVDF binder for graphite anodes", "binder", "HF"),
        ("Kathode", "PVDF-Bindemittel", "electrode_binder", "fluorspar"),
        ("binder", "PVDF", "electrode_binder", "fluorspar"),
        ("anode electrode", "natural graphite, coated spherical", "anode_active", "graphite"),
        ("anode", "synthetic graphite", "anode active material", "graphite"),
        ("anode electrode", "graphite/SiOx", "anode_active", "graphite"),
        ("negative electrode", "负极材料 AG-1", "anode_active", "石墨"),
        ("ánodo", "grafito", "anode_active", "grafito"),
        ("cell", "graphite", "anode_active", "graphite"),
        # what it is for
        ("electrolyte", "LiPF6 for electrolyte", "electrolyte_salt", "lithium"),
        ("electrolyte", "fluoroethylene carbonate for silicon anodes", "electrolyte_additive", "fluorspar"),
        ("", "LiTFSI for solid electrolyte", "electrolyte_salt", "lithium"),
        ("solid electrolyte", "LiTFSI", "electrolyte_salt", "lithium"),
        ("", "lithium for electrolyte", "electrolyte_salt", "lithium"),
        ("", "graphite for LFP cells", "anode_active", "graphite"),
        ("Anode", "Graphit für Anoden", "anode_active", "Graphit"),
        ("", "PVDF pour cathode", "electrode_binder", "fluorspar"),
        # the form in which the mineral came, beside the salt that was made of it
        ("electrolyte", "LiPF6", "electrolyte_salt", "lithium carbonate"),
        ("electrolyte", "LiPF6", "electrolyte_salt", "LiOH"),
        ("", "CSPG", "anode_active", "graphite"),
        # words that are not known go with anything
        ("jelly roll", "X-17", "anode_active", "graphite"),
        ("", "", "electrolyte_salt", "lithium"),
    ],
)
def test_a_line_that_agrees_with_itself_has_the_relief(
    judge: Judge, component: str, material: str, role: str, mineral: str
) -> None:
    got = claimed(judge, component, material, role, mineral)
    assert (got.exit_code, got.feoc) == (0, "pass")
    assert "RELIEF-USED" in got.codes and "ROLE-CONTRADICTED" not in got.codes


@pytest.mark.parametrize(
    ("component", "material", "role", "mineral", "cells"),
    [
        # a salt, an additive or a binder where none is
        ("cathode electrode", "NMC811 powder", "electrolyte_salt", "cobalt", "GHIB"),
        ("cathode", "", "electrolyte_salt", "lithium", "GI"),
        ("Kathode", "", "salt", "lithium", "GI"),
        ("正极", "", "electrolyte_salt", "lithium", "GI"),
        ("양극", "", "electrolyte_salt", "lithium", "GI"),
        ("cathode electrode, line 3", "", "electrolyte_additive", "lithium", "GI"),
        ("anode electrode", "", "electrolyte_additive", "fluorspar", "GI"),
        ("separator", "PVDF", "electrode_binder", "fluorspar", "GI"),
        ("électrolyte", "", "electrode_binder", "fluorspar", "GI"),
        ("current collector", "", "electrode_binder", "fluorspar", "GI"),
        # an anode material that is none
        ("cathode electrode", "graphite", "anode_active", "graphite", "GI"),
        ("cátodo", "", "anode_active", "graphite", "GI"),
        ("electrolyte", "", "anode_active", "graphite", "GI"),
        ("", "conductive graphite", "anode_active", "graphite", "HI"),
        ("", "导电石墨", "anode_active", "graphite", "HI"),
        ("", "NMC811", "anode_active", "graphite", "HI"),
        # materials that are something else
        ("", "NMC 811, 3 µm, lot 7", "electrolyte_salt", "lithium", "HI"),
        ("", "cathode powder", "electrolyte_salt", "lithium", "HI"),
        ("", "磷酸铁锂A型", "electrolyte_salt", "lithium", "HI"),
        ("", "LiPF6", "electrode_binder", "fluorspar", "HI"),
        ("", "PVDF", "electrolyte_salt", "fluorspar", "HI"),
        ("", "LLZO", "electrolyte_salt", "lithium", "HI"),
        ("", "Al 1235 alloy", "electrolyte_salt", "aluminum", "IB"),
        ("", "Kupferfolie", "electrode_binder", "fluorspar", "HIB"),
        ("", "aluminum foil", "electrode_binder", "aluminum", "HIB"),
        ("", "solvent EC/DMC", "electrolyte_salt", "lithium", "HI"),
        # what it is for
        ("electrolyte", "LiOH for cathode", "electrolyte_salt", "lithium", "HI"),
        ("", "lithium hydroxide for NMC811", "electrolyte_salt", "lithium", "HI"),
        ("", "LiOH für Kathode", "electrolyte_salt", "lithium", "HI"),
        ("", "LiOH pour cathode", "electrolyte_salt", "lithium", "HI"),
        ("", "LiOH para cátodo", "electrolyte_salt", "lithium", "HI"),
        ("", "X-17 for cathode", "electrolyte_salt", "lithium", "HI"),
        ("", "X-17 for NMC811", "electrolyte_salt", "lithium", "HI"),
        ("", "lithium for LTO anode", "electrolyte_salt", "lithium", "HI"),
        ("", "lithium for LTO anode cells", "electrolyte_salt", "lithium", "HI"),
        ("", "LiF for cathode", "electrolyte_salt", "lithium", "HI"),
        ("", "graphite for conductive additive", "anode_active", "graphite", "HI"),
        ("", "PVDF for separator coating", "electrode_binder", "fluorspar", "HI"),
        # a chemical that is no salt
        ("", "LiOH", "electrolyte_salt", "lithium", "HI"),
        ("", "lithium carbonate", "electrolyte_salt", "lithium", "HI"),
        ("", "氢氧化锂", "electrolyte_salt", "lithium", "HI"),
        ("", "lithium carbonate 99.5%, lot 7", "electrolyte_salt", "lithium", "HI"),
        ("", "LiOH·H2O battery grade", "electrolyte_salt", "lithium", "HI"),
        ("", "lithium metal", "electrolyte_salt", "lithium", "HI"),
        ("", "金属锂", "electrolyte_salt", "lithium", "HI"),
        ("", "argyrodite", "electrolyte_salt", "lithium", "HI"),
        ("", "sulfide solid electrolyte", "electrolyte_salt", "lithium", "HI"),
        ("", "固态电解质", "electrolyte_salt", "lithium", "HI"),
        ("", "Festelektrolyt", "electrolyte_salt", "lithium", "HI"),
        ("", "precursor", "electrolyte_salt", "lithium", "HI"),
        ("", "précurseur", "electrolyte_salt", "lithium", "HI"),
        ("", "Vorläufer", "electrolyte_salt", "lithium", "HI"),
        ("", "三元前驱体", "electrolyte_salt", "lithium", "HI"),
        ("", "三元材料", "electrolyte_salt", "lithium", "HI"),
        ("", "三元系", "electrolyte_salt", "lithium", "HI"),
        ("", "삼원계", "electrolyte_salt", "lithium", "HI"),
        ("", "prelithiation agent", "electrolyte_salt", "lithium", "HI"),
        # carbons that are no graphite of an anode
        ("", "carbon black", "anode_active", "graphite", "HIB"),
        ("", "CNT", "anode_active", "graphite", "HIB"),
        ("", "graphene", "anode_active", "graphite", "HI"),
        ("", "silicon", "anode_active", "graphite", "HB"),
        ("", "Leitgraphit", "anode_active", "graphite", "HI"),
        ("", "grafito conductor", "anode_active", "graphite", "HI"),
        ("", "graphite sheet (thermal)", "anode_active", "graphite", "HI"),
        ("散热片", "", "anode_active", "graphite", "GI"),
        # minerals that none of these holds
        ("", "", "electrolyte_salt", "graphite", "IB"),
        ("", "", "electrolyte_salt", "nickel", "IB"),
        ("", "", "electrolyte_additive", "cobalt", "IB"),
        ("", "", "electrode_binder", "aluminum foil", "IB"),
        ("", "", "electrode_binder", "manganese", "IB"),
        # a part outside the battery
        ("pouch", "", "electrode_binder", "fluorspar", None),
        ("", "cell housing", "electrolyte_salt", "lithium", None),
    ],
)
def test_statements_that_exclude_each_other_have_no_relief(
    judge: Judge, component: str, material: str, role: str, mineral: str, cells: str | None
) -> None:
    got = claimed(judge, component, material, role, mineral)
    assert (got.exit_code, got.feoc) == (1, "fail")
    assert not {code for code in got.codes if code.startswith("RELIEF")}
    against = got.finding("ROLE-CONTRADICTED" if cells else "LINE-OUTSIDE-WITH-ROLE")
    assert against["severity"] == "warning"
    if cells:
        assert against["cells"] == [f"BOM!{letter}3" for letter in cells]


@pytest.mark.parametrize(
    "role", ["additive", "Additive", "Additiv", "additif", "aditivo", "添加剂", "添加剤", "첨가제", "Zusatzstoff"]
)
@pytest.mark.parametrize("component", ["", "electrolyte"])
def test_an_additive_of_what_is_no_role(judge: Judge, role: str, component: str) -> None:
    got = claimed(judge, component, "", role, "lithium")
    assert (got.exit_code, got.feoc) == (3, "incomplete")
    assert got.finding("ROLE-UNKNOWN")["cells"] == ["BOM!I3"]


# The perimeter --------------------------------------------------------------------------------------------------------


def part(judge: Judge, component: str, material: str, role: str, mineral: str) -> Judged:
    """A line worked in China, beside a large one that qualifies."""
    cells = {"component": component, "material": material, "role": role, "feoc_attestation": ""}
    return judge(bom(virgin(value="1000"), virgin(mineral, "1", "CN", **cells)), *SCREENED)


@pytest.mark.parametrize(
    ("component", "material", "role", "mineral"),
    [
        ("pouch", "NMC811 powder", "cathode_active", "cobalt"),
        ("can", "graphite powder", "anode_active", "graphite"),
        ("can", "graphite powder", "", "graphite"),
        ("pouch", "NMC811 powder", "", "nickel"),
        ("pouch", "NMC 811, lot 7", "other", "nickel"),
        ("pouch", "镍钴锰酸锂811", "", "镍"),
        ("Gehäuse", "Kathodenaktivmaterial", "", "Nickel"),
        ("boîtier", "matière active d'anode", "", "nickel"),
        ("carcasa", "material activo de cátodo", "", "níquel"),
        ("housing", "正极材料", "", "镍"),
        ("housing", "負極材", "", "ニッケル"),
        ("housing", "양극재", "", "니켈"),
        ("housing", "", "cathode_active", "manganese"),
        ("housing", "", "cathode stuff", "manganese"),
        ("housing", "", "foil", "aluminum"),
        ("housing", "", "", "lithium"),
        ("housing", "", "other", "cobalt"),
        ("pouch", "electrolyte", "", "fluorspar"),
        ("busbar", "anode foil", "", "aluminum"),
        ("cooling plate", "graphite", "anode_active", "graphite"),
        ("cooling plate", "anode powder", "", "graphite"),
        ("", "pouch", "cathode_active", "nickel"),
        ("housing", "nickel sulfate", "", "nickel"),
        ("housing", "nickel sulfate hexahydrate, lot 7", "", "nickel"),
        ("housing", "NiSO4", "", "nickel"),
        ("housing", "Ni(OH)2", "", "nickel"),
        ("housing", "nickel matte", "", "nickel"),
        ("housing", "nickel powder", "", "nickel"),
        ("housing", "Nickeloxid", "", "Nickel"),
        ("housing", "", "", "nickel sulfate"),
        ("housing", "MnSO4", "", "manganese"),
        ("housing", "EMD", "", "manganese"),
        ("housing", "Nickelsulfat", "", "Nickel"),
        ("housing", "sulfate de nickel", "", "nickel"),
        ("housing", "硫酸ニッケル", "", "ニッケル"),
        ("housing", "硫酸镍", "", "镍"),
        ("housing", "수산화니켈", "", "니켈"),
        ("housing", "hidróxido de níquel", "", "níquel"),
        ("can", "nickel for NMC811", "", "nickel"),
        ("can", "X-17 for NMC811", "", "nickel"),
        ("can", "aluminum foil for cathode", "", "aluminum"),
        ("can", "Aluminium für Kathode", "", "aluminum"),
        ("pouch", "aluminum foil for cathode", "", "aluminum"),
        ("cooling plate", "spherical graphite", "", "graphite"),
        ("cooling plate", "CSPG", "", "graphite"),
        ("cooling plate", "SPG", "", "graphite"),
        ("cooling plate", "graphite for anode", "", "graphite"),
        ("case", "TiO2", "", "titanium"),
        ("terminal", "aluminum foil", "", "aluminum"),
        ("housing", "aluminum foil", "", "aluminum"),
        ("busbar", "铝箔", "", "铝"),
    ],
)
def test_a_part_outside_against_the_rest_of_its_line_counts(
    judge: Judge, component: str, material: str, role: str, mineral: str
) -> None:
    got = part(judge, component, material, role, mineral)
    assert (got.exit_code, got.feoc, got.minerals["total_value_usd"]) == (1, "fail", "1001.00")
    against = got.finding("LINE-OUTSIDE-WITH-ROLE")
    assert against["severity"] == "warning" and len(against["cells"]) > 1
    assert "LINE-OUTSIDE-BATTERY" not in got.codes


@pytest.mark.parametrize(
    ("component", "material", "role", "mineral"),
    [
        ("pouch", "aluminum foil", "", "aluminum"),
        ("pouch", "aluminum laminate film", "other", "Al"),
        ("can", "aluminum", "", "aluminum"),
        ("can", "steel, nickel plated", "", "nickel"),
        ("pack housing", "aluminum extrusions, powder coated", "other", "aluminum"),
        ("Gehäuse", "Aluminium", "", "Aluminium"),
        ("busbar", "aluminum, anodized", "", "aluminum"),
        ("cooling plate", "graphite sheet", "", "graphite"),
        ("thermal interface material", "conductive pad", "other", "graphite"),
        ("housing", "", "", "aluminum"),
        ("", "cell housing", "", "aluminum"),
        ("housing", "X-17", "part", "magnesium"),
        ("housing", "aluminium alloy 6061-T6", "", "aluminum"),
        ("housing", "Al", "", "Al"),
        ("housing", "镁", "", "镁"),
        ("Gehäuse", "Titan", "", "titanium"),
        ("housing", "Zink", "", "zinc"),
        ("busbar", "copper, tin plated", "", "tin"),
        ("terminal", "nickel", "", "nickel"),
        ("housing", "stainless steel", "", "chromium"),
        ("housing", "aluminum, polycarbonate cover", "", "aluminum"),
        ("can", "nickel plated steel for battery cells", "", "nickel"),
        ("cooling plate", "石墨", "", "石墨"),
        ("cell pouch", "Aluminiumfolie", "", "Aluminium"),
    ],
)
def test_a_part_outside_that_agrees_is_left_out(
    judge: Judge, component: str, material: str, role: str, mineral: str
) -> None:
    got = part(judge, component, material, role, mineral)
    assert (got.exit_code, got.feoc, got.minerals["total_value_usd"]) == (0, "pass", "1000.00")
    assert "LINE-OUTSIDE-BATTERY" in got.codes and "LINE-OUTSIDE-WITH-ROLE" not in got.codes


# Any words ------------------------------------------------------------------------------------------------------------

_RELIEVED = {"electrolyte_salt", "electrolyte_additive", "electrode_binder", "anode_active"}
_COMPONENTS = [*sorted(load_parts().battery | load_parts().outside), "widget", ""]
_ROLES = [*load_columns().roles, *itertools.chain(*load_columns().roles.values()), "additive", "widget", ""]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    component=st.sampled_from(_COMPONENTS),
    role=st.sampled_from(_ROLES),
    active=st.sampled_from([("NMC811 powder", "cobalt"), ("LFP", "lithium"), ("LTO", "titanium"), ("NCA", "nickel")]),
)
def test_no_word_frees_an_active_material(judge: Judge, component: str, role: str, active: tuple[str, str]) -> None:
    """No role and no component takes the line of an active material that a FEOC worked on out of the screen."""
    material, mineral = active
    got = claimed(judge, component, material, role, mineral)
    assert got.exit_code in (1, 3)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    component=st.sampled_from([*sorted(load_parts().battery), "widget", ""]),
    role=st.sampled_from(_ROLES),
    mineral=st.sampled_from(["lithium", "nickel", "cobalt", "graphite", "aluminum", "fluorspar", "titanium"]),
)
def test_only_a_listed_role_that_agrees_is_relieved(judge: Judge, component: str, role: str, mineral: str) -> None:
    got = claimed(judge, component, "", role, mineral)
    if got.exit_code == 0:
        statements = uses.read_uses(component, None, role, mineral)
        role_uses = statements.of("role")
        assert role_uses is not None and role_uses.uses <= _RELIEVED and not statements.excluded


# The data -------------------------------------------------------------------------------------------------------------


def test_every_use_that_the_data_names_is_one() -> None:
    file, known = uses._file(), uses._all_uses()
    named = {*file.outside, *file.minerals, *(use for word in file.word for use in word.uses)}
    named |= {use for material in materials_file().material for use in material.uses or ()}
    assert named <= known
    assert load_parts().thermal <= load_parts().outside


def test_every_component_has_a_use() -> None:
    """A component of the battery allows a use in it, and no part outside allows one."""
    for name in load_parts().battery:
        statements = uses.read_uses(name, None, None, None).of("component")
        assert statements is not None and statements.uses - uses._file().outside, name
    for name in load_parts().outside:
        statements = uses.read_uses(name, None, None, None).of("component")
        assert statements is not None and uses.is_outside(statements.uses), name


@given(st.text(max_size=40), st.text(max_size=40))
def test_any_text_has_an_answer(text: str, other: str) -> None:
    assert uses.read_uses(text, other, text, other) is not None
