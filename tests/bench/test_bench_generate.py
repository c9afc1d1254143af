"""Drawn cases: valid in every shape, the same for the same recipe, nested in size."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from planner.assemble import assemble_case
from planner.bench.generate import Recipe, Shape, generate, generated_case, write_case
from planner.cases import Case, load_case
from planner.problems import InputError

SMALL = Recipe(8, 7)
BEYOND_THE_TABLES = 300


def keys(recipe: Recipe) -> dict[str, Any]:
    return generate(recipe)


def content(case: Case) -> dict[str, Any]:
    return case.model_dump(exclude={"path"})


@pytest.mark.parametrize("shape", Shape)
@pytest.mark.parametrize(("sites", "seed"), [(2, 0), (8, 7), (41, 3)])
def test_every_shape_assembles_with_all_its_sites(sites: int, seed: int, shape: Shape) -> None:
    inputs = assemble_case(generated_case(Recipe(sites, seed, shape))).inputs
    assert len(inputs.sites) == sites
    assert inputs.demand


@pytest.mark.parametrize("shape", [Shape.BASE, Shape.LATE])
def test_more_sites_than_the_tables_have(shape: Shape) -> None:
    inputs = assemble_case(generated_case(Recipe(BEYOND_THE_TABLES, 7, shape))).inputs
    assert len({site.site_id for site in inputs.sites}) == BEYOND_THE_TABLES
    powered = {option.site_id for option in inputs.power}
    assert powered == {site.site_id for site in inputs.sites}


@pytest.mark.parametrize("shape", Shape)
def test_the_same_recipe_gives_the_same_case(shape: Shape) -> None:
    assert keys(Recipe(30, 5, shape)) == keys(Recipe(30, 5, shape))


def test_another_seed_gives_another_case() -> None:
    first, second = keys(Recipe(30, 5)), keys(Recipe(30, 6))
    assert first["sites"] != second["sites"]
    assert first["demand"] != second["demand"]


def test_a_larger_case_has_the_sites_of_a_smaller_one() -> None:
    """So that a series measures size and not luck."""
    for kind in ("campuses", "edges"):
        small, large = keys(Recipe(20, 7))["sites"][kind]["ids"], keys(Recipe(40, 7))["sites"][kind]["ids"]
        assert large[:10] == small


@pytest.mark.parametrize("shape", Shape)
def test_it_survives_being_written(shape: Shape, tmp_path: Path) -> None:
    recipe = Recipe(12, 1, shape)
    write_case(recipe, tmp_path / "case.yaml")
    assert content(load_case(tmp_path / "case.yaml")) == content(generated_case(recipe))


def test_a_file_that_cannot_be_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a file that can be written"):
        write_case(SMALL, tmp_path / "nowhere" / "case.yaml")


def test_scarce_has_fewer_chips() -> None:
    base, scarce = (assemble_case(generated_case(Recipe(8, 7, s))).inputs for s in (Shape.BASE, Shape.SCARCE))
    for plenty, few in zip(base.chips, scarce.chips, strict=True):
        assert few.supply_mw == pytest.approx([0.4 * mw for mw in plenty.supply_mw])


def test_strict_reaches_less() -> None:
    """Zones of a stream with a latency limit are reached by fewer sites, or by as many."""
    base, strict = (
        assemble_case(generated_case(Recipe(40, 7, s))).inputs for s in (Shape.BASE, Shape.STRICT)
    )
    reach = [sum(len(zone.site_ids) * len(zone.node_ids) for zone in i.zones) for i in (base, strict)]
    assert reach[1] < reach[0]


def test_late_has_no_new_grid_power_at_first() -> None:
    """No queue position delivers, and a request waits for 6 quarters at least."""
    late = assemble_case(generated_case(Recipe(8, 7, Shape.LATE))).inputs
    campuses = {site.site_id for site in late.sites if site.hall_mw == 100}
    grid = [o for o in late.power if o.site_id in campuses and o.option_id.startswith("grid_")]
    assert grid
    for option in grid:
        if option.option_id.endswith("_position"):
            assert not any(option.limit_mw)
        else:
            assert option.first_quarter >= late.today + 6


def test_tight_has_lean_and_fat_years() -> None:
    """A lean year has 0.4 and a fat one 1.6 of half of what the growth costs, at 48 billion USD a GW."""
    case = keys(Recipe(8, 7, Shape.TIGHT))
    gw = case["demand"]["facility_gw"][0]["points"]
    shares = [
        budget["usd"] / (48e9 * (gw[str(budget["year"])] - gw[str(budget["year"] - 1)]))
        for budget in case["policies"]["budgets"]
    ]
    assert sorted(shares) == pytest.approx([0.2, 0.2, 0.8, 0.8], abs=1e-6)
    assert shares[0] == pytest.approx(shares[2])
