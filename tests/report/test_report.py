"""The report: one self-contained page, nothing later than asked, nothing run from names, the same bytes twice."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from tertius.cli.report import command
from tertius.explain.report_english import CAUTION, SECTIONS
from tertius.explain.words import day
from tertius.io.catalogue import load
from tertius.io.load import load_case, parse_case
from tertius.model.asof import known_by
from tertius.model.case import Case
from tertius.model.dates import Date
from tertius.report.build import build
from tertius.report.dossier import Dossier
from tertius.report.render import content_security_policy, render
from tertius.view.figures import interval_svg, path_svg
from tertius.view.layout import WIDTH, Box, Refused, path_layout, text_width, wrap

RICH = Path(__file__).with_name("rich.yaml")
VOID = {"meta", "link", "br", "hr", "img", "input", "col", "source", "path", "rect"}
SMALL = """
tertius: 1
title: Small
actors: {a: A, b: B}
conflict:
  options: {a: {x: X}, b: {y: Y}}
  preferences: {a: [x], b: [y]}
"""
GRAPH = """
tertius: 1
title: Round and round
actors: {a: A, b: B}
conflict:
  states: {s1: One & only, s2: Two, s3: Three}
  moves: {a: [s1 -> s2, s3 -> s1], b: [s2 -> s3]}
  preferences: {a: {ranking: [s2, s1, s3]}, b: {ranking: [s3, s2, s1]}}
  status_quo: s1
"""


class Page(HTMLParser):
    """Tags with their attributes, ids, text by section; faults if tags do not nest."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.faults: list[str] = []
        self.words: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{tag}> is not closed" for tag in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open[-1] != tag:
            self.faults.append(f"</{tag}> closes {self.open[-1:]} at {self.getpos()}")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        if not {"style", "script"} & set(self.open):
            self.words.append(data)

    @property
    def ids(self) -> list[str]:
        return [a["id"] or "" for _, a in self.tags if "id" in a]

    @property
    def text(self) -> str:
        return " ".join(" ".join(self.words).split())


def page_of(case: Case | str, **options: object) -> str:
    made = parse_case(case) if isinstance(case, str) else case
    return render(build(made, **options))  # type: ignore[arg-type]


@cache
def rich() -> tuple[Dossier, str]:
    dossier = build(load_case(RICH))
    return dossier, render(dossier)


def between(text: str, start: str, end: str) -> str:
    return text[text.index(start) : text.index(end, text.index(start))]


def test_every_section_of_a_rich_case_is_there_in_order() -> None:
    dossier, text = rich()
    assert dossier.sections == tuple(SECTIONS)
    places = [text.index(f'<section id="{id}"') for id in SECTIONS]
    assert places == sorted(places)
    assert text.count(CAUTION) >= 2
    assert text.index(CAUTION) < text.index("<main")


def test_the_page_is_well_formed_and_its_ids_and_links_agree() -> None:
    for text in (rich()[1], page_of(GRAPH), page_of(SMALL)):
        page = Page(text)
        assert page.faults == []
        assert [i for i, n in Counter(page.ids).items() if n > 1] == []
        inside = {
            (a.get("href") or "")[1:]
            for tag, a in page.tags
            if tag == "a" and (a.get("href") or "").startswith("#")
        }
        assert inside <= set(page.ids)
        assert [tag for tag, _ in page.tags].count("h1") == 1
        assert dict(page.tags)["html"] == {"lang": "en"}


def test_the_policy_allows_this_style_and_this_script_and_nothing_else() -> None:
    text = rich()[1]
    style = re.search(r"<style>(.*?)</style>", text, re.S)
    script = re.search(r"<script>(.*?)</script>", text, re.S)
    assert style is not None
    assert script is not None
    policy = content_security_policy(style[1], script[1])
    assert f'content="{policy}"' in text.replace("&#39;", "'")
    assert policy.startswith("default-src 'none';")
    assert "base-uri 'none'; form-action 'none'" in policy
    assert re.findall(r"<script[^>]*>", text) == ['<script type="application/json">', "<script>"]  # data does not run


def test_nothing_on_the_page_loads_anything() -> None:
    page = Page(rich()[1])
    assert not {"img", "link", "iframe", "object", "embed", "video", "audio", "form"} & {
        tag for tag, _ in page.tags
    }
    assert [a for _, a in page.tags if "src" in a or "srcset" in a or "style" in a] == []
    assert [k for _, a in page.tags for k in a if k.startswith("on")] == []
    style = between(rich()[1], "<style>", "</style>")
    assert "url(" not in style
    assert "@import" not in style


def test_markup_in_names_is_text() -> None:
    text = rich()[1]
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in text
    assert "<em>water" not in text
    assert "onerror=document" not in re.sub(r"&lt;img.*?&gt;", "", text)


def test_only_web_addresses_become_links() -> None:
    page = Page(rich()[1])
    outside = [a for tag, a in page.tags if tag == "a" and not (a.get("href") or "").startswith("#")]
    assert {a["href"] for a in outside} == {"https://example.org/a?b=1&c=<2>", "http://example.org/late"}
    assert {a.get("rel") for a in outside} == {"noopener noreferrer"}
    assert "javascript:document.title" in page.text


def test_every_figure_has_a_title_a_description_and_a_table() -> None:
    text = rich()[1]
    drawings = re.findall(r"<svg.*?</svg>", text, re.S)
    assert len(drawings) > 10
    for svg in drawings:
        assert re.search(
            r"<title id=\"fig-\d+-title\">[^<]+</title><desc id=\"fig-\d+-desc\">[^<]+</desc>", svg
        )
    for figure in re.findall(r"<figure>.*?</figure>", text, re.S):
        assert figure.count("<table") == figure.count("<svg") > 0
    for svg in re.findall(r"<svg class=\"fig interval\"", text):
        assert svg in between(text, '<table class="stack forecasts"', "</table>")


def test_verdicts_are_a_symbol_and_a_word() -> None:
    dossier, text = rich()
    matrix = between(text[text.index('<section id="claims"') :], '<table class="matrix"', "</table>")
    for cell in re.findall(r"<td role=\"cell\" class=\"v-(?:holds|fails|open)\".*?</td>", matrix, re.S):
        assert re.search(r"[●✕○]</span><span class=\"word\">(holds|fails|open)</span>", cell)
    shown = Counter(re.findall(r"class=\"v-(holds|fails|open)\"", matrix))
    assert shown == Counter(v for row in dossier.claims for v in row.cells if v)


def test_the_left_side_has_nothing_that_was_not_known_then() -> None:
    dossier, text = rich()
    assert dossier.hindsight is not None
    section = between(text, '<section id="hindsight"', "</section>")
    left = " ".join(re.findall(r"<td role=\"cell\" class=\"then\".*?</td>", section, re.S)) + between(
        section, '<div class="then">', '<div class="now">'
    )
    assert "2003" not in left
    assert "source-late" not in left
    assert "Known only later" not in left
    assert "lapsed" not in left
    assert "Not resolved" in left
    right = section[section.index('<div class="now">') :]
    assert "It did not happen (1 July 2003)" in right
    assert "Known only later" in right
    assert [label for label, _ in dossier.hindsight.added] == ["Readings", "Claims", "Events", "Sources"]


def years_and_days(text: str) -> list[str]:
    """Dates on a page, ISO or in words, as sortable text."""
    months = [day(Date.parse(f"2001-{k}")).split()[0] for k in range(1, 13)]
    found = ["-".join(m) for m in re.findall(r"\b(\d{4})-(\d\d)-(\d\d)\b", text)]
    for number, month, year in re.findall(rf"\b(\d{{1,2}}) ({'|'.join(months)}) (\d{{4}})\b", text):
        found.append(f"{year}-{months.index(month) + 1:02}-{int(number):02}")
    return found


@pytest.mark.parametrize("date", ["2001-04-10", "2001-02-15"])
def test_with_an_as_of_date_nothing_on_the_page_is_later(date: str) -> None:
    case = known_by(load_case(RICH), Date.parse(date))
    text = page_of(case)
    page = Page(text)
    dates = years_and_days(page.text)
    assert dates
    assert max(dates) <= date
    for later in ("2003", "Known only later", "treaty lapses", "source-late", "next drought"):
        assert later not in text
    if date < "2001-04-10":
        assert "The argument" not in page.text
        assert "one mediator" not in page.text


def test_what_is_empty_is_absent() -> None:
    bare = page_of("tertius: 1\ntitle: Bare\nactors: {a: A}\n")
    assert Page(bare).faults == []
    assert '<section id="' not in bare.replace('<section id="wrong"', "")
    small = build(parse_case(SMALL))
    assert small.sections == ("actors", "conflict", "inputs", "wrong")
    assert small.stage is not None
    assert small.stage.columns == ()
    text = page_of(SMALL)
    for id in set(SECTIONS) - set(small.sections):
        assert f'id="{id}"' not in text
        assert f'href="#{id}"' not in text


def test_a_case_without_readings_shows_no_letters_to_choose_from() -> None:
    text = page_of(
        SMALL
        + "  status_quo: []\nclaims: [{id: C, text: Both., expect: {outcomes: every, satisfy: x and y}}]\n"
    )
    assert "Readings and their letters" not in text
    assert '<section id="readings"' not in text
    assert '<section id="paths"' in text


def test_a_reading_that_cannot_be_set_up_says_so() -> None:
    text = page_of(
        SMALL.replace("preferences:", "infeasible: [x and y]\n  preferences:")
        + "  status_quo: []\nreadings: {odd: {name: Odd, effects: [fix: {x: on, y: on}]}}\n"
    )
    assert "Cannot be set up" in text
    assert Page(text).faults == []


def test_an_unsettled_cycle_is_drawn_as_a_loop_and_told_in_the_table() -> None:
    dossier, text = rich()
    looped = [s for f in dossier.paths for s in f.stories if s.back is not None]
    assert looped
    for story in looped:
        assert story.back is not None
        to, words = story.back
        assert story.boxes[to].kind == "loop"
        assert words
        assert len(story.rows) == len(story.boxes)
        assert "without end" in story.end
    figure = next(f for f in re.findall(r"<figure>.*?</figure>", text, re.S) if 'class="line back"' in f)
    assert "It never settles" in between(figure, "<table", "</table>")


def test_graph_form_shows_labels_and_no_option_table() -> None:
    text = page_of(GRAPH)
    assert "One &amp; only" in text
    assert '<table class="grid options"' not in text
    assert '<table class="grid stability"' in text


def test_a_refused_move_stands_in_the_figure_and_in_the_table() -> None:
    dossier, text = rich()
    refused = [r for f in dossier.paths for s in f.stories for r in s.refused]
    assert refused
    assert any(r.because.startswith("Not worthwhile") for r in refused)
    figure = next(f for f in re.findall(r"<figure>.*?</figure>", text, re.S) if 'class="box refused"' in f)
    assert "<td>refused</td>" in figure


def test_every_inference_names_the_reading_as_the_terminal_does() -> None:
    dossier, _ = rich()
    assert [k.mark for k in dossier.keys] == ["–", *"abcdefghij"]
    only = build(load_case(RICH), reading="r4")
    assert [(k.mark, k.id) for k in only.keys] == [("d", "r4")]
    assert all(len(row.cells) == 1 for row in only.claims)


def test_the_same_case_gives_the_same_bytes() -> None:
    assert render(build(load_case(RICH))) == rich()[1]


def test_a_large_case_stays_under_a_megabyte_and_a_half() -> None:
    text = RICH.read_text(encoding="utf-8")
    more = "".join(
        f"  - {{id: N{k}, text: Claim number {k}., sources: [early], expect: {{outcomes: every, satisfy: release, foresight: {1 + k % 2}}}}}\n"
        for k in range(14)
    )
    page = page_of(text.replace("forecasts:\n", more + "forecasts:\n"))
    assert len(page.encode()) < 1_500_000


def test_words_wrap_inside_their_boxes() -> None:
    long = "Donaudampfschifffahrtsgesellschaftskapitänswitwenrente " * 3 + "水利工程和边境局势" * 9
    layout = path_layout(
        [Box(((long, False), ("x", True)), "Status quo", "start"), Box(((long, True),), "Outcome", "end")],
        [long],
        back=(0, long),
        refused=[Refused(long, long * 5)],
    )
    for text in layout.texts:
        assert text.x + text_width(text.text, text.size) <= WIDTH
        assert 0 < text.y < layout.height
    for box in layout.boxes:
        assert box.x + box.width <= WIDTH
    assert len(wrap(long * 9, 200, 12, most=4)) == 4
    assert wrap("", 100, 12) == ()


def test_figures_escape_what_they_are_given() -> None:
    svg = path_svg("f", "<t>", "a & b", [Box((("<b>", False),))], [])
    assert "<t>" not in svg
    assert "<b>" not in svg
    assert "&lt;b&gt;" in svg
    assert 'class="came"' in interval_svg("i", "t", "d", 0.2, 0.2, "no")
    assert 'class="came"' not in interval_svg("i", "t", "d", 0.0, 1.0, "void")


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(command, list(arguments), standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return result.exit_code, result.stdout, result.stderr


def test_the_command_writes_the_file_and_says_so(tmp_path: Path) -> None:
    goal = tmp_path / "new" / "r.html"
    _, out, err = run(str(RICH), "-o", str(goal))
    assert out == ""
    assert err == f"wrote {goal}\n"
    assert goal.read_text(encoding="utf-8") == rich()[1]
    assert run(str(RICH), "-o", str(goal), "--quiet")[1:] == ("", "")


def test_the_command_tells_what_it_wrote_as_json(tmp_path: Path) -> None:
    import json

    goal = tmp_path / "r.html"
    told = json.loads(run(str(RICH), "-o", str(goal), "--json", "--as-of", "2001-04-10")[1])
    assert told["schema"] == "tertius/report/1"
    assert told["file"] == str(goal)
    assert "hindsight" not in told["sections"]
    assert "2003" not in goal.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_is_a_clear_error(tmp_path: Path) -> None:
    from tertius.errors import TertiusError

    (tmp_path / "file").write_text("x")
    with pytest.raises(TertiusError, match="is a file, not a folder"):
        run(str(RICH), "-o", str(tmp_path / "file" / "r.html"))
    with pytest.raises(TertiusError, match="is a folder"):
        run(str(RICH), "-o", str(tmp_path))


def test_the_templates_are_imported_only_when_a_page_is_rendered() -> None:
    import subprocess
    import sys

    code = "import sys, tertius.cli.report, tertius.report.render; sys.exit('jinja2' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_who_sees_what_has_a_table_with_who_is_surprised() -> None:
    dossier = build(load("two-villages"))
    assert dossier.views is not None
    assert [(actors, mark) for actors, mark, _ in dossier.views.seen] == [(("Hill",), "b"), (("Valley",), "")]
    first, second = dossier.views.states
    assert (first.words, first.stays, first.believes, first.surprised) == (
        "Hill: Opens the sluice", True, ("no", "yes"), ("Hill",),
    )  # fmt: skip
    assert (second.stays, second.believes, second.surprised) == (True, ("yes", "yes"), ())
    text = render(dossier)
    shown = between(text, '<section id="views"', "</section>")
    assert "A surprise to" in shown
    assert "expects it" in shown
    assert "nobody guesses at what the others see" in text
    assert "everybody sees the same situation" not in text
    assert build(load("elmira")).views is None


def test_preferences_that_are_not_known_are_told_as_such() -> None:
    text = page_of(load("quarry"))
    assert "by far before what follows" in text
    assert "it is not known which of [Quarry: Extends into the wood]" in text
    assert "(nash_d, seq_d)" in text
