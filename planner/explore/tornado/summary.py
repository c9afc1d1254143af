"""The result in words."""

from __future__ import annotations

import math

from planner.explore.family import Member
from planner.explore.tornado.effect import Effect, gap_of
from planner.explore.tornado.figure import Side
from planner.explore.tornado.result import Bar, Result, Screened
from planner.explore.tornado.solve import Swing
from planner.plan.markdown import counted, money, percent, section, table

MOST_NAMED = 12
"""Uncertainties that are named where only estimates exist; the rest is counted."""
HEADER = ("input", "end", "at", "cost", "change", "between, billion USD", "plan changed", "first limit", "")
WITHIN = "within the gap"
OWN_MARK = "*"


def summary_text(result: Result) -> str:
    """Return the summary of a family as Markdown."""
    base = result.base
    proved = "" if base.bound_usd is None else f", at most {_gap(base)} above the best there can be"
    lines = [
        f"# What moves {result.case_id} most",
        "",
        f"The plan of the case as it is costs {money(base.cost_usd)}{proved}. Each input below is set to the "
        "low and to the high end of its range, one at a time, and the case is solved anew.",
        "",
        section("Solved for", _solved(result)),
        "",
        f"{OWN_MARK} At least half of the figures are own assumptions. Between: where the true change lies, "
        "by the gaps of both solves. Within the gap: they do not tell the change from none. Plan changed: "
        "the mean of what differs in sites, GW by year and chips by year.",
        "",
        section("Not solved for", *_others(result)),
        "",
        section("Left out", *_left_out(result)),
        "",
    ]
    return "\n".join(lines)


def _gap(member: Member) -> str:
    gap = gap_of(member)
    return "unknown" if gap is None else percent(gap, 2)


def end_line(swing: Swing, base: Member, member: Member | None, failed: str) -> str:
    """Return what came of one end, for the log."""
    what = f"{swing.uncertainty.label}, {swing.side}"
    if member is None:
        return f"{what}: {failed}"
    change = member.cost_usd - base.cost_usd
    return f"{what}: {signed(change)}, gap {_gap(member)}, {member.seconds:.0f} s"


def signed(usd: float) -> str:
    """Return a change of money with its sign."""
    return f"{'+' if usd >= 0 else '-'}{money(abs(usd))}"


def _solved(result: Result) -> str:
    rows = [row for bar in result.bars for row in _bar_rows(bar)]
    return table(HEADER, rows, text_columns=3) if rows else "Nothing."


def _bar_rows(bar: Bar) -> list[tuple[str, ...]]:
    own = f" {OWN_MARK}" if bar.uncertainty.is_own else ""
    return [
        (
            f"{bar.uncertainty.label}{own}" if side is Side.LOW else "",
            side.value,
            _at(bar, side),
            *(_effect_cells(bar.effects[side]) if side in bar.effects else _empty_cells(bar.notes[side])),
        )
        for side in Side
    ]


def _at(bar: Bar, side: Side) -> str:
    unit = bar.uncertainty.unit if len(bar.uncertainty.figures) == 1 else ""
    return f"{bar.uncertainty.text(side)} {unit}".strip()


def _effect_cells(effect: Effect) -> tuple[str, ...]:
    between = f"{_billions(effect.least_usd)} and {_billions(effect.most_usd)}"
    return (
        money(effect.member.cost_usd),
        signed(effect.change_usd),
        between,
        percent(effect.plan.mean, 0),
        effect.bottleneck,
        WITHIN if effect.is_within_gap else "",
    )


def _empty_cells(note: str) -> tuple[str, ...]:
    return ("", "", "", "", "", note)


def _billions(usd: float) -> str:
    return f"{usd / 1e9:+,.2f}" if math.isfinite(usd) else "unknown"


def _others(result: Result) -> list[str]:
    some = [one for one in result.others if one.is_used]
    lines = [f"- {_estimate(one, result.base.cost_usd)}" for one in some[:MOST_NAMED]]
    if len(some) > MOST_NAMED:
        lines.append(
            f"- {counted(len(some) - MOST_NAMED, 'more input')} with smaller estimates, in `inputs.csv`"
        )
    head = "Estimated from the relaxation of the case in years; `--top` solves for more of them."
    return [head, "", *lines] if lines else ["Every input that the case uses was solved for."]


def _estimate(one: Screened, cost_usd: float) -> str:
    ends = [f"{side} {signed(change * cost_usd)}" for side, change in one.estimates.items()]
    ends += [f"{side} fails ({why})" for side, why in one.failed.items()]
    return f"{one.uncertainty.label}: {', '.join(ends)}"


def _left_out(result: Result) -> list[str]:
    unused = sum(not one.is_used for one in result.others)
    lines = [
        f"- {counted(unused, 'input')} with a range that the case does not use.",
        f"- {counted(result.without_range, 'figure')} of the tables without a range; `--range` gives one.",
    ]
    named = {
        "that the case sets outside the range of the tables": result.outside,
        "that the ledger is counted in, so that what stands would change": result.in_ledger,
    }
    for why, paths in named.items():
        if paths:
            more = ", ..." if len(paths) > MOST_NAMED else ""
            lines.append(f"- {counted(len(paths), 'figure')} {why}: {', '.join(paths[:MOST_NAMED])}{more}.")
    return lines
