# Versions of everything that this file fetches by name.
export GOTOOLCHAIN := go1.27.4
STATICCHECK := honnef.co/go/tools/cmd/staticcheck@v0.7.0
NODES       := 22 24

ADDR      ?= localhost:8080
ORIGINALS ?=
HOST      ?= wazero
FUZZTIME  ?= 30s

.DEFAULT_GOAL := help
.PHONY: help build run test wasm zip call bench profile check fuzz ci clean deploy attach rollback undeploy

help: ## list the targets
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 12

build: wasm zip ## the wasm module and the package

run: wasm ## serve the local edge (ADDR, ORIGINALS, HOST=wazero|node)
	go run ./cmd/tintype serve -addr $(ADDR) -host $(HOST) $(if $(ORIGINALS),-originals $(ORIGINALS))

clean: ## remove what was built
	rm -rf build
