"""How large a model is, which back-end suits it, and whether it fits, before anything is allocated."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib.util import find_spec

from tertius.errors import LimitError, NotSupportedError, UnknownNameError
from tertius.model.conflict import OptionConflict

__all__ = ["BACKENDS", "COMPILED_FROM", "choose", "for_each", "memory_limit", "processors"]

BACKENDS = ("auto", "arcs", "compiled")
COMPILED_FROM = 400_000
"""Moves from which the compiled back-end is worth its start (about half a second)."""
THREADS_FROM = 2**14
"""States from which threads are worth starting."""
TRIES = 2**36
"""Moves that are tried one by one in one pass; beyond it a pass takes more than some minutes."""


def memory_limit() -> int:
    """Bytes that the arrays of one model may take: four fifths of what the machine has free, at least 1 GB."""
    try:
        with open("/proc/meminfo", encoding="ascii") as file:
            free = next(int(line.split()[1]) * 1024 for line in file if line.startswith("MemAvailable"))
    except (OSError, StopIteration, ValueError):
        try:
            free = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") // 2
        except (ValueError, OSError, AttributeError):
            free = 5 * 2**30
    return max(2**30, free * 4 // 5)


def processors() -> int:
    """How many processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:
        return os.cpu_count() or 1


def for_each(do: Callable[[int], None], items: Sequence[int], *, states: int) -> None:
    """Call `do` for each item, on as many threads as there are processors (compiled loops release the lock).

    With fewer than `THREADS_FROM` states the threads would cost more than they save.
    """
    workers = min(len(items), processors()) if states >= THREADS_FROM else 1
    if workers < 2:
        for item in items:
            do(item)
        return
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(workers) as pool:
        for _ in pool.map(do, items):
            pass


def choose(conflict: OptionConflict, actors: Sequence[str], backend: str = "auto") -> str:
    """``arcs`` or ``compiled``.

    ``auto`` takes the compiled back-end where listing the moves would take longer than starting it,
    and where it is installed (the extra ``fast``) and the preferences are complete.

    Raises `LimitError` where the model would not fit into memory or could not be finished, with the
    size, the need and what to do; `NotSupportedError` where ``compiled`` cannot be.
    """
    if backend not in BACKENDS:
        raise UnknownNameError("back-end", backend, BACKENDS)
    free = len(conflict.free())
    if len(conflict.options) > 62:
        raise LimitError(
            f"the model has {len(conflict.options)} options ({free} free options); 62 fit into one state; leave out "
            "those on which the question does not turn"
        )
    settings = 2**free
    arcs = sum(settings * (2 ** len(conflict.free(a)) - 1) for a in actors)
    rich = [a for a, p in conflict.preferences.items() if p.kind == "pairs" or p.strong]
    installed = find_spec("numba") is not None
    if backend == "compiled" and rich:
        raise NotSupportedError(f"the compiled back-end takes complete preferences without '>>'; {rich[0]} has others: use auto")
    if backend == "compiled" and not installed:
        raise NotSupportedError("the compiled back-end is not installed: pip install 'tertius[fast]'")
    chosen = backend
    if backend == "auto":
        chosen = "compiled" if arcs > COMPILED_FROM and installed and not rich else "arcs"
    _check(conflict, actors, chosen, settings, arcs, installed)
    return chosen


def _check(
    conflict: OptionConflict, actors: Sequence[str], chosen: str, settings: int, arcs: int, installed: bool
) -> None:
    count = len(actors)
    if chosen == "compiled":
        # Ranks and orders an actor; four results an actor; two searches at once with their pointers.
        need = settings * (12 * count + 2 * (16 + 4 * count) + 40)
        what = f"{settings:,} settings"
    else:
        need = settings * (16 + 4 * count + len(conflict.options)) + arcs * 64
        what = f"{settings:,} settings and up to {arcs:,} moves"
    limit = memory_limit()
    size = f"the model has {len(conflict.free())} free options: {what}"
    if need > limit or settings > 2**30:
        fast = "" if chosen == "compiled" or installed else "install the compiled back-end (pip install 'tertius[fast]'), "
        raise LimitError(
            f"{size}, which need about {need / 2**30:,.1f} GB (this machine can give {limit / 2**30:,.1f} GB); "
            f"{fast}fix options that the question does not turn on, or split the case"
        )
    if chosen == "compiled":
        slow = [a for a in actors if _tried(conflict, a)]
        tries = sum(settings * 2 ** len(conflict.free(a)) for a in slow)
        if tries > TRIES:
            raise LimitError(
                f"{size}; one-way options, forbidden ones or needs mean that {tries:,} moves of {slow[0]} and others "
                f"would be tried one by one (limit {TRIES:,}); fix options that the question does not turn on, or "
                "make them reversible (direction: both)"
            )


def _tried(conflict: OptionConflict, actor: str) -> bool:
    """Whether the actor's moves are tried one by one rather than taken from chains."""
    own = conflict.free(actor)
    free = {o.key for o in conflict.free()}
    needs = any(key in free for key, _ in conflict.rules.needs)
    return bool(own) and (needs or any(o.direction != "both" or o.key in conflict.rules.forbidden for o in own))
