"""What a report says, read as text: the numbers of the summary and of the tables, and names as they are."""

from __future__ import annotations

import base64
import gzip
import hashlib
import html
import re
from dataclasses import replace
from pathlib import Path

import pytest
import vl_convert

from buildout.decisions import Decisions
from planner import api
from planner.plan import read_run, write_run
from planner.problems import InputError
from planner.report.data_tables import data_tables
from planner.report.drawings import chart_library
from planner.report.files import write_page, write_report
from planner.report.packed import packed
from planner.report.page import HOME, render_page
from tests.report.conftest import HOSTILE, hostile, one_site, page_of, run_of
from tests.small import small

pytestmark = pytest.mark.xdist_group("report")

MOST_BYTES = 5_000_000


def html_rows(page: str) -> set[tuple[str, ...]]:
    """Return the rows of all tables of a page, as text."""
    return {
        tuple(
            html.unescape(re.sub(r"<[^>]+>", "", cell))
            for cell in re.findall(r"<t[hd].*?</t[hd]>", row, re.S)
        )
        for row in re.findall(r"<tr.*?</tr>", page, re.S)
    }


def markdown_rows(text: str) -> list[tuple[str, ...]]:
    """Return the rows of all tables of a summary."""
    lines = [line.strip("| ") for line in text.splitlines() if line.startswith("|") and "| --" not in line]
    return [tuple(cell.strip() for cell in line.split("|")) for line in lines]


def text_of(page: str) -> str:
    """Return what a page says outside its scripts."""
    body = re.sub(r"<(script|style).*?</\1>", "", page, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", body))


def test_it_says_what_the_summary_says(tiny_run: Path) -> None:
    page, summary = (
        (tiny_run / "report.html").read_text("utf-8"),
        (tiny_run / "summary.md").read_text("utf-8"),
    )
    rows = markdown_rows(summary)
    assert len(rows) > 20
    assert set(rows) <= html_rows(page)
    said = " ".join(text_of(page).split())
    facts = re.findall(r"^- (?:Cost|Proof|Search|Shortage|New campus): (.*)$", summary, re.M)
    assert len(facts) == 5
    for fact in facts:
        assert fact in said
    limits = summary.partition("## What limits it")[2].partition("\n## ")[0]
    for line in re.findall(r"^- (.*)$", limits, re.M):
        assert line in said


def test_its_tables_are_those_of_the_run(tiny_run: Path) -> None:
    page = (tiny_run / "report.html").read_text("utf-8")
    held = dict(re.findall(r'<script type="text/plain" id="table-(\w+)">(.*?)</script>', page))
    files = {file.stem: file.read_bytes() for file in (tiny_run / "tables").glob("*.csv")}
    assert {"orders", "limits", "prices", "sources"} < set(files)
    assert {name: gzip.decompress(base64.b64decode(text)) for name, text in held.items()} == files


def test_the_same_run_gives_the_same_page(tiny_run: Path, tmp_path: Path) -> None:
    pages = [tmp_path / name / "page.html" for name in ("a", "b")]
    for page in pages:
        write_page(tiny_run, page)
    # The audit says how long it took.
    first, second = (re.sub(r"checked in [\d.]+ s", "", page.read_text("utf-8")) for page in pages)
    assert first == second


def test_a_page_runs_its_own_scripts_only(tiny_run: Path) -> None:
    page = (tiny_run / "report.html").read_text("utf-8")
    policy = html.unescape(re.search(r'Security-Policy" content="(.*?)"', page)[1])
    scripts = re.findall(r"<script>(.*?)</script>", page, re.S)
    hashes = {base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in scripts}
    assert len(scripts) == 2
    assert set(re.findall(r"'sha256-(.*?)'", policy)) == hashes
    assert "default-src 'none'" in policy
    assert "http" not in policy
    assert not re.search(r"<(link|iframe|object|embed|base|form)\b", page)
    assert not re.search(r'(src|href)="(?!#)', page.partition("<script>")[0])


@pytest.mark.parametrize("script", ["a</script>b", "a</SCRIPT >b", "<!-- a"])
def test_a_script_that_would_end_itself_is_refused(script: str) -> None:
    with pytest.raises(ValueError, match="end or hide itself"):
        render_page(HOME, "base.html", title="", scripts=(script,))


def test_the_chart_library_is_that_of_vl_convert() -> None:
    """Where this fails, vl-convert is another version: `make library`."""
    assert chart_library() == vl_convert.javascript_bundle()


def test_names_are_text() -> None:
    inputs, decisions = hostile()
    page = page_of(run_of(inputs, decisions), inputs)
    assert page.count("<script") == page.count("</script>")
    for name in HOSTILE.values():
        assert name not in page
    said = " ".join(text_of(page).split())
    for name in HOSTILE.values():
        assert " ".join(name.split()) in said


def test_a_plan_of_nothing() -> None:
    inputs = small(2)
    page = text_of(
        page_of(run_of(inputs, Decisions(short={("n", p.label): 10.0 for p in inputs.periods})), inputs)
    )
    assert "No halls beyond those of the ledger." in page
    assert "no lower bound" not in page  # a bound of 0 was given


def test_without_a_bound() -> None:
    inputs = small(1)
    page = text_of(page_of(run_of(inputs, Decisions(short={("n", "2027Q1"): 10.0}), -float("inf")), inputs))
    assert "no lower bound on the cost was proved" in page


def test_a_plan_of_one_site() -> None:
    """The hall opens at once; its plan costs 218 million USD, as tests.small counts it."""
    inputs, decisions = one_site()
    page = page_of(run_of(inputs, decisions), inputs)
    assert ("Site a", "campus, US", "2027Q1", "2027Q1", "1", "1", "10", "12.5") in html_rows(page)
    assert "218.00 million USD" in text_of(page)
    assert "broken rows" not in text_of(page)


def test_an_audit_that_fails_is_told() -> None:
    inputs, decisions = one_site()
    page = text_of(page_of(run_of(inputs, replace(decisions, energy_gwh={})), inputs))
    assert "The audit found 2 broken rows" in page  # the chips take no energy, in each of two periods
    assert "P3a (energy equals what the fleet uses)" in page


def test_many_sites_fit(page_of_many: Path) -> None:
    page = page_of_many.read_text("utf-8")
    assert len(page.encode()) < MOST_BYTES
    assert "500 rows; one row: a site that is open at the end of the horizon" in " ".join(
        text_of(page).split()
    )


def test_tables_without_room_are_left_out_and_named(tiny_run: Path) -> None:
    run = read_run(tiny_run)
    sizes = {table.name: len(table.content or "") for table in data_tables(run)}
    largest = max(sizes, key=lambda name: sizes[name])
    some = data_tables(run, most_bytes=sum(sizes.values()) - 1)
    assert {table.name for table in some if table.content is None} == {largest}
    assert all(table.content is None for table in data_tables(run, most_bytes=1))


def test_packed_is_the_same_each_time() -> None:
    assert packed(b"abc") == packed(b"abc")
    assert gzip.decompress(base64.b64decode(packed(b"abc"))) == b"abc"


def test_a_report_of_a_run_that_is_there(tiny_run: Path, tmp_path: Path) -> None:
    """Pictures go with the plan they show: a run that is written again has none."""
    folder, run = tmp_path / "run", read_run(tiny_run)
    write_run(folder, run)
    before = (folder / "report.html").read_bytes()
    (folder / "figures").mkdir()
    (folder / "figures" / "old.svg").write_text("of an earlier plan")
    page = write_report(folder)
    assert page == folder / "report.html"
    assert len(page.read_bytes()) == pytest.approx(len(before), abs=20)
    pictures = {file.name for file in (folder / "figures").iterdir()}
    assert "ladder.svg" in pictures
    assert "ladder.png" in pictures
    assert "old.svg" not in pictures
    assert not [file for file in folder.iterdir() if file.name.startswith(".")]
    assert read_run(folder).plan.cost_usd == run.plan.cost_usd
    write_run(folder, run)
    assert not (folder / "figures").exists()


def test_an_older_run_says_what_it_lacks(tiny_run: Path, tmp_path: Path) -> None:
    for name in ("limits", "prices", "shortage_causes", "sources"):
        for file in (tiny_run / "tables").glob(f"{name}.*"):
            assert file.exists()
    run = read_run(tiny_run)
    write_run(tmp_path / "run", type(run)(run.plan, run.inputs_json, run.summary))
    page = text_of(write_report(tmp_path / "run").read_text("utf-8"))
    assert "Prices of limits were not worked out" in page
    assert "does not say which figures it was made with" in page


def test_what_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="a run folder"):
        write_report(tmp_path)


def test_a_damaged_table_is_named(tiny_run: Path, tmp_path: Path) -> None:
    run = read_run(tiny_run)
    damaged = dict(run.more_tables) | {"prices": run.more_tables["prices"].drop(columns="kind")}
    write_run(tmp_path / "run", type(run)(run.plan, run.inputs_json, "", more_tables=damaged))
    with pytest.raises(InputError, match=r"prices.*solve the case again"):
        write_report(tmp_path / "run")


def test_a_plan_outlives_a_page_that_fails(
    tiny_run: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(api, "with_report", fail)
    with pytest.raises(ZeroDivisionError):
        api.resume(tiny_run, options=api.SolveOptions(threads=1), out=tmp_path / "run")
    run = read_run(tmp_path / "run")
    assert run.plan.case_id == "tiny"
    assert "report.html" not in run.extras
