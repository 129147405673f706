// What one unsigned request may cost: queries that were made to be dear, each one event
// through a package's handler, which fetches the original from a server beside it.
//
//	node bench/dear.mjs --package build/package [--source FILE] [--most 20]
//
// Prints the dearest, by processor time, which does not depend on how busy the machine
// is, and the clock's beside it. limits.milliseconds is out of the way, for that reason.
// --only takes those queries alone that have the text in them.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { open } from './package.mjs'

const here = import.meta.dirname
const photo = join(here, '../../shared/corpus/photo-6mp.jpg')
const { values } = parseArgs({
  options: {
    package: { type: 'string', default: join(here, '../build/package') }, most: { type: 'string', default: '20' }, only: { type: 'string', default: '' },
    source: { type: 'string', default: existsSync(photo) ? photo : join(here, '../testdata/samples/landscape.jpg') },
  },
})

const queries = [
  'w=8192&fm=png', 'w=8192&fm=gif', 'w=8192&fm=png8', 'w=8192&fm=webp', 'w=8192&fm=webp&lossless=1', 'w=8192&fm=jpg&q=100', 'w=8192&fm=pjpg&q=100', 'fm=avif&w=8192',
  'fm=avif&q=100', 'fm=avif&lossless=1', 'fm=avif&w=8192&h=8192&fit=crop', 'fm=png', 'fm=gif', 'fm=webp&q=100', 'fm=webp&lossless=1', 'w=8192&nr=100&nrs=100&fm=png', 'w=8192&nr=100&nrs=100&fm=webp', 'w=8192&rot=45&fm=png',
  'w=8192&rot=45&fm=webp', 'w=8192&usm=100&usmrad=500&sharp=100&fm=webp', 'w=8192&usm=100&usmrad=500&fm=png', 'w=8192&px=100&fm=gif', 'w=8192&blur=2000&fm=png', 'w=8192&blur=2000&fm=webp',
  'w=8192&blur=2000&rot=45&fm=png', 'w=8192&mask=ellipse&fm=png', 'w=2000&mask=corners&corner-radius=1&fm=webp', 'w=1600&pad=300&fm=webp', 'w=8192&trim=auto&fm=png',
  'w=8192&blend=other.jpg&blend-mode=softlight&blend-fit=scale&blend-size=inherit&fm=png', 'w=8192&mark=other.jpg&mark-w=1&mark-h=1&mark-pad=0&mark-tile=grid&fm=png',
  'w=8192&auto=enhance,redeye&fm=png', 'w=8192&crop=entropy&fit=crop&h=8192&fm=png', 'w=8192&crop=edges,faces&fit=crop&h=8192&fm=webp', 'w=8192&colorquant=256&fm=gif',
  'w=8192&duotone=000080,fffff0&sepia=50&con=30&vib=50&hue=90&exp=20&shad=50&high=-50&gam=20&fm=png', 'w=8192&fm=webp&bytes=2000', 'w=8192&fm=jpg&bytes=2000', 'w=8192&fit=fill&fill=blur&h=8192&fm=png',
  'w=8192&border=100,red&border-radius=500&fm=png', 'w=8192&nr=100&nrs=100&usm=100&usmrad=500&sharp=100&blur=2000&px=3&rot=33&mask=ellipse&fm=png',
]

const original = readFileSync(values.source)
const { ask, print, close } = await open(values.package, () => ({ body: original, type: 'image/jpeg' }))
const config = { limits: { milliseconds: 30000 } }

await ask('photo.jpg', 'w=300') // compiles
const rows = []
for (const query of queries.filter((q) => q.includes(values.only))) rows.push(await ask('photo.jpg', query, { config }))
close()
rows.sort((a, b) => b.cpu - a.cpu)
print(`| query, one original of ${(original.length / 1e6).toFixed(1)} MB | CPU, s | clock, s | answer |\n|---|--:|--:|---|`)
for (const r of rows.slice(0, Number(values.most))) {
  print(`| \`${r.query}\` | ${r.cpu.toFixed(2)} | ${r.clock.toFixed(2)} | ${[r.outcome, r.size, r.type, `${r.bytes} bytes`, r.fit].filter(Boolean).join(', ')} |`)
}
process.exit(rows.some((r) => r.cpu > 5) ? 1 : 0)
