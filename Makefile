# RUN-möten. `make` prints what there is to do.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PORT ?= 8000
VENV := .venv
BIN := $(VENV)/bin
FLASK := $(BIN)/flask --app wsgi
CI ?=

.PHONY: help run test lint format bench pictures lock browser imap office subscriber migration words clean

help: ## Print this help
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

$(VENV)/runtime: config/requirements.txt
	@echo "Installerar det som behövs, en gång. Det tar en minut eller två …"
	@test -d $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r config/requirements.txt
	@touch $@

$(VENV)/everything: config/requirements-dev.txt
	@test -d $(VENV) || python3 -m venv $(VENV)
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r config/requirements-dev.txt
	@touch $(VENV)/runtime $@

run: $(VENV)/runtime ## Start web and worker on http://127.0.0.1:8000 (PORT=9000 make run), with a demo year at first start
	@mkdir -p instance
	@PORT=$(PORT) RUN_BASE_URL=$${RUN_BASE_URL:-http://127.0.0.1:$(PORT)} bash config/run.sh

test: $(VENV)/everything browser imap office subscriber ## Run every test: rules, both databases, web, browser
	@PYTHONDONTWRITEBYTECODE= $(BIN)/python -m pytest -n 2 --dist loadgroup

browser:
	@bash config/browser.sh

imap:
	@bash config/imap.sh

office:
	@bash config/office.sh

subscriber:
	@bash config/subscriber.sh

lint: $(VENV)/everything ## Check style, types, architecture, templates, dependencies and words
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports
	@$(BIN)/djlint --lint --quiet templates
	@$(BIN)/deptry .

format: $(VENV)/everything ## Format the code
	@$(BIN)/ruff check --fix --quiet . ; $(BIN)/ruff format .

bench: $(VENV)/everything ## Measure ours beside a bare flow in one run; prints the ratios (some minutes)
	@$(BIN)/python -m tests.bench

pictures: $(VENV)/everything browser ## Take the pictures of docs/svarslagen.md and docs/brev.md anew
	@$(BIN)/python -m pytest tests/pictures/take.py tests/pictures/take_letters.py

lock: $(VENV)/everything ## Pin all dependencies anew, with hashes
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --upgrade pyproject.toml -o config/requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --upgrade --extra dev pyproject.toml -o config/requirements-dev.txt
	@$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --no-emit-index-url --no-emit-find-links --upgrade config/subscriber.in -o config/requirements-subscriber.txt

migration: $(VENV)/everything ## Write a migration from the changed tables: make migration MESSAGE="why"
	@$(FLASK) db migrate -m "$(MESSAGE)"

clean: ## Remove the virtual environment and caches (never instance/)
	@rm -rf $(VENV) .venv-subscriber .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
