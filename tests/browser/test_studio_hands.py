"""By hand: what is dragged can also be moved with buttons and keys; the keyboard reaches everything; names run both ways."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

CASE = """tertius: 1
title: مياه الفرات
actors:
  syria: سوريا
  iraq: {name: "العراق (a name that goes on, and on, and on, so that it has to be wrapped somewhere on a phone)"}
conflict:
  options:
    syria:
      release: يطلق المياه
    iraq:
      attack: Attacks
  preferences:
    syria:          # from a book
      - not attack  # first of all
      - not release
      - release if attack
    iraq: {ranking: [NN, NY, [YN, YY]]}
  status_quo: []
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("hands")
    (made / "case.yaml").write_text(CASE, encoding="utf-8")
    return made


@pytest.fixture(scope="module")
def studio(start_studio: Callable[..., Any], folder: Path) -> Any:
    return start_studio(folder, str(folder))


def statements(d: Any) -> list[str]:
    return [x.get_attribute("title") for x in d.page.locator(".statements .text").all()]


def text_of(d: Any) -> str:
    d.press("Text of the file", "link")
    found: str = d.page.locator("textarea.source").input_value()
    d.press("Preferences", "link")
    return found


def test_statements_are_dragged_moved_with_keys_and_with_buttons(desktop: Any, studio: Any) -> None:
    d = desktop(studio.address)
    d.press("Preferences", "link")
    assert statements(d) == ["not attack", "not release", "release if attack"]
    rows = d.page.locator(".statements .row")
    rows.nth(2).drag_to(rows.nth(0), target_position={"x": 40, "y": 4})
    d.settle()
    assert statements(d) == ["release if attack", "not attack", "not release"]
    assert "      - release if attack\n      - not attack  # first of all\n      - not release\n" in text_of(d)
    d.page.locator(".statements .row").nth(0).focus()
    d.page.keyboard.press("Alt+ArrowDown")
    d.settle()
    assert statements(d) == ["not attack", "release if attack", "not release"]
    assert "release if attack" in d.page.evaluate("document.activeElement.dataset.key")
    d.page.locator(".statements .row").nth(1).get_by_role("button", name="down").click()
    d.settle()
    for _ in range(3):
        d.page.keyboard.press("Control+z")
        d.settle()
    assert text_of(d) == CASE
    assert d.said == []


def test_a_state_dropped_on_a_class_is_tied_with_it(desktop: Any, studio: Any) -> None:
    d = desktop(studio.address)
    d.press("Preferences", "link")
    d.page.locator('[data-key="whose-iraq"]').click()
    d.settle()
    classes = d.page.locator(".class")
    box = classes.nth(1).bounding_box()
    d.page.locator('[data-state="NN"]').drag_to(classes.nth(1), target_position={"x": 60, "y": box["height"] / 2})
    d.settle()
    assert "iraq: {ranking: [[NY, NN], [YN, YY]]}" in text_of(d)
    d.page.keyboard.press("Control+z")
    d.settle()
    d.page.locator('[data-key="down-NN"]').focus()
    d.page.keyboard.press("Enter")
    d.settle()
    assert "iraq: {ranking: [NY, NN, [YN, YY]]}" in text_of(d)
    d.page.keyboard.press("Control+z")
    d.settle()


def test_the_tab_key_reaches_every_part_and_the_focus_is_seen(desktop: Any, studio: Any) -> None:
    d = desktop(studio.address)
    seen, rings = set(), set()
    for _ in range(90):
        d.page.keyboard.press("Tab")
        found = d.page.evaluate("""() => {
          const e = document.activeElement;
          if (e === document.body) return ['', ''];
          return [e.closest('[data-part]')?.dataset.part ?? e.closest('nav')?.className ?? e.className, getComputedStyle(e).outlineStyle + (e.tagName === 'g' ? 'solid' : '')];
        }""")
        seen.add(found[0])
        if found[0] != "":
            rings.add("solid" in found[1] or found[1])
    assert {"skip", "bar", "panels", "facts", "outcomes", "graph"} <= seen
    assert rings == {True}
    d.page.locator("nav.panels a").first.focus()
    d.page.keyboard.press("Tab")
    d.page.keyboard.press("Enter")
    d.settle()
    assert d.page.evaluate("document.activeElement.id") == "editor"


def test_names_have_their_own_direction_and_fit(desktop: Any, studio: Any) -> None:
    d = desktop(studio.address, 390, "dark")
    for name in ("actors", "preferences", "status_quo", "feasible"):
        d.page.locator(f'nav.panels a[data-panel="{name}"]').click()
        d.settle()
        assert d.page.evaluate("document.documentElement.scrollWidth") <= 390, name
    d.page.locator('nav.panels a[data-panel="actors"]').click()
    d.settle()
    assert d.page.evaluate("getComputedStyle(document.querySelector('[data-key=\"actor-syria\"] input')).direction") == "rtl"
    assert d.page.locator("#bar .title").evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_a_case_in_graph_form_is_shown_and_told(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "graph.yaml"
    path.write_text(
        "tertius: 1\ntitle: G\nactors: {a: A, b: B}\nconflict:\n  states: {s1: Peace, s2: War, s3: Talks}\n  moves:\n    a: [s1 -> s2]\n    b: [s2 -> s3, s3 -> s1]\n"
        "  preferences:\n    a: {ranking: [s2, s3, s1]}\n    b: {ranking: [s3, s1, s2]}\n  status_quo: s1\n",
        encoding="utf-8",
    )
    d = desktop(start_studio(tmp_path, str(path)).address)
    assert d.page.locator("svg.graph g[role=button]").count() == 3
    d.press("Actors and options", "link")
    assert "graph form" in d.page.locator("#editor").inner_text()
    d.press("Preferences", "link")
    d.page.locator('[data-key="up-s3"]').click()
    d.settle()
    assert d.page.locator(".class").first.inner_text().startswith("s3")
    d.press("Status quo", "link")
    d.page.locator("select[name=state]").select_option("s3")
    d.settle()
    assert "s3" in d.page.locator('[data-part="why"]').inner_text()
    d.press("Save", exact=True)
    assert "status_quo: s3" in path.read_text(encoding="utf-8")
    assert d.said == []
