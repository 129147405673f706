import type { Wasm } from './tintype.cjs'

/** What your bundler or runtime makes of the import: a module, bytes or an address. load({ wasm }) takes each. */
declare const wasm: Wasm
export default wasm
