# Two commands, and neither needs anything prepared:
#   make run                         the main job: plan against baseline, the output folder's path last
#   make run ARGS="scale=0.05 ..."   the same with overrides (python -m sim --help lists them)
#   make test                        lint, format, types, tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.DEFAULT_GOAL := run
.PHONY: run test environment

run: environment
	@$(BIN)/python -m sim $(ARGS)

test: environment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

# Rebuilt only when the lock, pyproject.toml or the Python version changes: the stamp is a digest of all three.
environment:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 expected, got: $$($(PYTHON) --version). Name one: make PYTHON=python3.11" >&2; exit 1; }
	@wanted=$$($(PYTHON) -c 'import hashlib, pathlib, sys; print(hashlib.sha256(b"".join(pathlib.Path(f).read_bytes() for f in ("requirements.lock", "pyproject.toml")) + sys.version.encode()).hexdigest())') && \
	if [ "$$(cat $(VENV)/stamp 2>/dev/null)" != "$$wanted" ]; then \
	  echo "Building $(VENV) from requirements.lock (once, under a minute) ..." >&2; \
	  rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock >&2 && \
	  $(BIN)/python -c 'import pathlib, site; pathlib.Path(site.getsitepackages()[0], "project.pth").write_text(f"{pathlib.Path.cwd()}\n")' && \
	  echo "$$wanted" > $(VENV)/stamp; \
	fi
