"""The folder of a study: parts that are only added, and a run folder for each distinct solve.

::

    reports/<study>-study/
        parts/*.parquet         a row for each scenario that ended, in parts, each written whole
        runs/<aa>/<key>/        run folders by the hash of inputs and options
        scenarios.csv, .parquet the scenarios of the study as it is now, in its order
"""

from __future__ import annotations

import tempfile
import time
import uuid
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from planner.explore.files import refusals, table_bytes, write_whole
from planner.plan import Run, write_run
from planner.problems import InputError, Problem
from planner.study.task import FINAL, Status

SCHEMA = pa.schema(
    [
        ("name", pa.string()),
        ("family", pa.string()),
        ("asked", pa.string()),
        ("key", pa.string()),
        ("input_sha256", pa.string()),
        ("status", pa.string()),
        ("reason", pa.string()),
        ("cost_usd", pa.float64()),
        ("bound_usd", pa.float64()),
        ("gap", pa.float64()),
        ("seconds", pa.float64()),
        ("started_from", pa.string()),
        ("worker", pa.string()),
        ("audit", pa.string()),
        ("changes", pa.string()),
        ("ended_unix", pa.float64()),
    ]
)
MOST_PARTS = 200
"""With more, they are put together when the study is opened."""
Row = Mapping[str, Any]


class Results:
    """What is known of scenarios, on disk and at hand."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._parts = folder / "parts"
        self._by_asked: dict[str, Row] = {}
        self._by_key: dict[str, Row] = {}
        with refusals(folder):
            self._parts.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryDirectory(dir=folder, prefix=".try-"):
                pass
        self._open()

    def asked(self, asked: str) -> Row | None:
        """Return what came of the same changes, if that would come again."""
        return self._by_asked.get(asked)

    def solved(self, key: str) -> Row | None:
        """Return what came of the same inputs and options, if that would come again."""
        return self._by_key.get(key)

    def place(self, key: str) -> Path:
        """Return where the run folder of a solve is, or is to be."""
        return self._folder / "runs" / key[:2] / key

    def add(self, rows: Iterable[Row], runs: Mapping[str, Run]) -> None:
        """Keep runs, then the rows that tell of them.

        Raises
        ------
        InputError
            If the disk is full or refuses.
        """
        for key, run in runs.items():
            write_run(self.place(key), run)
        listed = list(rows)
        self._write(listed)
        for row in listed:
            self._know(row)

    def write_scenarios(self, rows: Iterable[Row]) -> None:
        """Write the table of the study as it is now.

        Raises
        ------
        InputError
            If the disk is full or refuses.
        """
        frame = pd.DataFrame(list(rows), columns=SCHEMA.names)
        for ending, content in table_bytes(frame):
            write_whole(self._folder / f"scenarios{ending}", content)

    def _know(self, row: Row) -> None:
        if Status(row["status"]) in FINAL:
            self._by_asked[row["asked"]] = row
            if row["key"]:
                self._by_key[row["key"]] = row

    def _write(self, rows: list[Row]) -> None:
        sink = pa.BufferOutputStream()
        pq.write_table(pa.Table.from_pylist([dict(row) for row in rows], schema=SCHEMA), sink)
        # Names sort by time, and two studies at once in a folder do not meet.
        name = f"{time.time_ns():020d}-{uuid.uuid4().hex[:8]}.parquet"
        write_whole(self._parts / name, sink.getvalue().to_pybytes())

    def _open(self) -> None:
        files = sorted(self._parts.glob("*.parquet"))
        for file in files:
            try:
                rows = pq.read_table(file, schema=SCHEMA).to_pylist()
            except (OSError, pa.ArrowException) as error:
                fix = "delete this part: its scenarios are solved for again"
                raise InputError([Problem(str(file), str(error), "a part of a study", fix)]) from error
            for row in rows:
                self._know(row)
        if len(files) > MOST_PARTS:
            self._write(list(self._by_asked.values()))
            for file in files:
                file.unlink(missing_ok=True)
