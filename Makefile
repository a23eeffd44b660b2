# make lab · make test · make test-all · make site · make test PYTHON=python3.13 · make oldest · make notebooks FILES=notebooks/02*.ipynb
# Everything is installed into .venv (.venv-python3.13, ...), nothing outside this folder.

PYTHON ?= python3
VENV := .venv$(patsubst %,-%,$(notdir $(filter-out python3,$(PYTHON))))
RUN := $(VENV)/bin/python -m
PYTEST = $(RUN) pytest -n auto --dist loadscope $(PYTEST_OPTIONS)
OLDEST_PYTHON ?= $(shell for p in python3.10 python3.11 python3; do $$p -c "" 2>/dev/null && echo $$p && break; done)
FIRST := notebooks/00_start_here.ipynb
AS_ROOT := $(if $(filter 0,$(shell id -u)),--allow-root)

# uv reads the same pyproject.toml and installs in seconds; where it cannot be had, pip does the same.
# JupyterLab would ask every newcomer whether to fetch news, over the first picture.
define install
$(RUN) pip install --quiet uv && $(VENV)/bin/uv pip install --python $(VENV) -e ".[$(1)]" || $(RUN) pip install -e ".[$(1)]"
$(RUN) jupyter labextension disable --level=sys_prefix @jupyterlab/apputils-extension:announcements
touch $@ $(VENV)/.notebooks
endef

.PHONY: lab test test-all rest calls lint unit smoke check-notebooks browser nightly oldest oracles bench bench-browser notebooks words site clean

lab: $(VENV)/.notebooks
	$(RUN) jupyter lab $(AS_ROOT) --ServerApp.root_dir=. --LabApp.default_url=/lab/tree/$(FIRST) $(LAB_OPTIONS)

# What a change needs, in minutes: no site, no Node.js; without a browser the smoke test is left out.
test: lint unit smoke check-notebooks

test-all: test rest

rest: calls site browser oracles

lint: $(VENV)/.test
	$(RUN) ruff check .
	$(RUN) ruff format --check .
	$(RUN) tests.page.lint

unit: $(VENV)/.test
	$(PYTEST) --ignore=tests/browser --ignore=tests/engines

smoke: $(VENV)/.test
	$(PYTEST) -m smoke tests/engines

check-notebooks: $(VENV)/.test
	$(PYTEST) --nbval --nbval-current-env notebooks

# JupyterLab and the site in Chromium; saved pages and the site in Firefox and WebKit.
browser: $(VENV)/.test
	$(PYTEST) -m "not smoke and not nightly" tests/browser tests/engines

# Random calls of all there is, each judged: CALLS=600 SEED=7 make calls.
CALLS ?= 30000
SEED ?= 0
calls: $(VENV)/.test
	$(RUN) tests.random_calls $(CALLS) $(SEED)

# The long tables, of which the others try a sample: .github/workflows/nightly.yml.
nightly: $(VENV)/.test site
	$(PYTEST) -m nightly

# The lowest version of every dependency that pyproject.toml admits.
oldest:
	rm -rf .venv-oldest
	$(OLDEST_PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet uv
	.venv-oldest/bin/uv pip install --python .venv-oldest --resolution lowest-direct -e ".[test]"
	touch .venv-oldest/.test
	$(MAKE) unit check-notebooks VENV=.venv-oldest

# pip, not uv: PyTorch's small CPU build is found where pip is configured to look.
oracles: $(VENV)/.test
	$(RUN) pip install --quiet torch==2.13.0
	$(RUN) tests.oracles.torch_paths
	$(RUN) pytest tests/oracles

# Without PyTorch its rows fail, and the others are measured.
bench: $(VENV)/.test
	-$(RUN) pip install --quiet torch==2.13.0
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

# A venv that failed half-way (Debian without python3-venv) leaves no mark and is made again.
$(VENV)/.made:
	$(PYTHON) -m venv $(VENV)
	touch $@

$(VENV)/.notebooks: pyproject.toml | $(VENV)/.made
	$(call install,notebooks)

$(VENV)/.test: pyproject.toml | $(VENV)/.made
	$(call install,test)

$(VENV)/.site: pyproject.toml | $(VENV)/.made
	$(call install,site)
