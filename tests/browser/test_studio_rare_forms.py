"""Forms that few cases need, by hand: moves of a graph, what waiting costs; on a phone too."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")


def test_moves_and_what_waiting_costs_are_edited_on_a_phone(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()

    def sound(d: Any) -> None:
        assert [v["id"] for v in axe.run(d.page).response["violations"] if v["impact"] in {"serious", "critical"}] == []
        assert d.page.evaluate("document.documentElement.scrollWidth") <= 390
        assert d.said == []

    d = desktop(start_studio(tmp_path, "elmira").address, 390, "dark")
    d.press("Actors and options", "link")
    moves = d.page.locator('[aria-label="Moves of Local government"] li')
    assert moves.count() == 4
    d.page.locator('[data-key="more-moves-local"] summary').click()
    d.choose('[data-key="move-from-local"]', label="Uniroyal delays")
    d.choose('[data-key="move-to-local"]', label="Uniroyal accepts")
    d.page.locator('[data-key="add-move-local"] button').click()
    d.settle()
    assert moves.last.inner_text().startswith("Uniroyal delays → Uniroyal accepts")
    moves.last.get_by_role("button").click()
    d.settle()
    assert moves.count() == 4
    sound(d)

    d = desktop(start_studio(tmp_path_factory.mktemp("toll"), "bridge-toll").address, 390)
    d.press("Clauses", "link")
    d.page.locator('[data-key="timing"] > summary').click()
    d.page.locator('[data-key="add-pressure"] [name=name]').fill("A deadline")
    d.page.locator('[data-key="pressure-much"]').fill("0.02–0.1")
    d.page.locator('[data-key="pressure-much"]').press("Enter")
    d.settle()
    assert "A deadline" in d.page.locator('[aria-label="Pressure"]').inner_text()
    sound(d)
    d.page.get_by_role("button", name="Remove A deadline").click()
    d.settle()
    assert "A deadline" not in d.page.locator('[aria-label="Pressure"]').inner_text()
