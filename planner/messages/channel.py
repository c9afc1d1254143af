"""What is told, and what tells it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


class DeliveryError(RuntimeError):
    """A message did not arrive. What it says holds no address and no secret: it is logged."""


@dataclass(frozen=True)
class Message:
    """What unattended work came to.

    Parameters
    ----------
    title
        One line.
    text
        More lines; may be empty.
    case_id, job_id, run_id
        What it is about; the last is None where no run was made.
    exit_code
        As the command line has it.
    """

    title: str
    text: str
    case_id: str
    job_id: str
    run_id: str | None
    exit_code: int


class Channel(Protocol):
    """A way for messages."""

    @property
    def name(self) -> str:
        """Its kind, for logs."""

    def send(self, message: Message, seconds: float) -> None:
        """Send a message.

        Parameters
        ----------
        seconds
            When to give up.

        Raises
        ------
        DeliveryError
            If it did not arrive.
        """
