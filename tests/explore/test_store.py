from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import altair as alt
import pandas as pd
import pytest

from planner.cases import load_case
from planner.draw import amount, styled
from planner.engine.options import SolveOptions
from planner.engine.progress import Silent
from planner.explore.family import Family, FamilyKind, Member
from planner.explore.member import Answer, answer, start_of
from planner.explore.store import MANIFEST, open_store, read_family
from planner.problems import InputError
from planner.subject import Subject, subject_of

pytestmark = pytest.mark.xdist_group("family store")
"""One worker, so that what they share is solved once."""

WANTED = Family(FamilyKind.ALTERNATIVES, "tiny", "abc", {"within": 0.02})


@pytest.fixture(scope="module")
def tiny() -> Subject:
    return subject_of(load_case("tiny"))


@pytest.fixture(scope="module")
def cheapest(tiny: Subject) -> Answer:
    return answer(tiny, SolveOptions(gap=0.0, threads=1), Silent())


def member_of(found: Answer, name: str) -> Member:
    return found.member(name, "the cheapest plan", {"GW": 1.5})


def test_a_family_goes_on_where_it_was(tmp_path: Path, cheapest: Answer) -> None:
    folder = tmp_path / "tiny-alternatives"
    open_store(folder, WANTED).add(member_of(cheapest, "00"), cheapest.run)

    store = open_store(folder, WANTED)
    store.note("best, USD", 7.0)

    family = read_family(folder)
    assert family.members == (member_of(cheapest, "00"),)
    assert family.facts == {"best, USD": 7.0}
    assert store.run_of(family.members[0]).plan.cost_usd == cheapest.run.plan.cost_usd


def test_a_run_the_manifest_does_not_name_is_no_member_and_may_be_written_again(
    tmp_path: Path, cheapest: Answer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = open_store(tmp_path, WANTED)

    def killed(self: object, family: Family) -> Family:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(type(store), "_keep", killed)
        with pytest.raises(KeyboardInterrupt):
            store.add(member_of(cheapest, "00"), cheapest.run)
    assert (tmp_path / "members" / "00" / "plan.json").exists()
    again = open_store(tmp_path, WANTED)
    assert again.family.members == ()
    assert len(again.add(member_of(cheapest, "00"), cheapest.run).members) == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"input_sha256": "other"}, "the inputs of the case have changed"),
        ({"settings": {"within": 0.05}}, "within was 0.02, and now is 0.05"),
        ({"kind": FamilyKind.FRONTIER}, "it holds alternatives, not frontier"),
        ({"case_id": "lab"}, "its case is tiny, not lab"),
    ],
)
def test_other_inputs_or_settings_are_refused(tmp_path: Path, change: dict[str, object], says: str) -> None:
    open_store(tmp_path, WANTED)
    with pytest.raises(InputError, match=says):
        open_store(tmp_path, replace(WANTED, **change))  # type: ignore[arg-type]


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(InputError, match="the folder of a family of solves"):
        open_store(tmp_path, WANTED)
    assert (tmp_path / "thesis.txt").read_text() == "mine"


def test_a_damaged_manifest_is_refused(tmp_path: Path) -> None:
    open_store(tmp_path, WANTED)
    (tmp_path / MANIFEST).write_text('{"kind": "alternatives"}')
    with pytest.raises(InputError, match=r"family\.json"):
        open_store(tmp_path, WANTED)


def test_names_of_members_are_unique(cheapest: Answer) -> None:
    family = WANTED.with_member(member_of(cheapest, "00"))
    with pytest.raises(ValueError, match="already has a member '00'"):
        family.with_member(member_of(cheapest, "00"))


def test_a_member_starts_from_the_plan_of_another(tiny: Subject, cheapest: Answer) -> None:
    start = start_of(tiny, cheapest.run, with_bound=True)
    again = answer(tiny, SolveOptions(gap=0.0, threads=1), Silent(), start=start)
    assert again.run.plan.cost_usd == pytest.approx(cheapest.run.plan.cost_usd)
    assert start.bound_musd == pytest.approx(cheapest.run.plan.bound_usd / 1e6)


def test_tables_and_pictures_are_written_in_both_formats(tmp_path: Path) -> None:
    store = open_store(tmp_path, WANTED)
    frame = pd.DataFrame({"site_id": ["north"], "gw": [1.0]})
    bars = alt.Chart(frame).mark_bar().encode(x=alt.X("gw:Q", title=amount("halls", "GW")), y="site_id:N")
    store.write_table("sites", frame)
    store.write_picture("sites", styled(bars))
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "sites.parquet"), frame)
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "sites.csv"), frame)
    assert "halls, GW" in (tmp_path / "sites.svg").read_text()
    assert (tmp_path / "sites.png").read_bytes().startswith(b"\x89PNG")


def test_an_axis_without_a_unit_is_refused() -> None:
    with pytest.raises(ValueError, match="'cost' has no unit"):
        amount("cost", "")
