# Needs Python 3.11 or newer, and make; each target makes what it needs.
# Four processes test at once, also on two cores: many tests wait for a phone, a clock or a restart.
PYTHON ?= python3
BIN := .venv/bin
SHELL := /bin/sh
.DEFAULT_GOAL := help

.PHONY: help run phone setup doctor test cover check bench lock texts manual docs clean

help: ## list the targets
	@grep -E '^[a-z]+:.*## ' Makefile | sed 's/:.*## /\t/'

run: .venv/ready ## start Tocsin with the sandbox: phones and a mailbox on http://127.0.0.1:8000
	$(BIN)/python -m bot run

phone: .venv/ready ## stand in for the services in a process of its own, on http://127.0.0.1:8100
	@echo 'two phones on http://127.0.0.1:8100'
	@$(BIN)/python -m bot sandbox

setup: .venv/ready ## go live: ask for what is missing, and write config/newsroom.toml and config/tocsin.env
	@$(BIN)/python -m bot setup

doctor: .venv/ready ## look at this installation from all sides, and say of each fault what to do
	@$(BIN)/python -m bot doctor

test: .venv/dev .venv/mail_programs/ready ## run the test suite, on SQLite and on PostgreSQL
	@$(BIN)/python -m compileall -q bot # two hundred programs are started, also where Python is told to keep nothing
	$(BIN)/python -m pytest -n 4 --dist worksteal $(ARGS)

cover: .venv/dev .venv/mail_programs/ready ## the same, and say which lines of the program no test runs: half as long again
	$(BIN)/python -m pytest -n 4 --dist worksteal --cov --cov-report=term $(ARGS)

check: .venv/dev ## lint, types, import contracts, the manual
	$(BIN)/ruff format --check bot tests benchmarks manual
	$(BIN)/ruff check bot tests benchmarks manual
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	@NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --strict # not quietly: then it would count no warnings

bench: .venv/dev ## measure: each benchmark compares with something in its own run
	@for file in benchmarks/bench_*.py; do $(BIN)/python -m benchmarks.$$(basename $$file .py) || exit 1; done

lock: .venv/dev ## pin what pyproject.toml asks for: names, versions and hashes, no addresses
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml --extra vectors --extra charts --extra otel -o requirements.lock
	$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-emit-index-url --no-annotate --no-header --python-version 3.11 pyproject.toml --group dev -o requirements-dev.lock

texts: .venv/ready ## bring the catalogues in bot/locale up to the texts in the code
	@mkdir -p var
	$(BIN)/pybabel -q extract -k _ -k n_:1,2 --no-default-keywords --no-location --sort-output -o var/tocsin.pot bot
	@for po in bot/locale/*.po; do \
		$(BIN)/pybabel -q update -N --ignore-obsolete --ignore-pot-creation-date -w 110 -i var/tocsin.pot -o $$po -l $$(basename $$po .po) || exit 1; \
	done

manual: .venv/dev ## write the pages of the manual that come from the code
	$(BIN)/python -m manual

docs: .venv/dev ## show the manual as a site, on http://127.0.0.1:8080
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs serve --strict --dev-addr 127.0.0.1:8080

clean: ## remove what make made; your database in var/ stays
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage* dist
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Tocsin needs Python 3.11 or newer; name it: make PYTHON=python3.12"; exit 1; }
	$(PYTHON) -m venv .venv

.venv/ready: .venv/bin/python requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements.lock
	$(BIN)/python -m compileall -q bot
	@touch $@

.venv/dev: .venv/bin/python requirements-dev.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --require-hashes -r requirements-dev.lock
	@touch $@ .venv/ready

# what letters are checked with; without npm that check is left out, and says so
.venv/mail_programs/ready: .venv/bin/python tests/channels/mail_programs/package-lock.json
	@mkdir -p $(@D)
	@cp tests/channels/mail_programs/package.json tests/channels/mail_programs/package-lock.json $(@D)
	@if command -v npm >/dev/null; then (cd $(@D) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error) && touch $@; fi
