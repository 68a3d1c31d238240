"""Commitments, readings and claims in a real browser: switched beside the results, with the keyboard, on any width."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

CASE = """tertius: 1
title: Three options
actors: {third: {name: Third, role: third_party}, presser: Presser, client: العميل}
conflict:
  options: {third: {not_object: Does not object}, presser: {press: Presses}, client: {commit: {name: Commits, direction: on}}}
  preferences:
    third: [commit]
    presser: [not (press and not not_object), press]
    client: [not press, not commit]
  status_quo: [not_object, press]
"""


def test_an_argument_is_built_and_its_layers_are_switched(desktop: Callable[..., Any], start_studio: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    running = start_studio(tmp_path, str(tmp_path / "case.yaml"))
    d = desktop(running.address)
    page = d.page

    def panel(name: str) -> None:
        page.locator(f'nav.panels a[data-panel="{name}"]').click()
        d.settle()

    def fill(label: str, text: str) -> None:
        page.get_by_label(label, exact=True).first.fill(text)
        page.get_by_label(label, exact=True).first.press("Enter")
        d.settle()

    panel("levers")
    fill("New commitment", "Objects once the client commits")
    assert page.get_by_label("Expression").is_visible()
    assert not page.locator('[data-key^="effect-actor"]').first.is_visible()
    page.get_by_label("What happens").select_option("first")
    assert page.locator('[data-key^="effect-actor"]').first.is_visible()
    page.get_by_label("What happens").select_option("link")
    fill("Expression", "not commit")
    panel("readings")
    fill("New reading", "Pressure needs permission")
    page.locator('[data-key^="effect-option"]').first.select_option("presser.press")
    page.get_by_label("What happens").select_option("needs")
    fill("Expression", "not_object")
    panel("claims")
    fill("New claim", "A commitment follows.")
    page.get_by_label("It holds if").select_option("every")
    fill("Expression", "commit")
    page.locator('[data-part="argument"]', has_text="fails").wait_for()
    page.locator('[data-key="claim-text-C1"]').fill("A commitment follows from it.")
    page.locator('[data-key="claim-text-C1"]').press("Tab")
    d.settle()
    assert page.locator("[data-key=form-C1]").is_visible()
    assert not page.locator("[data-key=test-event-C1]").is_visible()
    # The case as it stands stays; under the reading with the commitment switched on there is a commitment.
    outcomes = page.locator('[data-part="outcomes"]')
    assert "The status quo stays" in outcomes.inner_text()
    page.locator('[data-key="ask-reading"]').select_option("pressure_needs_permission")
    d.settle()
    page.locator('[data-key="ask-objects_once_the_client_commits"]').focus()
    page.keyboard.press("Space")
    d.settle()
    assert "Commits" in outcomes.locator(".lead-block").first.inner_text()
    page.reload()
    page.wait_for_selector("html[data-ready]")
    assert page.locator('[data-key="ask-reading"]').input_value() == "pressure_needs_permission"
    assert page.locator('[data-key="ask-objects_once_the_client_commits"]').is_checked()
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width, scheme in ((1280, "dark"), (390, "light")):
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme=scheme)
        for name in ("levers", "readings", "claims", "history"):
            panel(name)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, name
            serious = [v for v in axe.run(page).response["violations"] if v["impact"] in {"serious", "critical"}]
            assert [(name, v["id"], v["nodes"][0]["html"][:120]) for v in serious] == []
    assert d.said == []
    assert running.stop()[0] == 130
