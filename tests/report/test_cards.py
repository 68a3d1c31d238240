"""Role cards: one an actor, its wishes on its own card only, nothing loaded, names as text."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest

from tertius.errors import ImpossibleError
from tertius.explain.told import Told
from tertius.io.catalogue import load, slugs
from tertius.io.load import parse_case
from tertius.model.case import Case
from tertius.model.layers import perceived, situate
from tertius.report.cards import role_cards
from tertius.report.render import render_cards

VOID = {"meta", "link", "br", "img", "input", "hr"}


class Articles(HTMLParser):
    """The text of each article by its id, and every tag with its attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.text: dict[str, str] = {}
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.here = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)
        if tag == "article":
            self.here = dict(attrs)["id"] or ""

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag
        if tag == "article":
            self.here = ""

    def handle_data(self, data: str) -> None:
        if self.here:
            self.text[self.here] = " ".join(f"{self.text.get(self.here, '')} {data}".split())


def read(case: Case, **how: object) -> Articles:
    page = Articles()
    page.feed(render_cards(role_cards(case, **how)))  # type: ignore[arg-type]
    assert page.open == []
    return page


def wishes(case: Case, actor: str) -> list[str]:
    """An actor's preference as its card tells it, a line each."""
    own = perceived(case, actor)
    assert own.conflict is not None
    preference = own.conflict.preferences[actor]
    if preference.kind == "pairs":
        return [re.sub(r"^(prefers|likes) |it prefers", "", Told(own).comparison(p)).strip() for p in preference.pairs]
    return list(Told(own).preference(preference)[1])


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("slug", [s for s in slugs() if load(s).conflict is not None])
def test_what_an_actor_wants_stands_on_its_own_card_only(slug: str) -> None:
    case = load(slug)
    for reading in (None, *case.readings):
        situated = situate(case, reading=reading)
        page = read(case, reading=reading)
        assert situated.conflict is not None
        for actor in situated.conflict.preferences:
            mine = wishes(situated, actor)
            wanted, rest = page.text[f"card-{actor}"].lower().split("what you can do", 1)
            for line in mine[:4]:
                assert squeezed(line).lower() in wanted, (slug, reading, actor)
                wanted = wanted.replace(squeezed(line).lower(), "")
            assert "‘" not in wanted or len(mine) > 4, (slug, reading, actor)
            # A rule of the case may say the same words as a wish; rules are public.
            rest = re.sub(r"(exactly|only) while [^.;]*[.;]", "", rest)
            for other in situated.conflict.preferences:
                for line in () if other == actor else wishes(situated, other):
                    # A bare option name is in plain sight.
                    if not re.fullmatch("‘[^’]*’", line):
                        assert squeezed(line).lower() not in rest, (slug, reading, actor, other)


@pytest.mark.parametrize("slug", [s for s in slugs() if load(s).conflict is not None])
def test_cards_tell_neither_the_reading_nor_the_question_nor_the_summary(slug: str) -> None:
    case = load(slug)
    for reading in case.readings:
        page = read(case, reading=reading)
        for id, text in page.text.items():
            if id == "teacher":
                assert squeezed(case.readings[reading].name).lower() in text.lower()
                continue
            for secret in (case.question, case.summary, case.readings[reading].thesis):
                assert not secret or squeezed(secret) not in text


def test_every_actor_with_something_to_do_has_a_card_and_the_teacher_comes_last() -> None:
    page = read(load("sochi-2018"))
    assert list(page.text) == ["card-russia", "card-israel", "card-syria", "card-iran", "teacher"]
    assert "Turkey" in page.text["teacher"]
    assert "Commits to the committee One-way: once taken up it cannot be taken back." in page.text["card-syria"]
    assert "Strikes in Syria coercive" in page.text["card-israel"]
    assert "depends on your ‘Does not object to strikes’" in page.text["card-russia"]
    assert "Israel: Strikes in Syria" in page.text["card-iran"]


def test_a_card_of_an_actor_with_a_view_shows_the_case_as_it_sees_it() -> None:
    text = """
tertius: 1
title: Sight
actors: {a: A, b: B}
conflict:
  options: {a: {x: X}, b: {y: Y}}
  preferences: {a: [x], b: [y]}
  status_quo: []
readings:
  bound: {name: Bound, effects: [link: {a.x: b.y}, prefer: {a: {first: [not b.y]}}]}
views: {a: bound}
"""
    page = read(parse_case(text))
    assert "Follows by itself: on exactly while ‘Y’." in page.text["card-a"]
    assert "Not ‘Y’" in page.text["card-a"]
    assert "Follows" not in page.text["card-b"]
    assert "Bound" not in page.text["card-a"] + page.text["card-b"]
    assert "’s card shows the case as it sees it: Bound" in page.text["teacher"]


def test_a_commitment_that_changes_anothers_wishes_does_not_tell_them() -> None:
    text = """
tertius: 1
title: Wishes
actors: {a: A, b: B, c: {name: C, role: third_party}}
conflict:
  options: {a: {x: X}, b: {y: Y, z: Z}}
  preferences: {a: [x], b: [not y, z]}
  status_quo: []
levers:
  pay: {name: C pays, by: c, effects: [prefer: {b: {first: [z and not y]}}]}
"""
    page = read(parse_case(text))
    assert list(page.text) == ["card-a", "card-b", "card-c", "teacher"]
    assert "C pays" not in page.text["card-a"]
    assert "B puts ‘Z’ and not ‘Y’ first" in page.text["card-b"]
    assert "It changes what B wants." in page.text["card-c"]
    assert "and not" not in page.text["card-c"]


def test_names_are_text_and_the_page_may_load_nothing() -> None:
    text = """
tertius: 1
title: "<script>alert(1)</script>"
actors: {a: "<img src=x onerror=alert(2)>", b: "دمشق"}
conflict:
  options: {a: {x: "<b>bold</b> & more"}, b: {y: "يتعهد"}}
  preferences: {a: [x], b: [not y]}
  status_quo: [x, y]
"""
    page = read(parse_case(text))
    assert not [t for t, _ in page.tags if t in {"script", "img", "iframe", "link", "object"}]
    assert not [a for _, attrs in page.tags for a in attrs if a.startswith("on") or a in {"src", "style"}]
    assert "<b>bold</b> & more" in page.text["card-a"]
    (policy,) = [a["content"] for t, a in page.tags if t == "meta" and a.get("http-equiv") == "Content-Security-Policy"]
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "script-src" not in policy


def test_a_long_ranking_shows_its_top_and_its_bottom() -> None:
    text = read(load("elmira")).text["card-moe"]
    assert "… 3 in between, then, last:" in text
    assert "s9" in text


def test_without_a_status_quo_or_options_cards_are_made_and_without_a_conflict_refused() -> None:
    bare = "tertius: 1\ntitle: Bare\nactors: {a: A}\n"
    page = read(parse_case(bare + "conflict:\n  options: {a: {x: X}}\n  preferences: {a: [x]}\n"))
    assert "your teacher does" in page.text["card-a"]
    with pytest.raises(ImpossibleError, match="no conflict"):
        role_cards(parse_case(bare))


def test_the_same_case_gives_the_same_bytes() -> None:
    case = load("two-villages")
    assert render_cards(role_cards(case)) == render_cards(role_cards(case))
