"""Streams of demand, and the workloads that hold streams which run equally well on every chip."""

from __future__ import annotations

from dataclasses import dataclass, replace

from buildout.inputs import Period, Purpose, SiteKind, Stream, Workload
from planner.assemble.chips import ref_mw_per_it_mw
from planner.assemble.context import Context
from planner.assemble.rows import Row, has, items, number, text
from planner.cases.demand import CustomStream, Residency
from planner.cases.demand import Workload as Work

REFERENCE_MW = "reference MW"
PURPOSE = {Work.TRAIN: Purpose.TRAINING, Work.INFER: Purpose.INFERENCE}


@dataclass(frozen=True)
class Profile:
    """What the assembly knows of a stream beyond what the model reads."""

    stream_id: str
    work: Work
    chip_ids: frozenset[str] | None
    """Chips that can run it, those of the case's own always; None for all."""
    residency: Residency
    unit: str
    usable_campus: float
    is_placed: bool
    """Whether its demand belongs to metros; training is done anywhere."""
    stream: Stream
    """Without its workload."""


def build_profiles(context: Context) -> tuple[Profile, ...]:
    """Return the streams of the case: those of the table, then its own."""
    choice, no_shortage = context.case.streams, set(context.case.policies.no_shortage)
    listed = [
        _listed(context, row, no_shortage)
        for stream_id, row in context.streams.items()
        if (choice.include is None or stream_id in choice.include) and stream_id not in choice.exclude
    ]
    return (*listed, *(_own(context, stream, no_shortage) for stream in choice.custom))


def build_workloads(
    context: Context, profiles: tuple[Profile, ...], chip_ids: tuple[str, ...]
) -> tuple[Workload, ...]:
    """Group streams by the work they ask of each chip of the case."""
    work = {kind: ref_mw_per_it_mw(context, kind) for kind in Work}
    groups: dict[tuple[Work, tuple[tuple[str, float], ...]], list[str]] = {}
    for profile in profiles:
        performance = tuple(
            (chip, work[profile.work][chip])
            for chip in chip_ids
            if chip in work[profile.work] and (profile.chip_ids is None or chip in profile.chip_ids)
        )
        groups.setdefault((profile.work, performance), []).append(profile.stream_id)
    names: dict[Work, int] = dict.fromkeys(Work, 0)
    workloads = []
    for (kind, performance), stream_ids in groups.items():
        names[kind] += 1
        name = kind.value if names[kind] == 1 else f"{kind.value}_{names[kind]}"
        workloads.append(Workload(name, tuple(stream_ids), performance))
    return tuple(workloads)


def with_workloads(profiles: tuple[Profile, ...], workloads: tuple[Workload, ...]) -> tuple[Stream, ...]:
    """Return the streams, each with the name of its workload."""
    name = {stream: workload.workload_id for workload in workloads for stream in workload.stream_ids}
    return tuple(replace(profile.stream, workload_id=name[profile.stream_id]) for profile in profiles)


def years_since(base_year: float, period: Period) -> float:
    """Return the years from the end of a base year to the end of a period."""
    return (period.end - 4 * (round(base_year) + 1)) / 4


def _listed(context: Context, row: Row, no_shortage: set[str]) -> Profile:
    stream_id = text(row, "stream_id")
    price = number(row, "shortage_price_usd_per_ref_mw_quarter") * context.case.streams.shortage_factor
    decline = number(row, "shortage_price_decline_per_year")
    budget = number(row, "rtt_budget_ms") if has(row, "rtt_budget_ms") else None
    campus, edge = number(row, "usable_fraction_campus"), number(row, "usable_fraction_edge")
    residency = context.case.streams.residency.get(stream_id, Residency(text(row, "residency")))
    return Profile(
        stream_id=stream_id,
        work=Work(text(row, "performance_column")),
        chip_ids=frozenset(items(row, "chips_allowed")) | {chip.id for chip in context.case.chips.custom},
        residency=residency,
        unit=text(row, "unit"),
        usable_campus=campus,
        is_placed=budget is not None,
        stream=Stream(
            stream_id=stream_id,
            name=text(row, "name"),
            unit=text(row, "unit"),
            workload_id="",
            purpose=PURPOSE[Work(text(row, "performance_column"))],
            rtt_budget_ms=budget,
            access_ms=number(row, "access_rtt_ms", 0.0),
            min_block_ref_mw=number(row, "min_block_mw", 0.0),
            usable_fraction=((SiteKind.CAMPUS, campus), (SiteKind.EDGE, edge)),
            shortage_musd_per_quarter=_shortage(context, price, decline),
            may_fall_short=stream_id not in no_shortage,
        ),
    )


def _own(context: Context, own: CustomStream, no_shortage: set[str]) -> Profile:
    usable = ((SiteKind.CAMPUS, own.usable_campus), (SiteKind.EDGE, own.usable_edge))
    return Profile(
        stream_id=own.id,
        work=own.workload,
        chip_ids=None if own.chips is None else frozenset(own.chips),
        residency=context.case.streams.residency.get(own.id, own.residency),
        unit=own.unit,
        usable_campus=own.usable_campus,
        is_placed=own.rtt_budget_ms is not None,
        stream=Stream(
            stream_id=own.id,
            name=own.name or own.id,
            unit=own.unit,
            workload_id="",
            purpose=PURPOSE[own.workload],
            rtt_budget_ms=own.rtt_budget_ms,
            access_ms=own.access_ms,
            min_block_ref_mw=own.min_block_mw,
            usable_fraction=usable,
            shortage_musd_per_quarter=_shortage(
                context, own.shortage_usd_per_quarter, own.shortage_decline_per_year
            ),
            may_fall_short=own.id not in no_shortage,
        ),
    )


def _shortage(context: Context, price_usd: float, decline_per_year: float) -> tuple[float, ...]:
    """Return the price of a unit not served for a quarter, million USD, by period.

    The price belongs to the end of its base year: a GW keeps earning about the same while it holds
    ever more reference MW.
    """
    base = context.scalars["shortage_base_year"]
    return tuple(
        price_usd / 1e6 * (1.0 - decline_per_year) ** years_since(base, period) for period in context.periods
    )
