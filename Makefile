# `make run` starts Centralita on this machine; `make test` proves that it works. Both install what is missing first.
.DEFAULT_GOAL := run
.PHONY: run test check lint bench train simulate faults mutants sizes pictures tasks synth bootstrap diff deploy destroy audit sbom smoke rollback built fuzz coverage format

BIN := .venv/bin
# Where the machine forbids to keep compiled modules, each of some hundred processes would compile all libraries anew.
export PYTHONDONTWRITEBYTECODE :=

run: .venv/.installed
	@exec $(BIN)/centralita local --day $(ARGS)

WORKERS ?= 2
PYTEST := $(BIN)/pytest --durations=10 -n $(WORKERS)

test: lint
	$(PYTEST) $(ARGS)

# For the inner loop: lint, types, and the rules, which know no AWS.
check: lint
	$(PYTEST) tests/unit $(ARGS)

lint: .venv/.installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: .venv/.installed
	$(BIN)/python -m tests.bench $(ARGS)

# Learns the weights of triage from infra/training, the same bytes each time: `git diff` is empty where nothing changed.
train: .venv/.installed
	PYTHONPATH=layers/care/python $(BIN)/python -m infra.training.train

sizes: .venv/.installed
	$(BIN)/python -m infra.pages.sizes

# Coverage-guided, twenty seconds for each thing that takes bytes from outside; ARGS="texts --seconds 300".
fuzz: .venv/.installed
	$(BIN)/python tests/hostile/fuzz.py $(ARGS)

# Branches of the domain that tests take: 95 % at least.
coverage: .venv/.installed
	$(BIN)/coverage run -m pytest tests/unit tests/functions tests/hostile tests/simulation $(ARGS)
	$(BIN)/coverage report --skip-covered --sort=cover

SEED ?= 1
EVENTS ?= 1000000

simulate: .venv/.installed
	@$(BIN)/python -m tests.simulation --seed $(SEED) --events $(EVENTS) $(ARGS)

# A local run loses functions, AWS and X in the middle of its load; ARGS="x-killed --visibility 360".
faults: .venv/.installed
	@$(BIN)/python -m tests.faults $(ARGS)

# The rules broken one small thing at a time: which of it no test notices; ARGS="hours", ARGS="--sample 200 --seed 3".
mutants: .venv/.installed
	@$(BIN)/python -m tests.mutants $(ARGS)

# The README's, of the run that is up.
pictures: .venv/.installed
	$(BIN)/python -m tests.local.desk.pictures

# Ten tasks of an agent at the run that is up: presses and seconds. It changes the demo's cases.
tasks: .venv/.installed
	$(BIN)/python -m tests.local.desk.tasks

synth: .venv/.installed
	$(BIN)/python -m infra.app

# The CLI whose schema this aws-cdk-lib speaks; npm's newest refuses it.
CDK := PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/npx --yes aws-cdk@2.1148.1

bootstrap: .venv/.installed
	$(CDK) bootstrap $(ARGS)

# Says first what it would take away, and asks; YES=--yes for whoever is no person.
deploy: .venv/.installed
	$(CDK) synth --quiet --output cdk.out $(ARGS)
	@$(BIN)/python -m infra.command.deploy_notice $(ARGS) $(YES)
	$(CDK) deploy --app cdk.out $(ARGS)

# What a deploy would change: make diff ARGS="-c stage=test".
diff: .venv/.installed
	$(CDK) diff $(ARGS)

# Says first what it leaves.
destroy: .venv/.installed
	@$(BIN)/python -m infra.command.destroy_notice $(ARGS)
	$(CDK) destroy $(ARGS)

# Proves an AWS account: deploys a stage that is not there yet, tries it, and takes it away (docs/smoke.md).
smoke: .venv/.installed
	@$(BIN)/python -m infra.command.smoke --cdk '$(CDK)' $(STAGE)

# This release after another and that one again, over the same tables and queues; BEFORE is the other's commit.
BEFORE ?= HEAD~1

rollback: .venv/.installed
	$(BIN)/python -m tests.releases.rollback $(BEFORE)

# What was synthesized, each file by its hash: the deploy workflow has it attested.
built:
	cd cdk.out && find . -type f ! -path './*.json' | LC_ALL=C sort | xargs -d '\n' sha256sum > ../built.sha256

# Known vulnerabilities of what is shipped, and the list of it.
audit: .venv/.installed
	@$(BIN)/python -m infra.command.vulnerabilities $(ARGS)

sbom: .venv/.installed
	@$(BIN)/python -m infra.pages.sbom

format: .venv/.installed
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

.venv/.installed: pyproject.toml uv.lock .python-version .ci/install
	@sh .ci/install
