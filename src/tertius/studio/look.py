"""What one page looks at: the draft, and which reading, levers and date it asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from tertius.errors import TertiusError
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.studio.draft import Draft
from tertius.studio.files import Folder

if TYPE_CHECKING:
    from tertius.dynamics.solved import Solved
    from tertius.explain.told import Told

__all__ = ["Asked", "Look"]

T = TypeVar("T")

QUICK_OPTIONS = 12
"""Options up to which results are there with the answer to an edit."""
KEPT = 64
"""Solved cases that are kept, so that a toggle back costs nothing."""


@dataclass(frozen=True, slots=True)
class Asked:
    """How a page wants results: a reading, levers, an as-of date, foresight; `pick` is what it has open where.

    >>> Asked.of({"reading": "a", "lever": ["x"], "pick.state": "YN"}).pick
    {'state': 'YN'}
    """

    reading: str | None = None
    levers: tuple[str, ...] = ()
    as_of: str = ""
    foresight: int = 1
    pick: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of(cls, query: Mapping[str, Any]) -> Asked:
        """From the query of an address, or the same as JSON."""
        levers = query.get("lever") or []
        return cls(
            reading=str(query.get("reading") or "") or None,
            levers=tuple(str(x) for x in (levers if isinstance(levers, list) else [levers]) if x),
            as_of=str(query.get("as_of") or ""),
            foresight=2 if str(query.get("foresight") or "1") == "2" else 1,
            pick={k[5:]: str(v) for k, v in query.items() if k.startswith("pick.") and v not in (None, "")},
        )


class Look:
    """A draft as one page asks for it. Everything is worked out once, when a part wants it.

    folder : the one that the studio may read
    kept : results by case and question, shared by all looks
    """

    def __init__(self, draft: Draft, asked: Asked, kept: dict[Any, Any], folder: Folder) -> None:
        self.draft, self.asked, self._kept, self.folder = draft, asked, kept, folder
        self.case, self.read, self.revision = draft.case, draft.read, draft.revision
        self.notes = draft.now.notes

    @property
    def data(self) -> dict[str, Any]:
        """The text as plain data, also with mistakes in it."""
        return self.read.data

    @property
    def readable(self) -> Case | None:
        """What can be read of the text as it is now: the case, or what is left of it without its mistakes."""
        return self.read.case or (None if self.read.rest is None else self.read.rest.case)

    @property
    def stale(self) -> bool:
        """Whether results are of an earlier version, because the text now has mistakes."""
        return self.case is not None and self.read.case is None and self.read.rest is None

    def pick(self, name: str, default: str = "") -> str:
        """What the page has open under a name."""
        return self.asked.pick.get(name, default)

    @cached_property
    def cut(self) -> Case | None:
        """The case with only what was known by the as-of date; `TertiusError` for a date that is none."""
        if self.case is None or not self.asked.as_of:
            return self.case
        from tertius.model.asof import known_by
        from tertius.model.dates import Date

        try:
            date = Date.parse(self.asked.as_of)
        except ValueError as error:
            raise TertiusError(f"{error}; expected 2018, 2018-05 or 2018-05-18") from None
        return known_by(self.case, date)

    @property
    def heavy(self) -> bool:
        """Whether the conflict is so large that its results come after the answer to an edit."""
        conflict = None if self.case is None else self.case.conflict
        return isinstance(conflict, OptionConflict) and len(conflict.options) > QUICK_OPTIONS

    @cached_property
    def situated(self) -> Case | None:
        """The case under the reading and with the levers asked for; what the case no longer has is left out."""
        from tertius.model.layers import situate

        case = self.cut
        if case is None or case.conflict is None:
            return None
        reading = self.asked.reading if self.asked.reading in case.readings else None
        return situate(case, reading=reading, levers=[x for x in self.asked.levers if x in case.levers])

    @cached_property
    def solved(self) -> Solved | None:
        """The situated case with its arrays."""
        from tertius.dynamics.solved import Solved

        case = self.situated
        if case is None:
            return None
        return self.kept(("solved", *self.key), lambda: Solved(case))

    @cached_property
    def key(self) -> tuple[Any, ...]:
        """What results depend on: the case as it stands, and the layers asked for."""
        case = self.situated
        return () if case is None else (case.hash, case.reading, case.levers_in_force, self.asked.as_of)

    @cached_property
    def told(self) -> Told | None:
        """Words about the situated case."""
        from tertius.explain.told import Told

        return None if self.situated is None else Told(self.situated)

    @cached_property
    def written(self) -> Told | None:
        """Words about the case as the text has it now, before any layer; None while nothing sound can be read of it."""
        from tertius.explain.told import Told

        return None if self.readable is None else Told(self.readable)

    def coercive(self, case: Case) -> frozenset[str]:
        """Levers that touch force or what force depends on, marked or not."""
        from tertius.model.effects import coercive_levers

        return self.kept(("coercive", case.hash), lambda: frozenset(coercive_levers(case)))

    def kept(self, key: tuple[Any, ...], work: Callable[[], T]) -> T:
        """A result that is worked out once for a case and a question."""
        if key in self._kept:
            found: T = self._kept[key]
            return found
        made = work()
        self._kept[key] = made
        while len(self._kept) > KEPT:
            self._kept.pop(next(iter(self._kept)), None)
        return made
