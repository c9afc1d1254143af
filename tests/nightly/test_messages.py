"""Messages to real servers on loopback, with retries, time limits, and no secret in what is written."""

from __future__ import annotations

import json
import logging
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from planner.messages import Message, Patience, channels, deliver, without_secrets
from planner.problems import InputError

SECRET = "hush-4711"  # noqa: S105
MESSAGE = Message("tiny: published", "2 halls more", "tiny", "j1", "r1", 0)
QUICK = Patience(attempts=3, seconds=5.0, wait_seconds=0.01)


@contextmanager
def web_server(*answers: int) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Run a server that gives these answers, the last one for ever; give its address and what it got."""
    got: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
            self.send_response(answers[min(len(got), len(answers)) - 1])
            self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/{SECRET}", got
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


class OnAnyPort(Controller):
    """A server on a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]  # type: ignore[union-attr]
        super()._trigger_server()


@contextmanager
def mail_server() -> Iterator[tuple[int, list[Any]]]:
    """Run a server that wants a password; give its port and the letters it got."""
    got: list[Any] = []

    class Handler:
        async def handle_DATA(self, server: object, session: Any, envelope: Any) -> str:  # noqa: N802
            if not session.authenticated:
                return "530 a password is wanted"
            got.append(envelope)
            return "250 OK"

    def known(server: object, session: object, envelope: object, how: object, data: Any) -> AuthResult:
        return AuthResult(success=(data.login, data.password) == (b"planner", SECRET.encode()))

    controller = OnAnyPort(Handler(), "127.0.0.1", 0, authenticator=known, auth_require_tls=False)
    controller.start()
    try:
        yield controller.port, got
    finally:
        controller.stop()


def sent(environment: dict[str, str], patience: Patience = QUICK) -> list[str]:
    arrived = deliver(MESSAGE, channels(environment), patience, threading.Event())
    return [channel.name for channel in arrived]


def mail_environment(port: int, **more: str) -> dict[str, str]:
    return {
        "PLANNER_SMTP_HOST": "127.0.0.1",
        "PLANNER_SMTP_PORT": str(port),
        "PLANNER_SMTP_USER": "planner",
        "PLANNER_SMTP_PASSWORD": SECRET,
        "PLANNER_MAIL_FROM": "planner@example.org",
        "PLANNER_MAIL_TO": "a@example.org, b@example.org",
        **more,
    }


def test_a_webhook_gets_what_slack_shows() -> None:
    with web_server(200) as (url, got):
        assert sent({"PLANNER_WEBHOOK_URL": url}) == ["webhook"]
    assert got[0]["text"] == "*tiny: published*\n2 halls more"
    assert (got[0]["run_id"], got[0]["exit_code"]) == ("r1", 0)


@pytest.mark.parametrize(("answers", "arrives", "posts"), [((500, 500, 200), 1, 3), ((302,), 0, 3)])
def test_a_message_is_tried_again_but_not_for_ever(answers: tuple[int], arrives: int, posts: int) -> None:
    with web_server(*answers) as (url, got):
        assert len(sent({"PLANNER_WEBHOOK_URL": url})) == arrives
    assert len(got) == posts


def test_a_letter_arrives() -> None:
    with mail_server() as (port, got):
        assert sent(mail_environment(port, PLANNER_SMTP_ENCRYPTION="none")) == ["e-mail"]
    assert got[0].rcpt_tos == ["a@example.org", "b@example.org"]
    assert b"Subject: tiny: published" in got[0].content
    assert b"2 halls more" in got[0].content


def test_no_letter_and_no_password_goes_over_a_line_that_is_open() -> None:
    with mail_server() as (port, got):
        assert sent(mail_environment(port)) == []
    assert got == []


def test_a_command_gets_the_message_without_secrets(tmp_path: Path) -> None:
    program = "import os, sys; open(sys.argv[1], 'w').write(sys.stdin.read() + repr(dict(os.environ)))"
    (tmp_path / "program.py").write_text(program, "utf-8")
    command = f"{sys.executable} {tmp_path / 'program.py'} {tmp_path / 'got'}"
    environment = {"PLANNER_MESSAGE_COMMAND": command, "PLANNER_SMTP_PASSWORD": SECRET}
    assert sent(environment) == ["command"]
    text = (tmp_path / "got").read_text("utf-8")
    assert '"title": "tiny: published"' in text
    assert SECRET not in text


def test_a_command_that_hangs_or_fails_is_given_up() -> None:
    hangs = f"{sys.executable} -c 'import time; time.sleep(60)'"
    assert sent({"PLANNER_MESSAGE_COMMAND": hangs}, Patience(1, 0.2, 0.0)) == []
    assert sent({"PLANNER_MESSAGE_COMMAND": "false"}) == []
    assert sent({"PLANNER_MESSAGE_COMMAND": "/no/such/program"}) == []


def test_a_secret_may_be_in_a_file(tmp_path: Path) -> None:
    with web_server(200) as (url, got):
        (tmp_path / "url").write_text(f"{url}\n", "utf-8")
        assert sent({"PLANNER_WEBHOOK_URL_FILE": str(tmp_path / "url")}) == ["webhook"]
    assert len(got) == 1


def test_failures_tell_no_secret(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    with web_server(500) as (url, _), mail_server() as (port, _):
        environment = mail_environment(port, PLANNER_WEBHOOK_URL=url)
        assert sent(environment) == []
        bad = mail_environment(port, PLANNER_SMTP_USER="other", PLANNER_SMTP_ENCRYPTION="none")
        assert sent(bad) == []
    assert "the server answered 500" in caplog.text
    assert SECRET not in caplog.text + repr(channels(environment))
    assert SECRET not in repr(without_secrets(environment))


@pytest.mark.parametrize(
    ("environment", "names"),
    [
        ({"PLANNER_WEBHOOK_URL": f"ftp://{SECRET}"}, ["PLANNER_WEBHOOK_URL"]),
        ({"PLANNER_SMTP_HOST": "h", "PLANNER_SMTP_PORT": "x"}, ["FROM", "TO", "PORT"]),
        ({"PLANNER_SMTP_HOST": "h", "PLANNER_SMTP_ENCRYPTION": "rot13"}, ["FROM", "TO", "starttls or none"]),
        ({"PLANNER_SMTP_HOST": "h", "PLANNER_MAIL_TO_FILE": "/no"}, ["PLANNER_MAIL_TO_FILE"]),
        ({"PLANNER_MESSAGE_COMMAND": "'open"}, ["PLANNER_MESSAGE_COMMAND"]),
    ],
)
def test_settings_that_cannot_be_used_are_refused(environment: dict[str, str], names: list[str]) -> None:
    with pytest.raises(InputError) as refused:
        channels(environment)
    assert all(name in str(refused.value) for name in names)
    assert SECRET not in str(refused.value)
