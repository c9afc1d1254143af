"""All figures of a run: drawn, written, and left out where there is nothing to show."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pytest

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.figures import figures_of, write_figures
from planner.figures.source import Source
from planner.plan import Plan, Run
from planner.serial import dump_inputs
from tests.figures.drawn import size_of, titles_of
from tests.plan.conftest import plan_of

ALL = [
    "ladder",
    "spend",
    "growth",
    "map",
    "gantt",
    "capacity",
    "chips",
    "power",
    "demand",
    "bottlenecks",
    "limits",
    "prices",
    "cash",
    "costs",
    "assumptions",
    "emissions",
    "trace",
]
NASTY = "</script><script>alert(1)</script> \"quoted\" 'name' & =1+1 \\u0041 Ω 南"


def test_tiny_has_every_figure_and_each_is_written(tiny_run: Run, tmp_path: Path) -> None:
    figures = figures_of(tiny_run)
    write_figures(tmp_path / "new" / "figures", figures)

    assert [figure.name for figure in figures] == ALL
    assert {path.name for path in (tmp_path / "new" / "figures").iterdir()} == {
        f"{name}{ending}" for name in ALL for ending in (".svg", ".png")
    }
    for name in ALL:
        file = tmp_path / "new" / "figures" / name
        assert file.with_suffix(".png").read_bytes().startswith(b"\x89PNG")
        assert ElementTree.parse(file.with_suffix(".svg")).getroot().tag.endswith("svg")


def test_words_and_axes(source: Source) -> None:
    for figure in figures_of(source.run):
        assert figure.title
        assert figure.caption.endswith(".")
        untitled = {"map"}  # a map has no axes
        assert list(titles_of(figure.chart)) or figure.name in untitled


def test_an_empty_plan_shows_what_there_is(inputs: Inputs, empty_plan: Plan) -> None:
    """Nothing is bought: halls and power of the ledger stand, and what they cost is paid."""
    names = [figure.name for figure in figures_of(Run(empty_plan, dump_inputs(inputs), ""))]

    assert names == ["ladder", "spend", "growth", "map", "capacity", "power", "demand", "cash", "costs"]


def test_without_a_ledger_an_empty_plan_has_no_figure(inputs: Inputs, tmp_path: Path) -> None:
    bare = replace(
        inputs,
        sites=tuple(replace(site, committed_halls=(0, 0, 0)) for site in inputs.sites),
        power=tuple(replace(option, committed_mw=(0.0, 0.0, 0.0)) for option in inputs.power),
        committed_chips=(),
        committed_cash=(),
        demand=(),
        zones=(),
    )
    figures = figures_of(Run(plan_of(bare, Decisions()), dump_inputs(bare), ""))

    assert [figure.name for figure in figures] == []
    write_figures(tmp_path, figures)


def test_names_are_text_whatever_they_hold(inputs: Inputs, decisions: Decisions, tmp_path: Path) -> None:
    named = replace(
        inputs,
        sites=tuple(replace(site, name=f"{NASTY} {site.name}") for site in inputs.sites),
        chips=tuple(replace(chip, vendor=NASTY, name=NASTY) for chip in inputs.chips),
        streams=tuple(replace(stream, name=NASTY, unit=NASTY) for stream in inputs.streams),
        nodes=tuple(replace(node, name=NASTY) for node in inputs.nodes),
    )
    write_figures(tmp_path, figures_of(Run(plan_of(named, decisions), dump_inputs(named), "")))

    seen = ""
    for file in tmp_path.glob("*.svg"):
        root = ElementTree.parse(file).getroot()
        assert not [node for node in root.iter() if node.tag.endswith("script")]
        assert not [name for node in root.iter() for name in node.attrib if name.startswith("on")]
        seen += "".join(root.itertext())
    assert NASTY[:20] in seen


@pytest.mark.parametrize("count", [1, 500])
def test_few_and_many_sites(inputs: Inputs, decisions: Decisions, count: int) -> None:
    """Five hundred sites of the ledger in three periods are grouped, and a figure stays small."""
    north = inputs.sites[0]
    many = tuple(
        replace(north, site_id=f"s{i}", name=f"Site {i}", lat=i / 10, lon=i / 5) for i in range(count)
    )
    wide = replace(inputs, sites=(*inputs.sites, *many))
    figures = {
        figure.name: figure for figure in figures_of(Run(plan_of(wide, decisions), dump_inputs(wide), ""))
    }

    assert {"map", "capacity", "growth"} <= set(figures)
    largest = {name: size_of(figure.picture) for name, figure in figures.items()}
    assert max(largest.values()) < 250_000
