"""What a case says about a published ambition that its plan is held against."""

from __future__ import annotations

from pydantic import Field

from planner.cases.fields import Id, Positive, Strict


class Ambition(Strict):
    """A path of facility GW that someone has published, and what a GW is said to cost."""

    follows: Id = Field(description="Name of a path under demand.facility_gw")
    usd_per_gw: Positive = Field(description="All-in price of a facility GW as published, USD")
    source: str = Field(min_length=1, max_length=200, description="Who published it, and when")
