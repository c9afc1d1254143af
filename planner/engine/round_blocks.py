"""Streams that need one place: which sites keep a block of them, period by period.

The relaxation hosts a little everywhere. The sites of one period are chosen, and the linear problem is
solved again (warm, dual simplex) before the next, so that fleets and later periods react.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from planner.engine.highs import Outcome, Reason, Solver
from planner.engine.matrix import Ints, Mask, Matrix, Vector
from planner.engine.restrict import Restricted
from planner.engine.search import Search
from planner.engine.structure import NONE, Structure

SOME = 1e-6
SHARES = (0.5, 0.2, 0.8)
"""What is left of a block for which one more site hosts; the next are tried where the one before loses."""
LOSS = 1e-4
"""Share of the cost that a choice may lose before others are tried."""


@dataclass(frozen=True)
class Hosts:
    """The ``hosted`` columns of a part.

    Attributes
    ----------
    columns
        Places in the part; shape (k,).
    groups, periods
        Number of the (stream, period) pair, and of the period, of each; shape (k,).
    block
        Work that each must do if it hosts; shape (k,).
    rows
        Work that each does, as rows times x; shape (k, n).
    """

    columns: Ints
    groups: Ints
    periods: Ints
    block: Vector
    rows: sp.csr_matrix


def hosts_of(part: Restricted, structure: Structure) -> Hosts:
    """Return the hosts of a part."""
    columns = part.of(structure.hosted_columns)
    there = columns != NONE
    columns = columns[there]
    a = part.matrix.a[np.flatnonzero(np.isin(part.rows, structure.block_rows))].tocsr()
    asks = a[:, columns].tocoo()
    row_of, block, sign = (
        np.zeros(len(columns), dtype=np.int64),
        np.zeros(len(columns)),
        np.ones(len(columns)),
    )
    row_of[asks.col], block[asks.col], sign[asks.col] = asks.row, np.abs(asks.data), -np.sign(asks.data)
    # The row says served - block hosted >= 0, or the same with the other sign.
    work = sp.diags(sign) @ a[row_of] + sp.csr_matrix(
        (block, (np.arange(len(columns)), columns)), shape=(len(columns), part.matrix.shape[1])
    )
    return Hosts(columns, structure.hosted_groups[there], structure.hosted_periods[there], block, work)


def host_blocks(lp: Solver, matrix: Matrix, hosts: Hosts, search: Search) -> tuple[Outcome, Outcome]:
    """Choose the sites of blocks in a linear problem; return its outcome before and after.

    Parameters
    ----------
    lp
        The relaxation of the matrix. It keeps the bounds set here: zero where a site does not host. A
        chosen site need not host its block in the end: whole racks may leave less than one.
    """
    before = outcome = lp.run()
    lp.set_options(solver="simplex")
    for period in np.unique(hosts.periods):
        if outcome.x is None or search.is_done:
            break
        now = np.flatnonzero(hosts.periods == period)
        outcome = _choose(lp, matrix, hosts, now, outcome, outcome.x)
    return before, outcome


def _choose(lp: Solver, matrix: Matrix, hosts: Hosts, now: Ints, before: Outcome, x: Vector) -> Outcome:
    """Fix who hosts in a period by the rounding that loses least; leave it open where none has a solution."""
    columns, basis = hosts.columns[now], lp.basis()
    served = hosts.rows @ x
    lower, upper = matrix.lower[columns], matrix.upper[columns]
    best, best_chosen, tried = None, None, list[bytes]()
    roundings = [chosen_hosts(hosts, served, share=share)[now] for share in SHARES]
    # Where no site can have a whole block yet, forcing one leaves no solution.
    roundings.append(served[now] >= hosts.block[now] * (1 - SOME))
    for chosen in roundings:
        if chosen.tobytes() in tried:
            continue
        tried.append(chosen.tobytes())
        lp.start_at(basis)
        _set(lp, columns, np.maximum(lower, chosen), np.maximum(lower, np.minimum(upper, chosen)))
        outcome = lp.run()
        if outcome.reason is Reason.OPTIMAL and (best is None or outcome.objective < best.objective):
            best, best_chosen = outcome, chosen
            if outcome.objective - before.objective <= LOSS * abs(before.objective):
                return outcome
    lp.start_at(basis)
    if best_chosen is None:
        _set(lp, columns, lower, upper)
    else:
        _set(lp, columns, np.maximum(lower, best_chosen), np.maximum(lower, np.minimum(upper, best_chosen)))
    return lp.run()


def _set(lp: Solver, columns: Ints, lower: Vector, upper: Vector) -> None:
    lp.fix_bounds(columns, lower.astype(float), upper.astype(float))


def chosen_hosts(hosts: Hosts, served: Vector, *, share: float) -> Mask:
    """Return who hosts: sites that serve a whole block, and as many others as their work asks for.

    The others, together, serve some blocks; a last share of one counts for another site. The largest
    come first. No more sites are chosen than there are whole blocks of work, nor sites that serve
    nothing; one at least where all together serve half a block.
    """
    chosen = np.zeros(len(served), dtype=bool)
    for group in np.unique(hosts.groups):
        members = np.flatnonzero(hosts.groups == group)
        members = members[np.argsort(-served[members], kind="stable")]
        parts = served[members] / hosts.block[members]
        whole = int((parts >= 1 - SOME).sum())
        blocks = parts.sum()
        wanted = whole + int(parts[whole:].sum() + 1 - share + SOME)
        wanted = max(wanted, int(blocks >= SHARES[0]))
        most = min(max(int(blocks + SOME), 1), int((parts > SOME).sum()))
        chosen[members[: min(wanted, most)]] = True
    return chosen
