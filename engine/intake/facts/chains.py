"""The chains of a long bill of materials, in little memory."""

from ...model.battery import Chain, Table
from ...model.packed import Packed


class Chains(Packed[Chain]):
    """Chains of the rows of one table; what is in the way of packing them leaves those about it as they are."""

    __slots__ = ("_table",)
    together = 4096

    def __init__(self, table: Table) -> None:
        super().__init__(Chain)
        self._table = table

    def _packed(self, rows: list[Chain]) -> bytes | list[Chain]:
        from .chain_packs import pack  # a short list does without

        return pack(rows, self._table) or rows

    def _unpacked(self, pack: bytes) -> list[Chain]:
        from .chain_packs import unpack

        return unpack(pack, self._table)
