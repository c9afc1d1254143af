"""Targets: so much of a stream served by a date, and what a model must keep for that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from buildout.inputs import Inputs, Period, Zone
from buildout.quarters import quarter_label
from planner.problems import InputError, Problem


@dataclass(frozen=True)
class Target:
    """At least an amount of a stream is served from the period of a date on.

    Parameters
    ----------
    stream_id
        The stream.
    amount
        Peak work served, in the stream's unit (reference MW unless the stream has its own).
    by
        Quarter from whose period on it is served, to the end of the horizon.
    node_ids
        Nodes at which it is served, in total; None for all.
    place
        What the nodes are called.
    """

    stream_id: str
    amount: float
    by: int
    node_ids: frozenset[str] | None = None
    place: str = "all places"

    def covers(self, node_id: str) -> bool:
        """Return whether a node counts for the target."""
        return self.node_ids is None or node_id in self.node_ids


@dataclass(frozen=True)
class Requirement:
    """At least ``amount`` of a stream is served in some zones in a period.

    ``target`` is the number of the target it comes from; None where it is a stream of the case that
    may not fall short.
    """

    stream_id: str
    zone_ids: tuple[str, ...]
    period: int
    amount: float
    target: int | None


@dataclass(frozen=True)
class Demanded:
    """A case with all that has no say in whether its promises and targets can be met left out.

    Left out are the streams that may fall short and are no target: a plan that serves nothing of them
    keeps every limit that it kept before. Every stream that is left may fall short in ``inputs``; what
    must be served stands in ``requirements`` alone.
    """

    inputs: Inputs
    requirements: tuple[Requirement, ...]
    targets: tuple[Target, ...]

    def starts(self) -> tuple[int, ...]:
        """Return the number of the period in which each target begins."""
        return tuple(period_of(self.inputs, target.by) for target in self.targets)


def period_of(inputs: Inputs, quarter: int) -> int:
    """Return the number of the period that holds a quarter of the horizon."""
    return next(i for i, period in enumerate(inputs.periods) if period.start <= quarter < period.end)


def check_targets(inputs: Inputs, targets: Sequence[Target]) -> None:
    """Check that targets speak of what the case has.

    Raises
    ------
    InputError
        If a stream or a node is not in the case, an amount is not positive, a date lies outside the
        horizon, or a stream has no demand at the nodes that are asked for.
    """
    problems = [problem for target in targets for problem in _problems(inputs, target)]
    if problems:
        raise InputError(problems)


def _problems(inputs: Inputs, target: Target) -> Iterator[Problem]:
    streams = {stream.stream_id: stream for stream in inputs.streams}
    where = f"target {target.stream_id}"
    if target.stream_id not in streams:
        # The look-up of names is the case reader's; imported late, as it brings the reader with it.
        from planner.cases.messages import did_you_mean

        yield Problem(
            where, target.stream_id, "a stream of the case", did_you_mean(target.stream_id, list(streams))
        )
    unit = streams[target.stream_id].unit if target.stream_id in streams else "reference MW"
    if not 0 < target.amount < float("inf"):
        yield Problem(
            where, f"{target.amount:g}", f"a positive amount, {unit}", "say how much is to be served"
        )
    first, last = inputs.periods[0].start, inputs.end - 1
    if not first <= target.by <= last:
        expected = f"a quarter from {quarter_label(first)} to {quarter_label(last)}"
        yield Problem(
            where, quarter_label(target.by), expected, "choose one within the horizon, or a longer horizon"
        )
    if target.stream_id not in streams:
        return
    asked = [d for d in inputs.demand if d.stream_id == target.stream_id and target.covers(d.node_id)]
    if not any(max(d.peak) > 0 for d in asked):
        fix = "add demand for it to the case: its shares say where the target falls"
        yield Problem(where, f"no demand in {target.place}", "demand at some node of the case", fix)


def demanded(inputs: Inputs, targets: Sequence[Target]) -> Demanded:
    """Return what the promises of a case and some targets ask for.

    Demand below a target is raised to it, in every period and in proportion at the target's nodes, so that
    the same model says when it can be met first.

    Raises
    ------
    InputError
        If a target does not suit the case, see `check_targets`.
    """
    check_targets(inputs, targets)
    strict = {stream.stream_id for stream in inputs.streams if not stream.may_fall_short}
    kept = strict | {target.stream_id for target in targets}
    peaks = {(d.stream_id, d.node_id): d.peak for d in inputs.demand}
    parts = [part for zone in inputs.zones if zone.stream_id in kept for part in _split(zone, targets, peaks)]
    raised = parts
    for target in targets:
        raised = _raised(raised, target)
    requirements = [
        Requirement(zone.stream_id, (zone.zone_id,), t, peak, None)
        for zone in parts
        if zone.stream_id in strict
        for t, peak in enumerate(zone.peak)
        if peak > 0
    ]
    for number, target in enumerate(targets):
        zones = tuple(zone.zone_id for zone in raised if _counts(zone, target))
        requirements += [
            Requirement(target.stream_id, zones, t, target.amount, number) for t in range(len(inputs.periods))
        ]
    smaller = replace(
        inputs,
        zones=tuple(raised),
        volume_tiers=(),  # rebates forbid nothing
        streams=tuple(replace(stream, may_fall_short=True) for stream in inputs.streams),
    )
    return Demanded(smaller, tuple(requirements), tuple(targets))


def _counts(zone: Zone, target: Target) -> bool:
    return zone.stream_id == target.stream_id and target.covers(zone.node_ids[0])


def _split(
    zone: Zone, targets: Sequence[Target], peaks: dict[tuple[str, str], tuple[float, ...]]
) -> Iterator[Zone]:
    """Split a zone where a target has some of its nodes and not others: its sites reach each part alike."""
    groups: dict[tuple[bool, ...], list[str]] = {}
    for node in zone.node_ids:
        sides = tuple(target.covers(node) for target in targets if target.stream_id == zone.stream_id)
        groups.setdefault(sides, []).append(node)
    if len(groups) == 1:
        yield zone
        return
    for number, nodes in enumerate(groups.values()):
        own = [peaks[zone.stream_id, node] for node in nodes if (zone.stream_id, node) in peaks]
        peak = tuple(sum(some) for some in zip(*own, strict=True)) if own else (0.0,) * len(zone.peak)
        yield replace(zone, zone_id=f"{zone.zone_id}/{number + 1}", node_ids=tuple(nodes), peak=peak)


def _raised(zones: Sequence[Zone], target: Target) -> list[Zone]:
    """Raise the demand of a target's zones to its amount where it is below; the shares stay."""
    own = [zone for zone in zones if _counts(zone, target)]
    count = len(own[0].peak)
    totals = [sum(zone.peak[t] for zone in own) for t in range(count)]
    asked = [t for t in range(count) if totals[t] > 0]
    # A period without demand takes the shares of the nearest that has some.
    like = [min(asked, key=lambda u: abs(u - t)) for t in range(count)]

    def peak(zone: Zone) -> tuple[float, ...]:
        return tuple(
            zone.peak[t]
            if totals[t] >= target.amount
            else zone.peak[like[t]] / totals[like[t]] * target.amount
            for t in range(count)
        )

    return [replace(zone, peak=peak(zone)) if _counts(zone, target) else zone for zone in zones]


def date_of(period: Period) -> str:
    """Return a period as a date: its first quarter."""
    return quarter_label(period.start)
