"""A source: where something comes from."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertius.model.dates import Date

__all__ = ["Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where something comes from. `date` is the day it became known; None is refused for argument cases. `copy` is the user's own copy of its text, beside the case."""

    id: str
    title: str
    date: Date | None = None
    author: str = ""
    publisher: str = ""
    first_published: str = ""
    region: tuple[str, ...] = ()
    theme: tuple[str, ...] = ()
    series: str = ""
    stance: str = ""
    url: str = ""
    cites: tuple[str, ...] = ()
    seen: str = ""
    rights: Mapping[str, str] = field(default_factory=dict)
    note: str = ""
    sealed: str = ""
    copy: str = ""
