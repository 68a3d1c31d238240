"""Commitment thresholds: hand values, all corners by brute force, what is read from the case, and what is never advised."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction as F
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.explain.thresholds_english import ThresholdTeller
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.leverage.commitment import OF_FORCE, PARAMETERS, CommitmentFinding, commitment
from tertius.leverage.exposure import Carried
from tertius.leverage.quantities import Situation
from tertius.leverage.thresholds import Found, thresholds
from tertius.model.case import Actor, Case
from tertius.model.thresholds import Commitment, Exposure, Quantity

BARE = Case("T", (Actor("a", "A"), Actor("b", "B")), None)
Box = dict[str, tuple[F, F]]


def found(box: Box) -> CommitmentFinding:
    q = {name: Quantity(float(low), float(high)) for name, (low, high) in box.items()}
    asked = Commitment(
        "k", "k", "a", "b", q["pressure"], Exposure(q["permission_before"], q["permission_after"]), q["gain_from_delay"],
        q["shield"], Exposure(q["support_before"], q["support_after"]), q["talks"], q["face"], q["abandonment"], q["alliance"],
    )  # fmt: skip
    return commitment(Situation(BARE), asked, foresight=None)


def by_utilities(v: dict[str, F]) -> F:
    """U(commit) - U(delay), each written out as in the theory."""
    delay = v["gain_from_delay"] - v["permission_before"] * (1 - v["shield"] * v["support_before"]) * v["pressure"]
    delay -= v["abandonment"] * v["alliance"]
    commit = v["talks"] - v["face"] - v["permission_after"] * (1 - v["shield"] * v["support_after"]) * v["pressure"]
    return commit - delay


def at(**given: float | tuple[float, float]) -> Box:
    plain: dict[str, float | tuple[float, float]] = dict.fromkeys(PARAMETERS, 0.0) | {"permission_before": 1.0} | given
    return {k: (F(str(v[0])), F(str(v[1]))) if isinstance(v, tuple) else (F(str(v)),) * 2 for k, v in plain.items()}


def test_the_difference_moves_the_client_and_not_the_level() -> None:
    # h = 4 before and after: E = 0, margin = n - f - g = -2, whatever h is.
    for pressure in (0.0, 4.0, 100.0):
        same = found(at(pressure=pressure, permission_after=1.0, gain_from_delay=3.0, talks=1.0))
        assert (same.given.verdict, same.given.margin, same.difference) == ("none", (-2, -2), (0, 0))
    # h = 4 before and none after: E = 4, margin 2.
    relief = found(at(pressure=4.0, gain_from_delay=3.0, talks=1.0))
    assert (relief.given.verdict, relief.given.margin) == ("every", (2, 2))
    assert (relief.threat, relief.left, relief.difference) == ((4, 4), (0, 0), (4, 4))
    assert relief.nothing_changes.verdict == "none"
    assert relief.all_ends.verdict == "every"


def test_by_hand_with_ranges() -> None:
    # E = h in [2, 4], rho A in [0, 1], n - f - g = 1 - [0, 1] - 3: margin in [-1, 3].
    answer = found(at(pressure=(2.0, 4.0), gain_from_delay=3.0, talks=1.0, face=(0.0, 1.0), abandonment=(0.0, 0.2), alliance=5.0))
    assert (answer.given.verdict, answer.given.margin) == ("some", (-1, 3))
    moves = {i.name: i for i in answer.influences}
    # g: the least margin is 2 - g, the greatest 6 - g.
    assert (moves["gain_from_delay"].commits, moves["gain_from_delay"].refuses) == ((None, 2), (6, None))
    assert moves["face"].change == (-1, -1)
    assert moves["face"].settles == ("every",)
    # rho: least margin -1 + 5 rho, greatest 2 + 5 rho: commits from 1/5, never refuses.
    assert (moves["abandonment"].commits, moves["abandonment"].refuses) == ((F(1, 5), 1), None)
    assert (moves["abandonment"].slope, moves["abandonment"].change) == ((5, 5), (1, 1))
    assert (moves["alliance"].slope, moves["alliance"].commits) == ((0, F(1, 5)), None)


def test_a_tie_counts_as_committing() -> None:
    assert found(at(pressure=0.3, gain_from_delay=0.3)).given.verdict == "every"
    assert found(at(pressure=0.3, gain_from_delay=(0.3, 0.3000001))).given.verdict == "some"


def test_no_value_counts_as_refusing_where_the_margin_is_nought() -> None:
    # Everything is 0, so M = rho A: with A = 0 it is 0 at any rho, with A from -1 to 1 its greatest is rho, 0 at rho = 0.
    for alliance in (0.0, (-1.0, 1.0)):
        moves = {i.name: i for i in found(at(alliance=alliance)).influences}
        assert (moves["abandonment"].refuses, moves["talks"].refuses) == (None, (None, 0))
    # A from -2 to -1: the greatest margin is -rho, so it refuses above 0, and not at 0 itself: known to be 0 it settles nothing.
    answer = found(at(alliance=(-2.0, -1.0), talks=(-1.0, 0.0)))
    mine = next(i for i in answer.influences if i.name == "abandonment")
    assert (mine.commits, mine.refuses, mine.settles) == (None, (0, 1), ())


def test_a_shield_lowers_what_is_borne() -> None:
    # Full support that shields from half: threat 1 (1 - 1/2) 4 = 2; after it no support: left 4; E = -2.
    answer = found(at(pressure=4.0, shield=0.5, support_before=1.0, permission_after=1.0))
    assert (answer.threat, answer.left, answer.difference, answer.given.verdict) == ((2, 2), (4, 4), (-2, -2), "none")


def test_quantities_of_force_are_described_and_never_asked_about() -> None:
    answer = found(at(pressure=(1.0, 6.0), permission_after=(0.0, 1.0), gain_from_delay=(0.0, 5.0)))
    assert {i.name for i in answer.influences if i.of_force} == set(OF_FORCE)
    for i in answer.influences:
        if i.of_force:
            assert (i.slope, i.change, i.commits, i.refuses, i.settles) == (None, None, None, None, ())
    told = ThresholdTeller(BARE).settles(answer)
    assert "pressure" not in told.lower()


# -- brute force --------------------------------------------------------------------------------

shares = st.sampled_from([(0, 0), (1, 1), (0, 1), (0.25, 0.75), (0.5, 1)])
sizes = st.tuples(st.integers(0, 4), st.integers(0, 3)).map(lambda x: (x[0], x[0] + x[1]))
any_sign = st.tuples(st.integers(-3, 3), st.integers(0, 3)).map(lambda x: (x[0], x[0] + x[1]))
boxes = st.fixed_dictionaries(
    {
        name: sizes if name == "pressure" else any_sign if name in {"gain_from_delay", "talks", "face", "alliance"} else shares
        for name in PARAMETERS
    }
).map(lambda b: {k: (F(str(v[0])), F(str(v[1]))) for k, v in b.items()})


@settings(max_examples=25, deadline=None)
@given(boxes, st.lists(st.integers(0, 4), min_size=len(PARAMETERS), max_size=len(PARAMETERS)))
def test_bounds_are_those_of_all_corners_and_hold_inside(box: Box, inside: list[int]) -> None:
    answer = found(box)
    corners = [dict(zip(PARAMETERS, c, strict=True)) for c in product(*(sorted(set(box[n])) for n in PARAMETERS))]
    values = [by_utilities(v) for v in corners]
    assert answer.given.margin == (min(values), max(values))
    assert answer.given.verdict == ("every" if min(values) >= 0 else "none" if max(values) < 0 else "some")
    point = {n: box[n][0] + (box[n][1] - box[n][0]) * k / 4 for n, k in zip(PARAMETERS, inside, strict=True)}
    assert min(values) <= by_utilities(point) <= max(values)
    for i in answer.influences:
        if i.of_force or box[i.name][0] == box[i.name][1]:
            continue
        low, high = box[i.name]
        changes = [by_utilities({**v, i.name: high}) - by_utilities({**v, i.name: low}) for v in corners]
        assert i.change == (min(changes), max(changes))
        assert i.slope == (min(changes) / (high - low), max(changes) / (high - low))
        assert i.spread == max(abs(c) for c in changes)
    for i in (x for x in answer.influences if x.of_force):
        low, high = box[i.name]
        changes = [by_utilities({**v, i.name: high}) - by_utilities({**v, i.name: low}) for v in corners]
        assert i.spread == max(abs(c) for c in changes)


@settings(max_examples=60, deadline=None)
@given(boxes, st.sampled_from(["gain_from_delay", "talks", "face", "abandonment", "alliance"]), st.integers(-12, 24))
def test_break_even_is_where_the_verdict_turns(box: Box, name: str, k: int) -> None:
    if name == "abandonment":
        k = abs(k) % 9
    x = F(k, 8) if name == "abandonment" else F(k, 2)
    i = next(i for i in found(box).influences if i.name == name)
    verdict = found({**box, name: (x, x)}).given.verdict

    def within(span: tuple[F | None, F | None] | None, *, strict: bool) -> bool:
        if span is None:
            return False
        low, high = span
        domain = (F(0), F(1)) if name == "abandonment" else (None, None)
        after = low is None or x > low or (x == low and (not strict or low == domain[0]))
        return after and (high is None or x < high or (x == high and (not strict or high == domain[1])))

    assert (verdict == "every") == within(i.commits, strict=False)
    # At an end of the domain that is also a zero the set is open; the fractions here are too coarse to care only there.
    if i.refuses is None or name != "abandonment" or x not in {0, 1}:
        assert (verdict == "none") == within(i.refuses, strict=True)


@settings(max_examples=25, deadline=None)
@given(boxes, st.sampled_from(["gain_from_delay", "talks", "face", "abandonment", "alliance"]))
def test_what_settles_the_verdict_alone_does_so_somewhere_in_its_range(box: Box, name: str) -> None:
    answer = found(box)
    i = next(i for i in answer.influences if i.name == name)
    low, high = box[name]
    tried = {found({**box, name: (x, x)}).given.verdict for x in {low + (high - low) * F(k, 16) for k in range(17)}}
    if answer.given.verdict == "some":
        assert {"every", "none"} & tried <= set(i.settles)
    else:
        assert i.settles == ()


@given(boxes, st.sampled_from(["talks", "abandonment"]))
@settings(max_examples=30, deadline=None)
def test_more_of_what_speaks_for_committing_never_turns_it_off(box: Box, name: str) -> None:
    box = {**box, "alliance": (F(1), F(2)), name: (F(0), F(1, 2))}
    order = ["none", "some", "every"]
    more = found({**box, name: (F(1, 2), F(1))})
    assert order.index(more.given.verdict) >= order.index(found(box).given.verdict)


# -- read from the case -------------------------------------------------------------------------

CASE = """tertius: 1
title: T
actors: {c: Client, b: Balancer, r: Rival}
conflict:
  options:
    c: {commit: Commits}
    b: {allow: Allows, help: Helps}
    r: {push: {name: Pushes, coercive: yes}}
  preferences:
    c: [not push, not commit]
    b: [commit]
    r: [push iff allow]
  status_quo: [allow, push]
levers:
  ends: {name: It ends on commitment, by: b, effects: [link: {b.allow: not c.commit}]}
  idle: {name: It does not help, by: b, effects: [forbid: [b.help]]}
readings:
  tied: {levers: [ends, idle]}
  done: {changes: {conflict: {status_quo: [commit]}}}
  set: {effects: [fix: {c.commit: on}]}
thresholds:
  commitments:
    - {id: allowed, client: c, by: b, pressure: 4, gain_from_delay: 3, permission: b.allow, support: b.help, commit: c.commit}
    - {id: pushed, client: c, by: b, pressure: 4, gain_from_delay: 3, permission: b.allow and r.push, commit: commit}
"""


def rows(answer: Found, id: str) -> dict[tuple[str | None, int | None], CommitmentFinding]:
    return {(r.reading, f.foresight): f for r in answer.commitments if r.commitment.id == id for f in r.findings}


def test_the_answer_differs_with_the_link_and_names_the_lever() -> None:
    answer = thresholds(parse_case(CASE))
    mine = rows(answer, "allowed")
    # As it stands nothing is tied: 4 before, 4 after; margin -3. Tied: 4 before, 0 after; margin 1.
    assert (mine[None, 1].given.margin, mine[None, 1].carried) == ((-3, -3), ())
    assert (mine["tied", 1].given.margin, mine["tied", 1].carried) == ((1, 1), (Carried("ends", (F(4), F(4))),))
    assert (mine["tied", 1].start, mine["tied", 1].ends) == ("NYNY", ("YNNY",))
    # After the replies the rival has stopped: with b.allow off it no longer wants to push.
    assert mine["tied", 2].ends == ("YNNN",)
    assert rows(answer, "pushed")["tied", 2].given.verdict == "every"
    refused = {r.reading: r.impossible for r in answer.commitments if r.impossible}
    assert "c.commit is on already" in refused["done"]
    assert "already in the status quo" in refused["set"]


def test_leverage_of_a_lever_is_ranged_at_the_same_values_on_both_sides() -> None:
    # E with the link: p = 1, s = 0 before, p' = 0 after: h. Without: h - (1 - sigma s') h with s' read as help: off, so 0.
    # A support given as numbers is the same quantity with and without: (1 - sigma s) h - 0 against (1 - sigma s) h - (1 - sigma s') h.
    text = CASE.replace("pressure: 4, gain_from_delay: 3, permission: b.allow, support: b.help",
                        "pressure: [2, 4], shield: [0, 0.5], gain_from_delay: 3, permission: b.allow, support: {before: 0, after: [0, 1]}")
    mine = rows(thresholds(parse_case(text)), "allowed")["tied", 1]
    # The lever adds (1 - sigma s') h: least (1 - 1/2) 2 = 1, greatest 4.
    assert mine.carried == (Carried("ends", (F(1), F(4))),)


def test_a_lever_without_which_there_is_no_move_has_no_leverage_to_compare() -> None:
    text = CASE.replace("  status_quo: [allow, push]", "  infeasible: [c.commit and not b.help]\n  status_quo: [allow, push]")
    text = text.replace("idle: {name: It does not help, by: b, effects: [forbid: [b.help]]}", "idle: {name: It helps, by: b, effects: [fix: {b.help: on}]}")
    answer = thresholds(parse_case(text.replace("  done: {changes: {conflict: {status_quo: [commit]}}}\n", "")), ids=["pushed"])
    mine = rows(answer, "pushed")["tied", 2]
    assert mine.carried == (Carried("ends", (F(4), F(4))), Carried("idle", None))
    assert "without it there is no answer to compare with" in ThresholdTeller(answer.case).carried(mine)


def test_a_large_case_is_read_too() -> None:
    more = "".join(f", z{k}: Z{k}" for k in range(13))
    text = CASE.replace("help: Helps", f"help: Helps{more}")
    mine = rows(thresholds(parse_case(text), ids=["allowed"], readings=["tied"]), "allowed")
    assert {key: (f.given.margin, [c.lever for c in f.carried]) for key, f in mine.items()} == {
        ("tied", 1): ((1, 1), ["ends"]), ("tied", 2): ((1, 1), ["ends"]),
    }  # fmt: skip


def test_a_move_that_the_client_does_not_have_is_refused_by_name() -> None:
    text = CASE.replace("set: {effects: [fix: {c.commit: on}]}", "set: {effects: [fix: {c.commit: off}]}\n  no: {effects: [forbid: [c.commit]]}")
    refused = {r.reading: r.impossible for r in thresholds(parse_case(text), ids=["allowed"]).commitments if r.impossible}
    assert "fixed or linked, so it is not c's to choose" in refused["set"]
    assert "c has no such move" in refused["no"]


def test_replies_that_never_rest_leave_it_open() -> None:
    # After the commitment b and r chase each other: b wants to allow iff nobody pushes, r to push iff it is allowed.
    text = CASE.replace("b: [commit]", "b: [b.allow iff not r.push]")
    mine = rows(thresholds(parse_case(text)), "allowed")
    assert mine[None, 2].ends == ()
    assert (mine[None, 2].given.verdict, mine[None, 2].given.margin, mine[None, 2].influences) == ("open", None, ())
    assert mine[None, 1].given.verdict == "none"


def test_several_ends_are_taken_together_end_by_end() -> None:
    # Once c has committed, b allows or helps, and has no wish to change either: two ends. In one (1, 0) is read, in the other (0, 1).
    text = CASE.replace("b: [commit]", "b: {ranking: [[NYNN, NNYN], [YYNN, YNYN, YYNY, YNYY], [NNNN, NYYN, NNNY, NYNY, NNYY, NYYY, YNNN, YYYN, YNNY, YYYY]]}")
    text = text.replace("r: [push iff allow]", "r: []").replace("status_quo: [allow, push]", "status_quo: []")
    text = text.replace("gain_from_delay: 3,", "gain_from_delay: 3, shield: 1,", 1)
    mine = rows(thresholds(parse_case(text)), "allowed")[None, 2]
    assert mine.ends == ("YNYN", "YYNN")
    # Before: 0. After: 4 without support in the one, 0 in the other; never 4 with support.
    assert (mine.left, mine.given.margin) == ((0, 4), (-7, -3))


def test_graph_form_reads_states() -> None:
    case = load("common-land")
    text = """tertius: 1
title: T
actors: {c: Client, b: Balancer}
conflict:
  states: {s1: start, s2: committed, s3: answered}
  moves: {c: [s1 -> s2], b: [s2 -> s3]}
  preferences: {c: {payoffs: {s1: 1, s2: 0, s3: 2}}, b: {payoffs: {s1: 0, s2: 1, s3: 2}}}
  status_quo: s1
thresholds:
  commitments:
    - {id: k, client: c, by: b, pressure: 4, gain_from_delay: {state: s1}, talks: {state: s3}, permission: s1 or s2, commit: s2,
       credibility: {threat: {keep: {state: s2}, drop: {state: s1}}, assurance: {keep: [1, 3], drop: {state: s3}}}}
"""
    mine = rows(thresholds(parse_case(text)), "k")
    assert (mine[None, 1].left, mine[None, 1].given.margin) == ((4, 4), (1, 1))
    assert (mine[None, 2].left, mine[None, 2].given.margin) == ((0, 0), (5, 5))
    assert (mine[None, 1].threat_kept, mine[None, 1].assurance_kept) == ("every", "some")
    assert rows(thresholds(case), "covenant")[None, None].assurance_kept == "every"


@pytest.mark.parametrize(
    ("keep", "drop", "kept"),
    [("[1, 3]", "[0, 2]", "some"), ("[3, 4]", "[0, 2]", "every"), ("[2, 3]", "[0, 2]", "some"), ("[0, 1]", "[1, 2]", "none")],
)
def test_credible_is_what_is_worth_more_to_carry_out(keep: str, drop: str, kept: str) -> None:
    text = CASE.replace("permission: b.allow, support: b.help,", f"permission: b.allow, credibility: {{threat: {{keep: {keep}, drop: {drop}}}}},")
    mine = rows(thresholds(parse_case(text)), "allowed")[None, 1]
    assert (mine.threat_kept, mine.assurance_kept) == (kept, None)


def test_the_answer_is_the_same_under_a_view() -> None:
    case = parse_case(CASE)
    seen = replace(case, views={"c": "tied"})
    assert rows(thresholds(seen), "allowed")[None, 2].given == rows(thresholds(case), "allowed")[None, 2].given


def test_unknown_names_are_refused() -> None:
    from tertius.errors import NothingFoundError, UnknownNameError

    with pytest.raises(UnknownNameError, match="did you mean 'allowed'"):
        thresholds(parse_case(CASE), ids=["alowed"])
    with pytest.raises(UnknownNameError, match="reading"):
        thresholds(parse_case(CASE), readings=["nobody"])
    with pytest.raises(NothingFoundError, match="no thresholds"):
        thresholds(load("chicken"))
