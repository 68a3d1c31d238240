"""Packages, relaxations, logrolling and chances against trying every package, and against hand-worked cases."""

import itertools
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.model.expr import parse
from tertius.model.negotiation import Issue, Negotiation, Party, Rule, Stance
from tertius.negotiation.bargain import bargain_of
from tertius.negotiation.chance import chance
from tertius.negotiation.logroll import logroll
from tertius.negotiation.negotiate import negotiate
from tertius.negotiation.package import breakdown_of, find_package, nash_value
from tertius.negotiation.program import Program
from tertius.negotiation.relaxation import alone, nearest_package, relaxations
from tertius.negotiation.rules import blockers, gridlock, judge, needed, passes, room

sys.path.insert(0, str(Path(__file__).parent))
import brute

sys.path.pop(0)

PLACES = [0.0, 20.0, 50.0, 80.0, 100.0]


@st.composite
def rules(draw, parties, depth=1):
    kind = draw(st.sampled_from(["consensus", "quota", "quota", *(["all"] if depth else [])]))
    vetoes = tuple(draw(st.lists(st.sampled_from(parties), max_size=1)))
    if kind == "quota":
        votes = draw(st.dictionaries(st.sampled_from(parties), st.sampled_from([0.0, 1.0, 2.5]), max_size=2))
        if sum(votes.get(p, 1.0) for p in parties) == 0:
            votes = {}
        return Rule("quota", share=draw(st.sampled_from([0.5, 0.6, 0.75, 1.0])), votes=votes, vetoes=vetoes)
    if kind == "all":
        return Rule("all", of=tuple(draw(rules(parties, 0)) for _ in range(2)), vetoes=vetoes)
    return Rule(vetoes=vetoes)


@st.composite
def negotiations(draw, ranges=False):
    ids = ["a", "b", "c", "d"][: draw(st.integers(2, 4))]
    place = st.sampled_from(PLACES)
    parties = tuple(
        Party(i, i, power=draw(st.sampled_from([0.0, 1.0, 3.0])), fallback=draw(st.sampled_from([None, None, 0.2, 0.55])))
        for i in ids
    )
    issues = []
    for k in ["x", "y", "z"][: draw(st.integers(1, 3))]:
        stances = []
        for i in ids:
            if not stances or draw(st.integers(0, 4)):
                low = draw(place)
                high = draw(place) if ranges else low
                line = draw(st.sampled_from(["no", "no", "most", "least"]))
                bound = draw(place)
                stances.append(
                    Stance(
                        i, (min(low, high), max(low, high)), draw(st.sampled_from([None, 0.0, 30.0, 90.0])),
                        at_most=bound if line == "most" else None, at_least=bound if line == "least" else None,
                    )
                )  # fmt: skip
        issues.append(
            Issue(k, k, tuple(stances), status_quo=draw(st.sampled_from([None, 0.0, 20.0, 100.0])), on_the_table=draw(place))
        )
    names = [i.id for i in issues]
    text = draw(st.sampled_from(["", f"{names[0]} >= 50 and {names[-1]} < 80", f"not ({names[0]} = 20 or {names[-1]} >= 50)", f"{names[0]} > 20 -> {names[-1]} <= 50", f"{names[0]} != 0 iff {names[-1]} >= 80"]))
    exclude = (parse(text, str, compare=True),) if text else ()
    return Negotiation("", parties, tuple(issues), draw(rules(ids)), exclude)


@settings(max_examples=60, deadline=None)
@given(negotiations())
def test_packages_are_the_best_of_all(n):
    bargain = bargain_of(n)
    good = list(brute.passing(n))
    for measure in ("utilitarian", "leximin", "nash"):
        found = find_package(bargain, measure)
        assert (found is None) == (not good)
        if found is None:
            continue
        assert found.judged.passes
        assert found.judged.choice in good
        if measure == "utilitarian":
            assert brute.welfare(n, found.judged.choice) == pytest.approx(max(brute.welfare(n, p) for p in good), abs=1e-5)
        elif measure == "leximin":
            best = max(brute.leximin(n, p) for p in good)
            assert brute.leximin(n, found.judged.choice) == pytest.approx(best, abs=1e-4)
        else:
            kappa = breakdown_of(bargain)
            assert kappa == (0.001 if _needs_all(n) else 1.0)
            assert brute.nash(n, found.judged.choice, kappa) == pytest.approx(max(brute.nash(n, p, kappa) for p in good), abs=1e-5)
            assert nash_value(bargain, list(found.columns), kappa) == pytest.approx(brute.nash(n, found.judged.choice, kappa))


def _needs_all(n):
    """Whether the rule is not met when any one party is missing, all others accepting."""
    everybody = frozenset(p.id for p in n.parties)
    return not any(brute.met(n.rule, (everybody - {p}, everybody)) for p in everybody)


@settings(max_examples=60, deadline=None)
@given(negotiations())
def test_what_stands_between_where_nothing_passes(n):
    bargain = bargain_of(n)
    if any(True for _ in brute.passing(n)) or not any(True for _ in brute.packages(n)):
        return
    found, least = relaxations(bargain), brute.least_relaxation(n)
    assert bool(found) == (least is not None)
    for one in found:
        assert one.points == pytest.approx(least)
        assert one.points == pytest.approx(sum(m.points for m in one.moves))
        moved = {(m.party, m.issue): m.points for m in one.moves}
        yes = {p.id for p in n.parties if brute.gain(n, p, one.choice) >= -1e-9 and not brute.crosses(n, p.id, one.choice, moved)}
        assert brute.met(n.rule, (frozenset(yes), frozenset(p.id for p in n.parties)))
    assert len({tuple(sorted((m.party, m.issue) for m in one.moves)) for one in found}) == len(found)
    assert set(alone(bargain)) == {p.id for p in n.parties if any(True for _ in brute.passing(n, waive=(p.id,)))}
    counts = [sum(brute.accepts(n, p, q) for p in n.parties) for q in brute.packages(n)]
    assert len(nearest_package(bargain).acceptable_to) == max(counts)


@settings(max_examples=60, deadline=None)
@given(negotiations(ranges=True), st.floats(0, 1))
def test_bounds_hold_everywhere_in_the_ranges(n, where):
    bargain = bargain_of(n)
    packages = list(brute.packages(n))[:40]
    for package in packages:
        columns = bargain.package(package)
        for k, party in enumerate(n.parties):
            value = brute.gain(n, party, package, where)
            assert bargain.gains(columns, "low")[k] - 1e-9 <= value <= bargain.gains(columns, "high")[k] + 1e-9
        found = chance(bargain, columns, draws=50)
        judged = judge(bargain, columns)
        assert judged.acceptable_to == tuple(p.id for p in n.parties if brute.accepts(n, p, package))
        yes = brute.met(n.rule, (frozenset(judged.acceptable_to), frozenset(p.id for p in n.parties)))
        assert judged.passes == yes
        assert bool(judged.blocked_by) == (not yes)
        assert set(judged.blocked_by) <= {r.party for r in judged.refusals}
        if found.exact is not None:
            assert (found.exact == 1.0) == yes
    if any(True for _ in brute.passing(n, where)):
        assert Program(bargain, bound="high").solve({}) is not None


def two(rule=None, lines=True, power=(1.0, 1.0)):
    """Two parties at the ends of two issues that matter unequally: each cares 90 to 10 for another one."""
    x = Issue("x", "X", (Stance("a", (0, 0), 90), Stance("b", (100, 100), 10)), status_quo=50.0, on_the_table=0.0)
    y = Issue("y", "Y", (Stance("a", (0, 0), 10, at_most=40.0 if lines else None), Stance("b", (100, 100), 90)), status_quo=50.0, on_the_table=100.0)
    return Negotiation("", (Party("a", "a", power=power[0]), Party("b", "b", power=power[1])), (x, y), rule or Rule())


def test_trading_unequal_priorities_by_hand():
    # Clause by clause nobody can move from 50. The trade x = 0, y = 100 gives each .9 instead of .5.
    n = two(lines=False)
    bargain = bargain_of(n)
    found = find_package(bargain, "utilitarian")
    assert found is not None
    assert found.judged.choice == {"x": 0.0, "y": 100.0}
    assert found.judged.utilities == pytest.approx((0.9, 0.9))
    rolled = logroll(bargain, list(found.columns))
    assert rolled is not None
    assert rolled.clauses == {"x": 50.0, "y": 50.0}
    assert rolled.value == pytest.approx(0.4)
    assert rolled.traded == ("x", "y")
    assert rolled.pays == ()


def test_a_red_line_stops_the_trade_and_ten_points_reopen_it():
    n = two()
    result = negotiate(n)
    # Under a's red line y <= 40 the options on y are 0 and 40: b has at most .1 + .9 * .4 = .46 < .5, so nothing passes.
    # The next option is 50, where b has .5 with x = 50: ten points.
    assert result.packages == ()
    assert [r.points for r in result.relaxations] == [10.0]
    assert result.relaxations[0].moves[0].party == "a"
    assert result.relaxations[0].choice["y"] == 50.0
    assert set(result.alone) == {"a", "b"}
    assert result.text is not None
    assert result.text.judged.blocked_by == ("a",)
    assert result.text.judged.refusals[0].crossed[0].points == pytest.approx(60)


def test_votes_decide_who_is_needed():
    n = two(Rule("quota", share=0.6, votes={"a": 1.0, "b": 2.0}))
    found = find_package(bargain_of(n), "utilitarian")
    assert found is not None
    assert "b" in found.judged.acceptable_to


def test_gridlock_of_three_by_hand():
    issue = Issue("x", "X", tuple(Stance(p, (at, at), 50) for p, at in (("a", 10.0), ("b", 40.0), ("c", 90.0))))
    parties = tuple(Party(p, p) for p in "abc")

    def interval(rule):
        return gridlock(Negotiation("", parties, (issue,), rule), issue)

    assert interval(Rule()) == (10.0, 90.0)
    assert interval(Rule("quota", share=0.6)) == (40.0, 40.0)  # two of three: the median
    assert interval(Rule("quota", share=0.6, vetoes=("c",))) == (40.0, 90.0)
    assert interval(Rule("quota", share=0.3)) is None  # one of three: every place can be moved
    assert interval(Rule("quota", share=0.6, votes={"a": 3.0})) == (10.0, 10.0)  # a alone has 3 of 5
    assert interval(Rule("all", of=(Rule("quota", share=0.6), Rule("quota", share=0.6, votes={"a": 3.0})))) == (10.0, 40.0)


def test_blockers_under_a_double_majority():
    import numpy as np

    rule = Rule("all", of=(Rule("quota", share=0.5), Rule("quota", share=0.65, votes={"a": 6.0, "b": 1.0, "c": 1.0})))
    accepting = np.array([False, True, True])
    assert not passes(rule, ["a", "b", "c"], accepting)
    assert blockers(rule, ["a", "b", "c"], accepting) == ("a",)


def test_waiting_by_hand():
    from dataclasses import replace

    n = two(lines=False)
    a, b = n.parties
    result = negotiate(replace(n, parties=(replace(a, patience=0.9, fallback=0.5), replace(b, patience=1.0))))
    # U = .9; .9 * .9^5 = .531, .9 * .9^6 = .478 < .5.
    assert result.waiting[0].rounds == 5
    assert result.waiting[0].cost == pytest.approx(0.09)
    assert result.waiting[1].rounds is None
    assert all(w.worth for w in result.waiting)


@pytest.mark.parametrize("patience", [0.9, 1.0])
def test_who_is_outvoted_has_nothing_to_wait_for(patience):
    # Under a quota of one half either passes a package alone; a has the power, so b, 100 points away, is below its fallback.
    x = Issue("x", "X", (Stance("a", (0, 0), 50), Stance("b", (100, 100), 50)))
    parties = (Party("a", "a", power=9.0), Party("b", "b", patience=patience, fallback=0.8))
    result = negotiate(Negotiation("", parties, (x,), Rule("quota", share=0.5)))
    assert result.best is not None
    assert result.best.judged.choice == {"x": 0.0}
    assert (result.waiting[0].rounds, result.waiting[0].worth) == (0, False)


def test_who_is_needed_under_a_quota():
    parties = ("a", "b", "c")
    assert needed(Rule("quota", share=1.0), parties) == parties
    assert needed(Rule("quota", share=0.6), parties) == ()
    assert needed(Rule("quota", share=2 / 3), parties) == ()  # any two of three reach it
    assert needed(Rule("quota", share=1.0, votes={"c": 0.0}), parties) == ("a", "b")
    assert needed(Rule("quota", share=0.5, votes={"b": 5.0}), parties) == ("b",)  # the others have 2 of 7
    assert needed(Rule("all", of=(Rule("quota", share=0.5, votes={"b": 5.0}), Rule("quota", share=0.5)), vetoes=("a",)), parties) == ("a", "b")


def test_the_red_line_of_who_is_needed_for_a_quota_leaves_its_places():
    x = Issue("x", "X", (Stance("a", (0, 0), 50, at_most=30.0), Stance("b", (100, 100), 50, at_least=10.0)))
    n = Negotiation("", (Party("a", "a"), Party("b", "b")), (x,), Rule("quota", share=1.0, votes={"b": 0.0}))
    assert room(n, x) == (0.0, 30.0)
    assert breakdown_of(bargain_of(n)) == 1.0
    assert breakdown_of(bargain_of(Negotiation("", n.parties, (x,), Rule("quota", share=1.0)))) == 0.001


def test_the_chance_of_a_range_is_its_share():
    # b gains from x = 60 against 50 exactly where its position lies above 55: 45 of the 100 points between 0 and 100.
    x = Issue("x", "X", (Stance("a", (60, 60), 50), Stance("b", (0, 100), 50)), status_quo=50.0, on_the_table=60.0)
    result = negotiate(Negotiation("", (Party("a", "a"), Party("b", "b")), (x,)), draws=4000)
    assert result.text is not None
    found = result.text.chance
    assert found.exact is None
    assert found.share == pytest.approx(0.45, abs=4 * 0.0079)  # four standard errors of 4000 draws
    assert found.interval[0] < found.share < found.interval[1]
    assert found.by_party["a"] == 1.0


def test_twelve_issues_five_options_fifteen_parties_in_five_seconds():
    import time

    import numpy as np

    rng = np.random.default_rng(5)
    parties = tuple(Party(f"p{i}", f"p{i}", power=float(rng.integers(1, 10))) for i in range(15))
    issues = tuple(
        Issue(
            f"k{k}", f"k{k}",
            tuple(Stance(f"p{i}", (float(rng.choice([0, 25, 50, 75, 100])),) * 2, float(rng.integers(1, 100))) for i in range(15)),
            scale={0.0: "a", 25.0: "b", 50.0: "c", 75.0: "d", 100.0: "e"}, status_quo=float(rng.choice([0, 100])),
        )
        for k in range(12)
    )  # fmt: skip
    n = Negotiation("", parties, issues)
    bargain = bargain_of(n)
    assert len(bargain.options) == 60
    begin = time.process_time()
    result = negotiate(n)
    assert time.process_time() - begin < 5
    assert result.best is not None
    assert result.best.judged.passes
    assert result.best.gap < 1e-5


def _by_population(votes, share):
    """Two parties with these votes: one wants the text, the other what is in force."""
    stances = tuple(Stance(p, (x, x)) for p, x in (("a", 80.0), ("b", 20.0)))
    issue = Issue("x", "x", stances, status_quo=20.0, on_the_table=80.0)
    return bargain_of(Negotiation("Text", (Party("a", "a"), Party("b", "b")), (issue,), rule=Rule("quota", share=share, votes=votes)))


def test_a_quota_that_populations_reach_exactly_is_reached():
    # 0.55 * 100,000,000 is 55,000,000.00000001 as floats have it.
    bargain = _by_population({"a": 55e6, "b": 45e6}, 0.55)
    assert judge(bargain, bargain.package({"x": 80.0})).passes
    assert needed(bargain.rule, bargain.parties) == ("a",)
    assert gridlock(bargain.negotiation, bargain.negotiation.issues[0]) == (80.0, 80.0)
    assert find_package(bargain, "utilitarian") is not None
    short = _by_population({"a": 54_999_000, "b": 45_001_000}, 0.55)
    assert not judge(short, short.package({"x": 80.0})).passes


@pytest.mark.parametrize("scale", [1.0, 1e-12, 1e9, 1e18, 1e100])
def test_what_passes_does_not_depend_on_the_unit_of_votes(scale):
    stances = tuple(Stance(p, (x, x)) for p, x in (("a", 60.0), ("b", 5.0), ("c", 20.0)))
    votes = {"a": scale, "b": scale, "c": scale / 1000}
    issues = tuple(Issue(k, k, stances, status_quo=50.0) for k in "xy")
    n = Negotiation("Text", tuple(Party(p, p) for p in "abc"), issues, rule=Rule("quota", share=0.5, votes=votes))
    found = negotiate(n)
    # The status quo itself passes: nobody has less by it.
    assert {p.measure for p in found.packages} == {"nash", "utilitarian", "leximin"}
    assert found.best.judged.passes


def test_bill_and_jack_give_what_nash_printed():
    # Nash 1950: what each thing is worth to Bill and to Jack; an issue each, 100 if it changes hands.
    bills = {"book": (2, 4), "whip": (2, 2), "ball": (2, 1), "bat": (2, 2), "box": (4, 1)}
    jacks = {"pen": (10, 1), "toy": (4, 1), "knife": (6, 2), "hat": (2, 2)}
    issues = []
    for owned, keeps in ((bills, "bill"), (jacks, "jack")):
        for thing, worth in owned.items():
            stances = tuple(Stance(p, (0.0, 0.0) if p == keeps else (100.0, 100.0), salience=float(w)) for p, w in zip(("bill", "jack"), worth, strict=True))
            issues.append(Issue(thing, thing, stances, status_quo=0.0))
    n = Negotiation("Goods", (Party("bill", "bill"), Party("jack", "jack")), tuple(issues))
    bargain = bargain_of(n)
    found = find_package(bargain, "nash")
    assert {k for k, y in found.judged.choice.items() if y == 100.0} == {"book", "whip", "ball", "bat", "pen", "toy", "knife"}
    totals = [sum(worth[k] for worth in (*bills.values(), *jacks.values())) for k in (0, 1)]
    gains = [g * t for g, t in zip(found.judged.gains, totals, strict=True)]
    assert gains == pytest.approx([12, 5])
    # The next best product of all 512 is 56.
    every = [bargain.package(dict(zip(bargain.issues, y, strict=True))) for y in itertools.product((0.0, 100.0), repeat=9)]
    products = sorted({round(a * totals[0] * b * totals[1], 6) for a, b in (bargain.gains(c) for c in every) if a > 0 and b > 0})
    assert products[-2:] == [56, 60]
