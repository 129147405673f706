// The package's module in two parts: when the rest is loaded, how often, that nothing
// else than the whole comes out, and what is said where the rest is missing.

import assert from 'node:assert/strict'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { load } from '../tintype.mjs'
import { repository } from './lambda.mjs'

const sample = (name) => readFileSync(join(repository, 'testdata', name))
const landscape = sample('samples/landscape.jpg')
const same = (a, b) => assert.equal(Buffer.compare(a, b), 0)

// unpacked is a copy of the package, whose modules are loaded anew.
function unpacked() {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-'))
  cpSync(join(repository, 'build/package'), folder, { recursive: true })
  return { folder, module: (name) => import(pathToFileURL(join(folder, name))) }
}

// counted calls fn and returns how many modules it compiled and instantiated.
async function counted(fn) {
  const { Module, Instance } = WebAssembly
  const count = { modules: 0, instances: 0 }
  WebAssembly.Module = new Proxy(Module, { construct: (of, args) => (count.modules++, new of(...args)) })
  WebAssembly.Instance = new Proxy(Instance, { construct: (of, args) => (count.instances++, new of(...args)) })
  try {
    await fn()
  } finally {
    Object.assign(WebAssembly, { Module, Instance })
  }
  return count
}

test('a JPEG, a PNG and a WebP do without the rest; an AVIF loads it once for all guests', async () => {
  const { module } = unpacked()
  const { compile, Pool } = await module('guest.mjs')
  const { run } = await module('run.mjs')
  const core = compile(join(repository, 'build/package/tintype.wasm'))
  const pool = new Pool(core, () => {})
  const make = (source, query) => run(pool, source, { query, lines: '', images: [] }).body
  const ordinary = () => {
    for (const [name, query] of [['samples/landscape.jpg', 'w=300'], ['samples/portrait.jpg', 'w=200&h=200&fit=crop&fm=webp'], ['samples/glass.png', 'w=200'], ['samples/dunes.webp', 'w=100']]) {
      make(sample(name), query)
    }
  }
  assert.deepEqual(await counted(ordinary), { modules: 0, instances: 1 })
  assert.deepEqual(await counted(() => make(landscape, 'w=60&fm=avif')), { modules: 1, instances: 1 })
  assert.deepEqual(await counted(() => make(landscape, 'w=60&fm=avif')), { modules: 0, instances: 0 })
  const another = pool.take()
  const busy = pool.take()
  assert.deepEqual(await counted(() => make(landscape, 'w=60&fm=avif')), { modules: 0, instances: 2 })
  pool.give(busy)
  pool.give(another)
})

test('both parts make what the whole makes', async () => {
  const { module } = unpacked()
  const [whole, parts] = [await load(), await (await module('tintype.mjs')).load()]
  for (const [name, query] of [
    ['samples/landscape.jpg', 'w=300'], ['samples/landscape.jpg', 'w=200&fm=avif'], ['samples/glass.png', 'w=90&fm=avif'], ['samples/planet.gif', 'w=80&fm=webp'],
    ['samples/planet.gif', 'w=60'], ['other/rgb-big-endian.tiff', 'w=48&fm=avif'], ['jpeg/adobe-ycck.jpg', 'w=48&blur=20&sat=-40'], ['other/rgb.bmp', 'w=48&fm=png'],
  ]) {
    const a = whole.transform(sample(name), query)
    const b = parts.transform(sample(name), query)
    same(a.body, b.body)
    assert.deepEqual(a.info, b.info)
    if (a.info.format === 'avif') same(whole.transform(a.body, 'w=40&fm=png').body, parts.transform(b.body, 'w=40&fm=png').body)
  }
  await assert.rejects(async () => parts.transform(Buffer.from('x'), 'w=4'), { code: 'source_unsupported' })
})

test('the workers of a pool load the rest where they need it', async () => {
  const { module } = unpacked()
  const pool = await (await module('tintype.mjs')).createPool({ size: 2 })
  const want = (await load()).transform(landscape, 'w=90&fm=avif').body
  const all = await Promise.all(Array.from({ length: 6 }, () => pool.transform(landscape, 'w=90&fm=avif')))
  for (const { body } of all) same(body, want)
  await pool.close()
})

for (const [what, spoil, words] of [
  ['missing', (path) => rmSync(path), /tintype-rest\.wasm: want this file of the package beside guest\.mjs: ENOENT/],
  ['damaged', (path) => writeFileSync(path, 'x'), /tintype-rest\.wasm: want this file of the package beside guest\.mjs: WebAssembly/],
  ['of another build', (path) => writeFileSync(path, another(path)), /tintype-rest\.wasm: got the rest of [0-9a-f]{16}, want the rest of [0-9a-f]{16}: it and tintype\.wasm are not of one package/],
]) {
  test(`a rest that is ${what} is named, and stops nothing that does without it`, async () => {
    const { folder, module } = unpacked()
    spoil(join(folder, 'tintype-rest.wasm'))
    const tintype = await (await module('tintype.mjs')).load()
    const failed = { code: 'internal', message: words }
    assert.throws(() => tintype.transform(landscape, 'w=60&fm=avif'), failed)
    assert.equal(tintype.transform(landscape, 'w=60').info.width, 60)
    assert.throws(() => tintype.transform(landscape, 'w=60&fm=avif'), failed)
  })
}

// another is a rest whose name is that of another build.
function another(path) {
  const bytes = readFileSync(path)
  let at = -1
  while ((at = bytes.indexOf('rest of ', at + 1)) >= 0) bytes.write('0'.repeat(16), at + 'rest of '.length)
  return bytes
}
