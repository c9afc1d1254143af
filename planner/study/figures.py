"""The figures that a study changes, as the case has them: values, and ranges of the tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from planner.assemble import assemble_case
from planner.cases import Case
from planner.explore.tornado.figure import Figure, ranged_cells
from planner.explore.tornado.own import settle, value_at
from planner.reference import Reference, TableName


@dataclass(frozen=True)
class Figures:
    """Looks figures up by the path that changes them."""

    data: Mapping[str, Any]
    reference: Reference
    ranged: Mapping[str, Figure]

    def value(self, path: str) -> float | None:
        """Return the number at a path; None where there is none."""
        keys = path.split(".")
        found = value_at(self.data, keys)
        if found is None and keys[0] in set(TableName) and len(keys) > 2:
            found = self._cell(TableName(keys[0]), ".".join(keys[1:-1]), keys[-1])
        if found is None and path in self.ranged:  # a key that is not set: the tables' figure holds
            found = self.ranged[path].value
        return found if isinstance(found, int | float) and not isinstance(found, bool) else None

    def _cell(self, table: TableName, row_id: str, column: str) -> Any:
        frame = self.reference.table(table)
        rows = frame[frame[self.reference.dictionary.key(table)].astype(str) == row_id]
        return rows[column].tolist()[0] if len(rows) == 1 and column in rows else None


def figures_of(case: Case) -> Figures:
    """Return the figures of a case.

    Raises
    ------
    InputError
        If the case cannot be used.
    """
    reference = assemble_case(case).reference
    cells = settle(ranged_cells(reference).ranged, case).cells
    ranged = {cell.figure.path: cell.figure for cell in cells}
    return Figures(case.model_dump(mode="json"), reference, ranged)
