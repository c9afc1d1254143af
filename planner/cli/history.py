"""``planner history``: how the published plan moved from night to night, and how past plans fared."""

from __future__ import annotations

from planner.cases import load_case
from planner.cli.options import CaseName, FamilyFolder
from planner.cli.show import make_table, show
from planner.cli.store import Database, opened
from planner.history.backtest import backtest
from planner.history.files import write_history
from planner.history.moves import moves_of
from planner.history.published import past_plans
from planner.history.words import backtest_table, openings_table, plans_table
from planner.plan.text_table import TextTable
from planner.store.places import REPORTS


def history(case: CaseName, out: FamilyFolder = None, database: Database = None) -> None:
    """Show how cost, GW, openings and shortage of the published plan moved, and how past plans fared."""
    loaded = load_case(case)
    past = past_plans(opened(database), loaded.id)
    moves, fared = moves_of(past.plans), backtest(loaded, past.plans)
    folder = out or REPORTS / f"{loaded.id}-history"
    write_history(folder, moves, fared)
    _table("Published plans", plans_table(moves))
    openings = openings_table(moves)
    if openings.rows:
        _table("Openings that moved", openings)
    if len(fared):
        _table("Planned against what really happened", backtest_table(fared))
    else:
        show("Nothing that a plan has came online or was cancelled yet, as far as facts tell.")
    if past.pruned:
        show(f"Left out, as their files were pruned: plans {', '.join(map(str, past.pruned))}.")
    show(f"Tables and picture are in {folder}.")


def _table(title: str, shown: TextTable) -> None:
    show(make_table(title, shown.header, shown.rows, text_columns=shown.text_columns))
