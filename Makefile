# Everything a person needs: `make serve` and `make test`. Both make .venv from the locked, hash-checked set first.
PYTHON ?= python3
BIN := .venv/bin
PIP := PIP_DISABLE_PIP_VERSION_CHECK=1 $(BIN)/python -m pip install --quiet --progress-bar off
# Two processes fill the two cores the suite is sized for, a file at a time, so that what its tests share is made
# once; `make test WORKERS=0` runs it in one, for a debugger.
WORKERS ?= 2

.PHONY: serve test lint bench lock clean

serve: .venv
	$(BIN)/tracker serve

test: .venv/dev
	$(BIN)/pytest -n $(WORKERS) --dist loadfile --no-loadscope-reorder
	$(MAKE) --no-print-directory lint

lint: .venv/dev
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

# How many articles a second are drafted, and how quick every page is with 10,000, 100,000 and 1,000,000 claims
# (an hour and 6 GB of disk; `make bench SIZES=10000` takes a few minutes).
bench: .venv
	$(BIN)/python tests/bench/reader.py
	$(BIN)/python tests/bench/web.py $(SIZES)

.venv: .venv/runtime

# The files below are stamps: nothing is installed again until a lock or pyproject.toml changes.
.venv/runtime: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	  echo 'Python 3.11 or newer is needed; "$(PYTHON)" is missing or older.' \
	       'Name another one: make PYTHON=/path/to/python3.12'; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	  echo '"$(PYTHON)" cannot make virtual environments; on Debian and Ubuntu: apt install python3-venv'; exit 1; }
	$(PYTHON) -m venv .venv
	$(PIP) --require-hashes -r requirements.lock
	$(PIP) --no-deps --no-build-isolation --editable .
	$(BIN)/python -m compileall -q tracker
	@touch $@

.venv/dev: requirements-dev.lock .venv/runtime
	$(PIP) --require-hashes -r requirements-dev.lock
	@touch $@

# Both locks hold for every platform and Python from 3.11, name no index, and agree: the dev set is made under
# the runtime set. They are kept as far as pyproject.toml allows; `make lock UPGRADE=--upgrade` takes newer ones.
LOCK := uv pip compile pyproject.toml --group build --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header --no-annotate --quiet $(UPGRADE)
lock:
	@command -v uv >/dev/null || { echo 'uv is needed to make the locks: pip install uv'; exit 1; }
	$(LOCK) --output-file requirements.lock
	$(LOCK) --extra dev --constraint requirements.lock --output-file requirements-dev.lock

clean:
	rm -rf .venv dist build .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache .schemathesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
