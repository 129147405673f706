// What an event that needs no transformation costs through the packaged handler,
// against a handler that returns the response and does nothing else:
//
//   node shim/node/test/passthrough.mjs FOLDER [EVENT.json]...
//
// FOLDER is the unpacked package. Times are of 1,000 warm calls, alternating in
// one process; memory is of two processes, one for each handler, as Lambda has
// it. Without events: one without parameters, and one whose parameters are none
// of ours.

import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

const CALLS = 1000
const empty = async (event) => event.Records[0].cf.response
const context = { getRemainingTimeInMillis: () => 30000 }
const [folder, ...files] = process.argv.slice(2)
const packaged = async () => (await import(pathToFileURL(join(folder, 'index.mjs')))).handler
console.log = console.error = () => {} // the guest's log line is not to be printed 1,000 times
const print = (line) => process.stdout.write(line + '\n')

if (process.env.MEMORY_OF) await measureMemory(process.env.MEMORY_OF === 'empty' ? empty : await packaged())
else for (const file of files.length ? files : defaults()) await compare(file)

function defaults() {
  const events = fileURLToPath(new URL('../../../testdata/events/', import.meta.url))
  return ['origin-response-no-query.json', 'origin-response-unknown-query.json'].map((name) => join(events, name))
}

async function compare(file) {
  const text = readFileSync(file, 'utf8')
  const handler = await packaged()
  const times = { packaged: [], empty: [] }
  for (let i = -CALLS / 2; i < CALLS; i++) {
    for (const [name, run] of [['packaged', handler], ['empty', empty]]) {
      const event = JSON.parse(text)
      const begun = performance.now()
      await run(event, context)
      if (i >= 0) times[name].push(performance.now() - begun)
    }
  }
  const at = (name, part) => times[name].sort((a, b) => a - b)[Math.floor(CALLS * part)]
  const more = (part) => (at('packaged', part) - at('empty', part)).toFixed(3)
  const rss = (which) => Number(execFileSync(process.execPath, process.argv.slice(1, 3).concat(file), { env: { ...process.env, MEMORY_OF: which } }))
  const memory = [0, 1, 2, 3, 4].map(() => rss('packaged') - rss('empty')).sort((a, b) => a - b)[2]
  print(`${file.replace(/.*\//, '')}: p50 ${more(0.5)} ms, p99 ${more(0.99)} ms, RSS ${(memory / 1e6).toFixed(1)} MB over an empty handler`)
}

async function measureMemory(handler) {
  const text = readFileSync(files[0], 'utf8')
  for (let i = 0; i < CALLS; i++) await handler(JSON.parse(text), context)
  globalThis.gc?.()
  print(process.memoryUsage().rss)
}
