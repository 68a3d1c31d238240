"""Models for the benchmarks, made from a seed: freely reversible options, random statements.

A model is kept in two forms that share nothing but the random choices: the text of a case file, which
the program reads, and bits and literals, which the checks in `benchmarks.answers` and the plain
implementation in `benchmarks.dense` read. So an error in the reader, the ranks or the moves shows.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["Array", "Model", "Statement", "made", "spread"]

Array = NDArray[Any]
STATEMENTS = 12


@dataclass(frozen=True)
class Statement:
    """Literals (option, wanted) under one connective: ``and``, ``or``; of two literals also ``iff``, ``if``."""

    connective: str
    literals: tuple[tuple[int, bool], ...]

    def text(self, names: list[str]) -> str:
        """As a case file has it."""
        words = [names[k] if wanted else f"not {names[k]}" for k, wanted in self.literals]
        return f" {self.connective} ".join(words)

    def truth(self, states: Array) -> Array:
        """bool, for states whose bit k is option k."""
        parts: list[Array] = [((states >> k & 1) == 1) == wanted for k, wanted in self.literals]
        if self.connective == "iff":
            return np.asarray(parts[0] == parts[1])
        if self.connective == "if":
            return np.asarray(parts[0] | ~parts[1])
        found = parts[0]
        for part in parts[1:]:
            found = found & part if self.connective == "and" else found | part
        return np.asarray(found)


@dataclass(frozen=True)
class Model:
    """Actors with neighbouring options, and what each says it wants, most important first.

    widths : how many options each actor has; bit k of a state is option k in file order
    wants : each actor's statements
    """

    widths: tuple[int, ...]
    wants: tuple[tuple[Statement, ...], ...]

    @property
    def options(self) -> int:
        """The number of options."""
        return sum(self.widths)

    @property
    def size(self) -> int:
        """The number of states."""
        return 1 << self.options

    @property
    def low_bits(self) -> tuple[int, ...]:
        """Each actor's first option."""
        return tuple(sum(self.widths[:i]) for i in range(len(self.widths)))

    def key(self, actor: int, states: Array) -> Array:
        """int32: how much the actor likes states; the first statement outweighs all that follow."""
        key = np.zeros(states.shape, np.int32)
        for statement in self.wants[actor]:
            key = key * np.int32(2) + statement.truth(states).astype(np.int32)
        return key

    @cached_property
    def keys(self) -> Array:
        """int16 (actors, states): `key` of every state."""
        states = np.arange(self.size, dtype=np.int32)
        found = np.empty((len(self.widths), self.size), np.int16)
        for actor in range(len(self.widths)):
            found[actor] = self.key(actor, states)
        return found

    def arcs(self) -> int:
        """How many moves there are, of all actors together."""
        return sum(self.size * ((1 << w) - 1) for w in self.widths)

    def code(self, state: int) -> str:
        """A state as the program spells it."""
        return "".join("Y" if state >> k & 1 else "N" for k in range(self.options))

    def number(self, code: str) -> int:
        """The state that a code spells."""
        return sum(1 << k for k, letter in enumerate(code) if letter == "Y")

    def text(self) -> str:
        """The case file."""
        names = [f"a{i}.o{k}" for i, w in enumerate(self.widths) for k in range(w)]
        lines = ["tertius: 1", f"title: {self.size:,} states of {len(self.widths)} actors", "actors:"]
        lines += [f"  a{i}: Actor {i}" for i in range(len(self.widths))]
        lines += ["conflict:", "  options:"]
        for i, w in enumerate(self.widths):
            lines += [f"    a{i}:", *(f"      o{k}: Option {k} of actor {i}" for k in range(w))]
        lines.append("  preferences:")
        for i, wants in enumerate(self.wants):
            lines += [f"    a{i}:", *(f"      - {s.text(names)}" for s in wants)]
        return "\n".join([*lines, "  status_quo: []", ""])


def spread(options: int, actors: int) -> tuple[int, ...]:
    """Options over actors, as even as possible."""
    return tuple(options // actors + (i < options % actors) for i in range(actors))


def made(widths: tuple[int, ...], seed: int = 7) -> Model:
    """A model with 12 random statements an actor; the same for the same arguments."""
    rng = np.random.default_rng([seed, *widths])
    options = sum(widths)

    def one() -> Statement:
        count = int(rng.integers(1, min(3, options) + 1))
        chosen = rng.choice(options, count, replace=False)
        wanted = rng.integers(0, 2, count)
        joined = ["and", "or", "iff", "if"] if count == 2 else ["and", "or"]
        literals = tuple((int(k), bool(w)) for k, w in zip(chosen, wanted, strict=True))
        return Statement(str(rng.choice(joined)) if count > 1 else "and", literals)

    def several() -> tuple[Statement, ...]:
        # The same statement twice is a mistake in a case file.
        found: dict[Statement, None] = {}
        while len(found) < STATEMENTS:
            found[one()] = None
        return tuple(found)

    return Model(widths, tuple(several() for _ in widths))
