"""Sessions on slices of a chip, and the demand of agents that hold them."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.cases.streams import Session
from planner.demand import SliceChip, agent_load, pack
from planner.demand.slices import HeldBy

CUT = SliceChip(memory_gb=280.0, partitions=7, tokens_per_s=7000.0)
"""Seven partitions of 40 GB and 1,000 tokens/s."""
WHOLE = SliceChip(memory_gb=100.0, partitions=1, tokens_per_s=1000.0)


def test_a_session_takes_a_whole_partition() -> None:
    # 24 GB in 40 GB: the other 16 GB hold none, so one in each.
    found = pack(CUT, Session(memory_gb=24.0, per_partition=4))
    assert (found.places, found.slices_per_session, found.held_by) == (7, 1.0, HeldBy.MEMORY)


def test_a_session_larger_than_a_partition_takes_whole_ones() -> None:
    # 41 GB need two partitions; of seven, three pairs can be made and one is left over.
    assert pack(CUT, Session(memory_gb=41.0)).places == 3
    assert pack(CUT, Session(memory_gb=80.0)).places == 3
    assert pack(CUT, Session(memory_gb=81.0)).places == 2
    assert pack(CUT, Session(memory_gb=161.0)).places == 1


def test_several_share_a_partition() -> None:
    # Three of 13 GB in 40 GB, and no more than the session allows.
    assert pack(CUT, Session(memory_gb=13.0, per_partition=9)).places == 21
    two = pack(CUT, Session(memory_gb=13.0, per_partition=2))
    assert (two.places, two.slices_per_session, two.held_by) == (14, 0.5, HeldBy.PARTITIONS)


def test_the_floor_counts_where_it_is_larger() -> None:
    # 5 GB would be eight to a partition; at least 20 GB each makes it two.
    assert pack(CUT, Session(memory_gb=5.0, memory_floor_gb=20.0, per_partition=9)).places == 14
    assert pack(CUT, Session(memory_gb=30.0, memory_floor_gb=20.0, per_partition=9)).places == 7


def test_throughput_limits_a_partition() -> None:
    # 400 tokens/s: two in 1,000, where memory would hold four of 10 GB.
    found = pack(CUT, Session(memory_gb=10.0, tokens_per_s=400.0, per_partition=9))
    assert (found.places, found.held_by) == (14, HeldBy.THROUGHPUT)


def test_throughput_may_take_several_partitions() -> None:
    # 2,500 tokens/s take three partitions: two sessions and one partition over.
    found = pack(CUT, Session(memory_gb=10.0, tokens_per_s=2500.0))
    assert (found.places, found.slices_per_session, found.held_by) == (2, 3.5, HeldBy.THROUGHPUT)


def test_a_session_that_does_not_fit_has_no_place() -> None:
    for session in (Session(memory_gb=281.0), Session(memory_gb=1.0, tokens_per_s=7001.0)):
        found = pack(CUT, session)
        assert (found.places, found.sessions, found.slices_per_session) == (0, 0.0, math.inf)


def test_a_chip_without_partitions_takes_whole_sessions_by_memory() -> None:
    # 100 / 24 = 4.17; how many may share a partition does not matter.
    found = pack(WHOLE, Session(memory_gb=24.0, per_partition=1))
    assert (found.places, found.slices_per_session, found.held_by) == (4, 0.25, HeldBy.MEMORY)


def test_a_chip_without_partitions_is_limited_by_throughput_too() -> None:
    found = pack(WHOLE, Session(memory_gb=1.0, tokens_per_s=300.0))
    assert (found.places, found.held_by) == (3, HeldBy.THROUGHPUT)
    assert pack(WHOLE, Session(memory_gb=101.0)).places == 0
    assert pack(WHOLE, Session(memory_gb=1.0, tokens_per_s=1001.0)).places == 0


def test_packing_loss_leaves_places_empty() -> None:
    found = pack(CUT, Session(memory_gb=24.0, packing_loss=0.1))
    assert (found.places, found.sessions) == (7, pytest.approx(6.3))


def test_a_whole_number_stays_one_when_rounded() -> None:
    # 0.3 / 0.1 is 2.9999... in binary.
    assert pack(replace(WHOLE, memory_gb=0.3), Session(memory_gb=0.1)).places == 3


CHIPS = st.builds(
    SliceChip,
    memory_gb=st.floats(1, 2000),
    partitions=st.integers(1, 16),
    tokens_per_s=st.floats(1, 50_000),
)
SESSIONS = st.builds(
    Session,
    memory_gb=st.floats(0.5, 2000),
    memory_floor_gb=st.floats(0, 100),
    tokens_per_s=st.just(0.0) | st.floats(0.01, 2000),
    per_partition=st.integers(1, 8),
    packing_loss=st.floats(0, 0.9),
)


@given(chip=CHIPS, session=SESSIONS, more=st.floats(1, 10))
def test_more_memory_never_means_fewer_places(chip: SliceChip, session: Session, more: float) -> None:
    larger = replace(chip, memory_gb=chip.memory_gb * more)
    assert pack(larger, session).places >= pack(chip, session).places


@given(chip=CHIPS, session=SESSIONS, more=st.floats(1, 10))
def test_a_larger_session_never_has_more_places(chip: SliceChip, session: Session, more: float) -> None:
    for field in ("memory_gb", "tokens_per_s"):
        larger = session.model_copy(update={field: getattr(session, field) * more})
        assert pack(chip, larger).places <= pack(chip, session).places


@given(chip=CHIPS, session=SESSIONS)
def test_no_chip_is_filled_beyond_what_it_has(chip: SliceChip, session: Session) -> None:
    found = pack(chip, session)
    need_gb = max(session.memory_gb, session.memory_floor_gb)
    assert found.places * need_gb <= chip.memory_gb * (1 + 1e-8)
    assert found.places * session.tokens_per_s <= chip.tokens_per_s * (1 + 1e-8)
    assert 0 <= found.sessions <= found.places


def test_agents_hold_sessions() -> None:
    load = agent_load(
        "assistants",
        "personal_agents",
        users=(1e6, 2e6),
        agents_per_user=(2.0, 3.0),
        awake_at_peak=(0.1, 0.2),
        sessions_per_ref_mw=4000.0,
    )
    # 1,000,000 x 2 x 0.1 = 200,000 sessions = 50 reference MW; 2,000,000 x 3 x 0.2 = 1,200,000 = 300.
    assert load.total == pytest.approx((50, 300))
    assert load.is_local
    assert [factor.name for factor in load.factors] == [
        "assistants: users",
        "assistants: agents per user",
        "assistants: share awake at peak",
        "assistants: reference MW per session",
    ]
