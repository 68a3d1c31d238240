"""When things go wrong: the file changes under the page, it has mistakes, it is huge, the port is taken, the process is gone."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

CASE = "tertius: 1\ntitle: T  # mine\nactors:\n  a: A\n  b: B\nconflict:\n  options:\n    a:\n      x: X\n  preferences:\n    a: [not y]\n"


@pytest.fixture
def wrong(tmp_path: Path) -> Path:
    """A case with a mistake in it, in a folder of its own."""
    path = tmp_path / "wrong.yaml"
    path.write_text(CASE, encoding="utf-8")
    return path


@pytest.fixture
def studio(start_studio: Callable[..., Any], wrong: Path) -> Any:
    """A studio in which that case is open."""
    return start_studio(wrong.parent, str(wrong))


def test_a_case_with_mistakes_opens_and_leads_to_each(desktop: Any, start_studio: Callable[..., Any], wrong: Path) -> None:
    d = desktop(start_studio(wrong.parent).address)
    d.press("wrong.yaml")
    d.page.wait_for_selector("html[data-ready] body.bench")
    problems = d.page.locator('[data-part="problems"]')
    assert "there is no option 'y'" in problems.inner_text()
    d.press("mend")
    assert d.page.locator("h2", has_text="Preferences").is_visible()
    d.press("Remove not y")
    assert problems.inner_text().strip() == ""
    assert "Situations that last" in d.page.locator("#results").inner_text()
    d.page.keyboard.press("Control+z")
    d.settle()
    d.page.locator('[data-part="problems"]').get_by_role("button", name="line").click()
    d.settle()
    assert d.page.evaluate("document.activeElement.value.slice(document.activeElement.selectionStart, document.activeElement.selectionEnd)") == "    a: [not y]"
    assert d.said == []


def test_a_text_that_is_no_yaml_is_mended_in_the_text(desktop: Any, studio: Any) -> None:
    d = desktop(studio.address)
    d.page.goto(studio.address.split("?")[0] + "?panel=text")
    area = d.page.locator("textarea.source")
    area.fill("tertius: 1\ntitle: [\n")
    d.press("Apply")
    assert "not YAML" in d.page.locator('[data-part="problems"]').inner_text()
    d.press("Actors and options", "link")
    d.page.keyboard.press("Control+z")
    d.settle()
    assert "A" in d.page.locator('[data-key="actor-a"] input').first.input_value()


def test_the_file_changing_on_disk_is_told_and_nothing_is_written_over(desktop: Any, studio: Any, wrong: Path) -> None:
    d = desktop(studio.address)
    theirs = CASE.replace("title: T", "title: Theirs")
    wrong.write_text(theirs, encoding="utf-8")
    d.page.locator("#disk-notice").wait_for(timeout=5000)
    d.press("About", "link")
    d.write("Title", "Mine")
    d.press("Save", exact=True)
    box = d.page.locator("#asking")
    assert "has changed on disk" in box.inner_text()
    box.get_by_role("button", name="Cancel").click()
    assert wrong.read_text(encoding="utf-8") == theirs
    d.press("Save", exact=True)
    box.get_by_role("button", name="Take what is on disk").click()
    d.settle()
    assert d.page.locator("#bar .title").inner_text() == "Theirs"
    d.page.keyboard.press("Control+z")
    d.settle()
    assert d.page.locator("#bar .title").inner_text() == "Mine"
    d.press("Save", exact=True)
    d.settle()
    assert "title: Mine" in wrong.read_text(encoding="utf-8")


def test_two_hundred_actors(desktop: Any, studio: Any, wrong: Path) -> None:
    many = "".join(f"  a{k}: {{name: Actor number {k} with a name that is long, role: observer}}\n" for k in range(200))
    wrong.with_name("many.yaml").write_text(CASE.replace("  b: B\n", many).replace("[not y]", "[x]"), encoding="utf-8")
    d = desktop(studio.address)
    d.press("Close")
    d.page.wait_for_selector("html[data-ready] body.start")
    d.press("many.yaml")
    d.page.wait_for_selector("html[data-ready] body.bench")
    d.press("Actors and options", "link")
    assert d.page.locator('[data-key^="actor-"]').count() == 201
    box = d.page.locator('[data-key="actor-a150"] input').first
    box.fill("Renamed")
    box.press("Tab")
    d.settle()
    assert d.page.locator('[data-key="actor-a150"] input').first.input_value() == "Renamed"
    assert d.page.evaluate("document.activeElement.dataset.key") == "role-a150"
    assert d.page.evaluate("document.documentElement.scrollWidth") <= 1280
    d.page.keyboard.press("Control+z")
    d.settle()
    assert d.page.locator('[data-key="actor-a150"] input').first.input_value() == "Actor number 150 with a name that is long"


def test_a_case_of_another_program_is_imported_and_goes_out_again(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    d = desktop(start_studio(tmp_path).address)
    d.page.wait_for_selector("html[data-ready] body.start")
    d.page.locator("input[type=file]").set_input_files({"name": "game.csv", "mimeType": "text/csv", "buffer": b"x"})
    d.page.locator("#toast").wait_for()
    subprocess.run([sys.executable, "-m", "tertius", "convert", "chicken", str(tmp_path / "c.gmcr"), "-q"], check=True)
    d.page.locator("input[type=file]").set_input_files(tmp_path / "c.gmcr")
    d.page.wait_for_selector("html[data-ready] body.bench")
    d.page.locator("#results", has_text="Situations that last").wait_for()
    d.press("Import and export", "link")
    for kind in (".gmcr", ".yaml"):
        with d.page.expect_download() as found:
            d.page.locator(".exports button", has_text=kind).first.click()
            d.page.wait_for_timeout(400)
            if d.page.locator("#asking[open]").count():
                d.page.locator("#asking button", has_text="Download").click()
        assert found.value.suggested_filename.endswith(kind)
    assert d.said == []


def test_a_process_that_is_gone_is_told(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    running = start_studio(tmp_path, "chicken")
    d = desktop(running.address)
    d.press("About", "link")
    running.kill()
    d.page.get_by_label("Title", exact=True).fill("Lost?")
    d.page.get_by_label("Title", exact=True).press("Enter")
    d.page.get_by_text("The studio does not answer").wait_for()
    assert d.page.get_by_label("Title", exact=True).input_value() == "Lost?"


def test_a_port_in_use_is_told_and_the_usual_one_is_not_needed(start_studio: Callable[..., Any], tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        found = subprocess.run([sys.executable, "-m", "tertius", "studio", "--no-browser", "--port", str(port)], cwd=tmp_path, capture_output=True, text=True, timeout=30)
    assert found.returncode == 2
    assert found.stderr.startswith(f"error: port {port} cannot be used: Address already in use")
    first, second = start_studio(tmp_path), start_studio(tmp_path)
    assert first.address.split("?")[0] != second.address.split("?")[0]
