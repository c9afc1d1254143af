"""What things are called: by the case after, and where only the case before has them, by that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from planner.compare.side import Side


@dataclass(frozen=True)
class Names:
    """Names by id; what has none is called by its id."""

    sites: Mapping[str, str]
    chips: Mapping[str, str]
    streams: Mapping[str, str]

    def site(self, site_id: str) -> str:
        """Return the name of a site."""
        return self.sites.get(site_id, site_id)

    def chip(self, chip_id: str) -> str:
        """Return the name of a chip."""
        return self.chips.get(chip_id, chip_id)

    def any(self, subject_id: str) -> str:
        """Return the name of a site, a chip or a stream."""
        return self.site(self.chips.get(subject_id, self.streams.get(subject_id, subject_id)))


def names_of(before: Side, after: Side) -> Names:
    """Return the names of two cases."""
    cases = (before.inputs, after.inputs)
    return Names(
        sites={site.site_id: site.name for case in cases for site in case.sites},
        chips={chip.chip_id: chip.name for case in cases for chip in case.chips},
        streams={stream.stream_id: stream.name for case in cases for stream in case.streams},
    )
