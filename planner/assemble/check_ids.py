"""Checks of the names in a case: each must be a row of a table or something the case defines."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from planner.assemble.ledger import base_of
from planner.cases.case import Case
from planner.cases.messages import did_you_mean
from planner.demand.direct import DIRECT
from planner.problems import Problem
from planner.reference import Reference


@dataclass(frozen=True)
class Names:
    """Ids of the tables, and those of the tables and the case together."""

    regions: frozenset[str]
    metros: frozenset[str]
    countries: frozenset[str]
    table_chips: frozenset[str]
    table_options: frozenset[str]
    table_streams: frozenset[str]
    pools: frozenset[str]
    vendors: frozenset[str]
    chips: frozenset[str]
    options: frozenset[str]
    streams: frozenset[str]
    """Streams of this case: chosen from the table, and its own."""
    nodes: frozenset[str]
    sites: frozenset[str]


def build_names(case: Case, reference: Reference) -> Names:
    """Collect every name that a case may use."""
    own_chips, own_options = case.chips.custom, case.power.custom
    chips, options = _ids(reference.chips["chip_id"]), _ids(reference.power["option_id"])
    streams, metros = _ids(reference.streams["stream_id"]), _ids(reference.metros["metro_id"])
    regions = _ids(reference.regions["region_id"])
    chosen = streams if case.streams.include is None else streams & set(case.streams.include)
    vendors = _ids(reference.chips["vendor"]) | {chip.vendor for chip in own_chips}
    return Names(
        regions=regions,
        metros=metros,
        countries=_ids(reference.countries["country"]),
        table_chips=chips,
        table_options=options,
        table_streams=streams,
        pools=_ids(pool for pool in reference.components["pool_id"] if pool),
        vendors=vendors,
        chips=chips | {chip.id for chip in own_chips},
        options=options | {option.id for option in own_options},
        streams=(chosen - set(case.streams.exclude)) | {stream.id for stream in case.streams.custom},
        nodes=metros | {node.id for node in case.nodes.custom} | {"anywhere"},
        sites=regions | metros | {site.id for site in case.sites.custom},
    )


def check_ids(case: Case, names: Names) -> list[Problem]:
    """Return a problem for every name that is unknown or given twice."""
    checks = (_choices, _own_things, _ledger, _rules, _demand)
    unknown = [
        Problem(case.where(key), found, f"a {what}", did_you_mean(found, known))
        for check in checks
        for key, what, found, known in check(case, names)
        if found not in known
    ]
    return unknown + list(_repeated(case, names))


Use = tuple[str, str, str, Collection[str]]
"""(key, what it should be, the name, names that are known)."""


def _uses(key: str, what: str, found: Iterable[str], known: Collection[str]) -> Iterator[Use]:
    for name in found:
        yield key, what, name, known


def _choices(case: Case, names: Names) -> Iterator[Use]:
    for key, choice, known in (
        ("sites.campuses", case.sites.campuses, names.regions),
        ("sites.edges", case.sites.edges, names.metros),
        ("nodes", case.nodes, names.metros),
    ):
        what = "region" if known is names.regions else "metro"
        yield from _uses(f"{key}.ids", what, choice.ids, known)
        yield from _uses(f"{key}.exclude", what, choice.exclude, known)
        yield from _uses(f"{key}.countries", "country", choice.countries, names.countries)
    for key, what, offer, known in (
        ("chips", "chip of chips.csv", case.chips, names.table_chips),
        ("power", "power option of power.csv", case.power, names.table_options),
        ("pools", "pool of components.csv", case.pools, names.pools),
        ("streams", "stream of streams.csv", case.streams, names.table_streams),
    ):
        yield from _uses(f"{key}.include", what, offer.include or (), known)
        yield from _uses(f"{key}.exclude", what, offer.exclude, known)
    for key, named in (
        ("streams.residency", case.streams.residency),
        ("streams.sessions", case.streams.sessions),
        ("streams.shortage_factors", case.streams.shortage_factors),
    ):
        yield from _uses(key, "stream of the case", named, names.streams)


def _own_things(case: Case, names: Names) -> Iterator[Use]:
    for site in case.sites.custom:
        yield from _uses(f"sites.custom.{site.id}.country", "country", [site.country], names.countries)
        if site.region is not None:
            yield from _uses(f"sites.custom.{site.id}.region", "region", [site.region], names.regions)
    for node in case.nodes.custom:
        yield from _uses(f"nodes.custom.{node.id}.country", "country", [node.country], names.countries)
    for option in case.power.custom:
        yield from _uses(f"power.custom.{option.id}.sites", "site", option.sites or (), names.sites)
    for stream in case.streams.custom:
        yield from _uses(f"streams.custom.{stream.id}.chips", "chip", stream.chips or (), names.chips)


def _ledger(case: Case, names: Names) -> Iterator[Use]:
    for entry in case.ledger.sites:
        yield from _uses("ledger.sites", "region, metro or custom site", [entry.site], names.sites)
        key = f"ledger.sites.{entry.site}"
        options = [base_of(lot.option) for lot in entry.power]
        yield from _uses(f"{key}.power", "power option", options, names.options)
        yield from _uses(f"{key}.chips", "chip", [lot.chip for lot in entry.chips], names.chips)


def _rules(case: Case, names: Names) -> Iterator[Use]:
    rules = case.policies
    yield from _uses("locks", "site", [lock.site for lock in case.locks], names.sites)
    vendors = [rule.vendor for rule in rules.vendor_shares]
    yield from _uses("policies.vendor_shares", "vendor", vendors, names.vendors)
    mixed = [mix.vendor for mix in case.vendor_mixes if mix.vendor is not None]
    yield from _uses("vendor_mixes", "vendor", mixed, names.vendors)
    for take in rules.minimum_takes:
        yield from _uses(f"policies.minimum_takes.{take.id}", "chip", take.chips, names.chips)
    for tier in rules.volume_tiers:
        yield from _uses(f"policies.volume_tiers.{tier.id}", "chip", [tier.chip], names.chips)
    for survival in rules.survival:
        yield from _uses("policies.survival", "stream of the case", survival.streams, names.streams)
    yield from _uses("policies.no_shortage", "stream of the case", rules.no_shortage, names.streams)


def _demand(case: Case, names: Names) -> Iterator[Use]:
    for driver in case.demand.gw_drivers:
        key = f"demand.{driver.name}.streams"
        yield from _uses(key, "stream of the case", driver.named_streams or (), names.streams)
    if case.ambition is not None:
        paths = [path.name for path in case.demand.facility_gw]
        yield from _uses("ambition.follows", "path of demand.facility_gw", [case.ambition.follows], paths)


def _repeated(case: Case, names: Names) -> Iterator[Problem]:
    """Yield a problem for every name that is given to two things."""
    rules = case.policies
    own_sites = [site.id for site in case.sites.custom]
    groups: dict[str, list[str]] = {
        "sites.custom": _with_table(own_sites, names.regions | names.metros),
        "nodes.custom": _with_table([node.id for node in case.nodes.custom], names.metros | {"anywhere"}),
        "chips.custom": _with_table([chip.id for chip in case.chips.custom], names.table_chips),
        "power.custom": _with_table([option.id for option in case.power.custom], names.table_options),
        "streams.custom": _with_table([stream.id for stream in case.streams.custom], names.table_streams),
        "ledger.sites": [entry.site for entry in case.ledger.sites],
        "locks": [lock.site for lock in case.locks],
        "demand": _with_table(list(case.demand.driver_names), {DIRECT}),
        "demand.multipliers": [multiplier.name for multiplier in case.demand.multipliers],
        "policies.budgets": [budget.id for budget in rules.budgets],
        "policies.minimum_takes": [take.id for take in rules.minimum_takes],
        "policies.volume_tiers": [tier.id for tier in rules.volume_tiers],
    }
    for key, ids in groups.items():
        for name, times in Counter(ids).items():
            if times > 1:
                fix = "rename one of them, or join the two"
                yield Problem(case.where(key), f"{name}, {times} times", "every name once", fix)


def _with_table(own: list[str], table: Collection[str]) -> list[str]:
    """Count a name twice that the table has too."""
    return own + [name for name in dict.fromkeys(own) if name in table]


def _ids(column: Iterable[object]) -> frozenset[str]:
    return frozenset(str(value) for value in column)
