"""Claims about agreements: verdicts, reasons, falsifiers, and the report's sections on them."""

from __future__ import annotations

from functools import cache

import pytest

from tertius import Case, evaluate_claims, load, parse_case
from tertius.errors import CaseError
from tertius.explain.english import Teller
from tertius.report.build import build
from tertius.report.render import render

WISH = """
tertius: 1
title: T
actors: {{ann: Ann}}
conflict:
  options: {{ann: {{go: Go}}}}
  preferences: {{ann: {0}}}
  {1}
claims:
  - id: c
    text: C.
    expect: {2}
    falsifier: {{effects: [prefer: {{ann: {{first: [go]}}}}], becomes: holds}}
"""


@cache
def sochi() -> Case:
    return load("sochi-2018")


def verdicts(text: str) -> list[str]:
    return [r.verdict.verdict for r in evaluate_claims(parse_case(text), falsifiers=False)]


@pytest.mark.parametrize(
    ("wish", "expect", "verdict"),
    [
        ("[go]", "{phased: {to: go, exists: yes}}", "holds"),
        ("[go]", "{phased: {to: go, exists: no}}", "fails"),
        ("[not go]", "{phased: {to: go}}", "fails"),
        ("[not go]", "{phased: {to: go, exists: no, foresight: 2}}", "holds"),
        ("{pairs: [Y ? N]}", "{phased: {to: go}}", "open"),
        ("[]", "{phased: {to: go}}", "holds"),
        ("[not go]", "{phased: {to: not go, lasting: yes}}", "holds"),
    ],
)
def test_a_phased_claim_follows_what_there_is(wish: str, expect: str, verdict: str) -> None:
    assert verdicts(WISH.format(wish, "status_quo: []", expect)) == [verdict]


def test_without_a_status_quo_it_is_open() -> None:
    assert verdicts(WISH.format("[go]", "infeasible: []", "{phased: {to: go}}")) == ["open"]


def test_the_falsifier_is_run() -> None:
    (result,) = evaluate_claims(parse_case(WISH.format("[not go]", "status_quo: []", "{phased: {to: go}}")))
    assert result.verdict.verdict == "fails"
    assert result.falsifier is not None
    assert result.falsifier.works is True
    said = Teller(parse_case(WISH.format("[not go]", "status_quo: []", "{phased: {to: go}}"))).verdict(result.verdict)
    assert "Ann would rather stay out, at the status quo, which it prefers to the end." in said


@pytest.mark.parametrize(
    ("expect", "said"),
    [
        ("{phased: {}}", "'to' is missing"),
        ("{phased: {to: gone}}", "gone"),
        ("{phased: {to: go, exist: yes}}", "did you mean 'exists'"),
        ("{phased: {to: go, exists: perhaps}}", "yes or no"),
        ("{phased: {to: go, foresight: 3}}", "foresight"),
        ("{phased: go}", "a mapping with to"),
    ],
)
def test_mistakes_in_a_phased_claim_are_told(expect: str, said: str) -> None:
    with pytest.raises(CaseError) as error:
        parse_case(WISH.format("[go]", "status_quo: []", expect))
    assert said in str(error.value)


def test_a_phased_exit_fails_under_every_reading_of_sochi_and_would_hold_if_iran_wanted_the_strikes_to_end() -> None:
    results = evaluate_claims(sochi(), claims=["C9"])
    assert {r.verdict.verdict for r in results} == {"fails"}
    assert len(results) == len(sochi().readings) + 1
    tried = [r.falsifier.works for r in results if r.falsifier is not None]
    assert tried
    assert all(tried)
    # Iran's only statement is not to leave: whoever goes first, it would rather stay out.
    for r in results:
        assert r.verdict.reason.phased is not None
        assert r.verdict.reason.phased.best is not None
        assert r.verdict.reason.phased.best.faults[0].actor == "iran"


@pytest.mark.parametrize("slug", ["sochi-2018", "two-posts"])
def test_the_report_has_the_steps_for_every_reading(slug: str) -> None:
    case = load(slug)
    dossier = build(case)
    (part,) = dossier.phased
    shown = [key.id for card in part.cards for key in card.keys]
    assert sorted(shown, key=str) == sorted([None, *case.readings], key=str)
    page = render(dossier)
    section = page[page.index('<section id="phased"') :].split("</section>")[0]
    for card in part.cards:
        assert all(step.replace("'", "&#39;") in section for step in card.steps)
    assert "phased" not in build(load("two-villages")).sections
