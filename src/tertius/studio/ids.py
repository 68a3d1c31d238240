"""Ids made from names: what a file calls an actor or option that a person has named.

Latin letters lose their accents; Greek and Cyrillic are transliterated letter by letter. A name in
another script gets the kind and a number. An id never is a word of the expression language.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

from tertius.model.expr import KEYWORDS

__all__ = ["slug", "unique"]

MAX_LENGTH = 32
_GREEK = dict(zip("αβγδεζηθικλμνξοπρστυφχψω", ["a", "b", "g", "d", "e", "z", "i", "th", "i", "k", "l", "m", "n", "x", "o", "p", "r", "s", "t", "y", "f", "ch", "ps", "o"], strict=True))
_CYRILLIC = dict(
    zip(
        "абвгдежзийклмнопрстуфхцчшщыэюяіїєґўђјљњћџ",
        ["a", "b", "v", "g", "d", "e", "zh", "z", "i", "y", "k", "l", "m", "n", "o", "p", "r", "s", "t", "u", "f", "kh", "ts", "ch", "sh", "shch", "y", "e", "yu", "ya", "i", "yi", "ye", "g", "u", "dj", "j", "lj", "nj", "c", "dz"],
        strict=True,
    )
)
_LETTERS = {**_GREEK, **_CYRILLIC, "ς": "s", "ъ": "", "ь": "", "ß": "ss", "æ": "ae", "ø": "o", "đ": "d", "ł": "l", "ı": "i", "þ": "th", "ð": "d"}


def slug(name: str, kind: str) -> str:
    """An id for a name; `kind` where no letter of the name can be written in it."""
    found = []
    for letter in unicodedata.normalize("NFC", name).lower():
        if letter in _LETTERS:
            found.append(_LETTERS[letter])
        else:
            found += [_LETTERS.get(c, c) for c in unicodedata.normalize("NFKD", letter) if not unicodedata.combining(c)]
    words = [w for w in re.split(r"[^a-z0-9]+", "".join(found)) if w]
    made = ""
    for word in words:
        if made and len(made) + len(word) + 1 > MAX_LENGTH:
            break
        made = f"{made}_{word}" if made else word[:MAX_LENGTH]
    if not re.search("[a-z]", made):
        made = f"{kind}_{made}" if made else kind
    if not made[0].isalpha() or made in KEYWORDS:
        made = f"{kind}_{made}"
    return made


def unique(name: str, kind: str, taken: Collection[str]) -> str:
    """An id for a name that nothing else has."""
    made = slug(name, kind)
    if made == kind and made not in taken:
        made = f"{kind}_1"
    base, number = (kind, 1) if made.startswith(f"{kind}_") and made[len(kind) + 1 :].isdigit() else (made, 1)
    while made in taken:
        number += 1
        made = f"{base}_{number}"
    return made
