"""The `uncertainty` section: what it may say, what a draw does, and that a draw is the same however it is reached."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace

import pytest
from jsonschema import Draft202012Validator

from tertius.errors import CaseError, NotSupportedError
from tertius.io.document import Document
from tertius.io.load import parse_case
from tertius.io.schema import case_schema
from tertius.io.write import case_text
from tertius.model.asof import known_by
from tertius.model.case import Case
from tertius.model.conflict import Preference
from tertius.model.dates import Date
from tertius.model.expr import parse
from tertius.model.inputs import inputs, unmarked
from tertius.model.uncertainty import Alternatives, Reorder, drawn, generator, reordered, way

CASE = """tertius: 1
title: T
sources: {old: {title: Old, date: 2001}, new: {title: New, date: 2010}}
actors: {a: A, b: B}
conflict:
  options: {a: {x: X, w: W}, b: {y: Y}}
  preferences: {a: [x, y, w], b: {ranking: [NNN, [YNN, NYN], NNY, YYN, YNY, NYY, YYY]}}
  status_quo: []
readings:
  longer: {changes: {conflict: {preferences: {a: [w, x, y, x iff y]}}}, sources: [old]}
  other: {changes: {conflict: {preferences: {b: [y]}}}, sources: [old]}
uncertainty:
  preferences:
"""
REORDER = "    a: {reorder: adjacent, p: 0.5, basis: judged}\n"
CHOICE = "    b: {alternatives: [{weight: 3, statements: [y]}, {statements: [not y], sources: [new]}], basis: judged}\n"


def said(case: Case, actor: str, reading: str | None = None) -> tuple[str, ...]:
    conflict = case.conflict if reading is None else case.readings[reading].variant
    assert conflict is not None
    return tuple(map(str, conflict.preferences[actor].statements))


def test_one_pass_from_the_top_by_hand() -> None:
    # x y w v; swap at 1: y x w v; keep at 2; swap at 3: y x v w. And x carried all the way down.
    preference = Preference("statements", statements=tuple(parse(t, str) for t in "xywv"))

    def order(numbers: list[float]) -> str:
        return "".join(map(str, reordered(preference, way(Reorder(0.5), numbers)).statements))

    assert order([0.1, 0.9, 0.1]) == "yxvw"
    assert order([0.1, 0.1, 0.1]) == "ywvx"
    assert order([0.5, 0.9, 0.7]) == "xywv"  # u < p swaps, u = p does not


def test_classes_of_a_ranking_move_whole_and_what_has_no_order_stays() -> None:
    ranking = Preference("ranking", ranking=(("NN",), ("YN", "NY"), ("YY",)))
    assert reordered(ranking, way(Reorder(0.5), [0.0, 0.9])).ranking == (("YN", "NY"), ("NN",), ("YY",))
    for still in (replace(ranking, strong=(0,)), Preference("weights", weights={"a.x": 1.0})):
        assert reordered(still, way(Reorder(1.0), [0.0, 0.0])) == still


def test_readings_are_reordered_with_the_same_numbers() -> None:
    case = parse_case(CASE + REORDER)
    seen = set()
    for k in range(40):
        rng = generator(5, k)
        u = [x < 0.5 for x in rng.random(3)]  # the longest form, of four statements, decides how many are taken
        made = drawn(case, generator(5, k))
        for reading, items in ((None, ["x", "y", "w"]), ("longer", ["w", "x", "y", "x iff y"])):
            want = list(items)
            for place in range(len(want) - 1):
                if u[place]:
                    want[place], want[place + 1] = want[place + 1], want[place]
            assert said(made, "a", reading) == tuple(want)
        seen.add(said(made, "a"))
        assert made.uncertainty is None
        assert made.readings["other"].variant is not None
        assert made.readings["other"].variant.preferences["b"] == case.readings["other"].variant.preferences["b"]  # type: ignore[union-attr]
    assert len(seen) == 4  # 2^2 passes over three statements


def test_an_alternative_replaces_what_readings_left_alone() -> None:
    case = parse_case(CASE + CHOICE)
    drawn_as = Counter()
    for k in range(400):
        made = drawn(case, generator(0, k))
        drawn_as[said(made, "b")] += 1
        assert said(made, "b", "longer") == said(made, "b")
        assert said(made, "b", "other") == ("y",)
    assert set(drawn_as) == {("y",), ("not y",)}
    assert 260 < drawn_as["y",] < 340  # weights are relative: 3 of 4


def test_a_draw_is_its_own_whatever_was_drawn_before() -> None:
    case = parse_case(CASE + REORDER + CHOICE)
    forwards = [drawn(case, generator(3, k)) for k in range(6)]
    backwards = [drawn(case, generator(3, k)) for k in reversed(range(6))][::-1]
    assert forwards == backwards
    assert forwards != [drawn(case, generator(4, k)) for k in range(6)]


def test_falsifiers_and_nothing_else_change_too() -> None:
    text = CASE + REORDER + "claims: [{id: c, text: C, expect: {outcomes: some, satisfy: x}, falsifier: {becomes: fails, changes: {conflict: {preferences: {b: [y]}}}}}]\n"
    case = parse_case(text)
    made = next(m for m in (drawn(case, generator(0, k)) for k in range(20)) if said(m, "a") != ("x", "y", "w"))
    assert made.claims[0].falsifier is not None
    assert tuple(map(str, made.claims[0].falsifier.variants[""].preferences["a"].statements)) == said(made, "a")
    assert replace(made, conflict=case.conflict, readings=case.readings, claims=case.claims, uncertainty=case.uncertainty) == case


@pytest.mark.parametrize(
    ("entry", "message"),
    [
        ("    a: {reorder: adjacent}\n", "'p' is missing"),
        ("    a: {reorder: adjacent, p: 1.5}\n", "1.5 is out of range"),
        ("    a: {reorder: any, p: 0.1}\n", "'any' is not known here"),
        ("    c: {reorder: adjacent, p: 0.1}\n", "there is no actor with a preference 'c'"),
        ("    a: {p: 0.1}\n", "nothing says how it varies"),
        ("    a: {reorder: adjacent, p: 0.1, alternatives: []}\n", "both reorder and alternatives"),
        ("    b: {alternatives: []}\n", "there is no alternative"),
        ("    b: {alternatives: [{weight: 0, statements: [y]}]}\n", "no alternative has a weight above 0"),
        ("    b: {alternatives: [{weight: -1, statements: [y]}]}\n", "-1 is out of range"),
        ("    b: {alternatives: [{weights: {y: 1}}]}\n", "cannot be given as 'weights' in this version"),
        ("    b: {alternatives: [{ranking: [NNN]}]}\n", "missing"),
        ("    b: {alternatives: [{weight: 1}]}\n", "nothing says what the actor prefers"),
        ("    b: {p: 0.2, alternatives: [{statements: [y]}]}\n", "p belongs to reorder"),
        ("    a: 3\n", "'3' stands here"),
        ("    {}\n", "nothing varies"),
        ("    {}\n  negotiation: {position: 10}\n", "the case has no section `negotiation`"),
    ],
)
def test_mistakes_say_what_is_wrong(entry: str, message: str) -> None:
    with pytest.raises(CaseError, match=message):
        parse_case(CASE + entry)


@pytest.mark.parametrize(
    ("form", "message"),
    [
        ("{weights: {x: 2}}", "a has 'weights', which has no order of its own to swap"),
        ("{ranking: [NNN, '>>', YNN, NYN, NNY, YYN, YNY, NYY, YYY]}", "a ranking with strong gaps"),
        ("{pairs: []}", "a has 'pairs'"),
    ],
)
def test_a_form_without_an_order_is_refused_by_name(form: str, message: str) -> None:
    with pytest.raises(CaseError, match=message):
        parse_case(CASE.replace("{a: [x, y, w]", f"{{a: {form}") + REORDER)
    with pytest.raises(CaseError, match="under reading longer"):
        parse_case(CASE.replace("preferences: {a: [w, x, y, x iff y]}", f"preferences: {{a: {form}}}") + REORDER)


def test_an_alternative_has_to_bear_what_readings_do_to_it() -> None:
    text = CASE.replace("readings:\n", "readings:\n  drops: {effects: [prefer: {a: {drop: [w]}}], sources: [old]}\n")
    with pytest.raises(CaseError, match=r"alternatives\.1.*no statement 'a?\.?w' to drop"):
        parse_case(text + "    a: {alternatives: [{statements: [x]}]}\n")


def test_what_rests_on_later_sources_goes() -> None:
    case = known_by(parse_case(CASE + REORDER + CHOICE), Date.parse("2005"))
    assert case.uncertainty is not None
    kept = case.uncertainty.preferences["b"]
    assert isinstance(kept, Alternatives)
    assert [a.weight for a in kept.among] == [3]
    late = CASE + "    a: {reorder: adjacent, p: 0.5, sources: [new]}\n"
    assert known_by(parse_case(late), Date.parse("2005")).uncertainty is None
    assert known_by(parse_case(late), Date.parse("2010")).uncertainty is not None


def test_each_is_an_input_with_what_it_rests_on() -> None:
    case = parse_case(CASE + REORDER + CHOICE)
    found = {i.where: i.provenance for i in inputs(case) if i.where.startswith("uncertainty")}
    assert list(found) == ["uncertainty.preferences.a", "uncertainty.preferences.b.alternatives.1", "uncertainty.preferences.b.alternatives.2"]
    assert found["uncertainty.preferences.b.alternatives.1"].basis == "judged"
    assert found["uncertainty.preferences.b.alternatives.2"].sources == ("new",)
    bare = parse_case(CASE + "    a: {reorder: adjacent, p: 0.5}\n")
    assert "uncertainty.preferences.a" in [i.where for i in unmarked(bare)]


def test_schema_hash_and_writing() -> None:
    case = parse_case(CASE + REORDER)
    assert case.hash != parse_case(CASE + REORDER.replace("0.5", "0.4")).hash
    with pytest.raises(NotSupportedError, match="uncertainty"):
        case_text(replace(case, readings={}, sources={}))
    document = Document(CASE + "    a: {reorder: adjacent, p: 0.5}  # a guess\n")
    document.set(["uncertainty", "preferences", "a", "p"], 0.25)
    assert "# a guess" in document.text()
    changed = document.case().uncertainty
    assert changed is not None
    assert changed.preferences["a"] == Reorder(0.25)
    schema = Draft202012Validator(case_schema()["properties"]["uncertainty"])
    good = {"preferences": {"a": {"reorder": "adjacent", "p": 0.2}, "b": {"alternatives": [{"weight": 1, "ranking": ["NN"]}]}}}
    assert schema.is_valid(good)
    for bad in ({"preferences": {"a": {"reorder": "all", "p": 0.2}}}, {"preferences": {"a": {"p": 2}}}, {"negotiation": {}}):
        assert not schema.is_valid(bad)


def test_in_graph_form_rankings_of_states_vary() -> None:
    text = """tertius: 1
title: G
actors: {a: A}
conflict:
  states: {s1: One, s2: Two}
  moves: {a: [s1 -> s2]}
  preferences: {a: {ranking: [s1, s2]}}
  status_quo: s1
uncertainty: {preferences: {a: {reorder: adjacent, p: 1, basis: invented}}}
"""
    conflict = drawn(parse_case(text), generator(0, 0)).conflict
    assert conflict is not None
    assert conflict.preferences["a"].ranking == (("s2",), ("s1",))
