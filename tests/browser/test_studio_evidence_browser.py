"""Evidence as a grid, and forecasts, in a real browser: with the keyboard alone, on any width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

CASE = """tertius: 1
title: A wall
actors: {a: Anna}
readings:
  rain: {name: المطر <b>rain</b>}
  neglect: {name: Neglect}
evidence:
  rows:
    - {id: V1, date: 2001-05-17, text: It rained., likelihood: {rain: unknown, neglect: unknown}}
    - {id: V2, date: 2001-06, text: Nobody looked at it., likelihood: {rain: N, neglect: unknown}}
"""


def test_a_grid_is_filled_with_the_keyboard_and_with_the_mouse(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    running = start_studio(tmp_path, str(tmp_path / "case.yaml"))
    d = desktop(running.address)
    page = d.page
    d.press("Evidence", "link")

    def cells() -> list[str]:
        return [page.locator(f'[data-cell="{row}:{column}"]').input_value() for row in (0, 1) for column in (0, 1)]

    def held() -> str:
        return str(page.evaluate("document.activeElement.dataset.cell"))

    page.get_by_label("V1 if it is true: المطر <b>rain</b>").focus()
    for key in ("c", "c", "Enter", "n", "ArrowDown"):
        page.keyboard.press(key)
    assert held() == "1:1"
    page.keyboard.type("0.5-0.8")
    page.keyboard.press("ArrowUp")
    d.settle()
    assert cells() == ["CC", "N", "N", "0.5–0.8"]
    assert held() == "0:1"
    page.keyboard.press("ArrowLeft")
    assert held() == "0:0"
    page.get_by_role("group", name="Marks for the cell in V1").get_by_role("button", name="II: very inconsistent").click()
    d.settle()
    assert cells() == ["II", "N", "N", "0.5–0.8"]
    assert held() == "0:1"
    page.keyboard.type("maybe")
    page.keyboard.press("Enter")
    d.settle()
    assert "no likelihood" in page.locator("#toast").inner_text()
    assert cells() == ["II", "N", "N", "0.5–0.8"]
    page.keyboard.press("Control+z")
    d.settle()
    assert cells() == ["CC", "N", "N", "0.5–0.8"]
    weighed = page.locator('[data-part="weighed"]')
    weighed.get_by_text("What would change who is ahead").wait_for()
    assert "المطر <b>rain</b>" in weighed.inner_text()
    d.press("Forecasts", "link")
    page.get_by_label("Made on").fill("2001-05-17")
    d.write("New forecast", "The wall falls.")
    page.get_by_label("Probability", exact=True).fill("70 %")
    page.get_by_label("Probability", exact=True).press("Tab")
    page.locator('[data-key="forecast-end-F1"] summary').press("Enter")
    page.locator('[data-key="end-date-F1"]').fill("2001-06-01")
    page.locator('[data-key="end-date-F1"]').press("Enter")
    d.settle()
    # 0.3 squared.
    page.locator('[data-part="scored"]', has_text="0.09").wait_for()
    page.keyboard.press("Control+s")
    page.locator(".where", has_text="saved").wait_for()
    d.settle()
    text = CASE.replace("rain: unknown, neglect: unknown", "rain: CC, neglect: N").replace("rain: N, neglect: unknown", "rain: N, neglect: [0.5, 0.8]")
    forecast = "  - id: F1\n    text: The wall falls.\n    made: 2001-05-17\n    p: 0.7\n    resolved: {date: 2001-06-01, outcome: yes}\n"
    assert (tmp_path / "case.yaml").read_text(encoding="utf-8") == text.replace("evidence:\n", f"forecasts:\n{forecast}evidence:\n")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width, scheme in ((1280, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for name in ("Evidence", "Forecasts"):
            d.press(name, "link")
            page.locator('[data-part="scored"] table.forecasts').wait_for(state="attached")
            if name == "Evidence":
                page.locator('[data-cell="0:0"]').focus()
            for view in ("edit", "results"):
                if width == 390:
                    page.locator(f'[role=tab][data-view="{view}"]').click()
                assert page.evaluate("document.documentElement.scrollWidth") <= width, name
                serious = [v for v in axe.run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
                assert [(name, view, v["id"], v["nodes"][0]["html"][:120]) for v in serious] == []
            if width == 390:
                page.locator('[role=tab][data-view="edit"]').click()
    assert d.said == []
