# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The demo writes its report here; DEMO_FLAGS=--quick is what continuous integration uses.
OUT ?= out
DEMO_FLAGS ?=

.PHONY: setup demo test lint types fit baseline expected benchmark notebooks clean

setup: $(VENV)/.installed

# Hashes pin every dependency; the project itself is installed without looking for more.
$(VENV)/.installed: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --editable .
	touch $@

demo: setup
	$(BIN)/mentorsim demo --out $(OUT) $(DEMO_FLAGS)

test: setup lint types
	$(BIN)/python -m pytest

lint: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: setup
	$(BIN)/mypy

# Fit the main parameters to the trial again (writes calibration/first_fit.json).
fit: setup
	$(BIN)/mentorsim fit

# Refresh the exact baseline after a change of results; add a changelog line "Results change: ...".
baseline: setup
	$(BIN)/python tests/refresh_baseline.py

# Refresh what each policy of the library is expected to give (scenarios/library/expected.json).
expected: setup
	$(BIN)/python -m scenarios.expected

benchmark: setup
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) out .mypy_cache .pytest_cache .ruff_cache build *.egg-info
