"""Questions pair by pair: whatever an actor's ranking is, truthful answers give it back."""

from __future__ import annotations

from itertools import permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from tertius.studio.interview import by_options, by_states, most_questions


def answered(rank: dict[str, int]) -> tuple[tuple[tuple[str, ...], ...], int]:
    """The ranking that truthful answers lead to, and how many there were."""
    answers: list[str] = []
    while True:
        step = by_states(list(rank), answers)
        if step.left is None or step.right is None:
            return step.ranking, step.asked
        a, b = rank[step.left], rank[step.right]
        answers.append("left" if a > b else "right" if b > a else "tie")


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 6), min_size=1, max_size=12))
def test_truthful_answers_give_the_ranking_back(ranks: list[int]) -> None:
    rank = {f"s{k}": r for k, r in enumerate(ranks)}
    found, asked = answered(rank)
    wanted = [{s for s in rank if rank[s] == r} for r in sorted(set(ranks), reverse=True)]
    assert [set(group) for group in found] == wanted
    assert asked <= most_questions(len(ranks))


def test_four_states_take_at_most_five_questions() -> None:
    # By hand: the second state takes 1 question, the third 2, the fourth 2.
    assert most_questions(4) == 5
    assert max(answered(dict(zip("abcd", order, strict=True)))[1] for order in permutations(range(4))) == 5


def test_options_give_statements_in_the_order_of_their_importance() -> None:
    # The actor wants a on, b off, does not mind c, wants d on; a matters less than b, d less than both.
    wanted, weight = {"a": "left", "b": "right", "c": "tie", "d": "left"}, {"a": 2, "not b": 3, "d": 1}
    answers: list[str] = []
    while True:
        step = by_options(["a", "b", "c", "d"], answers)
        if step.left is None or step.right is None:
            break
        assert len(answers) < step.most
        answers.append(wanted[step.left] if step.kind == "sign" else "left" if weight[step.left] > weight[step.right] else "right")
    assert step.ranking == (("not b",), ("a",), ("d",))


def test_an_actor_that_minds_nothing_has_no_statements() -> None:
    step = by_options(["a", "b"], ["tie", "tie"])
    assert step.left is None
    assert step.ranking == ()
