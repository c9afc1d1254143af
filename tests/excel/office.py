"""LibreOffice, to see that workbooks open there and keep what is in them."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

SOFFICE = shutil.which("soffice")

needs_office = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice is not installed: run .ci/install-libreoffice"
)


def convert(files: Sequence[Path], to: str, folder: Path) -> list[Path]:
    """Open files in LibreOffice and save them in another format, or in the same one anew.

    A profile of its own lets several run side by side.
    """
    profile = (folder / "profile").resolve().as_uri()
    command = [SOFFICE, f"-env:UserInstallation={profile}", "--headless", "--convert-to", to]
    done = subprocess.run(  # noqa: S603
        [*command, "--outdir", folder, *files], capture_output=True, text=True, timeout=120, check=False
    )
    made = [folder / f"{file.stem}.{to}" for file in files]
    missing = [path.name for path in made if not path.exists()]
    assert not missing, f"{missing} not made: {done.stdout} {done.stderr}"
    return made
