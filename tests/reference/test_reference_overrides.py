"""A case's own figures go into the tables, or the user learns why not."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.problems import InputError
from planner.reference import (
    Confidence,
    Override,
    Reference,
    TableName,
    load_reference,
    read_override_table,
)
from planner.reference.cells import Cell

NEW_WATER = ["water_stress,water_m3_per_it_mwh", "desert,0.05"]
PRICE = "it_capex_usd_per_chip_all_in"


def override(column: str, value: Cell, row_id: str = "VR200", table: TableName = TableName.CHIPS) -> Override:
    return Override(table, row_id, column, value, f"case.yaml: {table}.{row_id}.{column}")


def figure(reference: Reference, table: TableName, row_id: str, column: str) -> object:
    frame = reference.table(table)
    return frame.loc[frame[reference.dictionary.key(table)] == row_id, column].item()


def messages(error: pytest.ExceptionInfo[InputError]) -> list[str]:
    return [str(problem) for problem in error.value.problems]


def test_a_cell_is_overridden_and_the_rest_stays(shipped: Reference) -> None:
    changed = override(PRICE, 100_000)
    reference = load_reference([changed])
    assert figure(reference, TableName.CHIPS, "VR200", PRICE) == 100_000
    assert reference.overridden == (changed,)
    same = [name for name in shipped.chips.columns if name != PRICE]
    assert reference.chips[same].equals(shipped.chips[same])


def test_the_later_of_two_overrides_wins() -> None:
    reference = load_reference([override(PRICE, 100_000), override(PRICE, 90_000)])
    assert figure(reference, TableName.CHIPS, "VR200", PRICE) == 90_000


def test_a_table_overrides_the_cells_it_fills(csv_file: Callable[..., Path], shipped: Reference) -> None:
    path = csv_file(f"chip_id,{PRICE},rack_power_kw", "VR200,100000,", "GB300,,150")
    overrides = read_override_table(path, TableName.CHIPS)
    assert [(o.row_id, o.column, o.value) for o in overrides] == [
        ("VR200", PRICE, "100000"),
        ("GB300", "rack_power_kw", "150"),
    ]
    assert overrides[0].where == f"own.csv line 2, {PRICE}"
    reference = load_reference(overrides)
    rack_kw = figure(shipped, TableName.CHIPS, "VR200", "rack_power_kw")
    assert figure(reference, TableName.CHIPS, "VR200", "rack_power_kw") == rack_kw


def test_a_table_may_begin_with_a_byte_order_mark(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("\n".join(NEW_WATER), encoding="utf-8-sig")
    assert len(read_override_table(path, TableName.WATER)) == 1


def test_an_unknown_id_adds_a_row(csv_file: Callable[..., Path], shipped: Reference) -> None:
    reference = load_reference(read_override_table(csv_file(*NEW_WATER), TableName.WATER))
    assert len(reference.water) == len(shipped.water) + 1
    assert figure(reference, TableName.WATER, "desert", "water_m3_per_it_mwh") == 0.05
    assert figure(reference, TableName.WATER, "desert", "source") == "case"
    assert figure(reference, TableName.WATER, "desert", "confidence") == "own assumption"
    assert figure(reference, TableName.WATER, "desert", "note") == ""


def test_a_new_row_keeps_the_source_it_gives(csv_file: Callable[..., Path]) -> None:
    path = csv_file(NEW_WATER[0] + ",source,confidence", NEW_WATER[1] + ",site meter 2026,measured")
    overrides = read_override_table(path, TableName.WATER)
    assert overrides[0].confidence is Confidence.MEASURED
    assert figure(load_reference(overrides), TableName.WATER, "desert", "source") == "site meter 2026"


def test_another_row_may_name_a_new_one(csv_file: Callable[..., Path]) -> None:
    overrides = read_override_table(csv_file(*NEW_WATER), TableName.WATER)
    moved = override("water_stress", "desert", "us_phoenix", TableName.REGIONS)
    reference = load_reference([*overrides, moved])
    assert figure(reference, TableName.REGIONS, "us_phoenix", "water_stress") == "desert"


@pytest.mark.parametrize(
    ("bad", "expected"),
    [
        (override("it_capex", 1), "did you mean"),
        (override("tdp_kw", 2), "the unit of 'tdp_w'"),
        (override(PRICE, float("nan")), "found 'nan', expected a finite number (USD) from 100"),
        (override(PRICE, float("inf")), "found 'inf'"),
        (override(PRICE, ""), "found an empty cell"),
        (override("first_avail_quarter", "2027"), "a quarter such as 2026Q4"),
        (override("buyer_access", "opn"), "did you mean 'open'?"),
        (override("chip_id", "VR201"), "add a row with the new id instead"),
        (override("tdp_w", 5000), "less than it_power_w_per_chip (2900 W)"),
        (override("last_order_quarter", "2025Q1"), "2026Q3 or later"),
        (override(PRICE, 1000, "VR20"), "did you mean 'VR200'?"),
        (override("pue_campus", 0.9, "us_nova", TableName.REGIONS), "a finite number (ratio) from 1 to 3"),
        (override("lat", 200, "us_nova", TableName.REGIONS), "from -90 to 90"),
        (override("country", "UK", "gb_london", TableName.REGIONS), "a country of countries"),
        (override("allowed_regions", "us_nova;us_nov", "smr", TableName.POWER), "did you mean 'us_nova'?"),
        (override("usd_per_mw", 1, "electrical", TableName.CAPEX), "override lead_times.electrical.usd"),
    ],
)
def test_a_bad_override_is_one_problem_with_place_and_remedy(bad: Override, expected: str) -> None:
    with pytest.raises(InputError) as error:
        load_reference([bad])
    (message,) = messages(error)
    assert message.startswith(bad.where)
    assert expected in message


def test_an_incomplete_new_row_names_the_missing_cells_once() -> None:
    metro = [override("lat", 1, "US_x", TableName.METROS), override("lon", 2, "US_x", TableName.METROS)]
    with pytest.raises(InputError) as error:
        load_reference(metro)
    (message,) = messages(error)
    assert "a new row with metro, country_iso2, ai_demand_weight" in message


def test_all_problems_come_at_once() -> None:
    warm = override("pue_campus", 9, "us_nova", TableName.REGIONS)
    bad = [override("it_capex", 1), override(PRICE, -1), warm]
    with pytest.raises(InputError) as error:
        load_reference(bad)
    assert len(error.value.problems) == 3


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["chip_id,it_capex_usd_per_chip_allin", "VR200,1"], [f"did you mean '{PRICE}'?"]),
        (["chip_id,price_eur_per_chip", "VR200,1"], ["the unit of 'price_usd_per_chip'"]),
        (["tdp_w", "100"], ["the column 'chip_id'"]),
        (["chip_id,tdp_w,tdp_w", "VR200,1,2"], ["each column once"]),
        (["chip_id,tdp_w", "VR200,1700", "VR200,1800"], ["'VR200' as in line 2, expected each id once"]),
        (["chip_id,tdp_w", ",1700"], ["line 2, chip_id: found an empty cell"]),
        (
            ["chip_id,tdp_w", "VR200,nan", "GB300,-5"],
            ["line 2, tdp_w: found 'nan'", "line 3, tdp_w"],
        ),
        (["chip_id,tdp_w", "VR200,1,2"], ["line 2: found 3 cells, expected 2"]),
        (["chip_id,tdp_w", 'VR200,"1'], ["comma-separated cells"]),
        (["chip_id,tdp_w,confidence", "VR200,1800,guess"], ["one of measured, vendor spec"]),
        ([""], ["an empty file"]),
    ],
)
def test_a_bad_table_names_file_line_and_column(
    csv_file: Callable[..., Path], lines: list[str], expected: list[str]
) -> None:
    with pytest.raises(InputError) as error:
        read_override_table(csv_file(*lines), TableName.CHIPS)
    found = messages(error)
    assert len(found) == len(expected)
    for message, part in zip(found, expected, strict=True):
        assert message.startswith("own.csv")
        assert part in message


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No such file"):
        read_override_table(tmp_path / "none.csv", TableName.CHIPS)


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a CSV file"):
        read_override_table(tmp_path, TableName.CHIPS)


def test_a_file_that_is_not_utf8(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_bytes("chip_id,system\nVR200,K\xf6ln\n".encode("latin-1"))
    with pytest.raises(InputError, match=r"byte 0xf6 at position 22, expected text in UTF-8"):
        read_override_table(path, TableName.CHIPS)


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    with pytest.raises(InputError, match="200 MB, expected at most 50 MB"):
        read_override_table(path, TableName.CHIPS)
