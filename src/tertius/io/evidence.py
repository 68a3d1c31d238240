"""The section `evidence`: rows by readings, with likelihoods."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import pairwise

from tertius.errors import nearest
from tertius.io.fields import Context, Fields, kind_of
from tertius.io.nodes import Mapping as Map
from tertius.io.nodes import Node, Scalar, Sequence
from tertius.io.provenance import PROVENANCE_KEYS, provenance
from tertius.model.evidence import MARKS, UNKNOWN, Cell, DiagnosticityTest, Evidence, EvidenceRow

__all__ = ["EVIDENCE_KEYS", "ROW_KEYS", "SCALE_KEYS", "read_diagnosticity", "read_evidence", "read_evidence_edit"]

EVIDENCE_KEYS = ("readings", "prior", "normalise", "scale", "groups", "rows", *PROVENANCE_KEYS)
ROW_KEYS = ("id", "date", "text", "group", "likelihood", "reliability", *PROVENANCE_KEYS)
SCALE_KEYS = (*MARKS, "width", "least")
VALUES: Mapping[str, float] = {"CC": 0.9, "C": 0.7, "N": 0.5, "I": 0.3, "II": 0.1}
WIDTH, LEAST = 0.1, 0.01
CLOSE = 1e-6
"""How far a prior may be from adding up to 1: less than anybody writes on purpose."""
SAID = f"a mark ({', '.join(MARKS)}), {UNKNOWN}, a number above 0 and at most 1, or [low, high]"


def read_evidence(
    context: Context, top: Fields, sources: Collection[str], readings: Collection[str]
) -> Evidence | None:
    """The `evidence` section; None where there is none. Readings keep the order of the case."""
    node = top.get("evidence")
    if node is None:
        return None
    fields = Fields(context, node, "evidence", EVIDENCE_KEYS, required=("rows",))
    named = fields.known_list("readings", "reading", readings) if fields.get("readings") is not None else tuple(readings)
    compared = tuple(r for r in readings if r in named)
    if len(compared) < 2:
        at = fields.get("readings") or node
        context.report(at, "evidence.readings", f"{len(compared)} of the case's readings to compare", "two readings or more")
    scale = _scale(context, fields)
    groups = {key.text: context.text(text, f"evidence.groups.{key.text}") for key, text in fields.entries("groups")}
    declared = fields.get("groups") is not None
    rows: list[EvidenceRow] = []
    items = context.items(fields.get("rows"), "evidence.rows")
    if fields.get("rows") is not None and not items:
        context.report(fields.node.key("rows"), "evidence.rows", "there is no row", "at least one row")
    for item in items:
        row = _row(context, item, compared, scale, groups if declared else None, sources)
        if row is None:
            continue
        if any(r.id == row.id for r in rows):
            context.report(item, f"evidence.{row.id}", f"the id '{row.id}' is used twice", "an id of its own")
        rows.append(row)
    return Evidence(
        compared, _prior(context, fields, compared), scale, tuple(rows), groups, provenance(fields, sources)
    )


def _scale(context: Context, fields: Fields) -> dict[str, Cell]:
    node = fields.get("scale")
    inner = Fields(context, node or Map([], 0, 0), "evidence.scale", SCALE_KEYS)
    width = inner.number("width", WIDTH, 0.0, 1.0)
    least = _positive(context, inner.get("least"), "evidence.scale.least") or LEAST
    found = {}
    for mark in MARKS:
        written = inner.get(mark)
        where = f"evidence.scale.{mark}"
        if isinstance(written, Sequence):
            found[mark] = _interval(context, written, where) or Cell(least, 0.5, 1.0)
        else:
            middle = VALUES[mark] if written is None else _positive(context, written, where) or VALUES[mark]
            found[mark] = Cell(min(middle, max(least, middle - width)), middle, min(1.0, middle + width))
        found[mark] = replace(found[mark], mark=mark)
    for better, worse in pairwise(MARKS):
        if found[better].mid < found[worse].mid and node is not None:
            context.report(
                node, "evidence.scale", f"{worse} ({found[worse].mid:g}) stands for more than {better} ({found[better].mid:g})",
                "values that do not rise from CC to II",
            )  # fmt: skip
            break
    found[UNKNOWN] = Cell(min(least, found["N"].low), found["N"].mid, 1.0, UNKNOWN)
    return found


def _positive(context: Context, node: Node | None, where: str) -> float | None:
    """A number above 0 and at most 1."""
    if node is None:
        return None
    value = context.number(node, where, 0.0, 1.0)
    if value == 0.0:
        context.report(
            node, where, "0 is no likelihood: one row would settle everything", "a number above 0 and at most 1, such as 0.001"
        )
        return None
    return value


def _interval(context: Context, node: Sequence, where: str) -> Cell | None:
    if len(node.items) != 2:
        context.report(node, where, f"{len(node.items)} values stand here", "[low, high]")
        return None
    low, high = (_positive(context, item, where) for item in node.items)
    if low is None or high is None:
        return None
    if low > high:
        context.report(node, where, f"{low:g} is above {high:g}", "[low, high]")
        return None
    return Cell(low, (low + high) / 2, high)


def _cell(context: Context, node: Node, where: str, scale: Mapping[str, Cell]) -> Cell | None:
    if isinstance(node, Sequence):
        return _interval(context, node, where)
    if isinstance(node, Scalar) and node.text in scale:
        return scale[node.text]
    if isinstance(node, Scalar) and not node.null and any(c.isdigit() for c in node.text):
        value = _positive(context, node, where)
        return None if value is None else Cell(value, value, value)
    near = nearest(node.text, scale) if isinstance(node, Scalar) and not node.null else None
    context.report(node, where, f"{kind_of(node)} is no likelihood", SAID, near)
    return None


def _row(
    context: Context,
    item: Node,
    readings: tuple[str, ...],
    scale: Mapping[str, Cell],
    groups: Mapping[str, str] | None,
    sources: Collection[str],
) -> EvidenceRow | None:
    id_node = item.get("id") if isinstance(item, Map) else None
    where = f"evidence.{id_node.text}" if isinstance(id_node, Scalar) else "evidence.rows"
    fields = Fields(context, item, where, ROW_KEYS, required=("id", "date", "text", "likelihood"))
    if not isinstance(id_node, Scalar):
        return None
    context.ident(id_node, where, "row")
    date = fields.date("date")
    group = fields.text("group")
    if group and groups is not None and group not in groups:
        at = fields.get("group")
        assert at is not None
        context.report(at, f"{where}.group", f"there is no group '{group}'", f"one of: {', '.join(groups)}", nearest(group, groups))
    cells: dict[str, Cell] = {}
    written = fields.entries("likelihood")
    for key, value in written:
        place = f"{where}.likelihood.{key.text}"
        reading = context.known(key, place, "reading that is compared", readings)
        cell = _cell(context, value, place, scale)
        if reading is not None and cell is not None:
            cells[reading] = cell
    missing = [r for r in readings if r not in {k.text for k, _ in written}]
    at = fields.get("likelihood")
    if missing and at is not None:
        context.report(
            at, f"{where}.likelihood", f"nothing is said about {', '.join(missing)}",
            f"a likelihood for each reading; '{UNKNOWN}' where nobody has assessed it",
        )  # fmt: skip
    if date is None or any(r not in cells for r in readings):
        return None
    return EvidenceRow(
        id=id_node.text,
        date=date,
        text=fields.text("text"),
        cells={r: cells[r] for r in readings},
        group=group,
        reliability=_range(context, fields.get("reliability"), f"{where}.reliability") or (1.0, 1.0),
        provenance=provenance(fields, sources),
    )


def _range(context: Context, node: Node | None, where: str) -> tuple[float, float] | None:
    """A number from 0 to 1, or [low, high]."""
    if node is None:
        return None
    parts = [context.number(item, where, 0.0, 1.0) for item in context.items(node, where, single=True)]
    if len(parts) not in {1, 2}:
        context.report(node, where, f"{len(parts)} numbers stand here", "a number, or [low, high]")
        return None
    low, high = parts[0], parts[-1]
    if low is None or high is None:
        return None
    if low > high:
        context.report(node, where, f"{low:g} is above {high:g}", "[low, high]")
        return None
    return low, high


def _prior(context: Context, fields: Fields, readings: tuple[str, ...]) -> dict[str, tuple[float, float]]:
    """Equal unless given. Numbers have to add up to 1 (divided by their sum with `normalise`); intervals have to allow it."""
    node = fields.get("prior")
    equal = {r: (1 / max(1, len(readings)),) * 2 for r in readings}
    scaled = fields.flag("normalise")
    if node is None:
        if scaled:
            at = fields.node.key("normalise")
            context.report(at, "evidence.normalise", "there is no prior to normalise", "prior: {...}")
        return equal
    found: dict[str, tuple[float, float]] = {}
    entries = fields.entries("prior")
    for key, value in entries:
        place = f"evidence.prior.{key.text}"
        reading = context.known(key, place, "reading that is compared", readings)
        most = None if scaled else 1.0
        parts = [context.number(x, place, 0.0, most) for x in context.items(value, place, single=True)]
        if len(parts) not in {1, 2}:
            context.report(value, place, f"{len(parts)} numbers stand here", "a number, or [low, high]")
        elif reading is None or parts[0] is None or parts[-1] is None:
            continue
        elif parts[0] == 0.0:
            context.report(value, place, "0 rules the reading out", "a number above 0, or evidence.readings without it")
        elif parts[0] > parts[-1]:
            context.report(value, place, f"{parts[0]:g} is above {parts[-1]:g}", "[low, high]")
        else:
            found[reading] = parts[0], parts[-1]
    missing = [r for r in readings if r not in {k.text for k, _ in entries}]
    if missing:
        context.report(node, "evidence.prior", f"nothing is said about {', '.join(missing)}", "a prior for each reading")
    if set(found) != set(readings) or not found:
        return equal
    low, high = (sum(pair[k] for pair in found.values()) for k in (0, 1))
    points = all(a == b for a, b in found.values())
    if scaled and not points:
        context.report(node, "evidence.prior", "intervals cannot be normalised", "numbers, or intervals that allow a sum of 1")
    elif scaled:
        return {r: (found[r][0] / low,) * 2 for r in readings}
    elif points and abs(low - 1) > CLOSE:
        context.report(
            node, "evidence.prior", f"it adds up to {low:.6g}, not to 1",
            "numbers that add up to 1, or `normalise: yes` beside `prior` to divide them by their sum",
        )  # fmt: skip
    elif low > 1 + CLOSE or high < 1 - CLOSE:
        context.report(
            node, "evidence.prior", f"it adds up to {low:.6g} at least and {high:.6g} at most", "intervals that allow a sum of 1"
        )
    elif points:
        return {r: (found[r][0] / low,) * 2 for r in readings}
    return {r: found[r] for r in readings}


def read_evidence_edit(
    context: Context, node: Node | None, where: str, evidence: Evidence | None
) -> dict[str, dict[str, Cell]]:
    """What a falsifier makes of likelihoods: row, then reading, then a likelihood."""
    if node is None:
        return {}
    if evidence is None:
        context.report(node, where, "the case has no evidence", "a section `evidence`")
        return {}
    if not isinstance(node, Map):
        context.report(node, where, f"{kind_of(node)} stands here", "{row: {reading: likelihood}}")
        return {}
    found: dict[str, dict[str, Cell]] = {}
    for key, value in node.pairs:
        row = context.known(key, where, "row of evidence", [r.id for r in evidence.rows])
        fields = Fields(context, value, f"{where}.{key.text}", evidence.readings)
        for reading, written in fields.node.pairs:
            cell = _cell(context, written, f"{where}.{key.text}.{reading.text}", evidence.scale)
            if row is not None and cell is not None and reading.text in evidence.readings:
                found.setdefault(row, {})[reading.text] = cell
    return found


def read_diagnosticity(
    context: Context, fields: Fields, form: str, evidence: Evidence | None
) -> DiagnosticityTest | None:
    """What a claim says of one row: at most, or at least, so many decibels."""
    where = fields.path(form)
    keys = ("row", "at_most", "at_least", "between")
    inner = Fields(context, fields.get(form) or fields.node, where, keys, required=("row",))
    if evidence is None:
        context.report(fields.node, where, "the case has no evidence", "a section `evidence`")
        return None
    row = inner.known("row", "row of evidence", [r.id for r in evidence.rows])
    between = inner.known_list("between", "reading that is compared", evidence.readings)
    if len(between) == 1:
        context.report(fields.node, f"{where}.between", "one reading is named", "two or more, or leave `between` out for all")
    given = [key for key in ("at_most", "at_least") if inner.get(key) is not None]
    if len(given) != 1:
        said = "both are given" if given else "no bound is given"
        context.report(fields.node, where, said, "either at_most or at_least: decibels, a number from 0")
        return None
    bound = inner.number(given[0], 0.0, least=0.0)
    if row is None:
        return None
    return DiagnosticityTest(row, bound if given == ["at_most"] else None, bound if given == ["at_least"] else None, between)
