r"""Commitment threshold: for which values a client would rather commit than delay, and what moves it.

With pressure h, the share p of it that is let through, support s and the share sigma of the pressure that full
support shields from (p', s' once it has committed), gain from delay g, talks n, face f, chance rho of being
abandoned after a refusal, and value A of the alliance:

    U(delay)  = g - p (1 - sigma s) h - rho A
    U(commit) = n - f - p' (1 - sigma s') h
    margin    = U(commit) - U(delay) = E + rho A + n - f - g,   E = [p (1 - sigma s) - p' (1 - sigma s')] h.

The client commits iff the margin is at least 0. E is a *difference*: the *threat* p (1 - sigma s) h less what is *left*
after a commitment, p' (1 - sigma s') h. Pressure that stays when the client commits moves nothing.

**Ranges.** The margin is affine in each quantity with the others fixed. So along each coordinate of the box it takes its
extremes at ends, and over the box at corners. As a sum of terms without common quantities it is ranged term by term
(E: 64 corners, rho A: 4). Verdict: ``every`` value, ``some`` or ``none``; ``open`` where the others' replies never rest.

**What moves it.** For x among g, n, f, rho, A: the range of the partial derivative over the others; the range of the change
of the margin as x goes from its low to its high; and the break-even. With the others anywhere in their ranges the
least margin is a minimum of lines in x and the greatest a maximum of lines, so the x at which the client commits for every value of
the others form an interval, and so do those at which it commits for none; both are bounded by zeros of such lines.

**Force.** h, p, p', s, s' and sigma say how much force is borne. They are given and described: the two halves, how far not knowing each
leaves the margin open (`spread`, without a sign), and two comparisons, if a commitment changed nothing in what is borne and if it
ended all of it. They have no derivative and no break-even here; nothing is to be set.

What is read from the case, and which lever carries it: `tertius.leverage.exposure`.

**Credibility**: `by` keeps the threat iff carrying it out is worth more to it than not, while the client delays; the
assurance likewise, once the client has committed.

References: Fang, S., Johnson, J. C., Leeds, B. A. (2014). To concede or to resist? The restraining effect of military alliances.
*International Organization* 68(4), 775-809: a model of three players. The simpler form here is Tertius's own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from tertius.leverage.exposure import OF_FORCE, Box, Carried, borne, corners, exposures, relief
from tertius.leverage.quantities import Range, Situation, hull, quantifier, times
from tertius.model.thresholds import Commitment, Pledge

__all__ = ["OF_FORCE", "PARAMETERS", "CommitmentFinding", "Contrast", "Influence", "Span", "commitment", "margin"]

PARAMETERS = (*OF_FORCE, "gain_from_delay", "talks", "face", "abandonment", "alliance")
SIGNS = {"gain_from_delay": -1, "talks": 1, "face": -1}
ONE = Fraction(1)

Span = tuple[Fraction | None, Fraction | None]
"""An interval; None: without bound on that side."""


@dataclass(frozen=True, slots=True)
class Influence:
    """What one quantity does to the margin. Of a quantity of force only `given` and `spread` are there.

    spread : how much of the width of the margin its own range makes, at most
    slope : range of the partial derivative; change : of the margin as it goes from low to high
    commits, refuses : where the client commits for every, and for no, value of the others (the ends of `refuses` do not belong to it)
    settles : verdicts that a value inside its own range would settle alone
    """

    name: str
    given: Range
    of_force: bool
    spread: Fraction
    slope: Range | None = None
    change: Range | None = None
    commits: Span | None = None
    refuses: Span | None = None
    settles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Contrast:
    """A margin, and for which values the client commits."""

    verdict: str
    margin: Range | None


@dataclass(frozen=True, slots=True)
class CommitmentFinding:
    """The answer for one client in one situation.

    foresight : 1 at once, 2 after the others' replies, None where nothing is read from the case
    threat, left, difference : ranges of p (1 - sigma s) h, p' (1 - sigma s') h and E; the latter two None if `verdict` is ``open``
    nothing_changes, all_ends : the margin if a commitment changed nothing in what is borne; if it ended all of it
    start, ends : codes of the status quo and of the states after a commitment, where they are read
    carried : levers in force without which what is read would be otherwise, with what each adds to the margin
    threat_kept, assurance_kept : for ``every``, ``some`` or ``none`` of the values; None where nothing is given
    """

    commitment: Commitment
    foresight: int | None
    given: Contrast
    threat: Range
    left: Range | None
    difference: Range | None
    nothing_changes: Contrast
    all_ends: Contrast
    influences: tuple[Influence, ...]
    start: str | None = None
    ends: tuple[str, ...] = ()
    carried: tuple[Carried, ...] = ()
    threat_kept: str | None = None
    assurance_kept: str | None = None


def margin(values: Mapping[str, Fraction]) -> Fraction:
    """U(commit) - U(delay) at one value of each of `PARAMETERS`."""
    v = values
    return relief(v) + v["abandonment"] * v["alliance"] + v["talks"] - v["face"] - v["gain_from_delay"]


def commitment(
    situation: Situation, asked: Commitment, *, foresight: int | None, carried: Sequence[Carried] = ()
) -> CommitmentFinding:
    """The threshold in a situation.

    foresight : 1 or 2 where something is read from the case; carried : levers that carry it, as the caller found them

    Raises `ImpossibleError` where a payoff is to be read that is not there, or the client has no such move.
    """
    client, by = asked.client, asked.by
    read = exposures(situation, asked, foresight)
    rest: dict[str, Range] = {
        "abandonment": situation.range(asked.abandonment),
        **{name: situation.range(getattr(asked, name), client) for name in (*SIGNS, "alliance")},
    }
    base = _sum(times(rest["abandonment"], rest["alliance"]), *(_scaled(rest[n], sign) for n, sign in SIGNS.items()))
    at = [v for box in read.boxes for v in corners(box)]
    threat = hull(borne(v, "before") for v in at)
    left = difference = None
    whole = Contrast("open", None)
    if read.rests:
        left, difference = hull(borne(v, "after") for v in at), hull(map(relief, at))
        whole = _contrast(_sum(base, difference))
    boxes = [{**rest, **box} for box in read.boxes]
    return CommitmentFinding(
        asked, foresight, whole, threat, left, difference,
        nothing_changes=_contrast(base),
        all_ends=_contrast(_sum(base, threat)),
        influences=() if difference is None else tuple(_influence(n, boxes, base, difference, whole) for n in PARAMETERS),
        start=read.start, ends=read.ends, carried=tuple(carried),
        threat_kept=_kept(situation, asked.threat, by), assurance_kept=_kept(situation, asked.assurance, by),
    )  # fmt: skip


def _sum(*ranges: Range) -> Range:
    return sum((r[0] for r in ranges), Fraction(0)), sum((r[1] for r in ranges), Fraction(0))


def _scaled(r: Range, sign: int) -> Range:
    return r if sign > 0 else (-r[1], -r[0])


def _contrast(found: Range) -> Contrast:
    return Contrast(quantifier(found[0] >= 0, found[1] >= 0), found)


def _kept(situation: Situation, pledge: Pledge | None, by: str) -> str | None:
    if pledge is None:
        return None
    keep, drop = situation.range(pledge.keep, by), situation.range(pledge.drop, by)
    return quantifier(keep[0] > drop[1], keep[1] > drop[0])


def _influence(name: str, boxes: Sequence[Box], base: Range, difference: Range, whole: Contrast) -> Influence:
    given = hull(end for b in boxes for end in b[name])
    width = given[1] - given[0]
    if name in OF_FORCE:
        return Influence(name, given, True, _spread(name, given, boxes))
    box = boxes[0]
    if name in SIGNS:
        slope: Range = (Fraction(SIGNS[name]),) * 2
        rest = _sum(_without(base, _scaled(given, SIGNS[name])), difference)
    else:
        slope = box["alliance" if name == "abandonment" else "abandonment"]
        rest = _sum(_without(base, times(box["abandonment"], box["alliance"])), difference)
    domain: Span = (Fraction(0), ONE) if name == "abandonment" else (None, None)
    # Lines a + b x: those of the least margin have the least rest, those of the greatest the greatest.
    least, most = [(rest[0], b) for b in slope], [(-rest[1], -b) for b in slope]
    commits, refuses = _where(least, domain), _where(most, domain, strict=True)
    settles: tuple[str, ...] = ()
    if whole.verdict == "some":
        there = ("every", _where(least, given)), ("none", _where(most, given, strict=True))
        settles = tuple(word for word, span in there if span is not None)
    return Influence(
        name, given, False, width * max(abs(b) for b in slope), slope, times((width, width), slope), commits, refuses, settles
    )


def _spread(name: str, given: Range, boxes: Sequence[Box]) -> Fraction:
    """The greatest change of E from one end of a quantity's range to the other, over the corners of the others."""
    found = Fraction(0)
    low, high = given
    for b in boxes:
        for v in corners(b, [n for n in OF_FORCE if n != name]):
            found = max(found, abs(relief({**v, name: high}) - relief({**v, name: low})))
    return found


def _without(total: Range, term: Range) -> Range:
    """The range of a sum without one of its terms."""
    return total[0] - term[0], total[1] - term[1]


def _where(lines: Sequence[tuple[Fraction, Fraction]], domain: Span, *, strict: bool = False) -> Span | None:
    """The x of a domain with a + b x >= 0 (`strict`: > 0) on every line; None if there is none."""
    low, high = domain
    # An end of the domain belongs to it; a zero of a line does so unless `strict`.
    low_open = high_open = False
    for a, b in lines:
        if b == 0:
            if a < 0 or (strict and a == 0):
                return None
            continue
        zero = -a / b
        if b > 0 and (low is None or zero > low or (zero == low and strict)):
            low, low_open = zero, strict
        if b < 0 and (high is None or zero < high or (zero == high and strict)):
            high, high_open = zero, strict
    if low is not None and high is not None and (low > high or (low == high and (low_open or high_open))):
        return None
    return low, high
