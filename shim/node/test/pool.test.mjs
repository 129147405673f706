// The pool: what it makes, that the thread that asks stays free, and that nothing of
// what goes wrong in a worker stays.

import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { createPool, load, TintypeError } from '../tintype.mjs'
import { hostileWasm, repository } from './lambda.mjs'

const landscape = readFileSync(join(repository, 'testdata/samples/landscape.jpg'))
const glass = readFileSync(join(repository, 'testdata/samples/glass.png'))

let pool
before(async () => (pool = await createPool({ size: 2 })))
after(() => pool.close())

test('eight uploads of six variants leave the event loop turning', async () => {
  const tintype = await load()
  const variants = [100, 200, 300].flatMap((width) => ['jpg', 'webp'].map((format) => ({ width, format })))
  const want = variants.map((variant) => tintype.transform(landscape, variant))
  let turns = 0
  let running = true
  const turn = () => running && (turns++, setImmediate(turn))
  turn()
  const uploads = Array.from({ length: 8 }, () => new Blob([landscape]))
  const got = await Promise.all(uploads.flatMap((upload) => variants.map((variant) => pool.transform(upload, variant))))
  running = false
  for (const [i, { body }] of got.entries()) assert.equal(Buffer.compare(body, want[i % variants.length].body), 0)
  // On this thread it would be one turn for each at most.
  assert.ok(turns > 10 * got.length, `${turns} turns for ${got.length} images`)
  assert.equal(pool.waiting, 0)
})

test('the bytes of the caller stay, what comes back is the caller\'s own', async () => {
  const mine = new Uint8Array(landscape)
  const { body } = await pool.transform(mine, { width: 50 })
  assert.equal(Buffer.compare(mine, landscape), 0)
  assert.equal(body.byteLength, body.buffer.byteLength)
})

test('images, metadata, limits and errors cross over', async () => {
  const tintype = await load()
  const marked = { width: 200, mark: glass, markW: 0.5 }
  assert.equal(Buffer.compare((await pool.transform(landscape, marked, { strict: true })).body, tintype.transform(landscape, marked).body), 0)
  assert.deepEqual(await pool.metadata(new Blob([landscape])), tintype.metadata(landscape))
  const refused = (promise, code) => assert.rejects(promise, (error) => error instanceof TintypeError && error.code === code)
  await refused(pool.transform(landscape, 'q=400'), 'parameter')
  await refused(pool.transform(landscape, 'widht=4', { strict: true }), 'parameter')
  await refused(pool.transform(Buffer.from('x'), 'w=4'), 'source_unsupported')
  await refused(pool.metadata(Buffer.from('x')), 'source_unsupported')
  await refused(pool.transform(landscape, 'w=4', { limits: { sourcePixels: 9 } }), 'source_too_large')
  await assert.rejects(pool.transform(landscape, 'w=4', { limits: { sourcePixel: 9 } }), TypeError)
  await assert.rejects(pool.transform(5, 'w=4'), TypeError)
})

test('a signal takes back what waits, and stops what runs', async () => {
  const work = (signal) => pool.transform(landscape, 'w=8000&fm=webp', { signal })
  const stop = new AbortController()
  const running = [work(stop.signal), work(stop.signal)]
  const waiting = pool.transform(landscape, 'w=10', { signal: stop.signal })
  const rejected = Promise.all([...running, waiting].map((promise) => assert.rejects(promise, { name: 'AbortError' })))
  await new Promise(setImmediate)
  assert.equal(pool.waiting, 1)
  setTimeout(() => stop.abort(), 50)
  await rejected
  assert.equal(pool.waiting, 0)
  assert.equal((await pool.transform(landscape, 'w=10')).info.width, 10)
  await assert.rejects(pool.transform(landscape, 'w=10', { signal: AbortSignal.abort() }), { name: 'AbortError' })
})

test('a time limit counts from the call on', async () => {
  const slow = [1, 2].map(() => pool.transform(landscape, 'w=8000&fm=webp', { timeout: 60 }))
  const waiting = pool.transform(landscape, 'w=10', { timeout: 1 })
  await Promise.all([waiting, ...slow].map((promise) => assert.rejects(promise, { code: 'deadline' })))
  assert.equal((await pool.transform(landscape, 'w=10', { timeout: 60000 })).info.width, 10)
})

test('a worker whose guest fails goes on, one that ends is replaced', async () => {
  const hostile = await createPool({ size: 1, wasm: readFileSync(hostileWasm) })
  const echo = async () => assert.equal((await hostile.transform(Buffer.from('x'), 'do=echo')).body.length, 1)
  for (const name of ['panic', 'jobpanic', 'trap', 'exit', 'deadlock', 'oom', 'breach', 'wild', 'lost']) {
    await assert.rejects(hostile.transform(Buffer.from('x'), `do=${name}`), { code: 'internal' }, name)
    await echo()
  }
  const stop = new AbortController()
  setTimeout(() => stop.abort(), 50)
  await assert.rejects(hostile.transform(Buffer.from('x'), 'do=spin', { signal: stop.signal }), { name: 'AbortError' }) // reads no clock: it is ended
  await echo()
  await hostile.close()
  await assert.rejects(hostile.transform(Buffer.from('x'), 'do=echo'), { code: 'internal', message: /closed/ })
})

test('closing rejects what is not done', async () => {
  const own = await createPool({ size: 1 })
  const jobs = [1, 2, 3].map(() => own.transform(landscape, 'w=8000&fm=webp'))
  const closed = own.close()
  await Promise.all(jobs.map((job) => assert.rejects(job, { code: 'internal' })))
  await closed
})

test('options are checked, and a module is taken as it is', async () => {
  await assert.rejects(createPool({ size: 0 }), { name: 'TypeError', message: /^size: got 0/ })
  await assert.rejects(createPool({ sizes: 1 }), { name: 'TypeError', message: /^option: got sizes/ })
  const module = new WebAssembly.Module(readFileSync(join(repository, 'build/tintype.wasm')))
  const own = await createPool({ size: 1, wasm: module, limits: { outputSide: 20 } })
  assert.equal((await own.transform(landscape, 'w=100')).info.width, 20)
  await own.close()
})

test('a pool at rest does not keep the process', () => {
  const script = `
    import { createPool } from ${JSON.stringify(pathToFileURL(join(repository, 'shim/node/tintype.mjs')))}
    const pool = await createPool({ size: 2 })
    const { info } = await pool.transform(process.getBuiltinModule('node:fs').readFileSync(process.argv[1]), { width: 10 })
    console.log(info.width)`
  const printed = execFileSync(process.execPath, ['--input-type=module', '-e', script, join(repository, 'testdata/samples/landscape.jpg')], { encoding: 'utf8', timeout: 60000 })
  assert.equal(printed, '10\n')
})
