"""Tables come back from CSV as they were written."""

import pytest

from planner.audit import audit, read_tables
from planner.problems import InputError
from tests.audit.small_case import INPUTS
from tests.audit.small_plan import COST_USD, plan_tables


@pytest.fixture
def folder(tmp_path):
    for name, table in plan_tables().items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
    return tmp_path


def test_a_plan_read_from_csv_is_clean(folder):
    assert audit(INPUTS, read_tables(folder), COST_USD).is_clean


def test_namibia_is_a_country(folder):
    assert set(read_tables(folder)["sites"]["country"]) == {"US", "NA"}


def test_empty_text_is_text(folder):
    assert set(read_tables(folder)["orders"]["vendor"]) == {"", "One", "Two"}


def test_ids_that_look_like_numbers_stay_text(folder):
    (folder / "tiers.csv").write_text("tier_id,tier_mw,rebate_usd\n007,1,2\n", encoding="utf-8")
    assert list(read_tables(folder)["tiers"]["tier_id"]) == ["007"]


def test_an_empty_number_is_found_by_the_audit(folder):
    (folder / "tiers.csv").write_text("tier_id,tier_mw,rebate_usd\ng2 first,,2\n", encoding="utf-8")
    rows = [violation.row for violation in audit(INPUTS, read_tables(folder), COST_USD).violations]
    assert "tiers, tier_id=g2 first: tier_mw is not a usable number" in rows


def test_no_folder(tmp_path):
    with pytest.raises(InputError, match="no folder"):
        read_tables(tmp_path / "nowhere")


def test_every_file_that_fails_is_named(folder):
    (folder / "halls.csv").write_bytes(b"site_id\n\xff\xfe\n")
    (folder / "power.csv").write_text("", encoding="utf-8")
    (folder / "fleet.csv").write_text('site_id\n"a\n', encoding="utf-8")
    with pytest.raises(InputError) as error:
        read_tables(folder)
    assert [problem.where.rpartition("/")[2] for problem in error.value.problems] == [
        "fleet.csv",
        "halls.csv",
        "power.csv",
    ]


def test_a_table_that_explains_the_plan_is_no_part_of_it(folder):
    (folder / "prices.csv").write_text("kind\nchip supply\n")

    assert "prices" not in read_tables(folder)


def test_a_table_that_no_one_knows_is_a_violation(folder):
    (folder / "stray.csv").write_text("kind\nchip supply\n")

    assert not audit(INPUTS, read_tables(folder), COST_USD).is_clean
