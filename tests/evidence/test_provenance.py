"""What a case rests on: strands of sources, wording, coverage of a source, PROV, confidence."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from tertius.cli.main import cli
from tertius.evidence.coverage import coverage_of, paragraphs_of
from tertius.evidence.sources import strand_count, strands, support
from tertius.evidence.wording import loaded_words, read_words, shipped_words
from tertius.io.catalogue import load, slugs
from tertius.io.load import parse_case
from tertius.io.write import case_text
from tertius.view.prov_json import prov_json

CASE = """tertius: 1
title: A ferry
summary: 'Some call it a "regime"; the regime calls itself a government. REGIME!'
sources:
  one: {title: First, author: Ada, date: 2001, cites: [two, three]}
  two: {title: Second, author: ADA, date: 2000}
  three: {title: Third, author: Bo, date: 1999}
  four: {title: Fourth, author: Cy, date: 1998, region: [Lake District], theme: [ferries]}
actors: {a: {name: 'A', basis: judged, confidence: low}}
conflict:
  options: {a: {go: {name: Goes, sources: [one, two], confidence: high}}}
  preferences: {a: {statements: [go], sources: [one, four], basis: judged, confidence: moderate, note: The warlord wants it.}}
  status_quo: []
claims:
  - {id: c, text: It goes., sources: [four], expect: {outcomes: every, satisfy: go}}
coverage:
  one:
    paragraphs: 2
    rows:
      - {paragraph: 1, as: claim, refs: [c]}
      - {paragraph: 2, as: not_modelled, why: a heading}
"""


def run(*args: str) -> tuple[int, str]:
    result = CliRunner().invoke(cli, list(args), standalone_mode=False)
    if result.exception is not None:
        raise result.exception
    return (result.return_value or 0), result.stdout


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "case.yaml"
    path.write_text(CASE, encoding="utf-8")
    return str(path)


def test_sources_by_one_author_or_citing_each_other_are_one_strand() -> None:
    case = parse_case(CASE)
    assert strands(case) == (("one", "two", "three"), ("four",))
    assert strand_count(case, ["two", "three"]) == 1
    assert strand_count(case, ["two", "four"]) == 2
    found = support(case)
    assert found.self_citations == (("one", "two"),)
    assert found.single == ("conflict.options.a.go",)
    assert found.rests["four"] == ("conflict.preferences.a", "claims.c")
    assert found.unsourced == ("conflict",)


def test_loaded_words_outside_quotations_are_found_with_what_could_stand_there() -> None:
    found = {(w.where, w.word) for w in loaded_words(parse_case(CASE))}
    assert found == {("summary", "regime"), ("conflict.preferences.a", "warlord")}
    quoted = parse_case(CASE.replace("the regime calls itself a government. REGIME!", "so be it.").replace("The warlord wants it.", "“The warlord wants it.”"))
    assert loaded_words(quoted) == ()


def test_a_word_is_not_found_inside_another_nor_across_a_possessive_mark() -> None:
    case = parse_case(CASE.replace("title: A ferry", "title: The regimen of the evildoers' ferry isn't an evil one's"))
    assert [w.word for w in loaded_words(case) if w.where == "title"] == ["evil"]


def test_the_list_can_be_extended_and_cut() -> None:
    listed = read_words(["word,instead", "ferry,vessel", "regime,"], "mine.csv", shipped_words())
    assert listed["ferry"] == "vessel"
    assert "regime" not in listed
    assert {w.word for w in loaded_words(parse_case(CASE), listed)} == {"ferry", "warlord"}
    with pytest.raises(Exception, match=r"mine.csv:2: a row is a word"):
        read_words(["word,instead", ",vessel"], "mine.csv", {})


def test_every_shipped_word_has_something_neutral_beside_it() -> None:
    words = shipped_words()
    assert len(words) > 60
    assert all(v and k not in v.casefold().split() for k, v in words.items())


@pytest.mark.parametrize("slug", slugs())
def test_shipped_cases_are_worded_neutrally(slug: str) -> None:
    assert loaded_words(load(slug)) == ()


def test_the_check_points_words_out_and_takes_more(file: str, tmp_path: Path) -> None:
    more = tmp_path / "more.csv"
    more.write_text("goes,moves\nregime,\n", encoding="utf-8")
    assert "summary\t‘regime’ takes sides; instead: government" in run("check", file, "-q")[1]
    text = run("check", file, "-q", "--words", str(more))[1]
    assert "regime" not in text
    assert "claims.c\t‘goes’ takes sides; instead: moves" in text
    with pytest.raises(Exception, match="cannot be read"):
        run("check", file, "--words", str(tmp_path / "none.csv"))


def test_paragraphs_are_blocks_between_blank_lines() -> None:
    assert paragraphs_of("\n\n One\nline \n \n\nTwo\n") == ("One line", "Two")
    assert paragraphs_of("") == ()


def test_a_paragraph_that_nothing_is_said_about_is_unassigned(file: str, tmp_path: Path) -> None:
    case = parse_case(CASE)
    assert coverage_of(case, "one").unassigned == ()
    text = tmp_path / "text.txt"
    text.write_text("A title\n\nA paragraph of more than eight words, which is cut after these.\n\nA third\n", encoding="utf-8")
    found = coverage_of(case, "one", paragraphs_of(text.read_text(encoding="utf-8")))
    assert (found.declared, found.counted, found.unassigned) == (2, 3, (3,))
    assert found.paragraphs[1].begins == "A paragraph of more than eight words, which …"
    assert run("coverage", file, "one")[0] == 0
    assert run("coverage", file, "one", "--text", str(text))[0] == 1
    assert run("coverage", file, "four")[0] == 1
    data = json.loads(run("coverage", file, "one", "--json", "--text", str(text))[1])
    assert (data["schema"], data["counted"], data["unassigned"]) == ("tertius/coverage/1", 3, [3])
    assert run("coverage", file, "one", "-q")[1] == "1\tclaim\n2\tnot_modelled\n"
    with pytest.raises(Exception, match="no source 'on'; did you mean 'one'"):
        run("coverage", file, "on")
    with pytest.raises(Exception, match="there is no such file"):
        run("coverage", file, "one", "--text", str(tmp_path / "none"))


def test_confidence_is_kept_apart_from_the_basis_and_written_back() -> None:
    case = parse_case(CASE)
    assert case.conflict is not None
    assert case.conflict.preferences["a"].provenance.confidence == "moderate"
    bare = parse_case("tertius: 1\ntitle: T\nactors: {a: A}\nconflict:\n  options: {a: {go: {name: Goes, confidence: high}}}\n  preferences: {a: [go]}\n")
    assert "confidence: high" in case_text(bare)
    assert parse_case(case_text(bare)) == bare
    with pytest.raises(Exception, match="moderate"):
        parse_case(CASE.replace("confidence: low", "confidence: medium"))


def test_prov_names_what_was_derived_from_what_and_is_the_same_each_time(file: str, tmp_path: Path) -> None:
    text = run("prov", file)[1]
    assert text == run("prov", file)[1]
    data = json.loads(text)
    derived = {(d["prov:generatedEntity"], d["prov:usedEntity"]) for d in data["wasDerivedFrom"].values()}
    assert ("input:conflict.preferences.a", "source:four") in derived
    assert ("source:one", "source:two") in derived
    assert ("tertius:case", "input:claims.c") in derived
    assert data["entity"]["verdict:c/as_it_stands"]["prov:value"] == "holds"
    known = {*data["entity"], *data["agent"], *data["activity"]}
    for relation in ("wasAttributedTo", "wasDerivedFrom", "used", "wasAssociatedWith", "wasGeneratedBy"):
        assert all(v in known for row in data[relation].values() for v in row.values()), relation
    assert all(id.partition(":")[0] in data["prefix"] for id in known)
    assert data["entity"]["tertius:case"]["tertius:hash"] == parse_case(CASE).hash
    assert data["agent"]["tertius:software"]["prov:type"] == {"$": "prov:SoftwareAgent", "type": "xsd:QName"}
    assert run("prov", file, "-o", str(tmp_path / "p.json"), "-q") == (0, "")
    assert json.loads((tmp_path / "p.json").read_text(encoding="utf-8")) == data


def test_an_author_is_not_said_to_be_a_person_and_a_publisher_is_an_organisation() -> None:
    by_name = {a["prov:label"]: a.get("prov:type") for a in prov_json(load("cyprus-1964"))["agent"].values()}
    assert by_name["U.S. Department of State"] == {"$": "prov:Organization", "type": "xsd:QName"}
    assert by_name["J. Sakkas, N. Zhukova"] is None


def test_cases_can_be_found_by_region_and_theme() -> None:
    code, text = run("cases", "--region", "middle east", "--quiet")
    assert code == 0
    assert "sochi-2018" in text.split()
    assert "chicken" not in text.split()
    assert run("cases", "--theme", "no such theme")[0] == 1
    assert json.loads(run("cases", "--theme", "no such theme", "--json")[1])["cases"] == []


def test_sources_in_words_and_json(file: str) -> None:
    said = " ".join(run("sources", file)[1].split())
    assert "4 sources in 2 strands" in said
    assert "An author's own pieces, no independent support: one cites two." in said
    assert "1 input with several sources rests on one strand: conflict.options.a.go." in said
    data = json.loads(run("sources", file, "--json")[1])
    assert data["strands"] == [["one", "two", "three"], ["four"]]
    assert run("sources", file, "-q")[1].splitlines() == ["one\t2", "two\t1", "three\t0", "four\t2"]


def test_the_report_counts_strands_and_says_how_sure_the_modeller_is() -> None:
    from tertius.report.build import build
    from tertius.report.render import render

    text = render(build(parse_case(CASE)))
    assert "4 sources in 2 strands" in text
    assert "judged, moderate confidence" in text
    assert build(load("chicken")).support == () or "strand" in build(load("chicken")).support[0]


def test_more_words_than_may_be_quoted_are_pointed_out() -> None:
    from tertius.evidence.check import warnings_of

    text = """tertius: 1
title: T
actors: {a: A}
sources: {s: {title: S, date: 2000, rights: {quote_words: 3}}}
forecasts:
  - {id: F, text: t, made: 2000, by: s, words: WORDS, p: 0.5, p_kind: stated}
"""
    assert warnings_of(parse_case(text.replace("WORDS", "one two three"))) == ()
    (remark,) = warnings_of(parse_case(text.replace("WORDS", "one two three four")))
    assert (remark.where, remark.what) == ("forecasts.F.words", "4 words of s are quoted, of which 3 may be quoted at a time")


def test_the_status_quo_and_what_cannot_be_rest_on_something_too() -> None:
    case = parse_case(CASE)
    assert "conflict" in support(case).unsourced
    marked = parse_case(CASE.replace("conflict:\n", "conflict:\n  basis: judged\n  sources: [four]\n"))
    assert "conflict" in support(marked).rests["four"]
    with pytest.raises(Exception, match="conflict: it has neither a source nor a basis"):
        run("check", str(Path(__file__).parent / "bare.yaml"), "--strict")


def test_how_much_of_a_source_was_read_is_kept_and_not_assumed() -> None:
    case = parse_case(CASE.replace("date: 1999}", "date: 1999, seen: excerpt}").replace("date: 2000}", "date: 2000, seen: cited_only}"))
    assert [s.seen for s in case.sources.values()] == ["", "cited_only", "excerpt", ""]
    from tertius.report.record import source_cards

    tags = [card.tags for card in source_cards(case)]
    assert "not said whether it was read" in tags[0]
    assert "read in excerpts" in tags[2]
