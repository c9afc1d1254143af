from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import planner
from planner.problems import InputError
from planner.reference import Dtype, Reference, TableName, data_dir, load_reference


def test_the_data_is_found_from_any_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    decoy = tmp_path / "data" / "reference"
    decoy.mkdir(parents=True)
    monkeypatch.chdir(tmp_path)
    assert data_dir() != tmp_path / "data"
    assert (data_dir() / "reference" / "chips.csv").is_file()


def test_an_installed_planner_reads_the_data_it_carries(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    package = tmp_path / "planner"
    (package / "data" / "reference").mkdir(parents=True)
    (tmp_path / "data" / "reference").mkdir(parents=True)
    monkeypatch.setattr(planner, "__file__", str(package / "__init__.py"))
    assert data_dir() == package / "data"


def test_a_broken_installation_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(planner, "__file__", str(tmp_path / "planner" / "__init__.py"))
    with pytest.raises(FileNotFoundError, match="install the planner again"):
        data_dir()


@pytest.mark.parametrize("table", TableName)
def test_cells_have_the_type_the_dictionary_says(shipped: Reference, table: TableName) -> None:
    frame = shipped.table(table)
    for name, column in shipped.dictionary.columns(table).items():
        if not column.is_numeric:
            assert frame[name].map(lambda cell: isinstance(cell, str)).all(), name
        elif column.required and column.dtype is not Dtype.NUMBER:
            assert pd.api.types.is_integer_dtype(frame[name]), name
        else:
            assert pd.api.types.is_float_dtype(frame[name]), name


def test_two_loads_share_nothing(shipped: Reference) -> None:
    other = load_reference()
    assert other.chips is not shipped.chips
    assert other.chips.equals(shipped.chips)


def test_a_checkout_with_a_broken_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for path in (data_dir() / "reference").glob("*.csv"):
        target = tmp_path / "planner" / "data" / "reference" / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    water = tmp_path / "planner" / "data" / "reference" / "water.csv"
    water.write_text("water_stress,litres\nlow,1\n", encoding="utf-8")
    monkeypatch.setattr(planner, "__file__", str(tmp_path / "planner" / "__init__.py"))
    with pytest.raises(InputError, match="the columns of dictionary"):
        load_reference()
