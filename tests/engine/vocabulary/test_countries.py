"""How countries are written in bills of materials, and which country each is."""

import pytest
from babel import Locale, localedata
from critmin.engine.vocabulary import countries
from critmin.engine.vocabulary.countries import country_name, find_country, nearest_countries
from critmin.engine.vocabulary.names import words
from hypothesis import given
from hypothesis import strategies as st
from pycountry import countries as iso

EVERY_COUNTRY = [*sorted(country.alpha_2 for country in iso), "XK"]


AS_WRITTEN = [
    ("AU", "AU"), ("au", "AU"), (" Aus ", "AU"), ("AUS", "AU"), ("036", "AU"), ("36", "AU"), ("ＡＵ", "AU"),
    ("NA", "NA"), ("na", "NA"), ("NAM", "NA"), ("Namibia", "NA"),
    ("China", "CN"), ("CHN", "CN"), ("cn", "CN"), ("P.R.C.", "CN"), ("PR China", "CN"), ("P. R. China", None),
    ("China, PRC", "CN"), ("Китайская Народная Республика", "CN"), ("HKSAR", "HK"),
    ("Исламская Республика Иран", "IR"), ("République islamique d'Iran", "IR"), ("Islamic Rep. of Iran", "IR"),
    ("the Republic of Italy", "IT"), ("the State of Libya", "LY"), ("Republic of China", None),
    ("Mainland China", "CN"), ("People's Republic of China", "CN"), ("中国", "CN"), ("中國", "CN"),
    ("중국", "CN"),
    ("Taiwan", "TW"), ("Taiwan, Province of China", "TW"), ("Chinese Taipei", "TW"), ("台湾", "TW"),
    ("臺灣", "TW"),
    ("Hong Kong", "HK"), ("Hong Kong SAR", "HK"), ("China, Hong Kong SAR", "HK"), ("香港", "HK"),
    ("Macau", "MO"), ("Macao SAR", "MO"), ("澳門", "MO"),
    ("Korea", "KR"), ("South Korea", "KR"), ("Korea, Rep.", "KR"), ("Republic of Korea (the)", "KR"),
    ("ROK", "KR"),
    ("S. Korea", "KR"), ("Korea, Republic of", "KR"), ("韩国", "KR"), ("韓國", "KR"), ("대한민국", "KR"),
    ("North Korea", "KP"), ("DPRK", "KP"), ("Korea, Democratic People's Republic of", "KP"),
    ("Congo", "CG"), ("Republic of the Congo", "CG"), ("Congo (Brazzaville)", "CG"), ("Congo-Brazzaville", "CG"),
    ("DRC", "CD"), ("D.R. Congo", "CD"), ("Congo, Dem. Rep.", "CD"), ("Congo (Kinshasa)", "CD"), ("Zaire", "CD"),
    ("Democratic Republic of the Congo (the)", "CD"), ("Congo, The Democratic Republic of the", "CD"),
    ("République démocratique du Congo", "CD"), ("刚果民主共和国", "CD"), ("刚果", "CG"),
    ("DR Kongo", "CD"), ("Demokratische Republik Kongo", "CD"), ("RD Congo", "CD"), ("コンゴ民主共和国", "CD"),
    ("剛果民主共和國", "CD"), ("콩고 민주공화국", "CD"), ("Republik Kongo", "CG"), ("Republik Korea", "KR"),
    ("Corée", "KR"), ("Corea", "KR"), ("Niger", "NE"), ("the Niger", "NE"), ("Nigeria", "NG"),
    ("Guinea", "GN"), ("Guinea-Bissau", "GW"), ("Guinea Bissau", "GW"), ("Equatorial Guinea", "GQ"),
    ("Papua New Guinea", "PG"), ("French Guiana", "GF"), ("Guyana", "GY"),
    ("Dominica", "DM"), ("Dominican Republic", "DO"), ("Dominican Rep.", "DO"),
    ("Samoa", "WS"), ("American Samoa", "AS"), ("Sudan", "SD"), ("South Sudan", "SS"),
    ("Ireland", "IE"), ("Northern Ireland", "GB"), ("England", "GB"), ("Scotland", "GB"), ("UK", "GB"),
    ("U.K.", "GB"), ("USA", "US"), ("U.S.", "US"), ("U.S.A.", "US"), ("United States of America", "US"),
    ("America", "US"),
    ("Puerto Rico", "PR"), ("New Caledonia", "NC"), ("Greenland", "GL"), ("Georgia", "GE"), ("Jersey", "JE"),
    ("Kosovo", "XK"), ("XK", "XK"), ("Burma", "MM"), ("Ivory Coast", "CI"), ("Côte d’Ivoire", "CI"),
    ("Cote d'Ivoire", "CI"), ("Swaziland", "SZ"), ("Macedonia", "MK"), ("Holland", "NL"),
    ("Czech Republic", "CZ"),
    ("Turkey", "TR"), ("Türkiye", "TR"), ("Turkiye", "TR"), ("Cape Verde", "CV"), ("East Timor", "TL"),
    ("Russia", "RU"), ("Russian Fed.", "RU"), ("Россия", "RU"), ("UAE", "AE"), ("KSA", "SA"), ("Lao PDR", "LA"),
    ("Viet Nam", "VN"), ("Vietnam", "VN"), ("Bosnia & Herzegovina", "BA"), ("St. Lucia", "LC"),
    ("VIET\u00a0NAM", "VN"),
    ("Japan", "JP"), ("日本", "JP"), ("일본", "JP"), ("美国", "US"), ("アメリカ合衆国", "US"), ("호주", "AU"),
    ("オーストラリア", "AU"), ("チリ", "CL"), ("アルゼンチン", "AR"), ("印度尼西亚", "ID"), ("Чили", "CL"),
    ("Deutschland", "DE"), ("Vereinigte Staaten", "US"), ("Südkorea", "KR"), ("Suedkorea", None),
    ("États-Unis", "US"), ("Corée du Sud", "KR"), ("Maroc", "MA"), ("Nouvelle-Calédonie", "NC"),
    ("Estados Unidos", "US"), ("México", "MX"), ("Perú", "PE"), ("Japón", "JP"),
    ("المغرب", "MA"), ("الأردن", "JO"), ("الصين", "CN"), ("भारत", "IN"), ("Áo", "AT"),
    ("Bolivia (Plurinational State of)", "BO"), ("Boliviarische Republik", None), ("Российская Федерация", "RU"),
    ("美利坚合众国", "US"), ("Reino Unido de Gran Bretaña e Irlanda del Norte", "GB"), ("تشيكيا", "CZ"),
]  # fmt: skip


def test_a_country_as_written() -> None:
    assert [(written, find_country(written)) for written, _ in AS_WRITTEN] == AS_WRITTEN


@pytest.mark.parametrize("written", [
    "Argentina", "Australia", "Austria", "Bolivia", "Brazil", "Canada", "Chile", "China", "Czech Republic",
    "DR Congo",
    "Finland", "Germany", "Ghana", "Mali", "Mexico", "Namibia", "Peru", "Portugal", "Russia", "Serbia", "Spain",
    "United States", "Zimbabwe",
])  # fmt: skip
def test_the_names_of_the_us_geological_survey(written: str) -> None:
    assert find_country(written) is not None


@pytest.mark.parametrize("written", [
    "", " ", "?", "-", "...", "unknown", "various", "TBD", "tbc", "n/a", "N.A.", "none", "multiple", "mixed",
    "global",
    "Other countries", "World", "Europe", "European Union", "EU", "Asia", "Africa", "001", "150", "0", "36.0", "0036",
    "-36", "Chna", "China/Taiwan", "Taiwan / China", "CN;TW", "Chinaa", "Austrlia", "China / Japan",
    "Niger or Nigeria", "Republic", "ß", "A.U.", "x" * 1_000_000,
])  # fmt: skip
def test_what_names_no_country(written: str) -> None:
    assert find_country(written) is None


@pytest.mark.parametrize(
    ("written", "candidates"),
    [
        ("Republic of China", ["Taiwan", "China"]),
        ("Virgin Islands", ["U.S. Virgin Islands", "British Virgin Islands"]),
        ("Nga", ["Russia", "Nigeria"]),
        ("China, Taiwan", ["China", "Taiwan"]),
        ("Kongo", ["DR Congo", "Congo"]),
        ("Czechoslovakia", ["Czechia", "Slovakia"]),
        ("the U.S.S.R.", ["Russia", "Ukraine", "Kazakhstan"]),
    ],
)
def test_a_name_of_several_countries_is_not_resolved_but_explained(written: str, candidates: list[str]) -> None:
    assert find_country(written) is None
    assert nearest_countries(written) == candidates


def test_every_country_has_its_own_codes_and_names() -> None:
    for country in iso:
        own = [country.alpha_2, country.alpha_3, country.numeric, country.numeric.lstrip("0"), country.name]
        own += [country.alpha_2.lower(), country.alpha_3.lower()]
        own += [getattr(country, kind) for kind in ("official_name", "common_name") if hasattr(country, kind)]
        assert {name: find_country(name) for name in own} == dict.fromkeys(own, country.alpha_2)


@pytest.mark.parametrize(
    "language", ["en", "zh", "zh_Hant", "ja", "ko", "de", "fr", "es", "pt", "it", "ru", "ar", "hi"]
)
def test_every_country_has_its_name_in_this_language(language: str) -> None:
    territories = Locale.parse(language).territories
    wrong = {code: territories[code] for code in EVERY_COUNTRY if find_country(territories[code]) != code}
    assert wrong == {}


def test_a_name_that_two_countries_share_in_two_languages_is_not_resolved() -> None:
    assert find_country("Kata") is None  # Qatar in Akan, Chad in Māori


def test_the_languages_that_are_asked_first_do_not_hide_another_country() -> None:
    first = countries._cldr_names().common
    theirs: dict[str, set[str]] = {}
    for locale in localedata.locale_identifiers():
        for code, name in localedata.load(locale, merge_inherited=False).get("territories", {}).items():
            if code in EVERY_COUNTRY and len(locale) < 4:
                theirs.setdefault(words(name), set()).add(code)
    hidden = {name: theirs[name] for name, code in first.items() if theirs.get(name, {code}) != {code}}
    assert {name for name in hidden if name not in countries._names() | countries._ambiguous()} == set()


def test_every_alias_is_one_name_and_adds_something() -> None:
    ours = countries._ours()
    compared = [words(name) for name in (*ours.alias, *ours.ambiguous, *ours.name.values())]
    assert sorted(name for name in compared if compared.count(name) > 1) == []
    of_iso = {words(name): country.alpha_2 for country in countries._iso().values() for name in country.names()}
    assert {name for name in ours.alias if words(name) in of_iso} == set()
    assert {code for code in ours.alias.values() if code not in EVERY_COUNTRY} == set()
    assert {code for codes in ours.ambiguous.values() for code in codes if code not in EVERY_COUNTRY} == set()
    assert {name for name, code in ours.alias.items() if find_country(name) != code} == set()


def test_the_name_that_is_shown_reads_back() -> None:
    shown = {code: country_name(code) for code in EVERY_COUNTRY}
    assert {code: find_country(name) for code, name in shown.items()} == {code: code for code in shown}
    assert {code for code, name in shown.items() if "," in name} <= {"BQ", "SH"}


@pytest.mark.parametrize(
    ("code", "shown"),
    [
        ("KR", "South Korea"),
        ("CD", "DR Congo"),
        ("CG", "Congo"),
        ("TW", "Taiwan"),
        ("AU", "Australia"),
        ("XK", "Kosovo"),
    ],
)
def test_the_name_that_is_shown(code: str, shown: str) -> None:
    assert country_name(code) == shown


def test_no_name_is_shown_for_what_is_no_code() -> None:
    with pytest.raises(KeyError):
        country_name("ZZ")


@pytest.mark.parametrize(
    ("written", "nearest"), [("Chlie", "Chile"), ("Austrlia", "Australia"), ("Phillipines", "Philippines")]
)
def test_the_nearest_name_is_offered(written: str, nearest: str) -> None:
    assert find_country(written) is None
    assert nearest_countries(written)[0] == nearest


@given(st.text(max_size=30))
def test_any_text_has_an_answer(text: str) -> None:
    assert find_country(text) in {None, *EVERY_COUNTRY}
    assert len(nearest_countries(text)) <= 3
