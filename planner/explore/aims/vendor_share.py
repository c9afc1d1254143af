"""Largest share of a vendor."""

from __future__ import annotations

from dataclasses import dataclass

from buildout.inputs import Inputs
from planner.engine.worker import cheapest_plan
from planner.explore.aims.aim import MW_PER_GW, AimRows
from planner.explore.linear import Linear, terms
from planner.plan import TableName, Tables


@dataclass(frozen=True)
class VendorShare:
    """Largest share of a vendor in the IT MW bought within the horizon.

    ``gw`` is what the cheapest plan buys: by it the rows are scaled.
    """

    gw: float
    title: str = "largest vendor's share of MW"
    unit: str = "%"

    def measure(self, inputs: Inputs, tables: Tables) -> float:
        """Return the largest share in a plan; 0 where it buys nothing."""
        vendor = {chip.chip_id: chip.vendor for chip in inputs.chips}
        fleet = tables[TableName.FLEET]
        mw = fleet["buy_mw"].groupby(fleet["chip_id"].map(vendor)).sum()
        return 100.0 * float(mw.max() / mw.sum()) if len(mw) and mw.sum() > 0 else 0.0

    def ideal(self, inputs: Inputs) -> float:
        """Return the share where all vendors have the same."""
        return 100.0 / max(len({chip.vendor for chip in inputs.chips}), 1)

    def rows(self, inputs: Inputs, level: float) -> AimRows:
        """Hold each vendor's MW against a share of all MW bought."""
        compiled = cheapest_plan(inputs)
        chips = {chip.chip_id: chip for chip in inputs.chips}
        racks = compiled.columns.get("fleet.racks", {})
        per_mw = 100.0 / (self.gw * MW_PER_GW)

        def over(vendor: str) -> Linear:
            pairs = (
                (column, per_mw * chips[g].rack_mw * ((chips[g].vendor == vendor) - level / 100))
                for (_, g, _), column in racks.items()
            )
            return terms(compiled, pairs)

        return AimRows(compiled, tuple(over(v) for v in dict.fromkeys(c.vendor for c in inputs.chips)))
