"""The leverage section of the report: there if a claim is about levers, under every reading, forceful levers named only."""

from __future__ import annotations

from tertius.io.catalogue import load
from tertius.report.build import build
from tertius.report.render import render
from tertius.testing_reports import shipped_dossier


def test_the_section_takes_its_target_from_the_claims_about_levers() -> None:
    dossier = shipped_dossier("sochi-2018")
    assert [part.claims for part in dossier.leverage] == [("C1", "X1b"), ("X4",)]
    shown = [key.id for card in dossier.leverage[0].cards for key in card.keys]
    assert sorted(shown, key=str) == sorted([None, *load("sochi-2018").readings], key=str)
    assert "leverage" in dossier.sections
    page = render(dossier)
    section = page[page.index('<section id="leverage"') :].split("</section>")[0]
    assert "In no plan, as coercive" in section
    assert "--lever" not in page
    for card in dossier.leverage[0].cards:
        assert not any("coercive" in plan.levers for plan in card.plans)


def test_without_claims_about_levers_there_is_no_section() -> None:
    assert "leverage" not in shipped_dossier("two-villages").sections
    assert "leverage" not in shipped_dossier("elmira").sections


def test_one_reading_only_has_one_card() -> None:
    part = build(load("sochi-2018"), reading="balancing").leverage[0]
    assert [[k.id for k in card.keys] for card in part.cards] == [["balancing"]]


def test_what_was_seen_is_told_for_every_reading_and_apart_from_hindsight() -> None:
    dossier = shipped_dossier("sochi-2018")
    seen = dossier.seen
    assert seen is not None
    assert [m.id for m in seen.moves] == ["E5", "E6", "E7", "E8", "E9", "E20", "E21"]
    assert [m.id for m in seen.moves if m.marker] == ["E20"]
    assert [r.key.id for r in seen.readings] == [None, *load("sochi-2018").readings]
    assert all(len(m.cells) == len(seen.readings) for m in seen.moves)
    by_reading = {r.key.id: r for r in seen.readings}
    assert by_reading["israel_acts_alone"].costs == ("3", "5")
    assert by_reading["balancing"].costs == ("0", "0")
    page = render(dossier)
    section = page[page.index('<section id="seen"') :].split("</section>")[0]
    assert "E6, E8, E9 and E21 are explained under some readings and not under others." in section
    assert 'href="#event-E9"' in section


def test_the_record_of_the_missile_crisis_is_in_its_report() -> None:
    """A strike is not preferred at once; with foresight it would have brought a withdrawal that is, so the refusal is not explained."""
    seen = shipped_dossier("cuban-missile-crisis-1962").seen
    assert seen is not None
    (row,) = seen.readings
    assert [c.word for m in seen.moves for c in m.cells if c] == ["at once", "refused", "not", "at once", "at once"]
    assert row.costs == ("–", "1")


def test_without_recorded_moves_nothing_was_seen() -> None:
    assert "seen" not in shipped_dossier("elmira").sections


def test_where_there_is_no_threshold_the_reason_has_names_and_not_ids() -> None:
    reasons = {c.impossible for item in shipped_dossier("sochi-2018").thresholds for c in item.cards if c.impossible}
    assert reasons == {"‘Commits to the committee’ is on already in the status quo, so there is no commitment to make"}
