"""Orders: what, by when, at what price, paid when."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from planner.plan import Plan, Tables


@pytest.fixture(scope="module")
def orders(tables: Tables) -> pd.DataFrame:
    return tables["orders"].set_index("order_id")


def test_one_order_per_purchase(orders: pd.DataFrame) -> None:
    """South opens and adds a hall twice, of two elements each; four of power, three of chips."""
    assert orders.index.is_unique
    assert orders["item"].value_counts().to_dict() == {
        "element": 4,
        "power": 3,
        "chip": 3,
        "opening": 1,
        "move": 1,
    }


@pytest.mark.parametrize(
    ("order_id", "expected"),
    [
        # 100 million x 1.02, ordered three quarters before, paid one quarter before.
        (
            "opening/south/permit/2027Q2",
            {"quantity": 1.0, "unit": "opening", "price_usd": 102e6, "order_by_quarter": "2026Q3"}
            | {"payments": "2027Q1:102000000"},
        ),
        # One hall of 100 MW x PUE 1.2 at 2 million x multiplier 1.5, half of it two quarters before.
        (
            "element/south/shell/2027Q2",
            {"quantity": 120.0, "unit": "facility MW", "price_usd": 367.2e6}
            | {"order_by_quarter": "2026Q2", "payments": "2026Q4:183600000;2027Q2:183600000"},
        ),
        # 100 IT MW at 1 million x 1.5 x 1.02 squared: online in the first quarter of the half year.
        (
            "element/south/network/2027Q3",
            {"quantity": 100.0, "unit": "IT MW", "price_usd": 156.06e6, "order_by_quarter": "2027Q2"},
        ),
        # 3 units of 40 MW at 2 million x 1.02.
        (
            "power/south/gas/2027Q2",
            {"quantity": 120.0, "unit": "MW", "price_usd": 244.8e6, "order_by_quarter": "2026Q4"},
        ),
        # A quarter of what 40 MW cost new, in the quarter they are online.
        (
            "move/south/gas/2027Q3",
            {"quantity": 40.0, "price_usd": 20.808e6, "order_by_quarter": "2027Q3"}
            | {"payments": "2027Q3:20808000"},
        ),
        # 60 MW at 30 million, without inflation; 0.1 MW per rack, 500 chips per MW.
        (
            "chip/south/gb/2027Q2",
            {"quantity": 60.0, "price_usd": 1.8e9, "racks": 600.0, "chips": 30_000, "vendor": "Nova"}
            | {"order_by_quarter": "2026Q4", "payments": "2026Q4:540000000;2027Q2:1260000000"},
        ),
    ],
)
def test_order(orders: pd.DataFrame, order_id: str, expected: dict[str, Any]) -> None:
    found = orders.loc[order_id]
    for name, value in expected.items():
        assert found[name] == (pytest.approx(value) if isinstance(value, float) else value), name


def test_first_to_order_come_first(orders: pd.DataFrame) -> None:
    assert orders["order_by_quarter"].is_monotonic_increasing


def test_payments_add_up_to_the_price(orders: pd.DataFrame) -> None:
    for order in orders.itertuples():
        paid = sum(float(part.split(":")[1]) for part in order.payments.split(";"))
        assert paid == pytest.approx(order.price_usd)


def test_ledger_alone_orders_nothing(empty_plan: Plan) -> None:
    assert empty_plan.tables["orders"].empty
