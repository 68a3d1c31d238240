"""What the examples of a page add to the studio ends with the page."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tertius.studio import registry


@pytest.fixture(autouse=True)
def studio_without_examples() -> Iterator[None]:
    """Edits and panels are those that the studio has by itself, after each page."""
    registry.parts()  # all of its own are there
    before = dict(registry._EDITS), dict(registry._PARTS)
    yield
    for known, own in zip((registry._EDITS, registry._PARTS), before, strict=True):
        for name in set(known) - set(own):
            del known[name]  # type: ignore[attr-defined]
