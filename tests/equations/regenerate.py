"""Write the golden files anew, on purpose: ``python -m tests.equations.regenerate``.

Read every difference against the equation before it is kept; the golden file is the proof.
"""

from __future__ import annotations

from tests.equations.catalogue import CATALOGUE
from tests.equations.example import GOLDEN, golden_file, lp_text


def regenerate() -> None:
    """Replace all golden files by what the models of today say."""
    GOLDEN.mkdir(exist_ok=True)
    for old in GOLDEN.glob("*.lp"):
        old.unlink()
    for name, example in CATALOGUE.items():
        golden_file(name).write_text(lp_text(name, example), encoding="utf-8")


if __name__ == "__main__":
    regenerate()
