"""While the text has mistakes: what is left is worked out, what is left out is told, names stay names, and each mistake leads to its field."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path

import pytest

from tertius.io.catalogue import shipped
from tertius.io.load import parse_case
from tertius.studio.desk import Desk
from tertius.studio.draft import Draft
from tertius.studio.effect_rows import effect_rows
from tertius.studio.files import Folder
from tertius.studio.look import Asked
from tertius.studio.named import called, named, spot
from tertius.studio.pages import fragments
from tertius.studio.registry import parts

CASE = """tertius: 1
title: A gate
sources: {note: {title: A note, date: 2001}}
actors: {hill: Hill, river: River, guard: {name: Guard, role: third_party}}
conflict:
  options: {hill: {opens: Opens the gate}, river: {pays: Pays the toll}}
  preferences: {hill: [pays, not opens], river: [opens, not pays]}
  status_quo: []
levers:
  watch: {name: Watches the gate, by: guard, effects: [{fix: {opens: on}}], sources: [note]}
  wait: {name: Waits, by: guard, effects: [{link: {pays: opens}}]}
readings:
  watched: {name: It is watched, levers: [watch]}
claims:
  - {id: C1, text: It opens., expect: {outcomes: every, satisfy: opens}}
  - {id: C2, text: It opens when watched., levers: [watch], expect: {outcomes: every, satisfy: opens}}
negotiation:
  issues:
    toll: {name: The toll, positions: {hill: {position: 80}, river: {position: 20}}}
"""
CLAUSE = CASE + "    hours: {name: Opening hours}\n"


def draft(text: str) -> Draft:
    return Draft(text, folder=Path("/nowhere"))


def drawn(text: str, *names: str) -> dict[str, str]:
    desk = Desk(Folder.at(Path(__file__).parent))
    desk.draft = draft(text)
    found: dict[str, str] = fragments(desk, list(names), Asked())["html"]
    return {name: " ".join(re.sub("<[^>]+>", "", unescape(html)).split()) if name == "problems" else html for name, html in found.items()}


def test_a_claim_with_a_mistake_is_left_out_and_the_rest_is_that_of_the_text_without_it() -> None:
    broken = draft(CASE.replace("satisfy: opens}}\n  - {id: C2", "satisfy: openz}}\n  - {id: C2"))
    assert [p.where for p in broken.problems] == ["claims.C1.expect.satisfy"]
    assert broken.read.rest is not None
    assert broken.read.rest.left_out == ("claims.C1",)
    assert broken.read.rest.case == parse_case("".join(x for x in CASE.splitlines(keepends=True) if "id: C1" not in x))
    assert broken.case == broken.read.rest.case


def test_what_rests_on_what_is_left_out_goes_with_it() -> None:
    broken = draft(CASE.replace("watch: {name: Watches the gate, by: guard", "watch: {name: Watches the gate, by: gard"))
    assert broken.read.rest is not None
    assert set(broken.read.rest.left_out) == {"levers.watch", "readings.watched", "claims.C2"}
    said = drawn(broken.text, "problems")["problems"]
    assert "Commitment ‘Watches the gate’, who: there is no actor 'gard'" in said
    assert "What stands below leaves out Commitment ‘Watches the gate’, and what rests on it." in said
    assert "Claim ‘C2: It opens when watched.’" in said
    assert "Reading ‘It is watched’" in said


@pytest.mark.parametrize(
    ("old", "new"),
    [("preferences: {hill: [pays", "preferences: {hill: [payz"), ("river: River", "river: {nam: River}"), ("status_quo", "status_qo"), ("tertius: 1", "tertius: 2")],
)
def test_without_what_everything_rests_on_there_is_no_rest(old: str, new: str) -> None:
    broken = draft(CASE.replace(old, new))
    assert broken.problems
    assert broken.read.rest is None
    assert broken.case is None
    html = drawn(broken.text, "problems", "outcomes", "levers", "preferences", "sources")
    assert "Results stand here as soon as" in html["problems"]
    # Names stay names: of commitments, of options in their effects, of statements.
    assert "Opens the gate’ is fixed on" in html["levers"]
    assert "River: ‘Pays the toll’ is on exactly while Hill: ‘Opens the gate’" in html["levers"] or "nam: River" in broken.text
    assert "not Hill: ‘Opens the gate’" in html["preferences"]


def test_a_mistake_in_a_source_costs_no_result() -> None:
    broken = draft(CASE.replace("date: 2001", "date: soon").replace("sources: [note]", "sources: [nota]"))
    assert {p.where for p in broken.problems} == {"sources.note.date", "levers.watch.sources"}
    assert broken.case is not None
    assert list(broken.case.levers) == ["watch", "wait"]


def test_an_unknown_section_is_left_out() -> None:
    broken = draft(CASE + "wheather: {x: y}\n")
    assert broken.read.rest is not None
    assert broken.read.rest.left_out == ("wheather",)


def test_a_clause_without_positions_is_not_finished_and_no_mistake() -> None:
    open_ = draft(CLAUSE)
    assert open_.problems == ()
    assert [p.where for p in open_.read.unfinished] == ["negotiation.issues.hours"]
    assert open_.case is not None
    assert open_.case == parse_case(CASE)
    html = drawn(CLAUSE, "problems", "clauses")
    assert html["problems"] == "Not finished: Opening hours needs the position of two parties. fill it in What stands below leaves it out."
    assert "mistake" not in html["problems"]
    assert '<bdi>Opening hours</bdi></button><span class="badge">not finished</span>' in html["clauses"]
    assert '<bdi>The toll</bdi></button><span class="movers">' in html["clauses"].replace("\n", "")
    assert '<bdi>The toll</bdi></button>' in html["clauses"]
    with_one = CLAUSE.replace("{name: Opening hours}", "{name: Opening hours, positions: {hill: {position: 10}}}")
    assert draft(with_one).read.case is not None  # two parties negotiate, one of them about this


def test_the_first_clause_of_all_needs_two_parties() -> None:
    head, _, _ = CASE.partition("negotiation:")
    for positions in ("", ", positions: {hill: {position: 80}}"):
        text = f"{head}negotiation:\n  issues:\n    toll: {{name: The toll{positions}}}\n"
        assert draft(text).problems == ()
        assert draft(text).case == parse_case(head)
        html = drawn(text, "problems", "clauses")
        assert "The toll needs the position of two parties." in html["problems"]
        assert "Not finished: it needs" in html["clauses"]
    assert draft(head + "negotiation:\n  issues:\n    toll: {name: The toll, positions: {hill: {position: 80}, river: {position: 8}}}\n").read.case is not None


def test_a_mistake_that_only_an_unfinished_clause_makes_is_none_yet_and_others_stay() -> None:
    text = shipped("sochi-2018").read_text(encoding="utf-8")
    at = text.index("  issues:\n", text.index("\nnegotiation:")) + len("  issues:\n")
    with_clause = text[:at] + "    new_one: {name: New one}\n" + text[at:]
    # Two claims are about the text as a package, which has no text for the new clause.
    assert draft(with_clause).problems == ()
    both = draft(with_clause.replace("by: russia", "by: rusia", 1))
    assert [p.where for p in both.problems] == ["levers.tolerance_ends_on_commitment.by"]
    assert both.read.rest is not None
    assert "claims.N2" not in both.read.rest.left_out


def test_a_version_before_is_taken_only_where_nothing_is_left() -> None:
    here = draft(CASE)
    before = here.case
    here.replace(CASE.replace("by: guard, effects: [{link", "by: gard, effects: [{link"))
    assert here.case is not None
    assert list(here.case.levers) == ["watch"]
    here.replace(CASE.replace("[pays, not opens]", "[payz]"))
    assert here.case is not None
    here.replace("a: [")
    assert here.read.broken
    assert before is not None


def test_effects_that_cannot_be_read_have_names_for_keys() -> None:
    data = draft(CASE).data
    items = [{"link": {"pays": "opens and x"}}, {"needs": {"hill.opens": "not pays"}}, {"fix": {"opens": "off"}}, {"forbid": ["pays"]}, {"prefer": {"hill": {"first": ["pays"]}}}, {"lnk": {"pays": "opens"}}, "odd"]
    assert [words for words, _ in effect_rows(data, None, items, None)] == [
        "River: ‘Pays the toll’ is on exactly while Hill: ‘Opens the gate’ and x",
        "Hill: ‘Opens the gate’ can be on only while not River: ‘Pays the toll’",
        "Hill: ‘Opens the gate’ is fixed off",
        "River: ‘Pays the toll’ is no longer taken up",
        "Hill wants above all River: ‘Pays the toll’",
        "{lnk: {River: ‘Pays the toll’: Hill: ‘Opens the gate’}}",
        "odd",
    ]


def test_every_mistake_leads_to_a_field_that_is_there() -> None:
    """For places of each kind: the panel that is opened has the field that gets the focus."""
    text = CASE + (
        "history: [{id: E1, date: 2001, text: It rains.}]\nforecasts: [{id: F1, text: It clears., made: 2001}]\nviews: {hill: watched}\n"
    )
    text = text.replace("readings:\n", "readings:\n  free: {name: It is free}\n")
    text += "evidence: {rows: [{id: V1, date: 2001, text: Tracks., likelihood: {free: C, watched: I}}]}\n"
    assert draft(text).problems == ()
    data = draft(text).data
    desk = Desk(Folder.at(Path(__file__).parent))
    desk.draft = draft(text)
    for where in (
        "title", "as_of", "question", "actors.hill.role", "conflict.options.hill.opens.direction", "conflict.preferences.river", "conflict.status_quo", "levers.watch.by",
        "levers.watch.cost", "levers.watch.effects.fix", "readings.watched.levers", "readings.watched.effects.link", "views.hill", "claims.C2.expect.satisfy", "claims.C2.text",
        "claims.C2.given.fix", "history.E1.date", "forecasts.F1.p", "forecasts.F1.resolved", "evidence.V1.likelihood.free", "evidence.V1.date", "sources.note.date", "sources.note.rights",
        "negotiation.issues.toll.positions.river", "negotiation.issues.toll.scale", "negotiation.parties.hill.power", "negotiation.rule",
    ):  # fmt: skip
        found = spot(data, where)
        assert found.panel in parts()
        html = fragments(desk, [found.panel], Asked(pick=found.picks))["html"][found.panel]
        assert not found.key or f'data-key="{found.key}"' in html, (where, found)
    assert spot(data, "uncertainty.preferences.hill").panel == "text"
    assert called(named(data), "negotiation.issues.toll.positions.river.position") == "Clause ‘The toll: River’, position"
    assert called(named(data), "conflict.preferences.hill") == "What Hill prefers"
    assert called(named(data), "uncertainty.preferences.hill") == "Uncertainty: preferences hill"
