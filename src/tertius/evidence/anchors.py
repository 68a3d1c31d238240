"""Anchors beside a copy of the text: which passages are where the case says, which moved, and what rests on what.

With h the hash that an anchor names and H(n) that of paragraph n of the copy: the passage is *as anchored* if H(paragraph) = h;
*moved* to the nearest n with H(n) = h otherwise (the first of two that are as near); *changed* if no paragraph has h but the number
exists; *gone* if not even that. Tertius's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import UnknownNameError
from tertius.model.anchors import Anchor, as_hashed, paragraph_hash
from tertius.model.case import Case
from tertius.model.inputs import inputs

__all__ = ["FOUND", "Found", "Resting", "anchored", "locate", "passages_of", "resting", "unused"]

FOUND = ("as_anchored", "moved", "changed", "gone")
"""What can have become of a passage in a copy."""


@dataclass(frozen=True, slots=True)
class Found:
    """An anchor in a copy. status : of `FOUND`; paragraph : where it is now, None if it is not; passage : its words"""

    anchor: Anchor
    status: str
    paragraph: int | None
    passage: str = ""


@dataclass(frozen=True, slots=True)
class Resting:
    """What an input rests on. sources : as its provenance says; passages : (source, paragraph) of its anchors; basis : as marked"""

    where: str
    sources: tuple[str, ...]
    basis: str
    passages: tuple[tuple[str, int], ...]

    @property
    def on_nothing(self) -> bool:
        """Whether it has neither a source, nor a passage, nor a basis."""
        return not (self.sources or self.passages or self.basis)


def locate(anchor: Anchor, hashes: Sequence[str]) -> tuple[str, int | None]:
    """What became of an anchor in a copy with these hashes, and the number of its paragraph now."""
    number = anchor.paragraph
    if number <= len(hashes) and hashes[number - 1] == anchor.hash:
        return "as_anchored", number
    same = [n for n, h in enumerate(hashes, 1) if h == anchor.hash]
    if same:
        return "moved", min(same, key=lambda n: (abs(n - number), n))
    return ("changed", number) if number <= len(hashes) else ("gone", None)


def anchored(case: Case, source: str, paragraphs: Sequence[str]) -> tuple[Found, ...]:
    """Every anchor in a source beside the paragraphs of a copy.

    Raises `UnknownNameError` for a source that the case does not have.
    """
    if source not in case.sources:
        raise UnknownNameError("source", source, case.sources)
    hashes = [paragraph_hash(p) for p in paragraphs]
    found = []
    for anchor in case.anchors:
        if anchor.source == source:
            status, number = locate(anchor, hashes)
            text = as_hashed(paragraphs[number - 1]) if number is not None and status in {"as_anchored", "moved"} else ""
            found.append(Found(anchor, status, number, text[slice(*anchor.chars)] if anchor.chars else text))
    return tuple(found)


def passages_of(case: Case) -> dict[str, tuple[tuple[str, int], ...]]:
    """For each place of the case the passages that it rests on, as (source, paragraph)."""
    found: dict[str, list[tuple[str, int]]] = {}
    for anchor in case.anchors:
        for place in anchor.to:
            found.setdefault(place, []).append((anchor.source, anchor.paragraph))
    return {place: tuple(dict.fromkeys(mine)) for place, mine in found.items()}


def resting(case: Case) -> tuple[Resting, ...]:
    """Every input with what it rests on, in the order of the file."""
    passages = passages_of(case)
    rows = {i.where: Resting(i.where, i.provenance.sources, i.provenance.basis, passages.get(i.where, ())) for i in inputs(case)}
    return tuple(rows.values())


def unused(case: Case, source: str, count: int) -> tuple[int, ...]:
    """Numbers of the paragraphs of a source, of `count`, to which neither an anchor nor the coverage says anything."""
    used = {a.paragraph for a in case.anchors if a.source == source}
    used |= {r.paragraph for r in case.coverage if r.source == source}
    return tuple(n for n in range(1, count + 1) if n not in used)
