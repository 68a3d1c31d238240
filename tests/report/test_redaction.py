"""Redacted versions: nothing that is left out can be read off, not even that there was any of it.

The strongest test is that of non-interference: cases that differ only in what is left out give the same bytes. Canaries are looked for
besides, in everything that is written.
"""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable, Iterator
from copy import deepcopy
from dataclasses import fields
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from tertius.cli.main import main
from tertius.errors import TertiusError, UnknownNameError
from tertius.evidence.claims import evaluate_claims
from tertius.explain.redaction_english import WITHHELD
from tertius.io.catalogue import load, locate, slugs
from tertius.io.load import case_hash, parse_case
from tertius.io.redacted_file import redacted_text
from tertius.model.case import Case
from tertius.model.conflict import Provenance
from tertius.model.inputs import inputs
from tertius.model.negotiation import Issue, Negotiation, Party, Stance
from tertius.model.redact import LEVELS, redact
from tertius.model.redact_mentions import mentions, removed
from tertius.report.build import build
from tertius.report.figures import figures
from tertius.report.markdown import markdown
from tertius.report.negotiating_text import negotiating_text, text_bytes
from tertius.report.render import render
from tertius.report.word import word
from tertius.view.prov_json import prov_json
from tertius.view.standalone import standalone

RICH = Path(__file__).with_name("rich.yaml")
ADDED: list[dict[str, Any]] = [
    {"id": "P1", "text": "Some package passes.", "expect": {"package": "passes"}, "falsifier": {"name": "a new bound", "becomes": "fails", "negotiation": {"issues": {"flow": {"positions": {"up": {"red_line": {"at_most": 5}}}}}}}},
    {"id": "P2", "text": "The flow settles in the middle.", "expect": {"issue": "flow", "between": [40, 60], "at_least": 0.2}},
    {"id": "P3", "text": "Both.", "expect": {"all_of": ["P1", "C4"]}},
]  # fmt: skip


def owners(data: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every mapping of the file that can carry a sealed note."""
    for section in ("sources", "actors", "levers", "readings"):
        yield from data[section].values()
    for options in data["conflict"]["options"].values():
        yield from options.values()
    yield data["conflict"]
    yield from (p for p in data["conflict"]["preferences"].values() if isinstance(p, dict))
    for section in ("history", "claims", "forecasts"):
        yield from data[section]
    for window in data["thresholds"]["windows"]:
        yield window
        yield from window["rivals"].values()
    yield from data["thresholds"]["commitments"]
    yield data["evidence"]
    yield from data["evidence"]["rows"]
    yield data["ladder"]
    yield from data["ladder"]["reached"]
    yield from data["relations"]["ties"]
    negotiation = data["negotiation"]
    yield negotiation
    yield from negotiation["parties"].values()
    for issue in negotiation["issues"].values():
        yield issue
        yield from issue["positions"].values()


def plain() -> dict[str, Any]:
    data: dict[str, Any] = YAML(typ="safe", pure=True).load(RICH.read_text(encoding="utf-8"))
    data["claims"] += deepcopy(ADDED)
    for party in data["negotiation"]["parties"].values():
        party.pop("fallback", None)
        party["basis"] = "judged"
    for issue in data["negotiation"]["issues"].values():
        for stance in issue["positions"].values():
            stance.pop("red_line", None)
    data["negotiation"]["issues"]["price"]["positions"]["down"] |= {"basis": "reported", "sources": ["early"]}
    del data["claims"][-3]["falsifier"]
    data["anchors"] = [{"source": "early", "paragraph": 2, "hash": "0" * 12, "to": ["claims.P1", "negotiation.issues.flow.positions.up"]}]
    return data


def filled(seed: int, level: str) -> tuple[str, tuple[str, ...]]:
    """The file with secrets in every place that the level empties, and the secrets as they would be read."""
    data = plain()
    secrets: list[str] = []

    def words() -> str:
        secrets.append(f"canary{seed}x{len(secrets)}")
        return f"He said {secrets[-1]} to us"

    def number(low: float, high: float) -> float:
        value = round(low + (high - low) * ((seed * 37 + len(secrets) * 13) % 89 + 0.5) / 90, 3) + (0.0001 + seed * 0.0001)
        secrets.append(f"{value:.4f}")
        return round(value, 4)

    for owner in owners(data):
        owner["sealed"] = words()
    negotiation = data["negotiation"]
    for party in negotiation["parties"].values():
        party["fallback"] = number(0.1, 0.9)
    digits = f"{seed:x}" * 6
    secrets.append(digits + "ca11ab")
    data["anchors"] = [{"source": "early", "paragraph": 2, "hash": secrets[-1], "to": ["claims.P1", "negotiation.issues.flow.positions.up"]}]
    negotiation["parties"]["up"]["sealed"] = words()
    negotiation["issues"]["flow"]["positions"]["up"]["red_line"] = {"at_most": number(35, 95)}
    negotiation["issues"]["flow"]["positions"]["down"]["red_line"] = {"at_least": number(5, 30)}
    # A reading that changes nothing but what goes changes nothing of what is negotiated.
    data["readings"]["r6"]["changes"] = {"negotiation": {"issues": {"flow": {"positions": {"up": {"red_line": {"at_most": number(35, 95)}}}}}}}
    data["claims"][-3]["falsifier"] = {"name": words(), "becomes": "fails", "negotiation": {"issues": {"flow": {"positions": {"up": {"red_line": {"at_most": number(10, 20)}}}}}}}
    if level == "public":
        for party in negotiation["parties"].values():
            party |= {"patience": number(0.5, 0.99), "power": number(1, 50), "note": words(), "sources": ["early"] if seed % 2 else ["odd"]}
        flow, price = negotiation["issues"]["flow"]["positions"], negotiation["issues"]["price"]["positions"]
        for stance in (*flow.values(), *price.values()):
            stance |= {"salience": number(1, 99), "power": number(1, 50), "note": words()}
        for party in ("up", "down"):
            flow[party] |= {"position": number(32, 34), "basis": "judged", "confidence": "low"}
        data["uncertainty"] = {"negotiation": {"position": number(5, 30), "salience": number(5, 30), "power": number(0.1, 0.9)}}
        data["thresholds"]["windows"][0]["rivals"]["up"]["without"] = number(2, 4)
        data["thresholds"]["commitments"][0]["pressure"] = number(1, 2)
    text = json.dumps(data, default=str, ensure_ascii=False)
    return text, tuple(secrets)


@cache
def version(seed: int, level: str) -> tuple[Case, tuple[str, ...], Case]:
    """A case with secrets, the secrets, and the redacted version."""
    text, secrets = filled(seed, level)
    case = parse_case(text)
    return case, secrets, redact(case, level)


@cache
def page(seed: int, level: str) -> str:
    return render(build(version(seed, level)[2]))


@pytest.mark.parametrize("level", LEVELS)
def test_cases_that_differ_only_in_what_is_left_out_give_the_same_bytes(level: str) -> None:
    first, second = version(1, level), version(2, level)
    assert first[0] != second[0]
    assert first[0].hash != second[0].hash
    assert first[2] == second[2]
    assert first[2].hash == second[2].hash
    assert page(1, level) == page(2, level)
    results = [evaluate_claims(case, falsifiers=False) for _, _, case in (first, second)]
    assert json.dumps(prov_json(first[2], results[0])) == json.dumps(prov_json(second[2], results[1]))


def test_that_there_is_nothing_to_leave_out_cannot_be_told_either() -> None:
    bare = redact(parse_case(json.dumps(plain(), default=str, ensure_ascii=False)), "team")
    assert bare == version(1, "team")[2]
    assert bare.hash == version(1, "team")[2].hash


@pytest.mark.parametrize("level", LEVELS)
def test_no_canary_is_anywhere_on_the_page_or_in_the_case(level: str) -> None:
    case, secrets, left = version(1, level)
    text = page(1, level)
    assert len(secrets) > 40
    drawn = [(standalone(f.svg), f.title, f.words, f.rows) for f in figures(left)]
    assert len(drawn) > 5
    for secret in secrets:
        assert secret not in text
        assert secret not in repr(drawn)
        assert secret not in repr(left)
    assert case.hash not in text
    assert left.hash in text


def test_the_full_report_has_sealed_notes_so_that_their_absence_says_something() -> None:
    case, secrets, _ = version(1, "team")
    shown = {i.provenance.sealed for i in inputs(case)}
    assert len([s for s in secrets if any(s in x for x in shown)]) > 30
    text = render(build(case))
    assert sum(s in text for s in secrets) > 30
    assert "Sealed: He said canary1x" in text
    assert "redacted" not in text.partition("<body>")[2]


def unpacked(data: bytes) -> str:
    """Every part of a docx or xlsx file, metadata too, but for the time at which it was written."""
    with zipfile.ZipFile(io.BytesIO(data)) as whole:
        text = "".join(whole.read(name).decode("utf-8", errors="replace") for name in whole.namelist())
    return re.sub(r"<dcterms:\w+[^>]*>[^<]*</dcterms:\w+>", "", text)


@cache
def small(seed: int, level: str) -> tuple[Case, str, tuple[str, ...]]:
    """The small case below with other secrets: its redacted version, that page, and the secrets."""
    line, fallback = f"{60 + seed}.4321", f"0.3{seed}77"
    text = SMALL.replace("61.5, red_line: {at_most: 61.5}", f"61.5, red_line: {{at_most: {line}}}").replace("fallback: 0.37", f"fallback: {fallback}")
    text = text.replace("he fears his own general staff most", f"canary{seed} fears").replace("short one}", f"canary{seed} short}}")
    left = redact(parse_case(text), level)
    return left, render(build(left)), (line, fallback, f"canary{seed}")


@pytest.mark.parametrize("level", LEVELS)
def test_no_canary_is_in_any_other_format(level: str) -> None:
    written: dict[int, dict[str, str]] = {}
    for seed in (1, 2):
        left, shown, secrets = small(seed, level)
        dossier = build(left)
        made = {"md": markdown(shown), "docx": unpacked(word(shown, {"title": dossier.title, **dict(dossier.facts)}))}
        for ending in (".html", ".docx", ".xlsx", ".csv"):
            data = text_bytes(negotiating_text(left), ending)
            made[f"text{ending}"] = unpacked(data) if ending in {".docx", ".xlsx"} else data.decode()
        for form, text in made.items():
            assert "redacted for the" in text, form
            assert not [s for s in secrets if s in text], form
        written[seed] = made
    assert written[1] == written[2]
    markdown_of_all = markdown(page(1, level))
    assert not [s for s in version(1, level)[1] if s in markdown_of_all]


@pytest.mark.browser
def test_no_canary_is_in_a_pdf() -> None:
    from pypdf import PdfReader

    from tertius.report.pdf import chromium, pdf

    try:
        chromium()
    except TertiusError:
        pytest.skip("there is no Chromium")
    _, shown, secrets = small(1, "team")
    data = pdf(shown)
    read = PdfReader(io.BytesIO(data))
    text = "".join(x.extract_text() for x in read.pages) + repr(read.metadata) + repr(read.outline)
    assert "redacted for the" in text
    assert not [s for s in secrets if s in text or s.encode() in data]


@pytest.mark.parametrize("level", LEVELS)
def test_the_page_says_at_its_top_that_it_is_redacted_and_of_what(level: str) -> None:
    text = page(1, level)
    head = text[text.index("<body>") : text.index("<nav")]
    assert f"redacted for the {'mediation team' if level == 'team' else 'public'}" in head
    assert "red lines" in head
    assert ("salience" in head or "counts for a party" in head) == (level == "public")


def test_claims_about_packages_are_not_shown_and_the_others_keep_their_verdicts() -> None:
    case, _, left = version(1, "team")
    assert [c.id for c in left.claims if c.withheld] == ["P1", "P3"]
    before = {(r.claim.id, r.reading): r.verdict.verdict for r in evaluate_claims(case, falsifiers=False)}
    after = {(r.claim.id, r.reading): r.verdict.verdict for r in evaluate_claims(left, falsifiers=False)}
    # r6 changes the red line alone, so without it P2 is the same claim as in the case as it stands.
    assert after == {k: v for k, v in before.items() if k[0] not in {"P1", "P3"} and k != ("P2", "r6")}
    assert page(1, "team").count(WITHHELD) == 2
    public = version(1, "public")[2]
    assert [c.id for c in public.claims if c.withheld] == ["P1", "P2", "P3"]
    assert all(c.expect is None and c.falsifier is None and c.must is None for c in public.claims if c.withheld)


def test_a_main_claim_that_is_not_shown_is_said_to_be() -> None:
    data = plain() | {"main_claim": "P3"}
    text = render(build(redact(parse_case(json.dumps(data, default=str, ensure_ascii=False)), "team")))
    assert "“Both”: not shown in this version: its test rests on what is left out." in text


def test_the_public_version_keeps_reported_positions_and_nothing_judged_of_parties() -> None:
    left = version(1, "public")[2].negotiation
    assert left is not None
    assert [a.to for a in version(1, "public")[2].anchors] == [("claims.P1",)]
    assert [(s.party, s.position) for s in left.issue("price").positions] == [("down", (10.0, 10.0))]
    assert left.issue("flow").positions == ()
    assert {(p.power, p.patience, p.fallback) for p in left.parties} == {(1.0, None, None)}
    assert all(s.salience is None and s.power is None and not s.red_line for i in left.issues for s in i.positions)
    text = page(1, "public")
    assert "Who objects" not in text
    assert "Salience" not in text
    assert 'id="thresholds"' not in text


@pytest.mark.parametrize("slug", slugs())
def test_redacting_twice_changes_nothing_and_the_stricter_level_stays(slug: str) -> None:
    case = load(slug)
    team, public = redact(case, "team"), redact(case, "public")
    assert redact(team, "team") == team
    assert redact(team, "public") == public == redact(public, "public") == redact(public, "team")
    assert team.hash == case_hash(team) != case.hash
    assert len({team.hash, public.hash, case.hash}) == 3


def test_an_unknown_level_is_refused_with_those_that_there_are() -> None:
    with pytest.raises(UnknownNameError, match="team"):
        redact(load("chicken"), "press")


SMALL = """
tertius: 1
title: Well
summary: The upper side will not go above 61.5.
actors: {upper: {name: Upper, sealed: short one}, lower: Lower, third: {name: Third, note: 'A SHORT  one, again.'}}
negotiation:
  parties: {upper: {fallback: 0.37, patience: 0.9, sealed: he fears his own general staff most}, lower: {}}
  issues:
    flow:
      name: Flow
      clause: {draft: 'fears his own general', bracketed: {lower: '0.37 of it'}}
      on_the_table: 50
      status_quo: 10
      positions: {upper: {position: 20, salience: 61.5, red_line: {at_most: 61.5}}, lower: {position: 90}}
claims:
  - {id: A, text: It is 37 % or 3.37., expect: {issue: flow, between: [20, 61.5]}, falsifier: {negotiation: {issues: {flow: {on_the_table: 90}}}, becomes: fails}}
  - {id: B, text: It passes., expect: {package: passes}}
"""


def test_what_is_said_again_is_found_with_its_place() -> None:
    case = parse_case(SMALL)
    assert {(r.kind, r.value) for r in removed(case, "team")} == {
        ("sealed_notes", "short one"), ("sealed_notes", "he fears his own general staff most"), ("fallbacks", 0.37), ("red_lines", 61.5),
    }  # fmt: skip
    found = {(m.where, m.what, m.kind) for m in mentions(case, "team")}
    assert found == {
        ("summary", "61.5", "red_lines"),
        ("actors.third.note", "“short one”", "sealed_notes"),
        ("negotiation.issues.flow.clause.draft", "“fears his own general”", "sealed_notes"),
        ("negotiation.issues.flow.clause.bracketed.lower", "0.37", "fallbacks"),
        ("claims.A.text", "37%", "fallbacks"),
        ("claims.A.expect", "61.5", "red_lines"),
    }


def test_the_commands_write_redacted_versions_and_warn_their_author(run: Callable[..., tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "well.yaml").write_text(SMALL, encoding="utf-8")
    out, err = run("report", "well.yaml", "--redact", "team", "--json")
    text = (tmp_path / "well-team.html").read_text(encoding="utf-8")
    assert json.loads(out)["redacted"] == "team"
    assert json.loads(out)["case"]["hash"] in text
    assert "claims.A.expect still says 61.5, which stands in a red line that is left out" in err
    out, _ = run("negotiate", "well.yaml", "--redact", "team", "--json")
    found = json.loads(out)
    assert found["package"] is None
    assert found["case"]["redacted"] == "team"
    assert "median" in found["issues"]["flow"]
    out, _ = run("negotiate", "well.yaml", "--redact", "public", "--json")
    assert set(json.loads(out)["issues"]["flow"]) == {"name", "on_the_table", "status_quo"}
    out, _ = run("negotiate", "well.yaml", "--redact", "team", "--quiet")
    assert set(json.loads(out)) == {"flow"}
    out, _ = run("negotiate", "well.yaml", "--redact", "public")
    assert "redacted for the public" in out
    assert "who objects" not in out.replace("shown in this version: who objects", "")
    out, _ = run("check", "well.yaml", "--redact", "team", "--json")
    assert any(w["where"] == "summary" and "61.5" in w["what"] for w in json.loads(out)["warnings"])
    out, _ = run("prov", "well.yaml", "--redact", "team")
    assert "general staff" not in out
    run("report", "well.yaml", "--redact", "press", code=2)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], tmp_path: Path) -> Callable[..., tuple[str, str]]:
    """A command in an empty folder: what it prints, after its exit code has been checked."""
    monkeypatch.chdir(tmp_path)

    def command(*words: str, code: int = 0) -> tuple[str, str]:
        monkeypatch.setattr("sys.argv", ["tertius", *words])
        capfd.readouterr()
        with pytest.raises(SystemExit) as stop:
            main()
        assert (stop.value.code or 0) == code
        return capfd.readouterr()

    return command


@pytest.mark.parametrize("level", LEVELS)
def test_a_redacted_file_is_the_redacted_case_and_nothing_of_the_author(level: str) -> None:
    text, secrets = filled(1, level)
    written, case = redacted_text(text, "case.yaml", level)
    assert case == version(1, level)[2]
    assert parse_case(written) == case
    assert not [s for s in secrets if s in written]
    assert written == redacted_text(filled(2, level)[0], "case.yaml", level)[0]
    assert redacted_text(written, "again.yaml", level)[0] == written


@pytest.mark.parametrize("slug", slugs())
def test_every_shipped_case_can_be_written_as_a_redacted_file(slug: str) -> None:
    text = locate(slug).read_text(encoding="utf-8")
    for level in LEVELS:
        written, case = redacted_text(text, slug, level)
        assert case == redact(load(slug), level)
        assert written.startswith(f"tertius: 1\nredacted: {level}\n")


def test_comments_own_keys_and_what_is_put_back_by_hand_go() -> None:
    text = SMALL.replace("title: Well", "title: Well  # canary in a comment\nx_mine: {sealed: canary of my own}")
    written, case = redacted_text(text, "well.yaml", "team")
    assert "canary" not in written
    assert "x_mine" not in written
    # A party that is called like a key stays.
    named = parse_case(SMALL.replace("upper", "sealed").replace("sealed: {name: Upper, sealed: short one}", "sealed: {name: Upper}"))
    assert named.negotiation is not None
    again = redacted_text(SMALL.replace("upper", "sealed"), "well.yaml", "team")[1]
    assert [p.id for p in again.negotiation.parties] == ["sealed", "lower"]  # type: ignore[union-attr]
    back = parse_case(written.replace("position: 20", "position: 20, red_line: {at_most: 3}"))
    assert back == case


def test_convert_writes_a_redacted_file_and_refuses_what_it_would_ignore(run: Callable[..., tuple[str, str]], tmp_path: Path) -> None:
    (tmp_path / "well.yaml").write_text(SMALL, encoding="utf-8")
    out, err = run("convert", "well.yaml", "team.yaml", "--redact", "team", "--json")
    assert "still says 61.5" in err
    assert json.loads(out)["case"]["hash"] == parse_case((tmp_path / "team.yaml").read_text(encoding="utf-8")).hash
    out, _ = run("claims", "team.yaml")
    assert "Not shown in this version" in out
    run("check", "team.yaml")
    _, err = run("convert", "well.yaml", "b.yaml", "--redact", "team", "--as-of", "2001", code=2)
    assert "--as-of" in err
    _, err = run("convert", "well.yaml", "b.csv", "--redact", "team", code=2)
    assert "--redact" in err
    _, err = run("convert", "well.yaml", "b.yaml", code=2)
    assert "--redact" in err
    (tmp_path / "events.csv").write_text("date,source,target,text\n2001-01-01,upper,lower,talks\n", encoding="utf-8")
    (tmp_path / "late.yaml").write_text(SMALL + "relations: {events: events.csv}\n", encoding="utf-8")
    _, err = run("convert", "late.yaml", "c.yaml", "--redact", "team", code=2)


def test_what_goes_has_been_decided_for_every_field_of_a_negotiation() -> None:
    """A new field of these fails here: decide in `tertius.model.redact` whether it goes, and put it into `filled` if it does."""
    known = {
        Party: {"id", "actor", "name", "power", "patience", "fallback", "power_over_time", "provenance"},
        Stance: {"party", "position", "salience", "at_least", "at_most", "power", "provenance"},
        Issue: {"id", "name", "positions", "clause", "scale", "on_the_table", "status_quo", "provenance"},
        Negotiation: {"text", "parties", "issues", "rule", "exclude", "provenance", "rules", "timing"},
        Provenance: {"sources", "basis", "note", "confidence", "sealed"},
    }
    assert {kind: {f.name for f in fields(kind)} for kind in known} == known
