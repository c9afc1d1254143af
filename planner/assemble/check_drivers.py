"""Checks of the drivers of demand: what each says, and that no two count the same demand."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from planner.assemble.check_ids import Names
from planner.assemble.rows import rows_by, text
from planner.assemble.streams import stream_sessions
from planner.assemble.work import REFERENCE_CHIP, slice_chip
from planner.cases.case import Case
from planner.cases.demand import Effect, FacilityPath, GwDriver, Multiplier, Revenue, Training
from planner.cases.messages import did_you_mean
from planner.cases.paths import Growth, Interpolation, Path
from planner.cases.streams import Workload
from planner.demand import Dimension, end_of, mix_sums, pack
from planner.demand.published import path_names, run_rate_names
from planner.problems import Problem
from planner.reference import Reference
from planner.reference.checks import SHARE_TOLERANCE

T = TypeVar("T")


def check_drivers(case: Case, names: Names, reference: Reference) -> list[Problem]:
    """Return every problem of the drivers of demand."""
    training = _training_streams(case, reference)
    return [
        *_check_overlaps(case, names, training),
        *_each(case.demand.gw_drivers, lambda driver: _check_gw(case, driver, names, training)),
        *_each(case.demand.facility_gw, lambda path: _check_path(case, path, reference)),
        *_each(case.demand.revenue, lambda driver: _check_revenue(case, driver, reference)),
        *_each(case.demand.training, lambda fleet: _check_training(case, fleet)),
        *_each(case.demand.multipliers, lambda multiplier: _check_multiplier(case, multiplier, names)),
        *_check_agents(case, names, reference),
        *_check_dates(case),
    ]


def is_date(label: str) -> bool:
    """Tell whether a text is a year, half-year, quarter or month."""
    try:
        end_of(label)
    except ValueError:
        return False
    return True


def _each(items: Iterable[T], check: Callable[[T], Iterator[Problem]]) -> Iterator[Problem]:
    for item in items:
        yield from check(item)


def _training_streams(case: Case, reference: Reference) -> frozenset[str]:
    listed = {
        stream_id
        for stream_id, row in rows_by(reference.streams, "stream_id").items()
        if text(row, "performance_column") == Workload.TRAIN.value
    }
    return frozenset(listed | {s.id for s in case.streams.custom if s.workload is Workload.TRAIN})


def _driven(case: Case, driver: GwDriver, names: Names, training: frozenset[str]) -> list[str]:
    """Return the streams that a driver is split over, in order."""
    own = {stream.id for stream in case.streams.custom}
    streams = driver.named_streams or tuple(sorted(names.streams))
    return [
        stream
        for stream in streams
        if driver.drives(stream, is_training=stream in training)
        and (driver.named_streams is not None or stream not in own)
    ]


def _check_overlaps(case: Case, names: Names, training: frozenset[str]) -> Iterator[Problem]:
    """Yield a problem for every stream that two drivers in GW would count twice."""
    by_stream: dict[str, list[str]] = {}
    for driver in case.demand.gw_drivers:
        for stream in _driven(case, driver, names, training):
            by_stream.setdefault(stream, []).append(driver.name)
    overlaps: dict[tuple[str, ...], list[str]] = {}
    for stream, drivers in by_stream.items():
        if len(drivers) > 1:
            overlaps.setdefault(tuple(drivers), []).append(stream)
    for names_of_drivers, some in overlaps.items():
        fix = "name the streams of each under streams, or join the paths"
        found = f"{' and '.join(names_of_drivers)}, which both drive {', '.join(some)}"
        yield Problem(case.where("demand"), found, "one driver in GW for a stream", fix)


def _check_gw(case: Case, driver: GwDriver, names: Names, training: frozenset[str]) -> Iterator[Problem]:
    key = case.where(f"demand.{driver.name}")
    streams = _driven(case, driver, names, training)
    yield from _check_unit(case, f"{key}.streams", streams)
    if not streams:
        yield Problem(f"{key}.streams", "none", "at least one stream", "name the streams it is split over")
    if driver.mix and driver.streams is not None and set(driver.streams) != set(driver.mix):
        yield Problem(f"{key}.streams", "streams and mix with other streams", "one of them", "remove streams")
    own = {stream.id for stream in case.streams.custom}.intersection(streams)
    if own and len(streams) > 1 and not driver.mix:
        fix = "give the shares under mix, or a driver of its own"
        yield Problem(f"{key}.streams", ", ".join(sorted(own)), "streams with shares in streams.csv", fix)
    if not all(is_date(label) for points in driver.mix.values() for label in points):
        return
    for label, total in mix_sums(driver.mix).items():
        if abs(total - 1.0) > SHARE_TOLERANCE:
            fix = "change the shares of the streams at that date"
            yield Problem(f"{key}.mix, {label}", f"shares that sum to {total:.4g}", "a sum of 1", fix)


def _check_unit(case: Case, key: str, streams: Iterable[str]) -> Iterator[Problem]:
    """Yield a problem for every stream in a unit of the case's own: a driver makes reference MW."""
    for stream in case.streams.custom:
        if stream.id in streams and stream.unit != Dimension.WORK.value:
            fix = "give its demand directly, or count it in reference MW"
            yield Problem(key, f"{stream.id}, which is counted in {stream.unit}", "reference MW", fix)


def _check_path(case: Case, path: FacilityPath, reference: Reference) -> Iterator[Problem]:
    key = case.where(f"demand.facility_gw.{path.name}")
    known = path_names(reference.demand)
    yield from _one_of(key, path=path.path is not None, points=bool(path.points))
    if path.path is not None and path.path not in known:
        yield Problem(f"{key}.path", path.path, "a path of demand.csv", did_you_mean(path.path, known))
    for label, gw in path.points.items():
        if gw == 0 and path.interpolation is Interpolation.GEOMETRIC:
            yield Problem(f"{key}.points.{label}", "0 GW", "more than 0 on a geometric path", "use linear")


def _check_revenue(case: Case, driver: Revenue, reference: Reference) -> Iterator[Problem]:
    key = case.where(f"demand.revenue.{driver.name}")
    known = run_rate_names(reference.demand)
    yield from _one_of(key, path=driver.path is not None, billion_usd=driver.billion_usd is not None)
    if driver.path is not None and driver.path not in known:
        fix = did_you_mean(driver.path, known)
        yield Problem(f"{key}.path", driver.path, "an entity with run rates in demand.csv", fix)


def _check_training(case: Case, fleet: Training) -> Iterator[Problem]:
    key = case.where(f"demand.training.{fleet.name}")
    yield from _one_of(key, facility_gw=fleet.facility_gw is not None, compute=fleet.compute is not None)


def _one_of(key: str, **given: bool) -> Iterator[Problem]:
    if sum(given.values()) != 1:
        found = " and ".join(name for name, is_there in given.items() if is_there) or "neither"
        yield Problem(key, found, " or ".join(given), "give one of them")


def _check_multiplier(case: Case, multiplier: Multiplier, names: Names) -> Iterator[Problem]:
    key = case.where(f"demand.multipliers.{multiplier.name}")
    for stream in multiplier.streams or ():
        if stream not in names.streams:
            yield Problem(
                f"{key}.streams", stream, "a stream of the case", did_you_mean(stream, names.streams)
            )
    drivers = case.demand.driver_names
    for driver in multiplier.drivers or ():
        if driver not in drivers:
            yield Problem(f"{key}.drivers", driver, "a driver of the case", did_you_mean(driver, drivers))
    if multiplier.effect is Effect.DIVIDES and 0.0 in _values(multiplier.path):
        yield Problem(f"{key}.path", "0", "more than 0, as it divides", "correct the value")


def _check_agents(case: Case, names: Names, reference: Reference) -> Iterator[Problem]:
    sessions = stream_sessions(case, reference)
    for agents in case.demand.agents:
        key = case.where(f"demand.agents.{agents.name}")
        if agents.stream not in names.streams:
            fix = did_you_mean(agents.stream, names.streams)
            yield Problem(f"{key}.stream", agents.stream, "a stream of the case", fix)
        yield from _check_unit(case, f"{key}.stream", [agents.stream])
        if agents.stream in names.streams and agents.stream not in sessions:
            fix = f"say under streams.sessions.{agents.stream} what a session takes"
            yield Problem(f"{key}.stream", agents.stream, "a stream counted in sessions", fix)
        if any(share > 1 for share in _values(agents.awake_at_peak or 0.0)):
            yield Problem(f"{key}.awake_at_peak", "more than 1", "a share from 0 to 1", "correct the value")
    chip = slice_chip(rows_by(reference.chips, "chip_id")[REFERENCE_CHIP])
    for stream, session in sessions.items():
        if stream in names.streams and pack(chip, session).places == 0:
            found = f"a session that {REFERENCE_CHIP}, the reference chip, cannot hold"
            fix = "make the session smaller; a model this large serves many users from several chips"
            yield Problem(case.where(f"streams.sessions.{stream}"), found, "one that fits a chip", fix)


def _check_dates(case: Case) -> Iterator[Problem]:
    """Yield a problem for every date of a path that is none, or stands twice."""
    for key, labels in _dated(case):
        place = case.where(f"demand.{key}")
        for label in labels:
            if not is_date(label):
                yield Problem(
                    place, label, "a year, quarter or month", "write it like 2027, 2027Q3 or 2027-10"
                )
        moments = Counter(end_of(label) for label in labels if is_date(label))
        for label in labels:
            if is_date(label) and moments[end_of(label)] > 1:
                yield Problem(place, label, "every date once", "remove one of those that end together")


def _dated(case: Case) -> Iterator[tuple[str, list[str]]]:
    """Yield every path of demand with the dates it names."""
    demand = case.demand
    for path in demand.facility_gw:
        yield f"facility_gw.{path.name}.points", list(path.points)
    for driver in demand.gw_drivers:
        for stream, points in driver.mix.items():
            yield f"{driver.name}.mix.{stream}", list(points)
    for revenue in demand.revenue:
        yield f"revenue.{revenue.name}.billion_usd", _labels(revenue.billion_usd)
        yield f"revenue.{revenue.name}.gw_per_billion_usd", _labels(revenue.gw_per_billion_usd)
    for fleet in demand.training:
        yield f"training.{fleet.name}.facility_gw", _labels(fleet.facility_gw)
        yield f"training.{fleet.name}.compute.start", [fleet.compute.start] if fleet.compute else []
    for agents in demand.agents:
        for field in ("users", "agents_per_user", "awake_at_peak"):
            yield f"agents.{agents.name}.{field}", _labels(getattr(agents, field))
    for multiplier in demand.multipliers:
        yield f"multipliers.{multiplier.name}.path", _labels(multiplier.path)


def _labels(path: Path | None) -> list[str]:
    if isinstance(path, Growth):
        return [path.start]
    return list(path) if isinstance(path, dict) else []


def _values(path: Path) -> list[float]:
    if isinstance(path, Growth):
        return [path.value]
    return list(path.values()) if isinstance(path, dict) else [path]
