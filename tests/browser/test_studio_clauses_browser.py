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


def test_positions_are_dragged_and_the_forecast_follows(desktop: Callable[..., Any], start_studio: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text("tertius: 1\ntitle: A bridge\nactors: {north: North, south: الجنوب}\n", encoding="utf-8")
    running = start_studio(tmp_path, str(tmp_path / "case.yaml"))
    d = desktop(running.address)
    page = d.page
    page.locator('nav.panels a[data-panel="clauses"]').click()
    d.settle()
    page.get_by_label("New clause").fill("Toll")
    page.get_by_label("New clause").press("Enter")
    d.settle()
    north, south = (page.get_by_label(f"Position of {who}", exact=True) for who in ("North", "الجنوب"))
    north.focus()
    page.keyboard.press("Home")
    d.settle()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("ArrowRight")
    d.settle()
    assert north.input_value() == "11"
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == "Position of North"
    box = south.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] + 30, box["y"] + box["height"] / 2, steps=4)
    page.mouse.up()
    d.settle()
    assert south.input_value() == "100"
    strips = page.locator('[data-part="strips"]')
    strips.locator("svg").first.wait_for()
    before = strips.inner_text()
    page.get_by_label("Position of الجنوب, as a number").fill("20")
    page.get_by_label("Position of الجنوب, as a number").press("Tab")
    d.settle()
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
    assert d.said == []
    assert running.stop()[0] == 130
