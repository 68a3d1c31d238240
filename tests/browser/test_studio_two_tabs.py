"""Two tabs edit one case at the same moment: nothing that was written is lost."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

CASE = "tertius: 1\ntitle: T\nactors: {a: Anna, b: Ben}\nconflict: {options: {a: {x: X}}, preferences: {a: []}, status_quo: []}\n"


def test_what_was_written_too_late_is_made_after_all_or_offered_back(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    (tmp_path / "case.yaml").write_text(CASE, encoding="utf-8")
    running = start_studio(tmp_path, str(tmp_path / "case.yaml"))
    one, two = desktop(running.address), desktop(running.address)
    two.page.route("**/pulse", lambda route: route.fulfill(json={"rev": -2, "disk": "same"}))  # it does not hear of the other tab in time
    mine, toast, title = two.page.locator("#mine"), two.page.locator("#toast"), two.page.locator("#bar .title")

    # Another field: both changes are made.
    one.write("Title", "Theirs")
    two.fill("Question", "Who pays?")
    two.page.get_by_label("Question").press("Tab")
    two.settle()
    toast.get_by_text("your change is made on top of it").wait_for()
    assert (title.inner_text(), two.page.get_by_label("Question").input_value(), mine.is_visible()) == ("Theirs", "Who pays?", False)
    # The same field: what stands there is shown, what was written is offered, and undo goes back to theirs.
    one.page.reload()
    one.settle()
    one.write("Title", "Theirs again")
    two.write("Title", "Mine <b>")
    mine.wait_for()
    assert not toast.is_visible()
    assert mine.locator("blockquote").inner_text() == "Mine <b>"
    assert "There stands now: Theirs again" in mine.inner_text()
    assert two.page.get_by_label("Title", exact=True).input_value() == "Theirs again"
    two.press("Use mine")
    mine.wait_for(state="hidden")
    assert title.inner_text() == "Mine <b>"
    two.page.locator("body").click(position={"x": 5, "y": 5})
    two.press("Undo")
    assert title.inner_text() == "Theirs again"
    # Choices, new names, lists.
    for d in (one, two):
        d.press("Actors and options", "link")
    one.page.reload()
    one.settle()
    one.write("New option of Ben", "Y")
    two.write("New actor", "Carl")
    two.settle()
    assert [x.input_value() for x in two.page.locator('[data-key^="set_actor-"][data-key$="-name"]').all()] == ["Anna", "Ben", "Carl"]
    assert two.page.locator('[data-key="set_option-b.y-name"]').count() == 1
    one.page.reload()
    one.settle()
    one.choose('[data-key="role-a"]', value="observer")
    two.choose('[data-key="role-a"]', value="third_party")
    mine.get_by_text("“Role of Anna” was changed in another tab").wait_for()
    assert mine.locator("blockquote").inner_text() == "third party"
    two.press("Leave it as it is")
    assert two.page.locator('[data-key="role-a"]').input_value() == "observer"
    # What the other tab took away.
    one.page.reload()
    one.settle()
    one.press("Remove Carl")
    box = two.page.locator('[data-key="set_actor-carl-name"]')
    box.fill("Charles")
    box.press("Enter")
    mine.get_by_text("is gone: another tab removed it").wait_for()
    assert mine.locator("blockquote").inner_text() == "Charles"
    assert not two.page.get_by_role("button", name="Use mine").count()
    mine.get_by_role("button", name="Close").click()
    # The whole text.
    for d in (one, two):
        d.page.reload()
        d.settle()
        d.press("Text of the file", "link")
    text = one.page.locator("textarea.source").input_value()
    one.page.locator("textarea.source").fill(text.replace("Theirs again", "A"))
    two.page.locator("textarea.source").fill(text.replace("Theirs again", "B"))
    one.press("Apply")
    two.press("Apply")
    mine.get_by_text("“Text of the case file” was changed in another tab").wait_for()
    two.press("Use mine")
    mine.wait_for(state="hidden")
    assert title.inner_text() == "B"
    assert (one.said, two.said) == ([], [])
