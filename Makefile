# Everything sets itself up in .venv first: only Python 3.11 or later, pip and make are needed.
PYTHON ?= python3
CASE ?= us-inference-2030

VENV := .venv
BIN := $(VENV)/bin
RUNTIME := $(VENV)/.runtime
DEV := $(VENV)/.dev
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt

GALLERY ?= tiny lab-4gw-10-months

.PHONY: help plan test test-all lint picture gallery library clean

help:
	@echo "make plan      solve $(CASE) and say where the report is"
	@echo "make test      run the tests, about five minutes"
	@echo "make test-all  run the slow tests too"
	@echo "make lint      check style and types"
	@echo "make picture   draw the picture of the README from the last plan"
	@echo "make gallery   write reports of shipped cases to reports/gallery"
	@echo "make clean     remove what was installed and cached; runs stay"

plan: $(RUNTIME)
	$(BIN)/planner solve $(CASE)

test: $(DEV)
	-@.ci/install-chromium
	$(BIN)/pytest -n 2 --dist loadgroup -m "not slow"

test-all: $(DEV)
	$(BIN)/pytest -n 2 --dist loadgroup

lint: $(DEV)
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

picture: $(RUNTIME)
	$(BIN)/python docs/picture.py reports/us-inference-2030 docs/plan.svg

# Reports of shipped cases: `make gallery GALLERY=us-2033` adds one. A run that is there is used as it is.
gallery: $(addprefix gallery/,$(GALLERY))

gallery/%: $(RUNTIME)
	test -f reports/$*/plan.json || $(BIN)/planner solve $*
	$(BIN)/planner report reports/$* --out reports/gallery/$*.html

# What draws the figures in a report; a test says when it has to be made anew.
library: $(RUNTIME)
	$(BIN)/python -c "import vl_convert; print(vl_convert.javascript_bundle(), end='')" > planner/report/templates/vega.js

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis build dist
	find planner models tests docs -name __pycache__ -prune -exec rm -rf {} +

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "The planner needs Python 3.11 or later; name one: make PYTHON=python3.12 ...")'
	$(PYTHON) -m venv $(VENV)

$(RUNTIME): pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e .
	touch $@

$(DEV): pyproject.toml constraints.txt | $(BIN)/python
	$(INSTALL) -e ".[dev,bench,postgresql]"
	touch $(RUNTIME) $@
