"""New names: several at once, kept when the field is left, and never twice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")


def test_new_names_are_taken_when_the_field_is_left_and_only_once(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    d = desktop(start_studio(tmp_path).address)
    page = d.page
    d.press("Blank case")
    page.wait_for_selector("html[data-ready] body.bench")
    page.keyboard.type("Two towns")  # the title has the focus, and what stands there is chosen
    d.press("Actors and options", "link")
    assert page.locator("#bar .title").inner_text() == "Two towns"

    def names(what: str) -> list[str]:
        return [x.input_value() for x in page.locator(f'[data-key^="set_{what}-"][data-key$="-name"]').all()]

    d.fill("New actor", "Hill؛ River")  # the Arabic semicolon
    page.get_by_label("New actor").press("Tab")  # to the role: the form is not left
    d.settle()
    assert names("actor") == []
    d.press("Add actor")
    assert names("actor") == ["Hill", "River"]
    d.fill("New option of Hill", "Builds; Sells")
    d.fill("New option of River", "Never mind")
    d.settle()
    assert names("option") == ["Builds", "Sells"]
    page.get_by_label("New option of River").press("Escape")
    d.fill("New actor", "")
    d.settle()
    assert names("option") == ["Builds", "Sells"]
    # A button under the field is pressed, although the new name moves it away; the name is kept as well.
    d.fill("New option of Hill", "Waits")
    page.get_by_role("button", name="Remove River").click()
    d.settle()
    assert (names("actor"), names("option")) == (["Hill"], ["Builds", "Sells", "Waits"])
    # Leaving for another panel keeps it too; with Enter it is not taken twice.
    d.fill("New actor", "Lake")
    d.press("Preferences", "link")
    d.press("Actors and options", "link")
    box = page.get_by_label("New option of Lake")
    box.fill("Floods")
    box.press("Enter")
    box.press("Tab")
    page.get_by_label("New actor").focus()
    d.settle()
    assert (names("actor"), names("option")) == (["Hill", "Lake"], ["Builds", "Sells", "Waits", "Floods"])
    # What is saved has the name that was just written, by the button as by the keyboard; undo lets it stand in its field.
    for name, save in (("Sea", lambda: page.keyboard.press("Control+s")), ("Sky", lambda: page.get_by_role("button", name="Save", exact=True).click())):
        d.fill("New actor", name)
        save()
        d.settle()
        if page.locator("#asking[open]").count():
            page.locator("#asking input").fill("names.yaml")
            page.keyboard.press("Enter")
            d.settle()
        page.locator(".where", has_text="· saved").wait_for()
        assert f": {name}" in (tmp_path / "names.yaml").read_text(encoding="utf-8")
    d.fill("New actor", "Not yet")
    page.get_by_role("button", name="Undo").click()
    d.settle()
    assert names("actor") == ["Hill", "Lake", "Sea"]
    assert page.get_by_label("New actor").input_value() == "Not yet"
    assert d.said == []
