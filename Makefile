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

# --- the guest, the package

CONFIG ?= deploy/tintype.json
BUDGET := 1800000
GUEST  := $(shell git ls-files 'transform/*.go' 'handler/*.go' 'shim/guest/*.go' 'shim/build/*.go' go.mod)

wasm: build/tintype.wasm ## build/tintype.wasm, the guest

build/tintype.wasm: $(GUEST)
	go run ./deploy/pkg wasm -o $@
	cp $@ shim/node/tintype.wasm

build/hostile.wasm: shim/testdata/hostile/main.go $(wildcard shim/guest/boundary/*.go shim/build/*.go)
	go run ./deploy/pkg wasm -package ./shim/testdata/hostile -memory 201326592 -o $@

zip: wasm ## build/tintype.zip, the package; CONFIG names its tintype.json
	@go run ./deploy/pkg zip -config $(CONFIG) -budget $(BUDGET) -o build/tintype.zip
