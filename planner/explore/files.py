"""Files that are whole at any moment, whoever reads or stops their writing."""

from __future__ import annotations

import io
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pandas as pd

from planner.problems import InputError, Problem


def write_whole(file: Path, content: bytes) -> None:
    """Write a file or leave it as it was.

    Raises
    ------
    InputError
        If the disk is full or refuses.
    """
    beside = file.with_name(f".{file.name}.part")
    with refusals(file):
        with beside.open("wb") as part:
            part.write(content)
            part.flush()
            os.fsync(part.fileno())
        beside.replace(file)


def table_bytes(frame: pd.DataFrame) -> Iterator[tuple[str, bytes]]:
    """Yield a table as CSV and as Parquet: the ending of the file, and its bytes."""
    yield ".csv", frame.to_csv(index=False, lineterminator="\n").encode()
    buffer = io.BytesIO()
    frame.to_parquet(buffer, engine="pyarrow", index=False)
    yield ".parquet", buffer.getvalue()


@contextmanager
def refusals(place: Path) -> Iterator[None]:
    """Say in the words of the planner what the disk refuses.

    Raises
    ------
    InputError
        In place of an OSError.
    """
    try:
        yield
    except OSError as error:
        fix = "choose another folder with --out, or make room"
        raise InputError([Problem(str(place), str(error), "a place to write to", fix)]) from error
