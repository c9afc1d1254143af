"""A case that contradicts itself: the promises that do, and none besides."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import Budget, Inputs, MinimumTake, Window
from planner.feasible.conflict_text import contradicting
from tests.small import TODAY, campus, serving, small, stream, zone

NOW = Window("2027Q1", "2027Q1", 0.0)


def strict(inputs: Inputs) -> Inputs:
    return replace(inputs, streams=(replace(stream(), may_fall_short=False),))


def test_nothing_is_named_where_a_plan_exists() -> None:
    assert contradicting(strict(small())) == ()


def test_two_promises_contradict_and_a_third_has_no_part_in_it() -> None:
    # 10 MW cost 218, which the budget forbids; the take of 2 MW alone fits into it.
    inputs = replace(
        strict(small()),
        budgets=(Budget("all", TODAY, TODAY, 100.0),),
        minimum_takes=(MinimumTake("take", ("g",), replace(NOW, amount=2.0)),),
    )

    found = contradicting(inputs)

    assert len(found) == 2
    assert found[0] == "chat may not fall short"
    assert "at most 100 million USD" in found[1]


def test_a_lock_can_contradict_a_budget() -> None:
    locked = replace(campus(), open_by_quarter=TODAY, min_halls=2)
    inputs = serving(
        replace(small(), sites=(locked,), budgets=(Budget("all", TODAY, TODAY, 20.0),)),
        zone("n", ("a",), 0.0),
    )

    # Opening 5 and two halls 16.
    assert [text.split()[0] for text in contradicting(inputs)] == ["capital", "a"]
