// One event after the other through a package's handler, which fetches the originals from
// a server beside it.

import { createServer } from 'node:http'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'

const field = (key, value) => ({ [key.toLowerCase()]: [{ key, value }] })

// What the handler logs is kept; console.log is the script's own no longer.
const print = console.log
let line = {}

/**
 * Opens the package in dir. read(key) returns an original's bytes and media type.
 *
 * @returns {Promise<{ask: (key: string, query: string, o?: {config?: object, allowed?: number}) => Promise<object>, print: Function, close: Function}>}
 * ask sends one query: config is what the deployment's configuration would say, allowed
 * how many milliseconds Lambda has left. It resolves to the clock's and the processor's
 * seconds, the outcome and reason, the size, media type and bytes of the answer.
 */
export async function open(dir, read) {
  const origin = createServer((request, response) => {
    const { body, type } = read(new URL(request.url, 'http://origin').pathname.slice(1))
    response.writeHead(200, { 'content-type': type, 'content-length': body.length, etag: '"1"' })
    response.end(body)
  }).listen(0, '127.0.0.1')
  await new Promise((done) => origin.once('listening', done))
  const { handler } = await import(pathToFileURL(join(resolve(dir), 'index.mjs')))
  console.log = (text) => { try { line = JSON.parse(text) } catch {} }

  const event = (key, querystring, config) => {
    const { body, type } = read(key)
    return { Records: [{ cf: {
      config: { eventType: 'origin-response', distributionId: 'EXAMPLE' },
      request: { clientIp: '192.0.2.1', method: 'GET', uri: `/${key}`, querystring, headers: {},
        origin: { custom: { customHeaders: config ? field('X-Tintype-Config', JSON.stringify(config)) : {}, domainName: '127.0.0.1', path: '', port: origin.address().port, protocol: 'http', readTimeout: 30, keepaliveTimeout: 5, sslProtocols: [] } } },
      response: { status: '200', statusDescription: 'OK', headers: { ...field('Content-Type', type), ...field('Content-Length', String(body.length)), ...field('ETag', '"1"') } },
    } }] }
  }

  async function ask(key, query, { config, allowed = 120000 } = {}) {
    line = {}
    const cpu = process.cpuUsage(), begun = performance.now()
    const answer = await handler(event(key, query, config), { getRemainingTimeInMillis: () => allowed - (performance.now() - begun) })
    const { user, system } = process.cpuUsage(cpu)
    const value = (name) => answer.headers?.[name]?.[0]?.value ?? ''
    return { query, clock: (performance.now() - begun) / 1000, cpu: (user + system) / 1e6, outcome: line.outcome ?? answer.status, reason: line.reason ?? '', size: line.size ?? '',
      type: value('content-type'), bytes: Math.floor((answer.body?.length ?? 0) / 4 * 3), fit: value('x-tintype-fit') }
  }
  return { ask, print, close: () => origin.close() }
}
