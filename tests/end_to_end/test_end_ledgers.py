"""The ledgers that ship are worlds that could be: what stands has room, power and a price."""

from __future__ import annotations

import pytest

from buildout.inputs import Inputs
from planner.assemble import assemble_case
from planner.cases import load_case

LEDGER_CASES = ["us-inference-2030", "lab-4gw-10-months", "us-2033", "world-250gw-2033"]


@pytest.fixture(scope="module", params=LEDGER_CASES)
def inputs(request: pytest.FixtureRequest) -> Inputs:
    return assemble_case(load_case(request.param)).inputs


def standing_it_mw(inputs: Inputs, site_id: str, quarter: int) -> float:
    """Return the IT MW of the ledger's chips that have come and have not aged out."""
    life = {chip.chip_id: chip.life_quarters for chip in inputs.chips}
    return sum(
        lot.it_mw
        for lot in inputs.committed_chips
        if lot.site_id == site_id and lot.online_quarter <= quarter < lot.online_quarter + life[lot.chip_id]
    )


def test_committed_chips_have_halls_and_firm_power(inputs: Inputs) -> None:
    for site in inputs.sites:
        options = [option for option in inputs.power if option.site_id == site.site_id]
        for t, period in enumerate(inputs.periods):
            it_mw = standing_it_mw(inputs, site.site_id, period.start)
            firm_mw = sum(option.availability * option.committed_mw[t] for option in options)
            assert it_mw <= site.committed_halls[t] * site.hall_mw + 1e-6
            assert it_mw * site.pue <= firm_mw + 1e-6


def test_payments_still_due_are_less_than_what_is_being_built_is_worth(inputs: Inputs) -> None:
    """At the dear end of the published band, a GW (facility) under construction costs 60 billion USD."""
    building_mw = sum(
        (site.committed_halls[-1] - site.committed_halls[0]) * site.hall_mw * site.pue
        for site in inputs.sites
    )
    due_musd = sum(payment.musd for payment in inputs.committed_cash)
    assert building_mw > 1000
    assert 0 < due_musd < 60.0 * building_mw
    assert all(payment.quarter >= inputs.today for payment in inputs.committed_cash)
