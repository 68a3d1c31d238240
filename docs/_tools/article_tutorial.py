"""The pictures of the tutorial "From an article to a tested argument": its steps, done in a browser.

    python docs/_tools/article_tutorial.py            # docs/_static/tutorial/*.png

Needs the extra `studio`, playwright, and a Chromium ($CHROMIUM). The article is invented. A test does the same steps and compares the
case that comes of them with the one that the tutorial prints.
"""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

OUT = Path(__file__).parent.parent / "_static" / "tutorial"
FLAGS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"]
WIDTH, HEIGHT = 1080, 660
HEIGHTS = {"argument": 560, "sochi-claim": 500, "article": 740}
"""Lower pictures where a page is full of words: none is to have more than 150 kB."""
TITLE = "How the city ended the blockade"
ARTICLE = (
    "How the city ended the blockade",
    "On 20 April the drivers' union blocked the depot. The bus company had refused to talk about the new rota since winter.",
    "The city could have cleared the gates. It let the blockade stand instead, and said that it would end it on the day the company agreed to arbitration.",
    "On 15 May the company agreed. A day later the buses ran.",
    "Some say that the drivers would have stayed whatever the city ordered. We doubt it. By letting the blockade stand, and by promising to end it, the city brought the company to the table.",
)
IDLE = "async () => { const { studio } = await import('/static/studio.js'); await studio.idle(); }"
Shoot = Callable[[str], None]


class Hands:
    """What a person does on the page."""

    def __init__(self, page: Any, shoot: Shoot) -> None:
        self.page, self.shoot = page, shoot

    def settle(self) -> None:
        """Wait for the answer."""
        self.page.evaluate(IDLE)

    def panel(self, name: str) -> None:
        """Open a panel."""
        self.page.locator(f'nav.panels a[data-panel="{name}"]').click()
        self.settle()

    def write(self, label: str, text: str) -> None:
        """Fill a field and press Enter."""
        box = self.page.get_by_label(label, exact=True).first
        box.fill(text)
        box.press("Enter")
        self.settle()

    def press(self, name: str) -> None:
        """Press a button."""
        self.page.get_by_role("button", name=name, exact=True).first.click()
        self.settle()

    def choose(self, key: str, value: str) -> None:
        """Choose from a list, by its key."""
        self.page.locator(f'[data-key="{key}"]').first.select_option(value)
        self.settle()

    def check(self, key: str) -> None:
        """Tick a box, by its key."""
        self.page.locator(f'[data-key="{key}"]').first.check()
        self.settle()

    def take(self, paragraph: int, becomes: str, text: str = "", date: str = "") -> None:
        """Press the number of a paragraph and attach it."""
        self.page.get_by_role("button", name=f"Take all of paragraph {paragraph}").click()
        self.page.locator('[data-key="attach-as"]').select_option(becomes)
        if date:
            self.page.locator('[data-key="attach-date"]').fill(date)
        if text:
            self.page.locator('[data-key="attach-text"]').fill(text)
        self.press("Attach")


def article(h: Hands) -> None:
    """The article beside the case, and what is taken from its passages."""
    h.panel("sources")
    h.page.locator('[data-key="add-source"] [name=author]').fill("N. N.")
    h.page.locator('[data-key="add-source"] [name=date]').fill("2024-05-20")
    h.write("New source", TITLE)
    h.page.locator('[data-key="pasted"]').fill("\n\n".join(ARTICLE))
    h.press("Keep it beside the case")
    h.page.locator(".reader").wait_for()
    h.take(2, "event", "The union blocks the depot.", "2024-04-20")
    h.take(4, "event", "The company agrees to arbitration.", "2024-05-15")
    for paragraph, name in ((3, "City"), (2, "Drivers' union"), (2, "Bus company")):
        h.take(paragraph, "actor", name)
    h.page.get_by_role("button", name="Take all of paragraph 5").click()
    h.page.locator('[data-key="attach-as"]').select_option("claim")
    h.page.locator('[data-key="attach-text"]').fill("The city brought the company to the table.")
    h.page.locator(".reader").evaluate("element => element.scrollTo(0, 0)")
    h.shoot("article")
    h.press("Attach")


def conflict(h: Hands) -> None:
    """Who can do what, who wants what, where things stood."""
    h.panel("actors")
    h.choose("role-city", "third_party")
    h.write("New option of City", "Lets the blockade stand")
    h.write("New option of Drivers' union", "Blocks the depot")
    h.write("New option of Bus company", "Agrees to arbitration")
    h.page.locator('[data-key="more-bus_company.agrees_to_arbitration"] summary').click()
    h.choose("direction-bus_company.agrees_to_arbitration", "on")
    h.panel("preferences")
    h.press("Add: Agrees to arbitration")
    h.press("Drivers' union")
    h.write("Or an expression", "not (blocks_the_depot and not lets_the_blockade_stand)")
    h.press("Add: Blocks the depot")
    h.press("Bus company")
    h.press("Add: not Blocks the depot")
    h.press("Add: not Agrees to arbitration")
    h.panel("status_quo")
    h.check("known")
    h.check("sq-city.lets_the_blockade_stand")
    h.check("sq-drivers_union.blocks_the_depot")
    h.panel("preferences")
    h.press("Drivers' union")
    h.shoot("conflict")


def promise(h: Hands) -> None:
    """The commitment, and the two readings."""
    h.panel("levers")
    h.choose("add-lever-by", "city")
    h.write("New commitment", "Ends it once the company agrees")
    form = h.page.locator('[data-do="add_effect"]').first
    form.locator("[name=option]").select_option("city.lets_the_blockade_stand")
    form.locator("[name=kind]").select_option("link")
    form.locator("[name=expression]").fill("not agrees_to_arbitration")
    form.locator("[name=expression]").press("Enter")
    h.settle()
    h.panel("readings")
    h.write("New reading", "The city moved it")
    h.check("in-the_city_moved_it-ends_it_once_the_company_agrees")
    h.write("New reading", "The union acts alone")
    h.check("in-the_union_acts_alone-ends_it_once_the_company_agrees")
    box = h.page.locator('[data-key="reading-more-the_union_acts_alone"]')
    box.locator("summary").click()
    area = box.locator("textarea").nth(1)
    area.fill("blocks_the_depot")
    area.press("Tab")
    h.settle()
    h.choose("ask-reading", "the_city_moved_it")
    h.shoot("promise")


def argument(h: Hands) -> None:
    """Claims with tests, a falsifier, and the verdicts."""
    h.panel("claims")
    h.write("New claim", "The company agrees.")
    h.page.locator('[data-key="form-C2"]').select_option("every")
    h.page.locator('[data-key="satisfy-C2"]').fill("agrees_to_arbitration")
    h.page.locator('[data-key="foresight-C2"]').select_option("2")
    h.press("Set the test")
    h.page.locator('[data-key="falsifier-C2"] > summary').click()
    h.page.locator('[data-key="falsifier-new-C2"] button').click()
    h.settle()
    h.write("New claim", "Without the city's promise it would not have agreed.")
    h.page.locator('[data-key="form-C3"]').select_option("necessary")
    h.page.locator('[data-key="test-lever-C3-ends_it_once_the_company_agrees"]').check()
    h.page.locator('[data-key="satisfy-C3"]').fill("agrees_to_arbitration")
    h.page.locator('[data-key="foresight-C3"]').select_option("2")
    h.press("Set the test")
    h.page.locator('[data-key="open-C1"]').click()
    h.settle()
    h.page.locator('[data-key="form-C1"]').select_option("all_of")
    h.page.locator('[data-key="test-claim-C1-C2"]').check()
    h.page.locator('[data-key="test-claim-C1-C3"]').check()
    h.press("Set the test")
    h.page.locator('[data-key="scope-C1"] > summary').click()
    h.check("main-C1")
    h.page.locator('[data-part="argument"]', has_text="The city moved it").wait_for()
    h.page.locator('[data-part="argument"]').evaluate("element => element.scrollIntoView()")
    h.page.locator('[data-key="test-C1"]').evaluate("element => element.scrollIntoView({block: 'center'})")
    h.shoot("argument")


def evidence(h: Hands) -> None:
    """What tells the readings apart, and which passage the commitment rests on."""
    h.panel("sources")
    h.take(3, "levers.ends_it_once_the_company_agrees")
    h.take(5, "evidence", "Some say that the drivers would have stayed whatever the city ordered.", "2024-05-20")
    h.take(4, "evidence", "The drivers left within a day of the agreement.", "2024-05-16")
    h.panel("evidence")
    h.page.locator('[data-cell="0:0"]').focus()
    for mark in ("N", "C", "C", "I"):
        h.page.keyboard.type(mark)
        h.page.keyboard.press("Enter")
        h.settle()
    h.page.locator('[data-cell="1:1"]').focus()
    h.page.locator('[data-part="weighed"] .posterior').wait_for()
    h.page.locator('[data-part="weighed"] .posterior').evaluate("element => element.scrollIntoView({block: 'center'})")
    h.shoot("evidence")


def steps(page: Any, shoot: Shoot) -> None:
    """All of the first half, from a blank case; the page is the start screen."""
    page.get_by_role("button", name="Blank case").click()
    page.wait_for_selector("html[data-ready] body.bench")
    h = Hands(page, shoot)
    h.write("Title", "The depot blockade")
    for step in (article, conflict, promise, argument, evidence):
        step(h)
    page.get_by_role("button", name="Save", exact=True).click()
    page.locator("#asking input").fill("depot.yaml")
    page.locator("#asking input").press("Enter")
    page.locator(".where", has_text="depot.yaml").wait_for()
    h.settle()


def sochi(page: Any, shoot: Shoot) -> None:
    """The second half: a copy of the shipped case is open."""
    h = Hands(page, shoot)
    h.panel("claims")
    page.locator('[data-key="open-C8"]').click()
    h.settle()
    page.locator('[data-part="argument"] .answer-line').wait_for()
    page.locator('[data-part="argument"]').evaluate("element => element.scrollIntoView()")
    shoot("sochi-claim")
    h.panel("evidence")
    page.locator('[data-part="weighed"] .posterior').wait_for()
    page.locator('[data-part="weighed"] .posterior').evaluate("element => element.scrollIntoView()")
    shoot("sochi-evidence")


@contextmanager
def studio(folder: Path, *what: str) -> Iterator[str]:
    """A studio in a folder; its address."""
    process = subprocess.Popen(
        [sys.executable, "-m", "tertius", "studio", "--no-browser", "--quiet", "--folder", str(folder), *what], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(timeout=10)


def main() -> None:
    """Write the pictures."""
    from playwright.sync_api import sync_playwright

    OUT.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=os.environ.get("CHROMIUM", "/usr/bin/chromium"), args=FLAGS)
        for what, half in (((), steps), (("sochi-2018",), sochi)):
            with tempfile.TemporaryDirectory() as folder, studio(Path(folder), *what) as address:
                page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT}, color_scheme="light", reduced_motion="reduce")
                page.set_default_timeout(60_000)
                page.goto(address)
                page.wait_for_selector("html[data-ready]")

                def shoot(name: str, page: Any = page) -> None:
                    page.set_viewport_size({"width": WIDTH, "height": HEIGHTS.get(name, HEIGHT)})
                    page.screenshot(path=OUT / f"{name}.png", animations="disabled")
                    page.set_viewport_size({"width": WIDTH, "height": HEIGHT})

                half(page, shoot)
                for file in sorted(Path(folder).glob("*.yaml")):
                    print(f"{file.name}:\n{file.read_text(encoding='utf-8')}" if what == () else file.name)
                page.close()
        browser.close()
    for picture in sorted(OUT.glob("*.png")):
        print(f"{picture.name}: {picture.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()
