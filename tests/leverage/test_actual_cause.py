"""Actual causes: the textbook's examples by hand, and the definition by brute force with the oracle."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from itertools import chain, combinations

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from tertius.errors import ImpossibleError, TertiusError
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.kernels.reference import Reference
from tertius.kernels.reference.dynamics import ReferenceOutcomes
from tertius.kernels.reference.states import holds
from tertius.leverage.actual_cause import Causes, actual_causes
from tertius.leverage.factors import Factor
from tertius.leverage.question import Question, ask
from tertius.model.case import Case, Effect, Lever, Reading
from tertius.model.conflict import OptionConflict
from tertius.model.expr import parse
from tertius.testing import effects_for, option_cases

HEAD = """tertius: 1
title: T
actors: {l: Lightning, m: Match, n: Nature}
conflict:
  options:
    l: {one: One}
    m: {two: Two}
    n: {a: A, b: B, end: End}
  preferences: {l: [one], m: [two], n: []}
  status_quo: []
levers: {rule: {by: n, effects: [{link: {LINKS}}]}}
readings: {r: {levers: [rule]}}
"""


def causes(links: str, **more: int) -> Causes:
    """Both people do what they want; nature follows the links; what happens is `end`."""
    case = parse_case(HEAD.replace("LINKS", links))
    return actual_causes(ask(case, parse("n.end", str), reading="r"), **more)


def named(found: Causes) -> list[list[str]]:
    """The causes without the rule itself, which is always one: with nothing linked, nothing ends."""
    return sorted([f.key for f in c.variables] for c in found.causes if c.variables != (Factor("lever", "rule"),))


def part(found: Causes, key: str) -> Fraction | None:
    assert found.responsibility is not None
    return next((share for f, share in found.responsibility.items() if f.key == key), None)


IDLE = "n.a: 'false', n.b: 'false', "


def test_forest_fire_either_of_two_is_enough_so_the_pair_is_a_cause_and_neither_is() -> None:
    found = causes(IDLE + "n.end: l.one or m.two")
    assert named(found) == [["l.one", "m.two"]]
    assert part(found, "l.one") == part(found, "m.two") == Fraction(1, 2)


def test_forest_fire_both_are_necessary_so_each_is_a_cause() -> None:
    found = causes(IDLE + "n.end: l.one and m.two")
    assert named(found) == [["l.one"], ["m.two"]]
    assert part(found, "l.one") == part(found, "m.two") == Fraction(1)


def test_rock_throwing_the_one_who_came_first_is_a_cause_and_the_backup_is_not() -> None:
    # a: the first one's stone hits; b: the other's does, only if the first one's has not.
    found = causes("n.a: l.one, n.b: m.two and not n.a, n.end: n.a or n.b")
    assert ["l.one"] in named(found)
    assert ["m.two"] not in named(found)
    assert not any("m.two" in names for names in named(found))
    first = next(c for c in found.causes if [f.key for f in c.variables] == ["l.one"])
    assert [f.key for f in first.frozen] == ["not n.b"]  # with the other stone held as it was: it did not hit
    assert part(found, "l.one") == Fraction(1, 2)  # |X| + |W| = 2


def test_a_majority_of_three_each_pair_is_a_cause() -> None:
    text = HEAD.replace("{l: [one], m: [two], n: []}", "{l: [one], m: [two], n: [a, not b]}").replace(
        "LINKS", "n.end: (l.one and m.two) or (l.one and n.a) or (m.two and n.a)"
    )
    found = actual_causes(ask(parse_case(text), parse("n.end", str), reading="r"))
    assert named(found) == [["l.one", "m.two"], ["l.one", "n.a"], ["m.two", "n.a"]]
    assert part(found, "n.a") == Fraction(1, 2)


def test_a_bound_on_the_size_leaves_larger_causes_out() -> None:
    found = causes(IDLE + "n.end: l.one or m.two", size=1)
    assert (named(found), found.size, found.complete) == ([], 1, True)


def test_a_limit_says_how_many_sets_were_not_looked_at() -> None:
    found = causes(IDLE + "n.end: l.one or m.two", limit=3)
    assert not found.complete
    assert found.untried > 0


def question(case: str, target: str, reading: str | None = None, foresight: int = 2) -> Question:
    return ask(load(case), parse(target, str), reading=reading, foresight=foresight)


def test_no_answer_where_there_is_no_single_course_of_things() -> None:
    assert actual_causes(question("elmira", "s1", foresight=1)).refused == "graph"
    assert actual_causes(question("sochi-2018", "syria.commit")).refused == "not_true"
    assert actual_causes(question("sochi-2018", "syria.commit", "strikes_need_permission")).refused == "several"
    assert actual_causes(question("sochi-2018", "syria.commit", "commitment_can_be_withdrawn")).refused == "unsettled"


def test_too_many_options_are_refused_with_their_number() -> None:
    options = ", ".join(f"x{k}: X" for k in range(13))
    case = parse_case(
        f"tertius: 1\ntitle: T\nactors: {{a: A}}\nconflict:\n  options: {{a: {{{options}}}}}\n  preferences: {{a: [x0]}}\n  status_quo: []\n"
    )
    found = actual_causes(ask(case, parse("a.x0", str)))
    assert (found.refused, found.variables) == ("many", 13)


def test_a_concession_so_that_pressure_stops_is_not_explained_by_pressure_that_never_was() -> None:
    """To hold the strikes off from the start would end the reason to commit; so it cannot be a witness for anything else."""
    found = actual_causes(question("sochi-2018", "syria.commit", "balancing"))
    assert all(not c.frozen for c in found.causes)
    assert [Factor("lever", "tolerance_ends_on_commitment")] in [list(c.variables) for c in found.causes]
    assert "syria.commit" in found.excluded


# -- the definition, without any of the search's short cuts ------------------------------------


@st.composite
def asked(draw: st.DrawFn) -> Question:
    case: Case = draw(option_cases(max_actors=2, max_options=3, relations="ranked", status_quo=True, effects=False))
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    actors = [a.id for a in case.actors]
    levers = {f"l{k}": Lever(f"l{k}", f"L{k}", actors[0], draw(effects_for(case))) for k in range(draw(st.integers(0, 2)))}
    whole = replace(case, levers=levers, readings={"r": Reading("r", "R", levers=tuple(levers))})
    text = draw(st.sampled_from([" and ", " or "])).join(
        draw(st.lists(st.sampled_from(conflict.option_keys), min_size=1, max_size=2, unique=True))
    )
    target = parse(draw(st.sampled_from(["{}", "{}", "not ({})"])).format(text), str)
    try:
        return ask(whole, target, reading="r", foresight=draw(st.sampled_from([1, 2])))
    except TertiusError:
        assume(False)
        raise


def solved(question: Question, out: list[str], fixed: dict[str, bool]) -> tuple[ReferenceOutcomes, list[bool]] | None:
    """Outcomes by the oracle, and whether each satisfies the target; None where the situation is impossible."""
    try:
        case = question.situated(but=out, given=[Effect("fix", k, v) for k, v in fixed.items()])
        found = Reference(case).outcomes(foresight=question.foresight)
    except ImpossibleError:
        return None
    assert found is not None
    assert isinstance(case.conflict, OptionConflict)
    on = [{k for k, x in zip(case.conflict.option_keys, s, strict=True) if x == "Y"} for s in found.states]
    return found, [holds(question.target, names.__contains__) for names in on]


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(asked(), st.booleans())
def test_brute_force_over_every_cause_and_every_witness_agrees(question: Question, weaker: bool) -> None:
    try:
        found = actual_causes(question, weaker=weaker, size=5)
    except ImpossibleError:
        assert solved(question, [], {}) is None
        return
    here = solved(question, [], {})
    assert here is not None
    if len(here[0].states) != 1 or here[0].unsettled or not all(here[1]):
        assert found.refused
        assert not found.causes
        return
    assert not found.refused
    conflict = question.case.conflict
    assert isinstance(conflict, OptionConflict)
    (state,) = here[0].states
    value = {k: x == "Y" for k, x in zip(conflict.option_keys, state, strict=True)}
    variables = [*question.in_force, *(k for k in value if k not in question.target.atoms)]

    known: dict[object, tuple[ReferenceOutcomes, list[bool]] | None] = {}

    def world(out: tuple[str, ...], fixed: dict[str, bool]) -> tuple[ReferenceOutcomes, list[bool]] | None:
        key = out, frozenset(fixed.items())
        if key not in known:
            known[key] = solved(question, list(out), fixed)
        return known[key]

    def lost(chosen: tuple[str, ...], frozen: tuple[str, ...]) -> bool:
        fixed = {k: value[k] for k in frozen} | {k: not value[k] for k in chosen if k in value}
        neutral = world((), {k: value[k] for k in frozen})
        if neutral is None or neutral[0].unsettled or not neutral[1] or not all(neutral[1]):
            return False
        after = world(tuple(x for x in chosen if x not in value), fixed)
        if after is None:
            return False
        outcomes, good = after
        return not all(good) if weaker else not any(good) and not outcomes.unsettled

    def least(chosen: tuple[str, ...]) -> int | None:
        rest = [k for k in value if k not in chosen]
        ways = chain.from_iterable(combinations(rest, k) for k in range(len(rest) + 1))
        return next((len(w) for w in ways if lost(chosen, w)), None)

    sizes = range(1, len(variables) + 1)
    works = {frozenset(x): n for k in sizes for x in combinations(variables, k) if (n := least(x)) is not None}
    minimal = {x: n for x, n in works.items() if not any(y < x for y in works)}
    assert {frozenset(f.id for f in c.variables): len(c.frozen) for c in found.causes} == minimal
    assert found.responsibility == {
        f: Fraction(1, min(len(x) + n for x, n in minimal.items() if f.id in x)) for c in found.causes for f in c.variables
    }
