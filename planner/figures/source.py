"""What figures are drawn from: a run with its inputs decoded, and the names things go by in a picture."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from buildout.inputs import Inputs, Period, Site, SiteKind
from planner.plan import Run
from planner.plan.columns import Tables
from planner.serial import load_inputs

_ACRONYM = re.compile(r"\b(miso|ercot|pjm|spp|nyiso|apac|ppa|smr|ccgt|sofc|egs)\b")
LONGEST_NAME = 30
"""Characters of a name in a picture; the tables have all of it."""


@dataclass(frozen=True)
class Source:
    """A run and its inputs.

    Parameters
    ----------
    run
        The run.
    inputs
        The inputs of the run, decoded.
    """

    run: Run
    inputs: Inputs

    @classmethod
    def of(cls, run: Run) -> Source:
        """Return the source of a run's figures.

        Raises
        ------
        InputError
            If the inputs of the run cannot be read.
        """
        return cls(run, load_inputs(run.inputs_json))

    @property
    def tables(self) -> Tables:
        """The tables of the plan."""
        return self.run.plan.tables

    def explaining(self, name: str) -> pd.DataFrame | None:
        """Return a table that explains the plan, such as ``limits``; None where the run has none."""
        return self.run.more_tables.get(name)

    @cached_property
    def periods(self) -> Mapping[str, Period]:
        """Periods by label, in order."""
        return {period.label: period for period in self.inputs.periods}

    @cached_property
    def sites(self) -> Mapping[str, Site]:
        """Sites by id."""
        return {site.site_id: site for site in self.inputs.sites}

    @cached_property
    def site_names(self) -> Mapping[str, str]:
        """Short name of each site, by id; no two are the same."""
        short = {site.site_id: short_name(site.name) for site in self.inputs.sites}
        kinds = {site.site_id: site.kind for site in self.inputs.sites}
        named = {i: f"{n}, edge" if kinds[i] is SiteKind.EDGE else n for i, n in short.items()}
        count = Counter(named.values())
        return {i: name if count[name] == 1 else f"{name} [{i}]" for i, name in named.items()}


def short_name(name: str) -> str:
    """Return a name without what stands in brackets, cut where it is long."""
    short = name.split(" (")[0].strip() or name
    return short if len(short) <= LONGEST_NAME else short[: LONGEST_NAME - 1].rstrip() + "…"


def words(thing_id: str) -> str:
    """Return an id such as ``grid_ercot_position`` in words."""
    return short_name(_ACRONYM.sub(lambda match: match[0].upper(), thing_id.replace("_", " ")))


def three_digits(value: float) -> str:
    """Return a number with three digits that count, never as a power of ten."""
    if not value:
        return "0"
    place = 2 - math.floor(math.log10(abs(value)))
    return f"{round(value, place):,.{max(0, place)}f}"
