"""Once a day at a time of a place, also on the days on which its clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from apscheduler.triggers.base import BaseTrigger

from planner.problems import InputError, Problem


def next_after(moment: datetime, at: time, zone: ZoneInfo) -> datetime:
    """Return the first moment after another at which the clocks of a place show a time, in UTC.

    There is exactly one a day. A time that exists twice means the first. One that does not exist means what
    the clock would show had it not been changed yet: 02:30 is 03:30 of the new time.
    """
    day = moment.astimezone(zone).date() - timedelta(days=1)
    while True:
        fires = datetime.combine(day, at, zone).replace(fold=0).astimezone(UTC)
        if fires > moment:
            return fires
        day += timedelta(days=1)


class Daily(BaseTrigger):  # type: ignore[misc]
    """When cases are planned again; APScheduler's cron trigger leaves some times out, or takes them twice.

    Parameters
    ----------
    at
        Time of day, as 02:00.
    zone
        Name of the time zone.

    Raises
    ------
    InputError
        If one of them is unknown.
    """

    def __init__(self, at: str, zone: str) -> None:
        problems: list[Problem] = []
        try:
            self._at = datetime.strptime(at, "%H:%M").time()
        except ValueError:
            problems.append(Problem("--at", repr(at), "a time of day like 02:00", "correct it"))
        try:
            self._zone = ZoneInfo(zone)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            fix = "take a name of the IANA time zone database"
            problems.append(Problem("--tz", repr(zone), "a time zone like Europe/Berlin", fix))
        if problems:
            raise InputError(problems)

    @property
    def zone(self) -> ZoneInfo:
        """Where the time is meant."""
        return self._zone

    def get_next_fire_time(self, previous: datetime | None, now: datetime) -> datetime:
        """Return when it fires next; never twice for a day, even if the clock moved back."""
        return next_after(now if previous is None else previous, self._at, self._zone)

    def __getstate__(self) -> dict[str, str]:
        """Return what is kept in the database."""
        return {"at": f"{self._at:%H:%M}", "zone": self._zone.key}

    def __setstate__(self, state: dict[str, str]) -> None:
        """Restore it from there."""
        self.__init__(state["at"], state["zone"])  # type: ignore[misc]

    def __eq__(self, other: object) -> bool:
        """Whether another fires at the same times."""
        return isinstance(other, Daily) and self.__getstate__() == other.__getstate__()

    def __hash__(self) -> int:
        """Agree with what is equal."""
        return hash((self._at, self._zone.key))

    def __str__(self) -> str:
        """Say when."""
        return f"daily at {self._at:%H:%M}, {self._zone.key}"
