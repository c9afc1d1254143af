"""Whatever a file holds, the user gets figures or an InputError, never a crash."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from planner.problems import InputError
from planner.reference import Override, TableName, load_reference, read_override_table

HEADERS = st.lists(
    st.sampled_from(["water_stress", "water_m3_per_it_mwh", "source", "confidence", "note", "litres", ""]),
    min_size=1,
    max_size=5,
)
CELLS = st.one_of(
    st.sampled_from(["low", "", "nan", "inf", "-1", "0.5", "measured", '"', "\x00", "é"]), st.text(max_size=5)
)
ROWS = st.lists(st.lists(CELLS, max_size=5), max_size=4)


@pytest.fixture(scope="module")
def path() -> Iterator[Path]:
    with TemporaryDirectory() as folder:
        yield Path(folder) / "own.csv"


def read(path: Path) -> tuple[Override, ...]:
    with suppress(InputError):
        return read_override_table(path, TableName.WATER)
    return ()


@settings(max_examples=150, deadline=None)
@given(content=st.binary(max_size=200))
def test_any_bytes(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    read(path)


@settings(max_examples=150, deadline=None)
@given(header=HEADERS, rows=ROWS)
def test_any_table(path: Path, header: list[str], rows: list[list[str]]) -> None:
    lines = "\n".join(",".join(row) for row in [header, *rows])
    path.write_text(lines, encoding="utf-8")
    read(path)


@settings(max_examples=30, deadline=None)
@given(value=st.one_of(st.text(max_size=8), st.floats(), st.integers(), st.booleans()))
def test_any_value(value: str | float) -> None:
    column = "water_m3_per_it_mwh"
    override = Override(TableName.WATER, "low", column, value, "case.yaml")
    with suppress(InputError):
        assert load_reference([override]).water[column].between(0, 20).all()
