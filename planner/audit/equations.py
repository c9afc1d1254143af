"""The promises an audit checks, under the names of ``docs/model.md``."""

from __future__ import annotations

from enum import Enum


class Equation(Enum):
    """One promise: its code and, in a few words, what it says.

    Codes are those of ``docs/model.md``, with a letter where an equation has parts. The last group
    has no equation there: it holds what the tables of a plan promise about each other.
    """

    S1 = ("S1", "new halls stand at open sites, within the site's room")
    S2 = ("S2", "halls come no faster than the build rate")
    S3 = ("S3", "nothing stands before its lead times, and locks are kept")
    S4 = ("S4", "halls never leave")
    S5 = ("S5", "a site that opens reaches its minimum size")
    P1 = ("P1", "firm power covers the fleet")
    P2 = ("P2", "new power keeps to its dates, its site's limit and its area's headroom")
    P3A = ("P3a", "energy equals what the fleet uses")
    P3B = ("P3b", "an option gives no more energy than its output")
    P3C = ("P3c", "what comes through the grid fits the connection")
    P4 = ("P4", "power stays; bridge units are bought, moved or dropped, and moved only once free")
    P5 = ("P5", "new power stands at open sites")
    F1A = ("F1a", "the fleet is what was there, plus what came, less what left")
    F1B = ("F1b", "chips leave by the end of their life")
    F2 = ("F2", "the fleet fits the halls")
    F3 = ("F3", "chips are bought in whole racks")
    V = ("V", "the value left is that of the newest chips, and of the halls and power bought")
    D1 = ("D1", "work runs on chips that stand")
    D2 = ("D2", "what is served is worked for")
    D3 = ("D3", "demand is served from within reach, or counted as short")
    D4 = ("D4", "streams that may not fall short do not")
    D5 = ("D5", "a stream that needs blocks is served in blocks")
    C1 = ("C1", "no more of a chip is bought than is on sale")
    C2 = ("C2", "draws on a pool stay within it")
    C3 = ("C3", "a vendor's share stays between its bounds")
    C4A = ("C4a", "the minimum take is bought")
    C4B = ("C4b", "rebates are earned on the MW in the tier")
    M1 = ("M1", "capital payments stay within the budget")
    M2 = ("M2", "the cost is the present value of the plan")
    R1 = ("R1", "the rest serves on after a loss")
    E1 = ("E1", "carbon and water stay within the year's limit")

    SCHEMA = ("tables", "every table has its columns, with values of the right kind")
    KEYS = ("table keys", "no key stands twice")
    IDS = ("table ids", "every id, period and quarter is one of the case's")
    NUMBERS = ("table numbers", "numbers are usable, not negative, and whole where they must be")
    SITES_TABLE = ("table sites", "the site list agrees with the case, the halls and the ledger")
    HALLS_TABLE = ("table halls", "halls are the ledger's plus the new ones, in MW too")
    POWER_TABLE = ("table power", "MW follow from units, and additions from their rise")
    ENERGY_TABLE = ("table energy", "energy costs its price")
    FLEET_TABLE = ("table fleet", "ledger chips and racks agree with the case")
    RUNS_TABLE = ("table runs", "chips at work are counted for the purpose of their workload")
    SERVICE_TABLE = ("table service", "demand, service, shortage, its price and its purpose agree")
    TIERS_TABLE = ("table tiers", "a rebate is its discount on its MW")
    ORDERS_TABLE = ("table orders", "orders add up to what is built, at its price and in time")
    CASH_TABLE = ("table cash", "cash is what the plan pays, quarter by quarter")
    EMISSIONS_TABLE = ("table emissions", "emissions follow from energy and fleet")

    def __init__(self, code: str, promise: str) -> None:
        self.code = code
        self.promise = promise

    def __str__(self) -> str:
        """Return the code."""
        return self.code
