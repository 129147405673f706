// Damaged files through the packaged guest: every good and broken file of testdata,
// and of the corpus where it is, changed at random, thousands of times over. No
// change may trap the guest, make the engine panic, or take more than two seconds of
// a processor: what others do on the machine does not count.
//
//   node bench/damage.mjs --package build/package --n 100000 --seed 1 [--shards 2] [--corpus DIR]
//   node bench/damage.mjs --package build/package --seed 1 --only 4711    one of them again, its file in build/damage
//
// File number i of a seed is always the same, whatever the number of files and
// shards is, as long as the files it is made of are.

import { fork } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import { basename, extname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { parseArgs } from 'node:util'

const SLOW_MS = 2000
const STUCK_MS = 60_000 // a shard that says nothing for so long is ended
const LARGEST = 300_000 // bytes of a file that is damaged
const OUT = 'build/damage'

const { values: o } = parseArgs({
  options: {
    package: { type: 'string', default: 'build/package' }, testdata: { type: 'string', default: 'testdata' },
    corpus: { type: 'string', default: '' }, n: { type: 'string', default: '2000' }, seed: { type: 'string', default: '1' },
    shards: { type: 'string', default: String(availableParallelism()) }, only: { type: 'string' }, shard: { type: 'string' },
  },
})

const kinds = new Set(['.jpg', '.png', '.gif', '.webp', '.tif', '.tiff', '.bmp', '.avif'])
const queries = ['w=48&fm=png', 'w=48&fm=jpg', 'w=40&fm=webp', 'w=32&fm=gif', 'w=40&h=30&fit=crop&crop=entropy&fm=jpg', 'w=24&trim=auto&fm=webp&lossless=1']

// list returns the files to damage, by name, so that a number means the same file
// everywhere.
function list(folder) {
  if (!folder) return []
  return readdirSync(folder, { recursive: true })
    .filter((name) => kinds.has(extname(name)) && !/(^|\/)(gen|av1)\//.test(name))
    .sort()
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).size <= LARGEST)
}

// random is mulberry32 of a seed and a number.
function random(seed, i) {
  let a = (Math.imul(seed, 0x9e3779b1) ^ Math.imul(i + 1, 0x85ebca6b)) | 0
  return (n) => {
    a = (a + 0x6d2b79f5) | 0
    let t = Math.imul(a ^ (a >>> 15), 1 | a)
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t
    return ((t ^ (t >>> 14)) >>> 0) % n
  }
}

const extremes = [0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xff, 0xfe, 0x10]

// The ways to damage bytes, of which each returns what became of them. Half of all
// places are in the first 400 bytes, where headers are.
const ways = [
  (b, r, at) => set(b, at, b[at] ^ (1 << r(8))),
  (b, r, at) => set(b, at, extremes[r(extremes.length)]),
  (b, r, at) => { for (let k = 0; k < 2 + r(3); k++) set(b, at + k, r(2) ? 0xff : 0); return b },
  (b, r, at) => { const v = extremes[r(extremes.length)]; for (let k = 0; k < 4; k++) set(b, at + k, k === (r(2) ? 0 : 3) ? v : 0); return b },
  (b, r, at) => b.subarray(0, at),
  (b, r, at) => Buffer.concat([b.subarray(0, at), b.subarray(at + 1 + r(64))]),
  (b, r, at) => Buffer.concat([b.subarray(0, at), b.subarray(at, at + 1 + r(200)), b.subarray(at)]),
  (b, r, at) => { b.fill(r(2) ? 0xff : 0, at, Math.min(b.length, at + 1 + r(300))); return b },
  (b, r, at) => { const from = r(b.length); b.copy(b, at, from, from + 1 + r(100)); return b },
]

function set(b, at, v) {
  if (at < b.length) b[at] = v
  return b
}

// damaged returns file number i.
function damaged(files, seed, i) {
  const r = random(seed, i)
  const name = files[r(files.length)]
  let bytes = Buffer.from(readFileSync(name))
  for (let n = 1 + r(5); n > 0 && bytes.length > 1; n--) {
    const at = r(2) ? r(bytes.length) : r(Math.min(bytes.length, 400))
    bytes = ways[r(ways.length)](bytes, r, at)
  }
  return { name, bytes, query: queries[r(queries.length)] }
}

const files = [...list(o.testdata), ...list(o.corpus)]
const seed = Number(o.seed)

// shard makes every so manieth file and tells its parent of each hundred of them,
// and of each that is at fault.
async function shard() {
  const mine = o.only ? [Number(o.only)] : null
  const n = Number(o.n), shards = Number(o.shards)
  console.error = () => {} // what a guest says when it dies
  const { load } = await import(pathToFileURL(resolve(o.package, 'tintype.mjs')))
  const tintype = await load()
  let count = {}
  const tell = (more) => process.send({ count, ...more })
  const attempt = (d) => {
    const began = process.cpuUsage()
    let code = 'ok', message = ''
    try {
      tintype.transform(d.bytes, d.query)
    } catch (e) {
      code = e.code ?? 'no code'
      message = e.message
    }
    const { user, system } = process.cpuUsage(began)
    return { code, message, ms: (user + system) / 1000 }
  }
  for (let i = mine ? mine[0] : Number(o.shard); mine ? i === mine[0] : i < n; i += shards) {
    process.send({ at: i })
    const d = damaged(files, seed, i)
    let r = attempt(d)
    if (r.ms > SLOW_MS) r = { ...r, ms: Math.min(r.ms, attempt(d).ms) } // neighbors may have been to blame
    count[r.code] = (count[r.code] ?? 0) + 1
    const fault = r.code === 'internal' || r.code === 'no code' || r.ms > SLOW_MS
    if (fault || mine) tell({ fault: { i, ...r, name: d.name, query: d.query, bytes: d.bytes.length } })
    if (fault || mine) count = {}
    if (fault || mine) save(i, d)
  }
  tell({ done: true })
  process.disconnect()
}

function save(i, d) {
  mkdirSync(OUT, { recursive: true })
  writeFileSync(join(OUT, `${seed}-${i}-${basename(d.name)}`), d.bytes)
}

// cpu is how many milliseconds of a processor another process has had, where Linux
// tells; elsewhere it is taken to have had all.
function cpu(pid) {
  try {
    const fields = readFileSync(`/proc/${pid}/stat`, 'latin1').replace(/^.*\) /s, '').split(' ')
    return (Number(fields[11]) + Number(fields[12])) * 10
  } catch {
    return Infinity
  }
}

const total = {}
const faults = []

// watch starts a shard and hears it to its end.
function watch(number) {
  return new Promise((done) => {
    const args = ['--package', o.package, '--testdata', o.testdata, '--corpus', o.corpus, '--n', o.n, '--seed', o.seed, '--shards', o.shards, '--shard', String(number)]
    const child = fork(process.argv[1], o.only ? [...args, '--only', o.only] : args)
    let at = -1, timer, heard = 0
    const stuck = () => {
      if (cpu(child.pid) - heard < STUCK_MS) { // it has not had its turn
        timer = setTimeout(stuck, STUCK_MS)
        return
      }
      faults.push({ i: at, code: 'stuck', message: `nothing for ${STUCK_MS / 1000} s`, ...damaged(files, seed, at), ms: STUCK_MS })
      save(at, damaged(files, seed, at))
      child.kill('SIGKILL')
    }
    child.on('message', (m) => {
      clearTimeout(timer)
      timer = setTimeout(stuck, STUCK_MS)
      heard = cpu(child.pid)
      at = m.at ?? at
      for (const [code, n] of Object.entries(m.count ?? {})) total[code] = (total[code] ?? 0) + n
      if (m.fault) faults.push(m.fault)
    })
    child.on('exit', (status, signal) => {
      clearTimeout(timer)
      if (status !== 0 && signal !== 'SIGKILL') faults.push({ i: at, code: 'process', message: `ended with ${status ?? signal}`, ...damaged(files, seed, at), ms: 0 })
      done()
    })
  })
}

if (o.shard !== undefined) {
  await shard()
} else {
  const began = Date.now()
  await Promise.all(Array.from({ length: o.only ? 1 : Number(o.shards) }, (_, k) => watch(k)))
  const made = Object.values(total).reduce((a, b) => a + b, 0)
  console.log(`${made} damaged files of ${files.length}, seed ${seed}, ${((Date.now() - began) / 1000).toFixed(0)} s:`,
    Object.entries(total).sort().map(([code, n]) => `${code} ${n}`).join(', '))
  for (const f of faults) console.log(`${f.i}: ${f.code}, ${f.ms.toFixed(0)} ms, ${f.name} ?${f.query}: ${f.message}`)
  const bad = faults.filter((f) => !o.only || f.code === 'internal' || f.ms > SLOW_MS)
  console.log(`${bad.filter((f) => f.ms <= SLOW_MS).length} traps and panics, ${bad.filter((f) => f.ms > SLOW_MS).length} over ${SLOW_MS / 1000} s`)
  process.exitCode = bad.length ? 1 : 0
}
