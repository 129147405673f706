// The warm calls. Every contender has one process, as a server would, which does
// all of its tasks; all of them share one processor, and only the one that is
// called runs. Contenders and tasks take turns over the whole time, so that what
// others do to the machine for seconds or minutes meets all alike.
import { slopeOf, undisturbed } from './estimate.mjs'
import { Process, pinned } from './process.mjs'

const WARM_UP = { least: 2, most: 8, seconds: 0.25 } // calls of a task that do not count
const LONG = 150 // ms from which on a call is long; of those one does not count
const BURST = 3 // short calls in a row: after the first the caches are warm
const ENOUGH = { main: 30, other: 15, long: 4 } // calls that count
const ERROR = 0.015 // there are more while the standard error is above this
const ESTIMATE = 3000 // ms between two estimates

// sharpOf names the sharp that a contender is compared with: that of its Node.
export const sharpOf = (name) => (name.endsWith('-node22') ? 'sharp-node22' : 'sharp')

const spent = (calls) => calls.reduce((sum, { ms }) => sum + ms, 0)

// A Pair is a contender at a task. calls are those that count, as {ms, us}, in
// which us is what the neighbours' work took meanwhile; beside are sharp's, made
// straight after each.
class Pair {
  constructor(c, t, message) {
    Object.assign(this, { c, t, message, calls: [], beside: [] })
  }

  async call() {
    const { process: p } = this.c
    p.goOn()
    const answer = await p.ask(this.message)
    p.rest() // what it still has to do it does within its own next call
    return answer
  }

  async warmUp() {
    const made = []
    const goesOn = () => made.length < WARM_UP.least || (made.length < WARM_UP.most && spent(made) < 1000 * WARM_UP.seconds)
    do made.push(await this.c.process.ask(this.message))
    while (made[0].ms < LONG && goesOn())
    this.long = made.at(-1).ms >= LONG
    this.enough = this.long ? ENOUGH.long : this.c.main ? ENOUGH.main : ENOUGH.other
  }
}

// Turns takes the pairs of contenders and tasks that are able, and makes calls.
export class Turns {
  constructor(pairs, neighbours) {
    this.pairs = pairs.map(({ c, t, message }) => new Pair(c, t, message))
    this.neighbours = neighbours
    this.waiting = [] // calls whose µs are not known yet
  }

  // start warms the contenders up, two at a time, and leaves them one processor.
  async start(progress) {
    const contenders = [...new Set(this.pairs.map(({ c }) => c))]
    const waiting = [...contenders]
    const warmUp = async () => {
      for (let c; (c = waiting.shift()); ) {
        c.process = new Process(c.start)
        await c.process.read()
        for (const pair of this.pairs.filter((p) => p.c === c)) await pair.warmUp()
        c.process.pin()
        c.process.rest()
        progress(`warmed up: ${c.name}`)
      }
    }
    await Promise.all([warmUp(), warmUp()])
    // Sharp's own calls are those beside the others.
    for (const p of this.pairs) p.peer = this.pairs.find((s) => s !== p && s.t === p.t && s.c.name === sharpOf(p.c.name))
    this.compared = this.pairs.filter((p) => p.c.name !== sharpOf(p.c.name) || !this.pairs.some(({ peer }) => peer === p))
  }

  // make makes calls until there are enough, or the time is up.
  async make(seconds, progress) {
    const deadline = performance.now() + 1000 * seconds
    const done = (p) => p.calls.length / p.enough
    let [estimated, said] = [performance.now(), performance.now()]
    for (let now; (now = performance.now()) < deadline; ) {
      this.#settle()
      if (now - estimated > ESTIMATE) this.estimate(), (estimated = now)
      const wanted = this.compared.filter((p) => done(p) < 1 || !(p.estimate?.error <= ERROR))
      if (wanted.length === 0) break
      if (now - said > 30_000) progress(`${wanted.length} of ${this.compared.length} to go on with`), (said = now)
      const pair = wanted.reduce((a, b) => (done(b) < done(a) ? b : a))
      for (let i = 0; i < (pair.long ? 1 : BURST); i++) await this.#turn(pair)
    }
    await new Promise((go) => setTimeout(go, 20)) // for the last samples
    this.#settle(true)
    this.estimate()
  }

  // estimate sets what a call of each pair takes undisturbed, and slopes, those of
  // the contenders' times over the neighbours' work. Sharp's calls are those beside
  // every contender that is compared with it.
  estimate() {
    const known = (calls) => calls.filter(({ us }) => us !== undefined)
    const all = (p) => known(this.compared.includes(p) ? p.calls : this.pairs.filter(({ peer }) => peer === p).flatMap(({ beside }) => beside))
    this.slopes = {}
    for (const c of new Set(this.pairs.map(({ c }) => c))) {
      const mine = this.pairs.filter((p) => p.c === c && all(p).length > 0)
      const slope = (this.slopes[c.name] = slopeOf(mine.map(all), this.neighbours.least))
      for (const p of mine) p.estimate = undisturbed(all(p), slope, this.neighbours.least)
    }
  }

  async stop() {
    for (const p of new Set(this.pairs.map(({ c }) => c.process))) p.goOn(), await p.stop()
  }

  async #turn(pair) {
    this.#count(pair.calls, await pair.call())
    if (pair.peer) this.#count(pair.beside, await pair.peer.call())
  }

  #count(list, { ms, begin, end }) {
    const call = { ms, begin, end }
    list.push(call)
    this.waiting.push(call)
  }

  // settle looks up what the neighbours did during calls that are over for long
  // enough for all samples to be here.
  #settle(all) {
    const now = performance.timeOrigin + performance.now()
    this.waiting = this.waiting.filter((call) => {
      if (!all && call.end + 15 > now) return true
      call.us = this.neighbours.between(call.begin, call.end, pinned)
      return false
    })
  }
}
