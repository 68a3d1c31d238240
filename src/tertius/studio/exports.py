"""What a case can leave the studio as: the text itself, results, a report, other programs' files."""

from __future__ import annotations

import json
from dataclasses import dataclass

from tertius.errors import TertiusError
from tertius.studio.ids import slug
from tertius.studio.look import Look

__all__ = ["KINDS", "Made", "made"]

KINDS = {
    "yaml": ("Case file", "the text as it is, with its comments", ".yaml"),
    "html": ("Report", "one page that needs nothing else", ".html"),
    "html-team": ("Report for the team", "without red lines, fallbacks and sealed notes", ".html"),
    "html-public": ("Report for the public", "also without what is judged of parties", ".html"),
    "json": ("Results", "the analysis as JSON, under the reading and levers asked for", ".json"),
    "gmcr": ("GMCR+", "the case as a .gmcr file", ".gmcr"),
    "csv": ("Option table", "states, options and ranks as CSV", ".csv"),
    "xlsx": ("Option table in a workbook", "the same as .xlsx", ".xlsx"),
    "graphml": ("Graph", "states and moves as GraphML", ".graphml"),
    "nfg": ("Strategic game", "for Gambit, as .nfg", ".nfg"),
}
"""Name, what it is, ending."""
LIMIT = 4096
_TYPES = {".html": "text/html", ".json": "application/json"}


@dataclass(frozen=True, slots=True)
class Made:
    """A file to hand over, and the name of everything that it has no place for."""

    name: str
    data: bytes
    left_out: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def type(self) -> str:
        """Its media type; what a browser might show is told by its ending, all else is bytes."""
        return _TYPES.get(self.name[self.name.rfind(".") :], "application/octet-stream")


def made(look: Look, kind: str) -> Made:
    """The draft as a file of that kind; `TertiusError` where it has mistakes or the kind has no place for it."""
    if kind not in KINDS:
        raise TertiusError(f"there is no export '{kind}'")
    base = look.draft.file.stem if look.draft.file is not None else slug(str(look.data.get("title") or ""), "case").replace("_", "-")
    ending = KINDS[kind][2]
    if kind == "yaml":
        return Made(base + ending, look.read.text.encode())
    if look.read.case is None or look.case is None:
        raise TertiusError("the case has mistakes, or is not finished: mend it first, or export its text")
    if kind.startswith("html"):
        return Made(f"{base}{kind[4:]}{ending}", _report(look, kind[5:]))
    case = look.situated if look.situated is not None else look.case
    if kind == "json":
        from tertius.dynamics.analysis import analyze
        from tertius.view.jsons import analysis_json

        found = analyze(case, foresight=look.asked.foresight)
        return Made(base + ending, (json.dumps(analysis_json(found, LIMIT), ensure_ascii=False, indent=1) + "\n").encode())
    from tertius.io.yaml_text import extras
    from tertius.view.exchange import exported
    from tertius.view.formats import KEPT

    kept = extras(look.read.text, KEPT, base)
    out = exported(case, kept, kind, base + ending)
    lost = [f"what the case keeps under {key}" for key, home in KEPT.items() if key in kept and kind != home]
    data = out.data.encode() if isinstance(out.data, str) else out.data
    return Made(base + ending, data, (*out.left_out, *lost), out.notes)


def _report(look: Look, version: str) -> bytes:
    from tertius.report.build import build
    from tertius.report.render import render

    case = look.case
    assert case is not None
    if version:
        from tertius.model.redact import redact

        case = redact(case, version)
    if look.asked.as_of:
        from tertius.model.asof import known_by
        from tertius.model.dates import Date

        case = known_by(case, Date.parse(look.asked.as_of))
    return render(build(case)).encode()
