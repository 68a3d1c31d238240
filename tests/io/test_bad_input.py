"""Every mistake is told with its place and its mend; all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from tertius import parse_case
from tertius.errors import CaseError, ImpossibleError, LimitError
from tertius.io.load import load_case
from tertius.io.nodes import MAX_BYTES
from tertius.testing_cases import only_problem, problems

GOOD = """\
tertius: 1
title: A case
actors: {a: Alpha, b: Beta}
sources: {s: {title: S, date: 2020-01-01}}
conflict:
  options:
    a: {x: Ex, y: Why}
    b: {z: Zed}
  infeasible:
    - a.x and a.y
  preferences:
    a: [x, not z]
    b: {ranking: [NNN, YNN, NYN, NNY, YNY, NYY]}
  status_quo: [x]
levers:
  l: {by: b, effects: [link: {z: x}]}
readings:
  r: {levers: [l]}
history:
  - {id: e, date: 2020-02-01, actor: a, does: [x], text: X}
claims:
  - {id: c, text: C, expect: {outcomes: some, satisfy: x}, falsifier: {effects: [fix: {x: no}], becomes: fails}}
"""


def only(old: str, new: str) -> str:
    return only_problem(GOOD, old, new)


def test_the_good_case_is_good() -> None:
    case = parse_case(GOOD)
    assert [c.id for c in case.claims] == ["c"]


def test_malformed_yaml_has_line_and_column() -> None:
    assert problems("tertius: 1\ntitle: [a\nactors: b")[0].startswith("f.yaml:3:")


def test_a_character_in_two_halves_is_told_with_its_place() -> None:
    # With a '?' in the text the pure parser reads on, and it lets such halves through.
    with pytest.raises(CaseError) as caught:
        parse_case('tertius: 1\ntitle: "why {a? b"\nsummary: "a \\ud83c\\udf0a"\nactors: {a: Alpha?}\n')
    assert [(p.line, p.column) for p in caught.value.problems] == [(3, 10)]


def test_tab_indentation_is_explained() -> None:
    assert "not a tab" in problems("tertius: 1\nactors:\n\ta: b\n")[0]


def test_unknown_key_names_the_nearest() -> None:
    message = problems(GOOD.replace("title:", "titel:", 1))
    assert any(
        "f.yaml:2:1" in m and "'titel' is not known here" in m and "did you mean 'title'" in m
        for m in message
    )


def test_unknown_option_in_an_expression_has_its_own_column() -> None:
    message = only("a: [x, not z]", "a: [x, not zz]")
    assert message.startswith("f.yaml:12:16: conflict.preferences.a: there is no option 'zz'")
    assert "did you mean" in message


def test_ambiguous_option_lists_the_candidates() -> None:
    text = (
        GOOD.replace("b: {z: Zed}", "b: {x: Zed}").replace("not z", "not y").replace("{z: x}", "{b.x: a.x}")
    )
    found = problems(text)
    assert any("'x' is an option of several actors" in m and "a.x or b.x" in m for m in found)


def test_an_option_owned_twice_is_refused() -> None:
    assert "'x' is given twice (first on line 7)" in only(
        "a: {x: Ex, y: Why}", "a: {x: Ex, y: Why, x: Again}"
    )


def test_infeasible_status_quo() -> None:
    assert "the status quo is infeasible: 'a.x and a.y' holds in it" in only(
        "status_quo: [x]", "status_quo: [x, y]"
    )


def test_ranking_that_misses_a_state() -> None:
    message = only("NNN, YNN, NYN", "NNN, YNN")
    assert "state NYN missing" in message
    assert message.startswith("f.yaml:13:18")


def test_ranking_that_repeats_a_state() -> None:
    assert "state NNN is ranked twice (first on line 13)" in only("[NNN, YNN,", "[NNN, NNN, YNN,")


def test_ranking_with_an_infeasible_state() -> None:
    assert "state YYN is infeasible" in only("[NNN, YNN,", "[NNN, YYN, YNN,")


def test_ranking_with_a_wrong_length() -> None:
    found = problems(GOOD.replace("[NNN, YNN,", "[NNN, YN,"))
    assert any("the code 'YN' has 2 letters" in m and "3, one for each of" in m for m in found)


def test_no_feasible_state() -> None:
    found = problems(GOOD.replace("    - a.x and a.y", "    - a.x or not a.x"))
    assert any("no state is feasible" in m for m in found)


@pytest.mark.parametrize(
    "nest", ["(" * 10_000 + "x" + ")" * 10_000, "not " * 10_000 + "x", "!" * 10_000 + "x"]
)
def test_an_expression_nested_ten_thousand_deep(nest: str) -> None:
    found = problems(GOOD.replace("a: [x, not z]", f'a: ["{nest}"]'))
    assert "nested more than 200 deep" in found[0] or "characters; at most" in found[0]
    assert len(found[0]) < 1_000


def test_a_huge_file_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    with pytest.raises(LimitError, match="200 MB; a case file may have 16 MB") as caught:
        load_case(path)
    assert caught.value.exit_code == 3
    assert MAX_BYTES == 16 * 2**20


def test_binary_file(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"tertius: 1\ntitle: \xff\xfe\n")
    with pytest.raises(CaseError, match=r"case\.yaml:2:1: it is not UTF-8 text"):
        load_case(path)


@pytest.mark.parametrize(
    "name",
    [
        "<script>alert(1)</script>",
        "דמשק",
        "دمشق",
        "🕊️ Peace",
        "A\u202eB",
        "'; DROP TABLE--",
        "{{ 7*7 }}",
        "%s\\n",
    ],
)
def test_names_with_markup_right_to_left_and_emoji_are_names(name: str) -> None:
    import json

    case = parse_case(GOOD.replace("a: Alpha", f"a: {json.dumps(name, ensure_ascii=False)}"))
    assert case.actor("a").name == name


@pytest.mark.parametrize("name", ["Alpha", "1a", "a-b", "not", "iff", "é", "a.b", ""])
def test_ids_that_are_no_names(name: str) -> None:
    found = problems(f"tertius: 1\ntitle: T\nactors: {{'{name}': A}}\n")
    assert any(f"f.yaml:3:10: actors.{name}" in m for m in found), found


def test_link_cycles_print_the_cycle() -> None:
    text = GOOD.replace("link: {z: x}", "link: {z: x, x: y, y: z}")
    found = problems(text)
    assert any("the links form a cycle: " in m and "b.z" in m and "->" in m for m in found)


def test_a_link_to_itself_is_a_cycle() -> None:
    assert any("a.x -> a.x" in m for m in problems(GOOD.replace("link: {z: x}", "link: {x: not x}")))


def test_a_reading_that_leaves_no_state() -> None:
    from tertius import analyze, situate

    text = GOOD.replace("r: {levers: [l]}", "r: {effects: [fix: {x: yes, y: yes}]}")
    with pytest.raises(ImpossibleError, match=r"no state is left|status quo cannot be"):
        analyze(situate(parse_case(text), reading="r"))


def test_a_reading_that_leaves_no_state_is_found_by_check() -> None:
    from tertius.evidence.check import warnings_of

    text = GOOD.replace("r: {levers: [l]}", "r: {effects: [fix: {x: yes, y: yes}]}")
    with pytest.raises(CaseError, match=r"readings\.r"):
        warnings_of(parse_case(text))


def test_two_settings_of_one_option_in_a_layer_name_both() -> None:
    text = GOOD.replace("r: {levers: [l]}", "r: {effects: [fix: {x: yes}, link: {x: y}]}")
    assert any("a.x is set twice in one layer" in m for m in problems(text))


def test_a_claim_about_an_unknown_option() -> None:
    message = only("satisfy: x}", "satisfy: xx}")
    assert "claims.c.expect.satisfy: there is no option 'xx'" in message


@pytest.mark.parametrize(
    "date", ["2020-13", "2020-02-30", "yesterday", "20-1-1", "2020-00", "0000", "[2020]"]
)
def test_a_date_that_is_none(date: str) -> None:
    message = only("date: 2020-01-01", f"date: {date}")
    assert "f.yaml:4:" in message
    assert "2018-05" in message


def test_a_move_to_an_unknown_state() -> None:
    text = "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  states: {s1: One, s2: Two}\n  moves: {a: [s1 -> s3]}\n  preferences: {a: []}\n"
    assert problems(text) == [
        "f.yaml:6:15: conflict.moves.a: there is no state 's3'; expected one of: s1, s2"
    ]


def test_an_actor_with_options_needs_a_preference() -> None:
    found = problems(GOOD.replace("    a: [x, not z]\n", ""))
    assert any("a can move but has no preference" in m for m in found)


@pytest.mark.parametrize(("mark", "kind"), [("!x", "tag"), ("&x", "anchor"), ("*x", "alias")])
def test_yaml_tags_anchors_and_aliases_are_mistakes(mark: str, kind: str) -> None:
    found = problems(GOOD.replace("title: A case", f"title: {mark} y" if kind != "alias" else "title: *x"))
    assert any(f"YAML {kind}" in m and "quote an expression that starts with ! or &" in m for m in found)


def test_an_unquoted_comma_gets_its_hint() -> None:
    found = problems(GOOD.replace("text: C,", "text: C, really,"))
    assert any("'really' is not known here" in m and "quotes around a text with a comma" in m for m in found)


def test_all_mistakes_come_at_once_in_file_order() -> None:
    text = (
        GOOD.replace("date: 2020-01-01", "date: never")
        .replace("not z]", "not q]")
        .replace("by: b", "by: nobody")
    )
    found = problems(text)
    assert len(found) == 3
    assert [int(m.split(":")[1]) for m in found] == sorted(int(m.split(":")[1]) for m in found)


def test_a_reading_cannot_add_or_remove_options() -> None:
    text = GOOD.replace("r: {levers: [l]}", "r: {changes: {conflict: {options: {a: {w: New}}}}}")
    assert any("it adds a.w, which a reading cannot do" in m for m in problems(text))
    text = GOOD.replace(
        "r: {levers: [l]}", "r: {changes: {conflict: {options: {a: {y: null}}, infeasible: []}}}"
    )
    assert any("removes a.y" in m for m in problems(text))


def test_effects_of_the_other_form_are_refused_by_name() -> None:
    assert any(
        "'allow' belongs to graph form" in m for m in problems(GOOD.replace("link: {z: x}", "allow: {a: []}"))
    )


def test_linking_a_one_way_option_is_an_error() -> None:
    text = GOOD.replace("b: {z: Zed}", "b: {z: {name: Zed, direction: 'on'}}")
    assert any("b.z is one-way (direction: on) and cannot be linked" in m for m in problems(text))


def test_forbidding_a_linked_option_is_an_error() -> None:
    text = GOOD.replace("effects: [link: {z: x}]", "effects: [link: {z: x}, forbid: [z]]")
    assert any("b.z is linked, so nobody takes it up" in m for m in problems(text))


def test_a_missing_anchor_is_an_error() -> None:
    text = GOOD.replace("effects: [link: {z: x}]", "effects: [prefer: {a: {before: {y: [x]}}}]")
    assert any("a has no statement 'y' to put anything before" in m for m in problems(text))


def test_a_falsifier_that_changes_nothing_is_a_mistake() -> None:
    text = GOOD.replace("falsifier: {effects: [fix: {x: no}], becomes: fails}", "falsifier: {becomes: fails}")
    assert any("the falsifier changes nothing" in m for m in problems(text))


def test_claims_that_rest_on_themselves() -> None:
    text = GOOD + "  - {id: d, text: D, expect: {all_of: [f]}}\n  - {id: f, text: F, expect: {all_of: [d]}}\n"
    assert any("the claim rests on itself" in m for m in problems(text))


def test_option_names_that_yaml_1_1_would_take_for_truth_values() -> None:
    text = "tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  options: {a: {on: On, no: No, y: Y}}\n  preferences: {a: [on, not no, y]}\n  status_quo: [no]\n"
    case = parse_case(text)
    assert case.conflict is not None
    assert case.conflict.option_keys == ("a.on", "a.no", "a.y")  # type: ignore[union-attr]
    assert case.conflict.status_quo == frozenset({"a.no"})


def test_a_byte_order_mark_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert load_case(path).title == "A case"


def test_crlf_is_allowed(tmp_path: Path) -> None:
    path = tmp_path / "case.yaml"
    path.write_bytes(GOOD.replace("\n", "\r\n").encode())
    assert load_case(tmp_path).hash == parse_case(GOOD).hash


def test_deep_yaml_is_refused() -> None:
    assert "nested more than" in problems("tertius: " + "[" * 50_000)[0]


@pytest.mark.parametrize("text", ["", "# only a comment\n", "null", "[]", "just a text", "- a\n- b\n"])
def test_what_is_no_case_at_all(text: str) -> None:
    assert problems(text)


def test_coverage_leaves_no_paragraph_unassigned() -> None:
    text = (
        GOOD
        + "coverage: {s: {paragraphs: 3, rows: [{paragraph: 1, as: context}, {paragraph: 3, as: not_modelled}]}}\n"
    )
    found = problems(text)
    assert any("paragraphs without a row: 2" in m for m in found)
    assert any("paragraph 3 is not modelled without a reason" in m for m in found)
