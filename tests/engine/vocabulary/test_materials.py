"""Constituent materials as they are written, what they hold, and the substances that a mass or a price may be of."""

from collections import Counter
from fractions import Fraction

import pytest
from critmin.engine.vocabulary.materials import (
    Form,
    Material,
    contents,
    element_of,
    find_form,
    find_material,
    materials_file,
    mineral_share,
    parse_formula,
)
from critmin.engine.vocabulary.minerals import Mineral, all_minerals, find_mineral
from critmin.engine.vocabulary.names import words
from hypothesis import given
from hypothesis import strategies as st

# Materials -----------------------------------------------------------------------------------------------------------


def all_materials() -> list[Material]:
    """Every known constituent material."""
    return [material for one in materials_file().material if (material := find_material(one.name)) is not None]


# What each material of the data holds, and whether its make-up is fixed.
HELD = [
    ("NMC811", "lithium nickel manganese cobalt", True),
    ("NMC622", "lithium nickel manganese cobalt", True),
    ("NMC532", "lithium nickel manganese cobalt", True),
    ("NMC111", "lithium nickel manganese cobalt", True),
    ("NMC721", "lithium nickel manganese cobalt", True),
    ("NMC955", "lithium nickel manganese cobalt", True),
    ("NMC", "lithium nickel manganese cobalt", False),
    ("NCA", "lithium nickel cobalt aluminum", True),
    ("NCMA", "lithium nickel cobalt manganese aluminum", False),
    ("LFP", "lithium", True),
    ("LMFP", "lithium manganese", False),
    ("LMO", "lithium manganese", True),
    ("LNMO", "lithium nickel manganese", True),
    ("LMR", "lithium nickel manganese cobalt", False),
    ("LCO", "lithium cobalt", True),
    ("NFM", "nickel manganese", False),
    ("sodium nickel manganese oxide", "nickel manganese", False),
    ("NMC precursor", "nickel manganese cobalt", False),
    ("LTO", "lithium titanium", True),
    ("niobium tungsten oxide", "niobium tungsten", False),
    ("TiNb2O7", "titanium niobium", True),
    ("titanium niobium oxide", "titanium niobium", False),
    ("silicon-graphite composite", "graphite", False),
    ("LiPF6", "lithium fluorspar", True),
    ("LiFSI", "lithium fluorspar", True),
    ("LiTFSI", "lithium fluorspar", True),
    ("LiBF4", "lithium fluorspar", True),
    ("LiBOB", "lithium", True),
    ("LiDFOB", "lithium fluorspar", True),
    ("LiPO2F2", "lithium fluorspar", True),
    ("LiAsF6", "lithium arsenic fluorspar", True),
    ("lithium fluoride", "lithium fluorspar", True),
    ("aluminum fluoride", "aluminum fluorspar", True),
    ("fluoroethylene carbonate", "fluorspar", True),
    ("PVDF", "fluorspar", True),
    ("PVDF-HFP", "fluorspar", False),
    ("PTFE", "fluorspar", True),
    ("LLZO", "lithium lanthanum zirconium", True),
    ("LLZTO", "lithium lanthanum zirconium tantalum", False),
    ("LATP", "lithium aluminum titanium", True),
    ("LAGP", "lithium aluminum germanium", True),
    ("LPSCl", "lithium", True),
    ("lithium argyrodite", "lithium", False),
    ("LGPS", "lithium germanium", True),
    ("mixed hydroxide precipitate", "nickel cobalt", False),
    ("mixed sulfide precipitate", "nickel cobalt", False),
    ("indium tin oxide", "indium tin", False),
    ("neodymium praseodymium oxide", "neodymium praseodymium", False),
]


def test_what_each_material_holds() -> None:
    known = [(each.name, " ".join(each.minerals), each.formula is not None) for each in all_materials()]
    assert known == HELD


AS_WRITTEN = [
    ("NMC811", "NMC811"), ("nmc 811", "NMC811"), ("NMC-811", "NMC811"), ("NMC 8:1:1", "NMC811"),
    ("NCM811", "NMC811"), ("NMC811 powder", "NMC811"), ("NMC 811 cathode active material", "NMC811"),
    ("NMC811 (single crystal)", "NMC811"), ("NMC811（单晶）", None), ("镍钴锰酸锂811正极材料", "NMC811"),
    ("Cathode active material (NMC811)", "NMC811"), ("battery grade NMC811 CAM powder", "NMC811"),
    ("LiNi0.8Mn0.1Co0.1O2", "NMC811"), ("LiNi0.8Co0.1Mn0.1O2", "NMC811"), ("LiNi₀.₈Co₀.₁Mn₀.₁O₂", "NMC811"),
    ("Li[Ni0.8Co0.1Mn0.1]O2", "NMC811"), ("Lithium nickel manganese cobalt oxide (NMC 811)", "NMC811"),
    ("NMC811 (lithium nickel manganese cobalt oxide)", "NMC811"),
    ("NMC532", "NMC532"), ("NCM523", "NMC532"), ("NMC333", "NMC111"), ("LiNi1/3Mn1/3Co1/3O2", "NMC111"),
    ("NMC721", "NMC721"), ("NCM712", "NMC721"), ("NCM 9055", "NMC955"),
    ("NMC523", "NMC"), ("NCM721", "NMC"), ("NMC", "NMC"), ("LiNiMnCoO2", "NMC"),
    ("ニッケルマンガンコバルト酸リチウム", "NMC"), ("NMC hydroxide", "NMC precursor"),
    ("NMC811 precursor", "NMC precursor"),
    ("NCA", "NCA"), ("lithium nickel cobalt aluminium oxide", "NCA"),
    ("LFP", "LFP"), ("LiFePO4", "LFP"), ("LiFePO₄/C", "LFP"), ("lithium iron phosphate (LFP)", "LFP"),
    ("LFP（磷酸铁锂）", "LFP"), ("磷酸铁锂", "LFP"), ("磷酸铁锂粉末", "LFP"),
    ("リン酸鉄リチウム", "LFP"), ("리튬인산철", "LFP"), ("[LFP]", "LFP"),
    ("Lithium-Eisenphosphat", "LFP"), ("Lithiumeisenphosphat", "LFP"), ("fosfato de hierro y litio", "LFP"),
    ("LMO spinel", "LMO"), ("lithium manganate", "LMO"), ("钴酸锂", "LCO"), ("lithium titanate", "LTO"),
    ("LiPF6", "LiPF6"), ("LiPF6 salt", "LiPF6"), ("LIPF6", "LiPF6"), ("lithium hexafluorophosphate", "LiPF6"),
    ("electrolyte salt (LiPF6)", "LiPF6"), ("LiFSI (LiN(SO2F)2)", "LiFSI"),
    ("lithium bis(fluorosulfonyl)imide", "LiFSI"), ("lithium bis(fluorosulfonyl)imide (LiFSI)", "LiFSI"),
    ("FEC additive", "fluoroethylene carbonate"),
    ("PVDF", "PVDF"), ("PVdF binder", "PVDF"), ("Poly(vinylidene fluoride)", "PVDF"), ("聚偏氟乙烯", "PVDF"),
    ("P(VDF-HFP)", "PVDF-HFP"), ("LLZO solid electrolyte", "LLZO"), ("MHP", "mixed hydroxide precipitate"),
    ("graphite-silicon composite", "silicon-graphite composite"),
]  # fmt: skip


def test_a_material_as_written() -> None:
    found = [(written, find_material(written)) for written, _ in AS_WRITTEN]
    assert [(written, of and of.name) for written, of in found] == AS_WRITTEN


NO_MATERIAL = [
    # blends and pairs
    "NMC811/LMO", "NMC811 + LMO", "NMC811, LMO", "NMC & LMO", "NMC811 and LMO blend", "NMC811 blend", "LMO/NMC",
    "NMC811 (with LMO)", "NMC811 (LMO)", "LFP (NMC811)", "PVDF (PTFE)", "PVDF-HFP (PVDF)", "LMR (NMC811)",
    "NMC811 (NMC622)", "PVDF/CMC",
    # near names, and what may be several materials
    "NMC81", "NMC812", "NMC 8", "811", "LFPP", "LiPF", "LiPF5", "PVD", "PVDC", "三元", "ternary", "pCAM", "precursor",
    "argyrodite", "Lithium Iron", "lithium cobalt",
    # what holds a material, or is made of one
    "LFP battery", "NMC811 cathode", "LFP cathode electrode", "LiPF6 electrolyte", "LiPF6 in EC/DMC", "PVDF separator",
    "LiPF6 (1 M in EC/DMC)", "PVDF (8% in NMP)", "NMC811 slurry", "LFP cell", "PVDF coated separator", "NMC black mass",
    # what is a mineral, or none
    "lithium", "Li2CO3", "graphite", "nickel sulfate", "copper foil", "aluminum foil", "CMC", "SBR",
    # qualifiers alone, and nothing
    "powder", "cathode active material", "(powder)", "powder (salt)", "", " ", "()", "unknown", "none",
    # hostile
    "NMC811" + " " * 1_000_000, "(" * 200, "()" * 100, "(" * 95 + "LFP) (x" + ")" * 95, "LFP(" * 50, "﷽" * 200,
]  # fmt: skip


def test_what_is_no_material() -> None:
    assert [written for written in NO_MATERIAL if find_material(written) is not None] == []


@pytest.mark.parametrize(
    ("material", "mineral", "public"),
    [
        ("NCA", "nickel", "0.4888"),
        ("NCA", "cobalt", "0.092"),
        ("NCA", "aluminum", "0.014"),
        ("NCA", "lithium", "0.072"),
        ("LFP", "lithium", "0.044"),
        ("LMO", "lithium", "0.038"),
        ("LMO", "manganese", "0.608"),
        ("NMC811", "nickel", "0.4827"),
        ("LiPF6", "fluorspar", "0.7504"),
        ("PVDF", "fluorspar", "0.5934"),
    ],
)
def test_contents_agree_with_public_weights(material: str, mineral: str, public: str) -> None:
    """Kilograms in a kilogram, to half a gram."""
    found = find_material(material)
    shares = contents(found) if found is not None else None
    assert shares is not None
    assert abs(shares[mineral] - Fraction(public)) < Fraction("0.0005")


def test_contents_are_exact() -> None:
    found = find_material("LFP")
    assert found is not None
    weight = Fraction("6.94") + Fraction("55.845") + Fraction("30.974") + 4 * Fraction("15.999")
    assert contents(found) == {"lithium": Fraction("6.94") / weight}


# The data ------------------------------------------------------------------------------------------------------------


def names_of_materials() -> list[tuple[str, str]]:
    """Every name in the data, and of which material it is."""
    return [(name, one.name) for one in materials_file().material for name in (one.name, *one.names)]


def key(name: str) -> str:
    return words(name).replace(" ", "")


def test_every_mineral_of_a_material_is_listed() -> None:
    listed = {mineral.id for mineral in all_minerals()}
    assert [each.name for each in all_materials() if not each.minerals or not set(each.minerals) <= listed] == []


def test_a_formula_holds_each_mineral_and_the_other_materials_have_no_masses() -> None:
    for each in all_materials():
        shares = contents(each)
        if each.formula is None:
            assert shares is None, each.name
        else:
            assert shares is not None and list(shares) == list(each.minerals), each.name
            assert all(share > 0 for share in shares.values()) and sum(shares.values()) <= 1, each.name
            assert find_material(each.formula) == each


def test_every_spelling_of_a_formula_says_the_same_minerals() -> None:
    """`LiNi0.8Co0.1Mn0.1O2` is a name of NMC811."""
    for name, of in names_of_materials():
        material, form = find_material(of), parse_formula(name)
        if material is None or form is None or not any(c.isdigit() for c in name):
            continue
        held = {m.id for m in all_minerals() if mineral_share(form, m)}
        assert held == set(material.minerals), name


def test_every_name_of_a_material_stands_once_and_reads_back() -> None:
    names = names_of_materials()
    assert [name for name, count in Counter(key(name) for name, _ in names).items() if count > 1] == []
    found = [(name, of, find_material(name)) for name, of in names]
    assert [(name, of) for name, of, material in found if material is None or material.name != of] == []
    kinds = [each.kind_of for each in all_materials() if each.kind_of]
    assert set(kinds) == {"NMC"} and "NMC" in {each.name for each in all_materials()}


def test_no_name_of_a_material_is_a_mineral_nor_the_other_way_round() -> None:
    written = [each.formula for each in all_materials() if each.formula]
    assert [name for name in [*written, *(name for name, _ in names_of_materials())] if find_mineral(name)] == []
    minerals = [name for each in all_minerals() for name in (each.id, each.symbol, *each.names) if name]
    assert [name for name in minerals if find_material(name)] == []


def test_no_qualifier_is_a_name() -> None:
    file = materials_file()
    assert [said for said in (*file.qualifiers, *file.qualifiers_joined) if find_material(said)] == []


def test_every_name_of_a_form_stands_once_and_holds_a_mineral() -> None:
    forms = materials_file().forms
    keys = Counter(key(name) for formula, names in forms.items() for name in {formula, *names})
    assert [name for name, count in keys.items() if count > 1] == []
    for formula, names in forms.items():
        form = parse_formula(formula)
        assert form is not None, formula
        held = [mineral for mineral in all_minerals() if mineral_share(form, mineral)]
        assert len(held) == 1, formula
        assert {find_form(name, held[0]) for name in (formula, formula.upper(), *names)} == {form}


# Forms ---------------------------------------------------------------------------------------------------------------


def form(written: str, mineral: str) -> Form | None:
    of = find_mineral(mineral)
    assert isinstance(of, Mineral)
    return find_form(written, of)


@pytest.mark.parametrize("mineral", all_minerals(), ids=lambda mineral: mineral.id)
def test_every_mineral_is_a_form_of_itself(mineral: Mineral) -> None:
    itself = find_form(mineral.id, mineral)
    assert itself is not None and mineral_share(itself, mineral) > 0
    element = find_form(element_of(mineral.id), mineral)
    assert element is not None and mineral_share(element, mineral) == 1
    assert mineral.symbol == "" or find_form(mineral.symbol, mineral) == itself == element


@pytest.mark.parametrize(
    ("mineral", "alike"),
    [
        ("lithium", ["Li", "LI", "lithium", "Lithium metal", "Li metal", "contained Li", "lithium content", "metal"]),
        ("lithium", ["Li2CO3", "Li₂CO₃", "LI2CO3", "Ｌｉ２ＣＯ３", "lithium carbonate", "LCE", "碳酸锂"]),
        ("lithium", ["Li3PO4", "Li₃PO₄", "Ｌｉ３ＰＯ４", "(Li3)(PO4)"]),
        ("fluorspar", ["Na3AlF6", "Na3[AlF6]"]),
        ("lithium", ["LiOH·H2O", "LiOH.H2O", "LiOH x H2O", "LiOH*H2O", "LiOH・H₂O", "LiOH-H2O", "LHM"]),
        ("lithium", ["NMC811", "LiNi0.8Co0.1Mn0.1O2", "LiNi0.80Co0.10Mn0.10O2", "Li(Ni0.8Co0.1Mn0.1)O2"]),
        ("nickel", ["NiSO4·6H2O", "NiSO4.6H2O", "nickel sulphate hexahydrate", "六水硫酸镍"]),
        ("aluminum", ["Al", "aluminum", "aluminium", "aluminium metal", "Al metal", "contained aluminum"]),
        ("graphite", ["graphite", "C", "natural graphite", "graphite content", "人造石墨"]),
        ("fluorspar", ["CaF2", "fluorspar", "fluorite", "fluorspar content", "contained fluorspar"]),
        ("fluorspar", ["F", "F2", "fluorine", "F content", "contained fluorine"]),
        ("barite", ["BaSO4", "barite", "barium sulphate", "barite content"]),
        ("hafnium", ["Hf", "HF", "hafnium", "contained Hf"]),
    ],
)  # fmt: skip
def test_spellings_of_one_form(mineral: str, alike: list[str]) -> None:
    found = {written: form(written, mineral) for written in alike}
    assert None not in found.values() and len(set(found.values())) <= 1, found


@pytest.mark.parametrize(
    ("mineral", "written"),
    [
        # of more or less water or oxygen, or of no fixed make-up
        ("lithium", "lithium hydroxide"), ("nickel", "nickel sulfate"), ("cobalt", "cobalt oxide"),
        ("fluorspar", "hydrofluoric acid"), ("lithium", "NMC"), ("lithium", "LiNiMnCoO2"), ("nickel", "MHP"),
        # of what the mineral is, it could be two things
        ("fluorspar", "content"), ("barite", "metal"),
        # no formula
        ("lithium", "brine"), ("lithium", "Xx"), ("lithium", "li2o3x"), ("lithium", "LiNixMnyO2"), ("lithium", "-"),
        ("lithium", "Li0"), ("lithium", "Li(OH)0"), ("lithium", "Li2SO4·0H2O"), ("lithium", "NiSO4·xH2O"),
        ("lithium", "H2O·"), ("lithium", "()"), ("lithium", "Li(2"), ("lithium", "Li2)3"), ("lithium", "Li2,5"),
        # hostile
        ("lithium", "Li999999999"), ("lithium", "Li" + "9" * 190), ("lithium", "Li0." + "0" * 150 + "1"),
        ("lithium", "(" * 90 + "LiO" + ")" * 90), ("lithium", "Li" * 1_000_000), ("lithium", "(" * 5_000_000),
        ("lithium", "Li2CO3·" + "9" * 180 + "H2O"), ("lithium", "Li²³⁴⁵"), ("lithium", "﷽" * 200),
    ],
)  # fmt: skip
def test_what_is_no_known_form(mineral: str, written: str) -> None:
    assert form(written, mineral) is None


@pytest.mark.parametrize(
    ("written", "atoms"),
    [
        ("Li2CO3", {"Li": 2, "C": 1, "O": 3}),
        ("Ni(OH)2", {"Ni": 1, "O": 2, "H": 2}),
        ("Li1.3Al0.3Ti1.7(PO4)3", {"Li": "1.3", "Al": "0.3", "Ti": "1.7", "P": 3, "O": 12}),
        ("NiSO4·6H2O", {"Ni": 1, "S": 1, "O": 10, "H": 12}),
        ("Li2SO4.0.5H2O", {"Li": 2, "S": 1, "O": "4.5", "H": 1}),
        ("Li2SO4·1.5H2O", {"Li": 2, "S": 1, "O": "5.5", "H": 3}),
        ("Ni3[(PO4)2]", None),
    ],
)
def test_a_formula_is_counted(written: str, atoms: dict[str, int | str] | None) -> None:
    if atoms is None:
        assert form(written, "nickel") is None
        return
    total = sum(Fraction(number) for number in atoms.values())
    assert form(written, "nickel") == tuple(sorted((e, Fraction(n) / total) for e, n in atoms.items()))


@pytest.mark.parametrize(
    ("written", "mineral", "share"),
    [
        ("Li2CO3", "graphite", 0),  # its carbon is none
        ("PVDF", "graphite", 0),
        ("C", "graphite", 1),
        ("NiSO4", "lithium", 0),
        ("Al2O3", "aluminum", Fraction(2 * 26982, 2 * 26982 + 3 * 15999)),
    ],
)
def test_what_part_of_a_form_is_the_mineral(written: str, mineral: str, share: Fraction | int) -> None:
    of, found = find_mineral(mineral), form(written, mineral)
    assert isinstance(of, Mineral) and found is not None
    assert mineral_share(found, of) == share


@given(st.text(alphabet=st.characters() | st.sampled_from("()[]（）₂·. x0123456789LiNaOHF"), max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert isinstance(find_material(text), Material | None)
    for mineral in all_minerals()[:3]:
        found = find_form(text, mineral)
        assert found is None or 0 <= mineral_share(found, mineral) <= 1
