"""Expressions with options under the names that the page shows, and what a refusal says."""

from __future__ import annotations

import pytest

from tertius.errors import TertiusError
from tertius.io.manuscript import Manuscript
from tertius.studio.edits.preferences import checked

CASE = """tertius: 1
title: Two banks
actors: {north: Nord | Süd, south: South Bank, port: ميناء}
conflict:
  options:
    north: {opens: Opens its pier}
    south: {opens_too: Opens its pier, stay_and_fight: Stay and fight}
    port: {dredges: يحفر, c: "Says \\"no\\" <b>"}
"""


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("opens and not dredges", "opens and not dredges"),
        ("Stay and fight and not يحفر", "stay_and_fight and not dredges"),
        ("not ‘stay AND  fight’", "not stay_and_fight"),
        ("South Bank: Opens its pier or Nord | Süd: opens its pier", "opens_too or opens"),
        ('"Says "no" <b>" if opens', "c if opens"),
    ],
)
def test_an_option_stands_under_its_name(said: str, read: str) -> None:
    m = Manuscript(CASE)
    assert checked(m, said) == str(checked(m, read))


def test_a_name_of_two_options_is_refused_with_the_way_to_tell_them_apart() -> None:
    with pytest.raises(TertiusError, match="‘South Bank: Opens its pier’, ‘Stay and fight’"):
        checked(Manuscript(CASE), "Opens its pier")


def test_without_options_the_refusal_says_where_they_are_added() -> None:
    with pytest.raises(TertiusError, match="Actors and options"):
        checked(Manuscript("tertius: 1\ntitle: A\nactors: {a: A}\n"), "peace")
