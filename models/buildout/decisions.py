"""What the model decides, as plain numbers: the bridge from a solved matrix to a plan.

Every mapping is sparse: a missing key is zero. ``t`` is a period label. Quantities are in the
units of `buildout.inputs`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

SitePeriod = Mapping[tuple[str, str], float]
"""(site_id, period)."""
Triple = Mapping[tuple[str, str, str], float]
"""(site_id, option, chip or stream, period), or (site_id, zone_id, period)."""
Quadruple = Mapping[tuple[str, str, str, str], float]
"""(site_id, chip_id, workload_id, period), or (lost_id, site_id, zone_id, period)."""


@dataclass(frozen=True)
class Decisions:
    """One plan's decisions."""

    open: SitePeriod = field(default_factory=dict)
    """1 where the site is open."""
    new_halls: SitePeriod = field(default_factory=dict)
    """Halls online beyond the ledger's (cumulative)."""
    units: Triple = field(default_factory=dict)
    """(site, option, t): units online beyond the ledger's (cumulative)."""
    bought: Triple = field(default_factory=dict)
    """(site, option, t), bridge options only: units bought new."""
    reused: Triple = field(default_factory=dict)
    """(site, option, t), bridge options only: units that came from another site."""
    dropped: Triple = field(default_factory=dict)
    """(site, option, t), bridge options only: units that left."""
    energy_gwh: Triple = field(default_factory=dict)
    """(site, option, t)."""
    buy_mw: Triple = field(default_factory=dict)
    """(site, chip, t): IT MW bought, online from t."""
    retire_mw: Triple = field(default_factory=dict)
    """(site, chip, t): IT MW that leave at the start of t."""
    fleet_mw: Triple = field(default_factory=dict)
    """(site, chip, t): IT MW standing."""
    run_mw: Quadruple = field(default_factory=dict)
    """(site, chip, workload, t): IT MW at work for the workload."""
    serve: Triple = field(default_factory=dict)
    """(site, zone, t): units of the zone's stream served."""
    hosted: Triple = field(default_factory=dict)
    """(site, stream, t): 1 where the site serves a block of a stream that needs one place. It follows from
    ``serve``; a search that starts from a plan of other inputs is told it apart."""
    short: SitePeriod = field(default_factory=dict)
    """(zone, t): units not served."""
    survive: Quadruple = field(default_factory=dict)
    """(lost, site, zone, t): units the site serves when ``lost`` is gone."""
    tier_mw: Mapping[str, float] = field(default_factory=dict)
    """tier_id: IT MW that earn the tier's rebate."""
