"""Rows that tie what stands at a site to its opening, as the case has them."""

from __future__ import annotations

import math

from planner.feasible.draft import Draft


def state_by_opening(draft: Draft, row: int | None, column: int, site: tuple[str, str], most: float) -> int:
    """Let an opening allow what the case has, where the model's row allows what it could have.

    Parameters
    ----------
    draft
        The draft.
    row
        The model's row; None where the site is open already, and a row is added.
    column
        What stands.
    site
        Site and period.
    most
        How much of it the case allows.

    Returns
    -------
    int
        The row.
    """
    if row is None:
        row = draft.new_row(-math.inf, most)
        draft.add(row, column, 1.0)
        return row
    opening = draft.column("siting.open", *site)
    if opening is not None:
        draft.set_value(row, opening, -most)
    return row
