"""How much work each chip does with an IT MW, for every stream: the common unit, and the stream's own.

A reference MW is the work of one IT MW of the reference chip. What is counted differs: tokens per second
for inference, achieved FLOPS for training, sessions for streams on slices of a chip. Each chip is
measured against the reference chip in the same count, so that no two counts are ever added.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from planner.assemble.context import Context
from planner.assemble.rows import Row, number
from planner.cases.equipment import CustomChip
from planner.cases.streams import Session, Workload
from planner.demand import Packing, SliceChip, pack

REFERENCE_CHIP = "GB300"
"""The chip whose work per IT MW is one reference MW."""


class Count(Enum):
    """What the work of a stream is counted in; the value is the unit."""

    TOKENS = "tokens/s"
    FLOPS = "FLOPS"
    SESSIONS = "sessions"


@dataclass(frozen=True)
class Work:
    """Work of every chip for one kind of stream.

    Parameters
    ----------
    count
        What it is counted in.
    per_it_mw
        The count per IT MW, by chip; chips that cannot do the work are left out.
    per_reference_mw
        The same for the reference chip: what a reference MW is.
    packing
        Sessions of one chip, where the count is sessions.
    """

    count: Count
    per_it_mw: Mapping[str, float]
    per_reference_mw: float
    packing: Mapping[str, Packing]

    @property
    def ref_mw_per_it_mw(self) -> dict[str, float]:
        """Reference MW of work per IT MW, by chip."""
        return {chip_id: value / self.per_reference_mw for chip_id, value in self.per_it_mw.items()}


def work_of(context: Context, workload: Workload, session: Session | None) -> Work:
    """Return the work of every chip for streams of a kind.

    Parameters
    ----------
    context
        The case beside the tables.
    workload
        Inference or training.
    session
        What a session asks for, where the streams are counted in sessions.
    """
    if session is not None:
        return _in_sessions(context, session)
    count = Count.TOKENS if workload is Workload.INFER else Count.FLOPS
    return _work(context, count, {chip_id: _rate(row, count) for chip_id, row in context.chips.items()}, {})


def slice_chip(row: Row) -> SliceChip:
    """Return what of a row of chips.csv matters to sessions."""
    return SliceChip(
        memory_gb=number(row, "hbm_gb", 0.0),
        partitions=round(number(row, "max_partitions", 1.0)),
        tokens_per_s=number(row, "infer_tps_per_chip_model", 0.0),
    )


def _in_sessions(context: Context, session: Session) -> Work:
    packing = {chip_id: pack(slice_chip(row), session) for chip_id, row in context.chips.items()}
    rates = {chip_id: packing[chip_id].sessions / _it_mw(row) for chip_id, row in context.chips.items()}
    return _work(context, Count.SESSIONS, rates, packing)


def _work(context: Context, count: Count, rates: dict[str, float], packing: dict[str, Packing]) -> Work:
    reference = rates[REFERENCE_CHIP]
    own = {chip.id: _own_ref_mw(chip, count) * reference for chip in context.case.chips.custom}
    able = {chip_id: value for chip_id, value in (rates | own).items() if value > 0}
    return Work(count, able, reference, packing)


def _rate(row: Row, count: Count) -> float:
    """Return tokens per second, or FLOPS achieved in training, per IT MW."""
    if count is Count.TOKENS:
        return number(row, "infer_tps_per_chip_model", 0.0) / _it_mw(row)
    tflops = number(row, "fp8_tflops_dense", 0.0) or number(row, "bf16_tflops_dense", 0.0)
    return 1e12 * tflops * number(row, "train_mfu", 0.0) / _it_mw(row)


def _it_mw(row: Row) -> float:
    return number(row, "it_power_w_per_chip") / 1e6


def _own_ref_mw(chip: CustomChip, count: Count) -> float:
    if count is Count.FLOPS:
        return chip.train_ref_mw_per_mw
    if count is Count.SESSIONS and chip.sessions_ref_mw_per_mw is not None:
        return chip.sessions_ref_mw_per_mw
    return chip.infer_ref_mw_per_mw
