"""Sources and their texts: the article beside the case, what rests on which passage, and what is not used yet."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from tertius.errors import TertiusError
from tertius.evidence.anchors import Resting, locate, resting
from tertius.io.sections import SEEN, STANCES
from tertius.model.anchors import Anchor
from tertius.model.case import Case
from tertius.model.inputs import places
from tertius.studio.copies import Copy, copies_in, copy_of
from tertius.studio.look import Look
from tertius.studio.named import named
from tertius.studio.registry import part
from tertius.studio.rows import listed, mapped, said

FIELDS = ("title", "author", "publisher", "date", "url", "stance", "seen", "note", "copy")
GROUPS = {"claims": "Claims", "history": "Events", "forecasts": "Forecasts", "actors": "Actors", "levers": "Commitments", "readings": "Readings"}


@dataclass(frozen=True, slots=True)
class Passage:
    """An entry of `anchors` in the copy. at : its number from 0; runs from `first` to `last` of its paragraph; to : (place, name)"""

    at: int
    status: str
    first: int
    last: int
    to: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a paragraph, marked where a passage is."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A paragraph. used : whether anything rests on it, or the coverage says what became of it"""

    number: int
    text: str
    hash: str
    runs: tuple[Run, ...]
    passages: tuple[Passage, ...]
    covered: tuple[str, ...]

    @property
    def used(self) -> bool:
        """Whether it has been used, or put aside with a reason."""
        return bool(self.passages or self.covered)


@part("sources", title="Sources", place="edit", order=15)
def sources(look: Look) -> dict[str, Any]:
    """The sources, the one that is open with its copy, and what rests on what."""
    rows = {id: {key: said(here, key) for key in FIELDS} for id, here in mapped(look.data.get("sources")).items()}
    chosen = look.pick("source")
    chosen = chosen if chosen in rows else next(iter(rows), "")
    copy, trouble = None, ""
    if chosen and rows[chosen]["copy"]:
        try:
            copy = copy_of(look, rows[chosen]["copy"])
        except TertiusError as error:
            trouble = str(error)
    names = named(look.data)
    lines, lost = _lines(look, chosen, copy, names) if copy is not None else ((), ())
    rests = resting(look.case) if look.case is not None else ()
    return {
        "sources": rows,
        "chosen": chosen,
        "row": rows.get(chosen, {}),
        "copy": copy,
        "trouble": trouble,
        "lines": [x for x in lines if not x.used] if look.pick("unused") else lines,
        "only_unused": bool(look.pick("unused")),
        "unused": [x.number for x in lines if not x.used],
        "moves": [f"{p.at}:{x.number}" for x in lines for p in x.passages if p.status == "moved"],
        "lost": lost,
        "files": copies_in(look.folder, look.draft.folder),
        "rivals": len(mapped(look.data.get("readings"))) > 1,
        "targets": _targets(look.case, names) if look.case is not None else (),
        "on_source": [r for r in rests if chosen in r.sources or any(s == chosen for s, _ in r.passages)],
        "on_nothing": [r for r in rests if r.on_nothing],
        "names": names,
        "stances": STANCES,
        "seen": ("yes", *SEEN, "no"),
        "problems": look.draft.problems_at,
        "short": _short,
    }


def _short(row: Resting, source: str) -> str:
    return ", ".join(f"§{n}" for s, n in row.passages if s == source)


def _targets(case: Case, names: dict[str, str]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Everything that can rest on a passage, in groups."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for place in places(case):
        head, _, rest = place.partition(".")
        label = GROUPS.get(head) or {"options": "Options", "preferences": "Preferences"}.get(rest.partition(".")[0]) or head.replace("_", " ").capitalize()
        groups.setdefault(label, []).append((place, names.get(place, place.partition(".")[2].replace("_", " ") or head)))
    return list(groups.items())


def _lines(look: Look, source: str, copy: Copy, names: dict[str, str]) -> tuple[tuple[Line, ...], tuple[Passage, ...]]:
    """The paragraphs with what rests on them, and the passages that are not in the copy any more."""
    at: dict[int, list[Passage]] = {}
    lost: list[Passage] = []
    for k, item in enumerate(listed(look.data.get("anchors"))):
        if said(item, "source") != source:
            continue
        number = said(item, "paragraph")
        chars = [int(x) for x in listed(mapped(item).get("chars")) if isinstance(x, str) and x.isdigit()]
        anchor = Anchor(source, int(number) if number.isdigit() else 0, said(item, "hash"), tuple(str(x) for x in listed(mapped(item).get("to"))))
        status, where = locate(anchor, copy.hashes)
        first, last = chars if len(chars) == 2 else (0, len(copy.paragraphs[where - 1]) if where else 0)
        passage = Passage(k, status, first, last, tuple((x, names.get(x, x)) for x in anchor.to))
        if status in {"as_anchored", "moved"} and where is not None:
            at.setdefault(where, []).append(passage)
        else:
            lost.append(passage)
    covered: dict[int, list[str]] = {}
    for row in listed(mapped(mapped(look.data.get("coverage")).get(source)).get("rows")):
        if said(row, "paragraph").isdigit():
            covered.setdefault(int(said(row, "paragraph")), []).append(said(row, "as"))
    return (
        tuple(
            Line(n, text, copy.hashes[n - 1], _runs(text, at.get(n, [])), tuple(at.get(n, ())), tuple(dict.fromkeys(covered.get(n, ()))))
            for n, text in enumerate(copy.paragraphs, 1)
        ),
        tuple(lost),
    )


def _runs(text: str, passages: list[Passage]) -> tuple[Run, ...]:
    """The paragraph in stretches, those in a passage marked; a passage that is all of it marks nothing."""
    edges = sorted({0, len(text), *(min(x, len(text)) for p in passages for x in (p.first, p.last))})
    found = []
    for first, last in pairwise(edges):
        marked = any(p.first <= first and last <= p.last and (p.first, p.last) != (0, len(text)) for p in passages)
        found.append(Run(text[first:last], marked))
    return tuple(found)
