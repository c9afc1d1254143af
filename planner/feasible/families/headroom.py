"""Grid headroom by area: more of it lasts."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from buildout.inputs import Inputs
from planner.feasible.draft import Draft
from planner.feasible.families.family import Family, Term
from planner.feasible.limits import FAR_WIDER, Change, Kind, Limit, by_place, extra_by_period, until
from planner.feasible.phrase import Phrase, during, number, span
from planner.feasible.prices import Premiums, headroom_musd


def _find(inputs: Inputs, premiums: Premiums) -> Iterator[Limit]:
    last = len(inputs.periods) - 1
    for area in inputs.areas:
        price = headroom_musd(premiums, inputs, area.area_id)
        for t, mw in enumerate(area.headroom_mw):
            if mw > 0:
                yield Limit(Kind.HEADROOM, (area.area_id,), t, last, mw, mw, FAR_WIDER * mw, price)


def _apply(inputs: Inputs, changes: Sequence[Change]) -> Inputs:
    extra = {a: extra_by_period(some, len(inputs.periods)) for (a,), some in by_place(changes).items()}
    areas = tuple(
        replace(
            area, headroom_mw=tuple(a + b for a, b in zip(area.headroom_mw, extra[area.area_id], strict=True))
        )
        if area.area_id in extra
        else area
        for area in inputs.areas
    )
    return replace(inputs, areas=areas)


def _terms(draft: Draft, limits: Sequence[Limit]) -> Iterator[Term]:
    own = {area.area_id: area.headroom_mw for area in draft.inputs.areas}
    unit_mw = {(o.site_id, o.option_id): o.unit_mw for o in draft.inputs.power}
    places = by_place(limits)
    a = draft.compiled.matrix.a
    units = {column: index for index, column in draft.compiled.columns.get("power.units", {}).items()}
    for (area, label), row in draft.rows.get("power.headroom_limit", {}).items():
        t = draft.sets.position[label]
        first = a.indptr[row]
        s, o, _ = units[int(a.indices[first])]
        scale = unit_mw[s, o] / float(a.data[first])  # rows may count units instead of MW
        mw = own[area][t]
        draft.row_upper[row] = math.floor(mw / scale + 1e-9) if scale != 1.0 else mw
        for limit in until(places.get((area,), []), t):
            yield Term(limit, row, -1.0 / scale)


def _say(inputs: Inputs, limits: Sequence[Limit], extra: float) -> Phrase:
    area, (first, last) = limits[0].place[0], span(inputs, limits)
    amount = extra or max(limit.amount for limit in limits)
    text = (
        f"{number(extra)} MW more grid headroom in {area} from {first} on"
        if extra
        else f"grid headroom in {area} is {number(amount)} MW {during(first, last)}"
    )
    return Phrase(text, "grid headroom", area, first, last, amount, "MW")


_KINDS = frozenset({Kind.HEADROOM})
HEADROOM = Family((Kind.HEADROOM,), _find, _apply, _terms, _say, lasting=_KINDS, bounding=_KINDS)
