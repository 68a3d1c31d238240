"""The `relations` section: what it says, mistakes with their line, what was known by a date."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertius.errors import CaseError
from tertius.io.exchange import left_out
from tertius.io.load import load_case, parse_case
from tertius.model.asof import known_by
from tertius.model.case import Case
from tertius.model.dates import Date
from tertius.model.inputs import inputs, unmarked
from tertius.relations.bridging import case_networks
from tertius.relations.signed_network import case_table

HEAD = """tertius: 1
title: T
sources: {early: {title: E, date: 2018-05-01}, late: {title: L, date: 2019}}
actors: {a: A, b: B, c: C}
relations:
"""


def case(section: str) -> Case:
    return parse_case(HEAD + section, file="case.yaml")


def ties(found: Case) -> dict[str, set[tuple[str, str, int]]]:
    assert found.relations is not None
    return {n.period: set(n.ties()) for n in case_networks(found.relations, [a.id for a in found.actors])}


def test_a_tie_holds_in_the_periods_on_file_between_its_dates() -> None:
    found = case("""  ties:
    - {a: a, b: b, sign: positive, date: 2018-03, until: 2018-05}
    - {a: b, b: c, sign: negative, date: 2018-05-09}
    - {a: a, b: c, sign: 2.5, date: 2018-07-01}
    - {a: c, b: a, sign: -, date: 2018-04, until: 2018-06}
""")
    assert found.relations is not None
    assert found.relations.period == "month"
    assert ties(found) == {
        "2018-03": {("a", "b", 1)}, "2018-04": {("a", "b", 1), ("a", "c", -1)},
        "2018-05": {("a", "b", 1), ("b", "c", -1), ("a", "c", -1)}, "2018-07": {("a", "c", 1)},
    }  # fmt: skip


def test_ties_without_a_date_hold_always() -> None:
    assert ties(case("  ties: [{a: a, b: b, sign: positive}]\n")) == {"all": {("a", "b", 1)}}
    found = case("  ties: [{a: a, b: b, sign: positive}, {a: b, b: c, sign: negative, date: 1990}]\n")
    assert ties(found) == {"1990": {("a", "b", 1), ("b", "c", -1)}}


def test_the_default_period_is_the_coarsest_date() -> None:
    found = case("  ties: [{a: a, b: b, sign: +, date: 2018-05-09}, {a: b, b: c, sign: -, date: 2018}]\n")
    assert found.relations is not None
    assert found.relations.period == "year"


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ("  ties: [{a: a, b: d, sign: positive}]\n", "6:20: relations.ties.b: there is no actor 'd'"),
        ("  ties: [{a: a, b: a, sign: positive}]\n", "a tie of a with itself"),
        ("  ties: [{a: a, b: b, sign: good}]\n", "'good' is no sign; expected positive, negative, none or a number"),
        ("  ties: [{a: a, b: b}]\n", "'sign' is missing"),
        ("  ties: [{a: a, b: b, sign: positive, from: 2018}]\n", "'from' is not known here"),
        ("  ties: [{a: a, b: b, sign: positive, until: 2018}]\n", "'until' stands without a date"),
        ("  ties: [{a: a, b: b, sign: positive, date: 2018-05, until: 2018-04}]\n", "the tie ends (2018-04) before it begins (2018-05)"),
        ("  period: month\n  ties: [{a: a, b: b, sign: positive, date: 2018}]\n", "'2018' is a year, coarser than a month"),
        ("  ties:\n    - {a: a, b: b, sign: positive, date: 2018-05}\n    - {a: b, b: a, sign: positive, date: 2018-05-09}\n", "8:7: relations.ties: b and a have two ties in the same month (also tie 1 of the list)"),
        ("  ties:\n    - {a: a, b: b, sign: positive}\n    - {a: b, b: a, sign: negative, date: 2018}\n", "two ties in the same year"),
        ("  threshold: -1\n", "-1 is out of range"),
        ("  min_events: 0\n", "0 is out of range"),
        ("  period: week\n", "'week' is not known here"),
        ("  events: gone.csv\n", "there is no file 'gone.csv' beside the case file"),
        ("  events: ../other.csv\n", "is outside the folder of the case"),
        ("  events: /etc/passwd\n", "is outside the folder of the case"),
        ("  aliases: {X: d}\n", "there is no actor 'd'"),
        ("  ties: 5\n", "'5' stands here; expected a list"),
        ("  ties: [5]\n", "'5' stands here"),
    ],
)  # fmt: skip
def test_mistakes_are_told_with_their_place(section: str, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        case(section)
    assert said in str(caught.value)


def folder(tmp_path: Path, events: str, section: str) -> Path:
    (tmp_path / "events.csv").write_text(events, encoding="utf-8")
    (tmp_path / "case.yaml").write_text(HEAD + section, encoding="utf-8")
    return tmp_path


EVENTS = "date,source,target,goldstein\n2018-05-03,Alpha,b,2\n2018-05-20,b,a,-4\n2018-06-01,a,c,1\n2018-06-02,a,Zed,1\n"


def test_events_beside_the_case_are_summed_and_a_tie_stands_in_their_place(tmp_path: Path) -> None:
    path = folder(tmp_path, EVENTS, "  events: {file: events.csv, sources: [early], basis: observed}\n  aliases: {Alpha: a}\n  ties: [{a: a, b: c, sign: negative, date: 2018-06}]\n")
    found = load_case(path)
    assert found.relations is not None
    assert ties(found) == {"2018-05": {("a", "b", -1)}, "2018-06": {("a", "c", -1)}}
    table = case_table(found.relations, ["a", "b", "c"])
    assert (table.total.tolist(), table.count.tolist()) == ([-2.0, -1.0], [2, 0])
    assert "relations.events" in [i.where for i in inputs(found)]
    assert "relations.a-c@2018-06" in [i.where for i in unmarked(found)]
    assert any("relations" in x for x in left_out(found))


def test_aliases_can_stand_in_a_file(tmp_path: Path) -> None:
    (tmp_path / "names.csv").write_text("alias,actor\nAlpha,a\n", encoding="utf-8")
    assert ties(load_case(folder(tmp_path, EVENTS, "  events: events.csv\n  aliases: names.csv\n")))["2018-05"] == {("a", "b", -1)}
    (tmp_path / "names.csv").write_text("alias,actor\nAlpha,aa\n", encoding="utf-8")
    with pytest.raises(CaseError, match="'Alpha' is an alias of 'aa', which is no actor"):
        load_case(tmp_path)


def test_mistakes_in_the_event_file_are_told_with_its_line(tmp_path: Path) -> None:
    with pytest.raises(CaseError, match=r"events\.csv:6:1: 'x' is no number"):
        load_case(folder(tmp_path, EVENTS + "2018-06-02,a,b,x\n", "  events: events.csv\n"))


def test_what_events_say_changes_the_hash(tmp_path: Path) -> None:
    first = load_case(folder(tmp_path, EVENTS, "  events: events.csv\n")).hash
    assert load_case(folder(tmp_path, EVENTS.replace("-4", "-3"), "  events: events.csv\n")).hash != first


def test_later_ties_events_and_sources_are_cut_by_the_as_of_date(tmp_path: Path) -> None:
    section = """  events: {file: events.csv, sources: [early]}
  aliases: {Alpha: a}
  ties:
    - {a: b, b: c, sign: negative, date: 2018-04, until: 2018-12, sources: [early, late]}
    - {a: a, b: c, sign: positive, date: 2018-05-01, sources: [late]}
"""
    found = known_by(load_case(folder(tmp_path, EVENTS, section)), Date.parse("2018-05-10"))
    assert found.relations is not None
    # The event of 20 May, the tie of a later source and the later source of another are not known; the tie goes on until then.
    assert ties(found) == {"2018-04": {("b", "c", -1)}, "2018-05": {("a", "b", 1), ("b", "c", -1)}}
    (tie,) = found.relations.ties
    assert (tie.provenance.sources, str(tie.until)) == (("early",), "2018-05-10")
    assert known_by(found, Date.parse("2018-03")).relations.ties == ()  # type: ignore[union-attr]


def test_an_event_file_of_a_later_source_is_not_known(tmp_path: Path) -> None:
    found = load_case(folder(tmp_path, EVENTS, "  events: {file: events.csv, sources: [late]}\n"))
    assert ties(known_by(found, Date.parse("2018-12-31"))) == {"all": set()}
