from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from planner.cases import Case
from planner.cases.pairs import read_pairs
from planner.problems import InputError


def found(case: Case) -> str:
    with pytest.raises(InputError) as caught:
        read_pairs(case)
    return str(caught.value)


def test_a_case_without_files_has_no_pairs(load: Callable[..., Case]) -> None:
    pairs = read_pairs(load())
    assert (pairs.rtt_ms, dict(pairs.costs_musd), pairs.demand) == ((), {}, ())


def test_all_three_files_are_read(load: Callable[..., Case], write: Callable[..., Path]) -> None:
    write("site_id,node_id,rtt_ms\na,x,12.5\n", "rtt.csv")
    write("site_id,node_id,usd_per_unit_quarter\na,x,2000000\n", "cost.csv")
    write("stream,node,at,amount,unit\nchat,x,2027Q1,5,reference MW\n", "demand.csv")
    row = {"stream": "edge", "node": "x", "at": "2027Q1", "amount": 1.0, "unit": "MW"}
    pairs = read_pairs(
        load(
            network={"rtt_table": "rtt.csv", "cost_table": "cost.csv"},
            demand={"file": "demand.csv", "rows": [row]},
        )
    )
    assert pairs.rtt_ms == (("a", "x", 12.5),)
    assert pairs.costs_musd == {("a", "x"): 2.0}
    assert [(row.stream, row.amount) for row in pairs.demand] == [("edge", 1.0), ("chat", 5.0)]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("site_id,node_id,rtt_s\na,x,1\n", "did you mean rtt_ms?"),
        ("site_id,node_id\na,x\n", "no column rtt_ms"),
        ("", "no column site_id"),
        ("site_id,node_id,rtt_ms\na,x\n", "row 2: found 2 cells"),
        ("site_id,node_id,rtt_ms\na,x,many\n", "row 2, rtt_ms: found 'many'"),
        ("site_id,node_id,rtt_ms\na,x,nan\n", "found 'nan'"),
        ("site_id,node_id,rtt_ms\na,x,-1\n", "found '-1'"),
        ("site_id,node_id,rtt_ms\na,x,1\n\na,x,2\n", "row 4: found a x x"),
        ('site_id,node_id,rtt_ms\n"a,x,1\n', "CSV with commas"),
    ],
)
def test_bad_rows_are_explained(
    load: Callable[..., Case], write: Callable[..., Path], text: str, part: str
) -> None:
    write(text, "rtt.csv")
    assert part in found(load(network={"rtt_table": "rtt.csv"}))


def test_every_file_is_checked(load: Callable[..., Case], write: Callable[..., Path]) -> None:
    write("stream,node,at,amount,unit\nchat,x,2027Q1,much,MW\n", "demand.csv")
    case = load(network={"rtt_table": "none.csv", "cost_table": "nor.csv"}, demand={"file": "demand.csv"})
    text = found(case)
    for part in ("3 problems", "none.csv", "nor.csv", "demand.csv: row 2, amount"):
        assert part in text


def test_a_file_of_another_encoding_is_refused(load: Callable[..., Case], write: Callable[..., Any]) -> None:
    write(b"site_id,node_id,rtt_ms\n\xff\xfe,x,1\n", "rtt.csv")
    assert "text in UTF-8" in found(load(network={"rtt_table": "rtt.csv"}))
