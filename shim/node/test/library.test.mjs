// The library as Node loads it: parameters as an object, limits, images, what is
// ignored, errors, and every kind of source.

import assert from 'node:assert/strict'
import { createReadStream, openAsBlob, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { before, test } from 'node:test'
import { pathToFileURL } from 'node:url'
import { plan } from '../query.mjs'
import { createPool, load, TintypeError } from '../tintype.mjs'
import { repository } from './lambda.mjs'

const file = (name) => join(repository, 'testdata', name)
const landscape = readFileSync(file('samples/landscape.jpg'))
const glass = readFileSync(file('samples/glass.png'))
const planet = readFileSync(file('samples/planet.gif'))
const same = (a, b) => assert.equal(Buffer.compare(a.body, b.body), 0)
const fails = (code, message) => (error) => {
  assert.ok(error instanceof TintypeError && error instanceof Error && error.name === 'TintypeError')
  assert.deepEqual([error.code, error.message], [code, message])
  return true
}

let tintype
before(async () => (tintype = await load()))

test('an object of parameters is the query string that says the same', () => {
  for (const [object, query] of [
    [{ width: 300, height: 200, fit: 'crop', crop: ['top', 'left'] }, 'w=300&h=200&fit=crop&crop=top%2Cleft'],
    [{ w: 300, fm: 'webp', q: 40 }, 'w=300&fm=webp&q=40'],
    [{ width: 0.5, format: 'png', flip: 'hv', rot: 90.5, invert: true, lossless: false }, 'w=0.5&fm=png&flip=hv&rot=90.5&invert=1&lossless=0'],
    [{ rect: [10, 20, 0.5, 'full'], orient: 6 }, 'rect=10%2C20%2C0.5%2Cfull&orient=6'],
    [{ rect: { x: 1, y: 2, width: 30, height: 40 } }, 'rect=1%2C2%2C30%2C40'],
    [{ border: { width: 8, color: 'tomato' }, borderRadius: [1, 2, 3, 4] }, 'border=8%2Ctomato&border-radius=1%2C2%2C3%2C4'],
    [{ bg: '#ff880080', duotone: ['#000', '#f00c'] }, 'bg=80ff8800&duotone=%23000%2Ccf00'],
    [{ fpX: 0.25, 'fp-y': 0.75, markAlign: ['top', 'left'], mark: '/a b&c.png' }, 'fp-x=0.25&fp-y=0.75&mark-align=top%2Cleft&mark=%2Fa%20b%26c.png'],
    [{ ar: '16:9', frame: [2, 5], usmrad: 1e-7, width: undefined, height: null }, 'ar=16%3A9&frame=2-5&usmrad=0.000000100'],
    [{}, ''],
  ]) assert.equal(plan(object).query, query)
  same(tintype.transform(landscape, { width: 200, format: 'webp', bg: '#fff8' }), tintype.transform(landscape, 'w=200&fm=webp&bg=8fff'))
})

test('every example of the reference can be written as an object', () => {
  const examples = [...readFileSync(join(repository, 'docs/url-api.md'), 'utf8').matchAll(/^- Example: `\?([^`]+)`$/gm)].map(([, query]) => query)
  assert.ok(examples.length > 90)
  const camel = (name) => name.replace(/-(.)/g, (_, c) => c.toUpperCase())
  const small = tintype.transform(landscape, 'w=320').body
  for (const query of examples) {
    const object = Object.fromEntries([...new URLSearchParams(query)].map(([name, value]) => [camel(name), /^-?[\d.]+$/.test(value) ? Number(value) : value === 'true' ? true : value]))
    const written = tintype.transform(small, object)
    same(written, tintype.transform(small, query))
    if (!/^(dl|expires|ch|preset)=|[?&](dl|expires|ch|preset)=|auto=|mark=\/|blend=\/|(^|&)(frame|loop|fps|skip|reverse)=/.test(query)) assert.deepEqual(written.info.ignored, [], query)
  }
})

test('the guest reads what every kind of value becomes', () => {
  const { info } = tintype.transform(landscape, {
    width: 0.125, fit: 'cover', ar: 1.5, dpr: 1.5, rect: [0, 0, 'full', 0.9], crop: 'entropy', orient: 1, pad: 3, border: [2, '#123456'],
    cornerRadius: 4, mask: 'corners', bg: 'gold', sat: -20, monochrome: '#0008', blend: '#f008', blendMode: 'multiply', format: 'jpg', auto: ['compress'],
    jpgProgressive: true, chromasub: 444, bytes: 20000,
  }, { strict: true })
  assert.deepEqual([info.format, info.ignored], ['jpg', []])
})

test('what has no effect is told, and refused with strict', () => {
  const { info } = tintype.transform(landscape, 'widht=3&w=100&w=50&h=50&fit=crop&auto=format,compress&crop=faces&dl=a.jpg&mark64=L2E&W=1')
  assert.deepEqual(info.ignored, ['widht', 'w', 'auto=format', 'crop=faces', 'dl', 'W'])
  assert.deepEqual(info.missing, ['/a'])
  assert.deepEqual(tintype.transform(landscape, { widht: 3, width: 50, preset: 'card' }).info.ignored, ['widht', 'preset'])
  const strict = { strict: true }
  assert.throws(() => tintype.transform(landscape, { widht: 3 }, strict), fails('parameter', 'widht: would be ignored; want width?'))
  assert.throws(() => tintype.transform(landscape, 'brightness=3', strict), fails('parameter', 'brightness: would be ignored'))
  // What this output does not depend on, under the name that the caller has for it.
  const void1 = (source, asked) => tintype.transform(source, asked).info.ignored
  assert.deepEqual(void1(landscape, { width: 30, format: 'png', quality: 60, chromasub: 444 }), ['quality', 'chromasub'])
  assert.deepEqual(void1(landscape, 'w=30&markw=3&fp-x=0.3&lossless=1&fit=crop&loop=2'), ['fit', 'fp-x', 'markw', 'lossless', 'loop'])
  assert.deepEqual(void1(planet, 'w=30&fm=webp&loop=2&q=50'), [])
  assert.deepEqual(void1(landscape, { width: 30, height: 30, fit: 'crop', crop: 'focalpoint', fpX: 0.2, fillColor: 'red' }), ['fillColor'])
  assert.throws(() => tintype.transform(landscape, { width: 30, format: 'png', jpgProgressive: true }, strict), fails('parameter', 'jpgProgressive: would be ignored'))
  assert.throws(() => tintype.transform(landscape, 'w=30&mark=/a.png', strict),
    fails('parameter', '/a.png: got no image of this key that can be used, want one in options.images'))
})

test('watermarks come as bytes, or by key', () => {
  const plain = tintype.transform(landscape, 'w=200')
  const marked = tintype.transform(landscape, { width: 200, mark: glass, markW: 0.5 }, { strict: true })
  assert.notEqual(Buffer.compare(plain.body, marked.body), 0)
  same(marked, tintype.transform(landscape, 'w=200&mark=logo.png&mark-w=0.5', { images: { 'other.png': planet, 'logo.png': glass } }))
  const twice = tintype.transform(landscape, 'w=200&mark=/a&blend=/a&blend-mode=normal', { images: { '/b': planet, '/a': glass }, strict: true })
  same(twice, tintype.transform(landscape, { width: 200, mark: glass, blend: glass, blendMode: 'normal' }, { strict: true }))
  const moving = tintype.transform(planet, { width: 60, mark: glass, format: 'webp' }, { strict: true })
  assert.equal(tintype.metadata(moving.body).frames, 24)
  assert.deepEqual(tintype.transform(landscape, { width: 200, mark: Buffer.from('no image') }).info.missing, ['/bytes-of-mark'])
})

test('limits bind, of load and of a call', async () => {
  assert.throws(() => tintype.transform(landscape, 'w=9', { limits: { sourcePixels: 1000 } }), fails('source_too_large', 'source pixels: got 1707200, want at most 1000'))
  assert.throws(() => tintype.transform(landscape, 'w=9', { limits: { sourceBytes: 1000 } }), { code: 'source_too_large' })
  assert.equal(tintype.transform(landscape, 'w=900', { limits: { outputSide: 90 } }).info.width, 90)
  assert.ok(tintype.transform(landscape, 'w=900', { limits: { outputPixels: 6000 } }).info.width <= 95)
  const small = tintype.transform(landscape, 'w=900&fm=jpg', { limits: { responseBytes: 5000 } })
  assert.ok(small.body.length <= 5000 && small.info.fit !== '')
  assert.throws(() => tintype.transform(planet, 'w=90', { limits: { frames: 100 } }), { code: 'source_too_large' })
  const careful = await load({ limits: { outputSide: 50 }, quality: { jpg: 30 }, strict: true })
  const { info } = careful.transform(landscape, 'w=900')
  assert.deepEqual([info.width, info.quality], [50, 30])
  assert.equal(careful.transform(landscape, 'w=900', { limits: { outputSide: 60 }, quality: { jpg: 40 } }).info.quality, 40)
  assert.throws(() => careful.transform(landscape, 'x=1'), { code: 'parameter' })
  for (const [options, message] of [
    [{ limits: { sides: 1 } }, /^limits: got sides, want sourceBytes, /], [{ limits: { memory: 0 } }, /^limits\.memory: got 0, want/],
    [{ quality: { gif: 1 } }, /^quality: got gif/], [{ keep: 'xmp' }, /^keep: got xmp, want exif, copyright, icc/], [{ timeout: -1 }, /^timeout: got -1/],
    [{ times: 1 }, /^option: got times, want signal, /], [{ signal: 1 }, /^signal: want/], [{ images: { '/a': 'text' } }, /^images\.\/a: want/],
  ]) assert.throws(() => tintype.transform(landscape, 'w=9', options), { name: 'TypeError', message })
  await assert.rejects(load({ limit: 1 }), { name: 'TypeError', message: /^option: got limit, want wasm/ })
})

test('a time limit stops the work, and the next call works', () => {
  const begun = performance.now()
  assert.throws(() => tintype.transform(landscape, 'w=8000&fm=webp', { timeout: 1 }), fails('deadline', 'transformation stopped: deadline: no time is left'))
  const stopped = performance.now() - begun
  tintype.transform(landscape, 'w=8000&fm=webp')
  assert.ok(stopped < (performance.now() - begun) / 2)
})

test('bytes come from everything that has some', async () => {
  const want = tintype.transform(landscape, 'w=100')
  const view = new Uint8Array(landscape.length + 7)
  view.set(landscape, 7)
  const shared = new Uint8Array(new SharedArrayBuffer(landscape.length))
  shared.set(landscape)
  for (const source of [landscape, new Uint8Array(landscape), view.subarray(7), view.slice(7).buffer, shared, shared.buffer]) same(want, tintype.transform(source, 'w=100'))
  async function* generator() {
    for (let at = 0; at < landscape.length; at += 9999) yield landscape.subarray(at, at + 9999)
  }
  const reader = { getReader: () => new Blob([landscape]).stream().getReader() } // no iterable, as in some browsers
  for (const source of [
    landscape, new Blob([landscape]), new File([landscape], 'a.jpg'), new Response(landscape), new Request('http://x/', { method: 'POST', body: landscape }),
    new Blob([landscape]).stream(), createReadStream(file('samples/landscape.jpg')), openAsBlob(file('samples/landscape.jpg')), generator(), [...chunks()], reader,
  ]) same(want, await tintype.transformAsync(source, 'w=100'))
  function* chunks() {
    yield landscape.subarray(0, 1)
    yield landscape.subarray(1)
  }
})

test('a source that fails is told apart from one that is bad', async () => {
  const reject = (source, expected, options) => assert.rejects(tintype.transformAsync(source, 'w=9', options), expected)
  await reject(new Response('no', { status: 404 }), fails('source_read', 'source: got a response of status 404'))
  await reject(createReadStream(file('samples/none.jpg')), { code: 'source_read', message: /^source: ENOENT/ })
  await reject(Promise.reject(new Error('lost')), fails('source_read', 'source: lost'))
  const read = new Response(landscape)
  await read.arrayBuffer()
  await reject(read, { name: 'TypeError', message: /^source: got a body that was read/ })
  for (const bad of ['text', 5, null, {}, ['text']]) await reject(bad, { name: 'TypeError', message: /^source: / })
  await reject(new Blob(['no image']), { code: 'source_unsupported' })
  await reject(new Blob([]), fails('source_unsupported', 'source: got no bytes, want an image'))
  const stalled = new ReadableStream({})
  await reject(stalled, { code: 'deadline' }, { timeout: 20 })
  const reason = new Error('enough')
  await reject(new ReadableStream({}), reason, { signal: AbortSignal.abort(reason) })
  const later = new AbortController()
  setTimeout(() => later.abort(reason), 5)
  await reject(new ReadableStream({}), reason, { signal: later.signal })
})

test('a stream without an end is read up to the limit', async () => {
  const pool = await createPool({ size: 1 })
  for (const call of [(source, options) => pool.transform(source, 'w=9', options), (source, options) => tintype.transformAsync(source, 'w=9', { keep: 'exif', ...options }),
    (source, options) => tintype.transformAsync(source, 'w=9', options)]) {
    for (const [options, most] of [[{}, 52_428_800], [{ limits: { sourceBytes: 3_000_000 } }, 3_000_000]]) {
      let read = 0
      const endless = (function* () {
        yield planet.subarray(0, 800) // a GIF is read as a whole
        for (;;) yield ((read += 1e6), new Uint8Array(1e6).fill(1))
      })()
      await assert.rejects(call(endless, options), { code: 'source_too_large' })
      assert.ok(read <= most + 2e6, `${read} bytes`)
    }
  }
  await pool.close()
})

test('the module comes from everything that may be one', async () => {
  const path = join(repository, 'build/tintype.wasm')
  const bytes = readFileSync(path)
  const want = tintype.transform(landscape, 'w=60')
  for (const wasm of [path, pathToFileURL(path), bytes, new Uint8Array(bytes).buffer, new WebAssembly.Module(bytes), Promise.resolve(bytes), new Response(bytes)]) {
    same(want, (await load({ wasm })).transform(landscape, 'w=60'))
  }
  same(want, (await load({ v8Flags: true })).transform(landscape, 'w=60'))
  await assert.rejects(load({ wasm: 'none.wasm' }), { code: 'ENOENT' })
})

test('what is damaged, fitted and kept is told', () => {
  const { info } = tintype.transform(landscape.subarray(0, 90000), 'w=200')
  assert.deepEqual([info.damaged, info.kept, info.fit], [true, false, ''])
  assert.equal(tintype.transform(landscape, 'w=200').info.damaged, false)
  assert.match(tintype.transform(landscape, 'w=800&bytes=9000').info.fit, /^q=\d+/)
})

test('many sources at once have a guest each', async () => {
  const want = [100, 120, 140, 160, 180, 200].map((width) => tintype.transform(landscape, { width }))
  const got = await Promise.all(want.map(({ info }) => tintype.transformAsync(createReadStream(file('samples/landscape.jpg'), { highWaterMark: 5000 }), { width: info.width })))
  for (const [i, out] of got.entries()) same(want[i], out)
})
