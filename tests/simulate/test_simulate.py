"""Nights in a row: whole, the same for the same seed, and gone on with after a stop."""

from __future__ import annotations

import dataclasses
import datetime
import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from planner.audit import audit
from planner.cases import Case
from planner.plan import read_run
from planner.problems import InputError
from planner.replan.book import book_of
from planner.replan.facts_file import read_facts
from planner.serial import load_inputs
from planner.simulate.files import write_simulation
from planner.simulate.record import Came, NightRecord, Review, SeriesName
from planner.simulate.series import NIGHTS, Series
from planner.simulate.simulate import simulate
from planner.simulate.summary import ratio_text, summarise
from planner.store import current, folder_of, open_store, store_place
from tests.simulate.conftest import OPTIONS, Simulated, scenario

pytestmark = pytest.mark.xdist_group("simulate")


def without_time(record: NightRecord) -> NightRecord:
    # Logs have times, so that the id of a run is another each time.
    return dataclasses.replace(record, seconds=0.0, run_id="")


def test_a_stopped_simulation_goes_on(simulated: Simulated) -> None:
    assert [(one.series, one.night) for one in simulated.at_first] == [(name, 1) for name in SeriesName]
    assert {(one.series, one.night) for one in simulated.records} == {
        (name, night) for name in SeriesName for night in (1, 2)
    }
    for one in simulated.at_first:
        assert one in simulated.records


def test_days_pass_and_every_plan_is_audited(simulated: Simulated) -> None:
    days = {one.night: one.as_of for one in simulated.records}
    # 110 and 220 days after the first of October 2026.
    assert days == {1: datetime.date(2027, 1, 19), 2: datetime.date(2027, 5, 9)}
    assert all(one.is_clean for one in simulated.records)
    assert not any(one.came is Came.REFUSED for one in simulated.records)


@pytest.mark.parametrize("name", SeriesName)
def test_the_store_has_what_the_last_night_says(simulated: Simulated, case: Case, name: SeriesName) -> None:
    last = [one for one in simulated.records if one.series is name][-1]
    store = open_store(store_place(str(simulated.folder / name / "planner.db"), {}))
    now = current(store, case.id)
    assert now is not None
    assert now.run_id == last.run_id
    run = read_run(folder_of(store, now))
    assert run.plan.cost_usd == last.cost_usd
    assert audit(load_inputs(run.inputs_json), run.plan.tables, run.plan.cost_usd).is_clean
    told = {one.key for n in (1, 2) for one in read_facts(simulated.folder / name / f"facts/night-0{n}.yaml")}
    assert told
    assert {one.key for one in book_of(run).facts} == told


def test_figures_are_told_alike_in_both_series(simulated: Simulated) -> None:
    by_series = [[one.facts for one in simulated.records if one.series is name] for name in SeriesName]
    prices = [[[f for f in facts if f.startswith("price")] for facts in some] for some in by_series]
    assert prices[0] == prices[1]
    assert all(prices[0])


def test_a_night_that_was_stopped_half_way_is_begun_again(
    simulated: Simulated, case: Case, first_plan: Path, tmp_path: Path
) -> None:
    """Its plan was published, but the process ended before the night was recorded."""
    name = SeriesName.STABLE
    folder = shutil.copytree(simulated.folder / name, tmp_path / name)
    lines = (folder / NIGHTS).read_text("utf-8").splitlines()
    (folder / NIGHTS).write_text(lines[0] + "\n", "utf-8")
    series = Series(folder, name, scenario(case, 2), OPTIONS, first_plan)
    again = series.next_night()
    assert without_time(again) == without_time(NightRecord.from_json(lines[1], "nights"))
    assert next(without_time(one) for one in series.records) == without_time(
        NightRecord.from_json(lines[0], "nights")
    )


def test_a_folder_has_one_simulation(simulated: Simulated, case: Case, first_plan: Path) -> None:
    with pytest.raises(InputError, match="seed"):
        list(simulate(simulated.folder, scenario(case, 2, seed=8), OPTIONS, first=first_plan))
    with pytest.raises(InputError, match="review"):
        list(simulate(simulated.folder, scenario(case, 2, review=Review.LEAVE), OPTIONS, first=first_plan))


def test_nights_end_with_the_case(case: Case, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="2032Q4"):
        list(simulate(tmp_path, scenario(case, 30), OPTIONS))


def night(series: SeriesName, number: int, share: float, **said: object) -> NightRecord:
    day = datetime.date(2027, 1, number)
    record = NightRecord(
        series, number, day, (), 2.0 * number, Came.PUBLISHED, "1", share=share, share_by_money=share / 2
    )
    return dataclasses.replace(record, cheapest_share=0.5, is_clean=True, **said)  # type: ignore[arg-type]


def test_means_and_ratio_by_hand() -> None:
    stable, anew = SeriesName.STABLE, SeriesName.ANEW
    refused = NightRecord(anew, 2, datetime.date(2027, 1, 2), ("x",), 1.0, Came.REFUSED, "1")
    records = [
        night(stable, 1, 0.0),
        night(anew, 1, 0.6),
        night(stable, 2, 0.2, facts=("a price",)),
        refused,
        night(stable, 3, 0.8),
    ]
    found = summarise(records)
    assert found.series[stable].share == pytest.approx(1 / 3)
    assert found.series[stable].seconds == 4.0
    assert found.series[stable].most_seconds == 6.0
    assert found.series[stable].nights_without_facts == 2
    assert found.series[anew].came == {Came.PUBLISHED: 1, Came.REFUSED: 1}
    # Over the two nights that both have: 0.6 against the mean of 0 and 0.2.
    assert found.ratio == pytest.approx(6.0)
    assert found.ratio_by_money == pytest.approx(6.0)
    assert "6.0 times" in ratio_text(found)
    assert summarise(records[:1]).ratio is None


def test_the_report_has_every_night(simulated: Simulated, tmp_path: Path) -> None:
    write_simulation(tmp_path, simulated.records, summarise(simulated.records))
    table = pd.read_csv(tmp_path / "nights.csv")
    assert list(table["cost_usd"]) == [one.cost_usd for one in simulated.records]
    said = json.loads((tmp_path / "nights.json").read_text("utf-8"))
    assert len(said["nights"]) == 4
    assert set(said["summary"]["series"]) == set(SeriesName)
    assert (tmp_path / "nights.svg").read_text("utf-8").startswith("<svg")
    assert (tmp_path / "nights.png").read_bytes().startswith(b"\x89PNG")
