"""Mixes in words."""

from __future__ import annotations

import hashlib
import re

from planner.cases.mixes import MixKind, VendorMix
from planner.plan.markdown import counted, percent


def mix_label(mix: VendorMix) -> str:
    """Return a mix as a reader calls it."""
    match mix.kind:
        case MixKind.FREE:
            return "free mix"
        case MixKind.ONLY:
            return f"{mix.vendor} only"
        case MixKind.AT_MOST:
            return f"at most {percent(mix.share or 0.0, 0)} {mix.vendor}"
        case MixKind.WITHOUT:
            return f"without {mix.vendor}"
        case MixKind.PRICE:
            change = mix.change or 0.0
            return f"{mix.vendor} {percent(abs(change), 0)} {'dearer' if change >= 0 else 'cheaper'}"
        case MixKind.LATE:
            return f"{mix.vendor} {counted(mix.quarters or 0, 'quarter')} late"


def mix_id(mix: VendorMix) -> str:
    """Return the name of a mix's run folder."""
    return file_name(mix.text)


def slip_id(mix: VendorMix, vendor: str, quarters: int) -> str:
    """Return the name of the run folder of what becomes of a mix when a vendor slips."""
    return file_name(f"{mix.text} slip {vendor} {quarters}")


def file_name(text: str) -> str:
    """Return a name for a file that no two texts share: readable, and a few digits of a hash.

    Names of vendors may hold what a file may not, and only one of two may survive lower case.
    """
    digest = hashlib.sha256(text.encode()).hexdigest()[:6]
    return f"{re.sub(r'[^A-Za-z0-9_.+-]', '-', text)}-{digest}"
