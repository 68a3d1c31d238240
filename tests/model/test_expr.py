"""The expression language against an independent translation to Python, and its refusals."""

import random
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.errors import ExpressionError
from tertius.model.expr import MAX_DEPTH, Expr, conjunction, negate, parse
from tertius.testing import expressions

ATOMS = ("p", "q", "r", "s")
SETTINGS = [{a: bool(n >> k & 1) for k, a in enumerate(ATOMS)} for n in range(16)]


def names(text: str) -> str:
    return text


def truth(text: str) -> list[bool]:
    expr = parse(text, names)
    return [expr.holds(setting.__getitem__) for setting in SETTINGS]


# -- against Python ----------------------------------------------------------------------------

PYTHON = {"and": "and", "or": "or", "->": "<=", "if": ">=", "iff": "=="}
SPELLINGS = {"and": ["and", "&"], "or": ["or", "|"], "->": ["->"], "if": ["if"], "iff": ["iff", "<->"]}
TIGHTNESS = {"atom": 6, "not": 5, "and": 4, "or": 3, "->": 2, "if": 2, "iff": 1}


def spelled(tree: object, rng: random.Random, *, bare: bool) -> tuple[str, str, int]:
    """(Tertius, fully parenthesised Python, tightness). Bare: only parentheses that are needed."""
    if isinstance(tree, str):
        return tree, {"true": "True", "false": "False"}.get(tree, tree), 6
    assert isinstance(tree, tuple)
    if tree[0] == "not":
        text, python, tight = spelled(tree[1], rng, bare=bare)
        sign = rng.choice(["not ", "!", "not  "])
        return (sign + text if bare and tight >= 5 else f"{sign}({text})"), f"(not {python})", 5
    op = tree[0]
    mine = TIGHTNESS[op]
    sides, pythons = [], []
    for side in (1, 2):
        text, python, tight = spelled(tree[side], rng, bare=bare)
        # Only `and` and `or` chain, to the left; the others never do.
        enough = tight > mine or (tight == mine and op in {"and", "or"} and side == 1)
        sides.append(text if bare and enough else f"({text})")
        pythons.append(f"bool({python})")
    space = rng.choice([" ", "  ", "\n "])
    return (
        f"{sides[0]}{space}{rng.choice(SPELLINGS[op])}{space}{sides[1]}",
        f"({pythons[0]} {PYTHON[op]} {pythons[1]})",
        mine,
    )


def trees() -> st.SearchStrategy[object]:
    leaf = st.sampled_from([*ATOMS, *ATOMS, "true", "false"])
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.tuples(st.just("not"), inner),
            st.tuples(st.sampled_from(["and", "or", "->", "if", "iff"]), inner, inner),
        ),
        max_leaves=12,
    )


@settings(max_examples=500)
@given(trees(), st.integers(0, 2**32), st.booleans())
def test_random_expressions_mean_what_python_says(tree: object, seed: int, bare: bool) -> None:
    text, python, _ = spelled(tree, random.Random(seed), bare=bare)
    compiled = compile(python, "independent translation", "eval")
    assert truth(text) == [eval(compiled, {"__builtins__": {"bool": bool}}, setting) for setting in SETTINGS]


@settings(max_examples=300)
@given(expressions(ATOMS, depth=4))
def test_the_spelling_of_an_expression_reads_back_as_the_same(expr: Expr) -> None:
    assert parse(str(expr), names) == expr
    assert parse(str(negate(expr)), names) == negate(expr)
    renamed = expr.rename({a: f"x.{a}" for a in ATOMS})
    assert parse(str(renamed), names) == renamed
    assert renamed.atoms == tuple(f"x.{a}" for a in expr.atoms)


@settings(max_examples=300)
@given(st.text(alphabet="pq YN-|&!()<>not andorif.1é", max_size=30))
def test_any_text_is_read_or_refused_with_an_offset_inside_it(text: str) -> None:
    place = 0
    try:
        parse(text, names, lambda word: [("p", True)])
    except ExpressionError as error:
        place = error.offset
    assert 0 <= place <= len(text)


# -- precedence --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("not p and q", "(not p) and q"),
        ("p or q and r", "p or (q and r)"),
        ("p and q or r and s", "(p and q) or (r and s)"),
        ("not p or q", "(not p) or q"),
        ("p -> q or r", "p -> (q or r)"),
        ("p or q -> r", "(p or q) -> r"),
        ("p if q or r", "(q or r) -> p"),
        ("p or q if r", "r -> (p or q)"),
        ("p iff q -> r", "p iff (q -> r)"),
        ("p -> q iff r -> s", "(p -> q) iff (r -> s)"),
        ("p if q iff r if s", "(q -> p) iff (s -> r)"),
        ("not not p", "p"),
        ("!p & q | r", "((not p) and q) or r"),
        ("p <-> not q", "p iff (not q)"),
        ("p if q", "q -> p"),
        ("p if true", "p"),
        ("true -> p", "p"),
        ("false -> p", "true"),
        ("p and q and r", "p and (q and r)"),
    ],
)
def test_precedence(text: str, same: str) -> None:
    assert truth(text) == truth(same)


def test_a_if_b_is_b_implies_a_and_not_the_other_way_round() -> None:
    assert parse("p if q", names) == parse("q -> p", names)
    assert parse("p if q", names) != parse("p -> q", names)
    assert parse("p if q", names).holds({"p": False, "q": True}.__getitem__) is False
    assert parse("p if q", names).holds({"p": True, "q": False}.__getitem__) is True


def test_spelling_takes_no_part_in_equality() -> None:
    assert parse("!p & q", names) == parse("  not p   and (q)", names)
    assert str(parse("!p   &  q", names)) == "!p & q"


# -- refusals ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "offset"),
    [
        ("p -> q -> r", 7),
        ("p if q if r", 7),
        ("p if q -> r", 7),
        ("p -> q if r", 7),
        ("p iff q iff r", 8),
        ("p <-> q iff r", 8),
        ("p iff q -> r iff s", 13),
    ],
)
def test_if_and_iff_do_not_chain(text: str, offset: int) -> None:
    with pytest.raises(ExpressionError, match="does not chain") as caught:
        parse(text, names)
    assert caught.value.offset == offset


@pytest.mark.parametrize("text", ["(p -> q) -> r", "p -> (q -> r)", "(p iff q) iff r", "p if (q if r)"])
def test_with_parentheses_they_do(text: str) -> None:
    parse(text, names)


@pytest.mark.parametrize(
    ("text", "offset", "words"),
    [
        ("", 0, "empty"),
        ("   ", 3, "empty"),
        ("p and", 5, "ends too early"),
        ("not", 3, "ends too early"),
        ("p q", 2, "without an operator"),
        ("p not q", 2, "without an operator"),
        ("p (q)", 2, "without an operator"),
        ("and p", 0, "stands where an option should"),
        ("p and or q", 6, "stands where an option should"),
        ("()", 1, "stands where an option should"),
        ("(p", 0, "never closed"),
        ("p and (q or (r)", 6, "never closed"),
        ("p)", 1, "has no"),
        ("p and $q", 6, "has no meaning"),
        ("p = q", 2, "has no meaning"),
        ("p, q", 1, "has no meaning"),
        ("p >= 3", 2, "has no meaning"),
        ("__import__('os')", 11, "has no meaning"),
    ],
)
def test_a_mistake_is_shown_where_it_is(text: str, offset: int, words: str) -> None:
    with pytest.raises(ExpressionError, match=re.escape(words)) as caught:
        parse(text, names)
    assert caught.value.offset == offset


def test_the_internal_name_of_an_operator_is_not_an_operator() -> None:
    """`imp` is what the parser calls `->`; the language does not have the word."""
    with pytest.raises(ExpressionError, match="without an operator"):
        parse("p imp q", names)


def test_an_unknown_name_is_shown_at_its_place_with_the_nearest() -> None:
    def resolve(word: str) -> str:
        if word == "relaese":
            raise ExpressionError("there is no option 'relaese'", near="release")
        return word

    with pytest.raises(ExpressionError, match="did you mean 'release'") as caught:
        parse("not escalate and relaese", resolve)
    assert caught.value.offset == 17


def test_names_may_start_like_keywords_and_are_case_sensitive() -> None:
    text = "notable and orderly or iffy and android and trueish"
    assert parse(text, names).atoms == ("notable", "orderly", "iffy", "android", "trueish")
    assert parse("Not and AND", names).atoms == ("Not", "AND")


def test_nesting_is_limited_and_costs_no_recursion() -> None:
    deep = MAX_DEPTH - 10
    assert truth("not " * deep + "p") == truth("p")
    assert truth("(" * deep + "p" + ")" * deep) == truth("p")
    for text in ("not " * 4000 + "p", "(" * 5000 + "p" + ")" * 5000, "p and (" * 2000 + "q" + ")" * 2000):
        with pytest.raises(ExpressionError, match="nested more than"):
            parse(text, names)


def test_a_long_flat_expression_is_not_deep() -> None:
    expr = parse(" and ".join(["p"] * 2000), names)
    assert expr.holds(lambda name: True)
    assert expr.atoms == ("p",)


def test_an_overlong_expression_is_refused() -> None:
    with pytest.raises(ExpressionError, match="20,000"):
        parse("p and " * 5000 + "p", names)


# -- patterns ----------------------------------------------------------------------------------


def letters(word: str) -> list[tuple[str, bool]]:
    bare = word.replace("|", "")
    if len(bare) != len(ATOMS):
        raise ExpressionError(f"the pattern has {len(bare)} letters")
    return [(a, x == "Y") for a, x in zip(ATOMS, bare, strict=True) if x != "-"]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("Y---", "p"),
        ("Y-N-", "p and not r"),
        ("YY|NN", "p and q and not r and not s"),
        ("NNNN or YYYY", "(not p and not q and not r and not s) or (p and q and r and s)"),
        ("not Y--Y", "not (p and s)"),
        ("-Y--->q", "q -> q"),
        ("p->-Y--", "p -> q"),
        ("Y--- | -Y--", "p or q"),
        ("----", "true"),
        ("s if Y---", "p -> s"),
    ],
)
def test_a_pattern_is_an_expression(text: str, same: str) -> None:
    expr = parse(text, names, letters)
    assert [expr.holds(setting.__getitem__) for setting in SETTINGS] == truth(same)


def test_a_pattern_of_wrong_length_is_shown_where_it_is() -> None:
    with pytest.raises(ExpressionError, match="2 letters") as caught:
        parse("p and YN", names, letters)
    assert caught.value.offset == 6


def test_without_patterns_capital_letters_are_names() -> None:
    assert parse("Y and N or YN", names).atoms == ("Y", "N", "YN")
    with pytest.raises(ExpressionError):
        parse("Y-N", names)


def test_names_that_begin_with_pattern_letters_stay_names() -> None:
    assert parse("Yes and No_more and N1", names, letters).atoms == ("Yes", "No_more", "N1")


def test_a_conjunction_of_nothing_is_true() -> None:
    assert conjunction([]).holds(lambda name: False)
    assert str(conjunction([("p", True), ("q", False)])) == "p and not q"
