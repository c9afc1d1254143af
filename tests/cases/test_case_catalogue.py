from __future__ import annotations

from pathlib import Path

import pytest

from planner.assemble import assemble_case
from planner.cases import load_case, shipped_cases, starter_case
from planner.problems import InputError

SHIPPED = ["lab-4gw-10-months", "tiny", "us-2033", "us-drivers-2030", "us-inference-2030", "world-250gw-2033"]


def test_the_promised_cases_ship() -> None:
    assert [case.case_id for case in shipped_cases()] == SHIPPED
    assert all(case.title for case in shipped_cases())


@pytest.mark.parametrize("name", SHIPPED)
def test_a_case_is_called_like_its_file(name: str) -> None:
    assert load_case(name).id == name


def test_the_starter_can_be_loaded_and_assembled(tmp_path: Path) -> None:
    path = starter_case(tmp_path / "new" / "folder")
    inputs = assemble_case(load_case(path)).inputs
    assert inputs.zones


def test_what_the_starter_holds_in_comments_is_right_too(tmp_path: Path) -> None:
    path = starter_case(tmp_path)
    lines = path.read_text(encoding="utf-8").splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("# locks:"))
    end = next(i for i, line in enumerate(lines) if line.startswith("# tables:"))
    alive = [line.removeprefix("# ") for line in lines[start:end]]
    path.write_text("\n".join([*lines[:start], *alive]), encoding="utf-8")
    inputs = assemble_case(load_case(path)).inputs
    assert (len(inputs.vendor_shares), len(inputs.budgets), len(inputs.survival)) == (1, 1, 1)


def test_the_starter_overwrites_nothing(tmp_path: Path) -> None:
    starter_case(tmp_path)
    with pytest.raises(InputError, match="move the file away"):
        starter_case(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    with pytest.raises(InputError, match="a folder to write to"):
        starter_case(tmp_path / "file" / "below")
