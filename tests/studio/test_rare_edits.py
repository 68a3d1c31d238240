"""Moves of the graph form, what marks stand for, what waiting costs, the model's own forecast, sources of an outcome: edited in place."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import TertiusError
from tertius.io.load import parse_case
from tertius.model.conflict import GraphConflict
from tertius.studio.desk import Desk
from tertius.studio.draft import Draft
from tertius.studio.files import Folder
from tertius.studio.look import Asked
from tertius.studio.pages import fragments
from tertius.studio.registry import Ask, edits

GRAPH = """tertius: 1
title: A gate
actors: {hill: Hill, river: River}   # two of them
conflict:
  states:
    s1: Shut    # at night
    s2: Open
    s3: Broken
  moves:
    hill: [s1 -> s2]    # by hand
  preferences:
    hill: {ranking: [s2, s1, s3]}    # asked
  status_quo: s1
"""
TALKS = """tertius: 1
title: A toll
sources: {note: {title: A note, date: 2001}, book: {title: A book, date: 2003}}
actors: {hill: Hill, river: River}
readings: {dry: {name: It was dry}, wet: {name: It was wet}}
negotiation:    # in the tent
  parties:
    hill: {actor: hill, power: 2, fallback: 0.3}
    river: {actor: river, power: 1, fallback: 0.2}
  issues:
    toll: {name: The toll, positions: {hill: {position: 80}, river: {position: 20}}}
claims:
  - {id: K1, text: It settles low., expect: {issue: toll, between: [0, 50], at_least: 0.5}}
  - {id: K2, text: The median is low., expect: {issue: toll, median_between: [0, 50]}}
forecasts:
  - id: F1    # the first
    text: It falls.
    made: 2001
    resolved: {date: 2002, outcome: yes}
evidence:
  rows:    # as heard
    - {id: V1, date: 2001, text: Rain., likelihood: {dry: I, wet: C}}
"""


def changed(text: str, *steps: tuple[str, dict[str, Any]]) -> str:
    draft = Draft(text, folder=Path("/nowhere"))
    for name, fields in steps:
        draft.edit(lambda m, notes, name=name, fields=fields: edits()[name].change(m, Ask(fields), notes))  # type: ignore[misc]
        assert draft.problems == (), (name, draft.problems)
    return draft.text


def bare(text: str) -> str:
    """Without the blanks that line up a comment: a line that is written anew has one."""
    return re.sub(" +#", " #", text)


def pane(text: str, name: str, tmp_path: Path) -> str:
    desk = Desk(Folder.at(tmp_path))
    desk.draft = Draft(text, folder=tmp_path)
    found: str = fragments(desk, [name], Asked())["html"][name]
    return found


def test_moves_come_turn_into_both_ways_and_go(tmp_path: Path) -> None:
    text = changed(GRAPH, ("add_move", {"actor": "hill", "from": "s2", "to": "s3"}), ("add_move", {"actor": "hill", "from": "s2", "to": "s1"}))
    assert bare(text) == bare(GRAPH.replace("[s1 -> s2]", "[s1 <-> s2, s2 -> s3]"))
    conflict = parse_case(text).conflict
    assert isinstance(conflict, GraphConflict)
    assert set(conflict.moves["hill"]) == {("s1", "s2"), ("s2", "s1"), ("s2", "s3")}
    html = pane(text, "actors", tmp_path)
    assert "Shut ↔ Open" in html
    assert "Open → Broken" in html
    text = changed(text, ("remove_move", {"actor": "hill", "at": "0"}), ("set_state_label", {"state": "s1", "label": "Closed"}))
    assert bare(text) == bare(GRAPH.replace("[s1 -> s2]", "[s2 -> s3]").replace("s1: Shut ", "s1: Closed "))
    # The first move of an actor brings the preference that it needs.
    text = changed(GRAPH, ("add_move", {"actor": "river", "from": "s2", "to": "s3", "back": "yes"}))
    assert bare(text) == bare(GRAPH.replace("# by hand\n", "# by hand\n    river: [s2 <-> s3]\n").replace("# asked\n", "# asked\n    river: []\n"))
    # The last one goes with its key.
    assert "moves: {}" in changed(GRAPH, ("remove_move", {"actor": "hill", "at": 0}))
    one = GRAPH.replace("[s1 -> s2]", "s1 -> s2")
    assert "hill: [s1 -> s2, s1 -> s3]" in changed(one, ("add_move", {"actor": "hill", "from": "s1", "to": "s3"}))  # and the mistake is mended


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"actor": "hill", "from": "s1", "to": "s1"}, "another state"), ({"actor": "hill", "from": "s1", "to": "s2"}, "stands there already"),
        ({"actor": "hill", "from": "s1", "to": "s9"}, "no state 's9'"), ({"actor": "lake", "from": "s1", "to": "s2"}, "no actor 'lake'"),
    ],
)  # fmt: skip
def test_a_move_that_cannot_be_is_refused(fields: dict[str, Any], said: str) -> None:
    with pytest.raises(TertiusError, match=said):
        changed(GRAPH, ("add_move", fields))
    with pytest.raises(TertiusError, match="no such move"):
        changed(GRAPH, ("remove_move", {"actor": "hill", "at": 7}))


def test_what_marks_stand_for(tmp_path: Path) -> None:
    text = changed(TALKS, ("set_weight", {"mark": "II", "value": "5 %"}), ("set_weight", {"mark": "C", "value": "0.6–0.8"}), ("set_weight", {"mark": "least", "value": ".001"}))
    assert bare(text) == bare(TALKS.replace("evidence:\n", "evidence:\n  scale:\n    II: 0.05\n    C: [0.6, 0.8]\n    least: 0.001\n"))
    evidence = parse_case(text).evidence
    assert evidence is not None
    assert (evidence.rows[0].cells["wet"].low, evidence.rows[0].cells["wet"].high) == (0.6, 0.8)
    assert 'value="0.6–0.8"' in pane(text, "evidence", tmp_path)
    assert changed(text, *(("set_weight", {"mark": m, "value": ""}) for m in ("II", "C", "least"))) == TALKS
    for mark, value, said in (("C", "0", "above 0"), ("width", "0.1–0.2", "one number"), ("XX", "0.5", "XX"), ("C", "1.5", "from 0 to 1")):
        with pytest.raises(TertiusError, match=said):
            changed(TALKS, ("set_weight", {"mark": mark, "value": value}))


def test_what_waiting_costs(tmp_path: Path) -> None:
    text = changed(
        TALKS,
        ("start_timing", {"horizon": "24", "unit": "week"}), ("set_timing", {"start": "2001-02"}), ("set_timing", {"lookahead": "6"}), ("set_timing", {"breakdown": "0.01–0.02"}),
        ("set_waiting", {"party": "hill", "rate": "1 %"}), ("set_waiting", {"party": "hill", "stubborn": "0.05–0.2"}), ("set_waiting", {"party": "river", "stubborn": "0.1"}),
        ("set_waiting", {"party": "river", "cost": "1.5"}), ("set_sides", {"one": "hill", "other": "river"}),
        ("add_pressure", {"name": "Fees are doubled", "on": "river", "by": "hill", "channel": "raises_cost", "much": "0.02–0.1"}),
        ("add_pressure", {"name": "Guards", "on": "river", "by": "", "channel": "lowers_fallback", "much": "0.1", "coercive": "yes"}),
    )  # fmt: skip
    assert "negotiation:    # in the tent\n" in text
    negotiation = parse_case(text).negotiation
    assert negotiation is not None
    timing = negotiation.timing
    assert timing is not None
    assert (timing.unit, timing.horizon, timing.lookahead, timing.breakdown, timing.sides, str(timing.start)) == ("week", 24, 6, (0.01, 0.02), ("hill", "river"), "2001-02")
    hill, river = timing.parties
    assert (hill.rate, hill.stubborn, river.stubborn) == ((0.01, 0.01), (0.05, 0.2), (0.1, 0.1))
    assert [(p.id, p.on, p.by, p.coercive) for p in timing.pressure] == [("fees_are_doubled", "river", "hill", False), ("guards", "river", "", True)]
    html = pane(text, "clauses", tmp_path)
    assert "Hill on River: raises its cost of waiting by 0.02–0.1" in html
    assert 'value="0.05–0.2"' in html
    for step, said in (
        (("set_sides", {"one": "hill", "other": "hill"}), "different"), (("set_waiting", {"party": "hill", "stubborn": "1"}), "below 1"),
        (("set_waiting", {"party": "hill", "stubborn": ""}), "wait for each other"), (("set_timing", {"horizon": "0"}), "above 0"),
        (("add_pressure", {"name": "x", "on": "river", "channel": "raises_cost", "much": ""}), "how much"), (("set_waiting", {"party": "hill", "rate": "some"}), "none; write"),
    ):  # fmt: skip
        with pytest.raises(TertiusError, match=said):
            changed(text, step)
    with pytest.raises(TertiusError, match="how far to look"):
        changed(TALKS, ("set_waiting", {"party": "hill", "rate": "0.1"}))
    text = changed(text, ("remove_pressure", {"pressure": "guards"}), ("set_sides", {"one": "", "other": ""}), ("set_timing", {"lookahead": ""}), ("set_timing", {"unit": "month"}))
    assert "Guards" not in text
    assert "sides" not in text
    assert changed(text, ("remove_timing", {})) == TALKS


def test_the_models_own_forecast_and_the_sources_of_an_outcome(tmp_path: Path) -> None:
    text = changed(TALKS, ("set_forecast_model", {"forecast": "F1", "model": ["K1", "K2"]}))
    assert text == TALKS.replace("outcome: yes}\n", "outcome: yes}\n    model: [K1]\n")  # a median has no probability
    assert 'value="K1" checked data-key="model-F1-K1"' in pane(text, "forecasts", tmp_path)
    assert changed(text, ("set_forecast_model", {"forecast": "F1", "model": ""})) == TALKS
    told = {"forecast": "F1", "date": "2002", "outcome": "yes", "note": ""}
    text = changed(TALKS, ("resolve_forecast", {**told, "sources": ["book", "note"]}))
    assert text == TALKS.replace("outcome: yes}", "outcome: yes, sources: [note, book]}")
    assert changed(text, ("resolve_forecast", told)) == text
    assert changed(text, ("resolve_forecast", {**told, "sources": ""})) == TALKS
    assert changed(text, ("reopen_forecast", {"forecast": "F1"}), ("resolve_forecast", {**told, "sources": "note"})).count("sources: [note]") == 1
