// Animations to WebP at half size, tintype beside sharp: as many frames, shown for
// as long, played as often, in no more bytes, and the same pixels. node
// animations.mjs [CORPUS]; without the corpus of real files the generated ones
// alone are checked. It exits 1 where anything falls short.
//
// Pixels are those of sharp's frames before it encodes them. Without loss every
// frame of ours must come within EXACT_DB of them: it is the same composition and
// filter, and what remains is rounding where alpha has hard edges, which in frames
// of 32 by 24 leaves 39.5 dB and else more than 44. At quality 80 no number would
// do for all: half the resolution of chroma alone leaves 25 dB of some drawings.
// So all frames together must be as near as those of sharp's file, and each of them
// either GOOD_DB near or no more than FRAME_DB further off than sharp's. The two are
// compared in as many bytes: at one q ours are smaller, since q is fitted to looks
// (bench/looks) and not to PSNR, so ours gets the highest q that needs no more bytes.

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { load } from '../shim/node/tintype.mjs'

const EXACT_DB = 38
const GOOD_DB = 40
const FRAME_DB = 0.5
const WITHIN_BYTES = 1.05 // of generated files, which are all overhead; corpus files must not be larger
const QUALITY = 80

const testdata = new URL('../testdata/', import.meta.url).pathname
const generated = ['samples/planet.gif', 'gif/delays.gif', 'gif/loop-3.gif', 'gif/loop-once.gif', 'gif/disposal-none.gif',
  'gif/disposal-background.gif', 'gif/disposal-previous.gif', 'gif/disposal-mixed.gif', 'webp/animated-lossy.webp',
  'webp/animated-lossless.webp', 'webp/animated-dispose.webp', 'webp/animated-loop-3.webp']
const real = ['animated-30.gif', 'animated-loop3.gif', 'animated-9.webp', 'animated-loop3.webp']

// Players show what is to last 10 ms or less for 100; sharp writes that already.
const shownFor = (delays) => delays.map((ms) => (ms <= 10 ? 100 : ms))

// frames are RGBA with colors weighted by alpha, and what the file says of them.
async function frames(input) {
  const file = input instanceof Uint8Array ? sharp(input, { animated: true }) : input
  const { data, info } = await file.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) data[i + c] = Math.round((data[i + c] * data[i + 3]) / 255)
  const n = info.pages ?? 1
  const size = data.length / n
  return Array.from({ length: n }, (_, i) => data.subarray(i * size, (i + 1) * size))
}

async function facts(file) {
  const { pages = 1, delay = [0], loop, width, pageHeight } = await sharp(file, { animated: true }).metadata()
  return { frames: pages, delays: shownFor(delay), loop, size: `${width}x${pageHeight}` }
}

function psnr(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return sum === 0 ? 99 : 10 * Math.log10((255 * 255 * a.length) / sum)
}

// at is which frame of a file stands there after ms milliseconds.
function at({ delays }, ms) {
  let k = 0
  for (let end = delays[0]; end <= ms && k < delays.length - 1; end += delays[k]) k++
  return k
}

const tintype = await load()

async function check(name, source, within) {
  const wrong = []
  const { width, pageHeight, delay } = await sharp(source, { animated: true }).metadata()
  const [w, h] = [Math.round(width / 2), Math.round(pageHeight / 2)]
  const asked = `w=${w}&h=${h}&fit=scale&fm=webp`
  const resized = () => sharp(source, { animated: true }).resize(w, h, { fit: 'fill' })
  const exact = tintype.transform(source, asked + '&lossless=1').body
  const theirs = await resized().webp({ quality: QUALITY }).toBuffer()
  let [q, ours] = [QUALITY, tintype.transform(source, `${asked}&q=${QUALITY}`).body]
  for (let more; q < 95; q++, ours = more) {
    more = tintype.transform(source, `${asked}&q=${q + 1}`).body
    if (more.length > within * theirs.length) break
  }
  const [of, ef, tf] = [await facts(ours), await facts(exact), await facts(theirs)]
  if (JSON.stringify(of) !== JSON.stringify(tf)) wrong.push(`got ${JSON.stringify(of)}, sharp ${JSON.stringify(tf)}`)

  const [want, o, e, t] = [await frames(resized()), await frames(ours), await frames(exact), await frames(theirs)]
  const least = { exact: 99, ours: 99, theirs: 99 }
  const error = { ours: 0, theirs: 0 }
  let ms = 0
  for (const [i, shown] of shownFor(delay ?? [0]).entries()) {
    const db = { exact: psnr(e[at(ef, ms)], want[i]), ours: psnr(o[at(of, ms)], want[i]), theirs: psnr(t[at(tf, ms)], want[i]) }
    for (const k in db) least[k] = Math.min(least[k], db[k])
    if (db.exact < EXACT_DB) wrong.push(`frame ${i}: ${db.exact.toFixed(1)} dB without loss`)
    if (db.ours < Math.min(GOOD_DB, db.theirs - FRAME_DB)) wrong.push(`frame ${i}: ${db.ours.toFixed(2)} dB, sharp ${db.theirs.toFixed(2)}`)
    for (const k in error) error[k] += 10 ** (-db[k] / 10)
    ms += shown
  }
  if (error.ours > error.theirs) wrong.push('all frames together are further off than sharp\'s')
  const bytes = ours.length / theirs.length
  if (bytes > within) wrong.push(`${ours.length} bytes, sharp ${theirs.length}`)
  console.log(`${name}: ${of.frames} frames of ${of.size}, at q ${q} ${ours.length} bytes (${bytes.toFixed(2)} of sharp's),` +
    ` least ${least.ours.toFixed(1)} dB (sharp ${least.theirs.toFixed(1)}), without loss ${least.exact.toFixed(1)}`)
  for (const line of wrong) console.log(`  wrong: ${line}`)
  return wrong.length
}

let wrong = 0
for (const name of generated) wrong += await check(name, readFileSync(join(testdata, name)), WITHIN_BYTES)
const corpus = process.argv[2]
for (const name of real) {
  const file = corpus && join(corpus, name)
  if (!file || !existsSync(file)) console.log(`${name}: not checked: there is no corpus of real files at ../shared/corpus`)
  else wrong += await check(name, readFileSync(file), 1)
}
process.exitCode = wrong ? 1 : 0
