"""`tertius inverse`: what it prints, its JSON, its exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

Run = Callable[..., tuple[str, str]]


def test_json_has_the_fields_of_the_contract(run: Run) -> None:
    data = json.loads(run("inverse", "syria-iraq-1975", "--state", "NNN", "--json")[0])
    assert (data["schema"], data["state"], data["concept"]) == ("tertius/inverse/1", "NNN", "seq")
    assert data["counts"]["syria"]["rankings"] == 720
    (change,) = data["changes"]
    assert (change["actor"], change["swaps"], change["cost"]) == ("iraq", [["NYY", "NNN"]], 1)
    assert data["complete"] is True
    assert data["stable"] == {"syria": True, "iraq": False}


def test_count_alone_looks_for_no_change_and_needs_no_solver(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pysat.examples.rc2", None)
    data = json.loads(run("inverse", "syria-iraq-1975", "--state", "NNN", "--count", "--json")[0])
    assert "changes" not in data
    _, err = run("inverse", "syria-iraq-1975", "--state", "NNN", code=2)
    assert "tertius[inverse]" in err


def test_one_actor_at_a_time(run: Run) -> None:
    out, _ = run("inverse", "syria-iraq-1975", "--state", "NNN", "--concept", "nash", "--actor", "iraq")
    assert "Iraq must not prefer NNY [Iraq: Attacks] to NNN" in out
    assert "Syria must not" not in out
    assert "With it the state is an equilibrium" in " ".join(out.split())


def test_a_stable_state_needs_no_change(run: Run) -> None:
    out, _ = run("inverse", "syria-iraq-1975", "--state", "NYY")
    assert "No change is needed" in out


def test_a_coercive_state_is_described_and_not_suggested(run: Run) -> None:
    out, err = run("inverse", "syria-iraq-1975", "--state", "NYY", "--concept", "nash")
    assert "No change is needed" in out
    out, err = run("inverse", "syria-iraq-1975", "--state", "YNY", "--concept", "nash", "--actor", "iraq", code=1)
    assert "Not suggested, as it is about a coercive option or what leads to one" in " ".join(out.split())
    assert "no change that can be suggested" in err
    data = json.loads(run("inverse", "syria-iraq-1975", "--state", "YNY", "--concept", "nash", "--actor", "iraq", "--json", code=1)[0])
    assert data["changes"] == []
    assert data["flagged"][0]["suggested"] is False


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("syria-iraq-1975", "--state", "NNN", "--concept", "sim"), "use nash, gmr, smr, seq or sseq"),
        (("syria-iraq-1975", "--state", "NNN", "--actor", "irak"), "did you mean 'iraq'"),
        (("syria-iraq-1975", "--state", "YYN"), "does not exist here"),
        (("quarry",), "complete rankings"),
    ],
)
def test_what_cannot_be_asked_is_refused_by_name(run: Run, words: tuple[str, ...], said: str) -> None:
    _, err = run("inverse", *words, code=2)
    assert said in err


def test_what_is_not_finished_has_a_bound_and_exit_code_3(run: Run, tmp_path: Path) -> None:
    codes = ["".join("NY"[n >> k & 1] for k in range(6)) for n in range(64)]
    orders = {a: [codes[(m * k + 3) % 64] for k in range(64)] for a, m in {"ann": 5, "bob": 11, "cem": 23}.items()}
    lines = ["tertius: 1", "title: Large", "actors: {ann: Ann, bob: Bob, cem: Cem}", "conflict:", "  options:"]
    lines += [f"    {a}: {{o{2 * k}: A, o{2 * k + 1}: B}}" for k, a in enumerate(orders)]
    lines += ["  preferences:"] + [f"    {a}: {{ranking: [{', '.join(o)}]}}" for a, o in orders.items()]
    (tmp_path / "large.yaml").write_text("\n".join(lines), encoding="utf-8")
    for state in codes[::7]:
        monkey = ["inverse", "large.yaml", "--state", state, "--concept", "seq", "--seconds", "3", "--json"]
        data = _either(run, monkey)
        for plan in data["plans"]:
            assert plan["at_least"] <= plan["cost"]
            assert plan["proven"] is (plan["at_least"] == plan["cost"])


def _either(run: Run, words: list[str]) -> dict[str, list[dict[str, int]]]:
    try:
        text, _ = run(*words, code=0)
    except AssertionError:
        text, err = run(*words, code=3)
        assert "a limit was reached" in err
    found: dict[str, list[dict[str, int]]] = json.loads(text)
    return found


def test_more_rankings_than_a_float_can_say_are_counted_and_shown(run: Run, tmp_path: Path) -> None:
    def case(count: int) -> str:
        states = [f"s{k}" for k in range(count)]
        path = tmp_path / f"large{count}.yaml"
        path.write_text(
            f"tertius: 1\ntitle: Large\nactors: {{a: A}}\nconflict:\n  states: {{{', '.join(f'{s}: {s}' for s in states)}}}\n"
            f"  moves: {{a: [s0 -> s1]}}\n  preferences: {{a: {{ranking: [{', '.join(states)}]}}}}\n  status_quo: s0\n"
        )
        return str(path)

    # 256! is 8.578e506. Half of all rankings have s0 above s1.
    assert "A: 4.289e+506 of 8.578e+506 strict rankings (50.0%), exact" in run("inverse", case(256), "--count")[0].replace("\n", " ")
    counts = json.loads(run("inverse", case(2048), "--count", "--json")[0], parse_int=str)["counts"]["a"]
    assert len(counts["rankings"]) == 5895  # the digits of 2048!
    assert run("inverse", case(2048), "--count", "--quiet")[0].split() == ["a", counts["stable"], counts["rankings"]]
