"""The table of the figures that a case used, and what a report makes of it."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from planner.assemble import assemble_case
from planner.cases import load_case
from planner.plan import read_run
from planner.plan.columns import describe_table
from planner.reference import Confidence
from planner.sources import NAME, SCHEMA, sources_frame


def frame_of(*changes: str) -> pd.DataFrame:
    assembly = assemble_case(load_case("tiny", changes))
    return sources_frame(assembly.reference, assembly.inputs)


def test_it_has_its_columns_and_stands_in_the_document() -> None:
    frame = frame_of()
    assert list(frame.columns) == SCHEMA.names
    assert [str(dtype) for dtype in frame.dtypes] == [str(column.dtype) for column in SCHEMA.columns]
    document = (Path(__file__).parents[2] / "docs" / "run-folder.md").read_text("utf-8")
    assert describe_table(NAME, SCHEMA) in document


def test_it_has_what_the_case_uses_and_no_more() -> None:
    """tiny has chips, power and streams of its own, which no table knows."""
    frame = frame_of()
    assert set(frame["table"]) == {"lead_times", "finance"}
    elements = set(frame.loc[frame["table"] == "lead_times", "row_id"])
    assert "shell_and_civil" in elements
    assert not set(frame["figure"]) & {"low", "high"}


def test_a_figure_of_the_case_is_its_own() -> None:
    changed, shipped = frame_of("lead_times.shell_and_civil.usd=5"), frame_of()
    key = (changed["row_id"] == "shell_and_civil") & (changed["figure"] == "usd")
    assert changed[key][["value", "source", "confidence", "is_own"]].to_numpy().tolist() == [
        [5.0, "case", Confidence.OWN_ASSUMPTION, True]
    ]
    assert not shipped["is_own"].any()
    assert changed[~key].equals(shipped[~key])


def test_a_run_keeps_it_when_it_is_resumed(tiny_run: Path) -> None:
    assert read_run(tiny_run).more_tables[NAME].equals(frame_of())
