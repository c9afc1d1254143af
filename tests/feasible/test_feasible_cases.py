"""Whole cases: what an answer recommends is enough in the case itself, a little less is not."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from pathlib import Path

import pytest

from buildout.inputs import Inputs
from buildout.quarters import parse_quarter
from planner.assemble import assemble_case
from planner.cases import load_case
from planner.feasible import FeasibleOptions, Target, answer
from planner.feasible.files import write_answer
from planner.feasible.loosen import apply_changes
from planner.feasible.probe import Verdict
from planner.feasible.summary import summary
from planner.problems import InputError
from tests.model.optimum import is_possible

QUICK = FeasibleOptions(whole_seconds=10.0)


def case(name: str, *changes: str) -> Inputs:
    return assemble_case(load_case(name, changes)).inputs


PROMISES = {
    "edge in one town": ("policies.no_shortage=[edge]", "demand.rows.5.amount=50"),
    "chat of one vendor": (
        "policies.no_shortage=[chat]",
        "policies.vendor_shares=[{vendor: Acme, max_share: 0.1}]",
    ),
    "a take and a budget": (
        "policies.minimum_takes=[{id: deal, chips: [old], it_mw: 100}]",
        "policies.budgets=[{id: all, usd: 1_000_000_000}]",
    ),
    "a lock and a budget": (
        "locks=[{site: town, open: true}]",
        "policies.budgets=[{id: all, usd: 10_000_000}]",
    ),
    "edge and carbon": ("policies.no_shortage=[edge]", "policies.carbon_t_per_year=10"),
    "racks of 50 MW and a budget": (
        "policies.minimum_takes=[{id: deal, chips: [old], it_mw: 60}]",
        "chips.custom.old.rack_mw=50",
        "policies.budgets=[{id: all, usd: 1_500_000_000}]",
    ),
}


@pytest.mark.parametrize("changes", PROMISES.values(), ids=PROMISES)
def test_a_set_is_enough_in_the_model_itself_and_a_little_less_is_not(changes: tuple[str, ...]) -> None:
    """The model of the case, with its promises as it states them, knows nothing of slacks or targets."""
    inputs = case("tiny", *changes)
    assert not is_possible(inputs)

    found = answer(inputs, options=QUICK)

    assert found.sets
    for checked in found.sets:
        changed = checked.found.changes
        assert is_possible(apply_changes(inputs, changed))
        assert not is_possible(apply_changes(inputs, [change.scaled(0.98) for change in changed]))
        assert checked.with_it is Verdict.YES
        assert checked.with_less in {Verdict.NO, Verdict.NOT_WHOLE}


@pytest.mark.slow
def test_a_mid_size_case() -> None:
    """4 GW of inference in ten months: 5 GW of chat alone are more than chips and halls allow."""
    inputs = case("lab-4gw-10-months")
    target = Target("chat_interactive", 5000.0, parse_quarter("2027Q3"))

    found = answer(inputs, [target], options=QUICK)

    assert found.verdict is Verdict.NO
    assert 0.85 < found.part.found <= found.part.most < 1.0
    assert found.earliest.delay == 1
    assert len(found.sets) == 3
    assert len({checked.found.kinds for checked in found.sets}) == 3
    assert [checked.found.cost_musd for checked in found.sets] == sorted(
        checked.found.cost_musd for checked in found.sets
    )
    for checked in found.sets:
        assert checked.with_it is Verdict.YES
        assert checked.with_less in {Verdict.NO, Verdict.NOT_WHOLE}
        # No set of these kinds can cost less than the relaxation says.
        assert checked.found.least_musd <= checked.found.cost_musd * (1 + 1e-3)


def test_the_folder_says_what_the_summary_says(tmp_path: Path) -> None:
    target = Target("edge", 25.0, parse_quarter("2029Q1"))
    found = answer(case("tiny"), [target], options=QUICK)

    write_answer(tmp_path, found)

    said = json.loads((tmp_path / "feasible.json").read_text("utf-8"))
    assert said["verdict"] == "no"
    assert said["largest_part"] == pytest.approx(0.8)  # eight clusters of 5 MW, half of which sells at peak
    assert said["earliest"] == "2030"
    assert (tmp_path / "summary.md").read_text("utf-8") == summary(found)
    rows = list(csv.DictReader((tmp_path / "changes.csv").read_text("utf-8").splitlines()))
    cost = sum(float(row["cost_usd"]) for row in rows if row["set"] == "1")
    assert cost == pytest.approx(said["sets"][0]["cost_usd"])
    conflict = (tmp_path / "conflict.csv").read_text("utf-8")
    for line in said["conflict"]:
        assert line in conflict
    assert "[" not in summary(found).replace("[0]", "")  # no name of a row


@pytest.mark.parametrize(
    ("change", "parts"),
    [
        ({"stream_id": "edgy"}, ["edgy", "did you mean edge?"]),
        ({"amount": -3.0}, ["-3", "a positive amount"]),
        ({"amount": float("nan")}, ["nan", "a positive amount"]),
        ({"by": parse_quarter("2040Q1")}, ["2040Q1", "2029Q1 to 2032Q4"]),
        ({"node_ids": frozenset({"port"})}, ["no demand"]),
    ],
)
def test_a_target_must_suit_the_case(change: dict[str, object], parts: list[str]) -> None:
    target = replace(Target("edge", 5.0, parse_quarter("2029Q1")), **change)  # type: ignore[arg-type]

    with pytest.raises(InputError) as caught:
        answer(case("tiny"), [target], options=QUICK)

    assert all(part in str(caught.value) for part in parts)


def test_all_that_is_wrong_with_a_target_is_told_at_once() -> None:
    with pytest.raises(InputError) as caught:
        answer(case("tiny"), [Target("edgy", -1.0, parse_quarter("2040Q1"))], options=QUICK)

    assert len(caught.value.problems) == 3
