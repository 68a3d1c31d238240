"""The report in a real browser: nothing is requested, nothing runs from names, it fits a phone, it can be read."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest
from click.testing import CliRunner

from tertius.cli.analyze import command as analyze_command
from tertius.io.catalogue import load
from tertius.io.load import load_case
from tertius.report.build import build
from tertius.report.cards import role_cards
from tertius.report.render import render, render_cards
from tertius.testing_reports import shipped_page

pytestmark = pytest.mark.browser
sync_api = pytest.importorskip("playwright.sync_api")

RICH = Path(__file__).parent.parent / "report" / "rich.yaml"
CONTRAST = """() => {
  const rgb = c => { const m = c.match(/[\\d.]+/g).map(Number); return m.length < 4 ? [...m, 1] : m; };
  const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b; };
  const behind = e => { for (; e; e = e.parentElement) { const c = rgb(getComputedStyle(e).backgroundColor); if (c[3] === 1) return c.slice(0, 3); }
    return null; };
  const faults = [];
  for (const e of document.querySelectorAll('body *')) {
    const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    if (!own || e.closest('.vh, script, style, .off, .skip') || !e.checkVisibility()) continue;
    const style = getComputedStyle(e), paint = e.closest('svg') ? style.fill : style.color, back = behind(e);
    if (!back) { faults.push('no background behind ' + e.outerHTML.slice(0, 80)); continue; }
    const [a, b] = [light(rgb(paint).slice(0, 3)), light(back)].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < 4.5) faults.push(ratio.toFixed(2) + ' ' + e.outerHTML.slice(0, 80));
  }
  return faults;
}"""


@pytest.fixture(scope="module")
def browser(chromium: sync_api.Browser) -> sync_api.Browser:
    return chromium


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    goal = tmp_path_factory.mktemp("report") / "rich.html"
    goal.write_text(render(build(load_case(RICH))), encoding="utf-8")
    return goal


def opened(
    browser: sync_api.Browser, file: Path, width: int = 1280, scheme: str = "light"
) -> tuple[sync_api.Page, list[str], list[str]]:
    """The page, the addresses that it asked for, and what it complained of."""
    page = browser.new_page(viewport={"width": width, "height": 900}, color_scheme=scheme)
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("dialog", lambda dialog: (said.append(f"dialog {dialog.message}"), dialog.dismiss()))
    page.goto(file.as_uri())
    return page, asked, said


def test_the_page_asks_for_nothing_and_runs_nothing_from_names(browser: sync_api.Browser, file: Path) -> None:
    page, asked, said = opened(browser, file)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    page.wait_for_timeout(150)
    assert asked == [file.as_uri()]
    assert said == []
    assert page.title().startswith("The <b>river</b>")
    page.close()


def test_the_style_and_the_script_are_in_force_under_the_policy(
    browser: sync_api.Browser, file: Path
) -> None:
    page, _, said = opened(browser, file)
    assert page.evaluate("getComputedStyle(document.body).margin") == "0px"
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert page.locator("details:not([open])").count() == 0
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert page.locator("details:not([open])").count() > 10
    page.evaluate("location.hash = 'claim-C1'")
    page.wait_for_timeout(100)
    assert page.locator("#claim-C1 details").get_attribute("open") is not None
    assert said == []
    page.close()


@pytest.mark.parametrize("width", [390, 760, 1100])
def test_the_page_never_scrolls_sideways(browser: sync_api.Browser, file: Path, width: int) -> None:
    page, _, _ = opened(browser, file, width)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_can_be_read_in_light_and_dark(browser: sync_api.Browser, file: Path, scheme: str) -> None:
    page, _, _ = opened(browser, file, scheme=scheme)
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    dark = page.evaluate(
        "getComputedStyle(document.body).backgroundColor.match(/\\d+/g).map(Number).reduce((a, b) => a + b) < 200"
    )
    assert dark == (scheme == "dark")
    assert page.evaluate(CONTRAST) == []
    page.close()


def test_text_of_figures_stays_inside(browser: sync_api.Browser, file: Path) -> None:
    page, _, _ = opened(browser, file, 390)
    outside = page.evaluate("""() => [...document.querySelectorAll('svg.path')].flatMap(svg => {
      const frame = svg.getBoundingClientRect();
      return [...svg.querySelectorAll('text')].filter(t => t.getBoundingClientRect().right > frame.right + 1).map(t => t.textContent);
    })""")
    assert outside == []
    small = page.evaluate("""() => Math.min(...[...document.querySelectorAll('svg.path text.body')].map(
      t => parseFloat(getComputedStyle(t).fontSize) * t.ownerSVGElement.getBoundingClientRect().width / 360))""")
    assert small > 11
    page.close()


def test_the_keyboard_skips_to_the_report_and_opens_a_reason(browser: sync_api.Browser, file: Path) -> None:
    page, _, _ = opened(browser, file)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.evaluate("document.querySelectorAll('details.fold').forEach(d => d.open = true)")
    page.locator("#claim-T1 summary").focus()
    assert page.evaluate("getComputedStyle(document.activeElement).outlineStyle") == "solid"
    page.keyboard.press("Enter")
    assert page.locator("#claim-T1 .reasons").is_visible()
    page.close()


def test_the_contents_stay_in_sight_and_make_way(browser: sync_api.Browser, file: Path) -> None:
    page, _, said = opened(browser, file, 390)
    page.evaluate("scrollTo(0, 3000)")
    bar = page.locator("nav.contents")
    assert bar.evaluate("e => e.getBoundingClientRect().top") == 0
    page.locator("nav.contents summary").click()
    page.locator("nav.contents a[href='#inputs']").click()
    page.wait_for_timeout(800)
    assert not page.locator("nav.contents a").first.is_visible()
    assert page.locator("#inputs details.fold").get_attribute("open") is not None
    heading = page.locator("#inputs h2").evaluate("e => e.getBoundingClientRect().top")
    assert bar.evaluate("e => e.getBoundingClientRect().bottom") <= heading < 844
    page.set_viewport_size({"width": 1280, "height": 500})
    page.evaluate("scrollTo(0, 3000)")
    page.wait_for_timeout(800)
    assert page.locator("nav.contents a").first.is_visible()
    assert bar.evaluate("e => e.getBoundingClientRect().bottom") <= 500
    assert said == []
    page.close()


def test_on_a_phone_sections_are_folded_with_a_line_each(browser: sync_api.Browser, file: Path) -> None:
    page, _, _ = opened(browser, file, 390)
    folds = page.locator("main > section > details.fold:not(.part)")
    assert folds.count() == page.locator("main > section").count() - 2
    assert folds.evaluate_all("fs => fs.every(f => !f.open)")
    for section in ("answer", "claims"):
        assert page.locator(f"#{section} > details.fold:not(.part)").count() == 0
    lines = page.locator("main > section > details.fold:not(.part) > summary > .finding")
    assert lines.count() == folds.count()
    assert lines.evaluate_all("ls => ls.every(l => l.textContent.trim().length > 15 && l.checkVisibility())")
    page.get_by_role("button", name="Open all").click()
    assert folds.evaluate_all("fs => fs.every(f => f.open)")
    page.get_by_role("button", name="Close all").click()
    assert folds.evaluate_all("fs => fs.every(f => !f.open)")
    page.evaluate("location.hash = 'source-" + page.locator("[id^=source-]").first.get_attribute("id")[7:] + "'")
    page.wait_for_timeout(200)
    assert page.locator("[id^=source-]").first.is_visible()
    page.close()


def test_a_word_is_explained_where_it_is_used(browser: sync_api.Browser, file: Path) -> None:
    page, _, said = opened(browser, file, 390)
    word = page.locator("#claims .terms button").first
    about = page.locator(f"#{word.get_attribute('popovertarget')}")
    assert word.get_attribute("title") in about.text_content()
    assert not about.is_visible()
    word.click()
    assert about.is_visible()
    about.locator("a").click()
    page.wait_for_timeout(200)
    assert page.locator("#glossary dd").first.is_visible()
    assert said == []
    page.close()


def test_on_a_wide_screen_sections_are_open_also_without_the_script(browser: sync_api.Browser, file: Path, tmp_path: Path) -> None:
    goal = tmp_path / "short.html"
    goal.write_text(shipped_page("prisoners-dilemma"), encoding="utf-8")
    page, _, _ = opened(browser, goal)
    assert page.locator("details.fold").evaluate_all("fs => fs.length > 3 && fs.every(f => f.open)")
    page.close()
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(file.as_uri())
    assert page.locator("#inputs h3").first.is_visible()
    page.set_viewport_size({"width": 390, "height": 844})
    assert not page.locator("#inputs h3").first.is_visible()
    assert not page.locator(".tools").is_visible()
    page.goto(f"{file.as_uri()}#inputs")
    assert page.locator("#inputs h3").first.is_visible()
    context.close()


def test_a_long_report_is_an_overview_first_also_on_a_wide_screen(browser: sync_api.Browser, tmp_path: Path) -> None:
    goal = tmp_path / "cyprus.html"
    goal.write_text(shipped_page("cyprus-1964"), encoding="utf-8")
    page, _, said = opened(browser, goal)
    assert page.locator("details.fold").evaluate_all("fs => fs.length > 10 && fs.every(f => !f.open)")
    assert page.evaluate("document.documentElement.scrollHeight / innerHeight") < 12
    page.locator(".contents a[href='#leverage']").first.click()
    assert page.locator("#leverage details.fold").get_attribute("open") is not None
    page.wait_for_timeout(1_200)
    assert page.locator("#leverage h2").first.bounding_box()["y"] < 300  # type: ignore[index]
    page.click("#open-all")
    assert page.locator("details.fold").evaluate_all("fs => fs.every(f => f.open)")
    assert said == []
    page.close()


def test_the_closed_report_of_sochi_is_short_on_a_phone(browser: sync_api.Browser, tmp_path: Path) -> None:
    goal = tmp_path / "sochi.html"
    goal.write_text(shipped_page("sochi-2018"), encoding="utf-8")
    assert goal.stat().st_size < 2_000_000
    page, _, _ = opened(browser, goal, 390)
    assert page.evaluate("document.documentElement.scrollHeight") <= 15 * 844
    page.close()


def test_readings_that_answer_alike_stand_in_one_line_of_text(browser: sync_api.Browser, file: Path) -> None:
    page, _, _ = opened(browser, file, 390)
    page.get_by_role("button", name="Open all").click()
    heads = page.locator("#ripeness h3.who")
    assert heads.count() > 0
    assert heads.evaluate_all("hs => hs.every(h => getComputedStyle(h).display === 'block')")
    page.close()


def test_a_verdict_is_in_sight_and_its_reasons_are_folded(browser: sync_api.Browser, file: Path) -> None:
    page, _, _ = opened(browser, file, 390)
    page.get_by_role("button", name="Open all").click()
    for part in ("leverage", "ripeness", "phased", "thresholds"):
        cards = page.locator(f"#{part} .cards > li")
        assert cards.count() > 0
        assert cards.locator("details[open]").count() == 0
        assert cards.first.locator("> p").first.is_visible()
    page.close()


def test_in_print_what_is_folded_can_be_read(browser: sync_api.Browser, file: Path) -> None:
    page, _, _ = opened(browser, file)
    page.emulate_media(media="print")
    assert page.locator("#claim-T1 .reasons").is_visible()
    assert not page.locator("nav.contents").is_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    page.close()


@pytest.mark.parametrize(
    ("name", "width", "scheme"),
    [("rich", 1280, "light"), ("rich", 1280, "dark"), ("rich", 390, "light"), ("rich", 390, "dark"), ("sochi-2018", 390, "dark")],
)  # fmt: skip
def test_axe_finds_nothing_serious(
    browser: sync_api.Browser, file: Path, tmp_path: Path, name: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    if name != "rich":
        file = tmp_path / "page.html"
        file.write_text(shipped_page(name), encoding="utf-8")
    page, _, _ = opened(browser, file, width, scheme)
    if name == "rich":
        page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    found = axe.Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"][:200], len(v["nodes"])) for v in found if v["impact"] in {"serious", "critical"}] == []
    page.close()


@pytest.mark.parametrize("scripts", [True, False])
def test_a_situation_of_the_graph_can_be_chosen(browser: sync_api.Browser, tmp_path: Path, *, scripts: bool) -> None:
    goal = tmp_path / "page.html"
    goal.write_text(shipped_page("sochi-2018"), encoding="utf-8")
    context = browser.new_context(java_script_enabled=scripts, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(goal.as_uri())
    page.goto(f"{goal.as_uri()}#evolution")
    graph = page.locator("#evolution details.graph").first
    points = graph.locator("svg.evolution a")
    assert 1 < points.count() <= 150
    points.nth(1).focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)
    chosen = page.locator(f"[id='{points.nth(1).get_attribute('href')[1:]}']")
    assert chosen.locator("dt").first.is_visible()
    points.nth(3).click()
    page.wait_for_timeout(200)
    other = page.locator(f"[id='{points.nth(3).get_attribute('href')[1:]}']")
    assert other.locator("dt").first.is_visible()
    if scripts:
        assert not chosen.locator("dt").first.is_visible()
        assert "here" in (points.nth(3).get_attribute("class") or "")
    context.close()


def test_what_if_answers_as_analyze_does(browser: sync_api.Browser, tmp_path: Path) -> None:
    rng = random.Random(7)
    for slug in ("sochi-2018", "cyprus-1964"):
        case, goal = load(slug), tmp_path / f"{slug}.html"
        goal.write_text(shipped_page(slug), encoding="utf-8")
        page, _, said = opened(browser, goal)
        page.click("#open-all")
        names = list(case.levers)
        for _ in range(6):
            reading = rng.choice([None, *case.readings])
            own = case.readings[reading].levers if reading else ()
            chosen = [x for x in names if x not in own and rng.random() < 0.5]
            page.locator(".whatif select").select_option(str([None, *case.readings].index(reading)))
            for number, lever in enumerate(names, 1):
                box = page.locator(f".whatif input[value='{number}']")
                assert box.is_disabled() == (lever in own)
                if lever not in own:
                    box.set_checked(lever in chosen)
            for foresight in (1, 2):
                told = page.locator(f".whatif dd[data-foresight~='{foresight}']")
                arguments = [y for x in chosen for y in ("--lever", x)] + (["--reading", reading] if reading else [])
                done = CliRunner().invoke(analyze_command, [slug, "--json", "--foresight", str(foresight), *arguments])
                if done.exit_code:
                    assert told.text_content().startswith("Cannot be set up"), (reading, chosen, done.output)
                    continue
                expected = json.loads(done.output)["outcomes"]
                assert told.get_attribute("data-states").split() == expected["states"], (reading, chosen, foresight)
                assert int(told.get_attribute("data-unsettled")) == len(expected["unsettled"])
        assert said == []
        page.close()


def test_what_if_has_its_table_without_the_script(browser: sync_api.Browser, tmp_path: Path) -> None:
    goal = tmp_path / "page.html"
    goal.write_text(shipped_page("sochi-2018"), encoding="utf-8")
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1280, "height": 900})
    page = context.new_page()
    page.goto(goal.as_uri())
    assert not page.locator(".whatif").is_visible()
    page.locator("#whatif summary", has_text="All combinations").click()
    assert page.locator("#whatif table").count() == len(load("sochi-2018").readings) + 1
    assert page.locator("#whatif tbody tr").first.is_visible()
    context.close()


# -- role cards ---------------------------------------------------------------------------------

SHEETS = {"A4": (703, 1032), "A5": (491, 733)}
"""Inside the margins, in CSS pixels."""


@pytest.fixture(scope="module")
def cards(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("cards")
    made = {"rich": load_case(RICH), "sochi-2018": load("sochi-2018"), "elmira": load("elmira")}
    for name, case in made.items():
        (folder / f"{name}.html").write_text(render_cards(role_cards(case)), encoding="utf-8")
    return {name: folder / f"{name}.html" for name in made}


@pytest.mark.parametrize("name", ["rich", "sochi-2018", "elmira"])
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def test_cards_ask_for_nothing_fit_the_screen_and_can_be_read(
    browser: sync_api.Browser, cards: dict[str, Path], name: str, width: int, scheme: str
) -> None:
    page, asked, said = opened(browser, cards[name], width=width, scheme=scheme)
    assert asked == [cards[name].as_uri()]
    assert said == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate(CONTRAST) == []
    page.close()


@pytest.mark.parametrize("name", ["sochi-2018", "elmira"])
@pytest.mark.parametrize("sheet", SHEETS)
def test_each_card_is_a_sheet_of_its_own(
    browser: sync_api.Browser, cards: dict[str, Path], name: str, sheet: str
) -> None:
    width, height = SHEETS[sheet]
    page = browser.new_page(viewport={"width": width, "height": height})
    page.emulate_media(media="print")
    page.goto(cards[name].as_uri())
    measured = page.evaluate(
        "[...document.querySelectorAll('.role-card:not(.teacher)')].map(c => [c.getBoundingClientRect().height, getComputedStyle(c).breakAfter])"
    )
    assert measured
    assert all(tall <= height and after == "page" for tall, after in measured), measured
    assert page.evaluate("[...document.querySelectorAll('.screen')].every(e => getComputedStyle(e).display === 'none')")
    page.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [(390, 844), (1280, 800)])
def test_question_answer_and_counts_are_on_the_first_screen(
    browser: sync_api.Browser, tmp_path: Path, size: tuple[int, int], scheme: str
) -> None:
    goal = tmp_path / "sochi.html"
    goal.write_text(shipped_page("sochi-2018"), encoding="utf-8")
    page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
    page.goto(goal.as_uri())
    for place in (".caution", ".question", ".main-claim", ".counts", ".sentences p:first-child"):
        box = page.locator(place).first.bounding_box()
        assert box is not None, place
        assert box["y"] + box["height"] <= size[1], place
    counts = page.locator(".counts .v").all_inner_texts()
    assert [c.split()[-1] for c in counts] == [c.split()[0] for c in page.locator("#answer .stand .of").all_inner_texts()]
    page.close()


def test_the_whole_of_a_situation_is_a_tap_away(browser: sync_api.Browser, tmp_path: Path) -> None:
    goal = tmp_path / "sochi.html"
    goal.write_text(shipped_page("sochi-2018"), encoding="utf-8")
    page, _, said = opened(browser, goal, 390)
    page.evaluate("for (const d of document.querySelectorAll('main details')) d.open = true")
    link = page.locator("a.sit", has_text="[as it is now]").first
    link.focus()
    page.keyboard.press("Enter")
    whole = page.locator("#situation")
    assert whole.is_visible()
    assert whole.inner_text() == "Russia: Does not object to strikes; Israel: Strikes in Syria"
    page.keyboard.press("Escape")
    assert not whole.is_visible()
    # Where no script runs, the link leads to the list.
    number = (link.get_attribute("href") or "").removeprefix("#")
    assert page.locator(f"#{number} dd").inner_text() == "Russia: Does not object to strikes; Israel: Strikes in Syria"
    assert said == []
    page.close()
