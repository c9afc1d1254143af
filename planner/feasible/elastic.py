"""The elastic model: the relaxation of a case in which every limit that could be loosened has a priced slack.

Columns are those of the model of the case at its loosest, then

    slack[limit]   by how much a limit is loosened, 0 to widest
    part           the part of what is asked for that is served, 0 to 1
    miss[r]        what a requirement that is not yet due may leave out

Rows are those of the model, with the limits of the case itself on their right sides and slacks beside them.
Without slack it is the relaxation of the case: rows on energy are left out, as firm power (P1) keeps
them, unless a limit on carbon counts energy; the value left has no say in what is possible.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pyomo.environ as pyo
import scipy.sparse as sp

from buildout.inputs import Inputs
from buildout.model import build_model
from buildout.sets import Sets, build_sets
from buildout.siting import minimum_size
from planner.engine.matrix import Compiled, Index, Ints, Matrix, Vector, compile_model
from planner.feasible.limits import Kind, Limit
from planner.feasible.loosen import FROM_ON, loosest, site_power_mw
from planner.feasible.target import Demanded, Requirement

IDLE_ROWS = ("fleet.left_of_purchase", "fleet.left_in_fleet", "siting.minimum_campus")
"""Value left; and minimum sizes, which are put back for the case's own rates and room."""
ENERGY_ROWS = ("power.energy_balance", "power.energy_limit", "power.grid_energy_limit")


@dataclass(frozen=True)
class Elastic:
    """The matrix, and where limits and requirements are in it.

    Attributes
    ----------
    matrix
        All costs are zero. Shape (m, n).
    limits, slacks
        The limits, and the column of each one's slack.
    requirements, misses
        What is to be served, and the column of what each may leave out.
    part
        Column of the part that is served of targets, or of promises where there is no target.
    row_limit
        Number of the limit that each row states, -1 where it states none; shape (m,).
    row_requirement
        Number of the requirement that each row states, or -1; shape (m,).
    row_most
        Right sides of the rows where limits are loosened no further than is plausible; shape (m,).
    column_period
        Number of the period of each column, -1 where it has none; shape (n,).
    columns
        Columns of the model's variables, see `planner.engine.matrix.Compiled`.
    """

    matrix: Matrix
    limits: tuple[Limit, ...]
    slacks: Ints
    requirements: tuple[Requirement, ...]
    misses: Ints
    part: int
    row_limit: Ints
    row_requirement: Ints
    row_most: Vector
    column_period: Ints
    columns: Mapping[str, Mapping[Index, int]]


@dataclass
class _Draft:
    """Entries that are added to a compiled matrix, and rows that are put in or taken out."""

    inputs: Inputs
    sets: Sets
    compiled: Compiled
    rows: dict[str, dict[Index, int]]
    columns: int
    entries: list[tuple[int, int, float]]
    lower: list[float]
    upper: list[float]
    row_limit: dict[int, int]
    row_requirement: dict[int, int]

    def column(self, name: str, *index: str) -> int | None:
        return self.compiled.columns.get(name, {}).get(index)

    def add(self, row: int, column: int, value: float) -> None:
        self.entries.append((row, column, value))

    def new_column(self) -> int:
        self.columns += 1
        return self.columns - 1

    def new_row(self, lower: float, upper: float) -> int:
        self.lower.append(lower)
        self.upper.append(upper)
        return len(self.lower) - 1


def build_elastic(demanded: Demanded, limits: Sequence[Limit]) -> Elastic:
    """Build the elastic model of what is demanded.

    Parameters
    ----------
    demanded
        The case and what must be served.
    limits
        What can be loosened, as `planner.feasible.loosen.find_limits` returns it for the same case.
    """
    inputs = demanded.inputs
    model = build_model(loosest(inputs, limits), strong=False)
    draft = _draft(inputs, model)
    slacks = {limit: draft.new_column() for limit in limits}
    numbers = {limit: i for i, limit in enumerate(limits)}
    groups: dict[Kind, list[Limit]] = {kind: [] for kind in Kind}
    for limit in limits:
        groups[limit.kind].append(limit)
    for limit, row, coefficient in _terms(draft, groups):
        draft.add(row, slacks[limit], coefficient)
        # Slacks of earlier periods stand in later rows as well; the last, a row's own, names it.
        draft.row_limit[row] = numbers[limit]
    _add_minimum_sizes(draft)
    caps = _cap_what_lasts(draft, groups, slacks)
    part = draft.new_column()
    misses = [_add_requirement(draft, demanded, number, part) for number in range(len(demanded.requirements))]
    return _finished(draft, demanded, slacks, misses, part, caps)


def _draft(inputs: Inputs, model: pyo.ConcreteModel) -> _Draft:
    compiled = compile_model(model)
    place = {name: row for row, name in enumerate(compiled.row_names)}
    rows: dict[str, dict[Index, int]] = {}
    for constraint in model.component_objects(pyo.Constraint):
        rows[str(constraint.name)] = {
            index if isinstance(index, tuple) else (index,): place[str(data.name)]
            for index, data in constraint.items()
            if str(data.name) in place
        }
    matrix = compiled.matrix
    return _Draft(
        inputs,
        build_sets(inputs),
        compiled,
        rows,
        matrix.shape[1],
        [],
        matrix.row_lower.tolist(),
        matrix.row_upper.tolist(),
        {},
        {},
    )


def _terms(draft: _Draft, groups: dict[Kind, list[Limit]]) -> Iterator[tuple[Limit, int, float]]:
    """Yield each limit's slack in each row that it loosens, the row's own limit last."""
    yield from _one_row(draft, groups[Kind.CHIPS], "supply.chip_supply", -1.0)
    yield from _one_row(draft, groups[Kind.POOL], "supply.pool_limit", -1.0)
    yield from _one_row(draft, groups[Kind.TAKE], "supply.minimum_take", 1.0)
    yield from _one_row(draft, groups[Kind.BUDGET], "cost.budget_limit", -1.0)
    yield from _one_row(draft, groups[Kind.VENDOR_MOST], "supply.vendor_at_most", -1.0)
    yield from _one_row(draft, groups[Kind.VENDOR_LEAST], "supply.vendor_at_least", 1.0)
    yield from _headroom(draft, groups[Kind.HEADROOM])
    yield from _site_power(draft, groups[Kind.SITE_POWER] + groups[Kind.POWER_DATE])
    yield from _halls(draft, groups[Kind.ROOM] + groups[Kind.HALL_DATE])
    yield from _rates(draft, groups[Kind.RATE])
    yield from _caps(draft, groups[Kind.CARBON], "policy.carbon_limit")
    yield from _caps(draft, groups[Kind.WATER], "policy.water_limit")
    yield from _locks(draft, groups[Kind.LOCK])


def _one_row(
    draft: _Draft, limits: list[Limit], family: str, coefficient: float
) -> Iterator[tuple[Limit, int, float]]:
    """Limits with a row each, by place, or by place and period."""
    labels = draft.sets.labels
    rows = draft.rows.get(family, {})
    by_name = {tuple(map(str, index)): row for index, row in rows.items()}
    for limit in limits:
        row = by_name.get(limit.place, by_name.get((*limit.place, labels[limit.first])))
        if row is None:
            continue
        if limit.kind is Kind.CHIPS:
            draft.upper[row] = limit.amount
        yield limit, row, coefficient


def _by_place(limits: list[Limit]) -> dict[tuple[str, ...], list[Limit]]:
    places: dict[tuple[str, ...], list[Limit]] = {}
    for limit in limits:
        places.setdefault(limit.place, []).append(limit)
    return places


def _until(limits: list[Limit], t: int) -> list[Limit]:
    """Return the limits of a place that loosen period t, its own last."""
    return [limit for limit in limits if limit.first <= t <= limit.last]


def _headroom(draft: _Draft, limits: list[Limit]) -> Iterator[tuple[Limit, int, float]]:
    own = {(area.area_id, t): area.headroom_mw for area in draft.inputs.areas for t in draft.sets.labels}
    unit_mw = {(o.site_id, o.option_id): o.unit_mw for o in draft.inputs.power}
    places = _by_place(limits)
    a = draft.compiled.matrix.a
    units = {column: index for index, column in draft.compiled.columns.get("power.units", {}).items()}
    for (area, label), row in draft.rows.get("power.headroom_limit", {}).items():
        t = draft.sets.position[label]
        first = a.indptr[row]
        s, o, _ = units[int(a.indices[first])]
        scale = unit_mw[s, o] / float(a.data[first])  # rows may count units instead of MW
        mw = own[area, label][t]
        draft.upper[row] = math.floor(mw / scale + 1e-9) if scale != 1.0 else mw
        for limit in _until(places.get((area,), []), t):
            yield limit, row, -1.0 / scale


def _site_power(draft: _Draft, limits: list[Limit]) -> Iterator[tuple[Limit, int, float]]:
    places = _by_place(limits)
    options = {(o.site_id, o.option_id): o for o in draft.inputs.power}
    now = {key: site_power_mw(draft.inputs, option) for key, option in options.items()}
    stated = draft.rows.get("power.power_needs_opening", {})
    for (s, o, label), column in draft.compiled.columns.get("power.units", {}).items():
        t, unit_mw = draft.sets.position[label], options[s, o].unit_mw
        most = now[s, o][t] / unit_mw
        row = stated.get((s, o, label))
        if row is None:  # the site is open already
            row = draft.new_row(-math.inf, most)
            draft.add(row, column, 1.0)
        else:
            _set_opening(draft, row, s, label, most)
        for limit in _until(places.get((s, o), []), t):
            yield limit, row, -1.0 / unit_mw


def _set_opening(draft: _Draft, row: int, s: str, label: str, most: float) -> None:
    """Let an opening allow what the case has, where the row allows what it could have."""
    column = draft.column("siting.open", s, label)
    if column is not None:
        draft.add(row, column, -most - float(draft.compiled.matrix.a[row, column]))


def _halls(draft: _Draft, limits: list[Limit]) -> Iterator[tuple[Limit, int, float]]:
    places = _by_place(limits)
    stated = draft.rows.get("siting.halls_need_opening", {})
    for (s, label), column in draft.compiled.columns.get("siting.new_halls", {}).items():
        t, room = draft.sets.position[label], draft.sets.room[s, label]
        row = stated.get((s, label))
        if row is None:
            row = draft.new_row(-math.inf, room)
            draft.add(row, column, 1.0)
        else:
            _set_opening(draft, row, s, label, room)
        for limit in _until(places.get((s,), []), t):
            yield limit, row, -1.0


def _rates(draft: _Draft, limits: list[Limit]) -> Iterator[tuple[Limit, int, float]]:
    places = _by_place(limits)
    for (s, label), row in draft.rows.get("siting.build_rate", {}).items():
        for limit in places.get((s,), []):
            quarters = draft.sets.periods[label].quarters
            draft.upper[row] = limit.amount * quarters
            yield limit, row, -float(quarters)


def _caps(draft: _Draft, limits: list[Limit], family: str) -> Iterator[tuple[Limit, int, float]]:
    for limit in limits:
        for (year,), row in draft.rows.get(family, {}).items():
            quarters = sum(p.quarters for p in draft.inputs.periods if p.year == int(year))
            yield limit, row, -quarters / 4 / 1e3


def _locks(draft: _Draft, limits: list[Limit]) -> Iterator[tuple[Limit, int, float]]:
    for limit in limits:
        for label in draft.sets.labels[limit.first :]:
            column = draft.column("siting.open", *limit.place, label)
            if column is not None:
                row = draft.new_row(1.0, math.inf)
                draft.add(row, column, 1.0)
                yield limit, row, 1.0


def _add_minimum_sizes(draft: _Draft) -> None:
    """Put S5 back as the case has it: its rates and room, not the loosened ones, say how fast."""
    sets = draft.sets
    for s in sets.builds:
        for label in sets.labels if not sets.sites[s].in_ledger else ():
            if sets.room[s, label]:
                by, halls = minimum_size(sets, sets.sites[s], label)
                built, opened = draft.column("siting.new_halls", s, by), draft.column("siting.open", s, label)
                if halls and built is not None and opened is not None:
                    row = draft.new_row(0.0, math.inf)
                    draft.add(row, built, 1.0)
                    draft.add(row, opened, -float(halls))


def _cap_what_lasts(
    draft: _Draft, groups: dict[Kind, list[Limit]], slacks: dict[Limit, int]
) -> dict[int, Limit]:
    """Hold all that is added to a limit up to a period to what may be added by then; return the rows."""
    caps = {}
    for kind in FROM_ON:
        for some in _by_place(groups[kind]).values():
            for limit in some:
                row = draft.new_row(-math.inf, limit.widest)
                caps[row] = limit
                for earlier in _until(some, limit.first):
                    draft.add(row, slacks[earlier], 1.0)
    return caps


def _add_requirement(draft: _Draft, demanded: Demanded, number: int, part: int) -> int:
    """Ask for a requirement: what falls short in its zones is at most what it does not ask for."""
    requirement = demanded.requirements[number]
    label = draft.sets.labels[requirement.period]
    peaks = {zone.zone_id: zone.peak[requirement.period] for zone in demanded.inputs.zones}
    total = sum(peaks[z] for z in requirement.zone_ids)
    is_scaled = (requirement.target is not None) or not demanded.targets
    # In units of what is asked for, so that rows of large and small streams are alike.
    size = 1.0 / requirement.amount
    row = draft.new_row(-math.inf, total * size - (0.0 if is_scaled else 1.0))
    draft.row_requirement[row] = number
    for z in requirement.zone_ids:
        column = draft.column("service.short", z, label)
        if column is not None:
            draft.add(row, column, size)
    if is_scaled:
        draft.add(row, part, 1.0)
    miss = draft.new_column()
    draft.add(row, miss, -1.0)
    return miss


def _finished(
    draft: _Draft,
    demanded: Demanded,
    slacks: dict[Limit, int],
    misses: list[int],
    part: int,
    caps: dict[int, Limit],
) -> Elastic:
    """Put the entries into the matrix, and leave out rows and columns that have no say."""
    limits, compiled, old = tuple(slacks), draft.compiled.matrix, draft.compiled.matrix.shape
    m, n = len(draft.lower), draft.columns
    known = compiled.a.tocoo()
    rows = np.array([*known.row.tolist(), *(row for row, _, _ in draft.entries)], dtype=np.int64)
    columns = np.array([*known.col.tolist(), *(column for _, column, _ in draft.entries)], dtype=np.int64)
    values = np.array([*known.data.tolist(), *(value for _, _, value in draft.entries)], dtype=float)
    a = sp.csr_matrix((values, (rows, columns)), shape=(m, n))  # entries of a place add up
    a.eliminate_zeros()
    lower, upper = np.zeros(n), np.zeros(n)
    lower[: old[1]], upper[: old[1]] = compiled.lower, compiled.upper
    upper[list(slacks.values())] = [limit.widest for limit in limits]
    upper[part], upper[misses] = 1.0, 1.0
    integer = np.zeros(n, dtype=bool)
    integer[: old[1]] = compiled.integer
    integer[[slacks[limit] for limit in limits if limit.is_whole and limit.step == 1.0]] = True
    locked = {limit.place[0] for limit in limits if limit.kind is Kind.LOCK}
    opens = draft.compiled.columns.get("siting.open", {})
    lower[[column for (s, _), column in opens.items() if s in locked]] = 0.0
    row_limit, row_requirement = np.full(m, -1), np.full(m, -1)
    row_limit[list(draft.row_limit)] = list(draft.row_limit.values())
    row_requirement[list(draft.row_requirement)] = list(draft.row_requirement.values())
    row_most = np.array(draft.upper)
    row_most[list(caps)] = [limit.most_extra for limit in caps.values()]
    kept = _kept_rows(draft)
    matrix = Matrix(
        cost=np.zeros(n),
        offset=0.0,
        lower=lower,
        upper=upper,
        integer=integer,
        a=a[kept],
        row_lower=np.array(draft.lower)[kept],
        row_upper=np.array(draft.upper)[kept],
    )
    used = np.asarray(abs(matrix.a).sum(axis=0)).ravel() > 0
    used[part] = True  # where nothing is asked for, all of it is served
    # A column that stands in no row is fixed where it may be: presolve need not look at it.
    matrix = replace(matrix, upper=np.where(used, matrix.upper, np.maximum(matrix.lower, 0.0)))
    return Elastic(
        matrix,
        limits,
        np.array(list(slacks.values()), dtype=np.int64),
        demanded.requirements,
        np.array(misses, dtype=np.int64),
        part,
        row_limit[kept],
        row_requirement[kept],
        row_most[kept],
        _column_periods(draft, slacks, n),
        draft.compiled.columns,
    )


def _column_periods(draft: _Draft, slacks: dict[Limit, int], n: int) -> Ints:
    periods = np.full(n, -1, dtype=np.int64)
    for some in draft.compiled.columns.values():
        for index, column in some.items():
            periods[column] = draft.sets.position.get(index[-1], -1)
    for limit, column in slacks.items():
        periods[column] = limit.first
    return periods


def up_to(elastic: Elastic, period: int) -> Elastic:
    """Return the rows that speak of no period after one: a relaxation, as nothing is added.

    It is much smaller where a target is near; what is impossible in it is impossible.
    """
    late = elastic.column_period > period
    rows = np.flatnonzero(np.asarray(abs(elastic.matrix.a) @ late.astype(float)).ravel() == 0.0)
    matrix = elastic.matrix
    a = matrix.a[rows]
    used = np.asarray(abs(a).sum(axis=0)).ravel() > 0
    used[elastic.part] = True
    cut = replace(
        matrix,
        a=a,
        row_lower=matrix.row_lower[rows],
        row_upper=matrix.row_upper[rows],
        lower=np.where(used, matrix.lower, 0.0),
        upper=np.where(used, matrix.upper, 0.0),
        integer=matrix.integer & used,
    )
    return replace(
        elastic,
        matrix=cut,
        row_limit=elastic.row_limit[rows],
        row_requirement=elastic.row_requirement[rows],
        row_most=elastic.row_most[rows],
    )


def _kept_rows(draft: _Draft) -> Ints:
    has_carbon = draft.inputs.caps.carbon_t_per_year is not None
    idle = IDLE_ROWS if has_carbon else IDLE_ROWS + ENERGY_ROWS
    gone = {row for family in idle for row in draft.rows.get(family, {}).values()}
    return np.array([row for row in range(len(draft.lower)) if row not in gone], dtype=np.int64)
