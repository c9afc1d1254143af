"""A figure of a run, and its files."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import altair as alt

from planner.draw import picture_bytes

Layers: TypeAlias = alt.LayerChart | alt.FacetChart
"""Marks on top of one another, as altair types them."""


@dataclass(frozen=True)
class Figure:
    """One picture with its words.

    Parameters
    ----------
    name
        Stem of its files and id on a page, such as ``capacity``.
    title
        A few words.
    caption
        What to read from it, and its units: a sentence or two.
    chart
        The picture, in the style of all pictures.
    still
        What stands in for the chart where nothing moves (files, print); None where that is the chart.
    """

    name: str
    title: str
    caption: str
    chart: alt.TopLevelMixin
    still: alt.TopLevelMixin | None = None

    @property
    def picture(self) -> alt.TopLevelMixin:
        """The chart as it is drawn where nothing moves."""
        return self.chart if self.still is None else self.still


def write_figures(folder: Path, figures: Sequence[Figure]) -> None:
    """Write each figure as ``<name>.svg`` and ``<name>.png`` into a folder, made where it is missing.

    Raises
    ------
    OSError
        If a file cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for figure in figures:
        for ending, content in picture_bytes(figure.picture):
            (folder / f"{figure.name}{ending}").write_bytes(content)
