"""Numbers as people write them: ``0.7``, ``70 %``, ``0.5–0.8``, ``0.5 to 0.8``, ``[0.5, 0.8]``, ``20–40 %``."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any

from tertius.errors import TertiusError

__all__ = ["fraction", "quantity", "shown"]

_NUMBER = r"(\d+(?:\.\d+)?|\.\d+)\s*(%?)"
_ONE = re.compile(_NUMBER)
_TWO = re.compile(rf"{_NUMBER}\s*(?:–|—|-|to)\s*{_NUMBER}")
_BRACKETS = re.compile(rf"\[\s*{_NUMBER}\s*,\s*{_NUMBER}\s*\]")
SAID = "a number from 0 to 1, such as 0.7, or two, such as 0.5–0.8"


def fraction(text: str, what: str) -> int | float | list[int | float]:
    """A number from 0 to 1, or a list of the ends of an interval; ``what`` says of what an error is.

    >>> fraction("70 %", "p"), fraction("0.5–0.8", "p"), fraction("20 to 40 %", "p"), fraction("[0, 1]", "p")
    (0.7, [0.5, 0.8], [0.2, 0.4], [0, 1])
    """
    return _ends(text, what, SAID, 1.0)


def quantity(text: str, what: str, *, most: float | None = None) -> int | float | list[int | float]:
    """The same without an upper bound, or with another: a rate, a cost.

    >>> quantity("1.5–3", "the cost"), quantity("2 %", "the rate")
    ([1.5, 3], 0.02)
    """
    return _ends(text, what, SAID if most == 1 else "a number, such as 0.05, or two, such as 0.02–0.1", most)


def _ends(text: str, what: str, said: str, most: float | None) -> int | float | list[int | float]:
    found = _ONE.fullmatch(text) or _TWO.fullmatch(text) or _BRACKETS.fullmatch(text)
    if found is None:
        raise TertiusError(f"{what}: '{text}' is none; write {said}")
    parts = found.groups()
    percent = [p == "%" for p in parts[1::2]]
    # A per cent sign after the last number is about both.
    values = [_value(n, p or percent[-1]) for n, p in zip(parts[::2], percent, strict=True)]
    if most is not None and not all(0 <= v <= most for v in values):
        raise TertiusError(f"{what}: '{text}' is not from 0 to {most:g}; write {said}")
    if values[0] > values[-1]:
        raise TertiusError(f"{what}: {values[0]:g} is above {values[-1]:g}; the lower end comes first")
    return values[0] if values[0] == values[-1] else values


def _value(digits: str, percent: bool) -> int | float:
    value = Decimal(digits) / (100 if percent else 1)
    return int(value) if value == value.to_integral_value() else float(value)


def shown(value: Any) -> str:
    """What stands in the file, as it is written into a field.

    >>> shown("0.7"), shown(["0.5", "0.8"]), shown(None)
    ('0.7', '0.5–0.8', '')
    """
    if isinstance(value, list):
        return "–".join(str(x) for x in value)
    return value if isinstance(value, str) else ""
