"""Examples of the equations of `buildout.service`."""

from __future__ import annotations

from dataclasses import replace

from buildout.inputs import SiteKind, Workload
from tests.equations.example import Example
from tests.small import campus, chip, edge, grid, serving, small, stream, zone

_CHAT = replace(stream("chat"), usable_fraction=((SiteKind.CAMPUS, 0.8), (SiteKind.EDGE, 0.5)))
_TRAINING = replace(stream("training", workload_id="train"), min_block_ref_mw=6.0, may_fall_short=False)

# Campus a runs both workloads on chips g and h, the edge site e only chat, and only on h.
_CASE = serving(
    replace(
        small(),
        sites=(replace(campus(), chip_ids=("g", "h")), replace(edge(), chip_ids=("h",))),
        chips=(chip("g"), chip("h")),
        streams=(_CHAT, _TRAINING),
        workloads=(
            Workload("infer", ("chat",), (("g", 1.0), ("h", 3.0))),
            Workload("train", ("training",), (("h", 2.0),)),
        ),
    ),
    zone("near", ("a", "e"), 7.0),
    zone("far", ("a",), 9.0),
    zone("one", ("a",), 4.0, stream_id="training"),
    zone("two", ("a",), 1.0, stream_id="training"),
)

# Campuses a and b and the edge site e all reach east and west for nothing: one group, named a. Only a and e
# reach near, so it keeps its arcs.
ALIKE = serving(
    replace(
        small(),
        sites=(campus("a"), campus("b"), edge("e")),
        power=(grid("a"), grid("b"), grid("e")),
        streams=(_CHAT,),
    ),
    zone("near", ("a", "e"), 7.0),
    zone("east", ("a", "b", "e"), 9.0),
    zone("west", ("a", "b", "e"), 4.0),
)

EXAMPLES = {
    # a: g runs chat only, h chat + training <= fleet; at e, with one workload, the whole fleet runs.
    "D1": Example(_CASE, rows=("service.work_within_fleet",)),
    # a: 1.25 (near + far) <= 1 g + 3 h on chat, one + two <= 2 h on training; e: 2 near <= 3 h.
    "D2": Example(_CASE, rows=("service.capacity",)),
    # a: 1.25 near + 1.25 sent <= 1 g; b: 1.25 sent <= 1 g; e: 2 near + 2 sent <= 1 g.
    "D2-shared": Example(ALIKE, rows=("service.capacity",)),
    # near from a and e, far from a only: with short = 7 and 9; training 4 and 1.
    "D3": Example(_CASE, rows=("service.demand",)),
    # near from a and e as before; one flow of a's group to east with short = 9, one to west = 4.
    "D3-shared": Example(ALIKE, rows=("service.demand",)),
    # short of chat up to its demand of 7 and 9, of training 0.
    "D4": Example(_CASE, shows=("service.short",)),
    # one + two at least the block, at most the demand: both 5, since a block of 6 is more than there is.
    # With 4 and 3 in all 7: at least 6, at most 7.
    "D5": Example(_CASE, rows=("service.block_at_least", "service.block_or_nothing")),
    "D5-large": Example(
        serving(
            _CASE,
            zone("one", ("a",), 4.0, stream_id="training"),
            zone("two", ("a",), 3.0, stream_id="training"),
        ),
        rows=("service.block_at_least", "service.block_or_nothing"),
    ),
    # What a, b and e send, up to 13 each, is what flows to east, up to 9, and to west, up to 4.
    "G1": Example(ALIKE, rows=("service.all_sent_flows",)),
}
