// tintype from the unzipped package: the files that Lambda@Edge gets, and of the library
// only what a request of the edge needs too.
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

export default async function load() {
  const at = (name) => pathToFileURL(join(process.env.TINTYPE_PACKAGE, name))
  const [{ compile, Pool }, { run }] = await Promise.all([import(at('guest.mjs')), import(at('run.mjs'))])
  const pool = new Pool(compile(at('tintype.wasm')), () => {})
  pool.give(pool.take())
  return (bytes, want, query) => run(pool, bytes, { query, lines: '', images: [] }).body
}
