// tintype beside sharp over the matrix of fit × crop × orientation × alpha × format
// × size: the same size to the pixel, and at least 35 dB between the two pictures,
// in 95 of 100 cells. Both encode at quality 95, so that it is the operations that
// are compared. node oracle.mjs [--all] prints the cells that fall short, --all
// every cell, and exits 1 where there are too many or one without a reason.
//
// sharp's own words for what is asked stand in `fits`. What it has no word for is
// not here: clamp, fp-x, faces.

import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import { load } from '../shim/node/tintype.mjs'

const LEAST_DB = 35
const SHARE = 0.95

const fits = [
  ['fit=clip', { fit: 'inside' }],
  ['fit=max', { fit: 'inside', withoutEnlargement: true }],
  ['fit=scale', { fit: 'fill' }],
  ['fit=outside', { fit: 'outside' }],
  ['fit=fill', { fit: 'contain' }],
  ['fit=fillmax', { fit: 'contain', withoutEnlargement: true }],
  ['fit=crop', { fit: 'cover' }],
  ['fit=min', { fit: 'cover', withoutEnlargement: true }],
  ['fit=crop&crop=top', { fit: 'cover', position: 'top' }],
  ['fit=crop&crop=bottom', { fit: 'cover', position: 'bottom' }],
  ['fit=crop&crop=left', { fit: 'cover', position: 'left' }],
  ['fit=crop&crop=right', { fit: 'cover', position: 'right' }],
  ['fit=crop&crop=top,left', { fit: 'cover', position: 'left top' }],
  ['fit=crop&crop=bottom,right', { fit: 'cover', position: 'right bottom' }],
]
// Another way to choose in sharp: it cuts slices off the end with less entropy
// until the size is right, ours weighs every window. The size alone is compared.
const chosen = [['fit=crop&crop=entropy', { fit: 'cover', position: 'entropy' }], ['fit=crop&crop=edges', { fit: 'cover', position: 'attention' }]]
const sizes = [[120, 140], [150, 70]] // within 180, the shorter side of the source
// What enlarges is held to the same size alone: libvips 8.18 puts an enlarged
// picture half an output pixel too far to the right and down (a ramp of 20 + 8x,
// 24 wide, is 75 at pixel 8 of 26; in place it would be 20 + 8·(8.5·24/26 - 0.5) =
// 78.8, and ours is 79), which alone costs more than the 35 dB leave.
const larger = [[260, 200], [500, 390]]
const formats = { jpg: 'jpeg', png: 'png', webp: 'webp' }

// reason says why a cell may differ, '' where it may not.
function reason(kind, [w, h]) {
  if (kind === 'alpha' && w === 150) return 'the side that follows is 112.5 or 52.5 pixels: half of one lies elsewhere, which shows at hard edges of alpha'
  return ''
}

// The source in all orientations: the file says how to turn it.
async function sources(name, encode) {
  const samples = new URL('../testdata/samples/', import.meta.url)
  const upright = await sharp(readFileSync(new URL(name, samples))).autoOrient().resize(240, 180, { fit: 'cover' }).png().toBuffer()
  const all = []
  for (let orientation = 1; orientation <= 8; orientation++) {
    all.push(await encode(sharp(upright)).withExif({ IFD0: { Orientation: String(orientation) } }).withMetadata({ orientation }).toBuffer())
  }
  return all
}

async function bySharp(source, options, [w, h], format, alpha) {
  const flat = format === 'jpg'
  const background = flat ? '#fff' : { r: 0, g: 0, b: 0, alpha: 0 }
  let s = sharp(source).autoOrient().resize(w, h, { background, ...options })
  if (flat && alpha) s = s.flatten({ background: '#fff' })
  return s[formats[format]]({ quality: 95 }).toBuffer()
}

// pixels are RGBA, colours weighted by alpha.
async function pixels(file) {
  const { data, info } = await sharp(file).ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  for (let i = 0; i < data.length; i += 4) for (let c = 0; c < 3; c++) data[i + c] = Math.round((data[i + c] * data[i + 3]) / 255)
  return { data, size: `${info.width}x${info.height}` }
}

function psnr(a, b) {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] - b[i]) ** 2
  return sum === 0 ? Infinity : 10 * Math.log10((255 * 255 * a.length) / sum)
}

async function sizeOf(file) {
  const { width, height } = await sharp(file).metadata()
  return `${width}x${height}`
}

const tintype = await load()
const kinds = {
  opaque: await sources('landscape.jpg', (s) => s.jpeg({ quality: 95 })),
  alpha: await sources('glass.png', (s) => s.png()),
}
let cells = 0
let other = 0
const short = []
const all = []
for (const [fit, options] of fits) for (const size of sizes) for (const kind of Object.keys(kinds)) for (const format of Object.keys(formats)) {
  for (const [i, source] of kinds[kind].entries()) {
    const query = `w=${size[0]}&h=${size[1]}&${fit}&fm=${format}&q=95`
    const ours = await pixels(tintype.transform(source, query).body)
    const theirs = await pixels(await bySharp(source, options, size, format, kind === 'alpha'))
    const cell = { query, kind, orientation: i + 1, why: reason(kind, size) }
    cell.db = ours.size === theirs.size ? psnr(ours.data, theirs.data) : 0
    cell.size = ours.size === theirs.size ? ours.size : `${ours.size}, sharp ${theirs.size}`
    cells++
    all.push(cell)
    if (cell.db >= LEAST_DB) continue
    short.push(cell)
    if (!cell.why) other++
  }
}
// fit=min and fillmax do not enlarge, and differ in what they are for: min keeps
// the proportion of the box where sharp keeps what there is of either side, and
// fillmax pads to the size asked for.
let wrongSizes = 0
for (const [fit, options] of [...fits, ...chosen]) for (const size of [...larger, ...sizes]) for (const kind of Object.keys(kinds)) {
  if (size[0] > 180 && (fit === 'fit=min' || fit === 'fit=fillmax')) continue
  const ours = await sizeOf(tintype.transform(kinds[kind][5], `w=${size[0]}&h=${size[1]}&${fit}&fm=png`).body)
  const theirs = await sizeOf(await bySharp(kinds[kind][5], options, size, 'png', kind === 'alpha'))
  if (ours !== theirs) {
    wrongSizes++
    console.log(`${kind} ${fit} at ${size.join('x')}: ${ours}, sharp ${theirs}`)
  }
}
for (const c of process.argv.includes('--all') ? all : short.filter((c) => !c.why)) {
  console.log(`${c.db.toFixed(1)} dB  ${c.kind} orientation ${c.orientation}  ${c.query}  ${c.size}${c.why && `  (${c.why})`}`)
}
const why = new Map()
for (const c of short) why.set(c.why || 'no reason', (why.get(c.why || 'no reason') ?? 0) + 1)
for (const [text, n] of why) console.log(`${n} cells: ${text}`)
const dbs = all.map((c) => c.db).sort((a, b) => a - b)
const share = (cells - short.length) / cells
console.log(`${cells} cells, ${(100 * share).toFixed(1)} % the same size and at least ${LEAST_DB} dB;` +
  ` median ${dbs[dbs.length >> 1].toFixed(1)} dB, least ${dbs[0].toFixed(1)} dB`)
process.exitCode = share < SHARE || other > 0 || wrongSizes > 0 ? 1 : 0
