"""The table of what becomes of a plan when a vendor slips."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from buildout.quarters import quarter_label
from planner.explore.family import Member
from planner.plan import Run
from planner.vendors.defaults import bought_mw
from planner.vendors.effects import difference, money_columns, most_lost, shortage_usd
from planner.vendors.schemas import SCHEMAS
from planner.vendors.study import NOT_YET, Study
from planner.vendors.words import mix_id, slip_id


def exposure_table(study: Study, runs: Mapping[str, Run]) -> pd.DataFrame:
    """Return a row for each choice and vendor.

    Parameters
    ----------
    study
        The study.
    runs
        The runs of the mixes that have a plan, by the mix as text.
    """
    rows = []
    for mix, vendor, slip in study.slips():
        name = slip_id(mix, vendor, study.slip_quarters)
        before, after = study.member(mix_id(mix)), study.member(name)
        row: dict[str, object] = {
            "mix": mix.text,
            "vendor": vendor,
            "quarters": study.slip_quarters,
            "known": "" if slip is None else quarter_label(slip.known),
            "bought_mw": bought_mw(study.subject.inputs, runs[mix.text].plan.tables).get(vendor, 0.0),
        }
        if slip is None:
            row |= _NOTHING
        elif after is None or before is None:
            row |= _UNKNOWN | {"note": study.failed.get(name, NOT_YET)}
        else:
            row |= _exposed(before, after, runs[mix.text], study.store.run_of(after))
        rows.append(row)
    types = {column.name: column.dtype.value for column in SCHEMAS["exposure"].columns}
    return pd.DataFrame(rows, columns=list(types)).astype(types)


_NOTHING: dict[str, object] = {
    "more_usd": 0.0,
    "least_more_usd": 0.0,
    "most_more_usd": 0.0,
    "within_gap": False,
    "shortage_more_usd": 0.0,
    "lost_gw": 0.0,
    "lost_most_in": "",
    "note": "",
}
"""Nothing is due from the vendor."""
_UNKNOWN = {name: float("nan") if isinstance(zero, float) else zero for name, zero in _NOTHING.items()}


def _exposed(before: Member, after: Member, plan: Run, slipped: Run) -> dict[str, object]:
    lost = most_lost(plan, slipped)
    return {
        **money_columns(difference(before, after), "more_usd"),
        "shortage_more_usd": shortage_usd(slipped) - shortage_usd(plan),
        "lost_gw": lost.gw,
        "lost_most_in": lost.period,
        "note": "",
    }
