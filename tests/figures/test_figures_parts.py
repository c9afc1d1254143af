"""Parts of figures: names that do not run into each other, time axes, steps, circles, spans."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from buildout.inputs import Inputs, Network
from planner.figures.ground import Ground, circle, ground_of, strictest_reach
from planner.figures.limits import TINTS, limit_spans
from planner.figures.map import steps
from planner.figures.source import LONGEST_NAME, Source, short_name, three_digits, words
from planner.figures.stack import Stack, largest_layers, spaced
from planner.figures.time_axis import TimeAxis, by_period
from planner.figures.trace import trace_figure
from planner.network import distance_km
from planner.why.limits_tables import CAUSES_SCHEMA, causes_of
from planner.why.site_limit import Limiting
from tests.figures.drawn import rows_of

Y2027 = 4 * 2027


def stack(amounts: dict[str, list[float]]) -> Stack:
    """Return bars of quarters from 2027, a layer each."""
    rows = [
        {"layer": layer, "start": 2027 + i / 4, "end": 2027.25 + i / 4, "when": str(i), "amount": amount}
        for layer, values in amounts.items()
        for i, amount in enumerate(values)
    ]
    colours = ["#000000"] * len(amounts)
    return Stack(pd.DataFrame(rows), "x, GW", TimeAxis.between(Y2027, Y2027 + 2), list(amounts), colours)


def test_bars_lie_on_one_another_and_hang_where_negative() -> None:
    bars = stack({"a": [1.0, 2.0], "b": [3.0, -1.0], "c": [0.0, 4.0]}).bars()
    found = bars.set_index(["when", "layer"])[["low", "high"]].to_numpy().tolist()
    assert found == [[0.0, 1.0], [1.0, 4.0], [0.0, 2.0], [0.0, -1.0], [2.0, 6.0]]


@pytest.mark.parametrize(
    ("wanted", "placed"),
    [
        ([10.0, 50.0], [10.0, 50.0]),
        ([10.0, 10.0, 10.0], [10.0, 20.0, 30.0]),
        ([95.0, 96.0, 97.0], [75.0, 85.0, 95.0]),
        ([0.0], [5.0]),
        ([], []),
    ],
)
def test_names_keep_their_distance(wanted: list[float], placed: list[float]) -> None:
    assert spaced(wanted, 10.0, 0.0, 100.0) == placed


def test_small_layers_become_one_but_never_one_alone() -> None:
    frame = pd.DataFrame({"layer": list("abcd"), "start": 2027.0, "amount": [4.0, 1.0, 3.0, 2.0]})
    kept, layers = largest_layers(frame, "others", most=3)
    assert layers == ["a", "c", "d", "b"]
    assert kept is frame
    joined, layers = largest_layers(frame, "others", most=2)
    assert layers == ["a", "c", "2 others"]
    assert joined.groupby("layer")["amount"].sum()["2 others"] == 3.0


def test_labels_stand_in_the_middle_of_what_they_name() -> None:
    """2026Q4 to 2028Q4 has nine quarters; two more years are labelled by year, of 2026 the last quarter."""
    short = TimeAxis.between(4 * 2026 + 3, 4 * 2029).x().to_dict()
    assert short["axis"]["values"] == [2026.875 + i / 4 for i in range(9)]
    long = TimeAxis.between(4 * 2026 + 3, 4 * 2029 + 2).x().to_dict()
    assert long["axis"]["values"] == [2026.875, 2027.5, 2028.5, 2029.25]
    narrow = TimeAxis.between(4 * 2026 + 3, 4 * 2034).x().to_dict()
    assert narrow["axis"]["values"][0] == 2027.5  # a quarter of 29 is too little for a label
    assert short["title"] == "calendar quarter"
    assert long["title"] == "calendar year"


def test_periods_are_as_long_as_they_are(source: Source) -> None:
    frame = by_period(source, pd.DataFrame({"period": ["2027Q2", "2027H2"]}))
    assert frame[["start", "end"]].to_numpy().tolist() == [[2027.25, 2027.5], [2027.5, 2028.0]]


def test_names(source: Source) -> None:
    assert words("grid_ercot_position") == "grid ERCOT position"
    assert short_name("Rubin (ex NVL576)") == "Rubin"
    assert short_name("(all)") == "(all)"
    assert len(short_name("x" * 99)) == LONGEST_NAME
    twins = replace(
        source,
        inputs=replace(source.inputs, sites=tuple(replace(s, name="Twin") for s in source.inputs.sites)),
    )
    assert list(twins.site_names.values()) == ["Twin [north]", "Twin [south]", "Twin, edge"]


@pytest.mark.parametrize(
    ("value", "text"),
    [(0, "0"), (118_812.4, "119,000"), (999.6, "1,000"), (5, "5.00"), (-0.04567, "-0.0457"), (12.34, "12.3")],
)
def test_three_digits(value: float, text: str) -> None:
    assert three_digits(value) == text


def test_sizes_of_sites_are_steps() -> None:
    sizes = pd.DataFrame({"site": [0, 0, 0, 0, 1], "t": [0, 1, 2, 4, 2], "mw": [5.0, 5.0, 9.0, 9.0, 7.0]})
    found = steps(sizes)[["site", "t", "until", "mw"]].to_numpy().tolist()
    assert found == [[0, 2, 3, 9.0], [0, 4, 5, 9.0], [1, 2, 3, 7.0], [0, 0, 2, 5.0]]


@pytest.mark.parametrize(("lat", "lon"), [(40.0, -100.0), (64.0, -21.0), (-37.0, 179.5)])
def test_a_circle_is_that_far_away_and_runs_clockwise(lat: float, lon: float) -> None:
    """A tenth of a degree is at most 11 km; the date line is crossed by jumping to the other side."""
    (ring,) = circle(lat, lon, 340.0)["coordinates"]
    points = np.array(ring)
    km = distance_km(np.array(lat), np.array(lon), points[:, 1], points[:, 0])
    assert km == pytest.approx(np.full(len(points), 340.0), abs=11.0)
    assert ring[0] == ring[-1]
    x, y = np.unwrap(np.radians(points[:, 0])), np.radians(points[:, 1])
    area = np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])
    assert area < 0


def test_the_reach_of_the_strictest_stream(inputs: Inputs) -> None:
    """12 ms less 5 of access and 2 of overhead are 5 ms; a km there and back takes 0.0147 ms."""
    network = Network(0.0049, 1.5, 2.0, ())
    slow, fast = (
        replace(stream, rtt_budget_ms=ms, access_ms=5.0)
        for stream, ms in zip(inputs.streams, (100.0, 12.0), strict=True)
    )
    reach = strictest_reach(network, [slow, fast])
    assert reach is not None
    assert reach.stream is fast
    assert reach.km == pytest.approx(5.0 / 0.0147)
    assert strictest_reach(network, inputs.streams) is None
    assert strictest_reach(replace(network, rtt_table_ms=(("a", "n", 3.0),)), [fast]) is None


def test_the_ground_is_that_of_the_sites(inputs: Inputs) -> None:
    north, south, _ = inputs.sites
    assert ground_of([north]) is Ground.US.value
    assert ground_of([north, south]) is Ground.WORLD.value


def test_limits_that_follow_each_other_are_one_span(source: Source) -> None:
    limits = pd.DataFrame(
        {
            "site_id": ["north"] * 3 + ["south"],
            "period": ["2027Q1", "2027Q2", "2027H2", "2027H2"],
            "limited_by": ["chips", "chips", "power", "power"],
            "cause": ["no GB", "no TP", "grid", "grid"],
        }
    )
    spans = limit_spans(source, limits)
    assert spans[["limited_by", "start", "end"]].to_numpy().tolist() == [
        ["chips", 2027.0, 2027.5],
        ["power", 2027.5, 2028.0],
        ["power", 2027.5, 2028.0],
    ]
    assert spans["cause"].iloc[0] == "no GB; no TP"


def test_every_limit_has_a_colour() -> None:
    assert set(TINTS) == set(Limiting)


def test_causes_come_back_from_their_table() -> None:
    row = {column.name: 1.0 if column.unit else "x" for column in CAUSES_SCHEMA.columns}
    table = pd.DataFrame([row | {"limited_by": "reach"}, row | {"limited_by": "lead time"}])
    assert [cause.limited_by for cause in causes_of(table)] == [None, Limiting.LEAD_TIME]


def test_the_trace_leaves_out_the_dear_start(source: Source) -> None:
    figure = trace_figure(source)
    assert figure is not None
    assert "Dearer plans (2)" in figure.caption
    said = [row["words"] for row in rows_of(figure.chart, "words")]
    assert said == ["cost of the best plan: 41.00", "no plan costs less: 40.00"]
