"""The calendar of orders, read back by a parser."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from icalendar import Calendar, Event

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from planner.plan import Plan
from planner.plan.order_calendar import order_calendar
from tests.excel.conftest import NASTY, named
from tests.plan.conftest import plan_of


def events_of(content: bytes) -> dict[str, Event]:
    """Return the events by title."""
    return {str(event["summary"]): event for event in Calendar.from_ical(content).walk("VEVENT")}


@pytest.fixture(scope="module")
def content(inputs: Inputs, plan: Plan) -> bytes:
    return order_calendar(inputs, plan.tables)


def test_an_event_by_hand(content: bytes) -> None:
    """60 MW of gb at 30 million USD, ordered two quarters before 2027Q2: due at the end of 2026."""
    title = "LATE, due before 2027Q1: Order GB from Nova: 60 IT MW (600 racks) for 1 site, 1.80 billion USD"
    event = events_of(content)[title]
    assert event["dtstart"].dt == date(2026, 12, 31)
    assert event["dtend"].dt == date(2027, 1, 1)
    assert event["dtstamp"].dt == datetime(2027, 1, 1, tzinfo=UTC)
    assert str(event["description"]) == (
        "Süd-Straße | 南: 60 IT MW (600 racks, 30,000 chips), online 2027Q2, 1.80 billion USD; "
        "paid 2026Q4 540.00 million USD, 2027Q2 1.26 billion USD"
    )


def test_every_order_is_in_one_event(content: bytes, plan: Plan) -> None:
    orders = plan.tables["orders"]
    events = list(events_of(content).values())
    lines = [line for event in events for line in str(event["description"]).splitlines()]
    assert len(lines) == len(orders)
    assert len(events) == orders.groupby(["item", "what", "order_by_quarter"]).ngroups
    assert len({str(event["uid"]) for event in events}) == len(events)


def test_sites_share_the_event_of_a_deadline(inputs: Inputs, decisions: Decisions) -> None:
    """North buys what south buys, at the same time: one event with a line for each."""
    more = replace(decisions, buy_mw={**decisions.buy_mw, ("north", "gb", "2027Q2"): 10.0})
    events = events_of(order_calendar(inputs, plan_of(inputs, more).tables))
    event = next(event for title, event in events.items() if "70 IT MW (700 racks) for 2 sites" in title)
    assert [line.split(":")[0] for line in str(event["description"]).splitlines()] == [
        "North",
        "Süd-Straße | 南",
    ]


def test_a_changed_price_keeps_the_ids(inputs: Inputs, decisions: Decisions, content: bytes) -> None:
    """So that a calendar puts the new events in the place of the old ones."""
    dearer = replace(inputs, chips=tuple(replace(one, capex_musd_per_mw=99.0) for one in inputs.chips))
    changed = events_of(order_calendar(dearer, plan_of(dearer, decisions).tables))
    before = events_of(content)
    assert changed.keys() != before.keys()
    assert {str(e["uid"]) for e in changed.values()} == {str(e["uid"]) for e in before.values()}


def test_another_case_has_other_ids(inputs: Inputs, decisions: Decisions, content: bytes) -> None:
    other = replace(inputs, case_id="other")
    changed = events_of(order_calendar(other, plan_of(other, decisions).tables))
    assert not {str(e["uid"]) for e in changed.values()} & {
        str(e["uid"]) for e in events_of(content).values()
    }


def test_the_same_plan_gives_the_same_bytes(inputs: Inputs, plan: Plan, content: bytes) -> None:
    assert order_calendar(inputs, plan.tables) == content


@pytest.mark.parametrize("name", [*NASTY, "a; b, c\\n \\ d", "two\nlines\r\nBEGIN:VEVENT", "南" * 200])
def test_names_are_text(inputs: Inputs, decisions: Decisions, name: str) -> None:
    case = named(inputs, name)
    content = order_calendar(case, plan_of(case, decisions).tables)
    events = events_of(content)
    on_one_line = " ".join(name.replace("\x07", " ").split())
    assert any(f"Order {on_one_line} from {on_one_line}: 60 IT MW" in title for title in events)
    assert len(events) == content.count(b"\r\nBEGIN:VEVENT\r\n")
    lines = content.split(b"\r\n")
    assert all(len(line) <= 75 for line in lines)  # octets, as the standard says
    for line in lines:
        line.decode()  # no character is cut in two
    assert b"\n" not in content.replace(b"\r\n", b"")


def test_an_empty_plan_has_a_calendar_without_events(inputs: Inputs, empty_plan: Plan) -> None:
    calendar = Calendar.from_ical(order_calendar(inputs, empty_plan.tables))
    assert calendar["x-wr-calname"] == "Orders: Small"
    assert not calendar.walk("VEVENT")
