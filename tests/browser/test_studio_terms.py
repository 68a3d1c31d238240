"""What a concept means stands beside its name: for a pointer, the keyboard and a finger; and it goes away."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertius.explain.glossary_english import TERMS, UNKNOWN

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")


@pytest.mark.parametrize(("slug", "letter"), [("prisoners-dilemma", ""), ("unknown.yaml", "_d")])
def test_concepts_are_explained_on_hover_focus_and_touch(chromium: Any, start_studio: Callable[..., Any], tmp_path: Path, slug: str, letter: str) -> None:
    (tmp_path / "unknown.yaml").write_text(
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict: {states: {s: S, t: T}, moves: {a: [s -> t]}, preferences: {a: {pairs: [s ? t]}}, status_quo: s}\n", encoding="utf-8"
    )
    running = start_studio(tmp_path, str(tmp_path / slug) if slug.endswith("yaml") else slug)
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width, touch in ((1280, False), (390, True)):
        context = chromium.new_context(viewport={"width": width, "height": 900}, has_touch=touch)
        page = context.new_page()
        page.goto(running.address)
        page.wait_for_selector("html[data-ready]")
        if touch:
            page.get_by_role("tab", name="Results").tap()
        page.locator(".equilibria").first.wait_for()
        shown = page.locator(".means:visible")
        for name in ("nash", "gmr", "smr", "seq"):
            word = page.get_by_role("button", name=name + letter, exact=True).first
            means = TERMS[name].means + (UNKNOWN if letter else "")
            assert page.evaluate("id => document.getElementById(id).textContent", word.get_attribute("aria-describedby")) == means
            assert shown.count() == 0
            for come in (word.tap,) if touch else (word.hover, word.focus):
                come()
                assert shown.all_inner_texts() == [means]
                box = shown.bounding_box()
                assert box is not None
                assert box["x"] >= 0
                assert box["x"] + box["width"] <= width
                page.keyboard.press("Escape")
                assert shown.count() == 0
                page.mouse.move(1, 1)
                word.blur()
        page.get_by_role("button", name="nash" + letter, exact=True).first.focus()
        serious = [v["id"] for v in axe.run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
        assert serious == []
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        context.close()
