from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from buildout.quarters import parse_quarter
from planner.cases import Case, case_schema, load_case
from planner.problems import InputError


def problems(path: Path, *changes: str) -> list[str]:
    with pytest.raises(InputError) as caught:
        load_case(path, changes)
    return [str(problem) for problem in caught.value.problems]


def test_a_shipped_case_is_loaded_by_name() -> None:
    assert load_case("tiny").id == "tiny"


def test_a_case_is_loaded_from_its_file(write: Callable[..., Path], minimal: dict[str, Any]) -> None:
    case = load_case(write(minimal))
    assert (case.today, case.horizon.last) == (parse_quarter("2026Q4"), parse_quarter("2027Q3"))
    assert case.policies.budgets == ()


def test_an_unknown_name_gets_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean us-inference-2030"):
        load_case("us-inferrence-2030")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert "nowhere.yaml" in problems(tmp_path / "nowhere.yaml")[0]


def test_a_folder_is_no_case(tmp_path: Path) -> None:
    assert "a file that can be read" in problems(tmp_path)[0]


def test_every_wrong_key_is_reported_at_once(write: Callable[..., Path], minimal: dict[str, Any]) -> None:
    wrong = minimal | {
        "horizn": {},
        "buyer": {"shar": 0.2, "chips": 2},
        "sites": {"campuses": {"ids": "us_abilene"}},
        "today": "2026Q5",
    }
    found = problems(write(wrong))
    assert len(found) == 5
    for part in (
        "did you mean horizon?",
        "did you mean share?",
        "buyer.chips",
        "sites.campuses.ids",
        "2026Q5",
    ):
        assert any(part in line for line in found), part


@pytest.mark.parametrize(
    ("site", "part"),
    [
        ({"pue": 0.9}, "greater than or equal to 1"),
        ({"pue": 9}, "less than or equal to 3"),
        ({"lat": 200}, "less than or equal to 90"),
        ({"lon": -181}, "greater than or equal to -180"),
        ({"hall_mw": 0}, "greater than 0"),
        ({"hall_mw": "100"}, "valid number"),
        ({"max_halls": 2.5}, "valid integer"),
        ({"max_halls": True}, "valid integer"),
        ({"kind": "hut"}, "campus or edge"),
        ({"country": "usa"}, "pattern"),
        ({"open_cost_usd": -1}, "greater than or equal to 0"),
    ],
)
def test_absurd_values_are_refused(
    write: Callable[..., Path], minimal: dict[str, Any], site: dict[str, Any], part: str
) -> None:
    good = {"id": "a", "kind": "campus", "lat": 0, "lon": 0, "country": "US", "pue": 1.2, "hall_mw": 100}
    case = minimal | {"sites": {"custom": [good | {"max_halls": 3} | site]}}
    found = problems(write(case))
    assert len(found) == 1
    assert part in found[0]
    assert f"sites.custom.0.{next(iter(site))}" in found[0]


@pytest.mark.parametrize("value", [".nan", ".inf", "-.inf", "1e999"])
def test_numbers_must_be_finite(write: Callable[..., Path], minimal: dict[str, Any], value: str) -> None:
    assert "finite number" in problems(write(minimal), f"buyer.share={value}")[0]


@pytest.mark.parametrize(
    ("text", "part"),
    [
        ("", "an empty file"),
        ("- a\n- b", "a list"),
        ("just words", "a str"),
        ("id: a\nid: b", "duplicate key"),
        ("id: &a x\ntitle: *a", "the alias *a"),
        ("id: !!int 3", "the tag"),
        ("id: [1,", "line 1"),
        ("a: b: c", "line 1"),
        ("id: " + "[" * 60 + "]" * 60, "nested more than 40 deep"),
        ("a: 1\n---\nb: 2", "another document"),
        ("? {a: 1}\n: 2", "line"),
        ("a: 9999-99-99", "month"),
    ],
)
def test_bad_yaml_is_explained(write: Callable[..., Path], text: str, part: str) -> None:
    found = problems(write(text))
    assert len(found) == 1
    assert part in found[0]


def test_a_file_must_be_utf8(write: Callable[..., Path]) -> None:
    assert "text in UTF-8" in problems(write(b"id: caf\xe9"))[0]


def test_a_byte_order_mark_does_no_harm(write: Callable[..., Path], minimal: dict[str, Any]) -> None:
    path = write(minimal)
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert load_case(path).id == "least"


def test_a_huge_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "huge.yaml"
    with path.open("wb") as file:
        file.truncate(200_000_000)
    assert "200.0 MB" in problems(path)[0]


def test_norway_is_a_country_and_not_a_no(load: Callable[..., Case]) -> None:
    case = load(sites={"campuses": {"countries": ["NO"]}})
    assert case.sites.campuses.countries == ("NO",)


def test_a_ledger_may_live_in_its_own_file(
    write: Callable[..., Path], minimal: dict[str, Any], tmp_path: Path
) -> None:
    write("sites:\n- {site: us_abilene, halls: [{online: 2025Q1, halls: 2}]}", "ledger.yaml")
    path = write(minimal | {"ledger_file": "ledger.yaml"})
    assert load_case(path).ledger.sites[0].halls[0].halls == 2
    changed = load_case(path, ["ledger.sites.us_abilene.halls.0.halls=5"])
    assert changed.ledger.sites[0].halls[0].halls == 5


def test_two_ledgers_are_one_too_many(write: Callable[..., Path], minimal: dict[str, Any]) -> None:
    found = problems(write(minimal | {"ledger_file": "ledger.yaml", "ledger": {}}))
    assert "one ledger" in found[0]


def test_where_a_case_was_read_from_is_no_key(write: Callable[..., Path], minimal: dict[str, Any]) -> None:
    assert "the key path" in problems(write(minimal | {"path": "x"}))[0]


def test_every_key_of_the_schema_is_described() -> None:
    schema = case_schema()
    for name, model in {"Case": schema, **schema["$defs"]}.items():
        for key, field in model.get("properties", {}).items():
            assert field.get("description"), f"{name}.{key}"
    assert "path" not in schema["properties"]
