"""What the sections of a report are written from: a run, its inputs, its audit, and what limits it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from buildout.inputs import Inputs
from planner.audit import AuditReport
from planner.plan import Plan, Run
from planner.plan.limits.binding import PeriodLimits, limits_by_period
from planner.problems import InputError, Problem
from planner.serial import load_inputs
from planner.sources import NAME as SOURCES
from planner.sources import SCHEMA as SOURCES_SCHEMA
from planner.why.bottlenecks import YearBottlenecks, bottlenecks_by_year
from planner.why.limits_tables import CAUSES, LIMITS, causes_of
from planner.why.priced_limit import PricedLimit
from planner.why.shortage_cause import ShortageCause
from planner.why.site_limit import Witness
from planner.why.table import NAME as PRICES
from planner.why.table import limits_of


@dataclass(frozen=True)
class Facts:
    """A run, and what is known of it.

    Parameters
    ----------
    run
        The run.
    inputs
        Its inputs, decoded.
    audit
        The audit of its plan.
    causes
        What is behind each shortage; None where the run does not say.
    prices
        What more of each limit would save, the dearest first; None where the run does not say.
    sources
        The figures it was made with, as `planner.sources` has them; None where the run does not say.
    """

    run: Run
    inputs: Inputs
    audit: AuditReport
    causes: Sequence[ShortageCause] | None
    prices: Sequence[PricedLimit] | None
    sources: pd.DataFrame | None

    @classmethod
    def of(cls, run: Run, audit: AuditReport) -> Facts:
        """Return the facts of a run.

        Raises
        ------
        InputError
            If its inputs, or its tables on limits and prices, cannot be read.
        """
        tables = run.more_tables
        try:
            causes = causes_of(tables[CAUSES]) if CAUSES in tables else None
            prices = limits_of(tables[PRICES]) if PRICES in tables else None
            sources = tables[SOURCES][SOURCES_SCHEMA.names] if SOURCES in tables else None
        except (ValueError, KeyError, TypeError) as error:
            where, fix = f"tables {CAUSES}, {PRICES} and {SOURCES}", "solve the case again"
            raise InputError([Problem(where, str(error), "tables that a solve wrote", fix)]) from error
        return cls(run, load_inputs(run.inputs_json), audit, causes, prices, sources)

    @property
    def plan(self) -> Plan:
        """The plan of the run."""
        return self.run.plan

    @cached_property
    def periods(self) -> tuple[PeriodLimits, ...]:
        """How far each kind of limit is used in each period."""
        return limits_by_period(self.inputs, self.plan.tables)

    @cached_property
    def years(self) -> tuple[YearBottlenecks, ...] | None:
        """The bottlenecks of each year by prices; None where prices do not say."""
        limits = self.run.more_tables.get(LIMITS)
        if self.causes is None or limits is None or not (limits["witness"] == Witness.PRICES).any():
            return None
        return bottlenecks_by_year(self.inputs, self.causes)
