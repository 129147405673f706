// One transformation in one guest: what a plan (query.mjs) asks for is done, here or
// in a worker.

import { TintypeError } from './errors.mjs'
import { FAILURE, MORE, RESULT } from './guest.mjs'

// The guest decodes what it gets while the next piece is copied to it; small
// pieces keep the source out of its memory.
const PIECE = 1 << 16

// The time of a call without a limit that may be stopped all the same: a guest
// without a deadline does not look at the clock.
const LONG_MS = 1e8

// run takes one guest from open to its last step and returns {body, contentType,
// info}. left is how many milliseconds there are, undefined for no limit; stopped is
// null, or returns true once nobody waits. A guest that fails on the way is not given
// back to the pool.
export function run(pool, source, plan, left, stopped) {
  const task = new Task(pool, plan, left, stopped)
  let at = 0
  while (task.wants()) at < source.length ? task.push(source.subarray(at, (at += PIECE))) : task.end()
  return task.result()
}

// runFrom is run for pieces that are waited for.
export async function runFrom(pool, pieces, plan, left, stopped) {
  const task = new Task(pool, plan, left, stopped)
  const iterator = pieces[Symbol.asyncIterator]()
  try {
    while (task.wants()) {
      const { done, value } = await iterator.next()
      if (done) task.end()
      else for (let at = 0; at < value.length && task.wants(); ) task.push(value.subarray(at, (at += PIECE)))
    }
    return task.result()
  } finally {
    await iterator.return?.()
  }
}

// Task is a guest at work.
class Task {
  #pool
  #guest
  #plan
  #images
  #step

  constructor(pool, plan, left, stopped) {
    this.#pool = pool
    this.#plan = plan
    this.#images = new Map()
    this.#do(() => {
      this.#guest = pool.take()
      this.#guest.open(plan.query, plan.lines, left ?? (stopped ? LONG_MS : 0), stopped)
    })
  }

  // wants says whether the guest waits for more of the source; images it is given.
  wants() {
    if (this.#step && this.#step.kind !== MORE) return false // its last step is not to be asked for twice
    this.#do(() => {
      while ((this.#step = this.#guest.next()).kind === MORE && this.#step.id > 0) this.#feed(this.#step.id)
    })
    return this.#step.kind === MORE
  }

  // feed delivers the next piece of the image that fetch id is.
  #feed(id) {
    const { images } = this.#plan
    const image = images[(id - 1) % images.length]
    const at = this.#images.get(id) ?? 0
    if (at < image.length) this.#guest.push(id, image.subarray(at, at + PIECE))
    else this.#guest.end(id)
    this.#images.set(id, at + PIECE)
  }

  push(piece) {
    this.#do(() => this.#guest.push(0, piece))
  }

  end() {
    this.#do(() => this.#guest.end(0))
  }

  // result gives the guest back and returns what it came to, or throws that.
  result() {
    const { kind, a, b } = this.#step
    if (kind !== RESULT && kind !== FAILURE) throw this.#internal(new Error(`guest's step is of kind ${kind}`))
    const { contentType, info, code, message } = JSON.parse(a)
    const body = kind === RESULT ? new Uint8Array(b) : null
    this.#pool.give(this.#guest)
    if (!body) throw new TintypeError(code, message)
    return { body, contentType, info }
  }

  #do(fn) {
    try {
      fn()
    } catch (cause) {
      throw this.#internal(cause)
    }
  }

  #internal(cause) {
    return new TintypeError('internal', `internal: ${cause.message}`, { cause })
  }
}
