// tintype as a library for Node.js. Types and documentation: tintype.d.ts.

import { compile } from './guest.mjs'
import { defaultsOf, Tintype, TintypeError } from './library.mjs'
import { known } from './query.mjs'

export { TintypeError }

const options = ['wasm', 'v8Flags', 'limits', 'quality', 'strict', 'timeout']

export async function load(given = {}) {
  known('option', given, options)
  const defaults = defaultsOf(given)
  return new Tintype(await moduleOf(given), defaults)
}

export async function createPool(given = {}) {
  known('option', given, [...options, 'size', 'worker'])
  const defaults = defaultsOf(given)
  const { availableParallelism } = process.getBuiltinModule('node:os')
  const { size = availableParallelism(), worker } = given
  const { threads } = await import('./threads.mjs')
  const { Pool } = await import('./pool.mjs')
  return Pool.start(threads(await moduleOf(given), worker), size, defaults)
}

// moduleOf returns the compiled guest: the file beside this one, or what wasm is. With
// v8Flags it is compiled as for Lambda (guest.mjs says how), else off this thread and
// without a flag that others would notice.
async function moduleOf({ wasm, v8Flags }) {
  if (wasm instanceof WebAssembly.Module) return wasm
  if (wasm === undefined && v8Flags) return compile(new URL('tintype.wasm', import.meta.url))
  let bytes = await (wasm ?? new URL('tintype.wasm', import.meta.url))
  if (typeof bytes === 'string' || bytes instanceof URL) bytes = await process.getBuiltinModule('node:fs/promises').readFile(bytes)
  if (typeof bytes.arrayBuffer === 'function') bytes = await bytes.arrayBuffer()
  return WebAssembly.compile(bytes)
}
