"""Sets of levers: 20 levers on 256 states, as a whole process, against the same sets one by one."""

from __future__ import annotations

import time
from itertools import combinations
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.timing import Line, process, tertius
from tertius.dynamics.outcomes import quantify
from tertius.dynamics.solved import Solved
from tertius.errors import ImpossibleError
from tertius.io.load import parse_case
from tertius.kernels.many import VERDICTS
from tertius.kernels.reference import Reference
from tertius.leverage.question import Question, Sets, ask
from tertius.model.expr import parse

__all__ = ["levers"]

LEVERS = 20
TARGET = "a.a0 and b.b0"
FOUR_SECONDS, ALL_SECONDS = 10.0, 180.0
KEYS = [f"{actor}.{actor}{k}" for actor in "abcd" for k in range(2)]


def made(seed: int = 5) -> str:
    """A case file: four actors with two options each; five links, five needs, five options forbidden, five wishes."""
    draw = Random(seed)

    def wish(but: str = "") -> str:
        x, y = draw.sample([key for key in KEYS if key != but], 2)
        return draw.choice(["{} if {}", "not {} or not {}", "{} and {}", "{} iff {}", "not {} and {}"]).format(x, y)

    def wishes(count: int) -> list[str]:
        found: dict[str, None] = {}
        while len(found) < count:
            found[wish()] = None
        return list(found)

    def effect(k: int) -> str:
        key = draw.choice(KEYS)
        return [
            f'link: {{{key}: "{wish(key)}"}}', f'needs: {{{key}: "{wish(key)}"}}', f"forbid: [{key}]",
            f'prefer: {{{draw.choice("abcd")}: {{first: ["{wish()}"]}}}}',
        ][k % 4]  # fmt: skip

    lines = ["tertius: 1", "title: Twenty levers", "actors: {a: A, b: B, c: C, d: D}", "conflict:", "  options:"]
    lines += [f"    {a}: {{{a}0: {a}0, {a}1: {a}1}}" for a in "abcd"]
    lines += ["  preferences:"]
    lines += [f"    {a}: [{', '.join(map(_quoted, wishes(6)))}]" for a in "abcd"]
    lines += ["  status_quo: []", "levers:"]
    lines += [f"  l{k}: {{name: L{k}, by: a, cost: {1 + k % 3}, effects: [{{{effect(k)}}}]}}" for k in range(LEVERS)]
    return "\n".join(lines)


def _quoted(text: str) -> str:
    return f'"{text}"'


def _textbook(question: Question, names: tuple[str, ...]) -> str:
    try:
        case = question.situated(names)
        model = Reference(case)
    except ImpossibleError:
        return "impossible"
    found = model.outcomes(concept="seq", foresight=question.foresight)
    assert found is not None
    good = Solved(case).satisfying(question.target)
    return quantify(question.quantifier, sorted(found.states), good, not found.unsettled)


def _check(question: Question, plans: list[tuple[str, ...]], samples: int) -> None:
    """Sampled sets against the textbook on sets; every plan reaches the target, and no set with one lever less."""
    sets = Sets(question)
    assert sets.expect(10_000)
    numbers = np.random.default_rng(0).integers(0, 2 ** len(question.pool), samples)
    numbers &= np.random.default_rng(1).integers(0, 2 ** len(question.pool), samples)  # fewer contradictions
    for number, found in zip(numbers.tolist(), sets.verdicts(numbers).tolist(), strict=True):
        assert VERDICTS[found] == _textbook(question, sets.levers(number)), sets.levers(number)
    alone = Sets(question)
    for plan in plans[:20]:
        assert alone.verdict(plan) == "holds", plan
        assert all(alone.verdict(less) != "holds" for k in range(len(plan)) for less in combinations(plan, k)), plan


def levers(folder: Path) -> list[Line]:
    """All sets of up to four of 20 levers, and all 2^20, both from the case file to JSON."""
    file = folder / "levers.yaml"
    file.write_text(made(), encoding="utf-8")
    case = parse_case(made())
    lines = []
    for foresight in (1, 2):
        question = ask(case, parse(TARGET, str), foresight=foresight)
        asked = ("leverage", str(file), "--target", TARGET, "--foresight", str(foresight), "--json")
        four = process(tertius(*asked, "--size", "4"))
        whole = process(tertius(*asked, "--size", "20"))
        for run in (four, whole):
            assert run.answer["complete"], run.errors
        plans = [tuple(p["levers"]) for p in whole.answer["plans"]]
        assert {p for p in plans if len(p) <= 4} == {tuple(p["levers"]) for p in four.answer["plans"]}
        _check(question, plans, 60)
        one, many = _each(question)
        tried = whole.answer["sets"]["tried"]
        text = (
            f"{LEVERS} levers, 256 states, foresight {foresight}, case file to JSON: sets of up to 4 in {four.seconds:.1f} s "
            f"(at most {FOUR_SECONDS:g} s); all 2^{LEVERS} in {whole.seconds:.1f} s (at most {ALL_SECONDS:g} s), of which {tried:,} "
            f"contain no plan; {len(plans)} plans; one by one a set takes {one / many:,.0f} times as long"
        )
        lines.append(Line("levers", text, four.seconds <= FOUR_SECONDS and whole.seconds <= ALL_SECONDS))
    return lines


def _each(question: Question) -> tuple[float, float]:
    """Seconds for a set: one by one, and many at once."""
    numbers = np.random.default_rng(2).integers(0, 2 ** len(question.pool), 20_000)
    numbers &= np.random.default_rng(3).integers(0, 2 ** len(question.pool), 20_000)
    alone, together = Sets(question), Sets(question)
    assert together.expect(len(numbers))
    begin = time.perf_counter()
    few = alone.verdicts(numbers[:1000]).tolist()
    one = (time.perf_counter() - begin) / len(set(numbers[:1000].tolist()))
    begin = time.perf_counter()
    assert together.verdicts(numbers)[:1000].tolist() == few
    return one, (time.perf_counter() - begin) / len(set(numbers.tolist()))
