"""A vendor study as one HTML file: no network, no scripts."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from dataclasses import dataclass

import vl_convert

from planner.figures.figure import Figure
from planner.plan.markdown import percent
from planner.report.page import render_page
from planner.vendors.sections import Section
from planner.vendors.study import Study


@dataclass(frozen=True)
class Picture:
    """A figure, and its drawing as a data URI."""

    figure: Figure
    source: str


def study_page(
    study: Study, lines: Sequence[str], parts: Sequence[Section], figures: Sequence[Figure]
) -> bytes:
    """Return the page of a study.

    Parameters
    ----------
    study
        The study.
    lines
        Its answer in sentences.
    parts
        Its sections.
    figures
        Its pictures.
    """
    gap = study.store.family.settings["gap"]
    text = render_page(
        "planner.vendors",
        "vendors.html",
        title=f"{study.subject.inputs.title}: vendors",
        case_id=study.subject.inputs.case_id,
        gap=percent(float(gap or 0.0), 2),
        lines=tuple(lines),
        sections=tuple(parts),
        pictures=[Picture(figure, _drawn(figure)) for figure in figures],
    )
    return text.encode()


def _drawn(figure: Figure) -> str:
    """Return a figure as a data URI: a picture runs nothing, whatever its names hold."""
    svg = vl_convert.vegalite_to_svg(figure.picture.to_dict())
    return f"data:image/svg+xml;base64,{base64.b64encode(svg.encode()).decode('ascii')}"
