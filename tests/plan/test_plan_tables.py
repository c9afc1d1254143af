"""Tables of decisions: what is in them, and what is not."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from buildout.decisions import Decisions
from buildout.inputs import CommittedChips, Inputs
from planner.plan import TABLES, Plan, TableName, Tables, build_tables
from planner.plan.columns import describe_tables

ROOT = Path(__file__).parents[2]


def rows(table: pd.DataFrame, *names: str) -> list[tuple[object, ...]]:
    return list(table[list(names)].itertuples(index=False, name=None))


def test_every_table_has_its_columns_and_types(tables: Tables, empty_plan: Plan) -> None:
    for built in (tables, empty_plan.tables):
        assert list(built) == list(TABLES)
        for name, schema in TABLES.items():
            assert list(built[name].columns) == schema.names
            assert [str(dtype) for dtype in built[name].dtypes] == [c.dtype.value for c in schema.columns]


def test_model_document_has_the_same_columns() -> None:
    """docs/model.md is the contract; the schema here may not drift from it."""
    document = (ROOT / "docs" / "model.md").read_text("utf-8")
    for name, schema in TABLES.items():
        line = next(line for line in document.splitlines() if line.startswith(f"| `{name}` |"))
        stated = [part.strip().split(" ")[0] for part in _outside_brackets(line.split("|")[2])]
        assert stated == schema.names


def _outside_brackets(text: str) -> list[str]:
    depth, parts = 0, [""]
    for character in text:
        depth += {"(": 1, ")": -1}.get(character, 0)
        if character == "," and depth == 0:
            parts.append("")
        else:
            parts[-1] += character
    return parts


def test_run_folder_document_describes_every_column() -> None:
    assert describe_tables() in (ROOT / "docs" / "run-folder.md").read_text("utf-8")


def test_sites(tables: Tables) -> None:
    """The ledger's site is open from the start without a decision; the edge site never opens."""
    found = rows(
        tables["sites"], "site_id", "opened", "from_ledger", "halls_end", "it_mw_end", "facility_mw_end"
    )
    assert found == [
        ("north", "2027Q1", True, 1, 100.0, 120.0),
        ("south", "2027Q2", False, 2, 200.0, 240.0),
    ]


def test_halls_are_whole_and_leave_out_what_is_zero(tables: Tables) -> None:
    found = rows(tables["halls"], "site_id", "period", "committed_halls", "new_halls", "halls", "facility_mw")
    assert found == [
        ("north", "2027Q1", 1, 0, 1, 120.0),
        ("north", "2027Q2", 1, 0, 1, 120.0),
        ("north", "2027H2", 1, 0, 1, 120.0),
        ("south", "2027Q2", 0, 1, 1, 120.0),
        ("south", "2027H2", 0, 2, 2, 240.0),
    ]


def test_power(tables: Tables) -> None:
    """A move raises the units, so it counts as added, but nothing is bought."""
    power = tables["power"]
    names = ("site_id", "period", "units", "firm_mw", "added_mw", "bought_mw", "reused_mw", "dropped_mw")
    assert rows(power[power["option_id"] == "gas"], *names) == [
        ("north", "2027Q1", 1.0, 40.0, 40.0, 40.0, 0.0, 0.0),
        ("north", "2027Q2", 0.0, 0.0, 0.0, 0.0, 0.0, 40.0),
        ("south", "2027Q2", 3.0, 120.0, 120.0, 120.0, 0.0, 0.0),
        ("south", "2027H2", 4.0, 160.0, 40.0, 0.0, 40.0, 0.0),
    ]
    grid = power[(power["option_id"] == "grid") & (power["period"] == "2027H2")]
    assert rows(grid, "site_id", "committed_mw", "firm_mw", "bought_mw") == [
        ("north", 130.0, 130.0, 0.0),
        ("south", 0.0, 120.0, 120.0),
    ]


def test_continuous_units_are_not_rounded(inputs: Inputs) -> None:
    power = build_tables(inputs, Decisions(units={("south", "grid", "2027H2"): 7.25}))["power"]
    assert power["units"].to_list() == [0.0, 0.0, 0.0, 7.25]


def test_energy_and_emissions(tables: Tables) -> None:
    """South's gas: 80 GWh x 70 USD/MWh, x 500 kg/MWh. Water: 0.8 x 2191.5 h x 90 MW x 0.5 m3/MWh."""
    gas = tables["energy"].iloc[-1]
    assert (gas["energy_mwh"], gas["cost_usd"]) == (80_000.0, 5_600_000.0)
    emissions = tables["emissions"].set_index(["site_id", "period"])
    assert emissions.loc[("south", "2027Q2"), "carbon_t"] == pytest.approx(40_000.0)
    assert emissions.loc[("north", "2027Q1"), "water_m3"] == pytest.approx(78_894.0)
    assert emissions.loc[("south", "2027H2"), "water_m3"] == pytest.approx(0.8 * 4383.0 * 160.0)


def test_fleet_counts_racks(tables: Tables) -> None:
    found = rows(tables["fleet"], "site_id", "chip_id", "period", "committed_mw", "buy_racks", "fleet_mw")
    assert found == [
        ("north", "gb", "2027Q1", 50.0, 400.0, 90.0),
        ("north", "gb", "2027Q2", 0.0, 0.0, 90.0),
        ("north", "gb", "2027H2", 0.0, 0.0, 80.0),
        ("south", "gb", "2027Q2", 0.0, 600.0, 60.0),
        ("south", "gb", "2027H2", 0.0, 0.0, 60.0),
        ("south", "tp", "2027H2", 0.0, 1000.0, 100.0),
    ]


def test_racks_stay_fractions_where_the_case_allows(inputs: Inputs) -> None:
    loose = replace(inputs, whole_racks=False)
    fleet = build_tables(loose, Decisions(buy_mw={("south", "tp", "2027Q1"): 0.125}))["fleet"]
    assert fleet["buy_racks"].to_list()[-1] == pytest.approx(1.25)


@pytest.mark.parametrize(
    ("online", "period"), [(0, "2027Q1"), (1, "2027Q2"), (2, "2027H2"), (3, None), (9, None)]
)
def test_ledger_chips_come_with_the_first_period_that_starts_no_earlier(
    inputs: Inputs, online: int, period: str | None
) -> None:
    lot = CommittedChips("south", "tp", inputs.today + online, 5.0)
    fleet = build_tables(replace(inputs, committed_chips=(lot,)), Decisions())["fleet"]
    assert rows(fleet, "period", "committed_mw") == ([(period, 5.0)] if period else [])


def test_runs_tiers_and_survival(tables: Tables) -> None:
    assert rows(tables["runs"], *TABLES["runs"].names) == [
        ("north", "gb", "infer", "2027Q1", "inference", 50.0),
        ("south", "tp", "train", "2027H2", "training", 50.0),
    ]
    assert rows(tables["tiers"], *TABLES["tiers"].names) == [("tier", 40.0, pytest.approx(120e6))]
    assert rows(tables["survival"], *TABLES["survival"].names) == [
        ("north", "south", "chat", "zc", "2027H2", 40.0)
    ]


def test_noise_of_the_solver_is_left_out(inputs: Inputs) -> None:
    noise = Decisions(
        buy_mw={("south", "tp", "2027Q1"): 1e-10},
        fleet_mw={("south", "tp", "2027Q1"): -1e-12},
        energy_gwh={("south", "gas", "2027Q1"): 5e-10},
        serve={("south", "zc", "2027Q1"): -1e-9},
    )
    built = build_tables(inputs, noise)
    assert "south" not in set(built["fleet"]["site_id"])
    assert built["energy"].empty
    assert built["service"].empty
    assert built["orders"].empty


def test_unknown_ids_are_refused(inputs: Inputs) -> None:
    with pytest.raises(KeyError, match="nowhere"):
        build_tables(inputs, Decisions(new_halls={("nowhere", "2027Q1"): 1.0}))


def test_table_names_are_their_text(tables: Tables) -> None:
    assert tables[TableName.SITES] is tables["sites"]
