"""`tertius forecasts`."""

from __future__ import annotations

import click

from tertius.cli.common import HELP, Asked, console, emit_json, record_options

__all__ = ["command"]


@click.command(context_settings=HELP)
@record_options
def command(asked: Asked) -> None:
    """Forecasts on record: Brier and logarithmic scores as intervals, calibration, and how far a commitment got.

    What cannot be scored (void, not resolved, no number) is listed. Lower scores are better. Exits 1
    if the case has no forecasts. CASE is a case file, its folder, or the slug of a shipped case.
    """
    from tertius.evidence.forecast_log import forecast_log
    from tertius.evidence.model_forecasts import model_says

    found = forecast_log(asked.file_case())
    if asked.as_json:
        from tertius.view.forecasts_json import forecasts_json

        emit_json(forecasts_json(found, model_says(found.case)))
    elif asked.quiet:
        for row in found.rows:
            score = row.missing if row.brier is None else f"{row.brier.low:.6g}\t{row.brier.high:.6g}"
            click.echo(f"{row.forecast.id}\t{row.forecast.outcome or '-'}\t{score}")
    else:
        from tertius.view.terminal_forecasts import show_forecasts

        show_forecasts(console(), found, model_says(found.case))
