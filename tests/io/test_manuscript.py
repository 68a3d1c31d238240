"""Edits of a case's text: what is not touched stays byte for byte, what is added is as a person would write it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tertius import slugs
from tertius.errors import NotSupportedError, TertiusError
from tertius.io.catalogue import shipped, template
from tertius.io.load import parse_case
from tertius.io.manuscript import Manuscript

TEMPLATE = template().read_text(encoding="utf-8")


@pytest.mark.parametrize("path", [*(shipped(s) for s in slugs()), template()], ids=lambda p: p.parent.name)
def test_a_text_that_is_not_edited_comes_back(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert Manuscript(text).text() == text


@pytest.mark.parametrize("path", [shipped("prisoners-dilemma"), shipped("two-villages"), template()], ids=lambda p: p.parent.name)
def test_an_edit_leaves_every_other_section_byte_for_byte(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    m = Manuscript(text)
    m.set(["actors", "zed"], {"name": "Zed", "role": "observer"})
    before, after = text.split("\n"), m.text().split("\n")
    assert [line for line in after if line not in before] == ["  zed: {name: Zed, role: observer}"]
    assert [line for line in before if line not in after] == []
    assert parse_case(m.text()).actor("zed").role == "observer"


def test_an_empty_list_gets_its_first_item_and_keeps_its_comment() -> None:
    m = Manuscript(TEMPLATE)
    m.append(["conflict", "infeasible"], "open_sluice and block_road")
    line = next(x for x in m.text().splitlines() if x.lstrip().startswith("infeasible:"))
    assert line.lstrip().startswith("infeasible: [open_sluice and block_road]")
    assert "# expressions: states" in line
    assert len(parse_case(m.text()).conflict.infeasible) == 1  # type: ignore[union-attr]


def test_moving_an_item_takes_the_comment_on_its_line_along() -> None:
    m = Manuscript("tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  preferences:\n    a:\n      - x  # first\n      - y\n      - z  # last\n")
    m.move(["conflict", "preferences", "a"], 2, 0)
    assert m.text().endswith("    a:\n      - z  # last\n      - x  # first\n      - y\n")


def test_a_new_section_stands_where_the_order_of_sections_puts_it() -> None:
    m = Manuscript("# mine\ntertius: 1\ntitle: T\n\n# who\nactors: {a: A}\n\nclaims: []\n# end\n")
    m.set(["conflict", "options", "a", "x"], "X")
    m.set(["summary"], "Short.")
    assert m.text() == (
        "# mine\ntertius: 1\ntitle: T\nsummary: Short.\n\n# who\nactors: {a: A}\n\nconflict:\n  options:\n    a:\n      x: X\n\nclaims: []\n# end\n"
    )


def test_indents_of_the_file_are_kept() -> None:
    text = "tertius: 1\ntitle: T\nactors:\n    a: A\n    b: B\nclaims:\n- id: C\n  text: X\n"
    m = Manuscript(text)
    m.set(["actors", "c"], "C")
    m.set(["claims", 0, "text"], "Y")
    assert m.text() == text.replace("    b: B\n", "    b: B\n    c: C\n").replace("text: X", "text: Y")


def test_a_deleted_section_leaves_the_comments_at_the_margin() -> None:
    m = Manuscript("tertius: 1\ntitle: T\nsummary: S\n# about the actors\nactors: {a: A}\n")
    m.delete(["summary"])
    assert m.text() == "tertius: 1\ntitle: T\n# about the actors\nactors: {a: A}\n"


def test_what_cannot_be_edited_in_parts_is_refused_by_name() -> None:
    with pytest.raises(NotSupportedError, match="in brackets"):
        Manuscript("{tertius: 1, title: T, actors: {a: A}}\n")
    with pytest.raises(TertiusError, match="nothing at claims"):
        Manuscript(TEMPLATE).delete(["claims", 99])


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), min_size=1, max_size=30)


@settings(max_examples=60, deadline=None)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_any_name_comes_back_as_it_was(names: list[str]) -> None:
    m = Manuscript("tertius: 1\ntitle: T\nactors: {}\n")
    for k, name in enumerate(names):
        m.set(["actors", f"a{k}"], name)
        m.append(["conflict", "note"], name)
    again = Manuscript(m.text()).plain()
    # The reader takes blanks around a text for layout.
    wanted = [n.strip() for n in names]
    assert [again["actors"][f"a{k}"] for k in range(len(names))] == wanted
    assert again["conflict"]["note"] == wanted
