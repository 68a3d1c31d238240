"""The section `thresholds` of a case as a whole; what stands in it is in `tertius.model.thresholds`, which few cases need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tertius.model.thresholds import Commitment, Window

__all__ = ["Thresholds"]


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The section of a case; false where it has nothing."""

    windows: tuple[Window, ...] = ()
    commitments: tuple[Commitment, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.windows or self.commitments)

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the windows, then of the commitments."""
        return (*(w.id for w in self.windows), *(c.id for c in self.commitments))
