"""Cases solved by hand: what conflicts, the first date, the largest part, the cheapest changes.

`small` has one campus of three halls of 10 MW IT, 100 MW of grid and 100 MW of chips a quarter; an IT MW does
one reference MW and takes 1.25 MW at the meter. A hall costs 8, a MW of grid 0.4, of chips 20 million USD.
"""

from __future__ import annotations

from dataclasses import replace

import pytest

from buildout.inputs import Inputs
from planner.feasible import Answer, FeasibleOptions, Target, answer
from planner.feasible.limits import Kind
from planner.feasible.probe import Verdict
from tests.small import TODAY, campus, chip, grid, serving, small, turbine, zone


def asked(inputs: Inputs, amount: float, quarter: int = 0, nodes: frozenset[str] | None = None) -> Answer:
    target = Target("chat", amount, TODAY + quarter, nodes)
    return answer(inputs, [target], options=FeasibleOptions(whole_seconds=5.0))


def conflicting(found: Answer) -> list[tuple[Kind, tuple[str, ...], list[int]]]:
    assert found.conflict is not None
    assert found.conflict.is_irreducible
    groups: dict[tuple[Kind, tuple[str, ...]], list[int]] = {}
    for limit in found.conflict.limits:
        groups.setdefault(limit.group, []).append(limit.first)
    return [(kind, place, times) for (kind, place), times in groups.items()]


def costs(found: Answer) -> list[float]:
    return [checked.found.cost_musd for checked in found.sets]


def assert_checked(found: Answer) -> None:
    assert found.sets
    for checked in found.sets:
        assert checked.with_it is Verdict.YES
        assert checked.with_less in {Verdict.NO, Verdict.NOT_WHOLE}


def quick_campus(periods: int = 1) -> Inputs:
    """Return `small` where a campus may be built in one go: its room alone limits halls."""
    return replace(small(periods), sites=(replace(campus("a", periods), halls_per_quarter=10),))


def slow_chips() -> Inputs:
    """Return four quarters with 5, 10, 10 and 10 MW of chips on sale: 5, 15, 25, 35 in all."""
    return replace(quick_campus(4), chips=(replace(chip("g", 4), supply_mw=(5.0, 10.0, 10.0, 10.0)),))


def test_a_target_that_is_met_has_no_conflict() -> None:
    found = asked(quick_campus(), 30.0)

    assert found.is_met
    assert found.conflict is None
    assert found.sets == ()
    assert found.part.found == 1.0


def test_one_hall_is_missing() -> None:
    """31 MW need a fourth hall: land for it costs a tenth of 8."""
    found = asked(quick_campus(), 31.0)

    assert found.verdict is Verdict.NO
    assert conflicting(found) == [(Kind.ROOM, ("a",), [0])]
    assert found.part.found == pytest.approx(30 / 31)
    assert found.part.most == pytest.approx(30 / 31)
    assert found.earliest.delay is None
    assert costs(found) == [pytest.approx(0.8)]
    (change,) = found.sets[0].found.changes
    assert (change.limit.kind, change.extra) == (Kind.ROOM, 1.0)
    assert_checked(found)


def test_chips_come_too_late() -> None:
    """15 MW of chips have come by the second quarter, 20 by the third; 5 MW more cost 0.3 x 20 each."""
    found = asked(slow_chips(), 20.0, quarter=1)

    assert conflicting(found) == [(Kind.CHIPS, ("g",), [0, 1])]
    assert found.part.found == pytest.approx(15 / 20)
    assert found.earliest.delay == 1
    assert found.earliest.verdict is Verdict.YES
    assert found.is_plausible
    assert costs(found) == [pytest.approx(30.0)]
    assert_checked(found)


def test_a_met_target_says_how_early_it_could_be() -> None:
    found = asked(slow_chips(), 20.0, quarter=3)

    assert found.is_met
    assert found.earliest.delay == -1


def test_nothing_plausible_is_enough() -> None:
    """20 MW at once are four times what is on sale: 15 MW more at 6 each, more than is plausible."""
    found = asked(slow_chips(), 20.0)

    assert not found.is_plausible
    assert costs(found) == [pytest.approx(90.0)]
    assert_checked(found)


def two_ways() -> Inputs:
    """Return a campus with 25 MW of headroom and turbines of 12.5 MW from the third of three quarters on."""
    inputs = quick_campus(3)
    late = replace(turbine("a", 3), first_quarter=TODAY + 2, is_bridge=False)
    area = replace(inputs.areas[0], headroom_mw=(25.0,) * 3)
    return replace(inputs, areas=(area,), power=(grid("a", 3), late))


def test_two_sets_lean_on_different_kinds() -> None:
    """24 MW need 30 at the meter in the second quarter: 5 more than the headroom.

    Headroom costs 0.4 a MW: 2. A whole turbine a quarter early costs 12.5 x 2 x 0.1: 2.5.
    """
    found = asked(two_ways(), 24.0, quarter=1)

    assert sorted(kind for kind, _, _ in conflicting(found)) == [Kind.HEADROOM, Kind.POWER_DATE]
    assert [set(checked.found.kinds) for checked in found.sets] == [{Kind.HEADROOM}, {Kind.POWER_DATE}]
    assert costs(found) == [pytest.approx(2.0), pytest.approx(2.5)]
    assert found.earliest.delay == 1
    assert_checked(found)


def test_a_target_speaks_of_its_own_nodes() -> None:
    """Of two nodes only one is reached by the campus; 20 MW there are possible, in all places 31 are not."""
    inputs = serving(quick_campus(), zone("near", ("a",), 10.0), zone("far", (), 5.0))

    near = asked(inputs, 20.0, nodes=frozenset({"near"}))
    far = asked(inputs, 1.0, nodes=frozenset({"far"}))

    assert near.is_met
    assert far.verdict is Verdict.NO
    assert far.conflict is not None
    assert far.conflict.limits == ()
    assert far.sets == ()
    assert far.part.found == 0.0


def test_nodes_of_one_zone_are_told_apart() -> None:
    """A zone of two nodes of 10 MW each: 25 MW at one of them raise that one alone."""
    inputs = serving(quick_campus(), zone("x", ("a",), 10.0), zone("y", ("a",), 10.0))
    both = replace(inputs.zones[0], zone_id="both", node_ids=("x", "y"), peak=(20.0,))
    inputs = replace(inputs, zones=(both,))

    assert asked(inputs, 25.0, nodes=frozenset({"x"})).is_met
    assert asked(inputs, 31.0, nodes=frozenset({"x"})).part.found == pytest.approx(30 / 31)


def test_other_streams_that_may_fall_short_give_way() -> None:
    inputs = serving(quick_campus(), zone("n", ("a",), 10.0))

    assert asked(inputs, 30.0).is_met


def test_two_targets_share_what_there_is() -> None:
    """20 MW at each of two nodes are 40 of 30: three quarters of both."""
    inputs = serving(quick_campus(), zone("x", ("a",), 10.0), zone("y", ("a",), 10.0))
    targets = [Target("chat", 20.0, TODAY, frozenset({node})) for node in ("x", "y")]

    found = answer(inputs, targets, options=FeasibleOptions(whole_seconds=5.0))

    assert found.part.found == pytest.approx(0.75)
    assert found.conflict is not None
    assert {found.requirements[i].target for i in found.conflict.requirements} == {0, 1}
    assert_checked(found)


def test_more_of_a_limit_never_serves_less() -> None:
    parts = []
    for mw in (5.0, 8.0, 12.0):
        chips = (replace(chip("g", 4), supply_mw=(mw, 10.0, 10.0, 10.0)),)
        parts.append(asked(replace(slow_chips(), chips=chips), 40.0, quarter=1).part.found)

    assert parts == sorted(parts)
    assert parts == pytest.approx([15 / 40, 18 / 40, 22 / 40])
