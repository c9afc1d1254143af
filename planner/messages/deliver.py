"""Deliver a message over every channel, again where it fails, but not for ever."""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Event

from planner.messages.channel import Channel, DeliveryError, Message

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Patience:
    """How long a message is tried.

    Parameters
    ----------
    attempts
        How often over each channel.
    seconds
        Time limit of one attempt.
    wait_seconds
        Before the second attempt; twice as long before each further one.
    """

    attempts: int = 3
    seconds: float = 10.0
    wait_seconds: float = 2.0


def deliver(
    message: Message, channels: Sequence[Channel], patience: Patience, stopped: Event
) -> tuple[Channel, ...]:
    """Deliver a message, and return the channels over which it arrived. What fails is logged.

    Parameters
    ----------
    stopped
        When set, what is not delivered is given up.
    """
    return tuple(channel for channel in channels if _arrived(message, channel, patience, stopped))


def _arrived(message: Message, channel: Channel, patience: Patience, stopped: Event) -> bool:
    about = {"job_id": message.job_id, "run_id": message.run_id, "case": message.case_id}
    for attempt in range(1, patience.attempts + 1):
        began = time.monotonic()
        try:
            channel.send(message, patience.seconds)
        except DeliveryError as error:
            log.warning("no message by %s, attempt %d: %s", channel.name, attempt, error, extra=about)
        else:
            seconds = time.monotonic() - began
            log.info("message sent by %s in %.1f s", channel.name, seconds, extra=about)
            return True
        if attempt < patience.attempts and stopped.wait(patience.wait_seconds * 2 ** (attempt - 1)):
            break
    return False
