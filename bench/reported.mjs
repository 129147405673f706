// URLs that once ran past Lambda's limit, as a security review reported them, and what
// they take today.
//
//	node bench/reported.mjs --package build/package [--corpus DIR]
//
// Each goes through a package's handler three times: as a deployment with the default
// configuration answers it, and with limits as they were in those days (8192 pixels a
// side, 40 megapixels) and a half and a tenth of a second for all of it. The last columns
// are by how much the answer came after that; beyond 100 ms the script fails.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { open } from './package.mjs'

const here = import.meta.dirname
const { values } = parseArgs({ options: { package: { type: 'string', default: join(here, '../build/package') }, corpus: { type: 'string', default: '' } } })

const everything = 'w=8192&h=4882&fit=scale&nr=100&nrs=100&usm=100&usmrad=500&sharp=100&bri=10&con=10&exp=10&gam=10&sat=10&vib=10&high=10&shad=10&hue=10&sepia=10&monochrome=80aabbcc&blur=2000' +
  '&blend=80ff4500&blend-mode=softlight&mark=glass.png&mark-w=1&mark-h=1&mark-fit=scale&mark-pad=0&mark-tile=grid&mask=ellipse&border=100,red&border-radius=500&fm=png8'

// Number of the finding, original, query, seconds that it took then.
const reported = [
  [1, 'city.jpg', 'w=1600&fm=webp&mask=corners&corner-radius=1', 35.4],
  [1, 'glass.png', 'w=500&fm=webp&pad=300', 30.7],
  [1, 'city.jpg', 'w=500&fm=webp&pad=300', 7.0],
  [1, 'slow.gif', 'fm=webp', 8.4],
  [2, 'iso.png', 'w=8192&h=4882&fit=scale&fm=gif', 66.5],
  [2, 'iso.png', 'w=8192&h=4882&fit=scale&fm=png8', 65.3],
  [2, 'noise.png', 'w=8192&h=4882&fit=scale&fm=png8', 17.2],
  [2, 'city.jpg', 'w=8192&h=4882&fit=scale&fm=gif', 13.0],
  [2, 'city.jpg', 'w=8192&h=4882&fit=scale&fm=png', 15.4],
  [3, 'city.jpg', everything, 34.1],
  [3, 'city.jpg', 'w=8192&h=4882&fit=scale&nr=100&nrs=100', 3.7],
  [12, 'bomb_il.png', 'w=100', 9.4],
  [12, 'city.jpg', 'w=300&mark=bomb_il.png', 9.3],
]

const types = { jpg: 'image/jpeg', png: 'image/png', gif: 'image/gif' }
const folders = [join(here, '../testdata/samples'), ...(values.corpus ? [join(values.corpus, 'bugs')] : [])]
const path = (key) => folders.map((f) => join(f, key)).find((f) => existsSync(f))
const read = (key) => ({ body: readFileSync(path(key)), type: types[key.split('.').pop()] })

const able = reported.filter(([, key, query]) => [key, ...[...query.matchAll(/mark=([^&]*)/g)].map((m) => m[1])].every(path))
const { ask, print, close } = await open(values.package, read)
for (const key of ['city.jpg', 'glass.png']) await ask(key, 'w=300') // compiles

const wide = (milliseconds) => ({ limits: { milliseconds, outputSide: 8192, outputPixels: 40000000 } })
let late = 0
print('| # | URL | then, s | now, s | answer | late of 500 ms, ms | late of 100 ms, ms |\n|--:|---|--:|--:|---|--:|--:|')
for (const [number, key, query, then] of able) {
  const r = await ask(key, query)
  const after = []
  for (const allowed of [500, 100]) {
    const { clock, outcome } = await ask(key, query, { config: wide(allowed) })
    const ms = clock * 1000 - allowed
    late = Math.max(late, ms)
    after.push(`${ms > 0 ? Math.ceil(ms) : 0} (${outcome})`)
  }
  const text = query.length > 80 ? `${query.slice(0, 77)}…` : query
  print(`| ${number} | \`${key}?${text}\` | ${then.toFixed(1)} | ${r.clock.toFixed(2)} | ${[r.outcome, r.reason, r.size, r.type, `${r.bytes} bytes`, r.fit].filter(Boolean).join(', ')} | ${after.join(' | ')} |`)
}
close()
if (able.length < reported.length) print(`not checked: ${reported.length - able.length} URLs, whose originals are in the corpus (--corpus)`)
process.exit(late > 100 ? 1 : 0)
