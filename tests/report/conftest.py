"""Runs that reports are made of: one that was solved, others put together by hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner import SolveOptions, solve
from planner.assemble import assemble_case
from planner.audit import audit
from planner.bench.generate.recipe import Recipe
from planner.bench.generate.study import generated_case
from planner.figures import figures_of
from planner.plan import Run, summarise
from planner.report.facts import Facts
from planner.report.report import report_page
from planner.serial import dump_inputs
from tests.plan.conftest import plan_of
from tests.small import serving, small, zone

HOURS = 365.25 * 24 / 4
"""In a quarter."""
HOSTILE = {
    "title": "</title><script>window.hacked = 1</script>",
    "site": '=1+1 <img src="https://example.org/x.png" onerror="window.hacked = 2">',
    "stream": "=HYPERLINK(\"https://example.org\", '南')",
    "chip": "</script><script>window.hacked = 3</script> \u2028 {{ 7 * 7 }}",
}
"""Names that mean harm, by what bears them."""


@pytest.fixture(scope="session")
def tiny_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the run folder of a solve of `tiny`; not to be changed."""
    folder = tmp_path_factory.mktemp("solved") / "tiny"
    solve("tiny", options=SolveOptions(gap=0.0, threads=1), out=folder)
    return folder


def run_of(inputs: Inputs, decisions: Decisions, bound_usd: float = 0.0) -> Run:
    """Return a run of some decisions, without what a solve would say of it."""
    plan = plan_of(inputs, decisions, bound_usd)
    return Run(plan, dump_inputs(inputs), summarise(inputs, plan))


def page_of(run: Run, inputs: Inputs) -> str:
    """Return the report of a run."""
    facts = Facts.of(run, audit(inputs, run.plan.tables, run.plan.cost_usd))
    return report_page(facts, figures_of(run)).decode()


def one_site() -> tuple[Inputs, Decisions]:
    """Return a case of one campus, with a plan of one hall that serves all of its demand."""
    inputs = small(2)
    times = [period.label for period in inputs.periods]

    def always(*key: str, value: float) -> Mapping[tuple[str, ...], float]:
        return {(*key, time): value for time in times}

    decisions = Decisions(
        open=always("a", value=1.0),
        new_halls=always("a", value=1.0),
        units=always("a", "grid", value=12.5),
        energy_gwh=always("a", "grid", value=12.5 * HOURS / 1e3),
        buy_mw={("a", "g", times[0]): 10.0},
        fleet_mw=always("a", "g", value=10.0),
        run_mw=always("a", "g", "infer", value=10.0),
        serve=always("a", "n", value=10.0),
    )
    return inputs, decisions


def hostile() -> tuple[Inputs, Decisions]:
    """Return a case of one campus whose names mean harm, with a plan that serves half of its demand."""
    inputs, decisions = one_site()
    inputs = serving(inputs, zone("n", ("a",), 20.0, 20.0))
    inputs = replace(
        inputs,
        title=HOSTILE["title"],
        sites=tuple(replace(site, name=HOSTILE["site"]) for site in inputs.sites),
        streams=tuple(replace(stream, name=HOSTILE["stream"]) for stream in inputs.streams),
        chips=tuple(
            replace(chip, name=HOSTILE["chip"], vendor=HOSTILE["chip"], generation=HOSTILE["chip"])
            for chip in inputs.chips
        ),
    )
    return inputs, replace(decisions, short={("n", period.label): 10.0 for period in inputs.periods})


def many_sites(count: int = 500) -> tuple[Inputs, Decisions]:
    """Return a drawn case in which every site opens with a hall, power and chips; nobody solved it."""
    inputs = assemble_case(generated_case(Recipe(count, seed=1))).inputs
    times = [period.label for period in inputs.periods]
    options = {option.site_id: option for option in inputs.power}
    opened, halls, units, buy, fleet = {}, {}, {}, {}, {}
    for i, site in enumerate(inputs.sites):
        option, chip = options[site.site_id], site.chip_ids[i % len(site.chip_ids)]
        held = sum(c.it_mw for c in inputs.committed_chips if (c.site_id, c.chip_id) == (site.site_id, chip))
        buy[site.site_id, chip, times[i % len(times)]] = site.hall_mw
        for time in times[i % len(times) :]:
            opened[site.site_id, time] = halls[site.site_id, time] = 1.0
            units[site.site_id, option.option_id, time] = site.pue * site.hall_mw / option.unit_mw
            fleet[site.site_id, chip, time] = site.hall_mw + held
    decisions = Decisions(open=opened, new_halls=halls, units=units, buy_mw=buy, fleet_mw=fleet)
    return inputs, decisions


@pytest.fixture(scope="session")
def page_of_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the report of 500 sites."""
    inputs, decisions = many_sites()
    file = tmp_path_factory.mktemp("many") / "report.html"
    file.write_text(page_of(run_of(inputs, decisions), inputs), "utf-8")
    return file
