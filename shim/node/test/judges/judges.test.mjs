// The packed package in fresh folders, judged by compilers, bundlers and runtimes of
// the npm registry (package.json beside this file), and by Chromium. What each makes
// of an image has to be what Node makes of it, byte for byte.

import assert from 'node:assert/strict'
import { execFile, execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import { tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import { load } from '../../tintype.mjs'
import { repository } from '../lambda.mjs'

const here = import.meta.dirname
const installed = existsSync(join(here, 'node_modules/vite'))
const judged = { skip: installed ? false : 'not checked: the judges are not installed (make shim/node/test/judges/node_modules)' }
const bin = (name) => join(here, 'node_modules/.bin', name)
const landscape = join(repository, 'testdata/samples/landscape.jpg')
const recipes = join(repository, 'shim/node/recipes')
const chromium = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'].find((path) => existsSync(path))
const nodes = { 20: join(here, 'node_modules/node20/bin/node'), 22: join(repository, 'node_modules/node22/bin/node'), 24: join(repository, 'node_modules/node24/bin/node') }
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex')
const execute = promisify(execFile)

let tarball, tintype
const folders = [] // folders, removed at the end
const folder = (name) => (folders.push(mkdtempSync(join(tmpdir(), name))), folders.at(-1))
after(() => folders.forEach((dir) => rmSync(dir, { recursive: true, force: true })))

const want = (query) => hash(tintype.transform(readFileSync(landscape), query).body)

before(async () => {
  tintype = await load()
  const dir = folder('tintype-judges-')
  const [{ filename }] = JSON.parse(execFileSync('npm', ['pack', '--json', '--silent', join(repository, 'shim/node')], { cwd: dir, encoding: 'utf8' }))
  tarball = join(dir, filename)
})

// fresh returns a new folder with the package installed, and files: text by name.
function fresh(files = {}, type = 'module') {
  const dir = folder('tintype-judge-')
  writeFileSync(join(dir, 'package.json'), JSON.stringify({ private: true, type }))
  execFileSync('npm', ['install', tarball, '--silent', '--no-audit', '--no-fund', '--offline'], { cwd: dir })
  for (const [name, text] of Object.entries(files)) writeFileSync(join(dir, name), text)
  return dir
}

// lend makes packages of the judges importable in dir.
function lend(dir, ...names) {
  for (const name of names) {
    mkdirSync(join(dir, 'node_modules', name, '..'), { recursive: true })
    symlinkSync(join(here, 'node_modules', name), join(dir, 'node_modules', name))
  }
}

const program = (importing) => `
${importing}
const bytes = (await import('node:fs')).readFileSync(${JSON.stringify(landscape)})
const { createHash } = await import('node:crypto')
const hash = ({ body }) => createHash('sha256').update(body).digest('hex')
const tintype = await load()
const pool = await createPool({ size: 1 })
const out = [hash(tintype.transform(bytes, 'w=100&fm=webp')), hash(await pool.transform(new Blob([bytes]), { width: 100, format: 'webp' })), tintype.metadata(bytes).width]
try { tintype.transform(bytes, 'q=400') } catch (error) { out.push(error instanceof TintypeError && error.code) }
await pool.close()
console.log(JSON.stringify(out))
`
const expected = () => [want('w=100&fm=webp'), want('w=100&fm=webp'), 1600, 'parameter']

test('publint finds nothing in package.json', judged, async () => {
  const { publint } = await import('publint')
  const { messages } = await publint({ pkgDir: join(fresh(), 'node_modules/tintype'), pack: false, strict: true })
  assert.deepEqual(messages, [])
})

test('Node 20, 22 and 24: modules, CommonJS, threads', judged, () => {
  const dir = fresh({
    'app.mjs': program(`import { createPool, load, TintypeError } from 'tintype'`),
    'app.cjs': `const { createPool, load, TintypeError } = require('tintype')\n;(async () => {${program('')}})()`,
    'thread.mjs': `
      import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads'
      import { load } from 'tintype'
      import { readFileSync } from 'node:fs'
      if (isMainThread) {
        const wasm = await WebAssembly.compile(readFileSync(new URL('./node_modules/tintype/tintype.wasm', import.meta.url)))
        new Worker(new URL(import.meta.url), { workerData: wasm }).on('message', (width) => console.log(width))
      } else {
        parentPort.postMessage((await load({ wasm: workerData })).transform(readFileSync(${JSON.stringify(landscape)}), { width: 33 }).info.width)
      }`,
  })
  for (const [version, node] of Object.entries(nodes)) {
    const run = (file) => execFileSync(node, [file], { cwd: dir, encoding: 'utf8' })
    assert.match(execFileSync(node, ['--version'], { encoding: 'utf8' }), new RegExp(`^v${version}\\.`))
    for (const app of ['app.mjs', 'app.cjs']) assert.deepEqual(JSON.parse(run(app)), expected(), `Node ${version}, ${app}`)
    assert.equal(run('thread.mjs'), '33\n')
  }
})

const typed = `
  import { createPool, load, TintypeError, type ErrorCode, type Info, type Pool, type Result, type Transformation } from 'tintype'
  import wasm from 'tintype/tintype.wasm'

  const variant: Transformation = { width: 720, h: 0.5, format: 'webp', crop: ['top', 'left'], bg: '#fff8', rect: [0, 0, 'full', 0.5], orient: 6, mark: new Uint8Array(1), frame: '2-4' }
  export async function run(bytes: Uint8Array): Promise<number> {
    const tintype = await load({ wasm, limits: { memory: 1 << 20 }, strict: true })
    const out: Result = tintype.transform(bytes, variant, { timeout: 5, keep: ['exif', 'icc'] })
    tintype.transform(bytes, 'w=720')
    const info: Info = (await tintype.transformAsync(Promise.resolve(bytes), { width: 5 })).info
    const pool: Pool = await createPool({ size: 2 })
    const { frames, delays } = await pool.metadata(bytes)
    await pool.close()
    return out.body.length + info.width + frames + delays.length
  }
  export function codeOf(error: unknown): ErrorCode | undefined {
    if (error instanceof TintypeError) switch (error.code) {
      case 'deadline': case 'parameter': return error.code
      // @ts-expect-error there is no such code
      case 'dead_line': break
    }
    return undefined
  }
  // @ts-expect-error a misspelled parameter
  export const wrong: Transformation = { widht: 720 }
  // @ts-expect-error a word that fit does not have
  export const unknown: Transformation = { fit: 'cropped' }
  // @ts-expect-error only what the library keeps
  export const keep = (await load()).transform(new Uint8Array(1), 'w=1', { keep: 'xmp' })
`
const withPlatform = `
  import { createPool } from 'tintype'
  export const all = async (file: Blob, response: Response, stream: ReadableStream<Uint8Array>, signal: AbortSignal) => {
    const pool = await createPool()
    for (const source of [file, response, stream, new ArrayBuffer(1)]) await pool.transform(source, { width: 5 }, { signal, timeout: 1 })
    return new Blob([(await pool.transform(file, 'w=1')).body])
  }
`
const inNode = `
  import { createReadStream, readFileSync } from 'node:fs'
  import { load } from 'tintype'
  export const all = async () => (await load()).transformAsync(createReadStream('a.jpg'), { mark: readFileSync('b.png'), width: 1 }, { signal: AbortSignal.timeout(5) })
`

test('strict TypeScript, as Node and as bundlers resolve it, from modules and CommonJS', judged, () => {
  const check = (dir, name, options, files) => {
    writeFileSync(join(dir, name), JSON.stringify({ compilerOptions: { strict: true, noEmit: true, skipLibCheck: false, exactOptionalPropertyTypes: true, target: 'es2022', ...options }, files }))
    for (const version of /^(bare|node16)/.test(name) ? ['typescript', 'typescript-oldest'] : ['typescript']) {
      try {
        execFileSync(join(here, 'node_modules', version, 'bin/tsc'), ['-p', name], { cwd: dir, encoding: 'utf8' })
      } catch (error) {
        assert.fail(`${version}, ${name}: ${error.stdout || error}`)
      }
    }
  }
  const files = { 'app.mts': typed, 'page.mts': withPlatform, 'node.mts': inNode }
  const dir = fresh(files)
  lend(dir, '@types/node', 'undici-types')
  const dom = { lib: ['es2023', 'dom', 'dom.iterable'], types: [] }
  check(dir, 'nodenext.json', { module: 'nodenext', lib: ['es2023'], types: ['node'] }, Object.keys(files))
  check(dir, 'nodenext-dom.json', { module: 'nodenext', ...dom }, ['app.mts', 'page.mts'])
  check(dir, 'bundler.json', { module: 'esnext', moduleResolution: 'bundler', ...dom }, ['app.mts', 'page.mts'])
  check(dir, 'bare.json', { module: 'nodenext', lib: ['es2022'], types: [] }, ['app.mts']) // neither Node nor a browser
  const common = fresh({
    'app.cts': `import { load, TintypeError, type Result } from 'tintype'\nimport tintype = require('tintype')\nexport const f = async (b: Uint8Array): Promise<Result> => (await (b.length ? load() : tintype.load())).transform(b, { width: 1 })\nexport const g = (e: unknown) => e instanceof TintypeError && e.code === 'internal'`,
  }, 'commonjs')
  check(common, 'tsconfig.json', { module: 'nodenext', lib: ['es2022'], types: [] }, ['app.cts'])
  check(common, 'node16.json', { module: 'node16', lib: ['es2022'], types: [] }, ['app.cts'])
})

test('esbuild: one file for Node, a pool of two, and a page', judged, () => {
  const dir = fresh()
  for (const name of readdirSync(join(recipes, 'esbuild'))) cpSync(join(recipes, 'esbuild', name), join(dir, name))
  const esbuild = (...args) => execFileSync(bin('esbuild'), [...args, '--bundle', '--log-level=warning', '--format=esm', '--target=es2022', '--loader:.wasm=binary'], { cwd: dir, encoding: 'utf8' })
  esbuild('app.mjs', '--platform=node', '--outfile=alone/app.bundle.mjs')
  const alone = folder('tintype-alone-')
  cpSync(join(dir, 'alone/app.bundle.mjs'), join(alone, 'app.mjs'))
  const info = JSON.parse(execFileSync(process.execPath, ['app.mjs', landscape, 'out.webp'], { cwd: alone, encoding: 'utf8' }))
  assert.equal(info.width, 100)
  assert.equal(hash(readFileSync(join(alone, 'out.webp'))), want('w=100&fm=webp'))
  esbuild('pool.mjs', 'worker=tintype/worker', '--platform=node', '--outdir=dist', '--out-extension:.js=.mjs')
  cpSync(join(dir, 'dist'), join(alone, 'dist'), { recursive: true })
  const pooled = JSON.parse(execFileSync(process.execPath, ['dist/pool.mjs', landscape], { cwd: alone, encoding: 'utf8' }))
  assert.deepEqual(pooled, [100, 200, 300].map((w) => [w, tintype.transform(readFileSync(landscape), `w=${w}&fm=webp`).body.length]))
  esbuild('app.mjs', '--platform=browser', '--external:node:*', '--outfile=page.js') // no import of Node's but the recipe's own
  assert.doesNotMatch(readFileSync(join(dir, 'page.js'), 'utf8').replace(/__toBinary\("[^"]*"\)/, ''), /node:(?!fs\/promises|v8|fs|crypto|os)/)
})

test('Lambda: the bundled handler answers events', judged, async () => {
  const dir = fresh()
  cpSync(join(recipes, 'lambda/handler.mjs'), join(dir, 'handler.mjs'))
  execFileSync(bin('esbuild'), ['handler.mjs', '--bundle', '--platform=node', '--format=esm', '--external:tintype', '--outfile=index.mjs', '--log-level=warning'], { cwd: dir })
  const script = `
    import { handler } from './index.mjs'
    import { readFileSync } from 'node:fs'
    const call = (body) => handler({ body, isBase64Encoded: true }, { getRemainingTimeInMillis: () => 30000 })
    const made = await call(readFileSync(process.argv[2], 'base64'))
    console.log(JSON.stringify([made.statusCode, made.headers['content-type'], made.body, (await call('eA==')).statusCode]))`
  writeFileSync(join(dir, 'call.mjs'), script)
  for (const node of [nodes[22], nodes[24]]) {
    const [status, type, body, bad] = JSON.parse(execFileSync(node, ['call.mjs', landscape], { cwd: dir, encoding: 'utf8', maxBuffer: 1e8 }))
    assert.deepEqual([status, type, bad], [200, 'image/webp', 400])
    assert.equal(hash(Buffer.from(body, 'base64')), want('w=720&fm=webp'))
  }
})

test('Deno and Bun', judged, async () => {
  const dir = fresh({ 'app.mjs': program(`import { createPool, load, TintypeError } from 'tintype'`) })
  for (const [name, args] of [['deno', ['run', '--allow-all', '--node-modules-dir=manual', 'app.mjs']], ['bun', ['run', 'app.mjs']]]) {
    const { stdout } = await execute(bin(name), args, { cwd: dir, timeout: 120000, env: { ...process.env, DENO_NO_UPDATE_CHECK: '1' } })
    assert.deepEqual(JSON.parse(stdout.trim().split('\n').pop()), expected(), name)
  }
})

// serve answers with the files below dir, as a server without any setting would.
async function serve(dir, headers = {}) {
  const types = { '.html': 'text/html', '.js': 'text/javascript', '.mjs': 'text/javascript', '.wasm': 'application/wasm' }
  const server = http.createServer((request, response) => {
    const path = join(dir, new URL(request.url, 'http://x').pathname.replace(/\/$/, '/index.html'))
    if (!existsSync(path)) return response.writeHead(404).end()
    response.writeHead(200, { 'content-type': types[extname(path)] ?? 'application/octet-stream', ...headers })
    response.end(readFileSync(path))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
  return { url: `http://127.0.0.1:${server.address().port}/`, close: () => server.close() }
}

const paged = { skip: judged.skip || (chromium ? false : 'not checked: Chromium is not installed') }

// inPage opens url in Chromium, lets act do something, and returns the hash of what the
// page made, and what it says.
async function inPage(url, act) {
  const { default: puppeteer } = await import('puppeteer-core')
  const browser = await puppeteer.launch({ executablePath: chromium, args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'], protocolTimeout: 120000 })
  try {
    const page = await browser.newPage()
    const wrong = []
    page.on('pageerror', (error) => wrong.push(String(error)))
    page.on('console', (message) => message.type() === 'error' && !/favicon/.test(message.location().url) && wrong.push(message.text()))
    await page.goto(url)
    await act(page)
    await page.waitForFunction(() => document.getElementById('says').textContent !== '', { timeout: 100000 })
    const { bytes, says } = await page.evaluate(() => ({ bytes: globalThis.result && Array.from(globalThis.result), says: document.getElementById('says').textContent }))
    assert.deepEqual(wrong, [])
    return { hash: bytes && hash(Uint8Array.from(bytes)), says }
  } finally {
    await browser.close()
  }
}

// drop lets the file fall on the page, as the browser does it for a file of a folder.
const drop = async (page) => {
  const base64 = readFileSync(landscape, 'base64')
  await page.evaluate((base64) => {
    const data = new DataTransfer()
    data.items.add(new File([Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))], 'landscape.jpg', { type: 'image/jpeg' }))
    document.getElementById('drop').dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }))
  }, base64)
}
const choose = async (page) => (await page.$('#file')).uploadFile(landscape)

test('Vite: a page that transforms a dropped file in Chromium, with and without shared memory', paged, async () => {
  const dir = fresh()
  for (const name of readdirSync(join(recipes, 'vite'))) cpSync(join(recipes, 'vite', name), join(dir, name))
  lend(dir, 'vite')
  execFileSync(bin('vite'), ['build', '--logLevel', 'warn'], { cwd: dir, encoding: 'utf8' })
  const isolated = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' }
  for (const headers of [{}, isolated]) {
    const server = await serve(join(dir, 'dist'), headers)
    try {
      for (const act of [drop, choose]) {
        const made = await inPage(server.url, act)
        assert.match(made.says, /^320 × 213, \d+ bytes in place of 239059$/)
        assert.equal(made.hash, want('w=320&fm=webp'))
      }
    } finally {
      server.close()
    }
  }
})

test('a page without a bundler', paged, async () => {
  const dir = fresh()
  cpSync(join(recipes, 'page/index.html'), join(dir, 'index.html'))
  const server = await serve(dir)
  try {
    assert.equal((await inPage(server.url, choose)).hash, want('w=320&fm=webp'))
  } finally {
    server.close()
  }
})

// worker starts the recipe's Worker, or other code, in workerd, as wrangler uploads it.
async function worker(code) {
  const { Miniflare } = await import('miniflare')
  const dir = fresh({ 'worker.mjs': code })
  cpSync(join(recipes, 'worker/wrangler.jsonc'), join(dir, 'wrangler.jsonc'))
  execFileSync(process.execPath, [join(here, 'node_modules/wrangler/bin/wrangler.js'), 'deploy', '--dry-run', '--outdir', 'out'], {
    cwd: dir, encoding: 'utf8', env: { ...process.env, HOME: dir, WRANGLER_SEND_METRICS: 'false', CI: '1' },
  })
  const read = (name) => readFileSync(join(dir, 'out', name))
  assert.doesNotMatch(read('worker.js').toString(), /from "node:/)
  const wasm = readdirSync(join(dir, 'out')).filter((name) => name.endsWith('.wasm'))
  assert.equal(wasm.length, 1)
  return new Miniflare({
    modules: [
      { type: 'ESModule', path: join(dir, 'out/worker.js'), contents: read('worker.js').toString() },
      { type: 'CompiledWasm', path: join(dir, 'out', wasm[0]), contents: read(wasm[0]) },
    ],
    modulesRoot: join(dir, 'out'), compatibilityDate: '2026-06-01', r2Buckets: ['IMAGES'], host: '127.0.0.1', port: 0,
  })
}

test('Cloudflare Workers: an R2 bucket served at any size, under workerd', judged, async () => {
  const mf = await worker(readFileSync(join(recipes, 'worker/worker.mjs'), 'utf8'))
  try {
    const bucket = await mf.getR2Bucket('IMAGES')
    await bucket.put('a b/landscape.jpg', readFileSync(landscape), { httpMetadata: { contentType: 'image/jpeg' } })
    await bucket.put('notes.txt', 'no image')
    const get = async (path, method = 'GET') => {
      const response = await mf.dispatchFetch(`http://images.example/${path}`, { method })
      return { status: response.status, type: response.headers.get('content-type'), error: response.headers.get('x-error'), body: Buffer.from(await response.arrayBuffer()) }
    }
    const path = 'a%20b/landscape.jpg'
    for (const query of ['w=100&fm=webp', 'w=400', 'w=64&h=64&fit=crop&fm=png', 'w=100&fm=webp']) {
      const { status, body } = await get(`${path}?${query}`)
      assert.deepEqual([status, hash(body)], [200, want(query)], query)
    }
    assert.equal(hash((await get(path)).body), hash(readFileSync(landscape)))
    for (const sample of readdirSync(join(repository, 'testdata/samples')).filter((name) => /\.(jpg|png|gif|webp)$/.test(name))) {
      const bytes = readFileSync(join(repository, 'testdata/samples', sample))
      await bucket.put(sample, bytes)
      for (const query of ['w=90', 'w=90&fm=jpg&q=40', 'w=90&fm=webp', 'w=90&fm=avif', 'w=90&fm=png8', 'w=90&fm=gif&frame=1', 'w=80&h=80&fit=crop&crop=entropy&sat=-50&fm=jpg', 'fm=json']) {
        assert.equal(hash((await get(`${sample}?${query}`)).body), hash(tintype.transform(bytes, query).body), `${sample}?${query}`)
      }
    }
    assert.deepEqual((({ status, error }) => [status, error])(await get(`${path}?q=400`)), [400, 'parameter'])
    assert.deepEqual((({ status, error }) => [status, error])(await get('notes.txt?w=5')), [415, 'source_unsupported'])
    assert.equal((await get('none.jpg?w=5')).status, 404)
    assert.equal((await get(path, 'POST')).status, 405)
    const many = await Promise.all(Array.from({ length: 6 }, (_, i) => get(`${path}?w=${200 + i}&fm=webp`)))
    for (const [i, { body }] of many.entries()) assert.equal(hash(body), want(`w=${200 + i}&fm=webp`))
  } finally {
    await mf.dispose()
  }
})

test('limits of time and memory hold in workerd, where the clock stands still', judged, async () => {
  const mf = await worker(`
    import { load } from 'tintype'
    const { Instance } = WebAssembly
    const memories = []
    WebAssembly.Instance = function (...args) {
      const instance = new Instance(...args)
      memories.push(instance.exports.memory)
      return instance
    }
    export default {
      async fetch(request) {
        const { query, options, load: given } = JSON.parse(request.headers.get('x-ask'))
        const began = Date.now()
        const tintype = await load(given)
        let answer
        try {
          const { info } = await tintype.transformAsync(request, query, options)
          answer = { width: info.width, height: info.height }
        } catch ({ code, message }) {
          answer = { code, message }
        }
        const largest = Math.max(...memories.splice(0).map(({ buffer }) => buffer.byteLength))
        return Response.json({ ...answer, largest, passed: Date.now() - began })
      },
    }`)
  const ask = async (body, query, options, load) => {
    const response = await mf.dispatchFetch('http://images.example/', { method: 'POST', body, headers: { 'x-ask': JSON.stringify({ query, options, load }) } })
    return response.json()
  }
  try {
    const bytes = readFileSync(landscape)
    const late = await ask(bytes, 'w=6000&fm=webp', { timeout: 30 })
    assert.equal(late.code, 'deadline')
    assert.equal((await ask(bytes, 'w=100', { timeout: 5000 })).width, 100)
    assert.equal((await ask(bytes, 'w=6000&fm=webp', {}, { timeout: 20 })).code, 'deadline')
    // Refused before it is read: workerd then resets a connection that is still being written to, so the body is one write.
    assert.equal((await ask(bytes.subarray(0, 4000), 'w=100', { limits: { sourceBytes: 1000 } })).code, 'source_too_large')
    // What would take more shrinks or is refused.
    for (const query of ['w=8000&fm=png', 'w=8000&fm=webp&lossless=1', 'w=8000&fm=webp', 'w=8000&fm=jpg', 'w=1500&fm=avif', 'w=3000&h=3000&fit=crop&blur=200&fm=png']) {
      const made = await ask(bytes, query, { timeout: 20000 })
      assert.ok(made.width > 500 || made.code === 'deadline', `${query}: ${JSON.stringify(made)}`)
      assert.ok(made.largest <= (48 + 32) << 20, `${query}: ${made.largest} bytes`)
    }
    const broken = join(repository, 'testdata/broken')
    for (const name of readdirSync(broken).filter((name) => /bomb/.test(name))) {
      const made = await ask(readFileSync(join(broken, name)), 'w=100&fm=webp')
      assert.ok(made.width > 0 || /^(source_|deadline)/.test(made.code), `${name}: ${JSON.stringify(made)}`)
      assert.ok(made.largest <= (48 + 40) << 20, `${name}: ${made.largest} bytes`)
    }
  } finally {
    await mf.dispose()
  }
})
