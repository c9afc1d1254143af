"""Pools: what is scarce for all buyers together, by calendar year, and our share of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from buildout.inputs import Chip, Pool, Site, SitePower, Window
from planner.assemble.context import Context
from planner.assemble.ledger import base_of
from planner.assemble.rows import Row, flag, has, items, number, rows, text

US = "US"


def build_pools(
    context: Context, sites: Sequence[Site], power: Sequence[SitePower], chips: Sequence[Chip]
) -> tuple[Pool, ...]:
    """Return the pools that something in the case can draw from."""
    pools = [*_component_pools(context, sites, power, chips), *_power_pools(context, sites, power)]
    return tuple(pool for pool in pools if pool.hall_draw or pool.power_draw or pool.chip_draw)


def _windows(context: Context, yearly: Mapping[int, float]) -> tuple[Window, ...]:
    """Return a window for each calendar year; a year that the horizon has in part counts in part."""
    windows = []
    for year, amount in yearly.items():
        labels = [period.label for period in context.periods if period.year == year]
        part = context.quarters_in(year) / 4
        windows.append(Window(first=labels[0], last=labels[-1], amount=amount * part))
    return tuple(windows)


def _component_pools(
    context: Context, sites: Sequence[Site], power: Sequence[SitePower], chips: Sequence[Chip]
) -> Iterable[Pool]:
    groups: dict[str, list[Row]] = {}
    choice = context.case.pools
    for row in rows(context.reference.components):
        chosen = choice.include is None or text(row, "pool_id") in choice.include
        if flag(row, "is_pool") and chosen and text(row, "pool_id") not in choice.exclude:
            groups.setdefault(text(row, "pool_id"), []).append(row)
    base = context.scalars["pool_base_year"]
    for pool_id, members in groups.items():
        yearly = {year: _supply_mw(context, members, year - base) for year in context.years}
        yield Pool(
            pool_id=pool_id,
            name=" and ".join(text(row, "component") for row in members),
            unit="MW",
            limits=_windows(context, yearly),
            hall_draw=_hall_draw(members[0], sites),
            power_draw=_power_draw(context, members[0], sites, power),
            chip_draw=_chip_draw(members[0], chips),
        )


def _supply_mw(context: Context, members: list[Row], years: float) -> float:
    """Return our MW of a year; kinds of a thing that replace each other add up."""
    total = sum(
        number(row, "pool_mw_per_year") * float((1.0 + number(row, "supply_growth_per_year")) ** years)
        for row in members
    )
    return context.shares.pools * total


def _counts(row: Row, site: Site) -> bool:
    in_scope = text(row, "supply_scope") != US or site.country == US
    return in_scope and text(row, "sites") in {"both", site.kind.value}


def _hall_draw(row: Row, sites: Sequence[Site]) -> tuple[tuple[str, float], ...]:
    if text(row, "draws_on") != "halls":
        return ()
    return tuple((site.site_id, site.hall_mw * site.pue) for site in sites if _counts(row, site))


def _power_draw(
    context: Context, row: Row, sites: Sequence[Site], power: Sequence[SitePower]
) -> tuple[tuple[str, str, float], ...]:
    """Return installed MW per firm MW of the options that need the component."""
    if text(row, "draws_on") != "power":
        return ()
    counted, options = {site.site_id for site in sites if _counts(row, site)}, items(row, "power_options")
    return tuple(
        (option.site_id, option.option_id, number(context.options[option.option_id], "overbuild_factor"))
        for option in power
        if option.option_id in options and option.site_id in counted and any(option.limit_mw)
    )


def _chip_draw(row: Row, chips: Sequence[Chip]) -> tuple[tuple[str, float], ...]:
    if text(row, "draws_on") != "chips":
        return ()
    return tuple((chip.chip_id, 1.0) for chip in chips if any(chip.supply_mw))


def _power_pools(context: Context, sites: Sequence[Site], power: Sequence[SitePower]) -> Iterable[Pool]:
    """Yield the yearly limits on power options, of the US and, where a site lies elsewhere, of the world."""
    in_us = {site.site_id for site in sites if site.country == US}
    for option_id, row in context.options.items():
        some = [o for o in power if base_of(o.option_id) == option_id and any(o.limit_mw)]
        domestic = [o for o in some if o.site_id in in_us]
        if has(row, "max_new_mw_per_year_us"):
            yield _power_pool(context, row, "us", domestic)
        # The world's limit says nothing where all sites are American: the US one is tighter.
        if has(row, "max_new_mw_per_year_world") and len(domestic) < len(some):
            yield _power_pool(context, row, "world", some)


def _power_pool(context: Context, row: Row, scope: str, options: Sequence[SitePower]) -> Pool:
    mw, rate = number(row, f"max_new_mw_per_year_{scope}"), number(row, "max_new_growth_per_year", 0.0)
    base, share = context.scalars["power_cap_base_year"], context.shares.power
    yearly = {year: share * mw * (1.0 + rate) ** (year - base) for year in context.years}
    return Pool(
        pool_id=f"{text(row, 'option_id')}_{scope}",
        name=f"{text(row, 'option')}, new in a year ({scope})",
        unit="MW",
        limits=_windows(context, yearly),
        hall_draw=(),
        power_draw=tuple((option.site_id, option.option_id, 1.0) for option in options),
        chip_draw=(),
    )
