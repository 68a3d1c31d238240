"""Claims that the model is to test."""

from __future__ import annotations

from typing import Any

from tertius.io.claims import VERDICTS
from tertius.io.yaml_text import one_line
from tertius.studio.edits.claims import AT_ONCE, FORMS
from tertius.studio.edits.effects import KINDS, OF_OPTIONS
from tertius.studio.effect_rows import effect_rows
from tertius.studio.look import Look
from tertius.studio.registry import part
from tertius.studio.rows import actor_rows, listed, mapped, name_of, said


@part("claims", title="Claims", place="edit", order=80)
def claims(look: Look) -> dict[str, Any]:
    """Claims as written, one of them open with its test and its falsifier."""
    case = look.readable
    told = look.written
    known = {} if case is None else {c.id: c for c in case.claims}
    rows = []
    for here in listed(look.data.get("claims")):
        id = said(here, "id")
        claim = known.get(id)
        falsifier = mapped(here).get("falsifier")
        edit = None if claim is None else claim.falsifier
        rows.append(
            {
                "id": id,
                "text": said(here, "text"),
                "must": said(here, "must"),
                "context": said(here, "context"),
                "readings": listed(mapped(here).get("readings")),
                "expect": mapped(mapped(here).get("expect")),
                "written": one_line(mapped(here).get("expect")) if mapped(here).get("expect") else "",
                **_test(mapped(mapped(here).get("expect"))),
                "given": effect_rows(look.data, told, mapped(here).get("given"), None if claim is None else claim.given),
                "falsifier": None
                if not isinstance(falsifier, dict)
                else {
                    "name": said(falsifier, "name"),
                    "becomes": said(falsifier, "becomes"),
                    "levers": listed(falsifier.get("levers")),
                    "without": listed(falsifier.get("without")),
                    "effects": effect_rows(look.data, told, falsifier.get("effects"), None if edit is None else edit.effects),
                    "words": "" if told is None or edit is None else told.edit(edit),
                },
            }
        )
    chosen = look.pick("claim")
    if chosen not in {r["id"] for r in rows}:
        main = str(look.data.get("main_claim") or "")
        chosen = main if main in {r["id"] for r in rows} else str(rows[0]["id"]) if rows else ""
    actors = actor_rows(look.data)
    return {
        "claims": rows,
        "chosen": next((r for r in rows if r["id"] == chosen), None),
        "main": str(look.data.get("main_claim") or ""),
        "forms": FORMS,
        "at_once": AT_ONCE,
        "verdicts": VERDICTS,
        "actors": actors,
        "owners": [a for a in actors if a.options],
        "levers": [(id, name_of(here, id)) for id, here in mapped(look.data.get("levers")).items()],
        "readings": [(id, name_of(here, id)) for id, here in mapped(look.data.get("readings")).items()],
        "events": [(said(e, "id"), said(e, "text")) for e in listed(look.data.get("history")) if said(e, "id") and (mapped(e).get("does") or mapped(e).get("to"))],
        "states": [(id, name_of(label, id)) for id, label in mapped(mapped(look.data.get("conflict")).get("states")).items()],
        "kinds": KINDS,
        "of_options": OF_OPTIONS,
        "graph": "states" in mapped(look.data.get("conflict")),
        "problems": look.draft.problems_at,
    }


def _test(expect: dict[str, Any]) -> dict[str, Any]:
    """The form that the page has for a test, and what stands in it; no form for those that only the text has."""
    form, values = "", {"satisfy": said(expect, "satisfy"), "actor": "", "on": [], "state": "", "parts": [], "event": "", "foresight": said(expect, "foresight", "1")}
    if "outcomes" in expect:
        form = said(expect, "outcomes")
    elif "equilibria" in expect:
        form = f"lasts_{said(expect, 'equilibria')}"
    elif "stable" in expect or "unstable" in expect:
        inner = mapped(expect.get("stable") or expect.get("unstable"))
        state = inner.get("state")
        values |= {"actor": said(inner, "actor"), "on": listed(state) if isinstance(state, list) else [], "state": state if isinstance(state, str) else ""}
        form = "stays" if "stable" in expect else "leaves"
    elif "best_move" in expect:
        inner = mapped(expect.get("best_move"))
        form, values = "best_move", values | {"actor": said(inner, "actor"), "satisfy": said(inner, "satisfy"), "foresight": said(inner, "foresight", "1")}
    elif "explained" in expect:
        inner = expect["explained"]
        form, values = "explained", values | {"event": inner if isinstance(inner, str) else said(inner, "event"), "foresight": said(inner, "foresight", "1")}
    else:
        for word in ("necessary", "sufficient", "all_of", "any_of"):
            if word in expect and all(isinstance(x, str) for x in listed(expect[word])):
                form, values = word, values | {"parts": listed(expect[word]), "satisfy": said(expect, "for")}
    kept = {"outcomes", "equilibria", "satisfy", "foresight", "stable", "unstable", "best_move", "explained", "necessary", "sufficient", "for", "all_of", "any_of"}
    fits = form in FORMS and set(expect) <= kept and isinstance(values["state"], str)
    return {"form": form if fits else "", "only_text": bool(expect) and not fits, "values": values}
