"""The estimates of all uncertainties, side by side; what is estimated stays so when a family is stopped."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence

import pandas as pd

from planner.cases import Case
from planner.explore.side_by_side import UNEXPECTED, side_by_side
from planner.explore.store import Store
from planner.explore.tornado.figure import Side
from planner.explore.tornado.result import Screened
from planner.explore.tornado.screen import Estimate, Probe, estimate
from planner.explore.tornado.solve import member_id
from planner.explore.tornado.uncertainty import Uncertainty
from planner.problems import InputError, Problem
from planner.subject import Subject

SCREEN = "screen"
TOLD_EVERY = 20
"""Estimates between two lines of progress."""


def screen(
    store: Store,
    case: Case,
    subject: Subject,
    varied: Sequence[Uncertainty],
    workers: int,
    tell: Callable[[str], None],
) -> list[Screened]:
    """Estimate what is not estimated yet, and return all of it."""
    known = _read_screen(store)
    probes = [Probe(case, subject.input_sha256, "", None, ())]
    probes += [
        Probe(case, subject.input_sha256, member_id(u, side), side, u.changes(side))
        for u in varied
        for side in Side
    ]
    missing = [probe for probe in probes if probe.name not in known]
    if missing:
        tell(f"Estimating {len(varied)} inputs at both ends: {len(missing)} relaxations in years")
    try:
        for done in side_by_side(estimate, missing, workers):
            found = done.result or Estimate(
                done.task.name,
                done.task.side,
                math.nan,
                is_used=True,
                failed=UNEXPECTED.format(code=done.exit_code),
            )
            known[found.name] = found
            if len(known) % TOLD_EVERY == 0:
                tell(f"{len(known)} of {len(probes)} estimated")
    finally:
        if missing:
            store.write_table(SCREEN, _screen_frame(known.values()))
    base = known[""].cost_musd
    return [_screened(u, known, base) for u in varied]


def _screened(uncertainty: Uncertainty, known: Mapping[str, Estimate], base_musd: float) -> Screened:
    found = {side: known[member_id(uncertainty, side)] for side in Side}
    used = {side: e for side, e in found.items() if e.is_used}
    return Screened(
        uncertainty=uncertainty,
        estimates={s: e.cost_musd / base_musd - 1.0 for s, e in used.items() if math.isfinite(e.cost_musd)},
        failed={side: e.failed for side, e in used.items() if e.failed},
        moved=frozenset(used),
    )


def _screen_frame(estimates: Iterable[Estimate]) -> pd.DataFrame:
    rows = [(e.name, e.side or "", e.cost_musd, e.is_used, e.failed) for e in estimates]
    return pd.DataFrame(rows, columns=["run", "end", "relaxed_cost_musd", "is_used", "failed"])


def _read_screen(store: Store) -> dict[str, Estimate]:
    """Return what was estimated before the family was stopped."""
    file = store.folder / f"{SCREEN}.parquet"
    if not file.exists():
        return {}
    try:
        rows = pd.read_parquet(file).itertuples(index=False)
        estimates = [Estimate(r[0], Side(r[1]) if r[1] else None, r[2], bool(r[3]), r[4]) for r in rows]
    except (OSError, ValueError, IndexError) as error:
        fix = "delete the file"
        raise InputError([Problem(str(file), str(error), "estimates that were written here", fix)]) from error
    return {found.name: found for found in estimates}
