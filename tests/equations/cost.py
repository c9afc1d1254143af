"""Examples of the equations of `buildout.cost`.

Money of `STEEP`: the middle of a quarter is worth D = 1/2, 1/8, 1/32 in the first three quarters and 2 in
the one before, prices of construction online in them are 1, 2, 4 times today's. What is bought for a
cumulative x in a quarter is its rise, so x counts its price there less the price a quarter later.
"""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import Basis, Budget, CommittedCash, Payment, SiteKind, VolumeTier, Window
from tests.equations.example import Example
from tests.small import (
    ELEMENTS,
    STEEP,
    TODAY,
    campus,
    chip,
    element,
    grid,
    grid_of,
    serving,
    small,
    stream,
    turbine,
    zone,
)

_BEFORE = (Payment(1, 1.0),)
_SHELL = element("shell", SiteKind.CAMPUS, Basis.HALL, 8.0)
_PERMIT = ELEMENTS[0]

# Everything is free; each example puts a price on what it is about.
_FREE = replace(
    small(2),
    finance=STEEP,
    elements=(_PERMIT,),
    sites=(replace(campus("a", 2), open_cost_musd=0.0),),
    power=(replace(grid("a", 2), capex_musd_per_mw=0.0),),
    chips=(replace(chip("g", 2), capex_musd_per_mw=0.0),),
    streams=(replace(stream("chat", 2), shortage_musd_per_quarter=(0.0, 0.0)),),
)
# The second period has three quarters: its mean D is (1/8 + 1/32 + 1/128) / 3 = 7/128.
_LONG = replace(_FREE, periods=grid_of(1, 3))

EXAMPLES = {
    # In the second quarter, of what is online in it and of what is online in the third: opening 5 x 2 = 10;
    # hall 3/4 x 8 x 2 = 12 and 1/4 x 8 x 4 = 8; grid 0.4 x 2; turbine 25 x 2 = 50, moved a tenth of it;
    # rack half of 10 each. 7 of the 100 are committed, those of the third quarter do not count.
    "M1": Example(
        replace(
            small(3),
            finance=replace(STEEP, move_cost_fraction=0.1),
            elements=(_PERMIT, replace(_SHELL, payments=(Payment(1, 0.25), Payment(0, 0.75)))),
            power=(grid("a", 3), turbine("a", 3)),
            chips=(replace(chip("g", 3), payments=(Payment(1, 0.5), Payment(0, 0.5))),),
            budgets=(Budget("second", TODAY + 1, TODAY + 1, 100.0),),
            committed_cash=(CommittedCash(TODAY + 1, 7.0, "halls"), CommittedCash(TODAY + 2, 9.0, "halls")),
        ),
        rows=("cost.budget_limit",),
    ),
    # 5 x 1/2 = 2.5 in the first quarter, 10 x 1/8 = 1.25 in the second: 1.25 and 1.25.
    "M2-openings": Example(replace(_FREE, sites=(campus("a", 2),)), cost=True),
    # Twice the price: shell 16 of life 4, cooling 0.8 x 12.5 facility MW = 20 paid a quarter before, network
    # 0.2 x 10 IT MW = 4. First quarter: 16/2 - 16 x 2/4 x 1/32 = 7.75, 20 x 2 = 40, 4/2 = 2: 49.75. Second:
    # 32/8 - 32 x 3/4 x 1/32 = 3.25, 40/2 = 20, 8/8 = 1: 24.25. So 25.5 and 24.25.
    "M2-halls": Example(
        replace(
            _FREE,
            sites=(replace(campus("a", 2), open_cost_musd=0.0, cost_multiplier=2.0),),
            elements=(
                _PERMIT,
                replace(_SHELL, life_quarters=4),
                replace(element("cooling", SiteKind.CAMPUS, Basis.FACILITY_MW, 0.8), payments=_BEFORE),
                element("network", SiteKind.CAMPUS, Basis.IT_MW, 0.2),
            ),
        ),
        cost=True,
    ),
    # Grid of life 4, paid a quarter before; what is left counts with interest to its date:
    # 0.4 x 2 - (0.8 x 2) x 2/4 / 32 = 0.775 and 0.8 / 2 - (0.4 x 8) x 3/4 / 32 = 0.325, so 0.45 and 0.325.
    # Turbines bought 25/2, 50/8, moved a tenth.
    "M2-power": Example(
        replace(
            _FREE,
            finance=replace(STEEP, move_cost_fraction=0.1),
            power=(replace(grid("a", 2), life_quarters=4, payments=_BEFORE), turbine("a", 2)),
        ),
        cost=True,
    ),
    # Rack 10/2, 10/8. Life 2: of the second purchase (1/2 - 1/4) / (1 - 1/4) = 1/3 is left, 20/3/32 per MW.
    # Retirement 0.4/2, 0.4/8. Rebate a tenth of 20 in the second quarter, 2/8.
    "M2-chips": Example(
        replace(
            _FREE,
            finance=replace(STEEP, retire_cost_musd_per_mw=0.4),
            chips=(replace(chip("g", 2), life_quarters=2),),
            volume_tiers=(VolumeTier("tier", "g", Window("2027Q1", "2027Q2", 5.0), 0.1),),
        ),
        cost=True,
    ),
    # Years x D are 1/4 x 1/2 = 1/8 and 3/4 x 7/128 = 21/512: times 4 for a hall, 8 for a MW of chips, 0.8 for
    # one of grid. The ledger's hall and 10 MW cost (4 + 8) x (1/8 + 21/512) = 1.9921875.
    "M2-operation": Example(
        replace(
            _LONG,
            sites=(
                replace(
                    campus("a", 2), open_cost_musd=0.0, fixed_musd_per_hall_year=4.0, committed_halls=(1, 1)
                ),
            ),
            power=(
                replace(
                    grid("a", 2),
                    capex_musd_per_mw=0.0,
                    fixed_musd_per_mw_year=0.8,
                    committed_mw=(10.0, 10.0),
                ),
            ),
            chips=(replace(chip("g", 2), capex_musd_per_mw=0.0, maintenance_musd_per_mw_year=8.0),),
        ),
        cost=True,
    ),
    # 64 USD per MWh and 0.5 t at 128 USD are 0.128 million per GWh: 0.064 and 0.128 x 7/128 = 0.007.
    "M2-energy": Example(
        replace(
            _LONG,
            finance=replace(STEEP, carbon_usd_per_t=128.0),
            power=(
                replace(
                    grid("a", 2), capex_musd_per_mw=0.0, energy_usd_per_mwh=64.0, carbon_kg_per_mwh=500.0
                ),
            ),
        ),
        cost=True,
    ),
    # Quarters x D are 1/2 and 3 x 7/128 = 21/128: transit 0.5 gives 1/4 and 21/256, shortage 30 then 20 gives
    # 15 and 3.28125.
    "M2-service": Example(
        serving(
            replace(_LONG, streams=(replace(stream("chat", 2), shortage_musd_per_quarter=(30.0, 20.0)),)),
            replace(zone("n", ("a",), 10.0, 10.0), serve_cost_musd=(0.5,)),
        ),
        cost=True,
    ),
}
