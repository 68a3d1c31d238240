"""The sections `evidence` and `ladder`, falsifiers of evidence, dates of forecasts: what is refused, and where."""

from __future__ import annotations

import pytest

from tertius.io.load import parse_case
from tertius.model.evidence import LEVELS
from tertius.testing_cases import only_problem, problems

GOOD = """tertius: 1
title: T
actors: {a: A}
sources:
  s: {title: S, date: 2018}
readings:
  one: {name: One}
  two: {name: Two}
  three: {name: Three}
evidence:
  readings: [one, two]
  prior: {one: 0.25, two: 0.75}
  groups: {visit: one visit}
  rows:
    - {id: V2, date: 2019, text: x, likelihood: {one: CC, two: [0.4, 0.6]}, reliability: [0.5, 1]}
    - {id: V1, date: 2018, text: y, group: visit, likelihood: {one: unknown, two: 0.3}, sources: [s], basis: judged}
claims:
  - {id: D, text: t, expect: {diagnosticity: {row: V1, at_most: 5}}, falsifier: {becomes: open, evidence: {V1: {one: II}}}}
forecasts:
  - {id: F, text: t, made: 2018-05-18, p: 0.5, resolved: {date: 2018-05, outcome: no}}
ladder:
  commitment: c
  reached: [{level: L1, date: 2018}]
  read_as: [{by: s, level: L2}]
"""


def only(old: str, new: str) -> str:
    return only_problem(GOOD, old, new)


def test_a_good_one_is_read_in_the_order_of_the_file() -> None:
    case = parse_case(GOOD)
    assert case.evidence is not None
    assert [row.id for row in case.evidence.rows] == ["V2", "V1"]
    assert case.evidence.rows[0].reliability == (0.5, 1.0)
    first, second = (row.cells for row in case.evidence.rows)
    assert [(c.low, c.mid, c.high, c.mark) for c in first.values()] == [(0.8, 0.9, 1.0, "CC"), (0.4, 0.5, 0.6, "")]
    assert [(c.low, c.mid, c.high, c.mark) for c in second.values()] == [(0.01, 0.5, 1.0, "unknown"), (0.3, 0.3, 0.3, "")]
    assert case.ladder is not None
    assert case.ladder.levels == LEVELS


def test_readings_and_prior_have_defaults() -> None:
    text = GOOD.replace("  readings: [one, two]\n  prior: {one: 0.25, two: 0.75}\n", "").replace("two: [0.4, 0.6]}", "two: N, three: N}").replace("two: 0.3}", "two: 0.3, three: I}")
    evidence = parse_case(text).evidence
    assert evidence is not None
    assert evidence.readings == ("one", "two", "three")
    assert all(pair == pytest.approx((1 / 3, 1 / 3)) for pair in evidence.prior.values())


def test_marks_are_cut_to_what_a_likelihood_can_be_and_can_be_changed() -> None:
    scale = parse_case(GOOD).evidence.scale  # type: ignore[union-attr]
    assert {m: (c.low, c.high) for m, c in scale.items()} == {
        "CC": (0.8, 1.0), "C": (pytest.approx(0.6), pytest.approx(0.8)), "N": (0.4, 0.6), "I": (pytest.approx(0.2), 0.4),
        "II": (0.01, 0.2), "unknown": (0.01, 1.0),
    }  # fmt: skip
    text = GOOD.replace("  prior:", "  scale: {CC: [0.9, 0.98], II: 0.02, width: 0.05, least: 0.001}\n  prior:")
    scale = parse_case(text).evidence.scale  # type: ignore[union-attr]
    assert (scale["CC"].low, scale["CC"].high) == (0.9, 0.98)
    assert (scale["II"].low, scale["II"].mid, scale["II"].high) == (0.001, 0.02, pytest.approx(0.07))
    assert scale["N"].low == pytest.approx(0.45)


@pytest.mark.parametrize(
    ("old", "new", "at", "said"),
    [
        ("two: 0.3}", "two: 0}", "0}", "0 is no likelihood"),
        ("two: 0.3}", "two: 1.2}", "1.2", "1.2 is out of range"),
        ("two: 0.3}", "two: -0.2}", "-0.2", "out of range"),
        ("two: 0.3}", "two: nan0}", "nan0", "is no number"),
        ("two: 0.3}", "two: c}", "c}", "did you mean 'C'"),
        ("two: 0.3}", "two: {x: 1}}", "{x", "a mapping is no likelihood"),
        ("two: 0.3}", "tow: 0.3}", "tow", "did you mean 'two'"),
        ("[0.4, 0.6]", "[0.6, 0.4]", "[0.6", "0.6 is above 0.4"),
        ("[0.4, 0.6]", "[0, 0.4]", "0,", "0 is no likelihood"),
        ("[0.4, 0.6]", "[0.4]", "[0.4", "1 values stand here"),
        ("prior: {one: 0.25", "prior: {one: 0.35", "{one", "it adds up to 1.1, not to 1; expected numbers that add up to 1, or `normalise: yes`"),
        ("prior: {one: 0.25, ", "prior: {", "{two", "nothing is said about one"),
        ("one: 0.25", "one: 0", "0,", "0 rules the reading out"),
        ("prior: {one: 0.25", "prior: {one: [0.1, 0.2]", "{one", "it adds up to 0.85 at least and 0.95 at most"),
        ("[one, two]", "[one, tow]", "tow", "did you mean 'two'"),
        ("group: visit", "group: visti", "visti", "did you mean 'visit'"),
        ("reliability: [0.5, 1]", "reliability: 1.5", "1.5", "1.5 is out of range"),
        ("date: 2019, text: x", "date: 2019-13, text: x", "2019-13", "has no month 13"),
        ("{id: V2, date: 2019, ", "{id: V2, ", "{id: V2", "'date' is missing"),
        ("{id: V2", "{id: V1", "{id: V1, date: 2018, text: y", "the id 'V1' is used twice"),
        ("  prior:", "  scale: {C: 0.4}\n  prior:", "{C", "N (0.5) stands for more than C (0.4)"),
        ("  prior:", "  scale: {C: 0}\n  prior:", "0}", "0 is no likelihood"),
        ("{row: V1, at_most: 5}", "{row: V3, at_most: 5}", "V3", "there is no row of evidence 'V3'"),
        ("{diagnosticity: {row: V1, at_most: 5}", "{diagnosticity: {row: V1}", "{diag", "no bound is given"),
        ("{diagnosticity: {row: V1, at_most: 5}", "{diagnosticity: {row: V1, at_most: 5, at_least: 1}", "{diag", "both are given"),
        ("{diagnosticity: {row: V1, at_most: 5}", "{diagnosticity: {row: V1, at_most: 5, between: [one]}", "{diag", "one reading is named"),
        ("evidence: {V1: {one: II}}", "evidence: {V1: {three: II}}", "three", "'three' is not known here"),
        ("evidence: {V1: {one: II}}", "evidence: {V3: {one: II}}", "V3", "there is no row of evidence 'V3'"),
        ("made: 2018-05-18, p: 0.5, resolved: {", "made: 2018-06-01, p: 0.5, resolved: {", "{", "it was resolved (2018-05) before it was made (2018-06-01)"),
        ("{level: L1, date: 2018}", "{level: L9, date: 2018}", "L9", "there is no level 'L9'"),
        ("reached: [{level: L1, date: 2018}]", "reached: []", "reached", "no level is reached"),
        ("{level: L1, date: 2018}", "{level: L1, date: 2018}, {level: L1, date: 2018}  ", "{level: L1, date: 2018}  ", "L1 is reached twice on 2018"),
        ("by: s", "by: t", "t,", "there is no source 't'"),
    ],
)  # fmt: skip
def test_mistakes_are_said_with_their_place(old: str, new: str, at: str, said: str) -> None:
    assert old in GOOD
    text = GOOD.replace(old, new, 1)
    place = text.index(at, GOOD.index(old))
    line, column = text.count("\n", 0, place) + 1, place - text.rfind("\n", 0, place)
    found = [p for p in problems(text) if said in p]
    assert found, problems(text)
    assert found[0].startswith(f"f.yaml:{line}:{column}: ")


def test_a_reading_that_is_left_out_of_a_row_is_named_once() -> None:
    message = only("{one: CC, two: [0.4, 0.6]}", "{one: CC}")
    assert "nothing is said about two; expected a likelihood for each reading; 'unknown' where nobody has assessed it" in message


def test_a_prior_is_normalised_only_when_asked() -> None:
    text = GOOD.replace("{one: 0.25, two: 0.75}", "{one: 1, two: 3}")
    assert any("1 to 1" in p or "out of range" in p for p in problems(text))
    evidence = parse_case(text.replace("  groups:", "  normalise: yes\n  groups:")).evidence
    assert evidence is not None
    assert evidence.prior == {"one": (0.25, 0.25), "two": (0.75, 0.75)}
    assert "intervals cannot be normalised" in problems(
        GOOD.replace("one: 0.25", "one: [0.2, 0.3]").replace("  groups:", "  normalise: yes\n  groups:")
    )[0]
    assert "no prior to normalise" in problems(GOOD.replace("prior: {one: 0.25, two: 0.75}", "normalise: yes"))[0]


def test_too_little_to_compare() -> None:
    assert any("two readings or more" in p for p in problems(GOOD.replace("[one, two]", "[one]")))
    assert any("there is no row" in p for p in problems("tertius: 1\ntitle: T\nactors: {a: A}\nreadings: {x: {name: X}, y: {name: Y}}\nevidence: {rows: []}\n"))
    assert any("'rows' is missing" in p for p in problems("tertius: 1\ntitle: T\nactors: {a: A}\nreadings: {x: {name: X}, y: {name: Y}}\nevidence: {}\n"))


def test_a_claim_about_evidence_needs_evidence() -> None:
    text = "tertius: 1\ntitle: T\nactors: {a: A}\nclaims:\n  - {id: D, text: t, expect: {diagnosticity: {row: V, at_most: 1}}}\n"
    assert "the case has no evidence; expected a section `evidence`" in problems(text)[0]


def test_inputs_know_what_evidence_forecasts_and_levels_rest_on() -> None:
    from tertius.model.inputs import inputs, unmarked

    case = parse_case(GOOD)
    found = {i.where: i.provenance for i in inputs(case)}
    assert found["evidence.V1"].sources == ("s",)
    assert {"evidence", "evidence.V2", "ladder.L1@2018", "forecasts.F"} <= {i.where for i in unmarked(case)}
    text = GOOD.replace("made: 2018-05-18", "by: s, p_kind: read_by_modeller, made: 2018-05-18")
    rest = {i.where: i.provenance for i in inputs(parse_case(text))}["forecasts.F"]
    assert (rest.sources, rest.basis) == (("s",), "judged")


def test_a_level_reached_twice_is_two_inputs() -> None:
    from collections import Counter

    from tertius.io.catalogue import load, slugs
    from tertius.model.inputs import inputs

    for slug in slugs():
        assert not [where for where, n in Counter(i.where for i in inputs(load(slug))).items() if n > 1], slug
    assert {"ladder.L1@2018-01-30", "ladder.L1@2018-05-17"} <= {i.where for i in inputs(load("sochi-2018"))}


def test_what_came_of_a_forecast_can_be_void_and_the_message_says_so() -> None:
    text = GOOD.replace("made: 2018-05-18", "resolved: {date: 2019, outcome: perhaps}, made: 2018-05-18")
    assert any("'perhaps' is no truth value; expected yes, no or void" in p for p in problems(text))
