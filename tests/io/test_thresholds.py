"""The section `thresholds` as a file writes it: what is read, every mistake by name, what is cut by date."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tertius.errors import CaseError, NotSupportedError
from tertius.io.load import parse_case
from tertius.io.write import case_text
from tertius.model.asof import known_by
from tertius.model.dates import Date
from tertius.model.inputs import inputs, unmarked
from tertius.model.thresholds import Quantity, Thresholds

HEAD = """tertius: 1
title: T
sources: {old: {title: Old, date: 2000}, new: {title: New, date: 2010}}
actors: {a: A, b: B, c: C, d: D}
conflict:
  options: {a: {x: X}, b: {y: Y}, d: {w: W}}
  preferences: {a: {payoffs: {NNN: 1, YNN: 2, NYN: 3, YYN: 4, NNY: 0, YNY: 0, NYY: 0, YYY: 0}}, b: [y], d: []}
  status_quo: []
"""
WINDOW = "{id: w, pivot: c, rivals: {a: {with: 3, without: 1, status_quo: 2}, b: {with: 3, without: 1, status_quo: 2}}}"
COMMITMENT = "{id: k, client: a, by: c, pressure: 1, gain_from_delay: 1, permission: {before: 1, after: 0}}"


def case(windows: str = "", commitments: str = "") -> str:
    return HEAD + f"thresholds: {{windows: [{windows}], commitments: [{commitments}]}}\n"


def mistakes(text: str) -> str:
    with pytest.raises(CaseError) as caught:
        parse_case(text)
    return str(caught.value)


def test_what_is_left_out_has_its_default() -> None:
    section = parse_case(case(WINDOW, COMMITMENT)).thresholds
    assert section.windows[0].neutral == section.windows[0].rivals[0].ally == Quantity(0, 0)
    assert [r.actor for r in section.windows[0].rivals] == ["a", "b"]
    assert section.commitments[0].talks == Quantity(0, 0)
    assert section.ids == ("w", "k")
    assert not parse_case(HEAD).thresholds


def test_a_state_is_a_code_a_list_or_the_status_quo() -> None:
    text = WINDOW.replace("with: 3, without: 1, status_quo: 2}, b", "with: {state: YNN}, without: {state: [b.y]}, status_quo: {state: status_quo}}, b", 1)
    first = parse_case(case(text)).thresholds.windows[0].rivals[0]
    assert [q.state for q in (first.with_pivot, first.without, first.status_quo)] == ["YNN", "NYN", "status_quo"]


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("with: 3, without: 1", "with: [3, 1], without: 1", "3 is above 1"),
        ("with: 3, without: 1", "with: [1, 2, 3], without: 1", "a list of 3"),
        ("with: 3, without: 1", "with: much, without: 1", "'much' is no number"),
        ("with: 3, without: 1", "with: {state: ZZZ}, without: 1", "ZZZ"),
        ("with: 3, without: 1", "with: {place: YNN}, without: 1", "'state' is missing"),
        ("b: {with: 3,", "b: {with: {state: YNN},", "the preference of b is given as statements, so there is no payoff to read"),
        ("without: 1, status_quo: 2}, b", "status_quo: 2}, b", "'without' is missing"),
        ("pivot: c", "pivot: nobody", "there is no actor 'nobody'"),
        ("pivot: c", "pivot: a", "a is the pivot, so it is no rival of its own"),
        (", b: {with: 3, without: 1, status_quo: 2}", "", "one rival stands here"),
        ("rivals: {a:", "rivals: {d: {with: 3, without: 1, status_quo: 2}, a:", "3 rivals stand here"),
        ("b: {with", "a: {with", "'a' is given twice"),
        ("b: {with", "f: {with", "there is no actor 'f'"),
        ("pivot: c", "pivot: c, neutral: [0, 2]", "2 is out of range"),
        ("pivot: c", "pivot: c, neutral: {state: YNN}", "this is nobody's payoff"),
        ("status_quo: 2}, b", "status_quo: 2, ally: -1}, b", "-1 is out of range"),
        ("id: w", "id: 'w w'", "cannot be the id"),
        ("pivot: c", "pivto: c", "did you mean 'pivot'?"),
    ],
)
def test_mistakes_in_a_window(old: str, new: str, said: str) -> None:
    assert old in WINDOW
    assert said in mistakes(case(WINDOW.replace(old, new, 1)))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("by: c", "by: a", "a is the client itself"),
        ("client: a", "client: nobody", "there is no actor 'nobody'"),
        ("pressure: 1, ", "", "'pressure' is missing"),
        ("pressure: 1", "pressure: -1", "-1 is out of range"),
        ("pressure: 1", "pressure: {state: YNN}", "this is nobody's payoff"),
        ("{before: 1, after: 0}", "{before: 1}", "'after' is missing"),
        ("{before: 1, after: 0}", "{before: 2, after: 0}", "2 is out of range"),
        ("{before: 1, after: 0}", "0.5", "expected {before: ..., after: ...} from 0 to 1, or an option of the case"),
        ("{before: 1, after: 0}", "y", "what is read from the case needs to know the client's move"),
        ("{before: 1, after: 0}", "z, commit: x", "there is no option 'z'"),
        ("{before: 1, after: 0}", "y, commit: b.y", "b.y is an option of b, not of the client"),
        ("pressure: 1", "pressure: 1, commit: x", "nothing is read from the case, so this changes nothing"),
        ("pressure: 1", "pressure: 1, abandonment: 1.5", "1.5 is out of range"),
        ("pressure: 1", "pressure: 1, credibility: {threat: {keep: 1}}", "'drop' is missing"),
        ("pressure: 1", "pressure: 1, credibility: {threat: {keep: {state: YNN}, drop: 1}}", "the preference of c has no preference"),
    ],
)
def test_mistakes_in_a_commitment(old: str, new: str, said: str) -> None:
    assert old in COMMITMENT
    assert said in mistakes(case(commitments=COMMITMENT.replace(old, new, 1)))


def test_ids_are_unique_across_both_lists() -> None:
    assert "the id 'w' stands twice" in mistakes(case(WINDOW, COMMITMENT.replace("id: k", "id: w")))


def test_a_case_without_a_conflict_part_takes_numbers_only() -> None:
    text = "tertius: 1\ntitle: T\nactors: {a: A, b: B, c: C}\n" + case(WINDOW, COMMITMENT)[len(HEAD) :]
    assert parse_case(text).thresholds.ids == ("w", "k")
    assert "no conflict part whose payoffs could be read" in mistakes(text.replace("with: 3", "with: {state: YNN}", 1))
    assert "stands here" in mistakes(text.replace("{before: 1, after: 0}", "a.x, commit: a.x"))


def test_what_rests_on_later_sources_is_cut() -> None:
    text = case(WINDOW.replace("pivot: c", "pivot: c, sources: [old]"), COMMITMENT.replace("by: c", "by: c, sources: [new]"))
    assert known_by(parse_case(text), Date.parse("2005")).thresholds.ids == ("w",)
    assert known_by(parse_case(text), Date.parse("1999")).thresholds == Thresholds()
    later = text.replace("status_quo: 2}, b", "status_quo: 2, sources: [new]}, b")
    assert known_by(parse_case(later), Date.parse("2005")).thresholds.ids == ()
    dated = text.replace("id: w", "id: w, date: 2004")
    assert known_by(parse_case(dated), Date.parse("2003")).thresholds.ids == ()
    assert known_by(parse_case(dated), Date.parse("2004")).thresholds.ids == ("w",)


def test_every_group_is_an_input() -> None:
    bare = parse_case(case(WINDOW, COMMITMENT))
    mine = [i.where for i in unmarked(bare) if i.where.startswith("thresholds")]
    assert mine == ["thresholds.windows.w", "thresholds.windows.w.rivals.a", "thresholds.windows.w.rivals.b", "thresholds.commitments.k"]
    marked = parse_case(case(WINDOW.replace("pivot: c", "pivot: c, basis: judged")))
    listed = {i.where: i.provenance.basis for i in inputs(marked)}
    assert listed["thresholds.windows.w.rivals.a"] == "judged"


def test_it_is_named_where_a_case_cannot_be_written_anew() -> None:
    plain = parse_case(case(WINDOW))
    with pytest.raises(NotSupportedError, match="thresholds"):
        case_text(replace(plain, sources={}))
    assert plain.hash != parse_case(HEAD).hash
