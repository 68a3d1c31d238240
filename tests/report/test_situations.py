"""A situation is told by what differs from how it is now, always means the same one, and leads to the whole of it."""

from __future__ import annotations

from itertools import product

import pytest

from tertius.explain.english import Teller
from tertius.explain.situations import told_situation
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.model.asof import moved_to
from tertius.model.dates import Date
from tertius.model.layers import situate
from tertius.report.build import build
from tertius.report.outline import Item, outline
from tertius.report.render import render
from tertius.report.situations import Situations, short_names

CASE = """
tertius: 1
title: A river
as_of: 2001-01-02
actors: {upper: Upper, lower: Lower}
conflict:
  options:
    upper: {open: Opens the sluice, guard: Guards the weir}
    lower: {pay: Pays for the water, sue: Goes to court, march: Marches}
  preferences: {upper: [lower.pay], lower: [upper.open, not lower.pay]}
  status_quo: [upper.guard, lower.sue, lower.march]
readings:
  paid:
    name: Paid already
    thesis: The money has come.
    changes: {conflict: {status_quo: [upper.guard, lower.sue, lower.march, lower.pay]}}
history:
  - {date: 2001-02-03, actor: lower, does: [not march], text: Lower goes home.}
"""
# Codes: open, guard, pay, sue, march; now is NYNYY.


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("NYNYY", "as it is now"),
        ("YYNYY", "as it is now, but with Upper: Opens the sluice"),
        ("YYYYY", "as it is now, but with Upper: Opens the sluice; Lower: Pays for the water"),
        ("NYNNY", "as it is now, but without Lower: Goes to court"),
        ("YYNYN", "as it is now, but with Upper: Opens the sluice, and without Lower: Marches"),
        ("NNNNN", "nothing is on"),  # shorter than all that is off in it
        ("YNNNN", "Upper: Opens the sluice"),
    ],
)
def test_a_situation_is_told_by_what_differs_from_now_where_that_is_shorter(code: str, told: str) -> None:
    assert told_situation(Teller(parse_case(CASE)), code) == told


def test_of_two_situations_the_second_is_told_against_the_first() -> None:
    teller = Teller(parse_case(CASE))
    assert teller.situations(("YNNNN", "YNYNN")) == "[Upper: Opens the sluice] or [the same, but with Lower: Pays for the water]"
    assert teller.pair("NYNYY", "NYNYY") == ("[as it is now]", "[as it is now]")
    assert teller.situations(("NYNYY",)) == "[as it is now]"
    # Of three, which one is the same would not be plain.
    assert "the same" not in teller.situations(("YNNNN", "YNYNN", "YNNYN"))


def test_now_means_the_same_under_every_reading_and_at_every_date() -> None:
    case = parse_case(CASE)
    for other in (situate(case, reading="paid"), moved_to(case, Date(2001, 2, 3)), situate(moved_to(case, Date(2001, 2, 3)), reading="paid")):
        assert told_situation(Teller(other), "NYNYY") == "as it is now"
        assert told_situation(Teller(other), "NYYYY") == "as it is now, but with Lower: Pays for the water"


@pytest.mark.parametrize("slug", ["sochi-2018", "iran-2013", "two-villages"])
def test_no_two_situations_have_the_same_name(slug: str) -> None:
    teller = Teller(load(slug))
    codes = ["".join(c) for c in product("NY", repeat=len(teller.options))]
    assert len({told_situation(teller, c) for c in codes}) == len(codes)


def test_without_a_status_quo_and_in_graph_form_situations_are_told_as_they_are() -> None:
    without = parse_case(CASE.replace("  status_quo: [upper.guard, lower.sue, lower.march]\n", "").split("readings:")[0])
    assert told_situation(Teller(without), "NYNYY") == "Upper: Guards the weir; Lower: Goes to court, Marches"
    assert short_names(without) == {}
    graph = load("elmira")
    assert short_names(graph) == {} or graph.conflict is not None


def test_a_name_on_the_page_leads_to_the_whole_situation() -> None:
    found = Situations({"as it is now, but with A: <b> & ’c’": "all of it"})
    markup = '<p title="[as it is now]">x [as it is now, but with A: &lt;b&gt; &amp; ’c’]. <svg><text>[as it is now]</text></svg></p>'
    linked = found.linked(markup)
    assert linked.count('<a class="sit" href="#whole-1" title="all of it">[as it is now, but with A: &lt;b&gt; &amp; ’c’]</a>') == 1
    assert linked.count("<a") == 1
    assert found.rows() == ((1, "as it is now, but with A: <b> & ’c’", "all of it"),)


def test_every_format_has_the_whole_situations() -> None:
    page = render(build(load("sochi-2018"), reading="balancing"))
    assert 'href="#whole-1"' in page
    assert page.count('id="whole-1"') == 1
    items = ["".join(r.text for r in b.line) for b in outline(page) if isinstance(b, Item)]
    assert "[as it is now]: Russia: Does not object to strikes; Israel: Strikes in Syria" in items
