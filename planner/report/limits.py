"""What limits the plan and what more would save, as a page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from planner.plan.limits.summary import NOTE as USE_NOTE
from planner.plan.limits.summary import limits_lines
from planner.plan.markdown import counted, money, number, percent
from planner.plan.text_table import TextTable
from planner.report.facts import Facts
from planner.why.limits_summary import NOTE as PRICE_NOTE
from planner.why.limits_summary import bottleneck_lines
from planner.why.meanings import step_of
from planner.why.priced_limit import PricedLimit
from planner.why.summary import NOTE as MARGIN_NOTE

MOST_PRICES = 15
MOST_CAUSES = 12


@dataclass(frozen=True)
class Limits:
    """What limits a plan.

    Parameters
    ----------
    lines
        What limits it, by year.
    note
        What says so.
    prices
        What one step more of each limit would save; None where nothing has a price.
    prices_note
        What these prices mean, or why there are none.
    causes
        What is behind the dearest shortages; None where nothing falls short or nothing is known.
    causes_note
        How many there are.
    """

    lines: Sequence[str]
    note: str
    prices: TextTable | None
    prices_note: str
    causes: TextTable | None
    causes_note: str


def limits_of_plan(facts: Facts) -> Limits:
    """Return what limits the plan of a run."""
    by_price = facts.years is not None
    lines = (
        bottleneck_lines(facts.years or ()) if by_price else limits_lines(facts.periods, facts.plan.status)
    )
    some = [limit for limit in facts.prices or () if limit.is_limit]
    causes = sorted(facts.causes or (), key=lambda cause: -cause.cost_usd)
    return Limits(
        lines=lines,
        note=_plain(PRICE_NOTE if by_price else USE_NOTE),
        prices=_prices(some[:MOST_PRICES]) if some else None,
        prices_note=_prices_note(facts, some),
        causes=_causes(facts) if causes else None,
        causes_note=f"The {min(MOST_CAUSES, len(causes))} dearest of {counted(len(causes), 'shortage')}.",
    )


def _plain(markdown: str) -> str:
    return markdown.replace("`", "")


def _prices_note(facts: Facts, some: Sequence[PricedLimit]) -> str:
    if facts.prices is None:
        return "Prices of limits were not worked out in this solve; planner why RUN does."
    if not some:
        return "No limit has a price: nothing the case limits would make this plan cheaper."
    left = len(some) - MOST_PRICES
    more = f" {counted(left, 'more limit')} in the table prices." if left > 0 else ""
    return _plain(MARGIN_NOTE) + more


def _prices(limits: Sequence[PricedLimit]) -> TextTable:
    rows = [
        [
            step_of(limit),
            ("at most " if limit.is_most else "") + _usd(limit.with_these_sites_usd),
            _usd(limit.if_sites_follow_usd),
        ]
        for limit in limits
    ]
    return TextTable(["one step more", "saves with these sites", "if sites may follow"], rows)


def _usd(usd: float | None) -> str:
    return "" if usd is None else money(usd)


def _causes(facts: Facts) -> TextTable:
    causes = sorted(facts.causes or (), key=lambda cause: -cause.cost_usd)[:MOST_CAUSES]
    name = {stream.stream_id: stream.name for stream in facts.inputs.streams}
    rows = [
        [
            name[cause.stream_id],
            cause.place,
            cause.period,
            "reach" if cause.limited_by is None else str(cause.limited_by),
            f"{cause.cause}{f', until {cause.until}' if cause.until else ''}",
            f"{number(cause.short)} {cause.unit}",
            percent(cause.short / cause.demand) if cause.demand else "",
            number(cause.cost_usd / 1e6),
        ]
        for cause in causes
    ]
    header = ["stream", "where", "period", "limited by", "behind it", "short", "of demand", "million USD"]
    return TextTable(header, rows, text_columns=5)
