"""Phased agreements against brute force over every path with the oracle, and by hand."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain, combinations, product
from random import Random

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tertius.dynamics.solved import Solved
from tertius.errors import LimitError, TertiusError
from tertius.io.catalogue import load, slugs
from tertius.io.conflict import scope_of
from tertius.io.load import parse_case
from tertius.kernels.reference import Reference
from tertius.kernels.reference.states import holds
from tertius.leverage.phased import Phased, phased
from tertius.leverage.phased_mends import agree
from tertius.leverage.phased_steps import Breaks, resets
from tertius.leverage.question import ask
from tertius.model.case import Actor, Case, Effect, Lever, Prefer
from tertius.model.conflict import Comparison, GraphConflict, Option, OptionConflict, Preference
from tertius.model.effects import coercive_levers
from tertius.model.expr import Expr, conjunction, parse
from tertius.model.force import leads_to_force
from tertius.model.states import feasible_codes
from tertius.testing import effects_for, expressions, graph_cases, option_cases

SLOW = settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))


# -- the definition once more, over every path ---------------------------------------------------


class Oracle:
    """Every simple path from the status quo, judged step by step with the textbook model."""

    def __init__(self, case: Case, target: Expr, foresight: int, bound: int | None = None) -> None:
        self.bound = bound
        self.case, self.model, self.foresight = case, Reference(case), foresight
        self.conflict = case.conflict
        assert self.conflict is not None
        self.start = self.model.status_quo
        self.goals = [s for s in self.model.states if self.true(target, s)]

    def true(self, expr: Expr, state: str) -> bool:
        if isinstance(self.conflict, OptionConflict):
            on = {k for k, letter in zip(self.conflict.option_keys, state, strict=True) if letter == "Y"}
            return holds(expr, on.__contains__)
        return holds(expr, state.__eq__)

    def rather(self, actor: str, x: str, end: str) -> str:
        """Whether the actor would rather have x than the end: yes, no or maybe."""
        sure, possible = ({x}, {x}) if self.foresight == 1 else (self.ends(actor, x, sure=True), self.ends(actor, x, sure=False))
        sign = {g: self.model.compare(actor, g, end) for g in sure | possible}
        if sure and all(sign[g] in {">", ">>"} for g in possible):
            return "yes"
        not_worse = {g for g in possible if sign[g] in {">", ">>", "?"}}
        return "maybe" if not_worse and sure <= not_worse else "no"

    def ends(self, actor: str, x: str, *, sure: bool) -> set[str]:
        """Where the others can come to rest after the actor's move to x: however what is not known turns out, or at all."""
        others = [j for j in self.model.actors if j != actor]
        todo, seen = [(x, actor)], {(x, actor)}
        while todo:
            at, last = todo.pop()
            for j in others:
                for q in self.model.improvements(j, at, unknown=not sure) if j != last else ():
                    if (q, j) not in seen:
                        seen.add((q, j))
                        todo.append((q, j))
        return {q for q, _ in seen if not any(self.model.improvements(j, q, unknown=sure) for j in others)}

    def ways_back(self, actor: str, state: str) -> set[str]:
        assert self.start is not None
        conflict = self.conflict
        if isinstance(conflict, GraphConflict):
            return {q for q in self.model.moves(actor, state) if q == self.start}
        assert conflict is not None
        free = list(conflict.free(actor))
        was, now = conflict.on(self.start), conflict.on(state)
        changed = [o for o in free if (o.key in was) != (o.key in now)]
        found = set()
        for part in chain.from_iterable(combinations(changed, k) for k in range(1, len(changed) + 1)):
            up = [o for o in part if o.key in was]
            down = [o for o in part if o.key not in was]
            if any(o.direction == "off" or o.key in conflict.rules.forbidden for o in up):
                continue
            if any(o.direction == "on" for o in down):
                continue
            setting = frozenset((now - {o.key for o in down}) | {o.key for o in up})
            done = self.model.complete(setting)
            if self.model.feasible(done) and done != now:
                found.add(self.model.code(done))
        return found

    def step(self, actor: str, before: str, after: str, end: str) -> str:
        """fails, doubtful or fine."""
        said = [self.rather(actor, self.start or "", end), self.rather(actor, before, end)]
        said += [self.rather(j, x, end) for j in self.model.actors for x in self.ways_back(j, after)]
        return "fails" if "yes" in said else "doubtful" if "maybe" in said else "fine"

    def admissible(self, before: str, after: str) -> bool:
        conflict = self.conflict
        if not isinstance(conflict, OptionConflict):
            return True
        hot = leads_to_force(self.case)
        changed = [(k, b == "Y") for k, a, b in zip(conflict.option_keys, before, after, strict=True) if a != b]
        return not any(pair in hot for pair in changed)

    def best(self) -> dict[str, tuple[int, int, int, int]]:
        """End -> the least (failing, failing or doubtful, steps, changed): separately minimised in the two ways."""
        assert self.start is not None
        strict: dict[str, tuple[int, int, int]] = {}
        lenient: dict[str, tuple[int, int, int]] = {}
        paths: list[tuple[tuple[str, str, str], ...]] = [()]
        edge = [(self.start, frozenset({self.start}), ())]
        while edge:
            following = []
            for at, seen, path in edge:
                for actor in self.model.actors:
                    for q in self.model.moves(actor, at):
                        if q not in seen and self.admissible(at, q):
                            longer = (*path, (actor, at, q))
                            paths.append(longer)  # type: ignore[arg-type]
                            following.append((q, seen | {q}, longer))
            edge = following  # type: ignore[assignment]
            if self.bound is not None:
                assume(len(paths) < self.bound)
        options = isinstance(self.conflict, OptionConflict)
        for path in paths:
            end = path[-1][2] if path else self.start
            if end not in self.goals:
                continue
            judged = [self.step(*s, end) for s in path]
            changed = sum(sum(x != y for x, y in zip(a, b, strict=True)) if options else 1 for _, a, b in path)
            for into, bad in ((strict, {"fails", "doubtful"}), (lenient, {"fails"})):
                cost = (sum(j in bad for j in judged), len(path), changed)
                into[end] = min(into.get(end, cost), cost)
        return {"strict": strict, "lenient": lenient}  # type: ignore[dict-item]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Case, Expr]:
    form = draw(st.sampled_from([option_cases, option_cases, graph_cases]))
    bounded = {"max_options": 3} if form is option_cases else {"max_states": 5}
    relations = draw(st.sampled_from(["ranked", "ranked", "any"]))
    case: Case = draw(form(max_actors=3, relations=relations, status_quo=True, **bounded))
    conflict = case.conflict
    assert conflict is not None
    if isinstance(conflict, OptionConflict) and draw(st.booleans()):
        hot = draw(st.sampled_from(conflict.options))
        options = tuple(replace(o, coercive=o == hot) for o in conflict.options)
        case = replace(case, conflict=replace(conflict, options=options))
    conflict = case.conflict
    assert conflict is not None
    if relations == "ranked" and draw(st.booleans()):
        # Strict rankings of every state make for more conflict than statements do.
        codes = feasible_codes(conflict.option_keys, conflict.infeasible) if isinstance(conflict, OptionConflict) else conflict.state_ids
        strict = {a.id: Preference("ranking", ranking=tuple((c,) for c in draw(st.permutations(codes)))) for a in case.actors}
        case = replace(case, conflict=replace(conflict, preferences=strict))
    if draw(st.integers(0, 3)):
        return case, _one_state(case, draw)
    names = conflict.state_ids if isinstance(conflict, GraphConflict) else conflict.option_keys
    return case, draw(expressions(names, depth=1))


def _one_state(case: Case, draw: st.DrawFn) -> Expr:
    """A target that holds in one state, not the status quo if there is another."""
    game, conflict = Solved(case).game, case.conflict
    codes = [c for k, c in enumerate(game.codes) if k != game.status_quo] or list(game.codes)
    code = draw(st.sampled_from(codes))
    if isinstance(conflict, OptionConflict):
        return conjunction([(k, letter == "Y") for k, letter in zip(conflict.option_keys, code, strict=True)])
    return parse(code, str)


@SLOW
@given(situations(), st.sampled_from([1, 2]))
def test_brute_force_over_every_path_agrees(situation: tuple[Case, Expr], foresight: int) -> None:
    case, target = situation
    found = phased(Solved(case), target, foresight=foresight)
    oracle = Oracle(case, target, foresight, 3000)
    if oracle.start in oracle.goals:
        assert (found.exists, found.why) == ("yes", "already")
        return
    best = oracle.best()
    strict, lenient = best["strict"], best["lenient"]
    agreed = {end: cost for end, cost in strict.items() if not cost[0]}  # type: ignore[union-attr]
    if agreed:
        assert found.exists == "yes"
        assert dict(found.ends) == {end: cost[1] for end, cost in agreed.items()}
        assert found.best is not None
        assert (len(found.best.steps), found.best.changed) == min(cost[1:] for cost in agreed.values())
        assert not found.best.faults
    elif not strict:
        assert (found.exists, found.best) == ("no", None)
        assert found.why == ("unreachable" if oracle.goals else "nowhere")
    else:
        least = min(lenient.values())  # type: ignore[union-attr]
        assert found.exists == ("no" if least[0] else "open")
        assert found.best is not None
        assert (len(found.best.failing), len(found.best.steps), found.best.changed) == least
    if found.best is not None:
        _is_a_path(oracle, found)


@pytest.mark.parametrize("foresight", [1, 2])
def test_brute_force_agrees_on_longer_sequences(foresight: int) -> None:
    # Two actors, four options of which one or none can be taken back, from nothing to everything.
    lengths = set()
    for seed in range(60):
        random = Random(seed)
        owners = random.choice(["aabb", "abab", "aaab"])
        back = random.randrange(6)
        options = tuple(Option(o, f"o{k}", f"O{k}", "both" if k == back and k < 4 else "on") for k, o in enumerate(owners))
        codes = ["".join("NY"[n >> k & 1] for k in range(4)) for n in range(16)]
        # More done by the other is better, less of one's own too, with noise: most ends are worth reaching for both.
        preferences = {}
        for who in "ab":
            worth = {c: sum((x == "Y") * (-2 if o == who else 3) for x, o in zip(c, owners, strict=True)) + random.gauss(0, 2) for c in codes}
            preferences[who] = Preference("ranking", ranking=tuple((c,) for c in sorted(codes, key=lambda c: -worth[c])))
        case = Case("Longer", (Actor("a", "A"), Actor("b", "B")), OptionConflict(options, (), preferences, frozenset()))
        target = conjunction([(o.key, True) for o in options])
        found, best = phased(Solved(case), target, foresight=foresight), Oracle(case, target, foresight).best()["strict"]["YYYY"]
        assert found.best is not None
        assert found.exists == ("no" if best[0] else "yes")  # type: ignore[index]
        assert (len(found.best.failing), len(found.best.steps), found.best.changed) == best
        lengths.add(found.exists + str(len(found.best.steps)))
    assert {"yes2", "yes3", "no2"} <= lengths


@SLOW
@given(st.integers(0, 10**6), st.sampled_from([1, 2]))
def test_what_is_said_for_certain_holds_however_the_unknown_turns_out(seed: int, foresight: int) -> None:
    random = Random(seed)
    people = (Actor("ann", "A"), Actor("bob", "B"))
    states = ["NN", "YN", "NY", "YY"]
    pairs = {(a, x, y): random.choice("><~") for a in ("ann", "bob") for k, x in enumerate(states) for y in states[k + 1 :]}
    unknown = random.sample([key for key in pairs if key[0] == "bob"], random.choice([1, 2]))

    def case(signs: dict[tuple[str, str, str], str]) -> Case:
        found = {}
        for who in ("ann", "bob"):
            listed = [(x, s, y) if s != "<" else (y, ">", x) for (a, x, y), s in signs.items() if a == who]
            found[who] = Preference("pairs", pairs=tuple(Comparison(*c) for c in listed))
        return Case("Pairs", people, OptionConflict((Option("ann", "x", "X"), Option("bob", "y", "Y")), (), found, frozenset()))

    target = parse(random.choice(["ann.x", "bob.y"]), str)
    said = phased(Solved(case(pairs | dict.fromkeys(unknown, "?"))), target, foresight=foresight).exists
    known = {
        phased(Solved(case(pairs | dict(zip(unknown, signs, strict=True)))), target, foresight=foresight).exists
        for signs in product("><~", repeat=len(unknown))
    }
    assert said == "open" or known == {said}


def _is_a_path(oracle: Oracle, found: Phased) -> None:
    assert found.best is not None
    at = oracle.start
    for number, (actor, before, after) in enumerate(found.best.steps, 1):
        assert before == at
        assert after in oracle.model.moves(actor, before)
        assert oracle.admissible(before, after)
        judged = oracle.step(actor, before, after, found.best.end)
        assert (number in found.best.failing) == (judged == "fails")
        at = after
    assert at == found.best.end
    for fault in found.best.faults:
        said = oracle.rather(fault.actor, fault.instead, found.best.end)
        assert said == ("yes" if fault.certain else "maybe")
        gets = {fault.instead} if found.foresight == 1 else oracle.ends(fault.actor, fault.instead, sure=False)
        assert set(fault.gets) == gets


@SLOW
@given(situations(), st.sampled_from([1, 2]), st.data())
def test_mends_are_the_cheapest_sets_by_brute_force(situation: tuple[Case, Expr], foresight: int, data: st.DataObject) -> None:
    case, target = situation
    actors = [a.id for a in case.actors]
    levers = {
        f"l{k}": Lever(f"l{k}", f"L{k}", data.draw(st.sampled_from(actors)), data.draw(effects_for(case)), float(data.draw(st.integers(0, 2))))
        for k in range(data.draw(st.integers(1, 3)))
    }
    try:
        question = ask(replace(case, levers=levers), target, foresight=foresight)
        found = agree(question)
    except TertiusError:
        assume(False)
        return
    value: dict[tuple[str, ...], str] = {}
    for s in chain.from_iterable(combinations(question.pool, k) for k in range(1, len(question.pool) + 1)):
        try:
            value[s] = phased(Solved(question.situated(s)), target, foresight=foresight).exists
        except TertiusError:
            value[s] = "impossible"
    if found.found.exists == "yes":
        assert found.mends is None
        return
    assert found.mends is not None
    assert found.mends.complete
    good = [s for s, v in value.items() if v == "yes"]
    least = min((question.cost(s) for s in good), default=None)
    cheapest = [s for s in good if question.cost(s) == least]
    minimal = {s for s in cheapest if not any(set(o) < set(s) for o in cheapest)}
    assert {m.levers for m in found.mends.found} == minimal
    assert not {x for m in found.mends.found for x in m.levers} & set(coercive_levers(question.case))
    no_dearer = [s for s, v in value.items() if v == "open" and (least is None or question.cost(s) <= least)]
    assert found.mends.open_sets == len(no_dearer)


# -- by hand -------------------------------------------------------------------------------------

POSTS = """
tertius: 1
title: A toll and two posts
actors: {{town: Town, garrison: Garrison}}
conflict:
  options:
    town: {{lift: {{name: Lifts the toll, direction: {town}}}}}
    garrison: {{outer: {{name: Gives up the outer post, direction: {outer}}}, inner: {{name: Gives up the inner post, direction: "on"}}}}
  infeasible: [inner and not outer]
  preferences:
    garrison: {{ranking: [YNN, YYY, YYN, NNN, NYN, NYY]}}
    town: {{ranking: [NYY, YYY, NYN, YYN, NNN, YNN]}}
  status_quo: []
"""


def asked(text: str, target: str, **how: int) -> Phased:
    case = parse_case(text)
    return phased(Solved(case), scope_of(case.conflict).expression(target), **how)


def test_an_exchange_that_works_only_in_steps() -> None:
    # At once, whoever goes second stops (YNN for the garrison, NYY for the town are best). In three steps nobody does.
    found = asked(POSTS.format(town='"on"', outer='"on"'), "lift and inner")
    assert found.exists == "yes"
    assert found.best is not None
    assert found.best.steps == (("garrison", "NNN", "NYN"), ("town", "NYN", "YYN"), ("garrison", "YYN", "YYY"))
    assert found.best.compared == {"town": "better", "garrison": "better"}
    assert found.best.leaves == ()


def test_a_step_that_can_be_taken_back_is_the_one_that_fails() -> None:
    # At YYN the garrison could man the outer post again and have YNN, its best. Of the other ways the shortest,
    # both posts first, has one failing step as well: at NYY the town has its best and stops.
    found = asked(POSTS.format(town='"on"', outer="both"), "lift and inner")
    assert found.exists == "no"
    assert found.best is not None
    assert [(f.step, f.kind, f.actor, f.instead) for f in found.best.faults] == [(2, "stops", "town", "NYY")]
    # Through the posts one after the other the fault is the way back.
    narrow = parse_case(POSTS.format(town='"on"', outer="both"))
    breaks = Breaks(Solved(narrow).game, resets(narrow, Solved(narrow).game), 1)
    codes = list(Solved(narrow).game.codes)
    path = [(1, "NNN", "NYN"), (0, "NYN", "YYN"), (1, "YYN", "YYY")]
    faults = breaks.faults([(i, codes.index(a), codes.index(b)) for i, a, b in path], codes.index("YYY"))
    assert [(f.step, f.kind, f.actor, f.instead) for f in faults] == [(2, "goes_back", "garrison", "YNN")]


def test_what_others_do_in_return_keeps_an_actor_from_stopping() -> None:
    # Foresight 1: valley, having the sluice open, would rather keep its guards (its best is open and guard).
    # Foresight 2: then Hill would close again, and that is no better for Valley than the end.
    text = """
tertius: 1
title: Taking turns
actors: {hill: Hill, valley: Valley}
conflict:
  options: {hill: {open: O}, valley: {calm: C}}
  preferences:
    hill: {ranking: [NY, YY, NN, YN]}
    valley: {ranking: [YN, YY, NN, NY]}
  status_quo: []
"""
    first = asked(text, "open and calm")
    assert first.exists == "no"
    assert first.best is not None
    assert [(f.step, f.kind, f.actor) for f in first.best.faults if f.kind == "stops"] in ([(2, "stops", "hill")], [(2, "stops", "valley")])
    second = asked(text, "open and calm", foresight=2)
    assert second.exists == "yes"


def test_who_has_to_be_pressed_into_its_step_stays_out() -> None:
    # Ann harms Bob, and then Bob would rather give in; but he was better off before. That is no agreement.
    text = """
tertius: 1
title: Pressed
actors: {ann: Ann, bob: Bob}
conflict:
  options: {ann: {harm: {name: Harm, direction: "on"}}, bob: {give: {name: Give, direction: "on"}}}
  preferences:
    ann: {ranking: [YY, NN, YN, NY]}
    bob: {ranking: [NN, NY, YY, YN]}
  status_quo: []
"""
    found = asked(text, "harm and give")
    assert found.exists == "no"
    assert found.best is not None
    assert [(f.kind, f.actor, f.instead) for f in found.best.faults] == [("stays_out", "bob", "NN")]


def test_indifference_goes_on_and_what_is_not_known_leaves_it_open() -> None:
    text = """
tertius: 1
title: T
actors: {{ann: Ann}}
conflict:
  options: {{ann: {{go: Go}}}}
  preferences: {{ann: {0}}}
  status_quo: []
"""
    assert asked(text.format("[]"), "go").exists == "yes"
    assert asked(text.format("{pairs: [Y ? N]}"), "go").exists == "open"
    assert asked(text.format("{pairs: [N > Y]}"), "go").exists == "no"
    doubt = asked(text.format("{pairs: [Y ? N]}"), "go").best
    assert doubt is not None
    assert [f.certain for f in doubt.faults] == [False, False]
    assert doubt.failing == ()


def test_where_it_stands_already_no_step_is_needed() -> None:
    found = asked(POSTS.format(town='"on"', outer='"on"'), "not lift")
    assert (found.exists, found.why) == ("yes", "already")
    assert found.best is not None
    assert found.best.steps == ()


def test_lasting_leaves_out_ends_that_somebody_leaves() -> None:
    case = load("sochi-2018")
    question = ask(case, scope_of(case.conflict).expression("commit and not stall"), reading="balancing", foresight=2)
    loose, kept = agree(question, mend=False).found, agree(question, lasting=True, mend=False).found
    assert loose.best is not None
    assert loose.best.leaves
    assert kept.best is None or not kept.best.leaves
    assert kept.targets < loose.targets
    none = asked(POSTS.format(town='"on"', outer='"on"'), "outer and not inner and lift", lasting=True)
    assert (none.exists, none.why) == ("no", "none_lasts")


def test_without_a_way_it_is_unreachable() -> None:
    text = POSTS.format(town='"off"', outer='"on"')
    found = asked(text, "lift and inner")
    assert (found.exists, found.why, found.by_force) == ("no", "unreachable", False)
    hot = text.replace('direction: "off"', 'direction: "on", coercive: yes')
    found = asked(hot, "lift and inner")
    assert (found.exists, found.why, found.by_force) == ("no", "unreachable", True)


def test_too_large_a_case_is_refused_with_its_size() -> None:
    who = [f"a{k}" for k in range(13)]
    text = "tertius: 1\ntitle: Large\nactors: {" + ", ".join(f"{a}: A" for a in who) + "}\nconflict:\n  options: {"
    text += ", ".join(f"{a}: {{o{k}: O}}" for k, a in enumerate(who)) + "}\n  preferences: {"
    text += ", ".join(f"{a}: []" for a in who) + "}\n  status_quo: []\n"
    with pytest.raises(LimitError, match=r"4,096 states, and there are 8,192"):
        asked(text, "o1")


# -- force ---------------------------------------------------------------------------------------


def test_sets_of_many_levers_are_not_all_listed_before_a_limit_is_looked_at() -> None:
    # 2^40 sets: nothing is reached by any, and after 50 the rest is counted.
    case = parse_case(POSTS.format(town="both", outer="both"))
    idle = {f"l{k}": Lever(f"l{k}", f"L{k}", "town", (Effect("prefer", prefer=Prefer("town", last=(parse("town.lift", str),))),), float(k % 3)) for k in range(40)}
    question = ask(replace(case, levers=idle), parse("not town.lift and garrison.inner", str))
    mends = agree(question, size=40, limit=50).mends
    assert mends is not None
    assert (mends.tried, mends.found, mends.untried) == (50, (), 2**40 - 1 - 50)


def test_what_a_limit_leaves_out_is_what_could_be_as_cheap() -> None:
    # Of two levers at 0 and four at 1, one at 1 mends: with any of the free ones beside it 4 sets cost 1, and 12 more do
    # with another at 1; before it come the 3 sets that cost nothing.
    case = parse_case(POSTS.format(town="both", outer="both"))
    for_steps = Effect("forbid", "garrison.outer"), Effect("prefer", prefer=Prefer("town", first=(parse("town.lift", str),)))
    idle = (Effect("prefer", prefer=Prefer("town", last=(parse("town.lift", str),))),)
    costs = {"a": 0.0, "b": 1.0, "c": 0.0, "d": 1.0, "e": 1.0, "f": 1.0}
    levers = {k: Lever(k, k, "town", for_steps[1:] if k == "b" else idle, cost) for k, cost in costs.items()}
    question = ask(replace(case, levers=levers), parse("town.lift and not garrison.outer", str))
    whole = agree(question).mends
    assert whole is not None
    assert ([m.levers for m in whole.found], whole.tried, whole.complete) == ([("b",)], 3 + 16, True)
    cut = agree(question, limit=4).mends
    assert cut is not None
    assert ([m.levers for m in cut.found], cut.tried, cut.untried) == ([("b",)], 4, 15)



@pytest.mark.parametrize("slug", [s for s in slugs() if load(s).conflict is not None])
def test_no_step_and_no_mend_of_a_shipped_case_touches_force_also_without_marks(slug: str) -> None:
    case = load(slug)
    bare = replace(case, levers={k: replace(v, coercive=False) for k, v in case.levers.items()})
    conflict = case.conflict
    assert conflict is not None
    names = list(conflict.option_keys if isinstance(conflict, OptionConflict) else conflict.state_ids)
    for reading in (None, *case.readings):
        for name in names:
            for text in (name, f"not {name}"):
                question = ask(bare, parse(text, str), reading=reading, foresight=2)
                answer = agree(question)
                every = [answer.found, *(m.found for m in (answer.mends.found if answer.mends else ()))]
                assert not {x for m in (answer.mends.found if answer.mends else ()) for x in m.levers} & set(coercive_levers(case))
                for found in every:
                    for _, before, after in found.best.steps if found.best else ():
                        assert not _taken_up(case, before, after)


def _taken_up(case: Case, before: str, after: str) -> set[str]:
    """Coercive options, and those declared to enable one or that one needs, that a step turns on."""
    conflict = case.conflict
    if not isinstance(conflict, OptionConflict):
        return set()
    hot = {o.key for o in conflict.options if o.coercive}
    hot |= {o.key for o in conflict.options if set(o.enables) & hot}
    for reading in case.readings.values():
        hot |= {a for e in reading.effects if e.kind == "needs" and e.target in hot and e.expr for a in e.expr.atoms}
    return {k for k, a, b in zip(conflict.option_keys, before, after, strict=True) if (a, b) == ("N", "Y")} & hot


def test_what_leads_to_force_has_a_direction() -> None:
    case = load("sochi-2018")
    hot = leads_to_force(case)
    assert {("israel.strike", True), ("russia.does_not_object", True)} <= hot
    # Permission ends with the commitment: taking it up does not lead to force, withdrawing it does.
    assert ("syria.commit", True) not in hot
    assert ("syria.commit", False) in hot
    assert not leads_to_force(load("elmira"))


def test_a_need_that_holds_while_something_is_off() -> None:
    case = load("sochi-2018")
    effect = Effect("needs", "israel.strike", expr=parse("not iran.leave", str))
    reading = replace(case.readings["balancing"], effects=(effect,))
    hot = leads_to_force(replace(case, readings={"balancing": reading}))
    assert ("iran.leave", False) in hot
    assert ("iran.leave", True) not in hot
