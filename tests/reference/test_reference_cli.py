"""``planner data`` shows tables with units and provenance."""

from __future__ import annotations

import csv
import io

import pytest
import typer
from typer.testing import CliRunner, Result

from planner.cli.data import data
from planner.reference import Reference, TableName


@pytest.fixture
def app() -> typer.Typer:
    app = typer.Typer()
    app.command()(data)
    return app


def run(app: typer.Typer, *words: str) -> Result:
    return CliRunner().invoke(app, list(words))


def test_without_a_name_every_table_is_listed_with_its_rows(app: typer.Typer, shipped: Reference) -> None:
    result = run(app)
    assert result.exit_code == 0
    lines = [line.strip("│ ") for line in result.output.splitlines()]
    for table in TableName:
        (line,) = [line for line in lines if line.split(" ")[0] == table]
        assert f" {len(shipped.table(table))} " in line
        assert line.endswith(table.about)


@pytest.mark.parametrize("table", TableName)
def test_a_table_shows_its_ids_and_provenance(app: typer.Typer, shipped: Reference, table: TableName) -> None:
    result = run(app, table)
    assert result.exit_code == 0
    assert "source" in result.output
    assert "confidence" in result.output
    assert str(shipped.table(table).iloc[0, 0])[:12] in result.output


def test_units_stand_under_the_names(app: typer.Typer) -> None:
    output = run(app, "chips").output
    assert "(W)" in output
    assert "(USD)" in output
    assert "118,000" in output


def test_years_have_no_thousands_separator(app: typer.Typer) -> None:
    assert " 2033 " in run(app, "demand").output


def test_csv_prints_every_cell(app: typer.Typer, shipped: Reference) -> None:
    result = run(app, "countries", "--csv")
    rows = list(csv.DictReader(io.StringIO(result.output)))
    assert [row["country"] for row in rows] == list(shipped.countries["country"])
    assert list(rows[0]) == list(shipped.countries.columns)


def test_an_unknown_table_names_those_there_are(app: typer.Typer) -> None:
    result = run(app, "chip")
    assert result.exit_code == 2
    assert "chips" in result.output
