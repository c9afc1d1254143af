"""Messages about what unattended work came to: to a webhook, by e-mail, or to a command."""

from planner.messages.channel import Channel, DeliveryError, Message
from planner.messages.deliver import Patience, deliver
from planner.messages.settings import SECRETS, channels, without_secrets

__all__ = [
    "SECRETS",
    "Channel",
    "DeliveryError",
    "Message",
    "Patience",
    "channels",
    "deliver",
    "without_secrets",
]
