"""The aims by name."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from buildout.inputs import Inputs, Stream
from planner.explore.aims.aim import MW_PER_GW, Aim
from planner.explore.aims.capex import Capex
from planner.explore.aims.carbon import Carbon
from planner.explore.aims.latency import INTERACTIVE_MS, Latency, interactive
from planner.explore.aims.time_to_power import TimeToPower, final_gw
from planner.explore.aims.vendor_share import VendorShare
from planner.plan import TableName, Tables
from planner.problems import InputError, Problem


class Against(StrEnum):
    """The aims."""

    TIME_TO_POWER = "time-to-power"
    LATENCY = "latency"
    CARBON = "carbon"
    CAPEX = "capex"
    VENDOR_SHARE = "vendor-share"


def aim_of(against: Against, inputs: Inputs, cheapest: Tables, gw: float | None) -> Aim:
    """Return an aim.

    Parameters
    ----------
    cheapest
        Tables of the cheapest plan.
    gw
        For the time to power: GW at the meter that are waited for. Where None, what the cheapest plan
        has at the end.

    Raises
    ------
    InputError
        If the case has nothing that the aim could measure.
    """
    match against:
        case Against.TIME_TO_POWER:
            return TimeToPower(gw or _positive(against, final_gw(inputs, cheapest)))
        case Against.LATENCY:
            _check_streams(interactive(inputs))
            return Latency()
        case Against.CARBON:
            return Carbon()
        case Against.CAPEX:
            return Capex()
        case Against.VENDOR_SHARE:
            return VendorShare(
                _positive(against, float(cheapest[TableName.FLEET]["buy_mw"].sum()) / MW_PER_GW)
            )


def _check_streams(streams: Mapping[str, Stream]) -> None:
    where, units = "--against latency", {stream.unit for stream in streams.values()}
    if not streams:
        expected = f"a stream with a budget of {INTERACTIVE_MS:,.0f} ms RTT or less"
        raise InputError([Problem(where, "no interactive stream", expected, "choose another aim")])
    if len(units) > 1:
        found = ", ".join(sorted(units))
        fix = "state the demand of these streams in one unit"
        raise InputError([Problem(where, found, "one unit of all interactive streams", fix)])


def _positive(against: Against, gw: float) -> float:
    if gw <= 0:
        expected, fix = "a plan with chips", "choose another aim, or raise the price of falling short"
        raise InputError(
            [Problem(f"--against {against.value}", "a cheapest plan without any", expected, fix)]
        )
    return gw
