"""What if: every set of commitments under every reading, worked out beforehand, so that a page can answer without a machine behind it.

For a reading, a set S of levers that are not in force under it is put on top, as `tertius analyze --reading R --lever x ...` does. Kept are
where the status quo then leads, without and with foresight, and what becomes of the main claim and of the targets of claims about
levers, as far as these are about the situation of the case itself. Coercive levers are among them, flagged; nothing is suggested.

All sets are worked out where all readings together have no more than `SETS`; otherwise the empty set, single levers, and
the plans of the section about commitments.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from tertius.dynamics.outcomes import Outcomes, quantify
from tertius.dynamics.solved import Solved
from tertius.errors import TertiusError
from tertius.evidence.claims import ClaimChecker, readings_of
from tertius.explain.told import Told
from tertius.explain.whatif_english import WhatIfTeller
from tertius.model.asof import history_position
from tertius.model.case import Case, Claim, LeverTest
from tertius.model.effects import coercive_levers
from tertius.model.layers import situate
from tertius.report.exhibits import Key
from tertius.report.leverage import LeverageTarget

__all__ = ["SETS", "WhatIf", "WhatIfLever", "WhatIfReading", "WhatIfRow", "what_if_part"]

SETS = 4096
"""Sets over all readings up to which all are worked out."""


@dataclass(frozen=True, slots=True)
class WhatIfLever:
    """A lever that can be put in force. number : by which tables name it, from 1"""

    number: int
    id: str
    name: str
    by: str
    coercive: bool


@dataclass(frozen=True, slots=True)
class Ends:
    """Where one situation leads: in words, and as state codes. `impossible`: it cannot be set up, and the words say why."""

    said: str
    states: tuple[str, ...] = ()
    unsettled: int = 0
    impossible: bool = False


@dataclass(frozen=True, slots=True)
class WhatIfRow:
    """Sets with one answer. sets : numbers of levers; ends : without and with foresight; verdicts : for each question, or empty"""

    sets: tuple[tuple[int, ...], ...]
    ends: tuple[Ends, Ends]
    verdicts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WhatIfReading:
    """A reading, the levers that it has in force, and its answers; the first is without a further lever."""

    key: Key
    own: tuple[int, ...]
    rows: tuple[WhatIfRow, ...]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """The section. questions : label and text of the main claim and of each target; complete : whether all sets are there"""

    levers: tuple[WhatIfLever, ...]
    questions: tuple[tuple[str, str], ...]
    readings: tuple[WhatIfReading, ...]
    complete: bool
    scope: str

    @property
    def data(self) -> dict[str, object]:
        """For the page's script: answers point into a list of distinct ends."""
        pool: dict[Ends, int] = {}
        readings = []
        for r in self.readings:
            rows = {
                "+".join(map(str, chosen)): [*(pool.setdefault(e, len(pool)) for e in row.ends), *row.verdicts]
                for row in r.rows
                for chosen in row.sets
            }
            readings.append({"id": r.key.id, "own": list(r.own), "rows": rows})
        ends = [{"said": e.said, "states": list(e.states), "unsettled": e.unsettled} for e in pool]
        return {"readings": readings, "levers": [x.id for x in self.levers], "ends": ends}


@dataclass(frozen=True, slots=True)
class _Question:
    label: str
    text: str
    claim: Claim | None = None
    test: LeverTest | None = None


def what_if_part(
    case: Case, keys: Mapping[str | None, Key], leverage: Sequence[LeverageTarget] = (), *, levers: Sequence[str] = ()
) -> WhatIf | None:
    """None where there is nothing to ask: no lever that could be put in force, or no status quo.

    leverage : the section about commitments, for its plans; levers : in force in any case, beside those of a reading
    """
    conflict = case.conflict
    if conflict is None or not case.levers or conflict.status_quo is None:
        return None
    hot, told = coercive_levers(case), Told(case)
    numbers = {x: n for n, x in enumerate(case.levers, 1)}
    listed = tuple(WhatIfLever(numbers[x.id], x.id, x.name, told.actor(x.by), x.id in hot) for x in case.levers.values())
    questions = _questions(case, told)
    force = {r: tuple(dict.fromkeys((*(case.readings[r].levers if r is not None else ()), *levers))) for r in keys}
    pools = {r: [x for x in case.levers if x not in force[r]] for r in keys}
    if not any(pools.values()):
        return None
    complete = sum(2 ** min(len(p), 40) for p in pools.values()) <= SETS
    plans: dict[str | None, list[tuple[str, ...]]] = {}
    for target in leverage:
        for card in target.cards:
            for key in card.keys:
                plans.setdefault(key.id, []).extend(card.sets)
    teller = WhatIfTeller(case)
    readings = []
    for reading, key in keys.items():
        sets = _sets(pools[reading], plans.get(reading, ()), complete)
        rows: dict[tuple[tuple[Ends, Ends], tuple[str, ...]], list[tuple[int, ...]]] = {}
        for chosen in sets:
            rows.setdefault(_answer(case, reading, (*levers, *chosen), questions, teller), []).append(tuple(numbers[x] for x in chosen))
        readings.append(
            WhatIfReading(
                key, tuple(numbers[x] for x in force[reading] if x in numbers),
                tuple(WhatIfRow(tuple(s), ends, verdicts) for (ends, verdicts), s in rows.items()),
            )
        )  # fmt: skip
    return WhatIf(listed, tuple((q.label, q.text) for q in questions), tuple(readings), complete, teller.scope(complete=complete))


def _sets(pool: Sequence[str], plans: Iterable[tuple[str, ...]], complete: bool) -> list[tuple[str, ...]]:
    if complete:
        return [s for k in range(len(pool) + 1) for s in combinations(pool, k)]
    order = {x: n for n, x in enumerate(pool)}
    wanted = [tuple(sorted(p, key=order.__getitem__)) for p in plans if all(x in order for x in p)]
    return list(dict.fromkeys([(), *((x,) for x in pool), *wanted]))


def _questions(case: Case, told: Told) -> list[_Question]:
    """The main claim, and targets that claims call levers necessary or sufficient for in the case's own situation."""
    found = []
    main = next((c for c in case.claims if c.id == case.main_claim and c.expect is not None), None)
    if main is not None:
        found.append(_Question(main.id, main.text, claim=main))
    today = None if case.as_of is None else history_position(case.history, case.as_of)
    seen: set[object] = set()
    for claim in case.claims:
        test = claim.expect
        if not isinstance(test, LeverTest) or (claim.since is not None and history_position(case.history, claim.since) != today):
            continue
        key = str(test.target), test.concept, test.foresight
        if key not in seen:
            seen.add(key)
            found.append(_Question(claim.id, WhatIfTeller.target(told, test), test=test))
    return found


def _answer(
    case: Case, reading: str | None, levers: Sequence[str], questions: Sequence[_Question], teller: WhatIfTeller
) -> tuple[tuple[Ends, Ends], tuple[str, ...]]:
    try:
        solved = Solved(situate(case, reading=reading, levers=levers))
        found = [solved.outcomes("", h) for h in (1, 2)]
    except TertiusError as error:
        none = Ends(teller.impossible(error), impossible=True)
        return (none, none), ("",) * len(questions)
    ends = tuple(_ends(Told(solved.case), x) for x in found)
    return (ends[0], ends[1]), tuple(_verdict(case, reading, levers, q, solved) for q in questions)


def _ends(told: Told, found: Outcomes | None) -> Ends:
    assert found is not None
    return Ends(told.outcomes(found), tuple(found.states), len(found.unsettled))


def _verdict(case: Case, reading: str | None, levers: Sequence[str], question: _Question, solved: Solved) -> str:
    if question.claim is not None:
        if reading not in readings_of(case, question.claim):
            return ""
        return ClaimChecker(case, levers).check(question.claim, reading).verdict
    test = question.test
    assert test is not None
    try:
        found = solved.outcomes(test.concept, test.foresight)
    except TertiusError:
        return ""
    return "" if found is None else quantify("every", found.states, solved.satisfying(test.target), found.settled)
