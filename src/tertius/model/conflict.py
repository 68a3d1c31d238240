"""Who can do what and who prefers what: the conflict part of a case, in option or graph form."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from tertius.model.expr import Expr

__all__ = [
    "BASES",
    "CONFIDENCES",
    "Comparison",
    "GraphConflict",
    "Option",
    "OptionConflict",
    "Preference",
    "Provenance",
    "Rules",
]

BASES = ("observed", "reported", "inferred", "judged", "invented")
"""What an input can rest on, from strongest to weakest."""
CONFIDENCES = ("high", "moderate", "low")
"""How sure the modeller is of an input. It is no likelihood: a high confidence says that the input would hardly change."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """What an input rests on: sources by id, how it was got from them (one of `BASES`), and how sure the modeller is of it
    (one of `CONFIDENCES`, or empty). `sealed` is a note that no redacted version has (`tertius.model.redact`)."""

    sources: tuple[str, ...] = ()
    basis: str = ""
    note: str = ""
    confidence: str = ""
    sealed: str = ""


@dataclass(frozen=True, slots=True)
class Option:
    """Something that an actor can do; it is on or off.

    `direction` is ``both``, ``on`` (can be taken up, never dropped) or ``off``. `enables` names
    options that depend on this one, which matters for what counts as coercive.
    """

    actor: str
    id: str
    name: str
    direction: str = "both"
    coercive: bool = False
    enables: tuple[str, ...] = ()
    provenance: Provenance = Provenance()

    @property
    def key(self) -> str:
        """``actor.option``."""
        return f"{self.actor}.{self.id}"


@dataclass(frozen=True, slots=True)
class Comparison:
    """What an actor thinks of two states: `left` is compared with `right`.

    `sign` is ``>`` (left is preferred), ``>>`` (strongly preferred), ``~`` (indifferent) or ``?``
    (not known).
    """

    left: str
    sign: str
    right: str


@dataclass(frozen=True, slots=True)
class Preference:
    """A preference of one actor over states, in one of five forms; all but ``pairs`` are complete.

    - ``statements``: option prioritisation; states compare by the first statement that is true in
      one and not in the other. An empty list is indifference.
    - ``ranking``: classes of state codes, best first.
    - ``weights``: option key to number; a state's score is the sum over options that are on.
    - ``payoffs``: state code to number.
    - ``pairs``: comparisons of two states each, as written; nothing follows from them unless
      `closure` is true (then the definite ones are closed transitively), an unlisted pair is
      unknown. Such a preference may be partial and may cycle.

    `strong` belongs to ``ranking``: k is in it where the gap after class k is strong, so that every
    state up to class k is preferred strongly (``>>``) to every state after it.

    `first` and `last` are statements that an effect put before and after whatever the form says.
    """

    kind: str
    statements: tuple[Expr, ...] = ()
    ranking: tuple[tuple[str, ...], ...] = ()
    weights: Mapping[str, float] = field(default_factory=dict)
    payoffs: Mapping[str, float] = field(default_factory=dict)
    strong: tuple[int, ...] = ()
    pairs: tuple[Comparison, ...] = ()
    closure: bool = False
    first: tuple[Expr, ...] = ()
    last: tuple[Expr, ...] = ()
    provenance: Provenance = Provenance()

    @property
    def said(self) -> tuple[object, ...]:
        """What it says, without what it rests on, as something to compare and to look up by."""
        return (
            self.kind, self.statements, self.ranking, tuple(sorted(self.weights.items())), tuple(sorted(self.payoffs.items())),
            self.strong, self.pairs, self.closure, self.first, self.last,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rules:
    """What effects have made of the options (CONTRACT section 4): fixed, linked, needs, forbidden.

    `allow` and `forbid_moves` are the graph form's: pairs of states by actor.
    """

    fixed: Mapping[str, bool] = field(default_factory=dict)
    linked: Mapping[str, Expr] = field(default_factory=dict)
    needs: tuple[tuple[str, Expr], ...] = ()
    forbidden: frozenset[str] = frozenset()
    allow: tuple[tuple[str, str, str], ...] = ()
    forbid_moves: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class OptionConflict:
    """Option form: states are settings of all options; the first option is the lowest bit.

    `declared` keeps the file's status quo where `status_quo` has been moved to another date. `provenance` is that of the
    status quo and of what is infeasible; options and preferences have their own.
    """

    options: tuple[Option, ...]
    infeasible: tuple[Expr, ...]
    preferences: Mapping[str, Preference]
    status_quo: frozenset[str] | None
    rules: Rules = Rules()
    declared: frozenset[str] | None = None
    provenance: Provenance = Provenance()

    @property
    def option_keys(self) -> tuple[str, ...]:
        """``actor.option`` for every option, in file order."""
        return tuple(option.key for option in self.options)

    def option(self, key: str) -> Option:
        """The option with that key."""
        return next(option for option in self.options if option.key == key)

    def free(self, actor: str | None = None) -> tuple[Option, ...]:
        """Options that are neither fixed nor linked, of one actor or of all."""
        taken = self.rules.fixed.keys() | self.rules.linked.keys()
        return tuple(
            o for o in self.options if o.key not in taken and (actor is None or o.actor == actor)
        )

    def code(self, on: frozenset[str]) -> str:
        """The state's letters, ``Y`` on and ``N`` off, in file order."""
        return "".join("Y" if key in on else "N" for key in self.option_keys)

    def on(self, code: str) -> frozenset[str]:
        """The options that are on in a state code."""
        return frozenset(k for k, letter in zip(self.option_keys, code, strict=True) if letter == "Y")


@dataclass(frozen=True, slots=True)
class GraphConflict:
    """Graph form: named states and each actor's arcs between them; `provenance` is that of states, moves and status quo."""

    states: tuple[tuple[str, str], ...]
    moves: Mapping[str, tuple[tuple[str, str], ...]]
    preferences: Mapping[str, Preference]
    status_quo: str | None
    rules: Rules = Rules()
    declared: str | None = None
    provenance: Provenance = Provenance()

    @property
    def state_ids(self) -> tuple[str, ...]:
        """State names in file order."""
        return tuple(state for state, _ in self.states)

    def label(self, state: str) -> str:
        """The label of a state."""
        return next(label for name, label in self.states if name == state)
