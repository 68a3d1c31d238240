"""From an article to claims in a real browser: choose a copy, select a passage, attach it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tertius.io.load import load_case
from tertius.model.anchors import paragraph_hash

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

ARTICLE = ["A heading", "The ferry 🛶 stops at noon, says the mayor.", "Nobody <img src=x onerror=alert(1)> asked why."]


def settle(page: Any) -> None:
    page.evaluate("async () => { const { studio } = await import('/static/studio.js'); await studio.idle(); }")


def select(page: Any, paragraph: int, first: int, last: int) -> None:
    """Select from one place to another in a paragraph that has one text, as a mouse does (places in UTF-16)."""
    page.evaluate(
        """([n, first, last]) => {
          const text = document.querySelector(`[data-number="${n}"] .said`).firstChild;
          const range = document.createRange();
          range.setStart(text, first);
          range.setEnd(text, last);
          getSelection().removeAllRanges();
          getSelection().addRange(range);
        }""",
        [paragraph, first, last],
    )
    page.locator("[data-quote]:not([hidden])").wait_for()


def test_from_an_article_to_anchored_claims(chromium: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    article = tmp_path.parent / f"{tmp_path.name}-article.txt"
    article.write_text("\n\n".join(ARTICLE), encoding="utf-8")
    (tmp_path / "case.yaml").write_text("tertius: 1\ntitle: A ferry\nactors: {a: Anna}\n", encoding="utf-8")
    running = start_studio(tmp_path, str(tmp_path / "case.yaml"))
    context = chromium.new_context(viewport={"width": 1280, "height": 900})
    page = context.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda m: said.append(m.text))
    page.on("pageerror", lambda e: said.append(str(e)))
    page.on("request", lambda r: asked.append(r.url))
    page.goto(running.address)
    page.wait_for_selector("html[data-ready]")
    page.get_by_role("link", name="Sources").click()
    settle(page)
    page.get_by_label("New source").fill("The ferry question")
    page.get_by_label("New source").press("Enter")
    settle(page)
    page.locator("input[type=file]").set_input_files(str(article))
    page.locator(".paragraph").first.wait_for()
    assert page.locator(".reading-bar").inner_text().startswith("3 paragraphs, 3 not used yet")
    assert page.locator(".paragraph img").count() == 0
    # "stops at noon" begins at code point 12, which is UTF-16 place 13 after the boat.
    select(page, 2, 13, 26)
    assert page.get_by_label("In your words").input_value() == "stops at noon"
    page.get_by_label("In your words").fill("The ferry stops at noon.")
    page.get_by_label("In your words").press("Enter")
    settle(page)
    assert page.locator('[data-number="2"] mark').inner_text() == "stops at noon"
    # The keyboard alone: the number of a paragraph takes all of it.
    page.get_by_role("button", name="Take all of paragraph 3").focus()
    page.keyboard.press("Enter")
    page.get_by_label("It becomes").select_option("actors.a")
    assert not page.get_by_label("In your words").is_visible()
    page.get_by_role("button", name="Attach").press("Enter")
    settle(page)
    assert page.locator(".reading-bar").inner_text().startswith("3 paragraphs, 1 not used yet")
    page.keyboard.press("Control+s")
    page.locator(".where", has_text="· saved").wait_for()
    case = load_case(tmp_path / "case.yaml")
    assert [(a.paragraph, a.hash, a.chars, a.to) for a in case.anchors] == [
        (2, paragraph_hash(ARTICLE[1]), (12, 25), ("claims.C1",)),
        (3, paragraph_hash(ARTICLE[2]), None, ("actors.a",)),
    ]
    assert case.claims[0].text == "The ferry stops at noon."
    assert "noon, says" not in (tmp_path / "case.yaml").read_text(encoding="utf-8")
    assert said == []
    assert {url.split("/")[2] for url in asked} == {running.address.split("/")[2]}
    for width, scheme in ((1280, "light"), (390, "dark")):
        axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        serious = [v for v in axe.run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in serious] == []
    context.close()
    assert running.stop()[0] == 130
