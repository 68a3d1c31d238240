"""What forms a and d make certain: verdicts against random completions of what is not known."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import combinations
from random import Random

import pytest

from tertius.kernels.graph import game_of
from tertius.kernels.relation import BETTER, EQUAL, STRONG, STRONGLY_WORSE, UNKNOWN, WORSE, Compared
from tertius.model.case import Case
from tertius.model.conflict import Comparison, Preference
from tertius.stability.solve import stable_for
from tertius.testing import seeded_case

SIGNS = {STRONG: ">>", BETTER: ">", EQUAL: "~", WORSE: "<", STRONGLY_WORSE: "<<"}


def completed(case: Case, random: Random) -> Case:
    """The case with each unknown pair decided at random; what results may go round."""
    game = game_of(case)
    assert case.conflict is not None
    preferences = dict(case.conflict.preferences)
    for i, relation in game.relations.items():
        if not isinstance(relation, Compared):
            continue
        pairs = []
        for a, b in combinations(range(game.states), 2):
            sign = int(relation.matrix[a, b])
            told = SIGNS[random.choice([BETTER, EQUAL, WORSE]) if sign == UNKNOWN else sign]
            left, right = (a, b) if "<" not in told else (b, a)
            pairs.append(Comparison(game.codes[left], told.replace("<", ">"), game.codes[right]))
        preferences[game.actors[i]] = Preference("pairs", pairs=tuple(pairs))
    return replace(case, conflict=replace(case.conflict, preferences=preferences))


@pytest.mark.parametrize("form", ["option", "graph"])
def test_forms_a_and_d_are_certain_as_the_pages_say(form: str) -> None:
    seen: Counter[str] = Counter()
    for seed in range(60):
        case = seeded_case(seed, form, relations="any")
        game = game_of(case)
        if game.unknown is None:
            continue
        known = [game_of(completed(case, Random(f"{seed} {k}"))) for k in range(4)]
        for plain in ("nash", "gmr", "smr", "seq"):
            for i in range(len(game.actors)):
                a, d = (stable_for(game, i, f"{plain}_{x}") for x in "ad")
                assert not (a & ~d).any()
                for other in known:
                    assert other.unknown is None
                    then = stable_for(other, i, plain)
                    assert not (then & ~d).any(), "unstable in form d, yet stable in a completion"
                    broken = int((a & ~then).sum())
                    assert plain == "seq" or not broken, "stable in form a, yet unstable in a completion"
                    seen[plain] += 1
                    seen[f"{plain} broken"] += broken
    assert seen["nash"] > 100
    assert seen["seq broken"] > 0, "seq_a can rest on a step that would not be made"
