"""Commands on cases with unknown and strong preferences, views, coalitions, merged views, other sanctions."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tertius.cli.main import cli

FAR = """\
tertius: 1
title: An opponent that steps back
actors: {a: A, b: B, c: C}
conflict:
  states: {s1: one, s2: two, s3: three, s4: four, s5: five}
  moves: {a: [s1 -> s2], b: [s2 -> s3, s4 -> s5], c: [s3 -> s4]}
  preferences:
    a: {ranking: [s2, s3, s4, s1, s5]}
    b: {ranking: [s5, s4, s3, s2, s1]}
    c: {ranking: [s5, s4, s3, s2, s1]}
  status_quo: s1
"""


def run(*words: str, code: int = 0) -> tuple[str, str]:
    done = subprocess.run(
        [sys.executable, "-c", "from tertius.cli.main import main; main()", *words],
        capture_output=True, text=True, env={**os.environ, "COLUMNS": "100", "NO_COLOR": "1"},
    )  # fmt: skip
    assert done.returncode == code, (done.returncode, done.stderr)
    assert "Traceback" not in done.stderr
    return done.stdout, done.stderr


def data(*words: str) -> dict[str, Any]:
    result = CliRunner().invoke(cli, [*words, "--json"], catch_exceptions=False)
    found: dict[str, Any] = json.loads(result.stdout)
    return found


# -- unknown and strong ------------------------------------------------------------------------


def test_forms_a_and_d_are_the_default_where_something_is_not_known() -> None:
    found = data("analyze", "quarry")
    assert found["concepts"] == ["nash_a", "nash_d", "gmr_a", "gmr_d", "smr_a", "smr_d", "seq_a", "seq_d"]
    assert found["equilibria"]["seq_a"] == ["NN"]
    assert found["equilibria"]["seq_d"] == ["NN", "YN", "YY"]
    assert found["outcomes"]["concept"] == "seq_d"
    assert list(found["rankings"]) == ["quarry"]
    assert found["strong_gaps"] == {"quarry": [1]}
    assert found["pairs"] == {"village": ["NN > NY", "NY > YN", "NY > YY", "YN ? YY"]}
    assert (found["sanctions"], found["coalitions"], found["merged"]) == ("legal", None, [])
    assert "differs_from_legal" not in found


def test_a_reading_that_settles_what_is_not_known_has_the_plain_concepts() -> None:
    found = data("analyze", "quarry", "--reading", "blocks")
    assert found["concepts"] == ["nash", "gmr", "smr", "seq"]
    assert found["pairs"] == {}
    found = data("analyze", "quarry", "--reading", "blocks", "--concepts", "strong_seq,weak_seq")
    assert found["equilibria"] == {"strong_seq": ["NN", "YY"], "weak_seq": []}


def test_the_terminal_shows_gaps_and_pairs() -> None:
    out, _ = run("analyze", "quarry")
    assert "Y|N > N|N >> Y|Y > N|Y" in out
    assert "pairs: N|N > N|Y, N|Y > Y|N, N|Y > Y|Y, Y|N ? Y|Y, and what follows; nothing else is known" in " ".join(out.split())


def test_plain_concepts_are_refused_by_name_and_profiles_may_mix_forms() -> None:
    _, err = run("analyze", "quarry", "--concepts", "gmr", code=2)
    assert "gmr needs to know every preference: what village thinks of YN and YY is not known; use gmr_a to gmr_d" in err
    out, _ = run("analyze", "quarry", "--concepts", "seq_d,village=seq_b,quarry=seq_a", "--quiet")
    assert out.splitlines()[-2:] == ["mixed\tNN YN YY", "outcomes\tNN"]


def test_why_readings_claims_and_report_take_unknown_preferences(tmp_path: Path) -> None:
    out, _ = run("why", "quarry", "--actor", "village", "--state", "YN", "--concept", "nash_a")
    assert "may prefer the result" in " ".join(out.split())
    assert "Checked by an independent verifier." in out
    assert "form d" in run("why", "quarry", "--actor", "quarry")[0]
    assert run("readings", "quarry", "--quiet")[0].splitlines()[0] == "-\tNN\tYN"
    out, _ = run("claims", "quarry", "--quiet")
    assert "certain\t-\tfails" in out
    assert "possible\t-\tholds" in out
    run("report", "quarry", "-o", str(tmp_path / "r.html"))
    page = (tmp_path / "r.html").read_text(encoding="utf-8")
    assert "it is not known which of" in page
    assert "nash_d, seq_d" in page


# -- sanctions ---------------------------------------------------------------------------------


def test_verdicts_that_turn_on_the_way_of_sanctioning_are_listed(tmp_path: Path) -> None:
    path = tmp_path / "far.yaml"
    path.write_text(FAR, encoding="utf-8")
    legal = data("analyze", str(path), "--concepts", "gmr,seq")
    assert legal["stable"]["seq"]["a"] == ["s1", "s2", "s3", "s4", "s5"]
    for mode in ("once", "single"):
        found = data("analyze", str(path), "--concepts", "gmr,seq", "--sanctions", mode)
        assert found["sanctions"] == mode
        assert found["differs_from_legal"]["count"] == 2
        assert found["differs_from_legal"]["verdicts"] == [
            {"actor": "a", "state": "s1", "concept": c, "legal": True} for c in ("gmr", "seq")
        ]
        short = data("analyze", str(path), "--concepts", "gmr,seq", "--sanctions", mode, "--limit", "1")
        assert (short["differs_from_legal"]["count"], len(short["differs_from_legal"]["verdicts"])) == (2, 1)
    out, _ = run("analyze", str(path), "--sanctions", "once")
    assert "each opponent moves at most once, which reproduces older programs" in " ".join(out.split())
    assert "s1 stable for A under sequential stability by the definition, unstable here" in " ".join(out.split())
    out, _ = run("why", str(path), "--actor", "a", "--sanctions", "once")
    assert "sequential stability, each opponent moving at most once" in " ".join(out.split())
    assert data("why", str(path), "--actor", "a", "--sanctions", "once")["sanctions_mode"] == "once"


def test_where_nothing_turns_on_it_that_is_said() -> None:
    out, _ = run("analyze", "elmira", "--sanctions", "single")
    assert "No verdict differs from the definition." in out
    _, err = run("analyze", "elmira", "--sanctions", "twice", code=2)
    assert "'twice' is not one of 'legal', 'once', 'single'" in err


# -- coalitions and merged views ---------------------------------------------------------------


def test_a_named_coalition_is_analysed_with_single_actors() -> None:
    found = data("analyze", "elmira", "--coalition", "moe,uniroyal")
    assert found["concepts"] == ["cnash", "cgmr", "csmr", "cseq"]
    assert found["coalitions"] == [["moe", "uniroyal"]]
    assert found["equilibria"]["cnash"] == ["s8", "s9"]
    why = data("why", "elmira", "--actor", "moe", "--state", "s5", "--concept", "cnash", "--coalition", "moe,uniroyal")
    assert (why["unsanctioned"], why["coalition"], why["coalitions"]) == ("s8", ["moe", "uniroyal"], [["moe", "uniroyal"]])
    _, err = run("analyze", "elmira", "--coalition", "moe", code=2)
    assert "a coalition has two or more members" in err
    _, err = run("analyze", "elmira", "--coalition", "moe,unroyal", code=2)
    assert "did you mean 'uniroyal'?" in err


def test_a_merged_view_is_labelled_everywhere() -> None:
    found = data("analyze", "elmira", "--merge", "uniroyal,moe")
    assert found["merged"] == ["moe", "uniroyal"]
    assert list(found["stable"]["nash"]) == ["moe+uniroyal", "local"]
    assert list(found["rankings"]) == ["local"]
    assert "s9" in found["equilibria"]["nash"]
    out, _ = run("analyze", "elmira", "--merge", "moe,uniroyal")
    assert "merged view: Ministry of the Environment and Uniroyal as one player" in out
    words = ("why", "elmira", "--merge", "moe,uniroyal", "--actor", "uniroyal,moe", "--state", "s5")
    out, _ = run(*words)
    assert "merged view" in out
    assert "Checked by an independent verifier." in out
    assert data(*words)["merged"] == ["moe", "uniroyal"]
    out, _ = run(*words, "--foresight", "2")
    assert "merged view" in out
    _, err = run("why", "elmira", "--merge", "moe,uniroyal", "--actor", "moe", code=2)
    assert "there is no actor 'moe'" in err
    _, err = run("analyze", "elmira", "--merge", "moe,uniroyal", "--concepts", "cnash", code=2)
    assert "cnash is not asked of a merged view" in err


# -- views -------------------------------------------------------------------------------------


def test_who_sees_what_and_what_surprises_whom() -> None:
    found = data("analyze", "two-villages", "--concepts", "nash")
    assert found["views"] == {"hill": "hostile"}
    assert found["hypergame"] == {
        "nash": {
            "equilibria": ["YN", "NY"],
            "believed": {"hill": ["NY"], "valley": ["YN", "NY"]},
            "surprises": {"hill": ["YN"]},
        }
    }
    out, _ = run("analyze", "two-villages")
    assert "Hill sees: Valley wants to guard in any case" in out
    assert "Y|N: Hill" in out
    assert data("analyze", "elmira")["hypergame"] == {}


def test_views_are_left_out_of_a_merged_view_and_that_is_said() -> None:
    assert data("analyze", "two-villages", "--merge", "hill,valley")["hypergame"] == {}
    assert "not taken into a merged view" in run("analyze", "two-villages", "--merge", "hill,valley")[0]


def test_a_view_that_is_not_known_yet_is_told_on_stderr(tmp_path: Path) -> None:
    path = tmp_path / "late.yaml"
    path.write_text(
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nsources: {late: {title: L, date: 2021-01-01}}\n"
        "conflict: {options: {a: {x: Ex}, b: {z: Zed}}, preferences: {a: [x], b: [z]}}\n"
        "readings: {r: {effects: [prefer: {a: {first: [z]}}], sources: [late]}}\nviews: {b: r}\n",
        encoding="utf-8",
    )
    assert data("analyze", str(path))["views"] == {"b": "r"}
    _, err = run("analyze", str(path), "--as-of", "2020")
    assert "the view of b (reading 'r') rests on sources later than 2020: b sees the case as asked" in err
    assert run("analyze", str(path), "--as-of", "2020", "--quiet")[1] == ""
    assert data("analyze", str(path), "--as-of", "2020")["views"] == {}


def test_a_view_that_cannot_be_set_up_names_the_actor(tmp_path: Path) -> None:
    path = tmp_path / "stuck.yaml"
    path.write_text(
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\n"
        "conflict: {options: {a: {x: Ex}, b: {z: Zed}}, preferences: {a: [x], b: [z]}}\n"
        "levers: {l: {by: a, effects: [link: {x: z}]}}\n"
        "readings: {r: {effects: [link: {z: x}]}}\nviews: {b: r}\n",
        encoding="utf-8",
    )
    _, err = run("analyze", str(path), "--lever", "l", code=2)
    assert "as b sees it: under reading r: the links form a cycle" in err


@pytest.mark.parametrize("slug", ["two-villages", "elmira"])
def test_nothing_heavy_is_imported(slug: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", f"from tertius.cli.main import cli\ncli(['analyze', '{slug}', '--json'], standalone_mode=False)\nimport sys; print(*sys.modules)"],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    loaded = set(done.stdout.split())
    assert not loaded & {"numba", "rich", "tertius.kernels.reference", "tertius.stability.verify"}
