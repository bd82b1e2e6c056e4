# Two commands, and neither needs anything prepared:
#   make run                         the main job: plan against baseline, the output folder's path last
#   make run ARGS="scale=0.05 ..."   the same with overrides (python -m sim --help lists them)
#   make test                        lint, format, types, tests

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

# A digest of the files named, pyproject.toml and the Python version: what is installed is kept until it changes.
DIGEST = $(PYTHON) -c 'import hashlib, pathlib, sys; print(hashlib.sha256(b"".join(pathlib.Path(f).read_bytes() for f in sys.argv[1:]) + sys.version.encode()).hexdigest())' pyproject.toml
# Byte code is made by all processors at once, which pip does with one.
INSTALL = $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile --no-deps --force-reinstall --require-hashes >&2
COMPILE = $(BIN)/python -c 'import compileall, re; compileall.compile_dir("$(VENV)/lib", quiet=2, rx=re.compile("/tests?/"), workers=0)'

.DEFAULT_GOAL := run
.PHONY: run test environment test-environment

run: environment
	@$(BIN)/python -m sim $(ARGS)

test: test-environment
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/pytest -n 2 --dist loadfile $(ARGS)

environment:
	@$(PYTHON) -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] < (3, 14))' || \
	  { echo "Python 3.11, 3.12 or 3.13 expected, got: $$($(PYTHON) --version). Name one: make PYTHON=python3.11" >&2; exit 1; }
	@wanted=$$($(DIGEST) requirements.lock) && \
	if [ "$$(cat $(VENV)/stamp 2>/dev/null)" != "$$wanted" ]; then \
	  echo "Building $(VENV) from requirements.lock (once, under a minute) ..." >&2; \
	  rm -rf $(VENV) && $(PYTHON) -m venv $(VENV) && $(INSTALL) -r requirements.lock && $(COMPILE) && \
	  $(BIN)/python -c 'import pathlib, site; pathlib.Path(site.getsitepackages()[0], "project.pth").write_text(f"{pathlib.Path.cwd()}\n")' && \
	  echo "$$wanted" > $(VENV)/stamp; \
	fi

test-environment: environment
	@wanted=$$($(DIGEST) tests/requirements.lock) && \
	if [ "$$(cat $(VENV)/stamp-test 2>/dev/null)" != "$$wanted" ]; then \
	  if [ -e $(VENV)/stamp-test ]; then rm -rf $(VENV) && $(MAKE) --no-print-directory environment; fi && \
	  echo "Adding tests/requirements.lock to $(VENV) (once, under a minute) ..." >&2; \
	  $(INSTALL) -r tests/requirements.lock && $(COMPILE) && echo "$$wanted" > $(VENV)/stamp-test; \
	fi
