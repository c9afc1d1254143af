"""Direct demand and its units."""

from __future__ import annotations

import pytest

from planner.cases.demand import DirectRow
from planner.demand import Dimension, direct_loads, read_unit, units_of_stream
from tests.demand.conftest import QUARTERS

TOKENS_PER_REF_MW = 3_695_000.0
"""7,390 tokens/s from 2,000 W."""
CHAT = {Dimension.WORK: 1.0, Dimension.TOKENS: 1 / TOKENS_PER_REF_MW}
AGENTS = {Dimension.WORK: 1.0, Dimension.SESSIONS: 1 / 3150}
"""6.3 sessions from 2,000 W."""
TRAINING = {Dimension.WORK: 1.0}


def row(amount: float, unit: str = "reference MW", at: str = "2027Q1", node: str = "x") -> DirectRow:
    return DirectRow(stream="chat", node=node, at=at, amount=amount, unit=unit)


def peaks(*rows: DirectRow) -> dict[str | None, tuple[float, ...]]:
    loads = direct_loads(rows, {"chat": "reference MW"}, {"chat": CHAT}, QUARTERS)
    return {load.node_id: load.total for load in loads}


def test_direct_demand_runs_straight_between_its_dates() -> None:
    assert peaks(row(10.0), row(30.0, at="2027Q3"))["x"] == pytest.approx((10, 20, 30, 30))


def test_dates_of_rows_may_be_months() -> None:
    # 1 a month from March to September: the quarters end at March, June, September.
    assert peaks(row(3.0, at="2027-03"), row(9.0, at="2027-09"))["x"] == pytest.approx((3, 6, 9, 9))


def test_every_node_has_a_load_of_its_own() -> None:
    assert peaks(row(10.0), row(5.0, node="y")) == {"x": (10,) * 4, "y": (5,) * 4}


def test_rows_of_one_node_may_have_unlike_units() -> None:
    # 1 reference MW, then 7,390 thousand tokens/s: 2 reference MW.
    found = peaks(row(1.0), row(7_390.0, "thousand tokens/s", at="2027Q3"))
    assert found["x"] == pytest.approx((1, 1.5, 2, 2))


@pytest.mark.parametrize(
    ("unit", "dimension", "factor"),
    [
        ("reference MW", Dimension.WORK, 1.0),
        ("MW", Dimension.WORK, 1.0),
        ("reference GW", Dimension.WORK, 1000.0),
        ("kW", Dimension.WORK, 0.001),
        ("tokens/s", Dimension.TOKENS, 1.0),
        ("Mtokens/s", Dimension.TOKENS, 1e6),
        ("million tokens/s", Dimension.TOKENS, 1e6),
        ("tokens/minute", Dimension.TOKENS, 1 / 60),
        ("billion tokens / day", Dimension.TOKENS, 1e9 / 86_400),
        # A twelfth of 365.25 days of 86,400 s is 2,629,800 s.
        ("tokens/month", Dimension.TOKENS, 1 / 2_629_800),
        ("sessions", Dimension.SESSIONS, 1.0),
        ("million sessions", Dimension.SESSIONS, 1e6),
    ],
)
def test_units_are_read_by_dimension(unit: str, dimension: Dimension, factor: float) -> None:
    found = read_unit(unit)
    assert found.dimension is dimension
    assert found.factor == pytest.approx(factor)


@pytest.mark.parametrize("unit", ["MWh", "USD", "tokens", "sessions/s", "km", "s", "reference", "W/s"])
def test_units_of_something_else_are_refused(unit: str) -> None:
    with pytest.raises(ValueError, match=r"measures neither|is no unit"):
        read_unit(unit)


@pytest.mark.parametrize("unit", ["", "gigawhats", "3 MW", "MW**2", "MW + tokens/s", "__import__", "MW/s/s"])
def test_what_is_no_unit_is_refused(unit: str) -> None:
    with pytest.raises(ValueError, match="is no unit"):
        read_unit(unit)


@pytest.mark.parametrize(
    ("unit", "measures", "expected"),
    [
        ("reference MW", CHAT, 1.0),
        ("reference GW", TRAINING, 1000.0),
        # 3.695 Mtokens/s are one reference MW.
        ("Mtokens/s", CHAT, 1 / 3.695),
        ("tokens/month", CHAT, 1 / 2_629_800 / TOKENS_PER_REF_MW),
        ("sessions", AGENTS, 1 / 3150),
        ("million sessions", AGENTS, 317.46),
    ],
)
def test_amounts_become_units_of_the_stream(
    unit: str, measures: dict[Dimension, float], expected: float
) -> None:
    assert units_of_stream(row(1.0, unit), "reference MW", measures) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize(
    ("unit", "measures", "counted"),
    [
        ("tokens/s", TRAINING, "tokens/s"),
        ("sessions", CHAT, "sessions"),
        ("Mtokens/s", AGENTS, "tokens/s"),
        ("reference MW", {}, "reference MW"),
    ],
)
def test_a_stream_is_counted_in_its_own_dimensions(
    unit: str, measures: dict[Dimension, float], counted: str
) -> None:
    with pytest.raises(ValueError, match=f"chat is not counted in {counted}"):
        units_of_stream(row(1.0, unit), "something", measures)


def test_the_own_unit_of_a_stream_needs_no_dimension() -> None:
    assert units_of_stream(row(1.0, "parcels"), "parcels", {}) == 1.0
