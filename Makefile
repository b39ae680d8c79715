.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := shared services/ingest services/enrich services/publish services/site services/control
ARGS ?=

.PHONY: help setup run test test-compose chaos lint format lock schemas bench clean

help:  ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  \033[1m%-13s\033[0m %s\n", $$1, $$2}' $(MAKEFILE_LIST)

setup: $(VENV)/.ready  ## Make .venv with everything (Python 3.11 or later)

$(VENV)/.ready: requirements.lock $(PACKAGES:%=%/pyproject.toml)
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Khabar needs Python 3.11 or later; set PYTHON=")'
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --require-hashes -r requirements.lock
	$(BIN)/pip install --quiet --no-deps --no-build-isolation $(PACKAGES:%=-e ./%)
	@touch $@

run: setup  ## Start the whole pipeline and show the sample newsroom (Ctrl-C stops it)
	$(BIN)/khabar up $(ARGS)

test: setup  ## Run all tests, the faults last and alone; or those that ARGS chooses
ifeq ($(strip $(ARGS)),)
	$(BIN)/pytest -m "not compose and not chaos" --numprocesses auto --maxprocesses 4 --dist loadscope
	$(BIN)/pytest -m chaos tests/chaos
else
	$(BIN)/pytest -m "not compose" $(ARGS)
endif

test-compose: setup  ## Run the docker compose tests (needs a docker engine)
	$(BIN)/pytest -m compose tests/e2e $(ARGS)

chaos: setup  ## Run the long fault matrix on every server (KHABAR_CHAOS_SERVERS chooses; see docs/reliability.md)
	KHABAR_CHAOS=long $(BIN)/pytest -m chaos tests/chaos $(ARGS)

lint: setup  ## Check style, types and the layers between packages
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy $(PACKAGES) tests benchmarks
	$(BIN)/lint-imports
	@! grep -n '://' requirements.lock services/*/requirements.lock || (echo 'lock files must hold no addresses' && false)

format: setup  ## Put the code into house style
	$(BIN)/ruff check --fix --quiet . || true
	$(BIN)/ruff format .

lock:  ## Renew the pinned requirements (needs uv, which setup installs)
	./scripts/lock $(BIN)/uv

schemas: setup  ## Write docs/schemas anew from khabar/events.py
	$(BIN)/khabar schema export docs/schemas

bench: setup  ## Measure (see benchmarks/README.md)
	$(BIN)/python -m benchmarks $(ARGS)

clean:  ## Remove what make made
	rm -rf $(VENV) build dist .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
