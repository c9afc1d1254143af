"""What a front says: a table with the price of each step, a picture, and a page in words."""

from __future__ import annotations

import altair as alt
import pandas as pd

from planner.draw import COLOURS, GREY, amount, styled
from planner.explore.aims import Against, Aim, aim_of
from planner.explore.frontier import LEVEL
from planner.explore.store import Store
from planner.plan.markdown import money, percent, table
from planner.subject import Subject

SAME = 1e-9
"""Relative difference that is none."""
WIDTH, HEIGHT = 560, 340
ROOM = 50
"""Points between the outermost plans and the frame, for what is written beside them."""


def front_table(aim: Aim, subject: Subject, store: Store) -> pd.DataFrame:
    """Return a row for each plan, from the cheapest on to the least of the aim.

    A plan is on the front if none of the others costs no more and has no more of the aim, one of the
    two being less. A step leads from the plan before on the front.

    Returns
    -------
    pandas.DataFrame
        ``plan``, ``value`` and ``level`` in the unit of the aim, ``cost_usd``, ``more_than_cheapest``,
        ``on_front``, ``step_usd`` and ``usd_per_unit`` less, ``gap`` from the best plan of the
        case, ``seconds``, ``audit``.
    """
    rows = []
    for member in store.family.members:
        plan = store.run_of(member).plan
        value = aim.measure(subject.inputs, plan.tables)
        rows.append(
            {
                "plan": member.member_id,
                "value": value,
                "level": member.figures.get(LEVEL, value),
                "cost_usd": plan.cost_usd,
                "gap": plan.gap,
                "seconds": member.seconds,
                "audit": member.audit,
            }
        )
    frame = pd.DataFrame(rows).sort_values(["cost_usd", "value"], kind="stable", ignore_index=True)
    return with_steps(frame)


def with_steps(frame: pd.DataFrame) -> pd.DataFrame:
    """Add which plans are on the front, and the price of each step; rows are in order of cost."""
    best, cost = float("inf"), float("nan")
    on_front, step_usd, per_unit = [], [], []
    for row in frame.to_dict("records"):
        value, usd = row["value"], row["cost_usd"]
        is_better = value < best - SAME * max(1.0, abs(value))
        on_front.append(is_better)
        step_usd.append(usd - cost if is_better else float("nan"))
        per_unit.append((usd - cost) / (best - value) if is_better else float("nan"))
        if is_better:
            best, cost = value, usd
    cheapest = float(frame["cost_usd"].iloc[0])
    return frame.assign(
        more_than_cheapest=frame["cost_usd"] / cheapest - 1,
        on_front=on_front,
        step_usd=step_usd,
        usd_per_unit=per_unit,
    )


def write_front(subject: Subject, store: Store) -> str:
    """Write table, picture and page of the members so far, and return the page.

    Raises
    ------
    InputError
        If a member cannot be read, or the disk is full or refuses.
    """
    cheapest = store.run_of(store.family.members[0]).plan.tables
    gw = store.family.settings["gw"]
    against = Against(str(store.family.settings["against"]))
    aim = aim_of(against, subject.inputs, cheapest, None if gw is None else float(gw))
    frame = front_table(aim, subject, store)
    store.write_table("front", frame)
    store.write_picture("front", draw_front(aim, frame))
    page = _page(aim, subject, frame)
    store.write_summary(page)
    return page


def draw_front(aim: Aim, frame: pd.DataFrame) -> alt.LayerChart:
    """Return the picture: the front as steps of a line, plans beside it in grey, the price of each step."""
    shown = frame.assign(
        billion=frame["cost_usd"] / 1e9, price=[_price(aim, usd) for usd in frame["usd_per_unit"]]
    )
    x = alt.X("value:Q", title=amount(aim.title, aim.unit)).scale(zero=False, padding=ROOM)
    y = alt.Y("billion:Q", title=amount("cost, present value", "billion USD")).scale(
        zero=False, padding=ROOM / 2
    )
    front, others = shown[shown["on_front"]], shown[~shown["on_front"]]
    line = (
        alt.Chart(front).mark_line(color=COLOURS[0], point={"size": 70, "color": COLOURS[0]}).encode(x=x, y=y)
    )
    rest = alt.Chart(others).mark_point(color=GREY, size=50).encode(x=x, y=y)
    text = alt.Chart(front).mark_text(align="left", dx=8, dy=-9, fontSize=11).encode(x=x, y=y, text="price:N")
    title = f"Cost against {aim.title}; beside each plan, the price of the step to it"
    chart = alt.LayerChart(layer=[line, rest, text], width=WIDTH, height=HEIGHT, title=title)
    return styled(chart)


def _price(aim: Aim, usd: float) -> str:
    return "" if pd.isna(usd) else f"{money(usd)} per {UNIT_OF.get(aim.unit, aim.unit)}"


UNIT_OF = {
    "quarters": "quarter",
    "%": "point of %",
    "million t CO2": "million t",
    "billion USD": "billion USD",
}
"""One of each unit, in words."""


def _page(aim: Aim, subject: Subject, frame: pd.DataFrame) -> str:
    front = frame[frame["on_front"]]
    rows = [
        [
            str(row["plan"]),
            f"{row['value']:,.4g}",
            money(row["cost_usd"]),
            percent(row["more_than_cheapest"], 2),
            _price(aim, row["usd_per_unit"]),
        ]
        for row in front.to_dict("records")
    ]
    columns = ["plan", f"{aim.title}, {aim.unit}", "cost", "more than cheapest", "price of the step"]
    lines = [
        f"# {subject.inputs.title}: cost against {aim.title}",
        "",
        f"{len(front)} plans, all audited; each is the cheapest that was found with so much of the aim.",
        "",
        table(columns, rows),
        "",
    ]
    worse = frame[~frame["on_front"]]
    if len(worse):
        plans = ", ".join(worse["plan"])
        lines += [f"Not on the front, as another plan is no worse in both: {plans}.", ""]
    return "\n".join(lines)
