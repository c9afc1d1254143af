"""The dictionary describes every column, and nothing else."""

from __future__ import annotations

import csv

import pytest

from planner.reference import Column, Confidence, Dtype, TableName, data_dir, load_dictionary

COLUMNS = [column for table in TableName for column in load_dictionary().columns(table).values()]


def header(table: TableName) -> list[str]:
    path = data_dir() / "reference" / f"{table}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return next(csv.reader(file))


@pytest.mark.parametrize("table", TableName)
def test_every_column_of_every_table_has_a_row(table: TableName) -> None:
    assert header(table) == list(load_dictionary().columns(table))


def test_every_file_is_a_table() -> None:
    files = {path.stem for path in (data_dir() / "reference").glob("*.csv")}
    assert files == {str(table) for table in TableName} | {"dictionary"}


@pytest.mark.parametrize("table", TableName)
def test_every_table_has_one_key_and_provenance(table: TableName) -> None:
    columns = load_dictionary().columns(table)
    assert [c.dtype for c in columns.values()].count(Dtype.ID) == 1
    assert columns["source"].required
    assert columns["confidence"].choices == tuple(Confidence)


@pytest.mark.parametrize("table", TableName)
def test_the_short_view_shows_key_source_and_confidence(table: TableName) -> None:
    dictionary = load_dictionary()
    shown = {name for name, column in dictionary.columns(table).items() if column.shown}
    assert {dictionary.key(table), "source", "confidence"} < shown


@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: f"{c.table}.{c.name}")
def test_a_column_is_explained(column: Column) -> None:
    assert column.meaning
    assert not column.is_numeric or column.dtype is Dtype.FLAG or column.unit
    if column.confidence:
        siblings = load_dictionary().columns(column.table)
        assert column.confidence in siblings or column.confidence in set(Confidence)
    if column.refers_to:
        table, target = column.refers_to
        assert load_dictionary().key(table) == target


@pytest.mark.parametrize("words", ["pue_campus 1 3", "lat -90 90", "lon -180 180"])
def test_absurd_values_have_bounds(words: str) -> None:
    name, low, high = words.split()
    column = load_dictionary().columns(TableName.REGIONS)[name]
    assert (column.minimum, column.maximum) == (float(low), float(high))
