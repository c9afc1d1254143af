"""What can be wrong with a database or a disk: a message that helps, and nothing lost."""

from __future__ import annotations

import os
import random
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from planner.problems import InputError
from planner.store import (
    BusyError,
    Publication,
    Store,
    current,
    find_runs,
    folder_of,
    lease,
    open_store,
    publish,
    read_files,
    record_run,
    store_place,
)
from planner.store.places import StorePlace
from tests.postgresql import Server

PAGE_BYTES = 4096


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory, first_run: Path) -> Path:
    """Return a folder with a SQLite store that has a current plan; to be copied."""
    folder = tmp_path_factory.mktemp("published")
    store = open_store(store_place(str(folder / "planner.db"), {}))
    with lease(store, "tiny") as held:
        publish(store, first_run, held, replaces=None)
    return folder


@pytest.fixture
def folder(published: Path, tmp_path: Path) -> Path:
    """Return a folder of its own with that store."""
    return shutil.copytree(published, tmp_path / "store")


@pytest.fixture
def small_disk(published: Path, tmp_path: Path) -> Iterator[Path]:
    """Return a file system of 2 MB with that store."""
    disk = tmp_path / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", str(disk)]
    if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("a file system cannot be mounted here")
    try:
        shutil.copytree(published, disk, dirs_exist_ok=True)
        yield disk
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)  # noqa: S603, S607


def sqlite(folder: Path) -> StorePlace:
    return store_place(str(folder / "planner.db"), {})


def now_current(store: Store) -> Publication:
    """Return the current plan of the case, once it is seen that it is whole."""
    publication = current(store, "tiny")
    assert publication is not None
    assert read_files(folder_of(store, publication)).run_id == publication.run_id
    return publication


def test_a_locked_database_is_busy(place: StorePlace, first_run: Path) -> None:
    store, other = open_store(place), open_store(place, patience_seconds=0.2)
    with store.writing(), pytest.raises(BusyError, match="busy for longer than it was waited for"):
        record_run(other, first_run)
    record_run(other, first_run)


def test_who_reads_does_not_wait_for_who_writes(place: StorePlace) -> None:
    store, other = open_store(place), open_store(place, patience_seconds=0.2)
    with store.writing():
        assert find_runs(other) == ()
        assert find_runs(open_store(place, patience_seconds=0.2)) == ()


def test_a_database_that_can_only_be_read_is_read(folder: Path, second_run: Path) -> None:
    url = f"sqlite:///file:{folder}/planner.db?mode=ro&uri=true"
    store = open_store(store_place(url, {}))
    before = now_current(store)
    with pytest.raises(InputError, match="a database that can only be read"):
        record_run(store, second_run)
    assert now_current(store) == before


def test_a_folder_that_can_only_be_read_is_said(small_disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,ro", str(small_disk)], check=True)  # noqa: S603, S607
    with pytest.raises(InputError, match=r"SQLite keeps its log beside it; change the permissions of both"):
        find_runs(open_store(sqlite(small_disk)))


@pytest.mark.parametrize("content", [b"", b"a letter to somebody\n" * 400])
def test_a_file_that_is_no_database(folder: Path, content: bytes) -> None:
    (folder / "planner.db").write_bytes(content)
    if not content:  # as a kill can leave one that was never used
        assert find_runs(open_store(sqlite(folder))) == ()
        return
    with pytest.raises(InputError, match=rf"a damaged database .*the last good run is {folder}"):
        open_store(sqlite(folder))


def test_a_database_that_was_cut_off_is_found_out(folder: Path) -> None:
    file = folder / "planner.db"
    os.truncate(file, file.stat().st_size // 2 // PAGE_BYTES * PAGE_BYTES)
    with pytest.raises(
        InputError, match=rf"a damaged database .*the last good run is {folder}/planner.published/tiny/"
    ):
        open_store(sqlite(folder)).check()


@pytest.mark.parametrize("seed", range(12))
def test_a_damaged_page_is_found_out_or_does_no_harm(published: Path, tmp_path: Path, seed: int) -> None:
    draw = random.Random(seed)  # noqa: S311
    folder = shutil.copytree(published, tmp_path / "store")
    file = folder / "planner.db"
    content = bytearray(file.read_bytes())
    page = draw.randrange(1, len(content) // PAGE_BYTES)
    content[page * PAGE_BYTES : (page + 1) * PAGE_BYTES] = draw.randbytes(PAGE_BYTES)
    file.write_bytes(content)
    try:
        store = open_store(sqlite(folder))
        store.check()
    except InputError as error:
        assert "the last good run is" in str(error)  # noqa: PT017
    else:
        now_current(store)


def test_a_full_disk_loses_nothing(small_disk: Path, second_run: Path) -> None:
    """However little room is left, a publication is done as a whole or not at all."""
    place, filler = sqlite(small_disk), small_disk / "filler"
    base, wanted = now_current(open_store(place)), read_files(second_run).run_id
    found, refused = base, 0
    for room_bytes in (0, 16_000, 100_000, 300_000, 1_000_000, 3_000_000, 8_000_000):
        disk = os.statvfs(small_disk)
        filler.write_bytes(bytes(max(0, disk.f_bavail * disk.f_frsize - room_bytes)))
        try:
            publish_second(place, second_run, base.run_id)
        except InputError as error:
            assert any(said in str(error) for said in ("make room", "check room"))  # noqa: PT017
            refused += 1
        filler.unlink()
        open_store(place).check()
        found = now_current(open_store(place))
        if found != base:
            break
    assert refused >= 2
    assert found.run_id == wanted


def publish_second(place: StorePlace, run: Path, replaces: str) -> None:
    store = open_store(place)
    with lease(store, "tiny") as held:
        publish(store, run, held, replaces=replaces)


def test_a_database_that_is_not_there_is_not_made_by_who_looks(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="planner runs add FOLDER"):
        open_store(sqlite(tmp_path / "nowhere"), create=False)
    assert not (tmp_path / "nowhere").exists()


def test_a_place_where_no_database_can_be(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    with pytest.raises(InputError, match="a folder for the database"):
        open_store(store_place(str(tmp_path / "file" / "planner.db"), {}))
    (tmp_path / "planner.db").mkdir()
    with pytest.raises(InputError, match="cannot be opened"):
        open_store(store_place(str(tmp_path / "planner.db"), {}))


def test_a_server_that_does_not_answer_is_said_without_its_password() -> None:
    place = store_place("postgresql://me:secret@127.0.0.1:1/plans", {})
    with pytest.raises(InputError, match="check the URL, and that its server") as told:
        open_store(place)
    assert "secret" not in str(told.value)


@pytest.mark.xdist_group("postgresql")
def test_a_wrong_password_is_said(postgresql: Server) -> None:
    wrong = postgresql.url().replace(postgresql.password, "secret")
    with pytest.raises(InputError, match="password authentication failed") as told:
        open_store(store_place(wrong, {}))
    assert "secret" not in str(told.value)


def test_the_driver_of_postgresql_is_asked_for_where_it_is_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(InputError, match=r"buildout-planner\[postgresql\]"):
        open_store(store_place("postgresql://me@127.0.0.1:1/plans", {}))
