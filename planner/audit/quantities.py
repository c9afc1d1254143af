"""What the plan decides, read from its tables: panels over the ids of the case.

Only decisions are read here. What follows from them (MW from units, halls from new halls) is
computed again; the families compare it with what the tables say.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd

from buildout.quarters import parse_quarter
from planner.audit.facts import Facts
from planner.audit.panels import Ids, Panel, down, like, read_panel, rise, table_index


@dataclass(frozen=True)
class Quantities:
    """The decisions of a plan; ``tables`` hold only rows whose ids the case knows."""

    facts: Facts
    tables: Mapping[str, pd.DataFrame]

    @cached_property
    def open(self) -> Panel:
        """1 where a site is open, site by period."""
        opened = self.tables["sites"].set_index("site_id")["opened"]
        first = opened[opened != ""].map(parse_quarter).reindex(self.facts.site_ids)
        is_open = self.facts.starts >= first.fillna(np.inf).to_numpy(float)[:, None]
        return like(self.new_halls, is_open.astype(float))

    @cached_property
    def new_halls(self) -> Panel:
        """Halls beyond the ledger's, site by period."""
        return self._read("halls", "new_halls", self.facts.site_ids)

    @cached_property
    def halls(self) -> Panel:
        """All halls, site by period."""
        return self.facts.committed_halls + self.new_halls

    @cached_property
    def units(self) -> Panel:
        """Power units beyond the ledger's, (site, option) by period."""
        return self._read("power", "units", self.facts.option_ids)

    @cached_property
    def new_mw(self) -> Panel:
        """MW of power beyond the ledger's, (site, option) by period."""
        return self.units * down(self.facts.options["unit_mw"])

    @cached_property
    def firm_mw(self) -> Panel:
        """All MW of power, (site, option) by period."""
        return self.facts.committed_mw + self.new_mw

    @cached_property
    def bought_mw(self) -> Panel:
        """MW of power bought: as stated for bridge options, the rise for others."""
        stated = self._read("power", "bought_mw", self.facts.option_ids)
        is_bridge = self.facts.options["is_bridge"].to_numpy(bool)[:, None]
        return like(stated, np.where(is_bridge, stated, rise(self.new_mw).clip(lower=0.0)))

    @cached_property
    def reused_mw(self) -> Panel:
        """MW that came from another site, (site, option) by period."""
        return self._read("power", "reused_mw", self.facts.option_ids)

    @cached_property
    def dropped_mw(self) -> Panel:
        """MW that left, (site, option) by period."""
        return self._read("power", "dropped_mw", self.facts.option_ids)

    @cached_property
    def energy_gwh(self) -> Panel:
        """Energy, (site, option) by period."""
        return self._read("energy", "energy_mwh", self.facts.option_ids) / 1000.0

    @cached_property
    def buy_mw(self) -> Panel:
        """IT MW bought, (site, chip) by period."""
        return self._read("fleet", "buy_mw", self.facts.fleet_ids)

    @cached_property
    def retire_mw(self) -> Panel:
        """IT MW that leave, (site, chip) by period."""
        return self._read("fleet", "retire_mw", self.facts.fleet_ids)

    @cached_property
    def fleet_mw(self) -> Panel:
        """IT MW standing, (site, chip) by period."""
        return self._read("fleet", "fleet_mw", self.facts.fleet_ids)

    @cached_property
    def run_mw(self) -> Panel:
        """IT MW at work, (site, chip, workload) by period, for the keys the table has."""
        return self._read("runs", "run_mw", self._own_ids("runs", "site_id", "chip_id", "workload_id"))

    @cached_property
    def served(self) -> Panel:
        """Units served, (site, stream, node) by period, for the keys the table has."""
        return self._read("service", "served", self._own_ids("service", "site_id", "stream_id", "node_id"))

    @cached_property
    def short(self) -> Panel:
        """Units not served, (stream, node) by period."""
        return self._read("shortage", "short", self.facts.demand_ids)

    def _read(self, table: str, value: str, ids: Ids) -> Panel:
        return read_panel(self.tables[table], value, ids, self.facts.periods)

    def _own_ids(self, table: str, *names: str) -> Ids:
        return table_index(self.tables[table], names).unique()
