"""Names that say that their owner is a covered nation's government."""

from collections.abc import Callable

from ..model.battery import SupplierSheets
from ..model.missing import MissingFact
from ..model.quoting import quoted
from ..vocabulary.countries import find_country_of_owner
from ..vocabulary.entity_words import names_elsewhere
from ..vocabulary.governments import find_government


class GovernmentNames:
    """Reads the names of a bill of materials; the column `government_of` settles what a name leaves open."""

    def __init__(self, sheets: SupplierSheets, covered: Callable[[str], str | None]) -> None:
        """`covered` maps a country to its covered nation."""
        self._entities = sheets.entities
        self._identity = sheets.identity
        self._covered = covered
        self._says: dict[str, bool | None] = {}

    def says(self, name: str) -> bool | None:
        """Whether a name is that of a covered nation, its government, ministry, party or state fund.

        None where it may be: the name could be a company's, or the government's country is not stated.
        """
        if name not in self._says:
            self._says[name] = self._read(name)
        return self._says[name]

    def doubt(self, name: str) -> MissingFact | None:
        """A doubt if a name refers to another place, or may be a government although government_of is not stated."""
        if names_elsewhere(name):
            return MissingFact(f"who {quoted(name)} is: expected the name itself", about=name)
        if self.says(name) is not None:
            return None
        text = f"whether {quoted(name)} is a covered nation's government (state government_of: the country, or none)"
        return MissingFact(text, ("government_of",), name)

    def _read(self, name: str) -> bool | None:
        entity = self._entities.get(self._identity(name))
        # A company with a row may be called IR.
        country = find_country_of_owner(name) if entity is None or len(name) > 3 or not name.isascii() else None
        if country is not None:
            return self._covered(country) is not None
        named = find_government(name)
        if named is None:
            return False
        sure, countries = named.sure, named.countries
        if not countries and entity is not None and entity.country is not None:
            countries = frozenset([entity.country])
        if countries and not any(map(self._covered, countries)):
            return False
        if countries and sure:
            return True
        settled = entity is not None and (entity.government_of is not None or entity.no_government)
        return False if settled else None
