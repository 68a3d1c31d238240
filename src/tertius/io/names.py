"""Names in a case: which are allowed, and what a name in an expression or a state means."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from tertius.errors import ExpressionError, nearest
from tertius.model.expr import KEYWORDS, Expr, parse

__all__ = ["NAME", "Scope", "name_fault"]

NAME = re.compile(r"[a-z][a-z0-9_]*")
GRAPH_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def name_fault(name: str, *, graph_state: bool = False) -> str | None:
    """What is wrong with a name of an actor, option or graph state; None if nothing is."""
    if name.lower() in KEYWORDS:
        return f"'{name}' is a word of the expression language"
    if not (GRAPH_NAME if graph_state else NAME).fullmatch(name):
        return f"'{name}' cannot be a name"
    return None


@dataclass(frozen=True, slots=True)
class Scope:
    """What names mean: options (``actor.option``, or ``option`` where only one actor has it) or graph states."""

    options: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    states: Collection[str] = ()
    graph: bool = False

    def resolve(self, name: str) -> str:
        """The full name; `ExpressionError` with the candidates or the nearest name otherwise."""
        if self.graph:
            if name in self.states:
                return name
            raise ExpressionError(f"there is no state '{name}'", near=nearest(name, self.states))
        if name in self.options:
            return name
        candidates = [key for key in self.options if key.partition(".")[2] == name]
        if len(candidates) == 1:
            return candidates[0]
        if candidates:
            raise ExpressionError(f"'{name}' is an option of several actors", expected=" or ".join(candidates))
        raise ExpressionError(
            f"there is no option '{name}'",
            near=self._near(name),
        )

    def _near(self, name: str) -> str | None:
        for key, title in zip(self.options, self.titles, strict=False):
            if name.lower() == title.lower() or (len(name) > 3 and title.lower().startswith(name.lower())):
                return key
        return nearest(name, [*self.options, *(key.partition(".")[2] for key in self.options)])

    def literals(self, pattern: str) -> list[tuple[str, bool]]:
        """What a pattern such as ``Y-N`` says."""
        letters = pattern.replace("|", "")
        if len(letters) != len(self.options):
            raise ExpressionError(
                f"the pattern '{pattern}' has {len(letters)} letters",
                expected=f"{len(self.options)}, one for each of: {', '.join(self.options)}",
            )
        return [(key, letter == "Y") for key, letter in zip(self.options, letters, strict=True) if letter != "-"]

    def expression(self, text: str) -> Expr:
        """Read an expression."""
        return parse(text, self.resolve, None if self.graph else self.literals)

    def setting(self, text: str) -> tuple[str, bool]:
        """``option`` or ``not option``."""
        expr = self.expression(text)
        if len(expr.postfix) == 1 and expr.postfix[0][0] == "atom":
            return expr.postfix[0][1], True
        if len(expr.postfix) == 2 and expr.postfix[0][0] == "atom" and expr.postfix[1][0] == "not":
            return expr.postfix[0][1], False
        raise ExpressionError(f"'{text}' is not an option", expected="an option, or 'not' and an option")

    def state(self, text: str) -> str:
        """A state's code, checked; in option form without the ``|`` between actors."""
        if self.graph:
            return self.resolve(text)
        code = text.replace("|", "").strip()
        if text in self.options or any(text == key.partition(".")[2] for key in self.options):
            raise ExpressionError(f"'{text}' is an option, not a state", expected=f"the list of options that are on: [{text}]")
        if set(code) - {"Y", "N"}:
            raise ExpressionError(
                f"'{text}' is no state", expected="a code such as " + "YN" * min(2, max(1, len(self.options) // 2))
            )
        if len(code) != len(self.options):
            raise ExpressionError(
                f"the code '{text}' has {len(code)} letters",
                expected=f"{len(self.options)}, one for each of: {', '.join(self.options)}",
            )
        return code
