# Two commands are enough on a machine that has Go, Node and a package manager:
#   make demo    the main job, end to end, in the sandbox, in under a minute
#   make test    all tests, with the race detector
# Both install what they need (redis-server or valkey-server) and say so.

GOFLAGS ?= -trimpath

.PHONY: all build demo test bench bench-console lint need need-openapi need-axe need-browser need-font need-mail clean

all: build

build:
	CGO_ENABLED=0 go build $(GOFLAGS) -o bin/owabi ./cmd/owabi

need:
	@sh .ci/need redis-server valkey-server

demo: need build
	@bin/owabi demo --faults

# Twilio's own description of its API, against which the sandbox is held.
OPENAPI = channels/sandbox/openapi
need-openapi: $(OPENAPI)/node_modules/.package-lock.json
$(OPENAPI)/node_modules/.package-lock.json: $(OPENAPI)/package.json $(OPENAPI)/package-lock.json
	@sh .ci/need npm
	cd $(OPENAPI) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

# What finds barriers in the office's pages.
AXE = cmd/owabi/axe
need-axe: $(AXE)/node_modules/.package-lock.json
$(AXE)/node_modules/.package-lock.json: $(AXE)/package.json $(AXE)/package-lock.json
	@sh .ci/need npm
	cd $(AXE) && npm ci --ignore-scripts --no-audit --no-fund --loglevel=error

need-browser:
	@sh .ci/need chromium chromium-browser google-chrome

need-font:
	@sh .ci/need-font

# Mail servers for the tests, with configurations of their own.
need-mail:
	@sh .ci/need dovecot:dovecot-imapd
	@sh .ci/need postfix

test: need need-openapi need-axe need-browser need-font need-mail lint
	@sh .ci/need gcc clang cc
	CGO_ENABLED=1 .ci/test -race -timeout 9m ./...

bench: need build
	@bin/owabi bench

# The call centre: operators at work while letters are sent.
bench-console: need build
	@bin/owabi bench-console

lint:
	@test -z "$$(gofmt -l .)" || { echo "gofmt would change:"; gofmt -l .; exit 1; }
	go vet ./...

clean:
	rm -rf bin
