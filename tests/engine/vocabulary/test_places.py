"""Names of places that are no countries, and names of countries that are also another place."""

import json
import subprocess
import sys
from pathlib import Path

import pycountry
import pytest
from critmin.engine.vocabulary.countries import find_country, find_country_of_owner
from critmin.engine.vocabulary.names import words
from critmin.engine.vocabulary.places import _file, _homonyms, find_places, find_places_in, homonym

# Parts of a country that ISO 3166-1 has as countries too: the same place, not another of that name.
TERRITORIES = [
    *("CN-HK", "CN-MO", "FR-971", "FR-972", "FR-973", "FR-974", "FR-976", "FR-BL", "FR-MF", "FR-NC", "FR-PF", "FR-PM"),
    *("FR-TF", "FR-WF", "NL-AW", "NL-CW", "NL-SX", "US-AS", "US-GU", "US-MP", "US-PR", "US-UM", "US-VI"),
]
# Reviewed and left out of homonyms.toml: hardly anybody means the other one.
HARDLY_CONFUSED = ["GN-ML", "TO-01"]


PLACES = [
    ("Ningde", "city", "CN"), ("ningde", "city", "CN"), ("Ningde City", "city", "CN"), ("宁德", "city", "CN"),
    ("宁德市", "city", "CN"), ("寧德", "city", "CN"), ("Xi'an", "city", "CN"), ("Ganzhou", "city", "CN"),
    ("Quzhou", "city", "CN"), ("Qingdao Port", "port", "CN"), ("Port of Ningbo", "port", "CN"),
    ("Jiangxi", "province", "CN"), ("Jiangxi Sheng", "province", "CN"), ("Jiangxi Province", "province", "CN"),
    ("江西省", "province", "CN"), ("Shanxi", "province", "CN"), ("Kwai Chung", "port", "HK"),
    ("Kaohsiung", "city", "TW"), ("Nevada", "state", "US"), ("State of Nevada", "state", "US"),
    ("North Carolina", "state", "US"), ("Reno", "city", "US"), ("Bessemer City", "city", "US"),
    ("Thacker Pass", "city", "US"), ("Quebec", "province", "CA"), ("Québec", "province", "CA"),
    ("Bécancour", "city", "CA"), ("Becancour", "city", "CA"), ("Sudbury", "city", "CA"),
    ("Western Australia", "state", "AU"), ("Pilbara", "region", "AU"), ("Greenbushes", "mine", "AU"),
    ("Kwinana", "city", "AU"), ("Antofagasta", "city", "CL"), ("Salar de Atacama", "salt flat", "CL"),
    ("Pohang", "city", "KR"), ("포항시", "city", "KR"), ("Gyeonggi", "province", "KR"),
    ("Gyeonggi-do", "province", "KR"), ("Ulsan", "city", "KR"), ("Niihama", "city", "JP"),
    ("新居浜市", "city", "JP"), ("Ehime", "prefecture", "JP"), ("Kokkola", "city", "FI"), ("Olen", "city", "BE"),
    ("Kolwezi", "city", "CD"), ("Lualaba", "province", "CD"), ("Norilsk", "city", "RU"), ("Балама", "", ""),
    ("Morowali", "city", "ID"), ("Balama", "mine", "MZ"), ("Jujuy", "province", "AR"),
    ("Georgia", "state", "US"), ("Pyongyang", "city", "KP"),
    ("Australia", "", ""), ("AU", "", ""), ("Taiwan Sheng", "", ""), ("Hong Kong SAR", "", ""), ("", "", ""),
    ("SQM", "", ""), ("NV", "", ""), ("Ningde, China", "", ""), ("Pilbara Minerals", "", ""), ("x" * 1_000, "", ""),
]  # fmt: skip


def test_a_place_and_its_country() -> None:
    """The kind and the country; both are empty where it is no place."""
    found = [(written, find_places(written)) for written, _, _ in PLACES]
    assert [(written, [(place.kind, place.country) for place in places]) for written, places in found] == [
        (written, [(kind, country)] if kind else []) for written, kind, country in PLACES
    ]


@pytest.mark.parametrize(
    ("written", "countries"),
    [
        ("Córdoba", {"AR", "CO", "ES", "MX"}),
        ("Victoria", {"AU", "CA"}),
        ("San Juan", {"AR", "DO", "PR"}),
        ("Santiago", {"CL", "DO"}),
        ("Perth", {"AU", "GB"}),
        ("Newcastle", {"AU", "GB", "ZA"}),
        ("Georgetown", {"GY", "MY", "US"}),
        ("Copperbelt", {"CD", "ZM"}),
    ],
)
def test_a_name_in_several_countries_gives_them_all(written: str, countries: set[str]) -> None:
    found = [place.country for place in find_places(written)]
    assert countries <= set(found)
    assert len(found) == len(set(found))


@pytest.mark.parametrize(
    ("country", "written", "there"),
    [
        ("US", "NV", True), ("AU", "WA", True), ("CA", "QC", True), ("US", "nv", False), ("US", "QC", False),
        ("CL", "AN", False), ("CN", "Jiangxi", True), ("AU", "Jiangxi", False), ("GB", "Perth", True),
        ("AU", "Perth", True), ("CA", "Perth", False), ("CN", "TW", False), ("CN", "Taiwan Sheng", False),
        ("CN", "Hong Kong SAR", False),
    ],
)  # fmt: skip
def test_places_within_a_country(country: str, written: str, there: bool) -> None:
    found = find_places_in(country, written)
    assert bool(found) == there
    assert {place.country for place in found} <= {country}


@pytest.mark.parametrize(
    ("code", "written", "other"),
    [
        ("GE", "Georgia", "the US state of Georgia"),
        ("GE", " GEORGIA ", "the US state of Georgia"),
        ("GE", "GE", None),
        ("GE", "GEO", None),
        ("GE", "Republic of Georgia", None),
        ("LU", "Luxembourg", "the Belgian province of Luxembourg"),
        ("LU", "LUX", None),
        ("NE", "Niger", "the Nigerian state of Niger"),
        ("NG", "Nigeria", None),
        ("AU", "Australia", None),
        ("GE", "x" * 1_000, None),
    ],
)
def test_a_country_of_another_places_name(code: str, written: str, other: str | None) -> None:
    assert homonym(code, written) == other


def test_every_homonym_is_read_as_its_country_and_lies_elsewhere_too() -> None:
    for code, name in _homonyms():
        assert find_country(name) == code
        assert {place.country for place in find_places(name)} - {code} or name in {"luxemburg"}


def test_every_country_that_is_also_a_part_of_another_was_looked_at() -> None:
    file = Path(pycountry.__file__).parent / "databases" / "iso3166-2.json"
    told = {(name, code) for code, name in _homonyms()}
    missed = [
        part["code"]
        for part in json.loads(file.read_text(encoding="utf-8"))["3166-2"]
        if (code := find_country_of_owner(part["name"])) not in (None, part["code"][:2])
        and (words(part["name"]), code) not in told
        and len(part["name"]) > 3
    ]
    assert sorted(missed) == sorted([*TERRITORIES, *HARDLY_CONFUSED])


def test_no_place_is_a_country_and_each_stands_once() -> None:
    places = [
        (words(spelling), country)
        for countries in _file().place.values()
        for country, named in countries.items()
        for name, others in named.items()
        for spelling in (name, *others)
    ]
    assert len(places) >= 150
    assert sorted(place for place in places if places.count(place) > 1) == []
    assert {name for name, _ in places if find_country(name) is not None} == set()


def test_a_plain_country_reads_no_file_of_places() -> None:
    code = (
        "from critmin.engine.intake.facts.origins import parse_origin; from critmin.engine.vocabulary import places\n"
        "for text in ('Australia', 'AU', 'Georgia', '中国'):\n"
        "    parse_origin(text)\n"
        "assert not places._iso_by_code.cache_info().currsize\n"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
