"""Commitments, readings, claims, history: what is written, what is refused, and that it computes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import TertiusError
from tertius.evidence.claims import evaluate_claims
from tertius.io.load import parse_case
from tertius.studio.desk import Desk
from tertius.studio.look import Asked, Look
from tertius.studio.pages import fragment, fragments
from tertius.studio.parts.claims import claims
from tertius.studio.parts.levers import levers
from tertius.studio.registry import parts
from tertius.studio.uses import Used
from tertius.testing_studio import desk_of, do

# The published mechanism in three options: nobody commits unless the pressure stops in the very move.
CASE = """tertius: 1
title: Three options
actors:
  third: {name: Third, role: third_party}
  presser: Presser
  client: Client
conflict:
  options:
    third:
      not_object: Does not object
    presser:
      press: {name: Presses, coercive: yes}
    client:
      commit: {name: Commits, direction: on}
  preferences:
    third: [commit]
    presser: [not (press and not not_object), press]
    client: [not press, not commit]
  status_quo: [not_object, press]
"""


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with desk_of(tmp_path, CASE) as made:
        yield made


def argued(desk: Desk) -> None:
    """A lever, two readings, a move on record, claims with a falsifier: as a person would click them."""
    do(desk, "add_lever", name="Objects once the client commits", by="third")
    do(desk, "add_effect", owner="lever:objects_once_the_client_commits", kind="link", option="third.not_object", expression="not client.commit")
    do(desk, "add_reading", name="Pressure needs permission")
    do(desk, "add_effect", owner="reading:pressure_needs_permission", kind="needs", option="presser.press", expression="not_object")
    do(desk, "set_reading", reading="pressure_needs_permission", levers="objects_once_the_client_commits")
    do(desk, "add_reading", name="Pressure heeds nobody")
    do(desk, "set_reading_preference", reading="pressure_heeds_nobody", actor="presser", statements="press\n\n press")
    do(desk, "add_event", date="2001-05-17", text="The client commits.")
    do(desk, "set_event", event="E1", actor="client", does=["client.commit"], drops=[], declines=[])
    do(desk, "add_claim", text="A commitment follows.")
    do(desk, "set_test", claim="C1", form="every", satisfy="client.commit", foresight="1")
    do(desk, "set_falsifier", claim="C1", without="objects_once_the_client_commits")
    do(desk, "set_claim", claim="C1", main=True, readings="pressure_needs_permission", must="holds")




def test_what_is_clicked_is_written_as_a_person_would_and_computes(desk: Desk) -> None:
    argued(desk)
    text = desk.working.text
    assert desk.working.problems == ()
    assert "by: third" in text
    assert "needs: {press: not_object}" in text
    assert "presser: [press]" in text
    assert "{id: E1, date: 2001-05-17, text: The client commits., actor: client, does: [commit]}" in text
    case = parse_case(text)
    assert case.main_claim == "C1"
    (result,) = evaluate_claims(case)
    assert (result.reading, result.verdict.verdict) == ("pressure_needs_permission", "holds")
    assert result.falsifier is not None
    assert result.falsifier.works


def test_every_panel_shows_it_and_also_while_the_text_has_mistakes(desk: Desk) -> None:
    argued(desk)
    names = [p.name for p in parts().values() if p.place == "edit"]
    html = fragments(desk, names, Asked())["html"]
    assert "Third: ‘Does not object’ is on exactly while not ‘Commits’" in html["levers"]
    assert "every outcome satisfies" in html["claims"]
    assert 'value="commit"' in html["claims"]
    desk.replace(desk.working.revision, desk.working.text.replace("does: [commit]", "does: [comit]"))
    html = fragments(desk, names, Asked())["html"]
    assert "did you mean ‘commit’?" in html["history"]
    assert "{link: {not_object: not commit}}" in html["levers"]


def test_the_tests_that_the_page_offers_come_back_as_they_were_set(desk: Desk) -> None:
    argued(desk)
    do(desk, "add_claim", text="Another.")
    asked: list[dict[str, Any]] = [
        {"form": "none", "satisfy": "press", "foresight": "2"},
        {"form": "lasts_some", "satisfy": "commit"},
        {"form": "stays", "actor": "client", "on": ["presser.press", "client.commit"]},
        {"form": "leaves", "actor": "client", "on": []},
        {"form": "best_move", "actor": "client", "satisfy": "commit", "foresight": "2"},
        {"form": "necessary", "levers": "objects_once_the_client_commits", "satisfy": "commit"},
        {"form": "explained", "event": "E1"},
        {"form": "explained", "event": "E1", "foresight": "2"},
        {"form": "any_of", "claims": ["C1", "C2"]},
    ]
    for fields in asked:
        do(desk, "set_test", claim="C2", **fields)
        assert desk.working.problems == (), fields
        row = claims(Look(desk.working, Asked.of({"pick.claim": "C2"}), desk.kept, desk.folder))["chosen"]
        assert row["form"] == fields["form"]
        assert not row["only_text"]
        assert row["values"]["foresight"] == fields.get("foresight", "1")
        for key in ("actor", "satisfy", "event"):
            assert row["values"][key] == fields.get(key, "")
        assert evaluate_claims(parse_case(desk.working.text), claims=["C2"], falsifiers=False)
    do(desk, "set_test", claim="C2", form="")
    assert desk.working.text.count("context: not tested yet") == 1
    desk.replace(desk.working.revision, desk.working.text.replace("context: not tested yet", "expect: {phased: {to: commit, exists: yes}}"))
    assert claims(Look(desk.working, Asked.of({"pick.claim": "C2"}), desk.kept, desk.folder))["chosen"]["only_text"]


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("add_lever", {"name": "X", "by": "nobody"}, "who commits"),
        ("set_lever", {"lever": "objects_once_the_client_commits", "cost": "-1"}, "zero or more"),
        ("add_effect", {"owner": "lever:none", "kind": "forbid", "option": "client.commit"}, "no lever 'none'"),
        ("add_effect", {"owner": "actor:client", "kind": "forbid", "option": "client.commit"}, "has effects"),
        ("add_effect", {"owner": "lever:objects_once_the_client_commits", "kind": "link", "option": "client.commit", "expression": "comit"}, "commit"),
        ("set_test", {"claim": "C1", "form": "every", "satisfy": ""}, "satisfy"),
        ("set_test", {"claim": "C1", "form": "all_of", "claims": ["C1"]}, "other claim"),
        ("set_test", {"claim": "C1", "form": "explained", "event": "E9"}, "recorded move"),
        ("set_test", {"claim": "C9", "form": ""}, "no claim 'C9'"),
        ("set_event", {"event": "E1", "date": "yesterday"}, "2018-05"),
        ("set_view", {"actor": "client", "reading": "none"}, "no reading"),
        ("set_reading_preference", {"reading": "pressure_heeds_nobody", "actor": "client", "statements": "not not and"}, "not not and"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(desk: Desk, name: str, fields: dict[str, Any], said: str) -> None:
    argued(desk)
    before = desk.working.text
    with pytest.raises(TertiusError, match=said):
        do(desk, name, **fields)
    assert desk.working.text == before


def test_what_is_taken_away_takes_along_what_uses_it_only_when_asked(desk: Desk) -> None:
    argued(desk)
    with pytest.raises(Used, match="used elsewhere"):
        do(desk, "remove_lever", lever="objects_once_the_client_commits")
    with pytest.raises(Used):
        do(desk, "remove_claim", claim="C1")  # the case is about it
    do(desk, "set_claim", claim="C1", main="")
    do(desk, "remove_effect", owner="reading:pressure_needs_permission", at=0)
    assert "needs: {" not in desk.working.text
    do(desk, "remove_falsifier", claim="C1")
    do(desk, "remove_lever", lever="objects_once_the_client_commits", take=True)
    assert "objects_once" not in desk.working.text
    assert desk.working.problems == ()
    do(desk, "remove_event", event="E1")
    assert "history" not in desk.working.text


def test_force_is_marked_where_a_commitment_touches_it(desk: Desk) -> None:
    argued(desk)
    do(desk, "add_lever", name="Bars the pressure", by="third")
    do(desk, "add_effect", owner="lever:bars_the_pressure", kind="forbid", option="presser.press")
    rows = {r["id"]: r for r in levers(Look(desk.working, Asked(), desk.kept, desk.folder))["levers"]}
    assert rows["bars_the_pressure"]["derived"]
    do(desk, "set_lever", lever="bars_the_pressure", coercive=True, cost="2", note="n")
    assert "coercive: yes" in desk.working.text
    assert "cost: 2" in desk.working.text


def test_the_argument_is_told_under_the_layers_asked_for(desk: Desk) -> None:
    argued(desk)
    part = parts()["argument"]
    for _ in range(400):
        html, waiting = fragment(desk, part, Asked())
        if not waiting:
            break
        __import__("time").sleep(0.02)
    assert "A commitment follows" in html
    assert "holds" in html
    html = fragments(desk, ["layers", "outcomes"], Asked.of({"reading": "pressure_needs_permission"}))["html"]
    assert "1 of 1 in force" in html["layers"]
    assert "by the reading" in html["layers"]
    assert "Client: Commits" in html["outcomes"]
    html = fragments(desk, ["outcomes"], Asked.of({"as_of": "nonsense"}))["html"]
    assert "2018-05-18" in html["outcomes"]
