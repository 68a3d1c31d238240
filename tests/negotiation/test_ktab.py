"""KTAB's spatial model against a published reference run (examples/smp, dummyData_3Dim), and by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tertius.errors import UnknownNameError
from tertius.negotiation.models.ktab import (
    VICTORIES,
    VOTING,
    condorcet,
    distances,
    risk_attitude,
    spatial_probabilities,
    victory,
)

RUN = np.loadtxt(Path(__file__).with_name("ktab-seven-actors.txt"))
"""Power, then position and salience in three dimensions, of seven actors."""
POWER, POSITION, SALIENCE = RUN[:, 0], RUN[:, 1::2] / 100, RUN[:, 2::2]


def test_published_utilities() -> None:
    assert 1 - distances(POSITION, SALIENCE)[0] == pytest.approx([1.0, 0.903, 0.639, 0.87, 0.929, 0.882, 0.89], abs=0.0005)


def test_published_risk_attitudes_and_probabilities() -> None:
    first, p, risk = spatial_probabilities(POSITION, SALIENCE, POWER)
    assert first.tolist() == list(range(7))
    assert risk == pytest.approx([-0.5, -0.459, -0.499, -0.274, 1.0, -0.232, -0.43], abs=0.0006)
    assert p == pytest.approx([0.0047, 0.0302, 0.0054, 0.1492, 0.6001, 0.1447, 0.0656], abs=0.0005)


def test_two_positions_by_hand() -> None:
    # Utilities 1 and 0 for two actors of power 3 and 1: C = 3 and 1, V = .75; p ~ .5 * .75 and .5 * .25.
    won = victory(np.eye(2), np.array([3.0, 1.0]))
    assert won == pytest.approx(np.array([[0.5, 0.75], [0.25, 0.5]]), abs=1e-6)
    assert condorcet(won) == pytest.approx([0.75, 0.25], abs=1e-6)
    # Stationary: p1 = ((2 p1) .5 + (p1 + p2) .75)/2 = (p1 + .75)/2.
    assert condorcet(won, election="markov_uniform") == pytest.approx([0.75, 0.25], abs=1e-6)
    assert victory(np.eye(2), np.array([3.0, 1.0]), form="square")[0, 1] == pytest.approx(0.9, abs=1e-6)


@pytest.mark.parametrize("voting", VOTING)
@pytest.mark.parametrize("form", VICTORIES)
@pytest.mark.parametrize("election", ["conditional", "markov_uniform"])
def test_every_rule_gives_probabilities_that_favour_the_strong_middle(voting: str, form: str, election: str) -> None:
    x = np.array([[0.1], [0.5], [0.9]])
    power, salience = np.array([1.0, 3.0, 1.0]), np.ones((3, 1))
    neutral = condorcet(victory(1 - distances(x, salience), power, voting=voting, form=form), election=election)
    assert neutral.argmax() == 1
    for p in (neutral, spatial_probabilities(x, salience, power, voting=voting, form=form, election=election)[1]):
        assert p.sum() == pytest.approx(1)
        assert p[0] == pytest.approx(p[2], abs=1e-6)


def test_positions_that_two_hold_are_one() -> None:
    first, p, risk = spatial_probabilities(np.array([[0.2], [0.8], [0.2]]), np.ones((3, 1)), np.array([1.0, 1.0, 1.0]))
    assert first.tolist() == [0, 1]
    assert len(risk) == 3
    assert p[0] > p[1]


def test_rules_of_risk() -> None:
    p = np.array([0.1, 0.3, 0.6])
    assert risk_attitude(p, rule="min") == pytest.approx([0, 0.4, 1])
    assert risk_attitude(p, rule="mid") == pytest.approx([-0.5, 0.1, 1])
    assert risk_attitude(p, rule="max") == pytest.approx([-1, -0.2, 1])
    assert risk_attitude(np.full(3, 1 / 3)).tolist() == [0, 0, 0]


def test_unknown_rules() -> None:
    for wrong in ({"voting": "porportional"}, {"form": "cube"}, {"election": "none"}, {"risk": "middle"}):
        with pytest.raises(UnknownNameError):
            spatial_probabilities(POSITION, SALIENCE, POWER, **wrong)
