"""Messages to a webhook, as JSON that Slack and its likes show."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from http.client import HTTPException
from urllib.error import HTTPError, URLError
from urllib.request import HTTPRedirectHandler, Request, build_opener

from planner.messages.channel import DeliveryError, Message


@dataclass(frozen=True)
class Webhook:
    """A webhook.

    Parameters
    ----------
    url
        Its address, http or https: a secret, as who knows it can post.
    """

    url: str = field(repr=False)
    name: str = "webhook"

    def send(self, message: Message, seconds: float) -> None:
        """Post a message.

        Raises
        ------
        DeliveryError
            If it is not taken.
        """
        shown = f"*{message.title}*\n{message.text}".strip()
        body = json.dumps({"text": shown, **asdict(message) | {"text": shown}}).encode()
        request = Request(self.url, body, {"Content-Type": "application/json"}, method="POST")  # noqa: S310
        try:
            with build_opener(_NoRedirect).open(request, timeout=seconds):
                return
        except HTTPError as error:
            with error:
                raise DeliveryError(f"the server answered {error.code}") from None
        except (URLError, HTTPException, OSError, ValueError) as error:
            # Not its text, which may hold the address.
            raise DeliveryError(f"no answer: {type(error).__name__}") from None


class _NoRedirect(HTTPRedirectHandler):
    """Refuses redirects: urllib would follow them with a GET that says nothing, and call it done."""

    def redirect_request(self, *_: object) -> None:
        """Follow none."""
