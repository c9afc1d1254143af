"""Driver: users whose agents hold sessions on slices of chips.

    sessions at the local peak = users * agents per user * share awake at peak
    reference MW               = sessions / sessions per reference MW

A reference MW holds as many sessions as an IT MW of the reference chip (`planner.demand.slices`).
"""

from __future__ import annotations

from planner.demand.facts import Factor, Load, Series


def agent_load(
    name: str,
    stream_id: str,
    *,
    users: Series,
    agents_per_user: Series,
    awake_at_peak: Series,
    sessions_per_ref_mw: float,
) -> Load:
    """Return the load of the agents of some users; the peaks of its places need not coincide."""
    packing = tuple(1.0 / sessions_per_ref_mw for _ in users)
    return Load(
        driver=name,
        stream_id=stream_id,
        factors=(
            Factor(f"{name}: users", users),
            Factor(f"{name}: agents per user", agents_per_user),
            Factor(f"{name}: share awake at peak", awake_at_peak),
            Factor(f"{name}: reference MW per session", packing),
        ),
        is_local=True,
    )
