"""The steps of the tutorial "From an article to a tested argument" give the case that it prints; its pictures are there and small."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser
pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "tutorials" / "from-an-article-to-a-tested-argument.md").read_text(encoding="utf-8")


def test_the_steps_of_the_tutorial_give_the_case_that_it_prints(desktop: Any, start_studio: Callable[..., Any], tmp_path: Path) -> None:
    spec = importlib.util.spec_from_file_location("article_tutorial", DOCS / "_tools" / "article_tutorial.py")
    assert spec is not None
    assert spec.loader is not None
    tool = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(tool)
    d = desktop(start_studio(tmp_path).address)
    shot: list[str] = []
    tool.steps(d.page, shot.append)
    printed = re.search(r"```yaml case depot/case\.yaml\n(.*?)```", PAGE, re.DOTALL)
    assert printed is not None
    assert (tmp_path / "depot.yaml").read_text(encoding="utf-8") == printed.group(1)
    for paragraph in tool.ARTICLE:
        assert paragraph in PAGE
    assert d.said == []
    pictures = re.findall(r"\(\.\./_static/tutorial/([a-z-]+)\.png\)", PAGE)
    assert pictures == [*shot, "sochi-claim", "sochi-evidence"]
    for name in pictures:
        assert (DOCS / "_static" / "tutorial" / f"{name}.png").stat().st_size < 150_000, name
