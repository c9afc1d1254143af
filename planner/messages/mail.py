"""Messages by e-mail."""

from __future__ import annotations

import smtplib
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from enum import StrEnum

from planner.messages.channel import DeliveryError, Message


class Encryption(StrEnum):
    """How the connection to the server is protected."""

    STARTTLS = "starttls"
    NONE = "none"
    """Only for a server on the same machine."""


@dataclass(frozen=True)
class Mail:
    """A server that takes e-mail, and who gets it.

    Parameters
    ----------
    host, port
        The server.
    sender, recipients
        Addresses.
    user, password
        For the server; both empty where it asks for none.
    encryption
        Without it nothing is sent, unless it is not asked for.
    """

    host: str
    port: int
    sender: str
    recipients: tuple[str, ...]
    user: str = ""
    password: str = field(default="", repr=False)
    encryption: Encryption = Encryption.STARTTLS
    name: str = "e-mail"

    def send(self, message: Message, seconds: float) -> None:
        """Send a message.

        Raises
        ------
        DeliveryError
            If the server does not take it for everyone.
        """
        try:
            with smtplib.SMTP(self.host, self.port, timeout=seconds) as server:
                if self.encryption is Encryption.STARTTLS:
                    server.starttls(context=ssl.create_default_context())
                if self.user:
                    server.login(self.user, self.password)
                refused = server.send_message(self._letter(message))
        except (smtplib.SMTPException, OSError) as error:
            # Not its text: a server may repeat what it was told.
            raise DeliveryError(f"not taken: {type(error).__name__}") from None
        if refused:
            raise DeliveryError(f"refused for {len(refused)} of {len(self.recipients)} recipients")

    def _letter(self, message: Message) -> EmailMessage:
        letter = EmailMessage()
        letter["Subject"] = message.title
        letter["From"] = self.sender
        letter["To"] = ", ".join(self.recipients)
        about = f"job {message.job_id}, run {message.run_id or 'none'}, exit code {message.exit_code}"
        letter.set_content(f"{message.text}\n\n{about}\n".lstrip())
        return letter
