"""The optimum of a case, as a plan, passes the audit, which shares no code with the model."""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import (
    Budget,
    Caps,
    Inputs,
    MinimumTake,
    Survival,
    VendorShare,
    VolumeTier,
    Window,
)
from planner.audit import audit
from planner.engine.fallback import ledger_decisions
from planner.plan import build_tables
from tests.model.optimum import solve
from tests.model.random_case import PERIODS, random_case
from tests.small import TODAY, campus, grid, small, turbine

WHOLE = Window(PERIODS[0].label, PERIODS[-1].label, 0.0)


def with_every_policy(inputs: Inputs) -> Inputs:
    """Return a case with limits of every kind, most of which bind."""
    return replace(
        inputs,
        survival=(
            Survival(("chat",), 0.5, by_area=False),
            Survival(("training",), 0.3, by_area=True),
        ),
        # An area may have the name of its site.
        sites=tuple(replace(site, area_id=site.site_id) for site in inputs.sites),
        vendor_shares=(VendorShare("vendor of g", WHOLE, 0.3, 0.6),),
        minimum_takes=(MinimumTake("take", ("g",), replace(WHOLE, amount=8.0)),),
        volume_tiers=(
            VolumeTier("first", "h", replace(WHOLE, amount=5.0), 0.05),
            VolumeTier("second", "h", replace(WHOLE, amount=12.0), 0.15),
        ),
        budgets=(Budget("2027", TODAY, TODAY + 3, 400.0),),
        caps=Caps(60e3, 150e3),
        whole_racks=True,
    )


def with_locks(inputs: Inputs) -> Inputs:
    """Return a case whose sites are all open by the second quarter, for nothing."""
    locked = (replace(s, open_by_quarter=TODAY + 1, open_cost_musd=0.0) for s in inputs.sites)
    return replace(inputs, sites=tuple(locked))


@pytest.mark.parametrize(
    "inputs",
    [
        random_case(0),
        random_case(1),
        with_every_policy(random_case(0)),
        with_every_policy(random_case(1)),
        with_locks(random_case(2)),
        # Power whose limit ends: bridge units leave, others never come.
        replace(small(2), power=(replace(turbine("a", 2), limit_mw=(100.0, 0.0)),)),
        replace(small(2), power=(replace(grid("a", 2), limit_mw=(100.0, 0.0)),)),
        # A lock where nobody asks for anything else.
        replace(small(), sites=(replace(campus(), open_by_quarter=TODAY, first_hall_quarter=TODAY),)),
    ],
    ids=("plain", "other", "policies", "other policies", "locks", "bridge ends", "grid ends", "lock"),
)
def test_optimum_passes_the_audit(inputs: Inputs) -> None:
    best = solve(inputs)

    report = audit(inputs, build_tables(inputs, best.decisions), best.cost_musd * 1e6)

    assert report.violations == ()


@pytest.mark.parametrize("seed", range(2))
def test_the_ledger_alone_passes_the_audit(seed: int) -> None:
    # Chips of life 4 that are three quarters old leave in the second quarter.
    inputs = random_case(seed)
    aging = tuple(replace(chip, life_quarters=4) if chip.chip_id == "g" else chip for chip in inputs.chips)
    inputs = replace(inputs, chips=aging)

    tables = build_tables(inputs, ledger_decisions(inputs))
    cost_usd = float(tables["costs"]["present_value_usd"].sum())

    assert audit(inputs, tables, cost_usd).violations == ()
    assert cost_usd >= solve(inputs).cost_musd * 1e6
