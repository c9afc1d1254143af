"""The command line as a part of the nightly service: it ends when the service is gone, however that came.

The service holds the other end of this process's input.
"""

from __future__ import annotations

import sys

from planner.cli import main
from planner.lifeline import end_with

if __name__ == "__main__":
    end_with(sys.stdin.fileno())
    main()
