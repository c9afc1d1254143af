"""The inputs as frames: one row per thing, or panels with ids down and periods across."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from buildout.inputs import Inputs, Site, SitePower
from planner.audit.panels import Ids, Panel, id_index, product_index

Thing = TypeVar("Thing")

SITE_FIELDS = (
    "name",
    "kind",
    "country",
    "area_id",
    "lat",
    "lon",
    "pue",
    "hall_mw",
    "min_halls",
    "max_halls",
    "halls_per_quarter",
    "first_hall_quarter",
    "open_cost_musd",
    "cost_multiplier",
    "fixed_musd_per_hall_year",
    "water_m3_per_it_mwh",
)
OPTION_FIELDS = (
    "delivery",
    "unit_mw",
    "continuous",
    "first_quarter",
    "last_quarter",
    "capex_musd_per_mw",
    "fixed_musd_per_mw_year",
    "energy_usd_per_mwh",
    "carbon_kg_per_mwh",
    "availability",
    "lead_quarters",
    "life_quarters",
    "payments",
    "is_bridge",
)
CHIP_FIELDS = (
    "vendor",
    "capex_musd_per_mw",
    "maintenance_musd_per_mw_year",
    "rack_mw",
    "chips_per_mw",
    "life_quarters",
    "lead_quarters",
    "payments",
)


@dataclass(frozen=True)
class Facts:
    """What an `Inputs` says, in frames; each is made when it is first asked for."""

    inputs: Inputs

    @cached_property
    def periods(self) -> Ids:
        """Labels of the periods, in order."""
        return id_index(("period",), [period.label for period in self.inputs.periods])

    @cached_property
    def starts(self) -> NDArray[np.int64]:
        """First quarter of each period."""
        return np.array([period.start for period in self.inputs.periods])

    @cached_property
    def quarters(self) -> NDArray[np.int64]:
        """Quarters in each period."""
        return np.array([period.quarters for period in self.inputs.periods])

    @cached_property
    def hours(self) -> NDArray[np.float64]:
        """Hours in each period."""
        return np.array([period.hours for period in self.inputs.periods])

    @cached_property
    def years(self) -> NDArray[np.int64]:
        """Calendar year of each period."""
        return np.array([period.year for period in self.inputs.periods])

    @cached_property
    def sites(self) -> pd.DataFrame:
        """Scalars of each site, by ``site_id``; ``is_ledger`` marks sites open from the start."""
        frame = _scalars(self.inputs.sites, SITE_FIELDS, self.site_ids)
        return frame.assign(is_ledger=[site.in_ledger for site in self.inputs.sites])

    @cached_property
    def site_ids(self) -> Ids:
        """Ids of the sites."""
        return id_index(("site_id",), [site.site_id for site in self.inputs.sites])

    @cached_property
    def committed_halls(self) -> Panel:
        """Halls of the ledger online, site by period."""
        return self._site_panel(lambda site: site.committed_halls)

    @cached_property
    def room(self) -> Panel:
        """Most new halls that may stand, site by period."""
        hall_mw = self.sites["hall_mw"].to_numpy(float)[:, None]
        hosting_mw = self._site_panel(lambda site: site.hosting_mw).to_numpy()
        # An exact multiple of hall_mw must not lose a hall to rounding.
        hosted = np.floor(hosting_mw / hall_mw + 1e-9)
        most = np.minimum(self.sites["max_halls"].to_numpy(float)[:, None], hosted)
        room = np.maximum(0.0, most - self.committed_halls.to_numpy()[:, -1:])
        early = self.starts < self.sites["first_hall_quarter"].to_numpy(int)[:, None]
        return pd.DataFrame(np.where(early, 0.0, room), self.site_ids, self.periods)

    @cached_property
    def headroom_mw(self) -> Panel:
        """MW of new firm grid power there are, area by period."""
        ids = id_index(("area_id",), [area.area_id for area in self.inputs.areas])
        return self._panel([area.headroom_mw for area in self.inputs.areas], ids)

    @cached_property
    def option_ids(self) -> Ids:
        """(site_id, option_id) of the power options."""
        return _pairs([(o.site_id, o.option_id) for o in self.inputs.power], "site_id", "option_id")

    @cached_property
    def options(self) -> pd.DataFrame:
        """Scalars of each power option, by (site_id, option_id)."""
        return _scalars(self.inputs.power, OPTION_FIELDS, self.option_ids)

    @cached_property
    def limit_mw(self) -> Panel:
        """Most new MW of each power option, by period."""
        return self._option_panel(lambda option: option.limit_mw)

    @cached_property
    def committed_mw(self) -> Panel:
        """MW of the ledger of each power option, by period."""
        return self._option_panel(lambda option: option.committed_mw)

    @cached_property
    def chips(self) -> pd.DataFrame:
        """Scalars of each chip, by ``chip_id``."""
        ids = id_index(("chip_id",), [chip.chip_id for chip in self.inputs.chips])
        return _scalars(self.inputs.chips, CHIP_FIELDS, ids)

    @cached_property
    def supply_mw(self) -> Panel:
        """Most MW of each chip on sale, by period."""
        return self._panel([chip.supply_mw for chip in self.inputs.chips], self.chips.index)

    @cached_property
    def fleet_ids(self) -> Ids:
        """(site_id, chip_id) of the chips that may stand at a site."""
        keys = [(site.site_id, chip) for site in self.inputs.sites for chip in site.chip_ids]
        return _pairs(keys, "site_id", "chip_id")

    @cached_property
    def ledger_chips(self) -> pd.DataFrame:
        """One row per entry of the ledger: position in ``fleet_ids`` and period, age-out, MW.

        A delivery within a longer period counts from the next one, as all that is online in a
        period is online from its first quarter; ``step`` is the number of periods where it comes
        too late.
        """
        entries = self.inputs.committed_chips
        quarter = np.array([entry.online_quarter for entry in entries], dtype=int)
        life = self.chips["life_quarters"].loc[[entry.chip_id for entry in entries]].to_numpy(int)
        keys = [(entry.site_id, entry.chip_id) for entry in entries]
        return pd.DataFrame(
            {
                "row": [self.fleet_ids.get_loc(key) for key in keys],
                "step": np.searchsorted(self.starts, quarter),
                "aged_out": quarter + life,
                "it_mw": [entry.it_mw for entry in entries],
            }
        )

    @cached_property
    def committed_chips(self) -> Panel:
        """MW of the ledger that come online, (site, chip) by period."""
        values = np.zeros((len(self.fleet_ids), len(self.periods)))
        seen = self.ledger_chips[self.ledger_chips["step"] < len(self.periods)]
        np.add.at(values, (seen["row"].to_numpy(int), seen["step"].to_numpy(int)), seen["it_mw"].to_numpy())
        return pd.DataFrame(values, self.fleet_ids, self.periods)

    @cached_property
    def performance(self) -> pd.Series[float]:
        """Reference MW of work per IT MW, by (workload_id, chip_id)."""
        rows = [(w.workload_id, chip, value) for w in self.inputs.workloads for chip, value in w.performance]
        ids = _pairs([(workload, chip) for workload, chip, _ in rows], "workload_id", "chip_id")
        return pd.Series([value for *_, value in rows], index=ids, dtype=float)

    @cached_property
    def workload_ids(self) -> Ids:
        """Ids of the workloads."""
        return id_index(("workload_id",), [workload.workload_id for workload in self.inputs.workloads])

    @cached_property
    def stream_ids(self) -> Ids:
        """Ids of the streams."""
        return id_index(("stream_id",), [stream.stream_id for stream in self.inputs.streams])

    @cached_property
    def workload_of(self) -> pd.Series[str]:
        """The workload of each stream."""
        return pd.Series(
            [stream.workload_id for stream in self.inputs.streams], self.stream_ids, dtype=object
        )

    @cached_property
    def usable(self) -> pd.Series[float]:
        """Share of a fleet's work that can be sold at peak, by (stream_id, site_id)."""
        ids = product_index(self.stream_ids, self.site_ids)
        streams, sites = self.inputs.streams, self.inputs.sites
        values = [stream.usable.get(site.kind, 0.0) for stream in streams for site in sites]
        return pd.Series(values, ids, dtype=float)

    @cached_property
    def demand_ids(self) -> Ids:
        """(stream_id, node_id) of the demand."""
        return _pairs([(d.stream_id, d.node_id) for d in self.inputs.demand], "stream_id", "node_id")

    @cached_property
    def demand(self) -> Panel:
        """Peak demand, (stream, node) by period, in the stream's unit."""
        return self._panel([demand.peak for demand in self.inputs.demand], self.demand_ids)

    @cached_property
    def shortage_musd(self) -> Panel:
        """Price of a unit not served for a quarter, stream by period."""
        prices = [stream.shortage_musd_per_quarter for stream in self.inputs.streams]
        return self._panel(prices, self.stream_ids)

    @cached_property
    def zone_of(self) -> pd.Series[str]:
        """The zone of each (stream_id, node_id)."""
        rows = [(z.stream_id, node, z.zone_id) for z in self.inputs.zones for node in z.node_ids]
        ids = _pairs([(stream, node) for stream, node, _ in rows], "stream_id", "node_id")
        return pd.Series([zone for *_, zone in rows], index=ids, dtype=object)

    @cached_property
    def serve_cost_musd(self) -> pd.Series[float]:
        """Cost of one unit for one quarter, by (zone_id, site_id); a missing pair is out of reach."""
        rows = [
            (zone.zone_id, site, cost)
            for zone in self.inputs.zones
            for site, cost in zip(zone.site_ids, zone.serve_cost_musd, strict=True)
        ]
        ids = _pairs([(zone, site) for zone, site, _ in rows], "zone_id", "site_id")
        return pd.Series([cost for *_, cost in rows], index=ids, dtype=float)

    def steps(self, first: str, last: str) -> slice:
        """Return the positions of the periods from label ``first`` to ``last``, both included."""
        labels = list(self.periods)
        return slice(labels.index(first), labels.index(last) + 1)

    def _site_panel(self, values: Callable[[Site], Sequence[float]]) -> Panel:
        return self._panel([values(site) for site in self.inputs.sites], self.site_ids)

    def _option_panel(self, values: Callable[[SitePower], Sequence[float]]) -> Panel:
        return self._panel([values(option) for option in self.inputs.power], self.option_ids)

    def _panel(self, rows: Sequence[Sequence[float]], ids: Ids) -> Panel:
        values = np.array(rows, dtype=float).reshape(len(ids), len(self.periods))
        return pd.DataFrame(values, ids, self.periods)


def _scalars(things: Sequence[Thing], fields: Sequence[str], ids: Ids) -> pd.DataFrame:
    return pd.DataFrame({field: [getattr(thing, field) for thing in things] for field in fields}, index=ids)


def _pairs(keys: Sequence[tuple[str, str]], first: str, second: str) -> Ids:
    return id_index((first, second), [key[0] for key in keys], [key[1] for key in keys])
