"""Strong gaps, comparisons of pairs, and views: what the reader takes, and what it says of the rest."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from tertius import Document, known_by, parse_case, situate
from tertius.errors import ImpossibleError, NotSupportedError
from tertius.io.load import case_hash
from tertius.model.comparisons import chain, closed, contradictions, listed
from tertius.model.conflict import Comparison, Preference
from tertius.model.dates import Date
from tertius.testing_cases import only_problem, problems

GOOD = """\
tertius: 1
title: A case
as_of: 2020-01-01
actors: {a: Alpha, b: Beta}
sources:
  early: {title: E, date: 2019-01-01}
  late: {title: L, date: 2021-01-01}
conflict:
  options:
    a: {x: Ex}
    b: {z: Zed}
  infeasible: [x and z]
  preferences:
    a: {ranking: [NN, '>>', [YN, NY]]}
    b:
      pairs: [NN > YN, NY ~ NN, YN ? NY]
      sources: [early]
  status_quo: []
readings:
  r: {sources: [late]}
  s: {sources: [early]}
views: {a: r, b: s}
"""


def only(old: str, new: str) -> str:
    return only_problem(GOOD, old, new)


def preference(text: str, actor: str) -> Preference:
    conflict = parse_case(text).conflict
    assert conflict is not None
    return conflict.preferences[actor]


# -- rankings ----------------------------------------------------------------------------------


def test_strong_gaps_are_kept_beside_the_classes() -> None:
    found = preference(GOOD, "a")
    assert found.ranking == (("NN",), ("YN", "NY"))
    assert found.strong == (0,)


def test_a_ranking_may_have_several_strong_gaps() -> None:
    found = preference(GOOD.replace("[NN, '>>', [YN, NY]]", "[NN, '>>', YN, '>>', NY]"), "a")
    assert (found.ranking, found.strong) == ((("NN",), ("YN",), ("NY",)), (0, 1))


@pytest.mark.parametrize("ranking", ["['>>', NN, [YN, NY]]", "[NN, [YN, NY], '>>']", "[NN, '>>', '>>', [YN, NY]]"])
def test_a_strong_gap_stands_between_two_states(ranking: str) -> None:
    message = only("[NN, '>>', [YN, NY]]", ranking)
    assert "f.yaml:14:" in message
    assert "'>>' has to stand between two states" in message


@pytest.mark.parametrize("sign", [">", "~", "?", "="])
def test_other_signs_have_no_place_in_a_ranking(sign: str) -> None:
    assert f"'{sign}' has no place in a ranking" in only("NN, '>>', [", f"NN, '{sign}', [")


def test_an_unquoted_gap_gets_its_hint() -> None:
    (message,) = problems(GOOD.replace("'>>'", ">>"))
    assert message.startswith("f.yaml:14:")
    assert "quotes around '>>'" in message


# -- pairs -------------------------------------------------------------------------------------


def test_pairs_are_kept_as_written() -> None:
    found = preference(GOOD, "b")
    assert found.kind == "pairs"
    assert not found.closure
    assert found.pairs == (Comparison("NN", ">", "YN"), Comparison("NY", "~", "NN"), Comparison("YN", "?", "NY"))
    assert found.provenance.sources == ("early",)


def test_codes_in_pairs_may_have_bars_and_quotes() -> None:
    found = preference(GOOD.replace("NN > YN", "'N|N >> Y|N'"), "b")
    assert found.pairs[0] == Comparison("NN", ">>", "YN")


def test_pairs_may_be_listed_below_one_another_and_closed() -> None:
    text = GOOD.replace(
        "pairs: [NN > YN, NY ~ NN, YN ? NY]", "pairs:\n        - NN > YN\n        - NY ~ NN\n      closure: transitive"
    )
    assert preference(text, "b").closure


def test_an_empty_list_of_pairs_says_that_nothing_is_known() -> None:
    assert preference(GOOD.replace("[NN > YN, NY ~ NN, YN ? NY]", "[]"), "b").pairs == ()


def test_a_pair_may_be_repeated_in_the_same_sense() -> None:
    found = preference(GOOD.replace("NY ~ NN", "NY ~ NN, NN ~ NY"), "b")
    assert len(found.pairs) == 3


def test_two_different_comparisons_of_one_pair_name_both_lines() -> None:
    text = GOOD.replace("pairs: [NN > YN, ", "pairs:\n       [NN > YN,\n        YN >> NN, ")
    assert problems(text) == [
        "f.yaml:18:9: conflict.preferences.b.pairs: YN and NN are compared twice: 'YN >> NN' here, "
        "'NN > YN' on line 17; expected each pair of states once"
    ]


def test_a_state_compared_with_itself() -> None:
    assert "NN is compared with itself" in only("NN > YN", "NN > NN")


def test_an_infeasible_state_has_its_own_column() -> None:
    message = only("NN > YN", "NN > YY")
    assert message.startswith("f.yaml:16:20: conflict.preferences.b.pairs: state YY is infeasible: 'x and z' holds")
    assert only("NN > YN", "'NN > YY'").startswith("f.yaml:16:21:")


def test_an_unknown_state_has_its_own_column() -> None:
    message = only("NN > YN", "NNN > YN")
    assert message.startswith("f.yaml:16:15:")
    assert "the code 'NNN' has 3 letters" in message


@pytest.mark.parametrize(
    ("pair", "expected"),
    [
        ("NN < YN", "'<' is not known here; expected YN > NN"),
        ("NN << YN", "'<<' is not known here; expected YN >> NN"),
        ("NN = YN", "'=' is not known here; expected NN ~ YN"),
        ("NN >= YN", "'>=' is not known here"),
        ("NN > YN > NY", "3 states stand in one comparison; expected a > b, a >> b, a ~ b or a ? b"),
        ("NN YN", "'NN YN' compares nothing; expected a > b"),
        ("NN >", "'NN >' lacks a state"),
        ("[NN, YN]", "a list stands here; expected a > b"),
    ],
)
def test_what_is_no_comparison(pair: str, expected: str) -> None:
    assert expected in only("NN > YN", pair)


def test_all_mistakes_in_pairs_come_at_once() -> None:
    found = problems(GOOD.replace("[NN > YN, NY ~ NN, YN ? NY]", "[NN > QQ, NY < NN, YY ? YN, YN ~ YN]"))
    assert len(found) == 4
    assert [int(m.split(":")[2]) for m in found] == [20, 27, 33, 42]


def test_closure_belongs_to_pairs() -> None:
    assert "closure belongs to pairs; ranking are complete" in only("[YN, NY]]}", "[YN, NY]], closure: transitive}")
    assert "'symmetric' is not known here" in only("YN ? NY]", "YN ? NY]\n      closure: symmetric")


def test_a_cycle_under_closure_is_printed() -> None:
    message = only(
        "[NN > YN, NY ~ NN, YN ? NY]", "[NN > YN, NY ~ NN, YN >> NY]\n      closure: transitive"
    )
    assert "f.yaml:16:15: conflict.preferences.b.pairs: the comparisons go round: NN > YN >> NY ~ NN" in message


def test_the_same_cycle_without_closure_is_a_preference() -> None:
    assert len(preference(GOOD.replace("YN ? NY", "YN >> NY"), "b").pairs) == 3


def test_a_listed_unknown_that_a_chain_decides() -> None:
    message = only("YN ? NY]", "YN ? NY]\n      closure: transitive")
    assert "f.yaml:16:33:" in message
    assert "'YN ? NY' is not unknown: the chain NY ~ NN > YN decides it" in message


def test_pairs_in_graph_form() -> None:
    text = (
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  states: {s1: One, s2: Two, s3: Three}\n"
        "  moves: {a: [s1 -> s2]}\n  preferences: {a: {pairs: [s1 > s2, s2 > s3, s3 > s1]}}\n"
    )
    assert preference(text, "a").pairs[2] == Comparison("s3", ">", "s1")
    assert "there is no state 's4'" in problems(text.replace("s3 > s1", "s3 > s4"))[0]


def test_pairs_of_a_variant_may_name_states_that_exist_in_the_case_only() -> None:
    text = GOOD.replace("r: {sources: [late]}", "r: {changes: {conflict: {infeasible: [x]}}}")
    found = parse_case(text).readings["r"].variant
    assert found is not None
    assert found.preferences["b"].pairs[0].right == "YN"


def test_a_question_mark_between_brackets_is_read_like_one_below_another() -> None:
    block = GOOD.replace("pairs: [NN > YN, NY ~ NN, YN ? NY]", "pairs:\n        - NN > YN\n        - NY ~ NN\n        - YN ? NY")
    assert parse_case(block).hash == parse_case(GOOD).hash
    assert problems(GOOD + "x_note: [why?, 'and\n")[0].startswith("f.yaml:2")


# -- closure -----------------------------------------------------------------------------------


def pairs(*texts: str) -> tuple[Comparison, ...]:
    return tuple(Comparison(*text.split()) for text in texts)


def test_closure_takes_the_strongest_sign_of_any_chain() -> None:
    found = closed(pairs("a > b", "b ~ c", "c >> d", "d ~ e", "x ? a"))
    place = {s: k for k, s in enumerate(found.order)}

    def names(bits: int) -> str:
        return "".join(s for s in found.order if bits >> place[s] & 1)

    assert names(found.better[place["a"]]) == "bcde"
    assert names(found.strong[place["a"]]) == "de"
    assert names(found.equal[place["b"]]) == "bc"
    assert names(found.better[place["d"]]) == ""
    assert names(found.unknown[place["a"]]) == "x"


def test_contradictions_raise_when_a_case_is_built_without_a_file() -> None:
    with pytest.raises(ImpossibleError, match=r"the comparisons go round: a > b > a"):
        closed(pairs("a > b", "b > a"))


def test_two_cycles_are_two_contradictions() -> None:
    found = contradictions(pairs("a > b", "b > a", "b > c", "c >> d", "d ~ c"))
    assert [number for number, _ in found] == [0, 3]


def test_no_chain_is_empty() -> None:
    assert chain(pairs("a > b", "b ? c"), "a", "c") == ()


def brute(comparisons: tuple[Comparison, ...]) -> dict[tuple[str, str], int]:
    """The strongest sign of a chain (0 ~, 1 >, 2 >>), by adding one comparison after the other."""
    level = {"~": 0, ">": 1, ">>": 2}
    best: dict[tuple[str, str], int] = {}
    steps = [(p.left, p.right, level[p.sign]) for p in comparisons if p.sign != "?"]
    steps += [(p.right, p.left, 0) for p in comparisons if p.sign == "~"]
    fresh = {(a, b): n for a, b, n in steps}
    while fresh:
        best |= fresh
        fresh = {}
        for (a, b), n in list(best.items()):
            for c, d, m in steps:
                if b == c and best.get((a, d), -1) < max(n, m) and fresh.get((a, d), -1) < max(n, m):
                    fresh[a, d] = max(n, m)
    return best


def test_closure_agrees_with_a_search_for_chains() -> None:
    kinds = {"contradicted": 0, "closed": 0}
    for seed in range(400):
        random = Random(seed)
        names = "abcdef"[: random.randint(2, 6)]
        couples = [random.sample([a, b], 2) for a in names for b in names if a < b and random.random() < 0.4]
        signs = ["~", ">", ">", ">", ">>", "?"]
        made = tuple(Comparison(a, random.choice(signs), b) for a, b in couples)
        best = brute(made)
        wrong = any(best.get((s, s), 0) > 0 for s in names)
        wrong = wrong or any(p.sign == "?" and ((p.left, p.right) in best or (p.right, p.left) in best) for p in made)
        assert bool(contradictions(made)) == wrong
        if wrong:
            kinds["contradicted"] += 1
            continue
        kinds["closed"] += 1
        found = closed(made)
        for k, a in enumerate(found.order):
            for j, b in enumerate(found.order):
                sign = best.get((a, b), 0 if a == b else -1)
                assert (found.equal[k] >> j & 1) == (sign == 0)
                assert (found.better[k] >> j & 1) == (sign > 0)
                assert (found.strong[k] >> j & 1) == (sign == 2)
        plain = listed(made)
        assert sum(bits.bit_count() for bits in plain.strong) == sum(p.sign == ">>" for p in made)
    assert min(kinds.values()) > 50, kinds


# -- effects -----------------------------------------------------------------------------------


def test_prefer_is_refused_for_pairs() -> None:
    text = GOOD.replace("s: {sources: [early]}", "s: {effects: [prefer: {b: {last: [x]}}]}")
    (message,) = problems(text)
    assert "prefer is for complete preferences, and b has 'pairs'" in message


def test_prefer_first_is_refused_for_strong_gaps_and_last_is_not() -> None:
    text = GOOD.replace("s: {sources: [early]}", "s: {effects: [prefer: {a: {first: [x]}}]}")
    assert "a has a ranking with strong gaps ('>>'), and 'first' does not say" in problems(text)[0]
    case = situate(parse_case(text.replace("first", "last")), reading="s")
    assert case.conflict is not None
    found = case.conflict.preferences["a"]
    assert (len(found.last), found.strong) == (1, (0,))


def test_prefer_is_refused_by_the_function_too() -> None:
    from tertius.model.case import Prefer
    from tertius.model.effects import prefer
    from tertius.model.expr import parse

    for old, change in [
        (Preference("pairs"), Prefer("a", last=(parse("x", str),))),
        (Preference("ranking", ranking=(("s",), ("t",)), strong=(0,)), Prefer("a", first=(parse("x", str),))),
    ]:
        with pytest.raises(NotSupportedError, match="here: "):
            prefer(old, change, "here")


# -- views, schema, hash, round trip -----------------------------------------------------------


def test_views_name_actors_and_readings() -> None:
    assert parse_case(GOOD).views == {"a": "r", "b": "s"}
    assert "there is no actor 'c'" in only("views: {a: r", "views: {c: r")
    assert "there is no reading 't'; expected one of: r, s" in only("views: {a: r", "views: {a: t")
    assert "nothing stands here" in only("views: {a: r", "views: {a: ")


def test_a_view_goes_with_its_reading() -> None:
    assert known_by(parse_case(GOOD), Date.parse("2020-06")).views == {"b": "s"}


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("'>>', ", ""),
        ("NN > YN", "NN >> YN"),
        ("YN ? NY]", "YN > NY]"),
        ("[NN > YN, NY ~ NN, YN ? NY]", "[NN > YN, NY ~ NN]\n      closure: transitive"),
        ("views: {a: r, b: s}", "views: {a: r}"),
    ],
)
def test_the_hash_covers_what_is_new(old: str, new: str) -> None:
    assert old in GOOD
    case = parse_case(GOOD)
    assert case.hash == case_hash(case) == parse_case(GOOD + "# a comment\n").hash
    assert parse_case(GOOD.replace(old, new)).hash != case.hash


def test_a_rich_case_comes_back_byte_for_byte() -> None:
    text = GOOD.replace("[NN > YN, NY ~ NN, YN ? NY]", "\n        - NN > YN  # sure\n        - 'NY ~ NN'\n        - YN ? NY")
    assert Document(text.replace("actors: {a: Alpha, b: Beta}", "actors:\n  a: Alpha\n  b: Beta")).case() == parse_case(
        text
    )


def test_the_schema_takes_what_the_reader_takes() -> None:
    from jsonschema import Draft202012Validator
    from ruamel.yaml import YAML

    from tertius.io.schema import case_schema

    def faults(text: str) -> list[str]:
        data: Any = YAML(typ="safe", pure=True).load(text.replace("2020-01-01", "'2020'").replace("2019-01-01", "'2019'").replace("2021-01-01", "'2021'"))
        return [e.message for e in Draft202012Validator(case_schema()).iter_errors(data)]

    assert faults(GOOD) == []
    assert faults(GOOD.replace("NN > YN", "NN < YN"))
    assert faults(GOOD.replace("YN ? NY]", "YN ? NY]\n      closure: perhaps"))
    assert faults(GOOD.replace("views: {a: r", "views: {a: [r]"))
