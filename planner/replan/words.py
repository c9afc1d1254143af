"""What a re-plan says: tables that the terminal, the page and the workbook show alike."""

from __future__ import annotations

from buildout.quarters import quarter_label
from planner.compare import DecisionChange, DecisionKind
from planner.compare.decision_words import change_text
from planner.compare.names import Names
from planner.plan.markdown import money, percent
from planner.plan.text_table import TextTable
from planner.replan.changes import Reasoned
from planner.replan.fact import quarter_of
from planner.replan.replan import Outcome, Replan

SIDES = ("the published plan", "the new plan")
OUTCOMES = {
    Outcome.CHANGED: "A new plan: it may be published.",
    Outcome.NOTHING_CHANGED: "Nothing changed.",
    Outcome.KEPT: "The published plan is kept, until a person has looked at the new one.",
}


def names_of_replan(replan: Replan) -> Names:
    """Return what things are called in the case of today."""
    inputs = replan.moved.subject.inputs
    return Names(
        sites={site.site_id: site.name for site in inputs.sites},
        chips={chip.chip_id: chip.name for chip in inputs.chips},
        streams={stream.stream_id: stream.name for stream in inputs.streams},
    )


def headline(replan: Replan) -> str:
    """Return what came of it, as sentences."""
    count = len(replan.changes)
    said = [OUTCOMES[replan.outcome]]
    if count:
        share = percent(replan.share.by_count)
        said.append(f"{count} changes, {share} of the decisions.")
    said += [f"Guard {v.guard}: {v.found}." for v in replan.verdicts if not v.holds]
    return " ".join(said)


def reason_text(one: Reasoned, names: Names) -> str:
    """Return a change with its reason as a sentence without its full stop."""
    return f"{change_text(one.change, names, SIDES)} - {one.text}"


def changes_table(replan: Replan, most: int | None = None) -> TextTable:
    """Return the changes with their reasons, the first so many."""
    names = names_of_replan(replan)
    rows = [change_cells(one, names) for one in replan.changes[:most]]
    return TextTable(("kind", "site", "what", "quantity", "published", "now", "because of"), rows, 7)


def change_cells(one: Reasoned, names: Names) -> tuple[str, ...]:
    """Return the cells of a change."""
    change = one.change
    return (
        change.subject.kind.value,
        names.site(change.subject.site_id),
        names.chip(change.subject.what),
        _quantity(change),
        "-" if change.before is None else quarter_label(change.before.quarter),
        "-" if change.after is None else quarter_label(change.after.quarter),
        one.text,
    )


def _quantity(change: DecisionChange) -> str:
    if change.subject.kind is DecisionKind.OPENING:
        return ""
    return f"{change.quantity:,.4g} {change.unit}"


def costs_table(replan: Replan) -> TextTable:
    """Return what the two stages and the published decisions cost."""
    costs = replan.stages.costs
    kept, unchanged = costs.kept_usd, costs.price_of_not_changing_usd
    rows = [
        ("the cheapest plan", money(costs.best_usd), "", percent(replan.share_without.by_count)),
        (
            "the plan: the nearest within the slack",
            money(costs.plan_usd),
            f"{money(costs.price_of_stability_usd)}, the price of stability",
            percent(replan.share.by_count),
        ),
        (
            "the published decisions, kept",
            "cannot be kept" if kept is None else money(kept),
            "" if unchanged is None else f"{money(unchanged)}, the price of not changing",
            "",
        ),
    ]
    return TextTable(("plan", "cost", "above the cheapest", "decisions changed"), rows, 3)


def guards_table(replan: Replan) -> TextTable:
    """Return the verdicts of the guards."""
    rows = [(v.guard, "holds" if v.holds else "does not hold", v.found) for v in replan.verdicts]
    return TextTable(("guard", "verdict", "found"), rows, 3)


def facts_table(replan: Replan) -> TextTable:
    """Return the new facts, and how many changes each caused."""
    caused = {told.key: 0 for told in replan.moved.told}
    for one in replan.changes:
        for told in one.facts:
            caused[told.key] += 1
    rows = [
        (told.fact.seen.isoformat(), told.text, told.where, str(caused[told.key]))
        for told in replan.moved.told
    ]
    return TextTable(("seen", "fact", "where", "changes"), rows, 3)


def ordered_table(replan: Replan) -> TextTable:
    """Return what was ordered since the published plan: what is still due, and what cancelling would cost."""
    day = replan.moved.book.as_of
    today = replan.moved.subject.inputs.today if day is None else quarter_of(day)
    share = replan.cancellation_share
    rows = [
        (
            lot.name,
            "" if lot.placed is None else quarter_label(lot.placed),
            money(lot.due_usd(today)),
            money(share * lot.due_usd(today)),
        )
        for lot in replan.moved.ordered
    ]
    return TextTable(("ordered", "by", "still due", "cancellation fee"), rows, 2)
