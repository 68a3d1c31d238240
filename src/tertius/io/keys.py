"""Names as people write them to the keys of a case file: lower-case letters, digits and _."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from tertius.io.names import name_fault
from tertius.model.expr import KEYWORDS

__all__ = ["key_of", "state_key_of"]

MAX_KEY = 40


def key_of(name: str, taken: Collection[str], fallback: str) -> str:
    """A key for a name, unlike those that are taken; `fallback` begins it where the name gives none.

    >>> key_of("Release Water", [], "option"), key_of("Release water!", ["release_water"], "option")
    ('release_water', 'release_water_2')
    >>> key_of("Дамаск", [], "actor"), key_of("2nd order", [], "option"), key_of("not", [], "option")
    ('actor', 'option_2nd_order', 'option_not')
    """
    plain = "".join(c for c in unicodedata.normalize("NFKD", name) if not unicodedata.combining(c))
    word = re.sub(r"[^a-z0-9]+", "_", plain.lower()).strip("_")[:MAX_KEY].strip("_")
    if not word:
        word = fallback
    elif not word[0].isalpha() or word in KEYWORDS:
        word = f"{fallback}_{word}"
    return _unlike(word, taken)


def state_key_of(name: str, taken: Collection[str]) -> str:
    """The same for a state of graph form, which keeps its name where that can stand."""
    if name_fault(name, graph_state=True) is None and name not in taken:
        return name
    return key_of(name, taken, "s")


def _unlike(word: str, taken: Collection[str]) -> str:
    found, number = word, 1
    while found in taken:
        number += 1
        found = f"{word}_{number}"
    return found
