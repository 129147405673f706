// tintype as a library on Cloudflare Workers (workerd), which takes modules compiled
// when the Worker was uploaded. Types and documentation: tintype.d.ts.

import module from './tintype.wasm'
import { defaultsOf, Tintype, TintypeError } from './library.mjs'
import { known } from './query.mjs'

export { TintypeError }

// An isolate has 128 MB for all: the guest begins with 12, holds the source up to
// twice, and works within limits.memory.
const limits = { sourceBytes: 16 << 20, memory: 48 << 20 }

// The clock stands still while code runs. The guest reads it about every half
// millisecond of work, so its readings are counted.
const host = { pace: 0.5, whole: true, retireBytes: 64 << 20, idle: 1 }

export async function load(given = {}) {
  known('option', given, ['wasm', 'limits', 'quality', 'strict', 'timeout'])
  const defaults = defaultsOf({ timeout: 20_000, ...given, limits: { ...limits, ...given.limits } })
  return new Tintype((await given.wasm) ?? module, defaults, host)
}

export async function createPool() {
  throw new TypeError('createPool: there are no workers within a Worker; want load')
}
