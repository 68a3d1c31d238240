"""The JSON Schema says what the reader says."""

from __future__ import annotations

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from tertius.io import load
from tertius.io.catalogue import shipped, slugs, template
from tertius.io.claims import CLAIM_KEYS, EXPECT_FORMS
from tertius.io.nodes import Mapping, Node, Sequence, parse_yaml
from tertius.io.schema import case_schema

SCHEMA = case_schema()


def value(node: Node) -> Any:
    """As an editor sees it: numbers and truth values where plain YAML 1.2 has them."""
    if isinstance(node, Mapping):
        return {k.text: value(v) for k, v in node.pairs}
    if isinstance(node, Sequence):
        return [value(v) for v in node.items]
    if node.null:
        return None
    if not node.quoted:
        if node.text in {"true", "false"}:
            return node.text == "true"
        for kind in (int, float):
            try:
                return kind(node.text)
            except ValueError:
                continue
    return node.text


def faults(text: str) -> list[str]:
    root, _ = parse_yaml(text, "f")
    return [f"{e.json_path}: {e.message}" for e in Draft202012Validator(SCHEMA).iter_errors(value(root))]


def test_it_is_a_schema() -> None:
    Draft202012Validator.check_schema(SCHEMA)


@pytest.mark.parametrize("path", [*(shipped(s) for s in slugs()), template()], ids=lambda p: p.parent.name)
def test_shipped_cases_satisfy_it(path: Any) -> None:
    assert faults(path.read_text(encoding="utf-8")) == []


def test_it_has_every_key_of_the_reader() -> None:
    assert set(SCHEMA["properties"]) == set(load.SECTIONS)
    claim = SCHEMA["properties"]["claims"]["items"]
    assert set(claim["properties"]) == set(CLAIM_KEYS)
    assert len(SCHEMA["$defs"]["expect"]["oneOf"]) == len(EXPECT_FORMS)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("title:", "titel:"),
        ("direction: both", "direction: sideways"),
        ("role: third_party", "role: judge"),
        ("becomes: fails", "becomes: refuted"),
        ("expect: {outcomes: every", "expect: {outcomes: most"),
    ],
)
def test_it_refuses_what_the_reader_refuses(old: str, new: str) -> None:
    text = template().read_text(encoding="utf-8")
    assert old in text
    assert faults(text.replace(old, new, 1))
