"""The README's example runs and prints what the README says."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

README = (Path(__file__).parents[2] / "README.md").read_text("utf-8")
EXAMPLE = re.compile(r"```python\n(.*?)```\n+It prints\n+```text\n(.*?)```", re.DOTALL)


def test_the_example_prints_what_is_shown(tmp_path: Path) -> None:
    found = EXAMPLE.search(README)
    assert found is not None
    code, shown = found.groups()
    script = tmp_path / "example.py"
    script.write_text(code, "utf-8")
    command = [sys.executable, script.name]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.stdout == shown, done.stderr
