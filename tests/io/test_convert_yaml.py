"""A case written as a case file is the same game when it is read again, and looks as if a person wrote it."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import load
from tertius.errors import CaseError, LimitError, NotSupportedError
from tertius.io import write
from tertius.io.json_nodes import parse_json, value
from tertius.io.keys import key_of, state_key_of
from tertius.io.load import parse_case
from tertius.io.patterns import alternatives, cover, disjunction
from tertius.io.write import AS_CONVERTED, case_text, regrouped
from tertius.io.yaml_text import extras, kept, yaml_text
from tertius.kernels.graph import game_of
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference, Provenance
from tertius.model.layers import situate
from tertius.testing import cases, expressions, seeded_case

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
    | st.sampled_from(["on", "No", "null", "~", "1e3", " x ", "a: b", "#", "- x", "|", "a #b", "\u2028", "\ufeff", "'", '"', "\\"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)  # fmt: skip


def same_game(a: Case, b: Case) -> None:
    one, other = game_of(a), game_of(b)
    assert one.actors == other.actors
    assert tuple(one.codes) == tuple(other.codes)
    assert one.status_quo == other.status_quo
    for i in range(len(one.actors)):
        for s in range(one.states):
            assert list(one.moves[i].of(s)) == list(other.moves[i].of(s))
            assert list(one.improvements[i].of(s)) == list(other.improvements[i].of(s))
            mine, theirs = one.relation(i), other.relation(i)
            assert [mine.signs(s, t) for t in range(one.states)] == [theirs.signs(s, t) for t in range(one.states)]


def there_and_back(case: Case) -> Case:
    back = parse_case(case_text(case))
    return situate(back, reading=AS_CONVERTED) if back.readings else back


@settings(max_examples=300)
@given(cases(relations="any"))
def test_what_is_written_is_the_same_game(case: Case) -> None:
    if isinstance(case.conflict, OptionConflict):
        case = replace(case, conflict=regrouped(case.conflict))
    same_game(case, there_and_back(case))


@settings(max_examples=100)
@given(cases(effects=False))
def test_writing_twice_changes_nothing(case: Case) -> None:
    text = case_text(case)
    assert case_text(parse_case(text)) == text


def test_the_text_is_what_a_person_would_write() -> None:
    options = (
        Option("upper", "open_sluice", "Opens the sluice"),
        Option("upper", "wait", "Waits, for now", direction="on"),
        Option("lower", "pay", "Pays: half"),
    )
    read = parse_case(
        "tertius: 1\ntitle: t\nactors: {upper: U, lower: L}\nconflict:\n  options: {upper: {open_sluice: x, wait: y}, lower: {pay: z}}\n"
        "  infeasible: [open_sluice and wait]\n"
        "  preferences: {upper: [pay, not (wait or pay)], lower: {ranking: [NNN, [YNN, NYN], NNY, YNY, NYY]}}\n"
    ).conflict
    assert isinstance(read, OptionConflict)
    actors = (Actor("upper", "Upper city"), Actor("lower", "مدينة", role="third_party"), Actor("un", "UN", provenance=Provenance(note="No part")))
    case = Case("A canal, two cities", actors, replace(read, options=options, status_quo=frozenset({"lower.pay"})))
    assert case_text(case, {"x_mine": {"a b": [1, "1", None]}}) == (
        "tertius: 1\n"
        "title: A canal, two cities\n"
        "actors:\n"
        "  upper: Upper city\n"
        "  lower: {name: مدينة, role: third_party}\n"
        "  un: {name: UN, note: No part}\n"
        "conflict:\n"
        "  options:\n"
        "    upper:\n"
        "      open_sluice: Opens the sluice\n"
        '      wait: {name: "Waits, for now", direction: "on"}\n'
        "    lower:\n"
        '      pay: "Pays: half"\n'
        "  infeasible:\n"
        "    - open_sluice and wait\n"
        "  preferences:\n"
        "    upper: [pay, not (wait or pay)]\n"
        "    lower: {ranking: [NNN, [YNN, NYN], NNY, YNY, NYY]}\n"
        "  status_quo: [pay]\n"
        'x_mine: {a b: [1, "1", null]}\n'
    )


def test_long_lists_are_wrapped_and_long_texts_folded() -> None:
    case = replace(seeded_case(2, "graph"), summary="A word and another. " * 12 + "End.")
    text = case_text(case)
    assert max(map(len, text.splitlines())) <= 101
    assert parse_case(text).summary == case.summary
    assert "summary: >-\n" in text
    states = tuple((f"state_{k}", f"Label {k}") for k in range(40))
    ranking = tuple((s,) for s, _ in states)
    large = Case("Large", (Actor("a", "A"),), GraphConflict(states, {"a": ()}, {"a": Preference("ranking", ranking=ranking)}, None))
    text = case_text(large)
    assert max(map(len, text.splitlines())) <= 101
    assert parse_case(text).conflict == large.conflict


def test_a_case_with_more_than_a_conversion_can_have_is_refused_by_name() -> None:
    with pytest.raises(NotSupportedError, match=r"readings: balancing.*claims: .*cannot be written anew"):
        case_text(load("sochi-2018"))


def test_a_text_that_could_not_be_read_again_is_not_made(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(write, "MAX_BYTES", 100)
    with pytest.raises(LimitError, match="can be read"):
        case_text(seeded_case(1, "option"))


@settings(max_examples=300)
@given(st.dictionaries(st.sampled_from(["x_gmcr", "x_nfg"]), JSON.filter(lambda v: v is not None and not isinstance(v, str)), min_size=1))
def test_what_is_kept_comes_back_with_its_types(data: dict[str, Any]) -> None:
    case = Case("T", (Actor("a", "A"),), None)
    text = case_text(case, data)
    parse_case(text)
    assert json.dumps(extras(text, ["x_gmcr", "x_nfg"], "f"), sort_keys=True) == json.dumps(data, sort_keys=True)


@settings(max_examples=300)
@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=30))
def test_any_name_comes_back_as_it_was_but_for_outer_blanks(name: str) -> None:
    options = (Option("a", "x", name), Option("a", "y", "Y", provenance=Provenance(note=name)))
    conflict = OptionConflict(options, (), {"a": Preference("statements")}, None)
    back = parse_case(case_text(Case(name or "t", (Actor("a", name),), conflict)))
    assert back.actor("a").name == name.strip()
    assert isinstance(back.conflict, OptionConflict)
    assert [o.name for o in back.conflict.options] == [name.strip(), "Y"]


def test_what_yaml_could_not_hold_is_kept_as_json() -> None:
    deep: Any = "x"
    for _ in range(60):
        deep = [deep]
    assert isinstance(kept(deep), str)
    assert isinstance(kept({" a": 1, "a": 2}), str)
    text = case_text(Case("T", (Actor("a", "A"),), None), {"x_gmcr": {" a": deep}})
    parse_case(text)
    assert extras(text, ["x_gmcr"], "f") == {"x_gmcr": {" a": deep}}
    with pytest.raises(CaseError, match="neither a mapping nor JSON"):
        extras("tertius: 1\nx_gmcr: '{broken'\n", ["x_gmcr"], "f")
    assert yaml_text({"a": []}) == "a: []\n"


@settings(max_examples=200)
@given(JSON)
def test_json_is_read_as_the_library_reads_it(data: Any) -> None:
    for text in (json.dumps(data), json.dumps(data, indent=2, ensure_ascii=False)):
        assert json.dumps(value(parse_json(text, "f"))) == json.dumps(json.loads(text))


@pytest.mark.parametrize(
    ("text", "place", "what"),
    [
        ("", "1:1", "the file ends here"),
        ('{\n "a": 1,\n "a": 2}', "3:2", "given twice"),
        ('{"a": NaN}', "1:7", "'NaN' stands here"),
        ('{"a": -Infinity}', "1:7", "'-Infinity' stands here"),
        ('{"a": 1e999}', "1:7", "too large"),
        ("[" + "9" * 500 + "]", "1:2", "too large"),
        ('{"a": 01}', "1:7", "stands here"),
        ('["a", ]', "1:7", "comma stands before"),
        ('["a" "b"]', "1:6", "expected a comma"),
        ('{"a" 1}', "1:6", "expected a colon"),
        ("{a: 1}", "1:2", "a key in double quotes"),
        ("[1, 2}", "1:6", "does not close"),
        ("[1] x", "1:5", "after the end"),
        ("[1", "1:3", "the file ends here"),
        ('"\\ud800"', "1:1", "half of a surrogate pair"),
        ('["\\x"]', "1:3", "not JSON"),
        ('["a\nb"]', "1:4", "not JSON"),
        ('["unending', "1:2", "not JSON"),
        ("[" * 5000, "1:101", "nested more than 100 deep"),
        ("'a'", "1:1", "stands here"),
    ],
)
def test_broken_json_is_told_with_line_and_column(text: str, place: str, what: str) -> None:
    with pytest.raises(CaseError) as caught:
        parse_json(text, "f")
    assert str(caught.value).startswith(f"f:{place}:")
    assert what in str(caught.value)


@settings(max_examples=200)
@given(expressions(["a", "b", "c", "d"], depth=3))
def test_alternatives_say_what_the_expression_says(expr: Any) -> None:
    found = alternatives(expr)
    assert found is not None
    same = disjunction(found)
    for number in range(16):
        on = {name for k, name in enumerate("abcd") if number >> k & 1}
        assert same.holds(on.__contains__) == expr.holds(on.__contains__)


@settings(max_examples=200)
@given(st.sets(st.integers(0, 63)))
def test_patterns_fit_exactly_the_settings_that_are_not_listed(listed: set[int]) -> None:
    found = cover(sorted(listed), 6)
    assert {s for s in range(64) if any(s & mask == on for mask, on in found)} == set(range(64)) - listed
    for k, (mask, on) in enumerate(found):  # no pattern is superfluous, none could be wider
        rest = found[:k] + found[k + 1 :]
        assert any(s & mask == on and not any(s & m == o for m, o in rest) for s in range(64))
        assert all(any(s & mask & ~bit == on & ~bit for s in listed) for bit in (1 << j for j in range(6)) if mask & bit)


def test_patterns_for_a_few_states_of_sixty_options() -> None:
    listed = [0, 1, 2**59, 2**60 - 1, 12345678901234567]
    found = cover(listed, 60)
    assert len(found) < 400
    assert not any(s & mask == on for s in listed for mask, on in found)
    for k in range(60):  # the neighbours of a listed state are not listed
        assert any(((1 ^ 1 << k) & mask) == on for mask, on in found) or 1 ^ 1 << k in listed


def test_keys_are_unlike_and_can_stand_in_a_case_file() -> None:
    taken: list[str] = []
    for name in ["Full", "Full", "", "", "if", "Ürün", "ВОДА", "2nd", "a" * 90, "a" * 90]:
        taken.append(key_of(name, taken, "option"))
    assert taken == ["full", "full_2", "option", "option_2", "option_if", "urun", "option_3", "option_2nd", "a" * 40, "a" * 40 + "_2"]
    assert state_key_of("YNN", []) == "YNN"
    assert state_key_of("s 1", ["s_1"]) == "s_1_2"
    assert state_key_of("not", []) == "s_not"
