"""A preference asked for pair by pair: “would Hill rather A or B?”

Two ways, both consistent by construction, since no question is asked whose answer follows from
earlier ones.

- *States*: each state in turn is inserted into the ranking so far by binary search over its classes;
  a tie puts it into the class it is compared with. For n states at most ``sum(ceil(log2(k + 1)))`` for
  k = 1..n-1 questions (5 for 4 states, 17 for 8).
- *Options*: for each option, all else equal, whether the actor would rather have it on, off, or does
  not mind; then those that it minds are inserted by importance. This gives statements, most important first.

Answers are ``left``, ``right`` or ``tie``. The same answers always lead to the same question.

>>> step = by_states(["YN", "NN", "NY"], ["left", "tie"])
>>> step.ranking
(('NN', 'NY'), ('YN',))
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

__all__ = ["Step", "by_options", "by_states", "most_questions"]


@dataclass(frozen=True, slots=True)
class Step:
    """Where an interview stands: the next pair to compare, or, when `left` is None, the result.

    left, right : states; or settings (``not hill.dig``)
    kind : ``state``, ``sign`` (one option on or off) or ``weight`` (which of two matters more)
    asked, most : questions answered, and at most how many there are in all
    """

    kind: str
    left: str | None
    right: str | None
    ranking: tuple[tuple[str, ...], ...]
    asked: int
    most: int


def most_questions(items: int) -> int:
    """The most questions that inserting so many items takes."""
    return sum(k.bit_length() for k in range(1, items))


class _Insertion:
    """Binary insertion that stops where an answer is missing."""

    def __init__(self, items: Sequence[str], answers: Sequence[str]) -> None:
        self.classes: list[list[str]] = []
        self.open: tuple[str, str] | None = None
        self.used = 0
        for number, item in enumerate(items):
            if not self._insert(item, answers):
                self.left = len(items) - number
                return
        self.left = 0

    def _insert(self, item: str, answers: Sequence[str]) -> bool:
        low, high = 0, len(self.classes)
        while low < high:
            middle = (low + high) // 2
            if self.used == len(answers):
                self.open = item, self.classes[middle][0]
                return False
            answer = answers[self.used]
            self.used += 1
            if answer == "tie":
                self.classes[middle].append(item)
                return True
            if answer == "left":
                high = middle
            else:
                low = middle + 1
        self.classes.insert(low, [item])
        return True


def by_states(states: Sequence[str], answers: Sequence[str]) -> Step:
    """Rank states; they are inserted in the order given."""
    found = _Insertion(states, answers)
    left, right = found.open or (None, None)
    return Step("state", left, right, tuple(map(tuple, found.classes)), found.used, most_questions(len(states)))


def by_options(options: Sequence[str], answers: Sequence[str]) -> Step:
    """Order options by importance, each with the setting that the actor would rather have."""
    signs = list(answers[: len(options)])
    wanted = [o if a == "left" else f"not {o}" for o, a in zip(options, signs, strict=False) if a != "tie"]
    if len(signs) < len(options):
        o = options[len(signs)]
        most = len(options) + most_questions(len(wanted) + len(options) - len(signs))
        return Step("sign", o, f"not {o}", tuple((w,) for w in wanted), len(signs), most)
    found = _Insertion(wanted, answers[len(options) :])
    left, right = found.open or (None, None)
    ranking = tuple((x,) for group in found.classes for x in group)
    return Step("weight", left, right, ranking, len(options) + found.used, len(options) + most_questions(len(wanted)))


WAYS: dict[str, Callable[[Sequence[str], Sequence[str]], Step]] = {"states": by_states, "options": by_options}
"""By name, as notes keep it."""
