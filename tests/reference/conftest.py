from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from planner.reference import Reference, load_reference


@pytest.fixture(scope="session")
def shipped() -> Reference:
    """The tables as they ship, nothing overridden."""
    return load_reference()


@pytest.fixture
def csv_file(tmp_path: Path) -> Callable[..., Path]:
    """Write lines to a CSV file beside a case and return its path."""

    def write(*lines: str, name: str = "own.csv") -> Path:
        path = tmp_path / name
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        return path

    return write
