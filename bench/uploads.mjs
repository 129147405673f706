// Eight uploads at once, six variants of each, as a server makes them: how long the
// event loop stands still, how many images there are a second, and how much memory
// the process takes. tintype's pool beside sharp, and tintype without a pool; each in a
// process of its own, in turn.
//
//	node bench/uploads.mjs [--rounds 5] [--size 2] [--source FILE]
//
// One line of JSON for each contender, then a table of medians.

import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

const here = import.meta.dirname
const corpus = join(here, '../../shared/corpus/photo-6mp.jpg')
const { values } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' }, size: { type: 'string', default: String(availableParallelism()) },
    source: { type: 'string', default: existsSync(corpus) ? corpus : join(here, '../testdata/samples/landscape.jpg') },
    contender: { type: 'string' },
  },
})
const size = Number(values.size)
const UPLOADS = 8
const variants = [320, 640, 1280].flatMap((width) => ['jpg', 'webp'].map((format) => ({ width, format })))

// Each returns a function that makes one variant.
const contenders = {
  async 'tintype pool'() {
    const { createPool } = await import('../shim/node/tintype.mjs')
    const pool = await createPool({ size })
    return (bytes, variant) => pool.transform(bytes, { ...variant, quality: 75 }).then(({ body }) => body)
  },
  async sharp() {
    const sharp = createRequire(import.meta.url)('sharp')
    sharp.concurrency(1) // a thread an image: what sharp recommends for throughput
    const formats = { jpg: 'jpeg', webp: 'webp' }
    return (bytes, { width, format }) => sharp(bytes).resize({ width }).toFormat(formats[format], { quality: 75 }).toBuffer()
  },
  async 'tintype, no pool'() {
    const { load } = await import('../shim/node/tintype.mjs')
    const tintype = await load()
    return async (bytes, variant) => tintype.transform(bytes, { ...variant, quality: 75 }).body
  },
}

// watch sees how far apart the turns of the event loop are, from a timer of one
// millisecond: by the clock, which neighbors on the machine stretch, and in time of the
// CPU that this thread took, which they do not. Both in milliseconds, less the timer's.
function watch() {
  const cpu = () => { const { user, system } = process.threadCpuUsage(); return (user + system) / 1000 }
  const turns = []
  let at = performance.now()
  let used = cpu()
  const timer = setInterval(() => {
    const [now, busy] = [performance.now(), cpu()]
    turns.push([now - at - 1, busy - used])
    ;[at, used] = [now, busy]
  }, 1)
  const sorted = (i) => turns.map((turn) => Math.max(0, turn[i])).sort((a, b) => a - b)
  return {
    async end() {
      await new Promise((resolve) => setTimeout(resolve, 2))
      clearInterval(timer)
      const [wall, busy] = [sorted(0), sorted(1)]
      return { stop: wall.at(-1), p99: wall[Math.floor(wall.length * 0.99)], busy: busy.at(-1) }
    },
  }
}

async function measure(name) {
  const make = await contenders[name]()
  const source = readFileSync(values.source)
  const uploads = Array.from({ length: UPLOADS }, () => new Uint8Array(source))
  const round = () => Promise.all(uploads.flatMap((bytes) => variants.map((variant) => make(bytes, variant))))
  await round() // warm
  const rounds = []
  for (let i = 0; i < Number(values.rounds); i++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    const turns = watch()
    const used = process.cpuUsage()
    const began = performance.now()
    const made = await round()
    const seconds = (performance.now() - began) / 1000
    const { user, system } = process.cpuUsage(used)
    rounds.push({ ...(await turns.end()), perSecond: made.length / seconds, cpu: (user + system) / 1000 / made.length, bytes: made.reduce((n, body) => n + body.length, 0) })
  }
  const median = (field) => rounds.map((r) => r[field]).sort((a, b) => a - b)[rounds.length >> 1]
  return { name, stop: median('stop'), p99: median('p99'), busy: median('busy'), perSecond: median('perSecond'), cpu: median('cpu'), bytes: median('bytes'), rss: process.resourceUsage().maxRSS * 1024 }
}

if (values.contender) {
  console.log(JSON.stringify(await measure(values.contender)))
  process.exit(0)
}
const rows = []
for (const name of Object.keys(contenders)) {
  const line = execFileSync(process.execPath, [import.meta.filename, ...process.argv.slice(2), '--contender', name], { encoding: 'utf8', env: { ...process.env, UV_THREADPOOL_SIZE: String(size) } })
  console.error(line.trim())
  rows.push(JSON.parse(line))
}
console.log(`\n${UPLOADS} uploads of ${values.source.replace(/.*\//, '')}, ${variants.length} variants each, ${size} workers or threads, Node ${process.version}\n`)
console.log('| | longest stop, ms | p99 | longest turn, ms of CPU | images a second | CPU an image, ms | peak memory, MB |\n|---|--:|--:|--:|--:|--:|--:|')
for (const { name, stop, p99, busy, perSecond, cpu, rss } of rows) console.log(`| ${name} | ${stop.toFixed(1)} | ${p99.toFixed(1)} | ${busy.toFixed(1)} | ${perSecond.toFixed(1)} | ${cpu.toFixed(1)} | ${(rss / 1e6).toFixed(0)} |`)
