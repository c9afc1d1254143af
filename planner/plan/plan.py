"""A plan: what was decided, what it costs, and how far from the best it can be at most."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.plan.columns import TableName, Tables
from planner.plan.ladder import YearGw, gw_by_year
from planner.plan.tables import build_tables

EXACT = 1e-9
"""Relative difference between cost and bound that is rounding, not a gap."""


class PlanStatus(StrEnum):
    """How the search for the plan ended."""

    OPTIMAL = "optimal within gap"
    FEASIBLE = "feasible, stopped early"
    FALLBACK = "fallback"
    """Made by a simple rule, as the solver found none in time."""


@dataclass(frozen=True, eq=False)
class Plan:
    """One plan, as a value: nothing in it depends on the solver.

    Parameters
    ----------
    case_id
        The case it is for.
    status
        How the search ended.
    cost_usd
        Present value of all cost, less the value left: the sum of the table ``costs``.
    bound_usd
        No plan of the case costs less; minus infinity where nothing is proved.
    seconds, seconds_to_first_plan
        Wall time of the solve, and until its first plan.
    peak_memory_mb
        Largest memory of the solve.
    versions
        Version of each program that matters, by name.
    input_sha256
        Hash of the frozen inputs.
    gw_by_year
        What is built, standing and at work at the end of each year.
    tables
        The tables by name (`planner.plan.columns.TABLES`). They are not to be changed.
    """

    case_id: str
    status: PlanStatus
    cost_usd: float
    bound_usd: float
    seconds: float
    seconds_to_first_plan: float
    peak_memory_mb: float
    versions: Mapping[str, str]
    input_sha256: str
    gw_by_year: tuple[YearGw, ...]
    tables: Tables

    @property
    def gap(self) -> float:
        """(cost - bound) / abs(cost), and 0 where both are the same to rounding."""
        if math.isclose(self.cost_usd, self.bound_usd, rel_tol=EXACT, abs_tol=EXACT):
            return 0.0
        return (self.cost_usd - self.bound_usd) / abs(self.cost_usd) if self.cost_usd else math.inf

    def to_json(self) -> str:
        """Return all but the tables as JSON; what is not finite becomes null."""
        years = {
            str(step.year): {k: v for k, v in asdict(step).items() if k != "year"} for step in self.gw_by_year
        }
        content = {
            "case": self.case_id,
            "status": self.status.value,
            "cost_usd": self.cost_usd,
            "bound_usd": _finite(self.bound_usd),
            "gap": _finite(self.gap),
            "seconds": self.seconds,
            "seconds_to_first_plan": self.seconds_to_first_plan,
            "peak_memory_mb": self.peak_memory_mb,
            "versions": dict(self.versions),
            "input_sha256": self.input_sha256,
            "gw_by_year": years,
        }
        return json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n"

    @classmethod
    def from_json(cls, text: str, tables: Tables) -> Plan:
        """Return the plan that `to_json` wrote, with its tables.

        Raises
        ------
        ValueError
            If the text is not JSON, or a value is none that a plan can have.
        KeyError
            If something is missing.
        """
        content: dict[str, Any] = json.loads(text)
        bound_usd = content["bound_usd"]
        return cls(
            case_id=content["case"],
            status=PlanStatus(content["status"]),
            cost_usd=content["cost_usd"],
            bound_usd=-math.inf if bound_usd is None else bound_usd,
            seconds=content["seconds"],
            seconds_to_first_plan=content["seconds_to_first_plan"],
            peak_memory_mb=content["peak_memory_mb"],
            versions=MappingProxyType(content["versions"]),
            input_sha256=content["input_sha256"],
            gw_by_year=tuple(YearGw(int(year), **gw) for year, gw in content["gw_by_year"].items()),
            tables=tables,
        )


def make_plan(
    inputs: Inputs,
    decisions: Decisions,
    *,
    status: PlanStatus,
    bound_usd: float,
    seconds: float,
    seconds_to_first_plan: float,
    peak_memory_mb: float,
    versions: Mapping[str, str],
    input_sha256: str,
) -> Plan:
    """Return the plan that some decisions make; its cost is worked out from its own tables.

    Parameters are those of `Plan`.
    """
    tables = build_tables(inputs, decisions)
    return Plan(
        case_id=inputs.case_id,
        status=status,
        cost_usd=float(tables[TableName.COSTS]["present_value_usd"].sum()),
        bound_usd=bound_usd,
        seconds=seconds,
        seconds_to_first_plan=seconds_to_first_plan,
        peak_memory_mb=peak_memory_mb,
        versions=MappingProxyType(dict(versions)),
        input_sha256=input_sha256,
        gw_by_year=gw_by_year(inputs, tables),
        tables=tables,
    )


def _finite(value: float) -> float | None:
    return value if math.isfinite(value) else None
