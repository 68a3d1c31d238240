"""Expressions that name options as the page shows them: ``not Opens the gate`` for ``not opens_the_gate``.

An expression is read as it is written first. Where that fails, each display name in it (with its actor, as in
``Hill: Opens the gate``, or alone where only one option has it; in quotation marks or bare; letters of any case)
stands for its option, the longest name first.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tertius.studio.rows import actor_rows

__all__ = ["in_names", "keyed", "names", "shown"]

_OPEN, _CLOSE = "‘“\"'", "’”\"'"


def names(data: Mapping[str, Any]) -> dict[str, str]:
    """Each name that can only be one option, with the option's key; longest first."""
    found: dict[str, str | None] = {}
    for a in actor_rows(data):
        for o in a.options:
            for said in (f"{a.name}: {o.name}", o.name):
                found[said.casefold()] = None if said.casefold() in found else o.key
    known = {said: key for said, key in found.items() if key is not None and said.strip()}
    return dict(sorted(known.items(), key=lambda x: -len(x[0])))


def shown(data: Mapping[str, Any]) -> list[str]:
    """The shortest name of each option that is its own, in file order; its actor's before it where another has the same."""
    known = names(data)
    return [o.name if o.name.casefold() in known else f"{a.name}: {o.name}" for a in actor_rows(data) for o in a.options]


def keyed(data: Mapping[str, Any], text: str) -> str:
    """The text with keys in place of display names."""
    known = names(data)
    if not known:
        return text
    said = "|".join(re.escape(name).replace(r"\ ", r"\s+") for name in known)
    pattern = re.compile(rf"[{_OPEN}]?(?<![\w.])({said})(?![\w.])[{_CLOSE}]?", re.IGNORECASE)
    return pattern.sub(lambda m: known.get(" ".join(m[1].casefold().split()), m[0]), text)


_KEY = re.compile(r"(?<![\w.‘])[a-z][a-z0-9_]*(?:\.[a-z][a-z0-9_]*)?(?![\w.])")


def in_names(data: Mapping[str, Any], text: str) -> str:
    """The text with the names of options in place of their keys: the other way round, for what cannot be read as a case.

    >>> in_names({"actors": {"hill": "Hill"}, "conflict": {"options": {"hill": {"open": "Opens"}}}}, "not open and x")
    'not Hill: ‘Opens’ and x'
    """
    found: dict[str, str | None] = {}
    for a in actor_rows(data):
        for o in a.options:
            said = f"{a.name}: ‘{o.name}’"
            found[o.key] = said
            bare = o.key.partition(".")[2]
            found[bare] = None if bare in found else said
    return _KEY.sub(lambda m: found.get(m[0]) or m[0], text)
