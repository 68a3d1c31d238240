"""A case in the making: its text, what the text says, what is wrong with it, and the way back.

A draft is never refused. Its text may be no YAML, YAML with mistakes, or a case; `case` is the text
without what has mistakes, or the last version that was one. Every change makes a new `Snapshot`, so undo and redo step over whole texts,
and a journal can keep each.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from tertius.errors import CaseError, LimitError, Problem, TertiusError
from tertius.io.load import case_of
from tertius.io.manuscript import Manuscript
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import parse_yaml, plain
from tertius.model.case import Case
from tertius.studio.rest import Rest, rest_of

__all__ = ["BLANK", "Draft", "Snapshot"]

BLANK = "tertius: 1\ntitle: Untitled\nactors: {}\n"
"""What a new case begins with."""
TABLES = (("negotiation", "positions_table"), ("relations", "events"))
"""Where a case names a file beside it."""
MAX_UNDO_BYTES = 64 * 2**20


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A text, and what the studio remembers beside it: answers to questions that are not finished."""

    text: str
    notes: Mapping[str, Any] = field(default_factory=dict)
    said: str = ""


class Read:
    """What a text says: plain data for editors, the case if it is one, and every mistake.

    problems, unfinished : what is wrong, and what only is not there yet: a clause on which nobody has a position
    rest : the case without what has mistakes; None where it has none, or where nothing sound is left
    """

    def __init__(self, text: str, file: str) -> None:
        self.text = text
        self.case: Case | None = None
        self.problems: tuple[Problem, ...] = ()
        self.unfinished: tuple[Problem, ...] = ()
        self.rest: Rest | None = None
        self.data: dict[str, Any] = {}
        self.broken = False
        try:
            root, before = parse_yaml(text, file)
            if isinstance(root, Map):
                self.data = plain(root)
        except (CaseError, LimitError) as error:
            self.broken = True
            self.problems = error.problems if isinstance(error, CaseError) else (Problem(file, 0, 0, "", str(error)),)
            return
        try:
            self.case = case_of(root, before, file=file)
        except CaseError as error:
            self.unfinished = tuple(p for p in error.problems if p.unfinished)
            self.rest, self.problems = rest_of(root, error.problems, file=file)
        except TertiusError as error:
            self.problems = (Problem(file, 0, 0, "", str(error)),)

    @cached_property
    def lines(self) -> list[str]:
        """The text's lines."""
        return self.text.splitlines()


class Draft:
    """The text of one case under edit.

    file : where it is saved, or None while it has no place; `folder` is where its tables are looked for
    revision : grows with every change, undo and redo included
    """

    def __init__(self, text: str = BLANK, *, folder: Path, file: Path | None = None, saved: str | None = None) -> None:
        self.folder, self.file = folder, file
        self.now = Snapshot(text)
        self.revision = 0
        self.saved = text if saved is None else saved
        self.undone: list[Snapshot] = []
        self.done: list[Snapshot] = []
        self.read = Read(text, self._name)
        self.case = self._best(None)
        self._manuscript: Manuscript | None = None

    @property
    def _name(self) -> str:
        return str(self.file if self.file is not None else self.folder / "case.yaml")

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self.now.text

    @property
    def data(self) -> dict[str, Any]:
        """What the text says, as plain data: every scalar as it is written. Empty where it is no YAML."""
        return self.read.data

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every mistake in the text."""
        return self.read.problems

    @property
    def changed(self) -> bool:
        """Whether there is something that has not been saved."""
        return self.text != self.saved

    def problems_at(self, where: str) -> tuple[Problem, ...]:
        """The mistakes at a place (``actors.hill``) and below it."""
        return tuple(p for p in self.problems if p.where == where or p.where.startswith(where + "."))

    def tables(self) -> tuple[str, ...]:
        """Files beside the case that it names."""
        named = [(self.data.get(section) or {}).get(key) for section, key in TABLES if isinstance(self.data.get(section), dict)]
        return tuple(name for name in named if isinstance(name, str) and name and "\0" not in name)

    # -- changing -------------------------------------------------------------------------------

    def edit(self, change: Callable[[Manuscript, dict[str, Any]], Any], said: str = "") -> None:
        """Apply a change to the text and the notes; nothing happens if it raises `TertiusError`.

        change : takes the manuscript and a copy of the notes, and changes both in place
        """
        if self.read.broken:
            raise TertiusError("the text is no YAML: mend it in the source, or undo the last change")
        notes = dict(self.now.notes)
        if self._manuscript is None:
            self._manuscript = Manuscript(self.text, self._name)
        try:
            change(self._manuscript, notes)
            text = self._manuscript.text()
        except BaseException:
            self._manuscript = None
            raise
        self._become(Snapshot(text, notes, said))

    def replace(self, text: str, said: str = "") -> None:
        """Put another text in place of this one, whatever it says."""
        self._manuscript = None
        self._become(replace(self.now, text=text, said=said))

    def undo(self) -> None:
        """Back to the text before the last change."""
        if not self.done:
            raise TertiusError("there is nothing to undo")
        self.undone.append(self.now)
        self._show(self.done.pop())

    def redo(self) -> None:
        """Forward again to what was undone."""
        if not self.undone:
            raise TertiusError("there is nothing to redo")
        self.done.append(self.now)
        self._show(self.undone.pop())

    def resume(self, snapshots: Sequence[Snapshot]) -> int:
        """Take up what an earlier studio had made of this text, so that undo steps back through it."""
        if snapshots:
            self.done += [self.now, *snapshots[:-1]]
            self._manuscript = None
            self._show(snapshots[-1])
        return len(snapshots)

    def moved(self, file: Path) -> None:
        """From now on the draft is kept in this file."""
        self.file, self.folder = file, file.parent
        self._show(self.now, keep=True)

    def _become(self, snapshot: Snapshot) -> None:
        if snapshot.text == self.text and snapshot.notes == self.now.notes:
            return
        self.done.append(self.now)
        self.undone.clear()
        room = MAX_UNDO_BYTES
        for k in range(len(self.done) - 1, -1, -1):
            room -= len(self.done[k].text)
            if room < 0:
                del self.done[: k + 1]
                break
        self._show(snapshot, keep=True)

    def _show(self, snapshot: Snapshot, *, keep: bool = False) -> None:
        same = snapshot.text == self.text
        self.now = snapshot
        self.revision += 1
        if not keep:
            self._manuscript = None
        if not same or self.read.case is None:
            self.read = Read(snapshot.text, self._name)
            self.case = self._best(self.case)

    def _best(self, earlier: Case | None) -> Case | None:
        """What results are of: the text, the text without its mistakes, or the last version of which there were any."""
        if self.read.case is not None:
            return self.read.case
        return earlier if self.read.rest is None else self.read.rest.case

