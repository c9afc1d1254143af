"""A vendor study as one HTML file: no network, no scripts."""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass

from planner.draw import picture_bytes
from planner.draw.picture import SHARPNESS
from planner.figures.figure import Figure
from planner.plan.markdown import percent
from planner.report.page import render_page
from planner.vendors.section import Section
from planner.vendors.study import Study

WIDTH_AT = 16
"""Where a PNG says how wide it is, in bytes from its start."""


@dataclass(frozen=True)
class Picture:
    """A figure, its drawing as a data URI, and its width on the page in points."""

    figure: Figure
    source: str
    width: int


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
        pictures=[_drawn(figure) for figure in figures],
    )
    return text.encode()


def _drawn(figure: Figure) -> Picture:
    """Return a figure as it is shown.

    As PNG: the text of an SVG is drawn with the fonts of the reader's machine, and cut off where those are
    wider. A picture runs nothing, whatever its names hold.
    """
    png = dict(picture_bytes(figure.picture))[".png"]
    (pixels,) = struct.unpack(">I", png[WIDTH_AT : WIDTH_AT + 4])
    source = f"data:image/png;base64,{base64.b64encode(png).decode('ascii')}"
    return Picture(figure, source, round(pixels / SHARPNESS))
