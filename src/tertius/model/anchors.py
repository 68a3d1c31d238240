r"""Anchors: which passage of a source an input, an event or a claim rests on.

The text of a source is not in the case: it stays in the user's copy. An anchor names the source, the number of the
paragraph and a hash of what the paragraph says, so that anybody with a copy finds the passage, and sees if the copy
says something else. With P the paragraph after Unicode normalisation (NFC) and with every run of blanks made one
blank, the hash is the first 12 hexadecimal digits of SHA-256 of P in UTF-8. `chars` are places in P, the first
included, the last not. Tertius's own.
"""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass

__all__ = ["HASH_DIGITS", "Anchor", "as_hashed", "paragraph_hash", "paragraphs_of"]

HASH_DIGITS = 12
"""Of a paragraph's hash: one in 2.8e14 that another text has the same."""


@dataclass(frozen=True, slots=True)
class Anchor:
    """A passage and what rests on it.

    to : dotted places of the case, such as ``claims.X1`` or ``conflict.options.seller.deliver``; chars : the passage within the paragraph, None: all of it
    """

    source: str
    paragraph: int
    hash: str
    to: tuple[str, ...]
    chars: tuple[int, int] | None = None
    note: str = ""


def as_hashed(text: str) -> str:
    """A paragraph as its hash sees it.

    >>> as_hashed("  two\\n words ")
    'two words'
    """
    return unicodedata.normalize("NFC", " ".join(text.split()))


def paragraph_hash(text: str) -> str:
    """The hash of a paragraph.

    >>> paragraph_hash("one two") == paragraph_hash(" one\\n two")
    True
    """
    return hashlib.sha256(as_hashed(text).encode()).hexdigest()[:HASH_DIGITS]


def paragraphs_of(text: str) -> tuple[str, ...]:
    """Blocks of text between blank lines, each with its blanks made one.

    >>> paragraphs_of("a title\n\nover two\nlines\n")
    ('a title', 'over two lines')
    """
    found: list[str] = []
    block: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip():
            block.append(line)
        elif block:
            found.append(" ".join(" ".join(block).split()))
            block = []
    return tuple(found)
