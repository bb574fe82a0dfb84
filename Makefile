# The two commands that matter: `make run` and `make test`. Both need Python 3.11 and make,
# and reach nothing but the package registries, the first time.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
EDITOR := pyproject.toml hatch_build.py $(wildcard assistant/editor/frontend/*.json) \
	$(wildcard assistant/editor/frontend/*.mjs) $(wildcard assistant/editor/frontend/src/*)

.PHONY: help run test lint eval bench scorer lock clean
help: ## Say what there is
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 8

run: $(VENV)/.run ## Set everything up and open the app at 127.0.0.1:8501
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/postmortem serve

test: lint ## Set everything up and run every check and test
	$(BIN)/pytest

lint: $(VENV)/.dev ## Format, lint, types and room contracts
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m assistant.editor.check

eval: $(VENV)/.dev ## Measure quality on real documents and on our own
	$(BIN)/python -m evals all

bench: $(VENV)/.dev ## Measure speed
	$(BIN)/python -m evals bench
	$(BIN)/python -m evals desk
	$(BIN)/python -m evals load

scorer: $(VENV)/.dev ## Train the learned scorer anew (half an hour on two cores)
	$(UV) pip install -q --no-deps --require-hashes -r requirements/train.lock
	$(BIN)/python -m evals.scorer.train

lock: $(VENV)/.uv ## Resolve the dependencies again
	$(UV) pip compile -q --universal --generate-hashes --python-version 3.11 --no-header \
		--override requirements/overrides.txt --all-extras --group build pyproject.toml -o requirements/run.lock
	$(UV) pip compile -q --universal --generate-hashes --python-version 3.11 --no-header \
		--override requirements/overrides.txt --all-extras --group dev pyproject.toml -o requirements/dev.lock

clean: ## Remove what the commands above made, drafts and library excepted
	rm -rf $(VENV) .cache build dist assistant/editor/static assistant/editor/frontend/node_modules

$(VENV)/.uv: requirements/bootstrap.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Python 3.11 or newer is needed; name one with: make PYTHON=/path/to/python3.11"; exit 1; }
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes -r requirements/bootstrap.lock
	@touch $@

# Compiles what a start loads, whatever PYTHONDONTWRITEBYTECODE says: otherwise every start
# would compile it again, which takes longer than everything else it does.
COMPILE := env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m assistant.ui.preload

# The lock is complete, so nothing is resolved again and nothing outside it is installed.
$(VENV)/.run: $(VENV)/.uv requirements/run.lock $(EDITOR)
	$(UV) pip install -q --no-deps --require-hashes -r requirements/run.lock
	$(UV) pip install -q --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@

$(VENV)/.dev: $(VENV)/.uv requirements/dev.lock $(EDITOR)
	$(UV) pip install -q --no-deps --require-hashes -r requirements/dev.lock
	$(UV) pip install -q --no-deps --no-build-isolation -e .
	@$(COMPILE)
	@touch $@
