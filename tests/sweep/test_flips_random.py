"""Flips of random cases, with readings that have orders of their own, against every order there is, each written into the file and solved by itself."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from copy import deepcopy
from itertools import product
from random import Random
from typing import Any

import pytest

from tertius.dynamics.analysis import analyze
from tertius.errors import TertiusError
from tertius.evidence.claims import evaluate_claims
from tertius.io.load import parse_case
from tertius.model.case import Case
from tertius.model.layers import situate
from tertius.sweep.flips import flips
from tertius.sweep.plan import plan_of

Edit = Callable[[dict[str, Any]], None]
JUDGED = {"basis": "judged"}


def statements(random: Random, count: int) -> list[str]:
    found: dict[str, None] = {}
    while len(found) < count:
        a, b = random.choice(["", "not "]) + random.choice("xyz"), random.choice(["", "not "]) + random.choice("xyz")
        found[a if random.random() < 0.4 else f"{a} {random.choice(['and', 'or', 'if', 'iff'])} {b}"] = None
    return list(found)


def preference(random: Random, *sizes: int) -> dict[str, Any]:
    return {"statements": statements(random, random.choice(sizes)), **JUDGED}


def varying(random: Random, own: list[str]) -> dict[str, Any]:
    how = random.choice(["adjacent", "adjacent", "chains", "alternatives"])
    if how == "adjacent":
        return {"reorder": "adjacent", "p": 0.3, **JUDGED}
    if how == "chains" and len(own) > 2:
        upper, lower = sorted(random.sample(range(len(own)), 2))
        return {"reorder": "extensions", "chains": [[own[upper], own[lower]]], **JUDGED}
    others = [{"weight": random.choice([0, 1, 2]), **preference(random, 2, 3)} for _ in range(2)]
    return {"alternatives": [{"weight": 1, "statements": own, **JUDGED}, *others], **JUDGED}


def written(random: Random) -> dict[str, Any]:
    options = {"a": {"x": {"name": "X", **JUDGED}}, "b": {"y": {"name": "Y", **JUDGED}, "z": {"name": "Z", **({"direction": "on"} if random.random() < 0.3 else {}), **JUDGED}}}
    preferences = {actor: preference(random, 2, 3) for actor in "ab"}
    return {
        "tertius": 1,
        "title": "T",
        "actors": {"a": "A", "b": "B"},
        "conflict": {
            "options": options,
            **({"infeasible": [random.choice(["x and y and z", "x and not y and z"])]} if random.random() < 0.4 else {}),
            "preferences": preferences,
            "status_quo": [],
        },
        "levers": {"l": {"name": "L", "by": "a", "effects": [random.choice([{"fix": {"a.x": "on"}}, {"link": {"a.x": "not y"}}, {"needs": {"b.y": "x"}}])], **JUDGED}},
        "readings": {
            "r": {"changes": {"conflict": {"preferences": {random.choice("ab"): preference(random, 1, 2, 3)}}}, "levers": random.choice([[], ["l"]]), **JUDGED},
        },
        "uncertainty": {"preferences": {actor: varying(random, p["statements"]) for actor, p in preferences.items()}},
        "claims": [
            {"id": "K1", "text": "T", "expect": {"outcomes": random.choice(["some", "every", "none"]), "satisfy": statements(random, 1)[0]}, **JUDGED},
            {"id": "K2", "text": "T", "expect": {random.choice(["sufficient", "necessary"]): ["l"], "for": random.choice("yz")}, **JUDGED},
            {"id": "K3", "text": "T", "expect": {random.choice(["all_of", "any_of"]): ["K1", "K2"]}, **JUDGED},
        ],
    }  # fmt: skip


def steps_from(starts: tuple[tuple[int, ...], ...], barred: set[tuple[int, int]]) -> dict[tuple[tuple[int, ...], ...], int]:
    """Orders that swaps of neighbours make of several at once, at the same places, and how many it takes."""
    distance = {starts: 0}
    front = [starts]
    while front:
        following = []
        for now in front:
            for k in range(max(map(len, starts)) - 1):
                if now[0][k : k + 2] not in barred:
                    after = tuple((*o[:k], o[k + 1], o[k], *o[k + 2 :]) if k + 1 < len(o) else o for o in now)
                    if after not in distance:
                        distance[after] = distance[now] + 1
                        following.append(after)
        front = following
    return distance


def changes_of(data: dict[str, Any], actor: str) -> Iterator[tuple[int, Edit]]:
    own, how = data["conflict"]["preferences"][actor]["statements"], data["uncertainty"]["preferences"][actor]
    other = data["readings"]["r"]["changes"]["conflict"]["preferences"].get(actor)
    if "alternatives" in how:
        for k, entry in enumerate(how["alternatives"]):
            if k == 0 or entry["weight"]:
                yield int(entry["statements"] != own), lambda made, entry=entry: made["conflict"]["preferences"][actor].update(statements=entry["statements"])  # type: ignore[misc]
        return
    both = other is not None and how["reorder"] == "adjacent"
    starts = tuple(tuple(range(len(x))) for x in (own, *([other["statements"]] if other is not None and both else [])))
    barred = {(own.index(u), own.index(v)) for u, v in how.get("chains", [])}
    for orders, distance in steps_from(starts, barred).items():

        def edit(made: dict[str, Any], orders: tuple[tuple[int, ...], ...] = orders) -> None:
            made["conflict"]["preferences"][actor]["statements"] = [own[k] for k in orders[0]]
            if both:
                there = made["readings"]["r"]["changes"]["conflict"]["preferences"][actor]
                there["statements"] = [other["statements"][k] for k in orders[1]]

        yield distance, edit


def answers(case: Case) -> dict[tuple[str, str | None, str], tuple[str, ...]]:
    found = {("verdict", r.reading, r.claim.id): (r.verdict.verdict,) for r in evaluate_claims(case, falsifiers=False)}
    for reading in (None, "r"):
        outcomes = analyze(situate(case, reading=reading)).outcomes
        assert outcomes is not None
        found["outcomes", reading, ""] = tuple(sorted([*outcomes.states, *(["unsettled"] if outcomes.unsettled else [])]))
    return found


@pytest.mark.parametrize("seed", range(4))
def test_flips_are_those_of_every_case_there_is(seed: int) -> None:
    random, tried, distances = Random(seed), 0, set()
    while tried < 15:
        data = written(random)
        changes = [list(changes_of(data, actor)) for actor in "ab"]
        try:
            case = parse_case(json.dumps(data))
        except TertiusError:
            continue
        tried += 1
        table = []
        for chosen in product(*changes):
            made = deepcopy({k: v for k, v in data.items() if k != "uncertainty"})
            for _, edit in chosen:
                edit(made)
            table.append((sum(d for d, _ in chosen), answers(parse_case(json.dumps(made)))))
        (now,) = [a for d, a in table if d == 0]
        found = {(f.kind, f.reading, f.of): f for f in flips(plan_of(case, targets=()))}
        assert found.keys() == now.keys()
        for key, flip in found.items():
            away = [d for d, a in table if a[key] != now[key]]
            assert (flip.now, flip.distance, flip.complete) == (now[key], min(away, default=None), True), (data, key)
            assert len(flip.tipping) == away.count(1), (data, key)
            distances.add(flip.distance)
    assert {None, 1} <= distances
