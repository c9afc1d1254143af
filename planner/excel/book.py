"""A new workbook: the same bytes for the same content, and text that stays text."""

from __future__ import annotations

import io
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from xlsxwriter.workbook import Workbook

SAFE = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
    "nan_inf_to_errors": False,
}
"""Names come from cases: one that begins with ``=`` or ``http:`` is a name."""


@contextmanager
def new_workbook(target: io.BytesIO, *, title: str, about: str, made: datetime) -> Iterator[Workbook]:
    """Yield a workbook that is written to a buffer at the end.

    Parameters
    ----------
    target
        Where it goes.
    title, about
        Its document properties.
    made
        The date of creation it names. Not the clock's, so that the same plan gives the same file.
    """
    with Workbook(target, SAFE) as workbook:
        workbook.set_properties({"title": title, "comments": about, "created": made})
        yield workbook
