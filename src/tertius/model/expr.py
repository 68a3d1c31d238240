"""Expressions over options (or graph states): read once, kept as postfix, never evaluated as code.

Grammar, tightest first (CONTRACT section 2)::

    not (!)   and (&)   or (|)   if, ->   iff (<->)

``a if b`` is ``b -> a``. ``if`` and ``->`` do not chain without parentheses, nor does ``iff``.
``true`` and ``false`` are constants; a pattern of full length such as ``Y-N`` is the conjunction
of its letters. Where issues are named, ``issue >= 60`` is an atom (also ``<= > < = !=``); elsewhere
comparisons are refused. The parser keeps an explicit stack, so nesting costs no recursion; it is refused
beyond `MAX_DEPTH` all the same, because evaluation keeps one array for each open level.

Two expressions are equal when their parsed forms are, whatever the spelling:

>>> a = parse("commit if not strike", str)
>>> b = parse("!strike -> commit", str)
>>> a == b, a.text
(True, 'commit if not strike')
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeVar

from tertius.errors import ExpressionError

__all__ = ["COMPARISONS", "KEYWORDS", "MAX_DEPTH", "Expr", "comparison_of", "conjunction", "negate", "parse"]

MAX_DEPTH = 200
MAX_LENGTH = 20_000
KEYWORDS = frozenset({"not", "and", "or", "if", "iff", "true", "false"})

_TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<op><->|->|[()!&|])|(?P<pattern>(?:[YN]|-(?!>))+(?:\|(?:[YN]|-(?!>))+)*(?![A-Za-z0-9_.]))"
    r"|(?P<word>[^\W\d]\w*(?:\.\w+)*)"
)
COMPARISONS: Mapping[str, Callable[[Any, float], Any]] = {
    ">=": operator.ge, "<=": operator.le, ">": operator.gt, "<": operator.lt, "=": operator.eq, "!=": operator.ne,
}  # fmt: skip
"""Comparisons of an issue with a number; they work on numbers and on arrays."""
_COMPARED = re.compile(r"\s*(?P<sign>>=|<=|!=|==|=|>|<(?!->))\s*(?P<number>-?\d+(?:\.\d+)?)?")
_OPERATORS = {"&": "and", "and": "and", "|": "or", "or": "or", "->": "imp", "if": "if", "<->": "iff", "iff": "iff"}
_LEVEL = {"iff": 1, "imp": 2, "if": 2, "or": 3, "and": 4, "not": 5}
_SHOWN = {"imp": "->", "iff": "iff"}

Value = TypeVar("Value")


@dataclass(frozen=True, slots=True)
class Expr:
    """A parsed expression.

    `postfix` holds atoms as ``("atom", name)``, constants as ``("const", "true")`` and operators
    as ``("not", "")`` and so on, in the order in which a stack machine meets them. `text` is the
    source's spelling and takes no part in equality.
    """

    postfix: tuple[tuple[str, str], ...]
    text: str = field(compare=False, default="")

    @property
    def atoms(self) -> tuple[str, ...]:
        """The names that occur, each once, in order of first occurrence."""
        return tuple(dict.fromkeys(name for kind, name in self.postfix if kind == "atom"))

    def evaluate(self, value: Callable[[str], Any], constant: Callable[[bool], Any]) -> Any:
        """Run the stack machine with ``~ & | ^`` on whatever `value` returns for an atom.

        NumPy arrays of truth values or of bits are the intended values; `constant` makes one from a bool.
        """
        stack: list[Any] = []
        for kind, name in self.postfix:
            if kind == "atom":
                stack.append(value(name))
            elif kind == "const":
                stack.append(constant(name == "true"))
            elif kind == "not":
                stack.append(~stack.pop())
            else:
                right, left = stack.pop(), stack.pop()
                if kind == "and":
                    stack.append(left & right)
                elif kind == "or":
                    stack.append(left | right)
                elif kind == "imp":
                    stack.append(~left | right)
                else:
                    stack.append(~(left ^ right))
        return stack.pop()

    def holds(self, on: Callable[[str], bool]) -> bool:
        """The truth value where `on(name)` says whether the atom is true."""
        stack: list[bool] = []
        for kind, name in self.postfix:
            if kind == "atom":
                stack.append(bool(on(name)))
            elif kind == "const":
                stack.append(name == "true")
            elif kind == "not":
                stack.append(not stack.pop())
            else:
                right, left = stack.pop(), stack.pop()
                stack.append(
                    {
                        "and": left and right,
                        "or": left or right,
                        "imp": (not left) or right,
                        "iff": left == right,
                    }[kind]
                )
        return stack.pop()

    def rename(self, names: Mapping[str, str]) -> Expr:
        """The same expression with atoms renamed; its text is rebuilt."""
        postfix = tuple((k, names.get(n, n)) if k == "atom" else (k, n) for k, n in self.postfix)
        return Expr(postfix, _spell(postfix))

    def __str__(self) -> str:
        return self.text or _spell(self.postfix)


def conjunction(literals: list[tuple[str, bool]], text: str = "") -> Expr:
    """The expression that is true exactly where every named atom has the value beside it."""
    postfix: list[tuple[str, str]] = []
    for index, (name, on) in enumerate(literals):
        postfix.append(("atom", name))
        if not on:
            postfix.append(("not", ""))
        if index:
            postfix.append(("and", ""))
    if not postfix:
        postfix.append(("const", "true"))
    return Expr(tuple(postfix), text or _spell(tuple(postfix)))


def negate(expr: Expr) -> Expr:
    """The negation."""
    postfix = (*expr.postfix, ("not", ""))
    return Expr(postfix, _spell(postfix))


def _spell(postfix: tuple[tuple[str, str], ...]) -> str:
    stack: list[tuple[int, str]] = []
    for kind, name in postfix:
        if kind in {"atom", "const"}:
            stack.append((9, name))
        elif kind == "not":
            level, text = stack.pop()
            stack.append((5, f"not {text}" if level >= 5 else f"not ({text})"))
        else:
            (rl, right), (ll, left) = stack.pop(), stack.pop()
            mine = _LEVEL[kind]
            bound = mine if kind in {"and", "or"} else mine + 1
            left = left if ll >= bound else f"({left})"
            right = right if rl > mine else f"({right})"
            stack.append((mine, f"{left} {_SHOWN.get(kind, kind)} {right}"))
    return stack.pop()[1]


def comparison_of(atom: str) -> tuple[str, str, float]:
    """The issue, the sign and the number of an atom that compares.

    >>> comparison_of("decentralisation >= 60")
    ('decentralisation', '>=', 60.0)
    """
    name, sign, number = atom.split(" ")
    return name, sign, float(number)


def parse(
    text: str,
    resolve: Callable[[str], str],
    pattern: Callable[[str], list[tuple[str, bool]]] | None = None,
    *,
    compare: bool = False,
) -> Expr:
    """Read an expression.

    `resolve` turns a name as written into the full name, or raises `ExpressionError`; `pattern`
    turns ``Y-N`` into literals (None where patterns have no meaning, as in graph form). With `compare`
    every atom is ``name >= number`` or the like (`comparison_of`).

    Raises `ExpressionError` with the offset of the mistake.
    """
    if len(text) > MAX_LENGTH:
        raise ExpressionError(
            f"the expression has {len(text):,} characters; at most {MAX_LENGTH:,} are read",
            expected="several shorter statements",
        )
    output: list[tuple[tuple[str, str], ...]] = []
    operators: list[tuple[str, int]] = []
    want_operand = True

    def reduce_one() -> None:
        op, _ = operators.pop()
        if op == "not":
            output.append((*output.pop(), ("not", "")))
            return
        right, left = output.pop(), output.pop()
        if op == "if":
            output.append((*right, *left, ("imp", "")))
        else:
            output.append((*left, *right, (op, "")))

    for kind, word, offset in _tokens(text, pattern is not None, compare):
        if want_operand:
            if word in {"!", "not"}:
                operators.append(("not", offset))
            elif word == "(":
                operators.append(("(", offset))
            elif kind == "pattern" and pattern is not None:
                output.append(conjunction(_at(offset, pattern, word)).postfix)
                want_operand = False
            elif word in {"true", "false"}:
                output.append((("const", word),))
                want_operand = False
            elif kind == "compared":
                name, sign, number = word.split(" ")
                output.append((("atom", f"{_at(offset, resolve, name)} {sign} {number}"),))
                want_operand = False
            elif kind == "word" and word not in KEYWORDS:
                output.append((("atom", _at(offset, resolve, word)),))
                want_operand = False
            else:
                raise ExpressionError(
                    f"'{word}' stands where an option should", offset=offset, expected="an option, 'not' or '('"
                )
            if len(operators) > MAX_DEPTH:
                raise ExpressionError(
                    f"the expression is nested more than {MAX_DEPTH} deep",
                    offset=offset,
                    expected="several shorter statements",
                )
            continue
        if word == ")":
            while operators and operators[-1][0] != "(":
                reduce_one()
            if not operators:
                raise ExpressionError("')' has no '(' before it", offset=offset)
            operators.pop()
            continue
        op = _OPERATORS.get(word, "")
        if not op:
            raise ExpressionError(
                f"'{word}' follows without an operator", offset=offset, expected="and, or, if, ->, iff"
            )
        while operators and operators[-1][0] != "(" and _LEVEL[operators[-1][0]] >= _LEVEL[op]:
            if _LEVEL[op] <= 2 and _LEVEL[operators[-1][0]] == _LEVEL[op]:
                raise ExpressionError(
                    f"'{word}' does not chain with '{_SHOWN.get(operators[-1][0], operators[-1][0])}'",
                    offset=offset,
                    expected="parentheses around one of them",
                )
            reduce_one()
        operators.append((op, offset))
        want_operand = True
    if want_operand:
        raise ExpressionError(
            "the expression ends too early" if text.strip() else "the expression is empty",
            offset=len(text),
            expected="an option, 'not' or '('",
        )
    while operators:
        if operators[-1][0] == "(":
            raise ExpressionError("'(' is never closed", offset=operators[-1][1], expected="')'")
        reduce_one()
    return Expr(output.pop(), " ".join(text.split()))


def _at(offset: int, function: Callable[[str], Value], word: str) -> Value:
    try:
        return function(word)
    except ExpressionError as error:
        raise ExpressionError(
            error.message, offset=offset, expected=error.expected, near=error.near
        ) from None


def _compared(text: str, name: str, offset: int, end: int) -> tuple[str, int]:
    """``name >= 60`` with single blanks, and where it ends."""
    match = _COMPARED.match(text, end)
    if match is None or match["number"] is None:
        raise ExpressionError(
            f"'{name}' is not compared with a number", offset=offset, expected=f"{name} >= 60, or <=, >, <, =, !="
        )
    sign = "=" if match["sign"] == "==" else match["sign"]
    return f"{name} {sign} {float(match['number']):g}", match.end()


def _tokens(text: str, patterns: bool, compare: bool = False) -> list[tuple[str, str, int]]:
    found: list[tuple[str, str, int]] = []
    position = 0
    while position < len(text):
        match = _TOKEN.match(text, position)
        if match is not None and match.lastgroup == "pattern" and not patterns:
            match = re.compile(r"(?P<word>[^\W\d]\w*)").match(text, position)
        if match is None:
            raise ExpressionError(
                f"'{text[position]}' has no meaning here", offset=position, expected="an option, and, or, not, (, )"
            )
        kind = match.lastgroup or ""
        end = match.end()
        if compare and kind == "word" and match.group() not in KEYWORDS:
            word, end = _compared(text, match.group(), position, end)
            found.append(("compared", word, position))
        elif kind != "space":
            found.append((kind, match.group(), position))
        position = end
    return found
