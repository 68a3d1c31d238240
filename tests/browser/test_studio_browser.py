"""The studio in a real browser: a case from nothing without YAML, and nothing asked of any other machine."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tertius.io.load import load_case
from tertius.model.conflict import OptionConflict

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("folder")


@pytest.fixture(scope="module")
def studio(start_studio: Callable[..., Any], folder: Path) -> Iterator[Any]:
    running = start_studio(folder)
    yield running
    code, said = running.stop()
    assert code == 130
    assert said == ""


def test_the_prisoners_dilemma_from_a_blank_page(desktop: Any, studio: Any, folder: Path) -> None:
    d = desktop(studio.address)
    d.press("Blank case")
    d.page.wait_for_selector("html[data-ready] body.bench")
    d.write("Title", "Two prisoners")
    d.press("Actors and options", "link")
    for name, option in (("One", "Keeps silent"), ("Two", "Says nothing")):
        d.write("New actor", name)
        d.write(f"New option of {name}", option)
    d.press("Preferences", "link")
    # One's ranking, best first: NY, YY, NN, YN; Two's: YN, YY, NN, NY (letters: One keeps silent, Two says nothing).
    best = {"One": ["Two: Says nothing", "One: Keeps silent\nTwo: Says nothing", "Nothing is on", "One: Keeps silent"]}
    best["Two"] = ["One: Keeps silent", "One: Keeps silent\nTwo: Says nothing", "Nothing is on", "Two: Says nothing"]
    for who in ("One", "Two"):
        d.press(who, exact=True)
        d.press("Ask me pair by pair")
        while d.page.locator('[data-key="answer-left"]').count():
            left, right = (d.page.locator(f'[data-key="answer-{side}"]') for side in ("left", "right"))
            order = best[who]
            first = order.index(left.inner_text()) < order.index(right.inner_text())
            (left if first else right).click()
            d.actions += 1
            d.settle()
    d.press("Status quo", "link")
    d.page.get_by_label("Where things stand is known").check()
    d.settle()
    for box in ("Keeps silent", "Says nothing"):
        d.page.get_by_role("checkbox", name=box).check()
        d.settle()
        d.actions += 1
    d.press("Save", exact=True)
    d.page.locator("#asking input").fill("pd.yaml")
    d.page.locator("#asking input").press("Enter")
    d.page.locator(".where", has_text="pd.yaml").wait_for()
    assert d.actions <= 30
    assert "The status quo stays" in d.page.locator('[data-part="outcomes"]').inner_text()
    case = load_case(folder / "pd.yaml")
    assert isinstance(case.conflict, OptionConflict)
    assert case.conflict.preferences["one"].ranking == (("NY",), ("YY",), ("NN",), ("YN",))
    assert case.conflict.preferences["two"].ranking == (("YN",), ("YY",), ("NN",), ("NY",))
    assert (folder / "pd.yaml").read_text(encoding="utf-8") == (
        "tertius: 1\ntitle: Two prisoners\nactors:\n  one: One\n  two: Two\nconflict:\n  options:\n    one:\n      keeps_silent: Keeps silent\n"
        "    two:\n      says_nothing: Says nothing\n  preferences:\n    one: {ranking: [NY, YY, NN, YN]}\n    two: {ranking: [YN, YY, NN, NY]}\n"
        "  status_quo: [keeps_silent, says_nothing]\n"
    )
    assert d.said == []
    assert {url.split("/")[2] for url in d.asked} == {studio.address.split("/")[2]}


def test_a_state_tells_why_when_it_is_clicked_and_undo_goes_back(desktop: Any, studio: Any) -> None:
    d = desktop(studio.address)
    d.page.locator('g[data-value="NY"]').focus()
    d.page.keyboard.press("Enter")
    d.settle()
    assert "Two leaves" in d.page.locator('[data-part="why"]').inner_text()
    before = d.page.locator('[data-part="outcomes"]').inner_text()
    d.press("Preferences", "link")
    d.page.locator('[data-key="up-YN"]').click()
    d.settle()
    assert d.page.locator(".class").nth(2).inner_text().startswith("YN")
    assert d.page.evaluate("document.activeElement.dataset.key") == "up-YN"
    d.page.keyboard.press("Control+z")
    d.settle()
    assert d.page.locator(".class").nth(3).inner_text().startswith("YN")
    assert d.page.locator('[data-part="outcomes"]').inner_text() == before
    assert d.said == []


def test_another_tab_is_told(desktop: Any, studio: Any) -> None:
    first, second = desktop(studio.address), desktop(studio.address)
    first.page.bring_to_front()
    first.press("About", "link")
    first.write("Title", "Changed here")
    second.page.get_by_text("changed in another tab").wait_for(timeout=4000)
    assert second.page.locator("#bar .title").inner_text() == "Changed here"
    second.page.keyboard.press("Control+z")
    second.settle()
    assert second.page.locator("#bar .title").inner_text() == "Two prisoners"


def test_nothing_is_lost_when_the_process_is_killed(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_text("tertius: 1\ntitle: T  # mine\nactors: {a: A}\n", encoding="utf-8")
    running = start_studio(tmp_path, str(path))
    d = desktop(running.address)
    d.press("Actors and options", "link")
    d.write("New actor", "B")
    running.kill()
    again = start_studio(tmp_path, str(path))
    d = desktop(again.address)
    assert "1 change that had not been saved was recovered" in d.page.locator("#bar").inner_text()
    d.press("Save", exact=True)
    assert path.read_text(encoding="utf-8") == "tertius: 1\ntitle: T  # mine\nactors: {a: A, b: B}\n"
    assert again.stop() == (130, "")
    assert [p.name for p in tmp_path.iterdir()] == ["case.yaml"]


@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (390, "dark")])
def test_every_panel_fits_and_has_no_serious_fault(desktop: Any, studio: Any, width: int, scheme: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    d = desktop(studio.address, width, scheme)
    names = d.page.eval_on_selector_all("nav.panels a", "links => links.map(a => a.dataset.panel)")
    for name in names:
        d.page.locator(f'nav.panels a[data-panel="{name}"]').click()
        d.settle()
        assert d.page.evaluate("document.documentElement.scrollWidth") <= width, name
        serious = [v for v in axe.run(d.page).response["violations"] if v["impact"] in {"serious", "critical"}]
        assert [(name, v["id"], v["nodes"][0]["html"][:120]) for v in serious] == []
    if width == 390:
        d.press("Results", "tab")
        assert d.page.evaluate("document.documentElement.scrollWidth") <= width
        serious = [v for v in axe.run(d.page).response["violations"] if v["impact"] in {"serious", "critical"}]
        assert [(v["id"], v["nodes"][0]["html"][:120]) for v in serious] == []
    assert d.said == []
