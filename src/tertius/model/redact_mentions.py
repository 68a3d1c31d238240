r"""Where something that a redacted version leaves out is said again in what it keeps.

No program can tell whether a sentence gives a secret away; that a number or a run of words stands there again can be found. Looked for
are: the number of a red line, fallback or patience, as a number of its own in a text (a fallback of 0.3 also as 30 %); a short sealed note as a whole; and
of a longer one each run of `RUN` words. Letters are compared without regard to case, and any white space is alike.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from tertius.model.case import Case, Falsifier
from tertius.model.dates import Date
from tertius.model.expr import Expr
from tertius.model.negotiation import IssueTest
from tertius.model.redact import redact

__all__ = ["RUN", "Mention", "Removed", "mentions", "removed"]

RUN = 4
"""Words of a sealed note in a row that count as said again."""
_SILENT = {"id", "hash", "url", "kind", "basis", "confidence", "date", "redacted", "party", "actor", "sources", "resolved_sources", "seen"}
"""Fields that are no text for people."""
_NUMBERS = {"at_least": "red_lines", "at_most": "red_lines", "fallback": "fallbacks", "patience": "patience"}
"""Saliences and powers are round numbers that stand everywhere, so they are not looked for."""


@dataclass(frozen=True, slots=True)
class Removed:
    """One thing that is left out: where it stood, its kind (`tertius.model.redact.KINDS`), and its number or words."""

    where: str
    kind: str
    value: float | str


@dataclass(frozen=True, slots=True)
class Mention:
    """`what` stands in the text at `where`, and also in what is left out at `origin`."""

    where: str
    what: str
    kind: str
    origin: str


def removed(case: Case, level: str) -> tuple[Removed, ...]:
    """Numbers and sealed notes that the level leaves out, in the order of the case."""
    left = redact(case, level)
    found: list[Removed] = []

    def walk(before: Any, after: Any, where: str) -> None:
        if isinstance(before, Mapping):
            for k, v in before.items():
                walk(v, after.get(k) if isinstance(after, Mapping) else None, _below(where, str(k)))
        elif isinstance(before, tuple):
            named = {_name(x): x for x in after} if isinstance(after, tuple) else {}
            for n, v in enumerate(before):
                there = after[n] if isinstance(after, tuple) and n < len(after) else None
                walk(v, named.get(_name(v)) if _name(v) else there, _below(where, _name(v) or str(n + 1)))
        elif is_dataclass(before) and not isinstance(before, Expr | Date):
            for f in fields(before):
                value, kept = getattr(before, f.name), getattr(after, f.name, None)
                if f.name == "sealed" and value and kept != value:
                    found.append(Removed(where, "sealed_notes", value))
                elif f.name in _NUMBERS and isinstance(value, int | float) and kept != value:
                    found.append(Removed(where, _NUMBERS[f.name], float(value)))
                else:
                    walk(value, kept, _below(where, f.name))

    for section in fields(case):
        if section.name not in ("claims", "asked"):
            walk(getattr(case, section.name), getattr(left, section.name), section.name)
    for claim in case.claims:
        if claim.provenance.sealed:
            found.append(Removed(f"claims.{claim.id}", "sealed_notes", claim.provenance.sealed))
    return tuple(found)


def mentions(case: Case, level: str) -> tuple[Mention, ...]:
    """Texts of the redacted version that say something left out again; each number or text once a place."""
    gone = removed(case, level)
    numbers = {text: r for r in reversed(gone) if isinstance(r.value, float) for text in _spelt(r)}
    runs = {run: r for r in reversed(gone) if isinstance(r.value, str) for run in _runs(r.value)}
    left = redact(case, level)
    found: dict[tuple[str, str], Mention] = {}
    talks = dict(_texts(left.negotiation, "negotiation")) if left.negotiation is not None else {}
    for where, text in _texts(left):
        section, _, inner = where.partition(".negotiation")
        if section.startswith("readings.") and inner and talks.get(f"negotiation{inner}") == text:
            continue  # A reading repeats the negotiation where it leaves it as it is.
        for number in re.findall(r"(?<![\w.,])\d+(?:\.\d+)?(?:\s?%)?(?![\w]|[.,]\d)", text):
            plain = re.sub(r"\s", "", number)
            if plain in numbers:
                r = numbers[plain]
                found.setdefault((where, plain), Mention(where, plain, r.kind, r.where))
        words = _words(text)
        for run, r in runs.items():
            if f" {run} " in f" {words} ":
                found.setdefault((where, r.where), Mention(where, f"“{run}”", r.kind, r.where))
    for claim in left.claims:
        if isinstance(claim.expect, IssueTest):
            for value in (claim.expect.low, claim.expect.high):
                if f"{value:g}" in numbers and claim.expect.kind != "keeps" and 0 < value < 100:
                    r = numbers[f"{value:g}"]
                    place = f"claims.{claim.id}.expect"
                    found.setdefault((place, f"{value:g}"), Mention(place, f"{value:g}", r.kind, r.where))
    return tuple(found.values())


def _spelt(gone: Removed) -> tuple[str, ...]:
    assert isinstance(gone.value, float)
    if gone.value in (0.0, 1.0):
        return ()
    share = gone.kind in ("fallbacks", "patience")
    return (f"{gone.value:g}", *((f"{100 * gone.value:g}%",) if share else ()))


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.casefold()))


def _runs(note: str) -> tuple[str, ...]:
    words = _words(note).split()
    if len(words) <= RUN:
        return (" ".join(words),) if words else ()
    return tuple(" ".join(words[n : n + RUN]) for n in range(len(words) - RUN + 1))


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text for people, with its place."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Mapping):
        for k, v in value.items():
            yield from _texts(v, _below(where, str(k)))
    elif isinstance(value, tuple):
        for n, v in enumerate(value):
            yield from _texts(v, _below(where, _name(v) or str(n + 1)))
    elif is_dataclass(value) and not isinstance(value, Expr | Date | type):
        for f in fields(value):
            # A falsifier repeats the section that it changes, a reading the conflict.
            repeated = isinstance(value, Falsifier) and f.name == "negotiations"
            if f.name not in _SILENT and f.name not in ("asked", "variant", "variants") and not repeated:
                yield from _texts(getattr(value, f.name), _below(where, f.name))


def _below(where: str, name: str) -> str:
    if name == "provenance":
        return where
    return f"{where}.{name}" if where else name


def _name(value: Any) -> str:
    found = getattr(value, "id", None) or getattr(value, "party", None)
    return found if isinstance(found, str) else ""
