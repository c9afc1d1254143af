"""The sheet Ledger: what stands or comes at each site, and the payments still due."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from planner.excel.case.entries import Entry, lookup
from planner.excel.case.fields import Field, Kind, Schema
from planner.excel.case.layout import ListSheet, Part, Shown, item_fields, part_values
from planner.excel.case.rows import Row
from planner.problems import Problem

_SITE = Field("site", Kind.NAME, "Site: region, metro or own site", is_required=True)
_AT_SITES = ("halls", "power", "chips")
_PAYMENT = "payments"


class LedgerSheet(ListSheet):
    """Things of the ledger are listed by site in the case, and row by row on the sheet."""

    def rows(self, data: Mapping[str, Any]) -> Iterator[Shown]:
        """Yield the rows for a case, site by site."""
        for site in lookup(data, ("ledger", "sites")) or ():
            for part in self.parts:
                for item in site.get(part.name, ()) if part.name != _PAYMENT else ():
                    yield {"what it is": part.name} | item | {"site": site["site"]}
        for payment in lookup(data, ("ledger", _PAYMENT)) or ():
            yield {"what it is": _PAYMENT} | payment

    def entries(self, rows: Iterable[Row], problems: list[Problem]) -> Iterator[Entry]:
        """Yield what the rows say; sites are in the order in which they come first."""
        sites: dict[str, int] = {}
        counts: dict[tuple[str, str], int] = {}
        for row in rows:
            part = self.part_of(row, problems)
            if part is None:
                continue
            values = part_values(part, row, self.columns, problems)
            site = str(values.get("site") or "")
            place: tuple[str | int, ...] = ("ledger", _PAYMENT)
            alias = place
            if part.name != _PAYMENT:
                number = sites.setdefault(site, len(sites))
                alias = ("ledger", "sites", site, part.name)
                place = ("ledger", "sites", number, part.name)
                yield Entry((*place[:3], "site"), site or None, row.at("site"))
            count = counts.get((site, part.name), 0)
            counts[site, part.name] = count + 1
            yield Entry((*place, count), {}, row.at(self.fields[0].key))
            for field in part.fields:
                if field is not _SITE:
                    aliases = ((*alias, count, field.key),)
                    yield Entry((*place, count, field.key), values[field.key], row.at(field.key), aliases)


def ledger_sheet(schema: Schema) -> LedgerSheet:
    """Return the sheet of the ledger."""
    at_sites = tuple(
        Part(name, ("ledger", "sites", name), (_SITE, *item_fields(schema, f"ledger.sites.{name}")))
        for name in _AT_SITES
    )
    payments = Part(_PAYMENT, ("ledger", _PAYMENT), item_fields(schema, f"ledger.{_PAYMENT}"))
    about = "What exists, is being built or is promised on the day of the case"
    return LedgerSheet("Ledger", about, (*at_sites, payments), tag_name="what it is")
