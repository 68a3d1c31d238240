"""What is said about anchors: passages beside a copy of the text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tertius.evidence.anchors import FOUND, Found
from tertius.explain.report_english import count
from tertius.explain.words import join
from tertius.model.case import Case

__all__ = ["anchors_said"]

_STATUS = {
    "as_anchored": "where the case says",
    "moved": "in another paragraph than the case says",
    "changed": "in a paragraph that now says something else",
    "gone": "beyond the end of the text",
}


def anchors_said(case: Case, source: str, passages: Sequence[Found] | None) -> tuple[tuple[str, bool], ...]:
    """Lines, each with whether a passage is lost; none for a source without anchors."""
    mine = [a for a in case.anchors if a.source == source]
    if not mine:
        return ()
    places = len({place for a in mine for place in a.to})
    head = f"{count(len(mine), 'passage')} anchored, on which {count(places, 'input')} {'rests' if places == 1 else 'rest'}"
    if passages is None:
        return ((head + ".", False),)
    tally = Counter(p.status for p in passages)
    lines = [(f"{head}: {join([f'{tally[s]} {_STATUS[s]}' for s in FOUND if tally[s]])}.", False)]
    for p in passages:
        if p.status == "moved":
            lines.append((f"§{p.anchor.paragraph} is now §{p.paragraph}: {', '.join(p.anchor.to)}", False))
        elif p.status != "as_anchored":
            lines.append((f"§{p.anchor.paragraph}, {_STATUS[p.status]}: {', '.join(p.anchor.to)}", True))
    return tuple(lines)
