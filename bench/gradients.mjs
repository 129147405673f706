// Gradients in lossy WebP beside sharp's at about the same bytes: PSNR, and the longest run of one color along the
// gradient, which is what banding is. node gradients.mjs
//
// Files have half a kilobyte, so that a step of sharp's quality is some ten per cent of it: of the qualities whose files
// are not smaller than ours by more than a hundredth, the one with the smallest file counts.

import { createRequire } from 'node:module'
import { load } from '../shim/node/tintype.mjs'

const sharp = createRequire(import.meta.url)('sharp')
const tintype = await load()
const W = 400
const H = 300
const QUALITIES = [75, 80, 86]
// So much less PSNR in dB on average over the qualities, and so much longer runs, are a fault.
const WORSE = 0.35
const LONGER = 1.25

const mix = (a, b, t) => a.map((v, i) => v + (b[i] - v) * t)
let seed = 1
const noise = () => (seed = (seed * 1103515245 + 12345) % 2147483648) / 2147483648 - 0.5

const gradients = {
  horizontal: (u) => mix([100, 120, 140], [130, 140, 150], u),
  'two colors': (u, v) => mix([20, 60, 160], [240, 120, 40], (u + v) / 2),
  radial: (u, v) => mix([250, 240, 200], [30, 40, 90], Math.hypot(u - 0.5, v - 0.5) / 0.71),
  gray: (u) => [255 * u, 255 * u, 255 * u],
  sky: (u, v) => mix([70, 130, 210], [190, 215, 240], v).map((c) => c + noise()),
}

function draw(color) {
  const pixels = Buffer.alloc(W * H * 3)
  for (let y = 0; y < H; y++) {
    for (let x = 0; x < W; x++) color(x / W, y / H).forEach((v, i) => (pixels[(y * W + x) * 3 + i] = Math.min(255, Math.max(0, Math.round(v)))))
  }
  return pixels
}

// down says that the run is sought in columns.
async function judge(file, wanted, down) {
  const got = await sharp(file).removeAlpha().raw().toBuffer()
  let sum = 0
  for (let i = 0; i < got.length; i++) sum += (got[i] - wanted[i]) ** 2
  let longest = 0
  const [lines, length, line, step] = down ? [W, H, 3, 3 * W] : [H, W, 3 * W, 3]
  for (let l = 0; l < lines; l++) {
    for (let k = 1, run = 1; k < length; k++) {
      const i = l * line + k * step
      run = got[i] === got[i - step] && got[i + 1] === got[i + 1 - step] && got[i + 2] === got[i + 2 - step] ? run + 1 : 1
      longest = Math.max(longest, run)
    }
  }
  return { bytes: file.length, psnr: 10 * Math.log10((65025 * got.length) / sum), run: longest }
}

const show = (r) => `${String(r.bytes).padStart(5)} B ${r.psnr.toFixed(2)} dB run ${r.run}`
let faults = 0
for (const [name, color] of Object.entries(gradients)) {
  const pixels = draw(color)
  const down = name === 'sky'
  const png = await sharp(pixels, { raw: { width: W, height: H, channels: 3 } }).png().toBuffer()
  const theirs = []
  for (let quality = 60; quality <= 96; quality++) theirs.push(await judge(await sharp(png).webp({ quality }).toBuffer(), pixels, down))
  let gain = 0
  let runs = 0
  let limit = 0
  for (const q of QUALITIES) {
    const ours = await judge(Buffer.from(tintype.transform(png, `fm=webp&q=${q}`).body), pixels, down)
    const beside = theirs.filter((r) => r.bytes >= ours.bytes * 0.99).sort((a, b) => a.bytes - b.bytes)[0]
    console.log(name.padEnd(12), `q ${q}`, show(ours), '| sharp', show(beside))
    gain += (ours.psnr - beside.psnr) / QUALITIES.length
    runs += ours.run
    limit += beside.run * LONGER
  }
  const fault = gain < -WORSE || runs > limit
  if (fault) faults++
  console.log(name.padEnd(12), `${gain.toFixed(2)} dB`, fault ? `FAULT: want at least -${WORSE} dB and runs of at most ${LONGER} of sharp's` : 'ok')
}
process.exitCode = faults ? 1 : 0
