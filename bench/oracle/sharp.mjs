// What sharp makes of a source, in place.
//
// libvips 8.18 puts what it enlarges half an output pixel too far to the right and
// down. Enlarging n pixels to N = s·n, output pixel X has its center at X + 1/2,
// which is (X + 1/2)/s of the source, where source pixel x = (X + 1/2)/s - 1/2 has
// its own. vips_resize calls vips_affine for x = X/s - 1/2 instead: of a ramp of
// 20 + 8x, 24 wide, it makes 75 at pixel 8 of 26, where 20 + 8·(8.5·24/26 - 0.5) =
// 78.8 belongs. That alone costs more than 35 dB leave.
//
// sharp has vips_affine too, with the same interpolation (bicubic is what resize
// takes for every kernel from cubic up to lanczos3) and with a displacement of one's
// own: X = s·(x + idx) + odx. With idx = 1/2 and odx = -1/2 that is the above, and
// with odx = 0 it is what resize makes: enlarged can do both, and asResize checks
// that the second is sharp's resize, so that nothing but the half pixel is another.
// resize repeats the pixels at the edges where affine fills with a color, so the
// source is extended by copies of them first, and those cut off again.

import sharp from 'sharp'
import { again, pixels, psnr, sizeOf } from './picture.mjs'

sharp.concurrency(1)

const IN_PLACE = -0.5
const AS_RESIZE = 0
const RIM = 8 // source pixels; the interpolation reaches 2
const clear = { r: 0, g: 0, b: 0, alpha: 0 }

// factors returns what sharp enlarges the sides by.
function factors({ w, h }, box, { fit, withoutEnlargement }) {
  let sides = [box[0] / w, box[1] / h]
  if (fit === 'inside' || fit === 'contain') sides = sides.fill(Math.min(...sides))
  if (fit === 'outside' || fit === 'cover') sides = sides.fill(Math.max(...sides))
  return withoutEnlargement ? sides.map((s) => Math.min(s, 1)) : sides
}

// enlarged is a picture times sx and sy, 1 or more, displaced by odx output pixels.
async function enlarged(picture, [sx, sy], odx) {
  const rim = await pixels(again(picture).extend({ top: RIM, bottom: RIM, left: RIM, right: RIM, extendWith: 'copy' }))
  // The rim is s·RIM output pixels; what that is short of whole ones is displaced too.
  const cut = (s) => Math.ceil(s * RIM)
  const shift = (s) => odx + cut(s) - s * RIM
  const large = await pixels(again(rim).affine([sx, 0, 0, sy], { idx: 0.5, idy: 0.5, odx: shift(sx), ody: shift(sy), interpolator: 'bicubic' }))
  const size = { width: Math.round(picture.w * sx), height: Math.round(picture.h * sy) }
  return pixels(again(large).extract({ left: cut(sx), top: cut(sy), ...size }))
}

// reduced makes a side smaller where only the other one is enlarged, first, as
// vips_resize does; it returns what is left to enlarge.
async function reduced(picture, box, [sx, sy]) {
  if (sx >= 1 && sy >= 1) return { picture, by: [sx, sy] }
  const [w, h] = [sx < 1 ? box[0] : picture.w, sy < 1 ? box[1] : picture.h]
  return { picture: await pixels(again(picture).resize(w, h, { fit: 'fill' })), by: [Math.max(sx, 1), Math.max(sy, 1)] }
}

export class Source {
  constructor(file, upright) {
    this.file = file
    this.upright = upright
    this.made = new Map()
  }

  static async open(file) {
    return new Source(file, await pixels(sharp(file).autoOrient()))
  }

  enlarges(box, options) {
    return Math.max(...factors(this.upright, box, options)) > 1
  }

  // whole is the source resized as options say, before anything is cut or padded.
  async whole(box, options) {
    const fit = { contain: 'inside', cover: 'outside' }[options.fit] ?? options.fit
    const resize = { fit, withoutEnlargement: options.withoutEnlargement }
    const key = `${box} ${JSON.stringify(resize)}`
    if (!this.made.has(key)) {
      this.made.set(key, this.enlarges(box, resize)
        ? await this.inPlace(box, resize)
        : await pixels(sharp(this.file).autoOrient().resize(...box, resize)))
    }
    return this.made.get(key)
  }

  async inPlace(box, resize) {
    const { picture, by } = await reduced(this.upright, box, factors(this.upright, box, resize))
    return enlarged(picture, by, IN_PLACE)
  }

  // asResize returns how near enlarged comes to sharp's resize where it displaces
  // as that does: the rounding of alpha lies between them.
  async asResize(box, resize) {
    const { picture, by } = await reduced(this.upright, box, factors(this.upright, box, resize))
    const here = await enlarged(picture, by, AS_RESIZE)
    const there = await pixels(again(this.upright).resize(...box, resize))
    return sizeOf(here) === sizeOf(there) ? psnr(here, there) : 0
  }

  // resized is the source as options say, with everything.
  async resized(box, options) {
    if (options.fit === 'contain' && options.withoutEnlargement) return this.padded(box, options)
    if (!this.enlarges(box, options)) return pixels(sharp(this.file).autoOrient().resize(...box, { background: clear, ...options }))
    // What is left for sharp to do enlarges by 1.
    return pixels(again(await this.whole(box, options)).resize(...box, { background: clear, ...options }))
  }

  // padded pads to the box: sharp's contain would not where it may not enlarge.
  async padded(box, options) {
    const whole = await this.whole(box, options)
    const [x, y] = [box[0] - whole.w, box[1] - whole.h]
    const [left, top] = [x >> 1, y >> 1]
    return pixels(again(whole).extend({ left, top, right: x - left, bottom: y - top, background: clear }))
  }
}

// coded is a picture after it was a file of a format. PNG gives back what it got;
// sharp must not be told a quality for it, which makes a palette of 256 colors.
export async function coded(picture, format) {
  if (format === 'png') return picture
  const file = format === 'jpg' ? again(picture).flatten({ background: '#fff' }).jpeg({ quality: 95 }) : again(picture).webp({ quality: 95 })
  return pixels(sharp(await file.toBuffer()))
}
