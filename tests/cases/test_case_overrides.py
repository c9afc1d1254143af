from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.cases import Case, case_overrides
from planner.problems import InputError
from planner.reference import Confidence, TableName, load_reference


def test_tables_and_cells_become_overrides(load: Callable[..., Case], write: Callable[..., Path]) -> None:
    write("chip_id,hbm_gb\nVR200,300\n", "chips.csv")
    case = load(tables={"chips": "chips.csv"}, cells={"finance.wacc.value": 0.1, "chips.VR200.hbm_gb": 310})
    overrides = case_overrides(case)
    assert [(o.table, o.row_id, o.column) for o in overrides] == [
        (TableName.CHIPS, "VR200", "hbm_gb"),
        (TableName.FINANCE, "wacc", "value"),
        (TableName.CHIPS, "VR200", "hbm_gb"),
    ]
    chips = load_reference(overrides).chips.set_index("chip_id")
    assert chips.loc["VR200", "hbm_gb"] == 310


def test_an_id_may_hold_dots(load: Callable[..., Case]) -> None:
    (override,) = case_overrides(load(cells={"components.cdu (1-1.5 MW liquid).unit": "unit"}))
    assert override.row_id == "cdu (1-1.5 MW liquid)"


def test_everything_wrong_is_reported(load: Callable[..., Case]) -> None:
    case = load(
        tables={"chip": "chips.csv", "power": "none.csv"}, cells={"chips.VR200": 1, "chipz.VR200.hbm_gb": 2}
    )
    with pytest.raises(InputError) as caught:
        case_overrides(case)
    text = str(caught.value)
    for part in ("4 problems", "did you mean chips?", "none.csv", "table.row.column"):
        assert part in text


def test_a_cell_may_say_where_it_comes_from(load: Callable[..., Case]) -> None:
    figure = {"value": 99_000, "source": "quote 7", "confidence": "vendor spec"}
    told, plain = case_overrides(load(cells={"chips.VR200.hbm_gb": figure, "chips.GB300.hbm_gb": 300}))
    assert (told.value, told.source, told.confidence) == (99_000, "quote 7", Confidence.VENDOR_SPEC)
    assert (plain.source, plain.confidence) == ("case", Confidence.OWN_ASSUMPTION)


def test_an_unknown_confidence_is_refused(load: Callable[..., Case]) -> None:
    with pytest.raises(InputError, match="confidence"):
        load(cells={"chips.VR200.hbm_gb": {"value": 1, "confidence": "sure"}})
