"""Clauses and positions: what is written, what is refused, what goes along, and that it computes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import TertiusError
from tertius.io.load import parse_case
from tertius.studio.desk import Desk
from tertius.studio.look import Asked, Look
from tertius.studio.pages import fragment, fragments
from tertius.studio.parts.clauses import clauses
from tertius.studio.registry import parts
from tertius.studio.uses import Used
from tertius.testing_studio import desk_of, do

CASE = """tertius: 1
title: A bridge
actors: {north: North, south: الجنوب, city: City}
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path, CASE) as made:
        yield made


def talked(desk: Desk) -> None:
    """Two clauses, three parties, a quota: as a person would set them."""
    do(desk, "add_issue", name="Toll")
    do(desk, "set_stance", issue="toll", party="north", low="10")
    do(desk, "set_stance", issue="toll", party="south", low="80")
    do(desk, "set_stance", issue="toll", party="south", high="95")
    do(desk, "set_stance", issue="toll", party="city", low="50")
    do(desk, "set_stance", issue="toll", party="north", salience="90")
    do(desk, "set_stance", issue="toll", party="north", at_most="40")
    do(desk, "set_issue", issue="toll", on_the_table="60")
    do(desk, "set_issue", issue="toll", status_quo="0")
    do(desk, "add_issue", name="Lanes")
    for party, place in (("north", "20"), ("south", "60.5")):
        do(desk, "set_stance", issue="lanes", party=party, low=place)


WRITTEN = CASE + """
negotiation:
  issues:
    toll:
      name: Toll
      positions:
        north: {position: 10, salience: 90, red_line: {at_most: 40}}
        south: {position: [80, 95]}
        city: {position: 50}
      on_the_table: 60
      status_quo: 0
    lanes:
      name: Lanes
      positions:
        north: {position: 20}
        south: {position: 60.5}
"""


def test_what_is_set_is_written_as_a_person_would(desk: Desk) -> None:
    talked(desk)
    assert desk.working.problems == ()
    written, wanted = parse_case(desk.working.text), parse_case(WRITTEN)
    assert written.negotiation == wanted.negotiation
    assert "north: {position: 10, salience: 90, red_line: {at_most: 40}}" in desk.working.text


def test_the_rule_the_parties_and_the_words(desk: Desk) -> None:
    talked(desk)
    do(desk, "set_rule", kind="quota", share="0.6", vetoes=["city"])
    do(desk, "set_votes", party="south", votes="2")
    do(desk, "set_rule", kind="quota", share="0.7", vetoes=["city"])
    do(desk, "set_party", party="south", power="3", patience="0.9", fallback="0.2")
    do(desk, "set_party", party="south", patience="")
    do(desk, "add_party", actor="city")
    do(desk, "set_issue", issue="toll", draft="A toll", ref="art. 2")
    do(desk, "set_bracket", issue="toll", party="north", words="no toll")
    do(desk, "set_scale", issue="toll", at="100", words="a day's pay")
    do(desk, "set_scale", issue="toll", at="0", words="nothing")
    do(desk, "add_exclude", expression="toll >= 50 and lanes <= 30")
    assert desk.working.problems == ()
    talks = parse_case(desk.working.text).negotiation
    assert talks is not None
    assert (talks.rule.kind, talks.rule.share, dict(talks.rule.votes), talks.rule.vetoes) == ("quota", 0.7, {"south": 2.0}, ("city",))
    south = next(p for p in talks.parties if p.id == "south")
    assert (south.actor, south.power, south.patience, south.fallback) == ("south", 3.0, None, 0.2)
    assert "city: {actor: city, power: 1}" in desk.working.text
    toll = talks.issue("toll")
    assert (toll.clause.ref, toll.clause.draft, dict(toll.clause.bracketed)) == ("art. 2", "A toll", {"north": "no toll"})
    assert dict(toll.scale) == {0.0: "nothing", 100.0: "a day's pay"}
    do(desk, "set_rule", kind="consensus", share="0.7")
    assert "rule: {kind: consensus}" in desk.working.text


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("set_stance", {"issue": "toll", "party": "north", "low": "101"}, "from 0 to 100"),
        ("set_stance", {"issue": "toll", "party": "nobody", "low": "1"}, "no party"),
        ("set_stance", {"issue": "none", "party": "north", "low": "1"}, "no clause"),
        ("set_stance", {"issue": "lanes", "party": "city", "salience": "5"}, "first a position"),
        ("set_party", {"party": "north", "patience": "2"}, "from 0 to 1"),
        ("set_rule", {"kind": "quota", "share": "0"}, "above 0"),
        ("set_votes", {"party": "north", "votes": "2"}, "quota"),
        ("set_scale", {"issue": "toll", "at": "", "words": "x"}, "which place"),
        ("add_exclude", {"expression": "tol >= 5"}, "did you mean 'toll'"),
        ("add_exclude", {"expression": "toll >="}, "toll >="),
        ("add_party", {"actor": "none"}, "for whom"),
        ("set_issue", {"issue": "toll", "on_the_table": "much"}, "not a number"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(desk: Desk, name: str, fields: dict[str, Any], said: str) -> None:
    talked(desk)
    before = desk.working.text
    with pytest.raises(TertiusError, match=said):
        do(desk, name, **fields)
    assert desk.working.text == before


def test_an_interval_that_is_turned_round_becomes_a_place(desk: Desk) -> None:
    talked(desk)
    do(desk, "set_stance", issue="toll", party="south", low="97")
    assert "south: {position: 97}" in desk.working.text
    do(desk, "set_stance", issue="toll", party="south", high="99")
    do(desk, "set_stance", issue="toll", party="south", high="3")
    assert "south: {position: 3}" in desk.working.text
    do(desk, "set_stance", issue="toll", party="south", low="", high="")
    assert "south" not in desk.working.text.split("toll:")[1].split("lanes:")[0]


def test_what_is_removed_takes_along_what_names_it(desk: Desk) -> None:
    talked(desk)
    do(desk, "add_exclude", expression="toll >= 50 and lanes <= 30")
    do(desk, "add_source", title="Article")
    do(desk, "from_passage", source="article", paragraph="1", hash="0" * 12, **{"as": "negotiation.issues.toll.positions.north"})
    do(desk, "from_passage", source="article", paragraph="2", hash="1" * 12, **{"as": "negotiation.issues.lanes"})
    with pytest.raises(Used) as used:
        do(desk, "remove_issue", issue="toll")
    assert len(used.value.uses) == 2
    do(desk, "set_bracket", issue="toll", party="north", words="no toll")
    with pytest.raises(Used):
        do(desk, "remove_party", party="north")
    do(desk, "remove_party", party="north", take=True)
    assert desk.working.problems == ()
    assert "positions.north" not in desk.working.text
    assert "no toll" not in desk.working.text
    do(desk, "set_stance", issue="lanes", party="city", low="5")
    do(desk, "remove_issue", issue="toll", take=True)
    assert desk.working.problems == ()
    assert "exclude" not in desk.working.text
    assert desk.working.data["anchors"] == [{"source": "article", "paragraph": "2", "hash": "1" * 12, "to": ["negotiation.issues.lanes"]}]


def test_the_panel_and_the_results_follow(desk: Desk) -> None:
    talked(desk)
    html = fragments(desk, ["clauses", "strips"], Asked())["html"]
    assert 'aria-label="Position of North"' in html["clauses"]
    assert "الجنوب" in html["clauses"]
    assert "<svg" in html["strips"]
    assert html["strips"].count("<figure") == 2
    before = html["strips"]
    do(desk, "set_stance", issue="toll", party="city", salience="100")
    assert fragments(desk, ["strips"], Asked())["html"]["strips"] != before
    for _ in range(600):
        made, waiting = fragment(desk, parts()["talks"], Asked())
        if not waiting:
            break
        __import__("time").sleep(0.02)
    assert "What passes" in made
    desk.replace(desk.working.revision, desk.working.text.replace("at_most: 40", "at_most: forty"))
    shown = clauses(Look(desk.working, Asked(), desk.kept, desk.folder))
    assert next(s.at_most for s in shown["stances"] if s.party.id == "north") == "forty"
    assert "is no number" in fragments(desk, ["clauses"], Asked())["html"]["clauses"]
