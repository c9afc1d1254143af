"""The published ambition of a case."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from buildout.inputs import Ambition, Inputs
from planner.problems import InputError
from planner.serial import dump_inputs, load_inputs

WISH = {"follows": "path", "usd_per_gw": 50e9, "source": "press 2025"}


def test_an_ambition_is_the_path_it_follows(inputs: Callable[..., Inputs]) -> None:
    """1 GW at the end of 2026, 4 GW at the end of 2029: a quarter of a GW each quarter."""
    some = inputs(ambition=WISH)
    assert isinstance(some.ambition, Ambition)
    assert some.ambition.facility_gw == pytest.approx([1.0 + 0.25 * t for t in range(13)])
    assert (some.ambition.name, some.ambition.usd_per_gw, some.ambition.source) == (
        "path",
        50e9,
        "press 2025",
    )


def test_it_is_the_part_the_case_must_serve(inputs: Callable[..., Inputs]) -> None:
    path = {"name": "path", "path": "scn_lab_high", "share_located": 0.5}
    some = inputs(ambition=WISH, demand={"facility_gw": [path]})
    assert some.ambition is not None
    assert some.ambition.facility_gw[0] == pytest.approx(2.25)


def test_it_decides_nothing(inputs: Callable[..., Inputs]) -> None:
    some, without = inputs(ambition=WISH), inputs()
    assert without.ambition is None
    assert (some.demand, some.zones) == (without.demand, without.zones)


def test_it_comes_back_as_it_went(inputs: Callable[..., Inputs]) -> None:
    some = inputs(ambition=WISH)
    assert load_inputs(dump_inputs(some)) == some


@pytest.mark.parametrize(
    ("change", "part"),
    [
        (
            {"follows": "paht"},
            "ambition.follows: found paht, expected a path of demand.facility_gw; did you mean path?",
        ),
        ({"usd_per_gw": 0}, "ambition.usd_per_gw"),
        ({"source": ""}, "ambition.source"),
    ],
)
def test_a_wrong_ambition_is_refused(
    inputs: Callable[..., Inputs], change: dict[str, Any], part: str
) -> None:
    with pytest.raises(InputError) as caught:
        inputs(ambition=WISH | change)
    assert part in str(caught.value)
