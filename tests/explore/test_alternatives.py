from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from planner.engine.options import SolveOptions
from planner.explore.alternatives import Slack, alternatives_family, find_alternatives
from planner.explore.alternatives_report import write_alternatives
from planner.explore.store import Store, open_store, read_family
from planner.problems import InputError
from tests.explore.pieces import Quiet, nobody, subject, three_campuses

pytestmark = pytest.mark.xdist_group("alternatives")
"""One worker, so that what they share is solved once."""

SUBJECT = subject(three_campuses())
SLACK = Slack(within=0.02, apart=0.1)
OPTIONS = SolveOptions(gap=0.0, threads=1, seconds=60.0)


def go_on(folder: Path, told: list[str], *, stop_at: str = "never") -> Store:
    """Look for one alternative; be interrupted when a sentence is told."""

    def tell(text: str) -> None:
        told.append(text)
        if text.startswith(stop_at):
            raise KeyboardInterrupt

    store = open_store(folder, alternatives_family(SUBJECT, SLACK))
    for _ in find_alternatives(SUBJECT, store, SLACK, 1, options=OPTIONS, progress=Quiet(), tell=tell):
        pass
    return store


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Return the cheapest plan and an alternative, found in two sittings."""
    folder = tmp_path_factory.mktemp("family")
    told: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        go_on(folder, told, stop_at="alternative 1")
    assert [member.member_id for member in read_family(folder).members] == ["00"]
    assert "the cheapest plan" in told
    told.clear()
    store = go_on(folder, told)
    assert "the cheapest plan" not in told  # it was there already
    return store


def test_the_alternative_is_within_the_slack_and_apart(found: Store) -> None:
    # Site b instead of a, for 1 million USD more; the same chips, and power of the same family.
    cheapest, other = found.family.members
    assert cheapest.cost_usd == pytest.approx(218e6)
    assert other.cost_usd == pytest.approx(219e6)
    assert other.figures["more than cheapest, share"] == pytest.approx(1 / 218)
    assert other.figures["distance to nearest, share"] == pytest.approx(1 / 3)
    assert other.bound_usd == pytest.approx(218e6)
    assert found.run_of(other).plan.tables["sites"]["site_id"].tolist() == ["b"]
    assert all(member.audit.endswith("all hold") for member in found.family.members)


def test_it_says_what_is_in_all_plans_in_some_and_in_none(found: Store) -> None:
    page = write_alternatives(SUBJECT, found)
    things = pd.read_parquet(found.folder / "things.parquet").set_index(["thing", "id"])
    assert things["presence"].to_dict() == {
        ("site", "a"): "some",
        ("site", "b"): "some",
        ("site", "c"): "none",
        ("chip", "g"): "all",
        ("power", "grid"): "all",
    }
    assert things.loc[("chip", "g"), ["least", "most"]].tolist() == pytest.approx([10.0, 10.0])
    assert things.loc[("site", "a"), ["plans", "least", "most"]].tolist() == pytest.approx([1, 0.0, 12.5])
    assert things.loc[("site", "b"), "first_period"] == "2027Q1"
    assert "Sites that grow in none** (1): Site c" in page
    assert (found.folder / "alternatives.png").exists()
    pairs = pd.read_csv(found.folder / "distances.csv")
    assert pairs["distance"].tolist() == pytest.approx([1 / 3])


def test_orders_in_all_plans_are_no_regret(found: Store) -> None:
    write_alternatives(SUBJECT, found)
    orders = pd.read_parquet(found.folder / "orders.parquet")
    now = orders[orders["due"] == "now"]
    # What is bought is bought for a site, and no site is in both plans.
    assert set(now["presence"]) == {"some"}
    chips = now[now["item"] == "chip"].set_index("site_id")
    assert chips.loc["b", ["least", "most"]].tolist() == pytest.approx([0.0, 10.0])
    assert chips.loc["b", "most_usd"] == pytest.approx(200e6)


@pytest.mark.parametrize(("within", "apart"), [(0.0, 0.1), (-0.1, 0.1), (1.0, 0.1), (0.02, 0.0), (0.02, 1.0)])
def test_a_slack_of_nothing_or_everything_is_refused(within: float, apart: float) -> None:
    with pytest.raises(InputError, match="a share above 0 and below 1"):
        Slack(within, apart)


def test_no_alternatives_are_refused(tmp_path: Path) -> None:
    store = open_store(tmp_path, alternatives_family(SUBJECT, SLACK))
    with pytest.raises(InputError, match="--count"):
        next(find_alternatives(SUBJECT, store, SLACK, 0, options=OPTIONS, progress=Quiet(), tell=nobody))
