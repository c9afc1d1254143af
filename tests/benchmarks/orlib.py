"""OR-Library capacitated facility location, as cases of the planner.

The instances are not part of this repository. A file holds ``m n``, then capacity and fixed cost of
each of m warehouses, then for each of n customers its demand and m costs of serving all of it.

As a case, a warehouse is a campus with one hall as large as its capacity, a customer is a node, chips
and power are free, and nothing may fall short. One unit of cost is one million USD, so that the
solver sees the numbers of the file.
"""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parents[3] / "shared" / "benchmarks" / "orlib"
"""Where the instances are looked for: beside the checkout."""

USD_PER_UNIT = 1_000_000
QUARTER = "2027Q1"
STREAM = "goods"
UNIT = "reference MW"


@dataclass(frozen=True)
class Instance:
    """A facility location problem: m warehouses, n customers."""

    capacity: tuple[float, ...]
    fixed_cost: tuple[float, ...]
    demand: tuple[float, ...]
    cost: tuple[tuple[float, ...], ...]
    """By customer, then by warehouse: the cost of serving all of the customer's demand."""


def read_instance(path: Path) -> Instance:
    """Read an instance; line breaks mean nothing in the format."""
    numbers = [float(word) for word in path.read_text("ascii").split()]
    m, n = int(numbers[0]), int(numbers[1])
    warehouses, customers = numbers[2 : 2 + 2 * m], numbers[2 + 2 * m :]
    assert len(customers) == n * (m + 1)
    rows = [customers[i * (m + 1) : (i + 1) * (m + 1)] for i in range(n)]
    return Instance(
        capacity=tuple(warehouses[0::2]),
        fixed_cost=tuple(warehouses[1::2]),
        demand=tuple(row[0] for row in rows),
        cost=tuple(tuple(row[1:]) for row in rows),
    )


def write_case(instance: Instance, case_id: str, folder: Path) -> Path:
    """Write an instance as a case with its table of costs beside it, and return the case's file."""
    with (folder / "cost.csv").open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(["site_id", "node_id", "usd_per_unit_quarter"])
        for i, (demand, costs) in enumerate(zip(instance.demand, instance.cost, strict=True)):
            for j, cost in enumerate(costs):
                table.writerow([_warehouse(j), _customer(i), cost / demand * USD_PER_UNIT])
    path = folder / f"{case_id}.yaml"
    # JSON is YAML too.
    path.write_text(json.dumps(_case(instance, case_id), indent=1), encoding="utf-8")
    return path


def _warehouse(number: int) -> str:
    return f"warehouse {number + 1}"


def _customer(number: int) -> str:
    return f"customer {number + 1}"


def _case(instance: Instance, case_id: str) -> dict[str, Any]:
    stream = {"id": STREAM, "unit": UNIT, "shortage_usd_per_quarter": 0}
    chip = {"id": "free", "vendor": "none", "capex_usd_per_mw": 0, "maintenance_usd_per_mw_year": 0}
    warehouses = zip(instance.capacity, instance.fixed_cost, strict=True)
    return {
        "id": case_id,
        "title": f"OR-Library {case_id}",
        "today": QUARTER,
        "horizon": {"first": QUARTER, "last": QUARTER},
        "finance": {"wacc": 0.0, "construction_inflation": 0.0},
        "sites": {"custom": [_site(j, *warehouse) for j, warehouse in enumerate(warehouses)]},
        "nodes": {"custom": [_node(i) for i in range(len(instance.demand))]},
        "chips": {"include": [], "custom": [{**chip, "first_quarter": QUARTER}]},
        "power": {"include": [], "custom": [{"id": "free", "delivery": "onsite"}]},
        "pools": {"include": []},
        "streams": {"include": [], "custom": [stream]},
        "demand": {"rows": [_row(i, demand) for i, demand in enumerate(instance.demand)]},
        "network": {"cost_table": "cost.csv"},
        "policies": {"no_shortage": [STREAM]},
        "whole_racks": False,
    }


def _site(number: int, capacity: float, fixed_cost: float) -> dict[str, Any]:
    return {
        "id": _warehouse(number),
        "kind": "campus",
        "lat": 0,
        "lon": 0,
        "country": "US",
        "pue": 1,
        "hall_mw": capacity,
        "max_halls": 1,
        "open_cost_usd": fixed_cost * USD_PER_UNIT,
        "cost_multiplier": 0,
        "first_quarter": QUARTER,
        "hall_fixed_usd_per_year": 0,
    }


def _node(number: int) -> dict[str, Any]:
    return {"id": _customer(number), "lat": 0, "lon": 0, "country": "US"}


def _row(number: int, demand: float) -> dict[str, Any]:
    return {"stream": STREAM, "node": _customer(number), "at": QUARTER, "amount": demand, "unit": UNIT}
