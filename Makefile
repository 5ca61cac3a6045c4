# Two commands do everything on a fresh machine: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The demo writes its report here; DEMO_FLAGS=--quick is what continuous integration uses.
OUT ?= out
DEMO_FLAGS ?=

# The version that `make release` is told.
VERSION ?=

.PHONY: setup demo test docs release programs browser lint types calibrate restamp audit sbc search-honesty follow-up-exam baseline expected questions price-worth shown screenshots benchmark notebooks newer clean

setup: $(VENV)/.installed

# make.py does it: setting up, demo and tests are the same where there is no `make` (Windows).
DO := MENTORSIM_VENV=$(VENV) $(PYTHON) make.py
$(VENV)/.installed: requirements.lock pyproject.toml
	$(DO) setup

demo: setup
	$(DO) demo --out $(OUT) $(DEMO_FLAGS)

test: setup
	$(DO) test

# Install, demo and the quick part of the tests on Python 3.12 and 3.13, where these are there.
newer:
	$(DO) newer

# The site of the documentation, in out/site; reading it needs no network, nor does building it.
docs: setup
	$(DO) docs

# Check and build a release, make release VERSION=0.2.0, in out/release; nothing is published.
release: setup
	$(DO) release $(VERSION)

# Chromium and LibreOffice from Debian's packages, as root; without them `make test` skips some tests.
programs:
	.ci/programs

# The page in a real browser, and its workbook in an office program.
browser: setup programs
	MENTORSIM_TESTS=all $(BIN)/python -m pytest -m "browser or office"

lint: setup
	$(DO) lint

types: setup
	$(DO) types

# Calibrate to the trial again, in every reading; the posteriors that ship.
# Interrupted, `make calibrate RESUME=--resume` goes on.
CALIBRATION ?= out/calibration
RESUME ?=
calibrate: setup
	for reading in pooled as-printed without-life-after; do \
	  $(BIN)/mentorsim calibrate --out $(CALIBRATION)/$$reading --reading $$reading $(RESUME) || exit; \
	  folder=calibration/studies/danish_mentor_rct/posteriors/$$(echo $$reading | tr - _); mkdir -p $$folder; \
	  cp $(CALIBRATION)/$$reading/draws.csv $(CALIBRATION)/$$reading/fit.json $$folder/; \
	done

# Give the posteriors that ship the fingerprint of a changed model under which the trial is lived as
# before: make restamp REASON="what was changed, and why the fit does not see it".
restamp: setup
	$(BIN)/python -m calibration.restamp --reason "$(REASON)"

# Audit the calibration and examine the method; what docs/calibration shows. One table of each is read
# by a notebook, wherever that lies, and belongs to the package.
audit: setup
	$(BIN)/mentorsim audit $(CALIBRATION)/pooled --out docs/calibration/audit
	mv docs/calibration/audit/left_out.csv calibration/studies/danish_mentor_rct/examined/

sbc: setup
	$(BIN)/mentorsim examine --work $(CALIBRATION)/sbc --out docs/calibration/sbc $(RESUME)
	mv docs/calibration/sbc/sbc.csv calibration/studies/danish_mentor_rct/examined/

# Examine the search on invented worlds whose truth is known; what docs/search.md shows (minutes).
search-honesty: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m scenarios.search.honesty

# Examine the follow-up on invented municipalities; what docs/calibration/follow-up shows (minutes).
follow-up-exam: setup
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m scenarios.follow_up.honesty docs/calibration/follow-up

# Refresh the exact baseline after a change of results; add a changelog line "Results change: ...".
baseline: setup
	$(BIN)/python tests/refresh_baseline.py

# Refresh what each policy of the library is expected to give (scenarios/policy/library/expected.json).
expected: setup
	$(BIN)/python -m scenarios.comparison.expected

# Refresh docs/questions.md and docs/questions.da.md: runs every command on them (some minutes).
questions: setup
	$(BIN)/python -m mentorsim.doc_pages.questions

# Refresh the part of docs/economics.md on what is sourced and what each open price is worth (a minute).
price-worth: setup
	$(BIN)/python -m mentorsim.doc_pages.prices

# Refresh what the commands of docs/sensitivity.md print (some minutes).
shown: setup
	$(BIN)/python -m mentorsim.doc_pages.shown_output docs/sensitivity.md

# Take the README's pictures of the page anew, after a change of its look.
screenshots: setup programs
	$(BIN)/python -m tests.refresh_screenshots

benchmark: setup
	$(BIN)/python -m benchmarks
	$(BIN)/python -m benchmarks.comparison
	$(BIN)/python -m benchmarks.forks
	$(BIN)/python -m benchmarks.page
	$(BIN)/python -m benchmarks.python_policies

clean:
	rm -rf $(VENV) .venv-* out docs/api/sim docs/api/calibration docs/api/scenarios .mypy_cache .pytest_cache .ruff_cache build *.egg-info
