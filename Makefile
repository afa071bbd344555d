# make run: the whole house.  make test: everything that must hold.  The rest is for those who work on it.
SHELL := /bin/sh
PYTHON ?= python3
PY := .venv/bin/python
PIP := $(PY) -m pip install --quiet --disable-pip-version-check
LOCKS := config/locks
PYTEST := $(PY) -m pytest

.PHONY: setup run test test-office test-all bench words lock lint clean

setup: .venv/.run-stamp .venv/.test-stamp .venv/.bench-stamp

run: .venv/.run-stamp
	@exec $(PY) -m portal.cli up

.venv/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv .venv || \
	  { rm -rf .venv; echo "Python's venv is needed: apt-get install python3-venv"; exit 1; }

.venv/.run-stamp: $(LOCKS)/run.txt setup.cfg pyproject.toml | .venv/bin/python
	@echo "Installing what running needs into .venv"
	@$(PIP) --require-hashes -r $(LOCKS)/run.txt
	@$(PIP) --no-deps --no-index --no-build-isolation --config-settings editable_mode=compat --editable .
	@touch $@

.venv/.test-stamp: $(LOCKS)/test.txt | .venv/.run-stamp
	@echo "Installing what the tests need into .venv"
	@$(PIP) --require-hashes -r $(LOCKS)/test.txt
	@touch $@

.venv/.bench-stamp: $(LOCKS)/bench.txt | .venv/.run-stamp
	@$(PIP) --require-hashes -r $(LOCKS)/bench.txt
	@touch $@

lint: .venv/.test-stamp
	$(PY) -m ruff check --quiet .
	$(PY) -m mypy
	.venv/bin/lint-imports --no-cache --no-logo

test: setup lint
	@sh tests/portal/install_clamav.sh
	@sh tests/browser/install_chromium.sh
	$(PYTEST) -n 2 -m "not database and not browser and not kills and not slow and not office"
	$(PYTEST) -n 2 -m "database and not browser and not kills and not slow and not office"
	$(PYTEST) -n 2 -m "browser and not kills and not slow and not office"
	$(PYTEST) -m "kills and not slow and not office"

test-office: setup
	@sh tests/office/install_libreoffice.sh
	$(PYTEST) -m office

test-all: test test-office
	@sh tests/standing/install_postgresql.sh
	$(PYTEST) -n 2 -m "slow and not kills"
	$(PYTEST) -m "slow and kills"

bench: setup
	$(PY) -m bench.returns
	$(PY) -m bench.markup
	$(PY) -m bench.referrals
	$(PY) -m bench.engine
	$(PY) -m bench.long
	$(PY) -m bench.catalogue

words: .venv/.run-stamp
	$(PY) -m portal.translations.update

lock:
	sh config/locks/lock.sh

clean:
	rm -rf .venv build *.egg-info
