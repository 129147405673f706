// Pictures as the oracle compares them: { data, w, h } with data RGBA, 8 bits each,
// not weighted by alpha.

import { readFileSync } from 'node:fs'
import sharp from 'sharp'

const samples = new URL('../../testdata/samples/', import.meta.url)

// sources returns a sample, 240 by 180, in all orientations: the pixels are stored
// alike and the file says how to turn them, so that eight pictures are upright.
export async function sources(name, encode) {
  const stored = await sharp(readFileSync(new URL(name, samples))).autoOrient().resize(240, 180, { fit: 'cover' }).png().toBuffer()
  const all = []
  for (let orientation = 1; orientation <= 8; orientation++) {
    all.push(await encode(sharp(stored)).withExif({ IFD0: { Orientation: String(orientation) } }).withMetadata({ orientation }).toBuffer())
  }
  return all
}

// pixels returns what a sharp pipeline makes.
export async function pixels(pipeline) {
  const { data, info } = await pipeline.ensureAlpha().raw().toBuffer({ resolveWithObject: true })
  return { data, w: info.width, h: info.height }
}

// again returns a sharp pipeline that begins with a picture.
export const again = ({ data, w, h }) => sharp(data, { raw: { width: w, height: h, channels: 4 } })

export const sizeOf = ({ w, h }) => `${w}x${h}`

const weighted = (v, alpha) => (alpha === 255 ? v : Math.round((v * alpha) / 255))

// psnr is that of two pictures of one size, colors weighted by alpha.
export function psnr(a, b) {
  const p = a.data
  const q = b.data
  let sum = 0
  for (let i = 0; i < p.length; i += 4) {
    const alpha = p[i + 3]
    const beta = q[i + 3]
    sum += (alpha - beta) ** 2
    for (let c = i; c < i + 3; c++) sum += (weighted(p[c], alpha) - weighted(q[c], beta)) ** 2
  }
  return sum === 0 ? Infinity : 10 * Math.log10((255 * 255 * p.length) / sum)
}
