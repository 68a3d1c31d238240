"""Clauses in a real browser: a position dragged with the pointer and moved with the keyboard, the forecast after it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertius.io.load import load_case

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")


def settle(page: Any) -> None:
    page.evaluate("async () => { const { studio } = await import('/static/studio.js'); await studio.idle(); }")


def test_positions_are_dragged_and_the_forecast_follows(chromium: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("tertius: 1\ntitle: A bridge\nactors: {north: North, south: الجنوب}\n", encoding="utf-8")
    running = start_studio(tmp_path, str(tmp_path / "case.yaml"))
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.goto(running.address)
    page.wait_for_selector("html[data-ready]")
    page.locator('nav.panels a[data-panel="clauses"]').click()
    settle(page)
    page.get_by_label("New clause").fill("Toll")
    page.get_by_label("New clause").press("Enter")
    settle(page)
    north, south = (page.get_by_label(f"Position of {who}", exact=True) for who in ("North", "الجنوب"))
    north.focus()
    page.keyboard.press("Home")
    settle(page)
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    settle(page)
    assert north.input_value() == "11"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Position of North"
    box = south.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 30, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    settle(page)
    assert south.input_value() == "100"
    strips = page.locator('[data-part="strips"]')
    strips.locator("svg").first.wait_for()
    before = strips.inner_text()
    page.get_by_label("Position of الجنوب, as a number").fill("20")
    page.get_by_label("Position of الجنوب, as a number").press("Tab")
    settle(page)
    assert strips.inner_text() != before
    page.get_by_label("The text on the table, as a number").fill("1000")
    page.get_by_label("The text on the table, as a number").press("Tab")
    page.locator("#toast", has_text="from 0 to 100").wait_for()
    page.keyboard.press("Control+s")
    page.locator(".where", has_text="· saved").wait_for()
    talks = load_case(tmp_path / "case.yaml").negotiation
    assert talks is not None
    assert [(s.party, s.position) for s in talks.issue("toll").positions] == [("north", (11.0, 11.0)), ("south", (20.0, 20.0))]
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    page.locator("details.more-of").evaluate_all("all => all.forEach(x => { x.open = true; })")
    for width, scheme in ((1280, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        serious = [v for v in axe.run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in serious] == []
    # What was refused is told by the browser as well; nothing else is.
    assert [x for x in said if "400 (Bad Request)" not in x] == []
    context.close()
    assert running.stop()[0] == 130
