"""Gambit's strategic games: the same pure equilibria as Gambit finds, both ways."""

from __future__ import annotations

import contextlib
import io
import math
from fractions import Fraction
from random import Random

import pygambit
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import analyze, load
from tertius.errors import CaseError, LimitError, NotSupportedError, TertiusError
from tertius.io.exchange import Exported, Imported
from tertius.io.load import parse_case
from tertius.io.nfg import KEY, read_nfg
from tertius.io.nfg_write import nfg_text
from tertius.io.write import case_text
from tertius.io.yaml_text import extras
from tertius.model.case import Case
from tertius.model.conflict import OptionConflict
from tertius.model.layers import situate
from tertius.testing import option_cases
from tertius.view.exchange import computed

DILEMMA = """\
NFG 1 R "A dilemma" { "Row" "Column" }
{ { "Silent" "Talks" } { "Silent" "Talks" } }
"From a textbook"

-1 -1  0 -9  -9 0  -6 -6
"""


def read(text: str) -> Imported:
    return read_nfg(text, "g.nfg", "g")


def reread(found: Imported) -> tuple[Case, dict[str, object]]:
    """The case and what is kept, by way of a case file."""
    text = case_text(found.case, found.extra)
    return parse_case(text), extras(text, [KEY], "g")


def write(case: Case, extra: dict[str, object] | None = None) -> Exported:
    return nfg_text(case, extra or {}, computed(case))


def pure(text: str) -> set[tuple[int, ...]]:
    """The pure equilibria that Gambit finds, as numbers of strategies."""
    game = pygambit.read_nfg(io.BytesIO(text.encode()))
    found = set()
    for profile in pygambit.nash.enumpure_solve(game).equilibria:
        chosen = [[k for k, s in enumerate(p.strategies) if profile[s] == 1] for p in game.players]
        assert all(len(c) == 1 for c in chosen)
        found.add(tuple(c[0] for c in chosen))
    return found


def ours(case: Case) -> set[tuple[int, ...]]:
    """The Nash stable states, each as the number of every player's setting among those that occur."""
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    found = computed(case)
    players = [a.id for a in case.actors if conflict.free(a.id)]
    keys = conflict.option_keys

    def own(code: str, actor: str) -> str:
        return "".join(code[keys.index(o.key)] for o in conflict.free(actor))[::-1].replace("N", "0").replace("Y", "1")

    order = {a: sorted({own(code, a) for code in found.codes}) for a in players}
    players = [a for a in players if len(order[a]) > 1]
    return {tuple(order[a].index(own(code, a)) for a in players) for code in analyze(case, concepts=["nash"]).equilibria["nash"]}


def random_game(seed: int, sizes: list[int], form: str, values: int = 4) -> str:
    """A game with integer, decimal or fraction payoffs and many ties, as payoffs or as outcomes."""
    random = Random(seed)
    count = math.prod(sizes)
    kinds = [str, lambda n: f"{n}/3", lambda n: f"{n / 4}", lambda n: f"{n}e-1"]
    payoffs = [[random.choice(kinds)(random.randrange(-values, values)) for _ in sizes] for _ in range(count)]
    players = " ".join(f'"P{k}"' for k in range(len(sizes)))
    head = f'NFG 1 R "Seed {seed}" {{ {players} }} '
    if form == "payoffs":
        return head + f"{{ {' '.join(map(str, sizes))} }}\n\n" + " ".join(" ".join(p) for p in payoffs) + "\n"
    names = " ".join("{ " + " ".join(f'"{k}"' for k in range(1, n + 1)) + " }" for n in sizes)
    listed = "\n".join("{ \"\" " + ", ".join(p) + " }" for p in payoffs)
    numbers = [0 if random.random() < 0.1 else k for k in range(1, count + 1)]
    return head + f'{{ {names} }}\n""\n{{\n{listed}\n}}\n{" ".join(map(str, numbers))}\n'


@pytest.mark.parametrize("form", ["payoffs", "outcomes"])
@pytest.mark.parametrize("seed", range(60))
def test_gambit_and_we_find_the_same_pure_equilibria_of_a_game_that_came_in(seed: int, form: str) -> None:
    sizes = Random(seed).choice([[2, 2], [3, 2], [2, 2, 2], [3, 4], [1, 3], [2, 3, 2], [5, 5], [2, 9], [9, 9], [17, 3], [2, 2, 2, 2]])
    text = random_game(seed, sizes, form)
    case, kept = reread(read(text))
    # A player with one strategy has no option, so it is no player any more.
    theirs = {tuple(c for c, n in zip(profile, sizes, strict=True) if n > 1) for profile in pure(text)}
    assert ours(case) == theirs
    written = str(write(case, kept).data)
    assert pure(written) == theirs
    assert ours(reread(read(written))[0]) == ours(case)


@settings(max_examples=150)
@given(option_cases(relations="ranked"))
def test_gambit_and_we_find_the_same_pure_equilibria_of_a_case_that_went_out(case: Case) -> None:
    try:
        text = str(write(case).data)
    except NotSupportedError:
        return
    assert pure(text) == ours(case)
    assert ours(read(text).case) == ours(case)


@pytest.mark.parametrize("slug", ["chicken", "prisoners-dilemma", "syria-iraq-1975"])
def test_shipped_cases_that_are_games(slug: str) -> None:
    case = load(slug)
    text = str(write(case).data)
    assert pure(text) == ours(case)
    assert pygambit.read_nfg(io.BytesIO(text.encode())).title == case.title


def test_a_game_reads_as_a_case() -> None:
    found = read(DILEMMA)
    case, kept = reread(found)
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    assert [(o.key, o.name) for o in conflict.options] == [("row.talks", "Talks"), ("column.talks", "Talks")]
    assert case.actor("row").note == "With none of its options on: Silent"
    assert conflict.preferences["row"].payoffs == {"NN": -1, "YN": 0, "NY": -9, "YY": -6}
    assert (case.title, case.summary) == ("A dilemma", "From a textbook")
    written = str(write(case, kept).data)
    assert 'NFG 1 R "A dilemma" { "Row" "Column" }' in written
    assert '{ "Silent" "Talks" }' in written
    assert '"From a textbook"' in written
    assert case_text(read(written).case).replace("payoffs: {NN: 2, YN: 3, NY: 0, YY: 1}", "") == case_text(found.case).replace(
        "payoffs: {NN: -1, YN: 0, NY: -9, YY: -6}", ""
    ).replace("payoffs: {NN: -1, YN: -9, NY: 0, YY: -6}", "payoffs: {NN: 2, YN: 0, NY: 3, YY: 1}")


def test_one_option_for_each_strategy_but_the_first_and_any_change_is_one_move() -> None:
    case = read(random_game(1, [4, 2], "payoffs")).case
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    assert len(conflict.options) == 4
    assert [str(e) for e in conflict.infeasible] == ["p0.strategy_2 and p0.strategy_3", "p0.strategy_2 and p0.strategy_4", "p0.strategy_3 and p0.strategy_4"]
    found = computed(case)
    assert len(found.codes) == 8
    assert all(len(m) == 3 for m in found.moves[0])


def test_many_strategies_become_binary_digits() -> None:
    case, _ = reread(read(random_game(1, [30, 3], "payoffs")))
    conflict = case.conflict
    assert isinstance(conflict, OptionConflict)
    assert [o.id for o in conflict.options] == ["bit1", "bit2", "bit4", "bit8", "bit16", "strategy_2", "strategy_3"]
    assert "binary digits" in case.actor("p0").note
    assert len(computed(case).codes) == 90


def test_payoffs_that_no_decimal_says_become_a_ranking() -> None:
    case = read('NFG 1 R "" { "a" } { 3 } 1/3 2/6 9007199254740993').case
    assert case.title == "g"
    conflict = case.conflict
    assert conflict is not None
    assert conflict.preferences["a"].ranking == (("NY",), ("NN", "YN"))
    exact = read('NFG 1 R "" { "a" } { 2 } 1.25 5e-2').case.conflict
    assert exact is not None
    assert exact.preferences["a"].payoffs == {"N": 1.25, "Y": 0.05}


@settings(max_examples=200)
@given(st.lists(st.fractions(), min_size=3, max_size=3))
def test_the_order_of_payoffs_is_exact(payoffs: list[Fraction]) -> None:
    case = read('NFG 1 R "" { "a" } { 3 } ' + " ".join(map(str, payoffs))).case
    ranks = computed(case).ranks["a"]
    assert list(ranks) == [sorted(set(payoffs)).index(p) for p in payoffs]


def test_links_are_functions_of_the_strategies() -> None:
    text = (
        "tertius: 1\ntitle: T\nactors: {a: A, b: B, un: UN}\nconflict: {options: {a: {x: X}, b: {y: Y}, un: {z: Z}}, "
        "preferences: {a: [z], b: [not y], un: []}}\n"
        "levers: {l: {by: un, effects: [link: {z: x and not y}]}, n: {by: un, effects: [needs: {z: x}]}, f: {by: un, effects: [forbid: [z]]}}\n"
    )
    case = situate(parse_case(text), levers=["l"])
    exported = write(case)
    assert "actors without a choice, who are no players: un" in exported.left_out
    assert "options that follow from the others: un.z (follows 'x and not y')" in exported.left_out
    assert pure(str(exported.data)) == ours(case) == {(1, 0)}
    with pytest.raises(NotSupportedError, match=r"un\.z can be on only while something holds \('needs'\)"):
        write(situate(parse_case(text), levers=["n"]))
    with pytest.raises(NotSupportedError, match=r"un\.z cannot be taken up and dropped at will"):
        write(situate(parse_case(text), levers=["f"]))


def test_what_is_no_game_is_refused_by_name() -> None:
    with pytest.raises(NotSupportedError, match="the case is in graph form"):
        write(load("elmira"))
    with pytest.raises(NotSupportedError, match=r"us\.air_strike cannot be taken up and dropped at will"):
        write(load("cuban-missile-crisis-1962"))
    text = "tertius: 1\ntitle: T\nactors: {a: A, b: B}\nconflict: {options: {a: {x: X}, b: {y: Y}}, infeasible: [x and y], preferences: {a: [], b: []}}\n"
    with pytest.raises(NotSupportedError, match="1 of the 4 combinations of what the actors can do are infeasible, by 'x and y'"):
        write(parse_case(text))
    fixed = text.replace("infeasible: [x and y], ", "") + "levers: {l: {by: a, effects: [fix: {x: no, y: no}]}}\n"
    with pytest.raises(NotSupportedError, match="nobody has a choice"):
        write(situate(parse_case(fixed), levers=["l"]))


def test_names_that_gambit_has_no_way_toexported() -> None:
    text = case_text(read(DILEMMA).case).replace("row: {name: Row,", r'row: {name: "R \"o\" \\ w\\",').replace("title: A dilemma", "title: دمشق")
    written = str(write(parse_case(text)).data)
    assert next(iter(pygambit.read_nfg(io.BytesIO(written.encode())).players)).label == 'R "o" / w/'
    assert read(written).case.actor("r_o_w").name == 'R "o" / w/'
    assert read(written).case.title == "دمشق"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "g.nfg:1:1: the file ends here; expected NFG 1 R"),
        ('EFG 2 R "x" { }', "'EFG' stands here; expected NFG 1 R"),
        ('NFG 2 R "x"', "1:5: '2' stands here; expected the format's number, 1"),
        ("NFG 1 R x", "expected the title as \"text\""),
        ('NFG 1 R "x', "g.nfg:1:9: a quoted text never ends"),
        ('NFG 1 R "x" { }', "expected at least one player"),
        ('NFG 1 R "x" { "a" "b" } { 2 } 1 2', "1:29: strategies of 1 players; expected strategies of 2 players"),
        ('NFG 1 R "x" { "a" } { 0 }', "expected at least one strategy for each player"),
        ('NFG 1 R "x" { "a" } { -1 }', "expected a number of strategies"),
        ('NFG 1 R "x" { "a" } { 2 } 1', "the file ends here; expected a payoff"),
        ('NFG 1 R "x" { "a" } { 2 } 1 2 3', "'3' stands here; expected the end of the file, after 2 contingencies"),
        ('NFG 1 R "x" { "a" } { 2 }\n1 nan', "g.nfg:2:3: 'nan' stands here; expected a payoff: a whole number, a decimal or a fraction"),
        ('NFG 1 R "x" { "a" } { 2 } 1 1/0', "'1/0' stands here"),
        ('NFG 1 R "x" { "a" } { 2 } { { "" 1 } } 1 2', "there is no outcome 2; expected a number from 0 to 1"),
        ('NFG 1 R "x" { "a" } { 2 } { { "" 1 2 } } 1 1', "expected } after the payoffs of 1 players"),
        ('NFG 1 R "x" { "a" } { 2 } { { "" 1 } } 1', "expected the number of an outcome for each of 2 contingencies"),
    ],
)
def test_mistakes_are_told_with_their_place(text: str, said: str) -> None:
    with pytest.raises(CaseError) as caught:
        read(text)
    assert said in str(caught.value)


def test_games_that_are_too_large() -> None:
    with pytest.raises(LimitError, match="contingencies; at most 65,536 are read"):
        read('NFG 1 R "x" { "a" "b" } { 1000 1000 } 1')
    with pytest.raises(CaseError, match="at most 65,536 strategies"):
        read('NFG 1 R "x" { "a" } { 999999999 } 1')
    with pytest.raises(LimitError, match="every player has one strategy only"):
        read('NFG 1 R "x" { "a" } { 1 } 1')


@settings(max_examples=300)
@given(st.integers(0, len(DILEMMA) - 1), st.sampled_from(["", "{", "}", '"', "0", "9", " ", "x", "\\", "1e9999", "/"]))
def test_any_change_of_a_file_is_a_game_or_a_mistake(place: int, other: str) -> None:
    with contextlib.suppress(TertiusError):
        reread(read(DILEMMA[:place] + other + DILEMMA[place + 1 :]))
