"""`.gmcr` files: read as their program reads them, written back without loss, refused with reasons."""

from __future__ import annotations

import contextlib
import copy
import json
from collections.abc import Iterator
from itertools import combinations, product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import analyze, load
from tertius.errors import CaseError, LimitError, NotSupportedError, TertiusError
from tertius.io.exchange import Imported
from tertius.io.gmcr import read_gmcr
from tertius.io.gmcr_write import gmcr_text
from tertius.io.load import parse_case
from tertius.io.write import case_text
from tertius.io.yaml_text import extras
from tertius.model.case import Actor, Case
from tertius.model.conflict import Option, OptionConflict, Preference
from tertius.model.layers import situate
from tertius.testing import option_cases
from tertius.view.exchange import computed

Doc = dict[str, Any]

# The published inputs of the Euphrates crisis (Kinsara 2014) in the layout of a .gmcr file.
EUPHRATES: Doc = {
    "program": "gmcr",
    "version": "0.4.0",
    "options": [
        {"name": "Release Water", "permittedDirection": "both"},
        {"name": "Escalate", "permittedDirection": "both"},
        {"name": "Attack", "permittedDirection": "both"},
    ],
    "decisionMakers": [
        {"name": "Syria", "options": [0, 1], "preferences": [], "preferenceRanking": [1, 3, 6, 2, 4, 5]},
        {"name": "Iraq", "options": [2], "preferences": [], "preferenceRanking": [2, 4, 6, 1, 5, 3]},
    ],
    "infeasibles": [[[0, "Y"], [1, "Y"]]],
    "useManualPreferenceRanking": True,
    "coalitions": [0, 1],
    "coalitionsFull": [[0], [1]],
}
RICH: Doc = {
    "version": "0.3.7",
    "options": [
        {"name": "Full", "permittedDirection": "fwd"},
        {"name": "", "permittedDirection": "both", "comment": {"deep": [1, None, "x", 1.5, True]}},
        {"name": " Full ", "permittedDirection": "back"},
        {"name": "مياه", "permittedDirection": None},
        {"name": "Full"},
    ],
    "decisionMakers": [
        {
            "name": "",
            "options": [3, 1],
            "preferences": [[[0, "Y"], [2, "N"]], {"compound": True, "members": [[[1, "Y"]], [[3, "N"], [4, "Y"]]]}, [[0, "Y"], [2, "N"]], []],
            "misperceptions": [],
            "payoffs": [1, 2, 3],
        },
        {"name": "B", "options": [0, 4], "preferences": [{"compound": True, "members": [[[4, "N"]]]}, {"compound": True, "members": []}], "note": "no"},
        {"name": "B", "options": [2], "preferences": [[[2, "Y"]]], "preferenceRanking": [1, 2]},
        {"name": "Nobody's friend", "options": [], "preferences": []},
    ],
    "infeasibles": [[[4, "Y"], [2, "Y"]], [[0, "Y"], [0, "N"]], [[4, "Y"], [2, "Y"]]],
    "useManualPreferenceVectors": None,
    "coalitions": [0, [1, 2], 3],
    "x": {"y": [{"z": "on"}]},
}  # fmt: skip


def read(document: Any, **options: Any) -> Imported:
    text = document if isinstance(document, str) else json.dumps(document)
    return read_gmcr(text, "f.gmcr", "f", **options)


def problems(document: Any, **options: Any) -> str:
    with pytest.raises(CaseError) as caught:
        read(document, **options)
    return str(caught.value)


def written(case: Case, extra: Any = None) -> Doc:
    made: Doc = json.loads(gmcr_text(case, extra or {}, computed, "f").data)
    return made


def through_yaml(document: Any, **options: Any) -> Doc:
    """From .gmcr to a case file and back."""
    found = read(document, **options)
    text = case_text(found.case, found.extra)
    return written(parse_case(text), extras(text, ["x_gmcr"], "f"))


def changed(document: Doc, *steps: tuple[list[str | int], Any]) -> Doc:
    made = copy.deepcopy(document)
    for place, value in steps:
        here: Any = made
        for key in place[:-1]:
            here = here[key]
        here[place[-1]] = value
    return made


def equilibria(case: Case) -> dict[str, list[int]]:
    """By state number, from 1."""
    found = analyze(case, concepts=["nash", "gmr", "smr", "seq", "sim"])
    order = sorted(found.states, key=lambda code: code[::-1].replace("N", "0").replace("Y", "1"))
    return {concept: [order.index(s) + 1 for s in states] for concept, states in found.equilibria.items()}


def test_the_published_conflict_has_its_published_equilibria() -> None:
    case = read(EUPHRATES).case
    assert [a.name for a in case.actors] == ["Syria", "Iraq"]
    assert equilibria(case) == {"nash": [6], "gmr": [1, 6], "smr": [6], "seq": [6], "sim": [6]}


# Published inputs: owners of the options, one-way ones, infeasible patterns, rankings; published equilibria.
PUBLISHED = {
    "prisoner's dilemma": ([0, 1], [], [], [[3, 4, 1, 2], [2, 4, 1, 3]], {"nash": [1], "gmr": [1, 4], "smr": [1, 4], "seq": [1, 4], "sim": [1, 4]}),
    "chicken": ([0, 1], [], [], [[3, 4, 2, 1], [2, 4, 3, 1]], {"nash": [2, 3], "gmr": [2, 3, 4], "smr": [2, 3, 4], "seq": [2, 3]}),
    "missile crisis": (
        [0, 0, 1, 1], [0], ["--YY"], [[5, 7, 6, 8, 3, 2, 4, 1, 12, 10, 11, 9], [1, 5, 7, 3, 6, 2, 8, 4, 12, 10, 11, 9]], {},
    ),
}  # fmt: skip
MISSILES_TARGETS = {0: [2, 3, 4], 1: [4], 2: [1, 2, 4], 3: [2], 8: [10, 11, 12], 9: [12], 10: [9, 10, 12], 11: [10]}
"""Where the first actor, whose first option is never dropped, can go from a state."""


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_inputs_come_in_as_they_are(name: str) -> None:
    owners, one_way, patterns, rankings, equilibria_there = PUBLISHED[name]
    document = {
        "options": [{"name": f"Option {k}", "permittedDirection": "fwd" if k in one_way else "both"} for k in range(len(owners))],
        "decisionMakers": [
            {"name": f"Maker {i}", "options": [k for k, o in enumerate(owners) if o == i], "preferenceRanking": ranking}
            for i, ranking in enumerate(rankings)
        ],
        "infeasibles": [[[k, x] for k, x in enumerate(pattern) if x != "-"] for pattern in patterns],
        "useManualPreferenceRanking": True,
    }
    case = read(document).case
    found = equilibria(case)
    assert {concept: states for concept, states in found.items() if concept in equilibria_there} == equilibria_there
    if one_way:
        moves = computed(case).moves[0]
        assert {s: [t + 1 for t in sorted(moves[s])] for s in MISSILES_TARGETS} == MISSILES_TARGETS
    assert through_yaml(document) == document


@pytest.mark.parametrize("document", [EUPHRATES, RICH], ids=["plain", "rich"])
def test_nothing_is_lost_on_the_way_to_yaml_and_back(document: Doc) -> None:
    assert through_yaml(document) == document


def test_options_are_regrouped_by_owner_and_numbers_follow_that_order() -> None:
    """Attack stands first in this file, but its owner is second: state 2 is still that water is released."""
    mixed = changed(
        EUPHRATES,
        (["options"], [EUPHRATES["options"][k] for k in (2, 0, 1)]),
        (["decisionMakers", 0, "options"], [1, 2]),
        (["decisionMakers", 1, "options"], [0]),
        (["infeasibles"], [[[1, "Y"], [2, "Y"]]]),
    )
    one, other = computed(read(mixed).case), computed(read(EUPHRATES).case)
    assert one == other
    assert through_yaml(mixed) == mixed


def test_within_an_owner_its_own_list_gives_the_order() -> None:
    turned = changed(EUPHRATES, (["decisionMakers", 0, "options"], [1, 0]))
    conflict = read(turned).case.conflict
    assert isinstance(conflict, OptionConflict)
    assert conflict.option_keys == ("syria.escalate", "syria.release_water", "iraq.attack")
    assert through_yaml(turned) == turned


def test_names_become_unlike_keys_and_stay_as_labels() -> None:
    found = read(RICH)
    conflict = found.case.conflict
    assert isinstance(conflict, OptionConflict)
    assert [(a.id, a.name) for a in found.case.actors] == [
        ("actor", "actor"), ("b", "B"), ("b_2", "B"), ("nobody_s_friend", "Nobody's friend"),
    ]  # fmt: skip
    assert [(o.key, o.name, o.direction) for o in conflict.options] == [
        ("actor.option", "مياه", "both"), ("actor.option_2", "option_2", "both"), ("b.full", "Full", "on"),
        ("b.full_2", "Full", "both"), ("b_2.full", "Full", "off"),
    ]  # fmt: skip
    assert [str(e) for e in conflict.preferences["actor"].statements] == [
        "b.full and not b_2.full", "actor.option_2 or not actor.option and b.full_2", "true",
    ]  # fmt: skip
    assert "1 repeated statement dropped" in found.notes[0]
    assert "coalitions: kept for export and not analysed" in found.notes[1]


def test_a_ranking_counts_only_where_its_flag_is_set() -> None:
    by_statement = changed(EUPHRATES, (["useManualPreferenceRanking"], None), (["decisionMakers", 1, "preferences"], [[[2, "N"]]]))
    conflict = read(by_statement).case.conflict
    assert conflict is not None
    assert [str(e) for e in conflict.preferences["iraq"].statements] == ["not iraq.attack"]
    assert through_yaml(by_statement) == by_statement
    older = changed(EUPHRATES, (["useManualPreferenceRanking"], False))
    older["useManualPreferenceVectors"] = True
    for maker in older["decisionMakers"]:
        maker["preferenceVector"] = maker.pop("preferenceRanking")
    older["decisionMakers"][0]["preferenceVector"] = [1, [3, 6], 2, 4, 5]
    conflict = read(older).case.conflict
    assert conflict is not None
    assert conflict.preferences["syria"].ranking == (("NNN",), ("NYN", "NYY"), ("YNN",), ("NNY",), ("YNY",))
    assert through_yaml(older) == older


def test_an_option_of_nobody_stays_only_where_nobody_could_move_it() -> None:
    fixed = changed(EUPHRATES)
    fixed["options"].insert(0, {"name": "Dam is full", "permittedDirection": "both"})
    for maker, owns in zip(fixed["decisionMakers"], ([1, 2], [3]), strict=True):
        maker["options"] = owns
    fixed["infeasibles"] = [[[1, "Y"], [2, "Y"]], [[0, "N"]]]
    case = read(fixed).case
    assert [a.id for a in case.actors] == ["nobody", "syria", "iraq"]
    assert computed(case).codes[0] == "YNNN"
    assert equilibria(case)["gmr"] == [1, 6]
    assert through_yaml(fixed) == fixed
    told = problems(changed(fixed, (["infeasibles"], [[[1, "Y"], [2, "Y"]]]), (["useManualPreferenceRanking"], False)))
    assert "options[0]: nobody owns the option 'Dam is full', and somebody could move it" in told


def test_what_is_kept_follows_the_case_only_as_far_as_it_is_true() -> None:
    found = read(RICH)
    text = case_text(found.case, found.extra)
    edited = text.replace('b_2: B\n', 'b_2: C\n').replace("- full_2 and b_2.full\n", "- full_2 and not b_2.full\n", 1)
    assert edited != text
    exported = gmcr_text(parse_case(edited), extras(edited, ["x_gmcr"], "f"), computed, "f")
    made = json.loads(exported.data)
    assert made["coalitions"] == [0, [1, 2], 3]
    assert made["x"] == RICH["x"]
    assert made["decisionMakers"][1]["note"] == "no"
    assert [m["name"] for m in made["decisionMakers"]] == ["", "B", "C", "Nobody's friend"]
    assert made["infeasibles"][0] == [[4, "Y"], [2, "N"]]
    assert "payoffs of actor" in exported.notes[0]
    assert "preferenceRanking of b_2" in exported.notes[0]
    gone = case_text(read(EUPHRATES).case, {"x_gmcr": {"decision_makers": {"iran": {"has": {"a": 1}}}, "file": {"has": {"coalitions": [0]}}}})
    notes = gmcr_text(parse_case(gone), extras(gone, ["x_gmcr"], "f"), computed, "f").notes
    assert "coalitions; what was kept of iran" in notes[0]


def test_misperceptions_are_refused_by_name_and_kept_where_they_are_set_aside() -> None:
    document = changed(EUPHRATES, (["decisionMakers", 1, "misperceptions"], [[[1, "Y"]]]))
    told = problems(document)
    assert "decisionMakers[1].misperceptions: misperceptions ('Iraq' does not see some states) are not supported" in told
    assert "--set-aside misperceptions" in told
    assert "kept for export and not analysed" in read(document, set_aside=["misperceptions"]).notes[0]
    assert through_yaml(document, set_aside=["misperceptions"]) == document


@pytest.mark.parametrize(
    ("steps", "told"),
    [
        ([(["options"], {})], "options: there is no list 'options'"),
        ([(["options"], [])], "options: there is no option"),
        ([(["decisionMakers"], [])], "there is no decision maker"),
        ([(["options", 0], "Release")], "options[0]: the text 'Release' stands here"),
        ([(["options", 0, "name"], 7)], "options[0].name: '7' stands here; expected a text"),
        ([(["options", 0, "permittedDirection"], "up")], "the direction 'up' is not known; expected both | fwd | back"),
        ([(["decisionMakers", 0, "options"], [0, 1, 2])], "option 2 ('Attack') belongs to 'Syria' and to 'Iraq', and which of them moves is not defined"),
        ([(["decisionMakers", 0, "options"], [0, 1, 0])], "option 0 ('Release Water') is listed twice"),
        ([(["decisionMakers", 0, "options"], [0, 3])], "there is no option 3; expected a whole number from 0 to 2"),
        ([(["decisionMakers", 0, "options"], [0, True])], "decisionMakers[0].options[1]: 'true' stands here"),
        ([(["decisionMakers", 0, "options"], [0.0, 1])], "'0.0' stands here"),
        ([(["decisionMakers", 0, "preferenceRanking"], [1, 3, 6, 2, 4])], "preferenceRanking: state 5 missing; expected each of the 6 feasible states once"),
        ([(["decisionMakers", 0, "preferenceRanking"], [1, 3, 6, 2, 4, 5, 3])], "preferenceRanking[6]: state 3 is ranked twice"),
        ([(["decisionMakers", 0, "preferenceRanking"], [1, 3, 7, 2, 4, 5])], "there is no state 7; expected a whole number from 1 to 6"),
        ([(["decisionMakers", 0, "preferenceRanking"], [0, [1, 3]])], "there is no state 0"),
        ([(["decisionMakers", 0, "preferenceRanking"], None)], "the file uses rankings set by hand and 'Syria' has none"),
        ([(["decisionMakers", 0, "preferences"], [[[5, "Y"]]]), (["useManualPreferenceRanking"], False)], "preferences[0][0]: there is no option 5"),
        ([(["decisionMakers", 0, "preferences"], [[[0, "X"]]]), (["useManualPreferenceRanking"], False)], "the text 'X' stands here; expected \"Y\" or \"N\""),
        ([(["decisionMakers", 0, "preferences"], [[0, "Y"]]), (["useManualPreferenceRanking"], False)], 'expected [option, "Y"] or [option, "N"]'),
        ([(["decisionMakers", 0, "preferences"], [{"members": []}]), (["useManualPreferenceRanking"], False)], "neither a list nor a compound"),
        ([(["decisionMakers", 0, "preferences"], [{"compound": True}]), (["useManualPreferenceRanking"], False)], "there is no list of members"),
        ([(["useManualPreferenceRanking"], "yes")], "the text 'yes' stands here; expected true, false or null"),
        ([(["infeasibles"], [[]])], "an empty pattern fits every state"),
        ([(["infeasibles"], [[[0, "Y"]], [[0, "N"]]])], "no state is feasible"),
        ([(["coalitions"], [0, [1, 2]])], "coalitions[1]: there is no decision maker 2; expected a whole number from 0 to 1"),
    ],
)
def test_mistakes_are_told_with_place_and_mend(steps: list[Any], told: str) -> None:
    assert told in problems(changed(EUPHRATES, *steps))


def test_all_mistakes_are_told_at_once_with_lines() -> None:
    document = changed(EUPHRATES, (["options", 1, "name"], []), (["decisionMakers", 1, "options"], [2, 9]), (["coalitions"], [8]))
    with pytest.raises(CaseError) as caught:
        read(json.dumps(document, indent=1))
    assert len(caught.value.problems) == 3
    assert all(p.line > 1 for p in caught.value.problems)


def nodes(data: Any, place: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    yield place
    items = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    for key, value in items:
        yield from nodes(value, (*place, key))


@pytest.mark.parametrize("document", [EUPHRATES, RICH], ids=["plain", "rich"])
def test_any_node_may_be_anything_and_nothing_breaks(document: Doc) -> None:
    tried = 0
    for place in nodes(document):
        for other in (None, 0, -1, 10**30, 1.5, "", "x", True, [], [0], [[]], [[[0, "Y"]]], {}, {"compound": True, "members": [0]}):
            made = changed(document, ([*place], other)) if place else other
            with contextlib.suppress(TertiusError):
                assert through_yaml(made) == made
            tried += 1
    assert tried > 500


@pytest.mark.parametrize("document", [EUPHRATES, RICH], ids=["plain", "rich"])
def test_what_is_kept_may_be_anything_and_nothing_breaks(document: Doc) -> None:
    found = read(document)
    for place in nodes(found.extra["x_gmcr"]):
        for other in (None, 0, "x", [], ["x"], [[0]], {}, {"x": {}}, {"has": 0}, {"has": {"name": 1}, "without": ["name", "options"]}):
            kept = changed({"x_gmcr": found.extra["x_gmcr"]}, (["x_gmcr", *place], other))
            with contextlib.suppress(TertiusError):
                assert isinstance(written(found.case, kept), dict)


def test_a_cut_file_is_a_mistake_wherever_it_is_cut() -> None:
    text = json.dumps(RICH, ensure_ascii=False)
    for end in range(0, len(text) - 1, 7):
        assert "f.gmcr:" in problems(text[:end])


def test_a_file_with_many_options() -> None:
    options = [{"name": f"Option {k}", "permittedDirection": "both"} for k in range(70)]
    document = {
        "options": options, "decisionMakers": [{"name": "A", "options": list(range(70)), "preferences": [[[k, "Y"]] for k in range(70)]}],
    }  # fmt: skip
    assert through_yaml(document) == document
    document = {"options": options, "decisionMakers": [{"name": "A", "options": list(range(70)), "preferenceRanking": [1]}], "useManualPreferenceRanking": True}
    with pytest.raises(LimitError, match="by state number are read up to 20 options, and there are 70"):
        read(document)


def test_a_statement_that_is_too_long_is_refused() -> None:
    members = [[[k % 3, "Y"], [(k + 1) % 3, "N"]] for k in range(2000)]
    document = changed(EUPHRATES, (["decisionMakers", 0, "preferences"], [{"compound": True, "members": members}]))
    document["useManualPreferenceRanking"] = False
    assert "at most 20,000" in problems(document)


# Export.


def example(*statements: str, rest: str = "") -> Case:
    return parse_case(
        "tertius: 1\ntitle: T\nactors: {a: Ann, b: Bob, un: UN}\nconflict:\n  options:\n    a: {x: Ex, y: {name: Why, direction: off}}\n"
        f"    b: {{z: Zed}}\n  preferences:\n    a: {json.dumps(list(statements))}\n    b: {{weights: {{z: 1, x: 2}}}}\n{rest}"
    )  # fmt: skip


def test_statements_stay_statements_where_they_are_alternatives() -> None:
    case = example("x and not z", "x if z", "not (x or y)", "x iff z")
    made = written(case)
    assert made["decisionMakers"][0]["preferences"] == [
        [[0, "Y"], [2, "N"]],
        {"compound": True, "members": [[[2, "N"]], [[0, "Y"]]]},
        [[0, "N"], [1, "N"]],
        {"compound": True, "members": [[[0, "Y"], [2, "Y"]], [[0, "N"], [2, "N"]]]},
    ]
    assert made["options"][1] == {"name": "Why", "permittedDirection": "back"}
    assert [m["name"] for m in made["decisionMakers"]] == ["Ann", "Bob"]


def test_weights_become_a_ranking_and_then_all_have_one() -> None:
    made = written(example("x"))
    assert made["useManualPreferenceRanking"] is True
    assert made["decisionMakers"][0]["preferenceRanking"] == [[2, 4, 6, 8], [1, 3, 5, 7]]
    assert made["decisionMakers"][1]["preferenceRanking"] == [[6, 8], [2, 4], [5, 7], [1, 3]]


def test_what_has_no_place_is_named() -> None:
    exported = gmcr_text(example("x", rest="  status_quo: [x]\n"), {}, computed, "f")
    assert exported.left_out == ("title", "the status quo", "actors with neither an option nor a preference: un")
    exported = gmcr_text(load("sochi-2018"), {}, computed, "f")
    left = "; ".join(exported.left_out)
    for said in ("sources: korybko-2018", "levers: tolerance_ends", "readings: balancing", "claims: T1", "roles of russia", "history: ", "caveats", "coverage", "forecasts: F1"):
        assert said in left


def test_what_cannot_be_said_is_refused_by_name() -> None:
    with pytest.raises(NotSupportedError, match=r"the case is in graph form; convert it to \.graphml"):
        written(load("elmira"))
    with pytest.raises(NotSupportedError, match="add `conflict:`"):
        written(Case("T", (Actor("a", "A"),), None))
    text = case_text(example("x")).replace("a: [x]", "a: {pairs: [NNN > YNN]}")
    with pytest.raises(NotSupportedError, match="the preference of a leaves pairs open"):
        written(parse_case(text))
    needs = parse_case(case_text(example("x")) + "levers: {l: {by: un, effects: [needs: {z: x}]}}\n")
    with pytest.raises(NotSupportedError, match=r"the moves of a are not just changes of its own options: 'needs' of b\.z"):
        written(situate(needs, levers=["l"]))


def test_fixed_and_linked_options_are_left_out_and_the_rest_is_the_same_game() -> None:
    case = parse_case(case_text(example("x", "z")) + "levers: {l: {by: un, effects: [link: {z: not x}]}, k: {by: un, effects: [fix: {z: no}]}}\n")
    exported = gmcr_text(situate(case, levers=["l"]), {}, computed, "f")
    assert "b.z (follows 'not x')" in exported.notes[0]
    made = json.loads(exported.data)
    assert [o["name"] for o in made["options"]] == ["Ex", "Why"]
    assert made["decisionMakers"][0]["preferenceRanking"] == [[2, 4], [1, 3]]
    assert "fixed off" in gmcr_text(situate(case, levers=["k"]), {}, computed, "f").notes[0]


def test_more_statements_than_that_program_can_add_up_become_a_ranking() -> None:
    literals = [(name, "not " + name) for name in ("a.x", "a.y", "b.z", "b.w")]
    statements = [" and ".join(terms) for n in (2, 3, 4) for some in combinations(literals, n) for terms in product(*some)]
    case = parse_case(
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict:\n  options: {a: {x: X, y: Y}, b: {z: Z, w: W}}\n"
        f"  preferences: {{a: {json.dumps(statements)}, b: []}}\n"
    )
    assert len(statements) == 72
    made = written(case)
    assert made["decisionMakers"][0]["preferences"] == []
    assert len(made["decisionMakers"][0]["preferenceRanking"]) == 16
    assert free(read(made).case)[1][0] == free(case)[1][0]


def free(case: Case) -> tuple[list[str], list[dict[str, Any]]]:
    """The game over the free options alone, by code, for each actor who can move or cares."""
    assert isinstance(case.conflict, OptionConflict)
    found = computed(case)
    order = sorted(case.conflict.free(), key=lambda o: [a.id for a in case.actors].index(o.actor))
    place = [case.conflict.option_keys.index(o.key) for o in order]
    codes = ["".join(code[k] for k in place) for code in found.codes]
    games = []
    for actor, moves in zip(found.actors, found.moves, strict=True):
        if actor in found.ranks:
            ranks = sorted(set(found.ranks[actor]))
            games.append(
                {c: (ranks.index(found.ranks[actor][s]), sorted(codes[t] for t in moves[s])) for s, c in enumerate(codes)}
            )
    return sorted(codes), games


@settings(max_examples=300)
@given(option_cases(relations="complete"))
def test_what_is_written_is_the_same_game(case: Case) -> None:
    try:
        exported = gmcr_text(case, {}, computed, "f")
    except NotSupportedError:
        conflict = case.conflict
        assert isinstance(conflict, OptionConflict)
        partial = any(p.kind == "pairs" for p in conflict.preferences.values())
        assert partial or conflict.rules.needs or conflict.rules.forbidden or not conflict.free() or conflict.rules.linked
        return
    back = read(str(exported.data))
    assert free(back.case) == free(case)
    assert through_yaml(json.loads(exported.data)) == json.loads(exported.data)


@st.composite
def documents(draw: st.DrawFn) -> Doc:
    """Files in any order, with names alike, statements repeated, and keys of their own."""
    count = draw(st.integers(1, 4))
    names = st.sampled_from(["Full", "Half", "", " Full", "ماء", "on"])
    owners = draw(st.lists(st.integers(0, 2), min_size=count, max_size=count))
    pattern = st.lists(st.tuples(st.integers(0, count - 1), st.sampled_from("YN")).map(list), max_size=3)
    entry = pattern | pattern.map(lambda p: {"compound": True, "members": [p, p[:1]]})
    makers = []
    for maker in range(3):
        owned = draw(st.permutations([k for k, o in enumerate(owners) if o == maker]))
        makers.append({"name": draw(names), "options": list(owned), "preferences": draw(st.lists(entry, max_size=4))})
        if draw(st.booleans()):
            makers[-1]["extra"] = draw(st.sampled_from([None, "a: b", [1, "1"], {"k": []}]))
    document: Doc = {
        "options": [{"name": draw(names), "permittedDirection": draw(st.sampled_from(["both", "fwd", "back"]))} for _ in range(count)],
        "decisionMakers": makers,
        "infeasibles": draw(st.lists(pattern.filter(bool), max_size=2)),
    }
    document |= draw(st.sampled_from([{}, {"useManualPreferenceRanking": None}, {"coalitions": [[0, 1], 2]}, {"version": 0.4}]))
    return document


@settings(max_examples=300)
@given(documents())
def test_any_file_comes_back_as_it_was(document: Doc) -> None:
    some = any(all(not all((n >> k & 1 == 1) == (x == "Y") for k, x in p) for p in document["infeasibles"]) for n in range(16))
    if some:
        assert through_yaml(document) == document
    else:
        assert "no state is feasible" in problems(document)


def test_options_of_several_actors_in_turn() -> None:
    """Interleaved owners are regrouped: codes change, the game does not."""
    options = (Option("a", "p", "P"), Option("b", "q", "Q"), Option("a", "r", "R"))
    ranking = tuple((code,) for code in ("NNN", "YNN", "NYN", "YYN", "NNY", "YNY", "NYY", "YYY"))
    preferences = {x: Preference("ranking", ranking=ranking) for x in "ab"}
    case = Case("T", (Actor("a", "A"), Actor("b", "B")), OptionConflict(options, (), preferences, None))
    made = written(case)
    assert [o["name"] for o in made["options"]] == ["P", "R", "Q"]
    assert made["decisionMakers"][0]["preferenceRanking"] == [1, 2, 5, 6, 3, 4, 7, 8]
