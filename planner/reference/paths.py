"""Where the reference tables and the shipped cases are."""

from __future__ import annotations

from pathlib import Path

import planner


def data_dir() -> Path:
    """Return the folder that holds ``reference`` and ``cases``.

    An installed planner carries it inside the package, a checkout beside it. The current folder is
    never looked at.

    Raises
    ------
    FileNotFoundError
        If neither place holds the data: the installation is broken.
    """
    package = Path(planner.__file__).resolve().parent
    for folder in (package / "data", package.parent / "data"):
        if (folder / "reference").is_dir():
            return folder
    raise FileNotFoundError(f"no reference data beside or inside {package}; install the planner again")
