// What the tests share: a package laid out in a folder as on Lambda@Edge, around
// the guest that misbehaves when asked to (shim/testdata/hostile).

import { cpSync, mkdtempSync, readdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const repository = fileURLToPath(new URL('../../../', import.meta.url))
export const hostileWasm = join(repository, 'build/hostile.wasm')

// unpack makes the folder, with config as its tintype.json, and returns its
// path and the handler in it. Each folder has modules, and so a pool, of its own.
export async function unpack({ wasm = hostileWasm, config = '{}' } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'tintype-'))
  const host = join(repository, 'shim/node')
  for (const name of readdirSync(host)) if (name.endsWith('.mjs')) cpSync(join(host, name), join(folder, name))
  cpSync(wasm, join(folder, 'tintype.wasm'))
  writeFileSync(join(folder, 'tintype.json'), config)
  const { handler } = await import(pathToFileURL(join(folder, 'index.mjs')))
  return { folder, handler }
}

// event is an origin-response for /a.jpg. What it asks of the hostile guest stands
// beside a parameter of the grammar: without one the host would ask no guest.
export function event(asked, { eventType = 'origin-response', status = '200', customHeaders = {}, method = 'GET' } = {}) {
  return {
    Records: [
      {
        cf: {
          config: { distributionDomainName: 'd1.cloudfront.net', distributionId: 'E1', eventType, requestId: 'r1' },
          request: {
            clientIp: '192.0.2.1',
            method,
            uri: '/a.jpg',
            querystring: `w=1&${asked}`,
            headers: {},
            origin: { s3: { authMethod: 'none', customHeaders, domainName: 'b.s3.eu-west-1.amazonaws.com', path: '', region: '' } },
          },
          ...(eventType.endsWith('response') && { response: { status, statusDescription: 'x', headers: {} } }),
        },
      },
    ],
  }
}

// context is Lambda's, with ms left.
export const context = (ms) => ({ getRemainingTimeInMillis: () => ms })

// silence catches what fn prints through console and returns it with fn's result.
export async function silence(fn) {
  const printed = []
  const { log, error } = console
  console.log = console.error = (line) => printed.push(line)
  try {
    return { result: await fn(), printed: printed.join('\n') }
  } finally {
    Object.assign(console, { log, error })
  }
}
