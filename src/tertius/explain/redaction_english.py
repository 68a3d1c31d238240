"""A redacted version in words: that it is one, what kinds of things it leaves out, and what is not shown for want of them.

What is said here depends on the level alone, never on what a case has: that there was nothing to leave out would tell as much.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tertius.explain.words import join
from tertius.model.redact import KINDS
from tertius.model.redact_mentions import Mention

__all__ = ["WITHHELD", "clauses_only_lines", "for_whom", "mention_what", "mention_words", "redacted_lines"]

_FOR = {"team": "for the mediation team", "public": "for the public"}
_KIND_WORDS: Mapping[str, str] = {
    "red_lines": "red lines",
    "fallbacks": "what parties have without agreement",
    "timing": "what waiting costs parties, how firm they are and what presses them",
    "sealed_notes": "sealed notes",
    "passage_hashes": "the hashes of passages in sources",
    "patience": "how long parties can wait",
    "salience": "how much an issue counts for a party",
    "power": "the power of parties",
    "judged_positions": "positions that rest on judgement and not on something reported",
    "readings_of_talks": "what readings change of the negotiation",
    "spread": "how far off its inputs may be",
    "thresholds": "thresholds (what outcomes are worth to an actor, in numbers)",
}
WITHHELD = "Not shown in this version: its test rests on what is left out."
_NOT_SHOWN: Mapping[str, str] = {
    "team": "Not shown in this version: whether the text passes, which packages would and who blocks, and what waiting costs. They rest on "
    "what is left out, and without it they could mislead. Who objects is told from positions and brackets alone.",
    "public": "Not shown in this version: who objects, where each clause settles, whether the text passes, which packages would and who blocks, "
    "and what waiting costs. They rest on what is left out, and without it they could mislead.",
}


def for_whom(level: str) -> str:
    """``redacted for the public``."""
    return f"redacted {_FOR[level]}"


def redacted_lines(level: str) -> tuple[str, ...]:
    """What stands at the top of a redacted version; empty for one that is not."""
    if not level:
        return ()
    return (
        f"This version is {for_whom(level)}. It leaves out {join([_KIND_WORDS[k] for k in KINDS[level]])}, wherever the case has any; "
        "that something is left out does not say that there was anything.",
        "Everything here is computed from what is left. Claims whose test rests on what is left out are marked as not shown; "
        "the hash is that of this version.",
    )


def clauses_only_lines(level: str) -> tuple[str, ...]:
    """What the negotiation of a redacted version does not show."""
    return (_NOT_SHOWN[level],)


def mention_words(mentions: Sequence[Mention]) -> tuple[str, ...]:
    """Places where something that is left out is said again; for whoever makes the version, never in it."""
    return tuple(f"{m.where} {mention_what(m)}" for m in mentions)


def mention_what(mention: Mention) -> str:
    """What is said again, after the place where it is."""
    return f"still says {mention.what}, which stands in {_of(mention.kind)} that is left out ({mention.origin})"


def _of(kind: str) -> str:
    return {"red_lines": "a red line", "fallbacks": "a fallback", "sealed_notes": "a sealed note", "patience": "a patience"}[kind]
