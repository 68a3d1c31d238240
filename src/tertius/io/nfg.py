"""A Gambit strategic game (`.nfg`) to a case in option form.

The text format is public: ``NFG 1 R "title" { "player" ... } { {"strategy" ...} ... }`` (or the number
of strategies of each player), an optional comment, then either the payoffs of every contingency, the
first player's strategy varying fastest, or outcomes with their payoffs and the number of an outcome
for every contingency, 0 for none.

A player with strategies 1 to m gets an option for each of the strategies 2 to m, at most one of them
on; strategy 1 is that none is. Where that would take more than `SINGLE` options in all, players with
more than four strategies get binary digits instead: their options together are the number of the
strategy, less one. Either way each strategy is one setting of the player's options, any change of
strategy is one move, and the pure Nash equilibria are the Nash stable states.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any, NoReturn

from tertius.errors import CaseError, LimitError, Problem
from tertius.io.exchange import Imported
from tertius.io.keys import key_of
from tertius.io.option_table import MAX_OPTIONS
from tertius.io.patterns import cover, pattern_expr
from tertius.model.case import Actor, Case
from tertius.model.conflict import Option, OptionConflict, Preference, Provenance
from tertius.model.expr import Expr

__all__ = ["KEY", "MAX_CONTINGENCIES", "SINGLE", "read_nfg", "strategy_names"]

KEY = "x_nfg"
SINGLE = 16
"""Options that a game may have with one for each strategy; beyond that, binary digits."""
MAX_CONTINGENCIES = 2**16
_TOKEN = re.compile(r'[\s,]*(?:(?P<text>"(?:\\.|[^"\\])*")|(?P<mark>[{}])|(?P<word>[^\s,{}"]+))', re.DOTALL)
_NUMBER = re.compile(r"[+-]?(?:[0-9]+/[0-9]+|(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,4})?)")
_LONGEST = 400


@dataclass(frozen=True, slots=True)
class _Token:
    kind: str
    text: str
    offset: int


class _Tokens:
    """The words of the text, one at a time."""

    def __init__(self, text: str, file: str) -> None:
        self.text, self.file = text, file
        self.starts = [0, *(m.end() for m in re.finditer("\n", text))]
        self.offset = 0
        self.next = self._read()

    def _read(self) -> _Token:
        match = _TOKEN.match(self.text, self.offset)
        if match is None:
            rest = self.offset + len(self.text[self.offset :]) - len(self.text[self.offset :].lstrip(" \t\r\n,"))
            if rest < len(self.text):
                self.fail(rest, "a quoted text never ends", 'a closing "')
            return _Token("end", "", len(self.text))
        self.offset = match.end()
        kind = str(match.lastgroup)
        word = match[kind]
        if kind == "text":
            word = word[1:-1].replace('\\"', '"')
        return _Token(kind, word, match.start(kind))

    def take(self) -> _Token:
        token, self.next = self.next, self._read()
        return token

    def fail(self, offset: int, what: str, expected: str) -> NoReturn:
        line = bisect_right(self.starts, offset)
        raise CaseError([Problem(self.file, line, offset - self.starts[line - 1] + 1, "", what, expected)])

    def refuse(self, token: _Token, expected: str) -> NoReturn:
        found = "the file ends here" if token.kind == "end" else f"'{token.text[:40]}' stands here"
        self.fail(token.offset, found, expected)

    def mark(self, sign: str, expected: str) -> None:
        token = self.take()
        if token.kind != "mark" or token.text != sign:
            self.refuse(token, expected)

    def at(self, sign: str) -> bool:
        return self.next.kind == "mark" and self.next.text == sign

    def texts(self, what: str) -> list[str]:
        """Quoted texts in braces."""
        self.mark("{", f"{what} in braces")
        found = []
        while not self.at("}"):
            token = self.take()
            if token.kind not in {"text", "word"}:
                self.refuse(token, f"{what}, or }}")
            found.append(token.text)
        self.take()
        return found

    def whole(self, expected: str) -> tuple[int, int]:
        """A whole number from 0 and its offset."""
        token = self.take()
        if token.kind != "word" or not re.fullmatch("[0-9]{1,9}", token.text):
            self.refuse(token, expected)
        return int(token.text), token.offset

    def number(self) -> Fraction:
        token = self.take()
        if token.kind != "word" or not _NUMBER.fullmatch(token.text) or len(token.text) > _LONGEST or re.search("/0+$", token.text):
            self.refuse(token, "a payoff: a whole number, a decimal or a fraction")
        return Fraction(token.text)


def read_nfg(text: str, file: str, title: str) -> Imported:
    """The case of a strategic game; `CaseError` with the place of the first mistake."""
    tokens = _Tokens(text, file)
    for word, expected in (("NFG", 'NFG 1 R "title"'), ("1", "the format's number, 1")):
        token = tokens.take()
        if token.text != word:
            tokens.refuse(token, expected)
    if tokens.next.text in {"R", "D"}:
        tokens.take()
    token = tokens.take()
    if token.kind != "text":
        tokens.refuse(token, 'the title as "text"')
    players = tokens.texts("the players' names")
    if not players:
        tokens.refuse(tokens.next, "at least one player")
    strategies = _strategies(tokens, players)
    count = prod(map(len, strategies))
    if count * len(players) > MAX_CONTINGENCIES * 4 or count > MAX_CONTINGENCIES:
        raise LimitError(f"{file}: {count:,} contingencies; at most {MAX_CONTINGENCIES:,} are read; leave out strategies on which the question does not turn")
    comment = tokens.take().text if tokens.next.kind == "text" else ""
    payoffs = _outcomes(tokens, len(players), count) if tokens.at("{") else _payoffs(tokens, len(players), count)
    if tokens.next.kind != "end":
        tokens.refuse(tokens.next, f"the end of the file, after {count:,} contingencies")
    return _case(token.text.strip() or title, players, strategies, payoffs, comment.strip())


def _strategies(tokens: _Tokens, players: Sequence[str]) -> list[list[str]]:
    tokens.mark("{", "the strategies in braces, by player")
    found: list[list[str]] = []
    while not tokens.at("}"):
        here = tokens.next
        if tokens.at("{"):
            found.append(tokens.texts("the names of strategies"))
        else:
            number = tokens.whole("a number of strategies, or their names in braces")[0]
            if number > MAX_CONTINGENCIES:
                tokens.refuse(here, f"at most {MAX_CONTINGENCIES:,} strategies")
            found.append([str(k) for k in range(1, number + 1)])
        if not found[-1]:
            tokens.refuse(here, "at least one strategy for each player")
    end = tokens.take()
    if len(found) != len(players):
        tokens.fail(end.offset, f"strategies of {len(found)} players", f"strategies of {len(players)} players, as many as there are names")
    return found


def _payoffs(tokens: _Tokens, players: int, count: int) -> list[list[Fraction]]:
    return [[tokens.number() for _ in range(players)] for _ in range(count)]


def _outcomes(tokens: _Tokens, players: int, count: int) -> list[list[Fraction]]:
    tokens.mark("{", "the outcomes in braces")
    found = [[Fraction(0)] * players]
    while not tokens.at("}"):
        tokens.mark("{", "an outcome in braces, or }")
        if tokens.next.kind == "text":
            tokens.take()
        found.append([tokens.number() for _ in range(players)])
        tokens.mark("}", f"}} after the payoffs of {players} players")
    tokens.take()
    listed = []
    for _ in range(count):
        index, offset = tokens.whole(f"the number of an outcome for each of {count:,} contingencies")
        if index >= len(found):
            tokens.fail(offset, f"there is no outcome {index}", f"a number from 0 to {len(found) - 1}")
        listed.append(found[index])
    return listed


def _case(
    title: str, players: Sequence[str], strategies: Sequence[Sequence[str]], payoffs: Sequence[Sequence[Fraction]], comment: str
) -> Imported:
    binary = sum(len(s) - 1 for s in strategies) > SINGLE
    actors: list[Actor] = []
    options: list[Option] = []
    infeasible: list[Expr] = []
    settings: list[list[str]] = []
    for name, listed in zip(players, strategies, strict=True):
        id = key_of(name, [a.id for a in actors], "player")
        own, codes = _digits(id, listed) if binary and len(listed) > 4 else _single(id, listed)
        known = Provenance(note=_note(listed, own))
        actors.append(Actor(id, name.strip() or id, note=known.note, provenance=known))
        options += own
        settings.append(codes)
        numbers = [sum(1 << k for k, x in enumerate(code) if x == "Y") for code in codes]
        infeasible += [pattern_expr([o.key for o in own], p) for p in cover(numbers, len(own))]
    if not options:
        raise LimitError("every player has one strategy only, so nobody has an option; nothing is to be analysed")
    if len(options) > MAX_OPTIONS:
        raise LimitError(f"the game needs {len(options)} options; {MAX_OPTIONS} fit into one state; leave out players or strategies")
    # The first player's strategy varies fastest.
    states = ["".join(parts[::-1]) for parts in product(*reversed(settings))]
    preferences = {a.id: _preference(states, [p[k] for p in payoffs]) for k, a in enumerate(actors)}
    extra: dict[str, Any] = {}
    told = {a.id: strategy_names([o for o in options if o.actor == a.id], s) for a, s in zip(actors, settings, strict=True)}
    if any(told[a.id] != list(s) for a, s in zip(actors, strategies, strict=True)):
        extra[KEY] = {"strategies": {a.id: list(s) for a, s in zip(actors, strategies, strict=True)}}
    case = Case(title, tuple(actors), OptionConflict(tuple(options), tuple(infeasible), preferences, None), summary=comment)
    return Imported(case, extra)


def strategy_names(options: Sequence[Option], settings: Sequence[str]) -> list[str]:
    """What the settings of a player's options are called where nothing else says it: by what is on."""
    found: list[str] = []
    for code in settings:
        on = [o.name for o, letter in zip(options, code, strict=True) if letter == "Y"]
        name = " + ".join(on) or "(none)"
        found.append(f"{name} [{code}]" if name in found else name)
    return found


def _single(actor: str, strategies: Sequence[str]) -> tuple[list[Option], list[str]]:
    """An option for each strategy but the first."""
    found: list[Option] = []
    for name in strategies[1:]:
        id = key_of(name, [o.id for o in found], "strategy")
        found.append(Option(actor, id, name.strip() or id))
    none = "N" * len(found)
    return found, [none, *(none[:k] + "Y" + none[k + 1 :] for k in range(len(found)))]


def _digits(actor: str, strategies: Sequence[str]) -> tuple[list[Option], list[str]]:
    """The number of the strategy, less one, in binary digits, the lowest first."""
    width = (len(strategies) - 1).bit_length()
    found = [Option(actor, f"bit{1 << k}", f"Strategy number, digit worth {1 << k}") for k in range(width)]
    return found, ["".join("NY"[n >> k & 1] for k in range(width)) for n in range(len(strategies))]


def _note(strategies: Sequence[str], options: Sequence[Option]) -> str:
    """What a reader of the case cannot tell from the options."""
    first = strategies[0].strip()
    if not options:
        return f"Has one strategy: {first}" if first else "Has one strategy"
    if len(options) < len(strategies) - 1:
        return "The options are binary digits: strategy 1 has none on, strategy 2 the first, strategy 3 the second, and so on."
    return f"With none of its options on: {first}" if first not in {"", "(none)"} else ""


def _preference(states: Sequence[str], payoffs: Sequence[Fraction]) -> Preference:
    """Payoffs as they are where a decimal says them in full, else their order."""
    if all(abs(p) < 2**53 and Fraction(repr(float(p))) == p for p in payoffs):
        return Preference("payoffs", payoffs={s: float(p) for s, p in zip(states, payoffs, strict=True)})
    order: dict[Fraction, list[str]] = {}
    for state, payoff in zip(states, payoffs, strict=True):
        order.setdefault(payoff, []).append(state)
    return Preference("ranking", ranking=tuple(tuple(order[p]) for p in sorted(order, reverse=True)))
