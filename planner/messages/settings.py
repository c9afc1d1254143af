"""Which channels there are, as the environment says: it alone, or a file named there, holds secrets."""

from __future__ import annotations

import os
import shlex
from collections.abc import Mapping
from pathlib import Path
from urllib.parse import urlsplit

from planner.messages.channel import Channel
from planner.messages.command import Command
from planner.messages.mail import Encryption, Mail
from planner.messages.webhook import Webhook
from planner.problems import InputError, Problem

WEBHOOK = "PLANNER_WEBHOOK_URL"
COMMAND = "PLANNER_MESSAGE_COMMAND"
HOST, PORT, ENCRYPTION = "PLANNER_SMTP_HOST", "PLANNER_SMTP_PORT", "PLANNER_SMTP_ENCRYPTION"
USER, PASSWORD = "PLANNER_SMTP_USER", "PLANNER_SMTP_PASSWORD"
SENDER, RECIPIENTS = "PLANNER_MAIL_FROM", "PLANNER_MAIL_TO"
SECRETS = (WEBHOOK, PASSWORD)
"""Variables that are never logged, stored or handed on."""
FILE_ENDING = "_FILE"
"""``X_FILE`` names a file that holds the value of ``X``."""
SUBMISSION_PORT = 587


def channels(environment: Mapping[str, str] = os.environ) -> tuple[Channel, ...]:
    """Return the channels that the environment names; none is fine.

    Raises
    ------
    InputError
        If they cannot be used; every reason is listed, no value of a secret is.
    """
    problems: list[Problem] = []
    found: list[Channel] = []
    for make in (_webhook, _mail, _command):
        try:
            channel = make(environment)
        except InputError as error:
            problems += error.problems
        else:
            found += [channel] if channel is not None else []
    if problems:
        raise InputError(problems)
    return tuple(found)


def without_secrets(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return an environment for processes that send no messages."""
    hidden = {*SECRETS, *(name + FILE_ENDING for name in SECRETS)}
    return {name: value for name, value in environment.items() if name not in hidden}


def _value(environment: Mapping[str, str], name: str) -> str:
    file = environment.get(name + FILE_ENDING)
    if name in environment or not file:
        return environment.get(name, "")
    try:
        return Path(file).read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        found = f"a file that cannot be read ({type(error).__name__})"
        raise InputError([Problem(name + FILE_ENDING, found, "a text file", "correct the path")]) from None


def _webhook(environment: Mapping[str, str]) -> Webhook | None:
    url = _value(environment, WEBHOOK)
    if not url:
        return None
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        is_usable = False
    if not is_usable:
        raise InputError([Problem(WEBHOOK, "another value", "an address with http or https", "correct it")])
    return Webhook(url)


def _mail(environment: Mapping[str, str]) -> Mail | None:
    host = _value(environment, HOST)
    if not host:
        return None
    sender = _value(environment, SENDER)
    recipients = tuple(one.strip() for one in _value(environment, RECIPIENTS).split(",") if one.strip())
    problems = [
        Problem(name, "nothing", "an address, as there is a server for e-mail", f"set it, or unset {HOST}")
        for name, given in ((SENDER, sender), (RECIPIENTS, recipients))
        if not given
    ]
    port = environment.get(PORT, str(SUBMISSION_PORT))
    if not port.isdecimal() or not 0 < int(port) < 2**16:
        problems.append(Problem(PORT, repr(port), "a number from 1 to 65535", "correct it"))
    encryption = environment.get(ENCRYPTION, Encryption.STARTTLS)
    if encryption not in set(Encryption):
        problems.append(Problem(ENCRYPTION, repr(encryption), " or ".join(Encryption), "correct it"))
    if problems:
        raise InputError(problems)
    user, password = _value(environment, USER), _value(environment, PASSWORD)
    return Mail(host, int(port), sender, recipients, user, password, Encryption(encryption))


def _command(environment: Mapping[str, str]) -> Command | None:
    text = _value(environment, COMMAND)
    if not text:
        return None
    try:
        words = tuple(shlex.split(text))
    except ValueError as error:
        raise InputError([Problem(COMMAND, str(error), "words as a shell has them", "correct it")]) from None
    return Command(words, without_secrets(environment)) if words else None
