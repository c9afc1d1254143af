"""Cases of a few sites whose alternatives and fronts can be worked out by hand; see `tests.small`."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import Delivery, Inputs
from planner.engine.progress import Silent
from planner.serial import dump_inputs
from planner.subject import Subject
from tests.small import campus, grid, serving, small, zone


def three_campuses() -> Inputs:
    """Return a case with campuses that open for 5, 6 and 15: plans of 218, 219 and 228 million USD."""
    opens = {"a": 5.0, "b": 6.0, "c": 15.0}
    inputs = replace(
        small(),
        sites=tuple(replace(campus(s), open_cost_musd=musd) for s, musd in opens.items()),
        power=tuple(grid(s) for s in opens),
    )
    return serving(inputs, zone("n", tuple(opens), 10.0))


def two_powers() -> Inputs:
    """Return a case with dirty power at 0.4 and clean at 0.8 million USD per MW: 5 more for 12.5 MW.

    A quarter has 2,191.5 hours: 12.5 MW take 27,393.75 MWh, which at 400 kg each are 10,957.5 t.
    """
    dirty = replace(grid(), carbon_kg_per_mwh=400.0)
    clean = replace(
        grid(), option_id="clean", family="clean", delivery=Delivery.ONSITE, capex_musd_per_mw=0.8
    )
    return replace(small(), power=(dirty, clean))


def subject(inputs: Inputs) -> Subject:
    """Return what is solved, without a case file."""
    return Subject(inputs, dump_inputs(inputs), (), (), None)


class Quiet(Silent):
    """Nobody is told."""


def nobody(_text: str) -> None:
    """Listen to nothing."""
