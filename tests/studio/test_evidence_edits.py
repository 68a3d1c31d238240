"""Evidence and forecasts: the text that is written, what is refused, and that results follow."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tertius.errors import TertiusError
from tertius.evidence.hypotheses import hypotheses
from tertius.io.load import parse_case
from tertius.studio.desk import Desk
from tertius.studio.look import Asked
from tertius.studio.numbers import fraction
from tertius.studio.pages import fragment, fragments
from tertius.studio.registry import parts
from tertius.studio.uses import Used
from tertius.testing_studio import desk_of, do

HEAD = """tertius: 1
title: A wall
sources:
  s: {title: The paper, date: 2001-05-17}
actors: {a: Anna}
readings:
  rain: {name: The rain}
  neglect: {name: Neglect}
"""
CASE = f"""{HEAD}
# what is known
evidence:
  rows:
    - {{id: V1, date: 2001-05-17, text: It rained., likelihood: {{rain: C, neglect: N}}}}  # the night before
    - {{id: V2, date: 2001-06, text: Nobody looked at it., likelihood: {{rain: N, neglect: 0.9}}}}
"""


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Any]:
    with ExitStack() as opened:
        yield lambda text: opened.enter_context(desk_of(tmp_path, text))


def result(desk: Desk, name: str) -> str:
    for _ in range(400):
        html, waiting = fragment(desk, parts()[name], Asked())
        if not waiting:
            return html
        time.sleep(0.02)
    raise AssertionError(name)


def test_evidence_is_written_as_a_person_would(make: Any) -> None:
    desk = make(HEAD)
    assert "Next: claims" in fragments(desk, ["evidence"], Asked())["html"]["evidence"]
    do(desk, "add_evidence", date="2001-05-17", text="It rained.")
    do(desk, "set_mark", row="V1", reading="rain", mark="cc")
    do(desk, "set_mark", row="V1", reading="neglect", mark="0.5–0.8")
    do(desk, "add_evidence", date="2001", text="Nobody looked at it.")
    do(desk, "set_mark", row="V2", reading="neglect", mark="70 %")
    do(desk, "set_evidence", row="V1", group="Two reports of one night", reliability="0.6–0.9", note="The paper is local.")
    do(desk, "set_evidence", row="V2", group="Two reports of one night")
    do(desk, "set_priors", **{"prior:rain": "0.7", "prior:neglect": ""})
    assert desk.working.text == HEAD + (
        "evidence:\n"
        "  prior: {rain: 0.7, neglect: 0.3}\n"
        "  groups:\n    two_reports_of_one_night: Two reports of one night\n"
        "  rows:\n"
        "    - id: V1\n      date: 2001-05-17\n      text: It rained.\n      likelihood: {rain: CC, neglect: [0.5, 0.8]}\n"
        "      group: two_reports_of_one_night\n      reliability: [0.6, 0.9]\n      note: The paper is local.\n"
        "    - id: V2\n      date: 2001\n      text: Nobody looked at it.\n      likelihood: {rain: unknown, neglect: 0.7}\n"
        "      group: two_reports_of_one_night\n"
    )
    assert desk.working.problems == ()
    do(desk, "set_priors")
    do(desk, "set_evidence", row="V1", group="", reliability="", note="")
    assert "prior" not in desk.working.text
    assert desk.working.problems == ()


def test_comments_stay_and_the_results_follow(make: Any) -> None:
    desk = make(CASE)
    # One row is neutral where another reading has 0.9: 0.7 * 0.5 against 0.5 * 0.9, so neglect is ahead with 0.45 of 0.8.
    assert hypotheses(parse_case(desk.working.text)).posterior["neglect"].mid == pytest.approx(0.5625)
    before = result(desk, "weighed")
    assert "What would change who is ahead" in before
    do(desk, "set_mark", row="V2", reading="neglect", mark="II")
    assert desk.working.text == CASE.replace("neglect: 0.9", "neglect: II")
    assert hypotheses(parse_case(desk.working.text)).posterior["neglect"].mid == pytest.approx(0.05 / 0.4)
    assert result(desk, "weighed") != before
    do(desk, "move_evidence", **{"from": 1, "to": 0})
    assert desk.working.text.index("V2") < desk.working.text.index("V1, ")
    assert "# the night before" in desk.working.text
    html = fragments(desk, ["evidence"], Asked())["html"]["evidence"]
    assert 'value="II"' in html
    assert '<bdi>The rain</bdi>' in html


def test_a_new_reading_changes_nothing_until_it_is_compared(make: Any) -> None:
    desk = make(CASE)
    do(desk, "add_reading", name="An earthquake")
    assert desk.working.problems == ()
    assert "  readings: [rain, neglect]\n  rows:" in desk.working.text
    do(desk, "set_priors", **{"prior:rain": "0.2-0.6", "prior:neglect": "[0.4, 0.8]"})
    do(desk, "set_compared", readings=["rain", "neglect", "an_earthquake"])
    assert "an_earthquake: unknown" in desk.working.text
    assert "prior" not in desk.working.text
    assert "  readings: [" not in desk.working.text
    do(desk, "set_compared", readings=["rain", "an_earthquake"])
    assert "neglect: N" not in desk.working.text
    assert desk.working.problems == ()
    with pytest.raises(TertiusError, match="two or more"):
        do(desk, "set_compared", readings="rain")


def test_what_claims_ask_of_it_does_not_go_unasked(make: Any) -> None:
    claims = "claims:\n  - {id: C1, text: It tells little., expect: {diagnosticity: {row: V1, at_most: 3}}, falsifier: {evidence: {V2: {rain: CC}}, becomes: fails}}\n"
    desk = make(CASE.replace("\n# what", f"{claims}\n# what"))
    assert desk.working.problems == ()
    for row in ("V1", "V2"):
        with pytest.raises(Used, match="C1"):
            do(desk, "remove_evidence", row=row)
    do(desk, "add_reading", name="An earthquake")
    with pytest.raises(TertiusError, match="C1 asks"):
        do(desk, "set_compared", readings=["neglect", "an_earthquake"])
    do(desk, "remove_evidence", row="V1", take=True)
    assert "C1" not in desk.working.text
    do(desk, "remove_evidence", row="V2")
    assert desk.working.text.startswith(HEAD.rstrip("\n"))
    assert "evidence" not in desk.working.text


def test_a_reading_that_goes_takes_its_cells_along_and_no_row(make: Any) -> None:
    desk = make(CASE)
    do(desk, "add_reading", name="An earthquake")
    do(desk, "set_compared", readings=["rain", "neglect", "an_earthquake"])
    with pytest.raises(Used, match="likelihood"):
        do(desk, "remove_reading", reading="an_earthquake")
    do(desk, "remove_reading", reading="an_earthquake", take=True)
    assert "earthquake" not in desk.working.text
    assert "# the night before" in desk.working.text
    assert desk.working.problems == ()
    assert hypotheses(parse_case(desk.working.text)).posterior["neglect"].mid == pytest.approx(0.5625)


@pytest.mark.parametrize(
    ("name", "fields", "said"),
    [
        ("set_mark", {"row": "V1", "reading": "rain", "mark": "CCC"}, "CC, C, N"),
        ("set_mark", {"row": "V1", "reading": "rain", "mark": "0"}, "settle everything"),
        ("set_mark", {"row": "V1", "reading": "rain", "mark": "0–0.5"}, "settle everything"),
        ("set_mark", {"row": "V1", "reading": "rain", "mark": "0,7"}, "0.7"),
        ("set_mark", {"row": "V1", "reading": "snow", "mark": "C"}, "snow"),
        ("set_mark", {"row": "V9", "reading": "rain", "mark": "C"}, "no row 'V9'"),
        ("set_evidence", {"row": "V1", "date": "soon"}, "2018-05"),
        ("set_evidence", {"row": "V1", "date": ""}, "a date"),
        ("set_evidence", {"row": "V1", "reliability": "1.2"}, "from 0 to 1"),
        ("add_evidence", {"date": "", "text": "x"}, "a date"),
        ("set_priors", {"prior:rain": "0.7", "prior:neglect": "0.7"}, "add up to 1.4"),
        ("set_priors", {"prior:rain": "0.1–0.2", "prior:neglect": "0.1–0.2"}, "0.4 at most"),
        ("set_priors", {"prior:rain": "0.1–0.2"}, "for each reading"),
        ("set_priors", {"prior:rain": "1"}, "nothing is left"),
        ("set_priors", {"prior:rain": "0", "prior:neglect": "1"}, "rules a reading out"),
        ("resolve_forecast", {"forecast": "F1", "date": "2001", "outcome": "yes"}, "no forecast 'F1'"),
        ("add_forecast", {"made": "", "text": "x"}, "2018-05"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(make: Any, name: str, fields: dict[str, Any], said: str) -> None:
    desk = make(CASE)
    with pytest.raises(TertiusError, match=said):
        do(desk, name, **fields)
    assert desk.working.text == CASE


def test_evidence_needs_rivals(make: Any) -> None:
    desk = make("tertius: 1\ntitle: T\nactors: {a: A}\nreadings:\n  rain: {name: The rain}\n")
    assert "A second reading" in fragments(desk, ["evidence"], Asked())["html"]["evidence"]
    with pytest.raises(TertiusError, match="two or more"):
        do(desk, "add_evidence", date="2001", text="It rained.")


def test_editors_show_what_is_there_while_the_text_has_mistakes(make: Any) -> None:
    desk = make(CASE.replace("neglect: N", "neglect: maybe") + "forecasts: [{id: F1, text: x, made: 2001, p: [0.9, 0.1]}, 3]\n")
    html = fragments(desk, ["evidence", "forecasts"], Asked())["html"]
    assert 'value="maybe"' in html["evidence"]
    assert "no likelihood" in html["evidence"]
    assert "0.9 is above 0.1" in html["forecasts"]
    for rows in ("[3, {id: V1}, {likelihood: 2}]", "2", "{}"):
        desk.replace(desk.working.revision, f"{HEAD}evidence: {{prior: 3, readings: rain, groups: [1], rows: {rows}}}\nforecasts: 5\n")
        html = fragments(desk, ["evidence", "forecasts"], Asked())["html"]
        assert "could not be worked out" not in "".join(html.values())


def test_a_forecast_is_recorded_resolved_and_reopened(make: Any) -> None:
    desk = make(HEAD)
    do(desk, "add_forecast", made="2001-05-17", text="The wall falls.")
    do(desk, "set_forecast", forecast="F1", by="s")
    do(desk, "set_forecast", forecast="F1", words="it is probable")
    do(desk, "set_forecast", forecast="F1", p="55–85 %")
    do(desk, "set_forecast", forecast="F1", p_kind="read_by_modeller")
    assert "Not resolved: F1." in result(desk, "scored")
    do(desk, "resolve_forecast", forecast="F1", date="2001-06", outcome="yes", note="")
    assert desk.working.text == HEAD + (
        "forecasts:\n  - id: F1\n    text: The wall falls.\n    made: 2001-05-17\n    by: s\n    words: it is probable\n    p: [0.55, 0.85]\n"
        "    p_kind: read_by_modeller\n    resolved: {date: 2001-06, outcome: yes}\n"
    )
    assert desk.working.problems == ()
    # Brier: (1 - 0.85)^2 = 0.0225 and (1 - 0.55)^2 = 0.2025.
    assert "0.02" in result(desk, "scored")
    assert "0.20" in result(desk, "scored")
    with pytest.raises(TertiusError, match="made on 2001-05-17"):
        do(desk, "resolve_forecast", forecast="F1", date="2000", outcome="no")
    with pytest.raises(TertiusError, match="made on 2002"):
        do(desk, "set_forecast", forecast="F1", made="2002")
    with pytest.raises(TertiusError, match="no source"):
        do(desk, "set_forecast", forecast="F1", by="t")
    do(desk, "reopen_forecast", forecast="F1")
    assert "resolved" not in desk.working.text
    do(desk, "remove_forecast", forecast="F1")
    assert desk.working.text == HEAD


@pytest.mark.parametrize("text", ["", "a", "1.2", "-0.1", "0.5-0.2", "0.1,0.2", "1e-1", "0.1–0.2–0.3", "101 %", "٣", "[0.1]"])
def test_what_is_no_fraction(text: str) -> None:
    with pytest.raises(TertiusError):
        fraction(text, "it")


def test_a_passage_becomes_a_row_of_evidence(make: Any) -> None:
    desk = make(HEAD)
    do(desk, "from_passage", source="s", paragraph=2, hash="0123456789ab", first=0, last=9, **{"as": "evidence"}, text="It rained.", date="")
    assert "    - id: V1\n      date: 2001-05-17\n      text: It rained.\n      likelihood: {rain: unknown, neglect: unknown}\n      sources: [s]\n" in desk.working.text
    assert "to: [evidence.V1]" in desk.working.text
    do(desk, "add_evidence", date="2001", text="Nobody looked.")
    do(desk, "from_passage", source="s", paragraph=3, hash="0123456789ab", first=-1, last=-1, **{"as": "evidence.V2"})
    assert desk.working.problems == ()
    case = parse_case(desk.working.text)
    assert case.evidence is not None
    assert [r.provenance.sources for r in case.evidence.rows] == [("s",), ("s",)]
    with pytest.raises(Used, match="anchors"):
        do(desk, "remove_evidence", row="V1")
    do(desk, "remove_evidence", row="V1", take=True)
    assert [a.to for a in parse_case(desk.working.text).anchors] == [("evidence.V2",)]
