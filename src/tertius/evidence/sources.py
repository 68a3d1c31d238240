r"""Which sources stand on their own, and which on each other.

Two sources are *linked* if they have the same author, or if one cites the other. What is linked, directly or through
others, counts as one: a *strand*. n sources in k strands are at most k independent supports (there may be links that the file
does not know). A citation by an author of a piece of its own is a self-citation, and counted.

The definitions are Tertius's own; the advice behind them (do not count one voice twice) is common to source criticism.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tertius.model.case import Case
from tertius.model.inputs import inputs

__all__ = ["Support", "strand_count", "strands", "support"]


@dataclass(frozen=True, slots=True)
class Support:
    """What a case rests on.

    strands : sources by strand, in file order
    self_citations : (citing, cited) with the same author
    rests : source -> inputs that rest on it, by place in the file
    single : inputs with two sources or more, all of one strand
    unsourced : inputs without a source
    """

    strands: tuple[tuple[str, ...], ...]
    self_citations: tuple[tuple[str, str], ...]
    rests: dict[str, tuple[str, ...]]
    single: tuple[str, ...]
    unsourced: tuple[str, ...]


def strands(case: Case) -> tuple[tuple[str, ...], ...]:
    """Sources that are linked, together."""
    group = {s: s for s in case.sources}

    def head(id: str) -> str:
        while group[id] != id:
            id = group[id]
        return id

    by_author: dict[str, str] = {}
    for source in case.sources.values():
        if source.author:
            group[head(source.id)] = head(by_author.setdefault(source.author.casefold(), source.id))
        for cited in source.cites:
            if cited in group:
                group[head(cited)] = head(source.id)
    found: dict[str, list[str]] = {}
    for id in case.sources:
        found.setdefault(head(id), []).append(id)
    return tuple(tuple(ids) for ids in found.values())


def strand_count(case: Case, sources: Iterable[str]) -> int:
    """How many strands these sources belong to."""
    wanted = set(sources)
    return sum(bool(wanted & set(strand)) for strand in strands(case))


def support(case: Case) -> Support:
    """What the inputs of a case rest on."""
    rows = inputs(case)
    author = {s.id: s.author.casefold() for s in case.sources.values()}
    rests: dict[str, list[str]] = {s: [] for s in case.sources}
    for row in rows:
        for source in row.provenance.sources:
            if source in rests:
                rests[source].append(row.where)
    found = strands(case)
    place = {s: k for k, strand in enumerate(found) for s in strand}
    return Support(
        strands=found,
        self_citations=tuple(
            (s.id, cited) for s in case.sources.values() for cited in s.cites if s.author and author.get(cited) == author[s.id]
        ),
        rests={s: tuple(where) for s, where in rests.items()},
        single=tuple(
            row.where
            for row in rows
            if len(row.provenance.sources) > 1 and len({place[s] for s in row.provenance.sources if s in place}) == 1
        ),
        unsourced=tuple(row.where for row in rows if not row.provenance.sources),
    )
