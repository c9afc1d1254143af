"""Streams of demand, and the workloads that hold streams which run equally well on every chip."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from buildout.inputs import Period, Purpose, SiteKind, Stream, Workload
from planner.assemble.context import Context
from planner.assemble.rows import Row, has, items, number, rows_by, text
from planner.assemble.work import Count, Work, work_of
from planner.cases.case import Case
from planner.cases.demand import Training
from planner.cases.streams import CustomStream, Residency, Session
from planner.cases.streams import Workload as Kind
from planner.demand import StreamFacts
from planner.reference import Reference

SHARE_YEARS = (2026, 2030, 2033)
"""Years for which streams.csv gives shares."""

PURPOSE = {Kind.TRAIN: Purpose.TRAINING, Kind.INFER: Purpose.INFERENCE}


@dataclass(frozen=True)
class Profile:
    """What the assembly knows of a stream beyond what the model reads."""

    stream_id: str
    kind: Kind
    chip_ids: frozenset[str] | None
    """Chips that can run it, those of the case's own always; None for all."""
    residency: Residency
    work: Work
    """Work of every chip for it."""
    facts: StreamFacts
    """What the demand drivers read."""
    stream: Stream
    """Without its workload."""


def build_profiles(context: Context) -> tuple[Profile, ...]:
    """Return the streams of the case: those of the table, then its own."""
    choice, sessions = context.case.streams, stream_sessions(context.case, context.reference)
    chosen = [
        row
        for stream_id, row in context.streams.items()
        if (choice.include is None or stream_id in choice.include) and stream_id not in choice.exclude
    ]
    return (
        *(_listed(context, row, sessions.get(text(row, "stream_id"))) for row in chosen),
        *(_own(context, stream, sessions.get(stream.id)) for stream in choice.custom),
    )


def stream_sessions(case: Case, reference: Reference) -> dict[str, Session]:
    """Return what a session asks for, of the streams that are counted in sessions.

    Parameters
    ----------
    case
        Its own sessions come first.
    reference
        sessions.csv has the others.
    """
    listed = {
        stream_id: Session(
            memory_gb=number(row, "memory_gb"),
            memory_floor_gb=number(row, "memory_floor_gb"),
            tokens_per_s=number(row, "tokens_per_s"),
            per_partition=round(number(row, "per_partition")),
            packing_loss=number(row, "packing_loss"),
        )
        for stream_id, row in rows_by(reference.sessions, "stream_id").items()
    }
    return listed | case.streams.sessions


def build_workloads(profiles: tuple[Profile, ...], chip_ids: tuple[str, ...]) -> tuple[Workload, ...]:
    """Group streams by the work they ask of each chip of the case."""
    groups: dict[tuple[Count, tuple[tuple[str, float], ...]], list[Profile]] = {}
    for profile in profiles:
        able = profile.work.ref_mw_per_it_mw
        performance = tuple(
            (chip, able[chip])
            for chip in chip_ids
            if chip in able and (profile.chip_ids is None or chip in profile.chip_ids)
        )
        groups.setdefault((profile.work.count, performance), []).append(profile)
    names: dict[str, int] = {}
    workloads = []
    for (count, performance), some in groups.items():
        base = "sessions" if count is Count.SESSIONS else some[0].kind.value
        names[base] = names.get(base, 0) + 1
        name = base if names[base] == 1 else f"{base}_{names[base]}"
        workloads.append(Workload(name, tuple(profile.stream_id for profile in some), performance))
    return tuple(workloads)


def with_workloads(profiles: tuple[Profile, ...], workloads: tuple[Workload, ...]) -> tuple[Stream, ...]:
    """Return the streams, each with the name of its workload."""
    name = {stream: workload.workload_id for workload in workloads for stream in workload.stream_ids}
    return tuple(replace(profile.stream, workload_id=name[profile.stream_id]) for profile in profiles)


def years_since(base_year: float, period: Period) -> float:
    """Return the years from the end of a base year to the end of a period."""
    return (period.end - 4 * (round(base_year) + 1)) / 4


def _listed(context: Context, row: Row, session: Session | None) -> Profile:
    stream_id, kind = text(row, "stream_id"), Kind(text(row, "performance_column"))
    budget = number(row, "rtt_budget_ms") if has(row, "rtt_budget_ms") else None
    campus, edge = number(row, "usable_fraction_campus"), number(row, "usable_fraction_edge")
    price = number(row, "shortage_price_usd_per_ref_mw_quarter") * _shortage_factor(context, stream_id, kind)
    return Profile(
        stream_id=stream_id,
        kind=kind,
        chip_ids=frozenset(items(row, "chips_allowed")) | {chip.id for chip in context.case.chips.custom},
        residency=context.case.streams.residency.get(stream_id, Residency(text(row, "residency"))),
        work=work_of(context, kind, session),
        facts=StreamFacts(
            stream_id=stream_id,
            unit=text(row, "unit"),
            usable_fraction=campus or edge,
            is_placed=budget is not None,
            is_training=kind is Kind.TRAIN,
            peak_to_mean=number(row, "peak_to_mean"),
            shares=_shares(row),
        ),
        stream=Stream(
            stream_id=stream_id,
            name=text(row, "name"),
            unit=text(row, "unit"),
            workload_id="",
            purpose=PURPOSE[kind],
            rtt_budget_ms=budget,
            access_ms=number(row, "access_rtt_ms", 0.0),
            min_block_ref_mw=_block_mw(context, stream_id, kind, number(row, "min_block_mw", 0.0)),
            usable_fraction=((SiteKind.CAMPUS, campus), (SiteKind.EDGE, edge)),
            shortage_musd_per_quarter=_shortage(
                context, price, number(row, "shortage_price_decline_per_year")
            ),
            may_fall_short=stream_id not in context.case.policies.no_shortage,
        ),
    )


def _own(context: Context, own: CustomStream, session: Session | None) -> Profile:
    price = own.shortage_usd_per_quarter * context.case.streams.shortage_factors.get(own.id, 1.0)
    return Profile(
        stream_id=own.id,
        kind=own.workload,
        chip_ids=None if own.chips is None else frozenset(own.chips),
        residency=context.case.streams.residency.get(own.id, own.residency),
        work=work_of(context, own.workload, session),
        facts=StreamFacts(
            stream_id=own.id,
            unit=own.unit,
            usable_fraction=own.usable_campus or own.usable_edge,
            is_placed=own.rtt_budget_ms is not None,
            is_training=own.workload is Kind.TRAIN,
            peak_to_mean=own.peak_to_mean,
            shares=MappingProxyType({}),
        ),
        stream=Stream(
            stream_id=own.id,
            name=own.name or own.id,
            unit=own.unit,
            workload_id="",
            purpose=PURPOSE[own.workload],
            rtt_budget_ms=own.rtt_budget_ms,
            access_ms=own.access_ms,
            min_block_ref_mw=_block_mw(context, own.id, own.workload, own.min_block_mw),
            usable_fraction=((SiteKind.CAMPUS, own.usable_campus), (SiteKind.EDGE, own.usable_edge)),
            shortage_musd_per_quarter=_shortage(context, price, own.shortage_decline_per_year),
            may_fall_short=own.id not in context.case.policies.no_shortage,
        ),
    )


def _shares(row: Row) -> Mapping[int, float]:
    return MappingProxyType({year: number(row, f"share_{year}") for year in SHARE_YEARS})


def _fleet_of(context: Context, stream_id: str, kind: Kind) -> Training | None:
    """Return the training fleet that drives a stream, if one does."""
    is_training = kind is Kind.TRAIN
    fleets = (f for f in context.case.demand.training if f.drives(stream_id, is_training=is_training))
    return next(fleets, None)


def _shortage_factor(context: Context, stream_id: str, kind: Kind) -> float:
    """Return what the price of falling short is multiplied by: the narrowest statement holds."""
    streams, fleet = context.case.streams, _fleet_of(context, stream_id, kind)
    own = None if fleet is None else fleet.shortage_factor
    return streams.shortage_factors.get(stream_id, streams.shortage_factor if own is None else own)


def _block_mw(context: Context, stream_id: str, kind: Kind, otherwise: float) -> float:
    """Return the least that a campus serves of a stream: as its training fleet says, or otherwise."""
    fleet = _fleet_of(context, stream_id, kind)
    return otherwise if fleet is None or fleet.block_mw is None else fleet.block_mw


def _shortage(context: Context, price_usd: float, decline_per_year: float) -> tuple[float, ...]:
    """Return the price of a unit not served for a quarter, million USD, by period.

    The price belongs to the end of its base year: a GW keeps earning about the same while it holds
    ever more reference MW.
    """
    base = context.scalars["shortage_base_year"]
    return tuple(
        price_usd / 1e6 * (1.0 - decline_per_year) ** years_since(base, period) for period in context.periods
    )
