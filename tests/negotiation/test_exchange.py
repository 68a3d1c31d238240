"""Equal-gain exchange against a published run on three issues of the Paris talks, and by hand."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from tertius.negotiation.models.exchange import EXCHANGE, exchanges, tradable
from tertius.negotiation.stakes import Stakes

PUBLISHED = Path(__file__).with_name("exchange_published.json")


def test_two_actors_two_issues_by_hand() -> None:
    # Outcomes 600/7 and 250/7. The second actor demands the first issue: 100 * 10/70 = 14.29 points, worth 857.14 to it and 142.86 to the first.
    # Equal gain: 14.29 * 70/140 = 7.14 points on the second issue; each gains 500; the second actor moves 7.14 * 140/50 = 20.
    position, salience, power = np.array([[0.0, 0], [100, 100]]), np.array([[10.0, 90], [60, 50]]), np.ones((2, 2))
    assert tradable(position, salience, power).tolist() == [[1, 0, 0, 1]]
    (made,), after = exchanges(position, salience, power)
    assert made.gain == pytest.approx(500)
    assert (made.i, made.j, made.p, made.q) == (1, 0, 0, 1)
    assert after == pytest.approx(np.array([[100, 0], [100, 80]]))
    # As published, had the second moved fully too: 0 on the second issue, worth 3214.29 to the first and 1785.71 to the second.
    whole = np.array([[100.0, 0], [100, 0]])
    shift = ((power * salience * (whole - position)).sum(axis=0) / (power * salience).sum(axis=0))[1]
    assert [-shift * s for s in salience[:, 1]] == pytest.approx([3214.285714, 1785.714286])
    weight = power * salience
    assert (weight * position).sum(axis=0) / weight.sum(axis=0) == pytest.approx([85.7142857, 35.7142857])
    assert (weight * after).sum(axis=0) / weight.sum(axis=0) == pytest.approx([100, 80 * 50 / 140])


def test_a_full_move_is_solved_back() -> None:
    # The second actor would have to move 2.86 * 7 = 20... on an issue where only 15 are between them: it moves 15, and the first less than 100.
    position, salience, power = np.array([[0.0, 85], [100, 100]]), np.array([[10.0, 90], [60, 50]]), np.ones((2, 2))
    (made,), after = exchanges(position, salience, power)
    dq = 15 * 50 / 140
    dp = dq * 140 / 70
    assert made.gain == pytest.approx(60 * dp - 50 * dq)
    assert made.gain == pytest.approx(90 * dq - 10 * dp)
    assert after == pytest.approx(np.array([[dp * 70 / 10, 85], [100, 85]]))


def stakes(issue: str, names: str, position: list[float], salience: list[float]) -> Stakes:
    n = len(position)
    return Stakes(issue, "g", tuple(names), np.array(position), np.array(salience), np.ones(n))


def test_both_gain_and_an_actor_on_one_issue_only_does_not_trade() -> None:
    issues = [stakes("p", "abc", [0, 100, 50], [10, 60, 40]), stakes("q", "bad", [100, 0, 20], [50, 90, 10])]
    p, q = (f.quantile(0.5) for f in EXCHANGE.run(issues) if f is not None)
    before = [(100 * 60 + 50 * 40) / 110, (100 * 50 + 20 * 10) / 150]
    assert p > before[0]
    assert q < before[1]
    gain_b = 60 * (p - before[0]) - 50 * (before[1] - q)
    gain_a = 90 * (before[1] - q) - 10 * (p - before[0])
    assert gain_a == pytest.approx(gain_b)
    assert gain_a > 0


def test_one_issue_has_nothing_to_trade_with() -> None:
    (found,) = EXCHANGE.run([stakes("p", "ab", [0, 100], [10, 30])])
    assert found is not None
    assert found.quantile(0.5) == pytest.approx(75)


def test_the_published_run_in_full() -> None:
    case = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    actors, issues = (list(dict.fromkeys(row[k] for row in case["data"])) for k in (0, 1))
    position, salience, power = (np.full((len(actors), len(issues)), np.nan) for _ in range(3))
    for actor, issue, x, s, c in case["data"]:
        at = actors.index(actor), issues.index(issue)
        position[at], salience[at], power[at] = x, s, c
    weight = salience * power
    assert dict(zip(issues, (weight * position).sum(axis=0) / weight.sum(axis=0), strict=True)) == pytest.approx(case["expected"]["nbs_round0"], abs=5e-5)
    assert len(tradable(position, salience, power)) == case["expected"]["potential_exchanges"]
    made, _ = exchanges(position, salience, power)
    printed = case["published_realized_exchanges"]["rows"]
    assert len(made) == len(printed)
    for e, row in zip(made, printed, strict=True):
        assert [actors[e.i], issues[e.q], actors[e.j], issues[e.p]] == row[:4]
        assert e.gain == pytest.approx(row[4], abs=2e-6)
        assert [e.i_from, e.i_to, e.j_from, e.j_to] == pytest.approx([row[5], row[7], row[8], row[10]], abs=1e-4)


TOLL = np.array([
    # Position and salience of ten actors on a toll round a town centre, its height (in euros, 0.5 to 7), its hours, commuters, investment, the ring.
    [100, 0.95, 3, 0.7, 100, 0.9, 100, 0.8, 25, 0.6, 75, 0.95], [50, 0.8, 3, 0.7, 75, 0.7, 100, 0.6, 25, 0.5, 25, 0.8],
    [100, 0.95, 5, 0.9, 100, 0.95, 100, 0.8, 50, 0.4, 100, 0.9], [0, 0.9, 0.5, 0.5, 0, 0.9, 0, 0.9, 50, 0.8, 0, 0.7],
    [75, 0.7, 2, 0.5, 75, 0.6, 50, 0.4, 0, 0.3, 0, 0.7], [25, 0.8, 1, 0.6, 25, 0.7, 50, 0.4, 25, 0.5, 50, 0.6],
    [25, 0.5, 3, 0.3, 50, 0.5, 75, 0.6, 25, 0.5, 50, 0.7], [75, 0.7, 3, 0.5, 75, 0.6, 100, 0.6, 50, 0.5, 75, 0.8],
    [25, 0.8, 1, 0.6, 0, 0.7, 0, 0.9, 50, 0.5, 25, 0.8], [0, 0.95, 0.5, 0.8, 0, 1, 0, 0.95, 100, 0.9, 100, 0.9],
])  # fmt: skip
TOLL_POWER = np.array([1, 1, 0.6, 0.5, 0.4, 0.5, 0.2, 0.2, 0.6, 0.9])


def test_published_counts_and_the_first_gain_of_a_training_case() -> None:
    # 240 possible exchanges, and 1.973684 gained by the first.
    position, salience = TOLL[:, ::2].copy(), TOLL[:, 1::2]
    position[:, 1] = (position[:, 1] - 0.5) / 6.5 * 100
    power = np.repeat(TOLL_POWER[:, None], 6, axis=1)
    assert len(tradable(position, salience, power)) == 240
    made, _ = exchanges(position, salience, power)
    assert made[0].gain == pytest.approx(1.973684, abs=5e-7)
