"""A file that says the service lives: whoever watches it needs no database."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from planner.problems import InputError, Problem
from planner.store import StorePlace
from planner.store.places import DEFAULT_FILE

ENDING = ".heartbeat.json"
BEAT_SECONDS = 15.0
SILENT = timedelta(seconds=4 * BEAT_SECONDS)
"""Without a sign of life for so long, a service is taken for gone."""


@dataclass(frozen=True)
class Heartbeat:
    """A sign of life.

    Parameters
    ----------
    written_at
        When, in UTC.
    host, pid
        Of the service.
    is_ending
        Whether it was the last, as the service ended in order.
    """

    written_at: datetime
    host: str
    pid: int
    is_ending: bool

    def is_alive(self, now: datetime) -> bool:
        """Whether the service lives, as far as the file can say."""
        return not self.is_ending and now - self.written_at < SILENT


def heartbeat_file(place: StorePlace) -> Path:
    """Return the file, beside the database or where it would be."""
    return (place.file or DEFAULT_FILE).with_suffix(ENDING)


def write_heartbeat(file: Path, beat: Heartbeat) -> None:
    """Write a sign of life; who reads sees the old or the new one, whole.

    Raises
    ------
    OSError
        If the disk refuses.
    """
    beside = file.with_name(f".{file.name}.{os.getpid()}")
    text = json.dumps(asdict(beat) | {"written_at": beat.written_at.isoformat()})
    beside.write_text(text + "\n", "utf-8")
    beside.replace(file)


def read_heartbeat(file: Path) -> Heartbeat | None:
    """Return the last sign of life; None if there was none.

    Raises
    ------
    InputError
        If the file holds something else.
    """
    try:
        said = json.loads(file.read_text("utf-8"))
        moment = datetime.fromisoformat(said["written_at"]).astimezone(UTC)
        return Heartbeat(moment, str(said["host"]), int(said["pid"]), bool(said["is_ending"]))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError) as error:
        fix = "delete it: the service writes another"
        raise InputError([Problem(str(file), str(error), "a sign of life of the service", fix)]) from error
