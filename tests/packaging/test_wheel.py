"""The wheel: built, installed where nothing else is, and used from other folders."""

from __future__ import annotations

import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONSTRAINTS = ROOT / "constraints.txt"
BACKEND = "hatchling"

pytestmark = pytest.mark.xdist_group("wheel")  # one worker, so one environment


def run(*command: object, cwd: Path) -> subprocess.CompletedProcess[str]:
    words = [str(word) for word in command]
    return subprocess.run(words, cwd=cwd, capture_output=True, text=True, check=False)  # noqa: S603


def succeed(*command: object, cwd: Path) -> str:
    done = run(*command, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def programs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the programs of a clean environment."""
    folder = tmp_path_factory.mktemp("clean")
    venv.create(folder, with_pip=True)
    place = folder / ("Scripts" if sys.platform == "win32" else "bin")
    probe = run(place / "python", "-m", "pip", "install", "--quiet", BACKEND, cwd=folder)
    if probe.returncode != 0:
        pytest.skip(f"pip cannot install from its index: {probe.stderr.strip().splitlines()[-1]}")
    return place


@pytest.fixture(scope="module")
def wheel(programs: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    pip_wheel = (programs / "python", "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation")
    succeed(*pip_wheel, "--wheel-dir", folder, ROOT, cwd=folder)
    return next(folder.glob("*.whl"))


@pytest.fixture(scope="module")
def installed(programs: Path, wheel: Path) -> Path:
    """Return the folder with the programs, the planner among them."""
    install = (programs / "python", "-m", "pip", "install", "--quiet", "--no-compile", "-c", CONSTRAINTS)
    succeed(*install, wheel, cwd=wheel.parent)
    return programs


def test_what_is_in_it(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    data = {f"planner/{path.relative_to(ROOT)}" for path in (ROOT / "data").rglob("*.*") if path.is_file()}
    assert data <= names
    assert {f"planner/figures/outlines/{name}.json" for name in ("us_states", "world_countries")} <= names
    assert {f"planner/report/templates/{name}" for name in ("report.html", "style.css", "vega.js")} <= names
    assert {"planner/py.typed", "buildout/py.typed", "planner/__main__.py"} <= names
    roots = {name.split("/")[0] for name in names}
    assert {root for root in roots if not root.endswith(".dist-info")} == {"planner", "buildout"}


def test_it_is_imported_from_its_environment(installed: Path, tmp_path: Path) -> None:
    code = "import buildout, planner; print(planner.__file__); print(buildout.__file__)"
    for place in succeed(installed / "python", "-c", code, cwd=tmp_path).splitlines():
        assert Path(place).parts[-3] == "site-packages"
        assert Path(place).is_relative_to(installed.parent)


def test_its_data_came_with_it(installed: Path, tmp_path: Path) -> None:
    assert "us-inference-2030" in succeed(installed / "planner", "cases", cwd=tmp_path)
    assert "VR200" in succeed(installed / "planner", "data", "chips", cwd=tmp_path)


def test_it_solves_from_another_folder(installed: Path, tmp_path: Path) -> None:
    said = succeed(installed / "planner", "solve", "tiny", cwd=tmp_path)
    assert "reports/tiny/report.html" in said
    assert (tmp_path / "reports" / "tiny" / "plan.json").is_file()


def test_folders_called_models_and_data_do_not_mislead_it(installed: Path, tmp_path: Path) -> None:
    trap = "raise SystemExit('imported from the current folder')"
    for place in ("models/__init__.py", "models/buildout/__init__.py", "data/__init__.py"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text(trap)
    for place in ("data/reference/chips.csv", "data/cases/tiny.yaml"):
        (tmp_path / place).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / place).write_text("nonsense")
    succeed(installed / "python", "-m", "planner", "solve", "tiny", cwd=tmp_path)
    assert "all hold" in succeed(installed / "planner", "audit", "reports/tiny", cwd=tmp_path)
