"""What a MW of each chip is worth: the conversion table of a case, and its ladder from quarter to quarter.

    facility GW -> IT GW (over PUE) -> reference GW (times the chip's work per IT MW)

so that 4 GW of one generation and 4 GW of another are never added as if they were the same.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from buildout.inputs import Chip
from buildout.money import USD_PER_MUSD
from planner.assemble import Assembly
from planner.assemble.demand import awake_at_peak
from planner.assemble.rows import number, rows, text
from planner.assemble.streams import Profile
from planner.assemble.work import Count
from planner.cases.demand import Agents
from planner.demand import values_at
from planner.preview.demand import MW_PER_GW
from planner.reference import TableName, confidence_of

FIGURES = {Count.TOKENS: "infer_tps_per_chip_model", Count.FLOPS: "train_mfu", Count.SESSIONS: "hbm_gb"}
"""Column of chips.csv that the work of a chip rests on most."""
KINDS = {Count.FLOPS: "training", Count.TOKENS: "inference", Count.SESSIONS: "sessions"}
"""Kinds of work, by what is counted."""
PROJECTED = "computed from memory, bandwidth and peak throughput on one scale"
THE_CASE = "the case"
SOURCES = {
    Count.TOKENS: PROJECTED,
    Count.FLOPS: "peak throughput times achieved utilisation",
    Count.SESSIONS: "memory and partitions of the chip, session of sessions.csv or the case",
}


def conversion_table(assembly: Assembly) -> pd.DataFrame:
    """Return the conversion of each chip and stream.

    Returns
    -------
    pandas.DataFrame
        ``chip_id``, ``vendor``, ``generation``, ``stream_id``, ``ref_mw_per_it_mw``, the stream's
        ``count_unit`` and ``count_per_it_mw`` (tokens/s, FLOPS or sessions), ``usd_per_it_mw``,
        ``usd_per_ref_mw``, and ``basis``, ``confidence`` and ``source`` of its work. Chips that cannot
        run a stream have no row for it.
    """
    return pd.DataFrame(list(_conversion_rows(assembly)), columns=_CONVERSION_COLUMNS)


def ladder_table(assembly: Assembly) -> pd.DataFrame:
    """Return what can be bought of each chip in each period, from the meter to the common unit.

    Returns
    -------
    pandas.DataFrame
        ``chip_id``, ``period``, ``facility_gw`` and ``it_gw`` on sale to the buyer; then reference GW of
        it by kind of work, ``ref_gw_training``, ``ref_gw_inference`` and ``ref_gw_sessions``, and the
        same for one facility GW, ``training_per_facility_gw`` and so on. A kind that the case does not
        have has no column. Periods in which a chip is not on sale are left out.
    """
    pue, able = assembly.context.scalars["demand_pue"], _able(assembly)
    found: list[dict[str, str | float]] = []
    for chip in assembly.inputs.chips:
        work = {KINDS[count]: chips.get(chip.chip_id, 0.0) for count, chips in able.items()}
        for period, supply_mw in zip(assembly.inputs.periods, chip.supply_mw, strict=True):
            if supply_mw > 0:
                it_gw = supply_mw / MW_PER_GW
                own = {f"ref_gw_{kind}": it_gw * value for kind, value in work.items()}
                of_one = {f"{kind}_per_facility_gw": value / pue for kind, value in work.items()}
                gw = {"facility_gw": it_gw * pue, "it_gw": it_gw}
                found.append({"chip_id": chip.chip_id, "period": period.label, **gw, **own, **of_one})
    columns = ["chip_id", "period", "facility_gw", "it_gw", *(f"ref_gw_{KINDS[count]}" for count in able)]
    return pd.DataFrame(found, columns=[*columns, *(f"{KINDS[count]}_per_facility_gw" for count in able)])


def _able(assembly: Assembly) -> dict[Count, dict[str, float]]:
    """Return reference MW per IT MW by kind of work and chip; of chips that no stream may run on, nothing."""
    streams = {stream.stream_id: stream for stream in assembly.inputs.streams}
    by_workload = {w.workload_id: w.ref_mw_per_it_mw for w in assembly.inputs.workloads}
    able: dict[Count, dict[str, float]] = {}
    for profile in assembly.profiles:
        own = by_workload[streams[profile.stream_id].workload_id]
        able.setdefault(profile.work.count, {}).update(own)
    return {count: able[count] for count in KINDS if count in able}


def sessions_table(assembly: Assembly) -> pd.DataFrame:
    """Return sessions on slices of each chip, for every stream that is counted in sessions.

    Returns
    -------
    pandas.DataFrame
        ``stream_id``, ``chip_id``, ``memory_gb``, ``partitions``, ``sessions_per_chip`` (after packing
        loss), ``chip_share_per_session``, ``held_by`` (what limits them), ``sessions_per_it_mw``,
        ``sessions_per_rack``, and ``it_mw_per_million_users`` at the case's agents per user and share
        awake, at the horizon's end.
    """
    found = [
        row
        for profile in assembly.profiles
        if profile.work.packing
        for row in _session_rows(assembly, profile)
    ]
    return pd.DataFrame(found, columns=_SESSION_COLUMNS)


def measured_table(assembly: Assembly) -> pd.DataFrame:
    """Return published throughput, apart for each model and benchmark: never to be compared across them.

    Returns
    -------
    pandas.DataFrame
        ``basis``, ``chip_id``, ``tokens_per_s_per_chip``, ``tokens_per_s_per_it_mw`` and ``source``.
    """
    found = [
        (
            text(row, "infer_measured_basis"),
            text(row, "chip_id"),
            number(row, "infer_tps_per_chip_measured"),
            number(row, "infer_tps_per_chip_measured") / number(row, "it_power_w_per_chip") * 1e6,
            text(row, "source"),
        )
        for row in rows(assembly.reference.chips)
        if text(row, "infer_measured_basis")
    ]
    columns = ["basis", "chip_id", "tokens_per_s_per_chip", "tokens_per_s_per_it_mw", "source"]
    return pd.DataFrame(found, columns=columns).sort_values(["basis", "chip_id"], ignore_index=True)


_CONVERSION_COLUMNS = [
    "chip_id",
    "vendor",
    "generation",
    "stream_id",
    "ref_mw_per_it_mw",
    "count_unit",
    "count_per_it_mw",
    "usd_per_it_mw",
    "usd_per_ref_mw",
    "basis",
    "confidence",
    "source",
]
_SESSION_COLUMNS = [
    "stream_id",
    "chip_id",
    "memory_gb",
    "partitions",
    "sessions_per_chip",
    "chip_share_per_session",
    "held_by",
    "sessions_per_it_mw",
    "sessions_per_rack",
    "it_mw_per_million_users",
]


def _conversion_rows(assembly: Assembly) -> Iterator[tuple[object, ...]]:
    streams = {stream.stream_id: stream for stream in assembly.inputs.streams}
    able = {w.workload_id: w.ref_mw_per_it_mw for w in assembly.inputs.workloads}
    for chip in assembly.inputs.chips:
        for profile in assembly.profiles:
            ref_mw = able[streams[profile.stream_id].workload_id].get(chip.chip_id)
            if ref_mw is not None:
                yield _conversion_row(assembly, chip, profile, ref_mw)


def _conversion_row(assembly: Assembly, chip: Chip, profile: Profile, ref_mw: float) -> tuple[object, ...]:
    usd_per_it_mw = chip.capex_musd_per_mw * USD_PER_MUSD
    basis, confidence = _basis(assembly, chip, profile.work.count)
    return (
        chip.chip_id,
        chip.vendor,
        chip.generation,
        profile.stream_id,
        ref_mw,
        profile.work.count.value,
        profile.work.per_it_mw[chip.chip_id],
        usd_per_it_mw,
        usd_per_it_mw / ref_mw,
        basis,
        confidence,
        _source(assembly, chip),
    )


def _basis(assembly: Assembly, chip: Chip, count: Count) -> tuple[str, str]:
    """Return what the work of a chip rests on, and how well that is known."""
    if chip.chip_id not in assembly.context.chips:
        return THE_CASE, "the case's own"
    level = confidence_of(assembly.reference, TableName.CHIPS, chip.chip_id, FIGURES[count])
    return SOURCES[count], level.value


def _source(assembly: Assembly, chip: Chip) -> str:
    row = assembly.context.chips.get(chip.chip_id)
    return THE_CASE if row is None else text(row, "source")


def _session_rows(assembly: Assembly, profile: Profile) -> Iterator[tuple[object, ...]]:
    per_user = sessions_per_user(assembly, profile.stream_id)
    for chip in assembly.inputs.chips:
        packing = profile.work.packing.get(chip.chip_id)
        if packing is None:
            continue
        row = assembly.context.chips[chip.chip_id]
        per_it_mw = packing.sessions * chip.chips_per_mw
        yield (
            profile.stream_id,
            chip.chip_id,
            number(row, "hbm_gb", 0.0),
            round(number(row, "max_partitions", 1.0)),
            packing.sessions,
            1.0 / packing.sessions if packing.sessions else np.inf,
            packing.held_by.value,
            per_it_mw,
            per_it_mw * chip.rack_mw,
            per_user * 1e6 / per_it_mw if per_it_mw else np.inf,
        )


def sessions_per_user(assembly: Assembly, stream_id: str) -> float:
    """Return sessions per user at the local peak, at the horizon's end: agents of a user times those awake.

    A case without agents of the stream gets one agent a user, and the share awake of the tables.
    """
    context, end = assembly.context, [float(assembly.inputs.end)]
    of_stream = [agents for agents in context.case.demand.agents if agents.stream == stream_id]
    agents = of_stream[0] if of_stream else Agents(name="one agent a user", stream=stream_id, users=1.0)
    per_user = values_at(agents.agents_per_user, end)[0]
    return per_user * values_at(awake_at_peak(context, agents), end)[0]
