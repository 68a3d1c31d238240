"""What one or more stores have, without the case file: `--summary`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tertius.errors import NothingFoundError, TertiusError
from tertius.sweep.counts import Counts, counts
from tertius.sweep.run import Sweep
from tertius.sweep.store import Part, Store, intact, part_at, parts_of, read_store, recorded, tables_of
from tertius.sweep.summary import summarise

__all__ = ["read_sweep"]


def read_sweep(*folders: str | Path, tick: Callable[[int, int], None] | None = None) -> Sweep:
    """The draws of a store, or of several with shards of one sweep; each draw counts once. Nothing is written.

    tick : is told how many draws of how many are read

    Raises `TertiusError` where a folder has no store, two are of different sweeps, or another version's;
    `NothingFoundError` where there is no draw yet.
    """
    if not folders:
        raise TertiusError("name a folder with draws")
    stores = [read_store(Path(folder)) for folder in folders]
    first = stores[0]
    for other in stores[1:]:
        _refuse(first, other)
    manifest = max((s.manifest for s in stores), key=lambda m: m.draws)
    where: dict[int, tuple[Store, Part]] = {}
    damaged = 0
    for store in stores:
        for index, part in recorded(store).items():
            if index in where and where[index][1].stop >= part.stop:
                continue
            if intact(store, part):
                where[index] = store, part
            else:
                damaged += 1
        beyond = max((p.stop for p in recorded(store).values()), default=0)
        if beyond > store.manifest.draws:
            raise TertiusError(
                f"{store.folder} has draws up to {beyond:,}, and its manifest.json asks for {store.manifest.draws:,}: it was changed or damaged; "
                f"give the command that made it again, with -n {beyond} or more"
            )
    if not where:
        raise NothingFoundError(f"{first.folder} has no finished draws yet; give the command that made it again")
    total = Counts.empty(manifest.plan)
    done, all_draws = 0, sum(p.stop - p.start for _, p in where.values())
    for _, (store, part) in sorted(where.items()):
        total = total + counts(manifest.plan, tables_of(store, part))
        done += part.stop - part.start
        if tick is not None:
            tick(done, all_draws)
    complete = all(k in where and where[k][1] == part_at(manifest, k) for k in parts_of(manifest.draws, manifest.part))
    summary = summarise(manifest.plan, total)
    return Sweep(
        manifest.plan,
        summary,
        manifest.draws,
        until=manifest.until,
        stopped=not complete and manifest.until is not None and summary.widest <= manifest.until,
        folders=tuple(s.folder for s in stores),
        found=done,
        complete=complete,
        damaged=damaged,
    )


def _refuse(first: Store, other: Store) -> None:
    a, b = first.manifest, other.manifest
    if a.plan.fingerprint == b.plan.fingerprint and a.part == b.part:
        return
    said = [
        f"{name}: {one} and {two}"
        for name, one, two in (
            ("case", f"'{a.plan.case.title[:60]}' ({a.plan.case.hash})", f"'{b.plan.case.title[:60]}' ({b.plan.case.hash})"),
            ("seed", a.plan.seed, b.plan.seed),
            ("draws in a file", a.part, b.part),
        )
        if one != two
    ]
    raise TertiusError(
        f"{first.folder} and {other.folder} are of different sweeps ({'; '.join(said) or 'what was asked differs'}); "
        "summarise each by itself"
    )
