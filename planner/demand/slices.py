"""Sessions on slices of a chip: how many fit, and what holds them back.

    needed     = max(memory of a session, memory floor)
    slices     = whole partitions that one session takes: enough for its memory and its tokens/s
    per chip   = floor(partitions / slices), if a session fills a partition or more
               = partitions * min(sessions that fit into one, most that may share it), if it is smaller

A chip without partitions takes whole sessions by memory, as many as its throughput carries. What of the
places stays empty, as sessions come and go, is the packing loss.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

from planner.cases.streams import Session

_ROUNDING = 1e-9


class HeldBy(StrEnum):
    """What limits the sessions of a chip."""

    MEMORY = "memory"
    THROUGHPUT = "throughput"
    PARTITIONS = "partitions"


@dataclass(frozen=True)
class SliceChip:
    """What of a chip matters to sessions."""

    memory_gb: float
    partitions: int
    """1 for a chip that cannot be cut."""
    tokens_per_s: float


@dataclass(frozen=True)
class Packing:
    """Sessions of one chip."""

    places: int
    """Whole sessions that fit."""
    sessions: float
    """Those in use on average: places less the packing loss."""
    slices_per_session: float
    """Partitions of one session; a fraction where several share one, and on a chip without any."""
    held_by: HeldBy


def pack(chip: SliceChip, session: Session) -> Packing:
    """Return how many sessions of a kind one chip holds; none where a session does not fit.

    Parameters
    ----------
    chip
        Memory, partitions and throughput.
    session
        What one session asks for.
    """
    memory_gb = max(session.memory_gb, session.memory_floor_gb)
    limits = _uncut(chip, session, memory_gb) if chip.partitions <= 1 else _cut(chip, session, memory_gb)
    held_by = min(limits, key=lambda limit: limits[limit])
    places = int(limits[held_by])
    return Packing(
        places=places,
        sessions=places * (1.0 - session.packing_loss),
        slices_per_session=chip.partitions / places if places else math.inf,
        held_by=held_by,
    )


def _uncut(chip: SliceChip, session: Session, memory_gb: float) -> dict[HeldBy, float]:
    return {
        HeldBy.MEMORY: _fitting(memory_gb, chip.memory_gb),
        HeldBy.THROUGHPUT: _fitting(session.tokens_per_s, chip.tokens_per_s),
    }


def _cut(chip: SliceChip, session: Session, memory_gb: float) -> dict[HeldBy, float]:
    slice_gb, slice_tokens = chip.memory_gb / chip.partitions, chip.tokens_per_s / chip.partitions
    in_one: dict[HeldBy, float] = {
        HeldBy.PARTITIONS: session.per_partition,
        HeldBy.MEMORY: _fitting(memory_gb, slice_gb),
        HeldBy.THROUGHPUT: _fitting(session.tokens_per_s, slice_tokens),
    }
    if min(in_one.values()) >= 1:
        return {limit: chip.partitions * count for limit, count in in_one.items()}
    slices = {
        HeldBy.MEMORY: _slices(memory_gb, slice_gb),
        HeldBy.THROUGHPUT: _slices(session.tokens_per_s, slice_tokens),
    }
    return {limit: chip.partitions // count for limit, count in slices.items()}


def _fitting(need: float, room: float) -> float:
    """Return how many whole needs fit; a whole number that rounding pushed below itself stays one."""
    return math.floor(room / need + _ROUNDING) if need else math.inf


def _slices(need: float, of_slice: float) -> int:
    """Return the whole slices that cover a need."""
    return max(1, math.ceil(need / of_slice - _ROUNDING))
