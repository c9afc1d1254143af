"""Study files: what they give, and what is said of bad ones."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from scipy.stats import spearmanr

from planner.problems import InputError
from planner.study.distributions import DiscreteFigure, LognormalFigure, TriangularFigure
from planner.study.read import load_study
from planner.study.sampling import latin_hypercube, with_rank_correlation
from planner.study.scenario import DrawnFamily

HEAD = "study: s\ncase: tiny\n"


def write(folder: Path, text: str) -> Path:
    file = folder / "s.yaml"
    file.write_text(HEAD + text, "utf-8")
    return file


def problems(folder: Path, text: str) -> str:
    with pytest.raises(InputError) as caught:
        load_study(write(folder, text))
    return str(caught.value)


def draws(inputs: str, *more: str, count: int = 20) -> str:
    lines = ["draws:", "  - name: d", f"    count: {count}", f"    inputs: [{inputs}]", *more]
    return "\n".join(lines) + "\n"


def test_a_hypercube_has_one_point_in_each_slice_of_each_axis() -> None:
    sample = latin_hypercube(50, 3, seed=1)
    assert (np.sort((sample * 50).astype(int), axis=0) == np.arange(50)[:, None]).all()


def test_ranks_correlate_as_asked_and_values_stay() -> None:
    sample = latin_hypercube(500, 3, seed=1)
    asked = np.array([[1.0, 0.8, 0.0], [0.8, 1.0, -0.4], [0.0, -0.4, 1.0]])
    found = with_rank_correlation(sample, asked)
    assert np.abs(spearmanr(found).statistic - asked).max() < 0.05
    assert (np.sort(found, axis=0) == np.sort(sample, axis=0)).all()


def test_a_singular_matrix_orders_two_columns_alike() -> None:
    found = with_rank_correlation(latin_hypercube(100, 2, seed=1), np.ones((2, 2)))
    assert (found[:, 0].argsort() == found[:, 1].argsort()).all()


def test_quantiles() -> None:
    # From 0 to 10 with the mode 0, the cdf is 1 - (1 - x / 10)^2: 3/4 at 5.
    assert TriangularFigure(0, 0, 10).quantiles(np.array([0.75])) == pytest.approx([5.0])
    # The ends are the 5 % and 95 % quantiles, and the median is their geometric mean.
    assert LognormalFigure(1, 100).quantiles(np.array([0.05, 0.5, 0.95])) == pytest.approx([1, 10, 100])
    assert DiscreteFigure((7, 9), (0.25, 0.75)).quantiles(np.array([0.0, 0.24, 0.26, 1.0])) == [7, 7, 9, 9]
    assert TriangularFigure(0, 0, 10, is_whole=True).quantiles(np.array([0.75])) == [5]


def test_a_grid_has_every_combination_and_factors_multiply_the_cases_own_value(tmp_path: Path) -> None:
    study = load_study(
        write(
            tmp_path,
            "grids:\n  - name: g\n    axes:\n"
            "      - {name: price, paths: [chips.custom.new.capex_usd_per_mw], factors: [0.5, 1]}\n"
            "      - {name: halls, paths: [sites.custom.north.max_halls], values: [2, 3, 4]}\n",
        )
    )
    found = [tuple(scenario.changes.values()) for scenario in study.scenarios()]
    assert len(study) == 6
    # The chip costs 30 million USD per MW in tiny.
    assert found == [(price, halls) for price in (15e6, 30e6) for halls in (2, 3, 4)]


def test_draws_take_the_ranges_of_the_tables_and_the_same_seed_draws_the_same(tmp_path: Path) -> None:
    file = write(tmp_path, draws("{name: w, paths: [finance.wacc], triangular: {}}"))
    values = [scenario.changes["finance.wacc"] for scenario in load_study(file).scenarios()]
    # docs/tornado.md: 0.07 to 0.14 around 0.09 in the tables.
    assert 0.07 <= min(values) < 0.09 < max(values) <= 0.14  # type: ignore[type-var]
    assert values == [scenario.changes["finance.wacc"] for scenario in load_study(file).scenarios()]
    other = write(tmp_path, "seed: 1\n" + draws("{name: w, paths: [finance.wacc], triangular: {}}"))
    assert values != [scenario.changes["finance.wacc"] for scenario in load_study(other).scenarios()]


def test_a_million_scenarios_are_not_made_before_they_are_asked_for(tmp_path: Path) -> None:
    steps = list(range(1, 101))
    axes = "".join(
        f"      - {{name: {name}, paths: [{path}], values: {steps}}}\n"
        for name, path in (
            ("a", "sites.custom.north.open_cost_usd"),
            ("b", "sites.custom.south.open_cost_usd"),
            ("c", "sites.custom.town.open_cost_usd"),
        )
    )
    study = load_study(write(tmp_path, f"grids:\n  - name: g\n    axes:\n{axes}"))
    assert len(study) == 1_000_000
    assert next(study.scenarios()).name == "g: a 1, b 1, c 1"


def test_a_matrix_is_spread_over_all_inputs(tmp_path: Path) -> None:
    inputs = ", ".join(
        f"{{name: {n}, paths: [sites.custom.{s}.open_cost_usd], triangular: {{low: 1, high: 2, mode: 1.5}}}}"
        for n, s in (("a", "north"), ("b", "south"), ("c", "town"))
    )
    matrix = "    rank_correlation: {of: [c, a], matrix: [[1, 0.9], [0.9, 1]]}"
    (family,) = load_study(write(tmp_path, draws(inputs, matrix, count=200))).families
    assert isinstance(family, DrawnFamily)
    found = spearmanr(family.sample()).statistic
    assert found[0, 2] == pytest.approx(0.9, abs=0.05)
    assert abs(found[0, 1]) < 0.1


A = "{name: a, paths: [finance.wacc], triangular: {low: 0.1, mode: 0.15, high: 0.2}}"
B = "{name: b, paths: [sites.custom.north.open_cost_usd], triangular: {low: 1, mode: 2, high: 3}}"
C = "{name: c, paths: [sites.custom.south.open_cost_usd], triangular: {low: 1, mode: 2, high: 3}}"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("scenarios: [{name: a, changes: {finance.wac: 0.1}}]", "did you mean wacc?"),
        ("scenarios: [{name: a, changes: {}}, {name: a, changes: {}}]", "a 2 times"),
        ("scenario: []", "did you mean scenarios?"),
        ("", "no scenario"),
        ("grids: [{name: g, axes: [{name: a, paths: [finance.wacx], factors: [2]}]}]", "finance.wacc?"),
        ("grids: [{name: g, axes: [{name: a, paths: [finance.wacc]}]}]", "either values or factors"),
        (draws(A.replace("low: 0.1", "low: 0.3")), "low 0.3, mode 0.15, high 0.2"),
        (draws("{name: a, paths: [finance.wacc], lognormal: {low: 2, high: 1}}"), "0 < low < high"),
        (
            draws("{name: a, paths: [finance.wacc], discrete: {values: [0.1, 0.2], weights: [0.5, 0.4]}}"),
            "a sum of 0.9",
        ),
        (
            draws("{name: a, paths: [finance.wacc], discrete: {values: [0.1], weights: [0.5, 0.5]}}"),
            "2 weights, 1 values",
        ),
        (
            # If a goes with b and with c, then b goes with c.
            draws(
                f"{A}, {B}, {C}",
                "    rank_correlation:",
                "      of: [a, b, c]",
                "      matrix: [[1, 0.9, 0.9], [0.9, 1, -0.9], [0.9, -0.9, 1]]",
            ),
            "a positive semi-definite matrix",
        ),
        (
            draws(f"{A}, {B}", "    rank_correlation: {of: [a, x], matrix: [[1, 0], [0, 1]]}"),
            "the name of an input",
        ),
        (draws("{name: a, paths: [sites.custom.north.max_halls], triangular: {}}"), "no range of"),
    ],
)
def test_bad_studies_say_what_is_wrong(tmp_path: Path, text: str, said: str) -> None:
    assert said in problems(tmp_path, text)


def test_every_problem_is_said_at_once(tmp_path: Path) -> None:
    found = problems(
        tmp_path,
        "scenarios: [{name: a, changes: {}}, {name: a, changes: {}}]\n"
        + draws("{name: a, paths: [finance.wacc], lognormal: {low: 2, high: 1}}"),
    )
    assert "2 problems" in found
