# A new machine needs python3 (3.11 or newer), make and git. Everything else is installed into .venv from the lock.

ifeq ($(OS),Windows_NT)
PYTHON ?= python
BIN := .venv/Scripts
else
PYTHON ?= python3
BIN := .venv/bin
endif

.DEFAULT_GOAL := help
.PHONY: help setup report workshop test test-slow lint lock clean

help: ## show this list
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1:\2/p' Makefile | awk -F: '{ printf "%-18s%s\n", $$1, $$2 }'

# ---- set-up: two stamps inside .venv, so that deleting .venv deletes them --------------------------------------------

# An environment works for one Python and one place: scripts inside it carry the folder's full path.
export MADE_FOR := $(shell $(PYTHON) -IS -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) $(CURDIR)
ifneq ($(MADE_FOR),$(shell test -x $(BIN)/python && cat .venv/made-for 2>/dev/null))
.PHONY: .venv/made-for
endif

setup: .venv/installed ## install the pinned packages and this one into .venv
	@:

.venv/made-for:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || { \
	    echo "kla-widgets needs Python 3.11 or newer; '$(PYTHON)' is missing or older." >&2; \
	    echo "Install a newer Python, or name one: make setup PYTHON=python3.12" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { \
	    echo "This Python cannot make virtual environments." >&2; \
	    echo "Debian, Ubuntu: sudo apt install python3-venv.  Windows: install Python from python.org, with pip." >&2; exit 1; }
	@echo "Making .venv ..."
	@$(PYTHON) -m venv --clear .venv
	@printf '%s\n' "$$MADE_FOR" > $@

.venv/installed: .venv/made-for requirements-dev.lock pyproject.toml
	@echo "Installing the pinned packages into .venv (a few minutes the first time) ..."
	@{ $(PIP_INSTALL) --require-hashes -r requirements-dev.lock && \
	    $(PIP_INSTALL) --no-deps --no-build-isolation -e .; } > .venv/pip.log 2>&1 || { \
	    cat .venv/pip.log >&2; echo "The installation failed; what pip said is above and in .venv/pip.log." >&2; exit 1; }
	@touch $@

PIP_INSTALL = $(BIN)/python -m pip --disable-pip-version-check --no-input --quiet install

# ---- use -------------------------------------------------------------------------------------------------------------

report: setup ## build the demo workspace and render its reports
	@$(BIN)/kla demo

# Without a region: the training district of the demo workspace. With one: make workshop REGION=32.73 CYCLE=2024
WORKSPACE ?= $(if $(REGION),workshop,demo)
CYCLE ?= 2024
DEMO = from pathlib import Path; from kla_widgets.exchange.demo import build_demo; build_demo(Path("$(WORKSPACE)"))
workshop: setup ## open the workbook in a browser; REGION=32.73 CYCLE=2024 for a district of your own
	@$(if $(REGION),,$(BIN)/python -c '$(DEMO)')
	@$(BIN)/kla workshop --workspace "$(WORKSPACE)" --region "$(or $(REGION),00.01)" --cycle $(CYCLE)

# ---- checks ----------------------------------------------------------------------------------------------------------

# One file stays on one worker: notebook and browser tests share a kernel or a browser within their file.
PYTEST = $(BIN)/python -m pytest -n 2 --dist loadfile

test: setup ## the tests and the notebooks, without what is marked slow
	@$(PYTEST) -m "not slow"

test-slow: setup ## what is marked slow; CI runs both
	@$(PYTEST) -m slow

lint: setup ## style, layout, types, floors
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy --strict kla_widgets
	$(BIN)/lint-imports

bench: setup ## speeds beside what one would use instead; KLA_BENCH_BROWSER=1 in a browser too
	@$(BIN)/python tests/benchmarks/bench_scoring.py
	@$(BIN)/python tests/benchmarks/bench_workbook.py
	@$(BIN)/python tests/benchmarks/bench_batch.py
	@$(BIN)/python tests/benchmarks/bench_planning.py
	@$(BIN)/python tests/benchmarks/bench_rad.py
	@$(BIN)/python tests/benchmarks/bench_exchange_whole.py

# ---- upkeep ----------------------------------------------------------------------------------------------------------

# New texts come in empty, to be translated; texts that are gone go. File names without lines keep the diffs small.
CATALOGUE = kla_widgets/locale/id.po
messages: setup ## bring the message catalogue up to date with the code
	@$(BIN)/pybabel --quiet extract --no-default-keywords --keyword t --keyword N_ --add-location file --no-wrap \
	    --output .venv/messages.pot kla_widgets
	@$(BIN)/pybabel --quiet update --locale id --input-file .venv/messages.pot --output-file $(CATALOGUE) --no-wrap \
	    --no-fuzzy-matching --ignore-obsolete --ignore-pot-creation-date

# Only who changes a dependency needs uv (https://docs.astral.sh/uv/): one lock for every system and Python.
# Pins stay where they are unless they must move; `make lock UPGRADE=--upgrade` takes the newest of everything.
UV ?= uv
COMPILE = $(UV) pip compile pyproject.toml --quiet --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-emit-find-links --no-annotate --no-header

lock: ## write both lock files anew (maintainers; needs uv)
	@command -v $(UV) >/dev/null || { echo "make lock needs uv; everything else does without it." >&2; exit 1; }
	$(COMPILE) $(UPGRADE) --extra dev --output-file requirements-dev.lock
	$(COMPILE) --upgrade --constraint requirements-dev.lock --output-file requirements.lock

clean: ## remove .venv, caches and build output; workspaces and reports stay
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache build dist
	find kla_widgets tests -name __pycache__ -type d -prune -exec rm -rf {} +
