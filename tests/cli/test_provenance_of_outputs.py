"""Every output says what it was computed from and with: the case's hash, the version, and a seed where there was one."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from tertius import __version__, load
from tertius.cli.main import cli

COMMANDS = {
    "analyze": ["chicken"],
    "why": ["chicken", "--actor", "row", "--state", "YY", "--concept", "nash"],
    "inverse": ["chicken", "--state", "YY", "--count"],
    "claims": ["chicken"],
    "readings": ["two-villages"],
    "compare": ["chicken", "prisoners-dilemma"],
    "leverage": ["two-villages", "--target", "open"],
    "counterfactual": ["two-villages", "--target", "open", "--reading", "as_it_is"],
    "thresholds": ["common-land"],
    "phased": ["two-posts", "--to", "true"],
    "ripeness": ["two-villages"],
    "rationalise": ["cuban-missile-crisis-1962", "--classes"],
    "relations": ["great-powers-1872-1907"],
    "evidence": ["sochi-2018"],
    "forecasts": ["sochi-2018"],
    "play": ["chicken", "--watch"],
    "sources": ["elmira"],
    "coverage": ["sochi-2018", "korybko-2018"],
    "check": ["chicken"],
    "sweep": ["cyprus-1964", "-n", "20", "--claims", "none", "--target", "none"],
}
SEEDED = {"leverage", "counterfactual", "play", "sweep"}


@pytest.mark.parametrize("command", COMMANDS)
def test_hash_version_and_seed_are_on_every_output(command: str) -> None:
    args = COMMANDS[command]
    result = CliRunner().invoke(cli, [command, *args, "--json"], standalone_mode=False, input="")
    assert result.exception is None, result.exception
    data = json.loads(result.stdout)
    hash = load(args[0]).hash
    assert data.get("case", data.get("first"))["hash"] == hash
    assert data["version"] == __version__
    assert ('"seed"' in result.stdout) >= (command in SEEDED)
    shown = CliRunner().invoke(cli, [command, *args], standalone_mode=False, input="")
    assert hash in shown.stdout, shown.stdout[-400:]


def test_every_command_about_a_case_is_here() -> None:
    from tertius.cli.main import _COMMANDS

    assert set(_COMMANDS) - set(COMMANDS) <= {"cases", "new", "convert", "report", "figure", "studio", "prov", "backtest", "negotiate"}
