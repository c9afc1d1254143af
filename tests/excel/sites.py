"""A case of any number of sites, and a plan that uses them all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from tests.small import campus, grid, serving, small, zone


def of_sites(names: Sequence[str]) -> tuple[Inputs, Decisions]:
    """Return a case with a site of each name, and a plan in which each builds a hall and fills it."""
    ids = [f"s{i}" for i in range(len(names))]
    case = replace(
        small(),
        sites=tuple(replace(campus(one), name=name) for one, name in zip(ids, names, strict=True)),
        power=tuple(grid(one) for one in ids),
    )
    case = serving(case, zone("n", tuple(ids), 10.0 * len(ids)))
    period = case.periods[0].label
    return case, Decisions(
        open={(one, period): 1.0 for one in ids},
        new_halls={(one, period): 1.0 for one in ids},
        units={(one, "grid", period): 12.5 for one in ids},
        bought={(one, "grid", period): 12.5 for one in ids},
        buy_mw={(one, "g", period): 10.0 for one in ids},
        fleet_mw={(one, "g", period): 10.0 for one in ids},
        run_mw={(one, "g", "infer", period): 10.0 for one in ids},
        serve={(one, "n", period): 10.0 for one in ids},
    )
