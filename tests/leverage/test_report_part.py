"""The leverage section of the report: there if a claim is about levers, under every reading, forceful levers named only."""

from __future__ import annotations

from tertius.io.catalogue import load
from tertius.report.build import build
from tertius.report.render import render


def test_the_section_takes_its_target_from_the_claims_about_levers() -> None:
    dossier = build(load("sochi-2018"))
    assert [part.claims for part in dossier.leverage] == [("C1", "X1b"), ("X4",)]
    shown = [key.id for card in dossier.leverage[0].cards for key in card.keys]
    assert sorted(shown, key=str) == sorted([None, *load("sochi-2018").readings], key=str)
    assert "leverage" in dossier.sections
    page = render(dossier)
    section = page[page.index('<section id="leverage"') :].split("</section>")[0]
    assert "In no plan, as coercive" in section
    for card in dossier.leverage[0].cards:
        assert not any("coercive" in plan.levers for plan in card.plans)


def test_without_claims_about_levers_there_is_no_section() -> None:
    assert "leverage" not in build(load("two-villages")).sections
    assert "leverage" not in build(load("elmira")).sections


def test_one_reading_only_has_one_card() -> None:
    part = build(load("sochi-2018"), reading="balancing").leverage[0]
    assert [[k.id for k in card.keys] for card in part.cards] == [["balancing"]]
