"""What became of each paragraph of a source: used, kept as context, not modelled with a reason, or unassigned.

A paragraph is a block of text between blank lines; headings and notices count. The text itself is not in the case: it can be
given from the user's own copy, and is then compared with what the case says about it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from tertius.errors import UnknownNameError
from tertius.model.anchors import paragraphs_of
from tertius.model.case import Case, CoverageRow

__all__ = ["Coverage", "Paragraph", "coverage_of", "paragraphs_of"]


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: what it became. rows : empty where it is unassigned; begins : its first words, if the text is given."""

    number: int
    rows: tuple[CoverageRow, ...]
    begins: str = ""


@dataclass(frozen=True, slots=True)
class Coverage:
    """A source paragraph by paragraph.

    declared : how many paragraphs the case says there are; counted : how many the text has, None where it is not given
    """

    source: str
    declared: int
    counted: int | None
    paragraphs: tuple[Paragraph, ...]

    @property
    def unassigned(self) -> tuple[int, ...]:
        """Paragraphs that nothing is said about."""
        return tuple(p.number for p in self.paragraphs if not p.rows)


def coverage_of(case: Case, source: str, text: Sequence[str] | None = None) -> Coverage:
    """What became of each paragraph of a source.

    text : its paragraphs, from the user's copy

    Raises `UnknownNameError` for a source that the case does not have.
    """
    if source not in case.sources:
        raise UnknownNameError("source", source, case.sources)
    declared = case.paragraphs.get(source, 0)
    total = max(declared, len(text) if text is not None else 0)
    rows: dict[int, list[CoverageRow]] = {n: [] for n in range(1, total + 1)}
    for row in case.coverage:
        if row.source == source:
            rows.setdefault(row.paragraph, []).append(row)
    return Coverage(
        source,
        declared,
        None if text is None else len(text),
        tuple(Paragraph(n, tuple(mine), _begins(text, n)) for n, mine in sorted(rows.items())),
    )


def _begins(text: Sequence[str] | None, number: int) -> str:
    if text is None or number > len(text):
        return ""
    words = text[number - 1].split()
    return " ".join(words[:8]) + (" …" if len(words) > 8 else "")
