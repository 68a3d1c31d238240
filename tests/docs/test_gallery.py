"""The gallery has every shipped case, as the catalogue has it now: ``python docs/gallery.py`` writes it anew."""

from __future__ import annotations

import importlib.util
from functools import cache
from pathlib import Path
from types import ModuleType

import pytest

from tertius.io.catalogue import slugs

DOCS = Path(__file__).resolve().parents[2] / "docs"
ANEW = "python docs/gallery.py writes the gallery anew"


@cache
def gallery() -> ModuleType:
    spec = importlib.util.spec_from_file_location("gallery", DOCS / "gallery.py")
    assert spec is not None
    assert spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


@cache
def written() -> tuple[str, dict[str, str]]:
    made: tuple[str, dict[str, str]] = gallery().written()
    return made


def test_the_page_is_what_the_catalogue_says_now() -> None:
    assert (DOCS / "gallery.md").read_text(encoding="utf-8") == written()[0], ANEW


@pytest.mark.parametrize("slug", slugs())
def test_every_case_has_its_figure_as_it_is_drawn_now(slug: str) -> None:
    file = DOCS / "_static" / "gallery" / f"{slug}.svg"
    assert file.read_text(encoding="utf-8") == written()[1][slug], ANEW
    assert f"_static/gallery/{slug}.svg" in written()[0]


def test_no_figure_is_left_of_a_case_that_is_gone() -> None:
    assert {p.stem for p in (DOCS / "_static" / "gallery").glob("*.svg")} == set(slugs())
    assert set(gallery().CHOSEN) <= set(slugs())
