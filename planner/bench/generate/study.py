"""A whole case from a recipe: sites, a ledger to start from, demand that grows with the sites."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from ruamel.yaml import YAML

from planner.assemble.rows import Row, number, text
from planner.bench.generate.places import EDGE_SHARE, HALL_MW, LAST_QUARTER, Places, draw_places
from planner.bench.generate.recipe import Data, Purpose, Recipe
from planner.bench.generate.shapes import shape_changes
from planner.cases import Case, parse_case
from planner.problems import InputError, Problem
from planner.reference import load_reference

TODAY = "2026Q4"
FIRST_YEAR, LAST_YEAR = 2026, 2030
SHARE_PER_SITE = 0.25 / 79
"""Our share of chips and components by site: that of the shipped US case. It ends at all there is."""
GW_PER_SHARE = 80.0
"""Demand in 2030 with all there is, GW facility: 20 GW for the share of the US case."""
CAMPUSES_PER_STANDING = 8
COMING_HALLS = 2
"""Halls under construction at a campus that stands."""
POWER_PER_LOAD = 1.15
"""Firm power of a standing campus over its load at the meter."""
CHIPS_PER_HALL = 0.9
STANDING_CHIP = "GB300"


@dataclass(frozen=True)
class Standing:
    """A campus of the ledger: its row of regions.csv, and its halls that stand and that come."""

    row: Row
    halls: int
    coming: int


def generated_case(recipe: Recipe) -> Case:
    """Return the case of a recipe, as `planner.cases.load_case` would from its file."""
    return parse_case(generate(recipe), Path(f"{recipe.case_id}.yaml"))


def write_case(recipe: Recipe, file: Path) -> None:
    """Write the case of a recipe as YAML.

    Raises
    ------
    InputError
        If the file cannot be written.
    """
    yaml = YAML(typ="rt", pure=True)  # keeps the order of the keys
    try:
        with file.open("w", encoding="utf-8") as stream:
            yaml.dump(generate(recipe), stream)
    except OSError as error:
        reason = error.strerror or str(error)
        fix = "choose another"
        raise InputError([Problem(str(file), reason, "a file that can be written", fix)]) from error


def generate(recipe: Recipe) -> Data:
    """Return the case of a recipe as YAML holds it."""
    places = draw_places(load_reference(), recipe)
    share = round(min(1.0, recipe.sites * SHARE_PER_SITE), 6)
    standing = _standing(recipe, places)
    gw = _demand_gw(recipe, share, standing)
    buyer: Data = {"share": share, "headroom": 0.25, "edge_hosting": EDGE_SHARE}
    changes = shape_changes(recipe, places, share, gw)
    return {
        "id": recipe.case_id,
        "title": f"{recipe.sites} sites drawn with seed {recipe.seed}, shape {recipe.shape.value}",
        "today": TODAY,
        "horizon": {"first": TODAY, "last": LAST_QUARTER},
        "sites": {
            "campuses": {"ids": [text(row, "region_id") for row in places.regions]},
            "edges": {"ids": [text(row, "metro_id") for row in places.metros]},
            "custom": list(places.custom),
        },
        "nodes": {"ids": list(places.nodes)},
        "streams": {"shortage_factor": 2.0},
        "demand": {"facility_gw": [_path(gw)]},
        "ledger": {"sites": [_ledger_site(site) for site in standing]},
        **changes,
        "buyer": buyer | _part(changes, "buyer"),
    }


def _part(changes: Data, key: str) -> Data:
    part = changes.get(key, {})
    return dict(part) if isinstance(part, Mapping) else {}


def _standing(recipe: Recipe, places: Places) -> list[Standing]:
    """Return the campuses of the ledger: two to four halls stand, two more come where there is room."""
    random = recipe.random(Purpose.LEDGER)
    some = places.regions[: -(-recipe.campuses // CAMPUSES_PER_STANDING)]
    return [_as_standing(row, int(random.integers(2, 5))) for row in some]


def _as_standing(row: Row, halls: int) -> Standing:
    room = round(number(row, "max_halls_100mw"))
    return Standing(row, min(halls, room), min(COMING_HALLS, max(0, room - halls)))


def _ledger_site(site: Standing) -> Data:
    lots = {"2025Q4": site.halls, "2027Q3": site.coming}
    online = {quarter: halls for quarter, halls in lots.items() if halls}
    option = text(site.row, "grid_option_id")
    mw = POWER_PER_LOAD * HALL_MW * number(site.row, "pue_campus")
    chips_mw = CHIPS_PER_HALL * HALL_MW * site.halls
    return {
        "site": text(site.row, "region_id"),
        "halls": [{"online": quarter, "halls": halls} for quarter, halls in online.items()],
        "power": [{"option": option, "online": q, "mw": round(mw * halls, 1)} for q, halls in online.items()],
        "chips": [{"chip": STANDING_CHIP, "online": "2026Q1", "it_mw": chips_mw}],
    }


def _demand_gw(recipe: Recipe, share: float, standing: list[Standing]) -> dict[int, float]:
    """Return demand at the end of each year: what stands serves the first, growth bends upwards."""
    random = recipe.random(Purpose.DEMAND)
    most = GW_PER_SHARE * share * float(random.uniform(0.85, 1.15))
    bend = float(random.uniform(1.5, 2.0))
    least = min(CHIPS_PER_HALL * HALL_MW / 1000 * sum(site.halls for site in standing), most / 2)
    years = np.arange(FIRST_YEAR, LAST_YEAR + 1)
    path = least + (most - least) * ((years - FIRST_YEAR) / (LAST_YEAR - FIRST_YEAR)) ** bend
    return {int(year): round(float(gw), 4) for year, gw in zip(years, path, strict=True)}


def _path(gw: Mapping[int, float]) -> Data:
    points = {str(year): value for year, value in gw.items()}
    return {"name": "drawn", "points": points, "fleet_efficiency": 0.8}
