"""Ripeness against brute force with the textbook model, and by hand."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import product
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tertius import load, parse_case, situate
from tertius.errors import LimitError, NotSupportedError, TertiusError, UnknownNameError
from tertius.io.catalogue import slugs
from tertius.kernels.reference import Reference
from tertius.leverage.ripeness import Judged, ripeness
from tertius.model.case import Actor, Case
from tertius.model.conflict import Comparison, GraphConflict, Option, OptionConflict, Preference
from tertius.model.force import leads_to_force
from tertius.model.layers import perceived
from tertius.testing import graph_cases, option_cases, viewed_cases

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


# -- the definition once more ----------------------------------------------------------------------


def feasible(case: Case, model: Reference) -> list[str]:
    """What admissible moves of whomever reach."""
    conflict, hot = case.conflict, leads_to_force(case)

    def admissible(a: str, b: str) -> bool:
        if not isinstance(conflict, OptionConflict):
            return True
        return not any(x != y and (k, y == "Y") in hot for k, x, y in zip(conflict.option_keys, a, b, strict=True))

    assert model.status_quo is not None
    seen, edge = {model.status_quo}, [model.status_quo]
    while edge:
        edge = [q for s in edge for a in model.actors for q in model.moves(a, s) if q not in seen and admissible(s, q)]
        seen |= set(edge)
    return [s for s in model.states if s in seen]


def continuing(model: Reference, foresight: int) -> list[str]:
    found = model.outcomes(foresight=foresight)
    assert found is not None
    return sorted({*found.states, *(s for group in found.unsettled for s in group)})


def level(model: Reference, actor: str, state: str) -> int:
    """How many classes stand below a state, for a complete transitive preference."""
    below = [s for s in model.states if model.prefers(actor, state, s)]
    return len({frozenset(t for t in model.states if model.indifferent(actor, s, t)) for s in below})


def gain(model: Reference, actor: str, x: str, c: str) -> Fraction:
    top = max(level(model, actor, s) for s in model.states)
    return Fraction(level(model, actor, x) - level(model, actor, c), max(1, top))


def banded(words: list[str]) -> str:
    return words[0] if len(set(words)) == 1 else "open"


def check(judged: Judged, models: dict[str | None, Reference], parties: tuple[str, ...], states: list[str], foresight: int, ranked: bool) -> None:
    """One game, or several together (then only the common way out is looked at)."""
    common = [s for s in states if all(s in m.states for m in models.values())]
    leads = {v: continuing(m, foresight) for v, m in models.items()}
    if not ranked and judged.stalemate == "open":
        leads = {v: sorted({*c, str(models[v].status_quo)}) for v, c in leads.items()}
    outs, ways, margins = [], [], []
    for chosen in product(*leads.values()):
        at = dict(zip(leads, chosen, strict=True))
        seats = [(m, a, at[v]) for v, m in models.items() for a in parties]
        signs = {x: [m.compare(a, x, c) for m, a, c in seats] for x in common}
        sure = [x for x in common if all(s in {">", ">>"} for s in signs[x])]
        maybe = [x for x in common if all(s in {">", ">>", "?"} for s in signs[x])]
        outs.append("yes" if sure else "open" if maybe else "no")
        ways.append(set(sure))
        others = [x for x in common if not all(x == c for _, _, c in seats)]
        if ranked and others:
            margins.append(max(min(gain(m, a, x, c) for m, a, c in seats) for x in others))
    assert judged.way_out == banded(outs)
    assert set(judged.ways) == set.intersection(*ways)
    if margins:
        assert judged.margin is not None
        assert judged.margin == pytest.approx((float(min(margins)), float(max(margins))))
    if len(models) > 1:
        return
    ((view, model),) = models.items()
    assert set(judged.continuing) == set(leads[view])
    for a in parties:
        words = []
        for c in leads[view]:
            signs_of = [model.compare(a, x, c) for x in common]
            words.append("yes" if any(s in {">", ">>"} for s in signs_of) else "open" if "?" in signs_of else "no")
        assert judged.hurts[a] == banded(words)
    parts = [judged.stalemate, *judged.hurts.values(), judged.way_out]
    assert judged.ripe == ("no" if "no" in parts else "open" if "open" in parts else "yes")
    found = model.outcomes(foresight=foresight)
    assert found is not None
    stays = set(found.states) == {model.status_quo} and not found.unsettled
    assert judged.stalemate in ({"yes", "open"} if stays else {"no"} if ranked else {"no", "open"})
    if ranked:
        assert (judged.stalemate == "yes") == stays
        _check_needs(judged, model, parties, common)


def _check_needs(judged: Judged, model: Reference, parties: tuple[str, ...], common: list[str]) -> None:
    (c,) = judged.against
    for a, said in judged.needs.items():
        wanted = [x for x in common if all(model.prefers(b, x, c) for b in parties if b != a)]
        if not wanted:
            assert said.state is None
            continue
        assert said.state in wanted
        best = max(level(model, a, x) for x in wanted)
        assert level(model, a, said.state or "") == best
        assert said.short == max(0, level(model, a, c) + 1 - best)
    if judged.way_out == "yes":
        assert judged.best in judged.ways or len(judged.continuing) > 1
        gains = {a: gain(model, a, judged.best or "", c) for a in parties}
        assert judged.gains == pytest.approx({a: float(g) for a, g in gains.items()})
        assert set(judged.binds) == {a for a, g in gains.items() if g == min(gains.values())}


@SLOW
@given(st.data(), st.sampled_from(["ranked", "ranked", "any"]), st.sampled_from([1, 2]))
def test_brute_force_agrees_on_one_game(data: st.DataObject, relations: str, foresight: int) -> None:
    form = data.draw(st.sampled_from([option_cases, option_cases, graph_cases]))
    size = {"max_options": 4} if form is option_cases else {"max_states": 7}
    case = data.draw(form(min_actors=2, max_actors=3, relations=relations, status_quo=True, **size))
    try:
        found = ripeness(case, foresight=foresight)
    except NotSupportedError:
        assume(False)
        return
    model = Reference(case)
    check(found.asked, {None: model}, found.parties, feasible(case, model), foresight, relations == "ranked")
    assert found.ripe == found.asked.ripe
    assert not found.seen_differently


@SLOW
@given(st.integers(0, 10**6), st.sampled_from([(1, "nash"), (1, "gmr"), (1, "smr"), (1, "seq"), (2, "seq")]))
def test_what_is_said_for_certain_holds_however_the_unknown_turns_out(seed: int, how: tuple[int, str]) -> None:
    random, (foresight, concept) = Random(seed), how
    states = ["NN", "YN", "NY", "YY"]
    pairs = {(a, x, y): random.choice("><~") for a in ("ann", "bob") for k, x in enumerate(states) for y in states[k + 1 :]}
    unknown = random.sample(list(pairs), random.choice([1, 2]))

    def words(signs: dict[tuple[str, str, str], str], form: str) -> tuple[str, str]:
        found = {}
        for who in ("ann", "bob"):
            listed = [(x, s, y) if s != "<" else (y, ">", x) for (a, x, y), s in signs.items() if a == who]
            found[who] = Preference("pairs", pairs=tuple(Comparison(*c) for c in listed))
        conflict = OptionConflict((Option("ann", "x", "X"), Option("bob", "y", "Y")), (), found, frozenset())
        said = ripeness(Case("Pairs", (Actor("ann", "A"), Actor("bob", "B")), conflict), foresight=foresight, concept=concept + form)
        return said.ripe, said.asked.stalemate

    said = words(pairs | dict.fromkeys(unknown, "?"), "_d")
    known = [words(pairs | dict(zip(unknown, s, strict=True)), "") for s in product("><~", repeat=len(unknown))]
    for word, turns_out in zip(said, zip(*known, strict=True), strict=True):
        assert word == "open" or set(turns_out) == {word}


def standing(case: Case, draw: Any) -> Case:
    """The case with a status quo, in it and in what its readings change."""
    conflict = case.conflict
    assert conflict is not None
    code = draw(st.sampled_from(Reference(case).states))

    def put(form: OptionConflict | GraphConflict) -> OptionConflict | GraphConflict:
        if isinstance(form, OptionConflict):
            return replace(form, status_quo=form.on(code))
        return replace(form, status_quo=code)

    readings = {k: replace(r, variant=None if r.variant is None else put(r.variant)) for k, r in case.readings.items()}
    return replace(case, conflict=put(conflict), readings=readings)


@SLOW
@given(st.data(), st.sampled_from([1, 2]))
def test_brute_force_agrees_with_views(data: st.DataObject, foresight: int) -> None:
    case = standing(data.draw(viewed_cases()), data.draw)
    try:
        found = ripeness(case, foresight=foresight)
    except (NotSupportedError, TertiusError):
        assume(False)
        return
    asked = Reference(case)
    states = feasible(case, asked)
    models = {case.views.get(a): Reference(perceived(case, a)) for a in found.parties}
    check(found.asked, {None: asked}, found.parties, states, foresight, True)
    for view, judged in found.games.items():
        check(judged, {view: models[view]}, found.parties, states, foresight, True)
    together = replace(found.asked, way_out=found.way_out, ways=found.ways, margin=found.margin)
    if len(models) > 1:
        check(together, models, found.parties, states, foresight, True)
    parts = [w for j in found.games.values() for w in (j.stalemate, *j.hurts.values())] + [found.way_out]
    assert found.ripe == ("no" if "no" in parts else "open" if "open" in parts else "yes")


# -- by hand ---------------------------------------------------------------------------------------


def test_two_villages_is_ripe_as_it_is_and_not_as_hill_sees_it() -> None:
    # From guards and a shut sluice (NY), both prefer YN: in the case as asked by one class of four, 1/3.
    # In Hill's game Valley likes guards in any case: YN is two classes short of preferred (YN and NN tie below NY and YY).
    found = ripeness(load("two-villages"))
    assert (found.asked.ripe, found.asked.ways, found.asked.margin) == ("yes", ("YN",), pytest.approx((1 / 3, 1 / 3)))
    hostile = found.games["hostile"]
    assert (hostile.ripe, hostile.hurts) == ("no", {"hill": "yes", "valley": "no"})
    assert (hostile.needs["valley"].state, hostile.needs["valley"].short) == ("YN", 2)
    assert (found.ripe, found.way_out, found.binds) == ("no", "no", (("hostile", "valley"),))


def test_the_margin_is_that_of_the_party_that_gains_least() -> None:
    # NNN is 4th of 6 for the garrison and 5th of 6 for the town; YYY is 2nd for both: 2/5 and 3/5.
    found = ripeness(load("two-posts"))
    assert (found.ripe, found.best, found.binds) == ("yes", "YYY", ((None, "garrison"),))
    assert found.margin == pytest.approx((0.4, 0.4))
    assert found.asked.gains == pytest.approx({"town": 0.6, "garrison": 0.4})


TWO = """
tertius: 1
title: T
actors: {{ann: Ann, bob: Bob}}
conflict:
  options: {{ann: {{x: X}}, bob: {{y: Y}}}}
  preferences: {{ann: {0}, bob: {1}}}
  status_quo: []
"""


def test_payoffs_give_the_gain_in_the_partys_own_numbers() -> None:
    # Both at once is worth 5 and 2 more than neither; alone each loses.
    text = TWO.format("{payoffs: {NN: 1, YN: 0, NY: 7, YY: 6}}", "{weights: {x: 3, y: -1}}")
    found = ripeness(parse_case(text)).asked
    assert (found.ripe, found.best) == ("yes", "YY")
    assert found.numbers == {"ann": 5, "bob": 2}


def test_who_can_still_gain_alone_is_in_no_stalemate() -> None:
    found = ripeness(parse_case(TWO.format("[x]", "[y]"))).asked
    assert (found.stalemate, found.continuing, found.ripe) == ("no", ("YY",), "no")
    assert {a for a, _, _ in found.leaves} == {"ann", "bob"}


def test_what_is_not_known_leaves_it_open() -> None:
    known = TWO.format("{ranking: [YY, NN, NY, YN]}", "{ranking: [YY, NN, YN, NY]}")
    assert ripeness(parse_case(known)).ripe == "yes"
    unknown = TWO.format("{pairs: [YY ? NN, NN > YN, NY ? NN]}", "{ranking: [YY, NN, YN, NY]}")
    found = ripeness(parse_case(unknown)).asked
    assert (found.hurts["ann"], found.way_out, found.ripe, found.margin) == ("open", "open", "open", None)


def test_parties_are_named_or_have_that_role_and_a_preference() -> None:
    case = load("sochi-2018")
    assert ripeness(case).parties == ("israel", "syria", "iran")
    assert ripeness(case, parties=("syria", "russia")).parties == ("russia", "syria")
    with pytest.raises(UnknownNameError, match="did you mean 'syria'"):
        ripeness(case, parties=("siria", "iran"))
    with pytest.raises(TertiusError, match="turkey has no preference"):
        ripeness(case, parties=("turkey", "iran"))
    with pytest.raises(NotSupportedError, match="two or more parties, and there is one"):
        ripeness(case, parties=("iran",))
    alone = "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  options: {a: {x: X}}\n  preferences: {a: []}\n  status_quo: []\n"
    with pytest.raises(NotSupportedError, match="there is one"):
        ripeness(parse_case(alone))
    with pytest.raises(TertiusError, match="no status quo"):
        ripeness(parse_case(TWO.format("[]", "[]").replace("  status_quo: []\n", "")))


def test_too_many_continuations_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tertius.leverage.ripeness.COMBINATIONS", 1)
    with pytest.raises(LimitError, match="2 combinations of situations"):
        ripeness(load("chicken"))


@pytest.mark.parametrize("slug", [s for s in slugs() if load(s).conflict is not None])
def test_no_way_out_of_a_shipped_case_takes_up_force(slug: str) -> None:
    case = load(slug)
    conflict = case.conflict
    assert conflict is not None
    bare = replace(case, levers={k: replace(v, coercive=False) for k, v in case.levers.items()})
    for reading in (None, *case.readings):
        for foresight in (1, 2):
            found = ripeness(situate(bare, reading=reading), foresight=foresight)
            if not isinstance(conflict, OptionConflict):
                continue
            hot = {o.key for o in conflict.options if o.coercive or any(conflict.option(e).coercive for e in o.enables)}
            for judged in (found.asked, *found.games.values()):
                named = (*judged.ways, *(n.state for n in judged.needs.values() if n.state), *([judged.best] if judged.best else ()))
                for state in named:
                    for key, before, after in zip(conflict.option_keys, judged.status_quo, state, strict=True):
                        assert not (key in hot and (before, after) == ("N", "Y"))
