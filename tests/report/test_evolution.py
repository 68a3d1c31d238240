"""The graph of situations: what is drawn, who would move, in agreement with the solved situation; never too much."""

from __future__ import annotations

import re

import pytest

from tertius.evidence.readings import compare_readings
from tertius.explain.evolution_english import move_words, stance_words
from tertius.io.catalogue import load
from tertius.io.load import parse_case
from tertius.report.build import build
from tertius.report.evolution import DRAWN, evolution_graphs
from tertius.report.render import render
from tertius.testing_reports import shipped_dossier, shipped_section


@pytest.mark.parametrize("slug", ["sochi-2018", "cuban-missile-crisis-1962", "quarry", "elmira"])
def test_every_situation_tells_what_the_model_says(slug: str) -> None:
    graphs = shipped_dossier(slug).evolution
    solved = {row.reading: row.solved for row in compare_readings(load(slug)) if row.solved is not None}
    assert {k.id for g in graphs for k in g.keys} == set(solved)
    for graph in graphs:
        for key in graph.keys:
            found = solved[key.id]
            game = found.game
            index = {code: k for k, code in enumerate(game.codes)}
            seq = found.stable(found.default)
            by_number = {s.number: index[s.code] for s in graph.states}
            for state in graph.states:
                here = index[state.code]
                assert state.lasts == bool(seq[:, here].all())
                told = {name: (said, moves) for name, said, _, moves in state.actors}
                movers = [i for i in range(len(game.actors)) if game.moves[i].some]
                assert len(told) == len(movers)
                for (said, moves), i in zip(told.values(), movers, strict=True):
                    leaves, ahead = not seq[i][here], bool(found.worthwhile()[i].of(here))
                    assert said == stance_words(moves=bool(game.moves[i].of(here)), leaves=leaves, ahead=ahead)
                    gains = set(game.improvements[i].of(here))
                    assert {by_number.get(m.to, -1) for m in moves if m.at_once in {"made", "deterred"}} - {-1} == gains & set(by_number.values())
                    assert any(m.at_once == "made" for m in moves) == leaves


def test_everything_that_improvements_reach_is_drawn() -> None:
    for row, graph in zip(compare_readings(load("quarry")), shipped_dossier("quarry").evolution, strict=False):
        assert row.solved is not None
        game = row.solved.game
        seen, queue = {game.status_quo}, [game.status_quo]
        for s in queue:
            assert s is not None
            for arcs in game.improvements:
                for t in arcs.of(s):
                    if t not in seen:
                        seen.add(t)
                        queue.append(t)
        assert {game.codes[s] for s in seen if s is not None} <= {s.code for s in graph.states}


def test_links_lead_to_situations_and_lines_are_in_the_table() -> None:
    section = shipped_section("sochi-2018", "evolution")
    ids = set(re.findall(r'id="(situation-[^"]+)"', section))
    assert set(re.findall(r'href="#(situation-[^"]+)"', section)) <= ids
    assert len(ids) == sum(len(g.states) for g in shipped_dossier("sochi-2018").evolution)
    first = shipped_dossier("sochi-2018").evolution[0]
    assert section.count('<g class="step made"') == sum(a.kind == "made" for g in shipped_dossier("sochi-2018").evolution for a in g.arcs)
    assert first.states[0].tags[0] == "Status quo"


def test_no_more_is_drawn_than_can_be_read() -> None:
    options = ", ".join(f"o{k}: O{k}" for k in range(9))
    wants = ", ".join(f"o{k}" for k in range(9))
    case = parse_case(
        f"tertius: 1\ntitle: Many\nactors: {{a: A, b: B}}\nconflict:\n  options: {{a: {{{options}}}, b: {{x: X}}}}\n"
        f"  preferences: {{a: [{wants}], b: []}}\n  status_quo: []\n"
    )
    (graph,) = evolution_graphs(compare_readings(case), {k.id: k for k in build(case).keys})
    assert len(graph.states) == DRAWN
    assert graph.left_out == 2**9 - DRAWN
    assert "more situations are not drawn" in render(build(case))


def test_a_case_in_graph_form_and_one_actor_have_a_graph_too() -> None:
    case = parse_case(
        'tertius: 1\ntitle: G\nactors: {a: "A <b>"}\nconflict:\n  states: {s: "S <i>", t: T}\n  moves: {a: [s -> t]}\n  preferences: {a: {ranking: [t, s]}}\n  status_quo: s\n'
    )
    (graph,) = build(case).evolution
    assert [s.words for s in graph.states] == ["s (S <i>)", "t (T)"]
    assert [(a.source, a.target, a.kind) for a in graph.arcs] == [(1, 2, "made")]
    assert "<i>" not in render(build(case))


def test_a_move_is_told_at_once_and_ahead() -> None:
    assert move_words("made", ahead=True) == "pays at once, and pays with foresight"
    assert move_words("made", ahead=False) == "pays at once, but does not pay with foresight"
    assert move_words("idle", ahead=True) == "pays nothing at once, but pays with foresight"
