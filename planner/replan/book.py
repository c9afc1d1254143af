"""The book of a case: what was ordered and what has happened since its file was written.

A published plan carries it. The next night reads it, adds what is new and moves the case again from its
file: nothing is ever changed twice, and a fact that arrives late counts as if it had been there.
"""

from __future__ import annotations

import datetime
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from planner.plan import Run
from planner.problems import InputError, Problem
from planner.replan.fact import FACT, Thing, Told, quarter_of
from planner.replan.lots import Lot

BOOK = "book.json"
"""Its file in a run folder."""


@dataclass(frozen=True)
class Book:
    """What is known beyond the file of a case.

    Parameters
    ----------
    as_of
        The day it was brought up to date; None where a plan was made of the case alone.
    ordered
        Lots that plans have ordered, as they were planned: facts are laid over them.
    facts
        Everything that was told, in the order in which it became known.
    """

    as_of: datetime.date | None = None
    ordered: tuple[Lot, ...] = ()
    facts: tuple[Told, ...] = field(default=())

    def with_facts(self, facts: Iterable[Told]) -> Book:
        """Return the book with further facts; those it has are not added again."""
        known = {told.key: told for told in self.facts}
        for told in facts:
            known.setdefault(told.key, told)
        # Sorting is stable: what became known on the same day stays in the order it was told.
        return replace(self, facts=tuple(sorted(known.values(), key=lambda told: told.fact.seen)))

    def with_ordered(self, lots: Iterable[Lot]) -> Book:
        """Return the book with further lots."""
        return replace(self, ordered=(*self.ordered, *lots))

    def since(self, today: int) -> Book:
        """Return what a case of a later quarter does not know itself: its own ledger has the rest."""
        return replace(
            self,
            ordered=tuple(lot for lot in self.ordered if lot.placed is None or lot.placed >= today),
            facts=tuple(told for told in self.facts if quarter_of(told.fact.seen) >= today),
        )

    def to_bytes(self) -> bytes:
        """Return it as JSON."""
        content = {
            "as_of": None if self.as_of is None else self.as_of.isoformat(),
            "ordered": [asdict(lot) for lot in self.ordered],
            "facts": [{"where": t.where, "fact": FACT.dump_python(t.fact, mode="json")} for t in self.facts],
        }
        return json.dumps(content, ensure_ascii=False, indent=1).encode()

    @classmethod
    def from_bytes(cls, content: bytes, where: str = BOOK) -> Book:
        """Read what `to_bytes` wrote.

        Raises
        ------
        InputError
            If it is something else, or damaged; ``where`` names the file.
        """
        try:
            said = json.loads(content)
            day = said["as_of"]
            return cls(
                None if day is None else datetime.date.fromisoformat(day),
                tuple(_lot(lot) for lot in said["ordered"]),
                tuple(Told(FACT.validate_json(json.dumps(t["fact"])), t["where"]) for t in said["facts"]),
            )
        except (ValueError, KeyError, TypeError) as error:
            found = str(error).splitlines()[0]
            fix = "publish the plan of a run that is whole"
            raise InputError([Problem(where, found, "the book that a re-plan wrote", fix)]) from error


def book_of(run: Run) -> Book:
    """Return the book of a published plan; an empty one where it was solved for from the case alone.

    Raises
    ------
    InputError
        If it is damaged.
    """
    content = run.extras.get(BOOK)
    return Book() if content is None else Book.from_bytes(content)


def _lot(said: dict[str, Any]) -> Lot:
    payments = tuple((int(quarter), float(usd)) for quarter, usd in said["payments"])
    return Lot(**{**said, "thing": Thing(said["thing"]), "payments": payments})
