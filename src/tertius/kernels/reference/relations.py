r"""What an actor thinks of two states: exactly one of ``>> > ~ < << ?``.

``a > b``: a is preferred; ``a >> b``: strongly; ``~``: indifferent; ``?``: not known. Write
:math:`a \succ b` for ``>`` or ``>>``. Every state is ``~`` itself.

- Statements, rankings, weights, payoffs give each state a key, compared lexicographically: statements
  that an effect put first, what the form says, statements that an effect put last. Every pair is
  decided. Where a ranking has a strong gap after class k, ``a >> b`` for a up to class k, b after it.
- Pairs are as listed; an unlisted pair is ``?``. The relation may be partial and may cycle.
- Pairs closed transitively: let a R b where ``a >> b``, ``a > b`` or (either way round) ``a ~ b`` is
  listed. Where a chain of R leads from a to b, the pair is ``>>`` if some chain has a ``>>`` in it,
  else ``>`` if some chain has a ``>``, else ``~``; what no chain decides is ``?``. A chain from a
  to a with a preference in it contradicts itself, and a chain between a and b contradicts ``a ? b``.
  States that an effect has removed still link chains.

References
----------
Hamouda, Kilgour and Hipel (2004), Group Decision and Negotiation 13, 449-462 (strength). Li, Hipel,
Kilgour and Fang (2004), IEEE Trans. SMC A 34, 507-520 (unknown).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction

from tertius.errors import ImpossibleError, NotSupportedError
from tertius.model.conflict import Comparison, Preference
from tertius.model.expr import Expr

__all__ = ["BETTER", "NOT_BETTER", "SIGNS", "UNKNOWN", "Relation", "both_say", "relation"]

SIGNS = (">>", ">", "~", "<", "<<", "?")
BETTER = frozenset({">", ">>"})
NOT_BETTER = frozenset({"~", "<", "<<"})
UNKNOWN = frozenset({"?"})

Relation = Callable[[str, str], str]
"""From two states to the sign between them."""

_MIRROR = {">>": "<<", ">": "<", "~": "~", "<": ">", "<<": ">>", "?": "?"}
_CHAINS = {"~": 0, ">": 1, ">>": 2}


def relation(
    preference: Preference | None, states: Sequence[str], true: Callable[[Expr, str], bool], actor: str
) -> Relation:
    """An actor's relation over the states; an actor without a preference is indifferent."""
    if preference is None:
        return lambda a, b: "~"
    if preference.kind == "pairs":
        return _pairs(preference, actor)
    if preference.strong and preference.first:
        raise NotSupportedError(f"the ranking of {actor} has strong gaps: nothing can be put before it")
    keys = {s: _key(preference, s, true, actor) for s in states}
    height = {key: n for n, key in enumerate(sorted(set(keys.values())))}  # whole numbers compare faster
    worth = {s: height[key] for s, key in keys.items()}
    gaps = {code: sum(k < place for k in preference.strong) for code, place in _places(preference).items()}

    def compare(a: str, b: str) -> str:
        if worth[a] == worth[b]:
            return "~"
        strong = bool(preference.strong) and gaps[a] != gaps[b]
        return (">" if worth[a] > worth[b] else "<") * (2 if strong else 1)

    return compare


def both_say(signs: Iterable[str]) -> str:
    """The sign of several together: preferred (strongly) where it is by every one of them, else ``~``.

    Where all think strongly so, the sign is strong. Signs that differ otherwise are no preference.
    """
    said = set(signs)
    for strong, weak in ((">>", ">"), ("<<", "<")):
        if said <= {strong, weak}:
            return strong if said == {strong} else weak
    return "~"


def _key(
    preference: Preference, state: str, true: Callable[[Expr, str], bool], actor: str
) -> tuple[Fraction, ...]:
    def truth(statements: Iterable[Expr]) -> list[Fraction]:
        return [Fraction(true(e, state)) for e in statements]

    middle = (
        truth(preference.statements)
        if preference.kind == "statements"
        else [_score(preference, state, true, actor)]
    )
    return (*truth(preference.first), *middle, *truth(preference.last))


def _score(preference: Preference, state: str, true: Callable[[Expr, str], bool], actor: str) -> Fraction:
    """Decimal numbers are meant as written: 0.1 + 0.2 is 0.3."""
    if preference.kind == "weights":
        on = (w for k, w in preference.weights.items() if true(Expr((("atom", k),)), state))
        return sum((Fraction(str(w)) for w in on), Fraction(0))
    worth = dict(preference.payoffs)
    if preference.kind == "ranking":
        worth = {code: -place for code, place in _places(preference).items()}
    if state not in worth:
        raise ImpossibleError(f"the {preference.kind} of {actor} says nothing about {state}")
    return Fraction(str(worth[state]))


def _places(preference: Preference) -> dict[str, int]:
    return {code: place for place, group in enumerate(preference.ranking) for code in group}


def _pairs(preference: Preference, actor: str) -> Relation:
    if preference.first or preference.last:
        raise NotSupportedError(f"{actor} has a preference in pairs: statements cannot be added to it")
    signs = _listed(preference.pairs, actor)
    if preference.closure:
        signs = _closed(signs, actor)
    return lambda a, b: "~" if a == b else signs.get((a, b), "?")


def _listed(pairs: Iterable[Comparison], actor: str) -> dict[tuple[str, str], str]:
    signs: dict[tuple[str, str], str] = {}
    for pair in pairs:
        said = {(pair.left, pair.right): pair.sign, (pair.right, pair.left): _MIRROR[pair.sign]}
        if pair.left == pair.right or any(signs.get(k, sign) != sign for k, sign in said.items()):
            raise ImpossibleError(f"{actor} cannot think {pair.left} {pair.sign} {pair.right}")
        signs |= said
    return signs


def _closed(signs: dict[tuple[str, str], str], actor: str) -> dict[tuple[str, str], str]:
    """Chains, by what is strongest in one of them (0 for ``~``, 1 for ``>``, 2 for ``>>``)."""
    chains = {(a, b): _CHAINS[sign] for (a, b), sign in signs.items() if sign in _CHAINS}
    while True:
        longer, onward = dict(chains), {a: [c for b, c in chains if b == a] for a, _ in chains}
        for (a, b), one in chains.items():
            for c in onward.get(b, ()):
                longer[a, c] = max(one, chains[b, c], longer.get((a, c), 0))
        if longer == chains:
            break
        chains = longer
    for (a, b), most in chains.items():
        if a == b and most:
            raise ImpossibleError(f"what {actor} prefers goes round and comes back to {a}")
        if signs.get((a, b)) == "?":
            raise ImpossibleError(f"a chain decides what {actor} thinks of {a} and {b}")
    closed: dict[tuple[str, str], str] = {}
    for (a, b), most in chains.items():
        sign = next(sign for sign, grade in _CHAINS.items() if grade == most)
        closed |= {(a, b): sign, (b, a): _MIRROR[sign]}
    return closed
