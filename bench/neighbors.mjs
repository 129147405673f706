// How busy the neighbors of a processor were while something ran on it: what
// bench/neighbors measures, one of them on each processor.
import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const MARGIN = 2 // ms on both sides of a call within which a sample tells of it
const MOST = 1.4 // times the least: whoever disturbs more takes no more from most calls
const BINS = 10 // a µs
const QUIET = 1.1 // times the least: up to here nobody disturbs
const LATEST = 4 // samples that tell how it is now

export class Neighbors {
  #samples = new Map()
  #histogram = new Uint32Array(1000 * BINS)
  #children

  // program is how one starts on a processor, of the given numbers.
  constructor(program, processors) {
    this.#children = processors.map((cpu) => {
      const [file, args] = program(cpu)
      const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'ignore'] })
      const list = { at: [], us: [] }
      this.#samples.set(cpu, list)
      createInterface({ input: child.stdout }).on('line', (line) => {
        const [at, us] = line.split(' ').map(Number)
        list.at.push(at), list.us.push(us)
        this.#histogram[Math.min(Math.floor(us * BINS), this.#histogram.length - 1)]++
      })
      return child
    })
  }

  // least is the µs of an undisturbed sample: of a hundred the second.
  get least() {
    const wanted = this.#histogram.reduce((a, b) => a + b, 0) / 50
    let bin = 0
    for (let seen = this.#histogram[0]; seen <= wanted && bin < this.#histogram.length - 1; ) seen += this.#histogram[++bin]
    return (bin + 0.5) / BINS
  }

  // between is the mean µs of the samples from begin to end, both in ms since
  // 1970, on one processor or, without one, on all; NaN where there are none.
  between(begin, end, cpu) {
    const most = MOST * this.least
    const lists = cpu === undefined ? [...this.#samples.values()] : [this.#samples.get(cpu)]
    let sum = 0
    let n = 0
    for (const { at, us } of lists) {
      for (let i = at.length - 1; i >= 0 && at[i] >= begin - MARGIN; i--) if (at[i] <= end + MARGIN) (sum += Math.min(us[i], most)), n++
    }
    return sum / n
  }

  // quiet tells whether nobody has disturbed a processor just now.
  quiet(cpu) {
    const most = QUIET * this.least
    return this.#samples.get(cpu).us.slice(-LATEST).every((us) => us <= most)
  }

  // calm waits until all processors are quiet, for some ms at most.
  async calm(patience) {
    const until = performance.now() + patience
    while (![...this.#samples.keys()].every((cpu) => this.quiet(cpu)) && performance.now() < until) await new Promise((go) => setTimeout(go, 2))
  }

  stop() {
    for (const child of this.#children) child.kill()
  }
}
