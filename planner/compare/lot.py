"""What a plan puts where and when, as lots that two plans can be matched by.

A lot is what comes, or goes, at one place in one quarter. What the ledger has counts too: a hall that last
night's plan decided and that the ledger of today has under construction is the same hall.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

NOTICEABLE = 1e-6
"""Units, and part of a quantity, below which a difference is the solver's tolerance."""


class DecisionKind(StrEnum):
    """What was decided; the order is that of reports."""

    OPENING = "opening"
    HALLS = "halls"
    POWER = "power"
    """Power bought, or of the ledger."""
    POWER_MOVED = "power moved"
    """Bridge power that comes from another site."""
    POWER_LEFT = "power left"
    """Power that leaves the site."""
    CHIPS = "chips"
    RETIREMENT = "retirement"


UNITS: Mapping[DecisionKind, str] = {
    DecisionKind.OPENING: "opening",
    DecisionKind.HALLS: "halls",
    DecisionKind.POWER: "MW",
    DecisionKind.POWER_MOVED: "MW",
    DecisionKind.POWER_LEFT: "MW",
    DecisionKind.CHIPS: "IT MW",
    DecisionKind.RETIREMENT: "IT MW",
}

_RANK = {kind: place for place, kind in enumerate(DecisionKind)}


@dataclass(frozen=True)
class Subject:
    """What a decision is about. ``what`` is a power option or a chip, and empty for a site itself."""

    kind: DecisionKind
    site_id: str
    what: str = ""

    @property
    def place(self) -> tuple[int, str, str]:
        """Its place in reports: by kind, site, and what."""
        return _RANK[self.kind], self.site_id, self.what


@dataclass(frozen=True)
class Lot:
    """A quantity of a subject that comes, or goes, in a quarter.

    Parameters
    ----------
    quarter
        The first quarter in which it is online, or gone.
    quantity
        In the unit of its kind (`UNITS`).
    usd
        Nominal price of what was ordered for it; 0 for what the ledger has.
    committed
        The part of the quantity that the ledger has.
    """

    quarter: int
    quantity: float
    usd: float = 0.0
    committed: float = 0.0

    def part(self, quantity: float) -> Lot:
        """Return a part of the lot, with as much of its price."""
        share = quantity / self.quantity
        return Lot(self.quarter, quantity, self.usd * share, self.committed * share)


Lots = Mapping[Subject, Mapping[int, Lot]]
"""The lots of a plan, by subject and quarter."""
