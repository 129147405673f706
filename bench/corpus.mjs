// Every file in reach beside sharp: at most 600 wide, in each format, the real
// files of the corpus, those of testdata, and the graphics that bench/graphics
// draws. Small files dominate, so what is measured most is what every call costs.
// Writes corpus.json.
//
//	node corpus.mjs --package DIR --graphics DIR --testdata DIR [--corpus DIR] --out FILE [--seconds N] [--only TEXT]

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import { Process } from './process.mjs'

const here = import.meta.dirname
const { values: opt } = parseArgs({
  options: {
    package: { type: 'string' },
    graphics: { type: 'string' },
    testdata: { type: 'string' },
    corpus: { type: 'string', default: '' },
    out: { type: 'string' },
    commit: { type: 'string', default: '' },
    seconds: { type: 'string', default: '100' },
    only: { type: 'string', default: '' }, // files whose name has this
    formats: { type: 'string', default: '' }, // of outputs, comma separated
  },
})

const WIDTH = 600
const ROUNDS = { least: 3, most: 9 } // turns of each pair that count
const QUICK = { ms: 12, calls: 3 } // up to so many ms a turn makes so many calls
const PATIENCE = 3000 // ms, after which a file is given up by both

// Outputs in words that both understand. PNG8 is for graphics alone: what is a
// photograph nobody asks it of.
const outputs = {
  jpg: { query: 'fm=jpg&q=80', want: { format: 'jpg', quality: 80 } },
  webp: { query: 'fm=webp&q=80', want: { format: 'webp', quality: 80 } },
  png: { query: 'fm=png', want: { format: 'png' } },
  lossless: { query: 'fm=webp&lossless=1', want: { format: 'webp', lossless: true } },
  png8: { query: 'fm=png8', want: { format: 'png', palette: true } },
}
const usual = ['jpg', 'webp', 'png', 'lossless']

// files lists what may be a picture below a folder, without those of other groups.
function files(dir) {
  const known = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.bmp', '.avif'])
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && known.has(extname(e.name).toLowerCase()))
    .map((e) => join(e.parentPath, e.name))
    .sort()
}

const entry = (group, dir, file, formats) => ({ group, name: relative(dir, file), file, formats })
const all = [
  ...files(opt.graphics).map((f) => entry('graphics', opt.graphics, f, [...usual, 'png8'])),
  ...(opt.corpus ? files(opt.corpus).map((f) => entry('corpus', opt.corpus, f, usual)) : []),
  ...files(opt.testdata).map((f) => entry('testdata', opt.testdata, f, usual)),
].filter(({ name }) => name.includes(opt.only))

process.env.TINTYPE_PACKAGE = opt.package
const start = (name) => new Process([process.execPath, [join(here, 'worker.mjs'), name]])
const both = { tintype: start('tintype'), sharp: start('sharp') }
for (const p of Object.values(both)) await p.read(), p.pin()

// A Pair is one file in one format.
const pairs = all.flatMap(({ group, name, file, formats }) =>
  formats
    .filter((f) => !opt.formats || opt.formats.split(',').includes(f))
    .map((output) => {
      const { query, want } = outputs[output]
      // What tintype keeps moving, sharp is told to keep moving, too, in WebP; sharp writes
      // no moving PNG, so that both are asked for the first picture there.
      const moving = want.format === 'webp'
      const message = { source: file, want: { width: WIDTH, atMost: true, moving, ...want }, query: `w=${WIDTH}&fit=max&${query}${moving ? '' : '&frame=1'}`, size: true }
      return { group, name, output, message, ms: { tintype: [], sharp: [] }, bytes: {}, calls: 1 }
    }),
)

// ask has one of the two make a picture, and the other one rest.
async function ask(who, message) {
  const p = both[who]
  p.goOn()
  const answer = await p.ask(message)
  p.rest()
  return answer
}

// What a slow call leaves behind is freed in the next one: 35 ms of the kernel's for the
// 450 MB of a guest that was given up. So behind another picture that took so long a pair
// makes its own once more, which does not count: every pair bears what it leaves itself.
const SLOW = 100 // ms
const before = { tintype: {}, sharp: {} }
async function turn(who, pair) {
  const { pair: last, ms } = before[who]
  if (last !== pair && ms > SLOW) await ask(who, pair.message)
  for (let n = 0; n < pair.calls; n++) {
    const { ms } = await ask(who, pair.message)
    pair.ms[who].push(ms)
    before[who] = { pair, ms }
  }
}

const begun = performance.now()
const seconds = () => (performance.now() - begun) / 1000
const progress = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)}  corpus: ${text}\n`)

// near says that sizes are the same but for rounding.
const near = (a, b) => a.every((v, i) => Math.abs(v - b[i]) <= 2 + b[i] / 100)

// The first two rounds warm up and find what both can read.
const left = new Map()
const leave = (pair, who, error) => left.set(pair.name, { who, error })
for (const pair of pairs) {
  for (const who of ['tintype', 'sharp']) {
    if (left.has(pair.name)) break
    const answer = await ask(who, pair.message)
    if (answer.ms === undefined) leave(pair, who, answer.error)
    else if (answer.ms > PATIENCE) leave(pair, who, `${Math.round(answer.ms)} ms`)
    else (pair.bytes[who] = answer.bytes), (pair.size = [...(pair.size ?? []), answer.size])
  }
  // A GIF whose screen is said to be larger than its frames is another picture to each.
  const [ours, theirs] = pair.size ?? []
  if (theirs && !near(ours, theirs)) leave(pair, 'sizes', `${ours.join('x')} and ${theirs.join('x')} pixels`)
}
const able = pairs.filter(({ name }) => !left.has(name))
progress(`${new Set(able.map(({ name }) => name)).size} files that both read, ${left.size} that one does not, warm after ${seconds().toFixed(0)} s`)
for (const pair of able) {
  const answer = await ask('tintype', pair.message)
  pair.calls = answer.ms * QUICK.calls < QUICK.ms ? QUICK.calls : 1
}

// Every pair has its turns: calls of the one and of the other, of which the least
// counts. What disturbs one call of a hundred would else be what is told of it.
let rounds = 0
for (; rounds < ROUNDS.most && (rounds < ROUNDS.least || seconds() < +opt.seconds); rounds++) {
  for (const [i, pair] of able.entries()) {
    const order = (rounds + i) % 2 ? ['tintype', 'sharp'] : ['sharp', 'tintype']
    for (const who of order) await turn(who, pair)
  }
  progress(`round ${rounds + 1} after ${seconds().toFixed(0)} s`)
}
for (const p of Object.values(both)) p.goOn(), await p.stop()

// lower is the mean of the lower half.
function lower(list) {
  const half = list.toSorted((a, b) => a - b).slice(0, (list.length + 1) >> 1)
  return half.reduce((a, b) => a + b, 0) / half.length
}
const rounded = (v) => Math.round(v * 1000) / 1000
const rows = able.map(({ group, name, output, ms, bytes }) => ({
  group, name, output, ms: [rounded(lower(ms.tintype)), rounded(lower(ms.sharp))], bytes: [bytes.tintype, bytes.sharp],
}))

// A line for each file: of each output tintype's and sharp's milliseconds, then bytes.
const byFile = new Map()
for (const { group, name, output, ms, bytes } of rows) {
  if (!byFile.has(name)) byFile.set(name, { group, name, outputs: {} })
  byFile.get(name).outputs[output] = [...ms, ...bytes]
}
const unread = { tintype: 0, sharp: 0, sizes: 0 }
for (const { who } of left.values()) unread[who]++
const head = { date: new Date().toISOString(), commit: opt.commit, corpus: Boolean(opt.corpus), width: WIDTH, rounds, seconds: Math.round(seconds()), unread }
const list = [...byFile.values()].map((r) => `  ${JSON.stringify(r)}`).join(',\n')
writeFileSync(opt.out, `${JSON.stringify(head, null, 1).slice(0, -2)},\n "files": [\n${list}\n ]\n}\n`)

// What it comes to, for whoever waits for it.
for (const group of ['graphics', 'files']) {
  for (const output of Object.keys(outputs)) {
    const list = rows.filter((r) => (r.group === 'graphics') === (group === 'graphics') && r.output === output)
    if (!list.length) continue
    const ratio = ({ ms: [a, b] }) => a / b
    const mean = Math.exp(list.reduce((s, r) => s + Math.log(ratio(r)), 0) / list.length)
    const [ours, theirs] = [0, 1].map((k) => list.reduce((s, r) => s + r.bytes[k], 0))
    console.log(`${group} ${output}: ${list.length} files, ${mean.toFixed(3)} of sharp's time, over 1.2: ${list.filter((r) => ratio(r) > 1.2).length}, over 1.5 and 20 ms: ${list.filter((r) => ratio(r) > 1.5 && r.ms[0] > 20).length}, bytes ${ours} of ${theirs} (${(ours / theirs).toFixed(3)})`)
    for (const r of list.toSorted((a, b) => ratio(b) - ratio(a)).slice(0, group === 'graphics' ? 7 : 10)) console.log(`    ${ratio(r).toFixed(2)}  ${r.ms[0].toFixed(2)} of ${r.ms[1].toFixed(2)} ms  ${r.bytes[0]} of ${r.bytes[1]} bytes  ${r.name}`)
  }
}
