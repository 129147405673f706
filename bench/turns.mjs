// The warm calls. Every contender has one process at a time, as a server would,
// which does all of its tasks; all of them share one processor, and only the one that is
// called runs. Contenders and tasks take turns over the whole time, so that what
// others do to the machine for seconds or minutes meets all alike. There are two
// sittings, with new processes: what a process compiled first, and which memory it
// got, stays with it and is worth up to a tenth.
import { slopeOf, undisturbed } from './estimate.mjs'
import { Process, pinned } from './process.mjs'

const WARM_UP = { least: 2, most: 8, seconds: 0.25 } // calls of a task that do not count
// Calls that count: as many as take so long, within the two bounds.
const ENOUGH = { main: { seconds: 3, least: 10, most: 24 }, other: { seconds: 2, least: 4, most: 12 } }
const SLOW = 400 // ms, from which calls do not alternate with sharp's
const BURST = { quick: 3, slow: 2 } // calls of a turn that count
const ERROR = 0.015 // there are more while the standard error is above this
const ESTIMATE = 3000 // ms between two estimates
const SITTINGS = 2

// sharpOf names the sharp that a contender is compared with: that of its Node.
export const sharpOf = (name) => (name.endsWith('-node22') ? 'sharp-node22' : 'sharp')

const spent = (calls) => calls.reduce((sum, { ms }) => sum + ms, 0)

// A Pair is a contender at a task. calls are those that count, as {ms, us}, in
// which us is what the neighbors' work took meanwhile; beside are as many of
// sharp's, made in the same turns.
class Pair {
  constructor(c, t, message) {
    Object.assign(this, { c, t, message, calls: [], beside: [] })
  }

  async ask() {
    const answer = await this.c.process.ask(this.message)
    if (answer.ms === undefined) throw new Error(`${this.c.name} on ${this.t.name}, which it could do before: ${answer.error}`)
    return answer
  }

  async call() {
    this.c.process.goOn()
    const answer = await this.ask()
    this.c.process.rest() // what it still has to do it does within its own next call
    return answer
  }

  async warmUp() {
    const made = []
    const goesOn = () => made.length < WARM_UP.least || (made.length < WARM_UP.most && spent(made) < 1000 * WARM_UP.seconds)
    do made.push(await this.ask())
    while (made[0].ms < SLOW && goesOn())
    const ms = Math.min(...made.map((call) => call.ms))
    const { seconds, least, most } = this.c.main ? ENOUGH.main : ENOUGH.other
    this.enough = Math.min(Math.max(Math.round((1000 * seconds) / ms), least), most)
    this.slow = ms >= SLOW
  }

  // wants is how much the pair wants a turn, 0 for not at all: first all are to
  // have enough calls, or that share of them, then, of the whole, those that are the
  // least certain, the more the fewer.
  wants(share) {
    const done = this.calls.length / this.enough
    if (done < share) return 2 - done
    if (share < 1) return 0
    const error = this.estimate?.error ?? 1
    return error > ERROR ? Math.min(error / Math.sqrt(done), 1) : 0
  }
}

// Turns takes the pairs of contenders and tasks that are able, and makes calls.
export class Turns {
  constructor(pairs, neighbors) {
    this.pairs = pairs.map(({ c, t, message }) => new Pair(c, t, message))
    this.neighbors = neighbors
    this.waiting = [] // calls whose µs are not known yet
  }

  // sit holds all sittings, of so many seconds together at most.
  async sit(seconds, progress) {
    const until = performance.now() + 1000 * seconds
    for (let n = 1; n <= SITTINGS; n++) {
      const begun = performance.now()
      await this.#start(progress)
      await this.#make(begun + (until - begun) / (SITTINGS - n + 1), n / SITTINGS, progress)
      await this.#stop()
    }
  }

  // start warms the contenders up, two at a time, and leaves them one processor.
  async #start(progress) {
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

  // make makes calls until there is that share of them, or the time is up.
  async #make(deadline, share, progress) {
    let [estimated, said] = [performance.now(), performance.now()]
    for (let now; (now = performance.now()) < deadline; ) {
      this.#settle()
      if (now - estimated > ESTIMATE) this.estimate(), (estimated = now)
      const wanted = this.compared.filter((p) => p.wants(share) > 0)
      if (wanted.length === 0) break
      if (now - said > 30_000) progress(`${wanted.length} of ${this.compared.length} to go on with`), (said = now)
      const pair = wanted.reduce((a, b) => (b.wants(share) > a.wants(share) ? b : a))
      await this.#turn(pair)
    }
    await new Promise((go) => setTimeout(go, 20)) // for the last samples
    this.#settle(true)
    this.estimate()
  }

  // estimate sets what a call of each pair takes undisturbed, and slopes, those of
  // the contenders' times over the neighbors' work. Sharp's calls are those beside
  // every contender that is compared with it.
  estimate() {
    const known = (calls) => calls.filter(({ us }) => us !== undefined)
    const all = (p) => known(this.compared.includes(p) ? p.calls : this.pairs.filter(({ peer }) => peer === p).flatMap(({ beside }) => beside))
    this.slopes = {}
    for (const c of new Set(this.pairs.map(({ c }) => c))) {
      const mine = this.pairs.filter((p) => p.c === c && all(p).length > 0)
      const slope = (this.slopes[c.name] = slopeOf(mine.map(all), this.neighbors.least))
      for (const p of mine) p.estimate = undisturbed(all(p), slope, this.neighbors.least)
    }
  }

  async #stop() {
    for (const p of new Set(this.pairs.map(({ c }) => c.process))) p.goOn(), await p.stop()
  }

  // turn makes some calls in a row and sharp's beside them. The first of either does
  // not count: caches are another contender's, and memory that a process gave back
  // seconds ago may have to come from the host again, at 10 µs a page in place of 1.5,
  // which doubled sharp's 0.3 s of the 33 MP progressive picture. For the same reason
  // calls that take long are made first, sharp's after them.
  async #turn(pair) {
    const both = [[pair, pair.calls], ...(pair.peer ? [[pair.peer, pair.beside]] : [])]
    const one = async ([p, list], counts) => {
      const call = await p.call()
      if (counts) this.#count(list, call)
    }
    if (pair.slow) for (const b of both) for (let i = 0; i <= BURST.slow; i++) await one(b, i > 0)
    else for (let i = 0; i <= BURST.quick; i++) for (const b of both) await one(b, i > 0)
  }

  #count(list, { ms, begin, end }) {
    const call = { ms, begin, end }
    list.push(call)
    this.waiting.push(call)
  }

  // settle looks up what the neighbors did during calls that are over for long
  // enough for all samples to be here.
  #settle(all) {
    const now = performance.timeOrigin + performance.now()
    this.waiting = this.waiting.filter((call) => {
      if (!all && call.end + 15 > now) return true
      call.us = this.neighbors.between(call.begin, call.end, pinned)
      return false
    })
  }
}
