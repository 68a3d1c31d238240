"""Sentences about what a case rests on."""

from __future__ import annotations

from tertius.evidence.sources import Support
from tertius.explain.words import join
from tertius.model.case import Case

__all__ = ["support_lines"]


def support_lines(case: Case, found: Support) -> tuple[str, ...]:
    """How many sources in how many strands, self-citation, inputs on one strand, inputs without a source."""
    if not case.sources:
        return ("No source is on file.",)
    lines = [f"{_count(len(case.sources), 'source')} in {_count(len(found.strands), 'strand')}: sources by one author, or of which one cites another, count as one."]
    linked = [strand for strand in found.strands if len(strand) > 1]
    lines += [f"One strand: {join(list(strand))}." for strand in linked]
    if found.self_citations:
        by: dict[str, list[str]] = {}
        for citing, cited in found.self_citations:
            by.setdefault(citing, []).append(cited)
        said = "; ".join(f"{citing} cites {join(cited)}" for citing, cited in by.items())
        lines.append(f"An author's own pieces, no independent support: {said}.")
    if found.single:
        lines.append(f"{_count(len(found.single), 'input')} with several sources {'rests' if len(found.single) == 1 else 'rest'} on one strand: {_listed(found.single)}.")
    if found.unsourced:
        lines.append(f"{_count(len(found.unsourced), 'input')} without a source: {_listed(found.unsourced)}.")
    return tuple(lines)


def _listed(places: tuple[str, ...]) -> str:
    return join(list(places[:6])) if len(places) <= 6 else f"{', '.join(places[:6])} and {len(places) - 6} more"


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
