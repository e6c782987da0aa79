"""What a cell of a country column may say beside a country: shares, companies, places; and what is refused."""

from fractions import Fraction
from itertools import pairwise

import pytest
from critmin.engine.intake.facts.origins import parse_origin
from critmin.engine.vocabulary.countries import find_country
from critmin.engine.vocabulary.whereabouts import OriginUnclear, countries_named
from hypothesis import given, settings
from hypothesis import strategies as st


def said(text: str) -> str:
    """The parts of a cell as one line: `AU SQM 60; ? 40`, with `?` for a country not known, `[place]`."""
    told = []
    for part in parse_origin(text):
        share = None if part.share is None else str(part.share * 100)
        place = None if part.place is None else f"[{part.place}]"
        told.append(" ".join(word for word in (part.country or "?", part.entity, place, share) if word))
    return "; ".join(told)


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        ("AU 60% / CL 40%", "AU 60; CL 40"),
        ("60% AU, 40% CL", "AU 60; CL 40"),
        ("60% of AU, 40% of CL", "AU 60; CL 40"),
        ("Australia (60%), Chile (40%)", "AU 60; CL 40"),
        ("Australia [60%]; Chile [40%]", "AU 60; CL 40"),
        ("Australia: 60 % ; Chile: 40 %", "AU 60; CL 40"),
        ("Australia - 60%; Chile – 40%", "AU 60; CL 40"),
        ("AU, 60%; CL, 40%", "AU 60; CL 40"),
        ("Australia, 60%, Chile, 40%", "AU 60; CL 40"),
        ("AU=60%|CL=40%", "AU 60; CL 40"),
        ("AU 60% + CL 40%", "AU 60; CL 40"),
        ("AU 60% & CL 40%", "AU 60; CL 40"),
        ("AU 60 percent and CL 40 percent", "AU 60; CL 40"),
        ("AU 60%\nCL 40%", "AU 60; CL 40"),
        ("- AU 60%\r\n- CL 40%", "AU 60; CL 40"),
        ("• AU 60%\n• CL 40%", "AU 60; CL 40"),
        ("AU 60%,\nCL 40%;", "AU 60; CL 40"),
        ("AU 30%, CL 30%, and PE 40%", "AU 30; CL 30; PE 40"),
        ("ＡＵ　６０％／ＣＬ　４０％", "AU 60; CL 40"),
        ("AU 60﹪、CL 40﹪", "AU 60; CL 40"),
        ("澳大利亚60%/智利40%", "AU 60; CL 40"),
        ("AU 33.3% / CL 66.7%", "AU 333/10; CL 667/10"),
        ("AU 33.33% / CL 33.33% / PE 33.34%", "AU 3333/100; CL 3333/100; PE 1667/50"),
        # Without a percent sign only where nothing is missing.
        ("AU 60 / CL 40", "AU 60; CL 40"), ("AU 60% / CL 40", "AU 60; CL 40"), ("AU 50/50 CL", "AU 50; CL 50"),
        # One country, the whole.
        ("AU 100%", "AU 100"), ("100% Australia", "AU 100"), ("Congo, Dem. Rep. (100%)", "CD 100"),
        # Separators within a country's name.
        ("Korea, Rep. 60%, Bosnia and Herzegovina 40%", "KR 60; BA 40"),
        ("Congo, Dem. Rep. 60% / AU 40%", "CD 60; AU 40"),
        ("Trinidad and Tobago 50% and AU 50%", "TT 50; AU 50"),
        ("AU 60%; Taiwan, China 40%", "AU 60; TW 40"),
        # A place that is not known keeps its share.
        ("AU 60% / unknown 40%", "AU 60; ? 40"), ("AU 60%, others 40%", "AU 60; ? 40"),
        ("AU 60%; various 40%", "AU 60; ? 40"), ("AU 60%; TBC 40%", "AU 60; ? 40"),
        ("AU 60%; n/a 40%", "AU 60; ? 40"), ("AU 60%; rest of world 40%", "AU 60; ? 40"),
        # The same country twice stays two parts.
        ("AU 60% / AU 40%", "AU 60; AU 40"),
        ("Chile (SQM) 60% / Chile (Albemarle) 40%", "CL SQM 60; CL Albemarle 40"),
        # With companies and places.
        ("Chile (SQM) 60% / Australia (Pilbara Minerals) 40%", "CL SQM 60; AU Pilbara Minerals 40"),
        ("Chile 60% (SQM) / 40% Australia (IGO)", "CL SQM 60; AU IGO 40"),
        ("Ningde, China 60% / Pohang, Korea 40%", "CN [Ningde] 60; KR [Pohang] 40"),
    ],
)  # fmt: skip
def test_shares(cell: str, parts: str) -> None:
    assert said(cell) == parts


@pytest.mark.parametrize(
    ("cell", "parts"),
    [
        # What is a country as a whole is one, whatever it holds.
        ("AU", "AU"), (" Chile ", "CL"), ("Congo (Kinshasa)", "CD"), ("Korea (Rep.)", "KR"), ("NA", "NA"),
        ("Hong Kong (China)", "HK"), ("Taiwan (China)", "TW"), ("Bonaire, Sint Eustatius and Saba", "BQ"),
        ("Guinea (Equatorial)", "GQ"), ("Guinea (Bissau)", "GW"), ("(South) Sudan", "SS"),
        ("China (Mainland)", "CN"), ("Iran, Islamic Republic of", "IR"),
        ("United States (US)", "US"), ("Chile (CL)", "CL"), ("China, PRC", "CN"), ("USA / US", "US"),
        ("unknown", "?"), ("", "?"), ("others", "?"),
        # A company in brackets.
        ("Chile (SQM)", "CL SQM"), ("SQM (Chile)", "CL SQM"), ("(Chile) SQM", "CL SQM"), ("CL [SQM]", "CL SQM"),
        ("Chile（SQM）", "CL SQM"), ("Belgium (Umicore)", "BE Umicore"), ("Korea (LG Chem)", "KR LG Chem"),
        ("Japan (Sumitomo Metal Mining)", "JP Sumitomo Metal Mining"),
        ("Australia (Tianqi Lithium Australia)", "AU Tianqi Lithium Australia"),
        ("Chile (Sociedad Química y Minera de Chile S.A.)", "CL Sociedad Química y Minera de Chile S.A."),
        ("Indonesia (PT Halmahera Persada Lygend)", "ID PT Halmahera Persada Lygend"),
        ("China (Jiangxi Ganfeng Lithium Co., Ltd.)", "CN Jiangxi Ganfeng Lithium Co., Ltd."),
        ("Australia (North American Lithium Inc.)", "AU North American Lithium Inc."),
        ("5E Advanced Materials Inc (US)", "US 5E Advanced Materials Inc"),
        ("Canada (China Mining Ltd)", "CA China Mining Ltd"), ("한국(주식회사 포스코)", "KR 주식회사 포스코"),
        ("日本（住友金属鉱山株式会社）", "JP 住友金属鉱山株式会社"),
        ("中国(宁德时代新能源科技股份有限公司)", "CN 宁德时代新能源科技股份有限公司"),
        # A company beside: only by its legal form.
        ("Chile - SQM S.A.", "CL SQM S.A."), ("SQM S.A., Chile", "CL SQM S.A."), ("Chile / SQM SpA", "CL SQM SpA"),
        ("Chile: Albemarle Ltda.", "CL Albemarle Ltda."), ("Albemarle, Inc., US", "US Albemarle, Inc."),
        ("China - Jiangxi Ganfeng Lithium Co., Ltd.", "CN Jiangxi Ganfeng Lithium Co., Ltd."),
        ("Finland\nUmicore Finland Oy", "FI Umicore Finland Oy"), ("Germany - BASF SE", "DE BASF SE"),
        # A place within the country is no company.
        ("Australia (Pilbara)", "AU [Pilbara]"), ("China (Jiangxi)", "CN [Jiangxi]"), ("US (Nevada)", "US [Nevada]"),
        ("Kwinana (Australia)", "AU [Kwinana]"), ("Ningde, China", "CN [Ningde]"), ("Australia (WA)", "AU [WA]"),
        ("Wuhan, Hubei, China", "CN [Wuhan, Hubei]"), ("Reno, NV, USA", "US [Reno, NV]"), ("Perth, UK", "GB [Perth]"),
        ("Australia - Pilbara", "AU [Pilbara]"), ("中国（江西省）", "CN [江西省]"),
        ("DR Congo (Kolwezi, Lualaba)", "CD [Kolwezi, Lualaba]"),
        # A city alone may be a company's name too.
        ("Smyrna, USA", "US Smyrna [Smyrna]"), ("Albemarle, US", "US Albemarle [Albemarle]"),
    ],
)  # fmt: skip
def test_countries_companies_and_places(cell: str, parts: str) -> None:
    assert said(cell) == parts


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("AU 60% / CL 30%", "add up to 90 percent: expected 100"),
        ("AU 60% / CL 60%", "add up to 120 percent"),
        ("AU 33.33% / CL 33.33% / PE 33.33%", "add up to 99.99 percent"),
        ("AU 0.6% / CL 0.4%", "add up to 1 percent"),
        ("AU 60%", "add up to 60 percent"),
        ("Chile (60%)", "add up to 60 percent"),
        ("AU, CL 60%", '"AU" has no share'),
        ("AU 60% / CL", '"CL" has no share'),
        ("AU 100% / CL 0%", "a share of 0"),
        ("AU 33,3% / CL 66,7%", "has a decimal comma: write 33.3"),
        ("AU 33,3%; CL 66,7%", "has a decimal comma"),
    ],
)
def test_shares_that_are_wrong(cell: str, message: str) -> None:
    refused(cell, "ORIGIN-SHARES", message)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        # Several countries.
        ("AU / CL", "names Australia and Chile without shares"), ("China, Taiwan", "names China and Taiwan"),
        ("Australia and Chile", "such as AU 60% / CL 40%"), ("AU, CL, PE", "Australia, Chile and Peru"),
        ("France (New Caledonia)", "France and New Caledonia"), ("China (Taiwan)", "China and Taiwan"),
        ("Denmark (Greenland)", "Denmark and Greenland"), ("Ireland (Northern)", "Ireland and United Kingdom"),
        ("Georgia, USA", "Georgia and United States"), ("US (Georgia)", "United States and Georgia"),
        ("Shenzhen, TN, USA", "Tunisia and United States"), ("Tunis, TN, USA", "Tunisia and United States"),
        ("Batumi, Georgia, USA", "Georgia and United States"), ("Peru, USA", "Peru and United States"),
        ("Congo (CD)", "Congo and DR Congo"), ("Sudan (South)", "Sudan and South Sudan"),
        ("US (CA)", "United States and Canada"),
        # A place elsewhere.
        ("Australia (Jiangxi)", '"Jiangxi", which is in China'), ("Kinshasa, Congo", "which is in DR Congo"),
        ("Tianjin, USA", "which is in China"), ("Lima, USA", "which is in Peru"), ("Smyrna, Shenzhen, USA", "in China"),
        ("Taipei, China", "which is in Taiwan"), ("Pyongyang, Korea", "which is in North Korea"),
        # What qualifies the country instead of naming a company.
        ("China (TBC)", "more than China"), ("Chile (est.)", "more than Chile"),
        ("Chile (Unconfirmed)", "more than"), ("Chile (SQM, unconfirmed)", "more than"),
        ("Chile (SQM TBC)", "more than"), ("Chile (see note)", "more than"), ("Chile (various)", "more than"),
        ("Chile (unknown)", "more than"), ("Chile (n/a)", "more than"), ("Chile (NA)", "more than"),
        ("Chile (mine)", "more than"), ("Chile (Refined)", "more than"), ("Chile (Lithium)", "more than"),
        ("Chile (Spodumene Concentrate)", "more than"), ("Chile (North)", "more than"), ("China (SAR)", "more than"),
        ("China (Republic)", "more than"), ("China (Taiwan Sheng)", "more than"), ("Mongolia (Inner)", "more than"),
        ("Chile (Chinese Owned)", "more than"), ("Chile (Chinese)", "more than"), ("Chile (HQ)", "more than"),
        ("Chile (FOB)", "more than"), ("Chile (A)", "more than"), ("Chile (FY24)", "more than"),
        ("Australia (via China)", "more than"), ("Australia (Refined Ganfeng China)", "more than"),
        ("Australia (Ganfeng via China)", "more than"), ("Australia (Pilbara Mine)", "more than"),
        ("Chile (Mining Co)", "more than"), ("Chile (;)", "more than"),
        # Two companies, or what has neither capitals nor a legal form.
        ("Chile (SQM / Albemarle)", "more than"), ("Chile (SQM, Albemarle)", "more than"),
        ("智利（待确认）", "more than"), ("智利（待确认公司）", "more than"),
        ("Indonesia (PT Refined)", "more than"), ("中国（宁德时代）", "more than"), ("Chile (sqm)", "more than"),
        ("Chile - SQM", "or Chile (Company Ltd)"), ("SQM, Chile", "more than"), ("Chile / SQM", "more than"),
        ("Chile - Mystery as", "more than"), ("Chile / ; Mystery S.A.", "more than"),
        ("China (Ningde, Mystery)", "more than"),
        ("Taiwan & China Steel Corp", "more than"), ("Chile / Australia Ltd", "more than"),
        ("Chile / PT Sines", "more than"), ("Reno NV, USA", "more than"), ("Calgary AB, Canada", "more than"),
        ("Athens / USA", "more than"), ("Smyrna, Tunisia", "more than"), ("USA, Athens", "more than"),
        ("Nashville, TN, Tunisia", "more than"), ("Adelaide SA, Australia", "more than"),
        ("Ningde, China, Mystery", "more than"),
        # Numbers.
        ("AU 60 / CL 30", "have no percent sign and add up to 90"), ("Chile 2024", "no percent sign"),
        ("AU 600 / CL 400", "add up to 1000"), ("AU 0.6 / CL 0.4", "add up to 1:"),
        ("Chile (2024)", "no percent sign"), ("AU 60,5 / CL 39,5", "has a decimal comma"),
        ("AU 60% CL 40%", 'contains "%"'), ("AU >60% / CL <40%", 'contains ">"'), ("AU .5% / CL 99.5%", 'contains "%"'),
        ("Australia ~60% / Chile ~40%", 'contains "~"'), ("Australia? 60% / Chile 40%", 'contains "?"'),
        ("AU ⁶⁰% / CL 40%", "plain digits"), ("AU 5¹% / CL 49%", "plain digits"), ("AU ½", "plain digits"),
        ("AU 60wt% / CL 40wt%", 'contains "%"'), ("AU 60% by mass / CL 40% by mass", 'contains "%"'),
        ("60%", "has no country"), ("60% / 40%", "has no country"), ("%", 'contains "%"'),
        ("China (TBC) 60% / AU 40%", "more than China"), ("AU 60% / CL 40% (2023)", "more than Chile"),
        ("AU 100% (owned by Ganfeng)", "more than Australia"), ("Australia (IGO, 60%)", 'contains "%"'),
        # Codes that are words beside others.
        ("NA 60% / AU 40%", "Namibia"), ("no 60% / AU 40%", "capitals"), ("CL 60% / est 40%", "capitals"),
        ("036 60% / CL 40%", "capitals"),
        # What may belong to the piece before or behind.
        ("Chile 60%, SQM S.A., Australia 40%", "more than one way"),
        ("AU 60%, Taiwan, China 40%", "more than one way"),
        ("Ningde, China 60%, Pohang, Korea 40%", "more than one way"),
        # Not a cell's text at all.
        ("((", "brackets"), ("Chile (SQM", "brackets"), ("Chile )SQM(", "brackets"), ("Chile ((SQM))", "brackets"),
        ("x" * 1_000_000, "longer than"), ("1/" * 200, "pieces"),
    ],
)  # fmt: skip
def test_what_is_unclear(cell: str, message: str) -> None:
    refused(cell, "ORIGIN-UNCLEAR", message)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("Ningde (CATL)", '"Ningde" is a city in China'),
        ("Ningde / Nevada", '"Ningde" is a city in China'),
        ("Nevada (Albemarle)", "a state in United States"),
        ("Perth", "a city in Australia or a city in United Kingdom"),
        ("Punjab", "a state in India or a province in Pakistan"),
        ("Santiago", "a city in Chile or a province in Dominican Republic"),
        ("Portland", "a parish in Jamaica"),
        ("Shenzhen, NV", '"Shenzhen" is a city in China'),
        ("Zhejiang, WA", '"Zhejiang" is a province in China'),
        ("Rabat, Tennessee", '"Rabat" is a prefecture in Morocco'),
    ],
)
def test_a_place_is_not_taken_for_its_country(cell: str, message: str) -> None:
    refused(cell, "COUNTRY-IS-PLACE", message)


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("Austrlia", 'the country "Austrlia" is not recognized; did you mean Australia'),
        ("Atlantis", "is not recognized"),
        ("SQM", "is not recognized"),
        ("Niger or Nigeria", "is not recognized"),
        ("Kongo", "DR Congo or Congo"),
        ("AU 60% / balance 40%", 'the country "balance" is not recognized'),
        ("AU 60% / balance", 'the country "balance" is not recognized'),
        ("AU 60% / Austrlia 40%", 'the country "Austrlia" is not recognized'),
        ("AU 50-60% / CL 40-50%", 'the country "AU 50" is not recognized'),
        ("AU 1/2, CL 1/2", "is not recognized"),
        ("Northern", "is not recognized"),
    ],
)
def test_what_is_no_country(cell: str, message: str) -> None:
    refused(cell, "COUNTRY-UNKNOWN", message)


def refused(cell: str, code: str, message: str) -> None:
    with pytest.raises(OriginUnclear) as refusal:
        parse_origin(cell)
    assert refusal.value.code == code
    assert message in str(refusal.value)


def test_a_country_of_another_places_name_is_told_in_every_form() -> None:
    for cell in ("Georgia", "Georgia (SQM)", "Georgia 60% / AU 40%", "Georgia - Rustavi Ltd"):
        assert parse_origin(cell)[0].homonym == "the US state of Georgia"
    assert parse_origin("GE 60% / AU 40%")[0].homonym is None


def test_the_piece_of_the_cell_is_kept() -> None:
    assert [part.text for part in parse_origin("AU (IGO) 60% / CL 40%")] == ["AU (IGO) 60%", "CL 40%"]


NAMES = {"AU": ["AU", "AUS", "Australia"], "CL": ["CL", "Chile", "智利"], "KR": ["KR", "South Korea", "Korea, Rep."]}
FORMATS = ["{name} {share}%", "{share}% {name}", "{name} ({share} %)", "{name}: {share}%", "{name} - {share} percent"]


@given(
    countries=st.lists(st.sampled_from(sorted(NAMES)), min_size=1, max_size=5),
    data=st.data(),
    separator=st.sampled_from([" / ", "; ", "\n", " | ", " + ", " & ", " and "]),
    form=st.sampled_from(FORMATS),
)
def test_shares_that_add_up_come_back(countries: list[str], data: st.DataObject, separator: str, form: str) -> None:
    cuts = data.draw(
        st.lists(st.integers(1, 9999), min_size=len(countries) - 1, max_size=len(countries) - 1, unique=True)
    )
    edges = [0, *sorted(cuts), 10_000]
    hundredths = [upper - lower for lower, upper in pairwise(edges)]
    pieces = [
        form.format(name=data.draw(st.sampled_from(NAMES[code])), share=f"{share // 100}.{share % 100:02}")
        for code, share in zip(countries, hundredths, strict=True)
    ]
    parts = parse_origin(separator.join(pieces))
    assert [(part.country, part.share) for part in parts] == [
        (code, Fraction(share, 10_000)) for code, share in zip(countries, hundredths, strict=True)
    ]


@pytest.mark.parametrize(
    ("cell", "country"),
    [
        ("Ningde", "CN"), ("宁德市", "CN"), ("Jiangxi", "CN"), ("江西省", "CN"), ("Wuhan, Hubei", "CN"),
        ("Nevada", "US"), ("Chattanooga", "US"),
        ("Queensland", "AU"), ("Western Australia", "AU"), ("Ontario", "CA"), ("Québec", "CA"),
        ("Hokkaido", "JP"), ("Ehime Prefecture", "JP"), ("Sulawesi", "ID"), ("Greenbushes", "AU"),
        ("Antofagasta", "CL"),
    ],
)  # fmt: skip
def test_a_place_in_one_country_alone_is_read_as_that_country(cell: str, country: str) -> None:
    (part,) = parse_origin(cell)
    assert (part.country, part.place_alone) == (country, True)


@pytest.mark.parametrize(
    ("cell", "country"),
    [
        # letters of a state that are no country's
        ("Reno, NV", "US"), ("Paris, TX", "US"), ("Portland, OR", "US"), ("Silver Peak, NV", "US"), ("Reno , NV", "US"),
        # letters that are also a country's code
        ("Nashville, TN", "US"), ("Chattanooga, TN", "US"), ("Tunis, TN", "TN"), ("Boston, MA", "US"),
        ("Casablanca, MA", "MA"), ("Boise, ID", "US"), ("Mumbai, IN", "IN"), ("Gary, IN", "US"), ("Berlin, DE", "DE"),
        ("Wilmington, DE", "US"), ("San Jose, CA", "US"), ("Panama City, PA", "PA"), ("Philadelphia, PA", "US"),
        ("Tbilisi, GE", "GE"), ("Atlanta, GA", "US"),
        # letters of another country's part
        ("Perth, WA", "AU"), ("Kwinana, WA", "AU"), ("Seattle, WA", "US"), ("Sudbury, ON", "CA"),
        ("Newcastle, NSW", "AU"), ("Windsor, ON", "CA"), ("Bécancour, QC", "CA"), ("Gladstone, QLD", "AU"),
        # the state's name, and the country behind it
        ("Reno, Nevada", "US"), ("Charlotte, North Carolina", "US"), ("Paris, Texas", "US"), ("Toronto, Ontario", "CA"),
        ("Austin, TX, USA", "US"), ("Sparks, Nevada, USA", "US"),
        # a country behind letters that are another country's code, or behind the city alone
        ("Smyrna, TN, USA", "US"), ("Nashville, TN, United States", "US"), ("Smyrna, Tennessee, USA", "US"),
        ("Atlanta, Georgia, USA", "US"), ("Tunis, Tunisia", "TN"),
    ],
)  # fmt: skip
def test_a_city_and_its_state(cell: str, country: str) -> None:
    (part,) = parse_origin(cell)
    assert (part.country, part.place_alone, part.entity) == (country, False, None)


@pytest.mark.parametrize(
    "cell", ["Burrel, AL", "Taipa, MO", "Foo, WA", "Medan, ID", "Bogota, CO", "Nashville TN", "China, TX", "NaN", "nan"]
)
def test_a_city_that_may_lie_elsewhere_is_not_read(cell: str) -> None:
    with pytest.raises(OriginUnclear):
        parse_origin(cell)


@pytest.mark.parametrize(
    ("cell", "hint"),
    [
        ("Calvert City, KY", "for Kentucky, write United States"),
        ("Fredericktown, MO", "for Missouri, write United States"),
        ("St. Marys, PA", "for Pennsylvania, write United States"),
        ("George Town, KY", "for Kentucky, write United States"),
        ("London, ON", "for Ontario, write Canada"),
        ("Reno NV", "for Nevada, write United States"),
        ("Kwinana WA", "for Western Australia, write Australia; for Washington, write United States"),
    ],
)
def test_letters_that_are_a_states_are_told_so(cell: str, hint: str) -> None:
    with pytest.raises(OriginUnclear) as caught:
        parse_origin(cell)
    assert str(caught.value).endswith(hint)


def test_shares_of_places_and_cities() -> None:
    parts = parse_origin("Nashville, TN 50% / Nevada 30% / Australia 20%")
    assert [(part.country, part.share) for part in parts] == [
        ("US", Fraction(1, 2)),
        ("US", Fraction(3, 10)),
        ("AU", Fraction(1, 5)),
    ]


WORDS = [
    "AU", "CL", "China", "Taiwan", "Korea", "Rep.", "Congo", "Dem.", "Georgia", "USA", "NV", "Ningde", "Pilbara", "SQM",
    "Ganfeng", "Co., Ltd.", "S.A.", "unknown", "others", "TBC", "via", "North", "mine", "60%", "40%", "100%", "60",
    "40", "(", ")", "(60%)", "/", ",", ";", "\n", " and ", "&", "-", ":", " ", "é", "中国", "有限公司", "?",
]  # fmt: skip


@settings(max_examples=500)
@given(st.lists(st.sampled_from(WORDS), max_size=9).map(" ".join) | st.text(max_size=20))
def test_no_part_has_a_country_that_the_cell_does_not_state(text: str) -> None:
    try:
        parts = parse_origin(text)
    except OriginUnclear:
        return
    shares = [part.share for part in parts]
    assert len(parts) == 1 or sum(share or 0 for share in shares) == 1
    assert shares == [None] or all(share and 0 < share <= 1 for share in shares)
    for part in parts:
        if part.country is not None:
            if part.place is not None:
                assert part.country in countries_named(part.place)
                continue
            ends = range(len(part.text) + 1)
            assert any(find_country(part.text[i:j].strip()) == part.country for i in ends for j in ends[:i:-1])
        assert part.entity is None or part.entity in part.text
