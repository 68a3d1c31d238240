"""A store: whole parts or none, each once, of one sweep."""

from __future__ import annotations

import errno
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from tertius import TertiusError, load, plan_of
from tertius.errors import LimitError
from tertius.sweep import manifest as manifests
from tertius.sweep.block import solve_block
from tertius.sweep.counts import Counts, counts
from tertius.sweep.manifest import manifest_of, part_of
from tertius.sweep.parquet import read_table, write_table
from tertius.sweep.plan import Column
from tertius.sweep.read import read_sweep
from tertius.sweep.run import run_sweep
from tertius.sweep.store import commit, intact, open_store, part_at, parts_of, read_store, recorded, tables_of
from tertius.sweep.summary import summarise
from tertius.testing_sweep import content, small_plan

PLAN = small_plan()
DRAWS = 5 * PLAN.block + 7


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished store, not to be changed."""
    folder = tmp_path_factory.mktemp("whole") / "draws"
    run_sweep(PLAN, draws=DRAWS, out=folder, workers=1)
    return folder


@pytest.fixture
def copy(whole: Path, tmp_path: Path) -> Path:
    import shutil

    return Path(shutil.copytree(whole, tmp_path / "copy"))


def test_a_table_comes_back_as_it_was(tmp_path: Path) -> None:
    labels = ("", "a'b\"c", "سوريا", "x" * 300)
    schema = {"draw": Column("int64"), "label": Column("int16", labels), "plain": Column("float64"), "none": Column("int8", ("a",))}
    table = {
        "draw": np.arange(6, dtype=np.int64) + 2**40,
        "label": np.array([0, 1, -1, 2, 3, 0], dtype=np.int16),
        "plain": np.array([0.1, -0.0, 1e300, 5e-324, np.inf, 2.0]),
        "none": np.full(6, -1, dtype=np.int8),
    }
    for rows in (6, 0):
        given = {name: column[:rows] for name, column in table.items()}
        write_table(tmp_path / "it's.parquet", given, schema)
        found = read_table(tmp_path / "it's.parquet", schema)
        for name, column in given.items():
            assert found[name].dtype == column.dtype
            assert np.array_equal(found[name], column)


def test_other_tools_read_the_files(whole: Path) -> None:
    import duckdb

    rows = duckdb.sql(f"SELECT count(*), min(draw), max(draw), count(DISTINCT draw) FROM '{whole}/draws/*.parquet'").fetchall()
    assert rows == [(DRAWS, 0, DRAWS - 1, DRAWS)]
    kinds = {row[1] for table in PLAN.tables for row in duckdb.sql(f"DESCRIBE FROM '{whole}/{table}/*.parquet'").fetchall()}
    assert kinds <= {"BIGINT", "INTEGER", "SMALLINT", "TINYINT", "DOUBLE", "VARCHAR"}
    verdicts = {row[0] for row in duckdb.sql(f"SELECT DISTINCT verdict FROM '{whole}/verdicts/*.parquet'").fetchall()}
    assert verdicts <= {"holds", "fails", "open"}


def test_the_stored_draws_are_the_draws(whole: Path) -> None:
    store = open_store(whole, manifest_of(PLAN, DRAWS))
    for index in parts_of(DRAWS, store.manifest.part):
        part = part_at(store.manifest, index)
        mine = solve_block(PLAN, part.start, part.stop)
        found = tables_of(store, part)
        assert found.keys() == mine.keys()
        for name, table in mine.items():
            for column, values in table.items():
                assert np.array_equal(found[name][column], values), (name, column)


def test_a_part_is_some_blocks() -> None:
    block = PLAN.block
    assert part_of(PLAN, 1) == part_of(PLAN, 64 * block) == block
    assert part_of(PLAN, 64 * block + 1) == 2 * block
    assert part_of(PLAN, 100_000 * block) == 16 * block
    assert part_of(PLAN, 10**12) == 64 * block
    slow = plan_of(load("cyprus-1964"))
    assert slow.block < block
    assert part_of(slow, 10_000 * slow.block) == slow.block
    assert part_of(slow, 10_000 * slow.block + 1) == 2 * slow.block


def test_a_part_of_several_blocks_is_the_blocks(tmp_path: Path) -> None:
    draws = 66 * PLAN.block
    run_sweep(PLAN, draws=draws, out=tmp_path / "out", workers=1)
    assert len(recorded(read_store(tmp_path / "out"))) == 33
    total = Counts.empty(PLAN)
    for start in range(0, draws, PLAN.block):
        total = total + counts(PLAN, solve_block(PLAN, start, start + PLAN.block))
    assert read_sweep(tmp_path / "out").summary == summarise(PLAN, total)


@pytest.mark.parametrize("of", [1, 2, 3, 7, 20])
def test_shards_have_every_part_once(of: int) -> None:
    found = [k for i in range(1, of + 1) for k in parts_of(DRAWS, PLAN.block, (i, of))]
    assert found == list(range(6))


def test_a_part_without_a_record_does_not_count(copy: Path) -> None:
    (copy / "parts" / f"{PLAN.block:012d}.json").unlink()
    assert read_sweep(copy).summary.draws == DRAWS - PLAN.block
    assert not read_sweep(copy).complete


@pytest.mark.parametrize("harm", ["cut", "bit", "gone", "record", "empty"])
def test_a_torn_part_is_found_out_and_made_again(whole: Path, copy: Path, harm: str) -> None:
    name = f"{2 * PLAN.block:012d}"
    path = copy / "outcomes" / f"{name}.parquet"
    data = path.read_bytes()
    if harm == "cut":
        path.write_bytes(data[:-1])
    elif harm == "bit":
        path.write_bytes(data[:40] + bytes([data[40] ^ 1]) + data[41:])
    elif harm == "gone":
        path.unlink()
    elif harm == "record":
        path = copy / "parts" / f"{name}.json"
        path.write_text(path.read_text()[:20])
    else:
        path.write_bytes(b"")
    left = read_sweep(copy)
    assert left.summary.draws == DRAWS - PLAN.block
    assert left.damaged == (harm != "record")
    again = run_sweep(PLAN, draws=DRAWS, out=copy, workers=1)
    assert (again.found, again.summary) == (DRAWS - PLAN.block, read_sweep(whole).summary)
    assert content(copy) == content(whole)


def test_what_a_killed_process_left_is_cleared_away(whole: Path, copy: Path) -> None:
    (copy / "parts" / f"{PLAN.block:012d}.json").unlink()
    (copy / "outcomes" / f".{PLAN.block:012d}.parquet.1a2b3c4d").write_bytes(b"half")
    (copy / "parts" / f".{PLAN.block:012d}.json.1a2b3c4d").write_bytes(b"half")
    (copy / ".manifest.json.1a2b3c4d").write_bytes(b"half")
    run_sweep(PLAN, draws=DRAWS, out=copy, workers=1)
    assert content(copy) == content(whole)


def test_a_store_grows_and_is_then_as_if_made_at_once(copy: Path, tmp_path: Path) -> None:
    more = DRAWS + 3 * PLAN.block
    grown = run_sweep(PLAN, draws=more, out=copy, workers=1)
    fresh = run_sweep(PLAN, draws=more, out=tmp_path / "fresh", workers=1)
    assert grown.summary == fresh.summary
    assert grown.found == 5 * PLAN.block
    assert content(copy) == content(tmp_path / "fresh")
    with pytest.raises(TertiusError, match=r"a store grows and is not cut: ask for -n 8199"):
        run_sweep(PLAN, draws=DRAWS, out=copy)


def test_another_sweep_is_refused_and_what_differs_is_said(copy: Path) -> None:
    before = content(copy)
    with pytest.raises(TertiusError, match=r"seed: 0 there, 1 here.*take another --out"):
        run_sweep(small_plan(seed=1), draws=DRAWS, out=copy)
    with pytest.raises(TertiusError, match=r"case: 'Two banks' \(\w+\) there, 'Three banks' \(\w+\) here"):
        run_sweep(small_plan(title="Three banks"), draws=DRAWS, out=copy)
    with pytest.raises(TertiusError, match=r"concepts: nash, gmr, smr, seq there, nash here"):
        run_sweep(replace(PLAN, concepts=("nash",)), draws=DRAWS, out=copy)
    assert content(copy) == before


def test_another_version_is_refused(copy: Path) -> None:
    path = copy / "manifest.json"
    path.write_text(path.read_text().replace(f'"version": "{manifests.VERSION}"', '"version": "0.0.1"'))
    for attempt in (lambda: run_sweep(PLAN, draws=DRAWS, out=copy), lambda: read_sweep(copy)):
        with pytest.raises(TertiusError, match=r"written by tertius 0\.0\.1, and this is .*pip install tertius==0\.0\.1"):
            attempt()


@pytest.mark.parametrize("damage", [b"{", b"[]", b'{"schema": "tertius/other/1"}', b"\x00", b"\xff\xfe"])
def test_a_manifest_that_is_none_is_refused(copy: Path, damage: bytes) -> None:
    (copy / "manifest.json").write_bytes(damage)
    for attempt in (lambda: run_sweep(PLAN, draws=DRAWS, out=copy), lambda: read_sweep(copy)):
        with pytest.raises(TertiusError, match="not the manifest of a sweep"):
            attempt()


@pytest.mark.parametrize("key", ["fingerprint", "plan", "kept_case", "part", "draws"])
def test_a_manifest_that_was_changed_is_refused(copy: Path, key: str) -> None:
    path = copy / "manifest.json"
    data = json.loads(path.read_text())
    changed: dict[str, object] = {"fingerprint": "x", "plan": data["plan"] | {"seed": 9}, "kept_case": {"@": "case.Case"}, "part": 3, "draws": 0}
    path.write_text(json.dumps(data | {key: changed[key]}))
    with pytest.raises(TertiusError, match="changed or damaged"):
        read_sweep(copy)


@pytest.mark.parametrize(("said", "instead"), [(b"upper.release", b"lower.release"), (b"Two banks", b"Tw\xff banks"), (b'"p": 0.3', b'"p": 0.7')])
def test_a_kept_case_in_which_a_letter_is_another_is_refused(copy: Path, said: bytes, instead: bytes) -> None:
    path = copy / "manifest.json"
    text = path.read_bytes()
    assert said in text
    path.write_bytes(text.replace(said, instead))
    for attempt in (lambda: read_sweep(copy), lambda: run_sweep(PLAN, draws=DRAWS, out=copy, workers=1)):
        with pytest.raises(TertiusError, match="changed or damaged"):
            attempt()


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.tex").write_text("x")
    with pytest.raises(TertiusError, match=r"is not empty \(thesis\.tex\)"):
        run_sweep(PLAN, draws=10, out=tmp_path)
    with pytest.raises(TertiusError, match="is a file"):
        run_sweep(PLAN, draws=10, out=tmp_path / "thesis.tex")
    with pytest.raises(TertiusError, match="cannot be written"):
        run_sweep(PLAN, draws=10, out=tmp_path / "thesis.tex" / "below")
    for folder in (tmp_path, tmp_path / "none"):
        with pytest.raises(TertiusError, match=r"has no manifest\.json"):
            read_sweep(folder)


def test_a_folder_that_cannot_be_written_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # Root may write anywhere, so that the refusal is the system's, made here.
    def refused(*_: object, **__: object) -> None:
        raise OSError(errno.EROFS, os.strerror(errno.EROFS), str(tmp_path / "draws"))

    monkeypatch.setattr(os, "open", refused)
    with pytest.raises(TertiusError, match=r"cannot be written: Read-only file system; choose another --out"):
        run_sweep(PLAN, draws=10, out=tmp_path / "draws", workers=1)


@pytest.fixture
def tiny_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 256 kB, where one may be mounted."""
    folder = tmp_path / "disk"
    folder.mkdir()
    try:
        subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(folder)], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no disk can be mounted here; test_a_full_disk_loses_nothing does it without")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=True)


def test_a_disk_that_is_full_in_earnest(tiny_disk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertius.sweep.run.shutil.disk_usage", lambda _: _Usage())  # so that it does fill up
    out = tiny_disk / "draws"
    draws = 60 * PLAN.block
    with pytest.raises(LimitError, match=r"the disk is full .*make room and give the same command again"):
        run_sweep(PLAN, draws=draws, out=out, workers=1)
    assert not list(out.rglob(".*")), "something half-written is left"
    kept = recorded(read_store(out))
    assert kept
    assert all(intact(read_store(out), part) for part in kept.values())
    subprocess.run(["mount", "-o", "remount,size=16m", str(tiny_disk)], check=True)
    again = run_sweep(PLAN, draws=draws, out=out, workers=1)
    assert again.found == sum(p.stop - p.start for p in kept.values())
    assert again.summary == run_sweep(PLAN, draws=draws, workers=1).summary


class _Usage:
    free = 10**15


@pytest.mark.parametrize("after", range(0, 12, 2))
def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: int) -> None:
    """The disk fills up at the n-th file that is flushed."""
    left = [after]
    flush = os.fsync

    def full(descriptor: int) -> None:
        left[0] -= 1
        if left[0] < 0:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        flush(descriptor)

    out = tmp_path / "draws"
    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(LimitError, match="the disk is full"):
        run_sweep(PLAN, draws=DRAWS, out=out, workers=1)
    monkeypatch.undo()
    assert not list(out.rglob(".*"))
    again = run_sweep(PLAN, draws=DRAWS, out=out, workers=1)
    assert again.summary.draws == DRAWS
    assert again.summary == read_sweep(out).summary


def test_more_than_the_disk_can_hold_is_refused_when_it_is_known(tmp_path: Path) -> None:
    with pytest.raises(LimitError, match=r"1,000,000,000,000 draws take about .*TB more, and .* are free; take a larger disk"):
        run_sweep(PLAN, draws=10**12, out=tmp_path / "draws", workers=1)


_HOLDER = """
import sys
from pathlib import Path
from tertius.sweep.lock import holding
with holding(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]), told="busy"):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_two_writers_of_the_same_parts_are_refused_and_of_others_not(copy: Path) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", _HOLDER, str(copy / "lock"), "0", "2"], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    assert holder.stdout is not None
    assert holder.stdout.readline() == b"held\n"
    with pytest.raises(TertiusError, match=r"another sweep is writing draws 0 to .*give each its own --shard"):
        run_sweep(PLAN, draws=DRAWS, out=copy)
    # Parts 2 and 3 of 6 are the second of three shards.
    assert run_sweep(PLAN, draws=DRAWS, out=copy, shard=(2, 3)).summary.draws == 2 * PLAN.block
    holder.kill()
    holder.communicate()
    assert run_sweep(PLAN, draws=DRAWS, out=copy).summary.draws == DRAWS


def test_a_refused_sweep_leaves_the_one_that_is_written_as_it_was_asked_for(copy: Path) -> None:
    from tertius.sweep.lock import holding

    before = (copy / "manifest.json").read_bytes()
    with holding(copy / "lock", 3, 4, told="busy"):
        for draws, until in ((DRAWS + PLAN.block, None), (DRAWS, 0.1)):
            with pytest.raises(TertiusError, match="is being written here, and this one asks for another"):
                run_sweep(PLAN, draws=draws, until=until, out=copy, workers=1)
        assert (copy / "manifest.json").read_bytes() == before
        assert run_sweep(PLAN, draws=DRAWS, out=copy, shard=(1, 6), workers=1).summary.draws == PLAN.block


def test_fewer_draws_are_taken_where_the_others_never_came_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is advised where the disk cannot hold so many can be done in the same folder."""
    out = tmp_path / "draws"
    monkeypatch.setattr("tertius.sweep.run.shutil.disk_usage", lambda _: _Little())
    with pytest.raises(LimitError, match=r"fewer draws \(-n\)"):
        run_sweep(PLAN, draws=60 * PLAN.block, out=out, workers=1)
    monkeypatch.undo()
    there = read_sweep(out).summary.draws
    with pytest.raises(TertiusError, match=rf"ask for -n {there} or more"):
        run_sweep(PLAN, draws=there - 1, out=out, workers=1)
    fewer = run_sweep(PLAN, draws=there + 1, out=out, workers=1)
    assert (fewer.found, fewer.summary) == (there, run_sweep(PLAN, draws=there + 1, workers=1).summary)
    told = read_sweep(out)
    assert (told.summary, told.draws, told.complete) == (fewer.summary, there + 1, True)


class _Little:
    free = 1


def test_two_writers_in_one_process_are_refused_too(copy: Path) -> None:
    from tertius.sweep.lock import holding

    with holding(copy / "lock", 1, 2, told="busy"):
        with pytest.raises(TertiusError, match="another sweep is writing"):
            run_sweep(PLAN, draws=DRAWS, out=copy)
        # The failed attempt has not let go of what is held.
        assert subprocess.run([sys.executable, "-c", _HOLDER, str(copy / "lock"), "1", "2"], stdin=subprocess.DEVNULL, capture_output=True).returncode
    assert run_sweep(PLAN, draws=DRAWS, out=copy).summary.draws == DRAWS


def test_stores_of_different_sweeps_are_not_summarised_together(whole: Path, tmp_path: Path) -> None:
    run_sweep(small_plan(seed=3), draws=DRAWS, out=tmp_path / "other", workers=1)
    with pytest.raises(TertiusError, match=r"of different sweeps \(seed: 0 and 3\)"):
        read_sweep(whole, tmp_path / "other")


def test_a_part_in_two_folders_counts_once(whole: Path, copy: Path) -> None:
    assert read_sweep(whole, copy).summary == read_sweep(whole).summary


def test_commit_replaces_a_shorter_part(tmp_path: Path) -> None:
    short = open_store(tmp_path / "a", manifest_of(PLAN, 7))
    commit(short, part_at(short.manifest, 0), solve_block(PLAN, 0, 7))
    longer = open_store(tmp_path / "a", manifest_of(PLAN, 9))
    assert not [p for p in recorded(longer).values() if p == part_at(longer.manifest, 0)]
    commit(longer, part_at(longer.manifest, 0), solve_block(PLAN, 0, 9))
    assert [p.stop for p in recorded(longer).values()] == [9]


@pytest.mark.parametrize(
    ("key", "value"), [("draws", "1e999"), ("draws", "true"), ("draws", '"9"'), ("part", "1024.5"), ("until", '"abc"'), ("draws", "1")]
)
def test_a_manifest_with_numbers_that_are_none_or_too_few_is_refused(copy: Path, key: str, value: str) -> None:
    path = copy / "manifest.json"
    data = json.loads(path.read_text(encoding="utf-8")) | {key: json.loads(value)}
    path.write_text(json.dumps(data), encoding="utf-8")
    with pytest.raises(TertiusError, match="changed or damaged"):
        read_sweep(copy)
