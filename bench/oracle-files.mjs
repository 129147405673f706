// Every image in reach as a whole, tintype beside sharp: the files of the corpus of real
// ones and of testdata, each through four queries, the same size to the pixel and at
// least 35 dB between the two. node oracle-files.mjs [CORPUS] [--all] [--only=TEXT];
// without the corpus testdata alone is checked. --all prints every cell. It exits 1 where
// a cell falls short without a reason (oracle/reasons.mjs).
//
// Where sharp is known to be wrong, or does not read a format, Chromium judges: the
// pixels that its canvas has of the file, which sharp then resizes as it would its own.
// What goes into a lossy format is to be as near to the picture itself or to what sharp
// makes of that in the same format: chroma at half size alone would cost more than 35 dB
// of some drawings.

import { readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative } from 'node:path'
import { parseArgs } from 'node:util'
import sharp from 'sharp'
import { load } from '../shim/node/tintype.mjs'
import { Browser } from './oracle/browser.mjs'
import { again, pixels, psnr, sizeOf } from './oracle/picture.mjs'
import { about, instead, reasons, reasonsFor } from './oracle/reasons.mjs'
import { coded, Source } from './oracle/sharp.mjs'

const LEAST_DB = 35
const QUALITY = 95 // of sharp's files in coded, too

const { values: opt, positionals: [corpus] } = parseArgs({
  allowPositionals: true,
  options: { all: { type: 'boolean' }, only: { type: 'string', default: '' } },
})
const testdata = join(import.meta.dirname, '../testdata')

const box = (w, h) => (upright) => [w, h ?? Math.max(1, Math.round((w * upright.h) / upright.w))]
const queries = [
  ...['png', 'jpg', 'webp'].map((format) => ({ format, box: box(300), fit: 'fill', query: `w=300&fm=${format}&q=${QUALITY}`, own: `fm=${format}&q=${QUALITY}` })),
  { format: 'png', box: box(200, 200), fit: 'cover', query: 'w=200&h=200&fit=crop&fm=png', own: 'fm=png' },
]

const images = new Set(['.jpg', '.jpeg', '.png', '.webp', '.gif', '.tif', '.tiff', '.bmp', '.avif', '.svg'])
function filesBelow(dir, name) {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((e) => e.isFile() && images.has(extname(e.name).toLowerCase()))
    .map((e) => join(e.parentPath, e.name))
    .map((file) => ({ file, name: `${name}/${relative(dir, file)}` }))
    .filter(({ name }) => !name.startsWith('corpus/av1/') && name.includes(opt.only))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
}

const tintype = await load()
const browser = await Browser.open()

// A Judged is one file and what its judges make of it, each asked once.
class Judged {
  #sources = new Map()

  constructor(bytes) {
    this.bytes = bytes
  }

  // by returns a judge's source, null where it does not show the file.
  async by(judge) {
    judge = { own: 'sharp', shown: 'chromium' }[judge] ?? judge
    if (!this.#sources.has(judge)) this.#sources.set(judge, await this[judge]().catch(() => null))
    return this.#sources.get(judge)
  }

  sharp = () => Source.open(this.bytes)
  chromium = () => browser.pixels(this.bytes).then(opened)
  whole = () => pixels(sharp(this.bytes, { failOn: 'none' }).autoOrient().withIccProfile('srgb')).then(opened)
}

// opened makes a source of pixels, null of none.
const opened = async (shown) => shown && Source.open(await again(shown).png({ compressionLevel: 1 }).toBuffer())

// fault says what is wrong with an answer beside a judge's, '' for nothing.
async function fault(judged, judge, { format, box, fit, own }, answer) {
  const source = await judged.by(judge)
  if (!source) return answer ? `${judge} does not show it` : ''
  if (!answer) return `not shown, but by ${judge}`
  const itself = judge === 'own' || judge === 'shown'
  if (itself) answer = answerTo(judged.bytes, own).answer
  const size = itself ? [source.upright.w, source.upright.h] : box(source.upright)
  const ours = await pixels(sharp(answer))
  let theirs
  try {
    const exact = await source.resized(size, { fit })
    theirs = format === 'png' ? [exact] : [await coded(exact, format), await flat(exact, format)]
  } catch (error) {
    return `${judge}: ${error.message.split('\n')[0]}`
  }
  if (sizeOf(ours) !== sizeOf(theirs[0])) return `${sizeOf(ours)}, ${judge} ${sizeOf(theirs[0])}`
  const db = Math.max(...theirs.map((t) => psnr(ours, t)))
  return db < LEAST_DB ? `${db.toFixed(1)} dB from ${judge}` : ''
}

// flat is a picture without alpha where the format has none.
const flat = (picture, format) => (format === 'jpg' ? pixels(again(picture).flatten({ background: '#fff' })) : picture)

// answerTo returns the image that tintype makes, or null and its error's code.
function answerTo(bytes, query) {
  try {
    return { answer: tintype.transform(bytes, query).body }
  } catch ({ code, message }) {
    return { answer: null, code, message }
  }
}

const counts = { files: 0, cells: 0, original: 0, alike: 0, unchecked: 0 }
const excused = new Map() // reason to cells
const unexplained = []

// excuse returns the first reason that holds for a cell, or what the judges say.
// Sharp is no judge where another stands in its place.
async function excuse(judged, q, answer, cell) {
  const said = [cell.fault]
  for (const reason of reasonsFor(cell)) {
    if (cell.first && !reason.also && ['whole', 'own'].includes(reason.judge)) continue
    const unchecked = ['chromium', 'shown'].includes(reason.judge) && !browser
    const still = reason.judge === 'no one' || unchecked ? '' : await fault(judged, reason.judge, q, answer)
    if (!still) {
      counts.unchecked += unchecked
      return { reason }
    }
    said.push(still)
  }
  return { said: said.join(', ') }
}

async function check({ file, name }) {
  const bytes = readFileSync(file)
  counts.files++
  if (/\.(avif|svg)$/.test(name) && answerTo(bytes, 'fm=json').code === 'source_unsupported') {
    counts.original++
    return
  }
  const judged = new Judged(bytes)
  const facts = about(bytes)
  const first = browser && instead({ name, facts })
  for (const q of queries) {
    const { answer, code, message } = answerTo(bytes, q.query)
    counts.cells++
    const found = await fault(judged, first?.judge ?? 'sharp', q, answer)
    const { reason, said } = found ? await excuse(judged, q, answer, { name, facts, first, code, fault: found }) : { reason: first }
    if (reason) excused.set(reason, (excused.get(reason) ?? 0) + 1)
    else if (!found) counts.alike++
    else unexplained.push(`${name}  ${q.query}: ${said}${code ? ` (${code}: ${message})` : ''}`)
    if (opt.all) console.log(`${name}  ${q.query}: ${found || 'alike'}${reason ? ` (${reason.why})` : ''}`)
  }
}

const left = [...filesBelow(testdata, 'testdata'), ...(corpus ? filesBelow(corpus, 'corpus') : [])].reverse()
const worker = async () => {
  for (let file; (file = left.pop()); ) await check(file)
}
try {
  await Promise.all(Array.from({ length: 3 }, worker)) // sharp and the browser work while tintype does
} finally {
  await browser?.close()
}

for (const line of unexplained.sort()) console.log(line)
for (const [{ judge, why }, cells] of excused) console.log(`${cells} cells, judged by ${judge}: ${why}`)
if (!opt.only && corpus) for (const r of reasons) if (!excused.has(r)) console.log(`no cell needs this any more: ${r.why}`)
console.log(`${counts.files} files, of which ${counts.original} are served as they are; ${counts.cells} cells, ${counts.alike} within ${LEAST_DB} dB of sharp's, ` +
  `${counts.cells - counts.alike - unexplained.length} with a reason, ${unexplained.length} without`)
if (!corpus) console.log('not checked: the corpus of real files, which is not here')
if (!browser) console.log(`not checked: ${counts.unchecked} cells that Chromium judges; chromium is not installed (Debian: apt-get install chromium)`)
process.exitCode = unexplained.length > 0 ? 1 : 0
