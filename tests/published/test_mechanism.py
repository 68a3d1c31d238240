"""The mechanism in three options: sixteen variants, three independent computations.

Russia may stop objecting to strikes, Israel may strike, Syria may commit. Codes in that order; the
status quo is YYN. With the classical concepts alone Syria commits only where the strike stops in
the very move (`needs`). With foresight a one-way commitment follows where Israel heeds permission
and permission is tied to the commitment; a revocable one never settles; where Israel acts alone
nothing follows.
"""

from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pytest

from tertius.dynamics.foresight import judge_move
from tertius.dynamics.outcomes import outcomes
from tertius.dynamics.verify import verify_judgement
from tertius.kernels.graph import game_of
from tertius.kernels.reference import Reference
from tertius.model.case import Actor, Case, Effect
from tertius.model.conflict import Option, OptionConflict, Preference
from tertius.model.expr import Expr, parse
from tertius.model.layers import situate
from tertius.stability.solve import equilibria, stable_states

TABLE = """
| revocable | heeds permission | no  | no  | YYN | YYN | YYN               | NNN YYN         | NNN YYN         |
| revocable | heeds permission | no  | yes | YYN | YYN | YYN               | NNN YYN         | NNN YYN         |
| revocable | heeds permission | yes | no  | YYN | YYN | (none: unsettled) | YYN             | NNY YYN         |
| revocable | heeds permission | yes | yes | YYN | NNY | NNY               |                 | NNY YNN         |
| revocable | acts alone       | no  | no  | YYN | YYN | YYN               | NYN YYN         | NYN YYN         |
| revocable | acts alone       | no  | yes | YYN | YYN | YYN               | NNN YYN         | NNN YYN         |
| revocable | acts alone       | yes | no  | YYN | YYN | YYN               | YYN             | YYN             |
| revocable | acts alone       | yes | yes | YYN | NNY | NNY               |                 | NNY YNN         |
| one-way   | heeds permission | no  | no  | YYN | YYN | YYN               | NNN NNY YYN YYY | NNN NNY YYN YYY |
| one-way   | heeds permission | no  | yes | YYN | YYN | YYN               | NNN NNY YYN YYY | NNN NNY YYN YYY |
| one-way   | heeds permission | yes | no  | YYN | YYN | NNY               | NNY YYN         | NNY YYN         |
| one-way   | heeds permission | yes | yes | YYN | NNY | NNY               | NNY             | NNY YNN         |
| one-way   | acts alone       | no  | no  | YYN | YYN | YYN               | NYN NYY YYN YYY | NYN NYY YYN YYY |
| one-way   | acts alone       | no  | yes | YYN | YYN | YYN               | NNN NNY YYN YYY | NNN NNY YYN YYY |
| one-way   | acts alone       | yes | no  | YYN | YYN | YYN               | NYY YYN         | NYY YYN         |
| one-way   | acts alone       | yes | yes | YYN | NNY | NNY               | NNY             | NNY YNN         |
"""


@dataclass(frozen=True)
class Row:
    one_way: bool
    heeds: bool
    link: bool
    needs: bool
    status_quo: str
    seq_outcomes: frozenset[str]
    foresight: frozenset[str]
    unsettled: bool
    nash: frozenset[str]
    seq: frozenset[str]

    @property
    def id(self) -> str:
        words = ["one-way" if self.one_way else "revocable", "heeds" if self.heeds else "alone"]
        return "-".join(words + ["link"] * self.link + ["needs"] * self.needs)


def rows(table: str) -> list[Row]:
    found = []
    for line in table.strip().splitlines():
        cell = [c.strip() for c in line.strip().strip("|").split("|")]
        unsettled = cell[6] == "(none: unsettled)"
        codes = [frozenset(c.split()) for c in (*cell[5:6], "" if unsettled else cell[6], *cell[7:])]
        first, second, nash, seq = codes
        way, heeds = cell[0] == "one-way", cell[1] == "heeds permission"
        link, needs = cell[2] == "yes", cell[3] == "yes"
        found.append(Row(way, heeds, link, needs, cell[4], first, second, unsettled, nash, seq))
    return found


ROWS = rows(TABLE)
EVERY_ROW = pytest.mark.parametrize("row", ROWS, ids=lambda r: r.id)


def expression(text: str) -> Expr:
    full = {"does_not_object": "russia", "strike": "israel", "commit": "syria"}
    return parse(text, lambda name: f"{full[name]}.{name}")


def mechanism(row: Row) -> Case:
    statements = {
        "russia": ["commit"],
        "israel": (["not (strike and not does_not_object)"] if row.heeds else []) + ["strike"],
        "syria": ["not strike", "not commit"],
    }
    conflict = OptionConflict(
        options=(
            Option("russia", "does_not_object", "Not object"),
            Option("israel", "strike", "Strike"),
            Option("syria", "commit", "Commit", direction="on" if row.one_way else "both"),
        ),
        infeasible=(),
        preferences={
            a: Preference("statements", statements=tuple(map(expression, s))) for a, s in statements.items()
        },
        status_quo=frozenset({"russia.does_not_object", "israel.strike"}),
    )
    effects = []
    if row.link:
        effects.append(Effect("link", "russia.does_not_object", expr=expression("not commit")))
    if row.needs:
        effects.append(Effect("needs", "israel.strike", expr=expression("does_not_object")))
    actors = tuple(Actor(a, a.title()) for a in statements)
    return situate(Case("The mechanism", actors, conflict), given=effects)


def test_the_table_has_every_combination_once() -> None:
    assert len({(r.one_way, r.heeds, r.link, r.needs) for r in ROWS}) == len(ROWS) == 16


@EVERY_ROW
def test_engine_gives_the_row(row: Row) -> None:
    game = game_of(mechanism(row))
    stable = stable_states(game, ["nash", "seq"])
    for concept, expected in (("nash", row.nash), ("seq", row.seq)):
        assert {game.codes[s] for s in np.flatnonzero(equilibria(stable[concept]))} == expected
    near = outcomes(game, stable["seq"], foresight=1)
    far = outcomes(game, stable["seq"], foresight=2)
    assert near is not None
    assert far is not None
    assert game.status_quo is not None
    assert game.codes[game.status_quo] == row.status_quo
    assert set(near.states) == row.seq_outcomes
    assert near.settled
    assert set(far.states) == row.foresight
    assert bool(far.unsettled) == row.unsettled


@EVERY_ROW
def test_oracle_gives_the_row(row: Row) -> None:
    oracle = Reference(mechanism(row))
    assert oracle.status_quo == row.status_quo
    assert set(oracle.equilibria("nash")) == row.nash
    assert set(oracle.equilibria("seq")) == row.seq
    near, far = oracle.outcomes("seq"), oracle.outcomes("seq", foresight=2)
    assert near is not None
    assert far is not None
    assert (near.states, near.unsettled) == (row.seq_outcomes, frozenset())
    assert (far.states, bool(far.unsettled)) == (row.foresight, row.unsettled)


# -- a derivation of its own: three letters, no model, sequences written out -------------------


class ThreeLetters:
    """The same sixteen games on strings. With three actors the two who answer must take turns, so
    every legal sequence is one of two alternations; sixteen moves each pass through every pair."""

    def __init__(self, row: Row) -> None:
        self.row = row
        self.states = [
            p + s + c
            for p, s, c in product("YN", repeat=3)
            if not (row.link and p == c) and not (row.needs and s == "Y" and p == "N")
        ]

    def like(self, who: int, state: str) -> tuple[bool, ...]:
        permitted, strike, commit = (letter == "Y" for letter in state)
        if who == 0:
            return (commit,)
        if who == 2:
            return (not strike, not commit)
        return (*([not strike or permitted] if self.row.heeds else []), strike)

    def moves(self, who: int, state: str) -> list[str]:
        permitted, strike, commit = state
        flip = {"Y": "N", "N": "Y"}
        if who == 0:
            if self.row.link:
                return []
            permitted = flip[permitted]
        elif who == 1:
            strike = flip[strike]
        elif commit == "Y" and self.row.one_way:
            return []
        else:
            commit = flip[commit]
            if self.row.link:
                permitted = flip[commit]
        if self.row.needs and permitted == "N":
            strike = "N"
        return [q for q in [permitted + strike + commit] if q != state]

    def better(self, who: int, state: str) -> list[str]:
        return [q for q in self.moves(who, state) if self.like(who, q) > self.like(who, state)]

    def answers(self, who: int, state: str) -> set[str]:
        reached: set[str] = set()
        first, second = (j for j in range(3) if j != who)
        for turn in ((first, second), (second, first)):
            here = {state}
            for n in range(16):
                here = {q for s in here for q in self.better(turn[n % 2], s)}
                reached |= here
        return reached

    def stable(self, who: int, state: str, concept: str) -> bool:
        limit = self.like(who, state)
        worst = (
            min((self.like(who, e) for e in self.answers(who, q)), default=(True, True, True))
            for q in self.better(who, state)
        )
        return not self.better(who, state) if concept == "nash" else all(w <= limit for w in worst)

    def worthwhile(self, who: int, state: str) -> list[str]:
        found = []
        others = [j for j in range(3) if j != who]
        for q in self.moves(who, state):
            ends = [e for e in {q} | self.answers(who, q) if not any(self.better(j, e) for j in others)]
            if ends and min(self.like(who, e) for e in ends) > self.like(who, state):
                found.append(q)
        return found

    def equilibria(self, concept: str) -> set[str]:
        return {s for s in self.states if all(self.stable(i, s, concept) for i in range(3))}

    def ends(self, foresight: int) -> tuple[set[str], bool]:
        """Where all walks of 16 steps from the status quo stop, and whether one is caught."""
        goals = self.equilibria("seq")

        def onward(s: str) -> set[str]:
            if foresight == 2:
                return {q for i in range(3) for q in self.worthwhile(i, s)}
            unstable = [i for i in range(3) if not self.stable(i, s, "seq")]
            return set() if s in goals else {q for i in unstable for q in self.better(i, s)}

        stopped, here = set(), {"YYN"}
        for _ in range(16):
            stopped |= {s for s in here if not onward(s)}
            here = {q for s in here for q in onward(s)}
        return stopped, not stopped


@EVERY_ROW
def test_a_second_derivation_gives_the_row(row: Row) -> None:
    game = ThreeLetters(row)
    assert game.equilibria("nash") == row.nash
    assert game.equilibria("seq") == row.seq
    assert game.ends(1) == (row.seq_outcomes, False)
    assert game.ends(2) == (row.foresight, row.unsettled)


# -- the same in words -------------------------------------------------------------------------


def only(**wanted: bool) -> list[Row]:
    return [r for r in ROWS if all(getattr(r, k) == v for k, v in wanted.items())]


def test_without_foresight_nobody_commits_unless_the_strike_stops_in_the_very_move() -> None:
    assert all((r.seq_outcomes == {"NNY"}) == (r.link and r.needs) for r in ROWS)


def test_with_foresight_a_commitment_follows_where_permission_counts_and_is_tied_to_it() -> None:
    for row in only(one_way=True, needs=False):
        assert (row.foresight == {"NNY"}) == (row.heeds and row.link)


def test_a_commitment_that_can_be_taken_back_never_settles() -> None:
    (row,) = [r for r in ROWS if r.unsettled]
    assert (row.one_way, row.heeds, row.link, row.needs) == (False, True, True, False)


@EVERY_ROW
def test_the_judgement_of_the_commitment_proves_itself(row: Row) -> None:
    case = mechanism(row)
    game = game_of(case)
    assert game.status_quo is not None
    (target,) = game.moves[2].of(game.status_quo)
    judgement = judge_move(game, 2, game.status_quo, target)
    assert verify_judgement(case, judgement) == []
    pays = row.link and (row.needs or row.heeds)
    assert judgement.worthwhile == pays
    if pays and not row.needs:  # Israel, no longer permitted, stops; that is why it pays
        assert judgement.ends == (("NNY", (("israel", "NYY", "NNY"),)),)


def test_the_literal_table_is_that_of_the_collection() -> None:
    place = Path(__file__).resolve().parents[2].parent / "shared" / "published" / "mechanism.md"
    if not place.exists():
        pytest.skip("the collection is not beside the repository")
    lines = place.read_text("utf-8").splitlines()
    assert rows("\n".join(x for x in lines if x.startswith(("| revocable", "| one-way")))) == ROWS
