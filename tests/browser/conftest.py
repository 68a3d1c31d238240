"""A studio in a process of its own, and a browser that may ask nothing but this machine."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip


class Running:
    """`tertius studio` in a folder: its address, and ways to end it."""

    def __init__(self, folder: Path, *arguments: str) -> None:
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tertius", "studio", "--no-browser", "--quiet", "--folder", str(folder), *arguments],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )  # fmt: skip
        assert self.process.stdout is not None
        self.address = self.process.stdout.readline().strip()
        assert self.address.startswith("http://127.0.0.1:"), self.process.stderr.read() if self.process.stderr else ""

    def kill(self) -> None:
        """As a power cut does."""
        self.process.kill()
        self.process.communicate(timeout=10)

    def stop(self) -> tuple[int, str]:
        """As Ctrl-C does: the exit code and what was complained of."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        _, said = self.process.communicate(timeout=10)
        return self.process.returncode, said.strip()


@pytest.fixture(scope="module")
def start_studio() -> Iterator[Callable[..., Running]]:
    """Start studios; all are ended with the module."""
    made: list[Running] = []

    def start(folder: Path, *arguments: str) -> Running:
        made.append(Running(folder, *arguments))
        return made[-1]

    yield start
    for running in made:
        if running.process.poll() is None:
            running.stop()


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    """Debian's Chromium."""
    sync_api = pytest.importorskip("playwright.sync_api")
    if not Path(CHROMIUM).exists():
        pytest.skip(f"there is no browser at {CHROMIUM}")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


SETTLED = """async () => {
  const { studio } = await import('/static/studio.js');
  const asked = (async () => { while (!document.querySelector('dialog[open]')) await new Promise(done => setTimeout(done, 20)); })();
  const late = new Promise((_, failed) => setTimeout(() => failed(new Error('the studio did not settle')), 15000));
  await Promise.race([studio.idle(), asked, late]);
}"""


class Desktop:
    """A page, what it asked for and what it complained of; actions are counted."""

    def __init__(self, browser: Any, address: str, width: int = 1280, scheme: str = "light") -> None:
        self.context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
        self.page = self.context.new_page()
        self.asked: list[str] = []
        self.said: list[str] = []
        self.actions = 0
        self.page.on("request", lambda r: self.asked.append(r.url))
        self.page.on("console", lambda m: None if "status of 4" in m.text else self.said.append(m.text))
        self.page.on("pageerror", lambda e: self.said.append(str(e)))
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]")
        self.settle()

    def settle(self) -> None:
        """Wait until the last request has been answered and shown, or a dialog asks something."""
        try:
            self.page.evaluate(SETTLED)
        except Exception as error:
            if "navigation" not in str(error):
                raise
        self.page.wait_for_selector("html[data-ready]")

    def press(self, name: str, role: str = "button", exact: bool = False) -> None:
        self.actions += 1
        self.page.get_by_role(role, name=name, exact=exact).first.click()
        if self.page.locator("body.bench").count():
            self.settle()

    def fill(self, label: str, text: str) -> None:
        """Write into a field, and leave it at that."""
        self.actions += 1
        self.page.get_by_label(label, exact=True).fill(text)

    def choose(self, place: str, **what: str) -> None:
        """Choose from a list, by a selector: `value` or `label`."""
        self.actions += 1
        self.page.locator(place).select_option(**what)
        if self.page.locator(place).get_attribute("data-do"):
            self.settle()

    def check(self, name: str) -> None:
        """Tick a box."""
        self.actions += 1
        self.page.get_by_role("checkbox", name=name).first.check()
        self.settle()

    def enter(self) -> None:
        """Press Enter where the focus is."""
        self.actions += 1
        self.page.keyboard.press("Enter")
        self.settle()

    def write(self, label: str, text: str) -> None:
        """Write into a field and press Enter: two actions."""
        self.fill(label, text)
        self.enter()


@pytest.fixture
def desktop(chromium: Any) -> Iterator[Callable[..., Desktop]]:
    """Open pages: address, width, colour scheme; all are closed with the test."""
    made: list[Desktop] = []

    def open(address: str, width: int = 1280, scheme: str = "light") -> Desktop:
        made.append(Desktop(chromium, address, width, scheme))
        return made[-1]

    yield open
    for d in made:
        d.context.close()
