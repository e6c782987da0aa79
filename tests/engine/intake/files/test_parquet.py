"""A Parquet file of a user's own columns: what no cell can hold is in the way only where it would be read."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow
import pytest
from boms import Judge, Judged, virgin
from pyarrow import parquet

DAY = ("-d", "2025-06-01")


def judged(judge: Judge, path: Path, *lines: dict[str, Any], **columns: pyarrow.Array) -> Judged:
    """The report on a file of these lines, some columns as they are given."""
    table = pyarrow.Table.from_pylist(list(lines))
    for name, column in columns.items():
        at = table.column_names.index(name) if name in table.column_names else table.num_columns
        table = table.remove_column(at) if at < table.num_columns else table
        table = table.add_column(at, name, column)
    parquet.write_table(table, path)
    return judge(path, *DAY)


ROWS = [virgin(value="60"), virgin("nickel", value="40")]
OWN = {
    "lists": pyarrow.array([["a", "b"], None]),
    "lists of lists": pyarrow.array([[["a"], []], [None]]),
    "structs": pyarrow.array([{"a": 1, "b": ["x"]}, None]),
    "maps": pyarrow.array([[("k", "v")], []], pyarrow.map_(pyarrow.string(), pyarrow.string())),
    "bytes": pyarrow.array([b"\xff\x00", None]),
    "bytes of one length": pyarrow.array([b"\xff\x00", None], pyarrow.binary(2)),
    "times of day": pyarrow.array([datetime.time(8), None]),
    "durations": pyarrow.array([datetime.timedelta(1), None]),
    "nothing": pyarrow.nulls(2),
    "categories": pyarrow.array(["a", "a"]).dictionary_encode(),
}


@pytest.mark.parametrize("what", OWN)
def test_a_column_of_the_users_own_may_hold_anything(judge: Judge, tmp_path: Path, what: str) -> None:
    got = judged(judge, tmp_path / "pack.parquet", *ROWS, remarks=OWN[what])
    assert (got.status, got.report["bom"]["lines"]) == ("pass", 2), got.report["findings"]
    assert [f["cells"] for f in got.report["findings"] if f["code"] == "COLUMN-UNUSED"] == [["BOM!F1"]]


@pytest.mark.parametrize("what", ["lists", "structs", "maps", "bytes", "bytes of one length", "times of day"])
@pytest.mark.parametrize("column", ["processing_country", "mineral", "Processing Entity", "processing_contry"])
def test_a_column_that_is_read_may_not(judge: Judge, tmp_path: Path, what: str, column: str) -> None:
    """By its name, by another one that it is known by, or but for a letter."""
    got = judged(judge, tmp_path / "pack.parquet", *ROWS, **{column: OWN[what]})
    (found,) = got.report["findings"]
    assert (got.exit_code, found["code"]) == (2, "FILE-NOT-A-SPREADSHEET")
    assert f'the column "{column}" of pack.parquet contains ' in found["message"]


@pytest.mark.parametrize(
    "values", [["México", "CN"], [["CN"], []], [[["US"], ["CN"]], []], [{"a": "CN", "b": "US"}, None]]
)
def test_places_in_a_column_that_is_not_read_are_seen(judge: Judge, tmp_path: Path, values: list[Any]) -> None:
    """Whatever holds them: a list that nobody looks into would be a place that is lost."""
    got = judged(judge, tmp_path / "pack.parquet", *ROWS, origin_of_input=pyarrow.array(values))
    assert "COLUMN-OF-PLACES" in got.codes


@pytest.mark.parametrize("kind", [pyarrow.binary(), pyarrow.large_binary(), pyarrow.binary(2)])
def test_bytes_that_are_text_are_text(judge: Judge, tmp_path: Path, kind: pyarrow.DataType) -> None:
    got = judged(judge, tmp_path / "pack.parquet", *ROWS, processing_country=pyarrow.array([b"CN", b"US"], kind))
    assert (got.status, got.finding("FEOC-PLACE")["cells"]) == ("fail", ["BOM!D2"])


# Size ---------------------------------------------------------------------------------------------------------------


def refused(got: Judged) -> str:
    (found,) = got.report["findings"]
    assert (got.exit_code, found["code"]) == (2, "SHEET-TOO-LARGE")
    return str(found["message"])


@pytest.fixture
def nothing_written(monkeypatch: pytest.MonkeyPatch) -> None:
    """Fails where any row is made a text: what is refused is refused before that."""
    from critmin.engine.intake.files import parquet as reader

    monkeypatch.setattr(reader._Column, "cells", lambda *_: pytest.fail("a row was written out"))


def shared(text: str, times: int) -> pyarrow.Array:
    """A text that stands in the file once, and is that of each of so many rows."""
    indices = pyarrow.array([0], pyarrow.int32()).take(pyarrow.array([0] * times))
    return pyarrow.DictionaryArray.from_arrays(indices, pyarrow.array([text]))


@pytest.mark.usefixtures("nothing_written")
@pytest.mark.parametrize(
    ("column", "said"),
    [
        (lambda: shared("x" * 8000, 50_000), "the text of the file exceeds"),
        (
            lambda: pyarrow.ListArray.from_arrays(
                pyarrow.array(range(50_001)), shared("x" * 8000, 50_000).cast("string")
            ),
            "exceeds",
        ),
        (lambda: shared("x" * 11_000_000, 50_000), "a cell has more than 10 MB"),
    ],
    ids=["texts", "lists", "cells"],
)
def test_a_text_that_many_rows_share(
    judge: Judge, tmp_path: Path, column: Callable[[], pyarrow.Array], said: str
) -> None:
    """400 MB of 8 kB."""
    got = judged(judge, tmp_path / "pack.parquet", *([virgin()] * 50_000), remarks=column())
    assert (tmp_path / "pack.parquet").stat().st_size < 1_000_000
    message = refused(got)
    assert said in message and '"remarks"' in message and "pack.parquet" in message


@pytest.mark.usefixtures("nothing_written")
def test_a_cell_of_hundreds_of_megabytes(judge: Judge, tmp_path: Path) -> None:
    """As the footer says."""
    got = judged(judge, tmp_path / "pack.parquet", *ROWS, remarks=pyarrow.array(["x" * 30_000_000, "y"]))
    assert "a cell has more than 10 MB in the column" in refused(got)


def test_a_piece_that_unpacks_to_more_than_is_read(judge: Judge, tmp_path: Path) -> None:
    texts = pyarrow.array([f"{n}{'x' * 1_000_000}" for n in range(5)])
    table = pyarrow.Table.from_pylist([virgin()] * 5).append_column("remarks", texts)
    parquet.write_table(table, tmp_path / "pack.parquet", use_dictionary=False)
    got = judge(tmp_path / "pack.parquet", *DAY, "--max-mb", "1")
    assert 'are in one row group, most of it in the column "remarks"' in refused(got)
    assert judge(tmp_path / "pack.parquet", *DAY, "--max-mb", "5").status != "unreadable"


@pytest.mark.usefixtures("nothing_written")
def test_rows_without_end(judge: Judge, tmp_path: Path) -> None:
    """A million equal rows take a few bytes."""
    names = ["mineral", "value_usd", "note"]
    table = pyarrow.table({name: shared("Li", 1_000_000) for name in names})
    parquet.write_table(table, tmp_path / "pack.parquet")
    got = judge(tmp_path / "pack.parquet", *DAY, "--max-mb", "1")
    assert "1,000,000 rows of 3 columns" in refused(got)
