"""A sweep on a real Dask cluster whose workers are killed, are of another version, or are not there."""

from __future__ import annotations

import gc
import os
import signal
import socket
import time
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tertius import TertiusError
from tertius.sweep.cluster import cluster
from tertius.sweep.read import read_sweep
from tertius.sweep.run import Pace, run_sweep
from tertius.testing_sweep import content, small_plan

PLAN = small_plan()
DRAWS = 30 * PLAN.block + 5


@pytest.fixture(scope="module")
def dask() -> Iterator[Any]:
    """Two workers on this machine, each a process with a nanny that starts another when it is killed."""
    pytest.importorskip("distributed")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import LocalCluster

        with LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=60) as made:
            yield made


def test_a_cluster_whose_workers_are_killed_gives_the_same_files(dask: Any, tmp_path: Path) -> None:
    run_sweep(PLAN, draws=DRAWS, out=tmp_path / "here", workers=1)
    killed: list[int] = []

    def killer(pace: Pace) -> None:
        # Twice, while a good part of the work is still to be done.
        if len(killed) < 2 and pace.done > len(killed) * 8 * PLAN.block:
            pid = dask.workers[len(killed)].process.pid
            if pid is not None:
                killed.append(pid)
                os.kill(pid, signal.SIGKILL)

    found = run_sweep(PLAN, draws=DRAWS, out=tmp_path / "there", scheduler=dask.scheduler_address, tick=killer)
    assert len(killed) == 2
    assert found.summary == read_sweep(tmp_path / "here").summary
    assert content(tmp_path / "there") == content(tmp_path / "here")


def test_a_worker_of_another_version_is_named_before_anything_runs(dask: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertius.sweep.cluster.VERSION", "9.9.9")
    with pytest.raises(TertiusError, match=r"the worker tcp://\S+ of tcp://\S+ has tertius 0\.\S+, and this is 9\.9\.9, and so does 1 other"):
        run_sweep(PLAN, draws=DRAWS, scheduler=dask.scheduler_address)


def test_nobody_at_the_address(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        free = taken.getsockname()[1]
    begin = time.monotonic()
    with pytest.raises(TertiusError, match=r"no scheduler answers at .* within 0\.3 s .*leave out --scheduler"), cluster(f"tcp://127.0.0.1:{free}", patience=0.3):
        pass
    assert time.monotonic() - begin < 10


@pytest.mark.parametrize("address", ["nonsense", "tcp://", "ftp://127.0.0.1:1", "tcp://no.such.host.invalid:8786", ""])
def test_an_address_that_is_none(address: str, capfd: pytest.CaptureFixture[str]) -> None:
    said = "no scheduler answers at" if "invalid" in address else "is no address of a scheduler"
    with pytest.raises(TertiusError, match=said), cluster(address, patience=0.3):
        pass
    gc.collect()
    assert "Traceback" not in capfd.readouterr().err


def test_a_scheduler_without_workers() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from distributed import LocalCluster

        with (
            LocalCluster(n_workers=0, dashboard_address=None, silence_logs=60) as made,
            pytest.raises(TertiusError, match=r"has no worker after 0\.2 s; start some with `dask worker"),
            cluster(made.scheduler_address, for_workers=0.2),
        ):
            pass
