"""Messages to a command, which gets them as JSON on its input."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from planner.messages.channel import DeliveryError, Message


@dataclass(frozen=True)
class Command:
    """A command.

    Parameters
    ----------
    words
        Program and arguments; no shell reads them.
    environment
        What it sees.
    """

    words: tuple[str, ...] = field(repr=False)
    environment: Mapping[str, str] = field(repr=False)
    name: str = "command"

    def send(self, message: Message, seconds: float) -> None:
        """Run the command.

        Raises
        ------
        DeliveryError
            If it cannot be run, fails, or takes too long.
        """
        try:
            ended = subprocess.run(  # noqa: S603
                self.words,
                input=json.dumps(asdict(message)).encode(),
                env=dict(self.environment),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise DeliveryError(f"not run to its end: {type(error).__name__}") from None
        if ended.returncode != 0:
            raise DeliveryError(f"it ended with exit code {ended.returncode}")
