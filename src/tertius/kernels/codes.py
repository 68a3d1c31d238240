"""State codes, spelled when they are asked for: a million strings are slower than the analysis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import overload

import numpy as np

from tertius.arrays import BoolArray, IntArray

__all__ = ["Codes", "pick", "select", "spelled"]


def spelled(settings: IntArray, options: int) -> tuple[str, ...]:
    """The letters of settings (bit k is option k): ``Y`` on, ``N`` off."""
    if options == 0:
        return ("",) * len(settings)
    letters = np.where((settings[:, None] >> np.arange(options)) & 1, b"Y", b"N").astype("S1")
    return tuple(np.ascontiguousarray(letters).view(f"S{options}").ravel().astype(str).tolist())


class Codes(Sequence[str]):
    """A sequence of codes; a slice is a tuple of strings.

    settings : int64, ascending; bit k is option k in file order
    options : the number of options
    """

    __slots__ = ("options", "settings")

    def __init__(self, settings: IntArray, options: int) -> None:
        self.settings = settings
        self.options = options

    def __len__(self) -> int:
        return len(self.settings)

    @overload
    def __getitem__(self, index: int) -> str: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[str, ...]: ...
    def __getitem__(self, index: int | slice) -> str | tuple[str, ...]:
        if isinstance(index, slice):
            return spelled(self.settings[index], self.options)
        number = int(self.settings[index])
        return "".join("Y" if number >> k & 1 else "N" for k in range(self.options))

    def __iter__(self) -> Iterator[str]:
        for begin in range(0, len(self), 65536):
            yield from spelled(self.settings[begin : begin + 65536], self.options)

    def index(self, code: str, start: int = 0, stop: int | None = None) -> int:
        """The place of a code; `ValueError` where there is none."""
        place = self._place(code)
        if place is None or not start <= place < (len(self) if stop is None else stop):
            raise ValueError(f"{code} is not a state")
        return place

    def __contains__(self, code: object) -> bool:
        return self._place(code) is not None

    def _place(self, code: object) -> int | None:
        if not isinstance(code, str) or len(code) != self.options or set(code) - {"Y", "N"}:
            return None
        number = sum(1 << k for k, letter in enumerate(code) if letter == "Y")
        place = int(np.searchsorted(self.settings, number))
        return place if place < len(self) and self.settings[place] == number else None

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Codes):
            return self.options == other.options and np.array_equal(self.settings, other.settings)
        return isinstance(other, Sequence) and len(self) == len(other) and all(a == b for a, b in zip(self, other, strict=True))

    def __hash__(self) -> int:
        return hash((self.options, len(self)))

    def __repr__(self) -> str:
        more = f", … {len(self) - 6} more" if len(self) > 6 else ""
        return f"Codes({', '.join(self[:6])}{more})"


def pick(codes: Sequence[str], chosen: BoolArray) -> Sequence[str]:
    """The codes where `chosen` (states,) is true, in state order."""
    return select(codes, np.flatnonzero(chosen))


def select(codes: Sequence[str], places: IntArray) -> Sequence[str]:
    """The codes at these places, ascending."""
    if isinstance(codes, Codes):
        return Codes(codes.settings[places], codes.options)
    return tuple(codes[int(s)] for s in places)
