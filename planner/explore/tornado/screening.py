"""The estimates of all uncertainties, side by side; what is estimated stays so when a family is stopped."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

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
    base = Probe(case, subject.input_sha256, "", None, ())
    _estimate(store, [base], known, 1, lambda _: None)
    if known[""].failed:
        # Promises that can be kept in quarters may be too much for years, which begin later on average.
        base = replace(base, in_years=False)
        if known[""].in_years:
            del known[""]
        _estimate(store, [base], known, 1, lambda _: None)
    probes = [
        replace(base, name=member_id(u, side), side=side, changes=u.changes(side))
        for u in varied
        for side in Side
    ]
    _estimate(store, probes, known, workers, tell)
    return [_screened(u, known, known[""].cost_musd) for u in varied]


def _estimate(
    store: Store,
    probes: Sequence[Probe],
    known: dict[str, Estimate],
    workers: int,
    tell: Callable[[str], None],
) -> None:
    """Estimate what is not known yet, and keep it in the store."""
    missing = [probe for probe in probes if probe.name not in known]
    if not missing:
        return
    tell(f"Estimating {len(missing)} ends by relaxations")
    try:
        for count, done in enumerate(side_by_side(estimate, missing, workers), 1):
            probe, why = done.task, UNEXPECTED.format(code=done.exit_code)
            lost = Estimate(
                probe.name, probe.side, math.nan, is_used=True, failed=why, in_years=probe.in_years
            )
            known[probe.name] = done.result or lost
            if count % TOLD_EVERY == 0:
                store.write_table(SCREEN, _screen_frame(known.values()))
                tell(f"{count} of {len(missing)} estimated")
    finally:
        store.write_table(SCREEN, _screen_frame(known.values()))


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
    rows = [(e.name, e.side or "", e.cost_musd, e.is_used, e.failed, e.in_years) for e in estimates]
    return pd.DataFrame(rows, columns=["run", "end", "relaxed_cost_musd", "is_used", "failed", "in_years"])


def _read_screen(store: Store) -> dict[str, Estimate]:
    """Return what was estimated before the family was stopped."""
    file = store.folder / f"{SCREEN}.parquet"
    if not file.exists():
        return {}
    try:
        rows = pd.read_parquet(file).itertuples(index=False)
        estimates = [
            Estimate(
                name, Side(end) if end else None, cost, is_used=is_used, failed=failed, in_years=in_years
            )
            for name, end, cost, is_used, failed, in_years in rows
        ]
    except (OSError, ValueError) as error:
        fix = "delete the file"
        raise InputError([Problem(str(file), str(error), "estimates that were written here", fix)]) from error
    return {found.name: found for found in estimates}
