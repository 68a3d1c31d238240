"""The pages load nothing from a network and speak only of the program."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
PAGES = sorted(p for p in DOCS.rglob("*.md") if "_build" not in p.parts)
MARKDOWN = [ROOT / "README.md", *PAGES]


def names(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_the_configuration_names_no_outside_address() -> None:
    for path in [DOCS / "conf.py", *DOCS.glob("_ext/*.py"), *DOCS.glob("_static/*.css")]:
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"(https?:)?//[a-z0-9-]+\.[a-z]", text), names(path)


def test_the_configuration_uses_no_extension_that_loads_something() -> None:
    tree = ast.parse((DOCS / "conf.py").read_text(encoding="utf-8"))
    settings = {
        t.id: ast.literal_eval(n.value)
        for n in tree.body
        if isinstance(n, ast.Assign) and isinstance(n.value, (ast.List, ast.Constant))
        for t in n.targets
        if isinstance(t, ast.Name)
    }
    assert set(settings["extensions"]) == {"myst_parser", "sphinx_copybutton", "offline_math"}
    assert settings["html_math_renderer"] == "mathml"
    assert settings["nitpicky"] is True


@pytest.mark.parametrize("path", MARKDOWN, ids=names)
def test_a_page_embeds_no_outside_image_script_or_frame(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"!\[[^\]]*\]\((https?:)?//", text)
    assert not re.search(r"<(script|iframe|link|img)\b", text)


@pytest.mark.parametrize("path", MARKDOWN, ids=names)
def test_a_page_names_no_folder_of_somebodys_machine(path: Path) -> None:
    assert not re.search(r"/(home|root|Users|work|tmp)/", path.read_text(encoding="utf-8"))


def test_every_page_is_in_a_table_of_contents() -> None:
    listed = set()
    for page in PAGES:
        for block in re.findall(r"```\{toctree\}\n(.*?)```", page.read_text(encoding="utf-8"), re.DOTALL):
            for line in block.splitlines():
                entry = line.strip().rpartition("<")[2].rstrip(">")
                if entry and not entry.startswith(":"):
                    listed.add((page.parent / f"{entry}.md").resolve())
    assert {p.resolve() for p in PAGES} - listed == {(DOCS / "index.md").resolve()}


@pytest.mark.parametrize("part", ["tutorials", "how-to", "theory", "reference", "explanation"])
def test_an_index_can_be_read_without_building_the_site(part: str) -> None:
    text = (DOCS / part / "index.md").read_text(encoding="utf-8")
    for entry in re.findall(r"```\{toctree\}\n(.*?)```", text, re.DOTALL)[0].split():
        if not entry.startswith(":"):
            title = re.findall(r"^# (.*)$", (DOCS / part / f"{entry}.md").read_text(encoding="utf-8"), re.MULTILINE)[0]
            assert f"- [{title}]({entry}.md)" in text


def test_built_pages_load_nothing_from_a_network() -> None:
    built = sorted((DOCS / "_build" / "html").rglob("*.html"))
    if not built:
        pytest.skip("the pages are not built here")
    for page in built:
        for tag in re.findall(
            r"<(?:script|link|img|iframe|source)\b[^>]*>", page.read_text(encoding="utf-8")
        ):
            assert not re.search(r"""(?:src|href)=["'](?:https?:)?//""", tag), f"{names(page)}: {tag}"
