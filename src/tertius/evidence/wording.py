"""Loaded words: words that take sides, outside quotations, each with a neutral alternative.

The list is data (`loaded_words.csv`: word, instead). It is a beginning and can be extended or cut: further files have
the same two columns, and a word with nothing beside it is taken off the list. A word matches whole words in any case.
What stands in quotation marks is a source's, and so are titles of sources and the words of forecasts.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files

from tertius.errors import TertiusError
from tertius.model.case import Case
from tertius.model.conflict import GraphConflict, OptionConflict
from tertius.model.inputs import inputs

__all__ = ["Loaded", "loaded_words", "read_words", "shipped_words"]

_QUOTED = re.compile(r"“[^”]*”|\"[^\"]*\"|«[^»]*»|„[^“”]*[“”]|‘[^’]*’(?!\w)")


@dataclass(frozen=True, slots=True)
class Loaded:
    """A loaded word, where it stands, and what could stand there."""

    where: str
    word: str
    instead: str


def shipped_words() -> dict[str, str]:
    """The list that comes with Tertius: word -> what to say instead."""
    text = files("tertius.evidence").joinpath("loaded_words.csv").read_text(encoding="utf-8")
    return read_words(text.splitlines(), "loaded_words.csv", {})


def read_words(lines: Iterable[str], name: str, known: Mapping[str, str]) -> dict[str, str]:
    """A list of words on top of a known one.

    Raises `TertiusError` with the line where a row has no word or more than two columns.
    """
    found = dict(known)
    for number, row in enumerate(csv.reader(lines), 1):
        if not row or (number == 1 and [c.strip().lower() for c in row] == ["word", "instead"]):
            continue
        if len(row) > 2 or not row[0].strip():
            raise TertiusError(f"{name}:{number}: a row is a word and what to say instead; quote what has a comma in it")
        word, instead = row[0].strip().casefold(), row[1].strip() if len(row) == 2 else ""
        if instead:
            found[word] = instead
        else:
            found.pop(word, None)
    return found


def loaded_words(case: Case, words: Mapping[str, str] | None = None) -> tuple[Loaded, ...]:
    """Loaded words in what the case says in its own words, in the order of the file."""
    listed = shipped_words() if words is None else words
    if not listed:
        return ()
    longest = sorted(listed, key=len, reverse=True)
    pattern = re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)", re.IGNORECASE)
    found = []
    for where, text in _texts(case):
        bare = _QUOTED.sub(" ", text)
        for word in dict.fromkeys(m.group().casefold() for m in pattern.finditer(bare)):
            found.append(Loaded(where, word, listed[word]))
    return tuple(found)


def _texts(case: Case) -> Iterator[tuple[str, str]]:
    yield from (("title", case.title), ("question", case.question), ("summary", case.summary))
    yield from ((f"actors.{a.id}", f"{a.name}. {a.note}") for a in case.actors)
    conflict = case.conflict
    if isinstance(conflict, OptionConflict):
        yield from ((f"conflict.options.{o.key}", o.name) for o in conflict.options)
    if isinstance(conflict, GraphConflict):
        yield from ((f"conflict.states.{s}", label) for s, label in conflict.states)
    yield from ((f"levers.{x.id}", x.name) for x in case.levers.values())
    yield from ((f"readings.{r.id}", f"{r.name}. {r.thesis}") for r in case.readings.values())
    yield from ((f"history.{e.id}", e.text) for e in case.history)
    for c in case.claims:
        yield f"claims.{c.id}", f"{c.text} {c.context} {c.falsifier.name if c.falsifier else ''}"
    yield from ((f"forecasts.{f.id}", f"{f.text} {f.resolution}") for f in case.forecasts)
    yield from (("caveats", c.text) for c in case.caveats)
    yield from ((i.where, i.provenance.note) for i in inputs(case))
