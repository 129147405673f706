// The Node host around a guest that does what no guest may.

import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import http from 'node:http'
import { after, before, test } from 'node:test'
import { MORE, Pool, RETIRE_BYTES } from '../guest.mjs'
import { load } from '../tintype.mjs'
import { context, event, hostileWasm, silence, unpack } from './lambda.mjs'

const failures = ['panic', 'jobpanic', 'trap', 'exit', 'deadlock', 'oom', 'breach', 'wild', 'lost']

let origin, url
before(async () => {
  const waiting = []
  origin = http.createServer((request, response) => {
    switch (request.url) {
      case '/two': // answers only when both fetches are there
        waiting.push(() => response.end(`<${request.headers['x-test']}>`))
        if (waiting.length === 2) waiting.forEach((go) => go())
        return
      case '/large':
        return response.end(Buffer.alloc((1 << 20) + 1))
      case '/cut':
        response.writeHead(200, { 'content-length': 100 })
        return response.write('short', () => response.destroy())
      case '/missing':
        response.statusCode = 404
        return response.end()
      case '/a/../b%7E%2Fc//d?x=1&y=%20':
        return response.end(request.headers.host)
      case '/never':
        return
    }
    response.end('body')
  })
  await new Promise((resolve) => origin.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${origin.address().port}`
})
after(() => {
  origin.closeAllConnections()
  origin.close()
})

const ok = { status: '200', headers: { 'x-status': [{ key: 'X-Status', value: '200' }] }, body: 'Ym9keQ==', bodyEncoding: 'base64' }

test('every failure of a guest serves the original, and the next request gets a new guest', async () => {
  const { handler } = await unpack({ config: JSON.stringify(`${url}/`) })
  for (const name of failures) {
    const asked = event(`do=${name}`)
    const { result, printed } = await silence(() => handler(asked, context(30000)))
    assert.deepEqual(result, { status: '200', statusDescription: 'x', headers: { 'cache-control': [{ key: 'Cache-Control', value: 'public, max-age=60' }] } }, name)
    assert.match(printed, /served the original/, name)
    assert.deepEqual(await handler(event('do=echo'), context(30000)), ok, `after ${name}`)
  }
})

test('out of memory, out of time and a panic are told apart, in one line each', async () => {
  for (const [name, reason] of [['oom', 'memory'], ['panic', 'panic'], ['trap', 'panic'], ['poll', 'time']]) {
    const { handler } = await unpack()
    const { printed } = await silence(() => handler(event(`do=${name}`), context(name === 'poll' ? 1050 : 30000)))
    assert.match(printed, new RegExp(`"message":"a guest failed","reason":"${reason}"`), name)
    assert.ok(printed.trim().split('\n').length <= 3, `${name}: ${printed.split('\n').length} lines`)
  }
})

test('an original in the place of an image cannot be renewed', async () => {
  const { handler } = await unpack()
  const field = (key, value) => [{ key, value }]
  for (const [control, want] of [['max-age=5000', 'public, max-age=60'], ['private, max-age=5', 'private, max-age=5']]) {
    const asked = event('do=trap')
    const { response } = asked.Records[0].cf
    response.headers = { etag: field('ETag', '"1"'), 'last-modified': field('Last-Modified', 'then'), expires: field('Expires', 'then'),
      'cache-control': field('Cache-Control', control), via: field('Via', '1.1 x') }
    const { result } = await silence(() => handler(asked, context(30000)))
    assert.deepEqual(result.headers, { 'cache-control': field('Cache-Control', want), via: field('Via', '1.1 x') })
    asked.Records[0].cf.request.headers.cookie = field('Cookie', 'session=1')
    const { result: own } = await silence(() => handler(asked, context(30000)))
    assert.equal(own.headers['cache-control'][0].value, want.replace('public', 'private'))
  }
})

test('a guest that reads the clock past its deadline is stopped', async () => {
  const { handler } = await unpack()
  const begun = performance.now()
  const { printed } = await silence(() => handler(event('do=poll'), context(1050)))
  assert.match(printed, /past its deadline/)
  assert.ok(performance.now() - begun < 3000)
})

test('after a failure another guest is asked, past its deadline', async () => {
  const { handler } = await unpack()
  const { result, printed } = await silence(() => handler(event('do=late'), context(30000)))
  assert.deepEqual(result, { status: '200', headers: {} })
  assert.match(printed, /a guest failed/)
  assert.doesNotMatch(printed, /served the original/)
})

test('a guest that keeps its deadline answers by itself', async () => {
  const { handler } = await unpack()
  const { printed } = await silence(() => handler(event('do=clock'), context(1050)))
  assert.match(printed, /failed: deadline/)
  assert.doesNotMatch(printed, /served the original/)
})

test('fetches run at the same time, obey limit and deadline, and tell why they failed', async () => {
  const untouched = (asked) => asked.Records[0].cf.response
  for (const [query, path, printed, body, left = 30000] of [
    ['do=two', '/two', '', 'PDI+PDE+'], // <2><1>
    ['do=echo', '/large', 'failed: too large'],
    ['do=echo', '/cut', 'failed: aborted'],
    ['do=echo', '/never', 'failed: deadline', undefined, 1100],
  ]) {
    const { handler } = await unpack({ config: JSON.stringify(url + path) })
    const asked = event(query)
    const out = await silence(() => handler(asked, context(left)))
    assert.equal(out.printed, printed, path)
    if (body) assert.equal(out.result.body, body, path)
    else assert.equal(out.result, untouched(asked), path)
  }
  const raw = await unpack({ config: JSON.stringify(`${url}/a/../b%7E%2Fc//d?x=1&y=%20`) })
  const { body } = await raw.handler(event('do=echo'), context(30000))
  assert.equal(Buffer.from(body, 'base64').toString(), url.slice('http://'.length), 'the path is sent as it stands')
  const { handler } = await unpack({ config: JSON.stringify(`${url}/missing`) })
  const missing = await handler(event('do=echo'), context(30000))
  assert.equal(missing.headers['x-status'][0].value, '404')
  assert.equal(missing.body, undefined)
})

test('an origin that refuses the connection is a failure of the fetch', async () => {
  const { handler } = await unpack({ config: '"http://127.0.0.1:1/"' })
  const { printed } = await silence(() => handler(event('do=echo'), context(30000)))
  assert.match(printed, /failed: .*ECONNREFUSED/)
})

test('concurrent requests have a guest each', async () => {
  const { handler } = await unpack({ config: JSON.stringify(`${url}/`) })
  const queries = Array.from({ length: 32 }, (_, i) => (i % 4 === 3 ? 'do=panic' : 'do=echo'))
  const { result } = await silence(() => Promise.all(queries.map((query) => handler(event(query), context(30000)))))
  for (const [i, query] of queries.entries()) assert.equal(result[i].body, query === 'do=echo' ? 'Ym9keQ==' : undefined)
})

test('credentials are those of the environment at the time of the request', async () => {
  const { handler } = await unpack()
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret', AWS_SESSION_TOKEN: 'token' }
  const before = { ...process.env }
  for (const [env, n] of [[keys, 15], [{ ...keys, AWS_SESSION_TOKEN: 'a longer token' }, 24]]) {
    Object.assign(process.env, env)
    const { body } = await handler(event('do=secret'), context(30000))
    assert.equal(Buffer.from(body, 'base64').toString(), String(n))
  }
  for (const name of Object.keys(keys)) name in before ? (process.env[name] = before[name]) : delete process.env[name]
})

test('the library returns what the guest makes of any number of bytes', async () => {
  const tintype = await load({ wasm: readFileSync(hostileWasm) })
  for (const n of [0, 1, 65535, 65536, 65537, 300000]) {
    const source = randomBytes(n)
    const { body, contentType, info } = tintype.transform(source, 'do=echo')
    assert.ok(body instanceof Uint8Array && !Buffer.isBuffer(body))
    assert.equal(Buffer.compare(body, source), 0)
    assert.deepEqual([contentType, info], ['x/test', { n, ignored: ['do'] }])
  }
  assert.equal(tintype.transform(new TextEncoder().encode('0123456789ab').buffer, 'do=early').body.length, 10)
})

test('a guest grows, moves and scans its stacks without the tables that the build empties', async () => {
  const tintype = await load({ wasm: readFileSync(hostileWasm) })
  const { body } = tintype.transform(Buffer.alloc(0), 'do=stack')
  const want = [2000, 2001, 2002, 2003].reduce((sum, depth) => sum + (depth * (depth + 1)) / 2, 0)
  assert.equal(Buffer.from(body).toString(), String(want))
})

test('the library throws errors with a code, and works again after each', async () => {
  const tintype = await load({ wasm: readFileSync(hostileWasm) })
  for (const name of failures) {
    await silence(() => assert.throws(() => tintype.transform(Buffer.from('x'), `do=${name}`), { code: 'internal' }, name))
    assert.equal(tintype.transform(Buffer.from('x'), 'do=echo').body.length, 1)
  }
  assert.throws(() => tintype.transform('text', 'do=echo'), { name: 'TypeError', message: /^source: / })
  assert.throws(() => tintype.transform(Buffer.from('x')), { name: 'TypeError', message: /^query: / })
})

test('a hundred dead guests in a row harm no other request and leave no memory behind', async () => {
  const tintype = await load({ wasm: readFileSync(hostileWasm) })
  const before = process.memoryUsage().rss
  await silence(() => {
    for (let i = 0; i < 100; i++) {
      assert.throws(() => tintype.transform(Buffer.from('x'), `do=${['trap', 'oom'][i % 2]}`), { code: 'internal' })
      if (i % 10 === 9) assert.equal(tintype.transform(Buffer.from('x'), 'do=echo').body.length, 1)
    }
  })
  // Each of the fifty that ran out of memory held 192 MiB.
  assert.ok(process.memoryUsage().rss - before < 400e6)
})

test('a guest that has grown too large is not lent again', () => {
  const pool = new Pool(new WebAssembly.Module(readFileSync(hostileWasm)), () => {})
  const use = (query) => {
    const guest = pool.take()
    guest.open(query)
    while (guest.next().kind === MORE) guest.end(0)
    pool.give(guest)
    return guest
  }
  const small = use('do=echo')
  assert.equal(use('do=echo'), small)
  assert.equal(use('do=grow'), small)
  assert.ok(small.bytes > RETIRE_BYTES)
  assert.notEqual(use('do=echo'), small)
})
