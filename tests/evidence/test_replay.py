"""The recorded history: what each move changed, whether it paid, and what was known."""

from __future__ import annotations

from tertius.evidence.replay import Replayed, replayed
from tertius.explain.replay_english import ReplayTeller
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.asof import known_by
from tertius.model.case import Case
from tertius.model.dates import Date

TEXT = """
tertius: 1
title: A short history
as_of: 2020-03-01
argued_on: 2020-06-01
sources:
  now: {title: Now, date: 2020-02-01}
  late: {title: Late, date: 2020-05-05}
actors: {a: A, b: B}
conflict:
  options:
    a: {x: X}
    b: {y: Y}
  preferences:
    a: [y, not x]
    b: [x iff y]
  status_quo: []
history:
  - {id: first, date: 2020-01-01, actor: a, does: [not x], text: A stops., sources: [now]}
  - {id: second, date: 2020-04-01, actor: a, does: [x], text: A begins., sources: [late]}
  - {id: third, date: 2020-05-01, actor: b, does: [y], text: B follows., sources: [late]}
  - {id: fourth, date: 2020-07-01, actor: b, declines: [y], text: B will not., sources: []}
  - {id: fifth, date: 2020-08, text: Rain.}
"""


def by_id(case: Case, reading: str | None = None) -> dict[str, Replayed]:
    return {r.event.id: r for r in replayed(case, reading=reading)}


def test_each_move_is_judged_where_it_was_made() -> None:
    rows = by_id(parse_case(TEXT))
    # By hand. X: A loses at once (not x), but B then takes up y, and A wants y most: worthwhile with foresight.
    second = rows["second"]
    assert (second.kind, second.before, second.after) == ("move", "NN", "YN")
    assert second.at_once is not None
    assert second.ahead is not None
    assert (second.at_once.verdict, second.ahead.verdict) == ("fails", "holds")
    third = rows["third"]
    assert (third.before, third.after) == ("YN", "YY")
    assert third.at_once is not None
    assert third.at_once.verdict == "holds"
    # Before the status quo of March: A stopped, so x had been on.
    assert (rows["first"].before, rows["first"].after) == ("YN", "NN")
    assert (rows["fifth"].kind, rows["fifth"].at_once) == ("event", None)
    assert rows["fourth"].before == rows["fourth"].after == "YY"


def test_what_was_known_stays_apart_from_what_came_later() -> None:
    rows = by_id(parse_case(TEXT))
    assert [r.later for r in rows.values()] == [False, False, False, True, True]
    assert {i: None if r.known is None else str(r.known) for i, r in rows.items()} == {
        "first": "2020-02-01", "second": "2020-05-05", "third": "2020-05-05", "fourth": None, "fifth": None,
    }  # fmt: skip


def test_it_is_cut_by_the_as_of_date() -> None:
    cut = known_by(parse_case(TEXT), Date.parse("2020-04-15"))
    assert list(by_id(cut)) == ["first", "second"]
    assert by_id(cut)["second"].before == "NN"


def test_a_case_without_a_conflict_still_tells_its_events() -> None:
    text = TEXT[: TEXT.index("conflict:")] + "history:\n  - {id: e, date: 2020-08, text: Rain.}\n"
    (row,) = replayed(parse_case(text))
    assert (row.kind, row.before, row.at_once) == ("event", None, None)


def test_the_sochi_announcement_is_worthwhile_under_balancing_only_with_foresight() -> None:
    case = load("sochi-2018")
    row = by_id(case, "balancing")["E9"]
    assert row.at_once is not None
    assert row.ahead is not None
    assert (row.at_once.verdict, row.ahead.verdict) == ("fails", "holds")
    told = ReplayTeller(case)
    assert told.judged(row).startswith("No improvement for the mover when it was made; worthwhile with foresight")
    assert told.judged(by_id(case, "balancing")["E8"]) == "In the model what was refused was not open to Russia here."
    assert told.judged(by_id(case)["E8"]).startswith("What was refused would have been no improvement")
    assert told.changed(by_id(case, "balancing")["E7"]) == "It changes nothing in the model: it was so already."


def test_graph_form_is_replayed_by_states() -> None:
    text = """
tertius: 1
title: Graph
as_of: 2020-01-01
actors: {a: A}
conflict:
  states: {s1: One, s2: Two}
  moves: {a: [s1 -> s2]}
  preferences: {a: {ranking: [s2, s1]}}
  status_quo: s1
history:
  - {id: go, date: 2020-02-01, actor: a, to: s2, text: A goes.}
"""
    (row,) = replayed(parse_case(text))
    assert (row.kind, row.before, row.after) == ("move", "s1", "s2")
    assert row.at_once is not None
    assert row.at_once.verdict == "holds"
