# Two commands on a new machine: `make build` makes the demonstration show, `make test` tests everything.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

.PHONY: build test check bench serve clean

build: $(VENV)/.installed  ## the demonstration show, in feed/
	$(BIN)/podcast build

test: $(VENV)/.tested  ## every test
	$(BIN)/python -m pytest

check: $(VENV)/.tested  ## lint and types
	$(BIN)/ruff format --check podcast tests
	$(BIN)/ruff check podcast tests
	$(BIN)/mypy

bench: $(VENV)/.benched  ## speed and quality beside the peers, as ratios
	$(BIN)/python tests/bench/all.py

serve: build  ## listen to it and read it in a browser
	$(BIN)/podcast serve

clean:  ## what the machine made; people's files stay
	rm -rf .podcast $(VENV)
	find feed -mindepth 1 ! -path feed/README.md ! -path feed/CNAME ! -path 'feed/.*' -delete

$(VENV)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(VENV)
	$(PIP) --upgrade pip
	$(PIP) -e .
	touch $@

$(VENV)/.tested: $(VENV)/.installed
	$(PIP) --group dev
	touch $@

$(VENV)/.benched: $(VENV)/.tested
	$(PIP) --group bench
	touch $@
