"""The negotiating text: one row a clause, as mediators use it, the same in every format.

The result comes first, without a file format: `negotiating_text` makes the rows, `text_bytes` writes them as the ending of a file asks.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from tertius.errors import TertiusError, nearest
from tertius.explain.english import Teller
from tertius.explain.negotiation_english import NegotiationTeller, PartyWords
from tertius.explain.redaction_english import clauses_only_lines, redacted_lines
from tertius.explain.text_english import COLUMNS, KIND, as_known, below, made_by
from tertius.model.case import Case
from tertius.model.effects import coercive_levers
from tertius.negotiation.bargain import bargain_of
from tertius.negotiation.chance import DRAWS, SEED
from tertius.negotiation.clauses import ClauseAlone, clauses_alone
from tertius.negotiation.fit import Fit
from tertius.negotiation.negotiate import ClauseRow, Negotiated, clause_rows, judge_text

__all__ = ["ENDINGS", "NegotiatingText", "TextRow", "check_ending", "negotiating_text", "text_bytes"]

ENDINGS = (".html", ".docx", ".xlsx", ".csv")


@dataclass(frozen=True, slots=True)
class TextRow:
    """One clause. brackets, objects, forecast : an entry a line, empty where there is none"""

    clause: str
    ref: str
    in_force: str
    draft: str
    brackets: tuple[str, ...]
    objects: tuple[str, ...]
    forecast: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class NegotiatingText:
    """columns : four, and with `judged` who objects and the forecast; above, below : lines before and after the table; made_by : the version and the hash of the case"""

    kind: str
    title: str
    above: tuple[str, ...]
    rows: tuple[TextRow, ...]
    below: tuple[str, ...]
    made_by: str
    judged: bool = True

    @property
    def columns(self) -> tuple[str, ...]:
        """The heads of the columns."""
        return COLUMNS if self.judged else COLUMNS[:4]

    def cells(self, row: TextRow) -> tuple[tuple[str, ...], ...]:
        """The cells of a row, each as its lines."""
        clause = (row.clause, row.ref) if row.ref else (row.clause,)
        return (clause, (row.in_force,), (row.draft,), row.brackets, row.objects, row.forecast)[: len(self.columns)]


def negotiating_text(case: Case, *, fit: Fit | None = None, draws: int = DRAWS, seed: int = SEED) -> NegotiatingText:
    """The table of a case that has a section `negotiation`; no search over packages is made for it."""
    negotiation = case.negotiation
    assert negotiation is not None
    if case.redacted:
        alone, words = clauses_alone(negotiation, judged=case.redacted == "team", fit=fit), PartyWords(case, negotiation)
        judged = case.redacted == "team"
        head = (*redacted_lines(case.redacted), *clauses_only_lines(case.redacted), words.table())
        return _text(case, words, alone, head, below((), judged=judged), judged)
    bargain = bargain_of(negotiation)
    rows, text = clause_rows(negotiation, fit=fit, models=False), judge_text(bargain, draws=draws, seed=seed, spread=None if case.uncertainty is None else case.uncertainty.negotiation)
    found = Negotiated(
        negotiation=negotiation, bargain=bargain, clauses=rows, text=text, packages=(), chance=None, logroll=None, waiting=(),
        nearest=None, alone=(), relaxations=(),
    )  # fmt: skip
    told = NegotiationTeller(case, found)
    return _text(case, told, rows, told.intro(), below(told.text(), judged=True), True)


def _text(
    case: Case, told: PartyWords, rows: Sequence[ClauseRow | ClauseAlone], head: Sequence[str], foot: tuple[str, ...], judged: bool
) -> NegotiatingText:
    return NegotiatingText(KIND, case.title, (*head, *_layers(case), *as_known(case)), tuple(_row(told, r) for r in rows), foot, made_by(case), judged)


def _row(told: PartyWords, row: ClauseRow | ClauseAlone) -> TextRow:
    issue = row.issue
    return TextRow(
        clause=told.issues[issue.id],
        ref=issue.clause.ref,
        in_force=told.words_of(issue, "in_force"),
        draft=told.words_of(issue, "draft"),
        brackets=tuple(f"{told.party(p)}: [{words}]" for p, words in issue.clause.bracketed.items()),
        objects=() if row.objections is None else tuple(told.objection(o) for o in row.objections) or (told.objections(row),),
        forecast=() if row.settled is None else told.forecast_lines(row),
    )


def _layers(case: Case) -> list[str]:
    teller, hot = Teller(case), coercive_levers(case)
    said = [] if case.reading is None else [f"Reading: {teller.reading(case.reading)}."]
    levers = [case.levers[x].name + (" (coercive)" if x in hot else "") for x in case.levers_in_force]
    return said + ([f"Levers: {', '.join(levers)}."] if levers else [])


def check_ending(path: Path) -> str:
    """The format that a file's ending asks for; `TertiusError` where there is no such."""
    ending = path.suffix.casefold()
    if ending in ENDINGS:
        return ending
    near = nearest(ending, ENDINGS)
    raise TertiusError(
        f"-o {path}: {f'{ending!r} is not an ending that' if ending else 'the name has no ending, and it'} says how to write the text; "
        f"name a file that ends in {', '.join(ENDINGS[:-1])} or {ENDINGS[-1]}" + (f" (did you mean {near}?)" if near else "")
    )


def text_bytes(text: NegotiatingText, ending: str) -> bytes:
    """The file. Raises `NotSupportedError` where the format needs a library that is not there."""
    from tertius.report.text_files import csv_bytes, docx_bytes, html_bytes, xlsx_bytes

    writers: dict[str, Callable[[NegotiatingText], bytes]] = {".html": html_bytes, ".docx": docx_bytes, ".xlsx": xlsx_bytes, ".csv": csv_bytes}
    return writers[ending](text)
