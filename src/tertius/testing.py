"""Hypothesis strategies for cases, for testing whatever takes one. Needs the extra ``test``.

>>> from hypothesis import given
>>> @given(cases())
... def test_something(case): ...

The models are small enough for `tertius.kernels.reference`, and mean: ties, one-way options,
infeasible patterns, graph forms that are not transitive, moves that two actors share, effects
that fix, link, forbid, and make options need each other. `relations` says what actors may think:

- ``ranked``: complete and transitive, without strength
- ``complete``: moreover rankings with strong gaps, and pairs that compare everything and may cycle
- ``any``: moreover pairs that are partial, with or without closure
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product
from random import Random

from hypothesis import assume
from hypothesis import strategies as st

from tertius.errors import ImpossibleError
from tertius.kernels.reference import Hypergame, Reference
from tertius.kernels.reference.relations import relation
from tertius.model.case import Actor, Case, Effect, Prefer, Reading
from tertius.model.conflict import Comparison, GraphConflict, Option, OptionConflict, Preference
from tertius.model.expr import Expr, conjunction
from tertius.model.layers import situate

__all__ = [
    "RELATIONS",
    "cases",
    "comparisons",
    "effects_for",
    "expressions",
    "graph_cases",
    "option_cases",
    "preferences_over",
    "seeded_case",
    "viewed_cases",
]

RELATIONS = ("ranked", "complete", "any")

_ACTORS = ("ann", "bob", "cem", "dag", "eva")
_CONNECTIVES = ("and", "or", "imp", "iff")


def expressions(atoms: Sequence[str], *, depth: int = 2) -> st.SearchStrategy[Expr]:
    """Expressions over the atoms, nested at most `depth` deep."""
    return _postfix(tuple(atoms), depth).map(lambda postfix: Expr(postfix))


@st.composite
def _postfix(draw: st.DrawFn, atoms: tuple[str, ...], depth: int) -> tuple[tuple[str, str], ...]:
    if not atoms:
        return (("const", draw(st.sampled_from(["true", "false"]))),)
    shape = draw(st.integers(0, 9 if depth else 3))
    if shape < 3:
        return (("atom", draw(st.sampled_from(atoms))),)
    if shape == 3:
        return (("atom", draw(st.sampled_from(atoms))), ("not", ""))
    if shape == 9:
        return (*draw(_postfix(atoms, depth - 1)), ("not", ""))
    connective = _CONNECTIVES[(shape - 4) % 4]
    return (*draw(_postfix(atoms, depth - 1)), *draw(_postfix(atoms, depth - 1)), (connective, ""))


@st.composite
def comparisons(
    draw: st.DrawFn, states: Sequence[str], *, every: bool = False, consistent: bool = False
) -> tuple[Comparison, ...]:
    """Pairs of states compared at random, each once at most; most follow a hidden ranking.

    every : each pair is compared, and none is unknown
    consistent : all follow the hidden ranking, so that they can be closed
    """
    grades = draw(st.sampled_from([3, 200]))
    worth = draw(st.binary(min_size=len(states), max_size=len(states)))
    height = {state: value % grades for state, value in zip(states, worth, strict=True)}
    between = [(a, b) for n, a in enumerate(states) for b in states[n + 1 :]]
    drawn = draw(st.binary(min_size=2 * len(between), max_size=2 * len(between)))
    left_out, contrary = draw(st.sampled_from([10, 60, 130, 230])), draw(st.sampled_from([0, 20, 60]))
    found = []
    for (a, b), sort, chance in zip(between, drawn[::2], drawn[1::2], strict=True):
        sign = ("~", "?", ">>", ">>", ">", ">", ">", ">")[sort % 8]
        if every and sign == "?":
            sign = ">"
        if not every and chance < left_out:
            continue
        if consistent and sign != "?":
            sign = "~" if height[a] == height[b] else ">>" if sign == ">>" else ">"
        up = (height[a] >= height[b]) is (consistent or 255 - chance >= contrary)
        found.append(Comparison(a, sign, b) if up else Comparison(b, sign, a))
    return tuple(found)


def _closed(pairs: Sequence[Comparison], states: Sequence[str]) -> Preference:
    """The pairs with closure, without the ``?`` that a chain decides."""
    definite = Preference("pairs", pairs=tuple(p for p in pairs if p.sign != "?"), closure=True)
    say = relation(definite, states, lambda expr, state: False, "somebody")
    return replace(definite, pairs=tuple(p for p in pairs if p.sign != "?" or say(p.left, p.right) == "?"))


@st.composite
def preferences_over(
    draw: st.DrawFn,
    states: Sequence[str],
    atoms: Sequence[str],
    *,
    relations: str = "ranked",
    weights: bool = False,
) -> Preference:
    """A preference in any form that `relations` allows; `weights` only where atoms are options."""
    kinds = ["ranking", "statements", "payoffs"] * 2 + ["weights"] * weights
    kinds += {
        "ranked": [],
        "complete": ["gaps", "gaps", "all pairs"],
        "any": ["gaps", *["pairs", "closed"] * 3],
    }[relations]
    kind = draw(st.sampled_from(kinds))
    if kind == "statements":
        fewest = draw(st.sampled_from([3, 2, 0]))
        statements = draw(st.lists(expressions(atoms), min_size=fewest, max_size=4))
        return Preference(kind, statements=tuple(statements))
    if kind == "weights":
        named = draw(st.lists(st.sampled_from(atoms), unique=True)) if atoms else []
        return Preference(kind, weights={key: float(draw(st.integers(-3, 3))) for key in named})
    if kind in {"all pairs", "pairs"}:
        return Preference("pairs", pairs=draw(comparisons(states, every=kind == "all pairs")))
    if kind == "closed":
        return _closed(draw(comparisons(states, consistent=True)), states)
    grades = draw(st.sampled_from([2, 4, 200, 200]))
    drawn = draw(st.binary(min_size=len(states), max_size=len(states)))
    worth = {state: value % grades for state, value in zip(states, drawn, strict=True)}
    if kind == "payoffs":
        return Preference(kind, payoffs={state: value / 4 for state, value in worth.items()})
    classes = sorted(set(worth.values()), reverse=True)
    ranking = tuple(tuple(s for s in states if worth[s] == c) for c in classes)
    places = range(len(ranking) - 1)
    gaps = draw(st.frozensets(st.sampled_from(places), min_size=1)) if kind == "gaps" and places else ()
    return Preference("ranking", ranking=ranking, strong=tuple(sorted(gaps)))


@st.composite
def option_cases(
    draw: st.DrawFn,
    *,
    min_actors: int = 1,
    max_actors: int = 5,
    max_options: int = 5,
    relations: str = "ranked",
    status_quo: bool = False,
    effects: bool = True,
    possible: bool = True,
) -> Case:
    """Cases in option form, already situated.

    status_quo : always have one
    effects : some have fixed, linked, forbidden and needing options, and changed preferences
    possible : at least one state is left and the status quo is one
    """
    actors = _ACTORS[: max(min_actors, min(max_actors, draw(st.sampled_from([2, 3, 1, 4, 5, 2, 3]))))]
    count = min(max_options, draw(st.sampled_from([3, 4, 2, 5, 3, 4, 1])))
    if draw(st.integers(0, 3)):  # most often spread, so that many actors can move
        owners = [actors[k % len(actors)] for k in range(count)]
    else:
        owners = draw(st.lists(st.sampled_from(actors), min_size=count, max_size=count))
    one_way = st.sampled_from(["both"] * 10 + ["on", "off"])
    options = tuple(Option(owner, f"o{k}", f"Option {k}", draw(one_way)) for k, owner in enumerate(owners))
    keys = tuple(option.key for option in options)
    codes = tuple("".join("NY"[n >> k & 1] for k in range(len(keys))) for n in range(2 ** len(keys)))
    pattern = st.lists(st.sampled_from("YN-"), min_size=len(keys), max_size=len(keys)).map(
        lambda letters: conjunction([(k, x == "Y") for k, x in zip(keys, letters, strict=True) if x != "-"])
    )
    rare = st.one_of(pattern, pattern, pattern, expressions(keys))
    infeasible = draw(st.lists(rare, max_size=2)) if draw(st.booleans()) else []
    preferences = {
        actor: draw(preferences_over(codes, keys, relations=relations, weights=True))
        for actor in actors
        if actor in owners or draw(st.booleans())
    }
    on = draw(st.frozensets(st.sampled_from(keys))) if status_quo or draw(st.booleans()) else None
    conflict = OptionConflict(options, tuple(infeasible), preferences, on)
    case = Case("Random option form", tuple(Actor(a, a.title()) for a in actors), conflict)
    if effects and draw(st.integers(0, 4)) > 1:
        case = situate(case, given=draw(effects_for(case)))
    return _possible(draw, case) if possible else case


def _possible(draw: st.DrawFn, case: Case) -> Case:
    """The case, or with another status quo, or no example at all."""
    try:
        Reference(case)
        return case
    except ImpossibleError:
        assert isinstance(case.conflict, OptionConflict)
        bare = replace(case, conflict=replace(case.conflict, status_quo=None))
    try:
        left = Reference(bare)
    except ImpossibleError:
        assume(False)
        raise
    start = left.setting(draw(st.sampled_from(left.states)))
    return replace(case, conflict=replace(case.conflict, status_quo=start))


@st.composite
def graph_cases(
    draw: st.DrawFn,
    *,
    min_actors: int = 1,
    max_actors: int = 5,
    max_states: int = 8,
    relations: str = "ranked",
    status_quo: bool = False,
    effects: bool = True,
) -> Case:
    """Cases in graph form, already situated: arcs at random, so neither transitive nor disjoint."""
    actors = _ACTORS[: max(min_actors, min(max_actors, draw(st.sampled_from([2, 3, 1, 4, 5, 2, 3]))))]
    states = tuple(f"s{k}" for k in range(1, draw(st.integers(2, max_states)) + 1))
    arcs = [(a, b) for a in states for b in states if a != b]
    moves = {}
    for actor in actors:
        share = draw(st.sampled_from([60, 30, 100, 160]))
        drawn = draw(st.binary(min_size=len(arcs), max_size=len(arcs)))
        moves[actor] = tuple(arc for arc, byte in zip(arcs, drawn, strict=True) if 255 - byte < share)
    preferences = {actor: draw(preferences_over(states, states, relations=relations)) for actor in actors}
    start = draw(st.sampled_from(states)) if status_quo or draw(st.booleans()) else None
    conflict = GraphConflict(tuple((s, s.title()) for s in states), moves, preferences, start)
    case = Case("Random graph form", tuple(Actor(a, a.title()) for a in actors), conflict)
    if effects and draw(st.integers(0, 4)) > 1:
        case = situate(case, given=draw(effects_for(case)))
    return case


def cases(
    *, relations: str = "ranked", status_quo: bool = False, effects: bool = True
) -> st.SearchStrategy[Case]:
    """Cases in either form."""
    return st.one_of(
        option_cases(relations=relations, status_quo=status_quo, effects=effects),
        graph_cases(relations=relations, status_quo=status_quo, effects=effects),
    )


@st.composite
def viewed_cases(draw: st.DrawFn, *, relations: str = "ranked") -> Case:
    """Cases, not situated, in which some actors see the conflict through a reading; no status quo."""
    form = option_cases if draw(st.booleans()) else graph_cases
    case: Case = draw(form(max_actors=4, relations=relations, effects=False))
    assert case.conflict is not None
    conflict = replace(case.conflict, status_quo=None)
    states = conflict.state_ids if isinstance(conflict, GraphConflict) else ()
    atoms = conflict.option_keys if isinstance(conflict, OptionConflict) else states
    readings = {}
    for name in ("one", "two")[: draw(st.integers(1, 2))]:
        variant = None
        if draw(st.booleans()) and conflict.preferences:
            who = draw(st.sampled_from(sorted(conflict.preferences)))
            codes = states or tuple("".join(c) for c in product("NY", repeat=len(atoms)))
            changed = draw(preferences_over(codes, atoms, relations=relations, weights=not states))
            variant = replace(conflict, preferences={**conflict.preferences, who: changed})
        bare = replace(case, conflict=variant or conflict)
        readings[name] = Reading(name, name.title(), effects=draw(effects_for(bare)), variant=variant)
    ids = [a.id for a in case.actors]
    views = draw(st.dictionaries(st.sampled_from(ids), st.sampled_from(sorted(readings)), min_size=1))
    seen = replace(case, conflict=conflict, readings=readings, views=views)
    try:
        Hypergame(seen)
    except ImpossibleError:
        assume(False)
    return seen


def seeded_case(seed: int, form: str, *, actors: int | None = None, relations: str = "ranked") -> Case:
    """A case from a seed, drawn evenly: for long runs, where a strategy would repeat itself.

    form : ``option`` (three or four options of two or three actors) or ``graph`` (six states); every
        option or arc is free, preferences have few ties, and there is a status quo
    actors : so many actors instead
    relations : as for the strategies; without closure
    """
    random = Random(seed)
    people_in = random.choice([2, 2, 3, 4] if form == "graph" else [2, 2, 3])
    names = _ACTORS[: actors or people_in]
    people = tuple(Actor(a, a.title()) for a in names)

    def preference(states: Sequence[str]) -> Preference:
        payoffs = {s: float(random.randrange(12)) for s in states}
        if relations == "ranked":
            return Preference("payoffs", payoffs=payoffs)
        classes = sorted(set(payoffs.values()), reverse=True)
        ranking = tuple(tuple(s for s in states if payoffs[s] == c) for c in classes)
        if random.random() < 0.4:
            gaps = tuple(k for k in range(len(ranking) - 1) if random.random() < 0.25)
            return Preference("ranking", ranking=ranking, strong=gaps)
        pairs = []
        for n, a in enumerate(states):
            for b in states[n + 1 :]:
                better, worse = (a, b) if payoffs[a] >= payoffs[b] else (b, a)
                sign = "~" if payoffs[a] == payoffs[b] else ">>" if random.random() < 0.3 else ">"
                if random.random() < 0.15:
                    better, worse = worse, better
                if relations == "any" and random.random() < 0.2:
                    sign = "?"
                pairs.append(Comparison(better, sign, worse))
        return Preference("pairs", pairs=tuple(pairs))

    def preferences(states: Sequence[str]) -> dict[str, Preference]:
        return {a: preference(states) for a in names}

    if form == "graph":
        states = tuple(f"s{k}" for k in range(1, 7))
        arcs = [(s, t) for s in states for t in states if s != t]
        share = random.choice([0.15, 0.25, 0.4])
        moves = {a: tuple(arc for arc in arcs if random.random() < share) for a in names}
        labelled = tuple((s, s.title()) for s in states)
        graph = GraphConflict(labelled, moves, preferences(states), random.choice(states))
        return Case(f"Seed {seed}", people, graph)
    count = random.choice([3, 4]) if actors is None else actors + random.choice([0, 1])
    options = tuple(Option(names[k % len(names)], f"o{k}", f"Option {k}") for k in range(count))
    codes = ["".join("NY"[n >> k & 1] for k in range(count)) for n in range(2**count)]
    excluded = {code for code in codes[1:] if random.random() < 0.12}
    infeasible = tuple(
        conjunction([(o.key, x == "Y") for o, x in zip(options, code, strict=True)])
        for code in sorted(excluded)
    )
    on = frozenset[str]()  # no option is on: never excluded
    return Case(f"Seed {seed}", people, OptionConflict(options, infeasible, preferences(codes), on))


@st.composite
def effects_for(draw: st.DrawFn, case: Case) -> tuple[Effect, ...]:
    """One layer of effects that the case accepts: no option set twice, no cycle of links."""
    found: list[Effect] = []
    conflict = case.conflict
    assert conflict is not None
    if isinstance(conflict, OptionConflict):
        found += draw(_option_effects(conflict))
        atoms = conflict.option_keys
    else:
        atoms = conflict.state_ids
        for actor in draw(st.lists(st.sampled_from([a.id for a in case.actors]), max_size=2)):
            kind = draw(st.sampled_from(["allow", "forbid"]))
            pairs = st.lists(st.sampled_from(atoms), min_size=2, max_size=2, unique=True)
            arcs = [(p[0], p[1]) for p in draw(st.lists(pairs, max_size=3))]
            if kind == "forbid":
                arcs += list(conflict.moves.get(actor, ()))[:2]
            found.append(Effect(kind, actor, moves=tuple(arcs)))
    changeable = sorted(a for a, p in conflict.preferences.items() if p.kind != "pairs")
    if draw(st.booleans()) and changeable:
        actor = draw(st.sampled_from(changeable))
        found.append(Effect("prefer", prefer=draw(_prefer(conflict.preferences[actor], actor, atoms))))
    return tuple(found)


@st.composite
def _option_effects(draw: st.DrawFn, conflict: OptionConflict) -> list[Effect]:
    found: list[Effect] = []
    earlier: list[str] = []
    for option in draw(st.permutations(conflict.options)):
        kinds = ["", "", "", "", "", "fix", "needs", "needs", "forbid"]
        if option.direction == "both":
            kinds.append("link")
        kind = draw(st.sampled_from(kinds))
        if kind == "fix":
            found.append(Effect(kind, option.key, value=draw(st.booleans())))
        elif kind == "link":  # only to options met before, so there is no cycle
            found.append(Effect(kind, option.key, expr=draw(expressions(earlier))))
        elif kind == "forbid":
            found.append(Effect(kind, option.key))
        if kind == "needs" or draw(st.integers(0, 19)) == 19:
            found.append(Effect("needs", option.key, expr=draw(expressions(conflict.option_keys, depth=1))))
        earlier.append(option.key)
    return draw(st.permutations(found))


@st.composite
def _prefer(draw: st.DrawFn, old: Preference, actor: str, atoms: tuple[str, ...]) -> Prefer:
    some = st.lists(expressions(atoms, depth=1), max_size=2, unique=True).map(tuple)
    change = Prefer(actor, first=() if old.strong else draw(some), last=draw(some))
    if old.kind != "statements" or not old.statements:
        return change
    anchor = draw(st.sampled_from(old.statements))
    moved = tuple(x for x in draw(some) if x != anchor)
    where = draw(st.sampled_from(["before", "after", "drop"]))
    if where == "drop":
        return replace(change, drop=(anchor,))
    if where == "before":
        return replace(change, before=((anchor, moved),))
    return replace(change, after=((anchor, moved),))
