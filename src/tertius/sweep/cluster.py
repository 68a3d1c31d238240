"""A Dask cluster as a crew: `dask scheduler`, `dask worker`, and what `--scheduler tcp://…` speaks to.

A worker that is lost costs what it was working on, which the scheduler gives to another. Workers may come and go. Each
has this version of Tertius, or none works.
"""

from __future__ import annotations

import contextlib
import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tertius.errors import NotSupportedError, TertiusError
from tertius.sweep.workers import Crew, Pool
from tertius.version import VERSION

__all__ = ["cluster"]

PATIENCE = 10
"""Seconds to wait for a scheduler."""
FOR_WORKERS = 60
"""Seconds to wait for the first worker."""
RETRIES = 3
_ADDRESS = re.compile(r"((tcp|tls|ucx|wss?)://)?[^\s/]+:\d+(/\S*)?|inproc://\S+")
"""Of anything else Dask makes half a client, which complains as it goes."""


@contextlib.contextmanager
def cluster(address: str, *, patience: float = PATIENCE, for_workers: float = FOR_WORKERS) -> Iterator[Crew]:
    """A crew of all workers of a scheduler.

    Raises `TertiusError` if nobody answers there in time, no worker is there, or one has another version.
    """
    try:
        from distributed import Client
    except ImportError:
        raise NotSupportedError(
            "--scheduler needs Dask's distributed, which is not installed: pip install 'tertius[dask]'"
        ) from None
    if not _ADDRESS.fullmatch(address):
        raise TertiusError(
            f"'{address}' is no address of a scheduler; give the one that `dask scheduler` prints, such as tcp://10.0.0.1:8786, "
            "or leave out --scheduler to work on this machine"
        )
    with _quiet():
        client = _client(Client, address, patience)
        try:
            _wait(client, address, for_workers)
            _check(client, address)
            executor = client.get_executor(pure=False, retries=RETRIES)
            try:
                yield _Cluster(executor, lambda: sum(client.nthreads().values()), client)
            except _lost() as error:
                raise TertiusError(
                    f"the scheduler at {address} is gone, or lost the work ({type(error).__name__}); draws that are finished are kept where there is --out: "
                    "start it and give the same command again"
                ) from None
            finally:
                executor.shutdown(wait=False)
        finally:
            with contextlib.suppress(Exception):
                client.close(timeout=2)


@dataclass
class _Cluster(Pool):
    """Workers of a scheduler, which gives out again what a lost worker had; what it forgets is given out again from here."""

    client: Any

    def idle(self) -> bool:
        return not any(self.client.processing().values())


def _client(kind: Any, address: str, patience: float) -> Any:
    try:
        return kind(address, timeout=patience, set_as_default=False)
    except Exception as error:  # whatever somebody who is no scheduler can make of a greeting
        said = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise TertiusError(
            f"no scheduler answers at {address} within {patience:g} s ({said[:200]}); start one with `dask scheduler` and give the address that it prints, "
            "such as tcp://10.0.0.1:8786, or leave out --scheduler to work on this machine"
        ) from None


def _wait(client: Any, address: str, seconds: float) -> None:
    try:
        client.wait_for_workers(1, timeout=seconds)
    except TimeoutError:
        raise TertiusError(f"the scheduler at {address} has no worker after {seconds:g} s; start some with `dask worker {address}`") from None


def _check(client: Any, address: str) -> None:
    def version() -> str:
        try:
            from tertius.version import VERSION as found
        except ImportError:
            return "none"
        return str(found)

    others = {worker: found for worker, found in client.run(version).items() if found != VERSION}
    if others:
        worker, found = min(others.items())
        have = "has no tertius" if found == "none" else f"has tertius {found}"
        more = f", and so {'does 1 other' if len(others) == 2 else f'do {len(others) - 1} others'}" if len(others) > 1 else ""
        raise TertiusError(
            f"the worker {worker} of {address} {have}, and this is {VERSION}{more}; results of two versions are not mixed: "
            f"install one version everywhere (pip install tertius=={VERSION}) and start the workers again"
        )


def _lost() -> tuple[type[BaseException], ...]:
    from concurrent.futures import CancelledError

    from distributed import KilledWorker
    from distributed.client import FutureCancelledError
    from distributed.comm.core import CommClosedError

    return (CancelledError, FutureCancelledError, CommClosedError, KilledWorker, TimeoutError)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep Dask's log off the terminal: what matters is raised."""
    names = [n for n in logging.root.manager.loggerDict if n == "distributed" or n.startswith("distributed.")]
    before = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    try:
        yield
    finally:
        for name, level in before.items():
            logging.getLogger(name).setLevel(level)
