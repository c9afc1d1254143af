"""Resident memory of a process and of all it started, read from /proc where the system has one."""

from __future__ import annotations

import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

KB_PER_MB = 1e3
PROC = Path("/proc")


def own_peak_mb() -> float:
    """Return the peak of this process, MB.

    The high-water mark of /proc is that of this program alone; the kernel's other figure, ru_maxrss,
    starts with what the parent had, and is taken only where there is no /proc.
    """
    peak_mb = _status_mb(PROC / "self", "VmHWM")
    if peak_mb is not None:
        return peak_mb
    per_mb = 1e6 if sys.platform == "darwin" else KB_PER_MB
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / per_mb


def tree_mb(pid: int) -> float:
    """Return what a process and all below it hold now, or the highest peak of one of them if larger, MB.

    It is 0 where the process is gone or the system has no /proc.
    """
    folders = list(_tree(pid))
    held = [_status_mb(folder, "VmRSS") or 0.0 for folder in folders]
    peaks = [_status_mb(folder, "VmHWM") or 0.0 for folder in folders]
    return max(sum(held), *peaks, 0.0)


def _tree(pid: int) -> Iterator[Path]:
    folder = PROC / str(pid)
    yield folder
    for child in _children(folder):
        yield from _tree(child)


def _children(folder: Path) -> list[int]:
    found: list[int] = []
    with suppress(OSError):  # it may end while we look
        for task in (folder / "task").iterdir():
            found += map(int, (task / "children").read_text("ascii").split())
    return found


def _status_mb(folder: Path, field: str) -> float | None:
    with suppress(OSError):
        for line in (folder / "status").read_text("utf-8").splitlines():
            if line.startswith(f"{field}:"):
                return float(line.split()[1]) / KB_PER_MB
    return None
