"""A page open in a real browser, and what went wrong in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome")
NEEDED = "PLANNER_TESTS_NEED_CHROMIUM"
"""Where it is set, the tests in a browser fail where there is none, rather than being left out."""
SCREENS = Path(__file__).parents[2] / "reports" / "screens"
"""Where screenshots are kept."""
LAPTOP = {"width": 1366, "height": 768}


@dataclass(frozen=True)
class Opened:
    """A page, the errors it told, and what it asked of the network."""

    page: Page
    said: list[str] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def keep(self, name: str, *, whole: bool = False) -> None:
        """Keep a picture of what is shown, or of the whole page."""
        SCREENS.mkdir(parents=True, exist_ok=True)
        self.page.screenshot(path=SCREENS / f"{name}.png", full_page=whole)


@contextmanager
def a_browser() -> Iterator[Browser]:
    """Start Chromium without a window; skip the test where there is none."""
    program = next(filter(None, map(shutil.which, NAMES)), None)
    if program is None:
        if NEEDED in os.environ:
            pytest.fail(f"no browser: none of {', '.join(NAMES)} is installed")
        pytest.skip("no Chromium here: .ci/install-chromium installs it, as root")
    with sync_playwright() as playwright:
        # Chromium's sandbox does not start as root; what it opens here is our own.
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Browser, file: Path) -> Iterator[Opened]:
    """Open a report from the disk, and wait until its figures are drawn."""
    page = browser.new_page(viewport=LAPTOP, accept_downloads=True)
    one = Opened(page)
    page.on("console", lambda message: message.type == "error" and one.said.append(message.text))
    page.on("pageerror", lambda error: one.said.append(str(error)))
    page.on("dialog", lambda dialog: (one.said.append(f"dialog: {dialog.message}"), dialog.dismiss()))
    page.on("request", lambda request: one.asked.append(request.url))
    page.goto(file.as_uri())
    page.wait_for_selector("html[data-drawn]", state="attached", timeout=60_000)
    try:
        yield one
    finally:
        page.close()
