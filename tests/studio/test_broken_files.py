"""A file with mistakes opens: whatever stands in it, every panel is drawn and says what is wrong."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tertius.io.catalogue import shipped, template
from tertius.studio.desk import Desk
from tertius.studio.draft import Draft
from tertius.studio.files import Folder
from tertius.studio.look import Asked
from tertius.studio.pages import bench, fragments
from tertius.studio.registry import parts

ODD = ["", "[]", "{}", "x", "12", "[x, [y]]", "{a: {b: c}}", "null", "- z", "yes", "{x: [1, 2]}", "[{a: b}]", "''"]
TEXTS = {p.parent.name: p.read_text(encoding="utf-8") for p in (template(), *(shipped(s) for s in ("prisoners-dilemma", "two-villages", "elmira", "bridge-toll", "sochi-2018")))}


def drawn(text: str, folder: Path, asked: Asked = Asked()) -> list[str]:  # noqa: B008
    """Panels that broke."""
    desk = Desk(Folder.at(folder))
    desk.draft = Draft(text, folder=folder)
    bench(desk, asked, "actors")
    found = fragments(desk, [n for n, p in parts().items() if not p.later or n == "strips"], asked)
    return [name for name, html in found["html"].items() if "could not be worked out" in html]


@pytest.mark.parametrize(
    "text",
    [
        "", "x", "[]", "a: [", "tertius: 1", "tertius: 1\ntitle: [x]\nactors: [a, b]\n", "tertius: 1\ntitle: T\nactors: {a: {name: [x]}}\nconflict: 12\n",
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict: {options: {a: [x]}, preferences: [a], status_quo: {a: b}}\n",
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict: {options: {a: {x: {name: {}}}}, preferences: {a: {ranking: {}}}, infeasible: {}, status_quo: NNN}\n",
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict: {states: [s], moves: x, preferences: {a: {statements: x}}, status_quo: [s]}\n",
        "{tertius: 1, title: T, actors: {a: A}}\n", "\ufefftertius: 1\ntitle: T\nactors: {a: A}\n", "tertius: 1\ntertius: 1\ntitle: T\nactors: {a: A}\n",
        "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  options:\n    a:\n      x: X\n  preferences: {a: []}\n  infeasible: [x, not x]\n",
    ],
)  # fmt: skip
def test_whatever_the_text_is_every_panel_is_drawn(text: str, tmp_path: Path) -> None:
    assert drawn(text, tmp_path) == []


@pytest.mark.parametrize("name", list(TEXTS))
def test_a_line_that_says_something_else_breaks_no_panel(name: str, tmp_path: Path) -> None:
    dice, text = random.Random(name), TEXTS[name]
    lines = text.splitlines()
    for _ in range(8 if name == "sochi-2018" else 25):
        changed, at = list(lines), dice.randrange(len(lines))
        key, colon, _ = changed[at].partition(":")
        changed[at] = f"{key}: {dice.choice(ODD)}" if colon else dice.choice(ODD)
        if dice.random() < 0.3:
            del changed[dice.randrange(len(changed))]
        assert drawn("\n".join(changed) + "\n", tmp_path) == [], (at, changed[at])


@pytest.mark.parametrize("asked", [{"reading": "nobody", "lever": ["x"]}, {"as_of": "yesterday"}, {"as_of": "1900"}, {"pick.state": "QQ", "pick.actor": "zz", "pick.line": "x"}, {"foresight": "2"}])
def test_whatever_a_page_asks_for_every_panel_is_drawn(asked: dict[str, object], tmp_path: Path) -> None:
    for text in TEXTS.values():
        assert drawn(text, tmp_path, Asked.of(asked)) == []


def test_no_piece_of_a_template_hides_one_of_the_report() -> None:
    """The report's pieces are included by their names, and those of the studio are found first."""
    from importlib import resources

    own, report = ({p.name for p in resources.files(package).joinpath("templates").iterdir() if p.name.startswith("_")} for package in ("tertius.studio", "tertius.view"))
    assert own & report == set()
