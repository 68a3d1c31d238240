"""Everything that Tertius raises on purpose.

::

    TertiusError                 exit code 2 unless said otherwise
    ├── CaseError                a case file has mistakes; carries all of them
    ├── ExpressionError          an expression cannot be read; carries the offset
    ├── UnknownNameError         a name that the case does not have; carries the nearest
    ├── NotSupportedError        something that this version does not do, by name
    ├── ImpossibleError          effects that cannot stand together, a status quo that cannot be
    ├── LimitError               a size limit was reached (exit code 3)
    └── NothingFoundError        nothing where something was asked for (exit code 1)

The message of each says what is wrong, where, and how to mend it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

__all__ = [
    "CaseError",
    "ExpressionError",
    "ImpossibleError",
    "LimitError",
    "NotSupportedError",
    "NothingFoundError",
    "Problem",
    "TertiusError",
    "UnknownNameError",
    "nearest",
]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name closest in spelling to `name`, or None if none is close."""
    import difflib

    names = list(known)
    lowered = {n.lower(): n for n in names}
    if name.lower() in lowered:
        return lowered[name.lower()]
    found = difflib.get_close_matches(name[:200], names, n=1, cutoff=0.6)
    if found:
        return found[0]
    tails = {n.rpartition(".")[2]: n for n in names}
    found = difflib.get_close_matches(name[:200].rpartition(".")[2], list(tails), n=1, cutoff=0.7)
    return tails[found[0]] if found else None


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake in a file: where it is, what it is, what was expected, the nearest right name; or what is `unfinished` rather than wrong."""

    file: str
    line: int
    column: int
    where: str
    what: str
    expected: str = ""
    nearest: str | None = None
    unfinished: bool = False

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}" if self.line else self.file
        parts = [f"{place}: {self.where}: {self.what}" if self.where else f"{place}: {self.what}"]
        if self.expected:
            parts.append(f"expected {self.expected}")
        if self.nearest:
            parts.append(f"did you mean '{self.nearest}'?")
        return "; ".join(parts)


class TertiusError(Exception):
    """Base of all errors that Tertius raises on purpose."""

    exit_code = 2


class CaseError(TertiusError):
    """A case file has mistakes. `problems` has every one of them, in file order."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(str(p) for p in self.problems))


class ExpressionError(TertiusError):
    """An expression cannot be read; `offset` is the 0-based place in its text."""

    def __init__(
        self, message: str, *, offset: int = 0, expected: str = "", near: str | None = None
    ) -> None:
        self.message = message
        self.offset = offset
        self.expected = expected
        self.near = near
        text = message + (f"; expected {expected}" if expected else "")
        super().__init__(text + (f"; did you mean '{near}'?" if near else ""))


class UnknownNameError(TertiusError):
    """A name that the case does not have. `known` may map names to what they name: its own `name` is a hint, too."""

    def __init__(self, kind: str, name: str, known: Iterable[str]) -> None:
        names = list(known)
        shown = known.items() if isinstance(known, Mapping) else ()
        called = {str(getattr(what, "name", "")).casefold(): id for id, what in shown}
        near = called.get(name.casefold()) if name else None
        near = near or nearest(name, names)
        text = f"there is no {kind} '{name}'"
        if near:
            text += f"; did you mean '{near}'?"
        elif 0 < len(names) <= 12:
            text += f"; there are: {', '.join(names)}"
        elif not names:
            text += f"; the case has no {kind} at all"
        super().__init__(text)


class NotSupportedError(TertiusError):
    """Something that this version does not do, named."""


class ImpossibleError(TertiusError):
    """Effects that cannot stand together, or a status quo that they rule out."""


class LimitError(TertiusError):
    """A size limit was reached; says the size, the need and what to do."""

    exit_code = 3


class NothingFoundError(TertiusError):
    """Nothing was found where something was asked for."""

    exit_code = 1
