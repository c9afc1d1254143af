"""Hidden folders beside a target, in which it becomes whole before it is renamed into place."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

PREFIX = ".planner-staged-"
"""No folder of a user is named like that."""
RUBBISH_SECONDS = 24 * 3600.0
"""Age after which a hidden folder is one that a killed process left."""


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """Give a new hidden folder within another; it is gone at the end, and so is what a kill left of old ones.

    Parameters
    ----------
    folder
        Made where it is missing.

    Raises
    ------
    OSError
        If the disk is full or refuses.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for left in folder.glob(f"{PREFIX}*"):
        with suppress(FileNotFoundError):  # its owner may delete it just now
            if time.time() - left.stat().st_mtime > RUBBISH_SECONDS:
                shutil.rmtree(left, ignore_errors=True)
    with tempfile.TemporaryDirectory(dir=folder, prefix=PREFIX, ignore_cleanup_errors=True) as box:
        yield Path(box)
