"""The audit stands alone: it runs where nothing that makes a plan can be imported."""

import subprocess
import sys
from pathlib import Path

SCRIPT = """
import sys
import types

ALLOWED = ("buildout.inputs", "buildout.quarters", "planner.audit", "planner.problems")


class Blocked:
    def find_spec(self, name, path=None, target=None):
        root = name.partition(".")[0]
        ours = root in {"buildout", "planner"} and "." in name and not name.startswith(ALLOWED)
        if ours or root in {"pyomo", "highspy"}:
            raise ImportError(f"{name} is blocked")


sys.meta_path.insert(0, Blocked())

# The package's own front door offers solving too; go past it.
package = types.ModuleType("planner")
package.__path__ = ["planner"]
sys.modules["planner"] = package

from planner.audit import audit
from tests.audit.small_case import INPUTS
from tests.audit.small_plan import COST_USD, plan_tables

assert audit(INPUTS, plan_tables(), COST_USD).is_clean
try:
    import buildout.model
except ImportError as error:
    print(error)
"""


def test_it_runs_without_the_model_and_the_solver():
    root = Path(__file__).parents[2]
    run = subprocess.run(  # noqa: S603
        [sys.executable, "-c", SCRIPT], cwd=root, capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == "buildout.model is blocked"
