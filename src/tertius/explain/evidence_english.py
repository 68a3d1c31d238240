"""Competing readings in words: what the bounds say, what would change the leader, what the prior does.

Nothing here computes anything.
"""

from __future__ import annotations

from collections.abc import Sequence

from tertius.evidence.flips import CellFlip, Flips
from tertius.evidence.hypotheses import FAMILY, Band, Hypotheses
from tertius.explain.words import Words, join
from tertius.model.evidence import UNKNOWN, Cell

__all__ = ["EXCLUSIVE", "EvidenceTeller", "probability"]

EXCLUSIVE = (
    "The bounds take exactly one of the readings to be true. Where two could be true together, that is a further reading, "
    "with likelihoods of its own."
)
SHOWN = 5


def probability(value: float) -> str:
    """Two decimals. No prior and no likelihood is 0, so nothing is certain, however it rounds."""
    if value < 0.005:
        return "<0.01"
    if value >= 0.995:
        return ">0.99"
    return f"{value:.2f}"


class EvidenceTeller:
    """Words about one comparison."""

    def __init__(self, found: Hypotheses, turned: Flips) -> None:
        self.found = found
        self.turned = turned
        self.words = Words(found.case)

    def name(self, reading: str) -> str:
        """A reading's name, in quotes."""
        return f"‘{self.words.reading(reading)}’"

    def names(self, readings: Sequence[str], last: str = "and") -> str:
        """Names of readings."""
        return join([self.name(r) for r in readings], last)

    def band(self, band: Band) -> str:
        """``0.42 (0.10 to 0.71)``, the middle value and the bounds."""
        if probability(band.low) == probability(band.high):
            return probability(band.mid)
        return f"{probability(band.mid)} ({probability(band.low)} to {probability(band.high)})"

    def cell(self, cell: Cell) -> str:
        """What stands in the matrix: the mark, the number or the interval; a question mark where nobody has assessed it."""
        if cell.mark == UNKNOWN:
            return "?"
        if cell.mark:
            return cell.mark
        return f"{cell.mid:.3g}" if cell.low == cell.high else f"{cell.low:.3g}–{cell.high:.3g}"

    def reliability(self, span: tuple[float, float]) -> str:
        """How far the report is trusted; empty where it is trusted fully."""
        if span == (1.0, 1.0):
            return ""
        return f"reliability {span[0]:g}" if span[0] == span[1] else f"reliability {span[0]:g} to {span[1]:g}"

    def diagnosticity(self, band: Band) -> str:
        """``1.5 dB (0.0 to 3.0)``."""
        if f"{band.low:.1f}" == f"{band.high:.1f}":
            return f"{band.mid:.1f} dB"
        return f"{band.mid:.1f} dB ({band.low:.1f} to {band.high:.1f})"

    def scope(self) -> str:
        """How much is compared."""
        rows = self.found.evidence.rows
        grouped = {row.group for row in rows if row.group}
        said = f"{_count(len(self.found.evidence.readings), 'reading')}, {_count(len(rows), 'row')} of evidence"
        if grouped:
            size = sum(bool(row.group) for row in rows)
            said += f"; {size} of them in {_count(len(grouped), 'group')} that count{'s' if len(grouped) == 1 else ''} as one row{' each' if len(grouped) > 1 else ''}"
        return said + (". Bounds are exact." if self.found.exact else ". Bounds are outer bounds: they may be wider than need be.")

    def groups(self) -> tuple[str, ...]:
        """Which rows depend on one another, and why."""
        evidence = self.found.evidence
        found = []
        for group in dict.fromkeys(row.group for row in evidence.rows if row.group):
            members = [row.id for row in evidence.rows if row.group == group]
            why = evidence.groups.get(group, "")
            found.append(f"{join(members)} depend on one another{': ' + why.rstrip('.') if why else ''}." if len(members) > 1 else f"{members[0]} is alone in its group.")
        return tuple(found)

    def separated(self) -> tuple[str, ...]:
        """Which readings stay above which, whatever the values inside the intervals; which pairs are not separated."""
        readings, above = self.found.evidence.readings, set(self.found.above)
        lines = []
        for a in readings:
            below = [b for b in readings if (a, b) in above]
            if below:
                lines.append(f"Whatever the values inside the intervals, {self.name(a)} is more probable than {self.names(below)}.")
        together = [(a, b) for k, a in enumerate(readings) for b in readings[k + 1 :] if not {(a, b), (b, a)} & above]
        if not lines:
            return ("No two readings are separated: inside the intervals, either of any two can be the more probable.",)
        if together:
            shown = "; ".join(f"{self.name(a)} and {self.name(b)}" for a, b in together[:SHOWN])
            more = f"; and {len(together) - SHOWN} more" if len(together) > SHOWN else ""
            lines.append(f"Not separated: {shown}{more}.")
        return tuple(lines)

    def flips(self) -> tuple[str, ...]:
        """Who is ahead by middle values, and what would change that."""
        turned = self.turned
        if len(turned.leaders) > 1:
            return (f"By middle values {self.names(turned.leaders)} are level, so there is no lead to change.",)
        lead = turned.leaders[0]
        lines = [f"By middle values {self.name(lead)} is ahead with {self.band(self.found.posterior[lead])}."]
        if not turned.cells:
            lines.append("No change of a single cell brings another level.")
        else:
            lines.append("The smallest changes of a single cell that bring another level, beyond which it is ahead:")
            lines += [f"• {self.cell_flip(c)}" for c in turned.cells[:3]]
        if turned.removal is None:
            lines.append("No removal of rows changes it: the prior alone keeps it ahead.")
        else:
            rows = turned.removal.rows
            total = len(self.found.evidence.rows)
            fewer = "" if len(rows) == 1 else "; no smaller number of rows does it"
            lines.append(
                f"Without {join(rows)} ({len(rows)} of {_count(total, 'row')}{fewer}) it no longer leads alone: "
                f"{self.name(turned.removal.reading_ahead)} is level or ahead."
            )
        return tuple(lines)

    def cell_flip(self, flip: CellFlip) -> str:
        """One change of one cell."""
        row = self.found.evidence.row(flip.row)
        assert row is not None
        mark = row.cells[flip.reading].mark
        # As many digits as tell the two values apart.
        digits = next((n for n in range(2, 9) if f"{flip.start:.{n}g}" != f"{flip.end:.{n}g}"), 9)
        start, end = f"{flip.start:.{digits}g}", f"{flip.end:.{digits}g}"
        change = f"{flip.decibels:+.1f}" if abs(flip.decibels) >= 0.05 else f"{flip.decibels:+.1g}"
        return (
            f"{flip.row} under {self.name(flip.reading)} from {f'{mark} ({start})' if mark else start} to {end} ({change} dB): "
            f"{self.name(flip.reading_ahead)} is level."
        )

    def prior(self, reading: str) -> tuple[str, str, str]:
        """The posterior at both ends of the family, and the prior from which the reading leads."""
        s = self.found.sensitivity[reading]
        return self.band(s.at_least), self.band(s.at_most), self.band(s.needed)

    def prior_head(self) -> tuple[str, str, str]:
        """Headings for these."""
        return f"with prior {FAMILY[0]:g}", f"with prior {FAMILY[1]:g}", "prior from which it leads"

    def prior_note(self) -> str:
        """What is varied."""
        return f"Each reading’s prior is varied from {FAMILY[0]:g} to {FAMILY[1]:g}, the others kept in proportion."

    def inconsistency_note(self) -> str:
        """How the count is made."""
        return (
            "Inconsistency counts I once and II twice, as in an analysis of competing hypotheses (Heuer); "
            "a number counts as the nearest mark, and every row of a group counts."
        )

    def scale(self) -> str:
        """What the marks stand for."""
        found = self.found.evidence.scale
        said = [f"{m} {c.mid:g} ({c.low:.3g} to {c.high:.3g})" for m, c in found.items() if m != UNKNOWN]
        return f"Marks, from very consistent (CC) over neutral (N) to very inconsistent (II): {', '.join(said)}; ? not assessed ({found[UNKNOWN].low:.3g} to 1)."


def _count(number: int, word: str) -> str:
    return f"{number} {word}{'' if number == 1 else 's'}"
