"""The back-end for large models gives what listed moves give, and its machine code is kept with care."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from types import FunctionType

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings

from tertius.dynamics.foresight import worst_end, worthwhile
from tertius.dynamics.outcomes import outcomes
from tertius.errors import LimitError, NotSupportedError, TertiusError, UnknownNameError
from tertius.io.load import parse_case
from tertius.kernels import compiled, sizes
from tertius.kernels.codes import Codes
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Actor, Case
from tertius.model.conflict import Option, OptionConflict, Preference, Rules
from tertius.model.expr import Expr
from tertius.stability.solve import stable_for
from tertius.testing import option_cases

CONCEPTS = ("nash", "gmr", "smr", "seq", "sseq")


def both(case: Case):
    """The two games, or None where both refuse for the same reason."""
    refusals = []
    for backend in ("arcs", "compiled"):
        try:
            game_of(case, backend=backend)
        except TertiusError as error:
            refusals.append(f"{type(error).__name__}: {error}")
    assert len(refusals) in {0, 2}
    if refusals:
        assert refusals[0] == refusals[1]
        return None
    listed = game_of(case, backend="arcs")
    implied = game_of(case, backend="compiled")
    assert (listed.backend, implied.backend) == ("arcs", "compiled")
    return listed, implied


@settings(max_examples=250, deadline=None, suppress_health_check=list(HealthCheck))
@given(option_cases())
def test_implied_moves_are_the_listed_ones(case):
    """Moves, ranks, floors, verdicts, floods and outcomes, with one-way and linked options, needs and gaps."""
    games = both(case)
    if games is None:
        return
    a, b = games
    assert tuple(b.codes) == a.codes
    assert np.array_equal(a.rank, b.rank)
    assert a.status_quo == b.status_quo
    value = (np.arange(a.states) * 7 % 5).astype(np.int32)
    for i in range(len(a.actors)):
        for one, two in ((a.moves[i], b.moves[i]), (a.improvements[i], b.improvements[i])):
            assert [one.of(s) for s in range(a.states)] == [two.of(s) for s in range(a.states)]
            assert one.some == two.some
            assert np.array_equal(one.has(), two.has())
            assert np.array_equal(one.worst(value, 99), two.worst(value, 99))
            assert np.array_equal(one.best(value, -1), two.best(value, -1))
        for concept in CONCEPTS:
            assert np.array_equal(stable_for(a, i, concept), stable_for(b, i, concept)), concept
        assert np.array_equal(worst_end(a, i), worst_end(b, i))
        x, y = worthwhile(a, i), worthwhile(b, i)
        assert [x.of(s) for s in range(a.states)] == [y.of(s) for s in range(a.states)]
        assert np.array_equal(x.has(), y.has())
    stable = np.array([stable_for(a, i, "seq") for i in range(len(a.actors))]).reshape(-1, a.states)
    for foresight in (1, 2):
        x, y = outcomes(a, stable, foresight=foresight), outcomes(b, stable, foresight=foresight)
        if x is None or y is None:
            assert x is y
            continue
        assert tuple(x.states) == tuple(y.states)
        assert tuple(x.reachable) == tuple(y.reachable)
        assert [tuple(group) for group in x.unsettled] == [tuple(group) for group in y.unsettled]
        assert x.first == y.first
        assert {k: len(path) for k, path in x.paths.items()} == {k: len(path) for k, path in y.paths.items()}


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(option_cases(max_options=4))
def test_compiled_agrees_with_the_textbook(case):
    """Against the oracle on sets, which shares nothing with either back-end."""
    try:
        game = game_of(case, backend="compiled")
    except TertiusError:
        return
    oracle = Reference(case)
    for i, actor in enumerate(game.actors):
        for concept in ("nash", "gmr", "smr", "seq"):
            found = stable_for(game, i, concept)
            for s, code in enumerate(game.codes):
                assert bool(found[s]) == oracle.stable(actor, code, concept), (actor, code, concept)


def wide(counts: dict[str, int], *, direction: str = "both", seed: int = 1, rules: Rules | None = None) -> Case:
    """Weights over many options."""
    rng = np.random.default_rng(seed)
    options = tuple(Option(a, f"o{k}", f"{a} {k}", direction=direction) for a, n in counts.items() for k in range(n))
    preferences = {
        a: Preference("weights", weights={o.key: float(rng.integers(-9, 10)) for o in options}) for a in counts
    }
    conflict = OptionConflict(options, (), preferences, frozenset(), rules or Rules())
    return Case("Wide", tuple(Actor(a, a) for a in counts), conflict)


@pytest.mark.parametrize("counts", [{"a": 7, "b": 3}, {"a": 3, "b": 1, "c": 6}, {"a": 8, "b": 1}])
def test_groups_of_every_size(counts):
    """Chains longer than the smallest integer type, and actors of different widths."""
    a, b = game_of(wide(counts), backend="arcs"), game_of(wide(counts), backend="compiled")
    for i in range(len(counts)):
        for concept in CONCEPTS:
            assert np.array_equal(stable_for(a, i, concept), stable_for(b, i, concept))


def test_one_actor_with_many_options():
    """4^16 arcs are never listed; the best setting is the only one that is stable for a lone actor."""
    game = game_of(wide({"a": 16}))
    assert game.backend == "compiled"
    stable = stable_for(game, 0, "seq")
    assert np.array_equal(stable, game.rank[0] == game.rank[0].max())


def test_a_million_states_agree_with_witnesses():
    """Five actors of four options: verdicts on sampled states, replayed by hand from the moves."""
    from tertius.stability.witness import witness

    game = game_of(wide({f"a{k}": 4 for k in range(5)}, seed=4))
    assert game.states == 2**20
    assert game.backend == "compiled"
    rng = np.random.default_rng(3)
    found = {concept: stable_for(game, 2, concept) for concept in ("nash", "seq")}
    for state in rng.integers(0, game.states, 3):
        for concept, table in found.items():
            why = witness(game, 2, int(state), concept)
            assert why.stable == bool(table[state])
            for sanction in why.sanctions:
                end = game.codes.index(sanction.end)
                assert game.rank[2][end] <= game.rank[2][state]


def test_the_backend_is_chosen_by_size():
    """Small models list their moves; a large one does not, unless it is not installed."""
    small, large = wide({"a": 2, "b": 2}), wide({"a": 8, "b": 8})
    assert sizes.choose(small.conflict, ["a", "b"]) == "arcs"
    assert sizes.choose(large.conflict, ["a", "b"]) == "compiled"
    with pytest.raises(UnknownNameError):
        game_of(small, backend="quantum")
    graph = parse_case(
        "{tertius: 1, title: G, actors: {a: A}, conflict: {states: {s: S, t: T}, moves: {a: [s -> t]}, preferences: {a: {ranking: [t, s]}}}}"
    )
    with pytest.raises(NotSupportedError, match="graph form"):
        game_of(graph, backend="compiled")


def test_without_numba_large_models_say_what_to_install(monkeypatch):
    """Not installed: what fits is listed, what does not names the extra."""
    monkeypatch.setattr(sizes, "find_spec", lambda name: None)
    assert sizes.choose(wide({"a": 8, "b": 8}).conflict, ["a", "b"]) == "arcs"
    with pytest.raises(LimitError, match=r"tertius\[fast\]"):
        sizes.choose(wide({f"a{k}": 4 for k in range(7)}).conflict, [f"a{k}" for k in range(7)])
    with pytest.raises(NotSupportedError, match=r"tertius\[fast\]"):
        sizes.choose(wide({"a": 1}).conflict, ["a"], "compiled")


def test_too_large_is_refused_before_allocating(monkeypatch):
    """With the size, the need and what to do."""
    actors = [f"a{k}" for k in range(8)]
    case = wide(dict.fromkeys(actors, 4))
    with pytest.raises(LimitError, match=r"4,294,967,296 settings, which need about .* GB .* fix options"):
        game_of(case)
    monkeypatch.setattr(sizes, "memory_limit", lambda: 2**20)
    with pytest.raises(LimitError, match="need about"):
        game_of(wide({f"a{k}": 4 for k in range(5)}))
    with pytest.raises(LimitError, match="63 options"):
        game_of(wide({f"a{k}": 7 for k in range(9)}))


def test_models_that_would_take_hours_are_refused(monkeypatch):
    """One-way options are tried one by one."""
    monkeypatch.setattr(sizes, "TRIES", 2**20)
    with pytest.raises(LimitError, match="tried one by one"):
        game_of(wide({"a": 9, "b": 8}, direction="on"))


def test_options_in_any_order():
    """Options of one actor that do not stand together in the file's order."""
    options = (Option("a", "x", "X"), Option("b", "x", "X"), Option("a", "y", "Y"), Option("b", "y", "Y"))
    statements = {
        "a": ("a.x and not b.x", "b.y", "a.y"), "b": ("not a.x", "b.x and a.y", "not b.y")
    }  # fmt: skip
    keys = [o.key for o in options]
    preferences = {
        a: Preference("statements", statements=tuple(_parse(t, keys) for t in listed))
        for a, listed in statements.items()
    }
    conflict = OptionConflict(options, (_parse("a.x and a.y and b.x", keys),), preferences, frozenset())
    case = Case("Mixed", (Actor("a", "A"), Actor("b", "B")), conflict)
    games = both(case)
    assert games is not None
    a, b = games
    assert tuple(b.codes) == a.codes
    assert np.array_equal(a.rank, b.rank)
    for i in range(2):
        assert [a.moves[i].of(s) for s in range(a.states)] == [b.moves[i].of(s) for s in range(a.states)]
        for concept in CONCEPTS:
            assert np.array_equal(stable_for(a, i, concept), stable_for(b, i, concept))


def _parse(text: str, keys: list[str]) -> Expr:
    from tertius.io.names import Scope

    return Scope(options=tuple(keys)).expression(text)


# -- codes ------------------------------------------------------------------------------------------


def test_codes_are_a_sequence_of_strings():
    """Spelled on demand; equal to the tuple that they stand for."""
    codes = Codes(np.array([0, 1, 5], np.int64), 3)
    assert list(codes) == ["NNN", "YNN", "YNY"]
    assert codes[-1] == "YNY"
    assert codes[:2] == ("NNN", "YNN")
    assert codes == ("NNN", "YNN", "YNY")
    assert codes.index("YNY") == 2
    assert "NYN" not in codes
    assert "XYZ" not in codes
    with pytest.raises(ValueError, match="NYN"):
        codes.index("NYN")
    with pytest.raises(IndexError):
        codes[3]


# -- the kept machine code ------------------------------------------------------------------------------

SCRIPT = """
import sys
from tertius.kernels.graph import game_of
from tertius.io.load import load_case
from tertius.stability.solve import stable_for
game = game_of(load_case(sys.argv[1]), backend=sys.argv[2])
print(int(stable_for(game, 0, "seq").sum()), "numba" in sys.modules, "llvmlite" in sys.modules)
"""


@pytest.fixture
def case_file(tmp_path: Path) -> Path:
    """Two actors, four options."""
    path = tmp_path / "case.yaml"
    path.write_text(
        "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict:\n  options: {a: {x: X, y: Y}, b: {z: Z, w: W}}\n"
        "  preferences: {a: [x and not z, y], b: [not x, z or w]}\n  status_quo: []\n"
    )
    return path


def run(case_file: Path, backend: str, cache: Path) -> tuple[list[str], str]:
    """The number of stable states and what was imported; what stderr said."""
    env = dict(os.environ, TERTIUS_CACHE_DIR=str(cache))
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT, str(case_file), backend], capture_output=True, text=True, env=env, check=True
    )
    return done.stdout.split(), done.stderr


def test_small_cases_import_neither_numba_nor_llvm(case_file, tmp_path):
    """Nor do they write a cache."""
    answer, _ = run(case_file, "auto", tmp_path / "cache")
    assert answer[1:] == ["False", "False"]
    assert not (tmp_path / "cache").exists()


def test_machine_code_is_made_once_and_mended(case_file, tmp_path):
    """First run: compiled, with a note. Second: loaded without numba. A damaged file is made anew."""
    cache = tmp_path / "cache"
    expected = run(case_file, "arcs", cache)[0][0]
    answer, said = run(case_file, "compiled", cache)
    assert answer == [expected, "True", "True"]
    assert "compiling the engine" in said
    (kept,) = cache.iterdir()
    answer, said = run(case_file, "compiled", cache)
    assert answer == [expected, "False", "True"]
    assert said == ""
    kept.write_bytes(kept.read_bytes()[:-100])
    answer, said = run(case_file, "compiled", cache)
    assert answer == [expected, "True", "True"]
    assert "compiling the engine" in said
    assert [path.name for path in cache.iterdir()] == [kept.name]


def test_a_cache_that_cannot_be_written_costs_a_note(case_file, tmp_path):
    """A file stands where the folder should be: the answer is the same."""
    blocked = tmp_path / "cache"
    blocked.write_text("")
    answer, said = run(case_file, "compiled", blocked)
    assert answer[0] == run(case_file, "arcs", tmp_path)[0][0]
    assert "TERTIUS_CACHE_DIR" in said
    assert "Traceback" not in said


def used_by(function: FunctionType) -> Iterator[FunctionType | int]:
    """What a loop takes from outside itself: the loops that it calls, and numbers."""
    for name in function.__code__.co_names:
        found = function.__globals__.get(name)
        if isinstance(found, FunctionType | int):
            yield found


@pytest.mark.parametrize("library", compiled.LIBRARIES)
def test_whatever_a_loop_calls_names_its_machine_code(library):
    """A loop calls nothing, and imports no number, from a file that is not part of its library's fingerprint."""
    modules = compiled.LIBRARIES[library]
    files = {module.__name__ for module in modules}
    loops = [vars(module)[name] for module in modules for name in (*module.SIGNATURES, *getattr(module, "HELPERS", ()))]
    assert {loop.__module__ for loop in loops} <= files
    for loop in loops:
        for found in used_by(loop):
            if isinstance(found, FunctionType):
                assert found in loops, (loop.__name__, found.__name__)
    for module in modules:
        imported = {
            alias.name: statement.module
            for statement in ast.parse(Path(module.__file__ or "").read_text()).body
            if isinstance(statement, ast.ImportFrom)
            for alias in statement.names
        }
        asked = {name for loop in loops if loop.__module__ == module.__name__ for name in loop.__code__.co_names}
        assert {imported[name] for name in asked & imported.keys()} <= files


@pytest.mark.parametrize(
    ("library", "module"), [(library, module) for library, modules in compiled.LIBRARIES.items() for module in modules]
)
def test_a_change_of_any_loop_is_compiled_anew(library, module, tmp_path, monkeypatch):
    """Kept machine code of the loops as they were is not taken for the loops as they are, helpers included."""
    monkeypatch.setenv("TERTIUS_CACHE_DIR", str(tmp_path / "cache"))
    kept = compiled._place("i1", library)
    assert kept is not None
    kept.write_bytes(b"")
    assert compiled.made("int8", library)
    changed = tmp_path / "changed.py"
    changed.write_bytes(Path(module.__file__).read_bytes().replace(b"return", b"return not", 1) + b"\n")
    monkeypatch.setattr(module, "__file__", str(changed))
    assert not compiled.made("int8", library)


def test_loops_take_only_what_they_are_made_for():
    """A wrong type or layout must never reach machine code."""
    loops = compiled.machine("int8")
    with pytest.raises(TypeError):
        loops.own_floor(np.zeros(4, np.int64), 3, np.zeros(4, np.int32), np.zeros(4, np.int32))
    with pytest.raises(TypeError):
        loops.own_floor(np.zeros(8, np.int32)[::2], 3, np.zeros(4, np.int32), np.zeros(4, np.int32))
    with pytest.raises(AttributeError):
        loops.nothing  # noqa: B018


def test_json_names_the_backend(case_file):
    """A reader of the result sees what computed it."""
    from tertius import analyze, load
    from tertius.view.jsons import analysis_json

    assert analysis_json(analyze(load(str(case_file))), 10)["backend"] == "arcs"
    found = analyze(wide({"a": 8, "b": 8}))
    data = json.loads(json.dumps(analysis_json(found, 10)))
    assert data["backend"] == "compiled"
    assert data["state_count"] == 2**16
    assert "states" not in data
    assert len(data["equilibria"]["gmr"]) <= 10
    assert data["equilibria_count"]["gmr"] == len(found.equilibria["gmr"])


def test_what_walks_state_by_state_has_limits():
    """Simultaneous moves and listed paths are refused where they would not end, with what to do."""
    from tertius import analyze
    from tertius.dynamics.legal_paths import legal_paths

    case = wide({f"a{k}": 4 for k in range(5)})
    with pytest.raises(LimitError, match="sim tries every combination"):
        analyze(case, concepts=["sim"])
    with pytest.raises(LimitError, match="leave out --paths"):
        legal_paths(game_of(case))
