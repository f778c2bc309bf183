# study: open the app. test: the whole test suite. check: everything CI asks. bench: the figures.
# Each makes what it needs from nothing but Python 3.11+ and a package index.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
DEV_STAMP := $(VENV)/.installed-dev
# A CPU build where the index has one: the default of torch brings gigabytes of CUDA on Linux.
TORCH ?= torch==2.13.0
JOBS ?= 2
# The exercises that a change since SINCE touched are run in full, for at most so many minutes.
SINCE ?= HEAD~1
MINUTES ?= 6
# all, or small: at 80x24 alone.
WALK ?= all
CARDS ?= 100000
RAY ?= ray[default]==2.60.0
PIP := $(BIN)/python -m pip --disable-pip-version-check install --quiet --constraint constraints.txt

.PHONY: study test check format lint types imports packs docs test-torch test-ray test-strict exercises-full soak pictures walk browser bench clean help

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 12

study: $(STAMP) ## install if needed, then open the app
	@$(BIN)/edgewise

# One worker more than cores: many tests wait for a terminal, a server or a process.
test: $(DEV_STAMP) ## the whole test suite
	$(BIN)/python -m pytest -q -n $$(($$(getconf _NPROCESSORS_ONLN) + 1))

check: format lint types imports test packs docs ## everything CI asks

format: $(DEV_STAMP) ## code is formatted
	$(BIN)/ruff format --check .

lint: $(DEV_STAMP) ## ruff finds nothing
	$(BIN)/ruff check .

types: $(DEV_STAMP) ## mypy --strict finds nothing
	$(BIN)/mypy

imports: $(DEV_STAMP) ## the arrows between the rooms point down
	$(BIN)/lint-imports --no-cache

packs: $(STAMP) ## every shipped pack is without fault
	$(BIN)/edgewise check --strict kg/packs/ml-system-design

docs: $(DEV_STAMP) ## README and docs name every command and only real files
	$(BIN)/python -m pytest -q tests/architecture/test_docs.py

soak: $(DEV_STAMP) ## the long forms: 200 kills, 60 days of the whole pack to Anki, 50 hostile rounds
	EDGEWISE_KILLS=200 $(BIN)/python -m pytest -q tests/simulation
	EDGEWISE_ANKI_NEW=60 $(BIN)/python -m pytest -q tests/sync/test_anki_export.py -k sixty
	EDGEWISE_HOSTILE_ROUNDS=50 $(BIN)/python -m pytest -q tests/exercises/test_hostile_learner_code.py tests/exercises/test_ranks.py

test-torch: $(DEV_STAMP) ## exercises: what changed since SINCE in full, those with torch in short (installs torch)
	$(BIN)/python -c 'import torch' 2>/dev/null || $(PIP) '$(TORCH)'
	$(BIN)/edgewise exercise verify --no-torch --changed-since $(SINCE) --minutes $(MINUTES) --jobs $(JOBS)
	$(BIN)/edgewise exercise verify --all --torch --changed-since $(SINCE) --minutes $(MINUTES) --jobs $(JOBS)

exercises-full: $(DEV_STAMP) ## every exercise in full, with three seeds
	$(BIN)/python -c 'import torch' 2>/dev/null || $(PIP) '$(TORCH)'
	$(BIN)/edgewise exercise verify --all --seeds 1,2,3 --jobs $(JOBS)

test-ray: $(DEV_STAMP) ## exercises on a real Ray head on loopback (installs Ray beside; 382 MB)
	@test -x $(VENV)-ray/bin/ray || { $(PYTHON) -m venv $(VENV)-ray \
		&& $(VENV)-ray/bin/python -m pip --disable-pip-version-check install --quiet '$(RAY)'; }
	env EDGEWISE_RAY=$(VENV)-ray/bin/ray $$(unshare -rn true 2>/dev/null && echo unshare -rn) \
		$(BIN)/python -m pytest -q tests/ray_head

test-strict: $(DEV_STAMP) ## exercises in the real bubblewrap, which must be installed
	EDGEWISE_STRICT=1 $(BIN)/python -m pytest -q tests/strict

pictures: $(DEV_STAMP) ## draw the pictures of the documents anew
	$(BIN)/python docs/make_screenshots.py

walk: $(DEV_STAMP) ## every key of every screen in a terminal, in three sizes, with and without colour; no stall
	EDGEWISE_WALK=$(WALK) $(BIN)/python -m pytest -q -n $(JOBS) tests/tui/test_walk.py
	EDGEWISE_STALL_CARDS=$(CARDS) $(BIN)/python -m pytest -q tests/tui/test_no_stall.py

browser: $(DEV_STAMP) ## the served app and the map in headless Chromium, where there is one
	$(BIN)/python bench/browser_walk.py
	$(BIN)/python bench/map_walk.py

bench: $(DEV_STAMP) ## print the speed figures as ratios to the peers
	$(BIN)/python bench/run.py

clean: ## remove the environment and the caches
	rm -rf $(VENV) $(VENV)-ray .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

$(BIN)/python:
	@echo "Making the environment in $(VENV) (once)..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Edgewise needs Python 3.11 or newer; name one with: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 3; }
	@$(PYTHON) -m venv $(VENV)

$(STAMP): $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Edgewise (once)..."
	@$(PIP) --editable .
	@touch $@

$(DEV_STAMP): $(BIN)/python pyproject.toml constraints.txt
	@echo "Installing Edgewise and its test tools (once)..."
	@$(PIP) --editable '.[dev]'
	@touch $@ $(STAMP)
