// How time and memory grow with the source: one output size, sources of 1, 4,
// 16 and 64 megapixels, a fresh guest for each. Writes scaling.json.
//
//	node scaling.mjs PACKAGE SOURCES OUT.json
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

const [folder, sources, out] = process.argv.slice(2)
const { Guest, MORE, RESULT } = await import(pathToFileURL(join(folder, 'guest.mjs')))
const { load } = await import(pathToFileURL(join(folder, 'tintype.mjs')))
const module = new WebAssembly.Module(readFileSync(join(folder, 'tintype.wasm')))
const QUERY = 'w=800&q=80'
const ROUNDS = 15

// memory is the size of a fresh guest's memory after one picture.
function memory(bytes) {
  const guest = new Guest(module, () => {})
  guest.open(QUERY)
  for (let at = 0; ; ) {
    const { kind } = guest.next()
    if (kind === RESULT) return guest.bytes
    if (kind !== MORE) throw new Error(`step of kind ${kind}`)
    if (at < bytes.length) guest.push(0, bytes.subarray(at, (at += 65536)))
    else guest.end(0)
  }
}

const tintype = await load()
const rows = [1, 4, 16, 64].map((mp) => ({ mp, bytes: readFileSync(join(sources, `${String(mp).padStart(2, '0')}mp.jpg`)), ms: [] }))
for (let round = -3; round < ROUNDS; round++) {
  for (const row of rows) {
    const begun = performance.now()
    tintype.transform(row.bytes, QUERY)
    if (round >= 0) row.ms.push(performance.now() - begun)
  }
}
const result = rows.map(({ mp, bytes, ms }) => ({ mp, pixels: mp * 1224 * 816, bytes: bytes.length, ms: ms.sort((a, b) => a - b)[ROUNDS >> 1], memory: memory(bytes) }))
writeFileSync(out, JSON.stringify(result, null, 1))
for (const r of result) console.log(`${r.mp} MP  ${r.ms.toFixed(1)} ms  ${((r.ms / r.pixels) * 1e6).toFixed(2)} ms/MP  ${(r.memory / 2 ** 20).toFixed(1)} MB`)
