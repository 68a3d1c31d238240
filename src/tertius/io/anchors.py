"""The `anchors` section: a list of passages, each with the places of the case that rest on it."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping

from tertius.io.fields import Context, Fields
from tertius.io.nodes import Node
from tertius.model.anchors import HASH_DIGITS, Anchor

__all__ = ["ANCHOR_KEYS", "read_anchors"]

ANCHOR_KEYS = ("source", "paragraph", "hash", "chars", "to", "note")
MOST_PARAGRAPHS, MOST_CHARS = 100_000, 10_000_000


def read_anchors(
    context: Context, node: Node, sources: Collection[str], places: Collection[str], counts: Mapping[str, int]
) -> tuple[Anchor, ...]:
    """Every anchor; what is wrong is reported with its line.

    places : what can rest on a passage; counts : how many paragraphs a source has, where the case says so
    """
    found: list[Anchor] = []
    seen: dict[tuple[object, ...], int] = {}
    for number, item in enumerate(context.items(node, "anchors"), 1):
        where = f"anchors.{number}"
        fields = Fields(context, item, where, ANCHOR_KEYS, required=("source", "paragraph", *(() if context.redacted else ("hash",)), "to"))
        source = fields.known("source", "source", sources)
        paragraph = fields.integer("paragraph", 0, 1, counts.get(source or "", MOST_PARAGRAPHS))
        digits = fields.text("hash").lower()
        if digits and not re.fullmatch(f"[0-9a-f]{{{HASH_DIGITS}}}", digits):
            given = fields.get("hash")
            assert given is not None
            context.report(given, f"{where}.hash", f"'{digits[:40]}' is no hash of a paragraph", f"{HASH_DIGITS} hexadecimal digits, in quotes where they are all numbers")
        to = fields.known_list("to", "input, event or claim", places)
        if fields.get("to") is not None and not to and not context.problems:
            context.report(item, f"{where}.to", "nothing rests on this passage", "to: [claims.X1, ...]")
        anchor = Anchor(source or "", paragraph, digits, to, _chars(context, fields), fields.text("note"))
        same = (anchor.source, anchor.paragraph, anchor.chars)
        if same in seen:
            context.report(item, where, f"the passage is that of anchors.{seen[same]}", "one entry for a passage, with all that rests on it under `to`")
        seen[same] = number
        found.append(anchor)
    return tuple(found)


def _chars(context: Context, fields: Fields) -> tuple[int, int] | None:
    node = fields.get("chars")
    if node is None:
        return None
    where = fields.path("chars")
    numbers = [context.number(item, where, 0, MOST_CHARS) for item in context.items(node, where)]
    whole = [int(n) for n in numbers if n is not None and n == int(n)]
    if len(whole) != 2 or len(numbers) != 2 or whole[0] >= whole[1]:
        context.report(node, where, "this is no passage", "[first, last]: whole numbers, the first below the last")
        return None
    return whole[0], whole[1]
