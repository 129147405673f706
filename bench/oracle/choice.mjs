// The windows of crop=entropy and crop=edges. sharp has other ways to choose: for
// entropy it cuts slices off the end with less of it until the size is right, and
// attention puts the window over the one place with the most of edges, saturation
// and the colors of skin. So it is found out first which window ours is: the one
// of sharp's whole picture that it comes nearest to, which it has to match as any
// other cell does. Then the window is judged by what the parameter says, in floating
// point and in the source:
//
//	entropy  Shannon's, of the 256 levels of luma: no more than ENTROPY bits less
//	         than in the best of all windows
//	edges    the differences between neighbors along rows and down columns, of the
//	         source made 32 by 32, which is where attention places its window: no
//	         less than NEAR_SHARP of those in sharp's, NEAR_BEST of those in the best,
//	         LEAST of which it must have where there is a reason for fewer

import { again, pixels } from './picture.mjs'

const ENTROPY = 0.01
const NEAR_SHARP = 0.97
const NEAR_BEST = 0.95
const LEAST = 0.85
const ATTENTION = 32 // pixels, in smartcrop.c of libvips

export const positions = { entropy: 'entropy', edges: 'attention' }

// Choice is all windows of a box along the one side that has room, and how (entropy
// or edges) they are judged.
export class Choice {
  static async of(how, { upright }, whole, [w, h]) {
    const choice = new Choice()
    const down = whole.h > h
    const room = down ? whole.h - h : whole.w - w
    Object.assign(choice, { whole, w, h, down, room, shown: down ? h / whole.h : w / whole.w, how })
    const look = how === 'edges' ? await pixels(again(upright).resize(ATTENTION, ATTENTION, { fit: 'fill' })) : upright
    choice.lines = linesOf(look, down)
    choice.measure = how === 'edges' ? edges(choice.lines) : entropy(choice.lines)
    choice.scores = Array.from({ length: room + 1 }, (_, offset) => choice.score(offset))
    choice.best = Math.max(...choice.scores)
    choice.sharps = choice.scores[Math.min(room, await choice.bySharp(upright))]
    choice.middle = choice.scores[room >> 1]
    return choice
  }

  // bySharp is the offset of the window that sharp chooses.
  async bySharp(upright) {
    const options = { fit: 'cover', position: positions[this.how] }
    const { info } = await again(upright).resize(this.w, this.h, options).raw().toBuffer({ resolveWithObject: true })
    return Math.abs(this.down ? info.cropOffsetTop : info.cropOffsetLeft)
  }

  // score measures the lines of the source that the window at an offset shows.
  score(offset) {
    const n = this.lines.length
    const length = n * this.shown
    const from = this.room === 0 ? 0 : ((n - length) * offset) / this.room
    return this.measure(from, from + length)
  }

  // window is the one at an offset.
  window(offset) {
    const at = { left: this.down ? 0 : offset, top: this.down ? offset : 0, width: this.w, height: this.h }
    return pixels(again(this.whole).extract(at))
  }

  // find returns the offset of the window that a picture comes nearest to. In a
  // flat one there is white where the source has nothing.
  find(picture, flat) {
    const nothing = flat ? 255 : 0
    let best = 0
    let least = Infinity
    for (let offset = 0; offset <= this.room; offset++) {
      const d = this.distance(picture, offset, nothing, least)
      if (d < least) [best, least] = [offset, d]
    }
    return best
  }

  // distance is the sum of squares over every eighth line across the room, or
  // something above limit.
  distance({ data }, offset, nothing, limit) {
    const { down, whole, w, h } = this
    const over = (d, i, c) => d[i + c] * d[i + 3] + nothing * (255 - d[i + 3])
    const [x0, y0, stepX, stepY] = down ? [0, offset, 8, 1] : [offset, 0, 1, 8]
    let sum = 0
    for (let y = 0; y < h && sum <= limit; y += stepY) {
      for (let x = 0; x < w; x += stepX) {
        const i = 4 * (y * w + x)
        const k = 4 * ((y + y0) * whole.w + x + x0)
        for (let c = 0; c < 3; c++) sum += (over(data, i, c) - over(whole.data, k, c)) ** 2
      }
    }
    return sum
  }

  // faults says what is wrong with the window at an offset.
  faults(offset) {
    const ours = this.scores[offset]
    const told = (of, score) => `${this.how} ${ours.toFixed(2)} in the window at ${offset} of ${this.room}, ${score.toFixed(2)} in ${of}`
    if (this.how === 'entropy') return ours < this.best - ENTROPY ? [{ text: told('the best', this.best) }] : []
    const all = []
    if (ours < this.sharps * NEAR_SHARP) all.push({ text: told("sharp's", this.sharps) })
    if (ours < this.best * NEAR_BEST) all.push({ text: told('the best', this.best), nearBest: ours >= this.best * LEAST })
    return all
  }
}

// linesOf returns luma, weighted by alpha, in lines across the side that has room:
// rows, or columns.
function linesOf({ data, w, h }, down) {
  const luma = (i) => ((0.299 * data[i] + 0.587 * data[i + 1] + 0.114 * data[i + 2]) * data[i + 3]) / 255
  const line = (n, of) => Float64Array.from({ length: n }, (_, k) => luma(4 * of(k)))
  if (down) return Array.from({ length: h }, (_, y) => line(w, (x) => y * w + x))
  return Array.from({ length: w }, (_, x) => line(h, (y) => y * w + x))
}

// entropy measures whole lines from the one nearest to from.
const entropy = (lines) => (from, to) => {
  const first = Math.round(from)
  const shown = lines.slice(first, first + Math.round(to - from))
  const counts = new Float64Array(256)
  for (const line of shown) for (const v of line) counts[Math.round(v)]++
  const all = shown.length * lines[0].length
  let bits = 0
  for (const n of counts) if (n > 0) bits -= (n / all) * Math.log2(n / all)
  return bits
}

// edges measures lines and parts of lines, per pixel.
function edges(lines) {
  const of = lines.map((line, i) => {
    const next = lines[Math.min(i + 1, lines.length - 1)]
    return line.reduce((sum, v, k) => sum + Math.abs(v - next[k]) + Math.abs(v - line[Math.min(k + 1, line.length - 1)]), 0)
  })
  return (from, to) => {
    const parts = of.map((e, i) => e * Math.max(0, Math.min(to, i + 1) - Math.max(from, i)))
    return parts.reduce((a, b) => a + b) / ((to - from) * lines[0].length)
  }
}
