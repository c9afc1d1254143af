"""Once a day, by the clock of a place, with fixed clocks."""

from __future__ import annotations

import pickle
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from planner.nightly import Daily, next_after
from planner.problems import InputError

BERLIN = ZoneInfo("Europe/Berlin")


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("after", "at", "fires"),
    [
        ("2026-11-24 00:59:59", "02:00", "2026-11-24 01:00"),  # winter: UTC+1
        ("2026-11-24 01:00:00", "02:00", "2026-11-25 01:00"),  # strictly later
        ("2026-07-01 12:00:00", "02:00", "2026-07-02 00:00"),  # summer: UTC+2
        # 28 March 2027: 02:00 becomes 03:00 at 01:00 UTC. 02:30 is then 03:30 of summer time.
        ("2027-03-27 12:00:00", "02:30", "2027-03-28 01:30"),
        ("2027-03-28 01:30:00", "02:30", "2027-03-29 00:30"),
        # 31 October 2027: 03:00 becomes 02:00 at 01:00 UTC. 02:30 is at 00:30 and 01:30 UTC: the first.
        ("2027-10-30 12:00:00", "02:30", "2027-10-31 00:30"),
        ("2027-10-31 00:30:00", "02:30", "2027-11-01 01:30"),
    ],
)
def test_the_next_time_in_berlin(after: str, at: str, fires: str) -> None:
    assert next_after(utc(after), time.fromisoformat(at), BERLIN) == utc(fires)


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "UTC"])
@pytest.mark.parametrize("at", ["00:00", "01:45", "02:00", "02:30", "23:59"])
def test_every_day_has_one_night(at: str, zone: str) -> None:
    daily, moment = Daily(at, zone), utc("2027-01-01 12:00")
    fired = []
    for _ in range(365):
        moment = daily.get_next_fire_time(moment, moment)
        fired.append(moment.astimezone(daily.zone).date())
    assert fired == [fired[0] + timedelta(days=day) for day in range(365)]


def test_a_clock_that_moved_back_brings_no_second_night() -> None:
    daily, fired = Daily("02:00", "UTC"), utc("2026-11-24 02:00")
    assert daily.get_next_fire_time(fired, fired - timedelta(hours=3)) == fired + timedelta(days=1)


def test_it_is_kept_and_restored() -> None:
    daily = Daily("02:30", "Europe/Berlin")
    restored = pickle.loads(pickle.dumps(daily))  # noqa: S301
    assert restored == daily
    assert restored != Daily("02:31", "Europe/Berlin")
    now = utc("2027-03-27 12:00")
    assert restored.get_next_fire_time(None, now) == daily.get_next_fire_time(None, now)


@pytest.mark.parametrize(("at", "zone", "named"), [("2", "UTC", "--at"), ("02:00", "Europe/Nowhere", "--tz")])
def test_unknown_times_and_places_are_refused(at: str, zone: str, named: str) -> None:
    with pytest.raises(InputError, match=named):
        Daily(at, zone)
