"""Figures of a case's own in the reference tables, with their source and confidence."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from planner.excel.case.entries import Entry
from planner.excel.case.fields import Field, Kind
from planner.problems import Problem
from planner.reference import Confidence, Override, Reference, TableName
from planner.reference.overrides import CASE_SOURCE

OWN_SOURCE = Field("own_source", Kind.NAME, "Where your figures of this row come from")
OWN_CONFIDENCE = Field(
    "own_confidence",
    Kind.NAME,
    "How well your figures of this row are known; own assumption if empty",
    choices=tuple(level.value for level in Confidence),
)


@dataclass(frozen=True)
class Own:
    """The figures of a case's own that a sheet shows, and where its cells are."""

    overrides: tuple[Override, ...] = ()
    cells: Mapping[str, str] = field(default_factory=dict)
    """Cell of each figure of the table, as messages call it: ``chips.csv: VR200.hbm_gb``."""

    @property
    def entries(self) -> Iterator[Entry]:
        """The figures as ``cells`` of a case."""
        for own in self.overrides:
            path = ("cells", f"{own.table}.{own.row_id}.{own.column}")
            if (own.source, own.confidence) == (CASE_SOURCE, Confidence.OWN_ASSUMPTION):
                yield Entry(path, own.value, own.where)
                continue
            yield Entry((*path, "value"), own.value, own.where)
            yield Entry((*path, "source"), own.source, own.where)
            yield Entry((*path, "confidence"), own.confidence.value, own.where)


def located(problems: Iterable[Problem], cells: Mapping[str, str]) -> list[Problem]:
    """Return problems of the tables with the cells of their figures."""
    return [replace(problem, where=cells.get(problem.where, problem.where)) for problem in problems]


def own_provenance(reference: Reference, table: TableName) -> dict[str, tuple[str | None, str | None]]:
    """Return source and confidence of the case's own figures by row; the weakest where they differ."""
    by_row: dict[str, list[Override]] = {}
    for own in reference.overridden:
        if own.table is table:
            by_row.setdefault(own.row_id, []).append(own)
    return {row_id: _joined(owns) for row_id, owns in by_row.items()}


def _joined(owns: Sequence[Override]) -> tuple[str | None, str | None]:
    levels = list(Confidence)
    weakest = max((own.confidence for own in owns), key=levels.index)
    sources = [source for source in dict.fromkeys(own.source for own in owns) if source != CASE_SOURCE]
    return "; ".join(sources) or None, None if weakest is Confidence.OWN_ASSUMPTION else weakest.value
