#!/usr/bin/env bash
# Runs build/package under AWS's own runtime client for Node, which is built from
# its npm package into build/ric on first use (a minute or two; Debian's cmake,
# autoconf, automake, libtool and g++). NODE is the Node to run, 22 or newer.
set -euo pipefail
cd "$(dirname "$0")/../../.."
node=${NODE:-node}
client=build/ric/node_modules/aws-lambda-ric
if [ ! -f "$client/rapid-client.node" ]; then
  mkdir -p build/ric
  cp shim/node/test/ric/package.json shim/node/test/ric/package-lock.json build/ric
  # The headers that came with this Node: without them node-gyp downloads some.
  home=$(dirname "$(dirname "$(command -v "$node")")")
  [ ! -f "$home/include/node/node.h" ] || export npm_config_nodedir=$home
  npm ci --prefix build/ric --no-audit --no-fund --silent
fi
exec "$node" shim/node/test/ric.mjs "$client/index.mjs" build/package
