// A pool of workers: transformations run beside the thread that asks for them.

import { TintypeError } from './errors.mjs'
import { gathered } from './input.mjs'
import { begin, facts, finish, late, timed } from './library.mjs'
import { metadataOf } from './metadata.mjs'
import { known } from './query.mjs'

// How long after its time a worker is ended that did not stop by itself.
const GRACE_MS = 1000

export class Pool {
  #start
  #defaults
  #members
  #queue = []
  #id = 0
  #closed = false

  // start makes a pool and waits for its workers. spawn(heard, died) starts one:
  // threads.mjs and web.mjs.
  static async start(spawn, size, defaults) {
    if (!Number.isSafeInteger(size) || size < 1) throw new TypeError(`size: got ${size}, want an integer from 1 up`)
    const pool = new Pool(spawn, size, defaults)
    try {
      for (const member of pool.#members) await pool.#raise(member)
    } catch (error) {
      await pool.close()
      throw error
    }
    return pool
  }

  constructor(spawn, size, defaults) {
    this.#start = spawn
    this.#defaults = defaults
    this.#members = Array.from({ length: size }, () => ({ worker: null, job: null, ready: false }))
  }

  // size is the number of workers.
  get size() {
    return this.#members.length
  }

  // waiting is how many transformations have no worker yet.
  get waiting() {
    return this.#queue.length
  }

  async transform(source, asked, options) {
    const { plan, timeout, signal } = begin(asked, options, this.#defaults)
    return timed(timeout, signal, async (signal) => {
      const bytes = await gathered(source, signal, plan.most)
      return finish(await this.#run(bytes, plan, timeout, signal), bytes, plan)
    })
  }

  async metadata(source, options = {}) {
    known('option', options, ['signal', 'timeout'])
    const { plan, timeout, signal } = facts(options, this.#defaults)
    return timed(timeout, signal, async (signal) => {
      const bytes = await gathered(source, signal, plan.most)
      return metadataOf((await this.#run(bytes, plan, timeout, signal)).body, bytes)
    })
  }

  // close ends the workers; what runs or waits is rejected.
  async close() {
    this.#closed = true
    const over = new TintypeError('internal', 'internal: the pool was closed')
    for (const job of this.#queue.splice(0)) job.reject(over)
    await Promise.all(this.#members.map((member) => this.#drop(member, over)))
  }

  async [Symbol.asyncDispose ?? Symbol.for('Symbol.asyncDispose')]() {
    await this.close()
  }

  // raise starts a member's worker; the promise is of its being ready.
  #raise(member) {
    return new Promise((resolve, reject) => {
      member.ready = false
      const worker = this.#start(
        (message) => {
          if (member.worker !== worker) return
          if (!message.ready) return this.#heard(member, message)
          member.ready = true
          if (!member.job) worker.release?.()
          resolve()
          this.#pump()
        },
        (error) => {
          reject(error)
          if (member.worker === worker) this.#drop(member, new TintypeError('internal', `internal: ${error.message}`, { cause: error }))
        },
      )
      member.worker = worker
    })
  }

  // drop ends a member's worker, if it has one, and with it what that worked at.
  async #drop(member, error) {
    const { worker, job } = member
    Object.assign(member, { worker: null, job: null, ready: false })
    job?.reject(error)
    const ended = worker?.end()
    if (!this.#closed) this.#pump()
    await ended
  }

  #run(source, plan, timeout, signal) {
    if (this.#closed) throw new TintypeError('internal', 'internal: the pool was closed')
    return new Promise((resolve, reject) => {
      const job = { id: (this.#id = (this.#id % 0x7fffffff) + 1), source, plan, ends: timeout && Date.now() + timeout }
      const settle = (fn) => (value) => {
        signal?.removeEventListener('abort', abort)
        fn(value)
      }
      const abort = () => this.#abort(job, signal.reason)
      job.resolve = settle(resolve)
      job.reject = settle(reject)
      signal?.addEventListener('abort', abort, { once: true })
      this.#queue.push(job)
      this.#pump()
    })
  }

  // pump gives what waits to workers that do not work.
  #pump() {
    while (this.#queue.length) {
      const member = this.#members.find(({ ready, job }) => ready && !job)
      if (!member) break
      this.#give(member, this.#queue.shift())
    }
    const missing = this.#queue.length && this.#members.find(({ worker }) => !worker)
    if (missing) this.#raise(missing).catch((error) => this.#queue.splice(0).forEach((job) => job.reject(error)))
  }

  // give sends a copy of the source, which the worker then owns: the caller's stays.
  #give(member, job) {
    const { id, plan } = job
    const left = job.ends && job.ends - Date.now()
    if (left <= 0) return job.reject(late())
    member.job = job
    member.worker.hold?.()
    try {
      const source = new Uint8Array(job.source)
      member.worker.send({ id, source, plan: { query: plan.query, lines: plan.lines, images: plan.images }, left }, [source.buffer])
    } catch (error) {
      member.job = null
      job.reject(error)
    }
  }

  #heard(member, { id, out, error }) {
    const { job } = member
    if (job?.id !== id) return
    member.job = null
    if (!this.#queue.length) member.worker.release?.()
    this.#pump()
    if (out) job.resolve(out)
    else job.reject(new TintypeError(error.code, error.message))
  }

  // abort takes a job back: one that waits, or one that runs, whose worker is told to
  // stop, and ended where it cannot be told or does not hear.
  #abort(job, reason) {
    const at = this.#queue.indexOf(job)
    if (at >= 0) this.#queue.splice(at, 1)
    const member = this.#members.find((m) => m.job === job)
    job.reject(reason)
    if (!member) return
    const { worker } = member
    if (!worker.stop) return this.#drop(member, reason)
    Atomics.store(worker.stop, 0, job.id)
    const guard = setTimeout(() => member.worker === worker && member.job === job && this.#drop(member, reason), GRACE_MS)
    guard.unref?.()
  }
}
