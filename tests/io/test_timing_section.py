"""The part `timing` of a negotiation as a file writes it: what is read, every mistake by place and mend, what is cut by date."""

import json
from dataclasses import replace

import pytest

from tertius.errors import CaseError, NotSupportedError
from tertius.evidence.compare import compare_cases
from tertius.evidence.differences import differences, patched
from tertius.explain.compare_english import CompareTeller
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.io.schema import case_schema
from tertius.io.write import case_text
from tertius.model.anchors import Anchor
from tertius.model.asof import known_by
from tertius.model.content_hash import case_hash
from tertius.model.dates import Date
from tertius.model.force import coercive_pressure
from tertius.model.inputs import inputs
from tertius.model.redact import redact
from tertius.model.timing import Timing, units_between

CASE = """\
tertius: 1
title: T
sources: {early: {title: E, date: 2001-01-05}, late: {title: L, date: 2005}}
actors: {a: A, b: B, c: C}
conflict:
  options: {c: {hit: {name: Hits, coercive: yes}, allow: {name: Allows, enables: [c.hit]}, talk: Talks}}
  preferences: {c: [hit]}
negotiation:
  parties: {a: {fallback: 0.3}, b: {fallback: 0.2}}
  issues: {x: {scale: {0: none, 50: half, 100: all}, positions: {a: {position: 0}, b: {position: 100}}}}
  timing:
    start: 2001-01-01
    unit: month
    horizon: 12
    sides: [a, b]
    parties:
      a:
        rate: 0.01
        cost: [{at: 2001-01-01, value: 0.01}, {at: 2001-07-01, value: [0.02, 0.03], sources: [late]}]
        stubborn: 0.1
        sources: [early]
      b: {rate: [0.01, 0.02], cost: 0.02, worth: [{at: 0, value: 0.5}, {at: 6, value: [0.4, 0.6]}], demand: 0.6, stubborn: [0.1, 0.2], audience: [0, 0.1]}
    pressure:
      p: {name: P, on: a, by: c, through: talk, raises_cost: 0.01, raises_stubborn: [0, 0.1]}
"""


def mistakes(old: str, new: str) -> str:
    assert CASE.count(old) == 1, old
    with pytest.raises(CaseError) as caught:
        parse_case(CASE.replace(old, new))
    return str(caught.value)


def timing_of(text: str = CASE) -> Timing:
    negotiation = parse_case(text).negotiation
    assert negotiation is not None
    assert negotiation.timing is not None
    return negotiation.timing


def test_everything_is_read() -> None:
    timing = timing_of()
    assert (timing.unit, timing.horizon, timing.lookahead, timing.sides, timing.breakdown) == ("month", 12, 12, ("a", "b"), (0, 0))
    a, b = timing.parties
    assert [(p.at, p.value) for p in a.cost] == [(0.0, (0.01, 0.01)), (6.0, (0.02, 0.03))]
    assert (a.rate, a.stubborn, a.demand, a.audience) == ((0.01, 0.01), (0.1, 0.1), None, (0, 0))
    assert [(p.at, p.value) for p in b.worth] == [(0.0, (0.5, 0.5)), (6.0, (0.4, 0.6))]
    (p,) = timing.pressure
    assert (p.on, p.by, p.through, p.channels) == ("a", "c", ("c.talk",), {"cost": (0.01, 0.01), "stubborn": (0.0, 0.1)})


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("rate: 0.01\n", "rate: -0.01\n", "negotiation.timing.parties.a.rate: -0.01 is out of range; expected a number from 0"),
        ("cost: 0.02, worth", "cost: [0.03, 0.01], worth", "0.03 is above 0.01; expected [0.01, 0.03]"),
        ("stubborn: 0.1\n", "stubborn: 0\n", "a probability of 0 would make it certain that it yields; expected above 0 and below 1"),
        ("stubborn: [0.1, 0.2]", "stubborn: [0.1, 1]", "a probability of 1 would make it certain that it never yields"),
        ("{at: 2001-07-01", "{at: 2001-01-01", "the points are not in order of time; expected each later than the one before it"),
        ("{at: 2001-07-01", "{at: 2000-07-01", "2000-07-01 is before the start (2001-01-01); expected the start or later"),
        ("    start: 2001-01-01\n", "", "a date, and nothing says from when time is counted; expected start: a date"),
        ("horizon: 12", "horizon: 0", "a horizon of 0 leaves no time to look at; expected above 0, in months"),
        ("horizon: 12", "horizon: -3", "-3 is out of range"),
        ("    horizon: 12\n", "", "'horizon' is missing"),
        ("horizon: 12", "horizon: 12\n    lookahead: 0", "a lookahead of 0 leaves no time"),
        ("unit: month", "unit: fortnight", "'fortnight' is not known here; expected day | week | month | year"),
        ("sides: [a, b]", "sides: [a]", "one side stands here; expected the two parties that wait for each other: [a, b]"),
        ("sides: [a, b]", "sides: [a, a]", "one side stands here"),
        ("sides: [a, b]", "sides: [a, d]", "there is no party 'd'"),
        ("    stubborn: 0.1\n", "    demand: 0.5\n", "nothing says how likely it is that a never yields; expected parties: {a: {stubborn: [0.05, 0.2]}}"),
        ("a: {fallback: 0.3}", "a: {power: 2}", "nothing says what a has without agreement, so waiting cannot be reckoned for it; expected fallback: 0.3 under negotiation.parties.a, or a status_quo on each issue"),
        ("raises_cost: 0.01, raises_stubborn: [0, 0.1]", "", "the pressure works on no channel; expected one or more of: raises_cost"),
        ("raises_stubborn: [0, 0.1]", "raises_stubborn: [0, 0.95]", "it would raise the probability that a never yields to 1.05; expected a sum below 1"),
        ("on: a, by: c", "on: d, by: c", "there is no party 'd'"),
        ("on: a, by: c", "on: a, by: d", "there is no actor 'd'"),
        ("through: talk", "through: shout", "there is no option 'shout'"),
        ("demand: 0.6", "demand: 1.6", "1.6 is out of range; expected a number from 0 to 1"),
        ("value: [0.4, 0.6]", "value: [0.4, 0.5, 0.6]", "a number, or [low, high]"),
        ("rate: [0.01, 0.02]", "rat: [0.01, 0.02]", "did you mean 'rate'"),
    ],
)  # fmt: skip
def test_each_mistake_is_named_with_its_place_and_mend(old: str, new: str, said: str) -> None:
    text = mistakes(old, new)
    assert said.lower() in text.lower().replace("’", "'")
    assert "case.yaml:" in text


def test_a_claim_about_waiting_needs_the_part_and_a_party() -> None:
    claim = "claims: [{id: W, text: t, expect: {waiting: {party: a, until: 6}}}]\n"
    assert parse_case(CASE + claim).claims[0].expect is not None
    with pytest.raises(CaseError, match="says nothing about time"):
        parse_case(CASE[: CASE.index("  timing:")] + claim)
    with pytest.raises(CaseError, match="there is no party 'z'"):
        parse_case(CASE + claim.replace("party: a", "party: z"))
    with pytest.raises(CaseError, match="out of range"):
        parse_case(CASE + claim.replace("until: 6", "until: 60"))


def test_what_rests_on_later_sources_goes_with_the_date() -> None:
    case = parse_case(CASE)
    then = known_by(case, Date.parse("2001-02"))
    assert then.negotiation is not None
    assert then.negotiation.timing is not None
    assert [p.at for p in then.negotiation.timing.parties[0].cost] == [0.0]
    before = known_by(case, Date.parse("2000"))
    assert before.negotiation is not None
    # The entry of a rests on a source of 2001: without it there are no sides to speak of.
    assert before.negotiation.timing is not None
    assert [p.party for p in before.negotiation.timing.parties] == ["b"]
    assert before.negotiation.timing.sides == ()


def test_every_input_is_listed_with_what_it_rests_on() -> None:
    listed = {i.where: i.provenance.sources for i in inputs(parse_case(CASE))}
    where = "negotiation.timing"
    assert {k for k in listed if k.startswith(where)} == {
        where, f"{where}.parties.a", f"{where}.parties.b", f"{where}.pressure.p", f"{where}.parties.a.cost@0", f"{where}.parties.a.cost@6",
        f"{where}.parties.b.worth@0", f"{where}.parties.b.worth@6",
    }  # fmt: skip
    assert listed[f"{where}.parties.a.cost@6"] == ("late",)
    assert listed[f"{where}.parties.a.cost@0"] == ("early",)


def test_an_anchor_can_point_at_it() -> None:
    text = CASE + "anchors: [{source: early, paragraph: 1, hash: 0123456789ab, to: [negotiation.timing.parties.a]}]\n"
    assert parse_case(text).anchors[0].to == ("negotiation.timing.parties.a",)
    assert isinstance(parse_case(text).anchors[0], Anchor)


def test_two_cases_differ_in_it_and_are_made_alike_by_it() -> None:
    first, second = parse_case(CASE), parse_case(CASE.replace("rate: 0.01\n", "rate: 0.2\n").replace("name: P", "name: Q"))
    (one,) = differences(first, second)
    assert one.where == "negotiation.timing"
    assert differences(patched(first, second, [one.where]), second) == ()
    words = CompareTeller(compare_cases(first, second, claims=())).difference(one)
    assert "over time" in words[0]
    assert "rate a month 0.01" in words[1]
    bare = parse_case(CASE[: CASE.index("  timing:")])
    (gone,) = differences(first, bare)
    assert patched(first, bare, [gone.where]).negotiation == bare.negotiation
    assert CompareTeller(compare_cases(first, bare, claims=())).difference(gone)[2] == "–"


def test_what_it_says_is_part_of_the_hash() -> None:
    hashes = {case_hash(parse_case(text)) for text in (CASE, CASE.replace("rate: 0.01\n", "rate: 0.2\n"), CASE[: CASE.index("  timing:")])}
    assert len(hashes) == 3


@pytest.mark.parametrize("level", ["team", "public"])
def test_a_redacted_version_has_none_of_it(level: str) -> None:
    claim = "claims: [{id: W, text: t, expect: {waiting: {party: a}}}]\n"
    shown = redact(parse_case(CASE + claim), level)
    assert shown.negotiation is not None
    assert shown.negotiation.timing is None
    assert shown.claims[0].withheld
    never = redact(parse_case(CASE[: CASE.index("  timing:")]), level)
    assert shown.negotiation == never.negotiation


def test_pressure_is_coercive_by_mark_and_by_what_it_is_exerted_through() -> None:
    assert coercive_pressure(parse_case(CASE)) == frozenset()
    for through in ("hit", "c.hit", "allow"):
        assert coercive_pressure(parse_case(CASE.replace("through: talk", f"through: {through}"))) == {"p"}
    assert coercive_pressure(parse_case(CASE.replace("through: talk", "through: talk, coercive: yes"))) == {"p"}
    assert coercive_pressure(replace(parse_case(CASE), conflict=None)) == {"p"}


def test_the_schema_knows_the_part() -> None:
    jsonschema = pytest.importorskip("jsonschema")
    from ruamel.yaml import YAML

    made = jsonschema.Draft202012Validator(case_schema())
    plain = json.loads(json.dumps(YAML(typ="safe").load(CASE), default=str))
    assert not list(made.iter_errors(plain))
    plain["negotiation"]["timing"]["parties"]["a"]["rate"] = -1
    assert list(made.iter_errors(plain))


def test_a_case_with_a_negotiation_is_not_written_anew() -> None:
    with pytest.raises(NotSupportedError):
        case_text(load("bridge-toll"))


def test_months_are_those_of_the_calendar() -> None:
    d = Date.parse
    assert units_between(d("2018-05-16"), d("2018-05-16"), "month") == 0
    assert units_between(d("2001-03-01"), d("2001-09-01"), "month") == 6
    assert units_between(d("2001-03-01"), d("2002-03"), "year") == 1
    assert units_between(d("2001-03-01"), d("2001-03-15"), "week") == 2
    timing = timing_of()
    assert [str(timing.day(t)) for t in (0, 1, 6, 12)] == ["2001-01-01", "2001-02-01", "2001-07-01", "2002-01-01"]
    assert timing.day(1e9) is None
