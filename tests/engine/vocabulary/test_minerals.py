"""How minerals are written in bills of materials, and which applicable critical mineral each is."""

from collections import Counter

import pytest
from critmin.engine.vocabulary import minerals
from critmin.engine.vocabulary.minerals import (
    Mineral,
    NotListed,
    all_minerals,
    find_mineral,
    is_synthetic_graphite,
    nearest_minerals,
)
from hypothesis import given
from hypothesis import strategies as st

AS_WRITTEN = [
    ("lithium", "lithium"), ("Li", "lithium"), ("LI", "lithium"), (" Lithium ", "lithium"), ("LiOH", "lithium"),
    ("LiOH.H2O", "lithium"), ("LiOH·H2O", "lithium"), ("LiOH*H2O", "lithium"), ("Li2CO3", "lithium"),
    ("Li₂CO₃", "lithium"), ("lithium hydroxide monohydrate", "lithium"), ("Lithium-Carbonate", "lithium"),
    ("LCE", "lithium"), ("spodumene", "lithium"), ("Li metal", "lithium"), ("碳酸锂", "lithium"),
    ("リチウム", "lithium"), ("수산화리튬", "lithium"), ("수산화 리튬", "lithium"),
    ("Lithiumcarbonat", "lithium"), ("litio", "lithium"),
    ("Ni", "nickel"), ("nickel sulphate", "nickel"), ("NiSO4·6H2O", "nickel"), ("NiSO₄・6H₂O", "nickel"),
    ("NiSO4 x 6H2O", "nickel"), ("Ni(OH)2", "nickel"), ("nickel matte", "nickel"), ("níquel", "nickel"),
    ("Co", "cobalt"), ("CO", "cobalt"), ("Co3O4", "cobalt"), ("cobalt(II) sulfate", "cobalt"),
    ("Kobalt", "cobalt"),
    ("Mn", "manganese"), ("HPMSM", "manganese"), ("EMD", "manganese"), ("manganèse", "manganese"),
    ("graphite", "graphite"),
    ("CSPG", "graphite"),
    ("artificial graphite", "graphite"),
    ("黒鉛", "graphite"),
    ("Al", "aluminum"), ("Aluminium", "aluminum"), ("aluminum foil", "aluminum"), ("Al2O3", "aluminum"),
    ("boehmite", "aluminum"), ("알루미늄", "aluminum"),
    ("CaF2", "fluorspar"), ("fluorite", "fluorspar"), ("acid spar", "fluorspar"), ("acidspar", "fluorspar"),
    ("F", "fluorspar"), ("HF", "fluorspar"), ("hydrofluoric acid", "fluorspar"), ("萤石", "fluorspar"),
    ("Flußspat", "fluorspar"),
    ("Hf", "hafnium"), ("In", "indium"), ("As", "arsenic"), ("Y", "yttrium"), ("V2O5", "vanadium"),
    ("W", "tungsten"), ("TiO2", "titanium"), ("ZrO2", "zirconium"), ("MgO", "magnesium"), ("Nb2O5", "niobium"),
    ("tin", "tin"),
    ("TIN", "tin"), ("BaSO4", "barite"), ("caesium", "cesium"),
]  # fmt: skip


def test_a_mineral_as_written() -> None:
    found = [(written, find_mineral(written)) for written, _ in AS_WRITTEN]
    assert [(written, isinstance(of, Mineral) and of.id) for written, of in found] == AS_WRITTEN


@pytest.mark.parametrize(
    ("written", "mineral"),
    [
        ("graphite (spherical)", "graphite"), ("graphite（人造）", "graphite"), ("lithium (Li)", "lithium"),
        ("lithium (Li2CO3, from brine)", "lithium"), ("nickel (as sulfate)", "nickel"),
        ("nickel (Ni(OH)2)", "nickel"),
        ("Ni(OH)2 (nickel hydroxide)", "nickel"), ("graphite (natural) (coated)", "graphite"),
        ("aluminum (foil)", "aluminum"), ("graphite (Li)", None), ("nickel (and cobalt)", None),
        ("cobalt (Co/Ni)", None), ("nickel (copper)", None),
        ("copper (Al)", None), ("(spherical)", None), ("graphite) (", "graphite"),
    ],
)  # fmt: skip
def test_a_qualifier_in_parentheses_may_not_name_another_mineral(written: str, mineral: str | None) -> None:
    found = find_mineral(written)
    assert (found and found.id) == mineral


@pytest.mark.parametrize(
    ("written", "substance"),
    [
        ("Cu", "copper"), ("copper foil", "copper"), ("iron", "iron"), ("FePO4", "phosphorus"), ("Si", "silicon"),
        ("Na", "sodium"), ("Ag", "silver"), ("sulphur", "sulfur"), ("carbon black", "carbon black"),
        ("CNT", "carbon nanotubes"), ("NMP", "NMP"), ("ethylene carbonate", "ethylene carbonate"), ("CMC", "CMC"),
        ("PP separator", "polypropylene"),
    ],
)  # fmt: skip
def test_what_is_known_not_to_be_listed(written: str, substance: str) -> None:
    found = find_mineral(written)
    assert isinstance(found, NotListed)
    assert found.id == substance


@pytest.mark.parametrize("written", [
    "", " ", "?", "-", "()", "unknown", "various", "TBD", "n/a", "NA", "na", "none", "no", "hf", "C", "carbon",
    "Ba", "barium", "MHP", "mixed hydroxide precipitate", "NMC811", "NCA", "LFP", "LiPF6", "LiFSI", "PVDF",
    "LiF", "AlF3", "LiCoO2", "LiAlO2", "indium tin oxide", "stainless steel", "brass", "FEC", "Lithum",
    "lithium cobalt", "Li, Co",
    "Ni/Co", "lithium-ion battery", "x" * 1_000_000,
])  # fmt: skip
def test_what_a_person_must_say(written: str) -> None:
    assert find_mineral(written) is None


def test_the_fifty_minerals_of_the_statute() -> None:
    listed = all_minerals()
    assert len(listed) == len({mineral.id for mineral in listed}) == 50
    assert [mineral.id for mineral in listed[:3]] == ["aluminum", "antimony", "barite"]
    assert [mineral.id for mineral in listed[24:26]] == ["yttrium", "arsenic"]
    assert listed[-1].id == "zirconium"
    assert all(mineral.qualifying_form for mineral in listed)


def test_every_name_stands_once_and_reads_back() -> None:
    file = minerals._file()
    substances = (*file.mineral, *file.not_listed)
    names = [(name, each) for each in substances for name in (each.id, each.symbol, *each.names) if name]
    counted = Counter(minerals._key(name) for name, _ in names)
    assert [name for name, count in counted.items() if count > 1] == ["hf"]
    assert [name for name, each in names if find_mineral(name) != each] == []
    assert file.exact <= {name for name, _ in names}


SYNTHETIC = [
    ("synthetic graphite", None, True), ("Graphite", "Artificial graphite powder", True),
    ("graphite (SYNTHETIC)", "", True), ("graphite", "人造石墨负极材料", True), ("人造黒鉛", None, True),
    ("인조 흑연", None, True), ("흑연", "합성흑연", True), ("Graphit", "synthetischer Graphit", True),
    ("graphite", "graphite synthétique", True), ("grafito", "grafito sintetico", True),
    ("graphite", "anode powder", False), ("natural graphite", None, False), (None, None, False),
    ("natural graphite", "synthetic coating", False), ("graphite", "natural graphite, synthetic coating", False),
    ("graphite", "non-synthetic", False), ("graphite", "photosynthetic", False),
    ("graphite", "非人造石墨", False),
    # what honest cells hold beside it
    ("graphite", "Synthetic graphite AG-360, D50 15 µm", True),
    ("graphite", "synthetic graphite 99.95%", True),
    ("graphite", "Artificial graphite anode active material (needle coke based)", True),
    ("graphite", "100% synthetic", True), ("graphite", "人造石墨 SG-2（负极材料）", True),
    ("graphite", "synthetischer Graphit, Anodenmaterial", True),
    ("graphite", "graphite artificiel en poudre", True),
    ("graphite", "grafito sintético para ánodo", True), ("graphite", "인조흑연 음극재", True),
    ("graphite", "人造黒鉛粉末", True), ("synthetic graphite", "BTR-918", True),
    ("graphite", "high purity artificial graphite powder, lot 12", True),
    # doubt
    ("graphite", "synthetic?", None),
    ("synthetic graphite ?", None, None),
    ("graphite", "synthetic (?)", None),
    ("graphite", "synthetic？", None),
    ("graphite", "synthetic (tbc)", None),
    ("graphite", "synthetic - TBD", None),
    ("graphite", "maybe synthetic", None), ("graphite", "synthetic or natural", None),
    ("graphite", "synthetic/natural", None), ("graphite", "natural/synthetic blend", None),
    ("graphite", "assumed synthetic", None), ("graphite", "synthetic, assumed", None),
    ("graphite", "partly synthetic", None), ("graphite", "60% synthetic", None),
    ("graphite", "synthetic 60 %, flake 40 %", None), ("graphite", "synthetic 60/40", None),
    ("graphite", "~synthetic", None), ("graphite", "mostly artificial graphite", None),
    ("graphite", "synthetic per supplier, unverified", None),
    ("graphite", "not yet confirmed synthetic", None),
    ("graphite", "vermutlich synthetisch", None),
    ("graphite", "synthetisch oder Naturgraphit", None),
    ("graphite", "synthétique (à confirmer)", None), ("graphite", "peut-être synthétique", None),
    ("graphite", "probablemente sintético", None), ("graphite", "sintético o natural", None),
    ("graphite", "可能是人造石墨", None), ("graphite", "人造石墨（待定）", None),
    ("graphite", "人造石墨或天然石墨", None), ("graphite", "synthetic: no", None),
    ("graphite", "synthetic type", None),
    ("graphite", "人造黒鉛と思われる", None),
    ("graphite", "인조흑연 추정", None),
    ("graphite", "인조흑연 또는 천연흑연", None),
    ("synthetic graphite", "natural graphite blend", None), ("synthetic graphite", "mixed", None),
]  # fmt: skip


def test_what_says_that_graphite_is_synthetic() -> None:
    said = [(mineral, material, is_synthetic_graphite(mineral, material)) for mineral, material, _ in SYNTHETIC]
    assert said == SYNTHETIC


@pytest.mark.parametrize(
    ("written", "nearest"),
    [("Lithum", "lithium"), ("nikel sulfat", "nickel"), ("coper", "copper")],
)
def test_the_nearest_name_is_offered(written: str, nearest: str) -> None:
    assert find_mineral(written) is None
    assert nearest_minerals(written)[0] == nearest
    assert len(nearest_minerals(written, limit=1)) == 1


@given(st.text(alphabet=st.characters() | st.sampled_from("()[]/, LiNa"), max_size=60))
def test_any_text_has_an_answer(text: str) -> None:
    assert find_mineral(text) is None or isinstance(find_mineral(text), Mineral | NotListed)
    assert len(nearest_minerals(text)) <= 3
    assert is_synthetic_graphite(text) in (True, False, None)
