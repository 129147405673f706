// tintype as a library where there is no Node: browsers, Deno, Bun and all else that
// has WebAssembly and fetch. Types and documentation: tintype.d.ts.

import { defaultsOf, Tintype, TintypeError } from './library.mjs'
import { known } from './query.mjs'

export { TintypeError }

const options = ['wasm', 'limits', 'quality', 'strict', 'timeout']

export async function load(given = {}) {
  known('option', given, options)
  const defaults = defaultsOf(given)
  return new Tintype(await moduleOf(given), defaults)
}

export async function createPool(given = {}) {
  known('option', given, [...options, 'size', 'worker'])
  const defaults = defaultsOf(given)
  if (typeof Worker === 'undefined') throw new TypeError('createPool: there are no workers here; want load')
  const [{ Pool }, { workers }] = await Promise.all([import('./pool.mjs'), import('./web.mjs')])
  const { size = globalThis.navigator?.hardwareConcurrency || 2, worker } = given
  return Pool.start(workers(await moduleOf(given), worker), size, defaults)
}

// moduleOf returns the compiled guest: the file beside this one, or what wasm is.
async function moduleOf({ wasm }) {
  let from = await (wasm ?? new URL('./tintype.wasm', import.meta.url))
  if (from instanceof WebAssembly.Module) return from
  if (typeof from === 'string' || from instanceof URL) from = await fetch(from)
  if (typeof from.arrayBuffer !== 'function') return WebAssembly.compile(from)
  if (from.ok === false) throw new TypeError(`wasm: got status ${from.status} of ${from.url}, want tintype.wasm`)
  const streams = WebAssembly.compileStreaming && /^application\/wasm\b/.test(from.headers?.get('content-type'))
  return streams ? WebAssembly.compileStreaming(from) : WebAssembly.compile(await from.arrayBuffer())
}
