from __future__ import annotations

from typing import Any

import pytest

from planner.cases.changes import apply_changes
from planner.problems import InputError


def test_a_key_is_set_and_its_parents_are_made() -> None:
    data: dict[str, Any] = {"id": "a"}
    assert apply_changes(data, ["buyer.share=0.2"]) == {"id": "a", "buyer": {"share": 0.2}}
    assert data == {"id": "a"}


def test_values_are_yaml() -> None:
    changed = apply_changes({}, ["nodes={countries: [US, NO]}", "today=2027Q1", "title=a b = c"])
    assert changed == {"nodes": {"countries": ["US", "NO"]}, "today": "2027Q1", "title": "a b = c"}


@pytest.mark.parametrize("item", ["1", "second"])
def test_an_item_is_named_by_number_or_id(item: str) -> None:
    data = {"sites": {"custom": [{"id": "first", "pue": 1.1}, {"id": "second", "pue": 1.2}]}}
    changed = apply_changes(data, [f"sites.custom.{item}.pue=1.5"])
    assert [site["pue"] for site in changed["sites"]["custom"]] == [1.1, 1.5]


def test_a_year_is_found_though_yaml_reads_a_number() -> None:
    changed = apply_changes({"points": {2027: 1.0}}, ["points.2027=2.0"])
    assert changed == {"points": {2027: 2.0}}


def test_a_cell_of_a_table_goes_to_the_cells() -> None:
    changed = apply_changes({}, ["chips.VR200.hbm_gb=300", "components.chiller (1.5-2 MW).unit=x"])
    assert changed["cells"] == {"chips.VR200.hbm_gb": 300, "components.chiller (1.5-2 MW).unit": "x"}


def test_a_key_of_the_case_wins_over_a_table_of_the_same_name() -> None:
    data = {"chips": {"custom": [{"id": "old", "rack_mw": 1}]}}
    assert apply_changes(data, ["chips.custom.old.rack_mw=2"])["chips"]["custom"][0]["rack_mw"] == 2


def test_later_changes_see_earlier_ones() -> None:
    assert apply_changes({}, ["a.b=1", "a.b=2", "a.c=3"]) == {"a": {"b": 2, "c": 3}}


def test_all_bad_changes_are_reported() -> None:
    data = {"id": "a", "list": [1]}
    with pytest.raises(InputError) as caught:
        apply_changes(data, ["id", "=3", "id.x=1", "list.7=1", "list.x.y=1", "a=[1"])
    assert len(caught.value.problems) == 6
