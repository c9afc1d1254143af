from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from buildout.inputs import Inputs
from planner.problems import InputError
from planner.serial import dump_inputs, inputs_sha256, load_inputs


def test_inputs_come_back_as_they_went(us: Inputs) -> None:
    assert load_inputs(dump_inputs(us)) == us


def test_equal_inputs_have_equal_bytes(inputs: Callable[..., Inputs]) -> None:
    first, second = inputs(), inputs()
    assert dump_inputs(first) == dump_inputs(second)
    assert inputs_sha256(first) == inputs_sha256(second)


def test_a_whole_number_is_the_same_as_its_float(inputs: Callable[..., Inputs]) -> None:
    some = inputs()
    whole = replace(some, finance=replace(some.finance, carbon_usd_per_t=50))
    point = replace(some, finance=replace(some.finance, carbon_usd_per_t=50.0))
    assert inputs_sha256(whole) == inputs_sha256(point)


def test_one_figure_changes_the_hash(inputs: Callable[..., Inputs]) -> None:
    some = inputs()
    other = replace(some, finance=replace(some.finance, wacc=some.finance.wacc + 1e-12))
    assert inputs_sha256(some) != inputs_sha256(other)


def test_the_same_case_gives_the_same_hash_whatever_its_folder(inputs: Callable[..., Inputs]) -> None:
    assert "case.yaml" not in dump_inputs(inputs()).decode()


def test_a_number_that_is_not_finite_is_refused(inputs: Callable[..., Inputs]) -> None:
    some = inputs()
    with pytest.raises(InputError, match=r"finance\.wacc"):
        dump_inputs(replace(some, finance=replace(some.finance, wacc=float("nan"))))


@pytest.mark.parametrize("data", [b"", b"{}", b"[1,", b"\xff"])
def test_other_bytes_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"inputs\.json"):
        load_inputs(data)
