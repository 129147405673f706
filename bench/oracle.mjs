// tintype beside sharp over the matrix of fit × crop × orientation × alpha × format
// × size: the same size to the pixel, at least 35 dB between the two pictures, and a
// window as good where the content chooses it, in 95 of 100 cells. Both encode at
// quality 95, so that it is the operations that are compared. node oracle.mjs [--all]
// prints the cells that fall short, --all every cell, and exits 1 where there are too
// many or one without a reason.
//
// sharp's own words for what is asked stand in `fits`. What it has no word for is
// not here: clamp, fp-x, faces. What enlarges is compared in place (oracle/sharp.mjs),
// what the content chooses with the same window of sharp's, and the choice is judged
// beside sharp's (oracle/choice.mjs).

import sharp from 'sharp'
import { load } from '../shim/node/tintype.mjs'
import { Choice, positions } from './oracle/choice.mjs'
import { pixels, psnr, sizeOf, sources } from './oracle/picture.mjs'
import { coded, Source } from './oracle/sharp.mjs'

const LEAST_DB = 35
const SHARE = 0.95
const EXCUSED_DB = 34 // and no reason for less
const SAME_DB = 50 // between sharp's resize and what stands for it where it enlarges

const fits = [
  ['fit=clip', { fit: 'inside' }],
  ['fit=max', { fit: 'inside', withoutEnlargement: true }],
  ['fit=scale', { fit: 'fill' }],
  ['fit=outside', { fit: 'outside' }],
  ['fit=fill', { fit: 'contain' }],
  ['fit=fillmax', { fit: 'contain', withoutEnlargement: true }],
  ['fit=crop', { fit: 'cover' }],
  ['fit=min', { fit: 'cover' }], // in the box that within returns
  ['fit=crop&crop=top', { fit: 'cover', position: 'top' }],
  ['fit=crop&crop=bottom', { fit: 'cover', position: 'bottom' }],
  ['fit=crop&crop=left', { fit: 'cover', position: 'left' }],
  ['fit=crop&crop=right', { fit: 'cover', position: 'right' }],
  ['fit=crop&crop=top,left', { fit: 'cover', position: 'left top' }],
  ['fit=crop&crop=bottom,right', { fit: 'cover', position: 'right bottom' }],
  ['fit=crop&crop=entropy', { fit: 'cover' }, 'entropy'],
  ['fit=crop&crop=edges', { fit: 'cover' }, 'edges'],
]
// Two within the source and two beyond it. What is upright is 240 by 180 or 180 by
// 240, so the third enlarges both sides, one or none.
const sizes = [[120, 140], [150, 70], [260, 200], [500, 390]]
const formats = ['jpg', 'png', 'webp']
const kinds = {
  opaque: await sources('landscape.jpg', (s) => s.jpeg({ quality: 95 })),
  alpha: await sources('glass.png', (s) => s.png()),
}
// More to choose from, which is judged beyond the cells.
const others = ['city.jpg', 'portrait.jpg', 'dunes.webp']

// within is the box of fit=min, which does not enlarge: it keeps the proportion
// asked for, where withoutEnlargement keeps what there is of either side.
function within({ w, h }, box) {
  const s = Math.max(1, box[0] / w, box[1] / h)
  return box.map((side) => Math.round(side / s))
}

// reasonFor says why a picture may be less near, '' where it may not.
function reasonFor(kind, [w], db) {
  if (kind !== 'alpha' || w !== 150 || db < EXCUSED_DB) return ''
  return 'the side that follows is 112.5 or 52.5 pixels: half of one lies elsewhere, which shows at hard edges of alpha'
}

// excused is a fault of a window with its reason: one that is nearBest may be, in
// the flattest box.
function excused({ text, nearBest }, [w]) {
  return { text, why: nearBest && w === 150 ? 'fewer edges than in the best window, since those in the middle of one count four times' : '' }
}

const tintype = await load()
const all = []
const chosen = { entropy: [], edges: [] }
const wrong = [] // beside the cells

const made = (source, query) => pixels(sharp(tintype.transform(source.file, query).body))

// compare makes the cells of one fit at one size, one for each format.
async function compare(kind, orientation, source, [fit, options, how], size) {
  const box = fit === 'fit=min' ? within(source.upright, size) : size
  const choice = how && (await Choice.of(how, source, await source.whole(box, options), box))
  const whole = choice ? null : await source.resized(box, options)
  for (const format of formats) {
    const query = `w=${size[0]}&h=${size[1]}&${fit}&fm=${format}&q=95`
    const ours = await made(source, query)
    const at = choice?.find(ours, format === 'jpg')
    const theirs = await coded(choice ? await choice.window(at) : whole, format)
    const same = sizeOf(ours) === sizeOf(theirs)
    const db = same ? psnr(ours, theirs) : 0
    const faults = []
    if (!same) faults.push({ text: `${sizeOf(ours)}, sharp ${sizeOf(theirs)}`, why: '' })
    else if (db < LEAST_DB) faults.push({ text: `${db.toFixed(2)} dB`, why: reasonFor(kind, size, db) })
    if (choice) faults.push(...judged(choice, at, size))
    all.push({ name: `${kind} orientation ${orientation}  ${query}  ${sizeOf(ours)}`, db, faults, how, enlarged: source.enlarges(box, options) })
  }
}

function judged(choice, at, size) {
  chosen[choice.how].push({ ours: choice.scores[at], sharps: choice.sharps, middle: choice.middle, best: choice.best })
  return choice.faults(at).map((fault) => excused(fault, size))
}

for (const kind of Object.keys(kinds)) for (const [i, file] of kinds[kind].entries()) {
  const source = await Source.open(file)
  for (const size of sizes) {
    for (const fit of ['inside', 'outside', 'fill'].filter((fit) => source.enlarges(size, { fit }))) {
      const db = await source.asResize(size, { fit })
      if (db < SAME_DB) wrong.push(`${kind} orientation ${i + 1} ${fit} ${size}: ${db.toFixed(1)} dB between sharp's resize and what stands for it`)
    }
    for (const fit of fits) await compare(kind, i + 1, source, fit, size)
  }
}
for (const name of others) for (const [i, file] of (await sources(name, (s) => s.png())).entries()) {
  const source = await Source.open(file)
  for (const size of sizes) for (const how of Object.keys(positions)) {
    const choice = await Choice.of(how, source, await source.whole(size, { fit: 'cover' }), size)
    const at = choice.find(await made(source, `w=${size[0]}&h=${size[1]}&fit=crop&crop=${how}&fm=png`), false)
    for (const { text, why } of judged(choice, at, size)) if (!why) wrong.push(`${name} orientation ${i + 1}: ${text}`)
  }
}

const unexplained = all.filter((c) => c.faults.some((f) => !f.why))
for (const { name, db, faults } of process.argv.includes('--all') ? all : unexplained) {
  console.log([`${db.toFixed(1)} dB`, name, ...faults.map((f) => `${f.text} (${f.why || 'no reason'})`)].join('  '))
}
const reasons = all.flatMap((c) => [...new Set(c.faults.map((f) => f.why || 'no reason'))])
for (const why of new Set(reasons)) console.log(`${reasons.filter((w) => w === why).length} cells: ${why}`)

// On the whole a window holds more than sharp's and more than the one in the middle.
for (const [how, windows] of Object.entries(chosen)) {
  const mean = (whose) => (100 * windows.reduce((sum, w) => sum + w[whose] / w.best, 0)) / windows.length
  const [ours, sharps, middle] = ['ours', 'sharps', 'middle'].map(mean)
  console.log(`crop=${how}: ${ours.toFixed(1)} % of the best window's, sharp's ${sharps.toFixed(1)}, in the middle ${middle.toFixed(1)}`)
  if (ours < Math.max(sharps, middle)) wrong.push(`crop=${how}: less than another window`)
}
for (const line of wrong) console.log(line)

function summary(what, cells) {
  const dbs = cells.map((c) => c.db).sort((a, b) => a - b)
  const share = cells.filter((c) => c.faults.length === 0).length / cells.length
  console.log(`${cells.length} cells${what}, ${(100 * share).toFixed(1)} % hold: the same size, at least ${LEAST_DB} dB, a window as good;` +
    ` median ${dbs[dbs.length >> 1].toFixed(1)} dB, least ${dbs[0].toFixed(1)} dB`)
  return share
}
summary(' that enlarge', all.filter((c) => c.enlarged))
summary(' where the content chooses', all.filter((c) => c.how))
const share = summary('', all)
process.exitCode = share < SHARE || unexplained.length > 0 || wrong.length > 0 ? 1 : 0
