"""Shares of vendors in what is bought."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Racks, Term, one_row
from planner.feasible.limits import Change, Kind, Limit
from planner.feasible.phrase import Phrase, window
from planner.feasible.prices import Premiums

SHARE_STEPS = 10_000.0
"""Shares are rounded up to a hundredth of a percentage point."""


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    position = {period.label: t for t, period in enumerate(inputs.periods)}
    price = premiums.vendor * max((chip.capex_musd_per_mw for chip in inputs.chips), default=0.0)
    for i, share in enumerate(inputs.vendor_shares):
        times = position[share.window.first], position[share.window.last]
        if share.max_share < 1:
            yield Limit(Kind.VENDOR_MOST, (str(i),), *times, share.max_share, math.inf, math.inf, price)
        if share.min_share > 0:
            yield Limit(Kind.VENDOR_LEAST, (str(i),), *times, share.min_share, math.inf, math.inf, price)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    """Loosen shares; the extra of such a change is in shares, see `_beyond`."""
    most = {int(c.place[0]): c.extra for c in changes if c.limit.kind is Kind.VENDOR_MOST}
    least = {int(c.place[0]): c.extra for c in changes if c.limit.kind is Kind.VENDOR_LEAST}
    shares = tuple(
        replace(
            share,
            max_share=min(1.0, share.max_share + most.get(i, 0.0)),
            min_share=max(0.0, share.min_share - least.get(i, 0.0)),
        )
        for i, share in enumerate(inputs.vendor_shares)
    )
    return replace(inputs, vendor_shares=shares)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    most = [limit for limit in limits if limit.kind is Kind.VENDOR_MOST]
    least = [limit for limit in limits if limit.kind is Kind.VENDOR_LEAST]
    yield from one_row(draft, most, "supply.vendor_at_most", -1.0)
    yield from one_row(draft, least, "supply.vendor_at_least", 1.0)


def _beyond(inputs: Inputs, racks: Racks, limit: Limit) -> float:
    """Return by how much a vendor's share of the racks bought lies beyond its limit; slacks count MW."""
    share = inputs.vendor_shares[int(limit.place[0])]
    labels = [period.label for period in inputs.periods]
    within = set(labels[labels.index(share.window.first) : labels.index(share.window.last) + 1])
    chips = {chip.chip_id: chip for chip in inputs.chips}
    bought = {True: 0.0, False: 0.0}
    for (_, g, t), count in racks.items():
        if t in within:
            bought[chips[g].vendor == share.vendor] += chips[g].rack_mw * count
    part = bought[True] / max(sum(bought.values()), 1e-12)
    beyond = part - share.max_share if limit.kind is Kind.VENDOR_MOST else share.min_share - part
    return math.ceil(max(0.0, beyond) * SHARE_STEPS - 1e-6) / SHARE_STEPS


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    share = inputs.vendor_shares[int(limits[0].place[0])]
    most, least = share.max_share, share.min_share
    if limits[0].kind is Kind.VENDOR_MOST:
        amount, most = most, min(1.0, most + extra)
    else:
        amount, least = least, max(0.0, least - extra)
    digits = 2 if extra else 0
    text = (
        f"{share.vendor} has {least:.{digits}%} to {most:.{digits}%} of what is bought {window(share.window)}"
    )
    what = f"share of {share.vendor}"
    return Phrase(text, what, "", share.window.first, share.window.last, extra or amount, "share")


VENDORS = Family((Kind.VENDOR_MOST, Kind.VENDOR_LEAST), _find, _apply, _terms, _say, extra_of=_beyond)
