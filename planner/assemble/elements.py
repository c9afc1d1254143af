"""The chain of lead times of a site kind, and the cost of one hall."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from buildout.inputs import Basis, Element, SiteKind
from planner.assemble.context import Context, spread_payments
from planner.assemble.rows import Row, items, number, rows, text
from planner.cases.messages import did_you_mean
from planner.problems import Problem
from planner.reference import Reference


def build_elements(context: Context) -> tuple[Element, ...]:
    """Return the construction elements with their order dates and payments."""
    table = {text(row, "element_id"): row for row in rows(context.reference.lead_times)}
    tails = _tails(table)
    return tuple(_element(row, tails[element]) for element, row in table.items())


def chain_quarters(elements: Iterable[Element], kind: SiteKind, *, opening: bool = True) -> int:
    """Return the longest chain of lead times of a site kind, quarters.

    Parameters
    ----------
    elements
        All elements.
    kind
        Campus or edge.
    opening
        Whether the site must be opened first; a site of the ledger is open.
    """
    own = [e for e in elements if e.kind is kind and (opening or e.basis is not Basis.OPENING)]
    return max((e.order_quarters_before for e in own), default=0)


def hall_capex_musd(elements: Iterable[Element], kind: SiteKind, hall_mw: float, pue: float) -> float:
    """Return what one hall costs before the site's multiplier, million USD; the opening not included."""
    units = {Basis.OPENING: 0.0, Basis.HALL: 1.0, Basis.IT_MW: hall_mw, Basis.FACILITY_MW: hall_mw * pue}
    return sum(e.cost_musd * units[e.basis] for e in elements if e.kind is kind)


def check_elements(reference: Reference) -> list[Problem]:
    """Check that every element waits only for elements that exist, of its kind, and never for itself."""
    table = {text(row, "element_id"): row for row in rows(reference.lead_times)}
    found = []
    for element, row in table.items():
        same_kind = [other for other, r in table.items() if r["kind"] == row["kind"]]
        found += [
            Problem(
                where=f"lead_times: {element}.after",
                found=other,
                expected=f"an element of the {row['kind']} chain",
                fix=did_you_mean(other, same_kind),
            )
            for other in items(row, "after")
            if other not in same_kind
        ]
    cycle = [] if found else _cycle(table)
    if cycle:
        fix = "remove one of the links"
        found.append(
            Problem(f"lead_times: {cycle[0]}.after", " -> ".join(cycle), "a chain without a circle", fix)
        )
    kinds = {text(row, "kind") for row in table.values()}
    found += [
        Problem("lead_times", f"no element of kind {kind}", "at least one", "add the chain of this kind")
        for kind in SiteKind
        if kind not in kinds
    ]
    return found


def _element(row: Row, tail: int) -> Element:
    lead = round(number(row, "lead_quarters"))
    return Element(
        element_id=text(row, "element_id"),
        kind=SiteKind(text(row, "kind")),
        basis=Basis(text(row, "basis")),
        cost_musd=number(row, "usd") / 1e6,
        lead_quarters=lead,
        order_quarters_before=lead + tail,
        after=items(row, "after"),
        life_quarters=round(4 * number(row, "life_years")),
        payments=spread_payments(number(row, "deposit_fraction"), lead + tail, lead),
    )


def _tails(table: Mapping[str, Row]) -> dict[str, int]:
    """Return for each element the longest chain of elements that wait for it, quarters."""
    waiting: dict[str, list[str]] = {element: [] for element in table}
    for element, row in table.items():
        for other in items(row, "after"):
            waiting[other].append(element)
    tails: dict[str, int] = {}

    def tail(element: str) -> int:
        if element not in tails:
            chains = (round(number(table[e], "lead_quarters")) + tail(e) for e in waiting[element])
            tails[element] = max(chains, default=0)
        return tails[element]

    for element in table:
        tail(element)
    return tails


def _cycle(table: Mapping[str, Row]) -> Sequence[str]:
    """Return a circle of elements, or nothing: take away what waits for nothing until all is gone."""
    left = {element: set(items(row, "after")) for element, row in table.items()}
    while free := [element for element, after in left.items() if not after & left.keys()]:
        for element in free:
            del left[element]
    if not left:
        return []
    path = [next(iter(left))]
    while True:
        following = next(iter(left[path[-1]] & left.keys()))
        if following in path:
            return [*path[path.index(following) :], following]
        path.append(following)
