"""A case as JSON and back."""

from __future__ import annotations

import json
import pickle

import pytest

from tertius import TertiusError, load, slugs
from tertius.io.load import case_hash
from tertius.sweep.kept import kept, read_kept


@pytest.mark.parametrize("slug", slugs())
def test_every_shipped_case_comes_back_equal_and_goes_to_other_processes(slug: str) -> None:
    case = load(slug)
    again = read_kept(json.loads(json.dumps(kept(case))))
    assert again == case
    assert case_hash(again) == case.hash
    assert pickle.loads(pickle.dumps(case)) == case


def test_what_json_has_no_words_for_comes_back() -> None:
    value = {"a": float("inf"), "b": frozenset({"x", "y"}), "c": ((1, 2.5), None, True), "@": 1}
    again = read_kept(json.loads(json.dumps(kept(value), allow_nan=False)))
    assert again == value


@pytest.mark.parametrize(
    "data",
    [
        {"@": "os.System"},
        {"@": "case.load"},
        {"@": "case.annotations"},
        {"@": "dates.Date", "no": 1},
        {"@": "../io/save.Path"},
        {"@": "case.Nobody"},
        {"@": ["dates.Date"]},
        {"@": "float", "is": "x"},
        {"@": "map", "of": [1]},
    ],
)
def test_nothing_but_parts_of_the_model_is_made(data: object) -> None:
    with pytest.raises(TertiusError, match="cannot be read"):
        read_kept(data)
