"""Time to power: how long a GW waits until chips stand on it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.engine.worker import cheapest_plan
from planner.explore.aims.aim import MW_PER_GW, AimRows
from planner.explore.linear import terms, with_columns, with_rows
from planner.plan import TableName, Tables


@dataclass(frozen=True)
class TimeToPower:
    """Mean wait of a GW until chips stand powered on it, in quarters from today.

    Of the first ``gw`` GW at the meter, the ledger's included. What stands today waits for nothing; what
    is not reached within the horizon waits to its end.
    """

    gw: float
    title: str = "mean wait for power"
    unit: str = "quarters"

    def measure(self, inputs: Inputs, tables: Tables) -> float:
        """Return the mean wait in a plan."""
        pue = {site.site_id: site.pue for site in inputs.sites}
        fleet = tables[TableName.FLEET]
        gw = (fleet["fleet_mw"] * fleet["site_id"].map(pue).astype(float)).groupby(fleet["period"]).sum()
        waiting = [
            p.quarters * max(self.gw - float(gw.get(p.label, 0.0)) / MW_PER_GW, 0.0) for p in inputs.periods
        ]
        return self._before(inputs) + sum(waiting) / self.gw

    def ideal(self, inputs: Inputs) -> float:
        """Return the wait until the horizon begins."""
        return self._before(inputs)

    def rows(self, inputs: Inputs, level: float) -> AimRows:
        """Count the GW that are missing in each period."""
        compiled = cheapest_plan(inputs)
        labels = [period.label for period in inputs.periods]
        pue = {site.site_id: site.pue for site in inputs.sites}
        standing: dict[str, list[tuple[int, float]]] = defaultdict(list)
        for (s, _, t), column in compiled.columns.get("fleet.fleet_mw", {}).items():
            standing[t].append((column, -pue[s] / MW_PER_GW))
        compiled = with_columns(compiled, "explore.missing_gw", labels, upper=self.gw)
        missing = compiled.columns["explore.missing_gw"]
        too_few = [terms(compiled, [*standing[t], (missing[t,], -1.0)], constant=self.gw) for t in labels]
        compiled = with_rows(compiled, "explore.count_missing", too_few)
        wait = ((missing[p.label,], p.quarters / self.gw) for p in inputs.periods)
        return AimRows(compiled, (terms(compiled, wait, constant=self._before(inputs) - level),))

    def _before(self, inputs: Inputs) -> float:
        return float(inputs.periods[0].start - inputs.today)


def final_gw(inputs: Inputs, tables: Tables) -> float:
    """Return the GW at the meter on which chips stand in the last period of a plan."""
    fleet, pue = tables[TableName.FLEET], {site.site_id: site.pue for site in inputs.sites}
    last = fleet[fleet["period"] == inputs.periods[-1].label]
    return float((last["fleet_mw"] * last["site_id"].map(pue).astype(float)).sum()) / MW_PER_GW
