"""What tells a scenario from others before its inputs are worked out: all that they depend on."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from planner.assemble import assemble_case
from planner.cases import Case
from planner.engine.options import SolveOptions
from planner.reference import TableName
from planner.serial import dump_inputs
from planner.study.scenario import Scenario
from planner.study.schema import Value
from planner.study.task import package_versions


@dataclass(frozen=True)
class Identity:
    """The part of the hash that all scenarios of a study share."""

    shared: bytes
    folder: Path
    """Of the case: files that a change names are beside it."""

    def asked(self, scenario: Scenario) -> str:
        """Return the hash of a scenario; names do not count, and neither does the order of its changes."""
        found = hashlib.sha256(self.shared)
        for path, value in sorted(scenario.changes.items()):
            found.update(json.dumps([path, value]).encode())
            found.update(self._file(value))
        return found.hexdigest()

    def _file(self, value: Value) -> bytes:
        """Return the content of the file that a change names; nothing where it names none."""
        is_name = isinstance(value, str) and value.lower().endswith((".csv", ".yaml", ".yml"))
        file = self.folder / value if is_name and isinstance(value, str) else None
        return file.read_bytes() if file is not None and file.is_file() else b""


def identity_of(case: Case, options: SolveOptions) -> Identity:
    """Return it for a case and the limits of each solve.

    The case counts with its inputs, and the tables with every figure: a change may bring one into use.
    """
    assembly = assemble_case(case)
    found = hashlib.sha256(dump_inputs(assembly.inputs))
    found.update(case.model_dump_json().encode())
    for table in TableName:
        found.update(assembly.reference.table(table).to_csv().encode())
    # The limit of memory does not say what is solved for.
    settings = [asdict(replace(options, memory_mb=None)), package_versions()]
    found.update(json.dumps(settings, sort_keys=True).encode())
    return Identity(found.digest(), case.path.parent)
