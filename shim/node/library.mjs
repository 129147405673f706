// The library, without anything that only one kind of JavaScript has. The entries are
// tintype.mjs (Node), browser.mjs and workerd.mjs.

import { TintypeError } from './errors.mjs'
import { Pool as Guests } from './guest.mjs'
import { gathered, pieces } from './input.mjs'
import { keepFields } from './keep.mjs'
import { metadataOf } from './metadata.mjs'
import { bytesOf, known, plan, refused } from './query.mjs'
import { run, runFrom } from './run.mjs'

// What load and createPool take beside what only they know.
export function defaultsOf({ limits = {}, quality = {}, strict = false, timeout }) {
  begin('', { limits, quality, timeout })
  return { limits, quality, strict, timeout }
}

// begin checks a call and returns its plan, how many milliseconds it has, and its
// signal.
export function begin(asked, options = {}, defaults) {
  const { signal, timeout = defaults?.timeout } = options
  const made = plan(asked, options, defaults)
  if (timeout !== undefined && !(timeout > 0)) throw new TypeError(`timeout: got ${timeout}, want milliseconds above 0`)
  if (signal !== undefined && typeof signal?.addEventListener !== 'function') throw new TypeError('signal: want an AbortSignal')
  signal?.throwIfAborted()
  return { plan: made, timeout, signal }
}

// finish makes a result of what a guest returned. source is null where it was not
// kept.
export function finish(out, source, { keep, strict, ignored, given }) {
  let { body, contentType, info } = out
  info.ignored = [...ignored, ...(info.ignored ?? []).map((name) => given[name] ?? name)]
  if (strict && info.ignored.length) throw refused(info.ignored[0])
  if (strict && info.missing.length) throw new TintypeError('parameter', `${info.missing[0]}: got no image of this key that can be used, want one in options.images`)
  if (keep.length) {
    const { file, left } = keepFields(body, info, source, keep)
    body = file
    info.ignored.push(...left.map((name) => `keep=${name}`))
    if (strict && left.length) throw new TintypeError('parameter', `keep: got ${left[0]}, which a file of format ${info.format} made of ${info.source.format} cannot have here`)
  }
  return { body, contentType, info }
}

// facts begins a call that returns what the engine knows of a source. No pixel of it is
// made, so that their number does not matter.
export const facts = (options, defaults) => begin('fm=json', { ...options, limits: { sourcePixels: 2 ** 52 } }, defaults)

// Tintype runs on the thread that calls it.
export class Tintype {
  #guests
  #defaults
  #whole

  // host is that of the guests' pool. With whole, sources are gathered before a guest
  // is taken, so that there is never more than one at work.
  constructor(module, defaults, { whole = false, ...host } = {}) {
    this.#guests = new Guests(module, (stream, line) => console.error(line), host)
    this.#defaults = defaults
    this.#whole = whole
    this.#guests.give(this.#guests.take())
  }

  transform(source, asked, options) {
    const bytes = bytesOf(source, 'source')
    const { plan, timeout } = begin(asked, options, this.#defaults)
    return finish(run(this.#guests, bytes, plan, timeout, null), bytes, plan)
  }

  async transformAsync(source, asked, options) {
    const { plan, timeout, signal } = begin(asked, options, this.#defaults)
    return timed(timeout, signal, async (signal) => {
      if (!plan.keep.length && !this.#whole) return finish(await runFrom(this.#guests, pieces(source, signal), plan, timeout, null), null, plan)
      const bytes = await gathered(source, signal, plan.most)
      return finish(run(this.#guests, bytes, plan, timeout, null), bytes, plan)
    })
  }

  metadata(source) {
    const bytes = bytesOf(source, 'source')
    const { plan } = facts({}, this.#defaults)
    return metadataOf(run(this.#guests, bytes, plan).body, bytes)
  }

  async metadataAsync(source, options = {}) {
    known('option', options, ['signal', 'timeout'])
    const { plan, timeout, signal } = facts(options, this.#defaults)
    return timed(timeout, signal, async (signal) => this.metadata(await gathered(source, signal, plan.most)))
  }
}

// timed calls fn with a signal that aborts with the given one, and with a TintypeError
// once the time is over: a source may never come.
export async function timed(timeout, signal, fn) {
  if (!timeout) return fn(signal)
  const over = new AbortController()
  const pass = () => over.abort(signal.reason)
  signal?.addEventListener('abort', pass, { once: true })
  const timer = setTimeout(() => over.abort(late()), timeout)
  try {
    return await fn(over.signal)
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', pass)
  }
}

export const late = () => new TintypeError('deadline', 'transformation stopped: deadline: no time is left')

export { TintypeError }
