# `make run` starts Centralita on this machine; `make test` proves that it works. Both install what is missing first.
.DEFAULT_GOAL := run
.PHONY: run test lint bench simulate pictures synth deploy format

BIN := .venv/bin

run: .venv/.installed
	@exec $(BIN)/centralita local --day $(ARGS)

test: lint
	$(BIN)/pytest $(ARGS)

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

bench: .venv/.installed
	$(BIN)/python -m tests.bench $(ARGS)

SEED ?= 1
EVENTS ?= 1000000

simulate: .venv/.installed
	@$(BIN)/python -m tests.simulation --seed $(SEED) --events $(EVENTS) $(ARGS)

# The README's, of the run that is up.
pictures: .venv/.installed
	$(BIN)/python -m tests.local.desk.pictures

synth: .venv/.installed
	$(BIN)/python -m infra.app

# The CLI whose schema this aws-cdk-lib speaks; npm's newest refuses it.
deploy: .venv/.installed
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npx --yes aws-cdk@2.1148.1 deploy $(ARGS)

format: .venv/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/.installed: pyproject.toml uv.lock .python-version .ci/install
	@sh .ci/install
