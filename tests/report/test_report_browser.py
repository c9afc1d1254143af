"""Reports in a real browser: drawn, usable, silent, and without a network."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page

from buildout.decisions import Decisions
from buildout.inputs import Inputs
from tests.report.browser import LAPTOP, Opened, a_browser, opened
from tests.report.conftest import HOSTILE, hostile, one_site, page_of, run_of
from tests.small import small

pytestmark = pytest.mark.xdist_group("report")  # one worker, so one browser and each page once

DRAWN = "[data-chart]"
Open = Callable[[Inputs, Decisions], Path]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with a_browser() as started:
        yield started


@pytest.fixture(scope="module")
def tiny(browser: Browser, tiny_run: Path) -> Iterator[Opened]:
    """The report of a run that was solved; tests look at parts of it that others leave alone."""
    with opened(browser, tiny_run / "report.html") as one:
        yield one


@pytest.fixture
def written(tmp_path: Path) -> Open:
    """Write the report of a plan."""

    def write(inputs: Inputs, decisions: Decisions) -> Path:
        file = tmp_path / "report.html"
        file.write_text(page_of(run_of(inputs, decisions), inputs), "utf-8")
        return file

    return write


def is_silent(one: Opened) -> bool:
    """Return whether a page said nothing and asked for itself alone; blobs are its own downloads."""
    asked = [url for url in one.asked if not url.startswith("blob:")]
    assert one.said == []
    assert asked == [one.page.url]
    return True


def marks_by_figure(page: Page) -> dict[str, int]:
    """Return how many marks each figure has, on the screen or for paper."""
    count = """places => Object.fromEntries(places.map((place) =>
      [place.dataset.chart, place.querySelectorAll("svg.marks path, svg.marks text").length]))"""
    marks: dict[str, int] = page.locator(DRAWN).evaluate_all(count)
    return marks


def test_all_figures_are_drawn_in_silence(tiny: Opened) -> None:
    marks = marks_by_figure(tiny.page)
    assert {"ladder", "spend", "costs"} < set(marks)
    assert all(count > 5 for count in marks.values()), marks
    assert is_silent(tiny)
    tiny.keep("tiny", whole=True)


def test_the_decision_fits_one_screen(tiny: Opened) -> None:
    page = tiny.page
    page.evaluate("window.scrollTo(0, 0)")
    tiny.keep("tiny-first")
    box = page.locator("#decision").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= LAPTOP["height"]
    assert page.evaluate("document.documentElement.scrollWidth") <= LAPTOP["width"]
    for shown in ("Cost", "Gap", "Falls short", "First bottleneck"):
        assert page.locator("#decision .tile").get_by_text(shown, exact=True).is_visible()
    for shown in (
        "GW at the end",
        "Spending",
        "What limits",
        "opens next",
        "To order by",
        "What falls short",
    ):
        assert page.locator("#decision .box h3", has_text=shown).is_visible()


def test_a_table_filters_sorts_and_turns(tiny: Opened) -> None:
    table = tiny.page.locator("details[data-table=orders]")
    table.locator("summary").click()
    rows = table.locator("tbody tr")
    table.get_by_text(re.compile(r"^1 to \d+ of \d+ rows$")).wait_for()
    everything = rows.count()
    assert everything > 20
    table.get_by_label("filter orders").fill("CHIP north")
    kept = rows.all_inner_texts()
    assert 0 < len(kept) < everything
    assert all("chip" in text and "north" in text for text in kept)
    place = table.locator("th", has_text="price_usd")
    place.click()
    prices = [float(text.replace(",", "")) for text in cells(table, "price_usd")]
    assert prices == sorted(prices)
    assert len(set(prices)) > 1
    place.click()
    assert [float(text.replace(",", "")) for text in cells(table, "price_usd")] == prices[::-1]
    table.get_by_label("filter orders").fill("nothing like this")
    assert rows.count() == 0
    assert table.get_by_text("none of 0 rows").is_visible()


def cells(table: Locator, column: str) -> list[str]:
    """Return what a column of a table shows."""
    script = """(details, name) => {
      const heads = [...details.querySelectorAll("th")].map((head) => head.firstChild.textContent);
      const at = heads.indexOf(name);
      return [...details.querySelectorAll("tbody tr")].map((row) => row.children[at].textContent);
    }"""
    shown: list[str] = table.evaluate(script, column)
    return shown


def test_the_slider_moves_the_map(tiny: Opened) -> None:
    figure = tiny.page.locator("#figure-map .screen")
    slider = figure.locator("input[type=range]")
    before = figure.locator("svg.marks").inner_html()
    slider.evaluate("s => { s.value = s.min; s.dispatchEvent(new Event('input')); }")
    tiny.page.wait_for_function(
        "before => document.querySelector('#figure-map .screen svg.marks').innerHTML !== before", arg=before
    )
    assert is_silent(tiny)


def test_paper_has_what_stands_still(browser: Browser, tiny_run: Path) -> None:
    with opened(browser, tiny_run / "report.html") as one:
        figure = one.page.locator("#figure-map")
        assert figure.locator(".screen").is_visible()
        assert not figure.locator(".paper").is_visible()
        one.page.emulate_media(media="print")
        assert not figure.locator(".screen").is_visible()
        assert figure.locator(".paper svg.marks").is_visible()
        assert not one.page.locator("nav").is_visible()
        assert not one.page.locator("#tables").is_visible()
        paper = one.page.pdf(format="A4")
        assert paper.startswith(b"%PDF")
        assert is_silent(one)


def test_a_page_cannot_reach_the_network(browser: Browser, tiny_run: Path) -> None:
    with opened(browser, tiny_run / "report.html") as one:
        script = """async () => {
          const image = new Image();
          const failed = new Promise((end) => {
            image.onerror = () => end("refused");
            image.onload = () => end("loaded");
          });
          image.src = "https://example.org/x.png";
          const fetched = await fetch("https://example.org/").then(() => "fetched", () => "refused");
          return [await failed, fetched];
        }"""
        assert one.page.evaluate(script) == ["refused", "refused"]
        assert all("Content Security Policy" in text for text in one.said), one.said


def test_names_are_shown_as_text(browser: Browser, written: Open) -> None:
    with opened(browser, written(*hostile())) as one:
        assert is_silent(one)
        assert one.page.evaluate("window.hacked") is None
        assert one.page.title() == HOSTILE["title"]
        assert one.page.locator("h1").inner_text() == HOSTILE["title"]
        shown = one.page.locator("#growth td").first.inner_text()
        assert shown == HOSTILE["site"]
        assert one.page.locator("#shortage").get_by_text(HOSTILE["stream"]).is_visible()
        one.keep("hostile", whole=True)


def test_a_formula_stays_text_in_a_download(browser: Browser, written: Open) -> None:
    """Text that begins like a formula gets an apostrophe; on the page it is as it is."""
    with opened(browser, written(*hostile())) as one:
        assert HOSTILE["site"].startswith("=")
        assert [row["name"] for row in downloaded(one, "sites")] == ["'" + HOSTILE["site"]]
        assert one.page.locator("details[data-table=sites] td").nth(1).inner_text() == HOSTILE["site"]


def test_a_download_is_the_table_that_is_kept(tiny: Opened, tiny_run: Path) -> None:
    """All of it, negative numbers and all digits; where a filter is set, the rows it keeps."""
    with (tiny_run / "tables" / "costs.csv").open(encoding="utf-8", newline="") as file:
        costs = list(csv.DictReader(file))
    assert any(row["nominal_usd"].startswith("-") for row in costs)
    assert downloaded(tiny, "costs") == costs
    tiny.page.get_by_label("filter costs").fill("chips")
    assert downloaded(tiny, "costs") == [row for row in costs if "chips" in row["category"]]


def downloaded(one: Opened, name: str) -> list[dict[str, str]]:
    """Return the rows of the CSV that a table gives."""
    table = one.page.locator(f"details[data-table={name}]")
    if table.get_attribute("open") is None:
        table.locator("summary").click()
    with one.page.expect_download() as download:
        table.get_by_text("Download CSV").click()
    with Path(download.value.path()).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_plans_of_nothing_and_of_one_site(browser: Browser, written: Open) -> None:
    inputs = small(2)
    nothing = Decisions(short={("n", period.label): 10.0 for period in inputs.periods})
    for name, case in {"nothing": (inputs, nothing), "one-site": one_site()}.items():
        with opened(browser, written(*case)) as one:
            assert is_silent(one)
            assert all(count > 5 for count in marks_by_figure(one.page).values())
            one.keep(name, whole=True)


def test_five_hundred_sites(browser: Browser, page_of_many: Path) -> None:
    with opened(browser, page_of_many) as one:
        assert is_silent(one)
        assert all(count > 5 for count in marks_by_figure(one.page).values())
        assert one.page.evaluate("document.documentElement.scrollWidth") <= LAPTOP["width"]
        table = one.page.locator("details[data-table=sites]")
        table.locator("summary").click()
        table.get_by_text("1 to 50 of 500 rows").wait_for()
        table.get_by_text("next").click()
        table.get_by_text("51 to 100 of 500 rows").wait_for()
        one.keep("many-sites", whole=True)
