"""Pivotal windows: hand values, every edge case, and a brute force that asks at many values whether some alignment deters both."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import ImpossibleError
from tertius.io.load import parse_case
from tertius.leverage.pivotal_window import WindowFinding, on_one_axis, pivotal_window
from tertius.model.case import Actor, Case
from tertius.model.thresholds import Quantity, Rival, Window

Pair = tuple[float, float]
BARE = Case("T", (Actor("a", "A"), Actor("b", "B"), Actor("c", "C")), None)


def window(a: dict[str, Pair], b: dict[str, Pair], neutral: Pair = (0, 0)) -> WindowFinding:
    """The finding for two rivals, each with high (pivot's help), low, still and perhaps ally."""
    made = []
    for name, r in (("a", a), ("b", b)):
        ally = r.get("ally", (0.0, 0.0))
        made.append(Rival(name, Quantity(*r["high"]), Quantity(*r["low"]), Quantity(*r["still"]), Quantity(*ally)))
    return pivotal_window(BARE, Window("w", "w", "c", (made[0], made[1]), Quantity(*neutral)))


def rival(high: float | Pair, low: float | Pair, still: float | Pair, ally: float | Pair = 0) -> dict[str, Pair]:
    def pair(x: float | Pair) -> Pair:
        return x if isinstance(x, tuple) else (x, x)

    return {"high": pair(high), "low": pair(low), "still": pair(still), "ally": pair(ally)}


# -- by hand ------------------------------------------------------------------------------------


def test_two_rivals_without_ranges() -> None:
    # q_a* = (6-2)/(9-2) = 4/7, q_b* = (6-3)/(8-3) = 3/5; window [2/5, 4/7], width 4/7 + 3/5 - 1 = 6/35.
    found = window(rival(9, 2, 6), rival(8, 3, 6))
    assert [r.threshold for r in found.rivals] == [(F(4, 7), F(4, 7)), (F(3, 5), F(3, 5))]
    assert found.opening.verdict == "every"
    assert found.opening.always == found.opening.perhaps == (F(2, 5), F(4, 7))
    assert found.opening.width == found.opening.length == (F(6, 35), F(6, 35))
    assert found.without_allies is None
    assert on_one_axis(found) == (
        ((F(0), F(4, 7)), (F(0), F(4, 7))),
        ((F(2, 5), F(1)), (F(2, 5), F(1))),
        ((F(2, 5), F(4, 7)), (F(2, 5), F(4, 7))),
    )


def test_decimals_on_the_threshold_are_decided_and_not_rounded() -> None:
    # q_a* = (0.3-0.1)/(0.3) = 2/3 with L = 0.1 and H = 0.4; q_b* = 1/3: one alignment, exactly.
    found = window(rival(0.4, 0.1, 0.3), rival(0.4, 0.1, 0.2))
    assert found.opening.always == (F(2, 3), F(2, 3))
    assert found.opening.width == (0, 0)
    assert found.opening.verdict == "every"


def test_an_outside_ally_narrows_the_window_and_can_close_it() -> None:
    # With an ally worth 0 to 2, b's L is 3 to 5 and q_b* = 3/5 down to 1/3: width 6/35 down to 4/7 + 1/3 - 1 = -2/21.
    found = window(rival(9, 2, 6), rival(8, 3, 6, (0, 2)))
    assert found.rivals[1].threshold == (F(1, 3), F(3, 5))
    assert found.opening.verdict == "some"
    assert found.opening.always is None
    assert found.opening.perhaps == (F(2, 5), F(4, 7))
    assert found.opening.width == (F(-2, 21), F(6, 35))
    assert found.opening.length == (0, F(6, 35))
    assert [r.ally_narrows for r in found.rivals] == ["every", "every"]
    assert found.without_allies is not None
    assert found.without_allies.verdict == "every"
    assert found.without_allies.width == (F(6, 35), F(6, 35))


def test_neutrality_widens_the_window() -> None:
    # q* = 1/4 each: closed without neutrality (width -1/2), one alignment at m = 1/2, [1/4 - ...] beyond.
    rivals = rival(4, 0, 1), rival(4, 0, 1)
    assert window(*rivals).opening.verdict == "none"
    assert window(*rivals).opening.width == (F(-1, 2), F(-1, 2))
    at_half = window(*rivals, neutral=(0.5, 0.5)).opening
    assert (at_half.verdict, at_half.always) == ("every", (F(1, 4), F(1, 4)))
    # m from 1/2 to 3/4: at 3/4 all of [0, 1/4] deters, at 1/2 only 1/4; for every m: q = 1/4 leaves q_b = 1/4 or 0.
    ranged = window(*rivals, neutral=(0.5, 0.75)).opening
    assert (ranged.verdict, ranged.always, ranged.perhaps) == ("every", (F(1, 4), F(1, 4)), (F(0), F(1, 4)))
    assert ranged.length == (0, F(1, 4))
    # m from 1/2 to 1: every m has an alignment, but at m = 1 it is 0 and at m = 1/2 it is 1/4: none for all.
    whole = window(*rivals, neutral=(0.5, 1)).opening
    assert (whole.verdict, whole.always) == ("every", None)
    # m from 0: at 0 the window is closed.
    assert window(*rivals, neutral=(0, 1)).opening.verdict == "some"


def test_a_rival_that_cannot_be_deterred() -> None:
    # S below L: goes ahead even against the pivot; q* = (1-2)/(9-2) = -1/7 lies below 0.
    found = window(rival(9, 2, 1), rival(8, 3, 6))
    assert found.rivals[0].undeterrable == "every"
    assert found.rivals[0].threshold == (F(-1, 7), F(-1, 7))
    assert (found.opening.verdict, found.opening.always, found.opening.perhaps) == ("none", None, None)
    # Signed: -1/7 + 3/5 - 1 = -19/35.
    assert found.opening.width == (F(-19, 35), F(-19, 35))
    assert found.opening.length == (0, 0)


def test_a_rival_that_needs_no_deterrence() -> None:
    # S above H: q* = (10-2)/(9-2) = 8/7 > 1, cut at 1: the window is all that deters the other, [1 - 3/5, 1].
    found = window(rival(9, 2, 10), rival(8, 3, 6))
    assert found.rivals[0].needs_none == "every"
    assert found.rivals[0].threshold == (F(8, 7), F(8, 7))
    assert found.rivals[0].ally_narrows == "none"
    assert found.opening.always == (F(2, 5), F(1))
    assert found.opening.width == (F(3, 5), F(3, 5))


@pytest.mark.parametrize(
    ("high", "low", "still", "deterred"),
    [
        (5, 5, 6, (F(0), F(1))),  # no difference, and not worth it
        (5, 5, 5, (F(0), F(1))),  # a tie counts as deterred
        (5, 5, 4, None),  # no difference, and worth it
        (2, 6, 4, (F(1, 2), F(1))),  # help hurts: 6 - 4q <= 4 from q = 1/2
        (2, 6, 1, None),
        (2, 6, 7, (F(0), F(1))),
    ],
)
def test_help_that_does_not_help(high: float, low: float, still: float, deterred: tuple[F, F] | None) -> None:
    found = window(rival(high, low, still), rival(1, 0, 2))
    a = found.rivals[0]
    assert (a.helps, a.threshold, a.ally_narrows) == ("none", None, "undefined")
    assert a.always == a.perhaps == deterred
    assert found.opening.width is None
    assert found.opening.always == deterred
    assert found.opening.verdict == ("none" if deterred is None else "every")


def test_help_that_helps_for_some_values_has_no_threshold() -> None:
    found = window(rival((3, 6), (2, 5), 4), rival(8, 3, 6))
    assert (found.rivals[0].helps, found.rivals[0].threshold) == ("some", None)
    assert found.opening.width is None
    # Worst corner (6, 5, 4): nothing deters; best (3, 2, 4): everything does.
    assert (found.rivals[0].always, found.rivals[0].perhaps) == (None, (F(0), F(1)))
    assert found.opening.verdict == "some"


def test_swapping_the_rivals_mirrors_the_window() -> None:
    a, b = rival((8, 9), (2, 3), (5, 7)), rival(8, (1, 3), 6, (0, 1))
    one, two = window(a, b, (0, 0.25)).opening, window(b, a, (0, 0.25)).opening
    assert (one.verdict, one.width, one.length) == (two.verdict, two.width, two.length)


def test_what_holds_of_some_values_only_is_said_to() -> None:
    # S from 1 to 3, L = 2: below 2 it cannot be deterred; S from 8 to 10, H = 9: from 9 on it needs no deterrence.
    found = window(rival(9, 2, (1, 3)), rival(9, 2, (8, 10)))
    assert [(r.undeterrable, r.needs_none) for r in found.rivals] == [("some", "none"), ("none", "some")]
    assert [r.ally_narrows for r in found.rivals] == ["every", "some"]
    # Going ahead alone is worth 2 to 4: for S = 1 nothing deters, whatever it is; H has to be above S as well.
    worst = window(rival((5, 9), (2, 4), 1), rival((0, 9), (2, 4), 1))
    assert [r.undeterrable for r in worst.rivals] == ["every", "some"]
    # Help that hurts, worth 2: for S = 1 nothing deters, for S = 3 the help does.
    assert window(rival(2, 4, (1, 3)), rival(9, 2, 6)).rivals[0].undeterrable == "some"


def test_the_width_can_be_greatest_inside_the_range_of_neutrality() -> None:
    # q* = 3/5 on both sides: width min(3/5, 1 - m, 1/5 + m), greatest at m = 2/5 with 3/5; 1/5 at m = 0, 0 at m = 1.
    found = window(rival(5, 0, 3), rival(5, 0, 3), (0, 1)).opening
    assert found.width == found.length == (0, F(3, 5))
    # Thresholds of 9/10 and 1/5: 1/10 + m meets 1/5 first, at m = 1/10.
    assert window(rival(10, 0, 9), rival(5, 0, 1), (0, 0.5)).opening.width == (F(1, 10), F(1, 5))
    # Help hurts one side: D = [1/2, 1] against [0, 1]; the more it is neutral the less is left.
    assert window(rival(2, 6, 4), rival(1, 0, 2), (0, 1)).opening.length == (0, F(1, 2))


# -- brute force --------------------------------------------------------------------------------


def goes_ahead(q: F, high: F, low: F, still: F) -> bool:
    return q * high + (1 - q) * low > still


def roots(high: F, low: F, still: F) -> list[F]:
    """Where going ahead is worth as much as leaving things."""
    return [] if high == low else [(still - low) / (high - low)]


def open_at(one: tuple[F, F, F], two: tuple[F, F, F], m: F) -> bool:
    """Some q in [0, 1 - m] deters both: if any does, then an end or a root does, as both conditions are closed half-lines."""
    tries = [F(0), 1 - m, *roots(*one), *(1 - m - r for r in roots(*two))]
    return any(
        0 <= q <= 1 - m and not goes_ahead(q, *one) and not goes_ahead(1 - m - q, *two) for q in tries
    )


def points(r: dict[str, Pair], steps: int = 2) -> Iterator[tuple[F, F, F]]:
    def along(pair: Pair) -> list[F]:
        low, high = F(pair[0]), F(pair[1])
        return sorted({low + (high - low) * k / steps for k in range(steps + 1)})

    for high, low, ally, still in product(along(r["high"]), along(r["low"]), along(r["ally"]), along(r["still"])):
        yield high, low + ally, still


small = st.integers(-3, 6)
pairs = st.tuples(small, small).map(lambda x: (float(min(x)), float(max(x))))
allies = st.sampled_from([(0.0, 0.0), (0.0, 1.0), (1.0, 2.0)])
rivals = st.fixed_dictionaries({"high": pairs, "low": pairs, "still": pairs, "ally": allies})
neutrals = st.sampled_from([(0.0, 0.0), (0.5, 0.5), (0.0, 0.5), (0.25, 1.0), (0.0, 1.0), (1.0, 1.0)])


@settings(max_examples=60, deadline=None)
@given(rivals, rivals, neutrals)
def test_it_agrees_with_asking_at_many_values(a: dict[str, Pair], b: dict[str, Pair], neutral: Pair) -> None:
    found = window(a, b, neutral).opening
    low, high = F(neutral[0]), F(neutral[1])
    between = {low + (high - low) * k / 4 for k in range(5)}
    # The extreme m of a single situation: one end, or where deterring the one side becomes binding for the other.
    seen = set()
    # The corners, and values inside: with and without them every verdict has to be the same.
    inside = next(iter(points({k: ((v[0] + v[1]) / 2,) * 2 for k, v in a.items()})))
    for one, two in product([*points(a, 1), inside], points(b, 1)):
        tries = set(between)
        for r, s in product([*roots(*one), F(0), F(1)], [*roots(*two), F(0), F(1)]):
            tries.add(min(max(1 - r - s, low), high))
        seen |= {open_at(one, two, m) for m in tries}
    assert found.verdict == ("every" if seen == {True} else "none" if seen == {False} else "some")


@settings(max_examples=120, deadline=None)
@given(rivals, rivals, neutrals, st.integers(0, 24).map(lambda k: F(k, 24)))
def test_an_alignment_is_in_always_iff_it_deters_at_every_corner(
    a: dict[str, Pair], b: dict[str, Pair], neutral: Pair, q: F
) -> None:
    found = window(a, b, neutral).opening
    low, high = F(neutral[0]), F(neutral[1])
    results = set()
    for one, two in product(points(a, 1), points(b, 1)):
        for m in {low, high, *(min(max(1 - q - r, low), high) for r in [F(0), F(1), *roots(*two)])}:
            results.add(1 - m - q >= 0 and not goes_ahead(q, *one) and not goes_ahead(1 - m - q, *two))
    inside = found.always is not None and found.always[0] <= q <= found.always[1]
    maybe = found.perhaps is not None and found.perhaps[0] <= q <= found.perhaps[1]
    assert inside == (results == {True})
    assert maybe == (True in results)


helped = st.fixed_dictionaries(
    {
        "high": st.tuples(st.integers(5, 7), st.integers(0, 2)).map(lambda x: (float(x[0]), float(x[0] + x[1]))),
        "low": st.tuples(st.integers(-2, 2), st.integers(0, 1)).map(lambda x: (float(x[0]), float(x[0] + x[1]))),
        "still": pairs,
        "ally": st.sampled_from([(0.0, 0.0), (0.0, 1.0)]),
    }
)


@settings(max_examples=60, deadline=None)
@given(helped, helped)
def test_thresholds_and_width_are_attained_bounds(a: dict[str, Pair], b: dict[str, Pair]) -> None:
    found = window(a, b)
    thresholds = [[(s - low) / (h - low) for h, low, s in points(r)] for r in (a, b)]
    for r, values in zip(found.rivals, thresholds, strict=True):
        assert r.threshold == (min(values), max(values))
    widths = [min(x, F(1)) + min(y, F(1)) - 1 for x, y in product(*thresholds)]
    widths = [min(w, x, y) for w, (x, y) in zip(widths, product(*thresholds), strict=True)]
    assert found.opening.width == (min(widths), max(widths))
    assert found.opening.length == (max(F(0), min(widths)), max(F(0), max(widths)))


@given(helped, helped, st.integers(1, 2))
def test_an_ally_never_widens_the_window(a: dict[str, Pair], b: dict[str, Pair], more: int) -> None:
    without, with_ally = window({**a, "ally": (0.0, 0.0)}, b), window({**a, "ally": (float(more), float(more))}, b)
    assert without.opening.width is not None
    order = ["none", "some", "every"]
    assert order.index(with_ally.opening.verdict) <= order.index(without.opening.verdict)
    for old, new in ((without.opening.perhaps, with_ally.opening.perhaps), (without.opening.always, with_ally.opening.always)):
        assert new is None or (old is not None and old[0] <= new[0] and new[1] <= old[1])
    r, s = without.rivals[0], with_ally.rivals[0]
    if s.threshold is not None and r.threshold is not None:
        narrower = s.threshold[1] < r.threshold[1]
        if r.ally_narrows == "every":
            assert narrower


# -- read from the case -------------------------------------------------------------------------

CASE = """tertius: 1
title: T
actors: {a: A, b: B, c: C}
conflict:
  options: {a: {go: Goes}, b: {go: Goes}, c: {side: Sides with A}}
  preferences:
    a: {payoffs: {NNN: 6, YNN: 2, NYN: 0, YYN: 1, NNY: 6, YNY: 9, NYY: 3, YYY: 4}}
    b: {payoffs: {NNN: 6, YNN: 0, NYN: 8, YYN: 1, NNY: 6, YNY: 0, NYY: 3, YYY: 4}}
    c: []
  status_quo: []
levers:
  bound: {name: Bound, by: c, effects: [fix: {c.side: off}]}
readings:
  other: {changes: {conflict: {preferences: {a: {payoffs: {NNN: 4, YNN: 2, NYN: 0, YYN: 1, NNY: 4, YNY: 9, NYY: 3, YYY: 4}}}}}}
  ordered: {effects: [prefer: {a: {first: [c.side]}}]}
  listed: {changes: {conflict: {preferences: {a: [a.go]}}}}
thresholds:
  windows:
    - id: w
      pivot: c
      rivals:
        a: {with: {state: YNY}, without: {state: [a.go]}, status_quo: {state: status_quo}}
        b: {with: {state: NYN}, without: {state: NYY}, status_quo: 6}
"""


def test_payoffs_are_those_of_the_situation() -> None:
    from tertius.leverage.thresholds import thresholds

    rows = {r.reading: r for r in thresholds(parse_case(CASE)).windows}
    plain, other = rows[None].finding, rows["other"].finding
    assert plain is not None
    assert other is not None
    assert plain.rivals[0].threshold == (F(4, 7), F(4, 7))
    assert plain.rivals[1].threshold == (F(3, 5), F(3, 5))
    assert other.rivals[0].threshold == (F(2, 7), F(2, 7))
    assert (plain.opening.verdict, other.opening.verdict) == ("every", "none")
    assert "makes the payoffs of a an order" in rows["ordered"].impossible
    assert "a has statements and no payoffs" in rows["listed"].impossible


def test_a_state_that_does_not_exist_here_is_refused_by_name() -> None:
    from tertius.model.layers import situate

    case = parse_case(CASE)
    with pytest.raises(ImpossibleError, match="the state YNY, whose payoff is to be read, does not exist"):
        pivotal_window(situate(case, levers=["bound"]), case.thresholds.windows[0])


def test_without_a_status_quo_its_payoff_cannot_be_read() -> None:
    case = parse_case(CASE)
    assert case.conflict is not None
    bare = replace(case, conflict=replace(case.conflict, status_quo=None))
    with pytest.raises(ImpossibleError, match="no status quo"):
        pivotal_window(bare, case.thresholds.windows[0])
