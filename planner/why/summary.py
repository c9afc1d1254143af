"""The part of a run's summary on prices."""

from __future__ import annotations

from collections.abc import Sequence

from planner.plan.markdown import counted, plain, section
from planner.why.meanings import sentence
from planner.why.priced_limit import PricedLimit

TITLE = "What more would save"
MOST_LINES = 8
NOTE = (
    "Prices at the margin: they hold for this plan, with its sites and halls, and for small steps. "
    "`planner why RUN --check-prices 5` solves the case again with the change made."
)


def prices_section(limits: Sequence[PricedLimit]) -> str:
    """Return the dearest limits, a line each; the demand itself is left to the table."""
    some = [limit for limit in limits if limit.is_limit]
    if not some:
        return section(TITLE, "No limit has a price: nothing the case limits would make this plan cheaper.")
    lines = [f"- {plain(sentence(limit))}." for limit in some[:MOST_LINES]]
    left = len(some) - MOST_LINES
    more = [f"- {counted(left, 'more limit')} in the table `prices`."] if left > 0 else []
    return section(TITLE, *lines, *more, "", NOTE)
