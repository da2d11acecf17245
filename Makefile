# `make` alone tells what there is. On a machine whose python3 is older than 3.11: make report PYTHON=python3.12

PYTHON ?= python3
WORKERS ?= 2
PROJECT ?= data/kromeriz
BIN := .venv/bin
# tests that share what is dear to make stand together: a process takes a stretch of them, then of what others left
TESTS := $(BIN)/python -m pytest -n $(WORKERS) --dist worksteal

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help report test test-slow test-browser lint bench bench-batch lock clean

help: ## tell what there is to make
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

report: .venv/.installed ## write the reports and evaluations of data/kromeriz into outputs/
	$(BIN)/apk-lib report $(PROJECT) --document all

test: .venv/.installed ## run the tests (a few minutes)
	$(TESTS)

test-slow: .venv/.installed ## run what is left out for its length: properties on many cases, 10,000 damaged files
	THOROUGH=1 $(TESTS) -m slow
	THOROUGH=1 $(TESTS) tests/properties

test-browser: .venv/.installed ## open the reports, the dashboard and JupyterLab in Chromium with the network shut (after make report)
	chromium=$$($(BIN)/python tests/browser/find_chromium.py --install) && \
	$(BIN)/python -m pytest tests/browser --chromium "$$chromium" -n $(WORKERS) --dist loadfile

lint: .venv/.installed ## check style, types and layers
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.installed .venv-rivals/.installed ## measure reports, imports, coverage, surveys and the drill-down beside bare bounds and rivals
	$(BIN)/python tests/benchmarks/report_batch.py
	$(BIN)/python tests/benchmarks/formats.py
	$(BIN)/python tests/benchmarks/intake.py
	$(BIN)/python tests/benchmarks/checked_copy.py
	$(BIN)/python tests/benchmarks/coverage.py --rivals .venv-rivals/bin/python
	$(BIN)/python tests/benchmarks/gps.py --rivals .venv-rivals/bin/python
	$(BIN)/python tests/benchmarks/survey.py --rivals .venv-rivals/bin/python
	$(BIN)/python tests/benchmarks/drilldown.py
	$(BIN)/python tests/benchmarks/dashboard.py

bench-batch: .venv/.installed ## make 300 reports of 60 invented towns in one batch and measure it (about half an hour)
	$(BIN)/python tests/benchmarks/hundred_towns.py

# Versions already in the lock stay; `make lock UPGRADE=--upgrade` takes the newest that pyproject.toml allows.
lock: ## compile requirements.lock anew from pyproject.toml
	@$(check-python)
	tools=$$(mktemp -d) && trap 'rm -rf "$$tools"' EXIT && \
	$(PYTHON) -m venv "$$tools" && "$$tools/bin/pip" install -qq uv && \
	"$$tools/bin/uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
		--custom-compile-command 'make lock' --extra dev $(UPGRADE) pyproject.toml -o requirements.lock

clean: ## remove everything that make made, .venv and the reports too
	rm -rf .venv .venv-rivals build dist *.egg-info .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find outputs -mindepth 1 ! -name .gitkeep ! -name README.md -delete
	find apk_lib tests -name __pycache__ -type d -prune -exec rm -rf {} +

# --- setting up ------------------------------------------------------------------------------------

define check-python
command -v $(PYTHON) >/dev/null || { echo 'No $(PYTHON) here: install Python 3.11 or newer, or name one: make PYTHON=…' >&2; exit 1; }; \
$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Python 3.11 or newer is needed, $(PYTHON) is $$($(PYTHON) -V 2>&1): name another, e.g. make PYTHON=python3.12" >&2; exit 1; }
endef

.venv/.locked: requirements.lock
	@$(check-python)
	@echo 'Setting up .venv (about 1 GB, once, a minute or two) …'
	@$(PYTHON) -m venv .venv
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

.venv/.installed: .venv/.locked pyproject.toml
	@$(BIN)/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation --no-index -e .
	@$(BIN)/python -m pip check >/dev/null || { echo 'requirements.lock does not fit pyproject.toml: make lock' >&2; exit 1; }
	@touch $@

# the other ways that `make bench` measures ours against; nothing of the product needs them
.venv-rivals/.installed: tests/benchmarks/rivals.txt
	@$(check-python)
	@echo 'Setting up .venv-rivals (about 0.5 GB, for make bench only) …'
	@$(PYTHON) -m venv .venv-rivals
	@.venv-rivals/bin/python -m pip install -qq --disable-pip-version-check -r tests/benchmarks/rivals.txt
	@touch $@
