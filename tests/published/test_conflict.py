"""Published conflicts: inputs and results as printed, reproduced by the engine and by the oracle.

Numbers of states are those of the source, from 1; in option form they follow state order.
"""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Actor, Case
from tertius.model.conflict import GraphConflict, Option, OptionConflict, Preference
from tertius.model.expr import conjunction
from tertius.stability.solve import equilibria, stable_states
from tertius.stability.verify import verify
from tertius.stability.witness import witness

Ranking = tuple[tuple[int, ...], ...]


@dataclass(frozen=True)
class Published:
    """A conflict as printed.

    options : (owner, direction) in order; empty in graph form
    expected : equilibria by concept, as printed (or as computed in the source, where `printed` is false)
    """

    id: str
    section: str
    actors: int
    rankings: tuple[Ranking, ...]
    expected: dict[str, list[int]]
    options: tuple[tuple[int, str], ...] = ()
    infeasible: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    arcs: tuple[dict[int, list[int]], ...] = ()
    status_quo: int | None = None
    key: str = "equilibria"
    printed: bool = True


def strict(*states: int) -> Ranking:
    return tuple((s,) for s in states)


# Hipel, Kilgour and Kinsara (2014), Group Decision and Negotiation 23(3), 355-376; inputs and the
# screen of equilibria in Kinsara's guide to GMCR+ (2014), tables 1-3 and figure 19.
EUPHRATES = Published(
    id="syria_iraq_1975",
    section="cases",
    actors=2,
    options=((0, "both"), (0, "both"), (1, "both")),
    infeasible=("YY-",),
    codes=("NNN", "YNN", "NYN", "NNY", "YNY", "NYY"),
    rankings=(strict(1, 3, 6, 2, 4, 5), strict(2, 4, 6, 1, 5, 3)),
    status_quo=1,
    expected={"nash": [6], "gmr": [1, 6], "smr": [6], "seq": [6], "sim": [6], "seq_or_sim": [6]},
)

# Hipel, Fang, Kilgour and Haight (1993), nine states after coalescing those in which Uniroyal has
# left; the results are printed for twelve states and mapped (7 -> 5, 10 -> 8, 11 and 12 -> 9).
ELMIRA = Published(
    id="elmira_9state",
    section="cases",
    actors=3,
    rankings=(
        strict(7, 3, 4, 8, 5, 1, 2, 6, 9),
        strict(1, 4, 8, 5, 9, 3, 7, 2, 6),
        strict(7, 3, 5, 1, 8, 6, 4, 2, 9),
    ),
    arcs=(
        {1: [2], 3: [4], 5: [6], 7: [8]},
        {1: [3, 9], 2: [4, 9], 3: [9], 4: [9], 5: [7, 9], 6: [8, 9], 7: [9], 8: [9]},
        {1: [5], 2: [6], 3: [7], 4: [8], 5: [1], 6: [2], 7: [3], 8: [4]},
    ),
    key="equilibria_mapped",
    expected={"nash": [5, 8, 9], "seq": [5, 8, 9]},
)

PRISONERS = Published(
    id="prisoners_dilemma",
    section="cases",
    actors=2,
    options=((0, "both"), (1, "both")),
    codes=("NN", "YN", "NY", "YY"),
    rankings=(strict(3, 4, 1, 2), strict(2, 4, 1, 3)),
    expected={"nash": [1], "gmr": [1, 4], "smr": [1, 4], "seq": [1, 4], "sim": [1, 4]},
)

# Fraser and Hipel (1984), ch. 1: inputs only, nothing printed was at hand.
CUBA = Published(
    id="cuban_missile_crisis_1962",
    section="inputs_only",
    actors=2,
    options=((0, "on"), (0, "both"), (1, "both"), (1, "both")),
    infeasible=("--YY",),
    codes=(
        *("NNNN", "YNNN", "NYNN", "YYNN", "NNYN", "YNYN"),
        *("NYYN", "YYYN", "NNNY", "YNNY", "NYNY", "YYNY"),
    ),
    arcs=(
        {
            1: [2, 3, 4],
            2: [4],
            3: [1, 2, 4],
            4: [2],
            5: [6, 7, 8],
            6: [8],
            7: [5, 6, 8],
            8: [6],
            9: [10, 11, 12],
            10: [12],
            11: [9, 10, 12],
            12: [10],
        },
        {
            1: [5, 9],
            2: [6, 10],
            3: [7, 11],
            4: [8, 12],
            5: [1, 9],
            6: [2, 10],
            7: [3, 11],
            8: [4, 12],
            9: [1, 5],
            10: [2, 6],
            11: [3, 7],
            12: [4, 8],
        },
    ),
    rankings=(
        strict(5, 7, 6, 8, 3, 2, 4, 1, 12, 10, 11, 9),
        strict(1, 5, 7, 3, 6, 2, 8, 4, 12, 10, 11, 9),
    ),
    expected={},
)


def two_by_two(id: str, row: Ranking, column: Ranking, **expected: list[int]) -> Published:
    return Published(
        id=id,
        section="analytic",
        actors=2,
        options=((0, "both"), (1, "both")),
        codes=("NN", "YN", "NY", "YY"),
        rankings=(row, column),
        expected=expected,
        printed=False,
    )


CHICKEN = two_by_two(
    "chicken",
    strict(3, 4, 2, 1),
    strict(2, 4, 3, 1),
    nash=[2, 3],
    gmr=[2, 3, 4],
    smr=[2, 3, 4],
    seq=[2, 3],
)
STAG_HUNT = two_by_two(
    "stag_hunt", strict(4, 3, 1, 2), strict(4, 2, 1, 3), nash=[1, 4], gmr=[1, 4], smr=[1, 4], seq=[1, 4]
)
CALLED_BLUFF = two_by_two(
    "called_bluff", strict(3, 4, 2, 1), strict(2, 4, 1, 3), nash=[2], gmr=[2, 4], smr=[2, 4], seq=[2]
)
ALL = (EUPHRATES, ELMIRA, PRISONERS, CUBA, CHICKEN, STAG_HUNT, CALLED_BLUFF)


def names_on(options: tuple[Option, ...], code: str) -> list[str]:
    return [o.key for o, letter in zip(options, code, strict=True) if letter == "Y"]


def case_of(data: Published) -> Case:
    ids = [f"dm{n}" for n in range(1, data.actors + 1)]
    names = list(data.codes) or [f"s{n}" for n in range(1, 1 + max(s for (s,) in data.rankings[0]))]
    preferences = {
        actor: Preference("ranking", ranking=tuple(tuple(names[s - 1] for s in c) for c in ranking))
        for actor, ranking in zip(ids, data.rankings, strict=True)
    }
    start = None if data.status_quo is None else names[data.status_quo - 1]
    conflict: OptionConflict | GraphConflict
    if data.options:
        options = tuple(Option(ids[who], f"o{k}", f"o{k}", way) for k, (who, way) in enumerate(data.options))
        excluded = tuple(
            conjunction([(o.key, x == "Y") for o, x in zip(options, p, strict=True) if x != "-"])
            for p in data.infeasible
        )
        on = None if start is None else frozenset(names_on(options, start))
        conflict = OptionConflict(options, excluded, preferences, on)
    else:
        moves = {
            actor: tuple((names[s - 1], names[t - 1]) for s, ts in arcs.items() for t in ts)
            for actor, arcs in zip(ids, data.arcs, strict=True)
        }
        conflict = GraphConflict(tuple((n, n) for n in names), moves, preferences, start)
    return Case(data.id, tuple(Actor(i, i) for i in ids), conflict)


def found(data: Published, concept: str) -> list[int]:
    game = game_of(case_of(data))
    if concept == "seq_or_sim":  # each actor by one or the other
        both = stable_states(game, ["seq", "sim"])
        table = both["seq"] | both["sim"]
    else:
        table = stable_states(game, [concept])[concept]
    return [int(s) + 1 for s in np.flatnonzero(equilibria(table))]


def by_oracle(data: Published, concept: str) -> list[int]:
    oracle = Reference(case_of(data))
    concepts = concept.split("_or_")
    return [
        n
        for n, s in enumerate(oracle.states, 1)
        if all(any(oracle.stable(a, s, c) for c in concepts) for a in oracle.actors)
    ]


PRINTED = [pytest.param(d, c, id=f"{d.id}-{c}") for d in ALL for c in d.expected]


@pytest.mark.parametrize(("data", "concept"), PRINTED)
def test_equilibria_are_as_published(data: Published, concept: str) -> None:
    assert found(data, concept) == data.expected[concept]
    assert by_oracle(data, concept) == data.expected[concept]


@pytest.mark.parametrize("data", [d for d in ALL if d.codes], ids=lambda d: d.id)
def test_states_are_as_published_and_in_that_order(data: Published) -> None:
    assert game_of(case_of(data)).codes == data.codes


@pytest.mark.parametrize("data", [d for d in ALL if d.arcs], ids=lambda d: d.id)
def test_moves_are_as_published(data: Published) -> None:
    game = game_of(case_of(data))
    for moves, arcs in zip(game.moves, data.arcs, strict=True):
        for s in range(game.states):
            assert [t + 1 for t in moves.of(s)] == arcs.get(s + 1, [])


def test_cuban_equilibria_where_nothing_was_printed_agree_with_the_oracle() -> None:
    """From state 5 (the Soviets withdraw, nothing else) neither has an improvement but 5 -> 1.

    Withdrawing leaves the US at its best state; for the USSR state 1 is better, and the US answers
    it with a blockade (3) or worse, which is no better for the USSR than 5: sequentially stable.
    """
    for concept in ("nash", "gmr", "smr", "seq", "sseq", "sim"):
        assert found(CUBA, concept) == by_oracle(CUBA, concept)
    assert 5 not in found(CUBA, "nash")
    assert 5 in found(CUBA, "seq")


@pytest.mark.parametrize("data", ALL, ids=lambda d: d.id)
def test_every_verdict_of_a_published_case_has_a_valid_witness(data: Published) -> None:
    case = case_of(data)
    game, model = game_of(case), Reference(case)
    concepts = ["nash", "gmr", "smr", "seq", "sseq", *(["sim"] if data.options else [])]
    for concept in concepts + (["limited"] if data.actors == 2 else []):
        for i in range(data.actors):
            for s in range(game.states):
                assert verify(case, witness(game, i, s, concept), model=model) == []


def test_literal_data_are_those_of_the_collection() -> None:
    place = Path(__file__).resolve().parents[2].parent / "shared" / "published" / "conflict.json"
    if not place.exists():
        pytest.skip("the collection is not beside the repository")
    collection = json.loads(place.read_text("utf-8"))
    entries = {c["id"]: (s, c) for s in ("cases", "inputs_only", "analytic") for c in collection[s]}
    assert set(entries) == {d.id for d in ALL}
    directions = {"both": "both", "on": "N_to_Y_only", "off": "Y_to_N_only"}
    for data in ALL:
        section, entry = entries[data.id]
        assert section == data.section
        assert len(entry["decision_makers"]) == data.actors
        assert [[list(c) for c in r] for r in data.rankings] == entry["preference_rankings"]
        assert [(o["owner"], o["direction"]) for o in entry.get("options", [])] == [
            (who, directions[way]) for who, way in data.options
        ]
        assert list(data.infeasible) == entry.get("infeasible_patterns", [])
        assert [s.get("yn") for s in entry["states"] if "yn" in s] == list(data.codes)
        assert data.status_quo == entry.get("status_quo")
        if data.arcs:
            assert [{str(s): ts for s, ts in a.items()} for a in data.arcs] == entry["transitions"]
        elif "transitions" in entry:
            game = game_of(case_of(data))
            assert entry["transitions"] == [
                {str(s + 1): [t + 1 for t in m.of(s)] for s in range(game.states) if m.of(s)}
                for m in game.moves
            ]
        if data.printed:
            assert data.expected == entry.get("published", {}).get(data.key, {})
        else:
            assert data.expected == entry["computed"]["reference"]["equilibria"]
