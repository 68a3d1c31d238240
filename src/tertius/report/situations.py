"""Every short name of a situation on a page (`tertius.explain.situations`) leads to the whole situation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from html import escape
from itertools import product

from tertius.explain.situations import NOW, told_situation
from tertius.explain.words import Words
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict

__all__ = ["Situations", "short_names"]

MOST = 12
"""Options up to which the names of all situations are made."""
# What is inside of these stays as it is: figures, what is folded by, what leads elsewhere already.
_PIECE = re.compile(rf"<(script|svg|summary|a|button|select|label)\b.*?</\1>|<[^>]*>|\[({NOW}[^\[\]<]*)\]", re.DOTALL)


def short_names(case: Case) -> dict[str, str]:
    """Short name -> the whole situation, for those that are told by what differs from how it is now."""
    words, conflict = Words(case), case.conflict
    if not isinstance(conflict, OptionConflict) or words.now is None or len(conflict.options) > MOST:
        return {}
    found = {}
    for letters in product("NY", repeat=len(conflict.options)):
        code = "".join(letters)
        short = told_situation(words, code)
        if short.startswith(NOW):
            found[short] = words.state(code)
    return found


@dataclass(slots=True)
class Situations:
    """The situations that a page names, numbered as they come. names : short name -> whole; used : those that are there, with their number"""

    names: Mapping[str, str]
    used: dict[str, int] = field(default_factory=dict)
    _escaped: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        from markupsafe import escape as as_on_pages

        self._escaped = {str(as_on_pages(short)): short for short in self.names}

    def linked(self, markup: str) -> str:
        """The markup with a link on each short name."""

        def link(found: re.Match[str]) -> str:
            short = self._escaped.get(found[2] or "")
            if short is None:
                return found[0]
            number = self.used.setdefault(short, len(self.used) + 1)
            return f'<a class="sit" href="#whole-{number}" title="{escape(self.names[short])}">{found[0]}</a>'

        return _PIECE.sub(link, markup)

    def rows(self) -> tuple[tuple[int, str, str], ...]:
        """(number, short name, whole) of each that the page names."""
        return tuple((n, short, self.names[short]) for short, n in self.used.items())
