# The two that matter: make run, make test. Both install what is missing (Debian packages), and say so.

CONFIG ?=

.PHONY: help run test soak bench fuzz format lint build docs sdk

help: ## this list
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

build: ## a release build
	@Scripts/setup build
	@echo "building a release (the first time takes some minutes)"
	@swift build -c release --product gateway

run: build ## build a release and serve; make run CONFIG=site.yaml for your own configuration
	@.build/release/gateway run $(if $(CONFIG),--config $(CONFIG))

# More flags for the build of the tests; the checks of .ci/run use them.
FLAGS ?=

test: ## build and run all tests
	@Scripts/setup test
	@echo "building and running the tests"
	@swift build --build-tests $(FLAGS)
	@echo "building and testing the example plugins"
	@FLAGS="$(FLAGS)" Scripts/examples
	@swift test --skip-build $(FLAGS)

sdk: ## write the SDK for plugins (docs/plugins.md)
	@Scripts/setup build
	@Scripts/sdk

soak: ## kill, stop and cut off processes for about an hour, and compare what stations were told with the store
	@Scripts/setup test
	@swift build --product gateway
	@Scripts/soak

bench: ## measure the hot paths (docs/performance.md)
	@Scripts/setup test
	@Scripts/bench

fuzz: ## change inputs at random for 10 minutes and check what must hold for any (docs/conformance.md)
	@Scripts/setup test
	@Scripts/fuzz

format: ## format all Swift code
	@swift format --in-place --parallel --recursive Sources Plugins Tests Fuzzing Benchmarks/Sources Package.swift Benchmarks/Package.swift

docs: build ## write the pages of the documentation that are made from the code
	@.build/release/gateway check --options > docs/configuration.md
	@.build/release/gateway simulate --options > docs/simulation-scripts.md

lint: ## check the format, the imports and the schemas
	@swift format lint --strict --parallel --recursive Sources Plugins Tests Fuzzing Benchmarks/Sources Package.swift Benchmarks/Package.swift
