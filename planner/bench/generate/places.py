"""Candidate sites: rows of regions.csv and metros.csv in random order, then copies beside real ones."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from buildout.quarters import parse_quarter
from planner.assemble.rows import Row, flag, number, rows, text
from planner.bench.generate.recipe import Data, Purpose, Recipe
from planner.reference import Reference

LAST_QUARTER = "2030Q4"
EDGE_SHARE = 0.35
"""Our share of a metro's hosting: the smallest metros host 15 MW, less would be no cluster."""
CLUSTER_MW = 5.0
HALL_MW = 100.0
NEAR_DEGREES = (0.3, 3.0)
"""How far a copy lies from its original, in latitude and in longitude."""
CAMPUS_OPEN_USD = 150e6
EDGE_OPEN_USD = 2e6
EDGE_PUE = 1.28


@dataclass(frozen=True)
class Places:
    """The candidate sites of a case."""

    regions: tuple[Row, ...]
    """Rows of regions.csv that are campuses."""
    metros: tuple[Row, ...]
    """Rows of metros.csv that are edge sites."""
    nodes: tuple[str, ...]
    """Metros where demand sits."""
    custom: tuple[Data, ...]
    """Copies, as sites of the case's own."""


def draw_places(reference: Reference, recipe: Recipe) -> Places:
    """Draw campuses, edge sites and nodes; a larger case of the same seed has those of a smaller one."""
    regions = _shuffled([r for r in rows(reference.regions) if _can_be_campus(r)], recipe, Purpose.CAMPUSES)
    metros = _shuffled([r for r in rows(reference.metros) if _can_be_edge(r)], recipe, Purpose.EDGES)
    edges = recipe.sites - recipe.campuses
    campus_copies = _copies(regions, recipe.campuses, recipe.random(Purpose.CAMPUS_COPIES), _campus)
    edge_copies = _copies(metros, edges, recipe.random(Purpose.EDGE_COPIES), _edge)
    return Places(
        regions=tuple(regions[: recipe.campuses]),
        metros=tuple(metros[:edges]),
        nodes=tuple(text(row, "metro_id") for row in metros[:edges]),
        custom=(*campus_copies, *edge_copies),
    )


def _can_be_campus(row: Row) -> bool:
    opens = text(row, "earliest_new_campus_quarter")
    in_time = not opens or parse_quarter(opens) < parse_quarter(LAST_QUARTER)
    allowed = flag(row, "campus_allowed") and not flag(row, "export_restricted")
    return allowed and in_time and number(row, "max_halls_100mw") >= 1


def _can_be_edge(row: Row) -> bool:
    return not flag(row, "export_restricted") and EDGE_SHARE * number(row, "max_edge_mw") >= CLUSTER_MW


def _shuffled(table: list[Row], recipe: Recipe, purpose: Purpose) -> list[Row]:
    return [table[place] for place in recipe.random(purpose).permutation(len(table))]


def _copies(
    table: list[Row], wanted: int, random: np.random.Generator, make: Callable[[Row], Data]
) -> list[Data]:
    """Return as many copies as the table has rows too few, as sites of the case's own."""
    copies = []
    for copy in range(wanted - len(table)):
        row = table[copy % len(table)]
        number_of = 2 + copy // len(table)
        site = make(row)
        copies.append({**site, "id": f"{site['id']}-{number_of}", **_jitter(row, random)})
    return copies


def _jitter(row: Row, random: np.random.Generator) -> Data:
    """Return a place beside the original, and a cost of building somewhat like its own."""
    step = random.uniform(*NEAR_DEGREES, 2) * random.choice([-1.0, 1.0], 2)
    return {
        "lat": round(float(np.clip(number(row, "lat") + step[0], -85.0, 85.0)), 4),
        "lon": round((number(row, "lon") + float(step[1]) + 180.0) % 360.0 - 180.0, 4),
        "cost_multiplier": round(float(random.uniform(0.9, 1.15)), 3),
    }


def _campus(row: Row) -> Data:
    halls = round(number(row, "max_halls_100mw"))
    return {
        "id": text(row, "region_id"),
        "kind": "campus",
        "country": text(row, "country"),
        "pue": number(row, "pue_campus"),
        "hall_mw": HALL_MW,
        "min_halls": min(2, halls),
        "max_halls": halls,
        "open_cost_usd": CAMPUS_OPEN_USD,
        "region": text(row, "region_id"),
        **_opens(text(row, "earliest_new_campus_quarter")),
        # Not the region's: it draws on no headroom but its own position and request.
        "area": f"beside {text(row, 'region_id')}",
    }


def _opens(quarter: str) -> Data:
    return {"first_quarter": quarter} if quarter else {}


def _edge(row: Row) -> Data:
    return {
        "id": text(row, "metro_id"),
        "kind": "edge",
        "country": text(row, "country_iso2"),
        "pue": EDGE_PUE,
        "hall_mw": CLUSTER_MW,
        "max_halls": int(EDGE_SHARE * number(row, "max_edge_mw") / CLUSTER_MW),
        "halls_per_quarter": 4,
        "open_cost_usd": EDGE_OPEN_USD,
        "region": text(row, "nearest_campus_region"),
        "area": f"beside {text(row, 'metro_id')}",
    }
