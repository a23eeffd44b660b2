# make lab · make test · make site · make test PYTHON=python3.13 · make oldest · make notebooks FILES=notebooks/02*.ipynb
# Everything is installed into .venv (.venv-python3.13, ...), nothing outside this folder.

PYTHON ?= python3
VENV := .venv$(patsubst %,-%,$(notdir $(filter-out python3,$(PYTHON))))
RUN := $(VENV)/bin/python -m
OLDEST_PYTHON ?= $(shell for p in python3.10 python3.11 python3; do $$p -c "" 2>/dev/null && echo $$p && break; done)
FIRST := notebooks/00_start_here.ipynb
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# uv reads the same pyproject.toml and installs in seconds; where it cannot be had, pip does the same.
install = $(RUN) pip install --quiet uv && $(VENV)/bin/uv pip install --python $(VENV) $(1) || $(RUN) pip install $(1)

.PHONY: lab test lint unit check-notebooks oldest oracles bench bench-browser notebooks words site clean

lab: $(VENV)/.notebooks
	$(RUN) jupyter lab $(AS_ROOT) --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/$(FIRST) $(LAB_OPTIONS)

test: lint site unit check-notebooks

lint: $(VENV)/.test
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) tests.page.lint

unit: $(VENV)/.test
	$(RUN) pytest -n auto --dist loadfile $(PYTEST_OPTIONS)

check-notebooks: $(VENV)/.test
	$(RUN) pytest --nbval --nbval-current-env -n auto --dist loadfile $(PYTEST_OPTIONS) notebooks

# The lowest version of every dependency that pyproject.toml admits.
oldest:
	rm -rf .venv-oldest
	$(OLDEST_PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet uv
	.venv-oldest/bin/uv pip install --python .venv-oldest --resolution lowest-direct -e ".[test]"
	touch .venv-oldest/.test
	$(MAKE) unit check-notebooks VENV=.venv-oldest PYTEST_OPTIONS=--ignore-glob=*/test_site.py

# pip, not uv: PyTorch's small CPU build is found where pip is configured to look.
oracles: $(VENV)/.test
	$(RUN) pip install --quiet torch==2.13.0
	$(RUN) tests.oracles.torch_paths
	$(RUN) pytest tests/oracles

bench: $(VENV)/.test
	$(RUN) pip install --quiet torch==2.13.0
	$(RUN) benchmarks.bench

bench-browser: $(VENV)/.test
	$(RUN) pip install --quiet ipympl
	$(RUN) benchmarks.bench_browser

notebooks: $(VENV)/.test
	$(RUN) website.run_notebooks $(FILES)

# Every sentence that can be translated, into gdviz/locale/gdviz.pot; the compiled catalogues beside it.
words: $(VENV)/.test
	$(RUN) gdviz.locale.update

site: $(VENV)/.site
	$(RUN) website.build

clean:
	rm -rf site website/build tests/page/node_modules .venv .venv-* .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.notebooks: pyproject.toml | $(VENV)/bin/python
	$(call install,-e ".[notebooks]")
	touch $@

$(VENV)/.test: pyproject.toml | $(VENV)/bin/python
	$(call install,-e ".[test]")
	touch $@ $(VENV)/.notebooks

$(VENV)/.site: pyproject.toml | $(VENV)/bin/python
	$(call install,-e ".[site]")
	touch $@ $(VENV)/.notebooks
