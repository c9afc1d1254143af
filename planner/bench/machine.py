"""Where a benchmark ran: cores, memory, versions."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

PACKAGES = ("buildout-planner", "pyomo", "highspy", "pyscipopt", "numpy", "scipy", "pandas")


@dataclass(frozen=True)
class Machine:
    """The machine and what runs on it."""

    cores: int
    """Cores this process may use."""
    processor: str
    memory_gb: float | None
    system: str
    load: float | None
    """Load over the last minute, before the benchmark: other work on the machine."""
    versions: Mapping[str, str]


def this_machine() -> Machine:
    """Describe this machine."""
    return Machine(
        cores=_cores(),
        processor=_processor(),
        memory_gb=_memory_gb(),
        system=platform.platform(),
        load=os.getloadavg()[0] if hasattr(os, "getloadavg") else None,
        versions=_versions(),
    )


def versions_text(machine: Machine) -> str:
    """Return the versions in one line."""
    return ", ".join(f"{name} {version}" for name, version in machine.versions.items())


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    if info.is_file():
        for line in info.read_text("utf-8").splitlines():
            if line.startswith("model name"):
                return line.partition(":")[2].strip()
    return platform.processor() or platform.machine()


def _memory_gb() -> float | None:
    if not hasattr(os, "sysconf") or "SC_PHYS_PAGES" not in os.sysconf_names:
        return None
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9


def _versions() -> dict[str, str]:
    installed = {dist.name.lower() for dist in importlib.metadata.distributions()}
    found = {name: importlib.metadata.version(name) for name in PACKAGES if name in installed}
    return {"python": platform.python_version(), **found}
