.PHONY: demo test lint docs bench bench-sweep bench-full clean
SHELL := /bin/bash

# Installs into .venv, tests the argument of the shipped Sochi case, writes the report.
demo:
	@scripts/setup
	@.venv/bin/tertius claims sochi-2018
	@echo
	@.venv/bin/tertius report sochi-2018 -o sochi-2018.html

# Installs what the tests need, a browser included, and runs them all.
test:
	@scripts/setup test
	@CHROMIUM="$$(scripts/browser)" .venv/bin/python -m pytest -n auto --dist loadfile

lint:
	@scripts/setup test lint
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

docs:
	@scripts/setup docs
	@.venv/bin/sphinx-build -q -W --keep-going -n -b html docs docs/_build/html

# The figures that are kept, a line each, in less than two minutes; fails if one is missed.
bench:
	@scripts/setup test
	@.venv/bin/python -m benchmarks

# The same and 2^8 to 2^24 states, into the tables and figures of docs/explanation/performance.md; six to twenty minutes.
bench-full:
	@scripts/setup test
	@.venv/bin/python -m benchmarks --full

# Draws of a sweep against states, actors, workers and the single analysis in a loop; writes the tables and figures of the documentation.
bench-sweep:
	@scripts/setup test
	@.venv/bin/python -m benchmarks --only draws,sweep

clean:
	rm -rf .venv docs/_build sochi-2018.html
