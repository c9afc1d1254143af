"""What can be varied in a case, and what is left out."""

from __future__ import annotations

from dataclasses import dataclass

from planner.assemble import assemble_case
from planner.cases import Case
from planner.explore.tornado.figure import ranged_cells
from planner.explore.tornado.options import TornadoOptions
from planner.explore.tornado.own import hand_ranges, settle
from planner.explore.tornado.uncertainty import Uncertainty, mentioned, uncertainties
from planner.problems import InputError, Problem


@dataclass(frozen=True)
class Varied:
    """What can be varied, and what not."""

    of_tables: tuple[Uncertainty, ...]
    by_hand: tuple[Uncertainty, ...]
    without_range: int
    """Figures of the tables that have no range."""
    outside: tuple[str, ...]
    """Figures that the case sets outside the range of the tables."""
    in_ledger: tuple[str, ...]
    """Figures that the ledger is counted in."""

    asked: tuple[Uncertainty, ...]
    """Those to be solved for whatever their estimates: given by hand, or named."""

    @property
    def every(self) -> tuple[Uncertainty, ...]:
        """Ranges given by hand, then those of the tables."""
        return (*self.by_hand, *self.of_tables)


def find_varied(case: Case, options: TornadoOptions) -> Varied:
    """Return what can be varied in a case.

    Raises
    ------
    InputError
        If the case cannot be used, a range is not written like one, or an input that is asked for has none.
    """
    assembly = assemble_case(case)
    cells = ranged_cells(assembly.reference)
    settled = settle(mentioned(cells.ranged, assembly.inputs), case)
    of_tables = tuple(uncertainties(settled.cells, options.by))
    by_hand = hand_ranges(options.ranges, case)
    named = {uncertainty.name: uncertainty for uncertainty in of_tables}
    unknown = [name for name in options.always if name not in named]
    if unknown:
        fix = "the column input of inputs.csv has the names"
        raise InputError([Problem("--input", name, "an input with a range", fix) for name in unknown])
    return Varied(
        of_tables=of_tables,
        by_hand=by_hand,
        without_range=cells.without_range,
        outside=(*cells.outside, *settled.outside),
        in_ledger=settled.in_ledger,
        asked=(*by_hand, *(named[name] for name in dict.fromkeys(options.always))),
    )
