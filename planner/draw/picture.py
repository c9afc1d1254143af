"""A chart as the bytes of a file."""

from __future__ import annotations

from collections.abc import Iterator

import altair as alt
import vl_convert

SHARPNESS = 2.0
"""Dots of a PNG for each point of the chart, so that it stays sharp on dense screens."""


def picture_bytes(chart: alt.TopLevelMixin) -> Iterator[tuple[str, bytes]]:
    """Yield a chart as SVG and as PNG: the ending of the file, and its bytes."""
    drawn = chart.to_dict()
    yield ".svg", vl_convert.vegalite_to_svg(drawn).encode()
    yield ".png", vl_convert.vegalite_to_png(drawn, scale=SHARPNESS)
