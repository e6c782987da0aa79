"""Makes `country_names.json` from the names of CLDR that Babel carries: `uv run python docs/country_names.py`."""

import json
from pathlib import Path

from babel import Locale, localedata
from critmin.engine.vocabulary.names import words
from pycountry import countries

COMMON_LANGUAGES = ("en", "zh", "zh_Hant", "ja", "ko", "de", "fr", "es", "pt", "it", "nl", "pl", "ru")
"""Those of most bills of materials. No name of theirs means another country elsewhere: a test looks."""
CODES = {*(country.alpha_2 for country in countries), "XK"}


def of_one_country(locales: list[str]) -> dict[str, str]:
    """The names as compared, by code, without those that name two countries."""
    found: dict[str, set[str]] = {}
    for locale in locales:
        for code, name in localedata.load(locale, merge_inherited=False).get("territories", {}).items():
            if code in CODES:
                found.setdefault(words(name), set()).add(code)
    return {name: codes.pop() for name, codes in sorted(found.items()) if len(codes) == 1}


# A locale of a territory (es_MX) repeats its language's names but for a few; one of a script (sr_Latn) has its own.
every = [locale for locale in localedata.locale_identifiers() if Locale.parse(locale).territory is None]
common = of_one_country(list(COMMON_LANGUAGES))
others = {name: code for name, code in of_one_country(every).items() if name not in common}
names = {"common": common, "others": others}
path = Path(__file__).parents[1] / "data" / "vocabulary" / "country_names.json"
path.write_text(json.dumps(names, ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
