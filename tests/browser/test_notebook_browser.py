"""Results among other content in a real browser: nothing around them changes, nothing is asked for, it can be read."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tertius import analyze, evaluate_claims
from tertius.io.load import load_case

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
RICH = Path(__file__).parent.parent / "report" / "rich.yaml"
AROUND = """<!doctype html><meta charset="utf-8"><style>body { font: 15px serif; color: #333; width: 900px } h3 { color: #060 } table { border: 3px solid #600 }</style>
<h3 class="around">A heading</h3><p class="around">Text, <a class="around" href="#x">a link</a>, <small class="around">small</small></p>
<table class="around grid"><tr><th class="around">Head</th><td class="around v">Cell</td></tr></table><div id="out"></div>"""
LOOKS = """() => [...document.querySelectorAll('.around')].map(e => { const s = getComputedStyle(e);
  return [s.color, s.font, s.margin, s.padding, s.border, s.backgroundColor, s.display].join('|'); })"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_result_changes_nothing_around_it(scheme: str) -> None:
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    case = load_case(RICH)
    pieces = [analyze(case)._repr_html_(), evaluate_claims(case)._repr_html_()]
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(color_scheme=scheme, viewport={"width": 960, "height": 900})
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.set_content(AROUND)
        before = page.evaluate(LOOKS)
        page.evaluate("pieces => { document.getElementById('out').innerHTML = pieces.join('') }", pieces)
        assert page.evaluate(LOOKS) == before
        assert asked == []
        assert page.title() == ""
        assert page.locator(".tertius").count() == 2
        assert page.evaluate("() => document.documentElement.scrollWidth <= 960")
        # The page's own rules for headings and tables do not reach in.
        assert page.evaluate("() => getComputedStyle(document.querySelector('.tertius table')).borderTopWidth") == "0px"
        assert page.evaluate("() => getComputedStyle(document.querySelector('.tertius h3')).color") != "rgb(0, 102, 0)"
        browser.close()
