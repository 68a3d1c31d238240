"""Edits of a case: ids from names, codes in step, uses told before anything goes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tertius.errors import TertiusError
from tertius.io.catalogue import shipped
from tertius.io.load import parse_case
from tertius.model.conflict import OptionConflict
from tertius.studio.draft import BLANK, Draft
from tertius.studio.ids import unique
from tertius.studio.registry import Ask, edits
from tertius.studio.uses import Used


def changed(text: str, *steps: tuple[str, dict[str, Any]]) -> str:
    draft = Draft(text, folder=Path("/nowhere"))
    for name, fields in steps:
        draft.edit(lambda m, notes, name=name, fields=fields: edits()[name].change(m, Ask(fields), notes))  # type: ignore[misc]
    return draft.text


def conflict(text: str) -> OptionConflict:
    found = parse_case(text).conflict
    assert isinstance(found, OptionConflict)
    return found


PAIR = changed(
    BLANK,
    ("add_actor", {"name": "One"}), ("add_actor", {"name": "Two"}),
    ("add_option", {"actor": "one", "name": "Helps"}), ("add_option", {"actor": "two", "name": "Pays"}),
)  # fmt: skip


@pytest.mark.parametrize(
    ("name", "id"),
    [
        ("Syria", "syria"), ("Côte d’Ivoire", "cote_d_ivoire"), ("Россия", "rossiya"), ("Ελλάδα", "ellada"), ("سوريا", "actor_1"),
        ("中国", "actor_1"), ("not", "actor_not"), ("2nd army", "actor_2nd_army"), ("<b>x</b>", "b_x_b"), ("…", "actor_1"),
        ("a" * 300, "a" * 32),
    ],
)  # fmt: skip
def test_ids_are_made_from_names(name: str, id: str) -> None:
    assert unique(name, "actor", ()) == id


def test_ids_are_unique() -> None:
    taken: list[str] = []
    for name in ("سوريا", "Syria", "لبنان", "Syria", "syria!"):
        taken.append(unique(name, "actor", taken))
    assert taken == ["actor_1", "syria", "actor_2", "syria_2", "syria_3"]


def test_a_case_from_nothing_is_what_a_person_would_write() -> None:
    text = changed(PAIR, ("set_fact", {"key": "title", "value": "Two"}), ("add_statement", {"actor": "one", "expression": "pays"}), ("set_status_quo", {"known": "yes", "on": ["one.helps"]}))
    assert text == (
        "tertius: 1\ntitle: Two\nactors:\n  one: One\n  two: Two\nconflict:\n  options:\n    one:\n      helps: Helps\n    two:\n      pays: Pays\n"
        "  preferences:\n    one: [pays]\n    two: []\n  status_quo: [helps]\n"
    )


def test_a_new_option_leaves_what_was_said_about_states_as_it_was() -> None:
    text = changed(PAIR, ("set_form", {"actor": "one", "form": "ranking"}), ("move_state", {"actor": "one", "state": "NY", "how": "to", "to": 0}))
    assert conflict(text).preferences["one"].ranking == (("NY",), ("NN", "YN", "YY"))
    more = changed(text, ("add_option", {"actor": "one", "name": "Shouts"}))
    # Letters: helps, shouts, pays. Each state becomes two that stay tied.
    assert conflict(more).option_keys == ("one.helps", "one.shouts", "two.pays")
    assert [set(g) for g in conflict(more).preferences["one"].ranking] == [{"NNY", "NYY"}, {"NNN", "NYN", "YNN", "YYN", "YNY", "YYY"}]
    back = changed(more, ("remove_option", {"option": "one.shouts", "take": True}))
    assert [set(g) for g in conflict(back).preferences["one"].ranking] == [{"NY"}, {"NN", "YN", "YY"}]


def test_moving_an_option_rewrites_codes_so_that_the_game_is_the_same() -> None:
    text = shipped("syria-iraq-1975").read_text(encoding="utf-8")
    before = conflict(text)
    after = conflict(changed(text, ("move_option", {"actor": "syria", "from": 0, "to": 1})))
    assert sorted(after.option_keys) == sorted(before.option_keys)
    assert after.option_keys != before.option_keys
    for actor, preference in before.preferences.items():
        assert [{before.on(c) for c in g} for g in preference.ranking] == [{after.on(c) for c in g} for g in after.preferences[actor].ranking]


def test_what_is_used_goes_only_with_its_uses_and_they_are_told_first() -> None:
    text = changed(PAIR, ("add_statement", {"actor": "one", "expression": "pays"}), ("add_statement", {"actor": "one", "expression": "not helps"}))
    with pytest.raises(Used) as refused:
        changed(text, ("remove_option", {"option": "two.pays"}))
    assert refused.value.uses == ["conflict preferences one 1 (pays)"]
    left = changed(text, ("remove_option", {"option": "two.pays", "take": "yes"}))
    assert [str(e) for e in conflict(left).preferences["one"].statements] == ["not helps"]
    assert conflict(left).option_keys == ("one.helps",)


def test_removing_an_actor_takes_its_options_and_claims_along_when_asked() -> None:
    text = shipped("sochi-2018").read_text(encoding="utf-8")
    with pytest.raises(Used) as refused:
        changed(text, ("remove_actor", {"actor": "israel"}))
    assert any(use.startswith("claims") for use in refused.value.uses)


def test_a_refused_edit_changes_nothing() -> None:
    draft = Draft(PAIR, folder=Path("/nowhere"))
    with pytest.raises(TertiusError, match="no option 'payz'; did you mean 'pays'"):
        draft.edit(lambda m, notes: edits()["add_statement"].change(m, Ask({"actor": "one", "expression": "payz"}), notes))
    assert draft.text == PAIR
    assert draft.revision == 0
    draft.edit(lambda m, notes: edits()["add_statement"].change(m, Ask({"actor": "one", "expression": "pays"}), notes))
    assert draft.case is not None


def test_undo_and_redo_step_over_texts_and_answers() -> None:
    draft = Draft(PAIR, folder=Path("/nowhere"))

    def do(name: str, **fields: Any) -> None:
        draft.edit(lambda m, notes: edits()[name].change(m, Ask(fields), notes))

    do("start_interview", actor="one", way="states")
    do("answer", actor="one", answer="left")
    assert draft.now.notes["interviews"]["one"]["answers"] == ["left"]
    draft.undo()
    assert draft.now.notes["interviews"]["one"]["answers"] == []
    draft.redo()
    while "one" in draft.now.notes["interviews"]:
        do("answer", actor="one", answer="tie")
    assert conflict(draft.text).preferences["one"].kind == "ranking"
    for _ in range(10):
        if draft.done:
            draft.undo()
    assert draft.text == PAIR


def test_a_text_with_mistakes_opens_and_is_mended_by_edits() -> None:
    draft = Draft(PAIR.replace("one: []", "one: [payz]"), folder=Path("/nowhere"))
    assert draft.case is None
    assert [p.where for p in draft.problems] == ["conflict.preferences.one"]
    draft.edit(lambda m, notes: edits()["remove_statement"].change(m, Ask({"actor": "one", "at": 0}), notes))
    assert draft.case is not None
    assert draft.problems == ()
    draft.replace("a: [")
    assert draft.read.broken
    assert draft.case is not None
    with pytest.raises(TertiusError, match="no YAML"):
        draft.edit(lambda m, notes: None)


def test_several_names_in_one_field_are_each_made() -> None:
    text = changed(
        BLANK,
        ("add_actor", {"name": "Hill; River； نهر"}), ("add_option", {"actor": "hill", "name": "Builds ;; Sells;"}),
        ("add_statement", {"actor": "hill", "expression": "sells; not builds"}), ("add_reading", {"name": "One؛ Two"}),
        ("add_issue", {"name": "Toll; Lanes"}),
    )  # fmt: skip
    assert text == (
        "tertius: 1\ntitle: Untitled\nactors:\n  hill: Hill\n  river: River\n  actor_1: نهر\nconflict:\n  options:\n    hill:\n      builds: Builds\n      sells: Sells\n"
        "  preferences:\n    hill: [sells, not builds]\nreadings:\n  one: {name: One}\n  two: {name: Two}\n"
        "negotiation:\n  issues:\n    toll: {name: Toll}\n    lanes: {name: Lanes}\n"
    )
    with pytest.raises(TertiusError, match="write something under 'name'"):
        changed(BLANK, ("add_actor", {"name": " ; ؛"}))
    with pytest.raises(TertiusError, match="'name' has 301 letters"):
        changed(BLANK, ("add_actor", {"name": "Hill;" + "a" * 301}))


def test_a_new_claim_has_its_test_at_once_or_none() -> None:
    asked = {"text": "One pays.", "form": "some", "satisfy": "not Pays"}
    text = changed(PAIR, ("add_claim", asked), ("add_claim", {"text": "Later.", "form": "every", "satisfy": ""}))
    first, second = parse_case(text).claims
    assert first.expect is not None
    assert (second.expect, second.context) == (None, "not tested yet")
    assert 'expect: {outcomes: some, satisfy: not pays}' in text or "outcomes: some\n      satisfy: not pays" in text
    with pytest.raises(TertiusError, match="Helps"):
        changed(PAIR, ("add_claim", asked | {"satisfy": "helpz"}))


def test_a_new_thing_says_which_field_is_next() -> None:
    for name, fields, focus in (
        ("add_lever", {"name": "Helps", "by": "one"}, "effect-option-lever:helps"),
        ("add_issue", {"name": "Toll; Lanes"}, "number-toll-one-low"),
        ("add_source", {"title": "A book"}, "pasted"),
        ("add_actor", {"name": "Three"}, ""),
    ):
        ask = Ask(fields)
        Draft(PAIR, folder=Path("/nowhere")).edit(lambda m, notes, name=name, ask=ask: edits()[name].change(m, ask, notes))  # type: ignore[misc]
        assert ask.focus == focus
