# make demo and make test are all that a newcomer needs; make help lists the rest.
# The environment is built from the hash lock whenever the lock or pyproject.toml is newer than it.

SHELL := /bin/sh
BIN := .venv/bin
READY := .venv/ready
export PATH := $(CURDIR)/$(BIN):$(PATH)

# a home of their own for tools that look at the project without any data
SCRATCH := SMARKETING_HOME=$(CURDIR)/.venv/scratch

# each of two processes takes its half of the files in their order, so that few worlds are made twice
BOTH := -n 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help demo test slow browser lint validate bench screenshots dashboard dagster mutation nightly

help: ## say what there is to make
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -e 's/:.*## /\t/' | awk -F'\t' '{printf "  make %-12s %s\n", $$1, $$2}'

demo: $(READY) ## play a company over two years, build everything on it, and print its funnel
	@smarketing demo

test: $(READY) ## the quick suite, with coverage
	@python -m pytest $(BOTH) -m "not slow and not browser and not nightly" --cov --cov-report=term

slow: $(READY) ## what takes tens of seconds a test
	@python -m pytest $(BOTH) -m "slow and not browser and not nightly"

browser: $(READY) ## the pages in a real Chromium
	@python -m pytest -m browser

lint: $(READY) ## ruff, sqlfluff, mypy
	@ruff check .
	@ruff format --check .
	@mypy
	@$(SCRATCH) python -c 'from pipelines.home import Home; Home.from_environment().ensure()'
	@$(SCRATCH) SMARKETING_WORK_DB=$(CURDIR)/.venv/scratch/warehouse/work.duckdb \
	    SMARKETING_MARTS_DB=$(CURDIR)/.venv/scratch/warehouse/marts.duckdb \
	    SMARKETING_KEY_FILE=$(CURDIR)/.venv/scratch/secret/pseudonym.key \
	    DBT_TARGET_PATH=$(CURDIR)/.venv/scratch/target DBT_LOG_PATH=$(CURDIR)/.venv/scratch/logs \
	    sqlfluff lint --disable-progress-bar dbt_project/models

validate: $(READY) ## let Dagster read the definitions, without any data
	@rm -rf .venv/scratch && mkdir -p .venv/scratch/dagster
	@$(SCRATCH) DAGSTER_HOME=$(CURDIR)/.venv/scratch/dagster PYTHONWARNINGS=ignore \
	    dagster definitions validate -m pipelines.definitions

bench: $(READY) ## play a million events: how fast, and how much memory
	@mkdir -p .ci/artefacts
	@python -m tests.bench.play > .ci/artefacts/bench.txt; ended=$$?; cat .ci/artefacts/bench.txt; exit $$ended

screenshots: $(READY) ## pictures of the published pages, in data/screenshots
	@python -m tests.dashboard.screenshots

dashboard: $(READY) ## open the pages that both leaders read
	@smarketing dashboard

dagster: $(READY) ## open Dagster's own pages: every asset, check and run
	@smarketing dagster

mutation: $(READY) ## the models' SQL broken place by place: does anybody mind? goes on where it was cut off
	@python -m tests.mutation

nightly: $(READY) ## the longest proofs, of fresh seeds and many drawn cases; what it says is kept
	@mkdir -p .ci/artefacts
	@{ git log -1 --format='%h of %cs' 2>/dev/null; \
	    FRESH_SEEDS=$${FRESH_SEEDS:-3} DRAW_TIMES=$${DRAW_TIMES:-20} \
	    python -m pytest $(BOTH) -m "nightly or hypothesis" -rP; \
	    echo $$? > .ci/artefacts/nightly.ended; } 2>&1 | tee .ci/artefacts/nightly.txt; \
	ended=$$(cat .ci/artefacts/nightly.ended); rm .ci/artefacts/nightly.ended; exit $$ended

$(READY): requirements.lock pyproject.toml
	@python=; for name in python3.12 python3.11 python3 python; do \
	    if "$$name" -c 'import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; \
	    then python=$$name; break; fi; \
	done; \
	if [ -z "$$python" ]; then \
	    echo "Python 3.11 or 3.12 with its venv module is needed, and none was found on the PATH." >&2; \
	    echo "Nothing was changed. Install one (on Debian and Ubuntu also python3-venv) and run again." >&2; \
	    exit 1; \
	fi; \
	if ! $(BIN)/python -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))' 2>/dev/null; then \
	    echo "environment: $$($$python --version) in .venv"; \
	    rm -rf .venv; "$$python" -m venv .venv || exit 1; \
	fi
	@echo "environment: installing what requirements.lock names"
	@$(BIN)/python -m pip install -qq --disable-pip-version-check uv
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock
	@$(BIN)/uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e .
	@touch $(READY)
