# What the README tells people to run. For Windows, or without make, the README spells each command out.
PYTHON ?= python3
YEAR ?= 2022
BIN := .venv/bin

.PHONY: report test lint bench clean

report: .venv/.ready
	$(BIN)/evalkit run --year $(YEAR)

test: .venv/.ready
	$(BIN)/python -m pytest

lint: .venv/.ready
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/nbstripout --verify --keep-id notebooks/*.ipynb

bench: .venv/.ready
	$(BIN)/python -m bench.run $(BENCH)

clean:
	rm -rf outputs/[0-9]* outputs/*.html outputs/notebooks data/processed/[0-9]*

.venv/.ready: requirements.lock pyproject.toml
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --no-deps --no-build-isolation -e .
	touch $@
