"""What a relaxation leaves for the next one: its basis and its duals, by the names of columns and rows.

When inputs change, columns and rows come and go and numbers shift; names do not. Neither has to be right
for the next case: a bound computed from the duals holds for any duals, and a basis is only a start.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from planner.engine.highs import Basis
from planner.engine.matrix import Compiled, Ints, Vector
from planner.problems import InputError, Problem

START = "start.npz"
"""Its file in a run folder."""
LEAST_KNOWN = 0.5
"""Share of the columns and of the rows of a case that must be known; else it is another case."""
AT_LOWER, BASIC = 0, 1
"""Statuses of HiGHS for what is new: a column at its lower bound, a row that does not bind."""
SEPARATOR = "\n"


@dataclass(frozen=True)
class LastRelaxation:
    """Basis and duals of a solved relaxation.

    Attributes
    ----------
    columns, rows
        Names.
    basis
        Status of each, as HiGHS numbers them.
    row_dual
        Dual value of each row, million USD per unit of the row.
    """

    columns: tuple[str, ...]
    rows: tuple[str, ...]
    basis: Basis
    row_dual: Vector

    def to_bytes(self) -> bytes:
        """Return it as a file of compressed numpy arrays."""
        file = io.BytesIO()
        np.savez_compressed(
            file,
            columns=_text(self.columns),
            rows=_text(self.rows),
            column_status=self.basis.columns.astype(np.int8),
            row_status=self.basis.rows.astype(np.int8),
            # Any duals give a bound; seven digits of them lose a millionth of it.
            row_dual=self.row_dual.astype(np.float32),
        )
        return file.getvalue()

    @classmethod
    def from_bytes(cls, content: bytes, where: str) -> LastRelaxation:
        """Read what `to_bytes` wrote.

        Raises
        ------
        InputError
            If it is something else, or damaged; ``where`` names the file.
        """
        try:
            with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
                last = cls(
                    _names(arrays["columns"]),
                    _names(arrays["rows"]),
                    Basis(arrays["column_status"].astype(np.int64), arrays["row_status"].astype(np.int64)),
                    arrays["row_dual"].astype(np.float64),
                )
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise InputError([_unreadable(where, str(error))]) from error
        if not last._fits():
            raise InputError([_unreadable(where, "names, statuses and duals that do not fit together")])
        return last

    def _fits(self) -> bool:
        statuses = np.concatenate([self.basis.columns, self.basis.rows])
        return (
            self.basis.columns.shape == (len(self.columns),)
            and self.basis.rows.shape == self.row_dual.shape == (len(self.rows),)
            and bool(np.isin(statuses, range(5)).all() and np.isfinite(self.row_dual).all())
        )


@dataclass(frozen=True)
class WarmStart:
    """Basis and duals in the order of a matrix."""

    basis: Basis
    row_dual: Vector


def name_relaxation(compiled: Compiled, basis: Basis, row_dual: Vector) -> LastRelaxation:
    """Give a basis and duals the names of a compiled model."""
    return LastRelaxation(tuple(_column_names(compiled)), compiled.row_names, basis, row_dual)


def warm_start(compiled: Compiled, last: LastRelaxation) -> WarmStart | None:
    """Return what an earlier relaxation says of a compiled model; None where it is of another case.

    New columns start at their lower bound, new rows do not bind. HiGHS mends the basis where that leaves
    too few or too many basic.
    """
    columns = _places(tuple(_column_names(compiled)), last.columns)
    rows = _places(compiled.row_names, last.rows)
    if any(np.mean(places >= 0) < LEAST_KNOWN for places in (columns, rows)):
        return None
    basis = Basis(
        np.where(columns >= 0, last.basis.columns[columns], AT_LOWER),
        np.where(rows >= 0, last.basis.rows[rows], BASIC),
    )
    return WarmStart(basis, np.where(rows >= 0, last.row_dual[rows], 0.0))


def _places(names: tuple[str, ...], known: tuple[str, ...]) -> Ints:
    """Return the place of each name among those known, -1 where it is new."""
    place = {name: i for i, name in enumerate(known)}
    return np.array([place.get(name, -1) for name in names], dtype=np.int64)


def _column_names(compiled: Compiled) -> Iterator[str]:
    """Yield the name of each column, in their order."""
    names = {
        column: f"{variable}[{','.join(index)}]"
        for variable, some in compiled.columns.items()
        for index, column in some.items()
    }
    return (names[column] for column in range(compiled.matrix.shape[1]))


def _text(names: tuple[str, ...]) -> np.ndarray:
    return np.frombuffer(SEPARATOR.join(names).encode(), dtype=np.uint8)


def _names(text: np.ndarray) -> tuple[str, ...]:
    return tuple(text.tobytes().decode().split(SEPARATOR))


def _unreadable(where: str, found: str) -> Problem:
    return Problem(
        where=where,
        found=found or "nothing",
        expected="what a solve left for the next one",
        fix="remove the file: the next solve then starts from the plan alone",
    )
