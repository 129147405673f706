// tintype as a library for Node.js. Types and documentation: tintype.d.ts.

import { compile, FAILURE, MORE, Pool, RESULT } from './guest.mjs'

// The guest decodes what it gets while the next piece is copied to it; small
// pieces keep the source out of its memory.
const PIECE = 1 << 16

export async function load({ wasm } = {}) {
  const module = wasm ? new WebAssembly.Module(wasm) : compile(new URL('tintype.wasm', import.meta.url))
  const pool = new Pool(module, (stream, line) => console.error(line))
  pool.give(pool.take())
  return new Tintype(pool)
}

class Tintype {
  #pool

  constructor(pool) {
    this.#pool = pool
  }

  transform(source, query) {
    const bytes = source instanceof ArrayBuffer ? new Uint8Array(source) : source
    if (!ArrayBuffer.isView(bytes) || bytes.BYTES_PER_ELEMENT !== 1) throw new TypeError('source: want a Uint8Array or an ArrayBuffer')
    if (typeof query !== 'string') throw new TypeError('query: want a string')
    const guest = this.#pool.take()
    const step = run(guest, bytes, query)
    const { contentType, info, code, message } = JSON.parse(step.a)
    const body = step.kind === RESULT ? new Uint8Array(step.b) : null
    this.#pool.give(guest)
    if (!body) throw Object.assign(new Error(message), { code })
    return { body, contentType, info }
  }
}

// run takes one guest from open to its last step. A guest that fails on the way
// is not given back to the pool.
function run(guest, bytes, query) {
  try {
    guest.open(query)
    for (let at = 0; ; ) {
      const step = guest.next()
      if (step.kind === RESULT || step.kind === FAILURE) return step
      if (step.kind !== MORE) throw new Error(`guest's step is of kind ${step.kind}`)
      if (at < bytes.length) guest.push(0, bytes.subarray(at, (at += PIECE)))
      else guest.end(0)
    }
  } catch (cause) {
    throw Object.assign(new Error(`internal: ${cause.message}`, { cause }), { code: 'internal' })
  }
}
