"""Cases from and to the files of other programs: the formats of `tertius.io`, and the states that they need."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tertius.io.exchange import Computed, Exported, Imported
    from tertius.model.case import Case

__all__ = ["computed", "exported", "imported"]

MAX_STATES = 2**16


def imported(data: bytes, file: str, source: str, *, title: str, sheet: str | None = None, aside: tuple[str, ...] = ()) -> Imported:
    """A case from a file's content in a format other than the case's own; `file` is its name in messages."""
    from tertius.io.exchange import Imported, decode

    if source == "gmcr":
        from tertius.io.gmcr import read_gmcr

        return read_gmcr(decode(data, file), file, title, set_aside=aside)
    if source == "graphml":
        from tertius.io.graphml import read_graphml

        return read_graphml(data, file, title)
    if source == "nfg":
        from tertius.io.nfg import read_nfg

        return read_nfg(decode(data, file), file, title)
    from tertius.io.option_table import case_of

    if source == "xlsx":
        from tertius.io.workbook import read_workbook

        return Imported(case_of(read_workbook(data, file, sheet=sheet, title=title)))
    from tertius.io.csv_table import read_csv

    return Imported(case_of(read_csv(decode(data, file), file, title)))


def exported(case: Case, extra: Mapping[str, Any], target: str, file: str) -> Exported:
    """The content of a file in a format; `file` is its name."""
    from tertius.io.exchange import Exported, left_out

    if target == "yaml":
        from tertius.io.load import parse_case
        from tertius.io.write import case_text

        text = case_text(case, extra)
        parse_case(text, file=file)
        return Exported(text)
    if target == "gmcr":
        from tertius.io.gmcr_write import gmcr_text

        return gmcr_text(case, extra, computed, file)
    if target == "nfg":
        from tertius.io.nfg_write import nfg_text

        return nfg_text(case, extra, computed(case))
    if target == "graphml":
        from tertius.io.graphml import graphml_text

        people = [(a.id, a.name) for a in case.actors]
        found = computed(case)
        from tertius.io.write import existing_pairs

        there = set(found.codes)
        preferences = case.conflict.preferences if case.conflict is not None else {}
        pairs = {
            a: replace(p, pairs=existing_pairs(p, there.__contains__)) for a, p in preferences.items() if p.kind == "pairs"
        }
        left = left_out(case, ("title", "status_quo"))
        return Exported(graphml_text(case.title, people, _labels(case, found.codes), found, pairs), left)
    from tertius.io.option_table import needs_options, table_of

    needs_options(case, "an option table")
    table, notes = table_of(case, computed(case))
    left = left_out(case, ("title", "status_quo"))
    if target == "xlsx":
        from tertius.io.workbook import workbook_bytes

        return Exported(workbook_bytes(table), left, notes)
    from tertius.io.csv_table import csv_text

    return Exported(csv_text(table, "\t" if file.lower().endswith(".tsv") else ","), left, notes)


def computed(case: Case) -> Computed:
    """The states of a case, its moves, improvements and ranks, as plain data."""
    from tertius.errors import LimitError
    from tertius.io.exchange import Computed
    from tertius.kernels.graph import game_of

    game = game_of(case)
    states = range(len(game.codes))
    if len(states) > MAX_STATES:
        raise LimitError(
            f"the case has {len(states):,} states; at most {MAX_STATES:,} are converted one by one; "
            "fix options that the question does not turn on"
        )

    def listed(arcs: Any) -> tuple[tuple[int, ...], ...]:
        of: Callable[[int], Any] = arcs.of
        return tuple(tuple(int(t) for t in of(s)) for s in states)

    preferences = case.conflict.preferences if case.conflict is not None else {}
    partial = {actor for actor, p in preferences.items() if p.kind == "pairs"}
    actors = [a.id for a in case.actors]
    return Computed(
        actors=tuple(actors),
        codes=tuple(game.codes),
        moves=tuple(listed(arcs) for arcs in game.moves),
        improvements=tuple(listed(arcs) for arcs in game.improvements),
        ranks={a: tuple(int(r) for r in game.rank[i]) for i, a in enumerate(actors) if a not in partial and a in preferences},
        status_quo=game.status_quo,
    )


def _labels(case: Case, codes: tuple[str, ...]) -> list[str]:
    """What people call each state."""
    from tertius.model.conflict import OptionConflict

    conflict = case.conflict
    if not isinstance(conflict, OptionConflict):
        return [conflict.label(code) for code in codes] if conflict is not None else []
    names = [f"{case.actor(o.actor).name}: {o.name}" for o in conflict.options]
    return ["; ".join(n for n, x in zip(names, code, strict=True) if x == "Y") or "nothing is on" for code in codes]
