#!/usr/bin/env bash
# tintype server beside imgproxy, turn by turn, on two cores: IMGPROXY=/path/to/imgproxy
# ORIGINALS=folder bench/server/imgproxy.sh [turns] [seconds]. Needs wrk and both
# binaries; prints one line of JSON a turn, then ratios and peak memory. AVIF is compared at
# equal SSIMULACRA2, by default and with -quick.
set -euo pipefail
cd "$(dirname "$0")/../.."
turns=${1:-5} seconds=${2:-6}
: "${IMGPROXY:?the path of an imgproxy binary}" "${ORIGINALS:?a folder of originals}"
tintype=${TINTYPE:-build/tintype}
originals=$(realpath "$ORIGINALS")
log=$(mktemp -d)

"$tintype" server -addr 127.0.0.1:18181 -source "/=$originals" -workers 2 -line 64 -set log=error >"$log/tintype" 2>&1 &
ours=$!
"$tintype" server -addr 127.0.0.1:18183 -source "/=$originals" -workers 2 -line 64 -quick -set log=error >"$log/quick" 2>&1 &
quick=$!
IMGPROXY_BIND=127.0.0.1:18182 IMGPROXY_LOCAL_FILESYSTEM_ROOT=$originals IMGPROXY_WORKERS=2 IMGPROXY_LOG_LEVEL=error \
  IMGPROXY_USE_ETAG=false "$IMGPROXY" >"$log/imgproxy" 2>&1 &
theirs=$!
trap 'kill $ours $quick $theirs; wait 2>/dev/null || true' EXIT
for port in 18181 18182 18183; do
  for _ in $(seq 200); do (: </dev/tcp/127.0.0.1/$port) 2>/dev/null && break; sleep 0.1; done
done

run() { # server port name quality format
  SERVER=$1 FORMAT=${5:-$3} QUALITY=$4 wrk -t 2 -c "${CONNECTIONS:-4}" -d "${seconds}s" --timeout 30s -s bench/server/paths.lua "http://127.0.0.1:$2" | grep '^{' |
    sed "s/^{/{\"server\":\"$1\",\"format\":\"$3\",/"
}
memory() { awk '/VmHWM/ {print $2 * 1024}' "/proc/$1/status"; }

for format in ${FORMATS:-jpg webp avif quick}; do
  quality=75 theirQuality=75 port=18181 made=$format
  if [ "$format" = quick ]; then port=18183 made=avif; fi
  if [ "$made" = avif ]; then # where qualities are on scales of their own: what scores as much
    quality=50 theirQuality=${AVIF_QUALITY:-$(go run ./bench/server/equal -quality 50 -tintype "http://127.0.0.1:$port")}
  fi
  for _ in $(seq "$turns"); do
    run tintype "$port" "$format" "$quality" "$made"
    run imgproxy 18182 "$format" "$theirQuality" "$made"
  done
done | tee "$log/runs"
echo "{\"peakBytes\":{\"tintype\":$(memory $ours),\"imgproxy\":$(memory $theirs)}}" | tee -a "$log/runs"
node -e '
  const runs = require("fs").readFileSync(process.argv[1], "utf8").trim().split("\n").map(JSON.parse)
  const median = (list) => list.sort((a, b) => a - b)[list.length >> 1]
  for (const format of new Set(runs.map((r) => r.format).filter(Boolean))) {
    const of = (server) => runs.filter((r) => r.server === server && r.format === format)
    const [a, b] = [of("tintype"), of("imgproxy")]
    const ratio = (f) => median(a.map((x, i) => f(x) / f(b[i]))).toFixed(2)
    console.log(format, "requests per second", ratio((r) => r.perSecond), "p50", ratio((r) => r.p50), "p99", ratio((r) => r.p99), "errors", a.concat(b).reduce((n, r) => n + r.errors, 0))
  }
  const { peakBytes } = runs.at(-1)
  console.log("peak memory", (peakBytes.tintype / peakBytes.imgproxy).toFixed(2), peakBytes)
' "$log/runs"
